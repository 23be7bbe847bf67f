package starttask_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/schemas"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ebs"
	"github.com/ecstask/ecstask/fargate"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/netconfig"
	"github.com/ecstask/ecstask/overrides"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/starttask"
	"github.com/google/go-cmp/cmp"
)

const instance = "0123456789abcdef0123456789abcdef"

var found = sdktest.Found

// sent returns what b sends.
func sent(b starttask.Builder) string {
	text, err := starttask.JSON(b.Unchecked())
	if err != nil {
		return err.Error()
	}
	return string(text)
}

type builder = starttask.Builder

// members sets each member of the request by the methods for it. The JSON is
// what each of them gives.
var members = map[string]sdktest.Member[builder]{
	"cluster":              {`"c"`, []func(builder) builder{func(b builder) builder { return b.WithCluster("c") }}},
	"containerInstances":   {`["a","b"]`, []func(builder) builder{func(b builder) builder { return b.WithContainerInstances("a").WithContainerInstances("b") }}},
	"enableECSManagedTags": {`true`, []func(builder) builder{func(b builder) builder { return b.WithManagedTags(true) }}},
	"enableExecuteCommand": {`true`, []func(builder) builder{func(b builder) builder { return b.WithExecuteCommand(true) }}},
	"group":                {`"g"`, []func(builder) builder{func(b builder) builder { return b.WithGroup("g") }}},
	"networkConfiguration": {`{"awsvpcConfiguration":{"subnets":["s"]}}`, []func(builder) builder{
		func(b builder) builder { return b.WithNetwork(netconfig.New("s")) },
		func(b builder) builder {
			return b.WithNetworkConfiguration(&types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"s"}}})
		},
	}},
	"overrides": {`{"cpu":"256"}`, []func(builder) builder{
		func(b builder) builder { return b.WithOverrides(overrides.New().WithCPU("256")) },
		func(b builder) builder { return b.WithTaskOverride(&types.TaskOverride{Cpu: new("256")}) },
	}},
	"propagateTags": {`"TASK_DEFINITION"`, []func(builder) builder{func(b builder) builder { return b.WithPropagateTags(types.PropagateTagsTaskDefinition) }}},
	"referenceId":   {`"r"`, []func(builder) builder{func(b builder) builder { return b.WithReferenceID("r") }}},
	"startedBy":     {`"s"`, []func(builder) builder{func(b builder) builder { return b.WithStartedBy("s") }}},
	"tags": {`[{"key":"a","value":"1"},{"key":"b","value":""}]`, []func(builder) builder{
		func(b builder) builder { return b.WithTag("a", "1").WithTag("b", "") },
		func(b builder) builder {
			return b.WithTags(types.Tag{Key: new("a"), Value: new("1")}).WithTags(types.Tag{Key: new("b"), Value: new("")})
		},
	}},
	"taskDefinition": {`"web"`, []func(builder) builder{func(b builder) builder { return b.WithTaskDefinition("web") }}},
	"volumeConfigurations": {`[{"name":"v"},{"name":"w"}]`, []func(builder) builder{
		func(b builder) builder {
			return b.WithVolumes(ebs.New("v", ""), ebs.Volume{}).WithVolumes(ebs.New("w", ""))
		},
		func(b builder) builder {
			return b.WithVolumeConfigurations(types.TaskVolumeConfiguration{Name: new("v")}).WithVolumeConfigurations(types.TaskVolumeConfiguration{Name: new("w")})
		},
	}},
}

// TestEveryMember fails when the SDK gains a member that a method, Parse or
// Command does not know.
func TestEveryMember(t *testing.T) {
	sdktest.EveryMember(t, schemas.StartTaskRequest, members, sdktest.Texts[builder]{
		Line: "aws ecs start-task", JSON: sent, Parse: starttask.Parse,
		Command: func(b builder) (string, error) { return starttask.Command(b.Unchecked()) },
	})
}

func TestBuildErrors(t *testing.T) {
	fine := starttask.New("web:7", instance)
	zero := []string{"containerInstances instances-required", "taskDefinition task-definition-required"}
	tooSmall := overrides.New().WithFargateSize("1 vCPU", "1 GB")
	for _, tt := range []struct {
		name    string
		builder builder
		want    []string
	}{
		{"the zero Builder", builder{}, zero},
		{"from nil", starttask.From(nil), zero},
		{"nothing given to New", starttask.New(""), zero},
		{"fine", fine, nil},
		{"warnings do not stop it", fine.WithReferenceID("x").WithPropagateTags(types.PropagateTagsNone), nil},
		{"the rules can be changed", starttask.New("web:7").WithRules(rules.Off("instances-required")), nil},
		{"no Fargate size", fine.WithOverrides(tooSmall), []string{"overrides.memory fargate-size"}},
		{"the last option counts", fine.WithOverrides(tooSmall).WithRules(rules.AsWarning("fargate-size")), nil},
		{"Fargate on Windows", fine.WithOverrides(overrides.New().WithFargateSize("256", "512")).WithRules(rules.FargateTask(fargate.Windows)), []string{"overrides.memory fargate-size"}},
		{"an SDK value says nothing about Fargate", fine.WithTaskOverride(tooSmall.Unchecked()), nil},
		{"the option goes with the overrides", fine.WithOverrides(tooSmall).WithOverrides(overrides.New().WithCPU("1024").WithMemory("1024")), nil},
		{
			"everything at once",
			starttask.New("web:latest", "i-0123456789abcdef0").WithNetwork(netconfig.New()).WithTag("", "x").
				WithOverrides(overrides.New(overrides.Container{})),
			[]string{
				"containerInstances[0] instance-ec2-id",
				"networkConfiguration.awsvpcConfiguration.subnets subnets-required",
				"overrides.containerOverrides[0].name container-name-required",
				"tags[0].key tag-key-required",
				"taskDefinition task-definition-revision",
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sdktest.Builds(t, tt.builder, tt.want)
		})
	}
}

