package rules_test

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

var tagCases = []ruleCases{
	{"tags-count", []row{
		{"none", tags(), ""},
		{"50", tags(many(50, longTag)...), ""},
		{"51", tags(many(51, longTag)...), "error tags-count tags"},
		{"51, and each is looked at", tags(append(many(50, longTag), tag{})...), "error tags-count tags; error tag-key-required tags[50].key"},
		{"51 of a volume", volumeTags(many(51, longTag)...), "error tags-count " + specs + "tags"},
	}},
	{"tag-key-required", []row{
		{"without a value", tags(tag{Key: new("k")}), ""},
		{"left out", tags(tag{Value: new("v")}), "error tag-key-required tags[0].key"},
		{"empty", tags(tag{Key: new(""), Value: new("v")}), "error tag-key-required tags[0].key"},
		{"left out of a volume's", volumeTags(tag{}), "error tag-key-required " + specs + "tags[0].key"},
	}},
	{"tag-key-length", []row{
		{"128", key(strings.Repeat("k", 128)), ""},
		{"129", key(strings.Repeat("k", 129)), "error tag-key-length tags[0].key"},
		{"128 characters of three bytes", key(strings.Repeat("鍵", 128)), ""},
		{"129 characters of three bytes", key(strings.Repeat("鍵", 129)), "error tag-key-length tags[0].key"},
		{"too long and wrong", key(strings.Repeat("!", 129)), "error tag-key-length tags[0].key; error tag-chars tags[0].key"},
	}},
	{"tag-value-length", []row{
		{"0", value(""), ""},
		{"256", value(strings.Repeat("v", 256)), ""},
		{"257", value(strings.Repeat("v", 257)), "error tag-value-length tags[0].value"},
		{"256 characters of two bytes", value(strings.Repeat("ü", 256)), ""},
		{"257 characters of two bytes", value(strings.Repeat("ü", 257)), "error tag-value-length tags[0].value"},
		{"too long and wrong", value(strings.Repeat("!", 257)), "error tag-value-length tags[0].value; error tag-chars tags[0].value"},
	}},
	{"tag-chars", []row{
		{"all signs allowed", tags(tag{Key: new("_.:/=+-@"), Value: new("_.:/=+-@")}), ""},
		{"letters and digits of any script", tags(tag{Key: new("größe 大小 الحجم"), Value: new("٣ Ⅷ ½")}), ""},
		{"any blank of Unicode", value("a\u00a0b\u2003c"), ""},
		{"brackets, as dependabot has them", value("dependabot[bot]"), "error tag-chars tags[0].value"},
		{"a number sign", key("a#b"), "error tag-chars tags[0].key"},
		{"a comma", key("a,b"), "error tag-chars tags[0].key"},
		{"a tab is no blank", value("a\tb"), "error tag-chars tags[0].value"},
		{"emoji", value("\U0001F600"), "error tag-chars tags[0].value"},
		{"a combining mark is no letter", value("e\u0301"), "error tag-chars tags[0].value"},
		{"key and value of a volume's", volumeTags(tag{Key: new("a*"), Value: new("b*")}), "error tag-chars " + specs + "tags[0].key; error tag-chars " + specs + "tags[0].value"},
		{"what is not UTF-8", value("a\xff"), "error tag-chars tags[0].value; warning text-utf8 tags[0].value"},
	}},
	{"tag-key-aws", []row{
		{"aws without a colon", key("aws-team"), ""},
		{"elsewhere", key("my:aws:team"), ""},
		{"lower case", key("aws:team"), "error tag-key-aws tags[0].key"},
		{"mixed case", key("aWs:"), "error tag-key-aws tags[0].key"},
	}},
	{"tag-value-aws", []row{
		{"an ARN", value("arn:aws:s3:::bkt"), ""},
		{"lower case", value("aws:x"), "warning tag-value-aws tags[0].value"},
		{"upper case", value("AWS:X"), "warning tag-value-aws tags[0].value"},
	}},
	{"tag-key-duplicate", []row{
		{"two", nothing, ""},
		{"twice, whatever the values", tags(tag{Key: new("k"), Value: new("1")}, tag{Key: new("k"), Value: new("2")}), "error tag-key-duplicate tags[1].key"},
		{"among 20", tags(append(many(19, longTag), longTag(3))...), "error tag-key-duplicate tags[19].key"},
		{"of a volume", volumeTags(tag{Key: new("k")}, tag{Key: new("k")}), "error tag-key-duplicate " + specs + "tags[1].key"},
		{"of the task and a volume are two lists", both(tags(tag{Key: new("k")}), volumeTags(tag{Key: new("k")})), ""},
	}},
	{"tag-key-case", []row{
		{"other letters", tags(tag{Key: new("a")}, tag{Key: new("b")}), ""},
		{"another case", tags(tag{Key: new("Team")}, tag{Key: new("team")}), "warning tag-key-case tags[1].key"},
		{"another case, beyond ASCII", tags(tag{Key: new("Größe")}, tag{Key: new("GRÖßE")}), "warning tag-key-case tags[1].key"},
		{"the same is a duplicate", tags(tag{Key: new("Team")}, tag{Key: new("team")}, tag{Key: new("Team")}),
			"warning tag-key-case tags[1].key; error tag-key-duplicate tags[2].key"},
		{"of a volume", volumeTags(tag{Key: new("k")}, tag{Key: new("K")}), "warning tag-key-case " + specs + "tags[1].key"},
	}},
}

