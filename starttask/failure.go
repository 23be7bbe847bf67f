package starttask

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// What the reasons of failures stand for. A [*Failure] wraps the one that is
// its own: errors.Is(err, starttask.ErrResource) asks an error of [Start]
// whether any instance was short of something.
var (
	ErrAgent     = errors.New("the ECS agent of the container instance is disconnected")                             // AGENT
	ErrMissing   = errors.New("there is no such container instance in the cluster")                                  // MISSING
	ErrInactive  = errors.New("the container instance was deregistered")                                             // INACTIVE
	ErrAttribute = errors.New("the container instance lacks an attribute that the task definition requires")         // ATTRIBUTE
	ErrLocation  = errors.New("the container instance is in another Availability Zone than the subnets of the task") // LOCATION
	ErrResource  = errors.New("the container instance has not enough of a resource left")                            // RESOURCE:*
)

// Retry says whether it is worth trying a failed placement again as it is.
type Retry int

const (
	RetryUnknown Retry = iota // nobody knows: the reason is new
	RetryNever                // not before the request or the instance is changed
	RetryLater                // when the instance has room again
	RetrySoon                 // in seconds to minutes
)

var retryNames = [...]string{"unknown", "never", "later", "soon"}

// String returns "unknown", "never", "later" or "soon".
func (r Retry) String() string {
	if r < 0 || int(r) >= len(retryNames) {
		return fmt.Sprintf("Retry(%d)", int(r))
	}
	return retryNames[r]
}

// MarshalText implements [encoding.TextMarshaler].
func (r Retry) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// Failure is a placement that ECS did not make, with what its reason means. It
// is an error.
type Failure struct {
	ContainerInstance string // as the request names it; Arn, if the request does not name it
	Arn               string // as ECS reports it
	Reason            string // ECS's own word, such as RESOURCE:MEMORY
	Detail            string // what ECS adds to it, if anything
	Meaning           string // the reason in a sentence; empty for a reason that is new
	Advice            string // what to do; empty for a reason that is new
	Retry             Retry  // whether to try again
	cause             error  // ErrAgent and so on, if the reason has one
}

// Error returns the instance, the reason, the detail and the meaning.
func (f *Failure) Error() string {
	var b strings.Builder
	b.WriteString("container instance ")
	b.WriteString(f.ContainerInstance)
	b.WriteString(": ")
	b.WriteString(f.Reason)
	if f.Detail != "" {
		b.WriteString(" (" + f.Detail + ")")
	}
	if f.Meaning != "" {
		b.WriteString(": " + f.Meaning)
	}
	return b.String()
}

// Unwrap returns the one of [ErrAgent], [ErrMissing] and so on that the reason
// stands for, or nil.
func (f *Failure) Unwrap() error { return f.cause }

// explanation says what a reason stands for.
type explanation struct {
	reason          string // its beginning
	cause           error
	retry           Retry
	meaning, advice string
}

// reasons explains what may stand in a failure. Of several that fit, the first
// counts.
//
// Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html;
// for sentences, which are answers to RunTask,
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html,
// https://github.com/aws/amazon-ecs-agent/issues/3044 and https://github.com/gchq/sleeper/issues/904.
// RESOURCE:FARGATE is documented in events of services:
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html.
var reasons = []explanation{
	{"RESOURCE:CPU", ErrResource, RetryLater, "the instance has not enough free CPU units", "use another instance, override less cpu, or wait"},
	{"RESOURCE:MEMORY", ErrResource, RetryLater, "the instance has not enough free memory", "use another instance, override less memory, or wait"},
	{"RESOURCE:PORTS", ErrResource, RetryLater, "a host port of the task is taken on the instance", "use dynamic host ports, the network mode awsvpc, or another instance"},
	{"RESOURCE:ENI", ErrResource, RetryLater, "the instance has no network interface left for the task", "use another or a larger instance, or ENI trunking"},
	{"RESOURCE:GPU", ErrResource, RetryLater, "the instance has not enough free GPUs", "use another instance, or wait"},
	{"RESOURCE:FARGATE", ErrResource, RetrySoon, "Fargate does not have the capacity now", "wait, or use subnets in other zones"},
	{"RESOURCE:", ErrResource, RetryLater, "the instance has not enough of a resource", "use another instance, or wait"},
	{"AGENT", ErrAgent, RetrySoon, "the ECS agent on the instance is disconnected", "agents reconnect by themselves: try again in a few minutes, or look at the instance"},
	{"LOCATION", ErrLocation, RetryNever, "the instance is in another Availability Zone than the subnets", "add a subnet in its zone, or use another instance"},
	{"ATTRIBUTE", ErrAttribute, RetryNever, "the instance lacks an attribute that the task definition requires", "compare the task definition's requiresAttributes with the instance's attributes"},
	{"MISSING", ErrMissing, RetryNever, "there is no such instance in the cluster", "look at the cluster, the region and the id"},
	{"INACTIVE", ErrInactive, RetryNever, "the instance was deregistered", "leave it out"},
	{"MemberOf placement constraint unsatisfied", nil, RetryNever, "the instance does not match the task definition's placement constraint", "use another instance"},
	{"DistinctInstance placement constraint unsatisfied", nil, RetryLater, "the instance runs such a task already", "use another instance"},
	{"Capacity is unavailable at this time", nil, RetrySoon, "there is no capacity in the Availability Zone now", "wait, or use another zone"},
	{"You've reached the limit on the number of", nil, RetryLater, "the account runs as much as its quota allows", "stop something, or ask for a higher quota"},
	{"The requested CPU", nil, RetryNever, "the account may not run tasks of this size", "ask for a higher quota"},
	{"The requested MEMORY", nil, RetryNever, "the account may not run tasks of this size", "ask for a higher quota"},
	{"Internal error", nil, RetrySoon, "this is an error inside ECS", "try again in a few minutes"},
}

// subnetReasons come before reasons if the request names subnets.
//
// Source: https://github.com/aws/amazon-ecs-agent/issues/1423, where the attributes
// were right and the VPC was not.
var subnetReasons = []explanation{
	{
		"ATTRIBUTE", ErrAttribute, RetryNever, "the instance lacks an attribute that the task definition requires, or no subnet of the request fits it",
		"compare the task definition's requiresAttributes with the instance's attributes, and see that a subnet of the request is in the VPC and the Availability Zone of the instance",
	},
}

// newFailure explains what ECS reported of instance as an answer to in.
func newFailure(in *ecs.StartTaskInput, instance string, reported types.Failure) *Failure {
	f := &Failure{ContainerInstance: instance, Arn: value(reported.Arn), Reason: value(reported.Reason), Detail: value(reported.Detail)}
	table := reasons
	if value(in.NetworkConfiguration).AwsvpcConfiguration != nil {
		table = slices.Concat(subnetReasons, reasons)
	}
	for _, r := range table {
		if strings.HasPrefix(f.Reason, r.reason) {
			f.cause, f.Retry, f.Meaning, f.Advice = r.cause, r.retry, r.meaning, r.advice
			break
		}
	}
	return f
}

func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
