package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/placement"
	"github.com/ecstask/ecstask/internal/ptr"
)

// lacks reports whether ECS said what the task definition can run on, and c is not
// of it.
func (k *known) lacks(c types.Compatibility) bool {
	return len(k.TaskDefinition.Compatibilities) > 0 && !slices.Contains(k.TaskDefinition.Compatibilities, c)
}

// cannotRun reports whether the task definition cannot run on what its tasks are to
// be placed on. The rules for compatibility say so.
func (k *known) cannotRun() bool {
	switch k.decided {
	case launchNamed:
		return k.lacks(types.CompatibilityEc2) && k.lacks(types.CompatibilityExternal) && k.lacks(types.CompatibilityManagedInstances)
	case launchEC2:
		return k.lacks(types.CompatibilityEc2)
	case launchExternal:
		return k.lacks(types.CompatibilityExternal)
	case launchFargate, launchFargateProviders:
		return k.lacks(types.CompatibilityFargate)
	}
	return false
}

// compatible lists what the task definition can run on.
func (k *known) compatible() string { return listed(k.TaskDefinition.Compatibilities) }

// uses returns the index of a capacity provider in the strategy, or -1.
func (k *known) uses(provider string) int {
	return slices.IndexFunc(k.strategy, func(item types.CapacityProviderStrategyItem) bool {
		return ptr.Value(item.CapacityProvider) == provider
	})
}

// byProvider grades a rule that is about a capacity provider of the request, or of
// the cluster, which may change.
func byProvider(r *run) field.Severity {
	if r.launchRead {
		return warningSeverity
	}
	return ifPinned(r)
}

// compatibilityHint says what to do about a task definition that cannot run where it
// is to, and what keeps it from there if that is its network mode.
func (k *known) compatibilityHint() string {
	if k.decided.onFargate() && k.TaskDefinition.NetworkMode != types.NetworkModeAwsvpc {
		return "use one of these, or register a revision with the network mode awsvpc, which Fargate requires, instead of " + k.networkMode()
	}
	return "use one of these, or register a revision that can run there"
}

