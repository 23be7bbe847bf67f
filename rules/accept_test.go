package rules_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/rules"
)

// TestAccepts lists requests that ECS is known or likely to take. None may have
// an error; the warnings are those that design.md asks for.
func TestAccepts(t *testing.T) {
	for _, tt := range []row{
		{"the least", func(in *input) {
			*in = input{TaskDefinition: new("web"), ContainerInstances: []string{instanceA}}
		}, ""},
		{"only the SDK's zero values besides", func(in *input) {
			*in = input{TaskDefinition: new("web"), ContainerInstances: []string{instanceA}, Overrides: &override{}, Tags: []tag{}}
		}, ""},
		{"China", everywhere("aws-cn", "cn-northwest-1"), ""},
		{"GovCloud", everywhere("aws-us-gov", "us-gov-west-1"), ""},
		{"ISO", everywhere("aws-iso", "us-iso-east-1"), ""},
		{"ISOB", everywhere("aws-iso-b", "us-isob-east-1"), ""},
		{"ISOE", everywhere("aws-iso-e", "eu-isoe-west-1"), ""},
		{"ISOF", everywhere("aws-iso-f", "us-isof-south-1"), ""},
		{"European Sovereign Cloud", everywhere("aws-eusc", "eusc-de-east-1"), ""},
		{"a partition to come", everywhere("aws-moon", "moon-1"), "warning arn-partition cluster; warning arn-partition containerInstances[0]; warning arn-partition containerInstances[1]; " +
			"warning arn-partition overrides.containerOverrides[0].environmentFiles[0].value; warning arn-partition overrides.executionRoleArn; " +
			"warning arn-partition overrides.taskRoleArn; warning arn-partition taskDefinition; warning arn-partition volumeConfigurations[0].managedEBSVolume.roleArn"},
		{"a region to come", both(cluster("arn:aws:ecs:xy-middle-12:123456789012:cluster/production"), task("arn:aws:ecs:xy-middle-12:123456789012:task-definition/web:1")), ""},
		{"old instance ids", instances(instance3, inECS+"container-instance/11111111-89ab-cdef-0123-456789abcdef"), ""},
		{"a short and a long ARN and an id", instances(instanceB, inECS+"container-instance/"+hexID(1), inECS+"container-instance/production/"+hexID(2)), ""},
		{"the default cluster by name, with a long ARN", both(cluster("default"), instances(inECS+"container-instance/default/"+instanceA)), ""},
		{"a cluster's name and the ARN of its instance", instances(longARN), ""},
		{"a family without revision", task("web"), ""},
		{"an ARN without revision", task(inECS + "task-definition/web"), ""},
		{"names of 255 characters", both(cluster(strings.Repeat("c", 255)), task(strings.Repeat("t", 255)), group(strings.Repeat("g", 255)),
			app(func(c *container) { c.Name = new(strings.Repeat("n", 255)) })), ""},
		{"family and cluster of signs and digits", both(cluster("_"), task("-:1")), ""},
		{"sizes without blanks", taskSize("1vcpu", "2gb"), ""},
		{"sizes with many blanks and odd case", taskSize(".25     vCpU", "1      gb"), ""},
		{"sizes with a zero before the point", taskSize("0.25 vCPU", "0.5 GB"), ""},
		{"the largest size", taskSize("32 vCPU", "244 GB"), ""},
		{"a size of EC2", taskSize("10240", "10000"), ""},
		{"a size to come", taskSize("65536", "524288"), ""},
		{"memory equal to its reservation", memory(512, 512), ""},
		{"cpu 0, which agents since 1.2.0 take", cpu(0), ""},
		{"cpu 1, which counts as 2 on Linux", cpu(1), ""},
		{"empty texts that name nothing", both(group(""), startedBy("")), ""},
		{"an empty command, as in the answers of ECS", app(func(c *container) { c.Command = []string{} }), ""},
		{"the file system of Windows", ebs(func(v *volume) { v.FilesystemType = "ntfs" }), ""},
		{"no container", overrides(func(o *override) { o.ContainerOverrides = []container{} }), ""},
		{"a name and nothing else", overrides(func(o *override) { o.ContainerOverrides = []container{{Name: new("app")}} }), ""},
		{"an empty value of a variable", environment(variable{Name: new("A"), Value: new("")}), ""},
		{"any text as value", environment(variable{Name: new("A"), Value: new("\t\n\r\x01\x7f{}\"\\<>&'\u2028\uFFFD\U0001F600")}), ""},
		{"names of variables that only a shell dislikes", environment(env("my.app-name"), env("1ST"), env("größe"), env("a b")), ""},
		{"commands of empty words", app(func(c *container) { c.Command = []string{"", " "} }), ""},
		{"an environment file in a folder with odd letters", files(s3("arn:aws:s3:::a.b-c/x y/ü+%20/prod.env")), ""},
		{"a role with a path", roles("arn:aws:iam::123456789012:role/a/b/_+=,.@-c"), ""},
		{"a role by its name", roles("my-role"), "warning role-name overrides.executionRoleArn; warning role-name overrides.taskRoleArn"},
		{"tags without values", tags(tag{Key: new("a")}, tag{Key: new("b"), Value: new("")}), ""},
		{"tags in any language", tags(tag{Key: new("équipe"), Value: new("基盤 チーム")}, tag{Key: new("команда 1"), Value: new("Ⅳ ½")}), ""},
		{"tags with every sign", tags(tag{Key: new("a+b-c=d.e_f:g/h@i"), Value: new("https://x.y/z")}), ""},
		{"a tag of blanks", tags(tag{Key: new(" "), Value: new("  ")}), ""},
		{"50 tags, and 50 of a volume", both(tags(many(50, longTag)...), volumeTags(many(50, longTag)...)), ""},
		{"a group of words", group("nightly jobs (EU) #1"), ""},
		{"a volume by size alone", ebs(func(v *volume) { *v = volume{RoleArn: new(roleARN), SizeInGiB: new(int32(1))} }), ""},
		{"a volume by snapshot alone", ebs(func(v *volume) { *v = volume{RoleArn: new(roleARN), SnapshotId: new("snap-01234567")} }), ""},
		{"a volume larger than the ECS API says", bare("gp3", func(v *volume) {
			v.SizeInGiB, v.Iops, v.Throughput = new(int32(65536)), new(int32(80000)), new(int32(2000))
		}), "warning volume-iops-maximum " + managed + "iops; warning volume-size-maximum " + managed + "sizeInGiB; warning volume-throughput-range " + managed + "throughput"},
		{"a key by id, alias and ARN", ebs(func(v *volume) { v.KmsKeyId = new("mrk-1234") }), ""},
		{"all of a GPU", resources(gpu("ALL")), ""},
		{"a part of a GPU", resources(shared()), ""},
		{"Neuron devices", resources(neuron), "warning neuron-managed-instances " + first + "resourceRequirements[0].type"},
		{"tasks with a public address, perhaps on Managed Instances", network(func(v *awsvpc) { v.AssignPublicIp = types.AssignPublicIpEnabled }), "warning assign-public-ip-fargate " + vpc + "assignPublicIp"},
		{"no security groups", securityGroups(), ""},
		{"an empty network", func(in *input) { in.NetworkConfiguration = &types.NetworkConfiguration{} }, "warning network-empty networkConfiguration.awsvpcConfiguration"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := valid()
			tt.change(in)
			found := rules.Check(in)
			if err := found.Err(); err != nil {
				t.Errorf("refused:\n%v", err)
			}
			if got := describe(found); got != tt.want {
				t.Errorf("\ngot  %s\nwant %s", got, tt.want)
			}
		})
	}
}

