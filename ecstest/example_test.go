package ecstest_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
)

// One instance has room for the task, the other one has not.
func Example() {
	srv := ecstest.NewServer()
	defer srv.Close()
	srv.AddTaskDefinition("web")
	large := srv.AddInstance("default")
	small := srv.AddInstance("default", ecstest.Remaining(2048, 64))

	ctx, client := context.Background(), srv.Client()
	out, err := client.StartTask(ctx, &ecs.StartTaskInput{
		TaskDefinition:     new("web"),
		ContainerInstances: []string{large, small},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range out.Failures {
		fmt.Println("not started:", *f.Reason)
	}
	for _, task := range out.Tasks {
		fmt.Println(*task.LastStatus)
		for *task.LastStatus != "STOPPED" {
			out, err := client.DescribeTasks(ctx, &ecs.DescribeTasksInput{Tasks: []string{*task.TaskArn}})
			if err != nil {
				fmt.Println(err)
				return
			}
			task = out.Tasks[0]
			fmt.Println(*task.LastStatus)
		}
		fmt.Println("exit code", *task.Containers[0].ExitCode)
	}
	// Output:
	// not started: RESOURCE:MEMORY
	// PENDING
	// ACTIVATING
	// RUNNING
	// STOPPING
	// STOPPED
	// exit code 0
}

// The service starts the task, and then fails to say so. The client tries again,
// and StartTask has no token by which the service could tell.
func ExampleServer_Inject() {
	srv := ecstest.NewServer()
	defer srv.Close()
	srv.AddTaskDefinition("web")
	instance := srv.AddInstance("default")

	srv.Inject(ecstest.ServerError("StartTask", true))
	_, err := srv.Client().StartTask(context.Background(), &ecs.StartTaskInput{
		TaskDefinition:     new("web"),
		ContainerInstances: []string{instance},
	})
	fmt.Println(err, len(srv.Tasks()), "tasks")
	// Output: <nil> 2 tasks
}

// The second task cannot pull its image.
func ExampleServer_OnStart() {
	srv := ecstest.NewServer()
	defer srv.Close()
	srv.AddTaskDefinition("web")
	instance := srv.AddInstance("default")
	srv.OnStart(func(*types.Task) ecstest.End {
		if len(srv.Tasks()) == 1 {
			return ecstest.End{NeverStarts: true, Reason: "CannotPullContainerError: no such image"}
		}
		return ecstest.End{ExitCodes: map[string]int32{"app": 3}}
	})

	_, err := srv.Client().StartTask(context.Background(), &ecs.StartTaskInput{
		TaskDefinition:     new("web"),
		ContainerInstances: []string{instance, instance},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	srv.Advance(10)
	for _, task := range srv.Tasks() {
		fmt.Println(task.StopCode, *task.StoppedReason, task.Containers[0].ExitCode != nil)
	}
	// Output:
	// EssentialContainerExited Essential container in task exited true
	// TaskFailedToStart CannotPullContainerError: no such image false
}

// What the server cannot do is an error.
func ExampleServer_Client() {
	srv := ecstest.NewServer()
	defer srv.Close()
	_, err := srv.Client().ListServices(context.Background(), &ecs.ListServicesInput{})
	if e, ok := errors.AsType[*types.UnsupportedFeatureException](err); ok {
		fmt.Println(*e.Message)
	}
	// Output: ecstest does not do "ListServices"
}
