package rules_test

import (
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const (
	expression0 = "placementConstraints[0].expression"
	field0      = "placementStrategy[0].field"
)

var placementCases = []casesOf[runInput]{
	{"placement-constraints-count", []rowOf[runInput]{
		{"10", constraints(many(10, inZone)...), ""},
		{"11", constraints(many(11, inZone)...), "error placement-constraints-count placementConstraints"},
	}},
	{"placement-constraints-fargate", []rowOf[runInput]{
		{"EC2", constraints(inZone(1)), ""},
		{"empty on Fargate", onFargate(constraints([]constraint{}...)), ""},
		{"Fargate", onFargate(constraints(inZone(1))), "error placement-constraints-fargate placementConstraints"},
		{"Fargate Spot", runBoth(providers("FARGATE_SPOT"), constraints(inZone(1))), "error placement-constraints-fargate placementConstraints"},
		{"other capacity providers", runBoth(providers("mine"), constraints(inZone(1))), ""},
		{"the cluster decides", runBoth(launch(""), constraints(inZone(1))), ""},
	}},
	{"placement-constraint-duplicate", []rowOf[runInput]{
		{"two expressions", constraints(inZone(1), inZone(2)), ""},
		{"one expression twice", constraints(inZone(1), inZone(1)), "warning placement-constraint-duplicate placementConstraints[1]"},
		{"distinctInstance twice", constraints(constraint{Type: "distinctInstance"}, constraint{Type: "distinctInstance"}), "warning placement-constraint-duplicate placementConstraints[1]"},
	}},
	{"placement-constraint-type-required", []rowOf[runInput]{
		{"given", constraints(inZone(1)), ""},
		{"left out", constraints(constraint{}), "error placement-constraint-type-required placementConstraints[0].type"},
	}},
	{"placement-constraint-type", []rowOf[runInput]{
		{"both", unchanged, ""},
		{"a capital", constraints(constraint{Type: "MemberOf", Expression: new("attribute:a exists")}), "error placement-constraint-type placementConstraints[0].type"},
	}},
	{"placement-constraint-distinct-instance", []rowOf[runInput]{
		{"no expression", constraints(constraint{Type: "distinctInstance"}), ""},
		{"an empty one", constraints(constraint{Type: "distinctInstance", Expression: new("")}), "error placement-constraint-distinct-instance " + expression0},
		{"an expression", constraints(constraint{Type: "distinctInstance", Expression: new("attribute:a exists")}), "error placement-constraint-distinct-instance " + expression0},
		{"what cannot be read", constraints(constraint{Type: "distinctInstance", Expression: new("=")}), "error placement-constraint-distinct-instance " + expression0},
	}},
	{"placement-constraint-expression-required", []rowOf[runInput]{
		{"given", constraints(inZone(1)), ""},
		{"left out", constraints(constraint{Type: "memberOf"}), "warning placement-constraint-expression-required " + expression0},
		{"empty", constraints(memberOf("")), "warning placement-constraint-expression-required " + expression0},
	}},
	{"placement-constraint-expression-length", []rowOf[runInput]{
		{"2000 characters", constraints(memberOf(longExpression(2000))), ""},
		{"2001", constraints(memberOf(longExpression(2001))), "error placement-constraint-expression-length " + expression0},
		{"8000 bytes that cannot be read", constraints(memberOf(strings.Repeat("a", 8000))), "error placement-constraint-expression-length " + expression0 + "; warning placement-constraint-expression " + expression0},
		{"8001 bytes, which nobody reads", constraints(memberOf(strings.Repeat("a", 8001))), "error placement-constraint-expression-length " + expression0},
	}},
	{"placement-constraint-expression", expressionRows()},
	{"placement-constraint-precedence", []rowOf[runInput]{
		{"one operator", constraints(memberOf("attribute:a == 1 and attribute:b == 2 and attribute:c == 3")), ""},
		{"parentheses", constraints(memberOf("(attribute:a == 1 and attribute:b == 2) or not (attribute:c == 3 and attribute:d == 4)")), ""},
		{"no parentheses", constraints(memberOf("attribute:a == 1 and attribute:b == 2 or attribute:c == 3")), "warning placement-constraint-precedence " + expression0},
		{"no parentheses inside parentheses", constraints(memberOf("attribute:z exists and (attribute:a == 1 || attribute:b == 2 && attribute:c == 3)")), "warning placement-constraint-precedence " + expression0},
		{"wrong anyway", constraints(memberOf("attribute:a == 1 and attribute:b == 2 or")), "warning placement-constraint-expression " + expression0},
		{"no expression", constraints(constraint{Type: "distinctInstance"}), ""},
	}},
	{"placement-constraint-value-case", []rowOf[runInput]{
		{"as ECS has them", constraints(memberOf("attribute:ecs.os-type == windows or attribute:ecs.cpu-architecture in [x86_64, arm64]"), memberOf("attribute:ecs.os-family == WINDOWS_SERVER_2022_CORE")), ""},
		{"of a custom attribute", constraints(memberOf("attribute:os == Linux")), ""},
		{"in a regular expression, which may fold case", constraints(memberOf("attribute:ecs.os-type =~ (?i)LINUX")), ""},
		{"Linux", constraints(memberOf("attribute:ecs.os-type == Linux")), "warning placement-constraint-value-case " + expression0},
		{"X86_64, as runtimePlatform has it", constraints(memberOf("not (attribute:ecs.cpu-architecture == X86_64)")), "warning placement-constraint-value-case " + expression0},
		{"one in a list", constraints(memberOf("attribute:ecs.cpu-architecture in [x86_64, ARM64]")), "warning placement-constraint-value-case " + expression0},
		{"the family in lower case", constraints(memberOf("attribute:a exists and attribute:ecs.os-family == linux")), "warning placement-constraint-value-case " + expression0},
		{"in a regular expression that must not match", constraints(memberOf("attribute:ecs.os-type !~ LINUX")), ""},
		{"Linux, or something else", constraints(memberOf("attribute:ecs.os-type == Linux or agentConnected == true")), "warning placement-constraint-value-case " + expression0},
		{"not Linux", constraints(memberOf("attribute:ecs.os-type != Linux")), "warning placement-constraint-value-case " + expression0},
	}},
	{"placement-constraint-wildcard", []rowOf[runInput]{
		{"a regular expression", constraints(memberOf("attribute:ecs.instance-type =~ t3.* and attribute:ecs.availability-zone !~ us-east-1.*")), ""},
		{"a group of tasks, whose name may have it", constraints(memberOf("task:group == 'nightly *'")), ""},
		{"equal", constraints(memberOf("attribute:ecs.instance-type == 't3.*'")), "warning placement-constraint-wildcard " + expression0},
		{"equal, without quotes", constraints(memberOf("attribute:ecs.instance-type == t3*")), "warning placement-constraint-wildcard " + expression0},
		{"not equal", constraints(memberOf("not (attribute:ecs.instance-type != t2.*)")), "warning placement-constraint-wildcard " + expression0},
		{"in a list", constraints(memberOf("attribute:ecs.instance-type in [t3.*, m5.large, m5a.*]")), "warning placement-constraint-wildcard " + expression0},
		{"in another case", constraints(memberOf("attribute:ecs.os-family == Windows*")), "warning placement-constraint-wildcard " + expression0},
		{"an instance", constraints(memberOf("ec2InstanceId !in ['i-0 *']")), "warning placement-constraint-wildcard " + expression0},
	}},
	{"placement-strategies-count", []rowOf[runInput]{
		{"5", strategies(many(5, bySpread)...), ""},
		{"6", strategies(many(6, bySpread)...), "error placement-strategies-count placementStrategy"},
	}},
	{"placement-strategies-fargate", []rowOf[runInput]{
		{"EC2", unchanged, ""},
		{"Fargate", onFargate(strategies(bySpread(1))), "error placement-strategies-fargate placementStrategy"},
		{"Fargate Spot", runBoth(providers("FARGATE_SPOT"), strategies(bySpread(1))), "error placement-strategies-fargate placementStrategy"},
		{"other capacity providers", runBoth(providers("mine"), strategies(bySpread(1))), ""},
	}},
	{"placement-strategy-duplicate", []rowOf[runInput]{
		{"two spreads", strategies(bySpread(1), bySpread(2)), ""},
		{"twice", strategies(bySpread(1), by("binpack", "cpu"), bySpread(1)), "warning placement-strategy-duplicate placementStrategy[2]"},
		{"random twice", strategies(placement{Type: "random"}, placement{Type: "random"}), "warning placement-strategy-duplicate placementStrategy[1]"},
	}},
	{"placement-strategy-type-required", []rowOf[runInput]{
		{"given", strategies(bySpread(1)), ""},
		{"left out", strategies(placement{}), "warning placement-strategy-type-required placementStrategy[0].type"},
	}},
	{"placement-strategy-type", []rowOf[runInput]{
		{"random", strategies(placement{Type: "random"}), ""},
		{"a capital", strategies(placement{Type: "Random"}), "error placement-strategy-type placementStrategy[0].type"},
	}},
	{"placement-strategy-random", []rowOf[runInput]{
		{"no field", strategies(placement{Type: "random"}), ""},
		{"a field", strategies(by("random", "cpu")), "error placement-strategy-random " + field0},
	}},
	{"placement-strategy-field-required", []rowOf[runInput]{
		{"random", strategies(placement{Type: "random"}), ""},
		{"spread", strategies(placement{Type: "spread"}), "warning placement-strategy-field-required " + field0},
		{"binpack, empty", strategies(by("binpack", "")), "warning placement-strategy-field-required " + field0},
	}},
	{"placement-strategy-binpack", []rowOf[runInput]{
		{"cpu", strategies(by("binpack", "cpu")), ""},
		{"memory", strategies(by("binpack", "memory")), ""},
		{"instanceId", strategies(by("binpack", "instanceId")), "error placement-strategy-binpack " + field0},
		{"an attribute", strategies(by("binpack", "attribute:cpu")), "error placement-strategy-binpack " + field0},
	}},
	{"placement-strategy-binpack-case", []rowOf[runInput]{
		{"lower case", strategies(by("binpack", "cpu"), by("binpack", "memory")), ""},
		{"as ECS answers, and AWS CDK writes", strategies(by("binpack", "CPU"), by("binpack", "MEMORY")), ""},
		{"neither", strategies(by("binpack", "Memory")), "warning placement-strategy-binpack-case " + field0},
	}},
	{"placement-strategy-spread", []rowOf[runInput]{
		{"instanceId", strategies(by("spread", "instanceId")), ""},
		{"host", strategies(by("spread", "host")), ""},
		{"an attribute", strategies(by("spread", `attribute:a-b_c/d.e\f`)), ""},
		{"another case", strategies(by("spread", "instanceID")), "warning placement-strategy-spread " + field0},
		{"no prefix", strategies(by("spread", "ecs.availability-zone")), "warning placement-strategy-spread " + field0},
		{"no name", strategies(by("spread", "attribute:")), "warning placement-strategy-spread " + field0},
		{"a space", strategies(by("spread", "attribute: a")), "warning placement-strategy-spread " + field0},
		{"129 characters", strategies(by("spread", "attribute:"+strings.Repeat("a", 129))), "warning placement-strategy-spread " + field0},
		{"an attribute of 1 character", strategies(by("spread", "attribute:a")), ""},
		{"an attribute of 128", strategies(by("spread", "attribute:"+strings.Repeat("a", 128))), ""},
		{"what binpack has", strategies(by("spread", "Cpu")), "warning placement-strategy-spread " + field0},
	}},
}

// expressionRows has expressions of the documentation and of public reports, and
// those that are wrong.
func expressionRows() (rows []rowOf[runInput]) {
	for _, e := range []string{
		"attribute:ecs.instance-type == t2.small",
		"attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d",
		"(attribute:ecs.instance-type == t2.small or attribute:ecs.instance-type == t2.medium) and attribute:ecs.availability-zone != us-east-1d",
		"attribute:a == 1 and attribute:b == 2 or attribute:c == 3",
		"attribute:ecs.availability-zone in [us-east-1a, us-east-1b]",
		"ec2InstanceId in ['i-abcd1234', 'i-wxyx7890']",
		"agentConnected == true",
		"agentVersion >= 1.14.5",
		"registeredAt >= 2018-06-18T22:28:28+00:00",
		"runningTasksCount < 5",
		"task:group == service:production",
		"not(task:group == database)",
		"attribute:stack==prod",
		"attribute:stack exists",
		"attribute:stack !exists",
		"attribute:ecs.instance-type =~ (?!t2).*",
		"attribute:team equals 'blue and green'",
	} {
		rows = append(rows, rowOf[runInput]{e, constraints(memberOf(e)), ""})
	}
	for _, e := range []string{
		"ecs.instance-type == t2.small",
		"attribute.ecs.instance-type == t2.small",
		"attribute:ecs.instance-type = t2.small",
		"attribute:ecs.instance-type <> t2.small",
		"attribute:ecs.instance-type like t2.small",
		"attribute:a == 1 AND attribute:b == 2",
		"attribute:a == 1 & attribute:b == 2",
		"(attribute:a) == 1",
		"attribute:a == 1)",
		"(attribute:a == 1",
		"attribute:a in us-east-1a",
		"attribute:a in [us-east-1a",
		"attribute:a IN [us-east-1a]",
		"agentVersion =~ 1.*",
		"runningTasksCount in [1, 2]",
		"ec2InstanceId > i-1",
		"runningTasksCount < five",
		"attribute:a ==",
		"attribute:a == b c",
		"distinctInstance",
	} {
		rows = append(rows, rowOf[runInput]{e, constraints(memberOf(e)), "warning placement-constraint-expression " + expression0})
	}
	return rows
}

func inZone(i int) constraint {
	return memberOf(fmt.Sprintf("attribute:ecs.availability-zone == us-east-%d", i))
}

func bySpread(i int) placement { return by("spread", fmt.Sprintf("attribute:rack-%d", i)) }

// longExpression returns an expression of n characters.
func longExpression(n int) string {
	const begin = "attribute:a == '"
	return begin + strings.Repeat("é", n-len(begin)-1) + "'"
}

// launchCases are those of rules for both operations, where the launch decides.
var launchCases = []casesOf[runInput]{
	{"assign-public-ip-fargate", []rowOf[runInput]{
		{"Fargate", onFargate(public), ""},
		{"Fargate Spot", runBoth(providers("FARGATE_SPOT", "FARGATE"), public), ""},
		{"EC2", public, "error assign-public-ip-fargate " + vpc + "assignPublicIp"},
		{"external instances", runBoth(external, func(in *runInput) { in.NetworkConfiguration = validRun().NetworkConfiguration }, public),
			"warning network-external networkConfiguration; error assign-public-ip-fargate " + vpc + "assignPublicIp"},
		{"other capacity providers, perhaps Managed Instances", runBoth(providers("mine"), public), "warning assign-public-ip-fargate " + vpc + "assignPublicIp"},
		{"the cluster decides", runBoth(launch(""), public), "warning assign-public-ip-fargate " + vpc + "assignPublicIp"},
	}},
	{"assign-public-ip-off", []rowOf[runInput]{
		{"EC2", unchanged, ""},
		{"ENABLED", onFargate(public), ""},
		{"DISABLED", launch("FARGATE"), "warning assign-public-ip-off " + vpc + "assignPublicIp"},
		{"left out", onFargate(func(in *runInput) { in.NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp = "" }), "warning assign-public-ip-off " + vpc + "assignPublicIp"},
	}},
	{"ephemeral-storage-fargate", []rowOf[runInput]{
		{"Fargate", onFargate(storage), ""},
		{"EC2", storage, "error ephemeral-storage-fargate overrides.ephemeralStorage"},
		{"external instances", runBoth(external, storage), "error ephemeral-storage-fargate overrides.ephemeralStorage"},
		{"other capacity providers", runBoth(providers("mine"), storage), "warning ephemeral-storage-fargate overrides.ephemeralStorage"},
		{"the cluster decides", runBoth(launch(""), storage), "warning ephemeral-storage-fargate overrides.ephemeralStorage"},
	}},
	{"fargate-size", []rowOf[runInput]{
		{"cpu alone", onFargate(runOverrides(func(o *override) { o.Cpu, o.Memory = new("2 vCPU"), nil })), ""},
		{"memory alone", onFargate(runOverrides(func(o *override) { o.Cpu, o.Memory = nil, new("3 GB") })), ""},
		{"vCPU as CPU units", onFargate(runOverrides(func(o *override) { o.Cpu, o.Memory = new("2"), nil })), "warning fargate-size overrides.cpu"},
		{"vCPU as CPU units, beside memory", onFargate(runOverrides(func(o *override) { o.Cpu, o.Memory = new("1"), new("2048") })), "warning fargate-size overrides.cpu"},
		{"GB as MiB", onFargate(runOverrides(func(o *override) { o.Cpu, o.Memory = new("1024"), new("2") })), "warning fargate-size overrides.memory"},
		{"vCPU and GB without units", onFargate(runOverrides(func(o *override) { o.Cpu, o.Memory = new("1"), new("2") })), "warning fargate-size overrides.cpu; warning fargate-size overrides.memory"},
		{"hardly any cpu", onFargate(runOverrides(func(o *override) { o.Cpu, o.Memory = new("100"), nil })), "warning fargate-size overrides.cpu"},
		{"no size with the most cpu, less than a container has", onFargate(ofApp("32768", "1024", func(c *container) { c.Cpu = new(int32(32769)) })), "warning fargate-size overrides.memory"},
		{"no memory of a size, less than a container has", onFargate(ofApp("", "700", func(c *container) { c.Memory = new(int32(701)) })), "warning fargate-size overrides.memory"},
	}},
	{"containers-cpu-sum", []rowOf[runInput]{
		{"cpu alone", onFargate(ofApp("1024", "", func(c *container) { c.Cpu = new(int32(1024)) })), ""},
		{"cpu alone, less than a container has", onFargate(ofApp("1024", "", func(c *container) { c.Cpu = new(int32(1025)) })), "warning containers-cpu-sum overrides.containerOverrides"},
		{"more than the largest size, less than a container has", onFargate(ofApp("65536", "524288", func(c *container) { c.Cpu = new(int32(65537)) })),
			"warning containers-cpu-sum overrides.containerOverrides; warning fargate-cpu-newer overrides.cpu"},
	}},
	{"container-memory-task", []rowOf[runInput]{
		{"memory alone", onFargate(ofApp("", "3 GB", func(c *container) { c.Memory = new(int32(3072)) })), ""},
		{"memory alone, less than a container has", onFargate(ofApp("", "3 GB", func(c *container) { c.Memory = new(int32(3073)) })), "error container-memory-task " + first + "memory"},
	}},
	{"fargate-memory-newer", []rowOf[runInput]{
		{"the most", onFargate(runOverrides(func(o *override) { o.Cpu, o.Memory = nil, new("249856") })), ""},
		{"more", onFargate(runOverrides(func(o *override) { o.Cpu, o.Memory = nil, new("524288") })), "warning fargate-memory-newer overrides.memory"},
	}},
	{"gpu-fargate", []rowOf[runInput]{
		{"EC2", unchanged, ""},
		{"Fargate", onFargate(runResources(gpu("1"))), "error gpu-fargate " + first + "resourceRequirements[0].type"},
		{"a share on Fargate", onFargate(runResources(shared())), "error gpu-fargate " + first + "resourceRequirements[0].type"},
		{"Fargate Spot", runBoth(providers("FARGATE_SPOT"), runResources(gpu("1"))), "error gpu-fargate " + first + "resourceRequirements[0].type"},
	}},
	{"gpu-sharing-external", []rowOf[runInput]{
		{"a whole one", external, ""},
		{"a share on EC2", runResources(shared()), ""},
		{"a share", runBoth(external, runResources(shared())), "error gpu-sharing-external " + first + "resourceRequirements[0].sharingStrategy"},
		{"a share of something else, for which there are other rules", runBoth(external, runResources(resource{Type: types.ResourceTypeNeuronDevice, Value: new("ALL"), SharingStrategy: shared().SharingStrategy})),
			"error sharing-gpu-only " + first + "resourceRequirements[0].sharingStrategy; error neuron-managed-instances " + first + "resourceRequirements[0].type"},
	}},
	{"neuron-managed-instances", []rowOf[runInput]{
		{"other capacity providers, perhaps Managed Instances", runBoth(providers("mine"), runResources(neuron)), ""},
		{"the cluster decides", runBoth(launch(""), runResources(neuron)), ""},
		{"EC2", runResources(neuron), "error neuron-managed-instances " + first + "resourceRequirements[0].type"},
		{"external instances", runBoth(external, runResources(neuron)), "error neuron-managed-instances " + first + "resourceRequirements[0].type"},
		{"Fargate", onFargate(runResources(neuron)), "error neuron-managed-instances " + first + "resourceRequirements[0].type"},
		{"a strategy of Fargate", runBoth(providers("FARGATE"), runResources(neuron)), "error neuron-managed-instances " + first + "resourceRequirements[0].type"},
	}},
	{"volume-type-fargate", []rowOf[runInput]{
		{"EC2", magnetic, ""},
		{"gp3", launch("FARGATE"), ""},
		{"Fargate", onFargate(magnetic), "error volume-type-fargate " + managed + "volumeType"},
	}},
	{"volume-role-task", []rowOf[runInput]{
		{"two roles", unchanged, ""},
		{"the task role", runVolume(func(v *volume) { v.RoleArn = new(taskRole) }), "warning volume-role-task " + managed + "roleArn"},
		{"the execution role", runBoth(runOverrides(func(o *override) { o.TaskRoleArn = nil }), runVolume(func(v *volume) { v.RoleArn = new(taskRole) })), "warning volume-role-task " + managed + "roleArn"},
		{"no role", runBoth(runOverrides(func(o *override) { o.TaskRoleArn, o.ExecutionRoleArn = new(""), new("") }), runVolume(func(v *volume) { v.RoleArn = new("") })),
			"warning role-empty overrides.executionRoleArn; warning role-empty overrides.taskRoleArn; error volume-role-required " + managed + "roleArn"},
	}},
	{"propagate-tags-service", []rowOf[runInput]{
		{"SERVICE", func(in *runInput) { in.PropagateTags = types.PropagateTagsService }, "warning propagate-tags-service propagateTags"},
	}},
}

func runResources(q ...resource) runChange {
	return runApp(func(c *container) { c.ResourceRequirements = q })
}

func magnetic(in *runInput) {
	*in.VolumeConfigurations[0].ManagedEBSVolume = volume{RoleArn: new(roleARN), SizeInGiB: new(int32(10)), VolumeType: new("standard")}
}

// ofApp overrides the size of the task, as far as it is not empty, and one container.
func ofApp(cpu, memory string, f func(*container)) runChange {
	return runOverrides(func(o *override) {
		c := container{Name: new("app")}
		f(&c)
		o.Cpu, o.Memory, o.ContainerOverrides = &cpu, &memory, []container{c}
		if cpu == "" {
			o.Cpu = nil
		}
		if memory == "" {
			o.Memory = nil
		}
	})
}
