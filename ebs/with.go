package ebs

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/clone"
	"github.com/ecstask/ecstask/internal/ptr"
)

// The types of volumes, for [Volume.WithType]. The SDK has no enum of them.
const (
	GP2      = "gp2"      // general purpose SSD
	GP3      = "gp3"      // general purpose SSD, with its own IOPS and throughput
	IO1      = "io1"      // provisioned IOPS SSD
	IO2      = "io2"      // provisioned IOPS SSD
	ST1      = "st1"      // throughput optimized HDD
	SC1      = "sc1"      // cold HDD
	Standard = "standard" // magnetic, not on Fargate
)

// WithName sets the name that the volume has in the task definition.
func (v Volume) WithName(name string) Volume {
	if name == "" && v.in.View().Name == nil {
		return v
	}
	v, in := v.edit()
	in.Name = text(name)
	return v
}

// WithRole sets the infrastructure role by which ECS manages the volume, by its ARN.
func (v Volume) WithRole(arn string) Volume {
	return v.set(arn, func(m *managed) **string { return &m.RoleArn })
}

// WithSize sets the size, in GiB. A volume that is made from a snapshot is at least as
// large as that, and has its size by default.
func (v Volume) WithSize(gib int32) Volume {
	v, m := v.editManaged()
	m.SizeInGiB = &gib
	return v
}

// WithType sets the type of the volume: [GP3] or another of these constants.
func (v Volume) WithType(name string) Volume {
	return v.set(name, func(m *managed) **string { return &m.VolumeType })
}

// WithIOPS sets the number of I/O operations per second: for gp3, where 3000 is the
// default, and for io1 and io2, which must have it.
func (v Volume) WithIOPS(n int32) Volume {
	v, m := v.editManaged()
	m.Iops = &n
	return v
}

// WithThroughput sets the throughput of a volume of the type gp3, in MiB/s.
func (v Volume) WithThroughput(mibPerSecond int32) Volume {
	v, m := v.editManaged()
	m.Throughput = &mibPerSecond
	return v
}

// WithSnapshot sets the snapshot that the volume is made from, by its id.
func (v Volume) WithSnapshot(id string) Volume {
	return v.set(id, func(m *managed) **string { return &m.SnapshotId })
}

// WithInitializationRate sets how fast the volume is filled from its snapshot: 100 to
// 300 MiB/s.
func (v Volume) WithInitializationRate(mibPerSecond int32) Volume {
	v, m := v.editManaged()
	m.VolumeInitializationRate = &mibPerSecond
	return v
}

// WithEncrypted sets whether the volume is encrypted. If the account encrypts volumes by
// default, false has no effect.
func (v Volume) WithEncrypted(encrypted bool) Volume {
	v, m := v.editManaged()
	m.Encrypted = &encrypted
	return v
}

// WithKMSKey sets the key that the volume is encrypted with, by its ARN, in place of
// the default key. Call [Volume.WithEncrypted] as well. The key is checked only after
// the call has succeeded.
func (v Volume) WithKMSKey(arn string) Volume {
	return v.set(arn, func(m *managed) **string { return &m.KmsKeyId })
}

// WithFilesystem sets the file system. Without it ECS takes xfs. A volume from a
// snapshot has the file system that the snapshot has.
func (v Volume) WithFilesystem(t types.TaskFilesystemType) Volume {
	if t == "" && v.in.View().ManagedEBSVolume == nil {
		return v
	}
	v, m := v.editManaged()
	m.FilesystemType = t
	return v
}

// WithDeleteOnTermination sets whether ECS deletes the volume when the task stops.
// Without it ECS does.
func (v Volume) WithDeleteOnTermination(enable bool) Volume {
	v, m := v.editManaged()
	m.TerminationPolicy = &types.TaskManagedEBSVolumeTerminationPolicy{DeleteOnTermination: &enable}
	return v
}

// WithTag adds a tag to the volume. The key has 1 to 128 characters, the value up to
// 256, and there may be up to 50 tags.
func (v Volume) WithTag(key, value string) Volume {
	return v.WithTags(types.Tag{Key: &key, Value: &value})
}

// WithTags adds tags to the volume. It copies them.
func (v Volume) WithTags(tags ...types.Tag) Volume {
	if len(tags) == 0 {
		return v
	}
	return v.tag(func(s *types.EBSTagSpecification) { s.Tags = append(slices.Clip(s.Tags), clone.Tags(tags)...) })
}

// WithPropagateTags sets whose tags the volume gets as well: those of the task
// definition, by types.PropagateTagsTaskDefinition.
func (v Volume) WithPropagateTags(from types.PropagateTags) Volume {
	propagates := func(s types.EBSTagSpecification) bool { return isForVolume(s) && s.PropagateTags != "" }
	if from == "" && !slices.ContainsFunc(ptr.Value(v.in.View().ManagedEBSVolume).TagSpecifications, propagates) {
		return v
	}
	return v.tag(func(s *types.EBSTagSpecification) { s.PropagateTags = from })
}

type managed = types.TaskManagedEBSVolumeConfiguration

// edit returns a copy of v, and the part of it that may be changed: the struct, not
// what its members point to.
func (v Volume) edit() (Volume, *types.TaskVolumeConfiguration) {
	h, in := v.in.Edit()
	return Volume{h}, in
}

// editManaged is edit for the managed volume.
func (v Volume) editManaged() (Volume, *managed) {
	v, in := v.edit()
	m := ptr.Value(in.ManagedEBSVolume)
	in.ManagedEBSVolume = &m
	return v, &m
}

// tag changes the tag specification that is for the volume. It adds one if there is
// none, and removes one that says nothing any more.
func (v Volume) tag(change func(*types.EBSTagSpecification)) Volume {
	v, m := v.editManaged()
	list := slices.Clone(m.TagSpecifications)
	i := slices.IndexFunc(list, isForVolume)
	if i < 0 {
		i = len(list)
		list = append(list, types.EBSTagSpecification{ResourceType: types.EBSResourceTypeVolume})
	}
	if change(&list[i]); list[i].Tags == nil && list[i].PropagateTags == "" {
		list = slices.Delete(list, i, i+1)
	}
	if m.TagSpecifications = list; len(list) == 0 {
		m.TagSpecifications = nil
	}
	return v
}

func isForVolume(s types.EBSTagSpecification) bool {
	return s.ResourceType == types.EBSResourceTypeVolume
}

// set sets the member of the managed volume that of returns. An empty value unsets it.
func (v Volume) set(value string, of func(*managed) **string) Volume {
	if value == "" && v.in.View().ManagedEBSVolume == nil {
		return v
	}
	v, m := v.editManaged()
	*of(m) = text(value)
	return v
}

// text returns a pointer to a text, or nil for an empty one.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
