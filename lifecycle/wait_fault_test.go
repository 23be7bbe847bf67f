package lifecycle_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/lifecycle"
	"github.com/ecstask/ecstask/starttask"
)

// describing is a client whose DescribeTasks is the function.
type describing func(*ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error)

func (f describing) DescribeTasks(_ context.Context, in *ecs.DescribeTasksInput, _ ...func(*ecs.Options)) (*ecs.DescribeTasksOutput, error) {
	return f(in)
}

// tasksNamed returns n tasks of the cluster prod with ARNs in their order.
func tasksNamed(n int) []types.Task {
	tasks := make([]types.Task, n)
	for i := range tasks {
		tasks[i].TaskArn = new(fmt.Sprintf("arn:aws:ecs:us-east-1:123456789012:task/prod/%03d", i))
	}
	return tasks
}

// ended returns t as a task whose container app exited with 0.
func ended(t types.Task) types.Task {
	t.LastStatus, t.StartedAt, t.Containers = aws.String("STOPPED"), new(time.Now()), containers("app", 0)
	return t
}

// containers returns containers by name and exit code, which is nil where it is
// not a number.
func containers(namesAndCodes ...any) (list []types.Container) {
	for i := 0; i < len(namesAndCodes); i += 2 {
		c := types.Container{Name: aws.String(namesAndCodes[i].(string))}
		if code, ok := namesAndCodes[i+1].(int); ok {
			c.ExitCode = aws.Int32(int32(code))
		}
		list = append(list, c)
	}
	return list
}

// TestWaitTakesWhatItDidNotAskFor answers the first call with every task, also
// with those of the second one, which has nothing to say then.
func TestWaitTakesWhatItDidNotAskFor(t *testing.T) {
	tasks := tasksNamed(150)
	calls := 0
	client := describing(func(*ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) {
		if calls++; calls > 1 {
			return new(ecs.DescribeTasksOutput), nil
		}
		out := new(ecs.DescribeTasksOutput)
		for _, task := range tasks {
			out.Tasks = append(out.Tasks, ended(task), ended(task))
		}
		out.Tasks = append(out.Tasks, types.Task{}, types.Task{TaskArn: new("unasked")})
		return out, nil
	})
	outcomes, err := lifecycle.Wait(t.Context(), client, tasks, lifecycle.WithInterval(often))
	if err != nil {
		t.Fatal(err)
	}
	for i, o := range outcomes {
		if o.Verdict != lifecycle.Succeeded {
			t.Errorf("task %d: %v", i, o)
		}
	}
}

// TestDescribeTasksFailures answers with failures only.
func TestDescribeTasksFailures(t *testing.T) {
	for _, tt := range []struct {
		name    string
		answer  func(asked string) *ecs.DescribeTasksOutput
		verdict lifecycle.Verdict
		text    string // behind the id
	}{
		{"nothing", func(string) *ecs.DescribeTasksOutput { return new(ecs.DescribeTasksOutput) }, lifecycle.Missing, "missing"},
		{"missing", func(asked string) *ecs.DescribeTasksOutput {
			return &ecs.DescribeTasksOutput{Failures: []types.Failure{{Arn: &asked, Reason: new("MISSING")}}}
		}, lifecycle.Missing, "missing"},
		{"another reason", func(asked string) *ecs.DescribeTasksOutput {
			return &ecs.DescribeTasksOutput{Failures: []types.Failure{{Arn: &asked, Reason: new("ODD"), Detail: new("and more")}}}
		}, lifecycle.Missing, "missing: ODD and more"},
		{"no ARN", func(string) *ecs.DescribeTasksOutput {
			return &ecs.DescribeTasksOutput{Failures: []types.Failure{{Reason: new("ODD")}}}
		}, lifecycle.Missing, "missing: ODD"},
		{"no reason", func(asked string) *ecs.DescribeTasksOutput {
			return &ecs.DescribeTasksOutput{Failures: []types.Failure{{Arn: &asked}, {}}}
		}, lifecycle.Missing, "missing"},
		{"a task and a failure", func(asked string) *ecs.DescribeTasksOutput {
			return &ecs.DescribeTasksOutput{
				Tasks:    []types.Task{ended(types.Task{TaskArn: &asked})},
				Failures: []types.Failure{{Arn: &asked, Reason: new("MISSING")}},
			}
		}, lifecycle.Succeeded, "succeeded"},
	} {
		client := describing(func(in *ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) {
			return tt.answer(in.Tasks[0]), nil
		})
		outcomes, err := lifecycle.Wait(t.Context(), client, tasksNamed(1), lifecycle.WithInterval(often))
		if o := outcomes[0]; err != nil || o.Verdict != tt.verdict || o.String() != "task 000: "+tt.text {
			t.Errorf("%s: %v, %v", tt.name, o, err)
		}
	}
}

