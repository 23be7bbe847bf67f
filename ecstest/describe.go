package ecstest

import (
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// maxDescribed is how many things one request can ask for.
const maxDescribed = 100

// maxProviders is how many capacity providers one page can have.
const maxProviders = 10

func (s *Server) describeTasks(in *ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	c, err := s.state.activeCluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	ids, err := taskKind.idsOf(in.Tasks, c.name, maxDescribed)
	if err != nil {
		return nil, err
	}
	if err := oneOf("include", in.Include...); err != nil {
		return nil, err
	}
	out := &ecs.DescribeTasksOutput{Tasks: []types.Task{}, Failures: []types.Failure{}}
	for n, id := range ids {
		t := s.state.taskOf(c, id)
		if t == nil || t.describeLag > 0 {
			if t != nil {
				t.describeLag--
			}
			out.Failures = append(out.Failures, taskKind.failure(in.Tasks[n], c.name, "MISSING"))
			continue
		}
		t.advance()
		value := t.value
		if !slices.Contains(in.Include, types.TaskFieldTags) {
			value.Tags = nil
		}
		out.Tasks = append(out.Tasks, value)
	}
	return out, nil
}

// taskOf returns the task of that id if it is in the cluster.
func (st *state) taskOf(c *cluster, id string) *task {
	if t, ok := st.tasks[id]; ok && t.cluster == c {
		return t
	}
	return nil
}

func (s *Server) describeTaskDefinition(in *ecs.DescribeTaskDefinitionInput) (*ecs.DescribeTaskDefinitionOutput, error) {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	if err := oneOf("include", in.Include...); err != nil {
		return nil, err
	}
	def, err := s.state.definition(text(in.TaskDefinition))
	switch {
	case err != nil:
		return nil, err
	case def == nil:
		return nil, clientError("Unable to describe task definition.")
	}
	return &ecs.DescribeTaskDefinitionOutput{TaskDefinition: def, Tags: []types.Tag{}}, nil
}

func (s *Server) describeContainerInstances(in *ecs.DescribeContainerInstancesInput) (*ecs.DescribeContainerInstancesOutput, error) {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	c, err := s.state.activeCluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	ids, err := instanceKind.idsOf(in.ContainerInstances, c.name, maxDescribed)
	if err != nil {
		return nil, err
	}
	if err := oneOf("include", in.Include...); err != nil {
		return nil, err
	}
	out := &ecs.DescribeContainerInstancesOutput{ContainerInstances: []types.ContainerInstance{}, Failures: []types.Failure{}}
	for n, id := range ids {
		i := s.state.instanceOf(c, id)
		if i == nil {
			out.Failures = append(out.Failures, instanceKind.failure(in.ContainerInstances[n], c.name, "MISSING"))
			continue
		}
		value := i.snapshot()
		if !slices.Contains(in.Include, types.ContainerInstanceFieldTags) {
			value.Tags = nil
		}
		if !slices.Contains(in.Include, types.ContainerInstanceFieldContainerInstanceHealth) {
			value.HealthStatus = nil
		}
		out.ContainerInstances = append(out.ContainerInstances, value)
	}
	return out, nil
}

func (s *Server) describeClusters(in *ecs.DescribeClustersInput) (*ecs.DescribeClustersOutput, error) {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	names := in.Clusters
	if len(names) == 0 {
		names = []string{"default"}
	}
	if len(names) > maxDescribed {
		return nil, invalid("clusters can have at most %d items.", maxDescribed)
	}
	if err := oneOf("include", in.Include...); err != nil {
		return nil, err
	}
	out := &ecs.DescribeClustersOutput{Clusters: []types.Cluster{}, Failures: []types.Failure{}}
	for _, nameOrARN := range names {
		name, err := clusterName(&nameOrARN)
		if err != nil {
			return nil, err
		}
		c, ok := s.state.clusters[name]
		if !ok {
			out.Failures = append(out.Failures, types.Failure{Arn: new(arn("cluster", name)), Reason: new("MISSING")})
			continue
		}
		value := c.snapshot()
		for _, part := range [...]struct {
			field types.ClusterField
			clear func()
		}{
			{types.ClusterFieldTags, func() { value.Tags = nil }},
			{types.ClusterFieldSettings, func() { value.Settings = nil }},
			{types.ClusterFieldStatistics, func() { value.Statistics = nil }},
			{types.ClusterFieldConfigurations, func() { value.Configuration = nil }},
			{types.ClusterFieldAttachments, func() { value.Attachments, value.AttachmentsStatus = nil, nil }},
		} {
			if !slices.Contains(in.Include, part.field) {
				part.clear()
			}
		}
		out.Clusters = append(out.Clusters, value)
	}
	return out, nil
}

func (s *Server) describeCapacityProviders(in *ecs.DescribeCapacityProvidersInput) (*ecs.DescribeCapacityProvidersOutput, error) {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	if err := oneOf("include", in.Include...); err != nil {
		return nil, err
	}
	names := in.CapacityProviders
	if len(names) == 0 {
		names = slices.Sorted(maps.Keys(s.state.providers))
	}
	if len(names) > maxDescribed {
		return nil, invalid("capacityProviders can have at most %d items.", maxDescribed)
	}
	var associated []string
	if in.Cluster != nil {
		c, err := s.state.activeCluster(in.Cluster)
		if err != nil {
			return nil, err
		}
		associated = c.value.CapacityProviders
	}
	p, err := newPage(in.MaxResults, in.NextToken, maxProviders)
	if err != nil {
		return nil, err
	}
	out := &ecs.DescribeCapacityProvidersOutput{CapacityProviders: []types.CapacityProvider{}, Failures: []types.Failure{}}
	for n := p.from; n < len(names) && !p.full(n); n++ {
		name, err := path("capacity-provider", names[n])
		if err != nil {
			return nil, err
		}
		value, ok := s.state.providers[name]
		switch {
		case ok && in.Cluster != nil && !slices.Contains(associated, name):
			continue
		case !ok:
			out.Failures = append(out.Failures, types.Failure{Arn: new(arn("capacity-provider", name)), Reason: new("MISSING")})
		default:
			if !slices.Contains(in.Include, types.CapacityProviderFieldTags) {
				value.Tags = nil
			}
			out.CapacityProviders = append(out.CapacityProviders, value)
		}
		p.arns = append(p.arns, name)
	}
	out.NextToken = p.next
	return out, nil
}
