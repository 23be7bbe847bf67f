package runtask_test

import (
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/runtask"
)

// hasty makes a client wait next to nothing between attempts.
var hasty = sdktest.Hasty

// quickly is an option with which lost requests are sent again six times, at once.
var quickly = runtask.WithRetryUnknown(63)

// newServer returns an endpoint with a task definition for Fargate, web, where
// capacity does not run out.
func newServer(t testing.TB) *ecstest.Server {
	t.Helper()
	srv := ecstest.NewServer()
	t.Cleanup(srv.Close)
	srv.AddTaskDefinition("web", func(td *types.TaskDefinition) {
		td.NetworkMode = types.NetworkModeAwsvpc
		td.Compatibilities = []types.Compatibility{types.CompatibilityEc2, types.CompatibilityFargate}
	})
	return srv
}

// asking returns one for count tasks on Fargate.
func asking(count int32) *ecs.RunTaskInput {
	return &ecs.RunTaskInput{
		TaskDefinition: new("web"), Count: &count, LaunchType: types.LaunchTypeFargate,
		NetworkConfiguration: &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-0123456789abcdef0"}}},
		Overrides:            &types.TaskOverride{Cpu: new("256"), Memory: new("512")},
	}
}

// arns returns the ARNs of tasks.
func arns(tasks []types.Task) (list []string) {
	for _, t := range tasks {
		list = append(list, aws.ToString(t.TaskArn))
	}
	return list
}

func TestRun(t *testing.T) {
	srv := newServer(t)
	in, was := asking(3), asking(3)
	r, err := runtask.Run(t.Context(), srv.Client(), in)
	if err != nil {
		t.Fatal(err)
	}
	if diff := sdktest.Diff(arns(srv.Tasks()), arns(r.Tasks)); diff != "" || len(r.Tasks) != 3 {
		t.Errorf("%+v: %s", r, diff)
	}
	if len(r.ClientTokens) != 1 || len(r.ClientTokens[0]) < 32 || len(r.ClientTokens[0]) > 64 {
		t.Errorf("client tokens %q", r.ClientTokens)
	}
	if diff := sdktest.Diff(was, in); diff != "" {
		t.Errorf("the input was changed: %s", diff)
	}
	// A second Run starts tasks of its own, and one with the token of the first does not.
	again, err := runtask.Run(t.Context(), srv.Client(), in)
	if err != nil || len(srv.Tasks()) != 6 || again.ClientTokens[0] == r.ClientTokens[0] {
		t.Errorf("%v, %v", again, err)
	}
	in.ClientToken = &r.ClientTokens[0]
	again, err = runtask.Run(t.Context(), srv.Client(), in)
	if diff := sdktest.Diff(arns(r.Tasks), arns(again.Tasks)); err != nil || diff != "" || len(srv.Tasks()) != 6 {
		t.Errorf("%v, %v: %s", again, err, diff)
	}
}

func TestRunChecksFirst(t *testing.T) {
	srv := newServer(t)
	long := asking(1)
	long.StartedBy = new(string(make([]byte, 129)))
	for _, in := range []*ecs.RunTaskInput{nil, {}, long} {
		r, err := runtask.Run(t.Context(), srv.Client(), in)
		if _, ok := errors.AsType[field.Errors](err); !ok || r != nil {
			t.Errorf("%+v, %v", r, err)
		}
	}
	empty := asking(1)
	empty.Cluster = new("")
	if _, err := runtask.Run(t.Context(), srv.Client(), empty, runtask.WithRules(rules.AsError("cluster-empty"))); !errors.Is(err, field.Invalid) {
		t.Errorf("WithRules does nothing: %v", err)
	}
	if n := len(srv.Requests()); n > 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestFailures(t *testing.T) {
	srv := newServer(t)
	srv.LimitFargate("FARGATE", 2)
	r, err := runtask.Run(t.Context(), srv.Client(), asking(5))
	if len(r.Tasks) != 2 || r.Unplaced != 3 || len(r.Failures) != 3 || !errors.Is(err, failure.ErrCapacity) || !runtask.Partial(err) {
		t.Errorf("%+v, %v", r, err)
	}
	byPointer, ok := errors.AsType[*runtask.RunError](err)
	if byValue, found := errors.AsType[runtask.RunError](err); !ok || !found || byPointer.Result != r || byValue.Result != r {
		t.Errorf("error %#v", err)
	}
	want := "started 2 of 5 tasks, 3 not placed\n" + r.Failures[0].Error()
	if got := err.Error(); got[:min(len(got), len(want))] != want {
		t.Errorf("error %v", err)
	}
}
