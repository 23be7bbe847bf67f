package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/ptr"
)

type volume = types.TaskVolumeConfiguration

var volumeTable = &table[volume]{
	rows: []row[volume]{
		{
			Rule: Rule{
				ID: "volume-name-required", Field: "volumeConfigurations[].name", What: "A volume configuration names its volume, which the task definition has with configuredAtLaunch.",
				Kind: field.Required, Severity: errorSeverity, Evidence: Documented, Source: api("TaskVolumeConfiguration"),
			},
			check: given("name", func(v *volume) *string { return v.Name }, "give the name of the volume in the task definition"),
		},
		{
			Rule: Rule{
				ID: "volume-managed", Field: "volumeConfigurations[].managedEBSVolume", What: "A volume configuration has a managedEBSVolume: without it, it configures nothing.",
				Kind: field.Required, Severity: warningSeverity, Evidence: Inferred, Source: api("TaskVolumeConfiguration"),
			},
			check: func(r *run, v *volume) {
				if v.ManagedEBSVolume == nil {
					r.report("managedEBSVolume", "is missing", "describe the volume, or leave the whole configuration out")
				}
			},
		},
	},
	parts: []part[volume]{
		child("managedEBSVolume", func(v *volume) *managedEBS { return v.ManagedEBSVolume }, managedEBSTable),
	},
}

type managedEBS = types.TaskManagedEBSVolumeConfiguration

// volumeType has the limits of one type of Amazon EBS volume, as the ECS API
// documents them. A zero maximum of iops means that iops cannot be set.
type volumeType struct {
	name             string
	minSize, maxSize int32 // GiB
	minIops, maxIops int32
	iopsPerGiB       int32 // from the EBS user guide
	iopsRequired     bool
}

var volumeTypes = [...]volumeType{
	{name: "gp2", minSize: 1, maxSize: 16384},
	{name: "gp3", minSize: 1, maxSize: 16384, minIops: 3000, maxIops: 16000, iopsPerGiB: 500},
	{name: "io1", minSize: 4, maxSize: 16384, minIops: 100, maxIops: 64000, iopsPerGiB: 50, iopsRequired: true},
	{name: "io2", minSize: 4, maxSize: 16384, minIops: 100, maxIops: 256000, iopsPerGiB: 1000, iopsRequired: true},
	{name: "st1", minSize: 125, maxSize: 16384},
	{name: "sc1", minSize: 125, maxSize: 16384},
	{name: "standard", minSize: 1, maxSize: 1024},
}

func volumeTypeNames() []string {
	names := make([]string, len(volumeTypes))
	for i, t := range volumeTypes {
		names[i] = t.name
	}
	return names
}

// byType prints a limit of the types that have one: "1 GiB for gp2, gp3; 4 for io1".
func byType(unit string, limit func(t volumeType) int32) string {
	var amounts []int32
	names := make(map[int32][]string)
	for _, t := range volumeTypes {
		n := limit(t)
		if n != 0 && names[n] == nil {
			amounts = append(amounts, n)
		}
		names[n] = append(names[n], t.name)
	}
	var text strings.Builder
	for i, n := range amounts {
		if i > 0 {
			text.WriteString("; ")
			unit = ""
		}
		fmt.Fprintf(&text, "%d%s for %s", n, unit, strings.Join(names[n], ", "))
	}
	return text.String()
}

// typeOf returns the limits of v's type. A type that is not given is the one
// that Amazon EBS chooses, so nothing is known of it.
func typeOf(v *managedEBS) (volumeType, bool) {
	i := slices.IndexFunc(volumeTypes[:], func(t volumeType) bool { return t.name == ptr.Value(v.VolumeType) })
	if i < 0 {
		return volumeType{}, false
	}
	return volumeTypes[i], true
}

// volumeRule returns a rule for a member of a managed volume.
func volumeRule(id, member, what, limit string, kind field.Kind, severity field.Severity) Rule {
	return Rule{
		ID: id, Field: "volumeConfigurations[].managedEBSVolume." + member, What: what, Limit: limit, Kind: kind, Severity: severity,
		Evidence: Documented, Source: api("TaskManagedEBSVolumeConfiguration"),
	}
}

