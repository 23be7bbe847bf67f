package ecstest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/internal/sdktest"
)

func awsvpc(d *types.TaskDefinition) { d.NetworkMode = types.NetworkModeAwsvpc }

func network(subnets ...string) *types.NetworkConfiguration {
	return &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: subnets}}
}

// TestFailures has an instance for each reason for which a task is not started.
func TestFailures(t *testing.T) {
	gpu := func(d *types.TaskDefinition) {
		d.ContainerDefinitions[0].ResourceRequirements = []types.ResourceRequirement{{Type: types.ResourceTypeGpu, Value: new("2")}}
	}
	port := func(p types.PortMapping) func(*types.TaskDefinition) {
		return func(d *types.TaskDefinition) { d.ContainerDefinitions[0].PortMappings = []types.PortMapping{p} }
	}
	attributes := func(a ...types.Attribute) func(*types.TaskDefinition) {
		return func(d *types.TaskDefinition) { d.RequiresAttributes = a }
	}
	inZone := func(zone string) func(*types.ContainerInstance) {
		return ecstest.Attribute("ecs.availability-zone", zone)
	}
	status := func(status string) func(*types.ContainerInstance) {
		return func(i *types.ContainerInstance) { i.Status = &status }
	}
	withGPUs := func(ids ...string) func(*types.ContainerInstance) {
		return func(i *types.ContainerInstance) {
			i.RemainingResources = append(i.RemainingResources, types.Resource{Name: new("GPU"), Type: new("STRINGSET"), StringSetValue: ids})
		}
	}
	for _, tt := range []struct {
		name       string
		definition func(*types.TaskDefinition)
		instance   func(*types.ContainerInstance)
		network    *types.NetworkConfiguration
		reason     string // "" when the task is started
	}{
		{name: "fits"},
		{name: "inactive", instance: status("INACTIVE"), reason: "INACTIVE"},
		{name: "deregistering", instance: status("DEREGISTERING"), reason: "INACTIVE"},
		{name: "draining: StartTask does not ask the scheduler", instance: status("DRAINING")},
		{name: "agent", instance: func(i *types.ContainerInstance) { i.AgentConnected = false }, reason: "AGENT"},
		{name: "attribute", definition: attributes(types.Attribute{Name: new("gpu.driver")}), reason: "ATTRIBUTE"},
		{name: "attribute with another value", definition: attributes(types.Attribute{Name: new("ecs.os-type"), Value: new("windows")}), reason: "ATTRIBUTE"},
		{name: "attribute with its value", definition: attributes(types.Attribute{Name: new("ecs.os-type"), Value: new("linux")})},
		{name: "awsvpc needs task-eni", definition: awsvpc, network: network("subnet-a"), instance: func(i *types.ContainerInstance) { i.Attributes = nil }, reason: "ATTRIBUTE"},
		{name: "location", definition: awsvpc, network: network("subnet-a"), instance: inZone("us-east-1b"), reason: "LOCATION"},
		{name: "location of one subnet", definition: awsvpc, network: network("subnet-a", "subnet-b"), instance: inZone("us-east-1b")},
		{name: "unknown subnet", definition: awsvpc, network: network("subnet-x"), instance: inZone("us-east-1b")},
		{name: "CPU", instance: ecstest.Remaining(127, 256), reason: "RESOURCE:CPU"},
		{name: "memory", instance: ecstest.Remaining(128, 255), reason: "RESOURCE:MEMORY"},
		{name: "just enough", instance: ecstest.Remaining(128, 256)},
		{name: "task-level CPU", definition: func(d *types.TaskDefinition) { d.Cpu = new("1 vCPU") }, instance: ecstest.Remaining(1023, 256), reason: "RESOURCE:CPU"},
		{name: "task-level memory", definition: func(d *types.TaskDefinition) { d.Memory = new("1 GB") }, instance: ecstest.Remaining(128, 1023), reason: "RESOURCE:MEMORY"},
		{name: "the reservation counts", definition: func(d *types.TaskDefinition) { d.ContainerDefinitions[0].MemoryReservation = new(int32(64)) }, instance: ecstest.Remaining(128, 64)},
		{name: "no resources known", instance: func(i *types.ContainerInstance) { i.RemainingResources = nil }, reason: "RESOURCE:CPU"},
		{name: "port of the agent", definition: port(types.PortMapping{ContainerPort: new(int32(80)), HostPort: new(int32(22))}), reason: "RESOURCE:PORTS"},
		{name: "port of the agent, but UDP", definition: port(types.PortMapping{ContainerPort: new(int32(80)), HostPort: new(int32(22)), Protocol: types.TransportProtocolUdp})},
		{name: "any port", definition: port(types.PortMapping{ContainerPort: new(int32(22))})},
		{name: "port in host mode", definition: func(d *types.TaskDefinition) {
			port(types.PortMapping{ContainerPort: new(int32(22))})(d)
			d.NetworkMode = types.NetworkModeHost
		}, reason: "RESOURCE:PORTS"},
		{name: "no GPU", definition: gpu, reason: "RESOURCE:GPU"},
		{name: "few GPUs", definition: gpu, instance: withGPUs("GPU-1"), reason: "RESOURCE:GPU"},
		{name: "GPUs", definition: gpu, instance: withGPUs("GPU-1", "GPU-2")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv, client := newServer(t)
			srv.AddSubnet("subnet-a", "us-east-1a")
			srv.AddSubnet("subnet-b", "us-east-1b")
			var edit []func(*types.ContainerInstance)
			if tt.instance != nil {
				edit = append(edit, tt.instance)
			}
			define := []func(*types.TaskDefinition){}
			if tt.definition != nil {
				define = append(define, tt.definition)
			}
			instance := srv.AddInstance("default", edit...)
			out := must[*ecs.StartTaskOutput](t)(client.StartTask(t.Context(), &ecs.StartTaskInput{
				TaskDefinition: new(srv.AddTaskDefinition("web", define...)), ContainerInstances: []string{absent, last(instance)}, NetworkConfiguration: tt.network,
			}))
			if got, want := reasons(out.Failures), strings.TrimSpace("MISSING "+tt.reason); got != want {
				t.Fatalf("the failures are %s, not %s", got, want)
			}
			for n, want := range []string{"arn:aws:ecs:us-east-1:123456789012:container-instance/default/" + absent, instance}[:len(out.Failures)] {
				if got := *out.Failures[n].Arn; got != want {
					t.Errorf("failure %d is of %s", n, got)
				}
			}
			if want := 2 - len(out.Failures); len(out.Tasks) != want || len(srv.Tasks()) != want {
				t.Errorf("%d tasks were started, %d are there", len(out.Tasks), len(srv.Tasks()))
			}
		})
	}
}

