// Package preflight reads what the rules need to know besides a request, and plans
// where its tasks fit.
//
// The request alone does not show the most common mistakes: a container that the
// task definition does not have, a network mode that needs subnets, an instance
// without room. With a [rules.State] the rules find them before the call:
//
//	state, err := preflight.ForStartTask(ctx, client, in) // what could be read, also with an error
//	findings := rules.Check(in, rules.Against(state))
//
// [ForStartTask] and [ForRunTask] read the state live, with the Describe calls that the
// request needs. [Load] reads it from what the describe commands of the AWS CLI
// printed, for one request or for many. [Cache] is for services that start many tasks,
// and [Cache.Validation] makes a client check what it sends.
//
// [PlanStartTask] and [PlanRunTask] say for each container instance whether the
// task fits, or why it does not, with figures.
//
// State can be stale: ECS is eventually consistent, and other tasks start
// meanwhile. So findings about clusters and instances are warnings, and a plan
// reserves nothing.
package preflight
