package ecstest

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// maxDescribed is how many things one request can ask for.
const maxDescribed = 100

func (s *Server) describeTasks(in *ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	c, err := s.state.activeCluster(in.Cluster)
	switch {
	case err != nil:
		return nil, err
	case len(in.Tasks) == 0:
		return nil, invalid("Tasks cannot be empty.")
	case len(in.Tasks) > maxDescribed:
		return nil, invalid("Tasks can have at most %d items.", maxDescribed)
	}
	ids, err := members("task", "taskId", in.Tasks, c.name)
	if err != nil {
		return nil, err
	}
	out := &ecs.DescribeTasksOutput{Tasks: []types.Task{}, Failures: []types.Failure{}}
	for n, id := range ids {
		t := s.state.taskOf(c, id)
		if t == nil || t.describeLag > 0 {
			if t != nil {
				t.describeLag--
			}
			out.Failures = append(out.Failures, failure("task", in.Tasks[n], c, "MISSING"))
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
	if t, ok := st.tasks[id]; ok && text(t.value.ClusterArn) == text(c.value.ClusterArn) {
		return t
	}
	return nil
}
