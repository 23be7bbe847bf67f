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
// --cli-input-json. [JSON] and [Command] write a request down.
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
// ECS recognizes a request by its client token, in one cluster. It does not carry
// out a request with the token of an earlier one again: ECS answers with the tasks
// and the failures of the earlier one. So a request can be sent again when its
// outcome is not known. The SDK does that by itself, and Run goes on when the SDK
// gives up. Both need no option for it, and there is no SafeRetry as in package
// starttask.
//
// Run gives a request a token if it has none, keeps it for every attempt, and
// returns it in ClientTokens. These are not safe:
//
//   - A second Run without the token of the first. It gets a token of its own and
//     starts the tasks again. To repeat a Run whose outcome is unknown, give the
//     token that its error names, and the same request.
//   - A token in another request, with another count or another tag for instance.
//     ECS refuses it with a ConflictException, whose ResourceIds are the tasks that
//     have the token. The result does not have them.
//   - A token after its lifetime: 24 hours, or an hour after the last of its tasks has
//     stopped, whichever comes first. The tasks are started again. Run sends nothing
//     again later than 55 minutes after it began.
//   - The same token in another cluster or Region. That is another request there.
//   - A second client.RunTask with the same *ecs.RunTaskInput, without Run. The SDK
//     has written the token of the first call into it, so the second starts nothing
//     and returns the first tasks. Run does not change its input.
//
// Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ECS_Idempotency.html.
// None of this was tried against AWS by this project.
//
// # Clients
//
// Run and RunAll promise not to start more tasks than were requested, and not to
// report a task as not started that may be running. They keep both promises with an
// [*ecs.Client], and with a wrapper around one that passes on the options of the
// call to the SDK. Middleware, retryers and HTTP clients may repeat requests, hide
// their errors or abandon them, as long as they keep the client token: Run looks
// for it in what is sent. If middleware replaces or removes it, the SDK does not
// send a lost request again, and neither does Run.
//
// A wrapper that drops the options hides from Run what is sent. Run does not send a
// lost request again then. The SDK does, and ECS knows it by its token, unless the
// wrapper removes that. Failures leave the outcome unknown if the answer is not
// that to the first attempt.
//
// An error of a client without the SDK, such as a fake in a test, is a refusal if
// it is an API error that is the client's fault, such as a
// [types.ClusterNotFoundException], or if its code is one of throttling. Any other
// leaves the outcome unknown.
//
// For those who call client.RunTask themselves, [WithValidation] and
// [FailuresAsErrors] each add one part of this to a client.
//
// # Secrets
//
// Environment values, commands and tag values may be secrets. They stay out of
// errors and findings, and out of what fmt, [log/slog] and encoding/json write of a
// [Builder], a [Result] or a [RunError]. Only [JSON] and [Command] write them. The
// SDK's own values, such as the request that Build returns and the tasks in a
// Result, show all that they hold. An error names the member that it is about: text
// in the place of a member's name is shown.
//
// The paths of findings lead from the request down, such as
// overrides.containerOverrides[0].name.
package runtask
