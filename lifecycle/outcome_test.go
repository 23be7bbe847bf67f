package lifecycle_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/lifecycle"
)

// outcomeOf waits for a task that ECS describes as t until it has run or a minute
// has passed.
func outcomeOf(t *testing.T, task types.Task, opts ...lifecycle.Option) (o lifecycle.Outcome) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		task.TaskArn = new("arn:aws:ecs:us-east-1:123456789012:task/prod/1")
		client := describing(func(*ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) {
			return &ecs.DescribeTasksOutput{Tasks: []types.Task{task}}, nil
		})
		outcomes, _ := lifecycle.Wait(ctx, client, []types.Task{{TaskArn: new("1")}}, opts...)
		o = outcomes[0]
	})
	return o
}

// code writes what ExitCode returns.
func code(o lifecycle.Outcome) string {
	n, ok := o.ExitCode()
	if !ok {
		return fmt.Sprint("none ", n)
	}
	return fmt.Sprint(n)
}

// TestInterrupted judges tasks that ran and whose containers all exited with 0.
func TestInterrupted(t *testing.T) {
	const exited = types.TaskStopCodeEssentialContainerExited
	for _, tt := range []struct {
		code   types.TaskStopCode
		reason string
		want   lifecycle.Verdict
	}{
		{"", "", lifecycle.Succeeded},
		{"", "Essential container in task exited", lifecycle.Succeeded},
		{"", "Task stopped by user", lifecycle.Interrupted},
		{"", "Your Spot Task was interrupted.", lifecycle.Interrupted},
		{"", "Host EC2 (instance i-0123456789abcdef0) terminated.", lifecycle.Interrupted},
		{"", "Host EC2 (instance i-0123456789abcdef0) stopped.", lifecycle.Interrupted},
		{"", "Container instance deregistration forced by user", lifecycle.Interrupted},
		{"", "ECS is performing maintenance on the underlying infrastructure hosting the task", lifecycle.Interrupted},
		{"", "Service web: ECS is performing maintenance on the underlying infrastructure hosting the task", lifecycle.Interrupted},
		{"", "Scaling activity initiated by (deployment ecs-svc/6524458012816012998)", lifecycle.Interrupted},
		{"", "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:x)", lifecycle.Interrupted},
		{"", "Task failed container health checks", lifecycle.Interrupted},
		{exited, "Task stopped by user", lifecycle.Succeeded}, // the code decides
		{exited, "Host EC2 (instance i-0123456789abcdef0) terminated.", lifecycle.Succeeded},
		{types.TaskStopCodeUserInitiated, "Essential container in task exited", lifecycle.Interrupted},
		{types.TaskStopCodeServiceSchedulerInitiated, "", lifecycle.Interrupted},
		{types.TaskStopCodeSpotInterruption, "", lifecycle.Interrupted},
		{types.TaskStopCodeTerminationNotice, "", lifecycle.Interrupted},
		{types.TaskStopCodeInfrastructureHealth, "", lifecycle.Interrupted},
		{"NewOne", "", lifecycle.Interrupted},
		{types.TaskStopCodeTaskFailedToStart, "", lifecycle.NeverStarted},
	} {
		task := ended(types.Task{StopCode: tt.code, StoppedReason: aws.String(tt.reason)})
		if o := outcomeOf(t, task); o.Verdict != tt.want || (o.Err() == nil) != (tt.want == lifecycle.Succeeded) {
			t.Errorf("%s, %q: %v", tt.code, tt.reason, o)
		}
		if _, ok := failure.Stopped(types.Task{StoppedReason: &tt.reason}); !ok && tt.reason != "" {
			t.Errorf("failure does not know %q", tt.reason)
		}
	}
	lost := types.Task{LastStatus: new("STOPPED"), StartedAt: new(time.Now()), StoppedReason: new("Host EC2 (instance i-1) terminated."), Containers: containers("app", nil)}
	if o := outcomeOf(t, lost); o.Verdict != lifecycle.Interrupted || code(o) != "none 0" {
		t.Errorf("without an exit code: %v", o)
	}
}

