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
// A [Builder] is an immutable value: With methods return a changed copy, and
// copies never share memory that anybody could change. A builder can be kept,
// branched and used by several goroutines. A method that sets replaces what was
// there; one that adds keeps it. What no method was called for is left out of
// the request.
//
// A request that was made in another way is as welcome: [Validate] and [Check]
// take any input, [From] makes a builder of it, and [Parse] reads the JSON of
// the AWS CLI's --cli-input-json. [JSON] and [Command] write a request down.
//
// # Sending
//
// [Start] checks a request, sends it with any client of the SDK, and says of
// every container instance whether its task was started. A call that returns no
// error can have started nothing: ECS reports what it did not place as failures,
// which Start turns into an error that explains them. And a call that returns an
// error can have started all: StartTask has no client token, so a second attempt
// starts a second task. Start tries again only where nothing can have been
// started, and with [Reconcile] finds out what became of the rest. [StartAll]
// does the same for any number of container instances. Package lifecycle follows
// the tasks to their end.
//
// For those who call client.StartTask themselves, [Preflight], [SafeRetry] and
// [FailuresAsErrors] make a client do a part of it each.
//
// # Secrets
//
// Environment values, commands and tag values may be secrets. They stay out of
// errors and findings, and out of what fmt, [log/slog] and encoding/json write of
// a [Builder], a [Result], an [Outcome] or a [StartError]. They are written only by
// what says so in its name: [JSON] and [Command]. This has four limits:
//
//   - The SDK's own values, such as the request that Build returns and the tasks in
//     a Result, show all that they hold.
//   - fmt cannot call methods of a value in an unexported field. If a struct of
//     yours has a Result or an Outcome there, and not a pointer to it, a verb that
//     does not fit, such as %s, shows commands.
//   - An error names the member that it is about: text that stands where JSON has
//     the name of a member is shown.
//   - The reasons of failures and of stopped tasks are in ECS's words, which may
//     quote the program that could not be run.
//
// The paths of findings lead from the request down, such as
// overrides.containerOverrides[0].name.
package starttask
