// Package runtask builds, reads, checks and sends ecs.RunTaskInput, the request that
// starts tasks where Amazon ECS places them: on Fargate, on container instances
// or on external ones.
//
//	in, err := runtask.New("web:7").
//		WithCluster("production").
//		WithFargate().
//		WithNetwork(netconfig.New("subnet-0123456789abcdef0").WithPublicIP(true)).
//		WithOverrides(overrides.New(overrides.ForContainer("app").WithEnv("STAGE", "blue"))).
//		Build()
//	if err != nil {
//		return err // every rule the request breaks, as field.Errors
//	}
//	result, err := runtask.Run(ctx, client, in)
//
// A [Builder] is an immutable value: With methods return a changed copy, and
// copies never share memory that anybody could change. A builder can be kept,
// branched and used by several goroutines. A method that sets replaces what was
// there; one that adds keeps it. Members that you do not set are left out of the
// request. The methods that package starttask has as well do the same there.
//
// [Builder.WithFargate], [Builder.WithFargateSpot], [Builder.WithLaunchType] and
// [Builder.WithCapacityProvider] say what runs the tasks. Without them, ECS uses
// the cluster's default capacity provider strategy, and EC2 if it has none. On
// container instances, placement constraints and strategies choose among them:
//
//	runtask.New("web:7").WithCount(3).WithDistinctInstance().WithSpread("attribute:ecs.availability-zone")
//
// Requests made in other ways work as well: [Validate] and [Check] accept any
// input, [From] makes a builder of it, and [Parse] reads the JSON of the AWS CLI's
// --cli-input-json. [JSON] and [Command] write a request as text.
//
// # Sending
//
// [Run] checks a request, sends it with any client of the SDK, and accounts for
// every requested task: started, not placed, unknown, or not started. A call may
// succeed and start no task: ECS reports what it did not place as failures, which
// Run turns into an error that explains them. [RunAll] does the same for any number
// of tasks, at most 10 a call. Package lifecycle follows the tasks to their end, and
// [WithObserver] reports all this to logs and traces.
//
// # Client tokens
//
// ECS recognizes a request by its client token, in one cluster. It does not carry out
// a second request with the token of an earlier one, but returns the tasks and the
// failures of the earlier one. So a request can be sent again if its outcome is not
// known. The SDK does that by itself, and Run goes on when the SDK gives up. Neither
// needs an option for that, so there is no SafeRetry as in package starttask.
//
// Run gives a request a token if it has none, keeps it for every attempt, and
// returns it in ClientTokens. If the outcome stays unknown, find it out later by
// sending the calls in [Result].Unsettled again:
//
//	for _, u := range result.Unsettled {
//		settled, err := runtask.Run(ctx, client, u.Request(in))
//
// These are not safe:
//
//   - A second Run without the token of the first. It gets a token of its own and
//     starts the tasks again.
//   - A token in a different request, such as one with another count or another tag.
//     ECS refuses it with a ConflictException, whose ResourceIds are the tasks that
//     have the token. The result does not have them.
//   - A token after its lifetime: 24 hours, or an hour after the last of its tasks has
//     stopped, whichever comes first. The tasks are started again. Run sends nothing
//     again later than 55 minutes after it began.
//   - The same token in another cluster or Region, where ECS does not know it.
//   - A second client.RunTask with the same *ecs.RunTaskInput, without Run. The SDK
//     has written the token of the first call into it, so the second starts nothing
//     and returns the first tasks. Run does not change its input.
//
// Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ECS_Idempotency.html.
// None of this was tried against AWS by this project.
//
// # After a restart
//
// A service that ends during a Run loses the result. If it gives each job a token that
// it can make again, such as the job's id, and does not use [WithRetryUnplaced], it can
// repeat Run with the same request for as long as the token is valid. Otherwise give each
// job a startedBy of its own, and look for its tasks before it is run again:
//
//	for _, status := range []types.DesiredStatus{types.DesiredStatusRunning, types.DesiredStatusStopped} {
//		list, err := client.ListTasks(ctx, &ecs.ListTasksInput{Cluster: in.Cluster, StartedBy: in.StartedBy, DesiredStatus: status})
//
// ECS is eventually consistent: a task may be missing from the list for some seconds
// after it was started. It forgets stopped tasks after an hour or so.
//
// # Clients
//
// Run and RunAll start no more tasks than were requested, and report no task as not
// started that may be running, if the client is an [*ecs.Client], or a wrapper around
// one that passes the options of the call on to the SDK. Middleware, retryers and HTTP
// clients may repeat requests, hide their errors or abandon them, as long as they keep
// the client token: Run looks for it in what is sent. If middleware replaces or removes
// the token, neither the SDK nor Run sends a lost request again.
//
// If a wrapper drops the options, Run does not see what is sent, and does not send a
// lost request again. The SDK still does, and ECS recognizes the request by its token,
// unless the wrapper removes that. The failures in a response leave the outcome unknown,
// unless it is the response to the first attempt.
//
// If a client does not use the SDK, such as a fake in a test, its error is a refusal
// if it is an API error that is the client's fault, such as
// [types.ClusterNotFoundException], or if its code is that of throttling. Any other
// error leaves the outcome unknown.
//
// If you call client.RunTask yourself, [WithValidation] and [FailuresAsErrors] each add
// one part of this to the client.
//
// # Secrets
//
// Environment values, commands and tag values may be secrets. They stay out of
// errors and findings, and out of what fmt, [log/slog] and encoding/json write of a
// [Builder], a [Result] or a [RunError]. Only [JSON] and [Command] write them. The
// SDK's own values, such as the request that Build returns and the tasks in a
// Result, show all that they hold. An error names the member that it is about, so
// text in the place of a member's name is shown.
//
// The paths of findings lead from the request down, such as
// overrides.containerOverrides[0].name.
package runtask
