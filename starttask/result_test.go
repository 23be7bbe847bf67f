package starttask_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/starttask"
)

func TestPartial(t *testing.T) {
	some := []*failure.Placement{failure.Explain(types.Failure{Reason: new("AGENT")})}
	for _, tt := range []struct {
		name string
		err  error
		want bool
	}{
		{"no error", nil, false},
		{"another error", errors.New("lost"), false},
		{"nil", (*starttask.StartError)(nil), false},
		{"no result", &starttask.StartError{}, false},
		{"failures", &starttask.StartError{Result: &starttask.Result{Failures: some}}, true},
		{"by value", starttask.StartError{Result: &starttask.Result{Failures: some}}, true},
		{"wrapped", fmt.Errorf("deploy: %w", &starttask.StartError{Result: &starttask.Result{Failures: some}}), true},
		{"and a call that failed", &starttask.StartError{Result: &starttask.Result{Failures: some}, Err: errors.New("lost")}, false},
		{"and an unknown outcome", &starttask.StartError{Result: &starttask.Result{Failures: some, Unknown: []string{"a"}}}, false},
		{"and some not started", &starttask.StartError{Result: &starttask.Result{Failures: some, NotStarted: []string{"a"}}}, false},
		{"and tasks not asked for", &starttask.StartError{Result: &starttask.Result{Failures: some, Extra: []types.Task{{}}}}, false},
	} {
		if got := starttask.Partial(tt.err); got != tt.want {
			t.Errorf("%s: %t", tt.name, got)
		}
	}
}

// TestUnknownOutcomesSayWhereToLook loses answers: the error names the startedBy
// by which ListTasks finds the tasks.
func TestUnknownOutcomesSayWhereToLook(t *testing.T) {
	for _, startedBy := range []string{"", "nightly/1"} {
		srv, instances := newServer(t, 2)
		srv.Inject(ecstest.Fault{Operation: "StartTask", After: true, Cut: true})
		r, err := starttask.Start(t.Context(), srv.Client(), starttask.New("web", instances...).WithStartedBy(startedBy).Unchecked())
		want := "look for them with ListTasks of the container instances"
		if startedBy != "" {
			want = "look for them with ListTasks, startedBy=nightly/1\n"
		}
		if len(r.Unknown) != 2 || !strings.Contains(err.Error(), want) {
			t.Errorf("startedBy %q: %v", startedBy, err)
		}
	}
	// Reconcile makes one up, and does not get to look.
	srv, instances := newServer(t, 1)
	srv.Inject(ecstest.Fault{Operation: "StartTask", After: true, Cut: true})
	ctx, cancel := context.WithCancel(t.Context())
	srv.InjectFunc(func(r ecstest.Request) *ecstest.Fault {
		if r.Operation == "ListTasks" {
			cancel()
		}
		return nil
	})
	r, err := starttask.Start(ctx, srv.Client(), build(t, instances...), starttask.WithReconcile(srv.Client()))
	if len(r.StartedBy) != 1 || len(r.Unknown) != 1 || !strings.Contains(err.Error(), "look for it with ListTasks, startedBy="+r.StartedBy[0]) {
		t.Errorf("%v, %v", r, err)
	}
}
