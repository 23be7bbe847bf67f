package rules_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecstask/ecstask/rules"
)

// machine is an instance of the cluster with much room, by its id.
func machine(id string) types.ContainerInstance {
	resources := func(cpu, memory int32) []types.Resource {
		return []types.Resource{
			{Name: new("CPU"), IntegerValue: cpu}, {Name: new("MEMORY"), IntegerValue: memory},
			{Name: new("PORTS"), StringSetValue: []string{"22", "2375"}}, {Name: new("PORTS_UDP")}, {Name: new("GPU"), StringSetValue: []string{"gpu-0"}},
		}
	}
	return types.ContainerInstance{
		ContainerInstanceArn: new(inECS + "container-instance/production/" + id), Status: new("ACTIVE"), AgentConnected: true,
		RegisteredResources: resources(2048, 4096), RemainingResources: resources(1024, 2048),
		Attributes: []types.Attribute{{Name: new("ecs.os-type"), Value: new("linux")}, {Name: new("ecs.capability.execute-command")}},
	}
}

// on makes a scene one of StartTask on one instance, which f changes.
func on(f func(*types.ContainerInstance)) sceneChange {
	return func(s *scene) {
		onInstances(s)
		i := machine(instanceA)
		f(&i)
		s.state.Instances = []types.ContainerInstance{i}
	}
}

// among makes a scene one of RunTask on instances, which f changes.
func among(f func([]types.ContainerInstance)) sceneChange {
	return func(s *scene) {
		onEC2(s)
		s.state.Instances = []types.ContainerInstance{machine(instanceA), machine(instanceB), machine(hexID(1))}
		s.state.AllInstances = true
		f(s.state.Instances)
	}
}

// all makes a change of each instance.
func all(f func(*types.ContainerInstance)) func([]types.ContainerInstance) {
	return func(list []types.ContainerInstance) {
		for i := range list {
			f(&list[i])
		}
	}
}

func left(n int, value int32) func(*types.ContainerInstance) {
	return func(i *types.ContainerInstance) { i.RemainingResources[n].IntegerValue = value }
}

func withStatus(status string) func(*types.ContainerInstance) {
	return func(i *types.ContainerInstance) { i.Status = &status }
}

func asItIs(*types.ContainerInstance) {}

func disconnected(i *types.ContainerInstance) { i.AgentConnected = false }

func withoutAttributes(i *types.ContainerInstance) { i.Attributes = nil }

// requiring makes the task definition require attributes.
func requiring(list ...types.Attribute) sceneChange {
	return def(func(d *types.TaskDefinition) { d.RequiresAttributes = list })
}

// publishing makes the first container ask for a port of the host.
func publishing(port int32, protocol types.TransportProtocol) sceneChange {
	return def(func(d *types.TaskDefinition) {
		d.ContainerDefinitions[0].PortMappings = []types.PortMapping{{ContainerPort: &port, HostPort: &port, Protocol: protocol}}
	})
}

// dynamic makes no container ask for a port of the host, as the ordinary task does.
func dynamic(s *scene) { s.state.TaskDefinition.ContainerDefinitions[0].PortMappings = nil }

func constrained(expression string) sceneChange {
	return def(func(d *types.TaskDefinition) {
		d.PlacementConstraints = []types.TaskDefinitionPlacementConstraint{{Type: types.TaskDefinitionPlacementConstraintTypeMemberOf, Expression: &expression}}
	})
}

func counting(n int32) sceneChange { return func(s *scene) { s.Count = &n } }

func portNames(n int) []string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprint(10_000+i))
	}
	return list
}

const (
	firstOne = "containerInstances[0]"
	noRoom   = "warning placement-room cluster"
	tooFew   = "warning placement-room count"
	instance = "warning instance-"
)

