package ecstest_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/internal/sdktest"
)

// TestRunTaskSpreads runs more tasks than fit.
func TestRunTaskSpreads(t *testing.T) {
	srv, client := newServer(t)
	srv.AddTaskDefinition("web")
	a := srv.AddInstance("default", ecstest.Remaining(256, 4096))
	draining := srv.AddInstance("default", func(i *types.ContainerInstance) { i.Status = new("DRAINING") })
	b := srv.AddInstance("default", ecstest.Remaining(4096, 512))
	c := srv.AddInstance("default", func(i *types.ContainerInstance) { i.AgentConnected = false })
	external := srv.AddInstance("default", ecstest.Attribute("ecs.capability.external", ""))

	run := func(edit func(*ecs.RunTaskInput)) (instances []string, failures []types.Failure) {
		t.Helper()
		in := &ecs.RunTaskInput{TaskDefinition: new("web")}
		edit(in)
		out := must[*ecs.RunTaskOutput](t)(client.RunTask(t.Context(), in))
		for _, task := range out.Tasks {
			instances = append(instances, *task.ContainerInstanceArn)
		}
		return instances, out.Failures
	}
	if got, failures := run(func(in *ecs.RunTaskInput) { in.Count = new(int32(3)) }); !slices.Equal(got, []string{a, b, a}) || len(failures) != 0 {
		t.Errorf("the tasks are on %v, failures are %s", got, reasons(failures))
	}
	got, failures := run(func(in *ecs.RunTaskInput) { in.Count = new(int32(4)) })
	if !slices.Equal(got, []string{b}) || reasons(failures) != "AGENT RESOURCE:CPU RESOURCE:MEMORY" {
		t.Errorf("the tasks are on %v, failures are %s", got, reasons(failures))
	}
	if *failures[0].Arn != c || *failures[1].Arn != a || *failures[2].Arn != b {
		t.Errorf("failures are of %s, %s, %s", *failures[0].Arn, *failures[1].Arn, *failures[2].Arn)
	}
	if got, failures := run(func(in *ecs.RunTaskInput) { in.LaunchType = types.LaunchTypeExternal }); !slices.Equal(got, []string{external}) {
		t.Errorf("the tasks are on %v, failures are %s", got, reasons(failures))
	}
	if launch := srv.Tasks()[4].LaunchType; launch != types.LaunchTypeExternal {
		t.Errorf("an external task has the launch type %s", launch)
	}
	if slices.ContainsFunc(srv.Tasks(), func(t types.Task) bool { return *t.ContainerInstanceArn == draining }) {
		t.Error("a task was placed on a draining instance")
	}
}

func TestRunTaskOnFargate(t *testing.T) {
	srv, client := newServer(t)
	srv.AddSubnet("subnet-b", "us-east-1b")
	srv.AddTaskDefinition("web", awsvpc, func(d *types.TaskDefinition) {
		d.RequiresCompatibilities = []types.Compatibility{types.CompatibilityFargate}
		d.Cpu, d.Memory = new("256"), new("512")
	})
	in := &ecs.RunTaskInput{
		TaskDefinition: new("web"), LaunchType: types.LaunchTypeFargate, Count: new(int32(2)), NetworkConfiguration: network("subnet-b"),
		Overrides: &types.TaskOverride{Cpu: new(".5 vCPU"), Memory: new("2 GB"), EphemeralStorage: &types.EphemeralStorage{SizeInGiB: 30}},
	}
	out := must[*ecs.RunTaskOutput](t)(client.RunTask(t.Context(), in))
	if len(out.Tasks) != 2 || len(out.Failures) != 0 {
		t.Fatalf("%d tasks, failures %s", len(out.Tasks), reasons(out.Failures))
	}
	for _, task := range out.Tasks {
		if task.LaunchType != types.LaunchTypeFargate || task.ContainerInstanceArn != nil ||
			*task.PlatformVersion != "1.4.0" || *task.PlatformFamily != "Linux" || *task.AvailabilityZone != "us-east-1b" ||
			*task.Cpu != "512" || *task.Memory != "2048" || task.EphemeralStorage.SizeInGiB != 30 ||
			*task.Attachments[0].Details[0].Value != "subnet-b" || *task.LastStatus != "PROVISIONING" {
			t.Errorf("the task is %+v", task)
		}
	}
	srv.Advance(6)
	if status := *srv.Tasks()[1].LastStatus; status != "STOPPED" {
		t.Errorf("the status is %s", status)
	}
	in.ClientToken = nil // the client has set it
	in.PlatformVersion, in.Overrides, in.NetworkConfiguration = new("1.3.0"), nil, network("subnet-x")
	task := must[*ecs.RunTaskOutput](t)(client.RunTask(t.Context(), in)).Tasks[0]
	if *task.PlatformVersion != "1.3.0" || task.EphemeralStorage.SizeInGiB != 20 || *task.AvailabilityZone != "us-east-1a" {
		t.Errorf("the task is %+v", task)
	}
}

