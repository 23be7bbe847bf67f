package ecstest_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
)

func item(provider string, weight, base int32) types.CapacityProviderStrategyItem {
	return types.CapacityProviderStrategyItem{CapacityProvider: &provider, Weight: weight, Base: base}
}

// newProviding returns a server whose cluster has the providers of Fargate, the
// groups "one" and "two" with an instance each, and "none" without.
func newProviding(t *testing.T) (*ecstest.Server, *ecs.Client) {
	srv, c := newServer(t)
	srv.AddTaskDefinition("web")
	srv.AddTaskDefinition("vpc", awsvpc)
	srv.AddTaskDefinition("fargate", awsvpc, func(d *types.TaskDefinition) {
		d.Compatibilities, d.RequiresCompatibilities = nil, []types.Compatibility{types.CompatibilityFargate}
		d.Cpu, d.Memory = new("256"), new("512")
	})
	for _, name := range []string{"one", "two", "none", "other"} {
		srv.AddCapacityProvider(name)
	}
	srv.AddCapacityProvider("managed", func(p *types.CapacityProvider) { p.Type = types.CapacityProviderTypeManagedInstances })
	srv.AddCluster("default", func(c *types.Cluster) {
		c.CapacityProviders = []string{"FARGATE", "FARGATE_SPOT", "one", "two", "none", "managed"}
	})
	for _, name := range []string{"one", "two"} {
		srv.AddInstance("default", func(i *types.ContainerInstance) { i.CapacityProviderName = &name })
	}
	return srv, c
}

func onProviders(strategy ...types.CapacityProviderStrategyItem) *ecs.RunTaskInput {
	in := &ecs.RunTaskInput{TaskDefinition: new("web"), CapacityProviderStrategy: strategy}
	if len(strategy) > 0 && strings.HasPrefix(*strategy[0].CapacityProvider, "FARGATE") {
		in.TaskDefinition, in.NetworkConfiguration = new("fargate"), network("subnet-a")
	}
	return in
}

// providersOf says how many tasks are on each provider, in the order of the names.
func providersOf(tasks []types.Task) string {
	counts := map[string]int{}
	for _, task := range tasks {
		counts[fmt.Sprintf("%s/%s", aws.ToString(task.CapacityProviderName), task.LaunchType)]++
	}
	var list []string
	for name, n := range counts {
		list = append(list, fmt.Sprint(name, " ", n))
	}
	slices.Sort(list)
	return strings.Join(list, ", ")
}

func TestStrategies(t *testing.T) {
	for _, tt := range []struct {
		strategy []types.CapacityProviderStrategyItem
		count    int32
		want     string
	}{
		{[]types.CapacityProviderStrategyItem{item("FARGATE", 1, 0), item("FARGATE_SPOT", 3, 0)}, 8, "FARGATE/FARGATE 2, FARGATE_SPOT/FARGATE 6"},
		{[]types.CapacityProviderStrategyItem{item("FARGATE", 1, 2), item("FARGATE_SPOT", 1, 0)}, 6, "FARGATE/FARGATE 4, FARGATE_SPOT/FARGATE 2"},
		{[]types.CapacityProviderStrategyItem{item("FARGATE_SPOT", 1, 0), item("FARGATE", 0, 2)}, 6, "FARGATE/FARGATE 2, FARGATE_SPOT/FARGATE 4"},
		{[]types.CapacityProviderStrategyItem{item("FARGATE", 0, 0)}, 2, "FARGATE/FARGATE 2"},
		{[]types.CapacityProviderStrategyItem{item("FARGATE", 1, 100000), item("FARGATE_SPOT", 1, 0)}, 3, "FARGATE/FARGATE 3"},
		{[]types.CapacityProviderStrategyItem{item("FARGATE", 0, 0), item("FARGATE_SPOT", 1, 0)}, 3, "FARGATE_SPOT/FARGATE 3"},
		{[]types.CapacityProviderStrategyItem{item("one", 1, 0), item("two", 1, 0)}, 4, "one/EC2 2, two/EC2 2"},
		{[]types.CapacityProviderStrategyItem{item("two", 0, 0)}, 3, "two/EC2 3"},
	} {
		_, c := newProviding(t)
		in := onProviders(tt.strategy...)
		in.Count = &tt.count
		out := must[*ecs.RunTaskOutput](t)(c.RunTask(t.Context(), in))
		if got := providersOf(out.Tasks); got != tt.want || len(out.Failures) != 0 {
			t.Errorf("got %s, want %s, failures are %s", got, tt.want, reasons(out.Failures))
		}
	}
}

