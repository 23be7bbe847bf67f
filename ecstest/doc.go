// Package ecstest is an Amazon ECS inside the test: an endpoint on loopback that
// the SDK's own client and the aws command speak to as to the service. It has
// clusters, task definitions and container instances, starts tasks on them as far
// as they fit, lets the tasks live and end, and goes wrong on demand.
//
//	srv := ecstest.NewServer()
//	defer srv.Close()
//	instance := srv.AddInstance("default")
//	srv.AddTaskDefinition("web")
//	client := srv.Client() // the SDK's own, as ecs.NewFromConfig(srv.Config()) is
//
// The aws command takes [Server.URL] as --endpoint-url, the region us-east-1, and
// any identity.
//
// The functions that are given to Add and Edit methods must not call methods of
// the server.
//
// # What it does
//
// StartTask, RunTask, StopTask, DescribeTasks, ListTasks, DescribeTaskDefinition,
// DescribeContainerInstances, ListContainerInstances, DescribeClusters,
// DescribeCapacityProviders, PutClusterCapacityProviders. To any other operation,
// and to what it does not know of these, it answers with an
// UnsupportedFeatureException that says so: services, managed instances, shared
// GPUs, other devices, expressions of the cluster query language that do not parse,
// and regular expressions in them that Go does not have.
//
// Requests are not authorized: any signature will do. Roles, images, subnets and
// security groups are not looked up. Task definitions have no tags to propagate.
// Tasks and client tokens are never forgotten, while ECS forgets a token after 24
// hours, or an hour after its last task has stopped. A number that is 0 and a
// boolean that is false are left out of answers; the SDK reads them as such.
//
// # What starts
//
// StartTask tries each entry of containerInstances once. It reports, of the
// following, the first that stands in the way:
//
//	MISSING          no such instance in the cluster
//	INACTIVE         it is neither ACTIVE nor DRAINING
//	AGENT            its agent is not connected
//	ATTRIBUTE        it lacks one of the task definition's requiresAttributes
//	LOCATION         it is in no zone of the subnets; see AddSubnet
//	RESOURCE:CPU     not enough of it is free
//	RESOURCE:MEMORY  as well
//	RESOURCE:PORTS   a host port is in use
//	RESOURCE:ENI     it has no network interface left; see AddInstance
//	RESOURCE:GPU     not enough are free
//
// A task needs the CPU units and the memory of the task level or, without these,
// the sums over its containers, overrides included. A container's
// memoryReservation counts rather than its memory.
//
// RunTask considers the active instances that are external or not, as the launch
// type says, or that belong to the capacity provider. Of those with a place that
// satisfy the placement constraints of the request and of the task definition, the
// placement strategies choose one after the other: spread those with the fewest
// tasks of the group, binpack those with the least left, random any one. Among
// equals the instances take turns. Random choices are the same in each server. When
// a task has no place, the reasons of all instances are the failures, and no more
// are tried. The first reason of each instance is one of those above or
//
//	MemberOf placement constraint unsatisfied.
//	DistinctInstance placement constraint unsatisfied.
//
// A capacity provider strategy, of the request or the cluster's default, gives as
// many tasks of each call as its base to one provider, and the others by weight. A
// provider must be associated with the cluster; see [Server.AddCapacityProvider],
// also for managed scaling. On Fargate everything has a place, unless
// [Server.LimitFargate] says otherwise.
//
// A request with the client token of an earlier one that started tasks is not
// carried out again. It brings the same failures and the same tasks, as they are
// now; of a stopped task only its ARN and its statuses are left. With other
// parameters it is refused with a ConflictException.
//
// # How a task lives
//
// A task moves on by one status each time DescribeTasks reads it, before it is
// answered, and by [Server.Advance]. So polling always gets somewhere, and no test
// waits for a clock. On the way of a task in the network mode awsvpc are
//
//	PROVISIONING  PENDING  ACTIVATING  RUNNING  STOPPING  DEPROVISIONING  STOPPED
//
// and of any other, if no volume is attached to it,
//
//	PENDING  ACTIVATING  RUNNING  STOPPING  STOPPED
//
// A task that is stopped before it runs, or never starts, leaves out what lies
// between. [Server.OnStart] decides how tasks end. Containers that StopTask stops
// exit with 143, if they ran. In the server's time the first task is created when
// 2026 begins in UTC, and each further one a second later. Each status takes a
// second.
//
// # What is known of the service
//
// The names of errors and the messages are the service's where somebody reported
// them, and so are the reasons of failures. These are inferred: the order in which
// mistakes and failures are found; that a DRAINING instance takes tasks from
// StartTask; which of the documented statuses a task passes through, and its exit
// code after StopTask; the messages for task ids, for counts, pages, tokens and
// GPUs out of range, for ARNs of the wrong kind, for inactive clusters, for
// client tokens that are used twice or too long, for a startedBy of over 128
// characters, for a capacity provider without instances, which is known of services,
// for the types of placement constraints and strategies, for inference accelerators, and for values that an enum does not
// have, which follow the one known for the include of DescribeClusters; that
// RunTask and StartTask refuse ephemeral storage and GPUs in the words of
// RegisterTaskDefinition, and capacity providers in the words of CreateService and
// PutClusterCapacityProviders; that what is refused with a launch type is refused in
// the same words with a capacity provider; that base and weight count for each call
// by itself, and how weights are rounded; that a token with which nothing was
// started is free; how long a task waits for managed scaling; all that
// internal/query and internal/placement say is. ListTasks
// refuses startedBy together with another filter, as reported in
// https://github.com/aws/aws-sdk-go-v2/issues/1893, except for desiredStatus, of
// which no refusal is known. Mistakes for which no message of the service is known
// are not refused: the server stands in for ECS, not for the rules of this module.
package ecstest
