package request

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/clone"
)

// detach gives r memory of its own: it replaces what r shares with the value it was
// copied from. It leaves out the network configuration and the overrides, which copy
// themselves.
func (r *Request) detach() {
	texts := make(clone.Block[string], 0, 7+len(r.ContainerInstances))
	r.CapacityProviderStrategy = copyProviders(r.CapacityProviderStrategy)
	r.ClientToken = texts.Pointer(r.ClientToken)
	r.Cluster = texts.Pointer(r.Cluster)
	r.ContainerInstances = texts.Slice(r.ContainerInstances)
	r.Count = clone.Pointer(r.Count)
	r.Group = texts.Pointer(r.Group)
	r.PlacementConstraints = copyConstraints(r.PlacementConstraints)
	r.PlacementStrategy = copyStrategies(r.PlacementStrategy)
	r.PlatformVersion = texts.Pointer(r.PlatformVersion)
	r.ReferenceId = texts.Pointer(r.ReferenceId)
	r.StartedBy = texts.Pointer(r.StartedBy)
	r.Tags = clone.Tags(r.Tags)
	r.TaskDefinition = texts.Pointer(r.TaskDefinition)
	r.VolumeConfigurations = clone.Slice(r.VolumeConfigurations, clone.Volume)
}

func copyProviders(items []types.CapacityProviderStrategyItem) []types.CapacityProviderStrategyItem {
	return clone.Slice(items, func(i *types.CapacityProviderStrategyItem) { i.CapacityProvider = clone.Pointer(i.CapacityProvider) })
}

func copyConstraints(constraints []types.PlacementConstraint) []types.PlacementConstraint {
	return clone.Slice(constraints, func(c *types.PlacementConstraint) { c.Expression = clone.Pointer(c.Expression) })
}

func copyStrategies(strategies []types.PlacementStrategy) []types.PlacementStrategy {
	return clone.Slice(strategies, func(s *types.PlacementStrategy) { s.Field = clone.Pointer(s.Field) })
}
