package failure_test

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/failure"
)

// stopped is a line of testdata/stops.jsonl: what ECS says of a task, and what is
// to be made of it. Names and addresses in the texts are changed. Seen is where
// such a text was published.
type stopped struct {
	StopCode                       types.TaskStopCode
	StoppedReason, ContainerReason string
	Meaning                        string // a part of it
	Retry                          failure.Retry
	Seen                           string
}

func TestStopped(t *testing.T) {
	f, err := os.Open("testdata/stops.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	for s := bufio.NewScanner(f); s.Scan(); n++ {
		var row stopped
		if err := json.Unmarshal(s.Bytes(), &row); err != nil {
			t.Fatalf("%s: %v", s.Text(), err)
		}
		task := types.Task{StopCode: row.StopCode, StoppedReason: &row.StoppedReason, Containers: []types.Container{{}}}
		if row.ContainerReason != "" {
			task.Containers = append(task.Containers, types.Container{Reason: &row.ContainerReason})
		}
		e, ok := failure.Stopped(task)
		if !ok || !strings.Contains(e.Meaning, row.Meaning) || e.Retry != row.Retry {
			t.Errorf("%s: %+v, %t", s.Text(), e, ok)
		}
	}
	if n < 150 {
		t.Errorf("%d lines", n)
	}
}

func TestStoppedByItself(t *testing.T) {
	container := func(codes ...int32) (list []types.Container) {
		for _, code := range codes {
			list = append(list, types.Container{ExitCode: &code})
		}
		return list
	}
	for _, tt := range []struct {
		name       string
		containers []types.Container
		want       string // in the meaning
		retry      failure.Retry
	}{
		{"all did their work", container(0, 0), "did its work", failure.RetryNever},
		{"one failed", container(0, 1), "an essential container exited", failure.RetryUnknown},
		{"not found", container(127), "not found", failure.RetryNever},
		{"not executable", container(126), "cannot be executed", failure.RetryNever},
		{"segmentation fault", container(139), "segmentation fault", failure.RetryNever},
		{"killed", container(137), "killed", failure.RetryUnknown},
		{"killed after another one", container(0, 137), "another container had ended", failure.RetryUnknown},
		{"the cause before its consequence", container(137, 127), "not found", failure.RetryNever},
		{"asked to end", container(143), "asked to", failure.RetryUnknown},
		{"no exit code", []types.Container{{}}, "never ran", failure.RetryUnknown},
		{"an exit code on Windows", container(-1), "an essential container exited", failure.RetryUnknown},
		{"no containers", nil, "an essential container exited", failure.RetryUnknown},
	} {
		for _, task := range []types.Task{
			{StopCode: types.TaskStopCodeEssentialContainerExited, Containers: tt.containers},
			{StoppedReason: new("Essential container in task exited"), Containers: tt.containers},
		} {
			e, ok := failure.Stopped(task)
			if !ok || !strings.Contains(e.Meaning, tt.want) || e.Advice == "" || e.Doc == "" || e.Retry != tt.retry {
				t.Errorf("%s: %+v, %t", tt.name, e, ok)
			}
		}
	}
}

func TestNotStopped(t *testing.T) {
	for name, task := range map[string]types.Task{
		"no task":           {},
		"a running task":    {LastStatus: new("RUNNING"), Containers: []types.Container{{ExitCode: new(int32(1))}}},
		"a new reason":      {StoppedReason: new("something new")},
		"a new stop code":   {StopCode: "SomethingNew"},
		"nearly the reason": {StoppedReason: new("CannotPullContainer: not found")},
	} {
		if e, ok := failure.Stopped(task); ok || e != (failure.Explanation{}) {
			t.Errorf("%s: %+v", name, e)
		}
	}
}