// managed is the way to the volume, specs to its first tag specification.
const (
	managed = "volumeConfigurations[0].managedEBSVolume."
	specs   = managed + "tagSpecifications[0]."
)

var volumeCases = []ruleCases{
	{"volumes-count", []row{
		{"none", func(in *input) { in.VolumeConfigurations = nil }, ""},
		{"1", nothing, ""},
		{"2", func(in *input) { in.VolumeConfigurations = append(in.VolumeConfigurations, in.VolumeConfigurations[0]) }, "error volumes-count volumeConfigurations"},
	}},
	{"volume-name-required", []row{
		{"given", nothing, ""},
		{"left out", func(in *input) { in.VolumeConfigurations[0].Name = nil }, "error volume-name-required volumeConfigurations[0].name"},
		{"empty", func(in *input) { in.VolumeConfigurations[0].Name = new("") }, "error volume-name-required volumeConfigurations[0].name"},
	}},
	{"volume-managed", []row{
		{"given", nothing, ""},
		{"left out", func(in *input) { in.VolumeConfigurations[0].ManagedEBSVolume = nil }, "warning volume-managed volumeConfigurations[0].managedEBSVolume"},
	}},
	{"volume-role-required", []row{
		{"given", nothing, ""},
		{"left out", ebs(func(v *volume) { v.RoleArn = nil }), "error volume-role-required " + managed + "roleArn"},
		{"empty", ebs(func(v *volume) { v.RoleArn = new("") }), "error volume-role-required " + managed + "roleArn"},
	}},
	{"volume-role", []row{
		{"an ARN", nothing, ""},
		{"a name", ebs(func(v *volume) { v.RoleArn = new("infra") }), "error volume-role " + managed + "roleArn"},
		{"of a user", ebs(func(v *volume) { v.RoleArn = new("arn:aws:iam::123456789012:user/u") }), "error volume-role " + managed + "roleArn"},
	}},
	{"volume-size-or-snapshot", []row{
		{"both", nothing, ""},
		{"a size", ebs(func(v *volume) { v.SnapshotId, v.VolumeInitializationRate = nil, nil }), ""},
		{"a snapshot", ebs(func(v *volume) { v.SizeInGiB = nil }), ""},
		{"neither", ebs(func(v *volume) { v.SizeInGiB, v.SnapshotId, v.VolumeInitializationRate = nil, nil, nil }),
			"error volume-size-or-snapshot " + managed + "sizeInGiB"},
		{"an empty snapshot is none", ebs(func(v *volume) { v.SizeInGiB, v.SnapshotId, v.VolumeInitializationRate = nil, new(""), nil }),
			"error volume-size-or-snapshot " + managed + "sizeInGiB; warning volume-snapshot-id " + managed + "snapshotId"},
	}},
	{"volume-size-minimum", []row{
		{"gp2 1", size("gp2", 1), ""},
		{"gp2 0", size("gp2", 0), "error volume-size-minimum " + managed + "sizeInGiB"},
		{"gp3 1", size("gp3", 1), ""},
		{"gp3 0", size("gp3", 0), "error volume-size-minimum " + managed + "sizeInGiB"},
		{"io1 4", size("io1", 4), ""},
		{"io1 3", size("io1", 3), "error volume-size-minimum " + managed + "sizeInGiB"},
		{"io2 4", size("io2", 4), ""},
		{"io2 3", size("io2", 3), "error volume-size-minimum " + managed + "sizeInGiB"},
		{"st1 125", size("st1", 125), ""},
		{"st1 124", size("st1", 124), "error volume-size-minimum " + managed + "sizeInGiB"},
		{"sc1 125", size("sc1", 125), ""},
		{"sc1 124", size("sc1", 124), "error volume-size-minimum " + managed + "sizeInGiB"},
		{"standard 1", size("standard", 1), ""},
		{"standard 0", size("standard", 0), "error volume-size-minimum " + managed + "sizeInGiB"},
		{"no type 1", untyped(func(v *volume) { v.SizeInGiB = new(int32(1)) }), ""},
		{"no type 0", untyped(func(v *volume) { v.SizeInGiB = new(int32(0)) }), "error volume-size-minimum " + managed + "sizeInGiB"},
	}},
	{"volume-size-maximum", []row{
		{"gp2 16384", size("gp2", 16384), ""},
		{"gp2 16385", size("gp2", 16385), "warning volume-size-maximum " + managed + "sizeInGiB"},
		{"gp3 16384", size("gp3", 16384), ""},
		{"gp3 16385", size("gp3", 16385), "warning volume-size-maximum " + managed + "sizeInGiB"},
		{"gp3 65536, which EBS has", size("gp3", 65536), "warning volume-size-maximum " + managed + "sizeInGiB"},
		{"io1 16385", size("io1", 16385), "warning volume-size-maximum " + managed + "sizeInGiB"},
		{"io2 16385", size("io2", 16385), "warning volume-size-maximum " + managed + "sizeInGiB"},
		{"st1 16385", size("st1", 16385), "warning volume-size-maximum " + managed + "sizeInGiB"},
		{"sc1 16385", size("sc1", 16385), "warning volume-size-maximum " + managed + "sizeInGiB"},
		{"standard 1024", size("standard", 1024), ""},
		{"standard 1025", size("standard", 1025), "warning volume-size-maximum " + managed + "sizeInGiB"},
		{"no type", untyped(func(v *volume) { v.SizeInGiB = new(int32(65536)) }), ""},
	}},
	{"volume-type", []row{
		{"left out", untyped(func(*volume) {}), ""},
		{"gp3", nothing, ""},
		{"upper case", ebs(func(v *volume) { v.VolumeType = new("GP3") }), "error volume-type " + managed + "volumeType"},
		{"unknown", ebs(func(v *volume) { v.VolumeType = new("nvme") }), "error volume-type " + managed + "volumeType"},
		{"empty", ebs(func(v *volume) { v.VolumeType = new("") }), "error volume-type " + managed + "volumeType"},
	}},
	{"volume-iops-required", []row{
		{"io1 with", iops("io1", 100), ""},
		{"io1 without", bare("io1", func(*volume) {}), "error volume-iops-required " + managed + "iops"},
		{"io2 without", bare("io2", func(*volume) {}), "error volume-iops-required " + managed + "iops"},
		{"gp3 without", bare("gp3", func(*volume) {}), ""},
	}},
	{"volume-iops-unsupported", []row{
		{"st1 without", bare("st1", func(*volume) {}), ""},
		{"st1", iops("st1", 100), "error volume-iops-unsupported " + managed + "iops"},
		{"sc1", iops("sc1", 100), "error volume-iops-unsupported " + managed + "iops"},
		{"standard", iops("standard", 100), "error volume-iops-unsupported " + managed + "iops"},
		{"no type", untyped(func(v *volume) { v.Iops = new(int32(100)) }), ""},
	}},
	{"volume-iops-gp2", []row{
		{"gp3", nothing, ""},
		{"gp2", iops("gp2", 100), "warning volume-iops-gp2 " + managed + "iops"},
		{"gp2 without", bare("gp2", func(*volume) {}), ""},
	}},
	{"volume-iops-minimum", []row{
		{"gp3 3000", iops("gp3", 3000), ""},
		{"gp3 2999", iops("gp3", 2999), "error volume-iops-minimum " + managed + "iops"},
		{"io1 100", iops("io1", 100), ""},
		{"io1 99", iops("io1", 99), "error volume-iops-minimum " + managed + "iops"},
		{"io2 100", iops("io2", 100), ""},
		{"io2 99", iops("io2", 99), "error volume-iops-minimum " + managed + "iops"},
		{"fewer than none, of a type that is not known", iops("nvme", -1), "error volume-type " + managed + "volumeType"},
	}},
	{"volume-iops-maximum", []row{
		{"gp3 16000", large("gp3", 16000), ""},
		{"gp3 16001", large("gp3", 16001), "warning volume-iops-maximum " + managed + "iops"},
		{"io1 64000", large("io1", 64000), ""},
		{"io1 64001", large("io1", 64001), "warning volume-iops-maximum " + managed + "iops"},
		{"io2 256000", large("io2", 256000), ""},
		{"io2 256001", large("io2", 256001), "warning volume-iops-maximum " + managed + "iops"},
	}},
	{"volume-iops-ratio", []row{
		{"io1 50 per GiB", iops("io1", 10000), ""},
		{"io1 more", iops("io1", 10001), "warning volume-iops-ratio " + managed + "iops"},
		{"io2 1000 per GiB", iops("io2", 200000), ""},
		{"io2 more", iops("io2", 200001), "warning volume-iops-ratio " + managed + "iops"},
		{"gp3 500 per GiB", bare("gp3", func(v *volume) { v.SizeInGiB, v.Iops = new(int32(10)), new(int32(5000)) }), ""},
		{"gp3 more", bare("gp3", func(v *volume) { v.SizeInGiB, v.Iops = new(int32(10)), new(int32(5001)) }), "warning volume-iops-ratio " + managed + "iops"},
		{"the baseline of gp3 has no ratio", bare("gp3", func(v *volume) { v.SizeInGiB, v.Iops = new(int32(1)), new(int32(3000)) }), ""},
		{"no size, no ratio", bare("io1", func(v *volume) { v.SizeInGiB, v.Iops = nil, new(int32(64000)) }), ""},
	}},
	{"volume-throughput", []row{
		{"gp3", throughput("gp3", 125), ""},
		{"gp2", throughput("gp2", 125), "error volume-throughput " + managed + "throughput"},
		{"st1", throughput("st1", 125), "error volume-throughput " + managed + "throughput"},
		{"no type", untyped(func(v *volume) { v.Throughput = new(int32(125)) }), ""},
	}},
	{"volume-throughput-range", []row{
		{"125", throughput("gp3", 125), ""},
		{"124", throughput("gp3", 124), "warning volume-throughput-range " + managed + "throughput"},
		{"1000", ratio(4004, 1000), ""},
		{"1001", ratio(4004, 1001), "warning volume-throughput-range " + managed + "throughput"},
	}},
	{"volume-throughput-ratio", []row{
		{"750 without iops, which are 3000", throughput("gp3", 750), ""},
		{"751 without iops", throughput("gp3", 751), "warning volume-throughput-ratio " + managed + "throughput"},
		{"a quarter", ratio(4000, 1000), ""},
		{"more", ratio(3999, 1000), "warning volume-throughput-ratio " + managed + "throughput"},
		{"other types have no throughput", throughput("gp2", 1000), "error volume-throughput " + managed + "throughput"},
		{"no type", untyped(func(v *volume) { v.Throughput = new(int32(1000)) }), ""},
		{"no throughput and fewer iops than none", ratio(-1, 0), "error volume-iops-minimum " + managed + "iops; warning volume-throughput-range " + managed + "throughput"},
	}},
	{"volume-initialization", []row{
		{"with a snapshot", nothing, ""},
		{"without", ebs(func(v *volume) { v.SnapshotId = nil }), "error volume-initialization " + managed + "volumeInitializationRate"},
		{"an empty snapshot is none", snapshot(""), "warning volume-snapshot-id " + managed + "snapshotId; error volume-initialization " + managed + "volumeInitializationRate"},
	}},
	{"volume-initialization-range", []row{
		{"100", rate(100), ""},
		{"99", rate(99), "warning volume-initialization-range " + managed + "volumeInitializationRate"},
		{"300", rate(300), ""},
		{"301", rate(301), "warning volume-initialization-range " + managed + "volumeInitializationRate"},
	}},
	{"volume-filesystem", []row{
		{"left out is xfs", ebs(func(v *volume) { v.FilesystemType = "" }), ""},
		{"ext4", ebs(func(v *volume) { v.FilesystemType = types.TaskFilesystemTypeExt4 }), ""},
		{"unknown", ebs(func(v *volume) { v.FilesystemType = "zfs" }), "error volume-filesystem " + managed + "filesystemType"},
	}},
	{"volume-filesystem-ntfs", []row{
		{"xfs", nothing, ""},
		{"ntfs", ebs(func(v *volume) { v.FilesystemType = types.TaskFilesystemTypeNtfs }), "warning volume-filesystem-ntfs " + managed + "filesystemType"},
	}},
	{"volume-kms-encrypted", []row{
		{"encrypted", nothing, ""},
		{"not", ebs(func(v *volume) { v.Encrypted = new(false) }), "warning volume-kms-encrypted " + managed + "kmsKeyId"},
		{"not said", ebs(func(v *volume) { v.Encrypted = nil }), "warning volume-kms-encrypted " + managed + "kmsKeyId"},
		{"no key", ebs(func(v *volume) { v.Encrypted, v.KmsKeyId = nil, nil }), ""},
	}},
	{"volume-snapshot-id", []row{
		{"8 digits", snapshot("snap-01234567"), ""},
		{"17 digits", snapshot("snap-0123456789abcdef0"), ""},
		{"7 digits", snapshot("snap-0123456"), "warning volume-snapshot-id " + managed + "snapshotId"},
		{"18 digits", snapshot("snap-0123456789abcdef01"), "warning volume-snapshot-id " + managed + "snapshotId"},
		{"a volume", snapshot("vol-01234567"), "warning volume-snapshot-id " + managed + "snapshotId"},
		{"no prefix", snapshot("0123456789abcdef0"), "warning volume-snapshot-id " + managed + "snapshotId"},
		{"a letter", snapshot("snap-0123456g"), "warning volume-snapshot-id " + managed + "snapshotId"},
	}},
	{"volume-tag-resource-required", []row{
		{"volume", nothing, ""},
		{"left out", spec(func(s *volumeTag) { s.ResourceType = "" }), "error volume-tag-resource-required " + specs + "resourceType"},
	}},
	{"volume-tag-resource", []row{
		{"volume", nothing, ""},
		{"snapshot", spec(func(s *volumeTag) { s.ResourceType = "snapshot" }), "error volume-tag-resource " + specs + "resourceType"},
	}},
	{"volume-tag-propagate-value", []row{
		{"TASK_DEFINITION", spec(func(s *volumeTag) { s.PropagateTags = types.PropagateTagsTaskDefinition }), ""},
		{"NONE", spec(func(s *volumeTag) { s.PropagateTags = types.PropagateTagsNone }), ""},
		{"unknown", spec(func(s *volumeTag) { s.PropagateTags = "TASK" }), "error volume-tag-propagate-value " + specs + "propagateTags"},
	}},
	{"volume-tag-propagate", []row{
		{"TASK_DEFINITION", spec(func(s *volumeTag) { s.PropagateTags = types.PropagateTagsTaskDefinition }), ""},
		{"SERVICE", spec(func(s *volumeTag) { s.PropagateTags = types.PropagateTagsService }), "warning volume-tag-propagate " + specs + "propagateTags"},
	}},
	{"volume-tag-reserved", []row{
		{"of the task is not reserved", tags(tag{Key: new("AmazonECSManaged")}), ""},
		{"case counts", volumeTags(tag{Key: new("amazonecsmanaged")}), ""},
		{"both", volumeTags(tag{Key: new("AmazonECSCreated")}, tag{Key: new("AmazonECSManaged")}),
			"error volume-tag-reserved " + specs + "tags[0].key; error volume-tag-reserved " + specs + "tags[1].key"},
	}},
	{"volume-termination-required", []row{
		{"false is a value", nothing, ""},
		{"no policy", ebs(func(v *volume) { v.TerminationPolicy = nil }), ""},
		{"an empty policy", ebs(func(v *volume) { v.TerminationPolicy = &types.TaskManagedEBSVolumeTerminationPolicy{} }),
			"error volume-termination-required " + managed + "terminationPolicy.deleteOnTermination"},
	}},
}

