package ebs

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/clone"
)

// duplicate returns a deep copy of in.
func duplicate(in types.TaskVolumeConfiguration) types.TaskVolumeConfiguration {
	in.Name = clone.Pointer(in.Name)
	m := clone.Pointer(in.ManagedEBSVolume)
	if in.ManagedEBSVolume = m; m == nil {
		return in
	}
	m.Encrypted = clone.Pointer(m.Encrypted)
	m.Iops = clone.Pointer(m.Iops)
	m.KmsKeyId = clone.Pointer(m.KmsKeyId)
	m.RoleArn = clone.Pointer(m.RoleArn)
	m.SizeInGiB = clone.Pointer(m.SizeInGiB)
	m.SnapshotId = clone.Pointer(m.SnapshotId)
	m.TagSpecifications = clone.Slice(m.TagSpecifications, func(s *types.EBSTagSpecification) { s.Tags = clone.Tags(s.Tags) })
	if m.TerminationPolicy = clone.Pointer(m.TerminationPolicy); m.TerminationPolicy != nil {
		m.TerminationPolicy.DeleteOnTermination = clone.Pointer(m.TerminationPolicy.DeleteOnTermination)
	}
	m.Throughput = clone.Pointer(m.Throughput)
	m.VolumeInitializationRate = clone.Pointer(m.VolumeInitializationRate)
	m.VolumeType = clone.Pointer(m.VolumeType)
	return in
}
