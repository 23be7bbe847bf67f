package preflight

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/arn"
	"github.com/ecstask/ecstask/internal/placement"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/rules"
)

// Plan says for each container instance whether a task fits. It lists the instances
// that the task fits on, those with most room first; then those that do not have
// enough free resources now, nearest to fitting first; then those that lack
// something else, or do not show what is free; and last those that are draining,
// inactive or disconnected.
type Plan []Candidate

// Candidate is a container instance that a task could be started on.
type Candidate struct {
	Instance    string     `json:"instance"` // its ARN, or what the request names if there is none
	EC2Instance string     `json:"ec2Instance,omitempty"`
	Zone        string     `json:"zone,omitempty"`
	Status      string     `json:"status,omitempty"`
	Fits        bool       `json:"fits"`
	Room        int        `json:"room"`   // how many such tasks fit at once
	CPU         int64      `json:"cpu"`    // CPU units that are free; 0 beside the obstacle UNKNOWN
	Memory      int64      `json:"memory"` // MiB that are free; 0 beside the obstacle UNKNOWN
	Obstacles   []Obstacle `json:"obstacles,omitempty"`

	distance placement.Distance
}

// Obstacle is one reason why a task does not fit on a container instance.
type Obstacle struct {
	// Reason is what ECS gives as the reason of a failure, such as RESOURCE:MEMORY.
	// DRAINING, EXTERNAL and CAPACITY_PROVIDER are those of this package, for why
	// RunTask does not consider an instance. So is UNKNOWN, for an instance that does
	// not show what is free on it.
	Reason string `json:"reason"`
	// Of CPU (in units), memory (in MiB) and GPUs: how much the task needs, how much
	// is free, and how much there is when no task runs.
	Need  int64 `json:"need,omitempty"`
	Have  int64 `json:"have,omitempty"`
	Total int64 `json:"total,omitempty"`
	// The ports that are taken, the attribute with its value, the expression, or the
	// capacity providers.
	Wanted []string `json:"wanted,omitempty"`
	// What the instance has instead.
	Found string `json:"found,omitempty"`
}

// String returns the reason, such as "has 62 of the 512 MiB it needs". It follows
// the name of the instance.
func (o Obstacle) String() string { return placement.Obstacle(o).String() }

// MarshalJSON writes the fields, and as "text" what String returns.
func (o Obstacle) MarshalJSON() ([]byte, error) {
	type fields Obstacle
	return json.Marshal(struct {
		Reason string `json:"reason"`
		Text   string `json:"text"`
		fields
	}{o.Reason, o.String(), fields(o)})
}

// PlanStartTask says for each container instance of s whether the task of a request
// of StartTask fits on it, whichever instances the request names. An instance that
// the request names but s does not have gets the obstacle MISSING.
//
// An error says that the plan cannot be made: s has no task definition, or is not
// the state of what the request names, or says that this does not exist, or the sizes
// of the task cannot be read. The plan does not look at the network interfaces that
// tasks use, the zones of subnets, and the groups of running tasks: s does not have them.
func PlanStartTask(in *ecs.StartTaskInput, s rules.State) (Plan, error) {
	if in == nil {
		return nil, errNilRequest
	}
	s, task, err := prepare(&ecs.RunTaskInput{Cluster: in.Cluster, TaskDefinition: in.TaskDefinition, Overrides: in.Overrides}, s)
	if err != nil {
		return nil, err
	}
	p := planOf(placement.Named(task), s.Instances)
	known := make(map[string]bool, len(s.Instances))
	for n := range s.Instances {
		known[arn.ID(ptr.Value(s.Instances[n].ContainerInstanceArn))] = true
	}
	for _, name := range in.ContainerInstances {
		if id := arn.ID(name); !known[id] {
			known[id] = true
			p = append(p, newCandidate(placement.Named(task), nil))
			p[len(p)-1].Instance = name
		}
	}
	return p.sorted(), nil
}