func key(s string) change   { return tags(tag{Key: &s}) }
func value(s string) change { return tags(tag{Key: new("k"), Value: &s}) }

func spec(f func(*volumeTag)) change { return ebs(func(v *volume) { f(&v.TagSpecifications[0]) }) }

func volumeTags(t ...tag) change { return spec(func(s *volumeTag) { s.Tags = t }) }
func snapshot(id string) change  { return ebs(func(v *volume) { v.SnapshotId = &id }) }
func rate(mib int32) change      { return ebs(func(v *volume) { v.VolumeInitializationRate = &mib }) }
func untyped(f func(*volume)) change {
	return bare("", func(v *volume) {
		v.VolumeType = nil
		f(v)
	})
}

func size(volumeType string, gib int32) change {
	return bare(volumeType, func(v *volume) {
		v.SizeInGiB = &gib
		if strings.HasPrefix(volumeType, "io") {
			v.Iops = new(int32(100))
		}
	})
}

func iops(volumeType string, n int32) change {
	return bare(volumeType, func(v *volume) { v.Iops = &n })
}

// large asks for n iops of a volume so large that their ratio does not matter.
func large(volumeType string, n int32) change {
	return bare(volumeType, func(v *volume) { v.SizeInGiB, v.Iops = new(int32(16384)), &n })
}

func throughput(volumeType string, mib int32) change {
	return bare(volumeType, func(v *volume) { v.Throughput = &mib })
}

func ratio(n, mib int32) change {
	return bare("gp3", func(v *volume) { v.Iops, v.Throughput = &n, &mib })
}
