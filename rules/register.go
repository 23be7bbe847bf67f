package rules

import (
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/fargate"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/placement"
	"github.com/ecstask/ecstask/internal/ptr"
)

type (
	registration     = ecs.RegisterTaskDefinitionInput
	definition       = types.TaskDefinition
	definedContainer = types.ContainerDefinition
)

// registrationTable is for requests of RegisterTaskDefinition.
var registrationTable = &table[registration]{
	enter: func(r *run, _ *registration) { r.operations = RegisterTaskDefinition },
	parts: []part[registration]{view(asDefinition, registeredTable)},
}

// asDefinition returns the task definition that in registers, as far as it says.
func asDefinition(in *registration) *definition {
	return &definition{
		ContainerDefinitions: in.ContainerDefinitions, Cpu: in.Cpu, EnableFaultInjection: in.EnableFaultInjection, EphemeralStorage: in.EphemeralStorage,
		ExecutionRoleArn: in.ExecutionRoleArn, Family: in.Family, InferenceAccelerators: in.InferenceAccelerators, IpcMode: in.IpcMode, Memory: in.Memory,
		NetworkMode: in.NetworkMode, PidMode: in.PidMode, PlacementConstraints: in.PlacementConstraints, ProxyConfiguration: in.ProxyConfiguration,
		RequiresCompatibilities: in.RequiresCompatibilities, RuntimePlatform: in.RuntimePlatform, TaskRoleArn: in.TaskRoleArn,
		TrustedExecutionConfiguration: in.TrustedExecutionConfiguration, Volumes: in.Volumes,
	}
}

func definedContainers(d *definition) []definedContainer { return d.ContainerDefinitions }
func definedName(c *definedContainer) *string            { return c.Name }

// platformOf returns the platform whose sizes tasks of d must have, and whether
// there is one: d requires Fargate, or the option FargateTask says so.
func (r *run) platformOf(d *definition) (fargate.Platform, bool) {
	switch {
	case r.fargate != nil:
		return *r.fargate, true
	case placement.IsWindows(d):
		return fargate.Windows, slices.Contains(d.RequiresCompatibilities, types.CompatibilityFargate)
	}
	return fargate.Linux, slices.Contains(d.RequiresCompatibilities, types.CompatibilityFargate)
}

// registersWrongSize reports whether the rule register-fargate-size reports the size
// of the task.
func (r *run) registersWrongSize(d *definition) bool {
	platform, ok := r.platformOf(d)
	units, hasCPU := readUnits(d.Cpu)
	mib, hasMemory := readMiB(d.Memory)
	return ok && hasCPU && hasMemory && isWrongSize(units, mib, platform)
}

// logsOnFargate returns the index of a container that logs with awslogs on Fargate,
// or -1.
func (r *run) logsOnFargate(d *definition) int {
	if _, ok := r.platformOf(d); !ok {
		return -1
	}
	return slices.IndexFunc(d.ContainerDefinitions, func(c definedContainer) bool {
		return c.LogConfiguration != nil && c.LogConfiguration.LogDriver == types.LogDriverAwslogs
	})
}

// registerRule returns a rule for a member of a task definition.
func registerRule(id, member, what string, kind field.Kind, severity field.Severity, e Evidence, source string) Rule {
	return Rule{ID: "register-" + id, Field: member, What: what, Kind: kind, Severity: severity, Evidence: e, Source: source}
}

