package lifecycle_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/lifecycle"
)

const often = time.Millisecond

// newServer returns an endpoint with a task definition web, and n instances with
// room for many tasks.
func newServer(t testing.TB, n int) (srv *ecstest.Server, instances []string) {
	t.Helper()
	srv = ecstest.NewServer()
	t.Cleanup(srv.Close)
	srv.AddTaskDefinition("web")
	for range n {
		instances = append(instances, srv.AddInstance("default", ecstest.Remaining(1<<20, 1<<20)))
	}
	return srv, instances
}

// start starts the task definition web on all instances.
func start(t *testing.T, srv *ecstest.Server, instances ...string) []types.Task {
	t.Helper()
	out, err := srv.Client().StartTask(t.Context(), &ecs.StartTaskInput{TaskDefinition: aws.String("web"), ContainerInstances: instances})
	if err != nil || len(out.Failures) > 0 {
		t.Fatalf("%v, failures %v", err, out)
	}
	return out.Tasks
}

func TestOutcomes(t *testing.T) {
	for _, tt := range []struct {
		name      string
		end       ecstest.End
		verdict   lifecycle.Verdict
		code      *int32
		essential bool // failed
		text      string
	}{
		{"exit 0", ecstest.End{ExitCodes: map[string]int32{"app": 0}}, lifecycle.Succeeded, aws.Int32(0), false, ""},
		{"exit 1", ecstest.End{ExitCodes: map[string]int32{"app": 1}}, lifecycle.Failed, aws.Int32(1), true, "container app exited with 1"},
		{"no exit code", ecstest.End{ExitCodes: map[string]int32{}, ContainerReasons: map[string]string{"app": "OutOfMemoryError"}}, lifecycle.Failed, nil, true, "container app has no exit code: OutOfMemoryError"},
		{"never started", ecstest.End{NeverStarts: true, StopCode: types.TaskStopCodeTaskFailedToStart, Reason: "CannotPullContainerError: no such image"}, lifecycle.NeverStarted, nil, true, "never-started (TaskFailedToStart): CannotPullContainerError: no such image"},
		{"never started, without a code", ecstest.End{NeverStarts: true, StopCode: types.TaskStopCodeUserInitiated}, lifecycle.NeverStarted, nil, true, "never-started (UserInitiated)"},
		{"stopped from outside", ecstest.End{ExitCodes: map[string]int32{"app": 0}, StopCode: types.TaskStopCodeSpotInterruption}, lifecycle.Interrupted, aws.Int32(0), false, "interrupted (SpotInterruption)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv, instances := newServer(t, 1)
			srv.OnStart(func(*types.Task) ecstest.End { return tt.end })
			var statuses []string
			outcomes, err := lifecycle.Wait(t.Context(), srv.Client(), start(t, srv, instances...), lifecycle.WithInterval(often),
				lifecycle.WithOnChange(func(o lifecycle.Outcome) { statuses = append(statuses, *o.Task.LastStatus) }))
			if err != nil {
				t.Fatal(err)
			}
			o := outcomes[0]
			if o.Verdict != tt.verdict || o.EssentialFailed != tt.essential || (o.Err() == nil) != (tt.text == "") {
				t.Errorf("%s, essential failed: %t, %v", o.Verdict, o.EssentialFailed, o.Err())
			}
			if len(o.Containers) != 1 || !equal(o.Containers[0].ExitCode, tt.code) || !o.Containers[0].Essential {
				t.Errorf("containers %+v", o.Containers)
			}
			if tt.text != "" && !strings.Contains(o.Err().Error(), tt.text) {
				t.Errorf("%v", o.Err())
			}
			if (o.Duration > 0) == (tt.verdict == lifecycle.NeverStarted) {
				t.Errorf("duration %v", o.Duration)
			}
			if len(statuses) < 2 || statuses[len(statuses)-1] != "STOPPED" || len(slices.Compact(slices.Clone(statuses))) != len(statuses) {
				t.Errorf("statuses %v", statuses)
			}
		})
	}
}

