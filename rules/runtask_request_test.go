package rules_test

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecstask/ecstask/rules"
)

type (
	runInput   = ecs.RunTaskInput
	provider   = types.CapacityProviderStrategyItem
	constraint = types.PlacementConstraint
	placement  = types.PlacementStrategy
)

// validRun returns a request of RunTask, for EC2, that has as much as it can
// without a finding.
func validRun() *runInput {
	in := rules.AsRequest(valid())
	in.LaunchType = types.LaunchTypeEc2
	in.Count = new(int32(10))
	in.ClientToken = new("8a2f5d1e-4c1b-4e0e-9d57-2f7c1b0c9a11")
	in.PlacementConstraints = []constraint{
		{Type: types.PlacementConstraintTypeDistinctInstance},
		{Type: types.PlacementConstraintTypeMemberOf, Expression: new("attribute:ecs.instance-type =~ t3.* and attribute:ecs.os-type == linux")},
	}
	in.PlacementStrategy = []placement{
		{Type: types.PlacementStrategyTypeSpread, Field: new("attribute:ecs.availability-zone")},
		{Type: types.PlacementStrategyTypeBinpack, Field: new("memory")},
	}
	return in
}

// A runChange makes another request of the valid one.
type runChange = func(*runInput)

func unchanged(*runInput) {}

func runBoth(changes ...runChange) runChange {
	return func(in *runInput) {
		for _, c := range changes {
			c(in)
		}
	}
}

// unplaced leaves out what only instances have.
func unplaced(in *runInput) {
	in.PlacementConstraints, in.PlacementStrategy = nil, nil
	if in.Overrides != nil {
		in.Overrides.ContainerOverrides[0].ResourceRequirements = nil
	}
}

// launch makes a request for a launch type. Without one, the cluster decides.
func launch(t types.LaunchType) runChange {
	return func(in *runInput) {
		if in.LaunchType = t; t == types.LaunchTypeFargate {
			unplaced(in)
		}
	}
}

// external makes a request for external instances, without what they lack.
func external(in *runInput) {
	in.LaunchType, in.NetworkConfiguration, in.VolumeConfigurations = types.LaunchTypeExternal, nil, nil
}

// providers makes a request with capacity providers of the weight 1.
func providers(names ...string) runChange {
	list := make([]provider, len(names))
	for i := range names {
		list[i] = provider{CapacityProvider: &names[i], Weight: 1}
	}
	return items(list...)
}

func items(list ...provider) runChange {
	return func(in *runInput) {
		in.LaunchType, in.CapacityProviderStrategy = "", list
		if len(list) > 0 && list[0].CapacityProvider != nil && (*list[0].CapacityProvider == "FARGATE" || *list[0].CapacityProvider == "FARGATE_SPOT") {
			unplaced(in)
		}
	}
}

func item(name string, weight, base int32) provider {
	return provider{CapacityProvider: &name, Weight: weight, Base: base}
}

func count(n int32) runChange     { return func(in *runInput) { in.Count = &n } }
func platform(s string) runChange { return func(in *runInput) { in.PlatformVersion = &s } }
func token(s string) runChange    { return func(in *runInput) { in.ClientToken = &s } }
func constraints(c ...constraint) runChange {
	return func(in *runInput) { in.PlacementConstraints = c }
}
func strategies(p ...placement) runChange { return func(in *runInput) { in.PlacementStrategy = p } }
func memberOf(s string) constraint        { return constraint{Type: "memberOf", Expression: &s} }
func by(t types.PlacementStrategyType, field string) placement {
	return placement{Type: t, Field: &field}
}

func runOverrides(f func(*override)) runChange { return func(in *runInput) { f(in.Overrides) } }

func runApp(f func(*container)) runChange {
	return runOverrides(func(o *override) { f(&o.ContainerOverrides[0]) })
}

func runVolume(f func(*volume)) runChange {
	return func(in *runInput) { f(in.VolumeConfigurations[0].ManagedEBSVolume) }
}

func public(in *runInput) {
	in.NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp = types.AssignPublicIpEnabled
}
func storage(in *runInput) { in.Overrides.EphemeralStorage = &types.EphemeralStorage{SizeInGiB: 40} }
