package failure_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/failure"
)

func ExampleRefused() {
	server := ecstest.NewServer()
	defer server.Close()
	server.AddTaskDefinition("web", func(t *types.TaskDefinition) { t.NetworkMode = types.NetworkModeAwsvpc })
	instance := server.AddInstance("default")

	_, err := server.Client().StartTask(context.Background(), &ecs.StartTaskInput{
		TaskDefinition: aws.String("web"), ContainerInstances: []string{instance},
	})
	if r, ok := failure.Refused(err); ok {
		fmt.Println(r.Path)
		fmt.Println(r.Message)
		fmt.Println(r.Meaning)
		fmt.Println(r.Advice)
		fmt.Println("try again:", r.Retry)
	}
	// Output:
	// networkConfiguration
	// Network Configuration must be provided when networkMode 'awsvpc' is specified.
	// the network mode of the task definition is awsvpc
	// give networkConfiguration with at least one subnet
	// try again: never
}

func ExampleQuoted() {
	line := "An error occurred (InvalidParameterException) when calling the RunTask operation: No Container Instances were found in your cluster."
	if r, ok := failure.Quoted(line); ok {
		fmt.Println(r.Meaning)
		fmt.Println(r.Advice)
	}
	// Output:
	// the cluster has no container instance to run the task on; without a launch type, tasks run on container instances by default
	// wait until instances are registered; for Fargate, give launchType FARGATE or a strategy
}

func ExampleExplain() {
	p := failure.Explain(types.Failure{Reason: aws.String("RESOURCE:MEMORY")})
	fmt.Println(p)
	fmt.Println(p.Advice)
	fmt.Println("try again:", p.Retry)
	fmt.Println(errors.Is(p, failure.ErrResource))
	// Output:
	// RESOURCE:MEMORY: the container instance does not have enough free memory
	// choose an instance with room or add one, override less memory, or wait
	// try again: later
	// true
}

func ExampleStopped() {
	why, ok := failure.Stopped(types.Task{
		StoppedReason: aws.String("CannotPullContainerError: ref pull has been retried 5 time(s): toomanyrequests: You have reached your pull rate limit."),
	})
	fmt.Println(ok, why.Meaning)
	fmt.Println(why.Advice)
	fmt.Println("try again:", why.Retry)
	// Output:
	// true the registry limits how often images are pulled
	// wait, log in to the registry, or keep the image in Amazon ECR
	// try again: later
}
