package preflight_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"pgregory.net/rapid"

	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/placement"
	"github.com/ecstask/ecstask/preflight"
	"github.com/ecstask/ecstask/rules"
)

// A world is a server with one cluster, drawn at random.
type world struct {
	*ecstest.Server
	cluster    string
	definition string
	instances  []string // ARNs
}

func oneOf[T any](t *rapid.T, label string, values ...T) T {
	return rapid.SampledFrom(values).Draw(t, label)
}

// seldom is true one time in n.
func seldom(t *rapid.T, label string, n int) bool { return rapid.IntRange(1, n).Draw(t, label) == n }

func drawWorld(t *rapid.T) *world {
	w := &world{Server: ecstest.NewServer(), cluster: "prod"}
	t.Cleanup(w.Close)
	w.AddCapacityProvider("group", func(p *types.CapacityProvider) {
		if seldom(t, "scaling", 6) {
			p.AutoScalingGroupProvider.ManagedScaling.Status = types.ManagedScalingStatusEnabled
		}
	})
	w.AddCapacityProvider("foreign")
	w.AddCluster(w.cluster, func(c *types.Cluster) {
		c.CapacityProviders = []string{"FARGATE", "group"}
		if seldom(t, "default strategy", 4) {
			c.DefaultCapacityProviderStrategy = []types.CapacityProviderStrategyItem{{CapacityProvider: new("group"), Weight: 1}}
		}
		if seldom(t, "deleted cluster", 25) {
			c.Status = new("INACTIVE")
		}
	})
	for range rapid.IntRange(0, 5).Draw(t, "instances") {
		w.instances = append(w.instances, w.AddInstance(w.cluster, func(i *types.ContainerInstance) { drawInstance(t, i) }))
	}
	w.definition = w.AddTaskDefinition("web", func(d *types.TaskDefinition) { drawDefinition(t, d) })
	return w
}

func drawInstance(t *rapid.T, i *types.ContainerInstance) {
	ecstest.Remaining(rapid.Int32Range(0, 4000).Draw(t, "free CPU"), rapid.Int32Range(0, 6000).Draw(t, "free memory"))(i)
	ecstest.Attribute("ecs.awsvpc-trunk-id", "trunk")(i) // so that interfaces, which state does not show, are not scarce
	if seldom(t, "stack", 2) {
		ecstest.Attribute("stack", oneOf(t, "value of stack", "prod", "test"))(i)
	}
	if seldom(t, "external", 6) {
		ecstest.Attribute(placement.AttributeExternal, "")(i)
	}
	if seldom(t, "owned", 2) {
		i.CapacityProviderName = new("group")
	}
	if seldom(t, "other status", 6) {
		i.Status = new(oneOf(t, "status", "DRAINING", "INACTIVE", "REGISTERING"))
	}
	i.AgentConnected = !seldom(t, "disconnected", 6)
	for n := range i.RemainingResources {
		if r := &i.RemainingResources[n]; *r.Name == "PORTS" && seldom(t, "port taken", 3) {
			r.StringSetValue = append(r.StringSetValue, "80")
		}
	}
	if seldom(t, "GPUs", 3) {
		i.RemainingResources = append(i.RemainingResources, types.Resource{Name: new("GPU"), Type: new("STRINGSET"), StringSetValue: []string{"a", "b"}})
	}
}