// TestOutcomeTexts says of each task which one it is, and of a task that has not
// succeeded why.
func TestOutcomeTexts(t *testing.T) {
	instance, by := new("arn:aws:ecs:us-east-1:123456789012:container-instance/prod/a"), new("deploy/7")
	stopped := types.Task{StopCode: types.TaskStopCodeEssentialContainerExited, StoppedReason: new("Essential container in task exited")}
	for _, tt := range []struct {
		task         types.Task
		instance, by *string
		containers   []types.Container
		want         string
	}{
		{stopped, nil, nil, containers("app", 0), "task 1: succeeded"},
		{stopped, instance, nil, containers("app", 0), "task 1 on container instance a: succeeded"},
		{stopped, nil, by, containers("app", 0), "task 1, startedBy deploy/7: succeeded"},
		{stopped, instance, by, containers("app", 2), "task 1 on container instance a, startedBy deploy/7: failed (EssentialContainerExited): Essential container in task exited; container app exited with 2"},
	} {
		task := ended(tt.task)
		task.ContainerInstanceArn, task.StartedBy, task.Containers = tt.instance, tt.by, tt.containers
		o := outcomeOf(t, task)
		if err := o.Err(); o.String() != tt.want || err != nil && err.Error() != tt.want {
			t.Errorf("%v, %v, want %s", o, err, tt.want)
		}
	}
}

// TestContainersThatCount judges tasks of several containers.
func TestContainersThatCount(t *testing.T) {
	defined := func(namesAndEssential ...any) *types.TaskDefinition {
		d := new(types.TaskDefinition)
		for i := 0; i < len(namesAndEssential); i += 2 {
			essential, _ := namesAndEssential[i+1].(*bool)
			d.ContainerDefinitions = append(d.ContainerDefinitions, types.ContainerDefinition{Name: aws.String(namesAndEssential[i].(string)), Essential: essential})
		}
		return d
	}
	yes, no := aws.Bool(true), aws.Bool(false)
	for _, tt := range []struct {
		name       string
		containers []types.Container
		definition *types.TaskDefinition
		counts     string
		want       lifecycle.Verdict
		code       string
		text       string
	}{
		{"job and log", containers("job", 0, "log", 137), nil, "", lifecycle.Failed, "137", "container log exited with 137"},
		{"job and log, by definition", containers("job", 0, "log", 137), defined("job", nil, "log", nil), "", lifecycle.Failed, "137", "container log exited with 137"},
		{"job counts", containers("job", 0, "log", 137), defined("job", nil, "log", nil), "job", lifecycle.Succeeded, "0", "succeeded"},
		{"job counts, without a definition", containers("job", 0, "log", 137), nil, "job", lifecycle.Succeeded, "0", "succeeded"},
		{"log counts", containers("job", 0, "log", 137), nil, "log", lifecycle.Failed, "137", "container log exited with 137"},
		{"job counts and has no code", containers("job", nil, "log", 0), nil, "job", lifecycle.Failed, "none 0", "container job has no exit code"},
		{"another counts", containers("job", 0, "log", 0), nil, "jbo", lifecycle.Failed, "none 0", "the task does not have the container jbo"},
		{"one counts, and there is none", nil, nil, "job", lifecycle.Failed, "none 0", "the task does not have the container job"},
		{"a container that is not essential counts", containers("app", 1, "side", 0), defined("app", yes, "side", no), "side", lifecycle.Succeeded, "0", ""},
		{"app is essential", containers("app", 0, "side", 1), defined("app", yes, "side", no), "", lifecycle.Succeeded, "0", ""},
		{"app is not shown", containers("side", 0, "log", 0), defined("app", yes, "side", no, "log", no), "", lifecycle.Failed, "none 0", "container app has no exit code"},
		{"app is not shown, by default essential", containers("side", 0, "log", 0), defined("side", no, "app", nil, "log", no), "", lifecycle.Failed, "none 0", "container app has no exit code"},
		{"one of two is not shown", containers("app", 0, "side", 0), defined("app", yes, "side", no, "db", yes), "", lifecycle.Failed, "none 0", "container db has no exit code"},
		{"nothing is essential", containers("app", 0, "side", 0), defined("app", no, "side", no), "", lifecycle.Failed, "none 0", "failed"},
		{"an empty definition", containers("app", 0, "side", 0), defined(), "", lifecycle.Succeeded, "0", ""},
		{"side is not shown", containers("app", 0, "log", 0), defined("app", yes, "log", yes, "side", no), "", lifecycle.Succeeded, "0", ""},
		{"ECS added one", containers("app", 0, "aws-guardduty-agent-x", 137), defined("app", nil), "", lifecycle.Succeeded, "0", ""},
		{"the first code counts", containers("a", 0, "b", 3, "c", 4), nil, "", lifecycle.Failed, "3", ""},
		{"a code is missing", containers("a", 0, "b", nil), nil, "", lifecycle.Failed, "none 0", "container b has no exit code"},
		{"a code is missing, another is not 0", containers("a", nil, "b", 5), nil, "", lifecycle.Failed, "5", ""},
		{"no name", []types.Container{{ExitCode: aws.Int32(0)}, {}}, nil, "", lifecycle.Failed, "none 0", ""},
		{"one name twice", containers("app", 0, "app", 1), defined("app", yes), "", lifecycle.Failed, "1", ""},
	} {
		task := types.Task{LastStatus: new("STOPPED"), StartedAt: new(time.Now()), TaskDefinitionArn: new("a:1"), Containers: tt.containers}
		o := outcomeOf(t, task, lifecycle.WithTaskDefinitions(&definitions{answer: tt.definition}), lifecycle.WithContainer(tt.counts))
		if o.Verdict != tt.want || code(o) != tt.code || !strings.Contains(o.String(), tt.text) || (o.Err() == nil) != (tt.want == lifecycle.Succeeded) {
			t.Errorf("%s: %v, exit code %s, error %v", tt.name, o, code(o), o.Err())
		}
		if failed := slices.ContainsFunc(o.Containers, func(c lifecycle.ContainerOutcome) bool { return c.Essential && (c.ExitCode == nil || *c.ExitCode != 0) }); o.EssentialFailed != failed {
			t.Errorf("%s: an essential container failed: %t", tt.name, o.EssentialFailed)
		}
	}
}

