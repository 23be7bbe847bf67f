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

// Explain says what a failure in an answer of StartTask or RunTask means. A reason
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
// for sentences, which are answers to RunTask,
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html,
// https://github.com/aws/amazon-ecs-agent/issues/3044 and https://github.com/gchq/sleeper/issues/904.
// RESOURCE:FARGATE is documented in events of services:
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_events.html.
var placementReasons = []placementReason{
	{"RESOURCE:CPU", ErrResource, Explanation{"the instance does not have enough free CPU units", "use another instance, override less cpu, or wait", RetryLater, placementDoc}},
	{"RESOURCE:MEMORY", ErrResource, Explanation{"the instance does not have enough free memory", "use another instance, override less memory, or wait", RetryLater, placementDoc}},
	{"RESOURCE:PORTS", ErrResource, Explanation{"a host port of the task is taken on the instance", "use dynamic host ports, the network mode awsvpc, or another instance", RetryLater, placementDoc}},
	{"RESOURCE:ENI", ErrResource, Explanation{"the instance has no network interface left for the task", "use another or a larger instance, or ENI trunking", RetryLater, placementDoc}},
	{"RESOURCE:GPU", ErrResource, Explanation{"the instance does not have enough free GPUs", "use another instance, or wait", RetryLater, placementDoc}},
	{"RESOURCE:FARGATE", ErrResource, Explanation{"Fargate does not have the capacity now", "wait, or use subnets in other zones", RetrySoon, placementDoc}},
	{"RESOURCE:", ErrResource, Explanation{"the instance does not have enough of a resource", "use another instance, or wait", RetryLater, placementDoc}},
	{"AGENT", ErrAgent, Explanation{"the ECS agent on the instance is disconnected", "agents reconnect by themselves: try again in a few minutes, or check the instance", RetrySoon, placementDoc}},
	{"LOCATION", ErrLocation, Explanation{"the instance is in another Availability Zone than the subnets", "add a subnet in its zone, or use another instance", RetryNever, placementDoc}},
	{"ATTRIBUTE", ErrAttribute, Explanation{"the instance lacks an attribute that the task definition requires", "compare the task definition's requiresAttributes with the instance's attributes", RetryNever, placementDoc}},
	{"MISSING", ErrMissing, Explanation{"there is no such instance in the cluster", "check the cluster, the Region and the id", RetryNever, placementDoc}},
	{"INACTIVE", ErrInactive, Explanation{"the instance was deregistered", "leave it out", RetryNever, placementDoc}},
	{"MemberOf placement constraint unsatisfied", nil, Explanation{"the instance does not match the task definition's placement constraint", "use another instance", RetryNever, placementDoc}},
	{"DistinctInstance placement constraint unsatisfied", nil, Explanation{"the instance runs such a task already", "use another instance", RetryLater, placementDoc}},
	{"Capacity is unavailable at this time", ErrCapacity, Explanation{"there is no capacity in the Availability Zone now", "wait, or use another zone", RetrySoon, placementDoc}},
	{"You've reached the limit on the number of", nil, Explanation{"the account runs as much as its quota allows", "stop something, or ask for a higher quota", RetryLater, placementDoc}},
	{"The requested CPU", nil, Explanation{"the account may not run tasks of this size", "ask for a higher quota", RetryNever, placementDoc}},
	{"The requested MEMORY", nil, Explanation{"the account may not run tasks of this size", "ask for a higher quota", RetryNever, placementDoc}},
	{"Internal error", nil, Explanation{"this is an error inside ECS", "try again in a few minutes", RetrySoon, placementDoc}},
}
