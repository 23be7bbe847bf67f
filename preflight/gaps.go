package preflight

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/rules"
)

// Gap is something that a state does not have.
type Gap struct {
	Msg   string   `json:"msg"`   // what is not known, and what for
	Rules []string `json:"rules"` // ids of the rules that say less without it, or nothing
}

// String returns the message.
func (g Gap) String() string { return g.Msg }

// GapsStartTask returns what a request of StartTask needs and s does not have, and so
// what rules and plans do not check, in the order task definition, cluster, container
// instances.
//
// A task definition that is not registered yet leaves a gap as well: its
// compatibilities and required attributes are known only to ECS. What the rules report,
// such as the state of another cluster, is not a gap.
func GapsStartTask(in *ecs.StartTaskInput, s rules.State) []Gap {
	if in == nil {
		return nil
	}
	return gaps(rules.StartTask, &ecs.RunTaskInput{Cluster: in.Cluster, TaskDefinition: in.TaskDefinition}, s, nil, true)
}

// GapsRunTask does the same as [GapsStartTask] for a request of RunTask, which needs
// what [ForRunTask] reads: for Fargate neither capacity providers nor container
// instances. Capacity providers come before container instances.
func GapsRunTask(in *ecs.RunTaskInput, s rules.State) []Gap {
	if in == nil {
		return nil
	}
	strategy := in.CapacityProviderStrategy
	if c := s.For(in).Cluster; c != nil && in.LaunchType == "" && len(strategy) == 0 {
		strategy = c.DefaultCapacityProviderStrategy
	}
	providers, instances := placedOn(in.LaunchType, strategy)
	return gaps(rules.RunTask, in, s, providers, instances)
}

// gaps returns what s does not have for a request that needs the capacity providers,
// and perhaps container instances.
func gaps(op rules.Operations, in *ecs.RunTaskInput, s rules.State, providers []string, instances bool) (list []Gap) {
	reported := map[field.Path]bool{"taskDefinition": ptr.Value(in.TaskDefinition) == ""}
	for e := range field.All(s.Mismatch(in)) {
		reported[e.Path] = true
	}
	s = s.For(in)
	isKnown := func(name string) bool {
		return slices.ContainsFunc(s.CapacityProviders, func(p types.CapacityProvider) bool { return ptr.Value(p.Name) == name })
	}
	needs := rules.NeedRequest | rules.NeedState | rules.NeedTaskDefinition | rules.NeedCluster
	if len(providers) > 0 {
		needs |= rules.NeedCapacityProviders
	}
	if instances {
		needs |= rules.NeedInstances
	}
	add := func(msg string, affected func(rules.Rule) bool) {
		g := Gap{Msg: msg}
		for r := range rules.All() {
			if r.Operations&op != 0 && r.Needs&^needs == 0 && affected(r) {
				g.Rules = append(g.Rules, r.ID)
			}
		}
		list = append(list, g)
	}
	for _, part := range [...]struct {
		need     rules.Needs
		have     bool
		reported field.Path
		msg      string
	}{
		{rules.NeedTaskDefinition, s.TaskDefinition != nil, "taskDefinition", "there is no task definition to check the request against; save what aws ecs describe-task-definition prints"},
		{rules.NeedCluster, s.Cluster != nil, "cluster", "there is no cluster to check the request against; save what aws ecs describe-clusters prints"},
		{rules.NeedCapacityProviders, !slices.ContainsFunc(providers, func(name string) bool { return !isKnown(name) }), "cluster", "there are no capacity providers; save what aws ecs describe-capacity-providers prints"},
		{rules.NeedInstances, len(s.Instances) > 0 || s.AllInstances, "cluster", "there are no container instances; save what aws ecs describe-container-instances prints"},
	} {
		if needs&part.need != 0 && !part.have && !reported[part.reported] {
			add(part.msg, func(r rules.Rule) bool { return r.Needs&part.need != 0 })
		}
		if d := s.TaskDefinition; part.need == rules.NeedTaskDefinition && d != nil && d.Status == "" && d.Revision == 0 {
			add("the task definition is not registered yet: its status, its compatibilities and the attributes that it requires are not known",
				func(r rules.Rule) bool { return slices.Contains(unregistered, r.ID) })
		}
	}
	if op == rules.RunTask && instances && len(s.Instances) > 0 && !s.AllInstances {
		add("these may not be all container instances of the cluster, so it is not checked whether RunTask finds room; save the cluster, or what aws ecs list-container-instances prints",
			func(r rules.Rule) bool { return r.ID == "placement-room" })
	}
	return list
}

// unregistered are the rules that look at what only ECS says of a task definition.
var unregistered = []string{
	"task-definition-status", "launch-type-compatibility", "strategy-compatibility", "provider-compatibility", "cluster-compatibility",
	"start-task-compatibility", "instance-attributes",
}
