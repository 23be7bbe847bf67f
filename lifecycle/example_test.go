package lifecycle_test

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/lifecycle"
	"github.com/ecstask/ecstask/starttask"
)

func ExampleWait() {
	srv := ecstest.NewServer()
	defer srv.Close()
	srv.AddTaskDefinition("job")
	srv.OnStart(func(*types.Task) ecstest.End {
		return ecstest.End{ExitCodes: map[string]int32{"app": 2}}
	})
	client := srv.Client()
	in, err := starttask.New("job", srv.AddInstance("default")).Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := starttask.Start(context.Background(), client, in)
	if err != nil {
		fmt.Println(err)
		return
	}
	outcomes, err := lifecycle.Wait(context.Background(), client, result.Tasks, lifecycle.WithInterval(10*time.Millisecond))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range outcomes {
		c := o.Containers[0]
		fmt.Println(o.Verdict, o.StopCode, c.Name, *c.ExitCode, o.Duration)
	}
	// Output: failed EssentialContainerExited app 2 2s
}

// When its context ends, Wait returns, and the tasks go on. This stops those that have
// not ended by themselves.
func ExampleWait_stop() {
	client, tasks, end := run(ecstest.End{Runs: true})
	defer end()
	ctx, cancel := context.WithCancel(context.Background()) // or WithTimeout, or signal.NotifyContext
	outcomes, err := lifecycle.Wait(ctx, client, tasks, lifecycle.WithInterval(10*time.Millisecond),
		lifecycle.WithOnChange(func(o lifecycle.Outcome) {
			if o.Verdict == lifecycle.Running {
				cancel()
			}
		}))
	fmt.Println(err)

	ctx = context.WithoutCancel(ctx)
	for _, o := range outcomes {
		if !o.Unfinished {
			continue
		}
		stop := &ecs.StopTaskInput{Cluster: o.Task.ClusterArn, Task: o.Task.TaskArn, Reason: aws.String("the deployment was cancelled")}
		if _, err := client.StopTask(ctx, stop); err != nil {
			fmt.Println(err)
		}
	}
	outcomes, err = lifecycle.Wait(ctx, client, tasks, lifecycle.WithInterval(10*time.Millisecond))
	fmt.Println(outcomes[0].Verdict, outcomes[0].Reason, err)
	// Output:
	// waiting ended with 1 of 1 task unfinished: context canceled
	// interrupted the deployment was cancelled <nil>
}

// run starts a task of the definition "job" in a server of its own, and returns a
// client of the server with it.
func run(end ecstest.End, containers ...types.ContainerDefinition) (client *ecs.Client, tasks []types.Task, stop func()) {
	srv := ecstest.NewServer()
	srv.AddTaskDefinition("job", func(t *types.TaskDefinition) {
		if containers != nil {
			t.ContainerDefinitions = containers
		}
	})
	srv.OnStart(func(*types.Task) ecstest.End { return end })
	client = srv.Client()
	out, err := client.StartTask(context.Background(), &ecs.StartTaskInput{
		TaskDefinition: aws.String("job"), ContainerInstances: []string{srv.AddInstance("default")},
	})
	if err != nil {
		panic(err)
	}
	return client, out.Tasks, srv.Close
}

// The container that does the work counts, and not the one that ships its log.
func ExampleWithContainer() {
	client, tasks, stop := run(ecstest.End{ExitCodes: map[string]int32{"app": 0, "log": 143}},
		types.ContainerDefinition{Name: aws.String("app"), Memory: aws.Int32(128)},
		types.ContainerDefinition{Name: aws.String("log"), Memory: aws.Int32(128)})
	defer stop()
	outcomes, err := lifecycle.Wait(context.Background(), client, tasks,
		lifecycle.WithContainer("app"), lifecycle.WithInterval(10*time.Millisecond))
	if err != nil {
		fmt.Println(err)
		return
	}
	code, ok := outcomes[0].ExitCode()
	fmt.Println(outcomes[0].Verdict, code, ok)
	// Output:
	// succeeded 0 true
}

// Without the task definition, the exit code of the non-essential container would
// count as well.
func ExampleWithTaskDefinitions() {
	client, tasks, stop := run(ecstest.End{ExitCodes: map[string]int32{"app": 0, "log": 143}},
		types.ContainerDefinition{Name: aws.String("app"), Memory: aws.Int32(128)},
		types.ContainerDefinition{Name: aws.String("log"), Memory: aws.Int32(128), Essential: aws.Bool(false)})
	defer stop()
	outcomes, err := lifecycle.Wait(context.Background(), client, tasks,
		lifecycle.WithTaskDefinitions(client), lifecycle.WithInterval(10*time.Millisecond))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(outcomes[0].Verdict)
	// Output:
	// succeeded
}

func ExampleWithOnChange() {
	client, tasks, stop := run(ecstest.End{ExitCodes: map[string]int32{"app": 0}})
	defer stop()
	_, err := lifecycle.Wait(context.Background(), client, tasks, lifecycle.WithInterval(10*time.Millisecond),
		lifecycle.WithOnChange(func(o lifecycle.Outcome) {
			fmt.Println(*o.Task.LastStatus, o.Verdict)
		}))
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// ACTIVATING pending
	// RUNNING running
	// STOPPING stopping
	// STOPPED succeeded
}

func ExampleWithUntilRunning() {
	client, tasks, stop := run(ecstest.End{Runs: true})
	defer stop()
	outcomes, err := lifecycle.Wait(context.Background(), client, tasks,
		lifecycle.WithUntilRunning(), lifecycle.WithInterval(10*time.Millisecond))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(outcomes[0].Verdict)
	// Output:
	// running
}

func ExampleOutcome_Err() {
	client, tasks, stop := run(ecstest.End{NeverStarts: true, Reason: "CannotPullContainerError: image not found"})
	defer stop()
	outcomes, err := lifecycle.Wait(context.Background(), client, tasks, lifecycle.WithInterval(10*time.Millisecond))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range outcomes {
		if err := o.Err(); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// task 7207ccc822b08f51153f014d85e287cc on container instance 16d707dc38f159971f97793b72d4420b: never-started (TaskFailedToStart): CannotPullContainerError: image not found
}
