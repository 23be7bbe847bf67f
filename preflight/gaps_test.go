package preflight_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/preflight"
	"github.com/ecstask/ecstask/rules"
)

func TestGaps(t *testing.T) {
	registered := taskOf(1, 1)
	for _, tt := range []struct {
		name string
		s    rules.State
		want []string // what the messages begin with
	}{
		{"nothing", rules.State{}, []string{"there is no task definition", "there is no cluster", "there are no capacity providers", "there are no container instances"}},
		{"all", rules.State{TaskDefinition: registered, Cluster: &types.Cluster{}, CapacityProviders: make([]types.CapacityProvider, 1), Instances: make([]types.ContainerInstance, 1), AllInstances: true}, nil},
		{"no instance in the cluster", rules.State{TaskDefinition: registered, Cluster: &types.Cluster{}, CapacityProviders: make([]types.CapacityProvider, 1), AllInstances: true}, nil},
		{"some instances", rules.State{TaskDefinition: registered, Cluster: &types.Cluster{}, CapacityProviders: make([]types.CapacityProvider, 1), Instances: make([]types.ContainerInstance, 1)}, []string{"these may not be all"}},
		{"a definition to be registered", rules.State{TaskDefinition: &types.TaskDefinition{}, Cluster: &types.Cluster{}, CapacityProviders: make([]types.CapacityProvider, 1), AllInstances: true}, []string{"the task definition is not registered yet"}},
	} {
		gaps := preflight.Gaps(tt.s)
		if len(gaps) != len(tt.want) {
			t.Errorf("%s: %v", tt.name, gaps)
			continue
		}
		for i, g := range gaps {
			if !strings.HasPrefix(g.String(), tt.want[i]) || len(g.Rules) == 0 {
				t.Errorf("%s: %+v", tt.name, g)
			}
			for _, id := range g.Rules {
				if _, ok := rules.Lookup(id); !ok {
					t.Errorf("there is no rule %s", id)
				}
			}
		}
	}
}
