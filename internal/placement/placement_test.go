package placement_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/placement"
	"github.com/ecstask/ecstask/internal/query"
	"github.com/ecstask/ecstask/internal/sdktest"
)

func container(name string, edit func(*types.ContainerDefinition)) types.ContainerDefinition {
	c := types.ContainerDefinition{Name: &name, Cpu: 128, Memory: new(int32(256))}
	if edit != nil {
		edit(&c)
	}
	return c
}

func definition(edit func(*types.TaskDefinition)) *types.TaskDefinition {
	d := &types.TaskDefinition{ContainerDefinitions: []types.ContainerDefinition{container("app", nil), container("side", func(c *types.ContainerDefinition) {
		c.MemoryReservation = new(int32(64))
	})}}
	if edit != nil {
		edit(d)
	}
	return d
}

func gpu(value string) []types.ResourceRequirement {
	return []types.ResourceRequirement{{Type: types.ResourceTypeGpu, Value: &value}}
}

func overrides(c ...types.ContainerOverride) *types.TaskOverride {
	return &types.TaskOverride{ContainerOverrides: c}
}

// ports makes a task definition ask for ports in a network mode.
func ports(mode types.NetworkMode) func(*types.TaskDefinition) {
	return func(d *types.TaskDefinition) {
		d.NetworkMode = mode
		d.ContainerDefinitions[0].PortMappings = []types.PortMapping{
			{ContainerPort: new(int32(80)), HostPort: new(int32(80))}, {ContainerPort: new(int32(443))},
			{ContainerPort: new(int32(53)), HostPort: new(int32(53)), Protocol: types.TransportProtocolUdp}, {ContainerPortRange: new("1-9")},
		}
	}
}