// registeredTable holds the rules for what requests depend on of a task definition.
// It has no others.
var registeredTable = &table[definition]{
	operations: RegisterTaskDefinition,
	enter:      func(r *run, _ *definition) { r.operations = RegisterTaskDefinition },
	rows: []row[definition]{
		{
			Rule:  registerRule("family-required", "family", "A task definition has a family.", field.Required, errorSeverity, Documented, api("RegisterTaskDefinition")),
			check: given("family", func(d *definition) *string { return d.Family }, "give the name that requests use for it"),
		},
		{
			Rule: registerRule("family", "family", "The family of a task definition is a name that requests can use for it.", field.Invalid, errorSeverity, Documented|Observed, thread("aws/amazon-ecs-cli", "37")),
			check: text("family", func(d *definition) *string { return d.Family }, sound(func(s string) (msg, hint string) {
				if s == "" || isName(s) {
					return "", ""
				}
				return "is not a valid family", nameHint
			})),
		},
		{
			Rule:  registerRule("containers-required", "containerDefinitions", "A task definition has a container.", field.Required, errorSeverity, Observed, bench("container-definitions-empty")),
			check: atLeastOne("containerDefinitions", definedContainers, "add a container"),
		},
		{
			Rule:  registerRule("container-name-duplicate", "containerDefinitions[].name", "No two containers have the same name: requests name the containers that they override.", field.Duplicate, errorSeverity, Observed, bench("duplicate-container-names")),
			check: unique("containerDefinitions", ".name", definedContainers, func(c *definedContainer) string { return ptr.Value(c.Name) }, "give each container a name of its own"),
		},
		{
			Rule: registerRule("memory-required", "containerDefinitions[].memory", "A container has a memory or a memoryReservation if the task has no memory.", field.Required, errorSeverity, Observed, bench("container-memory-required")),
			check: func(r *run, d *definition) {
				for i := range d.ContainerDefinitions {
					if c := &d.ContainerDefinitions[i]; d.Memory == nil && c.Memory == nil && c.MemoryReservation == nil {
						r.report(index("containerDefinitions", i)+".memory", "is required: neither the task nor the container has one", "set memory or memoryReservation in MiB, such as 512", "memory")
					}
				}
			},
		},
		{
			Rule: registerRule("container-memory-task", "containerDefinitions[].memory", "A container's memory is not more than the task's memory.", field.Conflict, errorSeverity, Observed, bench("container-memory-over-task")),
			check: func(r *run, d *definition) {
				mib, ok := readMiB(d.Memory)
				for i := range d.ContainerDefinitions {
					if memory := d.ContainerDefinitions[i].Memory; ok && ptr.Value(memory) > mib && !r.registersWrongSize(d) {
						r.reportValue(index("containerDefinitions", i)+".memory", *memory, fmt.Sprintf("is more than the task's %d MiB", mib), "lower it, or raise the memory of the task", "memory")
					}
				}
			},
		},
		{
			Rule: registerRule("containers-cpu-sum", "containerDefinitions", "The cpu values of all containers together are not more than the task's cpu.", field.Conflict, errorSeverity, Observed, bench("fargate-container-cpu-over-task")),
			check: func(r *run, d *definition) {
				sum := int64(0)
				for i := range d.ContainerDefinitions {
					sum += int64(d.ContainerDefinitions[i].Cpu)
				}
				if units, ok := readUnits(d.Cpu); ok && sum > int64(units) && !r.registersWrongSize(d) {
					r.report("containerDefinitions", fmt.Sprintf("request %d CPU units in total, more than the task's %d", sum, units), "raise the cpu of the task, or lower those of the containers", "cpu")
				}
			},
		},
		{
			Rule: registerRule("containers-memory-sum", "containerDefinitions", "What the containers reserve together, by memoryReservation or else by memory, is not more than the task's memory.", field.Conflict, warningSeverity, Documented|Inferred, api("ContainerDefinition")),
			check: func(r *run, d *definition) {
				mib, ok := readMiB(d.Memory)
				sum, alone := int64(0), false
				for i := range d.ContainerDefinitions {
					c := placement.Container{Definition: &d.ContainerDefinitions[i]}
					sum += int64(ptr.Value(c.Reserved()))
					alone = alone || ptr.Value(c.Memory()) > mib
				}
				if ok && !alone && sum > int64(mib) && !r.registersWrongSize(d) { // or else register-container-memory-task, ...
					r.report("containerDefinitions", fmt.Sprintf("reserve %d MiB in total, more than the task's %d", sum, mib), "raise the memory of the task, or lower memoryReservation", "memory")
				}
			},
		},
		{
			Rule:  registerRule("cpu", "cpu", "The task's cpu is a number of CPU units, or of vCPUs.", field.Invalid, errorSeverity, Documented|Observed, api("RegisterTaskDefinition")),
			check: text("cpu", func(d *definition) *string { return d.Cpu }, taskCPU),
		},
		{
			Rule:  registerRule("memory", "memory", "The task's memory is an amount in MiB, or in GB.", field.Invalid, errorSeverity, Documented|Observed, api("RegisterTaskDefinition")),
			check: text("memory", func(d *definition) *string { return d.Memory }, taskMemory),
		},
		{
			Rule: registerRule("fargate-size-required", "cpu", "A task definition that requires Fargate has a cpu and a memory.", field.Required, errorSeverity, Documented|Observed, thread("mongodb/terraform-aws-ecs-task-definition", "38")),
			check: func(r *run, d *definition) {
				if _, ok := r.platformOf(d); !ok {
					return
				}
				const hint = "give the size of the task, such as cpu \"256\" with memory \"512\""
				if d.Cpu == nil {
					r.report("cpu", "is required for Fargate", hint, "requiresCompatibilities")
				}
				if d.Memory == nil {
					r.report("memory", "is required for Fargate", hint, "requiresCompatibilities")
				}
			},
		},
		{
			Rule: registerRule("fargate-size", "memory", "The cpu and memory of a task definition that requires Fargate are a size that Fargate has. More CPU than the largest that was known in 2026-09 may be new.", field.Conflict, errorSeverity, Documented|Observed, guide("task-cpu-memory-error")),
			check: func(r *run, d *definition) {
				units, hasCPU := readUnits(d.Cpu)
				mib, hasMemory := readMiB(d.Memory)
				platform, ok := r.platformOf(d)
				if !ok || !hasCPU || !hasMemory || int64(units) > fargateCPURow.limits.max {
					return
				}
				err := fargate.Validate(fargate.Size{CPU: units, Memory: mib}, platform)
				if e, ok := errors.AsType[*fargate.SizeError](err); ok {
					r.reportValue("memory", *d.Memory, fmt.Sprintf("together with %d CPU units %s", units, e.Reason()), e.Hint(), "cpu")
				}
			},
		},
		{
			Rule: registerRule("network-mode", "networkMode", "A task definition that requires Fargate has the network mode awsvpc.", field.Conflict, errorSeverity, Documented|Observed, bench("fargate-network-mode")),
			check: func(r *run, d *definition) {
				if _, ok := r.platformOf(d); ok && d.NetworkMode != types.NetworkModeAwsvpc {
					r.reportValue("networkMode", string(d.NetworkMode), "is not awsvpc, which Fargate requires", "write awsvpc; requests then give the subnets", "requiresCompatibilities")
				}
			},
		},
		{
			Rule: registerRule("role", "taskRoleArn", "The task role and the execution role are ARNs or names of IAM roles.", field.Invalid, errorSeverity, Documented, "https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html"),
			check: all(text("executionRoleArn", func(d *definition) *string { return d.ExecutionRoleArn }, sound(role)),
				text("taskRoleArn", func(d *definition) *string { return d.TaskRoleArn }, sound(role))),
		},
		{
			Rule: registerRule("execution-role-awslogs", "executionRoleArn", "A task definition that requires Fargate has an execution role if a container logs with awslogs.", field.Required, errorSeverity, Observed, bench("fargate-execution-role-missing-awslogs")),
			check: func(r *run, d *definition) {
				if i := r.logsOnFargate(d); i >= 0 && ptr.Value(d.ExecutionRoleArn) == "" {
					r.report("executionRoleArn", "is required for Fargate to write logs with awslogs", roleHint, field.Path(index("containerDefinitions", i)+".logConfiguration.logDriver"))
				}
			},
		},
		{
			Rule: registerRule("execution-role-secrets", "executionRoleArn", "A task definition has an execution role if a container has secrets, a log driver with secrets, or credentials for a private registry. A request can override it.", field.Required, warningSeverity, Documented, guide("task_execution_IAM_role")),
			check: func(r *run, d *definition) {
				if r.logsOnFargate(d) >= 0 {
					return // register-execution-role-awslogs
				}
				for i := range d.ContainerDefinitions {
					if what := secretsOf(&d.ContainerDefinitions[i]); what != "" && ptr.Value(d.ExecutionRoleArn) == "" {
						r.report("executionRoleArn", "is missing, but "+index("containerDefinitions", i)+" has "+what+" to read with it", roleHint, field.Path(index("containerDefinitions", i)))
						return
					}
				}
			},
		},
		{
			Rule: registerRule("volume-name", "volumes[].name", "A volume that is configured at launch has a name, which requests use to configure it.", field.Required, errorSeverity, Documented, api("Volume")),
			check: func(r *run, d *definition) {
				for i := range d.Volumes {
					if v := &d.Volumes[i]; isConfiguredAtLaunch(*v) && ptr.Value(v.Name) == "" {
						r.report(index("volumes", i)+".name", "is required, because the volume is configured at launch", "give the name that requests use to configure it")
					}
				}
			},
		},
		{
			Rule: registerRule("volumes-count", "volumes", "At most {max} volume is configured at launch: a task can have one Amazon EBS volume.", field.TooMany, warningSeverity, Documented, guide("ebs-volumes")).within(0, 1),
			check: func(r *run, d *definition) {
				n := int64(0)
				for i := range d.Volumes {
					if isConfiguredAtLaunch(d.Volumes[i]) {
						n++
					}
				}
				if n > r.max() {
					r.report("volumes", fmt.Sprintf("has %d that are configured at launch, but at most %d is allowed", n, r.max()), "keep one of them")
				}
			},
		},
	},
	parts: []part[definition]{children("containerDefinitions", definedContainers, definedContainerTable)},
}