// TestPatience counts the looks at a task that ECS does not know, and at one that it
// has forgotten.
func TestPatience(t *testing.T) {
	for _, known := range []int{0, 1, 3} {
		looks := 0
		client := describing(func(in *ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) {
			out := new(ecs.DescribeTasksOutput)
			if looks++; looks <= known {
				out.Tasks = []types.Task{{TaskArn: &in.Tasks[0], LastStatus: new("RUNNING")}}
			}
			return out, nil
		})
		outcomes, err := lifecycle.Wait(t.Context(), client, tasksNamed(1), lifecycle.WithInterval(often))
		if err != nil || outcomes[0].Verdict != lifecycle.Missing || looks != known+10 {
			t.Errorf("known for %d looks: %d looks, %v, %v", known, looks, outcomes, err)
		}
	}
}

// TestCallsAreFull asks for 100 tasks a call, in the order of their ARNs.
func TestCallsAreFull(t *testing.T) {
	var asked [][]string
	client := describing(func(in *ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) {
		asked = append(asked, in.Tasks)
		out := new(ecs.DescribeTasksOutput)
		for _, arn := range in.Tasks {
			out.Tasks = append(out.Tasks, ended(types.Task{TaskArn: &arn}))
		}
		return out, nil
	})
	if _, err := lifecycle.Wait(t.Context(), client, tasksNamed(250)); err != nil {
		t.Fatal(err)
	}
	if len(asked) != 3 || len(asked[0]) != 100 || len(asked[1]) != 100 || !slices.IsSorted(slices.Concat(asked...)) {
		t.Errorf("asked for %v", asked)
	}
}

// TestNilClients gives what cannot be called.
func TestNilClients(t *testing.T) {
	srv, instances := newServer(t, 1)
	tasks := start(t, srv, instances...)
	var none *ecs.Client
	for _, tt := range []struct {
		name   string
		client ecs.DescribeTasksAPIClient
		opt    lifecycle.Option
		text   string
	}{
		{"nil", nil, nil, "lifecycle: Wait: the client is nil"},
		{"typed nil", none, nil, "lifecycle: Wait: the client is nil"},
		{"nil function", describing(nil), nil, "lifecycle: Wait: the client is nil"},
		{"no task definitions", srv.Client(), lifecycle.WithTaskDefinitions(nil), "lifecycle: WithTaskDefinitions: the client is nil"},
		{"typed nil for task definitions", srv.Client(), lifecycle.WithTaskDefinitions(none), "lifecycle: WithTaskDefinitions: the client is nil"},
	} {
		outcomes, err := lifecycle.Wait(t.Context(), tt.client, tasks, tt.opt)
		if err == nil || err.Error() != tt.text || len(outcomes) != 1 || outcomes[0].Err() == nil || !outcomes[0].Unfinished {
			t.Errorf("%s: %v, %v", tt.name, outcomes, err)
		}
		if outcomes, err := lifecycle.Wait(t.Context(), tt.client, nil, tt.opt); err == nil || err.Error() != tt.text || len(outcomes) != 0 {
			t.Errorf("%s, no tasks: %v, %v", tt.name, outcomes, err)
		}
	}
}

// TestInterval counts the looks up to a deadline, and times the second one.
func TestInterval(t *testing.T) {
	every := lifecycle.WithInterval
	for _, tt := range []struct {
		name   string
		opts   []lifecycle.Option
		limit  time.Duration
		looks  int
		second time.Duration
	}{
		{"by default", nil, 59 * time.Second, 10, 6 * time.Second},
		{"zero", []lifecycle.Option{every(0)}, 59 * time.Second, 10, 6 * time.Second},
		{"less than zero", []lifecycle.Option{every(-time.Second)}, 59 * time.Second, 10, 6 * time.Second},
		{"20 seconds", []lifecycle.Option{every(20 * time.Second)}, 59 * time.Second, 3, 20 * time.Second},
		{"zero after 20 seconds", []lifecycle.Option{every(20 * time.Second), every(0)}, 59 * time.Second, 10, 6 * time.Second},
		{"too short", []lifecycle.Option{every(1)}, 9500 * time.Microsecond, 10, time.Millisecond},
	} {
		synctest.Test(t, func(t *testing.T) {
			begin := time.Now()
			var looks []time.Duration
			client := describing(func(in *ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) {
				looks = append(looks, time.Since(begin))
				return &ecs.DescribeTasksOutput{Tasks: []types.Task{{TaskArn: &in.Tasks[0], LastStatus: new("RUNNING")}}}, nil
			})
			ctx, cancel := context.WithTimeout(t.Context(), tt.limit)
			defer cancel()
			_, err := lifecycle.Wait(ctx, client, tasksNamed(1), tt.opts...)
			if len(looks) != tt.looks || looks[1] != tt.second || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: %d looks, the second after %v, %v", tt.name, len(looks), looks[1], err)
			}
		})
	}
}

