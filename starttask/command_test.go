package starttask_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ebs"
	"github.com/ecstask/ecstask/internal/awscli"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/netconfig"
	"github.com/ecstask/ecstask/overrides"
	"github.com/ecstask/ecstask/starttask"
)

// commands are requests with the options of their lines.
var commands = []struct {
	name    string
	builder builder
	want    string
}{
	{"nothing", builder{}, ""},
	{"what is required", starttask.New("web:7", instance), " --task-definition web:7 --container-instances " + instance},
	{"several instances", starttask.New("web", "a", "b", "arn:aws:ecs:us-east-1:123456789012:container-instance/c/d"), " --task-definition web --container-instances a b arn:aws:ecs:us-east-1:123456789012:container-instance/c/d"},
	{"empty lists", starttask.From(&ecs.StartTaskInput{ContainerInstances: []string{}, Tags: []types.Tag{}, StartedBy: new("me")}), " --container-instances --started-by me --tags"},
	{"empty structures", builder{}.WithTaskOverride(&types.TaskOverride{}).WithNetworkConfiguration(&types.NetworkConfiguration{}).WithTags(types.Tag{}), " --overrides '{}' --network-configuration '{}' --tags '{}'"},
	{"empty texts", starttask.From(&ecs.StartTaskInput{Cluster: new(""), Group: new("")}), " --cluster '' --group ''"},
	{"texts that are unset", builder{}.WithCluster("prod").WithCluster("").WithTaskDefinition("").WithGroup("").WithStartedBy("").WithReferenceID(""), ""},
	{"booleans", builder{}.WithManagedTags(true).WithExecuteCommand(true), " --enable-ecs-managed-tags --enable-execute-command"},
	{"booleans that are false", builder{}.WithManagedTags(false).WithExecuteCommand(false), ""},
	{"tags", builder{}.WithTag("team", "web").WithTag("note", "it's, so"), ` --tags key=team,value=web 'key=note,value="it'\''s, so"'`},
	{
		"tags of which one has no shorthand", builder{}.WithTag("a", "1").WithTags(types.Tag{}),
		` --tags '{"key":"a","value":"1"}' '{}'`,
	},
	{
		"a volume", builder{}.WithVolumes(ebs.New("data", "arn:r").WithSize(10)),
		` --volume-configurations 'managedEBSVolume={roleArn=arn:r,sizeInGiB=10},name=data'`,
	},
	{
		"everything, in order",
		starttask.New("web:7", instance).WithCluster("prod").WithStartedBy("deploy/42").WithGroup("nightly").WithTag("a", "1").
			WithManagedTags(true).WithExecuteCommand(true).WithPropagateTags(types.PropagateTagsTaskDefinition).WithReferenceID("r").
			WithNetwork(netconfig.New("subnet-1").WithPublicIP(false)).WithVolumes(ebs.New("v", "")).
			WithOverrides(overrides.New(overrides.ForContainer("app").WithCommand("sh", "-c", "echo $HOME"))),
		" --cluster prod --task-definition web:7 --overrides 'containerOverrides=[{command=[sh,-c,\"echo $HOME\"],name=app}]'" +
			" --container-instances " + instance + " --started-by deploy/42 --group nightly" +
			" --network-configuration 'awsvpcConfiguration={assignPublicIp=DISABLED,subnets=[subnet-1]}'" +
			" --enable-ecs-managed-tags --enable-execute-command --propagate-tags TASK_DEFINITION --reference-id r --tags key=a,value=1 --volume-configurations name=v",
	},
	{"what ends options", builder{}.WithCluster("--"), ` --cli-input-json '{"cluster":"--"}'`},
	{"what looks like an option", builder{}.WithCluster("--debug").WithStartedBy("-it's"), ` --cluster=--debug '--started-by=-it'\''s'`},
	{"instances that look like an option", builder{}.WithContainerInstances("-a", "b"), ` --container-instances '["-a","b"]'`},
	{"instances that look like JSON", builder{}.WithContainerInstances(`["a"]`), ` --container-instances '["[\"a\"]"]'`},
	{"instances that look like a file", builder{}.WithContainerInstances("file://a"), ` --container-instances '["file://a"]'`},
	{"instances with controls", builder{}.WithContainerInstances("a\nb"), ` --container-instances '["a\nb"]'`},
	{"an empty instance", builder{}.WithContainerInstances(""), ` --container-instances '[""]'`},
	{"texts that look like JSON", builder{}.WithCluster(`{"a":1}`).WithGroup("[a]"), ` --cluster '{"a":1}' --group '[a]'`},
	{"the name of a file", builder{}.WithCluster("file://c").WithGroup("it's"), ` --cli-input-json '{"cluster":"file://c","group":"it'\''s"}'`},
	{"the name of a binary file", builder{}.WithStartedBy("fileb://s"), ` --cli-input-json '{"startedBy":"fileb://s"}'`},
	{"a URL, which version 1 fetches", builder{}.WithGroup("https://example.com"), ` --cli-input-json '{"group":"https://example.com"}'`},
	{"a URL in a structure is only text", builder{}.WithTag("url", "https://example.com"), ` --tags key=url,value=https://example.com`},
	{"a new line", builder{}.WithOverrides(overrides.New(overrides.ForContainer("a").WithCommand("sh", "-c", "a\nb"))), ` --cli-input-json '{"overrides":{"containerOverrides":[{"command":["sh","-c","a\nb"],"name":"a"}]}}'`},
	{"NUL, which no word can hold", builder{}.WithGroup("a\x00b"), ` --cli-input-json '{"group":"a\u0000b"}'`},
	{"an escape sequence of a terminal", builder{}.WithTag("k", "\x1b[2J"), ` --cli-input-json '{"tags":[{"key":"k","value":"\u001b[2J"}]}'`},
	{"not UTF-8", builder{}.WithGroup("\xff"), ` --cli-input-json '{"group":"` + "\ufffd" + `"}'`},
	{"not UTF-8 in a structure", builder{}.WithTag("k", "\xff"), ` --cli-input-json '{"tags":[{"key":"k","value":"` + "\ufffd" + `"}]}'`},
}

func TestCommand(t *testing.T) {
	for _, tt := range commands {
		t.Run(tt.name, func(t *testing.T) {
			got, err := starttask.Command(tt.builder.Unchecked())
			if want := "aws ecs start-task" + tt.want; got != want || err != nil {
				t.Errorf("%v\n got %s\nwant %s", err, got, want)
			}
		})
	}
}

// TestCommandReadsBack lets a shell read each line, and reads the words back as a
// request.
func TestCommandReadsBack(t *testing.T) {
	for _, tt := range commands {
		if strings.HasPrefix(tt.name, "not UTF-8") {
			continue
		}
		t.Run(tt.name, func(t *testing.T) {
			in := tt.builder.Unchecked()
			line, err := starttask.Command(in)
			if err != nil {
				t.Fatal(err)
			}
			got, err := awscli.Read(request.StartTask, line)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			if diff := sdktest.Diff(in, got.StartTask()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", line, diff)
			}
		})
	}
}