// TestOutcomeBeforeTheEnd judges a task that has not stopped, and does not show one of
// its containers.
func TestOutcomeBeforeTheEnd(t *testing.T) {
	d := &definitions{answer: &types.TaskDefinition{ContainerDefinitions: []types.ContainerDefinition{{Name: new("app")}, {Name: new("side")}, {Name: new("log")}}}}
	for status, started := range map[string]*time.Time{"RUNNING": nil, "ACTIVATING": new(time.Now())} {
		task := types.Task{LastStatus: &status, StartedAt: started, TaskDefinitionArn: new("a:1"), Containers: containers("side", nil, "log", nil)}
		o := outcomeOf(t, task, lifecycle.WithTaskDefinitions(d), lifecycle.WithUntilRunning())
		if o.Verdict != lifecycle.Running || o.EssentialFailed || len(o.Containers) != 2 || o.Err() != nil {
			t.Errorf("%s: %v, containers %v", status, o, o.Containers)
		}
	}
}

func TestOutcomeString(t *testing.T) {
	container := func(code *int32, reason string) lifecycle.ContainerOutcome {
		return lifecycle.ContainerOutcome{Name: "app", ExitCode: code, Reason: reason, Essential: true}
	}
	zero, one, windows := int32(0), int32(1), int32(-1)
	for _, tt := range []struct {
		outcome lifecycle.Outcome
		want    string
	}{
		{lifecycle.Outcome{Verdict: lifecycle.Succeeded, Containers: []lifecycle.ContainerOutcome{container(&zero, "odd")}}, "succeeded"},
		{lifecycle.Outcome{Verdict: lifecycle.Failed, Containers: []lifecycle.ContainerOutcome{container(&zero, ""), container(&one, "odd")}}, "failed; container app exited with 1: odd"},
		{lifecycle.Outcome{Verdict: lifecycle.Failed, Containers: []lifecycle.ContainerOutcome{container(&windows, "")}}, "failed; container app exited with -1"},
		{lifecycle.Outcome{Verdict: lifecycle.Failed, Containers: []lifecycle.ContainerOutcome{container(nil, "")}}, "failed; container app has no exit code"},
		{lifecycle.Outcome{Verdict: lifecycle.NeverStarted, Containers: []lifecycle.ContainerOutcome{container(nil, ""), container(nil, "no image")}}, "never-started; container app has no exit code: no image"},
		{lifecycle.Outcome{Verdict: lifecycle.Interrupted, Containers: []lifecycle.ContainerOutcome{container(nil, "odd")}}, "interrupted"},
		{lifecycle.Outcome{Verdict: lifecycle.Running, Unfinished: true, Containers: []lifecycle.ContainerOutcome{container(nil, "")}}, "running when the waiting ended"},
	} {
		tt.outcome.Task.TaskArn = new("arn:aws:ecs:us-east-1:123456789012:task/prod/1")
		if got := tt.outcome.String(); got != "task 1: "+tt.want {
			t.Errorf("%s, want %s", got, tt.want)
		}
	}
}