var instanceCases = []stateRuleCases{
	{"task-definition-missing", []stateRow{
		{"found", asIs, ""},
		{"another was not found", allOf(without, func(s *scene) { s.state.Failures[0].Arn = new("api") }), ""},
		{"not found", without, "warning task-definition-missing taskDefinition"},
		{"not read for another reason", allOf(without, func(s *scene) { s.state.Failures[0].Reason = new("ACCESS_DENIED") }), ""},
		{"not found at first", allOf(without, func(s *scene) { s.state.TaskDefinition = ordinary().state.TaskDefinition }), ""},
		{"not named, for which there is another rule", allOf(without, func(s *scene) { s.TaskDefinition, s.state.Failures[0].Arn = nil, nil }), "error task-definition-required taskDefinition"},
		{"not found twice", allOf(without, func(s *scene) { s.state.Failures = append(s.state.Failures, s.state.Failures[0]) }), "warning task-definition-missing taskDefinition"},
	}},
	{"instance-missing", []stateRow{
		{"there", on(asItIs), ""},
		{"not read", allOf(on(asItIs), func(s *scene) { s.instances = []string{instanceB} }), ""},
		{"not among all", allOf(on(asItIs), func(s *scene) { s.instances, s.state.AllInstances = []string{instanceB}, true }), instance + "missing " + firstOne},
		{"not found", allOf(onInstances, missing(inECS+"container-instance/production/"+instanceA), inProduction), instance + "missing " + firstOne},
		{"another not found", allOf(onInstances, missing(inECS+"container-instance/production/"+instanceB), inProduction), ""},
		{"not found in another cluster", allOf(onInstances, missing(inECS+"container-instance/other/"+instanceA), inProduction), ""},
		{"another cluster has none", allOf(onInstances, noInstances, func(s *scene) { s.Cluster = new("other") }), "warning state-mismatch cluster"},
		{"no id, for which there is another rule", allOf(on(asItIs), func(s *scene) { s.instances, s.state.AllInstances = []string{""}, true }), "error instance-id-length " + firstOne},
		{"not among all, of which there is none", allOf(onInstances, func(s *scene) { s.state.AllInstances = true }), instance + "missing " + firstOne},
		{"not read for another reason", allOf(onInstances, missing(inECS+"container-instance/production/"+instanceA), inProduction, func(s *scene) { s.state.Failures[0].Reason = new("ACCESS_DENIED") }), ""},
		{"not found, beside a failure of nothing", allOf(onInstances, missing(inECS+"container-instance/production/"+instanceA), inProduction, func(s *scene) {
			s.state.Failures = append([]types.Failure{{Reason: new("MISSING")}}, s.state.Failures...)
		}), instance + "missing " + firstOne},
		{"not found, whatever it would need", allOf(onInstances, missing(inECS+"container-instance/production/"+instanceA), inProduction, exec, constrained("attribute:ecs.os-type == windows")), instance + "missing " + firstOne},
		{"no id, as an instance without an ARN", allOf(on(func(i *types.ContainerInstance) { i.ContainerInstanceArn = nil; disconnected(i) }), func(s *scene) { s.instances = []string{""} }), "error instance-id-length " + firstOne},
		{"not among all, by its ARN", allOf(on(asItIs), func(s *scene) {
			s.instances, s.state.AllInstances = []string{inECS + "container-instance/production/" + instanceB}, true
		}), instance + "missing " + firstOne},
	}},
	{"instance-status", []stateRow{
		{"ACTIVE", on(asItIs), ""},
		{"not known", on(func(i *types.ContainerInstance) { i.Status = nil }), ""},
		{"INACTIVE", on(withStatus("INACTIVE")), instance + "status " + firstOne},
		{"DEREGISTERING", on(withStatus("DEREGISTERING")), instance + "status " + firstOne},
		{"REGISTRATION_FAILED", on(func(i *types.ContainerInstance) {
			i.Status, i.StatusReason = new("REGISTRATION_FAILED"), new("no trunk")
		}), instance + "status " + firstOne},
	}},
	{"instance-draining", []stateRow{
		{"ACTIVE", on(asItIs), ""},
		{"DRAINING", on(withStatus("DRAINING")), instance + "draining " + firstOne},
	}},
	{"instance-agent", []stateRow{
		{"connected", on(asItIs), ""},
		{"disconnected", on(disconnected), instance + "agent " + firstOne},
		{"disconnected, and the task definition is not known", allOf(on(disconnected), func(s *scene) { s.state.TaskDefinition = nil }), instance + "agent " + firstOne},
	}},
	{"instance-attributes", []stateRow{
		{"there", allOf(on(asItIs), requiring(types.Attribute{Name: new("ecs.capability.execute-command")}, types.Attribute{Name: new("ecs.os-type"), Value: new("linux")})), ""},
		{"missing", allOf(on(asItIs), requiring(types.Attribute{Name: new("ecs.capability.task-eni")})), instance + "attributes " + firstOne},
		{"another value", allOf(on(asItIs), requiring(types.Attribute{Name: new("ecs.os-type"), Value: new("windows")})), instance + "attributes " + firstOne},
		{"none, and a size that cannot be read", allOf(on(withoutAttributes), requiring(types.Attribute{Name: new("a")}), overriding(func(o *override, _ *container) { o.Cpu = new("much") })),
			instance + "attributes " + firstOne + "; error task-cpu overrides.cpu"},
		{"none, and a GPU that is shared", allOf(on(withoutAttributes), requiring(types.Attribute{Name: new("a")}), def(func(d *types.TaskDefinition) {
			d.ContainerDefinitions[0].ResourceRequirements = []resource{{Type: types.ResourceTypeGpu, SharingStrategy: &types.SharingStrategyMemberNvidiaMps{}}}
		})), instance + "attributes " + firstOne},
	}},
	{"instance-capability", []stateRow{
		{"there", allOf(on(asItIs), func(s *scene) { s.EnableExecuteCommand = true }), ""},
		{"attributes that were not read", allOf(on(withoutAttributes), func(s *scene) { s.EnableExecuteCommand = true }), ""},
		{"required by the definition as well", allOf(on(asItIs), withEnvFile, requiring(types.Attribute{Name: new("ecs.capability.env-files.s3")})), instance + "attributes " + firstOne},
		{"execute command", allOf(on(func(i *types.ContainerInstance) { i.Attributes = i.Attributes[:1] }), func(s *scene) { s.EnableExecuteCommand = true }), instance + "capability " + firstOne},
		{"environment files", allOf(on(asItIs), withEnvFile), instance + "capability " + firstOne},
		{"no environment files", allOf(on(asItIs), overriding(func(*override, *container) {})), ""},
		{"Amazon EBS volumes", allOf(on(asItIs), launchVolume, configure("data")), instance + "capability " + firstOne},
		{"execute command, and the task definition is not known", allOf(on(func(i *types.ContainerInstance) { i.Attributes = i.Attributes[:1] }), exec, func(s *scene) { s.state.TaskDefinition = nil }), instance + "capability " + firstOne},
	}},
	{"instance-resources", []stateRow{
		{"enough", on(asItIs), ""},
		{"just enough", on(bothOf(left(0, 512), left(1, 1024))), ""},
		{"not read", on(func(i *types.ContainerInstance) { i.RemainingResources = nil }), ""},
		{"CPU", on(left(0, 511)), instance + "resources " + firstOne},
		{"memory", on(left(1, 62)), instance + "resources " + firstOne},
		{"both", on(bothOf(left(0, 0), left(1, 0))), instance + "resources " + firstOne + "; " + instance + "resources " + firstOne},
		{"a size that cannot be read, which is another matter", allOf(on(left(1, 62)), overriding(func(o *override, _ *container) { o.Cpu = new("much") })), "error task-cpu overrides.cpu"},
		{"GPUs", allOf(on(asItIs), def(func(d *types.TaskDefinition) {
			d.ContainerDefinitions[0].ResourceRequirements = []resource{{Type: types.ResourceTypeGpu, Value: new("2")}}
		})), instance + "resources " + firstOne},
	}},
	{"instance-ports", []stateRow{
		{"free", allOf(on(asItIs), publishing(80, "tcp")), ""},
		{"UDP beside TCP", allOf(on(func(i *types.ContainerInstance) { i.RemainingResources[2].StringSetValue = []string{"80"} }), publishing(80, "udp")), ""},
		{"taken", allOf(on(func(i *types.ContainerInstance) { i.RemainingResources[2].StringSetValue = []string{"80"} }), publishing(80, "tcp")), instance + "ports " + firstOne},
	}},
	{"instance-ports-count", []stateRow{
		{"100", allOf(on(func(i *types.ContainerInstance) { i.RemainingResources[2].StringSetValue = portNames(99) }), publishing(80, "tcp")), ""},
		{"more, without another", allOf(on(func(i *types.ContainerInstance) { i.RemainingResources[2].StringSetValue = portNames(101) }), dynamic), ""},
		{"101", allOf(on(func(i *types.ContainerInstance) {
			i.RemainingResources[2].StringSetValue, i.RemainingResources[3].StringSetValue = portNames(60), portNames(40)
		}), publishing(80, "tcp")), instance + "ports-count " + firstOne},
	}},
	{"instance-constraints", []stateRow{
		{"satisfied", allOf(on(asItIs), constrained("attribute:ecs.os-type == linux")), ""},
		{"about tasks, which are not known", allOf(on(asItIs), constrained("task:group == web")), ""},
		{"no expression, which is another matter", allOf(on(asItIs), constrained("linux")), ""},
		{"not satisfied", allOf(on(asItIs), constrained("attribute:ecs.os-type == windows")), instance + "constraints " + firstOne},
	}},
	{"instance-room", []stateRow{
		{"for two", allOf(on(asItIs), dynamic, twice), "warning instance-duplicate containerInstances[1]"},
		{"for one", allOf(on(left(0, 1023)), dynamic, twice), "warning instance-duplicate containerInstances[1]; " + instance + "room containerInstances[1]"},
		{"for none, which is another matter", allOf(on(left(0, 100)), dynamic, twice), instance + "resources " + firstOne + "; warning instance-duplicate containerInstances[1]"},
		{"for a task whose needs are not known", allOf(on(asItIs), dynamic, twice, appDef(wantNeuron)), "warning instance-duplicate containerInstances[1]"},
	}},
	{"placement-room", []stateRow{
		{"for all", among(all(asItIs)), ""},
		{"for all, on one", allOf(among(func(list []types.ContainerInstance) { all(disconnected)(list[1:]) }), dynamic, counting(2)), ""},
		{"on none that is known", allOf(among(all(disconnected)), func(s *scene) { s.state.AllInstances = false }), ""},
		{"not read", among(all(func(i *types.ContainerInstance) { i.RemainingResources = nil })), ""},
		{"on Fargate", allOf(asIs, func(s *scene) {
			i := machine(instanceA)
			disconnected(&i)
			s.state.Instances, s.state.AllInstances = []types.ContainerInstance{i}, true
		}), ""},
		{"for managed scaling to make", allOf(among(all(left(0, 0))), onStrategy("asg"), scaling(types.ManagedScalingStatusEnabled)), ""},
		{"no agent", among(all(disconnected)), noRoom},
		{"no room", among(all(left(1, 62))), noRoom},
		{"draining", among(all(withStatus("DRAINING"))), noRoom},
		{"another provider", allOf(among(all(asItIs)), onStrategy("asg"), scaling(types.ManagedScalingStatusDisabled)), noRoom},
		{"no external instance", allOf(among(all(asItIs)), func(s *scene) { s.LaunchType = types.LaunchTypeExternal }, only(types.CompatibilityExternal)), noRoom},
		{"none, but the definition cannot run there", allOf(among(all(disconnected)), only(types.CompatibilityFargate)), "error launch-type-compatibility launchType"},
		{"none, but the provider is not the cluster's", allOf(among(all(disconnected)), onStrategy("asg"), scaling(types.ManagedScalingStatusDisabled), inCluster(func(c *types.Cluster) { c.CapacityProviders = nil })),
			"warning strategy-cluster capacityProviderStrategy[0].capacityProvider"},
		{"for fewer", allOf(among(all(left(0, 512))), counting(4), dynamic), tooFew},
		{"for the port of each instance, for which there is another rule", allOf(among(all(asItIs)), publishing(80, "tcp"), counting(4)), "warning host-port-count count"},
		{"for no port, on instances that are not counted", allOf(among(all(disconnected)), uncounted, publishing(80, "tcp")), noRoom},
		{"for the port on fewer", allOf(among(func(list []types.ContainerInstance) { disconnected(&list[0]) }), publishing(80, "tcp"), counting(3)), tooFew},
		{"one on each instance", allOf(among(all(asItIs)), counting(4), dynamic, func(s *scene) {
			s.PlacementConstraints = []types.PlacementConstraint{{Type: types.PlacementConstraintTypeDistinctInstance}}
		}), tooFew},
		{"for the one, on one", allOf(among(func(list []types.ContainerInstance) { all(disconnected)(list[1:]); left(0, 512)(&list[0]) }), dynamic), ""},
		{"for one of two", allOf(among(func(list []types.ContainerInstance) { all(disconnected)(list[1:]); left(0, 512)(&list[0]) }), dynamic, counting(2)), tooFew},
		{"on the only one", allOf(among(all(disconnected)), func(s *scene) { s.state.Instances = s.state.Instances[:1] }), noRoom},
		{"for the UDP port of each instance, for which there is another rule", allOf(among(all(asItIs)), publishing(80, "udp"), counting(4)), "warning host-port-count count"},
		{"on no instance, for which there is another rule", allOf(among(all(asItIs)), dynamic, noInstances, func(s *scene) { s.state.Instances = nil }), "warning cluster-instances cluster"},
		{"in a cluster that is missing, for which there is another rule", allOf(among(all(disconnected)), missing(clusterARN)), "warning cluster-missing cluster"},
		{"for what is not known", allOf(among(all(disconnected)), appDef(wantNeuron)), ""},
		{"for a constraint that cannot be read, for which there is another rule", allOf(among(all(disconnected)), func(s *scene) { s.PlacementConstraints = []constraint{memberOf("=")} }), "warning placement-constraint-expression placementConstraints[0].expression"},
		{"of a launch type that does not exist, for which there is another rule", allOf(among(all(disconnected)), func(s *scene) { s.LaunchType = "EC3" }), "error launch-type launchType"},
		{"external, but the definition cannot run there", allOf(among(all(disconnected)), func(s *scene) { s.LaunchType = types.LaunchTypeExternal }), "error launch-type-compatibility launchType"},
		{"none, but the latest definition cannot run there", allOf(among(all(disconnected)), unpinned, only(types.CompatibilityFargate)), "warning launch-type-compatibility launchType"},
		{"for the port of the only instance, for which there is another rule", allOf(among(all(asItIs)), publishing(80, "tcp"), counting(2), func(s *scene) {
			s.state.Instances, s.state.Cluster.RegisteredContainerInstancesCount = s.state.Instances[:1], 1
		}), "warning host-port-count count"},
		{"for a constraint that no instance satisfies in part, for which there is another rule", allOf(among(all(disconnected)), func(s *scene) {
			s.PlacementConstraints = []constraint{memberOf("attribute:ecs.os-type == Linux and agentConnected == true")}
		}), "warning placement-constraint-value-case placementConstraints[0].expression"},
	}},
}

