package lifecycle_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/lifecycle"
)

// TestForms is what a log and a JSON document have of an outcome. That they have
// no secrets is tested for all packages at once.
func TestForms(t *testing.T) {
	outcome := lifecycle.Outcome{
		Task:    types.Task{TaskArn: new("arn:task/1"), ContainerInstanceArn: new("arn:container-instance/default/a"), StartedBy: new("deploy/7")},
		Verdict: lifecycle.Failed, StopCode: types.TaskStopCodeEssentialContainerExited, Reason: "exited",
		Containers:      []lifecycle.ContainerOutcome{{Name: "app", ExitCode: new(int32(3)), Essential: true}, {Name: "log"}},
		EssentialFailed: true, Duration: 90 * time.Second,
	}
	const text = "task 1 on container instance a, startedBy deploy/7: failed (EssentialContainerExited): exited; container app exited with 3; container log has no exit code"
	if got := fmt.Sprint(outcome); got != text {
		t.Errorf("fmt writes %s\nwant %s", got, text)
	}
	var b bytes.Buffer
	slog.New(slog.NewTextHandler(&b, nil)).Info("", "v", outcome)
	if !bytes.Contains(b.Bytes(), []byte(` v="`+text+`"`)) {
		t.Errorf("slog writes %s", &b)
	}
	want := `{"taskArn":"arn:task/1","containerInstanceArn":"arn:container-instance/default/a","startedBy":"deploy/7","verdict":"failed","stopCode":"EssentialContainerExited","reason":"exited","container":"",` +
		`"containers":[{"name":"app","exitCode":3,"reason":"","essential":true},{"name":"log","exitCode":null,"reason":"","essential":false}],` +
		`"essentialFailed":true,"unfinished":false,"seconds":90}`
	if got, err := json.Marshal(outcome); string(got) != want || err != nil {
		t.Errorf("json.Marshal gives %s, %v\nwant %s", got, err, want)
	}
}
