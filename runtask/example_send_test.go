package runtask_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/runtask"
)

// onFargate makes a task definition one for Fargate.
func onFargate(td *types.TaskDefinition) {
	td.NetworkMode = types.NetworkModeAwsvpc
	td.RequiresCompatibilities = []types.Compatibility{types.CompatibilityFargate}
	td.Cpu, td.Memory = new("256"), new("512")
}

// report is a request for tasks on Fargate.
func report() *ecs.RunTaskInput {
	return &ecs.RunTaskInput{
		TaskDefinition: new("report"), LaunchType: types.LaunchTypeFargate,
		NetworkConfiguration: &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{
			Subnets: []string{"subnet-0123456789abcdef0"},
		}},
	}
}

// The connection is lost while ECS answers. Run sends the request again with its
// client token, and gets the tasks of the first attempt. Then there is no capacity for
// one of two tasks, though the call itself succeeds.
func ExampleRun() {
	srv := ecstest.NewServer()
	defer srv.Close()
	srv.AddTaskDefinition("report", onFargate)
	client := srv.Client()
	in := report()
	in.Count = new(int32(2))

	srv.Inject(ecstest.Fault{Operation: "RunTask", After: true, Cut: true})
	result, err := runtask.Run(context.Background(), client, in)
	fmt.Println(result, err)
	fmt.Println(len(srv.Requests()), "requests,", len(srv.Tasks()), "tasks")

	srv.LimitFargate("FARGATE", 1)
	result, err = runtask.Run(context.Background(), client, in)
	fmt.Println(result)
	for _, f := range result.Failures {
		fmt.Println(f.Meaning, "- retry:", f.Retry)
	}
	fmt.Println(errors.Is(err, failure.ErrCapacity), runtask.Partial(err))
	// Output:
	// started 2 of 2 tasks <nil>
	// 2 requests, 2 tasks
	// started 1 of 2 tasks, 1 not placed
	// there is no capacity in the Availability Zone now - retry: soon
	// true true
}

// With a client token, a fleet that was interrupted can be repeated.
func ExampleRunAll() {
	srv := ecstest.NewServer()
	defer srv.Close()
	srv.AddTaskDefinition("report", onFargate)
	client := srv.Client()
	in := report()
	in.ClientToken = new("reports/2026-11-29")

	ctx, cancel := context.WithCancel(context.Background())
	result, err := runtask.RunAll(ctx, client, in, 25, runtask.WithConcurrency(1), runtask.WithProgress(func(p runtask.Progress) {
		if p.Started == 10 {
			cancel()
		}
	}))
	fmt.Println(result, errors.Is(err, context.Canceled))

	result, err = runtask.RunAll(context.Background(), client, in, 25)
	fmt.Println(result, err)
	fmt.Println(result.ClientTokens)
	fmt.Println(len(srv.Tasks()), "tasks after both")
	// Output:
	// started 10 of 25 tasks, 15 not started true
	// started 25 of 25 tasks <nil>
	// [reports/2026-11-29/1 reports/2026-11-29/2 reports/2026-11-29/3]
	// 25 tasks after both
}

// A call has no response, and then the service ends. After the restart it finds the task
// by its startedBy.
func ExampleRun_restart() {
	srv := ecstest.NewServer()
	defer srv.Close()
	srv.AddTaskDefinition("report", onFargate)
	client := srv.Client()
	ctx := context.Background()
	in := report()
	in.StartedBy = new("reports/2026-11-29")
	srv.InjectFunc(func(r ecstest.Request) *ecstest.Fault {
		return map[string]*ecstest.Fault{"RunTask": {After: true, Cut: true}}[r.Operation]
	})
	result, _ := runtask.Run(ctx, client, in, runtask.WithRetryUnknown(0))
	fmt.Println(result)

	for _, status := range []types.DesiredStatus{types.DesiredStatusRunning, types.DesiredStatusStopped} {
		list, err := client.ListTasks(ctx, &ecs.ListTasksInput{Cluster: in.Cluster, StartedBy: in.StartedBy, DesiredStatus: status})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(status, len(list.TaskArns))
	}
	// Output:
	// started 0 of 1 tasks, 1 may be running
	// RUNNING 1
	// STOPPED 0
}

// The connection is lost each time. When it is there again, sending the calls that are
// not settled tells what became of them, and starts nothing a second time.
func ExampleUnsettled_Request() {
	srv := ecstest.NewServer()
	defer srv.Close()
	srv.AddTaskDefinition("report", onFargate)
	client := srv.Client()
	in := report()
	in.ClientToken = new("reports/2026-11-29")
	srv.InjectFunc(func(ecstest.Request) *ecstest.Fault { return &ecstest.Fault{After: true, Cut: true} })
	result, err := runtask.RunAll(context.Background(), client, in, 12, runtask.WithRetryUnknown(0))
	fmt.Println(result, errors.Is(err, runtask.ErrUnknown))

	srv.InjectFunc(nil)
	for _, u := range result.Unsettled {
		settled, err := runtask.Run(context.Background(), client, u.Request(in))
		fmt.Println(u.ClientToken, settled, err)
	}
	fmt.Println(len(srv.Tasks()), "tasks")
	// Output:
	// started 0 of 12 tasks, 12 may be running true
	// reports/2026-11-29/1 started 10 of 10 tasks <nil>
	// reports/2026-11-29/2 started 2 of 2 tasks <nil>
	// 12 tasks
}

// There is capacity for two tasks at first, and for the third when Run tries again.
func ExampleWithRetryUnplaced() {
	srv := ecstest.NewServer()
	defer srv.Close()
	srv.AddTaskDefinition("report", onFargate)
	srv.LimitFargate("FARGATE", 2)
	requests := 0
	srv.InjectFunc(func(ecstest.Request) *ecstest.Fault {
		if requests++; requests == 2 {
			srv.LimitFargate("FARGATE", 1)
		}
		return nil
	})
	in := report()
	in.Count = new(int32(3))
	result, err := runtask.Run(context.Background(), srv.Client(), in, runtask.WithRetryUnplaced(time.Second)) // minutes, rather
	fmt.Println(result, err)
	fmt.Println(len(result.ClientTokens), "client tokens")
	// Output:
	// started 3 of 3 tasks <nil>
	// 2 client tokens
}

// A client that checks what it sends and does not hide failures, for code that calls
// RunTask itself.
func ExampleWithValidation() {
	srv := ecstest.NewServer()
	defer srv.Close()
	client := srv.Client(runtask.WithValidation(), runtask.FailuresAsErrors)

	_, err := client.RunTask(context.Background(), &ecs.RunTaskInput{TaskDefinition: new("report:latest")})
	for e := range field.All(err) {
		fmt.Println(e)
	}
	fmt.Println(len(srv.Requests()), "requests were sent")
	// Output:
	// taskDefinition: "report:latest" has no valid revision; write family:revision, such as web:7, or leave the revision out for the latest active one (task-definition-revision)
	// 0 requests were sent
}

func ExampleFailuresAsErrors() {
	srv := ecstest.NewServer()
	defer srv.Close()
	srv.AddTaskDefinition("report", onFargate)
	srv.LimitFargate("FARGATE", 0)
	_, err := srv.Client(runtask.FailuresAsErrors).RunTask(context.Background(), report())
	if run, ok := errors.AsType[*runtask.RunError](err); ok {
		fmt.Println(run)
	}
	// Output:
	// started 0 of 1 tasks, 1 not placed
	// Capacity is unavailable at this time. Please try again later or in a different availability zone: there is no capacity in the Availability Zone now
}