var managedEBSTable = &table[managedEBS]{
	rows: []row[managedEBS]{
		{
			Rule:  volumeRule("volume-role-required", "roleArn", "A managed volume has the ARN of the infrastructure role.", "", field.Required, errorSeverity),
			check: given("roleArn", volumeRole, roleHint),
		},
		{Rule: strayChars, check: text("roleArn", volumeRole, strayEnds)},
		{Rule: placeholderName, check: all(text("roleArn", volumeRole, isPlaceholderARN), text("kmsKeyId", volumeKey, isPlaceholder))},
		{Rule: arnPartition, check: all(text("roleArn", volumeRole, partition), text("kmsKeyId", volumeKey, partition))},
		{
			Rule: volumeRule("volume-role", "roleArn", "The role of a managed volume is the full ARN of an IAM role.",
				"arn:<partition>:iam::<account>:role/<name>", field.Invalid, errorSeverity),
			check: all(text("roleArn", volumeRole, sound(requireARN)), text("roleArn", volumeRole, sound(roleARN))),
		},
		{
			Rule: volumeRule("volume-size-or-snapshot", "sizeInGiB", "A managed volume has a size or a snapshot.", "", field.Required, errorSeverity),
			check: func(r *run, v *managedEBS) {
				if v.SizeInGiB == nil && ptr.Value(v.SnapshotId) == "" {
					r.report("sizeInGiB", "is required without a snapshotId", "give the size in GiB, or a snapshot", "snapshotId")
				}
			},
		},
		{
			Rule: volumeRule("volume-size-minimum", "sizeInGiB", "A volume is not smaller than its type allows.",
				byType(" GiB", func(t volumeType) int32 { return t.minSize }), field.OutOfRange, errorSeverity),
			check: func(r *run, v *managedEBS) {
				least := int32(1)
				if t, ok := typeOf(v); ok {
					least = t.minSize
				}
				if v.SizeInGiB != nil && *v.SizeInGiB < least {
					r.reportValue("sizeInGiB", *v.SizeInGiB, fmt.Sprintf("is less than %d GiB", least), "give a larger size, or choose another volumeType", "volumeType")
				}
			},
		},
		{
			Rule: volumeRule("volume-size-maximum", "sizeInGiB", "A volume is not larger than the ECS API documents for its type. Amazon EBS allows more since 2025-09.",
				byType(" GiB", func(t volumeType) int32 { return t.maxSize }), field.OutOfRange, warningSeverity),
			check: func(r *run, v *managedEBS) {
				if t, ok := typeOf(v); ok && ptr.Value(v.SizeInGiB) > t.maxSize {
					r.reportValue("sizeInGiB", *v.SizeInGiB, fmt.Sprintf("is more than the %d GiB documented for %s", t.maxSize, t.name),
						"make sure that Amazon EBS accepts this size", "volumeType")
				}
			},
		},
		{
			Rule: volumeRule("volume-type", "volumeType", "The type of a volume is one that the ECS API lists, in lower case. The SDK has no enum of them, so a newer one is an error, too.",
				strings.Join(volumeTypeNames(), ", "), field.Unknown, errorSeverity),
			check: func(r *run, v *managedEBS) {
				if _, ok := typeOf(v); !ok && v.VolumeType != nil {
					r.reportValue("volumeType", *v.VolumeType, "is not a volume type", "use "+strings.Join(volumeTypeNames(), ", "))
				}
			},
		},
		{
			Rule: volumeRule("volume-type-fargate", "volumeType", "A volume of a task on Fargate is not of the type standard.", "not standard", field.Unsupported, errorSeverity).by(RunTask, refusedOnFargate),
			check: func(r *run, v *managedEBS) {
				if ptr.Value(v.VolumeType) == "standard" {
					r.reportValue("volumeType", *v.VolumeType, "is not available on Fargate", "use gp3")
				}
			},
		},
		{
			Rule: volumeRule("volume-iops-required", "iops", "A volume of the type io1 or io2 has iops.", "", field.Required, errorSeverity),
			check: func(r *run, v *managedEBS) {
				if t, _ := typeOf(v); t.iopsRequired && v.Iops == nil {
					r.report("iops", "is required for "+t.name, fmt.Sprintf("give %d to %d", t.minIops, t.maxIops), "volumeType")
				}
			},
		},
		{
			Rule: volumeRule("volume-iops-unsupported", "iops", "A volume of the type st1, sc1 or standard has no iops.", "", field.Unsupported, errorSeverity),
			check: func(r *run, v *managedEBS) {
				if t, ok := typeOf(v); ok && t.maxIops == 0 && t.name != "gp2" && v.Iops != nil {
					r.report("iops", "cannot be set for "+t.name, "leave it out", "volumeType")
				}
			},
		},
		{
			Rule: volumeRule("volume-iops-gp2", "iops", "A volume of the type gp2 has no iops: its baseline follows from its size.", "", field.Unsupported, warningSeverity),
			check: func(r *run, v *managedEBS) {
				if ptr.Value(v.VolumeType) == "gp2" && v.Iops != nil {
					r.report("iops", "cannot be set for gp2, whose IOPS follow from its size", "leave it out, or use gp3", "volumeType")
				}
			},
		},
		{
			Rule: volumeRule("volume-iops-minimum", "iops", "The iops of a volume are not fewer than its type allows.",
				byType(" IOPS", func(t volumeType) int32 { return t.minIops }), field.OutOfRange, errorSeverity),
			check: func(r *run, v *managedEBS) {
				if t, ok := typeOf(v); ok && v.Iops != nil && *v.Iops < t.minIops {
					r.reportValue("iops", *v.Iops, fmt.Sprintf("is less than the minimum of %d IOPS for %s", t.minIops, t.name), "give more IOPS, or choose another volumeType", "volumeType")
				}
			},
		},
		{
			Rule: volumeRule("volume-iops-maximum", "iops", "The iops of a volume are not more than the ECS API documents for its type. Amazon EBS allows more since 2025-09.",
				byType(" IOPS", func(t volumeType) int32 { return t.maxIops }), field.OutOfRange, warningSeverity),
			check: func(r *run, v *managedEBS) {
				if t, _ := typeOf(v); t.maxIops > 0 && ptr.Value(v.Iops) > t.maxIops {
					r.reportValue("iops", *v.Iops, fmt.Sprintf("is more than the %d IOPS documented for %s", t.maxIops, t.name),
						"make sure that Amazon EBS accepts as many", "volumeType")
				}
			},
		},
		{
			Rule: volumeRule("volume-iops-ratio", "iops", "The iops of a volume are not more per GiB than its type allows.",
				byType(" IOPS per GiB", func(t volumeType) int32 { return t.iopsPerGiB }), field.OutOfRange, warningSeverity).because(Documented, ebs("ebs-volume-types")),
			check: func(r *run, v *managedEBS) {
				t, _ := typeOf(v)
				if most := int64(t.iopsPerGiB) * int64(ptr.Value(v.SizeInGiB)); most > 0 && int64(ptr.Value(v.Iops)) > max(most, int64(t.minIops)) {
					r.reportValue("iops", *v.Iops, fmt.Sprintf("is more than %d IOPS per GiB", t.iopsPerGiB), "lower it, or give a larger sizeInGiB", "sizeInGiB", "volumeType")
				}
			},
		},
		{
			Rule: volumeRule("volume-throughput", "throughput", "Only a volume of the type gp3 has a throughput.", "", field.Unsupported, errorSeverity),
			check: func(r *run, v *managedEBS) {
				if t, ok := typeOf(v); ok && t.name != "gp3" && v.Throughput != nil {
					r.report("throughput", "cannot be set for "+t.name, "leave it out, or use gp3", "volumeType")
				}
			},
		},
		{
			Rule: volumeRule("volume-throughput-range", "throughput", "The throughput of a volume is between {min} MiB/s and the {max} that the ECS API documents. Amazon EBS allows 2000 since 2025-09.",
				"{min} to {max} MiB/s", field.OutOfRange, warningSeverity).within(125, 1000),
			check: func(r *run, v *managedEBS) {
				if n := v.Throughput; n != nil && r.outside(*n) {
					r.reportValue("throughput", *n, fmt.Sprintf("is not between %d and %d MiB/s", r.min(), r.max()), "give a value in that range, or make sure that Amazon EBS accepts this one")
				}
			},
		},
		{
			Rule: volumeRule("volume-throughput-ratio", "throughput", "A volume of the type gp3 has enough iops for its throughput. Without iops, it has the minimum of its type.",
				"{min} IOPS for each MiB/s", field.OutOfRange, warningSeverity).within(4, 0).because(Documented, ebs("general-purpose")),
			check: func(r *run, v *managedEBS) {
				t, _ := typeOf(v)
				iops := t.minIops
				if v.Iops != nil {
					iops = *v.Iops
				}
				if least := r.min() * int64(ptr.Value(v.Throughput)); t.name == "gp3" && least > max(int64(iops), 0) {
					r.reportValue("throughput", *v.Throughput, fmt.Sprintf("needs %d IOPS, but the volume has %d", least, iops),
						"raise iops, or lower the throughput", "iops", "volumeType")
				}
			},
		},
		{
			Rule: volumeRule("volume-initialization", "volumeInitializationRate", "Only a volume from a snapshot has a volumeInitializationRate.", "", field.Conflict, errorSeverity),
			check: func(r *run, v *managedEBS) {
				if v.VolumeInitializationRate != nil && ptr.Value(v.SnapshotId) == "" {
					r.report("volumeInitializationRate", "needs a snapshotId", "leave it out, or give the snapshot", "snapshotId")
				}
			},
		},
		{
			Rule: volumeRule("volume-initialization-range", "volumeInitializationRate", "The volumeInitializationRate is between {min} and {max} MiB/s.",
				"{min} to {max} MiB/s", field.OutOfRange, warningSeverity).within(100, 300).because(Documented, ebs("initalize-volume")),
			check: func(r *run, v *managedEBS) {
				if rate := v.VolumeInitializationRate; rate != nil && r.outside(*rate) {
					r.reportValue("volumeInitializationRate", *rate, fmt.Sprintf("is not between %d and %d MiB/s", r.min(), r.max()), "give a value in that range")
				}
			},
		},
		{
			Rule: volumeRule("volume-filesystem", "filesystemType", "The file system of a volume is a value of the API's enum.",
				"ext3, ext4, xfs or ntfs", field.Unknown, errorSeverity),
			check: enum("filesystemType", func(v *managedEBS) types.TaskFilesystemType { return v.FilesystemType }, types.TaskFilesystemType("").Values()),
		},
		{
			Rule: volumeRule("volume-filesystem-ntfs", "filesystemType", "The file system of a volume is ntfs on Windows, and only there. The state says whether the task runs on Windows. For RunTask on Fargate, ntfs is an error: Fargate has no Amazon EBS volumes for Windows.", "", field.Unsupported, warningSeverity).
				because(Documented, guide("ebs-volumes")).onDemand(),
			grade: func(r *run) field.Severity {
				switch {
				case r.launch.onFargate():
					return r.byState(errorSeverity)
				case r.definition() != &noDefinition:
					return warningSeverity
				}
				return off
			},
			check: func(r *run, v *managedEBS) {
				windows := r.known != nil && r.known.windows && !r.launch.onFargate()
				switch {
				case v.FilesystemType == types.TaskFilesystemTypeNtfs && !windows:
					r.reportValue("filesystemType", string(v.FilesystemType), "is for Windows only", "use xfs, ext4 or ext3 on Linux")
				case v.FilesystemType != "" && v.FilesystemType != types.TaskFilesystemTypeNtfs && windows:
					r.reportValue("filesystemType", string(v.FilesystemType), "cannot be used on Windows, which the task definition is for", "use ntfs, or leave it out")
				}
			},
		},
		{
			Rule: volumeRule("volume-kms-encrypted", "kmsKeyId", "A volume with a KMS key is encrypted. The key is checked only after the call has succeeded.", "", field.Conflict, warningSeverity),
			check: func(r *run, v *managedEBS) {
				if v.KmsKeyId != nil && !ptr.Value(v.Encrypted) {
					r.reportValue("kmsKeyId", *v.KmsKeyId, "is a key for a volume that is not encrypted", "set encrypted to true", "encrypted")
				}
			},
		},
		{
			Rule: volumeRule("volume-snapshot-id", "snapshotId", "The snapshot is given by its id.",
				"^snap-[0-9a-f]{8,17}$", field.Invalid, warningSeverity).because(Inferred, ebs("ebs-snapshots")),
			check: text("snapshotId", func(v *managedEBS) *string { return v.SnapshotId }, snapshotID),
		},
	},
	parts: []part[managedEBS]{
		children("tagSpecifications", func(v *managedEBS) []volumeTags { return v.TagSpecifications }, volumeTagTable),
		child("terminationPolicy", func(v *managedEBS) *types.TaskManagedEBSVolumeTerminationPolicy { return v.TerminationPolicy }, terminationTable),
	},
}

func volumeRole(v *managedEBS) *string { return v.RoleArn }
func volumeKey(v *managedEBS) *string  { return v.KmsKeyId }
