// Package ecstest runs an in-process Amazon ECS for tests: an endpoint on a
// loopback address that an unmodified client of the SDK and the aws command can
// call. It has clusters, task definitions and container instances, places tasks
// where they fit, moves them through their statuses, and fails on demand.
//
//	srv := ecstest.NewServer()
//	defer srv.Close()
//	instance := srv.AddInstance("default")
//	srv.AddTaskDefinition("web")
//	client := srv.Client() // the SDK's own, as ecs.NewFromConfig(srv.Config()) is
//
// The aws command takes [Server.URL] as --endpoint-url, the region us-east-1, and
// any credentials.
//
// The functions that you pass to Add and Edit methods must not call methods of the
// Server.
//
// # Operations
//
// The server implements StartTask, RunTask, StopTask, DescribeTasks, ListTasks,
// DescribeTaskDefinition, DescribeContainerInstances, ListContainerInstances,
// DescribeClusters, DescribeCapacityProviders and PutClusterCapacityProviders. It
// refuses any other operation, and any feature that it lacks, with an
// UnsupportedFeatureException that names it: services, managed instances, shared
// GPUs, other devices, expressions of the cluster query language that do not parse,
// and regular expressions in them that Go does not support.
//
// The server accepts any signature. It does not look up roles, images, subnets or
// security groups. Task definitions have no tags to propagate. Tasks and client
// tokens are never forgotten, while ECS forgets a token after 24 hours, or an hour
// after its last task has stopped. Answers leave out numbers that are 0 and booleans
// that are false; the SDK reads them as such.
//
// # Placement
//
// StartTask tries each entry of containerInstances once. If it cannot start a task
// there, the failure has the first of these reasons that applies:
//
//	MISSING          no such instance in the cluster
//	INACTIVE         it is neither ACTIVE nor DRAINING
//	AGENT            its agent is not connected
//	ATTRIBUTE        it lacks one of the task definition's requiresAttributes
//	LOCATION         it is in no zone of the subnets; see AddSubnet
//	RESOURCE:CPU     it does not have enough CPU units free
//	RESOURCE:MEMORY  it does not have enough memory free
//	RESOURCE:PORTS   a host port is in use
//	RESOURCE:ENI     it has no network interface left; see AddInstance
//	RESOURCE:GPU     it does not have enough GPUs free
//
// A task needs the CPU units and the memory of the task level or, without these,
// the sums over its containers, overrides included. A container's
// memoryReservation counts rather than its memory.
//
// RunTask considers the active instances that belong to the capacity provider, or
// that are external or not, as the launch type says. Among the instances that have
// room and satisfy the placement constraints of the request and of the task
// definition, the placement strategies choose one after the other: spread takes
// those with the fewest tasks of the group, binpack those with the least left,
// random any of them. If several are equal, they take turns. Random choices are the
// same in each server. If no instance has room for a task, the failures hold a
// reason for each instance, and RunTask tries no further task. The reasons are those
// above and
//
//	MemberOf placement constraint unsatisfied.
//	DistinctInstance placement constraint unsatisfied.
//
// A capacity provider strategy, of the request or the cluster's default, first gives
// one provider as many tasks of each call as its base, and then divides the rest by
// weight. A provider must be associated with the cluster; see
// [Server.AddCapacityProvider], also for managed scaling. Fargate has room for every
// task, unless [Server.LimitFargate] limits it.
//
// A request with the client token of an earlier one that started tasks starts
// nothing. Its response has the same failures and the same tasks, as they are now; of
// a stopped task only its ARN and its statuses are left. If the other parameters
// differ, it is refused with a ConflictException.
//
// # How tasks move
//
// A task moves on by one status each time DescribeTasks reads it, before it is
// described, and by [Server.Advance]. So polling always gets somewhere, and no test
// waits for a clock. A task in the network mode awsvpc moves through
//
//	PROVISIONING  PENDING  ACTIVATING  RUNNING  STOPPING  DEPROVISIONING  STOPPED
//
// and any other, if no volume is attached to it, through
//
//	PENDING  ACTIVATING  RUNNING  STOPPING  STOPPED
//
// A task that is stopped before it runs, or never starts, skips the statuses in
// between. [Server.OnStart] decides how tasks end. Containers that StopTask stops
// exit with 143, if they ran. In the server's time the first task is created when
// 2026 begins in UTC, and each further one a second later. Each status takes a
// second.
//
// # What is known of the service
//
// Names of errors, messages and reasons of failures are the service's own where
// somebody reported them. These are inferred:
//
//   - the order in which mistakes and failures are found
//   - that StartTask places tasks on a DRAINING instance
//   - which of the documented statuses a task passes through, and its exit code after
//     StopTask
//   - the messages for task ids, for counts, pages, tokens and GPUs out of range, for
//     ARNs of the wrong kind, for inactive clusters, for client tokens that are used
//     twice or too long, for a startedBy of over 128 characters, for the types of
//     placement constraints and strategies, and for inference accelerators
//   - the message for a capacity provider without instances, which is known of services
//   - the messages for values that an enum does not have, which follow the one known
//     for the include of DescribeClusters
//   - that RunTask and StartTask refuse ephemeral storage and GPUs in the words of
//     RegisterTaskDefinition, and capacity providers in the words of CreateService and
//     PutClusterCapacityProviders
//   - that what is refused with a launch type is refused in the same words with a
//     capacity provider
//   - that base and weight count for each call by itself, and how weights are rounded
//   - that a token with which nothing was started can be used again
//   - how long a task waits for managed scaling
//   - what internal/query and internal/placement call inferred
//
// ListTasks refuses startedBy together with another filter, as reported in
// https://github.com/aws/aws-sdk-go-v2/issues/1893, except for desiredStatus, of
// which no refusal is known. Mistakes for which no message of the service is known
// are not refused: the server stands in for ECS, not for the rules of this module.
package ecstest