func drawDefinition(t *rapid.T, d *types.TaskDefinition) {
	d.NetworkMode = oneOf(t, "mode", types.NetworkModeBridge, types.NetworkModeBridge, types.NetworkModeHost, types.NetworkModeNone, types.NetworkModeAwsvpc)
	d.ContainerDefinitions = nil
	for _, name := range []string{"app", "side"}[:rapid.IntRange(1, 2).Draw(t, "containers")] {
		c := types.ContainerDefinition{Name: &name, Image: new("busybox"), Essential: new(true), Cpu: rapid.Int32Range(0, 600).Draw(t, "cpu"), Memory: new(rapid.Int32Range(4, 900).Draw(t, "memory"))}
		if seldom(t, "reservation", 3) {
			c.MemoryReservation = new(*c.Memory/2 + 1)
		}
		if port := oneOf[int32](t, "port", 0, 0, 80, 81); port > 0 && d.NetworkMode != types.NetworkModeNone && name == "app" {
			c.PortMappings = []types.PortMapping{{ContainerPort: &port, HostPort: &port, Protocol: oneOf(t, "protocol", types.TransportProtocolTcp, types.TransportProtocolUdp)}}
		}
		if seldom(t, "GPU", 5) {
			c.ResourceRequirements = []types.ResourceRequirement{{Type: types.ResourceTypeGpu, Value: new(oneOf(t, "GPUs", "1", "2", "3"))}}
		}
		d.ContainerDefinitions = append(d.ContainerDefinitions, c)
	}
	if seldom(t, "task level", 4) {
		d.Cpu, d.Memory = new(oneOf(t, "task cpu", "1200", "1300")), new(oneOf(t, "task memory", "1850", "2 GB"))
	}
	if seldom(t, "required attribute", 4) {
		d.RequiresAttributes = append(d.RequiresAttributes, types.Attribute{Name: new("stack"), Value: oneOf(t, "of value", nil, new("prod"))})
	}
	if seldom(t, "constraint", 5) {
		d.PlacementConstraints = []types.TaskDefinitionPlacementConstraint{{Type: types.TaskDefinitionPlacementConstraintTypeMemberOf, Expression: new("attribute:stack exists")}}
	}
	if seldom(t, "compatible with EC2 alone", 4) {
		d.Compatibilities = []types.Compatibility{types.CompatibilityEc2}
	}
	if seldom(t, "compatible with Fargate", 5) { // which ECS computes by these
		d.Compatibilities = append(d.Compatibilities, types.CompatibilityFargate)
		d.NetworkMode, d.Cpu, d.Memory = types.NetworkModeAwsvpc, new("1024"), new("2048")
	}
	if seldom(t, "inactive", 25) {
		d.Status = types.TaskDefinitionStatusInactive
	}
	if seldom(t, "volume", 8) {
		d.Volumes = []types.Volume{{Name: new("data"), ConfiguredAtLaunch: new(true)}}
	}
}

// draw returns a request of RunTask for the world, of which most are in order.
func (w *world) draw(t *rapid.T) *ecs.RunTaskInput {
	in := &ecs.RunTaskInput{Cluster: &w.cluster, TaskDefinition: new(oneOf(t, "by", "web:1", w.definition, "web"))}
	if seldom(t, "no definition", 25) {
		in.TaskDefinition = new("web:2")
	}
	if seldom(t, "no cluster", 25) {
		in.Cluster = new("none")
	}
	d := w.describe(t)
	if (d.NetworkMode == types.NetworkModeAwsvpc) != seldom(t, "wrong network", 20) {
		in.NetworkConfiguration = &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-0123456789abcdef0"}}}
	}
	if seldom(t, "overrides", 3) {
		o := types.ContainerOverride{Name: new(oneOf(t, "override of", "app", "app", "app", "side"))}
		if seldom(t, "override cpu", 2) {
			o.Cpu = new(rapid.Int32Range(0, 800).Draw(t, "cpu"))
		}
		if seldom(t, "override memory", 2) {
			o.Memory = new(rapid.Int32Range(4, 1200).Draw(t, "memory"))
		}
		if seldom(t, "override GPUs", 6) {
			o.ResourceRequirements = []types.ResourceRequirement{{Type: types.ResourceTypeGpu, Value: new("1")}}
		}
		in.Overrides = &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{o}}
	}
	if seldom(t, "storage", 20) {
		if in.Overrides == nil {
			in.Overrides = &types.TaskOverride{}
		}
		in.Overrides.EphemeralStorage = &types.EphemeralStorage{SizeInGiB: 30}
	}
	if seldom(t, "public address", 20) && in.NetworkConfiguration != nil {
		in.NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp = types.AssignPublicIpEnabled
	}
	in.EnableExecuteCommand = seldom(t, "execute command", 15)
	if seldom(t, "volume configuration", 15) {
		in.VolumeConfigurations = []types.TaskVolumeConfiguration{{Name: new("data"), ManagedEBSVolume: &types.TaskManagedEBSVolumeConfiguration{RoleArn: new("arn:aws:iam::123456789012:role/ecs"), SizeInGiB: new(int32(1))}}}
	}
	return in
}

func (w *world) describe(t *rapid.T) *types.TaskDefinition {
	out, err := w.Client().DescribeTaskDefinition(t.Context(), &ecs.DescribeTaskDefinitionInput{TaskDefinition: &w.definition})
	if err != nil {
		t.Fatal(err)
	}
	return out.TaskDefinition
}