func TestValidate(t *testing.T) {
	if err := starttask.Validate(nil); !errors.Is(err, field.Required) {
		t.Errorf("Validate(nil) = %v", err)
	}
	in := &ecs.StartTaskInput{TaskDefinition: new("web"), ReferenceId: new("x")}
	if err := starttask.Validate(in, rules.Off("instances-required")); err != nil {
		t.Errorf("with the rule off: %v", err)
	}
	want := []string{"containerInstances instances-required", "referenceId reference-id"}
	if diff := cmp.Diff(want, found(field.Errors(starttask.Check(in)))); diff != "" {
		t.Errorf("Check (-want +got):\n%s", diff)
	}
}

func TestOptionalPartsCanBeTakenBack(t *testing.T) {
	b := starttask.New("web").WithNetwork(netconfig.New("s")).WithOverrides(overrides.New().WithCPU("1"))
	for name, bare := range map[string]builder{
		"by zero values": b.WithNetwork(netconfig.Config{}).WithOverrides(overrides.Task{}),
		"by nil":         b.WithNetworkConfiguration(nil).WithTaskOverride(nil),
	} {
		if got := sent(bare); got != `{"taskDefinition":"web"}` {
			t.Errorf("%s: %s", name, got)
		}
	}
	empty := b.WithNetworkConfiguration(&types.NetworkConfiguration{}).WithTaskOverride(&types.TaskOverride{})
	if got := sent(empty); got != `{"networkConfiguration":{},"overrides":{},"taskDefinition":"web"}` {
		t.Errorf("empty structures: %s", got)
	}
}

func TestParts(t *testing.T) {
	if b := (builder{}); !b.Network().IsZero() || !b.Overrides().IsZero() || len(b.Volumes()) != 0 {
		t.Errorf("the zero Builder has %v, %v, %v", b.Network(), b.Overrides(), b.Volumes())
	}
	b := starttask.New("web").WithNetwork(netconfig.New("s")).WithOverrides(overrides.New().WithFargateSize("1 vCPU", "2 GB")).
		WithVolumes(ebs.New("v", "r"), ebs.New("w", "r"))
	again := starttask.New("web").WithNetwork(b.Network()).WithOverrides(b.Overrides()).WithVolumes(b.Volumes()...)
	if sent(again) != sent(b) {
		t.Errorf("the parts are\n%s\nand not\n%s", sent(again), sent(b))
	}
	if len(b.Overrides().Rules()) == 0 {
		t.Error("the overrides have lost their rules")
	}
	before := sent(b)
	in := b.Volumes()[0].Unchecked()
	if sdktest.Scramble(&in); sent(b) != before {
		t.Errorf("somebody else's change arrived: %s", sent(b))
	}
}

func TestFromKeepsEverything(t *testing.T) {
	full := new(ecs.StartTaskInput)
	sdktest.Fill(t, full)
	for name, in := range map[string]*ecs.StartTaskInput{
		"empty": {},
		"empty lists": {
			ContainerInstances: []string{}, Tags: []types.Tag{}, VolumeConfigurations: []types.TaskVolumeConfiguration{},
			NetworkConfiguration: &types.NetworkConfiguration{}, Overrides: &types.TaskOverride{},
		},
		"empty elements": {
			Tags: []types.Tag{{}}, VolumeConfigurations: []types.TaskVolumeConfiguration{{}, {ManagedEBSVolume: &types.TaskManagedEBSVolumeConfiguration{
				TagSpecifications: []types.EBSTagSpecification{{Tags: []types.Tag{}}}, TerminationPolicy: &types.TaskManagedEBSVolumeTerminationPolicy{},
			}}},
		},
		"every member": full,
	} {
		t.Run(name, func(t *testing.T) {
			if diff := sdktest.Diff(in, starttask.From(in).Unchecked()); diff != "" {
				t.Errorf("Unchecked (-want +got):\n%s", diff)
			}
			if diff := sdktest.Diff(in, starttask.From(in).WithContainerInstances().WithTags().WithVolumes(ebs.Volume{}).WithVolumeConfigurations().Unchecked()); diff != "" {
				t.Errorf("after adding nothing (-want +got):\n%s", diff)
			}
		})
	}
	if diff := sdktest.Diff(&ecs.StartTaskInput{}, starttask.From(nil).Unchecked()); diff != "" {
		t.Errorf("from nil (-want +got):\n%s", diff)
	}
}

