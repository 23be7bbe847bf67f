package placement

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/ptr"
)

// The reasons for which RunTask does not consider an instance at all. ECS does not
// name them.
const (
	Draining = "DRAINING"
	External = "EXTERNAL"
	Provider = "CAPACITY_PROVIDER"
)

// AttributeExternal is an attribute that external instances have, and no others.
const AttributeExternal = "ecs.capability.external"

// Demand is what an operation needs of a container instance for each of its tasks.
// It is not for concurrent use.
type Demand struct {
	*Task
	choosing    bool // RunTask chooses the instances
	external    bool // among the external ones
	providers   []string
	constraints *Constraints
	hints       []int // see Task.attributes
}

// Named returns the demand of StartTask, which names the instances. Whether it
// checks the placement constraints of a task definition is not known.
func Named(t *Task) *Demand {
	return &Demand{Task: t, constraints: new(Constraints), hints: make([]int, len(t.Attributes))}
}

// Chosen returns the demand of a request of RunTask whose tasks need task. It
// returns nil if they are not placed on instances of the user, but on Fargate or on
// managed instances. The launch type or the capacity providers of the request
// decide, then those of the cluster, which may be nil, and then the launch type
// EC2. An error names the placement constraint that cannot be read.
func Chosen(task *Task, in *ecs.RunTaskInput, def *types.TaskDefinition, cluster *types.Cluster) (*Demand, error) {
	d := &Demand{Task: task, choosing: true, external: in.LaunchType == types.LaunchTypeExternal, hints: make([]int, len(task.Attributes))}
	strategy := in.CapacityProviderStrategy
	if in.LaunchType == "" && len(strategy) == 0 && cluster != nil {
		strategy = cluster.DefaultCapacityProviderStrategy
	}
	for n := range strategy {
		if name := ptr.Value(strategy[n].CapacityProvider); name != "FARGATE" && name != "FARGATE_SPOT" {
			d.providers = append(d.providers, name)
		}
	}
	switch {
	case in.LaunchType == types.LaunchTypeFargate, in.LaunchType == types.LaunchTypeManagedInstances, len(strategy) > 0 && len(d.providers) == 0:
		return nil, nil
	}
	group := cmp.Or(ptr.Value(in.Group), "family:"+ptr.Value(ptr.Value(def).Family))
	var err error
	d.constraints, err = ConstraintsOf(def, in.PlacementConstraints, group)
	return d, err
}

// Obstacles returns all reasons why a task does not fit on the instance: first why
// RunTask does not consider it, then the obstacles of the task, then those of the
// constraints. What is not known, such as the groups of the tasks that run there,
// is not an obstacle.
func (d *Demand) Obstacles(i Instance) []Obstacle {
	list := d.obstacles(i, d.hints)
	if i.ContainerInstance == nil {
		return list
	}
	if len(i.RemainingResources) == 0 {
		list = unread(list)
	}
	if !d.choosing {
		return list
	}
	if barred := d.barred(i); barred != nil {
		list = append(barred, list...)
	}
	return append(list, d.constraints.Unsatisfied(i.ContainerInstance)...)
}

// unread replaces what is said of the resources of an instance that does not show
// them.
func unread(list []Obstacle) []Obstacle {
	all := len(list)
	list = slices.DeleteFunc(list, func(o Obstacle) bool { return strings.HasPrefix(o.Reason, "RESOURCE:") })
	if len(list) < all {
		list = append(list, Obstacle{Reason: Unknown})
	}
	return list
}

// barred returns why RunTask does not consider the instance, or nil.
func (d *Demand) barred(i Instance) (list []Obstacle) {
	if status := ptr.Value(i.Status); status == string(types.ContainerInstanceStatusDraining) {
		list = append(list, Obstacle{Reason: Draining, Found: status})
	}
	if _, external := Value(i.ContainerInstance, AttributeExternal); external != d.external {
		o := Obstacle{Reason: External}
		if external {
			o.Found = AttributeExternal
		}
		list = append(list, o)
	}
	if provider := ptr.Value(i.CapacityProviderName); d.providers != nil && !slices.Contains(d.providers, provider) {
		list = append(list, Obstacle{Reason: Provider, Wanted: d.providers, Found: provider})
	}
	return list
}

// Room returns how many of the tasks fit at once on an instance that has no obstacle
// for one.
func (d *Demand) Room(i Instance) int {
	t := d.Task
	if d.constraints.Group != "" || len(t.TCP) > 0 || len(t.UDP) > 0 {
		return 1
	}
	free, n := stockOf(i.RemainingResources), int64(math.MaxInt32)
	for _, r := range [...]struct{ need, have int64 }{
		{t.CPU, free.cpu}, {t.Memory, free.memory}, {int64(t.gpus(len(free.gpus))), int64(len(free.gpus))}, {int64(t.ENIs), int64(i.MaxENIs - i.ENIs)},
	} {
		if r.need > 0 && r.have > 0 {
			n = min(n, r.have/r.need)
		}
	}
	return int(n)
}

// Distance says how much an instance lacks to take a task. The zero Distance means
// that the task fits.
type Distance struct {
	Grade     Grade
	Obstacles int
	Shortage  float64 // of what the task needs, in the scarcest resource: from 0 for nothing to 1 for all
}

// A Grade says what has to change for an instance to take a task.
type Grade int

// The grades, from near to far.
const (
	Fits    Grade = iota
	Busy          // other tasks must stop
	Lacking       // the instance or the request must change
	Away          // the instance is draining, inactive or disconnected
)

// DistanceOf returns the distance of an instance with these obstacles.
func DistanceOf(list []Obstacle) (d Distance) {
	d.Obstacles = len(list)
	for i := range list {
		o := &list[i]
		d.Grade = max(d.Grade, o.grade())
		if o.Need > 0 {
			d.Shortage = max(d.Shortage, float64(o.Need-max(o.Have, 0))/float64(o.Need))
		}
	}
	return d
}

// Compare orders distances from near to far.
func (d Distance) Compare(e Distance) int {
	switch {
	case d.Grade != e.Grade:
		return cmp.Compare(d.Grade, e.Grade)
	case d.Obstacles != e.Obstacles:
		return cmp.Compare(d.Obstacles, e.Obstacles)
	}
	return cmp.Compare(d.Shortage, e.Shortage)
}

func (o *Obstacle) grade() Grade {
	switch {
	case o.Reason == Inactive, o.Reason == Agent, o.Reason == Draining, o.Reason == Missing:
		return Away
	case o.Reason == DistinctInstance, strings.HasPrefix(o.Reason, "RESOURCE:") && !o.TooSmall():
		return Busy
	}
	return Lacking
}
