package rules

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/placement"
	"github.com/ecstask/ecstask/internal/ptr"
)

type resource = types.ResourceRequirement

var resourceTable = &table[resource]{
	rows: []row[resource]{
		{
			Rule: Rule{
				ID: "resource-type-required", Field: "overrides.containerOverrides[].resourceRequirements[].type", What: "A resource requirement has a type.",
				Kind: field.Required, Severity: errorSeverity, Evidence: Documented, Source: api("ResourceRequirement"),
			},
			check: chosen("type", func(q *resource) types.ResourceType { return q.Type }, "set GPU or NeuronDevice"),
		},
		{
			Rule: Rule{
				ID: "resource-type", Field: "overrides.containerOverrides[].resourceRequirements[].type", What: "The type of a resource requirement is a value of the API's enum.",
				Limit: "GPU, InferenceAccelerator or NeuronDevice", Kind: field.Unknown, Severity: errorSeverity, Evidence: Documented, Source: api("ResourceRequirement"),
			},
			check: enum("type", func(q *resource) types.ResourceType { return q.Type }, types.ResourceType("").Values()),
		},
		{
			Rule: Rule{
				ID: "resource-inference", Field: "overrides.containerOverrides[].resourceRequirements[].type", What: "No resource requirement requests Elastic Inference, which is no longer available.",
				Kind: field.Unsupported, Severity: warningSeverity, Evidence: Documented | Observed, Source: api("ResourceRequirement"),
			},
			check: func(r *run, q *resource) {
				if q.Type == types.ResourceTypeInferenceAccelerator {
					r.reportValue("type", string(q.Type), "is Elastic Inference, which is no longer available", "leave it out")
				}
			},
		},
		{
			Rule: Rule{
				ID: "resource-value-required", Field: "overrides.containerOverrides[].resourceRequirements[].value", What: "A resource requirement has a value, unless it is for a GPU with a sharingStrategy.",
				Kind: field.Required, Severity: errorSeverity, Evidence: Documented, Source: api("ResourceRequirement"),
			},
			check: func(r *run, q *resource) {
				if ptr.Value(q.Value) == "" && !(q.Type == types.ResourceTypeGpu && q.SharingStrategy != nil) {
					hint, known := valueHints[q.Type]
					if !known {
						hint = valueHints[types.ResourceTypeGpu]
					}
					r.report("value", "is required", hint, "type", "sharingStrategy")
				}
			},
		},
		{
			Rule: Rule{
				ID: "gpu-value", Field: "overrides.containerOverrides[].resourceRequirements[].value", What: "The value for a GPU is a positive number, or ALL.",
				Limit: "1 or more, or ALL", Kind: field.Invalid, Severity: errorSeverity, Evidence: Documented, Source: api("ResourceRequirement"),
			},
			check: func(r *run, q *resource) {
				value := ptr.Value(q.Value)
				if q.Type != types.ResourceTypeGpu || value == "" || value == "ALL" {
					return
				}
				if n, err := strconv.ParseUint(value, 10, 31); err != nil || n == 0 {
					r.reportValue("value", value, "is neither a positive number nor ALL", "give the number of GPUs, such as 1, or ALL")
				}
			},
		},
		{
			Rule: Rule{
				ID: "gpu-sharing", Field: "overrides.containerOverrides[].resourceRequirements[].sharingStrategy", What: "A GPU has a value or a sharingStrategy, not both.",
				Kind: field.Conflict, Severity: errorSeverity, Evidence: Documented, Source: api("ResourceRequirement"),
			},
			check: func(r *run, q *resource) {
				if q.Type == types.ResourceTypeGpu && q.Value != nil && q.SharingStrategy != nil {
					r.report("sharingStrategy", "cannot be set together with value", "leave one of them out", "value")
				}
			},
		},
		{
			Rule: Rule{
				ID: "sharing-gpu-only", Field: "overrides.containerOverrides[].resourceRequirements[].sharingStrategy", What: "Only a GPU has a sharingStrategy.",
				Kind: field.Unsupported, Severity: errorSeverity, Evidence: Documented, Source: api("ResourceRequirement"),
			},
			check: func(r *run, q *resource) {
				if q.Type != types.ResourceTypeGpu && q.SharingStrategy != nil {
					r.report("sharingStrategy", "is only for the type GPU", "leave it out", "type")
				}
			},
		},
		{
			Rule: Rule{
				ID: "gpu-sharing-memory", Field: "overrides.containerOverrides[].resourceRequirements[].sharingStrategy.nvidiaMps.memory",
				What: "A container that shares a GPU by nvidiaMps says how much of its memory it gets.",
				Kind: field.Required, Severity: errorSeverity, Evidence: Documented, Source: api("NvidiaMpsAllocation"),
			},
			check: func(r *run, q *resource) {
				if mps, _ := q.SharingStrategy.(*types.SharingStrategyMemberNvidiaMps); mps != nil && mps.Value.Memory == nil {
					r.report("sharingStrategy.nvidiaMps.memory", "is required", "give the GPU memory in MiB")
				}
			},
		},
		{
			Rule: Rule{
				ID: "sharing-sendable", Field: "overrides.containerOverrides[].resourceRequirements[].sharingStrategy",
				What: "A sharingStrategy is one that the SDK can send. The SDK panics on a nil pointer, and leaves out a strategy that it does not know.",
				Kind: field.Invalid, Severity: errorSeverity, Evidence: Observed, Source: blob("aws/aws-sdk-go-v2", "service/ecs/v1.104.2", "service/ecs/common_serde.go"),
			},
			check: func(r *run, q *resource) {
				switch s := q.SharingStrategy.(type) {
				case *types.SharingStrategyMemberNvidiaMps:
					if s == nil {
						r.report("sharingStrategy", "is a nil pointer, which the SDK cannot send", "set its value, or leave it out")
					}
				case *types.UnknownUnionMember:
					r.report("sharingStrategy", "is not known to the SDK, which would leave it out", "use a newer SDK, or another strategy")
				}
			},
		},
		{
			Rule: Rule{
				ID: "neuron-value", Field: "overrides.containerOverrides[].resourceRequirements[].value", What: "The value for Neuron devices is ALL.",
				Limit: "ALL", Kind: field.Invalid, Severity: errorSeverity, Evidence: Documented, Source: api("ResourceRequirement"),
			},
			check: func(r *run, q *resource) {
				if value := ptr.Value(q.Value); q.Type == types.ResourceTypeNeuronDevice && value != "" && value != "ALL" {
					r.reportValue("value", value, "is not ALL, the only value for Neuron devices", "write ALL", "type")
				}
			},
		},
		{
			Rule: Rule{
				ID: "neuron-managed-instances", Field: "overrides.containerOverrides[].resourceRequirements[].type",
				What: "Neuron devices are requested only on Managed Instances, which RunTask uses through a capacity provider. The finding is an error with any launch type and on Fargate. It is a warning for StartTask, which is not documented to place tasks there.",
				Kind: field.Unsupported, Severity: errorSeverity, Evidence: Documented, Source: api("ResourceRequirement"),
				launches: &severities{
					launchNamed: warningSeverity, launchEC2: errorSeverity, launchExternal: errorSeverity, launchFargate: errorSeverity, launchFargateProviders: errorSeverity,
				},
			},
			check: func(r *run, q *resource) {
				if q.Type == types.ResourceTypeNeuronDevice {
					r.reportValue("type", string(q.Type), "is only for Managed Instances", "use RunTask with a capacity provider of Managed Instances")
				}
			},
		},
		{
			Rule: Rule{
				ID: "gpu-fargate", Field: "overrides.containerOverrides[].resourceRequirements[].type", What: "No GPU, whole or shared, is requested on Fargate.",
				Kind: field.Unsupported, Severity: errorSeverity, Evidence: Documented | Observed, Source: bench("fargate-gpu-resource"), Operations: RunTask,
				launches: refusedOnFargate,
			},
			check: func(r *run, q *resource) {
				if q.Type == types.ResourceTypeGpu {
					r.reportValue("type", string(q.Type), "is not available on Fargate", "leave the requirement out, or run the task on instances")
				}
			},
		},
		{
			Rule: Rule{
				ID: "gpu-sharing-external", Field: "overrides.containerOverrides[].resourceRequirements[].sharingStrategy", What: "No GPU is shared on an external instance.",
				Kind: field.Unsupported, Severity: errorSeverity, Evidence: Documented, Source: api("ResourceRequirement"), Operations: RunTask,
				launches: &severities{launchExternal: errorSeverity},
			},
			check: func(r *run, q *resource) {
				if q.Type == types.ResourceTypeGpu && q.SharingStrategy != nil {
					r.report("sharingStrategy", "is not available on external instances", "give a value instead, for whole GPUs")
				}
			},
		},
	},
}

