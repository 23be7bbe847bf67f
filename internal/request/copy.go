package request

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/clone"
)

// The functions below give a value memory of its own: they replace what it
// shares with the value it was copied from.

// detach leaves out the network configuration and the overrides, which copy
// themselves.
func (r *Request) detach() {
	texts := make(clone.Texts, 0, 7)
	r.CapacityProviderStrategy = copyProviders(r.CapacityProviderStrategy)
	r.ClientToken = texts.Copy(r.ClientToken)
	r.Cluster = texts.Copy(r.Cluster)
	r.ContainerInstances = slices.Clone(r.ContainerInstances)
	r.Count = clone.Pointer(r.Count)
	r.Group = texts.Copy(r.Group)
	r.PlacementConstraints = copyConstraints(r.PlacementConstraints)
	r.PlacementStrategy = copyStrategies(r.PlacementStrategy)
	r.PlatformVersion = texts.Copy(r.PlatformVersion)
	r.ReferenceId = texts.Copy(r.ReferenceId)
	r.StartedBy = texts.Copy(r.StartedBy)
	r.Tags = copyTags(r.Tags)
	r.TaskDefinition = texts.Copy(r.TaskDefinition)
	r.VolumeConfigurations = copyVolumes(r.VolumeConfigurations)
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

func copyTags(tags []types.Tag) []types.Tag {
	texts := make(clone.Texts, 0, 2*len(tags))
	return clone.Slice(tags, func(t *types.Tag) { t.Key, t.Value = texts.Copy(t.Key), texts.Copy(t.Value) })
}

func copyVolumes(volumes []types.TaskVolumeConfiguration) []types.TaskVolumeConfiguration {
	return clone.Slice(volumes, detachVolume)
}

func detachVolume(v *types.TaskVolumeConfiguration) {
	v.Name = clone.Pointer(v.Name)
	if v.ManagedEBSVolume == nil {
		return
	}
	ebs := *v.ManagedEBSVolume
	ebs.Encrypted = clone.Pointer(ebs.Encrypted)
	ebs.Iops = clone.Pointer(ebs.Iops)
	ebs.KmsKeyId = clone.Pointer(ebs.KmsKeyId)
	ebs.RoleArn = clone.Pointer(ebs.RoleArn)
	ebs.SizeInGiB = clone.Pointer(ebs.SizeInGiB)
	ebs.SnapshotId = clone.Pointer(ebs.SnapshotId)
	ebs.TagSpecifications = clone.Slice(ebs.TagSpecifications, func(s *types.EBSTagSpecification) { s.Tags = copyTags(s.Tags) })
	if ebs.TerminationPolicy = clone.Pointer(ebs.TerminationPolicy); ebs.TerminationPolicy != nil {
		ebs.TerminationPolicy.DeleteOnTermination = clone.Pointer(ebs.TerminationPolicy.DeleteOnTermination)
	}
	ebs.Throughput = clone.Pointer(ebs.Throughput)
	ebs.VolumeInitializationRate = clone.Pointer(ebs.VolumeInitializationRate)
	ebs.VolumeType = clone.Pointer(ebs.VolumeType)
	v.ManagedEBSVolume = &ebs
}
