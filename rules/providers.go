package rules

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/ptr"
)

// launch returns what the tasks are placed on where the state says more than the
// request, of which l is what the request says: without a launch type and a
// strategy, the default strategy of the cluster decides, and without that it is EC2.
func (k *known) launch(l launch) (decided launch, read bool) {
	k.strategy = k.request.CapacityProviderStrategy
	if l == launchOpen && k.Cluster != nil {
		k.strategy, k.byDefault = k.Cluster.DefaultCapacityProviderStrategy, true
		if l, read = strategyLaunch(k.strategy), true; l == launchOpen {
			return launchEC2, true
		}
	}
	isGroup := func(i int) bool { return k.providerType(i) == types.CapacityProviderTypeEc2Autoscaling }
	if l == launchProviders && k.all(isGroup) {
		return launchEC2, true
	}
	return l, read
}

// decidedBy is the member that says what the tasks are placed on.
func (k *known) decidedBy() field.Path {
	switch {
	case k.byDefault:
		return "cluster"
	case len(k.strategy) > 0:
		return "capacityProviderStrategy"
	}
	return "launchType"
}

// all reports whether each element of the strategy has what has says, given its
// index.
func (k *known) all(has func(i int) bool) bool {
	for i := range k.strategy {
		if !has(i) {
			return false
		}
	}
	return true
}

// providerType returns the type of the capacity provider of an element of the
// strategy, or "" if it is not known.
func (k *known) providerType(i int) types.CapacityProviderType {
	p := k.provider(i)
	switch {
	case p == nil:
		return ""
	case p.Type != "":
		return p.Type
	case p.AutoScalingGroupProvider != nil:
		return types.CapacityProviderTypeEc2Autoscaling
	case p.ManagedInstancesProvider != nil:
		return types.CapacityProviderTypeManagedInstances
	}
	return ""
}

// provider returns the capacity provider of an element of the strategy, if it is at
// hand.
func (k *known) provider(i int) *types.CapacityProvider {
	name := ptr.Value(k.strategy[i].CapacityProvider)
	for n := range k.CapacityProviders {
		if p := &k.CapacityProviders[n]; name != "" && ptr.Value(p.Name) == name {
			return p
		}
	}
	return nil
}

// scales reports whether a capacity provider of the strategy adds container
// instances by itself, or may do so.
func (k *known) scales() bool {
	return !k.all(func(i int) bool {
		p := k.provider(i)
		return p != nil && p.AutoScalingGroupProvider != nil && p.AutoScalingGroupProvider.ManagedScaling != nil &&
			p.AutoScalingGroupProvider.ManagedScaling.Status == types.ManagedScalingStatusDisabled
	})
}
