package preflight_test

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/preflight"
	"github.com/ecstask/ecstask/rules"
)

// The overrides name a container that the task definition does not have, and the
// instance has too little memory left.
func ExampleForStartTask() {
	srv := ecstest.NewServer()
	defer srv.Close()
	srv.AddTaskDefinition("web") // one container, app, with 256 MiB
	instance := srv.AddInstance("default", ecstest.Remaining(2048, 62))
	in := &ecs.StartTaskInput{
		TaskDefinition:     new("web:1"),
		ContainerInstances: []string{instance[len(instance)-32:]},
		Overrides:          &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{{Name: new("ap"), Command: []string{"migrate"}}}},
	}

	state, err := preflight.ForStartTask(context.Background(), srv.Client(), in)
	if err != nil {
		fmt.Println(err) // the rest is checked all the same
	}
	for _, e := range rules.Check(in, rules.Against(state)) {
		fmt.Printf("%v: %s: %s\n", e.Severity, e.Path, e.Text())
	}
	// Output:
	// warning: containerInstances[0]: "16d707dc38f159971f97793b72d4420b" has 62 of the 256 MiB it needs
	// error: overrides.containerOverrides[0].name: "ap" is not a container of the task definition
}

// The state is what the AWS CLI printed.
func ExampleLoad() {
	state, err := preflight.Load([]byte(`{
		"taskDefinition": {
			"taskDefinitionArn": "arn:aws:ecs:us-east-1:123456789012:task-definition/web:7",
			"family": "web", "revision": 7, "status": "INACTIVE", "registeredAt": 1767225600.5,
			"containerDefinitions": [{"name": "app", "memory": 256}]
		}
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	in := &ecs.RunTaskInput{TaskDefinition: new("web:7"), LaunchType: types.LaunchTypeEc2, ClientToken: new("9f1c")}
	fmt.Println(rules.Check(in, rules.Against(state)))
	// Output:
	// error: taskDefinition: "web:7" is INACTIVE; use an active revision, or register a new one (task-definition-status)
}

// The task is started on the two instances with most room.
func ExamplePlanStartTask() {
	srv := ecstest.NewServer()
	defer srv.Close()
	srv.AddTaskDefinition("web") // 128 CPU units and 256 MiB
	srv.AddInstance("default", ecstest.Remaining(2048, 62))
	srv.AddInstance("default", ecstest.Remaining(1024, 600))
	srv.AddInstance("default", ecstest.Remaining(1024, 2048))
	srv.AddInstance("default", func(i *types.ContainerInstance) { i.AgentConnected = false })
	srv.AddInstance("default", ecstest.Remaining(1024, 512))

	ctx, client := context.Background(), srv.Client()
	in := &ecs.StartTaskInput{TaskDefinition: new("web")}
	state, err := preflight.ForPlan(ctx, client, in)
	if err != nil {
		fmt.Println(err)
		return
	}
	plan, err := preflight.PlanStartTask(in, state)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range plan {
		fmt.Println(c.Fits, c.Room, c.Memory, c.Obstacles)
	}
	in.ContainerInstances = plan.Fitting(2)
	out, err := client.StartTask(ctx, in)
	fmt.Println(len(out.Tasks), len(out.Failures), err)
	// Output:
	// true 8 2048 []
	// true 2 600 []
	// true 2 512 []
	// false 0 62 [has 62 of the 256 MiB it needs]
	// false 0 3884 [has an agent that is not connected]
	// 2 0 <nil>
}

// A client that checks what it sends against the task definition reads that once a
// minute.
func ExampleCache_Validation() {
	srv := ecstest.NewServer()
	defer srv.Close()
	srv.AddTaskDefinition("web")
	instance := srv.AddInstance("default")

	cache := preflight.NewCache(srv.Client())
	client := ecs.NewFromConfig(srv.Config(), cache.Validation())
	_, err := client.StartTask(context.Background(), &ecs.StartTaskInput{
		TaskDefinition: new("web:1"), ContainerInstances: []string{instance}, EnableExecuteCommand: true,
	})
	fmt.Println(err)
	// Output:
	// operation error ECS: StartTask, enableExecuteCommand: needs a task role, but neither the overrides nor the task definition has one; set overrides.taskRoleArn, or leave enableExecuteCommand out (exec-task-role)
}
