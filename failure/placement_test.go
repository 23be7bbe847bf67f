package failure_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/failure"
)

// TestExplain has each reason for which ECS does not place a task.
func TestExplain(t *testing.T) {
	for _, tt := range []struct {
		reason string
		cause  error
		retry  failure.Retry
		want   string // in the meaning
	}{
		{"RESOURCE:CPU", failure.ErrResource, failure.RetryLater, "CPU units"},
		{"RESOURCE:MEMORY", failure.ErrResource, failure.RetryLater, "memory"},
		{"RESOURCE:PORTS", failure.ErrResource, failure.RetryLater, "host port"},
		{"RESOURCE:ENI", failure.ErrResource, failure.RetryLater, "network interface"},
		{"RESOURCE:GPU", failure.ErrResource, failure.RetryLater, "GPUs"},
		{"RESOURCE:FARGATE", failure.ErrResource, failure.RetrySoon, "Fargate"},
		{"RESOURCE:NEW", failure.ErrResource, failure.RetryLater, "of a resource"},
		{"AGENT", failure.ErrAgent, failure.RetrySoon, "disconnected"},
		{"LOCATION", failure.ErrLocation, failure.RetryNever, "Availability Zone"},
		{"ATTRIBUTE", failure.ErrAttribute, failure.RetryNever, "does not have an attribute"},
		{"MISSING", failure.ErrMissing, failure.RetryNever, "no such container instance"},
		{"INACTIVE", failure.ErrInactive, failure.RetryNever, "deregistered"},
		{"MemberOf placement constraint unsatisfied.", nil, failure.RetryNever, "does not match"},
		{"DistinctInstance placement constraint unsatisfied.", nil, failure.RetryLater, "already"},
		{"Capacity is unavailable at this time. Please try again later or in a different availability zone", failure.ErrCapacity, failure.RetrySoon, "no capacity"},
		{"You've reached the limit on the number of tasks you can run concurrently", nil, failure.RetryLater, "quota"},
		{"The requested CPU configuration is above your limit", nil, failure.RetryNever, "size"},
		{"The requested MEMORY configuration is above your limit", nil, failure.RetryNever, "size"},
		{"Internal error", nil, failure.RetrySoon, "inside ECS"},
	} {
		p := failure.Explain(types.Failure{Reason: &tt.reason})
		if p.Retry != tt.retry || !strings.Contains(p.Meaning, tt.want) || p.Advice == "" || !strings.HasPrefix(p.Doc, "https://") || p.Unwrap() != tt.cause {
			t.Errorf("%s: %+v, %v", tt.reason, p, p.Unwrap())
		}
		if tt.cause != nil && !errors.Is(p, tt.cause) || p.Reason() != tt.reason {
			t.Errorf("%s: %v", tt.reason, p)
		}
		fits := p.WithSubnets()
		if added := fits.Meaning != p.Meaning && fits.Advice != p.Advice; added != (tt.reason == "ATTRIBUTE") || !strings.HasPrefix(fits.Meaning, p.Meaning) || fits.Retry != p.Retry {
			t.Errorf("%s with subnets: %+v", tt.reason, fits)
		}
	}
	for _, reason := range []string{"", "SOMETHING NEW", "resource:cpu", "X RESOURCE:CPU"} {
		if p := failure.Explain(types.Failure{Reason: &reason}); p.Explanation != (failure.Explanation{}) || p.Unwrap() != nil {
			t.Errorf("%q: %+v", reason, p)
		}
	}
}

func TestPlacementError(t *testing.T) {
	const arn = "arn:aws:ecs:us-east-1:123456789012:container-instance/prod/1"
	for _, tt := range []struct {
		reported types.Failure
		instance string
		want     string
	}{
		{types.Failure{Arn: new(arn), Reason: new("AGENT"), Detail: new("since 10:00")}, "", arn + ": AGENT (since 10:00): the ECS agent of the container instance is disconnected"},
		{types.Failure{Arn: new(arn), Reason: new("AGENT")}, "1", "container instance 1: AGENT: the ECS agent of the container instance is disconnected"},
		{types.Failure{Reason: new("NEW")}, "", "NEW"},
		{types.Failure{}, "", "a failure without a reason"},
		{types.Failure{Arn: new(arn), Detail: new("odd")}, "", arn + ": a failure without a reason (odd)"},
	} {
		p := failure.Explain(tt.reported)
		p.Instance = tt.instance
		if got := p.Error(); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
	var none *failure.Placement
	if none.Error() != "<nil>" || none.Unwrap() != nil {
		t.Errorf("nil is %v, %v", none.Error(), none.Unwrap())
	}
}
