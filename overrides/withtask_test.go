package overrides_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/overrides"
	"pgregory.net/rapid"
)

func TestWithTask(t *testing.T) {
	app, log := overrides.ForContainer("app"), overrides.ForContainer("log")
	defaults := overrides.New(app.WithCPU(1).WithEnv("A", "1"), log).WithCPU("256").WithMemory("512").WithTaskRole("t").WithEphemeralStorage(21)
	accelerator := func(name, typ string) types.InferenceAcceleratorOverride {
		return types.InferenceAcceleratorOverride{DeviceName: &name, DeviceType: &typ}
	}
	for _, tt := range []struct {
		name string
		task overrides.Task
		want string
	}{
		{
			"defaults and what is given", defaults.WithTask(overrides.New(app.WithEnv("A", "2").WithMemory(3), overrides.ForContainer("x")).WithMemory("1024").WithExecutionRole("e")),
			`{"containerOverrides":[{"cpu":1,"environment":[{"name":"A","value":"2"}],"memory":3,"name":"app"},{"name":"log"},{"name":"x"}],` +
				`"cpu":"256","ephemeralStorage":{"sizeInGiB":21},"executionRoleArn":"e","memory":"1024","taskRoleArn":"t"}`,
		},
		{"into itself", defaults.WithTask(defaults), sent(defaults)},
		{"into the zero Task", overrides.Task{}.WithTask(defaults), sent(defaults)},
		{"the zero Task", defaults.WithTask(overrides.Task{}), sent(defaults)},
		{"an empty text, which From keeps", overrides.New().WithTaskRole("t").WithTask(overrides.From(&types.TaskOverride{TaskRoleArn: new("")})), `{"taskRoleArn":""}`},
		{
			"accelerators", overrides.New().WithInferenceAccelerators(accelerator("a", "1"), accelerator("b", "2")).
				WithTask(overrides.New().WithInferenceAccelerators(accelerator("c", "3"), accelerator("a", "4"))),
			`{"inferenceAcceleratorOverrides":[{"deviceName":"a","deviceType":"4"},{"deviceName":"b","deviceType":"2"},{"deviceName":"c","deviceType":"3"}]}`,
		},
		{
			"containers given twice", overrides.New(app.WithCPU(1), app.WithCPU(2), log).WithTask(overrides.New(app.WithMemory(4), log, app.WithMemory(5), app.WithMemory(6))),
			`{"containerOverrides":[{"cpu":1,"memory":4,"name":"app"},{"cpu":2,"memory":5,"name":"app"},{"name":"log"},{"memory":6,"name":"app"}]}`,
		},
		{"no list and an empty one", overrides.New().WithTask(overrides.From(&types.TaskOverride{ContainerOverrides: []types.ContainerOverride{}})), `{"containerOverrides":[]}`},
	} {
		if got := sent(tt.task); got != tt.want {
			t.Errorf("%s:\ngot  %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

// TestWithTaskRules merges a Task that requires Fargate, with and without a size.
func TestWithTaskRules(t *testing.T) {
	onFargate := overrides.Task{}.WithFargateSize("1 vCPU", "2 GB")
	for name, task := range map[string]overrides.Task{
		"into":        overrides.New().WithMemory("1 GB").WithTask(onFargate),
		"under":       onFargate.WithTask(overrides.New().WithMemory("2 GB")),
		"the zero":    onFargate.WithTask(overrides.Task{}),
		"into zero":   overrides.Task{}.WithTask(onFargate),
		"without one": overrides.New().WithTask(overrides.Task{}.WithFargateSize("", "")),
	} {
		if len(task.Rules()) != 1 {
			t.Errorf("%s: the rule is lost", name)
		}
	}
	if err := onFargate.WithTask(overrides.New().WithMemory("1 GB")).Check().Err(); err == nil {
		t.Error("a size that Fargate does not have passes")
	}
	if zero := (overrides.Task{}).WithTask(overrides.Task{}); !zero.IsZero() {
		t.Errorf("two zero Tasks became %s", sent(zero))
	}
}

// TestWithTaskMergesEveryMember sets one member after the other. All elements of lists
// have names of their own, so lists add.
func TestWithTaskMergesEveryMember(t *testing.T) {
	var full, other types.TaskOverride
	sdktest.Fill(t, &full)
	sdktest.Fill(t, &other)
	sdktest.Scramble(&other)
	for f := range reflect.TypeFor[types.TaskOverride]().Fields() {
		if !f.IsExported() {
			continue
		}
		one, want := types.TaskOverride{}, full
		given := reflect.ValueOf(other).FieldByIndex(f.Index)
		reflect.ValueOf(&one).Elem().FieldByIndex(f.Index).Set(given)
		member := reflect.ValueOf(&want).Elem().FieldByIndex(f.Index)
		if f.Type.Kind() == reflect.Slice {
			given = reflect.AppendSlice(reflect.AppendSlice(reflect.Zero(f.Type), member), given)
		}
		member.Set(given)
		if diff := sdktest.Diff(&want, overrides.From(&full).WithTask(overrides.From(&one)).Unchecked()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", f.Name, diff)
		}
	}
}

// drawTask draws any Task, in which names are often the same, missing or empty.
func drawTask(t *rapid.T) overrides.Task {
	if rapid.IntRange(0, 9).Draw(t, "zero") == 0 {
		return overrides.Task{}
	}
	var in types.TaskOverride
	sdktest.Draw(t, &in)
	names := rapid.SampledFrom([]*string{nil, new(""), new("a"), new("b")})
	for i := range in.ContainerOverrides {
		c := &in.ContainerOverrides[i]
		c.Name = names.Draw(t, "container")
		for j := range c.Environment {
			c.Environment[j].Name = names.Draw(t, "variable")
		}
		for j := range c.EnvironmentFiles {
			c.EnvironmentFiles[j].Value = names.Draw(t, "file")
		}
		for j := range c.ResourceRequirements {
			c.ResourceRequirements[j].Type = rapid.SampledFrom([]types.ResourceType{"", types.ResourceTypeGpu, types.ResourceTypeNeuronDevice}).Draw(t, "type")
		}
	}
	for i := range in.InferenceAcceleratorOverrides {
		in.InferenceAcceleratorOverrides[i].DeviceName = names.Draw(t, "device")
	}
	task := overrides.From(&in)
	if rapid.Bool().Draw(t, "Fargate") {
		task = task.WithTask(overrides.Task{}.WithFargateSize("", ""))
	}
	return task
}

// differ returns how two Tasks differ, in what they hold and in their rules.
func differ(want, got overrides.Task) string {
	if a, b := len(want.Rules()), len(got.Rules()); a != b {
		return fmt.Sprintf("%d options in place of %d", b, a)
	}
	return sdktest.Diff(want.Unchecked(), got.Unchecked())
}

// TestWithTaskLaws holds that nothing is neutral, and that what is merged first makes
// no difference.
func TestWithTaskLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := drawTask(t), drawTask(t), drawTask(t)
		laws := map[string][2]overrides.Task{
			"zero under it": {a, overrides.Task{}.WithTask(a)},
			"zero over it":  {a, a.WithTask(overrides.Task{})},
			"associative":   {a.WithTask(b).WithTask(c), a.WithTask(b.WithTask(c))},
		}
		if a.Unchecked() != nil {
			laws["empty under it"] = [2]overrides.Task{a, overrides.New().WithTask(a)}
			laws["empty over it"] = [2]overrides.Task{a, a.WithTask(overrides.New())}
		}
		for name, both := range laws {
			if diff := differ(both[0], both[1]); diff != "" {
				t.Fatalf("%s (-want +got):\n%s", name, diff)
			}
		}
	})
}

// TestWithTaskSharesNoMemory changes what came out of a merge, and goes on from it in
// two ways.
func TestWithTaskSharesNoMemory(t *testing.T) {
	fill := func() *types.TaskOverride {
		in := new(types.TaskOverride)
		sdktest.Fill(t, in)
		return in
	}
	in, given := fill(), fill()
	under, over := overrides.From(in), overrides.From(given)
	merged := under.WithTask(over)
	branch := func(name string) overrides.Task {
		app := overrides.ForContainer(name)
		return merged.WithContainers(app).WithTask(overrides.New(app.WithEnv(name, name)).WithInferenceAccelerators(types.InferenceAcceleratorOverride{DeviceName: &name}))
	}
	a, b := branch("a"), branch("b")
	before := []string{sent(a), sent(b)}
	for _, shared := range []any{in, given, merged.Unchecked(), a.Unchecked(), b.Unchecked(), new(a.Containers()[0].Unchecked())} {
		sdktest.Scramble(shared)
	}
	for name, task := range map[string]overrides.Task{"under": under, "over": over, "merged": merged} {
		if diff := sdktest.Diff(fill(), task.Unchecked()); diff != "" {
			t.Errorf("%s changed (-want +got):\n%s", name, diff)
		}
	}
	if after := []string{sent(a), sent(b)}; !slices.Equal(after, before) {
		t.Errorf("the branches became\n%q\nfrom\n%q", after, before)
	}
}

func TestContainers(t *testing.T) {
	if list := (overrides.Task{}).Containers(); len(list) != 0 {
		t.Errorf("the zero Task has %v", list)
	}
	rapid.Check(t, func(t *rapid.T) {
		var in types.TaskOverride
		sdktest.Draw(t, &in)
		task := overrides.From(&in)
		var got []types.ContainerOverride
		for _, c := range task.Containers() {
			got = append(got, c.Unchecked())
		}
		if diff := sdktest.Diff(in.ContainerOverrides, got); diff != "" && len(in.ContainerOverrides)+len(got) > 0 {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

// Defaults of a deploy helper, and what its caller gives.
func ExampleTask_WithTask() {
	defaults := overrides.New(overrides.ForContainer("app").WithEnv("STAGE", "test").WithEnv("LOG", "json")).WithCPU("256").WithMemory("512")

	given, err := overrides.Parse("memory=1024,containerOverrides=[{name=app,command=[migrate],environment=[{name=STAGE,value=prod}]}]")
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := overrides.JSON(defaults.WithTask(given).Unchecked())
	fmt.Println(string(text), err)
	// Output: {"containerOverrides":[{"command":["migrate"],"environment":[{"name":"STAGE","value":"prod"},{"name":"LOG","value":"json"}],"name":"app"}],"cpu":"256","memory":"1024"} <nil>
}

func ExampleTask_Containers() {
	given := overrides.New(overrides.ForContainer("app").WithCPU(256), overrides.ForContainer("log"))
	for _, c := range given.Containers() {
		given = given.WithContainer(c.WithEnv("STAGE", "prod"))
	}
	text, err := given.MarshalText()
	fmt.Println(string(text), err)
	// Output: containerOverrides=[{cpu=256,environment=[{name=STAGE,value=prod}],name=app},{environment=[{name=STAGE,value=prod}],name=log}] <nil>
}
