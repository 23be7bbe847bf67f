// Package failure explains what Amazon ECS says when it does not start a task, and
// why a task stopped.
//
// [Refused] explains the error of a call of StartTask or RunTask, and [Stopped]
// a task that has stopped: what it means, what to do, and whether to try again.
// What nobody has seen yet keeps the words of ECS and has no explanation.
//
// The explanations rest on the documentation of AWS and on reports of what ECS
// said; each has a link. None was tried against AWS by this project. The
// wording of Meaning and Advice is for people and may change in any release:
// programs use the fields Code, Path, Rule and Retry.
package failure
