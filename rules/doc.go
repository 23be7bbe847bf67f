// Package rules knows what Amazon ECS asks of a StartTask or RunTask request, and
// checks requests against it.
//
// A rule is a row of a table: an id, the field that it checks, what it requires,
// its limit, its severity, the operations that it holds for, what it needs to know,
// and the evidence for it with a source. [All] lists the rows, docs/rules.md is
// printed from them, and [Check] applies them:
//
//	for _, e := range rules.Check(input) {
//		fmt.Println(e.Severity, e)
//	}
//
// The request alone does not show the most common mistakes: a container that the
// task definition does not have, a network mode that needs subnets, a cluster
// without capacity. The option [Against] gives Check what the Describe calls of ECS
// returned, and Check compares the request with it. Rules that need a part of the
// [State] report nothing without it.
//
// A finding is an error where AWS documents the rule, or a refusal was observed,
// and what Check was given is enough to decide it. It is a warning where the rule
// is inferred or contested, or depends on the cluster, the task definition or the
// account, and where ECS was seen to accept what the documents exclude, such as
// other characters. Some rules depend on the launch, which is what the tasks of a
// request are placed on: a public address is an error with the launch type EC2, a
// warning with capacity providers that may be Managed Instances, and fine on
// Fargate.
//
// Values that may just be newer than this package are warnings at most: a
// partition it does not know, a volume larger or faster than the API reference
// says, more CPU than the largest size of Fargate it knows, another platform
// version. Enum values are those of the SDK in use. There is one exception: the
// SDK has the type of a volume as a text, so the types are those that the API
// reference lists, and any other is an error.
//
// Of a task definition that is to be registered, Check checks only what requests
// that start its tasks depend on.
//
// An ordinary, correct request has no finding. Rules that such a request may break
// are optional: they are off unless an option names them.
//
// Rules can be turned off, or given another severity, by id: [Off], [AsWarning],
// [AsError].
//
// Package structtag has the same rules for validator/v10, as tags for the fields
// of your configuration structs.
//
// No rule was tried against AWS by this project. A row that rests on an observation
// alone links a report of it.
package rules
