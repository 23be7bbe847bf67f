package rules_test

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecstask/ecstask/fargate"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/rules"
)

func TestOptions(t *testing.T) {
	type options = []rules.Option
	const small = "fargate-size overrides.memory"
	for _, tt := range []struct {
		name   string
		change change
		opts   options
		want   string
	}{
		{"off, of a function", cluster("a.b"), options{rules.Off("cluster-name")}, ""},
		{"off, of a tag", instances(), options{rules.Off("instances-required")}, ""},
		{"off, of a tag on a structure", func(in *input) { in.NetworkConfiguration = &types.NetworkConfiguration{} }, options{rules.Off("network-empty")}, ""},
		{"off, of the rule for every text", group("\xff"), options{rules.Off("text-utf8")}, ""},
		{"off, of one of two findings", startedBy(strings.Repeat("!", 37)), options{rules.Off("started-by-length")}, "warning started-by-chars startedBy"},
		{"off, of a rule in several tables", roles("arn:aws-moon:iam::123456789012:role/r"), options{rules.Off("arn-partition")}, ""},
		{"off hides nothing below", both(instances(many(11, hexID)...), cluster("a.b")), options{rules.Off("instances-count")}, "error cluster-name cluster"},
		{"two ids", both(cluster("a.b"), group("service:x")), options{rules.Off("cluster-name", "group-service")}, ""},
		{"an error becomes a warning", cluster("a.b"), options{rules.AsWarning("cluster-name")}, "warning cluster-name cluster"},
		{"a warning becomes an error", cluster(""), options{rules.AsError("cluster-empty")}, "error cluster-empty cluster"},
		{"an error, of a tag, becomes a warning", instances(), options{rules.AsWarning("instances-required")}, "warning instances-required containerInstances"},
		{"the last wins: on", cluster("a.b"), options{rules.Off("cluster-name"), rules.AsWarning("cluster-name"), rules.AsError("cluster-name")}, "error cluster-name cluster"},
		{"the last wins: off", cluster("a.b"), options{rules.AsError("cluster-name"), rules.Off("cluster-name")}, ""},
		{"no ids", cluster("a.b"), options{rules.Off()}, "error cluster-name cluster"},

		{"Fargate: not asked for", taskSize("256", "4096"), nil, ""},
		{"Fargate: asked for by name", taskSize("256", "4096"), options{rules.AsWarning("fargate-size")}, "warning " + small},
		{"Fargate: a size it has", taskSize("256", "512"), options{rules.FargateTask(fargate.Linux)}, ""},
		{"Fargate: a size it lacks", taskSize("256", "4096"), options{rules.FargateTask(fargate.Linux)}, "error " + small},
		{"Fargate: a size Windows lacks", taskSize("256", "512"), options{rules.FargateTask(fargate.Windows)}, "error " + small},
		{"Fargate: the last platform wins", taskSize("256", "512"), options{rules.FargateTask(fargate.Windows), rules.FargateTask(fargate.Linux)}, ""},
		{"Fargate: a size that came after 2018", taskSize("8192", "16384"), options{rules.FargateTask(fargate.Historical2018)}, "error " + small},
		{"Fargate: memory newer than the tier", taskSize("32768", "262144"), options{rules.FargateTask(fargate.Linux)}, "error " + small},
		{"Fargate: graded by name, whatever the order", taskSize("256", "4096"), options{rules.AsWarning("fargate-size"), rules.FargateTask(fargate.Linux)}, "warning " + small},
		{"Fargate: off before it", taskSize("256", "4096"), options{rules.Off("fargate-size"), rules.FargateTask(fargate.Linux)}, ""},
		{"Fargate: off", taskSize("256", "4096"), options{rules.FargateTask(fargate.Linux), rules.Off("fargate-size")}, ""},
		{"Fargate: what it cannot read", taskSize("x", "4096"), options{rules.FargateTask(fargate.Linux)}, "error task-cpu overrides.cpu"},

		{"optional: off", environment(variable{Name: new("TOKEN"), Value: new("x")}), nil, ""},
		{"optional: a warning", environment(variable{Name: new("TOKEN"), Value: new("x")}), options{rules.AsWarning("env-secret")}, "warning env-secret " + first + "environment[0].value"},
		{"optional: an error", environment(variable{Name: new("TOKEN"), Value: new("x")}), options{rules.AsError("env-secret")}, "error env-secret " + first + "environment[0].value"},
		{"optional: off again", environment(variable{Name: new("TOKEN"), Value: new("x")}), options{rules.AsError("env-secret"), rules.Off("env-secret")}, ""},
		{"optional: other options leave it off", environment(variable{Name: new("TOKEN"), Value: new("x")}), options{rules.Off("cluster-name")}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := valid()
			tt.change(in)
			if got := describe(rules.Check(in, tt.opts...)); got != tt.want {
				t.Errorf("\ngot  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestUnknownRule(t *testing.T) {
	for _, tt := range []struct{ id, hint string }{
		{"cluster-nmae", "did you mean cluster-name?"},
		{"Cluster-Name", "did you mean cluster-name?"},
		{"no-such-thing-anywhere", "use an id from rules.All"},
		{"", "use an id from rules.All"},
	} {
		for _, opt := range []rules.Option{rules.Off(tt.id), rules.AsWarning(tt.id), rules.AsError(tt.id)} {
			found := rules.Check(valid(), opt)
			if len(found) != 1 {
				t.Fatalf("%q: got %v", tt.id, found)
			}
			e := found[0]
			if e.Path != "" || e.Rule != "" || e.Kind != field.Unknown || e.Severity != field.SeverityWarning || e.Hint != tt.hint {
				t.Errorf("%q: got %+v", tt.id, *e)
			}
		}
	}
	found := rules.Check((*input)(nil), rules.Off("b", "a"), rules.AsError("b"))
	if got, want := describe(found), "warning; warning; error"; got != want {
		t.Errorf("two unknown ids and a nil request: got %s, want %s", got, want)
	}
}

func TestCheckRefusesOtherValues(t *testing.T) {
	in := valid()
	for _, tt := range []struct {
		name string
		v    any
		kind field.Kind
	}{
		{"nil", nil, field.Unsupported},
		{"nil request", (*input)(nil), field.Required},
		{"nil part", (*types.Tag)(nil), field.Required},
		{"request by value", *in, field.Unsupported},
		{"part by value", types.Tag{}, field.Unsupported},
		{"pointer to a pointer", &in, field.Unsupported},
		{"list of parts", in.Tags, field.Unsupported},
		{"part without rules", &types.KeyValuePair{}, field.Unsupported},
		{"nil part without rules", (*types.KeyValuePair)(nil), field.Unsupported},
		{"another request", &ecs.StopTaskInput{}, field.Unsupported},
		{"text", "web", field.Unsupported},
		{"own struct around a request", &struct{ *input }{in}, field.Unsupported},
	} {
		t.Run(tt.name, func(t *testing.T) {
			found := rules.Check(tt.v)
			if len(found) != 1 || found[0].Kind != tt.kind || found[0].Severity != field.SeverityError || found[0].Path != "" || found[0].Msg == "" {
				t.Errorf("got %+v, want one error of the kind %s", found, tt.kind)
			}
		})
	}
}

// TestCheckParts checks every type that Check takes by itself: paths are
// relative to it, and what only a whole request decides is not decided.
func TestCheckParts(t *testing.T) {
	for _, tt := range []struct {
		v    any
		want string
	}{
		{&input{}, "error instances-required containerInstances; error task-definition-required taskDefinition"},
		{&types.NetworkConfiguration{}, "warning network-empty awsvpcConfiguration"},
		{&types.NetworkConfiguration{AwsvpcConfiguration: &awsvpc{}}, "error subnets-required awsvpcConfiguration.subnets"},
		{&awsvpc{Subnets: []string{"net"}, AssignPublicIp: "ENABLED"}, "error subnet-id subnets[0]"},
		{&override{}, ""},
		{&override{ContainerOverrides: []container{{Name: new("a"), Environment: []variable{{Value: new("")}}}}}, "error env-name-required containerOverrides[0].environment[0].name"},
		{&override{EphemeralStorage: &types.EphemeralStorage{SizeInGiB: 30}}, ""},
		{&override{EphemeralStorage: &types.EphemeralStorage{}}, "error ephemeral-storage-size ephemeralStorage.sizeInGiB"},
		{longOverride(), "error overrides-length"},
		{&container{}, "error container-name-required name"},
		{&envFile{}, "error environment-file-type-required type; error environment-file-required value"},
		{&resource{}, "error resource-type-required type; error resource-value-required value"},
		{&types.EphemeralStorage{}, "error ephemeral-storage-size sizeInGiB"},
		{&tag{Value: new("\xff")}, "error tag-key-required key; error tag-chars value; warning text-utf8 value"},
		{&types.TaskVolumeConfiguration{}, "warning volume-managed managedEBSVolume; error volume-name-required name"},
		{&volume{}, "error volume-role-required roleArn; error volume-size-or-snapshot sizeInGiB"},
		{&volumeTag{Tags: []tag{{}}}, "error volume-tag-resource-required resourceType; error tag-key-required tags[0].key"},
		{&types.TaskManagedEBSVolumeTerminationPolicy{}, "error volume-termination-required deleteOnTermination"},
	} {
		t.Run(fmt.Sprintf("%T: %s", tt.v, tt.want), func(t *testing.T) {
			if got := describe(rules.Check(tt.v)); got != tt.want {
				t.Errorf("\ngot  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func longOverride() *override {
	in := valid()
	overridesOf(8193, "x")(in)
	return in.Overrides
}

// TestCheckConcurrently is for the race detector.
func TestCheckConcurrently(t *testing.T) {
	in := everything()
	want := rules.Check(in)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for range 20 {
				if i%2 == 0 {
					rules.Check(in, rules.Off("cluster-name"), rules.FargateTask(fargate.Linux))
				} else if got := rules.Check(in); !reflect.DeepEqual(got, want) {
					t.Error("two checks of one request differ")
				}
			}
		})
	}
	wg.Wait()
}

// TestFindingsStayOnTheirLines puts line breaks and escape sequences into
// whatever the findings show of a request.
func TestFindingsStayOnTheirLines(t *testing.T) {
	const evil = "a\n\x1b[31m"
	for _, tt := range []struct {
		name   string
		change change
		want   string // in the text or the hint of a finding
	}{
		{"a partition", cluster("arn:" + evil + ":ecs:us-east-1:123456789012:cluster/web"), `names an unknown partition, "a\n\x1b[31m"`},
		{"another partition", both(cluster(clusterARN), task("arn:"+evil+":ecs:us-east-1:123456789012:task-definition/web:7")), `is in the partition "a\n\x1b[31m"`},
		{"an EC2 instance", instances("i-a\x1b[31m"), `"ec2InstanceId == i-a\x1b[31m"`},
		{"an unknown rule", nothing, `"a\n\x1b[31m" is not the id of a rule`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := valid()
			tt.change(in)
			found := rules.Check(in, rules.Off(evil))
			if n := strings.Count(found.String(), "\n"); n != len(found)-1 {
				t.Errorf("%d findings have %d line breaks:\n%s", len(found), n, found)
			}
			shown := found.String()
			for _, e := range found {
				shown += "\n" + e.Hint
				if !isPrintable(string(e.Path) + e.Value + e.Msg + e.Hint) {
					t.Errorf("%+q", *e)
				}
			}
			if !strings.Contains(shown, tt.want) {
				t.Errorf("got %s\nwant %s", shown, tt.want)
			}
		})
	}
}
