package preflight_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/placement"
	"github.com/ecstask/ecstask/preflight"
	"github.com/ecstask/ecstask/rules"
)

const arnBegins = "arn:aws:ecs:us-east-1:123456789012:"

// machine is a container instance of the cluster prod with the id name.
func machine(name string, cpu, memory int32, edit ...func(*types.ContainerInstance)) types.ContainerInstance {
	resources := func(cpu, memory int32) []types.Resource {
		return []types.Resource{
			{Name: new("CPU"), Type: new("INTEGER"), IntegerValue: cpu}, {Name: new("MEMORY"), Type: new("INTEGER"), IntegerValue: memory},
			{Name: new("PORTS"), Type: new("STRINGSET"), StringSetValue: []string{"22", "8443"}},
		}
	}
	i := types.ContainerInstance{
		ContainerInstanceArn: new(arnBegins + "container-instance/prod/" + name), Status: new("ACTIVE"), AgentConnected: true,
		RemainingResources: resources(cpu, memory), RegisteredResources: resources(2048, 4096),
	}
	for _, f := range edit {
		f(&i)
	}
	return i
}

func having(name, value string) func(*types.ContainerInstance) {
	return func(i *types.ContainerInstance) {
		i.Attributes = append(i.Attributes, types.Attribute{Name: &name, Value: &value})
	}
}

func status(s string) func(*types.ContainerInstance) {
	return func(i *types.ContainerInstance) { i.Status = &s }
}

func owned(provider string) func(*types.ContainerInstance) {
	return func(i *types.ContainerInstance) { i.CapacityProviderName = &provider }
}

func disconnected(i *types.ContainerInstance) { i.AgentConnected = false }

// taskOf is a task definition of one container.
func taskOf(cpu, memory int32, edit ...func(*types.TaskDefinition)) *types.TaskDefinition {
	d := &types.TaskDefinition{
		TaskDefinitionArn: new(arnBegins + "task-definition/web:7"), Family: new("web"), Revision: 7, Status: "ACTIVE",
		ContainerDefinitions: []types.ContainerDefinition{{Name: new("app"), Cpu: cpu, Memory: &memory}},
	}
	for _, f := range edit {
		f(d)
	}
	return d
}

func hostPort(n int32) func(*types.TaskDefinition) {
	return func(d *types.TaskDefinition) {
		d.ContainerDefinitions[0].PortMappings = []types.PortMapping{{ContainerPort: &n, HostPort: &n}}
	}
}

