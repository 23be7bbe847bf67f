package rules

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/internal/wire"
)

// maxOverrides is how long the overrides of a task may be, as JSON: in characters
// as documented, and perhaps in bytes.
const maxOverrides = 8192

func taskRole(o *types.TaskOverride) *string      { return o.TaskRoleArn }
func executionRole(o *types.TaskOverride) *string { return o.ExecutionRoleArn }

// roles makes a form the check of both roles of a task.
func roles(f form) func(*run, *types.TaskOverride) {
	task, execution := text("taskRoleArn", taskRole, f), text("executionRoleArn", executionRole, f)
	return func(r *run, o *types.TaskOverride) {
		execution(r, o)
		task(r, o)
	}
}

var taskOverrideTable = &table[types.TaskOverride]{
	rows: []row[types.TaskOverride]{
		{
			Rule: Rule{
				ID: "overrides-length", Field: "overrides",
				What:  "The overrides have at most {max} characters, written as the compact JSON that the SDK sends.",
				Limit: "{max} characters", limits: limits{max: maxOverrides}, Kind: field.TooLong, Severity: errorSeverity,
				Evidence: Documented | Observed, Source: api("StartTask"),
			},
			check: func(r *run, o *types.TaskOverride) {
				if extent, _ := overridesExtent(r, o); extent.Chars > maxOverrides {
					r.report("", fmt.Sprintf("has %d characters as JSON, but at most %d are allowed", extent.Chars, r.max()), largest(o))
				}
			},
		},
		{
			Rule: Rule{
				ID: "overrides-bytes", Field: "overrides",
				What:  "The overrides have at most {max} bytes, too. Whether ECS counts characters or bytes is not known.",
				Limit: "{max} bytes", limits: limits{max: maxOverrides}, Kind: field.TooLong, Severity: warningSeverity,
				Evidence: Inferred, Source: thread("treasure-data/digdag", "1624"),
			},
			check: func(r *run, o *types.TaskOverride) {
				if extent, ok := overridesExtent(r, o); ok && extent.Chars <= maxOverrides {
					r.report("", fmt.Sprintf("has %d characters, but %d bytes as JSON: ECS refuses it if it counts bytes against the limit of %d", extent.Chars, extent.Bytes, r.max()), largest(o))
				}
			},
		},
		{
			Rule: Rule{
				ID: "container-name-duplicate", Field: "overrides.containerOverrides[].name", What: "No container is overridden twice.",
				Kind: field.Duplicate, Severity: warningSeverity, Evidence: Inferred, Source: api("TaskOverride"),
			},
			check: unique("containerOverrides", ".name",
				func(o *types.TaskOverride) []types.ContainerOverride { return o.ContainerOverrides },
				func(c *types.ContainerOverride) string { return ptr.Value(c.Name) }, "merge the two"),
		},
		{
			Rule: Rule{
				ID: "task-cpu", Field: "overrides.cpu", What: "The task's cpu is a number of CPU units, or of vCPUs.",
				Limit: "such as 256 or .25 vCPU", Kind: field.Invalid, Severity: errorSeverity, Evidence: Documented | Observed, Source: api("RegisterTaskDefinition"),
			},
			check: text("cpu", func(o *types.TaskOverride) *string { return o.Cpu }, taskCPU),
		},
		{
			Rule: Rule{
				ID: "task-cpu-range", Field: "overrides.cpu", What: "The task's cpu is between {min} and {max} CPU units, of which a vCPU has 1024. On Fargate, fargate-size takes its place.",
				Limit: "{min} to {max} CPU units", limits: limits{min: 128, max: 196608}, Kind: field.OutOfRange, Severity: warningSeverity, Evidence: Documented, Source: api("RegisterTaskDefinition"),
			},
			check: func(r *run, o *types.TaskOverride) {
				if _, ok := r.fargateTask(); ok {
					return // which has sizes
				}
				if units, ok := readUnits(o.Cpu); ok && r.outside(units) {
					r.reportValue("cpu", *o.Cpu, fmt.Sprintf("is not between %d and %d CPU units", r.min(), r.max()), "write CPU units, or vCPUs as in \"1 vCPU\"")
				}
			},
		},
		{
			Rule: Rule{
				ID: "task-memory", Field: "overrides.memory", What: "The task's memory is an amount in MiB, or in GB.",
				Limit: "such as 512 or 0.5 GB", Kind: field.Invalid, Severity: errorSeverity, Evidence: Documented | Observed, Source: api("RegisterTaskDefinition"),
			},
			check: text("memory", func(o *types.TaskOverride) *string { return o.Memory }, taskMemory),
		},
		fargateSizeRow, fargateCPURow, fargateMemoryRow,
		{
			Rule: Rule{
				ID: "containers-cpu-sum", Field: "overrides.containerOverrides", What: "The cpu values of all containers together are not more than the task's cpu. Values that are not overridden are those of the task definition in the state.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Observed | Inferred, Source: bench("fargate-container-cpu-over-task"),
			},
			check: containersCPU,
		},
		{
			Rule: Rule{
				ID: "container-memory-task", Field: "overrides.containerOverrides[].memory", What: "A container's memory is not more than the task's memory. If one of them is that of the task definition in the state, the finding is an error only if the request names that revision.",
				Kind: field.Conflict, Severity: errorSeverity, Evidence: Observed | Inferred, Source: bench("container-memory-over-task"),
			},
			check: containerMemory,
		},
		{
			Rule: Rule{
				ID: "containers-memory-sum", Field: "overrides.containerOverrides", What: "The memoryReservation values of all containers together are not more than the task's memory. If the state has the task definition, values that are not overridden are its own, and a container without memoryReservation counts with its memory.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Inferred, Source: api("TaskDefinition"),
			},
			check: containersMemory,
		},
		{Rule: strayChars, check: roles(strayEnds)},
		{Rule: placeholderName, check: roles(isPlaceholder)},
		{Rule: arnPartition, check: roles(partition)},
		{
			Rule: Rule{
				ID: "role-arn", Field: "overrides.taskRoleArn", What: "The task role and the execution role are full ARNs of IAM roles, or possible names of one. IAM creates no role with other characters.",
				Limit: "arn:<partition>:iam::<account>:role/<name>", Kind: field.Invalid, Severity: errorSeverity,
				Evidence: Documented, Source: "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html",
			},
			check: roles(sound(role)),
		},
		{
			Rule: Rule{
				ID: "role-name", Field: "overrides.taskRoleArn", What: "The task role and the execution role are given by ARN. A task definition accepts a name, too; no document says that an override does.",
				Kind: field.Invalid, Severity: warningSeverity, Evidence: Inferred, Source: api("TaskOverride"),
			},
			check: roles(sound(roleName)),
		},
		{
			Rule: Rule{
				ID: "role-empty", Field: "overrides.taskRoleArn", What: "The task role and the execution role are left out, or not empty. RunTask was seen to treat an empty task role as none, and to refuse the request because execute command needs one. Whether ECS accepts an empty role otherwise is not known.",
				Kind: field.Invalid, Severity: warningSeverity, Evidence: Observed | Inferred, Source: thread("boto/boto3", "3173"),
			},
			check: func(r *run, o *types.TaskOverride) {
				notEmpty("executionRoleArn", executionRole)(r, o)
				notEmpty("taskRoleArn", taskRole)(r, o)
			},
		},
		{
			Rule: Rule{
				ID: "inference-accelerators", Field: "overrides.inferenceAcceleratorOverrides", What: "No resource requirement requests Elastic Inference, which is no longer available.",
				Kind: field.Unsupported, Severity: warningSeverity, Evidence: Documented | Observed, Source: api("TaskOverride"),
			},
			check: func(r *run, o *types.TaskOverride) {
				if len(o.InferenceAcceleratorOverrides) > 0 {
					r.report("inferenceAcceleratorOverrides", "requests Elastic Inference, which is no longer available", "leave it out")
				}
			},
		},
		{
			Rule: Rule{
				ID: "gpu-sharing-mixed", Field: "overrides.containerOverrides[].resourceRequirements[]", What: "All containers that request GPUs do so in the same way: with a value, or with a sharingStrategy.",
				Kind: field.Conflict, Severity: errorSeverity, Evidence: Documented, Source: api("ResourceRequirement"),
			},
			check: gpuSharingMixed,
		},
		{
			Rule: Rule{
				ID: "neuron-count", Field: "overrides.containerOverrides[].resourceRequirements[]", What: "At most {max} container requests Neuron devices.",
				Limit: "{max} container", limits: limits{max: 1}, Kind: field.TooMany, Severity: errorSeverity, Evidence: Documented, Source: api("ResourceRequirement"),
			},
			check: neuronCount,
		},
	},
	parts: []part[types.TaskOverride]{
		children("containerOverrides", func(o *types.TaskOverride) []container { return o.ContainerOverrides }, containerTable),
		child("ephemeralStorage", func(o *types.TaskOverride) *types.EphemeralStorage { return o.EphemeralStorage }, ephemeralStorageTable),
	},
}

// overridesExtent measures o when it can be too long for the limit.
func overridesExtent(r *run, o *types.TaskOverride) (wire.Extent, bool) {
	if r.extent.Bytes <= maxOverrides {
		return wire.Extent{}, false
	}
	extent := wire.Measure(o)
	return extent, extent.Bytes > maxOverrides
}

// largest names the longest text of the overrides, as what to shorten.
func largest(o *types.TaskOverride) string {
	where, most := "", 0
	wire.Strings(o, func(path []byte, s string) {
		if len(s) > most {
			where, most = string(path), len(s)
		}
	})
	if where == "" {
		return "override fewer or shorter values"
	}
	return fmt.Sprintf("put large data into an environment file or into Amazon S3; the longest text is %s with %s", where, plural(int64(most), "byte"))
}
