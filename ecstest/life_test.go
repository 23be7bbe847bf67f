package ecstest_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
)

// TestLives reads a task until it has stopped, or runs on.
func TestLives(t *testing.T) {
	oom := "OutOfMemoryError: Container killed due to memory usage"
	for _, tt := range []struct {
		name     string
		awsvpc   bool
		end      func(*types.Task) ecstest.End
		stopAt   string // the status in which StopTask is called
		statuses string
		code     types.TaskStopCode
		reason   string
		exits    string // of the containers app and side; - where there is none
	}{
		{
			name:     "bridge",
			statuses: "PENDING ACTIVATING RUNNING STOPPING STOPPED",
			code:     "EssentialContainerExited", reason: "Essential container in task exited", exits: "0 0",
		},
		{
			name: "awsvpc", awsvpc: true,
			statuses: "PROVISIONING PENDING ACTIVATING RUNNING STOPPING DEPROVISIONING STOPPED",
			code:     "EssentialContainerExited", reason: "Essential container in task exited", exits: "0 0",
		},
		{
			name: "exit codes and reasons", end: func(*types.Task) ecstest.End {
				return ecstest.End{ExitCodes: map[string]int32{"app": 137}, ContainerReasons: map[string]string{"app": oom}}
			},
			statuses: "PENDING ACTIVATING RUNNING STOPPING STOPPED",
			code:     "EssentialContainerExited", reason: "Essential container in task exited", exits: "137 -",
		},
		{
			name: "another stop code", end: func(*types.Task) ecstest.End {
				return ecstest.End{StopCode: types.TaskStopCodeSpotInterruption, ExitCodes: map[string]int32{"side": -1}}
			},
			statuses: "PENDING ACTIVATING RUNNING STOPPING STOPPED",
			code:     "SpotInterruption", exits: "- -1",
		},
		{
			name: "never starts", end: func(*types.Task) ecstest.End {
				return ecstest.End{NeverStarts: true, Reason: "CannotPullContainerError: no such image", ExitCodes: map[string]int32{"app": 0}}
			},
			statuses: "PENDING ACTIVATING STOPPED",
			code:     "TaskFailedToStart", reason: "CannotPullContainerError: no such image", exits: "- -",
		},
		{
			name: "never starts, awsvpc", awsvpc: true, end: func(*types.Task) ecstest.End { return ecstest.End{NeverStarts: true} },
			statuses: "PROVISIONING PENDING ACTIVATING DEPROVISIONING STOPPED",
			code:     "TaskFailedToStart", exits: "- -",
		},
		{
			name: "runs", end: func(*types.Task) ecstest.End { return ecstest.End{Runs: true} },
			statuses: "PENDING ACTIVATING RUNNING", exits: "- -",
		},
		{
			name: "is stopped", end: func(*types.Task) ecstest.End { return ecstest.End{Runs: true} }, stopAt: "RUNNING",
			statuses: "PENDING ACTIVATING RUNNING STOPPING STOPPED",
			code:     "UserInitiated", reason: "enough", exits: "143 143",
		},
		{
			name: "is stopped before it runs", stopAt: "PENDING",
			statuses: "PENDING STOPPED",
			code:     "UserInitiated", reason: "enough", exits: "- -",
		},
		{
			name: "is stopped before it runs, awsvpc", awsvpc: true, stopAt: "PROVISIONING",
			statuses: "PROVISIONING DEPROVISIONING STOPPED",
			code:     "UserInitiated", reason: "enough", exits: "- -",
		},
		{
			name: "is stopped when it stops", stopAt: "STOPPING",
			statuses: "PENDING ACTIVATING RUNNING STOPPING STOPPED",
			code:     "EssentialContainerExited", reason: "Essential container in task exited", exits: "0 0",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv, client := newServer(t)
			srv.OnStart(tt.end)
			edit := func(d *types.TaskDefinition) {
				d.ContainerDefinitions = append(d.ContainerDefinitions, types.ContainerDefinition{Name: new("side")})
				if tt.awsvpc {
					awsvpc(d)
				}
			}
			task := start(t, client, srv.AddTaskDefinition("web", edit), srv.AddInstance("default"), func(in *ecs.StartTaskInput) {
				if tt.awsvpc {
					in.NetworkConfiguration = network("subnet-a")
				}
			})
			var seen []string
			for !slices.Contains(seen, *task.LastStatus) {
				seen = append(seen, *task.LastStatus)
				checkTimes(t, task)
				if *task.LastStatus == tt.stopAt {
					out := must[*ecs.StopTaskOutput](t)(client.StopTask(t.Context(), &ecs.StopTaskInput{Task: new(last(*task.TaskArn)), Reason: new("enough")}))
					if *out.Task.LastStatus != tt.stopAt || *out.Task.DesiredStatus != "STOPPED" || out.Task.StoppingAt == nil {
						t.Errorf("StopTask answers %s, %s", *out.Task.LastStatus, *out.Task.DesiredStatus)
					}
				}
				version := task.Version
				task = describe(t, client, *task.TaskArn)[0]
				if next := !slices.Contains(seen, *task.LastStatus); next != (task.Version > version) {
					t.Errorf("the version is %d after %d", task.Version, version)
				}
			}
			if got := strings.Join(seen, " "); got != tt.statuses {
				t.Errorf("the statuses are %s", got)
			}
			if task.StopCode != tt.code || aws.ToString(task.StoppedReason) != tt.reason {
				t.Errorf("stopped: %s, %s", task.StopCode, aws.ToString(task.StoppedReason))
			}
			var exits []string
			for _, c := range task.Containers {
				exits = append(exits, "-")
				if c.ExitCode != nil {
					exits[len(exits)-1] = strconv.Itoa(int(*c.ExitCode))
				}
				if want := *task.LastStatus; *c.LastStatus != want {
					t.Errorf("the container's status is %s", *c.LastStatus)
				}
			}
			if got := strings.Join(exits, " "); got != tt.exits {
				t.Errorf("the exit codes are %s", got)
			}
			if reason := aws.ToString(task.Containers[0].Reason); tt.name == "exit codes and reasons" && reason != oom {
				t.Errorf("the reason is %q", reason)
			}
		})
	}
}