func equal(a, b *int32) bool { return (a == nil) == (b == nil) && (a == nil || *a == *b) }

func TestSideContainers(t *testing.T) {
	srv, instances := newServer(t, 1)
	srv.AddTaskDefinition("web", func(td *types.TaskDefinition) {
		side := td.ContainerDefinitions[0]
		side.Name, side.Essential = aws.String("side"), aws.Bool(false)
		td.ContainerDefinitions = append(td.ContainerDefinitions, side)
	})
	srv.OnStart(func(*types.Task) ecstest.End {
		return ecstest.End{ExitCodes: map[string]int32{"app": 0, "side": 137}}
	})
	client := srv.Client()
	tasks := start(t, srv, instances...)
	for _, tt := range []struct {
		opts []lifecycle.Option
		want lifecycle.Verdict
	}{
		{nil, lifecycle.Failed},
		{[]lifecycle.Option{lifecycle.WithTaskDefinitions(client)}, lifecycle.Succeeded},
	} {
		outcomes, err := lifecycle.Wait(t.Context(), client, tasks, append(tt.opts, lifecycle.WithInterval(often))...)
		if err != nil || outcomes[0].Verdict != tt.want {
			t.Errorf("%v, %v", outcomes, err)
		}
	}
	srv.Inject(ecstest.Fault{Operation: "DescribeTaskDefinition", Status: 400, Code: "AccessDeniedException"})
	outcomes, err := lifecycle.Wait(t.Context(), client, tasks, lifecycle.WithTaskDefinitions(client))
	if _, ok := errors.AsType[*types.AccessDeniedException](err); !ok || outcomes[0].Verdict != lifecycle.Failed {
		t.Errorf("%v, %v", outcomes, err)
	}
}

func TestWaitUntilRunning(t *testing.T) {
	srv, instances := newServer(t, 2)
	srv.OnStart(func(task *types.Task) ecstest.End {
		if strings.HasSuffix(*task.ContainerInstanceArn, instances[0]) {
			return ecstest.End{NeverStarts: true, StopCode: types.TaskStopCodeTaskFailedToStart}
		}
		return ecstest.End{Runs: true}
	})
	outcomes, err := lifecycle.Wait(t.Context(), srv.Client(), start(t, srv, instances...), lifecycle.WithUntilRunning(), lifecycle.WithInterval(often))
	if err != nil {
		t.Fatal(err)
	}
	if outcomes[0].Verdict != lifecycle.NeverStarted || outcomes[1].Verdict != lifecycle.Running || outcomes[1].Err() != nil {
		t.Errorf("%v", outcomes)
	}
}

func TestWaitManyTasks(t *testing.T) {
	srv, instances := newServer(t, 250)
	other := srv.AddCluster("other")
	var tasks []types.Task
	for ten := range slices.Chunk(instances, 10) {
		tasks = append(tasks, start(t, srv, ten...)...)
	}
	out, err := srv.Client().StartTask(t.Context(), &ecs.StartTaskInput{
		Cluster: &other, TaskDefinition: aws.String("web"), ContainerInstances: []string{srv.AddInstance("other")},
	})
	if err != nil {
		t.Fatal(err)
	}
	tasks = append(tasks, out.Tasks[0], tasks[0])
	outcomes, err := lifecycle.Wait(t.Context(), srv.Client(), tasks, lifecycle.WithInterval(often))
	if err != nil || len(outcomes) != 252 {
		t.Fatalf("%d outcomes, %v", len(outcomes), err)
	}
	for i, o := range outcomes {
		if o.Verdict != lifecycle.Succeeded || *o.Task.TaskArn != *tasks[i].TaskArn {
			t.Errorf("outcome %d: %v", i, o)
		}
	}
	for _, req := range srv.Requests() {
		if req.Operation == "DescribeTasks" && strings.Count(string(req.Body), "arn:aws:ecs:us-east-1:123456789012:task/") > 100 {
			t.Error("more than 100 tasks in a call")
		}
	}
}

