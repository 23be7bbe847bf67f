package ecstest

import (
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/placement"
)

// order is a request to start tasks after all its names were looked up.
type order struct {
	in         *ecs.RunTaskInput // has all members of a StartTaskInput but the instances
	maxStarter int               // how long startedBy may be
	cluster    *cluster
	def        *types.TaskDefinition
	overrides  *types.TaskOverride // with an element for each container, in their order
	state      *state
	needs      *placement.Task
	// Of RunTask alone.
	strategy    []types.CapacityProviderStrategyItem // of the request or the cluster
	constraints *placement.Constraints
}

// order looks up what in names, and refuses what the service would.
func (st *state) order(in *ecs.RunTaskInput, maxStarter int) (*order, error) {
	o := &order{in: in, maxStarter: maxStarter, state: st, constraints: &placement.Constraints{}}
	var err error
	if o.cluster, err = st.activeCluster(in.Cluster); err != nil {
		return nil, err
	}
	o.decideLaunch()
	if o.def, err = st.definition(text(in.TaskDefinition)); err != nil {
		return nil, err
	}
	switch {
	case o.def == nil:
		return nil, clientError("TaskDefinition not found.")
	case o.def.Status != types.TaskDefinitionStatusActive:
		return nil, invalid("TaskDefinition is inactive")
	}
	o.overrides = placement.Overrides(o.def, in.Overrides)
	for _, check := range checks {
		if err := check(o); err != nil {
			return nil, err
		}
	}
	if err := o.measure(); err != nil {
		return nil, err
	}
	return o, nil
}

// activeCluster returns the cluster that is given by name or ARN.
func (st *state) activeCluster(nameOrARN *string) (*cluster, error) {
	name, err := clusterName(nameOrARN)
	if err != nil {
		return nil, err
	}
	c, ok := st.clusters[name]
	switch {
	case !ok:
		return nil, refuse("ClusterNotFoundException", "Cluster not found.")
	case text(c.value.Status) == "INACTIVE":
		return nil, refuse("ClusterNotFoundException", "The referenced cluster was inactive.")
	}
	return c, nil
}

// definition returns the task definition that is given by family,
// family:revision or ARN, or nil if there is none.
func (st *state) definition(name string) (*types.TaskDefinition, error) {
	family, number, err := revision(name)
	if err != nil {
		return nil, err
	}
	revisions := st.definitions[family]
	if number > 0 {
		if number > len(revisions) {
			return nil, nil
		}
		return revisions[number-1], nil
	}
	for i := len(revisions) - 1; i >= 0; i-- {
		if revisions[i].Status == types.TaskDefinitionStatusActive {
			return revisions[i], nil
		}
	}
	return nil, nil
}

// measure finds what a task needs.
func (o *order) measure() error {
	needs, err := placement.Of(o.def, o.in.Overrides)
	var mistake *placement.Error
	if !errors.As(err, &mistake) {
		if o.needs = needs; o.awsvpc() {
			needs.Zones = placement.Zones(o.in.NetworkConfiguration, o.state.zones)
		}
		return nil
	}
	switch {
	case mistake.Err == placement.ErrDevice:
		return unsupported("provide the resource %s", mistake.Value)
	case mistake.Err == placement.ErrShared:
		return unsupported("share GPUs")
	case mistake.Member == "cpu":
		return clientError("Invalid 'cpu' setting for task.")
	case mistake.Member == "memory":
		return clientError("Invalid 'memory' setting for task.")
	}
	return invalid("Invalid value for the resource GPU: %s", mistake.Value)
}

func (o *order) awsvpc() bool { return o.def.NetworkMode == types.NetworkModeAwsvpc }

// decideLaunch lets the cluster decide what the request leaves open: its default
// strategy, or else the launch type EC2.
func (o *order) decideLaunch() {
	o.strategy = o.in.CapacityProviderStrategy
	if o.in.LaunchType != "" || len(o.strategy) > 0 {
		return
	}
	if o.strategy = o.cluster.value.DefaultCapacityProviderStrategy; len(o.strategy) == 0 {
		decided := *o.in
		decided.LaunchType = types.LaunchTypeEc2
		o.in = &decided
	}
}

// onFargate reports whether the tasks run on Fargate, by launch type or provider.
func (o *order) onFargate() bool {
	return o.in.LaunchType == types.LaunchTypeFargate || len(o.strategy) > 0 && isFargate(text(o.strategy[0].CapacityProvider))
}

// group returns the group of the tasks.
func (o *order) group() string {
	if o.in.Group != nil {
		return *o.in.Group
	}
	return "family:" + text(o.def.Family)
}

// subnets returns the subnets that the tasks can be in.
func (o *order) subnets() []string {
	if nc := o.in.NetworkConfiguration; nc != nil && nc.AwsvpcConfiguration != nil {
		return nc.AwsvpcConfiguration.Subnets
	}
	return nil
}
