package starttask

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/clone"
)

// The functions below give a value memory of its own: they replace what it
// shares with the value it was copied from.

// detach leaves out the network configuration and the overrides, which copy
// themselves.
func detach(in *ecs.StartTaskInput) {
	texts := make(clone.Texts, 0, 5)
	in.Cluster = texts.Copy(in.Cluster)
	in.ContainerInstances = slices.Clone(in.ContainerInstances)
	in.Group = texts.Copy(in.Group)
	in.ReferenceId = texts.Copy(in.ReferenceId)
	in.StartedBy = texts.Copy(in.StartedBy)
	in.Tags = clone.Tags(in.Tags)
	in.TaskDefinition = texts.Copy(in.TaskDefinition)
	in.VolumeConfigurations = clone.Slice(in.VolumeConfigurations, detachVolume)
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
	ebs.TagSpecifications = clone.Slice(ebs.TagSpecifications, func(s *types.EBSTagSpecification) { s.Tags = clone.Tags(s.Tags) })
	if ebs.TerminationPolicy = clone.Pointer(ebs.TerminationPolicy); ebs.TerminationPolicy != nil {
		ebs.TerminationPolicy.DeleteOnTermination = clone.Pointer(ebs.TerminationPolicy.DeleteOnTermination)
	}
	ebs.Throughput = clone.Pointer(ebs.Throughput)
	ebs.VolumeInitializationRate = clone.Pointer(ebs.VolumeInitializationRate)
	ebs.VolumeType = clone.Pointer(ebs.VolumeType)
	v.ManagedEBSVolume = &ebs
}