func TestMissingTasks(t *testing.T) {
	srv, instances := newServer(t, 1)
	tasks := start(t, srv, instances...)
	unknown := (*tasks[0].TaskArn)[:len(*tasks[0].TaskArn)-32] + strings.Repeat("f", 32)
	tasks = append(tasks, types.Task{TaskArn: &unknown}, types.Task{})
	srv.SetListLag(3)
	outcomes, err := lifecycle.Wait(t.Context(), srv.Client(), tasks, lifecycle.WithInterval(often))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []lifecycle.Verdict{lifecycle.Succeeded, lifecycle.Missing, lifecycle.Missing} {
		if o := outcomes[i]; o.Verdict != want || (o.Err() == nil) != (want == lifecycle.Succeeded) {
			t.Errorf("task %d: %v", i, o)
		}
	}
}

func TestWaitEndsWithTheContext(t *testing.T) {
	srv, instances := newServer(t, 1)
	srv.OnStart(func(*types.Task) ecstest.End { return ecstest.End{Runs: true} })
	tasks := start(t, srv, instances...)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	outcomes, err := lifecycle.Wait(ctx, srv.Client(), tasks, lifecycle.WithInterval(5*time.Millisecond))
	if !errors.Is(err, context.DeadlineExceeded) || outcomes[0].Verdict != lifecycle.Running {
		t.Errorf("%v, %v", outcomes, err)
	}
	outcomes, err = lifecycle.Wait(ctx, srv.Client(), tasks)
	if !errors.Is(err, context.DeadlineExceeded) || outcomes[0].Verdict != lifecycle.Pending {
		t.Errorf("%v, %v", outcomes, err)
	}
	if outcomes, err := lifecycle.Wait(ctx, srv.Client(), nil); err != nil || len(outcomes) != 0 {
		t.Errorf("%v, %v", outcomes, err)
	}
}

// flickering is a client whose answers lack tasks the given number of times in a
// row, after each answer that has them.
type flickering struct {
	inner  ecs.DescribeTasksAPIClient
	lack   int
	lacked int
}

func (f *flickering) DescribeTasks(ctx context.Context, in *ecs.DescribeTasksInput, opts ...func(*ecs.Options)) (*ecs.DescribeTasksOutput, error) {
	if f.lacked < f.lack {
		f.lacked++
		return &ecs.DescribeTasksOutput{}, nil
	}
	f.lacked = 0
	return f.inner.DescribeTasks(ctx, in, opts...)
}

// TestWaitIsPatient looks at tasks that ECS does not know for a while.
func TestWaitIsPatient(t *testing.T) {
	for lack, want := range map[int]lifecycle.Verdict{9: lifecycle.Succeeded, 10: lifecycle.Missing} {
		srv, instances := newServer(t, 1)
		client := &flickering{inner: srv.Client(), lack: lack}
		outcomes, err := lifecycle.Wait(t.Context(), client, start(t, srv, instances...), lifecycle.WithInterval(often))
		if err != nil || outcomes[0].Verdict != want {
			t.Errorf("unknown %d times in a row: %v, %v", lack, outcomes, err)
		}
	}
}

// described is a client that describes one task, whatever it is asked for.
type described struct {
	task types.Task
	asks []*ecs.DescribeTasksInput
}

func (d *described) DescribeTasks(_ context.Context, in *ecs.DescribeTasksInput, _ ...func(*ecs.Options)) (*ecs.DescribeTasksOutput, error) {
	d.asks = append(d.asks, in)
	if d.task.TaskArn == nil {
		return new(ecs.DescribeTasksOutput), nil
	}
	return &ecs.DescribeTasksOutput{Tasks: []types.Task{d.task}}, nil
}

