package gocode

import (
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ebs"
	"github.com/ecstask/ecstask/internal/ptr"
)

func (p *program) volumes(list []types.TaskVolumeConfiguration) {
	for i := range list {
		v, code := volume(&list[i])
		if in := v.Unchecked(); !v.IsZero() && same(&in, &list[i]) {
			p.pkg("ebs")
			p.call("WithVolumes", code)
			continue
		}
		p.call("WithVolumeConfigurations", p.literal(list[i]))
	}
}

// volume returns the builder of in and the code that makes it.
func volume(in *types.TaskVolumeConfiguration) (ebs.Volume, string) {
	m := ptr.Value(in.ManagedEBSVolume)
	name, role := ptr.Value(in.Name), ptr.Value(m.RoleArn)
	v := ebs.New(name, role)
	code := "ebs.New(" + strings.Join(quoted(name, role), ", ") + ")"
	add := func(method string, args ...string) { code += ".\n" + method + "(" + strings.Join(args, ", ") + ")" }
	for _, n := range []struct {
		method string
		value  *int32
		with   func(ebs.Volume, int32) ebs.Volume
	}{
		{"WithSize", m.SizeInGiB, ebs.Volume.WithSize},
		{"WithIOPS", m.Iops, ebs.Volume.WithIOPS},
		{"WithThroughput", m.Throughput, ebs.Volume.WithThroughput},
		{"WithInitializationRate", m.VolumeInitializationRate, ebs.Volume.WithInitializationRate},
	} {
		if n.value != nil {
			v = n.with(v, *n.value)
			add(n.method, strconv.Itoa(int(*n.value)))
		}
	}
	for _, s := range []struct {
		method, value string
		with          func(ebs.Volume, string) ebs.Volume
	}{
		{"WithType", ptr.Value(m.VolumeType), ebs.Volume.WithType},
		{"WithSnapshot", ptr.Value(m.SnapshotId), ebs.Volume.WithSnapshot},
		{"WithKMSKey", ptr.Value(m.KmsKeyId), ebs.Volume.WithKMSKey},
	} {
		if s.value != "" {
			v = s.with(v, s.value)
			add(s.method, strconv.Quote(s.value))
		}
	}
	for _, b := range []struct {
		method string
		value  *bool
		with   func(ebs.Volume, bool) ebs.Volume
	}{
		{"WithEncrypted", m.Encrypted, ebs.Volume.WithEncrypted},
		{"WithDeleteOnTermination", ptr.Value(m.TerminationPolicy).DeleteOnTermination, ebs.Volume.WithDeleteOnTermination},
	} {
		if b.value != nil {
			v = b.with(v, *b.value)
			add(b.method, strconv.FormatBool(*b.value))
		}
	}
	if m.FilesystemType != "" {
		v = v.WithFilesystem(m.FilesystemType)
		add("WithFilesystem", strconv.Quote(string(m.FilesystemType)))
	}
	for _, s := range m.TagSpecifications {
		for _, t := range s.Tags {
			v = v.WithTag(ptr.Value(t.Key), ptr.Value(t.Value))
			add("WithTag", quoted(ptr.Value(t.Key), ptr.Value(t.Value))...)
		}
		if s.PropagateTags != "" {
			v = v.WithPropagateTags(s.PropagateTags)
			add("WithPropagateTags", strconv.Quote(string(s.PropagateTags)))
		}
	}
	return v, code
}