// launchTable holds the rules for what the task definition can run on.
var launchTable = &table[known]{
	rows: []row[known]{
		{
			Rule: Rule{
				ID: "launch-type-compatibility", Field: "launchType", What: "The task definition is compatible with the launch type. ECS determines this when it registers the task definition.",
				Kind: field.Conflict, Severity: errorSeverity, Evidence: Observed, Source: thread("aws/aws-cli", "3983"), Operations: RunTask, Needs: NeedTaskDefinition,
			},
			grade: ifPinned,
			check: func(r *run, k *known) {
				t := k.request.LaunchType
				if launchTypes[t] != launchUnclear && len(k.request.CapacityProviderStrategy) == 0 && k.lacks(types.Compatibility(t)) {
					if t == types.LaunchTypeFargate && k.misusesNetwork() {
						return // network-mode
					}
					r.reportValue("launchType", string(t), "is not compatible with the task definition, which can run on "+k.compatible(), k.compatibilityHint(), "taskDefinition")
				}
			},
		},
		{
			Rule: Rule{
				ID: "strategy-compatibility", Field: "capacityProviderStrategy", What: "The task definition is compatible with Fargate if all capacity providers are FARGATE or FARGATE_SPOT. The documentation says so of services.",
				Kind: field.Conflict, Severity: errorSeverity, Evidence: Documented | Inferred, Source: guide("failed-to-start-error"), Operations: RunTask, Needs: NeedTaskDefinition,
			},
			grade: ifPinned,
			check: func(r *run, k *known) {
				if k.decided == launchFargateProviders && !k.byDefault && k.lacks(types.CompatibilityFargate) && !k.misusesNetwork() {
					r.report("capacityProviderStrategy", "is for Fargate, but the task definition can run on "+k.compatible(), k.compatibilityHint(), "taskDefinition")
				}
			},
		},
		{
			Rule: Rule{
				ID: "provider-compatibility", Field: "capacityProviderStrategy[].capacityProvider", What: "The task definition is compatible with EC2 for the capacity provider of an Auto Scaling group, and with MANAGED_INSTANCES for one of Managed Instances.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Documented, Source: guide("failed-to-start-error"), Operations: RunTask, Needs: NeedTaskDefinition | NeedCapacityProviders,
			},
			check: func(r *run, k *known) {
				if k.byDefault {
					return // cluster-compatibility
				}
				for i := range k.strategy {
					name := ptr.Value(k.strategy[i].CapacityProvider)
					if c, of := compatibilityOf(k.providerType(i)); c != "" && k.lacks(c) {
						r.reportValue(index("capacityProviderStrategy", i)+".capacityProvider", name, "provides "+of+", but the task definition can run on "+k.compatible(), k.compatibilityHint(), "taskDefinition")
					}
				}
			},
		},
		{
			Rule: Rule{
				ID: "cluster-compatibility", Field: "taskDefinition", What: "If the request has neither a launchType nor a capacityProviderStrategy, the task definition is compatible with the default strategy of the cluster or, if it has none, with EC2.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Documented, Source: api("RunTask"), Operations: RunTask, Needs: NeedTaskDefinition | NeedCluster,
			},
			check: func(r *run, k *known) {
				if !k.byDefault {
					return
				}
				switch why := "the default strategy of the cluster is for "; {
				case k.decided == launchFargateProviders && k.lacks(types.CompatibilityFargate) && !k.misusesNetwork():
					r.aboutDefinition(k, "can run on "+k.compatible()+", but "+why+"Fargate", k.asOf("set launchType or capacityProviderStrategy"), "cluster")
				case k.decided == launchProviders && k.all(k.isManaged) && k.lacks(types.CompatibilityManagedInstances):
					r.aboutDefinition(k, "can run on "+k.compatible()+", but "+why+"Managed Instances", k.asOf("set launchType or capacityProviderStrategy"), "cluster")
				case k.decided == launchEC2 && k.lacks(types.CompatibilityEc2):
					if len(k.strategy) == 0 {
						why = "the cluster has no default strategy, so ECS uses "
					}
					r.aboutDefinition(k, "can run on "+k.compatible()+", but "+why+"EC2", k.asOf("set launchType or capacityProviderStrategy"), "cluster")
				}
			},
		},
		{
			Rule: Rule{
				ID: "start-task-compatibility", Field: "taskDefinition", What: "The task definition is compatible with container instances: EC2, EXTERNAL or MANAGED_INSTANCES.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Documented | Inferred, Source: api("StartTask"), Operations: StartTask, Needs: NeedTaskDefinition,
			},
			check: func(r *run, k *known) {
				if k.cannotRun() {
					r.aboutDefinition(k, "can run on "+k.compatible()+", but not on container instances", "use RunTask, or register a revision that is compatible with EC2")
				}
			},
		},
		{
			Rule: Rule{
				ID: "fargate-spot-windows", Field: "capacityProviderStrategy[].capacityProvider", What: "FARGATE_SPOT runs only tasks on Linux.",
				Kind: field.Unsupported, Severity: errorSeverity, Evidence: Documented, Source: api("CapacityProviderStrategyItem"), Operations: RunTask, Needs: NeedTaskDefinition,
			},
			grade: byProvider,
			check: func(r *run, k *known) {
				switch i := k.uses(fargateSpot); {
				case i < 0 || !k.windows:
				case k.byDefault:
					r.aboutDefinition(k, "is for Windows, but the default strategy of the cluster has FARGATE_SPOT, which runs only Linux", k.asOf("set launchType to FARGATE"), "cluster")
				default:
					r.reportValue(index("capacityProviderStrategy", i)+".capacityProvider", "FARGATE_SPOT", "runs only Linux, but the containers are for Windows", "use FARGATE", "taskDefinition")
				}
			},
		},
		{
			Rule: Rule{
				ID: "fargate-spot-arm", Field: "capacityProviderStrategy[].capacityProvider", What: "Tasks on ARM64 need platform version 1.4.0 or newer on FARGATE_SPOT.",
				Kind: field.Unsupported, Severity: errorSeverity, Evidence: Documented, Source: api("CapacityProviderStrategyItem"), Operations: RunTask, Needs: NeedTaskDefinition,
			},
			grade: byProvider,
			check: func(r *run, k *known) {
				p := k.TaskDefinition.RuntimePlatform
				if p == nil || p.CpuArchitecture != types.CPUArchitectureArm64 || !k.onOldPlatform() {
					return
				}
				if k.uses(fargateSpot) >= 0 {
					r.reportValue("platformVersion", *k.request.PlatformVersion, "is too old for ARM64 on FARGATE_SPOT", "use 1.4.0, or leave it out for the latest", "taskDefinition")
				}
			},
		},
		{
			Rule: Rule{
				ID: "platform-version-family", Field: "platformVersion", What: "The platform version is one for the operating system of the task definition: 1.0.0 is for Windows, 1.3.0 and 1.4.0 are for Linux.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Documented, Source: guide("platform-windows-fargate"), Operations: RunTask, Needs: NeedTaskDefinition,
				launches: &severities{launchFargate: warningSeverity, launchFargateProviders: warningSeverity},
			},
			check: func(r *run, k *known) {
				v := ptr.Value(k.request.PlatformVersion)
				switch {
				case k.windows && (v == platformVersions[0] || v == oldPlatform):
					r.reportValue("platformVersion", v, "is a platform version for Linux, but the containers are for Windows", "use 1.0.0, or leave it out for the latest", "taskDefinition")
				case !k.windows && v == "1.0.0" && k.uses(fargateSpot) < 0: // platform-version-spot
					r.reportValue("platformVersion", v, "is the platform version for Windows, but the containers are for Linux", "use 1.4.0, or leave it out for the latest", "taskDefinition")
				}
			},
		},
		{
			Rule: Rule{
				ID: "platform-version-efs", Field: "platformVersion", What: "Amazon EFS volumes need platform version 1.4.0.",
				Kind: field.Unsupported, Severity: errorSeverity, Evidence: Documented | Observed, Source: thread("CircleCI-Public/aws-ecs-orb", "121"), Operations: RunTask, Needs: NeedTaskDefinition,
				launches: refusedOnFargate,
			},
			grade: byProvider,
			check: func(r *run, k *known) {
				efs := func(v types.Volume) bool { return v.EfsVolumeConfiguration != nil }
				if k.onOldPlatform() && slices.ContainsFunc(k.TaskDefinition.Volumes, efs) {
					r.reportValue("platformVersion", *k.request.PlatformVersion, "is too old for the Amazon EFS volumes of the task definition", "use 1.4.0, or leave it out for the latest", "taskDefinition")
				}
			},
		},
		{
			Rule: Rule{
				ID: "platform-version-features", Field: "platformVersion", What: "The platform version supports what the task definition uses: pidMode, ephemeralStorage, environment files, a secret's JSON key, SYS_PTRACE and 8 vCPU or more need 1.4.0.",
				Kind: field.Unsupported, Severity: warningSeverity, Evidence: Documented, Source: guide("platform-linux-fargate"), Operations: RunTask, Needs: NeedTaskDefinition,
				launches: &severities{launchFargate: warningSeverity, launchFargateProviders: warningSeverity},
			},
			check: func(r *run, k *known) {
				if uses := k.newFeatures(); k.onOldPlatform() && len(uses) > 0 {
					r.reportValue("platformVersion", oldPlatform, "is too old for what the task definition uses: "+strings.Join(uses, ", "), "use 1.4.0, or leave it out for the latest", "taskDefinition")
				}
			},
		},
		{
			Rule: Rule{
				ID: "fargate-size-missing", Field: "overrides", What: "A task on Fargate has a task-level cpu and memory, in the task definition or in the overrides.",
				Kind: field.Required, Severity: errorSeverity, Evidence: Observed, Source: thread("mongodb/terraform-aws-ecs-task-definition", "38"), Operations: RunTask, Needs: NeedTaskDefinition,
				launches: refusedOnFargate,
			},
			grade: byProvider,
			check: func(r *run, k *known) {
				if k.lacks(types.CompatibilityFargate) {
					return // launch-type-compatibility
				}
				o, d := ptr.Value(k.request.Overrides), k.TaskDefinition
				missing := ""
				switch cpu, memory := placement.Either(o.Cpu, d.Cpu), placement.Either(o.Memory, d.Memory); {
				case cpu == nil && memory == nil:
					missing = "cpu and memory"
				case cpu == nil:
					missing = "cpu"
				case memory == nil:
					missing = "memory"
				default:
					return
				}
				r.report("overrides", "must set the "+missing+" of the task for Fargate: the task definition does not", "set what is missing, such as cpu to \"256\" and memory to \"512\"", "taskDefinition")
			},
		},
		{
			Rule: Rule{
				ID: "ephemeral-storage-definition", Field: "taskDefinition", What: "A task definition with ephemeralStorage runs on Fargate: tasks on EC2 do not have it.",
				Kind: field.Unsupported, Severity: warningSeverity, Evidence: Observed, Source: bench("fargate-ephemeral-storage-ec2"), Needs: NeedTaskDefinition,
				launches: onInstances,
			},
			check: func(r *run, k *known) {
				if k.TaskDefinition.EphemeralStorage != nil && !k.lacks(types.CompatibilityEc2) { // or else launch-type-compatibility, ...
					r.aboutDefinition(k, "has ephemeralStorage, which tasks on container instances do not have", "run it on Fargate, or register a revision without it")
				}
			},
		},
		{
			Rule: Rule{
				ID: "task-size-windows", Field: "overrides.cpu", What: "The cpu and memory of a task on Windows are overridden only on Fargate: on container instances, ECS ignores them and uses those of the containers.",
				Kind: field.Unsupported, Severity: warningSeverity, Evidence: Documented, Source: api("RegisterTaskDefinition"), Needs: NeedTaskDefinition,
				launches: onInstances,
			},
			check: func(r *run, k *known) {
				if o := k.request.Overrides; k.windows && o != nil {
					const msg, hint = "is ignored on container instances with Windows", "override the containers instead"
					if o.Cpu != nil {
						r.reportValue("overrides.cpu", *o.Cpu, msg, hint, "taskDefinition")
					}
					if o.Memory != nil {
						r.reportValue("overrides.memory", *o.Memory, msg, hint, "taskDefinition")
					}
				}
			},
		},
	},
}

