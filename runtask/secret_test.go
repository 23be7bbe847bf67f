package runtask_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/runtask"
)

// TestForms is what a log and a JSON document have of the values that hold tasks.
// That they have no secrets is tested for all packages at once.
func TestForms(t *testing.T) {
	result := &runtask.Result{
		Tasks:    []types.Task{{TaskArn: new("arn:task/1"), ContainerInstanceArn: new("arn:container-instance/a")}},
		Failures: []*failure.Placement{failure.Explain(types.Failure{Arn: new("arn:b"), Reason: new("AGENT")}), nil},
		Unplaced: 3, Unknown: 1, NotStarted: 2, Extra: []types.Task{{TaskArn: new("arn:task/2")}}, ClientTokens: []string{"ecstask/X"}, Unsettled: []runtask.Unsettled{{"ecstask/X", 1}},
	}
	const (
		summary    = "started 1 of 7 tasks, 3 not placed, 1 may be running, 2 not started, 1 more reported"
		resultJSON = `{"tasks":[{"taskArn":"arn:task/1","containerInstanceArn":"arn:container-instance/a"}],` +
			`"failures":[{"arn":"arn:b","reason":"AGENT","detail":"","retry":"soon"},{"arn":"","reason":"","detail":"","retry":"unknown"}],` +
			`"unplaced":3,"unknown":1,"notStarted":2,"extra":[{"taskArn":"arn:task/2","containerInstanceArn":""}],"clientTokens":["ecstask/X"],"unsettled":[{"clientToken":"ecstask/X","count":1}]}`
		noneJSON = `{"tasks":[],"failures":[],"unplaced":0,"unknown":0,"notStarted":0,"extra":[],"clientTokens":[],"unsettled":[]}`
	)
	run := &runtask.RunError{Result: &runtask.Result{NotStarted: 1}, Err: errors.New("denied")}
	const runText = `started 0 of 1 tasks, 1 not started\ndenied`

	sdktest.Forms(t, []sdktest.Form{
		{"result", result, summary, "v.started=1 v.unplaced=3 v.unknown=1 v.notStarted=2 v.extra=1 v.clientTokens=[ecstask/X] v.unsettled=" + `"[{ClientToken:ecstask/X Count:1}]"`, resultJSON},
		{"a result by value", *result, summary, `v="` + summary + `"`, resultJSON},
		{"an empty result", &runtask.Result{}, "started 0 of 0 tasks", "v.started=0 v.unplaced=0 v.unknown=0 v.notStarted=0 v.extra=0 v.clientTokens=[] v.unsettled=[]", noneJSON},
		{"no result", (*runtask.Result)(nil), "<nil>", "v=<nil>", "null"},
		{"error", run, "", `v="` + runText + `"`, `{"message":"` + runText + `","result":{"tasks":[],"failures":[],"unplaced":0,"unknown":0,"notStarted":1,"extra":[],"clientTokens":[],"unsettled":[]}}`},
		{"an error by value", *run, "", `v="` + runText + `"`, `{"message":"` + runText + `","result":{"tasks":[],"failures":[],"unplaced":0,"unknown":0,"notStarted":1,"extra":[],"clientTokens":[],"unsettled":[]}}`},
		{"an empty error", &runtask.RunError{}, "started 0 of 0 tasks", `v="started 0 of 0 tasks"`, `{"message":"started 0 of 0 tasks","result":null}`},
	})
}

func TestPartial(t *testing.T) {
	some := func(edit func(*runtask.RunError)) *runtask.RunError {
		e := &runtask.RunError{Result: &runtask.Result{Unplaced: 1, Failures: []*failure.Placement{failure.Explain(types.Failure{Reason: new("AGENT")})}}}
		edit(e)
		return e
	}
	for _, tt := range []struct {
		name string
		err  error
		want bool
	}{
		{"no error", nil, false},
		{"another error", errors.New("lost"), false},
		{"no result", &runtask.RunError{}, false},
		{"failures", some(func(*runtask.RunError) {}), true},
		{"by value", *some(func(*runtask.RunError) {}), true},
		{"wrapped", fmt.Errorf("deploy: %w", some(func(*runtask.RunError) {})), true},
		{"all were placed after all", some(func(e *runtask.RunError) { e.Result.Unplaced = 0 }), false},
		{"and a call that failed", some(func(e *runtask.RunError) { e.Err = errors.New("lost") }), false},
		{"and an unknown outcome", some(func(e *runtask.RunError) { e.Result.Unknown = 1 }), false},
		{"and some not started", some(func(e *runtask.RunError) { e.Result.NotStarted = 1 }), false},
		{"and tasks not asked for", some(func(e *runtask.RunError) { e.Result.Extra = make([]types.Task, 1) }), false},
	} {
		if got := runtask.Partial(tt.err); got != tt.want {
			t.Errorf("%s: %t", tt.name, got)
		}
	}
}