// PlanRunTask says for each container instance of s whether RunTask can place a
// task of the request on it: by its launch type or capacity providers, or else by
// the default strategy of the cluster; by placement constraints; and by what the
// instance has left. On Fargate the plan is empty. For a capacity provider that
// adds instances when they are needed, the plan has only the instances that exist.
//
// Errors are those of [PlanStartTask], and the same things are not checked.
func PlanRunTask(in *ecs.RunTaskInput, s rules.State) (Plan, error) {
	if in == nil {
		return nil, errNilRequest
	}
	s, task, err := prepare(in, s)
	if err != nil {
		return nil, err
	}
	d, err := placement.Chosen(task, in, s.TaskDefinition, s.Cluster)
	if err != nil || d == nil {
		return nil, err
	}
	return planOf(d, s.Instances).sorted(), nil
}

var errNilRequest = errors.New("preflight: the request is nil")

// prepare returns what s has for the request, and what a task of the request needs.
func prepare(in *ecs.RunTaskInput, s rules.State) (rules.State, *placement.Task, error) {
	if err := s.Mismatch(in); err != nil {
		return s, nil, err
	}
	s = s.For(in)
	if s.TaskDefinition == nil {
		return s, nil, errors.New("preflight: the state has no task definition")
	}
	task, err := placement.Of(s.TaskDefinition, in.Overrides)
	if err != nil {
		return s, nil, fmt.Errorf("preflight: the size of the task: %w", err)
	}
	return s, task, nil
}

func planOf(d *placement.Demand, instances []types.ContainerInstance) Plan {
	p := make(Plan, 0, len(instances)+1)
	for n := range instances {
		p = append(p, newCandidate(d, &instances[n]))
	}
	return p
}

func newCandidate(d *placement.Demand, value *types.ContainerInstance) Candidate {
	i := placement.Instance{ContainerInstance: value}
	obstacles := d.Obstacles(i)
	c := Candidate{Fits: len(obstacles) == 0, distance: placement.DistanceOf(obstacles)}
	if value == nil {
		c.Obstacles = []Obstacle{Obstacle(obstacles[0])}
		return c
	}
	c.Instance, c.EC2Instance, c.Status = ptr.Value(value.ContainerInstanceArn), ptr.Value(value.Ec2InstanceId), ptr.Value(value.Status)
	c.Zone, _ = placement.Value(value, placement.AttributeZone)
	c.CPU, c.Memory = placement.Free(value)
	if !c.Fits {
		c.Obstacles = make([]Obstacle, len(obstacles))
		for n, o := range obstacles {
			c.Obstacles[n] = Obstacle(o)
		}
		return c
	}
	c.Room = d.Room(i)
	if c.Status == string(types.ContainerInstanceStatusDraining) {
		c.distance.Grade = placement.Away
	}
	return c
}

// sorted returns the candidates in the order in which a person reads them.
func (p Plan) sorted() Plan {
	order := make([]*Candidate, len(p))
	for i := range p {
		order[i] = &p[i]
	}
	slices.SortFunc(order, compare)
	q := make(Plan, len(p))
	for i, c := range order {
		q[i] = *c
	}
	return q
}

func compare(a, b *Candidate) int {
	if d := a.distance.Compare(b.distance); d != 0 {
		return d
	}
	switch {
	case a.Room != b.Room:
		return cmp.Compare(b.Room, a.Room)
	case a.Memory != b.Memory:
		return cmp.Compare(b.Memory, a.Memory)
	case a.CPU != b.CPU:
		return cmp.Compare(b.CPU, a.CPU)
	}
	return cmp.Compare(a.Instance, b.Instance)
}

// Fitting returns the ARNs of the first n container instances that the task fits
// on, for the ContainerInstances of a StartTask request: all of them, if there are
// no more or n is negative. A draining instance is left out, because ECS places no
// new tasks there.
func (p Plan) Fitting(n int) []string {
	var names []string
	for i := range p {
		if len(names) == n || p[i].distance.Grade != placement.Fits {
			break
		}
		names = append(names, p[i].Instance)
	}
	return names
}

// Room returns how many tasks fit at once on all instances together.
func (p Plan) Room() int {
	total := 0
	for i := range p {
		total = min(total+p[i].Room, maxRoom)
	}
	return total
}

// maxRoom keeps the sum from overflowing: a task can need nothing.
const maxRoom = 1<<31 - 1
