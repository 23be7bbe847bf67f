package ecstest

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const (
	maxInstances      = 10
	maxStarterOfStart = 36 // characters of startedBy
	maxStarterOfRun   = 128
)

func (s *Server) startTask(in *ecs.StartTaskInput) (*ecs.StartTaskOutput, error) {
	s.starting.Lock()
	defer s.starting.Unlock()
	tasks, failures, err := s.startOn(in)
	if err != nil {
		return nil, err
	}
	return &ecs.StartTaskOutput{Tasks: s.begin(tasks), Failures: failures}, nil
}

// startOn makes a task for each container instance that has a place for it.
func (s *Server) startOn(in *ecs.StartTaskInput) ([]*task, []types.Failure, error) {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	c, err := s.state.activeCluster(in.Cluster)
	if err != nil {
		return nil, nil, err
	}
	ids, err := instanceKind.idsOf(in.ContainerInstances, c.name, maxInstances)
	if err != nil {
		return nil, nil, err
	}
	o, err := s.state.order(asRunTask(in), maxStarterOfStart)
	if err != nil {
		return nil, nil, err
	}
	var tasks []*task
	failures := []types.Failure{}
	for n, id := range ids {
		i := s.state.instanceOf(c, id)
		reason := "MISSING"
		if i != nil {
			reason = o.obstacle(i)
		}
		if reason != "" {
			failures = append(failures, instanceKind.failure(in.ContainerInstances[n], c.name, reason))
			continue
		}
		tasks = append(tasks, newTask(o, i, "", len(s.state.started)+len(tasks)))
	}
	return tasks, failures, nil
}

// asRunTask returns the members that both requests have.
func asRunTask(in *ecs.StartTaskInput) *ecs.RunTaskInput {
	return &ecs.RunTaskInput{
		Cluster:              in.Cluster,
		TaskDefinition:       in.TaskDefinition,
		EnableECSManagedTags: in.EnableECSManagedTags,
		EnableExecuteCommand: in.EnableExecuteCommand,
		Group:                in.Group,
		LaunchType:           types.LaunchTypeEc2,
		NetworkConfiguration: in.NetworkConfiguration,
		Overrides:            in.Overrides,
		PropagateTags:        in.PropagateTags,
		ReferenceId:          in.ReferenceId,
		StartedBy:            in.StartedBy,
		Tags:                 in.Tags,
		VolumeConfigurations: in.VolumeConfigurations,
	}
}

// instanceOf returns the instance of that id if it is in the cluster.
func (st *state) instanceOf(c *cluster, id string) *instance {
	if i, ok := st.instances[id]; ok && i.cluster == c {
		return i
	}
	return nil
}

// begin asks how each task ends, enters it into the state, and returns the tasks
// as they are then. The caller holds s.starting.
func (s *Server) begin(tasks []*task) []types.Task {
	s.state.mu.Lock()
	end := s.state.end
	s.state.mu.Unlock()
	values := make([]types.Task, len(tasks))
	for n, t := range tasks {
		values[n] = t.value
		if end == nil {
			t.end = exitWithZero(t.value)
		} else {
			asked := deepCopy(t.value)
			t.end = deepCopy(end(&asked))
		}
		t.end.complete()
		s.state.enter(t)
	}
	return values
}

func (st *state) enter(t *task) {
	st.mu.Lock()
	defer st.mu.Unlock()
	t.listLag, t.describeLag = st.listLag, st.listLag
	t.cluster.tasks = append(t.cluster.tasks, t)
	st.started = append(st.started, t)
	st.tasks[t.id] = t
}
