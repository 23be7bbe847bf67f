package rules_test

import (
	"strings"
	"testing"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/rules"
)

// TestFieldCases holds what scripts were seen to send: the startedBy that ECS
// took against its documents, the text output of the AWS CLI, queries that found
// nothing, files with Windows line ends. Each has all its findings in want, and
// parts of the texts that explain them.
func TestFieldCases(t *testing.T) {
	const (
		subnet1, subnet2 = "subnet-0123456789abcdef0", "subnet-0123456789abcdef1"
		tabs             = "the text output of the AWS CLI has tabs"
		nothing          = "the AWS CLI prints None as text when it finds nothing"
		unset            = "is a variable unset?"
	)
	none, null, undefined := "None", "null", "undefined"
	instance, twice := "containerInstances[0]", instanceA+" "+instanceB
	for _, tt := range []struct {
		name   string
		change change
		want   string
		texts  []string
	}{
		// What ECS was seen to take.
		{"a dot in startedBy", startedBy("convox.myapp"), "", nil},
		{"spaces in startedBy", startedBy("AWS Step Functions"), "", nil},
		{"a name in startedBy", startedBy("first.last"), "", nil},
		{"37 characters in startedBy", startedBy("convox.homepage-recommendation-engine"),
			"error started-by-length startedBy", []string{"has 37 characters"}},

		// Lists in one element.
		{"a tab between subnets", subnets(subnet1 + "\t" + subnet2), "error stray-chars " + vpc + "subnets[0]", []string{"white space", "a tab", "separate ids by commas", tabs}},
		{"a space between subnets", subnets(subnet1 + " " + subnet2), "error stray-chars " + vpc + "subnets[0]", []string{"white space", "a space", "separate ids by commas", tabs}},
		{"a line break between subnets", subnets(subnet1 + "\n" + subnet2), "error stray-chars " + vpc + "subnets[0]", []string{"white space", "a line break"}},
		{"a semicolon between subnets", subnets(subnet1 + ";" + subnet2), "error stray-chars " + vpc + "subnets[0]", []string{"a semicolon", "which no id contains"}},
		{"a comma between subnets", subnets(subnet1 + "," + subnet2), "error stray-chars " + vpc + "subnets[0]", []string{"a comma", "which no id contains", "each id as a separate element"}},
		{"a quote in a subnet", subnets(subnet1 + `"`), "error stray-chars " + vpc + "subnets[0]", []string{"a quote", "which no id contains"}},
		{"a no-break space between subnets", subnets(subnet1 + "\u00a0" + subnet2), "error stray-chars " + vpc + "subnets[0]", []string{"white space"}},
		{"a tab between security groups", securityGroups("sg-01234567\tsg-01234568"), "error stray-chars " + vpc + "securityGroups[0]", []string{"white space", "separate ids by commas", tabs}},
		{"a semicolon between security groups", securityGroups("sg-01234567;sg-01234568"), "error stray-chars " + vpc + "securityGroups[0]", []string{"a semicolon", "which no id contains", "each id as a separate element"}},
		{"a security group in quotes", securityGroups("'sg-01234567'"), "error stray-chars " + vpc + "securityGroups[0]", []string{"remove the quotes"}},
		{"a comma between instances", instances(instanceA + "," + instanceB), "error stray-chars " + instance, []string{"a comma", "separate the instances by spaces"}},
		{"a space between instances", instances(twice), "error stray-chars " + instance, []string{"white space", "a separate argument", "list in quotes?"}},
		{"a tab between the ARNs of instances", instances(shortARN + "\t" + longARN), "error stray-chars " + instance, []string{"a tab", "a separate argument"}},
		{"an instance in quotes", instances(`"` + instanceA + `"`), "error stray-chars " + instance, []string{"remove the quotes", "--output text"}},
		{"the length of an id, with a space", instances(instanceA[:31] + " "), "error stray-chars " + instance, []string{"white space at the end"}},
		{"the length of an id, with an underscore", instances(instanceA[:31] + "_"), "error stray-chars " + instance, []string{"characters that no id has"}},
		{"the length of an old id, with an underscore", instances(instance3[:35] + "_"), "error stray-chars " + instance, []string{"characters that no id has"}},
		{"an underscore in a subnet", subnets("subnet-0123456789abcdef_"), "error subnet-id " + vpc + "subnets[0]", nil},
		{"another number of digits", subnets("subnet-0123456789"), "warning subnet-id-length " + vpc + "subnets[0]", nil},
		{"letters after the f", subnets("subnet-0123456789abcdefg"), "warning subnet-id-length " + vpc + "subnets[0]", nil},

		// Words for no value.
		{"no instance found", instances(none), "error instance-id-length " + instance, []string{nothing}},
		{"no instance found, in an ARN", instances(inECS + "container-instance/production/" + none), "error instance-id-length " + instance, []string{nothing}},
		{"null for an instance", instances(null), "error instance-id-length " + instance, []string{"print null when it finds nothing", "jq"}},
		{"undefined for an instance", instances(undefined), "error instance-id-length " + instance, []string{"JavaScript"}},
		{"an empty instance", instances(""), "error instance-id-length " + instance, []string{"is empty", unset}},
		{"an instance of white space", instances(" "), "error stray-chars " + instance, []string{"only white space", unset}},
		{"no subnet found", subnets(none), "error subnet-id " + vpc + "subnets[0]", []string{nothing}},
		{"an empty subnet", subnets(""), "error subnet-id " + vpc + "subnets[0]", []string{"is empty", unset}},
		{"no security group found", securityGroups(none), "error security-group-id " + vpc + "securityGroups[0]", []string{nothing}},
		{"an empty security group", securityGroups(""), "error security-group-id " + vpc + "securityGroups[0]", []string{"is empty", unset}},
		{"no task definition found", task(none), "warning placeholder-name taskDefinition", []string{nothing}},
		{"no task definition found, with a revision", task("null:7"), "warning placeholder-name taskDefinition", []string{"print null when it finds nothing"}},
		{"no revision found", task("web:None"), "error task-definition-revision taskDefinition", []string{nothing}},
		{"no cluster found", cluster(none), "warning placeholder-name cluster", []string{nothing}},
		{"no cluster found, in an ARN", cluster(inECS + "cluster/" + undefined), "warning placeholder-name cluster", []string{"JavaScript"}},
		{"an empty cluster", cluster(""), "warning cluster-empty cluster", []string{"is empty", unset}},
		{"no group found", group(null), "warning placeholder-name group", []string{"print null when it finds nothing"}},
		{"no startedBy found", startedBy(none), "warning placeholder-name startedBy", []string{nothing}},
		{"no container found", app(func(c *container) { c.Name = &none }), "warning placeholder-name " + first + "name", []string{nothing}},
		{"no role found", overrides(func(o *override) { o.TaskRoleArn = &none }), "warning placeholder-name overrides.taskRoleArn", []string{nothing}},
		{"no role found, in an ARN", overrides(func(o *override) { o.TaskRoleArn = new("arn:aws:iam::123456789012:role/null") }),
			"warning placeholder-name overrides.taskRoleArn", []string{"print null when it finds nothing"}},
		{"no role of a volume found", ebs(func(v *volume) { v.RoleArn = &none }), "error volume-role " + managed + "roleArn", []string{nothing}},
		{"no role of a volume found, in an ARN", ebs(func(v *volume) { v.RoleArn = new("arn:aws:iam::123456789012:role/None") }),
			"warning placeholder-name " + managed + "roleArn", []string{nothing}},
		{"no key found", ebs(func(v *volume) { v.KmsKeyId = &null }), "warning placeholder-name " + managed + "kmsKeyId", []string{"print null when it finds nothing"}},
		{"no snapshot found", ebs(func(v *volume) { v.SnapshotId = &none }), "warning volume-snapshot-id " + managed + "snapshotId", []string{nothing}},
		{"a name that only begins like one", both(cluster("Nonesuch"), task("nullable:1"), group("none")), "", nil},

		// The ends of lines, and quotes.
		{"a task definition from a file with CRLF", task("web:7\r"), "error stray-chars taskDefinition", []string{"carriage return"}},
		{"a line of such a file", task("web:7\r\n"), "error stray-chars taskDefinition", []string{"carriage return"}},
		{"a line", task("web:7\n"), "error stray-chars taskDefinition", []string{"white space at the end: a line break"}},
		{"a space first", task(" web:7"), "error stray-chars taskDefinition", []string{"white space at the beginning: a space"}},
		{"a byte order mark first", task("\ufeffweb:7"), "error stray-chars taskDefinition", []string{"a byte order mark"}},
		{"a task definition in quotes", task(`"web:7"`), "error stray-chars taskDefinition", []string{"remove the quotes"}},
		{"an ARN in quotes", task(`"` + taskARN + `"`), "error stray-chars taskDefinition", []string{"remove the quotes"}},
		{"an ARN with CR", task(taskARN + "\r"), "error stray-chars taskDefinition", []string{"carriage return"}},
		{"a cluster with CR", cluster("production\r"), "error stray-chars cluster", []string{"carriage return"}},
		{"the ARN of a cluster, in a line", cluster(clusterARN + "\n"), "error stray-chars cluster", []string{"a line break"}},
		{"an instance with CR", instances(instanceA + "\r"), "error stray-chars " + instance, []string{"carriage return"}},
		{"the ARN of an instance with CR", instances(longARN + "\r"), "error stray-chars " + instance, []string{"carriage return"}},
		{"a subnet with CR", subnets(subnet1 + "\r"), "error stray-chars " + vpc + "subnets[0]", []string{"carriage return"}},
		{"roles with CR", roles("arn:aws:iam::123456789012:role/r\r"), "error stray-chars overrides.executionRoleArn; error stray-chars overrides.taskRoleArn", []string{"carriage return"}},
		{"the role of a volume in quotes", ebs(func(v *volume) { v.RoleArn = new(`"` + roleARN + `"`) }), "error stray-chars " + managed + "roleArn", []string{"remove the quotes"}},
		{"a container with CR", app(func(c *container) { c.Name = new("app\r") }), "error stray-chars " + first + "name", []string{"carriage return"}},
		{"an environment file in quotes", files(s3(`"` + objectARN + `"`)), "error environment-file-arn " + first + "environmentFiles[0].value", []string{"remove the quotes"}},
		{"an environment file with CR", files(s3(objectARN + "\r")), "warning environment-file-suffix " + first + "environmentFiles[0].value", []string{"carriage return"}},
		{"a quote before a cluster", cluster(`"web`), "error cluster-name cluster", nil},
		{"a quote alone", cluster(`"`), "error cluster-name cluster", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := valid()
			tt.change(in)
			found := rules.Check(in)
			checkTexts(t, found, tt.want, tt.texts)
			for _, e := range found {
				if e.Rule == "stray-chars" && e.Kind != field.Invalid {
					t.Errorf("%v is %s", e, e.Kind)
				}
			}
		})
	}
}