// TestDefaultStrategy lets the cluster decide, once it can.
func TestDefaultStrategy(t *testing.T) {
	srv, c := newProviding(t)
	run := func(edit func(*ecs.RunTaskInput)) string {
		t.Helper()
		in := onProviders(item("FARGATE", 0, 0))
		in.CapacityProviderStrategy = nil
		edit(in)
		return providersOf(must[*ecs.RunTaskOutput](t)(c.RunTask(t.Context(), in)).Tasks)
	}
	if got := run(func(in *ecs.RunTaskInput) { in.TaskDefinition = new("vpc") }); got != "/EC2 1" {
		t.Errorf("no default: %s", got)
	}
	put := must[*ecs.PutClusterCapacityProvidersOutput](t)(c.PutClusterCapacityProviders(t.Context(), &ecs.PutClusterCapacityProvidersInput{
		Cluster: new("default"), CapacityProviders: []string{"FARGATE_SPOT", "one"},
		DefaultCapacityProviderStrategy: []types.CapacityProviderStrategyItem{item("FARGATE_SPOT", 1, 0)},
	}))
	described := must[*ecs.DescribeClustersOutput](t)(c.DescribeClusters(t.Context(), &ecs.DescribeClustersInput{})).Clusters[0]
	for _, cluster := range []types.Cluster{*put.Cluster, described} {
		if !slices.Equal(cluster.CapacityProviders, []string{"FARGATE_SPOT", "one"}) || *cluster.DefaultCapacityProviderStrategy[0].CapacityProvider != "FARGATE_SPOT" {
			t.Errorf("the cluster has %v, and by default %v", cluster.CapacityProviders, cluster.DefaultCapacityProviderStrategy)
		}
	}
	if got := run(func(*ecs.RunTaskInput) {}); got != "FARGATE_SPOT/FARGATE 1" {
		t.Errorf("by default: %s", got)
	}
	if got := run(func(in *ecs.RunTaskInput) { in.LaunchType = types.LaunchTypeFargate }); got != "/FARGATE 1" {
		t.Errorf("by launch type, which needs no provider: %s", got)
	}
	instance := srv.AddInstance("default")
	if task := start(t, c, "web", instance); task.LaunchType != types.LaunchTypeEc2 || task.CapacityProviderName != nil {
		t.Errorf("StartTask: %s", task.LaunchType)
	}
}

func TestFargateCapacity(t *testing.T) {
	srv, c := newProviding(t)
	const reason = "Capacity is unavailable at this time. Please try again later or in a different availability zone"
	run := func(in *ecs.RunTaskInput, tasks, failures int) {
		t.Helper()
		in.Count = new(int32(3))
		out := must[*ecs.RunTaskOutput](t)(c.RunTask(t.Context(), in))
		if len(out.Tasks) != tasks || len(out.Failures) != failures {
			t.Errorf("%d tasks, failures are %s", len(out.Tasks), reasons(out.Failures))
		}
		for _, f := range out.Failures {
			if f.Arn != nil || *f.Reason != reason {
				t.Errorf("%s: %s", aws.ToString(f.Arn), *f.Reason)
			}
		}
	}
	srv.LimitFargate("FARGATE_SPOT", 2)
	run(onProviders(item("FARGATE_SPOT", 1, 0)), 2, 1)
	run(onProviders(item("FARGATE", 1, 0), item("FARGATE_SPOT", 2, 0)), 1, 2)
	srv.LimitFargate("FARGATE", 1)
	byType := onProviders(item("FARGATE", 0, 0))
	byType.CapacityProviderStrategy, byType.LaunchType = nil, types.LaunchTypeFargate
	run(byType, 1, 2)
	srv.LimitFargate("FARGATE_SPOT", -1)
	run(onProviders(item("FARGATE_SPOT", 1, 0)), 3, 0)
}