// foreseen checks that the rules said what ECS refuses, at the member that it
// objects to, and if the request was not refused, that no error stands against it.
func foreseen(t *rapid.T, found field.Findings, err error) {
	if err == nil {
		if found.Err() != nil {
			t.Errorf("not refused, but\n%v", found)
		}
		return
	}
	r, ok := failure.Refused(err)
	if !ok || r.Path == "" {
		t.Fatalf("not explained: %v", err)
	}
	refusals[r.Message] = true
	top, _, _ := strings.Cut(string(r.Path), ".")
	top, _, _ = strings.Cut(top, "[")
	if !slices.ContainsFunc(found, func(e *field.Error) bool {
		if strings.HasSuffix(e.Rule, "-compatibility") || e.Rule == "cluster-instances" {
			return true // the tasks cannot run where they are to, from which the rest follows
		}
		switch top {
		case "capacityProviderStrategy":
			if e.Path == "cluster" {
				return true // it has no instances, or not those of its default strategy
			}
		case "overrides":
			if e.Path == "taskDefinition" {
				return true // which has what no override replaced
			}
		}
		return strings.HasPrefix(string(e.Path), top) || slices.ContainsFunc(e.Related, func(p field.Path) bool { return strings.HasPrefix(string(p), top) })
	}) {
		t.Errorf("%v, of %s, was not foreseen:\n%v", err, r.Path, found)
	}
}

// refusals are the messages that the server gave in this process.
var refusals = map[string]bool{}

// about returns the findings of the rules for instances that are about an element of
// containerInstances, without those of which the server knows nothing.
func about(found field.Findings, n int) (list field.Findings) {
	for _, e := range found {
		known := !slices.Contains([]string{"instance-draining", "instance-capability", "instance-constraints", "instance-ports-count"}, e.Rule)
		if e.Path == field.Path("containerInstances").Index(n) && strings.HasPrefix(e.Rule, "instance-") && known {
			list = append(list, e)
		}
	}
	return list
}

// TestStartTaskAgrees draws clusters, definitions and requests: what is planned is
// what the server then does, with its reasons, and the rules have said so.
func TestStartTaskAgrees(t *testing.T) {
	placed, refused, reasons := 0, 0, map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		run := w.draw(t)
		in := &ecs.StartTaskInput{
			Cluster: run.Cluster, TaskDefinition: run.TaskDefinition, NetworkConfiguration: run.NetworkConfiguration, Overrides: run.Overrides,
			EnableExecuteCommand: run.EnableExecuteCommand, VolumeConfigurations: run.VolumeConfigurations,
		}
		for _, name := range w.instances {
			in.ContainerInstances = append(in.ContainerInstances, oneOf(t, "by", name, name[strings.LastIndexByte(name, '/')+1:]))
		}
		if len(w.instances) == 0 || seldom(t, "absent instance", 8) {
			in.ContainerInstances = append(in.ContainerInstances, "ffffffffffffffffffffffffffffffff")
		}
		s, err := preflight.ForStartTask(t.Context(), w.Client(), in)
		if err != nil {
			t.Fatal(err)
		}
		found := rules.Check(in, rules.Against(s))
		plan, planErr := preflight.PlanStartTask(in, s)
		out, err := w.Client().StartTask(t.Context(), in)
		foreseen(t, found, err)
		if err != nil {
			refused++
			return
		}
		if planErr != nil {
			t.Fatal(planErr)
		}
		failed := map[string]string{}
		for _, f := range out.Failures {
			failed[(*f.Arn)[strings.LastIndexByte(*f.Arn, '/')+1:]] = *f.Reason
			reasons[*f.Reason]++
		}
		placed += len(out.Tasks)
		for n, name := range in.ContainerInstances {
			id := name[strings.LastIndexByte(name, '/')+1:]
			at := slices.IndexFunc(plan, func(c preflight.Candidate) bool { return strings.HasSuffix(c.Instance, id) })
			if at < 0 {
				t.Fatalf("%s is not in the plan", name)
			}
			want, got := "", failed[id]
			if c := plan[at]; !c.Fits {
				want = c.Obstacles[0].Reason
			}
			if got != want {
				t.Errorf("%s: the server says %q, the plan %q", name, got, want)
			}
			if warned := about(found, n); (got != "") != (len(warned) > 0) {
				t.Errorf("%s: the server says %q, the rules\n%v", name, got, warned)
			}
		}
	})
	for _, reason := range []string{"MISSING", "INACTIVE", "AGENT", "ATTRIBUTE", "RESOURCE:CPU", "RESOURCE:MEMORY", "RESOURCE:PORTS", "RESOURCE:GPU"} {
		if reasons[reason] == 0 && !testing.Short() {
			t.Logf("no failure with the reason %s was drawn", reason)
		}
	}
	t.Logf("%d tasks placed, %d requests refused, failures %v", placed, refused, reasons)
}