func TestVerdicts(t *testing.T) {
	now := time.Now()
	container := func(code *int32) []types.Container {
		return []types.Container{{Name: aws.String("app"), ExitCode: code}}
	}
	for _, tt := range []struct {
		name string
		task types.Task
		want lifecycle.Verdict
		text string
	}{
		{"stopping after a crash", types.Task{LastStatus: aws.String("DEPROVISIONING"), StartedAt: &now, Containers: container(aws.Int32(1))}, lifecycle.Stopping, "exited with 1"},
		{"asked to stop", types.Task{LastStatus: aws.String("RUNNING"), DesiredStatus: aws.String("STOPPED"), StartedAt: &now}, lifecycle.Stopping, ""},
		{"running", types.Task{LastStatus: aws.String("RUNNING"), DesiredStatus: aws.String("RUNNING")}, lifecycle.Running, ""},
		{"being set up", types.Task{LastStatus: aws.String("PROVISIONING")}, lifecycle.Pending, ""},
		{"no time of start, but an exit code", types.Task{LastStatus: aws.String("STOPPED"), Containers: container(aws.Int32(3))}, lifecycle.Failed, "app exited with 3"},
		{"no time of start, but exit code 0", types.Task{LastStatus: aws.String("STOPPED"), Containers: container(aws.Int32(0))}, lifecycle.Succeeded, ""},
		{"no start at all", types.Task{LastStatus: aws.String("STOPPED"), Containers: container(nil)}, lifecycle.NeverStarted, ""},
		{"failed to start, in the end", types.Task{LastStatus: aws.String("STOPPED"), StartedAt: &now, StopCode: types.TaskStopCodeTaskFailedToStart, Containers: container(aws.Int32(0))}, lifecycle.NeverStarted, ""},
		{"no containers", types.Task{LastStatus: aws.String("STOPPED"), StartedAt: &now}, lifecycle.Failed, ""},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		tt.task.TaskArn = aws.String("arn:aws:ecs:us-east-1:123456789012:task/prod/1")
		outcomes, _ := lifecycle.Wait(ctx, &described{task: tt.task}, []types.Task{{TaskArn: aws.String("1")}}, lifecycle.WithUntilRunning(), lifecycle.WithInterval(often))
		cancel()
		o := outcomes[0]
		if o.Verdict != tt.want || !strings.Contains(o.String(), tt.text) {
			t.Errorf("%s: %v", tt.name, o)
		}
		if good := tt.want == lifecycle.Running || tt.want == lifecycle.Succeeded; (o.Err() == nil) != good {
			t.Errorf("%s: error %v", tt.name, o.Err())
		}
	}
}

func TestWaitAsksTheRightCluster(t *testing.T) {
	for _, tt := range []struct {
		task types.Task
		want string
	}{
		{types.Task{TaskArn: aws.String("arn:aws:ecs:us-east-1:123456789012:task/prod/1")}, "prod"},
		{types.Task{TaskArn: aws.String("arn:aws:ecs:us-east-1:123456789012:task/1")}, ""},
		{types.Task{TaskArn: aws.String("1"), ClusterArn: aws.String("c")}, "c"},
	} {
		d := new(described)
		outcomes, err := lifecycle.Wait(t.Context(), d, []types.Task{tt.task, {TaskArn: aws.String("")}}, lifecycle.WithInterval(often))
		if err != nil || outcomes[0].Verdict != lifecycle.Missing || outcomes[1].Verdict != lifecycle.Missing {
			t.Errorf("%v, %v", outcomes, err)
		}
		for _, in := range d.asks {
			if aws.ToString(in.Cluster) != tt.want || len(in.Tasks) != 1 || !slices.Contains(in.Include, types.TaskFieldTags) {
				t.Errorf("asked %+v", in)
			}
		}
	}
}

func TestWaitSaysWhyItEnded(t *testing.T) {
	srv, instances := newServer(t, 1)
	tasks := start(t, srv, instances...)
	enough := errors.New("enough")
	ctx, cancel := context.WithTimeoutCause(t.Context(), 10*time.Millisecond, enough)
	defer cancel()
	_, err := lifecycle.Wait(ctx, srv.Client(), tasks, lifecycle.WithInterval(time.Minute))
	if !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, enough) {
		t.Errorf("%v", err)
	}
}