func TestProviderRefusals(t *testing.T) {
	_, c := newProviding(t)
	const (
		unknown     = "The specified capacity provider was not found. Specify a valid capacity provider and try again."
		unsupported = "UnsupportedFeatureException"
		associated  = "The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster. Associate the capacity provider with the cluster or specify a valid capacity provider and try again."
		mix         = "A capacity provider strategy cannot contain a mix of capacity providers using Auto Scaling groups and Fargate providers. Specify one or the other and try again."
		bases       = "There are multiple capacity providers in the specified capacity provider strategy with a base value greater than zero. Only one capacity provider can have a base value greater than zero. Specify a valid capacity provider strategy and try again."
		weights     = "There are no capacity providers in the capacity provider strategy with a weight value greater than zero. Specify a weight value greater than zero for at least one capacity provider and try again."
		both        = "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again."
	)
	as := func(in *ecs.RunTaskInput, edit func(*ecs.RunTaskInput)) *ecs.RunTaskInput { edit(in); return in }
	for _, tt := range []struct {
		name          string
		in            *ecs.RunTaskInput
		code, message string
	}{
		{"unknown", onProviders(item("fargate", 1, 0)), invalid, unknown},
		{"not associated", onProviders(item("other", 1, 0)), invalid, associated},
		{"managed instances", onProviders(item("managed", 1, 0)), unsupported, "ecstest does not have managed instances"},
		{"mixed", onProviders(item("one", 1, 0), item("FARGATE", 1, 0)), invalid, mix},
		{"bases", onProviders(item("one", 1, 1), item("two", 1, 1)), invalid, bases},
		{"weights", onProviders(item("one", 0, 1), item("two", 0, 0)), invalid, weights},
		{"launch type as well", as(onProviders(item("one", 1, 0)), func(in *ecs.RunTaskInput) { in.LaunchType = types.LaunchTypeEc2 }), invalid, both},
		{"no instance", onProviders(item("one", 1, 0), item("none", 1, 0)), "", ""},
		{"no instance for two", as(onProviders(item("one", 1, 0), item("none", 1, 0)), func(in *ecs.RunTaskInput) { in.Count = new(int32(2)) }), invalid, "No Container Instances were found in your capacity provider."},
		{"definition for Fargate", as(onProviders(item("one", 1, 0)), func(in *ecs.RunTaskInput) {
			in.TaskDefinition, in.NetworkConfiguration = new("fargate"), network("subnet-a")
		}), invalid, "Task definition does not support launch_type EC2."},
		{"definition for EC2", as(onProviders(item("FARGATE", 1, 0)), func(in *ecs.RunTaskInput) { in.TaskDefinition = new("vpc") }), invalid, "Task definition does not support launch_type FARGATE."},
		{"constraint on Fargate", as(onProviders(item("FARGATE_SPOT", 1, 0)), func(in *ecs.RunTaskInput) { in.PlacementConstraints = []types.PlacementConstraint{distinct} }), invalid, "Placement constraints are not supported with FARGATE launch type."},
		{"platform on Fargate", as(onProviders(item("FARGATE_SPOT", 1, 0)), func(in *ecs.RunTaskInput) { in.PlatformVersion = new("1.4.0") }), "", ""},
		{"platform on a group", as(onProviders(item("one", 1, 0)), func(in *ecs.RunTaskInput) { in.PlatformVersion = new("1.4.0") }), invalid, "The platform version must be null when specifying an EC2 launch type."},
		{"public IP on Fargate", as(onProviders(item("FARGATE_SPOT", 1, 0)), func(in *ecs.RunTaskInput) {
			in.NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp = types.AssignPublicIpEnabled
		}), "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := c.RunTask(t.Context(), tt.in)
			refused(t, err, tt.code, tt.message)
		})
	}
	for name, tt := range map[string]struct {
		providers []string
		strategy  []types.CapacityProviderStrategyItem
		message   string
	}{
		"unknown":        {[]string{"arn:aws:autoscaling"}, nil, unknown},
		"not associated": {[]string{"one"}, []types.CapacityProviderStrategyItem{item("two", 1, 0)}, associated},
		"mixed":          {[]string{"one", "FARGATE"}, []types.CapacityProviderStrategyItem{item("one", 1, 0), item("FARGATE", 1, 0)}, mix},
	} {
		_, err := c.PutClusterCapacityProviders(t.Context(), &ecs.PutClusterCapacityProvidersInput{
			Cluster: new("default"), CapacityProviders: tt.providers, DefaultCapacityProviderStrategy: append([]types.CapacityProviderStrategyItem{}, tt.strategy...),
		})
		t.Run("put "+name, func(t *testing.T) { refused(t, err, invalid, tt.message) })
	}
}

