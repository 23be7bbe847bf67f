package request_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/awscli"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/google/go-cmp/cmp"
)

// runTasks are RunTask requests with the options of their lines. Those of
// StartTask are in package starttask.
var runTasks = []struct {
	name string
	in   ecs.RunTaskInput
	want string
}{
	{"nothing", ecs.RunTaskInput{}, ""},
	{"no task", ecs.RunTaskInput{Count: new(int32(0))}, " --count 0"},
	{"a negative number, which looks like an option", ecs.RunTaskInput{Count: new(int32(-1))}, " --count -1"},
	{"empty lists", ecs.RunTaskInput{PlacementStrategy: []types.PlacementStrategy{}, CapacityProviderStrategy: []types.CapacityProviderStrategyItem{}}, " --capacity-provider-strategy --placement-strategy"},
	{"a new line", ecs.RunTaskInput{PlatformVersion: new("1.4.0\n")}, ` --cli-input-json '{"platformVersion":"1.4.0\n"}'`},
	{
		"everything, in order",
		ecs.RunTaskInput{
			Cluster: new("prod"), TaskDefinition: new("web:7"), Count: new(int32(2)), StartedBy: new("me"), Group: new("g"), LaunchType: types.LaunchTypeFargate,
			CapacityProviderStrategy: []types.CapacityProviderStrategyItem{{CapacityProvider: new("FARGATE_SPOT"), Weight: 1, Base: 2}, {CapacityProvider: new("a b")}},
			PlatformVersion:          new("LATEST"), PlacementConstraints: []types.PlacementConstraint{{Type: types.PlacementConstraintTypeMemberOf, Expression: new("attribute:ecs.instance-type =~ t2.*")}},
			PlacementStrategy: []types.PlacementStrategy{{Type: types.PlacementStrategyTypeSpread, Field: new("attribute:ecs.availability-zone")}},
			PropagateTags:     types.PropagateTagsTaskDefinition, EnableExecuteCommand: true, ClientToken: new("-token"),
		},
		" --cluster prod --task-definition web:7 --count 2 --started-by me --group g --launch-type FARGATE" +
			" --capacity-provider-strategy base=2,capacityProvider=FARGATE_SPOT,weight=1 'capacityProvider=\"a b\"' --platform-version LATEST" +
			" --placement-constraints 'expression=\"attribute:ecs.instance-type =~ t2.*\",type=memberOf'" +
			" --placement-strategy field=attribute:ecs.availability-zone,type=spread" +
			" --enable-execute-command --propagate-tags TASK_DEFINITION --client-token=-token",
	},
}

func TestRunTaskCommand(t *testing.T) {
	for _, tt := range runTasks {
		got, err := request.RunTask.Command(request.FromRunTask(&tt.in))
		if want := "aws ecs run-task" + tt.want; got != want || err != nil {
			t.Errorf("%s: %v\n got %s\nwant %s", tt.name, err, got, want)
		}
	}
}

// TestOracleRunTaskCommand lets a shell run each line with the installed aws
// command, and compares what it sends with the request.
func TestOracleRunTaskCommand(t *testing.T) {
	if os.Getenv("ECSTASK_ORACLE") != "1" {
		t.Skip("ECSTASK_ORACLE=1 runs the lines with the installed aws command")
	}
	aws, err := awscli.Find()
	if err != nil {
		t.Fatal(err)
	}
	defer aws.Close()
	var agreed, skipped int
	for _, tt := range runTasks {
		t.Run(tt.name, func(t *testing.T) {
			if tt.in.VolumeConfigurations != nil && !awscli.VolumeConfigurations.Holds(aws.Version()) {
				skipped++
				t.Skipf("aws %v does not have --volume-configurations", aws.Version())
			}
			if tt.in.TaskDefinition == nil {
				tt.in.TaskDefinition = new("web")
			}
			switch {
			case !awscli.ClientToken.Holds(aws.Version()):
				tt.in.ClientToken = nil
			case tt.in.ClientToken == nil:
				tt.in.ClientToken = new("token") // or else the AWS CLI makes one up
			}
			r := request.FromRunTask(&tt.in)
			line, err := request.RunTask.Command(r)
			if err != nil {
				t.Fatal(err)
			}
			want, err := request.RunTask.JSON(r)
			if err != nil {
				t.Fatal(err)
			}
			words, err := exec.Command("sh", "-c", `aws() { printf '%s\0' "$@"; }; `+line).Output()
			if err != nil {
				t.Fatal(err)
			}
			res, err := aws.Capture(t.Context(), strings.Split(strings.TrimSuffix(string(words), "\x00"), "\x00")...)
			if err != nil {
				t.Fatal(err)
			}
			if res.Request == nil {
				t.Fatalf("%s: exit status %d: %s", line, res.Status, res.Stderr)
			}
			if diff := cmp.Diff(decoded(t, want), decoded(t, res.Request.Body)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", line, diff)
				return
			}
			agreed++
		})
	}
	awscli.Report(t, aws, len(runTasks), agreed, skipped)
}

func decoded(t *testing.T, text []byte) (v any) {
	t.Helper()
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	return v
}