func TestOf(t *testing.T) {
	for _, tt := range []struct {
		name string
		def  *types.TaskDefinition
		over *types.TaskOverride
		want string // CPU units, MiB, TCP, UDP, ENIs, GPUs
	}{
		{"nothing", nil, nil, "0 0 [] [] 0 []"},
		{"sums", definition(nil), nil, "256 320 [] [] 0 [0 0]"},
		{"overridden containers", definition(nil), overrides(
			types.ContainerOverride{Name: new("side"), Cpu: new(int32(1))}, types.ContainerOverride{Name: new("side"), Cpu: new(int32(2)), Memory: new(int32(999))},
			types.ContainerOverride{Name: new("app"), Memory: new(int32(1))}, types.ContainerOverride{Name: new("none"), Cpu: new(int32(999))}, types.ContainerOverride{},
		), "130 65 [] [] 0 [0 0]"},
		{"overridden reservation", definition(nil), overrides(types.ContainerOverride{Name: new("app"), MemoryReservation: new(int32(10))}), "256 74 [] [] 0 [0 0]"},
		{"below zero", definition(nil), overrides(types.ContainerOverride{Name: new("app"), Cpu: new(int32(-1)), Memory: new(int32(-1))}), "128 64 [] [] 0 [0 0]"},
		{"task level", definition(func(d *types.TaskDefinition) { d.Cpu, d.Memory = new("1 vCPU"), new("2048") }), nil, "1024 2048 [] [] 0 [0 0]"},
		{"overridden task level", definition(func(d *types.TaskDefinition) { d.Cpu = new("1 vCPU") }), &types.TaskOverride{Cpu: new("512"), Memory: new("1GB")}, "512 1024 [] [] 0 [0 0]"},
		{"task level of Windows", definition(func(d *types.TaskDefinition) {
			d.RuntimePlatform = &types.RuntimePlatform{OperatingSystemFamily: types.OSFamilyWindowsServer2022Core}
			d.Cpu, d.Memory = new("1024"), new("2048")
		}), nil, "256 320 [] [] 0 [0 0]"},
		{"task level of Linux", definition(func(d *types.TaskDefinition) {
			d.RuntimePlatform = &types.RuntimePlatform{OperatingSystemFamily: types.OSFamilyLinux}
			d.Cpu = new("1024")
		}), nil, "1024 320 [] [] 0 [0 0]"},
		{"ports in the mode bridge", definition(ports(types.NetworkModeBridge)), nil, "256 320 [80] [53] 0 [0 0]"},
		{"ports in the mode host", definition(ports(types.NetworkModeHost)), nil, "256 320 [80 443] [53] 0 [0 0]"},
		{"ports in the mode awsvpc", definition(ports(types.NetworkModeAwsvpc)), nil, "256 320 [] [] 1 [0 0]"},
		{"ports in the mode none", definition(ports(types.NetworkModeNone)), nil, "256 320 [] [] 0 [0 0]"},
		{"GPUs", definition(func(d *types.TaskDefinition) {
			d.ContainerDefinitions[0].ResourceRequirements, d.ContainerDefinitions[1].ResourceRequirements = gpu("2"), gpu("1")
		}), overrides(types.ContainerOverride{Name: new("app"), ResourceRequirements: gpu("ALL")}, types.ContainerOverride{Name: new("side"), Cpu: new(int32(1))}), "129 320 [] [] 0 [-1 1]"},
	} {
		need, err := placement.Of(tt.def, tt.over)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := fmt.Sprint(need.CPU, need.Memory, need.TCP, need.UDP, need.ENIs, need.GPUs); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestErrors(t *testing.T) {
	shared := []types.ResourceRequirement{{Type: types.ResourceTypeGpu, SharingStrategy: &types.SharingStrategyMemberNvidiaMps{}}}
	device := []types.ResourceRequirement{{Type: types.ResourceTypeNeuronDevice, Value: new("1")}}
	for _, tt := range []struct {
		over *types.TaskOverride
		want string
		is   error
	}{
		{&types.TaskOverride{Cpu: new("much")}, `cpu: "much" is not valid`, placement.ErrInvalid},
		{&types.TaskOverride{Memory: new("")}, `memory: "" is not valid`, placement.ErrInvalid},
		{overrides(types.ContainerOverride{Name: new("side"), ResourceRequirements: gpu("0")}), `container side: resourceRequirements: "0" is not valid`, placement.ErrInvalid},
		{overrides(types.ContainerOverride{Name: new("app"), ResourceRequirements: gpu("99999999999999999999")}), `container app: resourceRequirements: "99999999999999999999" is not valid`, placement.ErrInvalid},
		{overrides(types.ContainerOverride{Name: new("app"), ResourceRequirements: shared}), `container app: resourceRequirements: "" shares a GPU`, placement.ErrShared},
		{overrides(types.ContainerOverride{Name: new("app"), ResourceRequirements: device}), `container app: resourceRequirements: "NeuronDevice" is a device that instances do not report`, placement.ErrDevice},
	} {
		task, err := placement.Of(definition(ports(types.NetworkModeBridge)), tt.over)
		if err == nil || err.Error() != tt.want || !errors.Is(err, tt.is) {
			t.Errorf("got %v, want %s", err, tt.want)
		}
		if got := fmt.Sprint(task.CPU, task.Memory, task.TCP, task.UDP, task.GPUs); got != "0 0 [80] [53] []" {
			t.Errorf("%s: got %s", tt.want, got)
		}
	}
}

// TestOverrides shows the overrides as a task has them: one for each container.
func TestOverrides(t *testing.T) {
	got := placement.Overrides(definition(nil), &types.TaskOverride{Cpu: new("256"), ContainerOverrides: []types.ContainerOverride{
		{Name: new("side"), Cpu: new(int32(1))}, {Name: new("none"), Cpu: new(int32(2))}, {Name: new("side"), Cpu: new(int32(3))},
	}})
	want := &types.TaskOverride{Cpu: new("256"), ContainerOverrides: []types.ContainerOverride{{Name: new("app")}, {Name: new("side"), Cpu: new(int32(3))}}}
	if diff := sdktest.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	first := placement.Overrides(definition(nil), overrides(types.ContainerOverride{Name: new("app"), Cpu: new(int32(4))}))
	if diff := sdktest.Diff(overrides(types.ContainerOverride{Name: new("app"), Cpu: new(int32(4))}, types.ContainerOverride{Name: new("side")}), first); diff != "" {
		t.Errorf("of the first (-want +got):\n%s", diff)
	}
}

func instance(edit func(*types.ContainerInstance)) placement.Instance {
	resources := func(cpu, memory int32, ports, gpus []string) []types.Resource {
		return []types.Resource{
			{Name: new("CPU"), IntegerValue: cpu}, {Name: new("MEMORY"), IntegerValue: memory},
			{Name: new("PORTS"), StringSetValue: ports}, {Name: new("PORTS_UDP")}, {Name: new("GPU"), StringSetValue: gpus},
		}
	}
	i := &types.ContainerInstance{
		Status: new("ACTIVE"), AgentConnected: true,
		Attributes:          []types.Attribute{{Name: new("ecs.os-type"), Value: new("linux")}, {Name: new("ecs.availability-zone"), Value: new("us-east-1a")}},
		RegisteredResources: resources(2048, 4096, []string{"22"}, []string{"a", "b", "c"}),
		RemainingResources:  resources(1024, 2048, []string{"22", "8080"}, []string{"b", "c"}),
	}
	if edit != nil {
		edit(i)
	}
	return placement.Instance{ContainerInstance: i, ENIs: 1, MaxENIs: 2}
}

func TestObstacles(t *testing.T) {
	for _, tt := range []struct {
		name     string
		task     placement.Task
		on       placement.Instance
		want     string // reason: text, of each obstacle
		tooSmall bool   // the first
	}{
		{name: "none", task: placement.Task{CPU: 1024, Memory: 2048, TCP: []string{"80"}, UDP: []string{"22"}, ENIs: 1, GPUs: []int{1, 1}, Zones: []string{"us-east-1b", "us-east-1a"}, Attributes: []types.Attribute{{Name: new("ecs.os-type")}}}, on: instance(nil)},
		{name: "no instance", want: "MISSING: is not in the cluster"},
		{name: "draining", on: instance(func(i *types.ContainerInstance) { i.Status = new("DRAINING") })},
		{name: "status", on: instance(func(i *types.ContainerInstance) { i.Status, i.AgentConnected = new("DEREGISTERING"), false }), want: "INACTIVE: is DEREGISTERING"},
		{name: "agent", on: instance(func(i *types.ContainerInstance) { i.AgentConnected = false }), want: "AGENT: has an agent that is not connected"},
		{name: "attributes", task: placement.Task{Attributes: []types.Attribute{{Name: new("a")}, {Name: new("b"), Value: new("c")}, {Name: new("ecs.os-type"), Value: new("windows")}}}, on: instance(nil), want: "ATTRIBUTE: does not have the attribute a; ATTRIBUTE: does not have the attribute b=c; ATTRIBUTE: has ecs.os-type=linux instead of ecs.os-type=windows"},
		{name: "zone", task: placement.Task{Zones: []string{"us-east-1b", "us-east-1c"}}, on: instance(nil), want: `LOCATION: is in the zone "us-east-1a"; the subnets are in us-east-1b, us-east-1c`},
		{name: "zone fits, attribute does not", task: placement.Task{Zones: []string{"us-east-1a"}, Attributes: []types.Attribute{{Name: new("a")}}}, on: instance(nil), want: "ATTRIBUTE: does not have the attribute a"},
		{name: "zone is the first attribute", task: placement.Task{Zones: []string{"us-east-1a"}}, on: instance(func(i *types.ContainerInstance) { i.Attributes = i.Attributes[1:] })},
		{name: "nameless attribute and resource", task: placement.Task{CPU: 1025, Zones: []string{"us-east-1a"}}, on: instance(func(i *types.ContainerInstance) {
			i.Attributes = slices.Insert(i.Attributes, 0, types.Attribute{})
			i.RemainingResources = slices.Insert(i.RemainingResources, 0, types.Resource{})
		}), want: "RESOURCE:CPU: has 1024 of the 1025 CPU units it needs"},
		{name: "busy", task: placement.Task{CPU: 1025, Memory: 2049}, on: instance(nil), want: "RESOURCE:CPU: has 1024 of the 1025 CPU units it needs; RESOURCE:MEMORY: has 2048 of the 2049 MiB it needs"},
		{name: "too small", task: placement.Task{Memory: 4097}, on: instance(nil), want: "RESOURCE:MEMORY: has 2048 of the 4097 MiB it needs", tooSmall: true},
		{name: "ports", task: placement.Task{TCP: []string{"80", "8080", "22"}, UDP: []string{"53", "53"}}, on: instance(nil), want: "RESOURCE:PORTS: does not have these host ports free: 8080, 22, 53"},
		{name: "interfaces", task: placement.Task{ENIs: 2}, on: instance(nil), want: "RESOURCE:ENI: has 1 of the 2 network interfaces it needs"},
		{name: "interfaces, limit not known", task: placement.Task{ENIs: 2}, on: placement.Instance{ContainerInstance: instance(nil).ContainerInstance, ENIs: 9}},
		{name: "more interfaces than the one there is", task: placement.Task{ENIs: 2}, on: placement.Instance{ContainerInstance: instance(nil).ContainerInstance, MaxENIs: 1}, want: "RESOURCE:ENI: has 1 of the 2 network interfaces it needs", tooSmall: true},
		{name: "more interfaces in use than there are", task: placement.Task{ENIs: 1}, on: placement.Instance{ContainerInstance: instance(nil).ContainerInstance, ENIs: 3, MaxENIs: 2}, want: "RESOURCE:ENI: has 0 of the 1 network interface it needs"},
		{name: "no interface left", task: placement.Task{ENIs: 1}, on: placement.Instance{ContainerInstance: instance(nil).ContainerInstance, ENIs: 2, MaxENIs: 2}, want: "RESOURCE:ENI: has 0 of the 1 network interface it needs"},
		{name: "GPUs", task: placement.Task{GPUs: []int{1, placement.AllGPUs, 1}}, on: instance(nil), want: "RESOURCE:GPU: has 2 of the 3 GPUs it needs"},
		{name: "too few GPUs", task: placement.Task{GPUs: []int{4}}, on: instance(nil), want: "RESOURCE:GPU: has 2 of the 4 GPUs it needs", tooSmall: true},
		{name: "all GPUs, none free", task: placement.Task{GPUs: []int{placement.AllGPUs}}, on: instance(func(i *types.ContainerInstance) { i.RemainingResources = i.RemainingResources[:2] }), want: "RESOURCE:GPU: has 0 of the 1 GPU it needs"},
		{name: "too few GPUs, how many there are not known", task: placement.Task{GPUs: []int{4}}, on: instance(func(i *types.ContainerInstance) { i.RegisteredResources = nil }), want: "RESOURCE:GPU: has 2 of the 4 GPUs it needs"},
		{name: "no GPU at all", task: placement.Task{GPUs: []int{1}}, on: instance(func(i *types.ContainerInstance) {
			i.RemainingResources, i.RegisteredResources = i.RemainingResources[:2], i.RegisteredResources[:2]
		}), want: "RESOURCE:GPU: has 0 of the 1 GPU it needs", tooSmall: true},
		{name: "no resources", task: placement.Task{CPU: 1}, on: instance(func(i *types.ContainerInstance) { i.RemainingResources, i.RegisteredResources = nil, nil }), want: "RESOURCE:CPU: has 0 of the 1 CPU unit it needs"},
		{name: "status not known", on: instance(func(i *types.ContainerInstance) { i.Status, i.AgentConnected = nil, false })},
	} {
		obstacles := tt.task.Obstacles(tt.on)
		if got := texts(obstacles); got != tt.want {
			t.Errorf("%s: got %s", tt.name, got)
		}
		if len(obstacles) > 0 && obstacles[0].TooSmall() != tt.tooSmall {
			t.Errorf("%s: too small: %t", tt.name, !tt.tooSmall)
		}
	}
}

func texts(obstacles []placement.Obstacle) string {
	var list []string
	for _, o := range obstacles {
		list = append(list, o.Reason+": "+o.String())
	}
	return strings.Join(list, "; ")
}

// TestTake places a task and lets it leave.
func TestTake(t *testing.T) {
	task := placement.Task{CPU: 24, Memory: 48, TCP: []string{"80"}, UDP: []string{"53"}, GPUs: []int{1, placement.AllGPUs, 0}}
	before := instance(nil).RemainingResources
	free, held := task.Take(before)
	if got := fmt.Sprint(held.GPUs); got != "[[b] [c] []]" {
		t.Errorf("the GPUs are %s", got)
	}
	if got := show(free); got != "CPU=1000[] MEMORY=2000[] PORTS=0[22 8080 80] PORTS_UDP=0[53] GPU=0[]" {
		t.Errorf("free is %s", got)
	}
	if show(before) != show(instance(nil).RemainingResources) {
		t.Errorf("before was %s", show(before))
	}
	if got := show(held.GiveBack(free)); got != show(before)+"" {
		t.Errorf("given back is %s", got)
	}
	if got := show((placement.Held{}).GiveBack(free)); got != show(free) {
		t.Errorf("nothing held, given back is %s", got)
	}
	if free, _ = task.Take([]types.Resource{{Name: new("GPU"), StringSetValue: []string{"a"}}}); show(free) != "GPU=0[] CPU=-24[] MEMORY=-48[] PORTS=0[80] PORTS_UDP=0[53]" {
		t.Errorf("free is %s", show(free))
	}
	small := placement.Task{CPU: 24, Memory: 48}
	if free, _ = small.Take([]types.Resource{{Name: new("CPU"), IntegerValue: 100}}); show(free) != "CPU=76[] MEMORY=-48[]" {
		t.Errorf("a task without ports and GPUs leaves %s", show(free))
	}
	if cpu, memory := placement.Free(instance(nil).ContainerInstance); cpu != 1024 || memory != 2048 {
		t.Errorf("free are %d and %d", cpu, memory)
	}
}

func show(list []types.Resource) string {
	var texts []string
	for _, r := range list {
		texts = append(texts, fmt.Sprintf("%s=%d%v", *r.Name, r.IntegerValue, r.StringSetValue))
	}
	return strings.Join(texts, " ")
}

func TestZones(t *testing.T) {
	zones := map[string]string{"subnet-a": "us-east-1a", "subnet-b": "us-east-1b"}
	in := func(subnets ...string) *types.NetworkConfiguration {
		return &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: subnets}}
	}
	for _, tt := range []struct {
		nc   *types.NetworkConfiguration
		want []string
	}{
		{nil, nil}, {&types.NetworkConfiguration{}, nil}, {in(), nil}, {in("subnet-b", "subnet-a"), []string{"us-east-1b", "us-east-1a"}}, {in("subnet-a", "subnet-x"), nil},
	} {
		if got := placement.Zones(tt.nc, zones); !slices.Equal(got, tt.want) {
			t.Errorf("got %v, want %v", got, tt.want)
		}
	}
}

