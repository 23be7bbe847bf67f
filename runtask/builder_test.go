package runtask_test

import (
	"errors"
	"fmt"
	"log/slog"
	"math"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/schemas"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ebs"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/netconfig"
	"github.com/ecstask/ecstask/overrides"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/runtask"
	"github.com/google/go-cmp/cmp"
)

type builder = runtask.Builder

var found = sdktest.Found

// sent returns what b sends.
func sent(b builder) string {
	text, err := runtask.JSON(b.Unchecked())
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// typical is a builder of an ordinary request: 3 tasks on Fargate with a network
// and the overrides of a container.
func typical() builder {
	return runtask.New("web:7").
		WithCluster("production").
		WithFargate().
		WithCount(3).
		WithStartedBy("deploy/42").
		WithNetwork(netconfig.New("subnet-0123456789abcdef0", "subnet-0123456789abcdef1").WithSecurityGroups("sg-0123456789abcdef0").WithPublicIP(true)).
		WithOverrides(overrides.New(overrides.ForContainer("app").WithCommand("migrate").WithEnv("STAGE", "blue")))
}

// members sets each member of the request by the methods for it. The JSON is
// what each of them gives.
var members = map[string]sdktest.Member[builder]{
	"capacityProviderStrategy": {`[{"base":2,"capacityProvider":"FARGATE","weight":1},{"capacityProvider":"FARGATE_SPOT","weight":3}]`, []func(builder) builder{
		func(b builder) builder {
			return b.WithCapacityProvider("FARGATE", 1, 2).WithCapacityProvider("FARGATE_SPOT", 3, 0)
		},
		func(b builder) builder {
			return b.WithCapacityProviderStrategy(types.CapacityProviderStrategyItem{CapacityProvider: new("FARGATE"), Weight: 1, Base: 2}).
				WithCapacityProviderStrategy(types.CapacityProviderStrategyItem{CapacityProvider: new("FARGATE_SPOT"), Weight: 3})
		},
	}},
	"clientToken":          {`"t"`, []func(builder) builder{func(b builder) builder { return b.WithClientToken("t") }}},
	"cluster":              {`"c"`, []func(builder) builder{func(b builder) builder { return b.WithCluster("c") }}},
	"count":                {`3`, []func(builder) builder{func(b builder) builder { return b.WithCount(3) }}},
	"enableECSManagedTags": {`true`, []func(builder) builder{func(b builder) builder { return b.WithManagedTags(true) }}},
	"enableExecuteCommand": {`true`, []func(builder) builder{func(b builder) builder { return b.WithExecuteCommand(true) }}},
	"group":                {`"g"`, []func(builder) builder{func(b builder) builder { return b.WithGroup("g") }}},
	"launchType": {`"FARGATE"`, []func(builder) builder{
		func(b builder) builder { return b.WithLaunchType(types.LaunchTypeFargate) },
		func(b builder) builder { return b.WithFargateSpot().WithFargate() },
	}},
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
	"placementConstraints": {`[{"expression":"runningTasksCount == 0","type":"memberOf"},{"type":"distinctInstance"}]`, []func(builder) builder{
		func(b builder) builder { return b.WithMemberOf("runningTasksCount == 0").WithDistinctInstance() },
		func(b builder) builder {
			return b.WithPlacementConstraints(types.PlacementConstraint{Type: "memberOf", Expression: new("runningTasksCount == 0")}).
				WithPlacementConstraints(types.PlacementConstraint{Type: "distinctInstance"})
		},
	}},
	"placementStrategy": {`[{"field":"instanceId","type":"spread"},{"field":"memory","type":"binpack"},{"type":"random"}]`, []func(builder) builder{
		func(b builder) builder { return b.WithSpread("instanceId").WithBinpack("memory").WithRandom() },
		func(b builder) builder {
			return b.WithPlacementStrategy(types.PlacementStrategy{Type: "spread", Field: new("instanceId")}).
				WithPlacementStrategy(types.PlacementStrategy{Type: "binpack", Field: new("memory")}, types.PlacementStrategy{Type: "random"})
		},
	}},
	"platformVersion": {`"1.4.0"`, []func(builder) builder{func(b builder) builder { return b.WithPlatformVersion("1.4.0") }}},
	"propagateTags":   {`"TASK_DEFINITION"`, []func(builder) builder{func(b builder) builder { return b.WithPropagateTags(types.PropagateTagsTaskDefinition) }}},
	"referenceId":     {`"r"`, []func(builder) builder{func(b builder) builder { return b.WithReferenceID("r") }}},
	"startedBy":       {`"s"`, []func(builder) builder{func(b builder) builder { return b.WithStartedBy("s") }}},
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
	sdktest.EveryMember(t, schemas.RunTaskRequest, members, sdktest.Texts[builder]{
		Line: "aws ecs run-task", JSON: sent, Parse: runtask.Parse,
		Command: func(b builder) (string, error) { return runtask.Command(b.Unchecked()) },
	})
}

func TestBuildErrors(t *testing.T) {
	zero := []string{"taskDefinition task-definition-required"}
	tooSmall := overrides.New().WithFargateSize("1 vCPU", "1 GB")
	for _, tt := range []struct {
		name    string
		builder builder
		want    []string
	}{
		{"the zero Builder", builder{}, zero},
		{"from nil", runtask.From(nil), zero},
		{"nothing given to New", runtask.New(""), zero},
		{"the least", runtask.New("web"), nil},
		{"an ordinary request", typical(), nil},
		{"Fargate Spot", typical().WithFargateSpot(), nil},
		{"more than StartTask takes", runtask.New("web").WithStartedBy(strings.Repeat("a", 128)), nil},
		{"warnings do not stop it", typical().WithReferenceID("x").WithPropagateTags(types.PropagateTagsNone), nil},
		{"the rules can be changed", builder{}.WithRules(rules.Off("task-definition-required")), nil},
		{"no Fargate size", typical().WithOverrides(tooSmall), []string{"overrides.memory fargate-size"}},
		{"the last option counts", typical().WithOverrides(tooSmall).WithRules(rules.AsWarning("fargate-size")), nil},
		{
			"everything at once",
			runtask.New("web:latest").WithCount(math.MaxInt).WithFargate().WithNetwork(netconfig.New()).WithTag("", "x").
				WithStartedBy(strings.Repeat("a", 129)).WithOverrides(overrides.New(overrides.Container{})),
			[]string{
				"count ",
				"networkConfiguration.awsvpcConfiguration.subnets subnets-required",
				"overrides.containerOverrides[0].name container-name-required",
				"startedBy started-by-length",
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

func TestOrdinaryRequestsHaveNoFindings(t *testing.T) {
	onInstances := runtask.New("web:7").WithCluster("production").WithCount(3)
	for name, b := range map[string]builder{
		"the least": runtask.New("web"), "Fargate": typical(), "Fargate Spot": typical().WithFargateSpot(),
		"both":                typical().WithFargateSpot().WithCapacityProvider("FARGATE", 1, 1),
		"a platform version":  typical().WithPlatformVersion("1.4.0"),
		"a client token":      typical().WithClientToken("8b1ff5e0-6d5b-4a63-8a3b-1a5d3f2b7c9d"),
		"placed on instances": onInstances.WithLaunchType(types.LaunchTypeEc2).WithDistinctInstance().WithSpread("attribute:ecs.availability-zone").WithBinpack("memory"),
		"members":             onInstances.WithMemberOf("attribute:ecs.instance-type =~ t3.*"),
		"a provider":          onInstances.WithCapacityProvider("asg-spot", 1, 0),
	} {
		if got := b.Check(); len(got) != 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestValidate(t *testing.T) {
	if err := runtask.Validate(nil); !errors.Is(err, field.Required) {
		t.Errorf("Validate(nil) = %v", err)
	}
	in := &ecs.RunTaskInput{ReferenceId: new("x")}
	if err := runtask.Validate(in, rules.Off("task-definition-required")); err != nil {
		t.Errorf("with the rule off: %v", err)
	}
	want := []string{"referenceId reference-id", "taskDefinition task-definition-required"}
	if diff := cmp.Diff(want, found(field.Errors(runtask.Check(in)))); diff != "" {
		t.Errorf("Check (-want +got):\n%s", diff)
	}
}

// TestCountOutsideInt32 holds that a count which an int32 cannot hold is neither cut
// nor left out, whatever is switched off.
func TestCountOutsideInt32(t *testing.T) {
	if strconv.IntSize == 32 {
		t.Skip("an int is an int32")
	}
	off := lenient()
	for wide, nearest := range map[int64]int32{
		math.MaxInt64: math.MaxInt32, math.MinInt64: math.MinInt32,
		math.MaxInt32 + 1: math.MaxInt32, math.MinInt32 - 1: math.MinInt32,
		1<<32 + 3: math.MaxInt32, // of which the low 32 bits are 3
	} {
		n := int(wide)
		b := runtask.New("web").WithCount(n).WithRules(off)
		if got := *b.Unchecked().Count; got != nearest {
			t.Errorf("%d became %d", n, got)
		}
		_, err := b.Build()
		want := fmt.Sprintf("count: %d is out of range; use 1 to 10", n)
		if err == nil || err.Error() != want || !errors.Is(err, field.OutOfRange) {
			t.Errorf("got %v\nwant %s", err, want)
		}
		if _, err := b.WithCount(2).Build(); err != nil {
			t.Errorf("another count after %d: %v", n, err)
		}
	}
	for _, n := range []int{math.MaxInt32, math.MinInt32, 0, -1, 10} {
		b := runtask.New("web").WithCount(n).WithRules(off)
		if in, err := b.Build(); err != nil || int(*in.Count) != n {
			t.Errorf("%d: %v", n, err)
		}
	}
}

func TestOptionalPartsCanBeTakenBack(t *testing.T) {
	b := runtask.New("web").WithNetwork(netconfig.New("s")).WithOverrides(overrides.New().WithCPU("1"))
	for name, bare := range map[string]builder{
		"by zero values": b.WithNetwork(netconfig.Config{}).WithOverrides(overrides.Task{}),
		"by nil":         b.WithNetworkConfiguration(nil).WithTaskOverride(nil),
	} {
		if got := sent(bare); got != `{"taskDefinition":"web"}` {
			t.Errorf("%s: %s", name, got)
		}
	}
	texts := runtask.New("web").WithFargate().WithClientToken("t").WithPlatformVersion("1.4.0").WithCluster("c").WithGroup("g").WithStartedBy("s").WithReferenceID("r")
	texts = texts.WithLaunchType("").WithClientToken("").WithPlatformVersion("").WithCluster("").WithGroup("").WithStartedBy("").WithReferenceID("")
	if got := sent(texts); got != `{"taskDefinition":"web"}` {
		t.Errorf("by empty texts: %s", got)
	}
}

// TestFargateOrProviders holds that the short forms leave one of launch type and
// capacity providers.
func TestFargateOrProviders(t *testing.T) {
	const spot = `{"capacityProviderStrategy":[{"capacityProvider":"FARGATE_SPOT","weight":1}]}`
	provider := builder{}.WithCapacityProvider("p", 1, 1)
	for got, want := range map[string]string{
		sent(provider.WithFargate()):                                       `{"launchType":"FARGATE"}`,
		sent(builder{}.WithFargate().WithFargateSpot()):                    spot,
		sent(provider.WithFargateSpot().WithFargateSpot()):                 spot,
		sent(builder{}.WithLaunchType(types.LaunchTypeEc2).WithFargate()):  `{"launchType":"FARGATE"}`,
		sent(builder{}.WithFargateSpot().WithCapacityProvider("p", 0, 1)):  `{"capacityProviderStrategy":[{"capacityProvider":"FARGATE_SPOT","weight":1},{"base":1,"capacityProvider":"p"}]}`,
		sent(builder{}.WithFargateSpot().WithPlatformVersion("1.4.0")):     spot[:len(spot)-1] + `,"platformVersion":"1.4.0"}`,
		sent(provider.WithFargateSpot().WithLaunchType("").WithFargate()):  `{"launchType":"FARGATE"}`,
		sent(provider.WithFargate().WithLaunchType(types.LaunchTypeEc2)):   `{"launchType":"EC2"}`,
		sent(provider.WithFargate().WithCapacityProviderStrategy()):        `{"launchType":"FARGATE"}`,
		sent(provider.WithCapacityProviderStrategy()):                      `{"capacityProviderStrategy":[{"base":1,"capacityProvider":"p","weight":1}]}`,
		sent(builder{}.WithSpread("").WithMemberOf("").WithBinpack("cpu")): `{"placementConstraints":[{"expression":"","type":"memberOf"}],"placementStrategy":[{"field":"","type":"spread"},{"field":"cpu","type":"binpack"}]}`,
	} {
		if got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestFromKeepsEverything(t *testing.T) {
	full := new(ecs.RunTaskInput)
	sdktest.Fill(t, full)
	for name, in := range map[string]*ecs.RunTaskInput{
		"empty": {},
		"empty lists": {
			CapacityProviderStrategy: []types.CapacityProviderStrategyItem{}, PlacementConstraints: []types.PlacementConstraint{},
			PlacementStrategy: []types.PlacementStrategy{}, Tags: []types.Tag{}, VolumeConfigurations: []types.TaskVolumeConfiguration{},
			NetworkConfiguration: &types.NetworkConfiguration{}, Overrides: &types.TaskOverride{}, Count: new(int32(0)),
		},
		"empty elements": {
			CapacityProviderStrategy: []types.CapacityProviderStrategyItem{{}}, PlacementConstraints: []types.PlacementConstraint{{}},
			PlacementStrategy: []types.PlacementStrategy{{}}, Tags: []types.Tag{{}}, VolumeConfigurations: []types.TaskVolumeConfiguration{{}},
		},
		"every member": full,
	} {
		t.Run(name, func(t *testing.T) {
			if diff := sdktest.Diff(in, runtask.From(in).Unchecked()); diff != "" {
				t.Errorf("Unchecked (-want +got):\n%s", diff)
			}
			b := runtask.From(in).WithTags().WithVolumes().WithVolumeConfigurations().WithCapacityProviderStrategy().WithPlacementConstraints().WithPlacementStrategy()
			if diff := sdktest.Diff(in, b.Unchecked()); diff != "" {
				t.Errorf("after adding nothing (-want +got):\n%s", diff)
			}
		})
	}
	if diff := sdktest.Diff(&ecs.RunTaskInput{}, runtask.From(nil).Unchecked()); diff != "" {
		t.Errorf("from nil (-want +got):\n%s", diff)
	}
}

func TestParts(t *testing.T) {
	if b := (builder{}); !b.Network().IsZero() || !b.Overrides().IsZero() || len(b.Volumes()) != 0 {
		t.Errorf("the zero Builder has %v, %v, %v", b.Network(), b.Overrides(), b.Volumes())
	}
	b := runtask.New("web").WithNetwork(netconfig.New("s")).WithOverrides(overrides.New().WithFargateSize("1 vCPU", "2 GB")).
		WithVolumes(ebs.New("v", "r"), ebs.New("w", "r"))
	again := runtask.New("web").WithNetwork(b.Network()).WithOverrides(b.Overrides()).WithVolumes(b.Volumes()...)
	if sent(again) != sent(b) || len(again.Volumes()) != 2 {
		t.Errorf("the parts are\n%s\nand not\n%s", sent(again), sent(b))
	}
	if len(b.Overrides().Rules()) == 0 {
		t.Error("the overrides have lost their rules")
	}
}

// adders are the methods that add.
var adders = map[string]func(builder, string) builder{
	"WithTag":     func(b builder, id string) builder { return b.WithTag(id, id) },
	"WithTags":    func(b builder, id string) builder { return b.WithTags(types.Tag{Key: &id}) },
	"WithVolumes": func(b builder, id string) builder { return b.WithVolumes(ebs.New(id, "")) },
	"WithVolumeConfigurations": func(b builder, id string) builder {
		return b.WithVolumeConfigurations(types.TaskVolumeConfiguration{Name: &id})
	},
	"WithRules":            func(b builder, id string) builder { return b.WithRules(rules.Off("volume" + id)) },
	"WithCapacityProvider": func(b builder, id string) builder { return b.WithCapacityProvider(id, 1, 0) },
	"WithCapacityProviderStrategy": func(b builder, id string) builder {
		return b.WithCapacityProviderStrategy(types.CapacityProviderStrategyItem{CapacityProvider: &id})
	},
	"WithMemberOf": func(b builder, id string) builder { return b.WithMemberOf(id) },
	"WithPlacementConstraints": func(b builder, id string) builder {
		return b.WithPlacementConstraints(types.PlacementConstraint{Expression: &id})
	},
	"WithSpread":  func(b builder, id string) builder { return b.WithSpread(id) },
	"WithBinpack": func(b builder, id string) builder { return b.WithBinpack(id) },
	"WithPlacementStrategy": func(b builder, id string) builder {
		return b.WithPlacementStrategy(types.PlacementStrategy{Field: &id})
	},
}

// TestBranchesOfEachList branches on every method that adds, by itself: after
// another method for the same list there is no spare capacity left to share.
func TestBranchesOfEachList(t *testing.T) {
	sdktest.Branches(t, adders, func(b builder) string { return sent(b) + "\n" + b.Check().String() })
}

// TestBranches changes two children of one parent at a time, under the race
// detector.
func TestBranches(t *testing.T) {
	parent := typical()
	branch := func(id string) builder {
		b := parent.WithCluster(id).WithTaskDefinition(id).WithGroup(id).WithStartedBy(id).WithReferenceID(id).
			WithClientToken(id).WithPlatformVersion(id).WithLaunchType(types.LaunchType(id)).WithCount(math.MaxInt).
			WithPropagateTags(types.PropagateTags(id)).WithManagedTags(true).WithExecuteCommand(true).
			WithNetwork(netconfig.New(id)).WithOverrides(overrides.New().WithCPU(id))
		for _, add := range adders {
			b = add(b, id)
		}
		return b
	}
	state := func(b builder) string { return sent(b) + fmt.Sprint(len(b.Check())) }
	before := state(parent)
	for range 20 {
		var wg sync.WaitGroup
		for _, id := range []string{"-a-", "-b-"} {
			wg.Go(func() {
				b := branch(id)
				sdktest.Scramble(b.Unchecked())
				if got := state(b); !strings.Contains(got, id) || strings.Contains(got, "scrambled") {
					t.Error(got)
				}
			})
		}
		wg.Wait()
		if got := state(parent); got != before {
			t.Fatalf("the parent changed:\n%s\nwant %s", got, before)
		}
	}
}

func TestString(t *testing.T) {
	b := runtask.New("web:7").WithCount(2).WithTag("k", "hunter2")
	want := "RunTask of web:7, count 2"
	if got := fmt.Sprintf("%v %+v %s %s", b, []builder{b}, b, b.LogValue().Resolve()); got != want+" ["+want+"] "+want+" "+want {
		t.Error(got)
	}
	if got := fmt.Sprint(builder{}); got != "RunTask of no task definition" {
		t.Error(got)
	}
	var _ slog.LogValuer = b
}
