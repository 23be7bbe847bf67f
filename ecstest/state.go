package ecstest

import (
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// state is all that the server knows of its ECS. The SDK values in it are never
// changed in place, only replaced, so that a shallow copy of one can be encoded
// after mu was unlocked.
type state struct {
	mu          sync.Mutex
	clusters    map[string]*cluster
	definitions map[string][]*types.TaskDefinition // by family; a revision is an index plus 1
	zones       map[string]string                  // by subnet
	instances   map[string]*instance               // by id
	tasks       map[string]*task                   // by id
	started     []*task                            // in the order they were started
	end         func(*types.Task) End
	listLag     int
	providers   map[string]types.CapacityProvider // by name
	capacity    map[string]int                    // how many more tasks can start on a provider of Fargate
	random      *rand.Rand                        // for the placement strategy of that name
}

type cluster struct {
	value     types.Cluster
	name      string
	instances []*instance
	tasks     []*task
	answered  map[string]answered // by client token of RunTask
}

type instance struct {
	value            types.ContainerInstance // the counts in it are those below
	id               string
	cluster          *cluster
	pending, running int32
	interfaces       int            // network interfaces of tasks
	groups           map[string]int // how many tasks there are of a group
	lastPort         int32          // the last dynamic host port
}

// cluster returns the cluster of that name, and makes it if there is none.
func (st *state) cluster(name string) *cluster {
	c, ok := st.clusters[name]
	if !ok {
		c = &cluster{name: name, value: newCluster(name), answered: map[string]answered{}}
		st.clusters[name] = c
	}
	return c
}

// AddCluster adds a cluster, or edits the one of that name, and returns its ARN.
func (s *Server) AddCluster(name string, edit ...func(*types.Cluster)) string {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	c := s.state.cluster(name)
	c.value = edited(c.value, edit)
	c.value.ClusterArn, c.value.ClusterName = new(arn("cluster", name)), &name
	return *c.value.ClusterArn
}

// AddTaskDefinition adds the next revision of a family and returns its ARN. Without
// an edit it has one essential container, "app", of 128 CPU units and 256 MiB, and the
// network mode bridge. A definition in the mode awsvpc requires the attribute
// ecs.capability.task-eni. RequiresCompatibilities are added to Compatibilities.
func (s *Server) AddTaskDefinition(family string, edit ...func(*types.TaskDefinition)) string {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	value := edited(newTaskDefinition(family), edit)
	complete(&value)
	value.Family, value.Revision = &family, int32(len(s.state.definitions[family])+1)
	value.TaskDefinitionArn = new(arn("task-definition", familyRevision(&value)))
	s.state.definitions[family] = append(s.state.definitions[family], &value)
	return *value.TaskDefinitionArn
}

// AddInstance adds a container instance to a cluster, given by its name or ARN, and
// returns the ARN of the instance. It adds the cluster if there is none. Without an
// edit the instance is an active t3.medium in the zone us-east-1a with 2048 CPU units
// and 3884 MiB, whose agent is connected. Its id depends only on how many instances
// were added before.
//
// The RemainingResources decide which tasks fit. The server reduces them when it
// starts a task, and restores them when the task has stopped. A GPU is a text in the
// STRINGSET named GPU. Tasks in the network mode awsvpc share 2 network
// interfaces, or 10 if the instance has the attribute ecs.awsvpc-trunk-id.
func (s *Server) AddInstance(nameOrARN string, edit ...func(*types.ContainerInstance)) string {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	n, c := len(s.state.instances), s.state.cluster(lastPart(nameOrARN))
	i := &instance{id: idFor("container-instance", n), cluster: c, lastPort: firstDynamicPort - 1, groups: map[string]int{}}
	i.value = edited(newInstance(n), edit)
	i.value.ContainerInstanceArn = new(arn("container-instance", c.name+"/"+i.id))
	c.instances = append(c.instances, i)
	s.state.instances[i.id] = i
	return *i.value.ContainerInstanceArn
}

// EditInstance changes a container instance, given by its ARN or id, and reports
// whether there is one. edit gets the instance as it is now: its
// RemainingResources are without those that tasks use.
func (s *Server) EditInstance(arnOrID string, edit func(*types.ContainerInstance)) bool {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	i, ok := s.state.instances[lastPart(arnOrID)]
	if !ok {
		return false
	}
	old := i.snapshot()
	i.value = edited(old, []func(*types.ContainerInstance){edit})
	i.value.ContainerInstanceArn, i.value.Version = old.ContainerInstanceArn, old.Version+1
	return true
}

// edited returns value, or an edited copy that shares nothing with value or with
// what the functions keep.
func edited[T any](value T, edit []func(*T)) T {
	if len(edit) == 0 {
		return value
	}
	value = deepCopy(value)
	for _, f := range edit {
		f(&value)
	}
	return deepCopy(value)
}

// Remaining is an edit of an instance that sets how many CPU units and how many MiB
// of memory are free.
func Remaining(cpu, memory int32) func(*types.ContainerInstance) {
	return func(i *types.ContainerInstance) {
		i.RemainingResources = withInteger(withInteger(i.RemainingResources, "CPU", cpu), "MEMORY", memory)
	}
}

// Attribute is an edit of an instance that adds an attribute, or replaces its value.
// The server reads the zone from ecs.availability-zone, the number of network
// interfaces from ecs.awsvpc-trunk-id, and from ecs.capability.external whether the
// instance is external. An attribute with the value "" has none.
func Attribute(name, value string) func(*types.ContainerInstance) {
	return func(i *types.ContainerInstance) {
		i.Attributes = slices.DeleteFunc(slices.Clone(i.Attributes), func(a types.Attribute) bool { return text(a.Name) == name })
		added := types.Attribute{Name: &name}
		if value != "" {
			added.Value = &value
		}
		i.Attributes = append(i.Attributes, added)
	}
}

// AddSubnet puts a subnet into an Availability Zone. A task in the network mode
// awsvpc can only be placed on an instance in a zone of one of its subnets. Any
// zone is right for a subnet that was not added.
func (s *Server) AddSubnet(id, zone string) {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	s.state.zones[id] = zone
}

// Tasks returns a copy of all tasks, the stopped ones included, in the order in which
// they were started. It does not move them on.
func (s *Server) Tasks() []types.Task {
	s.state.mu.Lock()
	tasks := make([]types.Task, len(s.state.started))
	for i, t := range s.state.started {
		tasks[i] = t.value
	}
	s.state.mu.Unlock()
	for i := range tasks {
		tasks[i] = deepCopy(tasks[i])
	}
	return tasks
}

// snapshot returns the instance as it is described.
func (i *instance) snapshot() types.ContainerInstance {
	value := i.value
	value.PendingTasksCount, value.RunningTasksCount = i.pending, i.running
	return value
}

// snapshot returns the cluster as it is described.
func (c *cluster) snapshot() types.Cluster {
	value := c.value
	value.RegisteredContainerInstancesCount = 0
	value.PendingTasksCount, value.RunningTasksCount = 0, 0
	for _, i := range c.instances {
		if i.placeable() {
			value.RegisteredContainerInstancesCount++
		}
	}
	for _, t := range c.tasks {
		switch {
		case t.status < running:
			value.PendingTasksCount++
		case t.status < stopped:
			value.RunningTasksCount++
		}
	}
	return value
}

// placeable reports whether tasks can be started on the instance: whether it is
// active or draining.
func (i *instance) placeable() bool {
	status := types.ContainerInstanceStatus(text(i.value.Status))
	return status == types.ContainerInstanceStatusActive || status == types.ContainerInstanceStatusDraining
}

// has reports whether the instance has the attribute and, if it carries a value,
// with that value.
func (i *instance) has(want types.Attribute) bool {
	return slices.ContainsFunc(i.value.Attributes, func(a types.Attribute) bool {
		return text(a.Name) == text(want.Name) && (want.Value == nil || text(a.Value) == *want.Value)
	})
}

// attribute returns the value of an attribute, or "".
func (i *instance) attribute(name string) string {
	for _, a := range i.value.Attributes {
		if text(a.Name) == name {
			return text(a.Value)
		}
	}
	return ""
}

func text(p *string) string {
	if p == nil {
		return ""
	}
	return *p
}

// epoch is when the server's time begins.
var epoch = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)
