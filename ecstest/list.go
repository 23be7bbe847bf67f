package ecstest

import (
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/query"
)

// maxListed is how many things one response can list.
const maxListed = 100

// SetListLag simulates eventual consistency. The first n responses of ListTasks leave
// out a task that is started from now on, and DescribeTasks reports it as MISSING n
// times.
func (s *Server) SetListLag(n int) {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	s.state.listLag = max(n, 0)
}

func (s *Server) listTasks(in *ecs.ListTasksInput) (*ecs.ListTasksOutput, error) {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	c, err := s.state.activeCluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	if err := checkFilters(in); err != nil {
		return nil, err
	}
	instance := ""
	if in.ContainerInstance != nil {
		if instance, err = instanceKind.idOf(*in.ContainerInstance, c.name); err != nil {
			return nil, err
		}
	}
	desired := in.DesiredStatus
	if desired == "" {
		desired = types.DesiredStatusRunning
	}
	p, err := newPage(in.MaxResults, in.NextToken, maxListed)
	if err != nil {
		return nil, err
	}
	for n := p.from; n < len(c.tasks) && !p.full(n); n++ {
		t := c.tasks[n]
		v := &t.value
		switch {
		case string(desired) != text(v.DesiredStatus),
			instance != "" && instance != lastPart(text(v.ContainerInstanceArn)),
			in.Family != nil && *in.Family != t.family(),
			in.StartedBy != nil && *in.StartedBy != text(v.StartedBy),
			in.LaunchType != "" && in.LaunchType != v.LaunchType:
			continue
		case t.listLag > 0:
			t.listLag--
			continue
		}
		p.arns = append(p.arns, *v.TaskArn)
	}
	return &ecs.ListTasksOutput{TaskArns: p.arns, NextToken: p.next}, nil
}

// checkFilters refuses filters of ListTasks. Beside startedBy it lets a desired
// status pass: ECS is not known to refuse the two.
func checkFilters(in *ecs.ListTasksInput) error {
	switch {
	case in.ServiceName != nil:
		return unsupported("have services: serviceName cannot be a filter")
	case in.DaemonName != nil:
		return unsupported("have daemons: daemonName cannot be a filter")
	case in.StartedBy != nil && (in.Family != nil || in.LaunchType != "" || in.ContainerInstance != nil):
		return invalid("cannot specify startedBy with other arguments")
	}
	if err := oneOf("desiredStatus", given(in.DesiredStatus)...); err != nil {
		return err
	}
	return oneOf("launch type", given(in.LaunchType)...)
}

// family returns the family of the task's definition.
func (t *task) family() string {
	family, _, _ := strings.Cut(lastPart(text(t.value.TaskDefinitionArn)), ":")
	return family
}

// page is one response of a list. A token is the index of the element at which the
// next page begins.
type page struct {
	from, max int
	arns      []string
	next      *string
}

const tokenPrefix = "ecstest/"

func newPage(maxResults *int32, token *string, most int) (*page, error) {
	p := &page{max: most, arns: []string{}}
	if maxResults != nil {
		if p.max = int(*maxResults); p.max < 1 || p.max > most {
			return nil, invalid("maxResults must be between 1 and %d.", most)
		}
	}
	if token != nil {
		digits, ok := strings.CutPrefix(*token, tokenPrefix)
		from, err := strconv.Atoi(digits)
		if !ok || err != nil || from < 0 {
			return nil, invalid("Invalid token.")
		}
		p.from = from
	}
	return p, nil
}

// full reports whether the page has no room for the nth element, and lets the
// next page begin there.
func (p *page) full(n int) bool {
	if len(p.arns) < p.max {
		return false
	}
	p.next = new(tokenPrefix + strconv.Itoa(n))
	return true
}

// filter reads a filter of container instances. An empty one matches all.
func filter(text string) (matches func(*instance) bool, err error) {
	if text == "" {
		return func(*instance) bool { return true }, nil
	}
	e, err := query.Parse(text)
	if err != nil {
		return nil, unsupported("understand the filter: %v", err)
	}
	if err := understood(e); err != nil {
		return nil, err
	}
	return func(i *instance) bool { return e.Match(i.facts()) == query.Yes }, nil
}

func (s *Server) listContainerInstances(in *ecs.ListContainerInstancesInput) (*ecs.ListContainerInstancesOutput, error) {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	c, err := s.state.activeCluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	// The enum lacks INACTIVE, of which the documentation of the member speaks.
	if known := append(in.Status.Values(), "INACTIVE"); in.Status != "" && !slices.Contains(known, in.Status) {
		return nil, notOneOf("status", known...)
	}
	matches, err := filter(text(in.Filter))
	if err != nil {
		return nil, err
	}
	p, err := newPage(in.MaxResults, in.NextToken, maxListed)
	if err != nil {
		return nil, err
	}
	for n := p.from; n < len(c.instances) && !p.full(n); n++ {
		i := c.instances[n]
		status := text(i.value.Status)
		switch {
		case !matches(i),
			in.Status != "" && string(in.Status) != status,
			in.Status == "" && status == "INACTIVE":
			continue
		}
		p.arns = append(p.arns, *i.value.ContainerInstanceArn)
	}
	return &ecs.ListContainerInstancesOutput{ContainerInstanceArns: p.arns, NextToken: p.next}, nil
}
