package ecstest

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// stopTask lets a task stop. A task that stops already is answered as it is.
func (s *Server) stopTask(in *ecs.StopTaskInput) (*ecs.StopTaskOutput, error) {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	c, err := s.state.activeCluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	id, err := taskKind.idOf(text(in.Task), c.name)
	if err != nil {
		return nil, err
	}
	t := s.state.taskOf(c, id)
	if t == nil {
		return nil, invalid("The referenced task was not found.")
	}
	if !t.shallStop() {
		reason := text(in.Reason)
		if reason == "" {
			reason = "Task stopped by user"
		}
		t.stop(t.clock, types.TaskStopCodeUserInitiated, reason)
		t.value.Version++
	}
	value := t.value
	return &ecs.StopTaskOutput{Task: &value}, nil
}