// valueHints say what the value of a requirement is, by its type.
var valueHints = map[types.ResourceType]string{
	types.ResourceTypeGpu:                  "give the number of GPUs, or ALL",
	types.ResourceTypeNeuronDevice:         "write ALL",
	types.ResourceTypeInferenceAccelerator: "leave the requirement out: Elastic Inference is no longer available",
}

// requirements calls visit for each resource requirement of type t in o.
func requirements(o *types.TaskOverride, t types.ResourceType, visit func(container int, path string, q *resource)) {
	for i := range o.ContainerOverrides {
		for j := range o.ContainerOverrides[i].ResourceRequirements {
			if q := &o.ContainerOverrides[i].ResourceRequirements[j]; q.Type == t {
				visit(i, index("containerOverrides", i)+"."+index("resourceRequirements", j), q)
			}
		}
	}
}

// gpuSharingMixed compares the requirements of the overrides with each other and
// with those of the task definition that are not overridden, if it is at hand.
func gpuSharingMixed(r *run, o *types.TaskOverride) {
	var first string
	var shared bool
	r.containers(o, func(c *placement.Container) {
		if c.Override != nil && c.Override.ResourceRequirements != nil {
			return
		}
		if i := slices.IndexFunc(c.Definition.ResourceRequirements, isGPU); i >= 0 && first == "" {
			first, shared = "the container "+shown(c.Definition.Name)+" of the task definition", c.Definition.ResourceRequirements[i].SharingStrategy != nil
		}
	})
	defined := first != ""
	requirements(o, types.ResourceTypeGpu, func(_ int, path string, q *resource) {
		const msg, hint = "does not request its GPU in the same way as ", "use value everywhere, or sharingStrategy everywhere"
		switch own := path + ".sharingStrategy"; {
		case first == "":
			first, shared = path, q.SharingStrategy != nil
		case shared == (q.SharingStrategy != nil):
		case defined:
			r.doubt()
			r.report(path, msg+first, hint, field.Path(own))
		default:
			r.report(path, msg+first, hint, field.Path(first+".sharingStrategy"), field.Path(own))
		}
	})
}