// TestResources follows what is free on an instance while tasks come and go.
func TestResources(t *testing.T) {
	srv, client := newServer(t)
	instance := srv.AddInstance("default", func(i *types.ContainerInstance) {
		i.RemainingResources = append(i.RemainingResources, types.Resource{Name: new("GPU"), StringSetValue: []string{"GPU-1", "GPU-2", "GPU-3"}})
	})
	definition := srv.AddTaskDefinition("web", func(d *types.TaskDefinition) {
		c := &d.ContainerDefinitions[0]
		c.PortMappings = []types.PortMapping{
			{ContainerPort: new(int32(80)), HostPort: new(int32(8080))},
			{ContainerPort: new(int32(53)), HostPort: new(int32(53)), Protocol: types.TransportProtocolUdp},
			{ContainerPort: new(int32(443))}, {ContainerPortRange: new("1000-1010")},
		}
		c.ResourceRequirements = []types.ResourceRequirement{{Type: types.ResourceTypeGpu, Value: new("1")}}
		d.ContainerDefinitions = append(d.ContainerDefinitions, types.ContainerDefinition{
			Name: new("side"), Cpu: 64, Memory: new(int32(512)), MemoryReservation: new(int32(100)),
			ResourceRequirements: []types.ResourceRequirement{{Type: types.ResourceTypeGpu, Value: new("ALL")}},
		})
	})
	look := func() types.ContainerInstance {
		t.Helper()
		out := must[*ecs.DescribeContainerInstancesOutput](t)(client.DescribeContainerInstances(t.Context(), &ecs.DescribeContainerInstancesInput{ContainerInstances: []string{instance}}))
		return out.ContainerInstances[0]
	}
	before := look()
	task := start(t, client, definition, instance, func(in *ecs.StartTaskInput) {
		in.Overrides = &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{{Name: new("side"), Cpu: new(int32(32))}}}
	})
	during := look()
	if cpu, memory := integer(during, "CPU"), integer(during, "MEMORY"); cpu != 2048-128-32 || memory != 3884-256-100 {
		t.Errorf("%d CPU units and %d MiB are free", cpu, memory)
	}
	if !slices.Contains(set(during, "PORTS"), "8080") || !slices.Contains(set(during, "PORTS_UDP"), "53") || len(set(during, "GPU")) != 0 {
		t.Errorf("free is %v", during.RemainingResources)
	}
	if during.PendingTasksCount != 1 || during.RunningTasksCount != 0 || during.Version <= before.Version {
		t.Errorf("%d pending, %d running, version %d", during.PendingTasksCount, during.RunningTasksCount, during.Version)
	}
	if first, second := task.Containers[0].GpuIds, task.Containers[1].GpuIds; !slices.Equal(first, []string{"GPU-1"}) || !slices.Equal(second, []string{"GPU-2", "GPU-3"}) {
		t.Errorf("the GPUs are %v and %v", first, second)
	}
	srv.Advance(2)
	running := srv.Tasks()[0]
	var bindings []int32
	for _, b := range running.Containers[0].NetworkBindings {
		bindings = append(bindings, *b.ContainerPort, *b.HostPort)
	}
	if want := []int32{80, 8080, 53, 53, 443, 32768}; !slices.Equal(bindings, want) {
		t.Errorf("the ports are %v", bindings)
	}
	if i := look(); i.PendingTasksCount != 0 || i.RunningTasksCount != 1 {
		t.Errorf("%d pending, %d running", i.PendingTasksCount, i.RunningTasksCount)
	}
	srv.Advance(10)
	after := look()
	slices.Sort(set(after, "GPU"))
	after.Version = before.Version
	if diff := sdktest.Diff(before, after); diff != "" {
		t.Errorf("not all was given back (-before +after):\n%s", diff)
	}
}