func TestClientToken(t *testing.T) {
	srv, client := newServer(t)
	srv.AddTaskDefinition("web")
	srv.AddInstance("default", ecstest.Remaining(300, 4096))
	srv.AddInstance("other")
	in := &ecs.RunTaskInput{TaskDefinition: new("web"), ClientToken: new("a")}
	first := must[*ecs.RunTaskOutput](t)(client.RunTask(t.Context(), in))
	again := must[*ecs.RunTaskOutput](t)(client.RunTask(t.Context(), in))
	if diff := sdktest.Diff(first.Tasks, again.Tasks); diff != "" || len(first.Tasks) != 1 {
		t.Errorf("the answers differ:\n%s", diff)
	}

	in.Group = new("batch")
	_, err := client.RunTask(t.Context(), in)
	conflict, ok := errors.AsType[*types.ConflictException](err)
	if !ok || !slices.Equal(conflict.ResourceIds, []string{*first.Tasks[0].TaskArn}) {
		t.Errorf("other parameters: %v", err)
	}
	in.Cluster = new("other") // whose tokens are its own
	must[*ecs.RunTaskOutput](t)(client.RunTask(t.Context(), in))
	if n := len(srv.Tasks()); n != 2 {
		t.Errorf("%d tasks were started", n)
	}

	// A stopped task comes again with little of what it was.
	srv.Advance(10)
	in.Cluster, in.Group = nil, nil
	again = must[*ecs.RunTaskOutput](t)(client.RunTask(t.Context(), in))
	if diff := sdktest.Diff([]types.Task{{TaskArn: first.Tasks[0].TaskArn, LastStatus: new("STOPPED"), DesiredStatus: new("STOPPED")}}, again.Tasks); diff != "" {
		t.Errorf("the answer (-want +got):\n%s", diff)
	}

	// The client makes a token if it gets none, and sends it again.
	srv.Inject(ecstest.ServerError("RunTask", true))
	must[*ecs.RunTaskOutput](t)(srv.Client(quickly).RunTask(t.Context(), &ecs.RunTaskInput{TaskDefinition: new("web")}))
	if n := len(srv.Tasks()); n != 3 {
		t.Errorf("%d tasks were started", n)
	}

	// Failures come again as well, although there is room by now.
	part := &ecs.RunTaskInput{TaskDefinition: new("web"), ClientToken: new("c"), Count: new(int32(3))}
	srv.Advance(10)
	if out := must[*ecs.RunTaskOutput](t)(client.RunTask(t.Context(), part)); len(out.Tasks) != 2 || reasons(out.Failures) != "RESOURCE:CPU" {
		t.Errorf("%d tasks, failures are %s", len(out.Tasks), reasons(out.Failures))
	}
	srv.Advance(10)
	if out := must[*ecs.RunTaskOutput](t)(client.RunTask(t.Context(), part)); len(out.Tasks) != 2 || reasons(out.Failures) != "RESOURCE:CPU" {
		t.Errorf("%d tasks, failures are %s", len(out.Tasks), reasons(out.Failures))
	}
	part.ClientToken = new("d")
	if out := must[*ecs.RunTaskOutput](t)(client.RunTask(t.Context(), part)); len(out.Tasks) != 2 {
		t.Errorf("%d tasks, failures are %s", len(out.Tasks), reasons(out.Failures))
	}

	// A token with which nothing was started is free.
	full := &ecs.RunTaskInput{TaskDefinition: new("web"), ClientToken: new("b")}
	if out := must[*ecs.RunTaskOutput](t)(client.RunTask(t.Context(), full)); reasons(out.Failures) != "RESOURCE:CPU" {
		t.Errorf("failures are %s", reasons(out.Failures))
	}
	srv.Advance(10)
	if out := must[*ecs.RunTaskOutput](t)(client.RunTask(t.Context(), full)); len(out.Tasks) != 1 {
		t.Errorf("failures are %s", reasons(out.Failures))
	}
}
