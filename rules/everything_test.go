package rules_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/google/go-cmp/cmp"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/rules"
)

var update = flag.Bool("update", false, "rewrite testdata and docs/rules.md")

// everything returns a request with as many mistakes as it can hold.
func everything() *input {
	return &input{
		Cluster: new("web prod"),
		ContainerInstances: []string{
			"short", "i-0123456789abcdef0", strings.ToUpper(instanceA), longARN, shortARN, inECS + "task/production/" + instanceB,
			"arn:aws-moon:ecs:us-east-1:123456789012:container-instance/" + instanceB,
			"arn:aws:ecs:eu-west-1:210987654321:container-instance/" + instance3,
			hexID(8), hexID(9), hexID(9),
		},
		Group: new("service:" + strings.Repeat("g", 250)),
		NetworkConfiguration: &types.NetworkConfiguration{AwsvpcConfiguration: &awsvpc{
			AssignPublicIp: "enabled",
			SecurityGroups: append(many(4, securityGroup), "default", "sg-1", "sg-1"),
			Subnets:        append(many(15, subnet), "net", "subnet-x", "subnet-x"),
		}},
		Overrides: &override{
			ContainerOverrides: []container{
				{
					Command:     []string{"\x00", "\xff"},
					Cpu:         new(int32(-1)),
					Environment: []variable{{}, {Name: new("A=B"), Value: new("\x00")}, {Name: new("C"), Value: new("\xff")}, env("C"), env("AWS_EXECUTION_ENV")},
					EnvironmentFiles: append(many(8, file), envFile{}, envFile{Type: "S3", Value: new("s3://b/k.env")},
						s3("arn:aws-moon:s3:moon-1::Bkt/*.txt")),
					Memory:            new(int32(3)),
					MemoryReservation: new(int32(5)),
					ResourceRequirements: []resource{
						{}, gpu("0"), with(shared(), "1"), {Type: "gpu"}, {Type: "InferenceAccelerator", Value: new("d")},
						{Type: "GPU", SharingStrategy: &types.SharingStrategyMemberNvidiaMps{}},
						{Type: "NeuronDevice", Value: new("1"), SharingStrategy: shared().SharingStrategy},
					},
				},
				{Name: new("a.b"), Command: []string{}, Cpu: new(int32(1)), Memory: new(int32(4096)), MemoryReservation: new(int32(2048)), ResourceRequirements: []resource{neuron}},
				{Name: new("a.b"), Cpu: new(int32(300)), Environment: []variable{{Name: new("LONG"), Value: new(strings.Repeat("x", 8192))}}},
			},
			Cpu:                           new("100"),
			EphemeralStorage:              &types.EphemeralStorage{SizeInGiB: 20},
			ExecutionRoleArn:              new("arn:aws:iam::210987654321:user/u"),
			InferenceAcceleratorOverrides: []types.InferenceAcceleratorOverride{{}},
			Memory:                        new("2 GB"),
			TaskRoleArn:                   new("task-role"),
		},
		PropagateTags: "task_definition",
		ReferenceId:   new("id"),
		StartedBy:     new("ecs-svc/" + strings.Repeat("!", 30)),
		Tags: append(many(46, longTag),
			tag{}, tag{Key: new("aws:" + strings.Repeat("*", 125)), Value: new("aws:" + strings.Repeat("*", 253))},
			tag{Key: new("Team")}, tag{Key: new("team")}, tag{Key: new("team")}),
		TaskDefinition: new("web.prod:latest"),
		VolumeConfigurations: []types.TaskVolumeConfiguration{
			{},
			{Name: new("data"), ManagedEBSVolume: &volume{
				FilesystemType: "zfs",
				Iops:           new(int32(64001)),
				KmsKeyId:       new("arn:aws-moon:kms:us-east-1:123456789012:key/k"),
				RoleArn:        new("infra"),
				SizeInGiB:      new(int32(3)),
				TagSpecifications: []volumeTag{
					{PropagateTags: "SERVICE", Tags: []tag{{Key: new("AmazonECSManaged")}}},
					{ResourceType: "snapshot", PropagateTags: "TASK"},
				},
				TerminationPolicy:        &types.TaskManagedEBSVolumeTerminationPolicy{},
				Throughput:               new(int32(2000)),
				VolumeInitializationRate: new(int32(99)),
				VolumeType:               new("io1"),
			}},
			{Name: new("old"), ManagedEBSVolume: &volume{
				FilesystemType: "ntfs", Iops: new(int32(100)), SizeInGiB: new(int32(1025)), SnapshotId: new("vol-1"), VolumeType: new("standard"),
			}},
			{Name: new("new"), ManagedEBSVolume: &volume{RoleArn: new(roleARN), VolumeType: new("GP3")}},
			{Name: new("fast"), ManagedEBSVolume: &volume{RoleArn: new(roleARN), SizeInGiB: new(int32(8)), VolumeType: new("gp3"), Throughput: new(int32(1000))}},
		},
	}
}

// TestEverything holds the wording of the findings, which no other test does,
// and that all of them are reported at once, in the order of the request.
func TestEverything(t *testing.T) {
	var opts []rules.Option
	for r := range rules.All() {
		if r.Optional {
			opts = append(opts, rules.AsWarning(r.ID))
		}
	}
	found := rules.Check(everything(), opts...)
	if !slices.IsSortedFunc(found, func(a, b *field.Error) int { return a.Path.Compare(b.Path) }) {
		t.Error("the findings are not in the order of the request")
	}
	var b strings.Builder
	for _, e := range found {
		fmt.Fprintf(&b, "%s %s\n", e.Severity, e)
		if len(e.Related) > 0 {
			fmt.Fprintf(&b, "\tsee %s\n", e.Related)
		}
	}
	golden(t, "testdata/everything.txt", b.String())
}

// TestRunTaskWording holds the wording of what is found in the cases of RunTask: a
// request for one launch cannot hold the mistakes of all.
func TestRunTaskWording(t *testing.T) {
	var b strings.Builder
	for _, c := range runCases {
		rule, _ := rules.Lookup(c.rule)
		var opts []rules.Option
		if rule.Optional {
			opts = append(opts, rules.AsWarning(c.rule))
		}
		for _, row := range c.rows {
			in := validRun()
			row.change(in)
			if found := rules.Check(in, opts...); len(found) > 0 {
				fmt.Fprintf(&b, "%s: %s\n\t%s\n", c.rule, row.name, strings.ReplaceAll(found.String(), "\n", "\n\t"))
			}
		}
	}
	golden(t, "testdata/runtask.txt", b.String())
}

// golden compares got with a file, or writes the file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("%s differs; run go test -update to rewrite it (-file +got):\n%s", name, diff)
	}
}