func TestConstraints(t *testing.T) {
	member := func(e string) types.PlacementConstraint {
		return types.PlacementConstraint{Type: types.PlacementConstraintTypeMemberOf, Expression: &e}
	}
	distinct := types.PlacementConstraint{Type: types.PlacementConstraintTypeDistinctInstance}
	def := definition(func(d *types.TaskDefinition) {
		d.PlacementConstraints = []types.TaskDefinitionPlacementConstraint{{Type: types.TaskDefinitionPlacementConstraintTypeMemberOf, Expression: new("attribute:ecs.os-type==windows")}}
	})
	on := query.Instance{ContainerInstance: instance(nil).ContainerInstance, Groups: []string{"", "batch"}, Known: true}
	for _, tt := range []struct {
		def   *types.TaskDefinition
		list  []types.PlacementConstraint
		group string
		want  string
	}{
		{nil, nil, "batch", ""},
		{nil, []types.PlacementConstraint{distinct}, "web", ""},
		{nil, []types.PlacementConstraint{{Type: types.PlacementConstraintTypeMemberOf}, member("attribute:ecs.os-type == linux"), member("attribute:ecs.os-type =~ a++")}, "batch", ""},
		{def, nil, "batch", "MemberOf placement constraint unsatisfied.: does not match attribute:ecs.os-type == windows"},
		{nil, []types.PlacementConstraint{distinct}, "batch", "DistinctInstance placement constraint unsatisfied.: runs a task of the group batch"},
	} {
		c, err := placement.ConstraintsOf(tt.def, tt.list, tt.group)
		if err != nil {
			t.Fatal(err)
		}
		if got := texts(c.Obstacles(on)); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
	_, err := placement.ConstraintsOf(nil, []types.PlacementConstraint{distinct, member("a")}, "batch")
	if mistake, ok := errors.AsType[*query.Error](err); !ok || mistake.Offset != 0 || !strings.HasPrefix(err.Error(), "placementConstraints[1].expression: expected") {
		t.Error(err)
	}
	def.PlacementConstraints[0].Expression = new("=")
	if _, err := placement.ConstraintsOf(def, nil, "batch"); err == nil || !strings.HasPrefix(err.Error(), "taskDefinition.placementConstraints[0].expression: expected") {
		t.Error(err)
	}
}

// capabilities are attributes of an instance with the ECS-optimized AMI.
var capabilities = strings.Fields(`ecs.instance-type ecs.ami-id ecs.os-family ecs.cpu-architecture ecs.vpc-id ecs.subnet-id
	ecs.capability.task-eni ecs.capability.container-health-check ecs.capability.container-ordering ecs.capability.env-files.s3
	ecs.capability.execution-role-awslogs ecs.capability.execution-role-ecr-pull ecs.capability.increased-task-cpu-limit
	ecs.capability.pid-ipc-namespace-sharing ecs.capability.private-registry-authentication.secretsmanager
	ecs.capability.secrets.asm.environment-variables ecs.capability.secrets.ssm.environment-variables ecs.capability.task-cpu-mem-limit
	com.amazonaws.ecs.capability.ecr-auth com.amazonaws.ecs.capability.privileged-container com.amazonaws.ecs.capability.task-iam-role
	com.amazonaws.ecs.capability.task-iam-role-network-host com.amazonaws.ecs.capability.logging-driver.awslogs
	com.amazonaws.ecs.capability.logging-driver.json-file com.amazonaws.ecs.capability.logging-driver.none
	com.amazonaws.ecs.capability.docker-remote-api.1.17 com.amazonaws.ecs.capability.docker-remote-api.1.18
	com.amazonaws.ecs.capability.docker-remote-api.1.19 com.amazonaws.ecs.capability.docker-remote-api.1.21
	com.amazonaws.ecs.capability.docker-remote-api.1.24 com.amazonaws.ecs.capability.docker-remote-api.1.29`)

// BenchmarkObstacles looks at 10,000 instances, of which each is too small for a
// task that logs to awslogs, has a role and reads secrets.
func BenchmarkObstacles(b *testing.B) {
	task, err := placement.Of(definition(func(d *types.TaskDefinition) {
		for _, n := range []int{22, 28, 10, 18, 20, 26, 11, 15, 17, 6} {
			d.RequiresAttributes = append(d.RequiresAttributes, types.Attribute{Name: &capabilities[n]})
		}
		d.Memory = new("4096")
	}), nil)
	if err != nil {
		b.Fatal(err)
	}
	instances := make([]placement.Instance, 10_000)
	for n := range instances {
		instances[n] = instance(func(i *types.ContainerInstance) {
			for _, name := range capabilities {
				i.Attributes = append(i.Attributes, types.Attribute{Name: new(strings.Clone(name))})
			}
		})
	}
	for b.Loop() {
		for _, i := range instances {
			if len(task.Obstacles(i)) != 1 {
				b.Fatal(task.Obstacles(i))
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(instances)), "ns/instance")
}