// TestWaitCountsTheUnfinished ends before all tasks have.
func TestWaitCountsTheUnfinished(t *testing.T) {
	tasks := append(tasksNamed(36), types.Task{}) // the last has no ARN, and is missing at once
	running := func(task string) bool { return task < *tasks[12].TaskArn }
	answer := func(in *ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) {
		out := new(ecs.DescribeTasksOutput)
		for _, arn := range in.Tasks {
			task := types.Task{TaskArn: &arn, LastStatus: new("RUNNING"), StartedAt: new(time.Now())}
			if !running(arn) {
				task = ended(task)
			}
			out.Tasks = append(out.Tasks, task)
		}
		return out, nil
	}
	for _, tt := range []struct {
		name   string
		client func(cancel func()) describing
		want   string
		is     error
	}{
		{"time runs out", func(func()) describing { return answer }, "waiting ended with 12 of 37 tasks unfinished: context deadline exceeded", context.DeadlineExceeded},
		{"cancelled", func(cancel func()) describing {
			return func(in *ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) {
				cancel()
				return answer(in)
			}
		}, "waiting ended with 12 of 37 tasks unfinished: context canceled", context.Canceled},
		{"an error", func(func()) describing {
			return func(*ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) { return nil, refused }
		}, "waiting ended with 36 of 37 tasks unfinished: AccessDeniedException: no; to go on, call Wait again with the unfinished tasks", refused},
		{"an error of its own at the end of the time", func(func()) describing {
			return func(*ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) {
				time.Sleep(time.Hour)
				return nil, refused
			}
		}, "waiting ended with 36 of 37 tasks unfinished: context deadline exceeded: AccessDeniedException: no", context.DeadlineExceeded},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			outcomes, err := lifecycle.Wait(ctx, tt.client(cancel), tasks)
			if !errors.Is(err, tt.is) || err.Error() != tt.want {
				t.Errorf("%s: %v", tt.name, err)
			}
			for i, o := range outcomes[:12] {
				if o.Err() == nil {
					t.Errorf("%s: no error for task %d: %v", tt.name, i, o)
				}
			}
		})
	}
}

// TestDeadlineDuringACall lets the time run out while ECS takes its time.
func TestDeadlineDuringACall(t *testing.T) {
	srv, instances := newServer(t, 2)
	tasks := start(t, srv, instances...)
	srv.InjectFunc(func(ecstest.Request) *ecstest.Fault { return &ecstest.Fault{Delay: time.Minute} })
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := lifecycle.Wait(ctx, srv.Client(), tasks)
	const want = "waiting ended with 2 of 2 tasks unfinished: context deadline exceeded"
	if !errors.Is(err, context.DeadlineExceeded) || err.Error() != want {
		t.Errorf("%v", err)
	}
	_, err = lifecycle.Wait(ctx, srv.Client(), tasks[:1])
	const one = "waiting ended with 1 of 1 task unfinished: context deadline exceeded"
	if !errors.Is(err, context.DeadlineExceeded) || err.Error() != one {
		t.Errorf("%v", err)
	}
}

// TestOnChange looks several times at each status.
func TestOnChange(t *testing.T) {
	statuses := []string{"PENDING", "PENDING", "RUNNING", "RUNNING", "RUNNING", "STOPPED"}
	look := 0
	client := describing(func(in *ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) {
		status := statuses[look]
		look++
		return &ecs.DescribeTasksOutput{Tasks: []types.Task{{TaskArn: &in.Tasks[0], LastStatus: &status}}}, nil
	})
	var seen []string
	_, err := lifecycle.Wait(t.Context(), client, tasksNamed(1), lifecycle.WithInterval(often), nil,
		lifecycle.WithOnChange(func(o lifecycle.Outcome) { seen = append(seen, *o.Task.LastStatus) }))
	if want := []string{"PENDING", "RUNNING", "STOPPED"}; err != nil || !slices.Equal(seen, want) {
		t.Errorf("%v, %v", seen, err)
	}
}