// definedContainerTable holds the rules for one container of a task definition.
var definedContainerTable = &table[definedContainer]{
	operations: RegisterTaskDefinition,
	enter:      func(r *run, _ *definedContainer) { r.operations = RegisterTaskDefinition },
	rows: []row[definedContainer]{
		{
			Rule:  registerRule("container-name-required", "containerDefinitions[].name", "A container has a name.", field.Required, errorSeverity, Observed, thread("hashicorp/terraform", "2888")),
			check: given("name", definedName, "give the name that requests use to override the container"),
		},
		{
			Rule:  registerRule("container-name", "containerDefinitions[].name", "The name of a container has letters, digits, hyphens and underscores.", field.Invalid, errorSeverity, Documented|Observed, thread("hashicorp/terraform-provider-aws", "5950")),
			check: text("name", definedName, sound(containerName)),
		},
		{
			Rule: registerRule("memory-reservation", "containerDefinitions[].memoryReservation", "A container's memoryReservation is not more than its memory.", field.Conflict, errorSeverity, Documented|Observed, bench("container-memory-reservation")),
			check: func(r *run, c *definedContainer) {
				if c.Memory != nil && c.MemoryReservation != nil && *c.MemoryReservation > *c.Memory {
					r.reportValue("memoryReservation", *c.MemoryReservation, fmt.Sprintf("is more than the memory of %d MiB", *c.Memory), "reserve at most the memory", "memory")
				}
			},
		},
	},
}
