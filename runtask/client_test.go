package runtask_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/runtask"
)

func TestWithValidation(t *testing.T) {
	srv := newServer(t)
	client := srv.Client(runtask.WithValidation())
	bad := &ecs.RunTaskInput{TaskDefinition: new("web:latest"), StartedBy: new(strings.Repeat("s", 129))}
	_, err := client.RunTask(t.Context(), bad)
	found, ok := errors.AsType[field.Errors](err)
	if !ok || len(found) != 2 || bad.ClientToken != nil {
		t.Errorf("findings %v in %v", found, err)
	}
	if op, ok := errors.AsType[*smithy.OperationError](err); !ok || op.Operation() != "RunTask" {
		t.Errorf("not wrapped as the SDK does: %v", err)
	}
	if n := len(srv.Requests()); n != 0 {
		t.Fatalf("%d requests were sent", n)
	}
	if _, err := client.RunTask(t.Context(), asking(1)); err != nil {
		t.Error(err)
	}
	if _, err := client.ListTasks(t.Context(), &ecs.ListTasksInput{}); err != nil {
		t.Error(err)
	}
	long := asking(1)
	long.StartedBy = bad.StartedBy
	if _, err := client.RunTask(t.Context(), long, runtask.WithValidation(rules.Off("started-by-length"))); err == nil || strings.Contains(err.Error(), "started-by-length") {
		t.Errorf("the options of the call do not count: %v", err)
	}
}

func TestFailuresAsErrors(t *testing.T) {
	srv := newServer(t)
	srv.LimitFargate("FARGATE", 3)
	client := srv.Client(runtask.FailuresAsErrors)
	out, err := client.RunTask(t.Context(), asking(5))
	run, ok := errors.AsType[*runtask.RunError](err)
	if !ok || out != nil || !errors.Is(err, failure.ErrCapacity) || !runtask.Partial(err) {
		t.Fatalf("%v, %v", out, err)
	}
	if r := run.Result; len(r.Tasks) != 3 || r.Unplaced != 2 || len(r.ClientTokens) != 1 || r.ClientTokens[0] == "" {
		t.Errorf("%+v", r)
	}
	// Run sees through it.
	srv.LimitFargate("FARGATE", 3)
	r, err := runtask.Run(t.Context(), client, asking(5))
	if len(r.Tasks) != 3 || r.Unplaced != 2 || r.Unknown != 0 || !runtask.Partial(err) || len(r.ClientTokens) != 1 {
		t.Errorf("%v, %v", r, err)
	}
	// An attempt that is lost before has the same token.
	srv.LimitFargate("FARGATE", 3)
	srv.Inject(ecstest.Fault{Cut: true, After: true})
	_, err = srv.Client(hasty, runtask.FailuresAsErrors).RunTask(t.Context(), asking(5))
	if run, ok := errors.AsType[*runtask.RunError](err); !ok || len(run.Result.Tasks) != 3 || run.Result.Unplaced != 2 {
		t.Errorf("%v", err)
	}
	srv.LimitFargate("FARGATE", -1)
	if out, err := client.RunTask(t.Context(), asking(2)); err != nil || len(out.Tasks) != 2 {
		t.Errorf("%v, %v", out, err)
	}
}
