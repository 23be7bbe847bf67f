package starttask_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/netconfig"
	"github.com/ecstask/ecstask/starttask"
)

// TestReasons explains every reason that is documented or was observed.
func TestReasons(t *testing.T) {
	instance := strings.Repeat("0", 32)
	for reason, want := range map[string]struct {
		is      error
		retry   failure.Retry
		meaning string // a part of it
	}{
		"RESOURCE:CPU":       {failure.ErrResource, failure.RetryLater, "CPU"},
		"RESOURCE:MEMORY":    {failure.ErrResource, failure.RetryLater, "memory"},
		"RESOURCE:PORTS":     {failure.ErrResource, failure.RetryLater, "host port"},
		"RESOURCE:PORTS_UDP": {failure.ErrResource, failure.RetryLater, "host port"},
		"RESOURCE:ENI":       {failure.ErrResource, failure.RetryLater, "network interface"},
		"RESOURCE:GPU":       {failure.ErrResource, failure.RetryLater, "GPU"},
		"RESOURCE:FARGATE":   {failure.ErrResource, failure.RetrySoon, "Fargate"},
		"RESOURCE:X":         {failure.ErrResource, failure.RetryLater, "a resource"},
		"AGENT":              {failure.ErrAgent, failure.RetrySoon, "agent"},
		"LOCATION":           {failure.ErrLocation, failure.RetryNever, "Availability Zone"},
		"ATTRIBUTE":          {failure.ErrAttribute, failure.RetryNever, "attribute"},
		"MISSING":            {failure.ErrMissing, failure.RetryNever, "no such container instance"},
		"INACTIVE":           {failure.ErrInactive, failure.RetryNever, "deregistered"},
		"Internal error.":    {nil, failure.RetrySoon, "inside ECS"},
		"MemberOf placement constraint unsatisfied.":                                                       {nil, failure.RetryNever, "placement constraint"},
		"DistinctInstance placement constraint unsatisfied.":                                               {nil, failure.RetryLater, "already has a task of this group"},
		"Capacity is unavailable at this time. Please try again later or in a different availability zone": {failure.ErrCapacity, failure.RetrySoon, "no capacity"},
		"You've reached the limit on the number of tasks you can run concurrently":                         {nil, failure.RetryLater, "quota"},
		"You've reached the limit on the number of spot tasks you can run concurrently":                    {nil, failure.RetryLater, "quota"},
		"You've reached the limit on the number of vCPUs you can run concurrently":                         {nil, failure.RetryLater, "quota"},
		"The requested CPU configuration is above your limit":                                              {nil, failure.RetryNever, "size"},
		"The requested MEMORY configuration is above your limit":                                           {nil, failure.RetryNever, "size"},
		"The requested CPU/MEMORY configuration is above your limit":                                       {nil, failure.RetryNever, "size"},
		"something new": {nil, failure.RetryUnknown, ""},
		"":              {nil, failure.RetryUnknown, ""},
	} {
		client := answers{out: &ecs.StartTaskOutput{Failures: []types.Failure{{Arn: aws.String("arn:aws:ecs:us-east-1:123456789012:container-instance/" + instance), Reason: &reason, Detail: aws.String("more")}}}}
		r, err := starttask.Start(t.Context(), client, build(t, instance))
		f := r.Failures[0]
		if f.Instance != instance || f.Reason() != reason || f.Detail() != "more" || f.Retry != want.retry {
			t.Errorf("%s: %+v", reason, f)
		}
		if (f.Meaning == "") != (want.retry == failure.RetryUnknown) || (f.Advice == "") != (f.Meaning == "") || !strings.Contains(f.Meaning, want.meaning) {
			t.Errorf("%s: explained as %q, %q", reason, f.Meaning, f.Advice)
		}
		for _, sentinel := range []error{failure.ErrAgent, failure.ErrMissing, failure.ErrInactive, failure.ErrAttribute, failure.ErrLocation, failure.ErrResource, failure.ErrCapacity} {
			if got := errors.Is(err, sentinel); got != (sentinel == want.is) {
				t.Errorf("%s: errors.Is(err, %q) = %t", reason, sentinel, got)
			}
		}
		if !strings.Contains(err.Error(), reason) || !strings.Contains(err.Error(), "more") {
			t.Errorf("%s: %v", reason, err)
		}
	}
}

// TestAttributeAdvice has an instance lack an attribute, with and without a
// network configuration in the request.
func TestAttributeAdvice(t *testing.T) {
	const attributes = "compare requiresAttributes of the task definition with the attributes of the instance"
	srv, instances := newServer(t, 1)
	srv.AddTaskDefinition("bridge", func(td *types.TaskDefinition) {
		td.RequiresAttributes = append(td.RequiresAttributes, types.Attribute{Name: aws.String("gpu.driver")})
	})
	srv.AddTaskDefinition("vpc", func(td *types.TaskDefinition) {
		td.NetworkMode = types.NetworkModeAwsvpc
		td.RequiresAttributes = append(td.RequiresAttributes, types.Attribute{Name: aws.String("gpu.driver")})
	})
	bridge := starttask.New("bridge", instances...)
	vpc := starttask.New("vpc", instances...).WithNetwork(netconfig.New("subnet-0123456789abcdef0"))
	for _, tt := range []struct {
		name    string
		request starttask.Builder
		subnets bool
	}{
		{"bridge", bridge, false},
		{"empty network configuration", bridge.WithNetworkConfiguration(&types.NetworkConfiguration{}), false},
		{"awsvpc", vpc, true},
	} {
		in, err := tt.request.Build()
		if err != nil {
			t.Fatal(err)
		}
		started, _ := starttask.Start(t.Context(), srv.Client(), in)
		all, _ := starttask.StartAll(t.Context(), srv.Client(), fleetOf(tt.request, slices.Values(instances)))
		_, err = srv.Client(starttask.FailuresAsErrors).StartTask(t.Context(), in)
		own, _ := errors.AsType[*failure.Placement](err)
		for n, f := range []*failure.Placement{started.Failures[0], all.Failures[0], own} {
			want := attributes
			if tt.subnets {
				want += ", and check that a subnet of the request is in the VPC and the Availability Zone of the instance"
			}
			if f.Reason() != "ATTRIBUTE" || f.Advice != want || !errors.Is(f, failure.ErrAttribute) || strings.Contains(f.Meaning, "subnet") != tt.subnets {
				t.Errorf("%s, %d: %+v", tt.name, n, f)
			}
		}
	}
}
