package placement_test

import (
	"math"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/placement"
)

func provided(names ...string) (list []types.CapacityProviderStrategyItem) {
	for _, name := range names {
		list = append(list, types.CapacityProviderStrategyItem{CapacityProvider: &name})
	}
	return list
}

// TestUnread holds that nothing is said of the resources of an instance that does not
// show them, but that they are not known.
func TestUnread(t *testing.T) {
	const unknown = "UNKNOWN: shows no remainingResources, so what is free there is not known"
	unread := instance(func(i *types.ContainerInstance) { i.RemainingResources, i.AgentConnected = nil, false })
	for _, tt := range []struct {
		task placement.Task
		want string
	}{
		{placement.Task{CPU: 1, Memory: 1, GPUs: []int{1}}, "AGENT: has an agent that is not connected; " + unknown},
		{placement.Task{}, "AGENT: has an agent that is not connected"},
	} {
		if got := texts(placement.Named(&tt.task).Obstacles(unread)); got != tt.want {
			t.Errorf("%+v: got %s", tt.task, got)
		}
	}
}

func TestChosen(t *testing.T) {
	owned := func(i *types.ContainerInstance) { i.CapacityProviderName = new("group") }
	external := func(i *types.ContainerInstance) {
		i.Attributes = append(slices.Clip(i.Attributes), types.Attribute{Name: new(placement.AttributeExternal)})
	}
	draining := func(i *types.ContainerInstance) { i.Status = new("DRAINING") }
	byGroup := &types.Cluster{DefaultCapacityProviderStrategy: provided("group")}
	for _, tt := range []struct {
		name    string
		in      ecs.RunTaskInput
		cluster *types.Cluster
		edit    func(*types.ContainerInstance)
		want    string
	}{
		{"EC2 by default", ecs.RunTaskInput{}, nil, nil, ""},
		{"draining", ecs.RunTaskInput{LaunchType: "EC2"}, nil, draining, "DRAINING: is DRAINING"},
		{"external, not wanted", ecs.RunTaskInput{LaunchType: "EC2"}, nil, external, "EXTERNAL: is an external instance"},
		{"external, wanted", ecs.RunTaskInput{LaunchType: "EXTERNAL"}, nil, external, ""},
		{"not external", ecs.RunTaskInput{LaunchType: "EXTERNAL"}, nil, nil, "EXTERNAL: is not an external instance"},
		{"of the provider", ecs.RunTaskInput{CapacityProviderStrategy: provided("group")}, nil, owned, ""},
		{"of none", ecs.RunTaskInput{CapacityProviderStrategy: provided("group", "other")}, nil, nil, "CAPACITY_PROVIDER: belongs to no capacity provider"},
		{"of another", ecs.RunTaskInput{CapacityProviderStrategy: provided("other")}, nil, owned, "CAPACITY_PROVIDER: belongs to the capacity provider group"},
		{"of the cluster's", ecs.RunTaskInput{}, byGroup, owned, ""},
		{"not of the cluster's", ecs.RunTaskInput{}, byGroup, nil, "CAPACITY_PROVIDER: belongs to no capacity provider"},
		{"a constraint", ecs.RunTaskInput{PlacementConstraints: memberOf("agentConnected == false")}, nil, nil, "MemberOf placement constraint unsatisfied.: does not match agentConnected == false"},
		{"a launch type wins over the cluster", ecs.RunTaskInput{LaunchType: "EC2"}, byGroup, nil, ""},
	} {
		d, err := placement.Chosen(new(placement.Task), &tt.in, nil, tt.cluster)
		if err != nil {
			t.Fatal(err)
		}
		if got := texts(d.Obstacles(instance(tt.edit))); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
	for _, in := range []ecs.RunTaskInput{{LaunchType: "FARGATE"}, {LaunchType: "MANAGED_INSTANCES"}, {CapacityProviderStrategy: provided("FARGATE")}, {CapacityProviderStrategy: provided("FARGATE", "FARGATE_SPOT")}} {
		if d, err := placement.Chosen(new(placement.Task), &in, nil, byGroup); d != nil || err != nil {
			t.Errorf("%+v: %v, %v", in, d, err)
		}
	}
	d, err := placement.Chosen(new(placement.Task), new(ecs.RunTaskInput), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := texts(d.Obstacles(placement.Instance{})); got != "MISSING: is not in the cluster" {
		t.Errorf("an instance that is not there: %s", got)
	}
	if _, err := placement.Chosen(new(placement.Task), &ecs.RunTaskInput{PlacementConstraints: memberOf("=")}, nil, nil); err == nil {
		t.Error("a constraint that cannot be read is not an error")
	}
}

func memberOf(expression string) []types.PlacementConstraint {
	return []types.PlacementConstraint{{Type: types.PlacementConstraintTypeMemberOf, Expression: &expression}}
}

// TestRoom counts how many tasks fit on an instance that has 1024 CPU units, 2048 MiB,
// two GPUs and one of two network interfaces left.
func TestRoom(t *testing.T) {
	distinct := ecs.RunTaskInput{PlacementConstraints: []types.PlacementConstraint{{Type: types.PlacementConstraintTypeDistinctInstance}}}
	const any = math.MaxInt32
	for _, tt := range []struct {
		name string
		task placement.Task
		in   ecs.RunTaskInput
		on   placement.Instance
		want int
	}{
		{name: "needs nothing", on: instance(nil), want: any},
		{name: "one per instance", in: distinct, on: instance(nil), want: 1},
		{name: "a TCP port", task: placement.Task{TCP: []string{"80"}}, on: instance(nil), want: 1},
		{name: "a UDP port", task: placement.Task{UDP: []string{"53"}}, on: instance(nil), want: 1},
		{name: "all GPUs", task: placement.Task{GPUs: []int{0, placement.AllGPUs}}, on: instance(nil), want: 1},
		{name: "a GPU", task: placement.Task{GPUs: []int{0, 1}}, on: instance(nil), want: 2},
		{name: "CPU", task: placement.Task{CPU: 300, Memory: 1}, on: instance(nil), want: 3},
		{name: "memory", task: placement.Task{CPU: 1, Memory: 512}, on: instance(nil), want: 4},
		{name: "one unit", task: placement.Task{CPU: 1}, on: instance(nil), want: 1024},
		{name: "a network interface", task: placement.Task{ENIs: 1}, on: instance(nil), want: 1},
		{name: "a network interface, limit not known", task: placement.Task{ENIs: 1}, on: placement.Instance{ContainerInstance: instance(nil).ContainerInstance}, want: any},
	} {
		d, err := placement.Chosen(&tt.task, &tt.in, definition(nil), nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Room(tt.on); got != tt.want {
			t.Errorf("%s: room for %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestNamed(t *testing.T) {
	d := placement.Named(&placement.Task{Attributes: []types.Attribute{{Name: new("b")}, {Name: new("a"), Value: new("a")}}})
	with := func(names ...string) placement.Instance {
		return instance(func(i *types.ContainerInstance) {
			i.Attributes = nil
			for _, name := range names {
				i.Attributes = append(i.Attributes, types.Attribute{Name: &name, Value: &name})
			}
		})
	}
	// The hints of one instance do not mislead at the next.
	for _, tt := range []struct {
		on   placement.Instance
		want string
	}{
		{with("a", "b"), ""}, {with("b", "a"), ""}, {with("b"), "ATTRIBUTE: does not have the attribute a=a"}, {with(), "ATTRIBUTE: does not have the attribute b; ATTRIBUTE: does not have the attribute a=a"},
		{with("x", "y", "b", "a"), ""}, {with("x", "y", "b", "a"), ""}, {with("a"), "ATTRIBUTE: does not have the attribute b"}, {placement.Instance{}, "MISSING: is not in the cluster"},
		{instance(func(i *types.ContainerInstance) {
			i.Status, i.Attributes = new("DRAINING"), []types.Attribute{{}, {Name: new("a"), Value: new("a")}, {Name: new("b")}}
		}), ""}, // which StartTask may use
	} {
		if got := texts(d.Obstacles(tt.on)); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}

func TestNamelessAttribute(t *testing.T) {
	d := placement.Named(&placement.Task{Attributes: []types.Attribute{{}}})
	if got := texts(d.Obstacles(instance(nil))); got != "ATTRIBUTE: does not have the attribute " {
		t.Error(got)
	}
}

func TestDistance(t *testing.T) {
	fits := placement.DistanceOf(nil)
	order := [][]placement.Obstacle{
		nil,
		{{Reason: placement.CPU, Need: 10, Have: 9, Total: 20}},
		{{Reason: placement.CPU, Need: 10, Have: 1, Total: 20}},
		{{Reason: placement.Ports}, {Reason: placement.CPU, Need: 10, Have: 9, Total: 20}},
		{{Reason: placement.CPU, Need: 10, Have: 9, Total: 9}}, // too small
		{{Reason: placement.Attribute}, {Reason: placement.Location}},
		{{Reason: placement.Agent}},
	}
	for i, list := range order {
		d := placement.DistanceOf(list)
		if i > 0 && placement.DistanceOf(order[i-1]).Compare(d) >= 0 {
			t.Errorf("%d is not farther than the one before: %+v", i, d)
		}
		if (d == fits) != (i == 0) {
			t.Errorf("%d: %+v", i, d)
		}
	}
	for _, tt := range []struct {
		o    placement.Obstacle
		want placement.Distance
	}{
		{placement.Obstacle{Reason: placement.CPU, Need: 10, Have: 1, Total: 20}, placement.Distance{Grade: placement.Busy, Obstacles: 1, Shortage: 0.9}},
		{placement.Obstacle{Reason: placement.CPU, Need: 10, Have: 0, Total: 20}, placement.Distance{Grade: placement.Busy, Obstacles: 1, Shortage: 1}},
		{placement.Obstacle{Reason: placement.CPU, Need: 10, Have: -5, Total: 20}, placement.Distance{Grade: placement.Busy, Obstacles: 1, Shortage: 1}},
		{placement.Obstacle{Reason: placement.GPU, Need: 1}, placement.Distance{Grade: placement.Lacking, Obstacles: 1, Shortage: 1}},
		{placement.Obstacle{Reason: placement.Ports}, placement.Distance{Grade: placement.Busy, Obstacles: 1}},
		{placement.Obstacle{Reason: placement.Missing}, placement.Distance{Grade: placement.Away, Obstacles: 1}},
	} {
		if got := placement.DistanceOf([]placement.Obstacle{tt.o}); got != tt.want {
			t.Errorf("%v: got %+v, want %+v", tt.o, got, tt.want)
		}
	}
}

func TestHostPorts(t *testing.T) {
	i := instance(func(i *types.ContainerInstance) {
		i.RemainingResources = []types.Resource{{Name: new("PORTS"), StringSetValue: []string{"22", "80"}}, {Name: new("PORTS_UDP"), StringSetValue: []string{"53"}}}
	})
	if used, then := (&placement.Task{TCP: []string{"81"}, UDP: []string{"54", "55"}}).HostPorts(i.ContainerInstance); used != 3 || then != 6 {
		t.Errorf("%d, %d", used, then)
	}
}
