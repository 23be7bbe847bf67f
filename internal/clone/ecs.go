package clone

import "github.com/aws/aws-sdk-go-v2/service/ecs/types"

// Tags returns a deep copy of tags.
func Tags(tags []types.Tag) []types.Tag {
	texts := make(Block[string], 0, 2*len(tags))
	return Slice(tags, func(t *types.Tag) { t.Key, t.Value = texts.Pointer(t.Key), texts.Pointer(t.Value) })
}

// Volume gives v memory of its own: it replaces what v shares with the value it was
// copied from.
func Volume(v *types.TaskVolumeConfiguration) {
	v.Name = Pointer(v.Name)
	m := Pointer(v.ManagedEBSVolume)
	if v.ManagedEBSVolume = m; m == nil {
		return
	}
	m.Encrypted = Pointer(m.Encrypted)
	m.Iops = Pointer(m.Iops)
	m.KmsKeyId = Pointer(m.KmsKeyId)
	m.RoleArn = Pointer(m.RoleArn)
	m.SizeInGiB = Pointer(m.SizeInGiB)
	m.SnapshotId = Pointer(m.SnapshotId)
	m.TagSpecifications = Slice(m.TagSpecifications, func(s *types.EBSTagSpecification) { s.Tags = Tags(s.Tags) })
	if m.TerminationPolicy = Pointer(m.TerminationPolicy); m.TerminationPolicy != nil {
		m.TerminationPolicy.DeleteOnTermination = Pointer(m.TerminationPolicy.DeleteOnTermination)
	}
	m.Throughput = Pointer(m.Throughput)
	m.VolumeInitializationRate = Pointer(m.VolumeInitializationRate)
	m.VolumeType = Pointer(m.VolumeType)
}