func TestNetworkInterfaces(t *testing.T) {
	for _, tt := range []struct {
		name string
		edit func(*types.ContainerInstance)
		want int
	}{
		{"t3.medium", func(*types.ContainerInstance) {}, 2},
		{"trunking", ecstest.Attribute("ecs.awsvpc-trunk-id", "eni-1"), 10},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv, client := newServer(t)
			srv.AddTaskDefinition("web", awsvpc)
			instance := srv.AddInstance("default", tt.edit)
			in := &ecs.StartTaskInput{TaskDefinition: new("web"), ContainerInstances: []string{instance}, NetworkConfiguration: network("subnet-a")}
			for range tt.want {
				if out := must[*ecs.StartTaskOutput](t)(client.StartTask(t.Context(), in)); len(out.Tasks) != 1 {
					t.Fatal(reasons(out.Failures))
				}
			}
			out := must[*ecs.StartTaskOutput](t)(client.StartTask(t.Context(), in))
			if got := reasons(out.Failures); got != "RESOURCE:ENI" {
				t.Errorf("failures are %q", got)
			}
			srv.Advance(10)
			if out := must[*ecs.StartTaskOutput](t)(client.StartTask(t.Context(), in)); len(out.Tasks) != 1 {
				t.Error(reasons(out.Failures))
			}
		})
	}
}

// TestEntriesAreAttempts names an instance twice, which has room for one task.
func TestEntriesAreAttempts(t *testing.T) {
	srv, client := newServer(t)
	srv.AddTaskDefinition("web")
	instance := srv.AddInstance("default", ecstest.Remaining(200, 300))
	out := must[*ecs.StartTaskOutput](t)(client.StartTask(t.Context(), &ecs.StartTaskInput{
		TaskDefinition: new("web"), ContainerInstances: []string{instance, last(instance), strings.Replace(instance, "default/", "", 1)},
	}))
	if got := reasons(out.Failures); len(out.Tasks) != 1 || got != "RESOURCE:CPU RESOURCE:CPU" {
		t.Errorf("%d tasks, failures %s", len(out.Tasks), got)
	}
}