// TestOneContainerOfSeveral shows one container of a task that has two, which the
// overrides tell.
func TestOneContainerOfSeveral(t *testing.T) {
	both := []types.ContainerDefinition{{Name: new("app")}, {Name: new("side"), Essential: new(false)}}
	task := types.Task{
		LastStatus: new("STOPPED"), StartedAt: new(time.Now()), TaskDefinitionArn: new("a:1"), Containers: containers("side", 0),
		Overrides: &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{{Name: new("app")}, {Name: new("side")}}},
	}
	d := &definitions{answer: &types.TaskDefinition{ContainerDefinitions: both}}
	if o := outcomeOf(t, task, lifecycle.WithTaskDefinitions(d)); o.Verdict != lifecycle.Failed || o.Err() == nil || !o.EssentialFailed {
		t.Errorf("%v", o)
	}
}

// TestContainerOfARunningTask asks for a container before the task has ended.
func TestContainerOfARunningTask(t *testing.T) {
	for _, tt := range []struct {
		counts     string
		status     string
		containers []types.Container
		want       lifecycle.Verdict
		fine       bool
	}{
		{"app", "RUNNING", containers("app", nil), lifecycle.Running, true},
		{"ap", "RUNNING", containers("app", nil), lifecycle.Running, false},
		{"", "RUNNING", containers("app", nil), lifecycle.Running, true},
		{"app", "RUNNING", nil, lifecycle.Running, true}, // not known yet
		{"app", "PROVISIONING", nil, lifecycle.Pending, false},
	} {
		task := types.Task{LastStatus: &tt.status, Containers: tt.containers}
		o := outcomeOf(t, task, lifecycle.WithUntilRunning(), lifecycle.WithContainer(tt.counts))
		if o.Verdict != tt.want || (o.Err() == nil) != tt.fine || code(o) != "none 0" || o.Unfinished != (tt.want == lifecycle.Pending) {
			t.Errorf("%q of a task that is %s: %v, error %v", tt.counts, tt.status, o, o.Err())
		}
	}
}

// TestExitCodeOfInterruptedTasks has the code beside the verdict.
func TestExitCodeOfInterruptedTasks(t *testing.T) {
	srv, instances := newServer(t, 1)
	srv.OnStart(func(*types.Task) ecstest.End {
		return ecstest.End{ExitCodes: map[string]int32{"app": 0}, StopCode: types.TaskStopCodeSpotInterruption}
	})
	outcomes, err := lifecycle.Wait(t.Context(), srv.Client(), start(t, srv, instances...), lifecycle.WithInterval(often), lifecycle.WithContainer("app"))
	if o := outcomes[0]; err != nil || o.Verdict != lifecycle.Interrupted || code(o) != "0" || o.Err() == nil {
		t.Errorf("%v, exit code %s, %v", o, code(o), err)
	}
}