// checkTimes compares which times a task has with its status. Statuses are a
// second apart.
func checkTimes(t *testing.T, task types.Task) {
	t.Helper()
	status := *task.LastStatus
	ran := task.StartedAt != nil
	for _, tt := range []struct {
		name string
		at   *time.Time
		want bool
	}{
		{"createdAt", task.CreatedAt, true},
		{"startedAt", task.StartedAt, ran || status == "RUNNING" || status == "STOPPING"},
		{"connectivityAt", task.ConnectivityAt, ran},
		{"pullStoppedAt", task.PullStoppedAt, ran},
		{"stoppingAt", task.StoppingAt, *task.DesiredStatus == "STOPPED"},
		{"executionStoppedAt", task.ExecutionStoppedAt, status == "DEPROVISIONING" || status == "STOPPED"},
		{"stoppedAt", task.StoppedAt, status == "STOPPED"},
	} {
		if (tt.at != nil) != tt.want {
			t.Errorf("%s: %s is %v", status, tt.name, tt.at)
		}
	}
	if ran && task.StoppedAt != nil {
		want := 2 * time.Second
		if len(task.Attachments) > 0 {
			want += time.Second
		}
		if got := task.StoppedAt.Sub(*task.StartedAt); got != want {
			t.Errorf("it ran for %v", got)
		}
	}
}

func TestOnStart(t *testing.T) {
	srv, client := newServer(t)
	definition, instance := srv.AddTaskDefinition("web"), srv.AddInstance("default")
	var seen []string
	exits := map[string]int32{"app": 7}
	srv.OnStart(func(task *types.Task) ecstest.End {
		seen = append(seen, *task.TaskArn)
		*task.LastStatus = "changed" // it is a copy
		task.Containers[0].Name = new("changed")
		if len(srv.Tasks()) == 1 { // methods of the server can be called
			return ecstest.End{Runs: true}
		}
		return ecstest.End{ExitCodes: exits}
	})
	first, second := start(t, client, definition, instance), start(t, client, definition, instance)
	exits["app"] = 8 // was copied
	if want := []string{*first.TaskArn, *second.TaskArn}; !slices.Equal(seen, want) {
		t.Errorf("OnStart saw %v, not %v", seen, want)
	}
	if *first.LastStatus != "PENDING" || *first.Containers[0].Name != "app" {
		t.Errorf("%s, %s", *first.LastStatus, *first.Containers[0].Name)
	}
	srv.Advance(100)
	srv.Advance(-1)
	tasks := srv.Tasks()
	if code := tasks[0].Containers[0].ExitCode; *tasks[0].LastStatus != "STOPPED" || code == nil || *code != 7 {
		t.Errorf("the first: %s, %v", *tasks[0].LastStatus, code)
	}
	if *tasks[1].LastStatus != "RUNNING" {
		t.Errorf("the second: %s", *tasks[1].LastStatus)
	}
	*tasks[0].LastStatus = "changed" // it is a copy, too
	if got := *srv.Tasks()[0].LastStatus; got != "STOPPED" {
		t.Errorf("the first: %s", got)
	}
}
