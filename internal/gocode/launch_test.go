package gocode_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/gocode"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/rules"
)

// launches are RunTask requests, and what a program for each is made of.
var launches = []struct {
	name    string
	in      ecs.RunTaskInput
	want    string // the calls after New, on one line
	imports string // besides runtask
}{
	{"the least", ecs.RunTaskInput{}, "", ""},
	{
		"Fargate", ecs.RunTaskInput{
			LaunchType: types.LaunchTypeFargate, Count: aws.Int32(2), PlatformVersion: aws.String("1.4.0"), ClientToken: aws.String("t"), Cluster: aws.String("c"),
			NetworkConfiguration: &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"s"}, AssignPublicIp: types.AssignPublicIpEnabled}},
		}, `.WithCount(2).WithFargate().WithPlatformVersion("1.4.0").WithClientToken("t").WithCluster("c").WithNetwork(netconfig.New("s").WithPublicIP(true))`, "netconfig ",
	},
	{"Fargate Spot", ecs.RunTaskInput{CapacityProviderStrategy: []types.CapacityProviderStrategyItem{{CapacityProvider: aws.String("FARGATE_SPOT"), Weight: 1}}}, ".WithFargateSpot()", ""},
	{
		"providers", ecs.RunTaskInput{CapacityProviderStrategy: []types.CapacityProviderStrategyItem{
			{CapacityProvider: aws.String("FARGATE_SPOT"), Weight: 3}, {CapacityProvider: aws.String("FARGATE"), Weight: 1, Base: 2}, {}, {CapacityProvider: aws.String("")},
		}},
		`.WithCapacityProvider("FARGATE_SPOT", 3, 0).WithCapacityProvider("FARGATE", 1, 2).WithCapacityProviderStrategy(types.CapacityProviderStrategyItem{}).WithCapacityProvider("", 0, 0)`,
		"service/ecs/types ",
	},
	{
		"both, which the rules refuse", ecs.RunTaskInput{
			LaunchType: types.LaunchTypeFargate, Count: aws.Int32(0), CapacityProviderStrategy: []types.CapacityProviderStrategyItem{{CapacityProvider: aws.String("FARGATE_SPOT"), Weight: 1}},
		}, `.WithCount(0).WithLaunchType("FARGATE").WithCapacityProvider("FARGATE_SPOT", 1, 0)`, "",
	},
	{
		"placement", ecs.RunTaskInput{
			LaunchType: types.LaunchTypeEc2,
			PlacementConstraints: []types.PlacementConstraint{
				{Type: types.PlacementConstraintTypeMemberOf, Expression: aws.String("attribute:a == 'b'")}, {Type: types.PlacementConstraintTypeDistinctInstance},
			},
			PlacementStrategy: []types.PlacementStrategy{
				{Type: types.PlacementStrategyTypeSpread, Field: aws.String("instanceId")}, {Type: types.PlacementStrategyTypeBinpack, Field: aws.String("")}, {Type: types.PlacementStrategyTypeRandom},
			},
		}, `.WithLaunchType("EC2").WithMemberOf("attribute:a == 'b'").WithDistinctInstance().WithSpread("instanceId").WithBinpack("").WithRandom()`, "",
	},
	{
		"placement that the builders cannot say", ecs.RunTaskInput{
			PlacementConstraints: []types.PlacementConstraint{{Type: types.PlacementConstraintTypeMemberOf}, {Type: types.PlacementConstraintTypeDistinctInstance, Expression: aws.String("")}},
			PlacementStrategy:    []types.PlacementStrategy{{Type: types.PlacementStrategyTypeSpread}, {Type: types.PlacementStrategyTypeRandom, Field: aws.String("f")}, {Type: "tidy"}},
		},
		`.WithPlacementConstraints(types.PlacementConstraint{Type: "memberOf",}).WithPlacementConstraints(types.PlacementConstraint{Expression: aws.String(""),Type: "distinctInstance",})` +
			`.WithPlacementStrategy(types.PlacementStrategy{Type: "spread",}).WithPlacementStrategy(types.PlacementStrategy{Field: aws.String("f"),Type: "random",}).WithPlacementStrategy(types.PlacementStrategy{Type: "tidy",})`,
		"aws service/ecs/types ",
	},
}

func TestRunTaskProgram(t *testing.T) {
	for _, tt := range launches {
		in := tt.in
		in.TaskDefinition = aws.String("web:7")
		code, err := gocode.Program(request.RunTask, request.FromRunTask(&in), nil)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		chain, imports := parts(code)
		if want := `runtask.New("web:7")` + tt.want + ".Build()"; chain != want || imports != tt.imports+"runtask" {
			t.Errorf("%s: %s\nimports %s\nwant %s\nimports %sruntask", tt.name, chain, imports, want, tt.imports)
		}
	}
}

// TestRunTaskProgramsMakeTheRequest runs programs, without rules.
func TestRunTaskProgramsMakeTheRequest(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles programs")
	}
	var off []gocode.Change
	for r := range rules.All() {
		off = append(off, gocode.Change{Option: "Off", ID: r.ID})
	}
	full := new(ecs.RunTaskInput)
	sdktest.Fill(t, full)
	requests := map[string]*ecs.RunTaskInput{
		"every member": full,
		"empty": {
			TaskDefinition: aws.String("web"), ClientToken: aws.String(""), PlatformVersion: aws.String(""), CapacityProviderStrategy: []types.CapacityProviderStrategyItem{},
			PlacementConstraints: []types.PlacementConstraint{}, PlacementStrategy: []types.PlacementStrategy{},
		},
	}
	for _, tt := range launches {
		tt.in.TaskDefinition = aws.String("web:7")
		requests[tt.name] = &tt.in
	}
	for name, in := range requests {
		t.Run(name, func(t *testing.T) {
			r := request.FromRunTask(in)
			code, err := gocode.Program(request.RunTask, r, off)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(t.TempDir(), "main.go")
			if err := os.WriteFile(file, code, 0o600); err != nil {
				t.Fatal(err)
			}
			program := exec.CommandContext(t.Context(), "go", "run", file)
			var stderr bytes.Buffer
			program.Stderr = &stderr
			out, err := program.Output()
			if err != nil {
				t.Fatalf("%v\n%s\n%s", err, &stderr, code)
			}
			want, err := request.RunTask.JSON(r)
			if err != nil {
				t.Fatal(err)
			}
			if string(out) != string(want)+"\n" {
				t.Errorf("the program makes\n%s\nand not\n%s\n%s", out, want, code)
			}
		})
	}
}