// TestOnChangeOfMissingTasks tells of each task, also of those never seen.
func TestOnChangeOfMissingTasks(t *testing.T) {
	client := describing(func(*ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) {
		return new(ecs.DescribeTasksOutput), nil
	})
	var seen []lifecycle.Verdict
	tasks := append(tasksNamed(2), types.Task{})
	_, err := lifecycle.Wait(t.Context(), client, tasks, lifecycle.WithInterval(often), lifecycle.WithOnChange(func(o lifecycle.Outcome) { seen = append(seen, o.Verdict) }))
	if want := slices.Repeat([]lifecycle.Verdict{lifecycle.Missing}, 3); err != nil || !slices.Equal(seen, want) {
		t.Errorf("%v, %v", seen, err)
	}
}

// definitions counts its calls.
type definitions struct {
	answer *types.TaskDefinition
	err    error
	asked  []string
}

func (d *definitions) DescribeTaskDefinition(_ context.Context, in *ecs.DescribeTaskDefinitionInput, _ ...func(*ecs.Options)) (*ecs.DescribeTaskDefinitionOutput, error) {
	d.asked = append(d.asked, *in.TaskDefinition)
	return &ecs.DescribeTaskDefinitionOutput{TaskDefinition: d.answer}, d.err
}

// TestDefinitionsAreReadOnce reads one for tasks of several containers, once.
func TestDefinitionsAreReadOnce(t *testing.T) {
	srv, instances := newServer(t, 2)
	srv.AddTaskDefinition("pair", func(td *types.TaskDefinition) {
		side := td.ContainerDefinitions[0]
		side.Name, side.Essential = aws.String("side"), aws.Bool(false)
		td.ContainerDefinitions = append(td.ContainerDefinitions, side)
	})
	for definition, want := range map[string]int{"web": 0, "pair": 1} {
		in, err := starttask.New(definition, instances...).Build()
		if err != nil {
			t.Fatal(err)
		}
		r, err := starttask.Start(t.Context(), srv.Client(), in)
		if err != nil {
			t.Fatal(err)
		}
		d := new(definitions)
		if _, err := lifecycle.Wait(t.Context(), srv.Client(), r.Tasks, lifecycle.WithTaskDefinitions(d), lifecycle.WithInterval(often)); err != nil || len(d.asked) != want {
			t.Errorf("%s: %d task definitions were read, %v", definition, len(d.asked), err)
		}
	}
}

// TestDefinitionsAreKept judges by a definition that was read at an earlier look, and
// reads none for a task that names none.
func TestDefinitionsAreKept(t *testing.T) {
	for _, tt := range []struct {
		definition *string
		asked      int
		want       lifecycle.Verdict
	}{{new("a:1"), 1, lifecycle.Succeeded}, {nil, 0, lifecycle.Failed}} {
		looks := 0
		client := describing(func(in *ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) {
			task := types.Task{TaskArn: &in.Tasks[0], LastStatus: new("RUNNING"), TaskDefinitionArn: tt.definition, Containers: containers("app", nil, "side", nil)}
			if looks++; looks > 2 {
				task.LastStatus, task.Containers = new("STOPPED"), containers("app", 0, "side", 1)
			}
			return &ecs.DescribeTasksOutput{Tasks: []types.Task{task}}, nil
		})
		d := &definitions{answer: &types.TaskDefinition{ContainerDefinitions: []types.ContainerDefinition{{Name: new("app")}, {Name: new("side"), Essential: new(false)}}}}
		outcomes, err := lifecycle.Wait(t.Context(), client, tasksNamed(1), lifecycle.WithTaskDefinitions(d), lifecycle.WithInterval(often))
		if o := outcomes[0]; err != nil || o.Verdict != tt.want || len(d.asked) != tt.asked {
			t.Errorf("%v, %v, asked %v", o, err, d.asked)
		}
	}
}

// TestUnreadDefinitions does not lose the error, however the waiting ends.
func TestUnreadDefinitions(t *testing.T) {
	client := describing(func(in *ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) {
		return &ecs.DescribeTasksOutput{Tasks: []types.Task{
			{TaskArn: &in.Tasks[0], LastStatus: new("RUNNING"), TaskDefinitionArn: new("a:1"), Containers: containers("app", nil, "side", nil)},
		}}, nil
	})
	odd := errors.New("odd")
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		_, err := lifecycle.Wait(ctx, client, tasksNamed(1), lifecycle.WithTaskDefinitions(&definitions{err: odd}))
		if !errors.Is(err, odd) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
	})
}
