package gocode_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/gocode"
	"github.com/ecstask/ecstask/internal/request"
)

// TestProgram looks at what a program is made of; the tests of the command run such
// programs.
func TestProgram(t *testing.T) {
	web := func(edit func(*ecs.StartTaskInput)) *ecs.StartTaskInput {
		in := &ecs.StartTaskInput{TaskDefinition: aws.String("web:7"), ContainerInstances: []string{"a", "b"}}
		edit(in)
		return in
	}
	for _, tt := range []struct {
		name    string
		in      *ecs.StartTaskInput
		changes []gocode.Change
		want    string // the builder, on one line
		imports string // of this module and the SDK
	}{
		{"the least", web(func(*ecs.StartTaskInput) {}), nil, `starttask.New("web:7", "a", "b").Build()`, "starttask"},
		{"a rule", web(func(*ecs.StartTaskInput) {}), []gocode.Change{{Option: "Off", ID: "x"}}, `starttask.New("web:7", "a", "b").WithRules(rules.Off("x")).Build()`, "rules starttask"},
		{
			"texts and flags", web(func(in *ecs.StartTaskInput) {
				in.Cluster, in.Group, in.StartedBy, in.ReferenceId = aws.String("c"), aws.String("g"), aws.String("s"), aws.String(`"`)
				in.EnableECSManagedTags, in.EnableExecuteCommand, in.PropagateTags = true, true, types.PropagateTagsTaskDefinition
				in.Tags = []types.Tag{{Key: aws.String("k"), Value: aws.String("")}}
			}), nil,
			`starttask.New("web:7", "a", "b").WithCluster("c").WithGroup("g").WithStartedBy("s").WithReferenceID("\"").WithManagedTags(true).WithExecuteCommand(true).WithPropagateTags("TASK_DEFINITION").WithTag("k", "").Build()`, "starttask",
		},
		{
			"builders", web(func(in *ecs.StartTaskInput) {
				in.NetworkConfiguration = &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"s"}, AssignPublicIp: types.AssignPublicIpDisabled}}
				in.Overrides = &types.TaskOverride{Cpu: aws.String("256"), ContainerOverrides: []types.ContainerOverride{{Name: aws.String("app"), Memory: aws.Int32(512)}}}
			}), nil,
			`starttask.New("web:7", "a", "b").WithNetwork(netconfig.New("s").WithPublicIP(false)).WithOverrides(overrides.New(overrides.ForContainer("app").WithMemory(512),).WithCPU("256")).Build()`, "netconfig overrides starttask",
		},
		{
			"what the builders cannot say", web(func(in *ecs.StartTaskInput) {
				in.NetworkConfiguration = new(types.NetworkConfiguration)
				in.Tags = []types.Tag{{Key: aws.String("k")}}
			}), nil,
			`starttask.New("web:7", "a", "b").WithTags(types.Tag{Key: aws.String("k"),}).WithNetworkConfiguration(&types.NetworkConfiguration{}).Build()`, "aws service/ecs/types starttask",
		},
		{
			"volumes", web(func(in *ecs.StartTaskInput) {
				in.VolumeConfigurations = []types.TaskVolumeConfiguration{
					{Name: aws.String("data"), ManagedEBSVolume: &types.TaskManagedEBSVolumeConfiguration{
						RoleArn: aws.String("r"), SizeInGiB: aws.Int32(20), Iops: aws.Int32(3000), Throughput: aws.Int32(125), VolumeInitializationRate: aws.Int32(100),
						VolumeType: aws.String("gp3"), SnapshotId: aws.String("snap-1"), KmsKeyId: aws.String("k"), Encrypted: aws.Bool(true), FilesystemType: types.TaskFilesystemTypeXfs,
						TerminationPolicy: &types.TaskManagedEBSVolumeTerminationPolicy{DeleteOnTermination: aws.Bool(false)},
						TagSpecifications: []types.EBSTagSpecification{{ResourceType: types.EBSResourceTypeVolume, PropagateTags: types.PropagateTagsTaskDefinition, Tags: []types.Tag{{Key: aws.String("k"), Value: aws.String("")}}}},
					}},
					{Name: aws.String("more"), ManagedEBSVolume: &types.TaskManagedEBSVolumeConfiguration{TagSpecifications: []types.EBSTagSpecification{}}},
				}
			}), nil,
			`starttask.New("web:7", "a", "b").WithVolumes(ebs.New("data", "r").WithSize(20).WithIOPS(3000).WithThroughput(125).WithInitializationRate(100).WithType("gp3").WithSnapshot("snap-1").WithKMSKey("k").WithEncrypted(true).WithDeleteOnTermination(false).WithFilesystem("xfs").WithTag("k", "").WithPropagateTags("TASK_DEFINITION")).WithVolumeConfigurations(types.TaskVolumeConfiguration{Name: aws.String("more"),ManagedEBSVolume: &types.TaskManagedEBSVolumeConfiguration{TagSpecifications: []types.EBSTagSpecification{},},}).Build()`, "aws service/ecs/types ebs starttask",
		},
		{
			"an empty volume", web(func(in *ecs.StartTaskInput) { in.VolumeConfigurations = make([]types.TaskVolumeConfiguration, 1) }), nil,
			`starttask.New("web:7", "a", "b").WithVolumeConfigurations(types.TaskVolumeConfiguration{}).Build()`, "service/ecs/types starttask",
		},
		{"an empty text, which a method unsets", web(func(in *ecs.StartTaskInput) { in.Group = aws.String("") }), nil, `starttask.From(&ecs.StartTaskInput{ContainerInstances: []string{"a","b",},TaskDefinition: aws.String("web:7"),Group: aws.String(""),}).Build()`, "aws service/ecs starttask"},
		{"no task definition", &ecs.StartTaskInput{ContainerInstances: []string{}}, nil, `starttask.From(&ecs.StartTaskInput{ContainerInstances: []string{},}).Build()`, "service/ecs starttask"},
	} {
		code, err := gocode.Program(request.StartTask, request.FromStartTask(tt.in), tt.changes)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		chain, imports := parts(code)
		if chain != tt.want || imports != tt.imports {
			t.Errorf("%s: %s\nimports %s\nwant %s\nimports %s", tt.name, chain, imports, tt.want, tt.imports)
		}
	}
}

// aligned is what stands before the values of a literal.
var aligned = regexp.MustCompile(`: +`)

// parts returns the builder of a program, on one line, and what the program imports
// of this module and the SDK.
func parts(code []byte) (chain, imports string) {
	var paths []string
	for line := range strings.Lines(string(code)) {
		line = strings.TrimSpace(line)
		if path := strings.Trim(line, `"`); strings.HasPrefix(path, "github.com/") {
			path = strings.TrimPrefix(path, "github.com/ecstask/ecstask/")
			paths = append(paths, strings.TrimPrefix(path, "github.com/aws/aws-sdk-go-v2/"))
		}
		chain += line
		if line == "if err != nil {" {
			break
		}
	}
	chain = strings.TrimSuffix(chain[strings.Index(chain, "in, err := ")+len("in, err := "):], "if err != nil {")
	return aligned.ReplaceAllString(chain, ": "), strings.Join(paths, " ")
}