// everywhere puts every ARN of the request into a partition and a region.
func everywhere(partition, region string) change {
	replace := strings.NewReplacer("arn:aws:ecs:us-east-1", "arn:"+partition+":ecs:"+region, "arn:aws:", "arn:"+partition+":").Replace
	return both(
		cluster(replace(clusterARN)),
		task(replace(taskARN)),
		instances(replace(longARN), replace(inECS+"container-instance/"+instanceB)),
		roles(replace(taskRole)),
		files(s3(replace(objectARN))),
		ebs(func(v *volume) { v.RoleArn = new(replace(roleARN)) }),
	)
}

// TestAcceptsEnums holds that every value the SDK knows is no unknown value.
func TestAcceptsEnums(t *testing.T) {
	accepts := func(what string, changes []change) {
		for _, c := range changes {
			in := valid()
			c(in)
			for _, e := range rules.Check(in) {
				if e.Kind == field.Unknown || e.Severity == field.SeverityError {
					t.Errorf("%s: %v", what, e)
				}
			}
		}
	}
	accepts("PropagateTags", each(func(in *input, v types.PropagateTags) { in.PropagateTags = v }))
	accepts("PropagateTags of a volume", each(func(in *input, v types.PropagateTags) {
		spec(func(s *volumeTag) { s.PropagateTags = v })(in)
	}))
	accepts("AssignPublicIp", each(func(in *input, v types.AssignPublicIp) {
		in.NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp = v
	}))
	accepts("EnvironmentFileType", each(func(in *input, v types.EnvironmentFileType) { files(envFile{Type: v, Value: new(objectARN)})(in) }))
	accepts("ResourceType", each(func(in *input, v types.ResourceType) { resources(resource{Type: v, Value: new("ALL")})(in) }))
	accepts("TaskFilesystemType", each(func(in *input, v types.TaskFilesystemType) { ebs(func(e *volume) { e.FilesystemType = v })(in) }))
	accepts("EBSResourceType", each(func(in *input, v types.EBSResourceType) { spec(func(s *volumeTag) { s.ResourceType = v })(in) }))
}

// each returns a change for every value of an enum.
func each[E interface{ Values() []E }](set func(*input, E)) []change {
	var zero E
	values := zero.Values()
	changes := make([]change, len(values))
	for i, v := range values {
		changes[i] = func(in *input) { set(in, v) }
	}
	return changes
}
