package preflight

import (
	"github.com/ecstask/ecstask/rules"
)

// Gap is something that a state does not have.
type Gap struct {
	Msg   string   `json:"msg"`   // what is not known, and what for
	Rules []string `json:"rules"` // ids of the rules that say less without it, or nothing
}

// String returns the message.
func (g Gap) String() string { return g.Msg }

// Gaps returns what s does not have, and so what rules and plans do not check, in
// the order task definition, cluster, capacity providers, container instances. Not
// every request needs all of it: one for Fargate needs no instance.
//
// A task definition that is not registered yet leaves a gap as well: its
// compatibilities and required attributes are known only to ECS.
func Gaps(s rules.State) (list []Gap) {
	for _, part := range [...]struct {
		need rules.Needs
		have bool
		msg  string
	}{
		{rules.NeedTaskDefinition, s.TaskDefinition != nil, "there is no task definition to check the request against; save what aws ecs describe-task-definition prints"},
		{rules.NeedCluster, s.Cluster != nil, "there is no cluster to check the request against; save what aws ecs describe-clusters prints"},
		{rules.NeedCapacityProviders, len(s.CapacityProviders) > 0, "there are no capacity providers; save what aws ecs describe-capacity-providers prints"},
		{rules.NeedInstances, len(s.Instances) > 0 || s.AllInstances, "there are no container instances; save what aws ecs describe-container-instances prints"},
	} {
		if !part.have {
			list = append(list, Gap{part.msg, needing(part.need)})
		}
		if d := s.TaskDefinition; part.need == rules.NeedTaskDefinition && d != nil && d.Status == "" && d.Revision == 0 {
			list = append(list, Gap{
				"the task definition is not registered yet: its status, its compatibilities and the attributes that it requires are not known",
				unregistered,
			})
		}
	}
	if len(s.Instances) > 0 && !s.AllInstances {
		list = append(list, Gap{
			"these may not be all container instances of the cluster, so it is not checked whether RunTask finds room; save the cluster, or what aws ecs list-container-instances prints",
			[]string{"placement-room"},
		})
	}
	return list
}

// unregistered are the rules that look at what only ECS says of a task definition.
var unregistered = []string{
	"task-definition-status", "launch-type-compatibility", "strategy-compatibility", "provider-compatibility", "cluster-compatibility",
	"start-task-compatibility", "instance-attributes",
}

// needing returns the rules that need a part of the state.
func needing(part rules.Needs) (ids []string) {
	for r := range rules.All() {
		if r.Needs&part != 0 {
			ids = append(ids, r.ID)
		}
	}
	return ids
}
