package runtask

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/request"
)

// The methods below say what runs the tasks. A request has a launch type or a
// capacity provider strategy, or neither.

// WithLaunchType sets the launch type: EC2, FARGATE or EXTERNAL. With neither a
// launch type nor a capacity provider, ECS uses the cluster's default capacity
// provider strategy, and EC2 if it has none.
func (b Builder) WithLaunchType(t types.LaunchType) Builder {
	b.draft.LaunchType = t
	return b
}

// WithFargate runs the tasks on Fargate. It sets the launch type to FARGATE, and
// removes the capacity providers. Tasks on Fargate need a network configuration.
func (b Builder) WithFargate() Builder {
	b.draft.LaunchType, b.draft.CapacityProviderStrategy = types.LaunchTypeFargate, nil
	return b
}

// WithFargateSpot runs the tasks on Fargate Spot, which may interrupt them. It
// removes the launch type, and all capacity providers but FARGATE_SPOT, which the
// cluster must have. To share the tasks with FARGATE, add both by
// [Builder.WithCapacityProvider].
func (b Builder) WithFargateSpot() Builder {
	b.draft.LaunchType, b.draft.CapacityProviderStrategy = "", nil
	return b.WithCapacityProvider("FARGATE_SPOT", 1, 0)
}

// WithPlatformVersion sets the platform version of Fargate, such as 1.4.0. Without
// it ECS uses LATEST.
func (b Builder) WithPlatformVersion(version string) Builder {
	b.draft.PlatformVersion = request.Text(version)
	return b
}

// WithCapacityProvider adds a capacity provider to the strategy, by its name. ECS gives
// it the first base tasks, 0 to 100,000, and of the rest a share in proportion to its
// weight, 0 to 1,000. Only one provider may have a base above 0. If there are several,
// at least one needs a weight above 0. There may be up to 20.
func (b Builder) WithCapacityProvider(name string, weight, base int32) Builder {
	return b.WithCapacityProviderStrategy(types.CapacityProviderStrategyItem{CapacityProvider: &name, Weight: weight, Base: base})
}

// WithCapacityProviderStrategy adds capacity providers to the strategy. It copies
// them.
func (b Builder) WithCapacityProviderStrategy(items ...types.CapacityProviderStrategyItem) Builder {
	b.draft.AddProviders(items...)
	return b
}
