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
// --cli-input-json. [JSON] and [Command] write a request down.
//
// # Sending
//
// [Start] checks a request, sends it with any client of the SDK, and says of every
// container instance whether its task was started. A call may succeed and start no
// task: ECS reports what it did not place as failures, which Start turns into an
// error that explains them. A call may also fail although all tasks started:
// StartTask has no client token, so a second attempt starts a second task. Start
// tries again only where nothing can have been started, and with [WithReconcile]
// finds out whether the others were started. [StartAll] does the same for any
// number of container instances. Package lifecycle follows the tasks to their end,
// and [WithObserver] reports all this to logs and traces.
//
// # Clients
//
// Start and StartAll promise not to start a task twice, and not to report one as
// not started that may be running. They keep both promises with an [*ecs.Client],
// and with a wrapper around one, under two conditions. The wrapper passes on the
// options of the call to the SDK, for one call at a time. The HTTP client sends
// each request once. Middleware, interceptors, retryers and wrappers may otherwise
// do anything: they may repeat a call, hide its error, or abandon it with a
// time-out or a panic. After an attempt that may have started tasks no other is
// sent, and none is sent after Start has returned.
//
// If a condition is not met, tasks may be started twice:
//
//   - If a wrapper drops the options, the SDK sends a lost request again. Start
//     then treats every error of the SDK as an unknown outcome. The tasks in an
//     answer were started. Failures leave the outcome unknown if the answer is not
//     that to the first attempt.
//   - If the HTTP client itself repeats a lost request, Start notices that by
//     [net/http/httptrace], which [net/http.Transport] reports to. A refusal or a
//     failure then leaves the outcome unknown. The tasks in an answer were started.
//   - Start cannot notice that an HTTP client that does not report to httptrace, or
//     a proxy, repeats a request. Then the last answer counts.
//
// In each case there may be more tasks than the result has. ListTasks finds them
// by the startedBy of the request.
//
// An error of a client without the SDK, such as a fake in a test, is a refusal if
// it is an API error that is the client's fault, such as a
// [types.ClusterNotFoundException], or if its code is one of throttling. Any other
// leaves the outcome unknown. Of answers with status 4xx only those of ECS are
// refusals: they have a request id and, in __type or X-Amzn-ErrorType, the type of
// the error.
//
// For those who call client.StartTask themselves, [WithValidation], [SafeRetry] and
// [FailuresAsErrors] each add one part of this to a client.
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
//     yours has a Result there, and not a pointer to it, a verb that does not fit,
//     such as %s, shows commands.
//   - An error names the member that it is about: text in the place of a member's
//     name is shown.
//   - The reasons of failures and of stopped tasks are in ECS's words, which may
//     quote the program that could not be run.
//
// The paths of findings lead from the request down, such as
// overrides.containerOverrides[0].name.
package starttask
