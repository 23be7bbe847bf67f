// Package runtask builds, reads and checks ecs.RunTaskInput, the request that
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
//	out, err := client.RunTask(ctx, in)
//
// A [Builder] is an immutable value: With methods return a changed copy, and
// copies never share memory that anybody could change. A builder can be kept,
// branched and used by several goroutines. A method that sets replaces what was
// there; one that adds keeps it. Members that you do not set are left out of the
// request. The methods that package starttask has as well do the same there.
//
// [Builder.WithFargate], [Builder.WithFargateSpot], [Builder.WithLaunchType] and
// [Builder.WithCapacityProvider] say what runs the tasks. Without them, ECS takes the
// cluster's default capacity provider strategy, and EC2 if it has none. On container
// instances, placement constraints and strategies choose among them:
//
//	runtask.New("web:7").WithCount(3).WithDistinctInstance().WithSpread("attribute:ecs.availability-zone")
//
// A request that was made in another way is as welcome: [Validate] and [Check]
// take any input, [From] makes a builder of it, and [Parse] reads the JSON of
// the AWS CLI's --cli-input-json. [JSON] and [Command] write a request down.
//
// # Secrets
//
// Environment values, commands and tag values may be secrets. They stay out of
// errors and findings, and out of what fmt, [log/slog] and encoding/json write of
// a [Builder]. They are written only by what says so in its name: [JSON] and
// [Command]. The SDK's own values, such as the request that Build returns, show all
// that they hold. An error names the member that it is about: text that stands where
// JSON has the name of a member is shown.
//
// The paths of findings lead from the request down, such as
// overrides.containerOverrides[0].name.
package runtask