// checkTexts checks that these are the findings, and that the first says each of
// texts.
func checkTexts(t *testing.T, found field.Findings, want string, texts []string) {
	t.Helper()
	if got := describe(found); got != want {
		t.Errorf("\ngot  %s\nwant %s", got, want)
	}
	if len(found) == 0 {
		return
	}
	text := found[0].Msg + "; " + found[0].Hint
	for _, part := range texts {
		if !strings.Contains(text, part) {
			t.Errorf("%q does not say %q", text, part)
		}
	}
}

// TestRunTaskFieldCases holds what public reports say of RunTask: requests that were
// refused, and those that ran against the documents.
func TestRunTaskFieldCases(t *testing.T) {
	const expression = "placementConstraints[0].expression"
	bare := func(in *runInput) {
		*in = runInput{Cluster: new("prod"), TaskDefinition: new("web:7"), NetworkConfiguration: in.NetworkConfiguration}
	}
	for _, tt := range []struct {
		name   string
		change runChange
		want   string
		texts  []string
	}{
		// What ECS was seen to take.
		{"startedBy of AWS Step Functions", func(in *runInput) { in.StartedBy = new("AWS Step Functions") }, "", nil},
		{"startedBy of convox, too long for StartTask only", func(in *runInput) { in.StartedBy = new("convox.homepage-recommendation-engine") }, "", nil},
		{"loilo-inc/canarycage: a task group in a namespace of its own", func(in *runInput) { in.Group = new("cage:canary-task:web") }, "", nil},
		{"aws/aws-cdk 30171: one capacity provider without a weight", runBoth(bare, items(item("MyStack-AsgCapacityProvider760D11D9-iqzBF6LfX313", 0, 0))), "", nil},
		{"CircleCI-Public/aws-ecs-orb 121: a platform version with capacity providers", runBoth(bare, providers("FARGATE_SPOT"), platform("1.4.0")), "", nil},
		{"hashicorp/terraform 12998: a binpack as ECS answers it", strategies(by("binpack", "MEMORY")), "", nil},
		{"aws/aws-cdk 20812: a binpack as AWS CloudFormation documents it", strategies(by("binpack", "CPU")), "", nil},

		// What it was seen to refuse.
		{"fabfuel/ecs-deploy 61: no network on Fargate", runBoth(bare, launch("FARGATE"), func(in *runInput) { in.NetworkConfiguration = nil }),
			"error network-fargate-required networkConfiguration", []string{"subnets"}},
		{"jenkinsci/amazon-ecs-plugin 218: two numbers of a platform version", runBoth(bare, launch("FARGATE"), platform("1.4")), "error platform-version platformVersion", []string{"write 1.4.0"}},
		{"ansible-collections/community.aws 770: a platform version, and the cluster falls back to EC2", runBoth(bare, platform("LATEST")),
			"warning platform-version-fargate platformVersion", []string{"the cluster decide", "set launchType to FARGATE"}},
		{"aws/amazon-ecs-cli 627: a public address, and the cluster falls back to EC2", runBoth(bare, public),
			"warning assign-public-ip-fargate " + vpc + "assignPublicIp", []string{"the cluster decide", "set launchType to FARGATE"}},
		{"a public address on EC2", public, "error assign-public-ip-fargate " + vpc + "assignPublicIp", []string{"launchType is EC2"}},
		{"terraform-aws-modules/terraform-aws-ecs 53: the ARN of an Auto Scaling group", runBoth(bare, providers("arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:6e5f:autoScalingGroupName/asg")),
			"error capacity-provider-name " + at(0, "capacityProvider"), []string{"short name"}},
		{"terraform-aws-modules/terraform-aws-ecs 68: Fargate beside an Auto Scaling group", runBoth(bare, providers("FARGATE", "asg")),
			"error capacity-provider-mixed " + at(1, "capacityProvider"), []string{"FARGATE and FARGATE_SPOT only, or neither"}},
		{"hashicorp/terraform 11471: distinctInstance with an empty expression", constraints(constraint{Type: "distinctInstance", Expression: new("")}),
			"error placement-constraint-distinct-instance " + expression, []string{"leave it out"}},
		{"mutually exclusive", runBoth(bare, providers("FARGATE"), launch("FARGATE")), "error launch-type-strategy launchType", []string{"leave launchType out"}},
		{"Fargate Spot as a launch type", runBoth(bare, launch("FARGATE_SPOT")), "error launch-type launchType", []string{"capacityProviderStrategy with the capacityProvider FARGATE_SPOT"}},
		{"a launch type in lower case", runBoth(bare, launch("fargate")), "error launch-type launchType", []string{"write FARGATE"}},
		{"a pair that Fargate does not have", runBoth(bare, launch("FARGATE"), func(in *runInput) { in.Overrides = &override{Cpu: new("512"), Memory: new("512")} }),
			"error fargate-size overrides.memory", []string{"1024"}},

		// Expressions: the caret, and what to write.
		{"an attribute without its prefix", constraints(memberOf("ecs.instance-type == t2.small")), "warning placement-constraint-expression " + expression,
			[]string{`found "ecs.instance-type" at column 1`, "write attribute:ecs.instance-type"}},
		{"a single =", constraints(memberOf("attribute:a = b")), "warning placement-constraint-expression " + expression, []string{"at column 13", `write "=="`}},
		{"AND in upper case", constraints(memberOf("attribute:a == b AND attribute:c == d")), "warning placement-constraint-expression " + expression, []string{"at column 18", `write "and", in lower case`}},
		{"an operator that is not listed", constraints(memberOf("agentVersion =~ 1.*")), "warning placement-constraint-expression " + expression, []string{"it takes ==, !=, >, >=, < and <="}},
		{"the end is missing", constraints(memberOf("attribute:a ==")), "warning placement-constraint-expression " + expression, []string{"at the end"}},
		{"the architecture of runtimePlatform", constraints(memberOf("attribute:ecs.cpu-architecture == X86_64")), "warning placement-constraint-value-case " + expression, []string{`write "x86_64"`}},
		{"a wildcard in an equality", constraints(memberOf("attribute:ecs.instance-type == 't3.*'")), "warning placement-constraint-wildcard " + expression, []string{"write attribute:ecs.instance-type =~ t3.*"}},
		{"wildcards in a list", constraints(memberOf("attribute:ecs.instance-type not_in [t3*, 'm5.*']")), "warning placement-constraint-wildcard " + expression, []string{"write attribute:ecs.instance-type !~ t3.*|m5.*"}},
		{"a zone without its prefix", strategies(by("spread", "ecs.availability-zone")), "warning placement-strategy-spread placementStrategy[0].field", []string{"write attribute:ecs.availability-zone"}},

		// What scripts leave.
		{"no token", token("undefined"), "warning placeholder-name clientToken", []string{"JavaScript"}},
		{"a token with a line end", token("run-42\n"), "error client-token-chars clientToken", []string{"a line break", "remove it"}},
		{"a token of an unset variable", token(""), "warning client-token-empty clientToken", []string{"is a variable unset?"}},
		{"eleven tasks", count(11), "error count-maximum count", []string{"several requests for at most 10 tasks", "clientToken of its own", "as runtask.RunAll does"}},
		{"the revision of a policy", func(in *runInput) { in.TaskDefinition = new("web:*") }, "error task-definition-revision taskDefinition", []string{"IAM policies"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := validRun()
			tt.change(in)
			checkTexts(t, rules.Check(in), tt.want, tt.texts)
		})
	}
}