// without takes the task definition away.
func without(s *scene) {
	s.state.TaskDefinition, s.state.Failures = nil, []types.Failure{{Arn: s.TaskDefinition, Reason: new("MISSING")}}
}

// inProduction puts the cluster back that missing has removed.
func inProduction(s *scene) { s.state.Cluster = ordinary().state.Cluster }

func bothOf(f, g func(*types.ContainerInstance)) func(*types.ContainerInstance) {
	return func(i *types.ContainerInstance) { f(i); g(i) }
}

func wantNeuron(c *types.ContainerDefinition) { c.ResourceRequirements = []resource{neuron} }

func twice(s *scene) { s.instances = []string{instanceA, instanceA} }

func withEnvFile(s *scene) {
	s.Overrides = &override{ContainerOverrides: []container{{Name: new("app"), EnvironmentFiles: []types.EnvironmentFile{{Type: types.EnvironmentFileTypeS3, Value: new("arn:aws:s3:::bucket/a.env")}}}}}
}

// TestInstanceMessages holds what is said of instances.
func TestInstanceMessages(t *testing.T) {
	for _, tt := range []struct {
		change sceneChange
		want   string
	}{
		{on(left(1, 62)), `"` + instanceA + `" has 62 of the 1024 MiB it needs; choose another instance, or wait until tasks have stopped; state as of 2026-11-29 15:04:05 UTC (instance-resources)`},
		{on(bothOf(left(0, 100), func(i *types.ContainerInstance) { i.RegisteredResources[0].IntegerValue = 256 })), `has 100 of the 512 CPU units it needs; choose a larger instance: this one has 256 when no task runs; state`},
		{allOf(on(func(i *types.ContainerInstance) {
			i.RegisteredResources, i.RemainingResources = i.RegisteredResources[:4], i.RemainingResources[:4]
		}), appDef(wantGPU)), `has 0 of the 1 GPU it needs; choose an instance with a GPU;`},
		{allOf(onEC2, unpinned, def(func(d *types.TaskDefinition) { d.Status = types.TaskDefinitionStatusInactive })), `"web" is INACTIVE in its revision 7; read the state again: ECS takes the latest active revision, if there is one;`},
		{allOf(func(s *scene) { s.NetworkConfiguration = ordinary().NetworkConfiguration }, def(func(d *types.TaskDefinition) { d.NetworkMode, d.Compatibilities = "bridge", nil })), `of the task definition is bridge; register a revision with the network mode awsvpc, which Fargate requires (`},
		{on(func(i *types.ContainerInstance) {
			i.Status, i.StatusReason = new("REGISTRATION_FAILED"), new("no trunk")
		}), `is REGISTRATION_FAILED: no trunk; choose one that is ACTIVE;`},
		{among(func(list []types.ContainerInstance) {
			list[0].Status = new("DRAINING")
			left(1, 62)(&list[1])
			left(1, 100)(&list[2])
			list[2].Ec2InstanceId = new("i-0123456789abcdef0")
		}), `"production" has no container instance that can run the task: i-0123456789abcdef0 has 100 of the 1024 MiB it needs; ` + instanceB + ` has 62 of the 1024 MiB it needs; ` + instanceA + ` is DRAINING; add a container instance that can run it, or change what the task requires;`},
		{allOf(among(all(left(1, 62))), func(s *scene) {
			for n := range 7 {
				i := machine(hexID(2 + n))
				left(0, 0)(&i)
				s.state.Instances = append(s.state.Instances, i)
			}
		}), `; and 7 more; add`},
		{allOf(among(all(left(1, 62))), func(s *scene) {
			s.state.Instances = append(s.state.Instances, machine(hexID(2)))
			left(0, 0)(&s.state.Instances[3])
		}), `; and 1 more; add`},
		{allOf(among(all(bothOf(disconnected, left(0, 0)))), func(s *scene) { s.state.Instances = s.state.Instances[:1] }), instanceA + ` has an agent that is not connected; add`},
		{allOf(among(all(bothOf(left(0, 0), left(1, 0)))), appDef(wantGPU), publishing(22, "tcp"), requiring(types.Attribute{Name: new("a")}), func(s *scene) { s.state.Instances = s.state.Instances[:1] }),
			instanceA + ` does not have the attribute a, has 0 of the 512 CPU units it needs, has 0 of the 1024 MiB it needs; add`},
		{allOf(on(disconnected), func(s *scene) { s.state.ReadAt = time.Time{} }), `check the agent on the instance (instance-agent)`},
		{allOf(among(all(left(0, 512))), counting(4), dynamic), `count: 4 is too many: the container instances have room for 3 tasks; start fewer tasks, or add container instances;`},
	} {
		s := ordinary()
		tt.change(s)
		if got := s.check().String(); !strings.Contains(got, tt.want) {
			t.Errorf("\ngot  %s\nwant %s", got, tt.want)
		}
	}
}

// BenchmarkInstances checks a request of RunTask against 10,000 instances, on none
// of which there is room.
func BenchmarkInstances(b *testing.B) {
	s := ordinary()
	among(all(left(1, 62)))(s)
	for n := range 10_000 {
		i := machine(hexID(10 + n))
		left(1, 62)(&i)
		s.state.Instances = append(s.state.Instances, i)
	}
	in := s.request()
	for b.Loop() {
		if found := rules.Check(in, rules.Against(s.state)); len(found) != 1 {
			b.Fatal(found)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(s.state.Instances)), "ns/instance")
}
