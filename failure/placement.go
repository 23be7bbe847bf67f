package failure

import (
	"errors"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/ptr"
)

// Errors for the reasons of failed placements. A [*Placement] wraps the one that
// matches its reason: errors.Is(err, failure.ErrResource) asks an error of a start
// whether anything was short of a resource.
var (
	ErrAgent     = errors.New("the ECS agent of the container instance is disconnected")                             // AGENT
	ErrMissing   = errors.New("there is no such container instance in the cluster")                                  // MISSING
	ErrInactive  = errors.New("the container instance is deregistered")                                              // INACTIVE
	ErrAttribute = errors.New("the container instance does not have an attribute that the task definition requires") // ATTRIBUTE
	ErrLocation  = errors.New("the container instance is in another Availability Zone than the subnets of the task") // LOCATION
	ErrResource  = errors.New("there is not enough of a resource")                                                   // RESOURCE:*
	ErrCapacity  = errors.New("there is no capacity at this time")                                                   // Capacity is unavailable …
)

// Placement is a task that ECS did not place, with what the reason means. It is an
// error.
type Placement struct {
	Reported types.Failure // as ECS reports it: the ARN, the reason and maybe a detail
	Instance string        // the container instance as the request names it; empty if it names none
	Path     field.Path    // of the instance in the request; empty if it names none
	Explanation
	cause error // ErrAgent and so on, if the reason has one
}

// Explain says what a failure in a response of StartTask or RunTask means. A reason
// that is new to this package has no Explanation.
func Explain(f types.Failure) *Placement {
	p := &Placement{Reported: f}
	for _, r := range placementReasons {
		if strings.HasPrefix(p.Reason(), r.begins) {
			p.cause, p.Explanation = r.cause, r.Explanation
			break
		}
	}
	return p
}

// Reason returns ECS's own word for the reason, such as RESOURCE:MEMORY.
func (p *Placement) Reason() string { return ptr.Value(p.Reported.Reason) }

// Detail returns what ECS adds to the reason, if anything.
func (p *Placement) Detail() string { return ptr.Value(p.Reported.Detail) }

// WithSubnets returns p as it reads when the request names subnets: ECS gives the
// reason ATTRIBUTE as well if none of them is in the VPC and the Availability Zone of
// the instance.
//
// Source: https://github.com/aws/amazon-ecs-agent/issues/1423, where the attributes
// were right and the VPC was not.
func (p *Placement) WithSubnets() *Placement {
	q := *p
	if q.cause == ErrAttribute {
		q.Meaning += ", or no subnet of the request fits it"
		q.Advice += ", and check that a subnet of the request is in the VPC and the Availability Zone of the instance"
	}
	return &q
}

// Error returns the instance, the reason, the detail and the meaning.
func (p *Placement) Error() string {
	if p == nil {
		return "<nil>"
	}
	var b strings.Builder
	switch arn := ptr.Value(p.Reported.Arn); {
	case p.Instance != "":
		b.WriteString("container instance " + p.Instance + ": ")
	case arn != "":
		b.WriteString(arn + ": ")
	}
	b.WriteString(p.Reason())
	if p.Reason() == "" {
		b.WriteString("a failure without a reason")
	}
	if p.Detail() != "" {
		b.WriteString(" (" + p.Detail() + ")")
	}
	if p.Meaning != "" {
		b.WriteString(": " + p.Meaning)
	}
	return b.String()
}

// Unwrap returns the one of [ErrAgent], [ErrMissing] and so on that the reason
// stands for, or nil.
func (p *Placement) Unwrap() error {
	if p == nil {
		return nil
	}
	return p.cause
}

// placementReason says what a reason stands for.
type placementReason struct {
	begins string
	cause  error
	Explanation
}

const placementDoc = guide + "api_failures_messages.html"

// placementReasons explains what may stand in a failure. Of several that fit, the
// first counts.
//
// Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html;
// for sentences, which are responses to RunTask,
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html,
// https://github.com/aws/amazon-ecs-agent/issues/3044 and https://github.com/gchq/sleeper/issues/904.
// RESOURCE:FARGATE is documented in events of services:
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html.
var placementReasons = []placementReason{
	{"RESOURCE:CPU", ErrResource, Explanation{"the container instance does not have enough free CPU units", "choose an instance with room or add one, override less cpu, or wait", RetryLater, placementDoc}},
	{"RESOURCE:MEMORY", ErrResource, Explanation{"the container instance does not have enough free memory", "choose an instance with room or add one, override less memory, or wait", RetryLater, placementDoc}},
	{"RESOURCE:PORTS", ErrResource, Explanation{"a host port of the task is in use on the container instance", "use dynamic host ports or the network mode awsvpc, or choose an instance with free ports or add one", RetryLater, placementDoc}},
	{"RESOURCE:ENI", ErrResource, Explanation{"the container instance does not have a free network interface for the task", "choose an instance with room or add one, use larger instances, or turn on ENI trunking", RetryLater, placementDoc}},
	{"RESOURCE:GPU", ErrResource, Explanation{"the container instance does not have enough free GPUs", "choose an instance with free GPUs or add one, or wait", RetryLater, placementDoc}},
	{"RESOURCE:FARGATE", ErrResource, Explanation{"Fargate does not have enough capacity now", "wait, or give subnets in other Availability Zones", RetrySoon, placementDoc}},
	{"RESOURCE:", ErrResource, Explanation{"the container instance does not have enough of a resource", "choose an instance with room or add one, or wait", RetryLater, placementDoc}},
	{"AGENT", ErrAgent, Explanation{"the ECS agent of the container instance is disconnected", "agents reconnect by themselves: try again in a few minutes, or check the instance", RetrySoon, placementDoc}},
	{"LOCATION", ErrLocation, Explanation{"the container instance is not in an Availability Zone of the subnets", "give a subnet in the Availability Zone of the instance, or choose or add an instance in that of a subnet", RetryNever, placementDoc}},
	{"ATTRIBUTE", ErrAttribute, Explanation{"the container instance does not have an attribute that the task definition requires", "compare requiresAttributes of the task definition with the attributes of the instance", RetryNever, placementDoc}},
	{"MISSING", ErrMissing, Explanation{"there is no such container instance in the cluster", "check the cluster, the Region and the id", RetryNever, placementDoc}},
	{"INACTIVE", ErrInactive, Explanation{"the container instance was deregistered", "leave the instance out, or use another one", RetryNever, placementDoc}},
	{"MemberOf placement constraint unsatisfied", nil, Explanation{"the container instance does not match a placement constraint of the request or the task definition", "check the expression, or choose or add an instance that matches it", RetryNever, placementDoc}},
	{"DistinctInstance placement constraint unsatisfied", nil, Explanation{"the container instance already has a task of this group", "choose or add an instance without one, or start fewer tasks", RetryLater, placementDoc}},
	{"Capacity is unavailable at this time", ErrCapacity, Explanation{"there is no capacity in the Availability Zone now", "wait, or give subnets in other Availability Zones", RetrySoon, placementDoc}},
	{"You've reached the limit on the number of", nil, Explanation{"a quota of the account is used up", "wait until tasks have stopped, or request a higher quota", RetryLater, placementDoc}},
	{"The requested CPU", nil, Explanation{"the quota of the account does not allow tasks of this size", "use a smaller size, or request a higher quota", RetryNever, placementDoc}},
	{"The requested MEMORY", nil, Explanation{"the quota of the account does not allow tasks of this size", "use a smaller size, or request a higher quota", RetryNever, placementDoc}},
	{"Internal error", nil, Explanation{"an error inside ECS", "try again in a few minutes", RetrySoon, placementDoc}},
}
