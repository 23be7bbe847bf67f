package starttask_test

import (
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/starttask"
)

// TestForms is what a log and a JSON document have of the values that hold tasks.
// That they have no secrets is tested for all packages at once.
func TestForms(t *testing.T) {
	task := types.Task{TaskArn: new("arn:task/1"), ContainerInstanceArn: new("arn:container-instance/a")}
	agent := failure.Explain(types.Failure{Arn: new("arn:b"), Reason: new("AGENT")})
	agent.Instance = "b"
	result := &starttask.Result{
		Tasks:    []types.Task{task},
		Failures: []*failure.Placement{agent, nil},
		Unknown:  []string{"c"}, NotStarted: []string{"d", "e"}, Extra: []types.Task{{TaskArn: new("arn:task/2")}}, StartedBy: []string{"ecstask/X"},
	}
	const (
		summary    = "started 1 of 6 tasks, 2 failed, 1 may be running, 2 not started, 1 more reported"
		resultJSON = `{"tasks":[{"taskArn":"arn:task/1","containerInstanceArn":"arn:container-instance/a"}],` +
			`"failures":[{"containerInstance":"b","arn":"arn:b","reason":"AGENT","detail":"","retry":"soon"},` +
			`{"containerInstance":"","arn":"","reason":"","detail":"","retry":"unknown"}],` +
			`"unknown":["c"],"notStarted":["d","e"],"extra":[{"taskArn":"arn:task/2","containerInstanceArn":""}],"startedBy":["ecstask/X"]}`
		noneJSON = `{"tasks":[],"failures":[],"unknown":[],"notStarted":[],"extra":[],"startedBy":[]}`
	)
	start := &starttask.StartError{Result: &starttask.Result{Unknown: []string{"c"}}, Err: errors.New("lost")}
	const startText = `started 0 of 1 tasks, 1 may be running; look for it with ListTasks of the container instances before sending the request again\nlost`

	sdktest.Forms(t, []sdktest.Form{
		{"result", result, summary, "v.started=1 v.failed=2 v.unknown=1 v.notStarted=2 v.extra=1 v.startedBy=[ecstask/X]", resultJSON},
		{"a result by value", *result, summary, `v="` + summary + `"`, resultJSON},
		{"an empty result", &starttask.Result{}, "started 0 of 0 tasks", "v.started=0 v.failed=0 v.unknown=0 v.notStarted=0 v.extra=0 v.startedBy=[]", noneJSON},
		{"no result", (*starttask.Result)(nil), "<nil>", "v=<nil>", "null"},
		{"error", start, "", `v="` + startText + `"`,
			`{"message":"` + startText + `","result":{"tasks":[],"failures":[],"unknown":["c"],"notStarted":[],"extra":[],"startedBy":[]}}`},
		{"an error by value", *start, "", `v="` + startText + `"`,
			`{"message":"` + startText + `","result":{"tasks":[],"failures":[],"unknown":["c"],"notStarted":[],"extra":[],"startedBy":[]}}`},
		{"an empty error", &starttask.StartError{}, "started 0 of 0 tasks", `v="started 0 of 0 tasks"`, `{"message":"started 0 of 0 tasks","result":null}`},
		{"builder", starttask.New("web", "a"), "", `v="StartTask of web on 1 container instances"`, "{}"},
	})
}
