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
		{"a dot in startedBy", startedBy("convox.myapp"), "warning started-by-chars startedBy", nil},
		{"spaces in startedBy", startedBy("AWS Step Functions"), "warning started-by-chars startedBy", nil},
		{"a name in startedBy", startedBy("first.last"), "warning started-by-chars startedBy", nil},
		{"37 characters in startedBy", startedBy("convox.homepage-recommendation-engine"),
			"error started-by-length startedBy; warning started-by-chars startedBy", []string{"has 37 characters"}},

		// Lists in one element.
		{"a tab between subnets", subnets(subnet1 + "\t" + subnet2), "error stray-chars " + vpc + "subnets[0]", []string{"white space", "a tab", "separate ids by commas", tabs}},
		{"a space between subnets", subnets(subnet1 + " " + subnet2), "error stray-chars " + vpc + "subnets[0]", []string{"white space", "a space", "separate ids by commas", tabs}},
		{"a line break between subnets", subnets(subnet1 + "\n" + subnet2), "error stray-chars " + vpc + "subnets[0]", []string{"white space", "a line break"}},
		{"a semicolon between subnets", subnets(subnet1 + ";" + subnet2), "error stray-chars " + vpc + "subnets[0]", []string{"a semicolon", "which no id contains"}},
		{"a comma between subnets", subnets(subnet1 + "," + subnet2), "error stray-chars " + vpc + "subnets[0]", []string{"a comma", "which no id contains", "each id as an element"}},
		{"a quote in a subnet", subnets(subnet1 + `"`), "error stray-chars " + vpc + "subnets[0]", []string{"a quote", "which no id contains"}},
		{"a no-break space between subnets", subnets(subnet1 + "\u00a0" + subnet2), "error stray-chars " + vpc + "subnets[0]", []string{"white space"}},
		{"a tab between security groups", securityGroups("sg-01234567\tsg-01234568"), "error stray-chars " + vpc + "securityGroups[0]", []string{"white space", "separate ids by commas", tabs}},
		{"a semicolon between security groups", securityGroups("sg-01234567;sg-01234568"), "error stray-chars " + vpc + "securityGroups[0]", []string{"a semicolon", "which no id contains", "each id as an element"}},
		{"a security group in quotes", securityGroups("'sg-01234567'"), "error stray-chars " + vpc + "securityGroups[0]", []string{"remove the quotes"}},
		{"a comma between instances", instances(instanceA + "," + instanceB), "error stray-chars " + instance, []string{"a comma", "separate instances by spaces"}},
		{"a space between instances", instances(twice), "error stray-chars " + instance, []string{"white space", "an argument of its own", "quotes around a list?"}},
		{"a tab between the ARNs of instances", instances(shortARN + "\t" + longARN), "error stray-chars " + instance, []string{"a tab", "an argument of its own"}},
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
			if got := describe(found); got != tt.want {
				t.Errorf("\ngot  %s\nwant %s", got, tt.want)
			}
			for _, e := range found {
				if e.Rule == "stray-chars" && e.Kind != field.Invalid {
					t.Errorf("%v is %s", e, e.Kind)
				}
			}
			if len(found) == 0 {
				return
			}
			text := found[0].Msg + "; " + found[0].Hint
			for _, part := range tt.texts {
				if !strings.Contains(text, part) {
					t.Errorf("%q does not say %q", text, part)
				}
			}
		})
	}
}
