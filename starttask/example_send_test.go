package starttask_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/starttask"
)

// An instance without an agent gets no task, though the call itself succeeds.
func ExampleStart() {
	srv := ecstest.NewServer()
	defer srv.Close()
	srv.AddTaskDefinition("web")
	good := srv.AddInstance("default")
	lost := srv.AddInstance("default", func(i *types.ContainerInstance) { i.AgentConnected = false })

	in, err := starttask.New("web", good, lost).Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := starttask.Start(context.Background(), srv.Client(), in)
	fmt.Println(len(result.Tasks), "task started")
	for _, f := range result.Failures {
		fmt.Println(f.Reason(), "on the lost one:", f.Instance == lost)
		fmt.Println(f.Advice, "- retry:", f.Retry)
	}
	fmt.Println(errors.Is(err, failure.ErrAgent))
	// Output:
	// 1 task started
	// AGENT on the lost one: true
	// agents reconnect by themselves: try again in a few minutes, or check the instance - retry: soon
	// true
}

// The connection is lost while ECS answers. By default that leaves open whether
// the task was started; with Reconcile it does not, and it is not started twice.
func ExampleWithReconcile() {
	srv := ecstest.NewServer()
	defer srv.Close()
	srv.AddTaskDefinition("web")
	client := srv.Client()
	in, err := starttask.New("web", srv.AddInstance("default")).Build()
	if err != nil {
		fmt.Println(err)
		return
	}

	srv.Inject(ecstest.Fault{Operation: "StartTask", After: true, Cut: true})
	result, err := starttask.Start(context.Background(), client, in)
	fmt.Println(len(result.Tasks), len(result.Unknown), errors.Is(err, starttask.ErrUnknown))

	srv.Inject(ecstest.Fault{Operation: "StartTask", After: true, Cut: true})
	result, err = starttask.Start(context.Background(), client, in, starttask.WithReconcile(client))
	fmt.Println(len(result.Tasks), len(result.Unknown), err)
	fmt.Println(len(srv.Tasks()), "tasks after two starts")
	// Output:
	// 0 1 true
	// 1 0 <nil>
	// 2 tasks after two starts
}

func ExampleStartAll() {
	srv := ecstest.NewServer()
	defer srv.Close()
	srv.AddTaskDefinition("agent")
	var fleet []string
	for range 25 {
		fleet = append(fleet, srv.AddInstance("default"))
	}
	in := starttask.New("agent", fleet...).WithStartedBy("rollout/7").Unchecked() // StartAll checks it
	result, err := starttask.StartAll(context.Background(), srv.Client(), in)
	fmt.Println(len(result.Tasks), "tasks in", len(srv.Requests()), "calls,", err)
	// Output: 25 tasks in 3 calls, <nil>
}

// A client that checks what it sends, does not start tasks twice, and does not
// hide failures, for code that calls StartTask itself.
func ExampleWithValidation() {
	srv := ecstest.NewServer()
	defer srv.Close()
	client := srv.Client(starttask.WithValidation(), starttask.SafeRetry, starttask.FailuresAsErrors)

	mark := "pipeline/0123456789abcdef/deploy-production"
	_, err := client.StartTask(context.Background(), &ecs.StartTaskInput{StartedBy: &mark})
	for e := range field.All(err) {
		fmt.Println(e)
	}
	fmt.Println(len(srv.Requests()), "requests were sent")
	// Output:
	// containerInstances: is required; give the id or ARN of a container instance (instances-required)
	// startedBy: "pipeline/0123456789abcdef/deploy-production" has 43 characters, but at most 36 are allowed; shorten it (started-by-length)
	// taskDefinition: is required; give a family, a family:revision, or an ARN (task-definition-required)
	// 0 requests were sent
}

func ExampleFailuresAsErrors() {
	srv := ecstest.NewServer()
	defer srv.Close()
	srv.AddTaskDefinition("web")
	client := srv.Client(starttask.FailuresAsErrors)
	web := "web"
	_, err := client.StartTask(context.Background(), &ecs.StartTaskInput{
		TaskDefinition: &web, ContainerInstances: []string{"0123456789abcdef0123456789abcdef"},
	})
	if start, ok := errors.AsType[*starttask.StartError](err); ok {
		fmt.Println(start)
	}
	// Output:
	// started 0 of 1 tasks, 1 failed
	// container instance 0123456789abcdef0123456789abcdef: MISSING: there is no such container instance in the cluster
}
