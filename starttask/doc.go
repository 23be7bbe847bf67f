// Package starttask builds, reads and checks ecs.StartTaskInput, the request
// that starts a task on chosen container instances.
//
//	in, err := starttask.New("web:7", "0123456789abcdef0123456789abcdef").
//		WithCluster("production").
//		WithOverrides(overrides.New(overrides.ForContainer("app").WithEnv("STAGE", "blue"))).
//		Build()
//	if err != nil {
//		return err // every rule the request breaks, as field.Errors
//	}
//	out, err := client.StartTask(ctx, in)
//
// A [Builder] is an immutable value: With methods return a changed copy, and copies
// never share memory that anybody could change. A builder can be kept, branched and
// used by several goroutines. A method that sets replaces what was there; one that
// adds keeps it. Members that you do not set are left out of the request.
//
// Requests made in other ways work as well: [Validate] and [Check] accept any
// input, [From] makes a builder of it, and [Parse] reads the JSON of the AWS CLI's
// --cli-input-json. [JSON] and [Command] write a request as text.
//
// # Sending
//
// [Start] checks a request, sends it with any client of the SDK, and reports for each
// container instance whether its task was started. A call may succeed and start no
// task: ECS reports what it did not place as failures, which Start turns into an
// error that explains them. A call may also fail although all tasks started:
// StartTask has no client token, so a second attempt starts a second task. Start
// tries again only where nothing can have been started, and with [WithReconcile]
// finds out whether the others were started. [StartAll] does the same for any
// number of container instances. Package lifecycle follows the tasks to their end,
// and [WithObserver] reports all this to logs and traces.
//
// # After a restart
//
// A service that ends during a Start loses the result. Give each job a startedBy of its
// own, and look for its tasks before it is started again:
//
//	for _, status := range []types.DesiredStatus{types.DesiredStatusRunning, types.DesiredStatusStopped} {
//		list, err := client.ListTasks(ctx, &ecs.ListTasksInput{Cluster: in.Cluster, StartedBy: in.StartedBy, DesiredStatus: status})
//
// ECS is eventually consistent: a task may be missing from the list for some seconds
// after it was started. It forgets stopped tasks after an hour or so. With
// [WithReconcile], Start sends nothing if there are tasks with the startedBy of the
// request.
//
// # Clients
//
// Start and StartAll start no task twice, and report no task as not started that may
// be running, if two conditions hold:
//
//   - The client is an [*ecs.Client], or a wrapper around one that passes the options
//     of the call on to the SDK, for one call at a time.
//   - The HTTP client sends each request once.
//
// Middleware, interceptors, retryers and wrappers may otherwise do anything: repeat a
// call, hide its error, or abandon it after a time-out or a panic. Once an attempt may
// have started tasks, no other is sent, and none is sent after Start has returned.
//
// If a condition does not hold, tasks may be started twice:
//
//   - If a wrapper drops the options, the SDK retries a lost request. Start then
//     treats every error of the SDK as an unknown outcome. The tasks in a response
//     were started. Its failures leave the outcome unknown, unless it is the response
//     to the first attempt.
//   - If the HTTP client itself retries a lost request, Start learns of that through
//     [net/http/httptrace], to which [net/http.Transport] reports. A refusal or a
//     failure then leaves the outcome unknown. The tasks in a response were started.
//   - If an HTTP client that does not report to httptrace retries a request, or a
//     proxy does, Start cannot notice that, and the last response counts.
//
// In each case more tasks may be running than the result has. ListTasks finds them by
// the startedBy of the request.
//
// If a client does not use the SDK, such as a fake in a test, its error is a refusal
// if it is an API error that is the client's fault, such as
// [types.ClusterNotFoundException], or if its code is that of throttling. Any other
// error leaves the outcome unknown. A response with a status of 4xx is a refusal only
// if it comes from ECS: it has a request id and, in __type or X-Amzn-ErrorType, the
// type of the error.
//
// If you call client.StartTask yourself, [WithValidation], [SafeRetry] and
// [FailuresAsErrors] each add one part of this to the client.
//
// # Secrets
//
// Environment values, commands and tag values may be secrets. They stay out of
// errors and findings, and out of what fmt, [log/slog] and encoding/json write of a
// [Builder], a [Result] or a [StartError]. Only [JSON] and [Command] write them.
// This has four limits:
//
//   - The SDK's own values, such as the request that Build returns and the tasks in
//     a Result, show all that they hold.
//   - fmt cannot call methods of a value in an unexported field. If a struct of
//     yours has a Result there, rather than a pointer to one, a verb that does not
//     fit, such as %s, shows commands.
//   - An error names the member that it is about, so text in the place of a member's
//     name is shown.
//   - The reasons of failures and of stopped tasks are in ECS's words, which may
//     quote the program that could not be run.
//
// The paths of findings lead from the request down, such as
// overrides.containerOverrides[0].name.
package starttask