// compatibilityOf returns what a task definition must be compatible with for a
// capacity provider of type t, and what that provides.
func compatibilityOf(t types.CapacityProviderType) (c types.Compatibility, of string) {
	switch t {
	case types.CapacityProviderTypeEc2Autoscaling:
		return types.CompatibilityEc2, "EC2 instances"
	case types.CapacityProviderTypeManagedInstances:
		return types.CompatibilityManagedInstances, "Managed Instances"
	}
	return "", ""
}

// onOldPlatform reports whether the request asks for the old platform version.
func (k *known) onOldPlatform() bool { return ptr.Value(k.request.PlatformVersion) == oldPlatform }

// isManaged reports whether the capacity provider of an element of the strategy
// provides Managed Instances.
func (k *known) isManaged(i int) bool {
	return k.providerType(i) == types.CapacityProviderTypeManagedInstances
}

// newFeatures lists what the task definition uses that came with platform version
// 1.4.0. Other rules are about volumes, and about what the request uses.
func (k *known) newFeatures() (uses []string) {
	d := k.TaskDefinition
	add := func(name string, used bool) {
		if used {
			uses = append(uses, name)
		}
	}
	units, _ := readUnits(d.Cpu)
	add(fmt.Sprintf("%d CPU units", units), units >= 8192 && ptr.Value(k.request.Overrides).Cpu == nil) // or else platform-version-cpu
	add("pidMode", d.PidMode != "")
	add("ephemeralStorage", d.EphemeralStorage != nil)
	for i := range d.ContainerDefinitions {
		c := &d.ContainerDefinitions[i]
		in := " in the container " + shown(c.Name)
		add("environment files"+in, len(c.EnvironmentFiles) > 0)
		add("a JSON key of a secret"+in, slices.ContainsFunc(c.Secrets, hasJSONKey))
		add("SYS_PTRACE"+in, c.LinuxParameters != nil && c.LinuxParameters.Capabilities != nil && slices.Contains(c.LinuxParameters.Capabilities.Add, "SYS_PTRACE"))
	}
	return uses
}

// hasJSONKey reports whether a secret is a part of one of AWS Secrets Manager,
// whose ARN then goes on with :key:stage:version.
func hasJSONKey(s types.Secret) bool {
	const colons = 6
	from := ptr.Value(s.ValueFrom)
	return strings.Contains(from, ":secretsmanager:") && strings.Count(from, ":") > colons
}