// TestFullProvider runs more tasks than a provider without scaling has room for.
func TestFullProvider(t *testing.T) {
	srv, c := newProviding(t)
	srv.AddTaskDefinition("web", func(d *types.TaskDefinition) { d.Cpu = new("1024") })
	in := onProviders(item("one", 1, 0), item("two", 1, 0))
	in.Count = new(int32(7))
	out := must[*ecs.RunTaskOutput](t)(c.RunTask(t.Context(), in))
	if got := providersOf(out.Tasks); got != "one/EC2 2, two/EC2 2" || reasons(out.Failures) != "RESOURCE:CPU RESOURCE:CPU" {
		t.Errorf("the tasks are on %s, failures are %s", got, reasons(out.Failures))
	}
}

// TestManagedScaling lets tasks wait for an instance.
func TestManagedScaling(t *testing.T) {
	scaling := func(t *testing.T, definition string) (*ecstest.Server, *ecs.Client, func() types.Task) {
		srv, c := newProviding(t)
		srv.AddCapacityProvider("none", func(p *types.CapacityProvider) {
			p.AutoScalingGroupProvider.ManagedScaling.Status = types.ManagedScalingStatusEnabled
		})
		in := onProviders(item("none", 1, 0))
		if in.TaskDefinition = &definition; definition == "vpc" {
			in.NetworkConfiguration = network("subnet-a")
		}
		task := must[*ecs.RunTaskOutput](t)(c.RunTask(t.Context(), in)).Tasks[0]
		if *task.LastStatus != "PROVISIONING" || task.ContainerInstanceArn != nil || task.AvailabilityZone != nil || *task.CapacityProviderName != "none" {
			t.Errorf("the task is %+v", task)
		}
		return srv, c, func() types.Task { return srv.Tasks()[0] }
	}
	for _, definition := range []string{"web", "vpc"} {
		t.Run("finds a place: "+definition, func(t *testing.T) {
			srv, _, look := scaling(t, definition)
			srv.Advance(3)
			if task := look(); *task.LastStatus != "PROVISIONING" {
				t.Errorf("the status is %s", *task.LastStatus)
			}
			arn := srv.AddInstance("default", func(i *types.ContainerInstance) { i.CapacityProviderName = new("none") })
			srv.Advance(1)
			if task := look(); *task.LastStatus != "PENDING" || *task.ContainerInstanceArn != arn || *task.AvailabilityZone != "us-east-1a" || len(task.Containers) != 1 {
				t.Errorf("the task is %+v", task)
			}
			srv.Advance(6)
			if task := look(); *task.LastStatus != "STOPPED" || *task.Containers[0].ExitCode != 0 {
				t.Errorf("the task is %+v", task)
			}
		})
	}
	for _, tt := range []struct{ name, reason string }{
		{"no instance", "EMPTY CAPACITY PROVIDER"}, {"draining", "NO ACTIVE INSTANCES"}, {"small", "RESOURCE:CPU"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv, _, look := scaling(t, "web")
			if tt.name != "no instance" {
				srv.AddInstance("default", ecstest.Remaining(100, 100), func(i *types.ContainerInstance) {
					if i.CapacityProviderName = new("none"); tt.name == "draining" {
						i.Status = new("DRAINING")
					}
				})
			}
			srv.Advance(9)
			if task := look(); *task.LastStatus != "PROVISIONING" {
				t.Errorf("the status is %s", *task.LastStatus)
			}
			srv.Advance(1)
			if task := look(); *task.LastStatus != "STOPPED" || task.StopCode != types.TaskStopCodeTaskFailedToStart || *task.StoppedReason != "TaskFailedToStart: "+tt.reason {
				t.Errorf("%s: %s, %s", *task.LastStatus, task.StopCode, aws.ToString(task.StoppedReason))
			}
		})
	}
	t.Run("stopped by a user", func(t *testing.T) {
		srv, c, look := scaling(t, "web")
		must[*ecs.StopTaskOutput](t)(c.StopTask(t.Context(), &ecs.StopTaskInput{Task: look().TaskArn}))
		srv.Advance(1)
		if task := look(); *task.LastStatus != "STOPPED" || task.StopCode != types.TaskStopCodeUserInitiated {
			t.Errorf("%s: %s", *task.LastStatus, task.StopCode)
		}
	})
}