// TestStartedTask looks at all members of a task.
func TestStartedTask(t *testing.T) {
	srv, client := newServer(t)
	cluster := srv.AddCluster("prod")
	definition := srv.AddTaskDefinition("web", awsvpc, func(d *types.TaskDefinition) {
		d.TaskRoleArn = new("arn:aws:iam::123456789012:role/task")
		d.ContainerDefinitions = append(d.ContainerDefinitions, types.ContainerDefinition{Name: new("side"), Memory: new(int32(64))})
		d.Volumes = []types.Volume{{Name: new("data"), ConfiguredAtLaunch: new(true)}}
	})
	instance := srv.AddInstance("prod", ecstest.Attribute("ecs.availability-zone", "us-east-1c"))
	srv.AddSubnet("subnet-a", "us-east-1a")
	srv.AddSubnet("subnet-c", "us-east-1c")
	override := types.ContainerOverride{
		Name: new("side"), Command: []string{"serve"}, Environment: []types.KeyValuePair{{Name: new("A"), Value: new("1")}}, MemoryReservation: new(int32(32)),
		Cpu: new(int32(16)),
	}
	in := &ecs.StartTaskInput{
		Cluster: new("prod"), TaskDefinition: new("web"), ContainerInstances: []string{instance},
		StartedBy: new("deploy/42"), EnableExecuteCommand: true, EnableECSManagedTags: true,
		Tags:                 []types.Tag{{Key: new("team"), Value: new("a")}},
		NetworkConfiguration: network("subnet-a", "subnet-c"),
		Overrides:            &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{override}, Memory: new("1 GB")},
		VolumeConfigurations: []types.TaskVolumeConfiguration{{Name: new("data"), ManagedEBSVolume: &types.TaskManagedEBSVolumeConfiguration{RoleArn: new("arn:aws:iam::123456789012:role/ebs")}}},
	}
	out := must[*ecs.StartTaskOutput](t)(client.StartTask(t.Context(), in))
	if len(out.Tasks) != 1 {
		t.Fatal(reasons(out.Failures))
	}
	task := out.Tasks[0]
	for _, tt := range []struct{ name, got, want string }{
		{"taskArn", strings.TrimSuffix(*task.TaskArn, last(*task.TaskArn)), "arn:aws:ecs:us-east-1:123456789012:task/prod/"},
		{"clusterArn", *task.ClusterArn, cluster},
		{"containerInstanceArn", *task.ContainerInstanceArn, instance},
		{"taskDefinitionArn", *task.TaskDefinitionArn, definition},
		{"lastStatus", *task.LastStatus, "PROVISIONING"},
		{"desiredStatus", *task.DesiredStatus, "RUNNING"},
		{"cpu", *task.Cpu, "144"},
		{"memory", *task.Memory, "1024"},
		{"startedBy", *task.StartedBy, "deploy/42"},
		{"group", *task.Group, "family:web"},
		{"launchType", string(task.LaunchType), "EC2"},
		{"availabilityZone", *task.AvailabilityZone, "us-east-1c"},
		{"healthStatus", string(task.HealthStatus), "UNKNOWN"},
		{"createdAt", task.CreatedAt.String(), "2026-01-01 00:00:00 +0000 UTC"},
		{"attachment", *task.Attachments[0].Type + " " + *task.Attachments[0].Status, "ElasticNetworkInterface PRECREATED"},
		{"subnet", *task.Attachments[0].Details[0].Value, "subnet-c"},
		{"volume", *task.Attachments[1].Type + " " + *task.Attachments[1].Details[0].Value, "AmazonElasticBlockStorage data"},
		{"container", *task.Containers[0].Name + " " + *task.Containers[0].LastStatus, "app PENDING"},
		{"container's cpu", *task.Containers[1].Cpu, "16"},
		{"container's memory", *task.Containers[1].Memory, "64"},
		{"container's reservation", *task.Containers[1].MemoryReservation, "32"},
		{"container's interface", *task.Containers[0].NetworkInterfaces[0].AttachmentId, *task.Attachments[0].Id},
		{"container's task", *task.Containers[0].TaskArn, *task.TaskArn},
		{"tag", *task.Tags[0].Key, "team"},
		{"managed tag", *task.Tags[1].Value, "prod"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s is %q, not %q", tt.name, tt.got, tt.want)
		}
	}
	if len(last(*task.TaskArn)) != 32 || !task.EnableExecuteCommand || task.Version != 1 || len(task.Attributes) == 0 || len(*task.Attachments[0].Id) != 36 {
		t.Errorf("%s, %v, %d, %v", *task.TaskArn, task.EnableExecuteCommand, task.Version, task.Attributes)
	}
	wanted := []types.ContainerOverride{{Name: new("app")}, override}
	if diff := sdktest.Diff(wanted, task.Overrides.ContainerOverrides); diff != "" {
		t.Errorf("overrides (-want +got):\n%s", diff)
	}

	if tags := describeIn(t, client, "prod", *task.TaskArn).Tags; tags != nil {
		t.Errorf("not asked for tags, got %d", len(tags))
	}
	if tags := describeIn(t, client, "prod", *task.TaskArn, types.TaskFieldTags).Tags; len(tags) != 2 {
		t.Errorf("asked for tags, got %d", len(tags))
	}
	if _, err := client.DescribeTasks(t.Context(), &ecs.DescribeTasksInput{Tasks: []string{*task.TaskArn}}); err == nil {
		t.Error("the task is in another cluster, too")
	}
	if group := start(t, client, "web", srv.AddInstance("default"), func(in *ecs.StartTaskInput) {
		in.Group, in.NetworkConfiguration = new("batch"), network("subnet-a")
	}).Group; aws.ToString(group) != "batch" {
		t.Errorf("the group is %s", aws.ToString(group))
	}
}

func describeIn(t *testing.T, c *ecs.Client, cluster, task string, include ...types.TaskField) types.Task {
	t.Helper()
	out := must[*ecs.DescribeTasksOutput](t)(c.DescribeTasks(t.Context(), &ecs.DescribeTasksInput{Cluster: &cluster, Tasks: []string{task}, Include: include}))
	if len(out.Tasks) != 1 {
		t.Fatal(reasons(out.Failures))
	}
	return out.Tasks[0]
}