func neuronCount(r *run, o *types.TaskOverride) {
	var first string
	var owner int
	requirements(o, types.ResourceTypeNeuronDevice, func(container int, path string, _ *resource) {
		switch {
		case first == "":
			first, owner = path, container
		case container != owner:
			r.report(path, "requests Neuron devices, as another container does", "request them for one container of the task", field.Path(first))
		}
	})
}

var ephemeralStorageTable = &table[types.EphemeralStorage]{
	rows: []row[types.EphemeralStorage]{{
		Rule: Rule{
			ID: "ephemeral-storage-size", Field: "overrides.ephemeralStorage.sizeInGiB", What: "The ephemeral storage has {min} to {max} GiB. The default of 20 GiB cannot be requested.",
			Limit: "{min} to {max} GiB", limits: limits{min: 21, max: 200}, Kind: field.OutOfRange, Severity: errorSeverity, Evidence: Documented | Observed, Source: api("EphemeralStorage"),
		},
		check: func(r *run, s *types.EphemeralStorage) {
			if n := s.SizeInGiB; r.outside(n) {
				r.reportValue("sizeInGiB", n, fmt.Sprintf("is not between %d and %d GiB", r.min(), r.max()), "leave ephemeralStorage out for 20 GiB")
			}
		},
	}},
}