// TestSharesNoMemory covers every member: Fill sets them all, and stops at what
// it does not know.
func TestSharesNoMemory(t *testing.T) {
	fill := func() *ecs.StartTaskInput {
		in := new(ecs.StartTaskInput)
		sdktest.Fill(t, in)
		return in
	}
	full, want := fill(), fill()
	whole := starttask.From(full)
	parts := starttask.New(*full.TaskDefinition, full.ContainerInstances...).
		WithNetworkConfiguration(full.NetworkConfiguration).WithTaskOverride(full.Overrides).
		WithTags(full.Tags...).WithVolumeConfigurations(full.VolumeConfigurations...)
	before := sent(parts)

	sdktest.Scramble(full)
	sdktest.Scramble(whole.Unchecked())
	sdktest.Scramble(parts.Unchecked())
	if diff := sdktest.Diff(want, whole.Unchecked()); diff != "" {
		t.Errorf("somebody else's change arrived (-want +got):\n%s", diff)
	}
	if got := sent(parts); got != before {
		t.Errorf("somebody else's change arrived:\n got %s\nwant %s", got, before)
	}

	b := typical()
	before = sent(b)
	built, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	sdktest.Scramble(built)
	if got := sent(b); got != before {
		t.Errorf("a change of what Build returned arrived:\n got %s\nwant %s", got, before)
	}
}

// TestBranches changes two children of one parent at a time, under the race
// detector. The parent's lists were grown, so they have spare capacity that
// both children could write to.
func TestBranches(t *testing.T) {
	parent := starttask.New("web").WithCluster("c").WithOverrides(overrides.New(overrides.ForContainer("app").WithEnv("A", "1")))
	off := []string{"instances-count", "instance-id-length", "volumes-count"}
	for i := range 3 {
		n := strconv.Itoa(i)
		parent = parent.WithContainerInstances(n).WithTag(n, n).WithVolumes(ebs.New(n, "")).WithRules(rules.Off(off[i]))
	}
	branch := func(id string) builder {
		return parent.WithContainerInstances(id).WithTag(id, id).WithTags(types.Tag{Key: &id}).
			WithVolumes(ebs.New(id, "")).WithVolumeConfigurations(types.TaskVolumeConfiguration{Name: &id}).WithRules(rules.Off("volume" + id)).
			WithCluster(id).WithTaskDefinition(id).WithGroup(id).WithStartedBy(id).WithReferenceID(id).
			WithPropagateTags(types.PropagateTags(id)).WithManagedTags(true).WithExecuteCommand(true).
			WithNetwork(netconfig.New(id)).WithOverrides(overrides.New().WithCPU(id))
	}
	state := func(b builder) string { return sent(b) + "\n" + b.Check().String() }
	wantA, wantB, before := state(branch("-a-")), state(branch("-b-")), state(parent)
	if strings.ReplaceAll(wantA, "-a-", "-b-") != wantB {
		t.Fatalf("the branches differ by more than their names:\n%s\n%s", wantA, wantB)
	}
	if !strings.Contains(wantA, "volume-a-") {
		t.Fatalf("the options are not seen:\n%s", wantA)
	}
	for range 100 {
		var a, b builder
		var wg sync.WaitGroup
		wg.Go(func() { a = branch("-a-"); sdktest.Scramble(a.Unchecked()) })
		wg.Go(func() { b = branch("-b-"); sdktest.Scramble(b.Unchecked()) })
		wg.Wait()
		if diff := cmp.Diff([]string{wantA, wantB, before}, []string{state(a), state(b), state(parent)}); diff != "" {
			t.Fatalf("branches (-want +got):\n%s", diff)
		}
	}
}

// TestBranchesOfEachList branches on every method that adds, by itself: after
// another method for the same list there is no spare capacity left to share.
func TestBranchesOfEachList(t *testing.T) {
	sdktest.Branches(t, map[string]func(builder, string) builder{
		"WithContainerInstances": func(b builder, id string) builder { return b.WithContainerInstances(id) },
		"WithTag":                func(b builder, id string) builder { return b.WithTag(id, id) },
		"WithTags":               func(b builder, id string) builder { return b.WithTags(types.Tag{Key: &id}) },
		"WithVolumes":            func(b builder, id string) builder { return b.WithVolumes(ebs.New(id, "")) },
		"WithVolumeConfigurations": func(b builder, id string) builder {
			return b.WithVolumeConfigurations(types.TaskVolumeConfiguration{Name: &id})
		},
		"WithRules": func(b builder, id string) builder { return b.WithRules(rules.Off("volume" + id)) },
	}, func(b builder) string { return sent(b) + "\n" + b.Check().String() })
}

func TestString(t *testing.T) {
	b := starttask.New("web:7", "a", "b").WithTag("k", "hunter2")
	want := "StartTask of web:7 on 2 container instances"
	if got := fmt.Sprintf("%v %+v %s", b, []starttask.Builder{b}, b); got != want+" ["+want+"] "+want {
		t.Error(got)
	}
}