// TestRunTaskAgrees does the same for RunTask on instances: as many tasks are placed
// as there is room for, and if there is none, each instance has the reason planned.
func TestRunTaskAgrees(t *testing.T) {
	placed, refused, short := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		w := drawWorld(t)
		in := w.draw(t)
		in.Count = new(rapid.Int32Range(1, 10).Draw(t, "count"))
		switch oneOf(t, "launch", "", "EC2", "EC2", "EXTERNAL", "strategy", "strategy", "FARGATE") {
		case "EC2":
			in.LaunchType = types.LaunchTypeEc2
		case "EXTERNAL":
			in.LaunchType = types.LaunchTypeExternal
		case "FARGATE":
			in.LaunchType = types.LaunchTypeFargate
		case "strategy":
			in.CapacityProviderStrategy = []types.CapacityProviderStrategyItem{{CapacityProvider: new(oneOf(t, "provider", "group", "group", "group", "other", "foreign", "FARGATE", "FARGATE_SPOT")), Weight: 1}}
		}
		if seldom(t, "platform version", 15) {
			in.PlatformVersion = new("1.4.0")
		}
		for _, kind := range []string{"memberOf", "distinctInstance"} {
			if seldom(t, kind, 4) {
				c := types.PlacementConstraint{Type: types.PlacementConstraintType(kind)}
				if kind == "memberOf" {
					c.Expression = new(oneOf(t, "expression", "attribute:stack == prod", "attribute:stack !exists", "runningTasksCount < 3"))
				}
				in.PlacementConstraints = append(in.PlacementConstraints, c)
			}
		}
		if seldom(t, "strategies", 3) {
			in.PlacementStrategy = []types.PlacementStrategy{{Type: types.PlacementStrategyTypeBinpack, Field: new("memory")}}
		}
		s, err := preflight.ForRunTask(t.Context(), w.Client(), in)
		if err != nil {
			t.Fatal(err)
		}
		found := rules.Check(in, rules.Against(s))
		plan, planErr := preflight.PlanRunTask(in, s)
		out, err := w.Client().RunTask(t.Context(), in)
		foreseen(t, found, err)
		if err != nil {
			refused++
			return
		}
		if planErr != nil {
			t.Fatal(planErr)
		}
		placed += len(out.Tasks)
		scales := len(s.CapacityProviders) > 0 && s.CapacityProviders[0].AutoScalingGroupProvider.ManagedScaling.Status == types.ManagedScalingStatusEnabled
		onFargate := len(in.CapacityProviderStrategy) > 0 && strings.HasPrefix(*in.CapacityProviderStrategy[0].CapacityProvider, "FARGATE")
		if in.LaunchType == types.LaunchTypeFargate || onFargate || scales {
			return
		}
		if want := min(int(*in.Count), plan.Room()); len(out.Tasks) != want {
			t.Errorf("%d tasks are placed, planned are %d of %d:\n%s", len(out.Tasks), want, *in.Count, show(plan))
		}
		warned := slices.ContainsFunc(found, func(e *field.Error) bool { return e.Rule == "placement-room" || e.Rule == "host-port-count" })
		if lacking := len(out.Tasks) < int(*in.Count); lacking != warned {
			t.Errorf("%d of %d tasks are placed, and the rules say\n%v", len(out.Tasks), *in.Count, found)
		} else if lacking {
			short++
		}
		if plan.Room() > 0 {
			return
		}
		var want, got []string
		for _, c := range plan {
			if reason := c.Obstacles[0].Reason; !slices.Contains([]string{placement.Draining, placement.External, placement.Provider}, reason) && c.Status == "ACTIVE" {
				want = append(want, fmt.Sprint(c.Instance, " ", reason))
			}
		}
		for _, f := range out.Failures {
			got = append(got, fmt.Sprint(*f.Arn, " ", *f.Reason))
		}
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("the server says\n%s\nthe plan\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	})
	t.Logf("%d tasks placed, %d requests refused, %d short of room, refusals:\n%s", placed, refused, short, strings.Join(slices.Sorted(maps.Keys(refusals)), "\n"))
}