// show writes a plan with the last part of each name.
func show(p preflight.Plan) string {
	var lines []string
	for _, c := range p {
		line := c.Instance[strings.LastIndexByte(c.Instance, '/')+1:]
		if c.Fits {
			line += fmt.Sprint(" fits ", c.Room)
		}
		for _, o := range c.Obstacles {
			line += " " + o.String() + ";"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func TestPlanStartTask(t *testing.T) {
	s := rules.State{TaskDefinition: taskOf(512, 512), Instances: []types.ContainerInstance{
		machine("drained", 2048, 4096, status("DRAINING")), machine("small", 62, 4096), machine("gone", 1, 1, status("INACTIVE")),
		machine("full", 2048, 62), machine("fuller", 2048, 61), machine("both", 62, 62), machine("off", 2048, 4096, disconnected),
		machine("unread", 0, 0, func(i *types.ContainerInstance) { i.RemainingResources = nil }),
		machine("one", 600, 600), machine("four", 2048, 2048), machine("also one", 600, 700), machine("tiny", 62, 62, func(i *types.ContainerInstance) {
			i.RegisteredResources[0].IntegerValue = 256
		}),
	}}
	in := &ecs.StartTaskInput{Cluster: new("prod"), TaskDefinition: new("web:7"), ContainerInstances: []string{"absent", arnBegins + "container-instance/prod/one", "absent"}}
	p, err := preflight.PlanStartTask(in, s)
	if err != nil {
		t.Fatal(err)
	}
	const want = `four fits 4
also one fits 1
one fits 1
small has 62 of the 512 CPU units it needs;
full has 62 of the 512 MiB it needs;
fuller has 61 of the 512 MiB it needs;
both has 62 of the 512 CPU units it needs; has 62 of the 512 MiB it needs;
unread shows no remainingResources, so what is free there is not known;
tiny has 62 of the 512 CPU units it needs; has 62 of the 512 MiB it needs;
drained fits 4
off has an agent that is not connected;
absent is not in the cluster;
gone is INACTIVE; has 1 of the 512 CPU units it needs; has 1 of the 512 MiB it needs;`
	if got := show(p); got != want {
		t.Errorf("got\n%s", got)
	}
	elsewhere := rules.State{Instances: []types.ContainerInstance{{ContainerInstanceArn: new(arnBegins + "container-instance/dev/four")}}, Others: []rules.State{s}}
	if p, err := preflight.PlanStartTask(in, elsewhere); err != nil || show(p) != want {
		t.Errorf("among others: %v\n%s", err, show(p))
	}
	prefix := arnBegins + "container-instance/prod/"
	for n, want := range map[int][]string{0: nil, 1: {"four"}, 2: {"four", "also one"}, 3: {"four", "also one", "one"}, 4: {"four", "also one", "one"}, -1: {"four", "also one", "one"}} {
		if got := p.Fitting(n); !slices.Equal(got, func() (list []string) {
			for _, name := range want {
				list = append(list, prefix+name)
			}
			return list
		}()) {
			t.Errorf("%d fitting: %v", n, got)
		}
	}
	if p.Room() != 10 {
		t.Errorf("there is room for %d", p.Room())
	}
}

func TestPlanRunTask(t *testing.T) {
	linux := having("ecs.os-type", "linux")
	s := rules.State{
		TaskDefinition: taskOf(0, 512, hostPort(80)),
		Cluster:        &types.Cluster{ClusterName: new("prod")},
		Instances: []types.ContainerInstance{
			machine("a", 2048, 4096, linux), machine("b", 2048, 4096, owned("group")), machine("edge", 2048, 4096, having(placement.AttributeExternal, ""), linux),
			machine("drained", 2048, 4096, status("DRAINING"), linux),
		},
	}
	strategy := func(names ...string) (list []types.CapacityProviderStrategyItem) {
		for _, name := range names {
			list = append(list, types.CapacityProviderStrategyItem{CapacityProvider: &name})
		}
		return list
	}
	member := types.PlacementConstraint{Type: types.PlacementConstraintTypeMemberOf, Expression: new("attribute:ecs.os-type == linux")}
	for _, tt := range []struct {
		name string
		in   ecs.RunTaskInput
		want string
	}{
		{"EC2", ecs.RunTaskInput{}, "a fits 1\nb fits 1\nedge is an external instance;\ndrained is DRAINING;"},
		{"External", ecs.RunTaskInput{LaunchType: "EXTERNAL"}, "edge fits 1\na is not an external instance;\nb is not an external instance;\ndrained is DRAINING; is not an external instance;"},
		{"a provider", ecs.RunTaskInput{CapacityProviderStrategy: strategy("group")}, "b fits 1\na belongs to no capacity provider;\nedge is an external instance; belongs to no capacity provider;\ndrained is DRAINING; belongs to no capacity provider;"},
		{"another provider", ecs.RunTaskInput{CapacityProviderStrategy: strategy("other")}, "a belongs to no capacity provider;\nb belongs to the capacity provider group;\nedge is an external instance; belongs to no capacity provider;\ndrained is DRAINING; belongs to no capacity provider;"},
		{"constraints", ecs.RunTaskInput{PlacementConstraints: []types.PlacementConstraint{member}}, "a fits 1\nb does not match attribute:ecs.os-type == linux;\nedge is an external instance;\ndrained is DRAINING;"},
		{"Fargate", ecs.RunTaskInput{LaunchType: "FARGATE"}, ""},
		{"Fargate Spot", ecs.RunTaskInput{CapacityProviderStrategy: strategy("FARGATE_SPOT")}, ""},
		{"managed instances", ecs.RunTaskInput{LaunchType: "MANAGED_INSTANCES"}, ""},
	} {
		tt.in.Cluster, tt.in.TaskDefinition = new("prod"), new("web")
		p, err := preflight.PlanRunTask(&tt.in, s)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		if got := show(p); got != tt.want {
			t.Errorf("%s: got\n%s", tt.name, got)
		}
	}
	s.Cluster.DefaultCapacityProviderStrategy = strategy("group")
	if p, err := preflight.PlanRunTask(&ecs.RunTaskInput{Cluster: new("prod"), TaskDefinition: new("web")}, s); err != nil || len(p) == 0 || !strings.HasPrefix(show(p), "b fits 1\na belongs") {
		t.Errorf("the strategy of the cluster: %v\n%s", err, show(p))
	}
}

func TestRoom(t *testing.T) {
	gpus := func(value string) func(*types.TaskDefinition) {
		return func(d *types.TaskDefinition) {
			d.ContainerDefinitions[0].ResourceRequirements = []types.ResourceRequirement{{Type: types.ResourceTypeGpu, Value: &value}}
		}
	}
	four := func(i *types.ContainerInstance) {
		i.RemainingResources = append(i.RemainingResources, types.Resource{Name: new("GPU"), StringSetValue: []string{"a", "b", "c", "d"}})
	}
	for _, tt := range []struct {
		name string
		def  *types.TaskDefinition
		want int
	}{
		{"CPU", taskOf(500, 1), 4}, {"memory", taskOf(1, 1000), 4}, {"nothing", taskOf(0, 0), 1<<31 - 1}, {"ports", taskOf(1, 1, hostPort(80)), 1},
		{"one GPU", taskOf(1, 1, gpus("1")), 4}, {"three GPUs", taskOf(1, 1, gpus("3")), 1}, {"all GPUs", taskOf(1, 1, gpus("ALL")), 1},
	} {
		p, err := preflight.PlanStartTask(&ecs.StartTaskInput{Cluster: new("prod"), TaskDefinition: new("web")}, rules.State{TaskDefinition: tt.def, Instances: []types.ContainerInstance{machine("a", 2048, 4096, four), machine("b", 2048, 4096, four)}})
		if err != nil || p[0].Room != tt.want || p.Room() != min(2*tt.want, 1<<31-1) {
			t.Errorf("%s: %v, %+v", tt.name, err, p)
		}
	}
	distinct := &ecs.RunTaskInput{Cluster: new("prod"), TaskDefinition: new("web"), PlacementConstraints: []types.PlacementConstraint{{Type: "distinctInstance"}}}
	if p, err := preflight.PlanRunTask(distinct, rules.State{TaskDefinition: taskOf(1, 1), Instances: []types.ContainerInstance{machine("a", 9, 9)}}); err != nil || p.Room() != 1 {
		t.Errorf("%v, %+v", err, p)
	}
}

func TestPlanErrors(t *testing.T) {
	def, other := taskOf(1, 1), taskOf(1, 1, func(d *types.TaskDefinition) { d.TaskDefinitionArn = new(arnBegins + "task-definition/web:6") })
	in := &ecs.RunTaskInput{Cluster: new("prod"), TaskDefinition: new("web:7")}
	with := func(f func(*ecs.RunTaskInput)) *ecs.RunTaskInput { c := *in; f(&c); return &c }
	for _, tt := range []struct {
		in   *ecs.RunTaskInput
		s    rules.State
		want string
	}{
		{nil, rules.State{TaskDefinition: def}, "preflight: the request is nil"},
		{in, rules.State{}, "preflight: the state has no task definition"},
		{in, rules.State{TaskDefinition: other}, `taskDefinition: "web:7" does not match the state, which has the task definition arn:aws:ecs:us-east-1:123456789012:task-definition/web:6`},
		{with(func(in *ecs.RunTaskInput) { in.Overrides = &types.TaskOverride{Cpu: new("much")} }), rules.State{TaskDefinition: def}, `preflight: the size of the task: cpu: "much" is not valid`},
		{in, rules.State{TaskDefinition: def, Cluster: &types.Cluster{ClusterName: new("dev")}}, `cluster: "prod" does not match the state, which has the cluster dev`},
		{in, rules.State{TaskDefinition: def, Failures: []types.Failure{{Arn: new(arnBegins + "cluster/prod"), Reason: new("MISSING")}}}, `cluster: "prod" was not found; check its name, the region and the account (cluster-missing)`},
		{in, rules.State{Failures: []types.Failure{{Arn: new("web:7"), Reason: new("MISSING")}}}, `taskDefinition: "web:7" was not found; check the family, the revision, the region and the account (task-definition-missing)`},
		{with(func(in *ecs.RunTaskInput) {
			in.PlacementConstraints = []types.PlacementConstraint{{Type: "memberOf", Expression: new("a ==")}}
		}), rules.State{TaskDefinition: def}, `placementConstraints[0].expression: `},
	} {
		if p, err := preflight.PlanRunTask(tt.in, tt.s); err == nil || !strings.HasPrefix(err.Error(), tt.want) || p != nil {
			t.Errorf("got %v, want %s", err, tt.want)
		}
	}
	if _, err := preflight.PlanStartTask(nil, rules.State{}); err == nil {
		t.Error("no error of a nil request")
	}
	if _, err := preflight.PlanRunTask(in, rules.State{TaskDefinition: other}); !errors.Is(err, field.Conflict) {
		t.Errorf("%#v", err)
	}
	var nothing preflight.Plan
	if nothing.Fitting(3) != nil || nothing.Room() != 0 {
		t.Error("an empty plan has room")
	}
}

// TestPlanOfNothing plans what ECS does not have.
func TestPlanOfNothing(t *testing.T) {
	srv := newServer(t)
	in := &ecs.StartTaskInput{Cluster: new("none"), TaskDefinition: new("web")}
	s, err := preflight.ForPlan(t.Context(), srv.Client(), in)
	if err != nil {
		t.Fatal(err)
	}
	p, err := preflight.PlanStartTask(in, s)
	if p != nil || !errors.Is(err, field.Unknown) || !strings.Contains(err.Error(), `cluster: "none" was not found; `) || !strings.Contains(err.Error(), `taskDefinition: "web" was not found; `) {
		t.Errorf("%v, %v", p, err)
	}
}

func TestPlanJSON(t *testing.T) {
	p, err := preflight.PlanStartTask(&ecs.StartTaskInput{Cluster: new("prod"), TaskDefinition: new("web")}, rules.State{TaskDefinition: taskOf(1, 512), Instances: []types.ContainerInstance{machine("a", 9, 62, having("ecs.availability-zone", "us-east-1a"))}})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(p)
	const want = `[{"instance":"arn:aws:ecs:us-east-1:123456789012:container-instance/prod/a","zone":"us-east-1a","status":"ACTIVE","fits":false,"room":0,"cpu":9,"memory":62,` +
		`"obstacles":[{"reason":"RESOURCE:MEMORY","text":"has 62 of the 512 MiB it needs","need":512,"have":62,"total":4096}]}]`
	if err != nil || string(text) != want {
		t.Errorf("%v\n%s", err, text)
	}
}

// BenchmarkBudgetPlan plans for 10,000 instances of a cluster with the attributes of real
// ones, of which every third has too little left.
func BenchmarkBudgetPlan(b *testing.B) {
	names := strings.Fields(capabilities)
	s := rules.State{TaskDefinition: taskOf(256, 512, func(d *types.TaskDefinition) {
		for _, n := range []int{22, 28, 10, 18, 20, 26, 11, 15, 17, 6} {
			d.RequiresAttributes = append(d.RequiresAttributes, types.Attribute{Name: &names[n]})
		}
	})}
	for n := range 10_000 {
		s.Instances = append(s.Instances, machine(fmt.Sprintf("%032x", n*7919), int32(n%2048), int32(n%3*700), func(i *types.ContainerInstance) {
			for _, name := range names {
				i.Attributes = append(i.Attributes, types.Attribute{Name: new(strings.Clone(name))})
			}
		}))
	}
	in := &ecs.StartTaskInput{Cluster: new("prod"), TaskDefinition: new("web")}
	for b.Loop() {
		if p, err := preflight.PlanStartTask(in, s); err != nil || len(p) != len(s.Instances) {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(s.Instances)), "ns/instance")
}

// capabilities are attributes of an instance with the ECS-optimized AMI.
const capabilities = `ecs.instance-type ecs.ami-id ecs.os-family ecs.cpu-architecture ecs.vpc-id ecs.subnet-id
	ecs.capability.task-eni ecs.capability.container-health-check ecs.capability.container-ordering ecs.capability.env-files.s3
	ecs.capability.execution-role-awslogs ecs.capability.execution-role-ecr-pull ecs.capability.increased-task-cpu-limit
	ecs.capability.pid-ipc-namespace-sharing ecs.capability.private-registry-authentication.secretsmanager
	ecs.capability.secrets.asm.environment-variables ecs.capability.secrets.ssm.environment-variables ecs.capability.task-cpu-mem-limit
	com.amazonaws.ecs.capability.ecr-auth com.amazonaws.ecs.capability.privileged-container com.amazonaws.ecs.capability.task-iam-role
	com.amazonaws.ecs.capability.task-iam-role-network-host com.amazonaws.ecs.capability.logging-driver.awslogs
	com.amazonaws.ecs.capability.logging-driver.json-file com.amazonaws.ecs.capability.logging-driver.none
	com.amazonaws.ecs.capability.docker-remote-api.1.17 com.amazonaws.ecs.capability.docker-remote-api.1.18
	com.amazonaws.ecs.capability.docker-remote-api.1.19 com.amazonaws.ecs.capability.docker-remote-api.1.21
	com.amazonaws.ecs.capability.docker-remote-api.1.24 com.amazonaws.ecs.capability.docker-remote-api.1.29`
