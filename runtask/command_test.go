package runtask_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/awscli"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/netconfig"
	"github.com/ecstask/ecstask/overrides"
	"github.com/ecstask/ecstask/runtask"
)

// commands are requests with the options of their lines.
var commands = []struct {
	name    string
	builder builder
	want    string
}{
	{"nothing", builder{}, ""},
	{"what is required", runtask.New("web:7"), " --task-definition web:7"},
	{"no task", builder{}.WithCount(0), " --count 0"},
	{"a negative number, which looks like an option", builder{}.WithCount(-1), " --count -1"},
	{
		"empty lists",
		runtask.From(&ecs.RunTaskInput{PlacementStrategy: []types.PlacementStrategy{}, CapacityProviderStrategy: []types.CapacityProviderStrategyItem{}}),
		" --capacity-provider-strategy --placement-strategy",
	},
	{"empty structures", builder{}.WithPlacementConstraints(types.PlacementConstraint{}).WithPlacementStrategy(types.PlacementStrategy{}), " --placement-constraints '{}' --placement-strategy '{}'"},
	{"empty texts", runtask.From(&ecs.RunTaskInput{ClientToken: new(""), PlatformVersion: new("")}), " --platform-version '' --client-token ''"},
	{"Fargate", builder{}.WithFargate().WithPlatformVersion("1.4.0"), " --launch-type FARGATE --platform-version 1.4.0"},
	{"Fargate Spot", builder{}.WithFargateSpot(), " --capacity-provider-strategy capacityProvider=FARGATE_SPOT,weight=1"},
	{"an expression with a comma", builder{}.WithMemberOf("attribute:zone in [a, b]"), ` --placement-constraints 'expression="attribute:zone in [a, b]",type=memberOf'`},
	{"a constraint without an expression", builder{}.WithDistinctInstance(), " --placement-constraints type=distinctInstance"},
	{"strategies", builder{}.WithSpread("instanceId").WithBinpack("cpu").WithRandom(), " --placement-strategy field=instanceId,type=spread field=cpu,type=binpack type=random"},
	{"a new line", builder{}.WithPlatformVersion("1.4.0\n"), ` --cli-input-json '{"platformVersion":"1.4.0\n"}'`},
	{"the name of a file", builder{}.WithClientToken("file://t"), ` --cli-input-json '{"clientToken":"file://t"}'`},
	{"a URL in a structure is only text", builder{}.WithCapacityProvider("https://example.com", 0, 0), ` --capacity-provider-strategy capacityProvider=https://example.com`},
	{
		"everything, in order",
		runtask.New("web:7").WithCluster("prod").WithCount(2).WithStartedBy("me").WithGroup("g").WithLaunchType(types.LaunchTypeFargate).
			WithCapacityProvider("FARGATE_SPOT", 1, 2).WithCapacityProvider("a b", 0, 0).WithPlatformVersion("LATEST").
			WithMemberOf("attribute:ecs.instance-type =~ t2.*").WithSpread("attribute:ecs.availability-zone").
			WithNetwork(netconfig.New("subnet-1").WithPublicIP(false)).WithOverrides(overrides.New(overrides.ForContainer("app").WithMemory(512))).
			WithPropagateTags(types.PropagateTagsTaskDefinition).WithManagedTags(true).WithExecuteCommand(true).WithReferenceID("r").
			WithTag("a", "1").WithVolumeConfigurations(types.TaskVolumeConfiguration{Name: new("v")}).WithClientToken("-token"),
		" --cluster prod --task-definition web:7 --overrides 'containerOverrides=[{memory=512,name=app}]' --count 2 --started-by me --group g --launch-type FARGATE" +
			" --capacity-provider-strategy base=2,capacityProvider=FARGATE_SPOT,weight=1 'capacityProvider=\"a b\"' --platform-version LATEST" +
			" --placement-constraints 'expression=\"attribute:ecs.instance-type =~ t2.*\",type=memberOf'" +
			" --placement-strategy field=attribute:ecs.availability-zone,type=spread" +
			" --network-configuration 'awsvpcConfiguration={assignPublicIp=DISABLED,subnets=[subnet-1]}'" +
			" --enable-ecs-managed-tags --enable-execute-command --propagate-tags TASK_DEFINITION --reference-id r --tags key=a,value=1" +
			" --volume-configurations name=v --client-token=-token",
	},
}

func TestCommand(t *testing.T) {
	for _, tt := range commands {
		t.Run(tt.name, func(t *testing.T) {
			in := tt.builder.Unchecked()
			got, err := runtask.Command(in)
			if want := "aws ecs run-task" + tt.want; got != want || err != nil {
				t.Errorf("%v\n got %s\nwant %s", err, got, want)
			}
			r, err := awscli.Read(request.RunTask, got)
			if err != nil {
				t.Fatal(err)
			}
			if diff := sdktest.Diff(in, r.RunTask()); diff != "" {
				t.Errorf("read back (-want +got):\n%s", diff)
			}
		})
	}
}

func TestNilHasNoText(t *testing.T) {
	if text, err := runtask.JSON(nil); err == nil || !strings.HasPrefix(err.Error(), "runtask: ") {
		t.Errorf("%s, %v", text, err)
	}
	if line, err := runtask.Command(nil); err == nil || !strings.HasPrefix(err.Error(), "runtask: ") {
		t.Errorf("%s, %v", line, err)
	}
}