func TestDescribeCapacityProviders(t *testing.T) {
	srv, c := newProviding(t)
	arn := srv.AddCapacityProvider("one", func(p *types.CapacityProvider) { p.Tags = []types.Tag{{Key: new("a"), Value: new("b")}} })
	describe := func(in ecs.DescribeCapacityProvidersInput) *ecs.DescribeCapacityProvidersOutput {
		t.Helper()
		return must[*ecs.DescribeCapacityProvidersOutput](t)(c.DescribeCapacityProviders(t.Context(), &in))
	}
	names := func(list []types.CapacityProvider) string {
		var names []string
		for _, p := range list {
			names = append(names, *p.Name)
		}
		return strings.Join(names, " ")
	}
	if got := names(describe(ecs.DescribeCapacityProvidersInput{}).CapacityProviders); got != "FARGATE FARGATE_SPOT managed none one other two" {
		t.Errorf("all: %s", got)
	}
	if got := names(describe(ecs.DescribeCapacityProvidersInput{Cluster: new("default")}).CapacityProviders); got != "FARGATE FARGATE_SPOT managed none one two" {
		t.Errorf("of the cluster: %s", got)
	}
	out := describe(ecs.DescribeCapacityProvidersInput{CapacityProviders: []string{arn, "FARGATE", "missing"}})
	if names(out.CapacityProviders) != "one FARGATE" || reasons(out.Failures) != "MISSING" || out.CapacityProviders[0].Tags != nil ||
		out.CapacityProviders[0].Type != types.CapacityProviderTypeEc2Autoscaling || out.CapacityProviders[1].Type != types.CapacityProviderTypeFargate {
		t.Errorf("by name: %+v, %s", out.CapacityProviders, reasons(out.Failures))
	}
	if tags := describe(ecs.DescribeCapacityProvidersInput{CapacityProviders: []string{"one"}, Include: []types.CapacityProviderField{"TAGS"}}).CapacityProviders[0].Tags; len(tags) != 1 {
		t.Errorf("%d tags", len(tags))
	}
	first := describe(ecs.DescribeCapacityProvidersInput{MaxResults: new(int32(5))})
	second := describe(ecs.DescribeCapacityProvidersInput{MaxResults: new(int32(5)), NextToken: first.NextToken})
	if names(first.CapacityProviders) != "FARGATE FARGATE_SPOT managed none one" || names(second.CapacityProviders) != "other two" || second.NextToken != nil {
		t.Errorf("by pages: %s, %s", names(first.CapacityProviders), names(second.CapacityProviders))
	}
}
