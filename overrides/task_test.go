package overrides_test

import (
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/overrides"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/shorthand"
	"github.com/google/go-cmp/cmp"
)

var found = sdktest.Found

// sent returns what t sends, or the error.
func sent(t overrides.Task) string {
	text, err := overrides.JSON(t.Unchecked())
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func TestTask(t *testing.T) {
	app, db := overrides.ForContainer("app"), overrides.ForContainer("db")
	for _, tt := range []struct {
		name string
		task overrides.Task
		want string
	}{
		{"New without containers", overrides.New(), `{}`},
		{"containers add", overrides.New(app).WithContainers(db, app), `{"containerOverrides":[{"name":"app"},{"name":"db"},{"name":"app"}]}`},
		{"an empty list stays empty", overrides.From(&types.TaskOverride{ContainerOverrides: []types.ContainerOverride{}}).WithContainers(), `{"containerOverrides":[]}`},
		{"a text is set on the zero Task", overrides.Task{}.WithCPU("256"), `{"cpu":"256"}`},
		{"scalars set", overrides.New().WithCPU("256").WithCPU("1 vCPU").WithMemory("2 GB"), `{"cpu":"1 vCPU","memory":"2 GB"}`},
		{"a Fargate size in any spelling", overrides.New().WithFargateSize(" .25vcpu", "0.5 gb"), `{"cpu":"256","memory":"512"}`},
		{"a Fargate size that is none stays as it is", overrides.New().WithFargateSize("1 core", "2 GB"), `{"cpu":"1 core","memory":"2 GB"}`},
		{"roles", overrides.New().WithTaskRole("t").WithExecutionRole("e").WithTaskRole(""), `{"executionRoleArn":"e"}`},
		{"storage", overrides.New().WithEphemeralStorage(21), `{"ephemeralStorage":{"sizeInGiB":21}}`},
		{
			"accelerators add",
			overrides.New().WithInferenceAccelerators(types.InferenceAcceleratorOverride{DeviceName: new("a")}).WithInferenceAccelerators(types.InferenceAcceleratorOverride{DeviceType: new("b")}),
			`{"inferenceAcceleratorOverrides":[{"deviceName":"a"},{"deviceType":"b"}]}`,
		},
		{"the zero Task", overrides.Task{}, "overrides: nil overrides, or overrides with a nil union member, have no JSON"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := sent(tt.task); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestBuildErrors(t *testing.T) {
	app := overrides.ForContainer("app")
	for _, tt := range []struct {
		name string
		task overrides.Task
		want []string
	}{
		{"the zero Task", overrides.Task{}, nil},
		{"a container", overrides.New(app), nil},
		{"the zero Container", overrides.New(overrides.Container{}), []string{"containerOverrides[0].name container-name-required"}},
		{"an empty name", overrides.New(app, overrides.ForContainer("")), []string{"containerOverrides[1].name container-name-required"}},
		{"no GPUs", overrides.New(app.WithGPUs(0)), []string{"containerOverrides[0].resourceRequirements[0].value gpu-value"}},
		{"a Fargate size", overrides.New().WithFargateSize("1 vCPU", "2 GB"), nil},
		{"no Fargate size", overrides.New().WithFargateSize("1 vCPU", "1 GB"), []string{"memory fargate-size"}},
		{"no Fargate size, nobody says Fargate", overrides.New().WithCPU("1 vCPU").WithMemory("1 GB"), nil},
		{"no Fargate size after a change", overrides.New().WithFargateSize("1 vCPU", "2 GB").WithMemory("1 GB"), []string{"memory fargate-size"}},
		{"no spelling", overrides.New().WithFargateSize("1 core", "2 GiB"), []string{"cpu task-cpu", "memory task-memory"}},
		{"everything at once", overrides.New(app.WithMemory(3), app.WithEnv("", "x")).WithTaskRole("arn:aws:iam::1:role/x"), []string{
			"containerOverrides[0].memory container-memory", "containerOverrides[1].environment[0].name env-name-required", "taskRoleArn role-arn",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sdktest.Builds(t, tt.task, tt.want)
			if diff := cmp.Diff(tt.want, found(overrides.Validate(tt.task.WithContainers().Unchecked(), tt.task.Rules()...))); diff != "" {
				t.Errorf("Validate differs from Build (-want +got):\n%s", diff)
			}
		})
	}
}

func TestValidate(t *testing.T) {
	if err := overrides.Validate(nil); !errors.Is(err, field.Required) {
		t.Errorf("Validate(nil) = %v", err)
	}
	nameless := &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{{}}}
	if err := overrides.Validate(nameless, rules.Off("container-name-required")); err != nil {
		t.Errorf("with the rule off: %v", err)
	}
}

// nilUnion is a value that no client can send: the SDK panics.
func nilUnion() types.ContainerOverride {
	return types.ContainerOverride{Name: new("app"), ResourceRequirements: []types.ResourceRequirement{
		{Type: types.ResourceTypeGpu, SharingStrategy: (*types.SharingStrategyMemberNvidiaMps)(nil)},
		{Type: types.ResourceTypeGpu, SharingStrategy: (*types.UnknownUnionMember)(nil)},
	}}
}

func TestFromKeepsEverything(t *testing.T) {
	full := new(types.TaskOverride)
	sdktest.Fill(t, full)
	for name, in := range map[string]*types.TaskOverride{
		"nil":            nil,
		"empty":          {},
		"no containers":  {ContainerOverrides: []types.ContainerOverride{}, InferenceAcceleratorOverrides: []types.InferenceAcceleratorOverride{}},
		"empty elements": {ContainerOverrides: []types.ContainerOverride{{}}, EphemeralStorage: &types.EphemeralStorage{}},
		"empty lists": {ContainerOverrides: []types.ContainerOverride{{
			Command: []string{}, Environment: []types.KeyValuePair{}, EnvironmentFiles: []types.EnvironmentFile{}, ResourceRequirements: []types.ResourceRequirement{},
		}}},
		"half an entry":    {ContainerOverrides: []types.ContainerOverride{{Environment: []types.KeyValuePair{{Name: new("A")}, {Value: new("")}}}}},
		"an unknown union": {ContainerOverrides: []types.ContainerOverride{{ResourceRequirements: []types.ResourceRequirement{{SharingStrategy: &types.UnknownUnionMember{Tag: "new", Value: []byte("x")}}}}}},
		"every member":     full,
	} {
		t.Run(name, func(t *testing.T) {
			if diff := sdktest.Diff(in, overrides.From(in).Unchecked()); diff != "" {
				t.Errorf("Unchecked (-want +got):\n%s", diff)
			}
			if in == nil {
				return
			}
			for _, c := range in.ContainerOverrides {
				want := &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{c}}
				if diff := sdktest.Diff(want, overrides.New(overrides.FromContainer(c)).Unchecked()); diff != "" {
					t.Errorf("by FromContainer (-want +got):\n%s", diff)
				}
			}
		})
	}
	task := overrides.New(overrides.FromContainer(nilUnion()))
	if got, want := sent(task), `{"containerOverrides":[{"name":"app","resourceRequirements":[{"type":"GPU"},{"type":"GPU"}]}]}`; got != want {
		t.Errorf("a nil union member: %s", got)
	}
}

func TestSharesNoMemory(t *testing.T) {
	fill := func() *types.TaskOverride {
		in := new(types.TaskOverride)
		sdktest.Fill(t, in)
		return in
	}
	full, want := fill(), fill()
	task := overrides.From(full)
	byParts := overrides.New(
		overrides.FromContainer(full.ContainerOverrides[0]),
		overrides.ForContainer("app").WithResources(full.ContainerOverrides[0].ResourceRequirements...),
	).WithInferenceAccelerators(full.InferenceAcceleratorOverrides...)
	before := sent(byParts)

	sdktest.Scramble(full)
	sdktest.Scramble(task.Unchecked())
	sdktest.Scramble(byParts.Unchecked())
	if diff := sdktest.Diff(want, task.Unchecked()); diff != "" {
		t.Errorf("somebody else's change arrived (-want +got):\n%s", diff)
	}
	if got := sent(byParts); got != before {
		t.Errorf("somebody else's change arrived:\n got %s\nwant %s", got, before)
	}

	unknown := types.UnknownUnionMember{Value: []byte("x")}
	c := overrides.ForContainer("app").WithResources(types.ResourceRequirement{SharingStrategy: &unknown})
	unknown.Value[0] = 'y'
	got := overrides.New(c).Unchecked().ContainerOverrides[0].ResourceRequirements[0].SharingStrategy
	if string(got.(*types.UnknownUnionMember).Value) != "x" {
		t.Error("an unknown union member shares its bytes")
	}

	built, err := overrides.New(overrides.ForContainer("app").WithEnv("A", "1")).Build()
	if err != nil {
		t.Fatal(err)
	}
	env := &built.ContainerOverrides[0].Environment[0]
	if *env.Name = "B"; *env.Value != "1" || *built.ContainerOverrides[0].Name != "app" {
		t.Error("two texts of one value share memory")
	}
}

// TestBranches changes two children of one parent at a time, under the race
// detector. The parent's lists were grown, so they have spare capacity that
// both children could write to.
func TestBranches(t *testing.T) {
	gpu := types.ResourceRequirement{Type: types.ResourceTypeGpu, Value: new("1")}
	neuron := types.ResourceRequirement{Type: types.ResourceTypeNeuronDevice, Value: new("ALL")}
	container := overrides.ForContainer("app").WithResources(neuron, gpu).WithResources(neuron)
	var task overrides.Task
	for i := range 3 {
		container = container.WithEnv("V"+strconv.Itoa(i), "").WithEnvFile("f" + strconv.Itoa(i))
		task = task.WithContainers(overrides.ForContainer("c" + strconv.Itoa(i))).
			WithInferenceAccelerators(types.InferenceAcceleratorOverride{DeviceName: new("d" + strconv.Itoa(i))})
	}
	branch := func(id string) overrides.Task {
		return task.WithContainers(
			container.WithCommand(id).WithEnv(id, id).WithEnvFile(id).WithResources(neuron),
			container.WithCPU(1).WithMemory(2).WithMemoryReservation(3).WithEnvMap(map[string]string{id: id}).WithGPUs(2),
		).WithCPU(id).WithMemory(id).WithTaskRole(id).WithExecutionRole(id).
			WithEphemeralStorage(4).WithInferenceAccelerators(types.InferenceAcceleratorOverride{DeviceName: &id})
	}
	wantA, wantB, parents := sent(branch("-a-")), sent(branch("-b-")), sent(task.WithContainers(container))
	if strings.ReplaceAll(wantA, "-a-", "-b-") != wantB {
		t.Fatalf("the branches differ by more than their names:\n%s\n%s", wantA, wantB)
	}
	for range 100 {
		var a, b overrides.Task
		var wg sync.WaitGroup
		wg.Go(func() { a = branch("-a-"); sdktest.Scramble(a.Unchecked()) })
		wg.Go(func() { b = branch("-b-"); sdktest.Scramble(b.Unchecked()) })
		wg.Wait()
		if diff := cmp.Diff([]string{wantA, wantB, parents}, []string{sent(a), sent(b), sent(task.WithContainers(container))}); diff != "" {
			t.Fatalf("branches (-want +got):\n%s", diff)
		}
	}
}

// TestBranchesOfEachList branches on every method that adds, by itself: after
// another method for the same list there is no spare capacity left to share.
func TestBranchesOfEachList(t *testing.T) {
	type container = overrides.Container
	onContainer := func(add func(container, string) container) func(overrides.Task, string) overrides.Task {
		c := overrides.ForContainer("app")
		for range 3 {
			c = add(c, "x")
		}
		return func(t overrides.Task, id string) overrides.Task { return t.WithContainers(add(c, id)) }
	}
	sdktest.Branches(t, map[string]func(overrides.Task, string) overrides.Task{
		"WithContainers": func(t overrides.Task, id string) overrides.Task { return t.WithContainers(overrides.ForContainer(id)) },
		"WithInferenceAccelerators": func(t overrides.Task, id string) overrides.Task {
			return t.WithInferenceAccelerators(types.InferenceAcceleratorOverride{DeviceName: &id})
		},
		"WithEnv":     onContainer(func(c container, id string) container { return c.WithEnv(id, id) }),
		"WithEnvMap":  onContainer(func(c container, id string) container { return c.WithEnvMap(map[string]string{id: id}) }),
		"WithEnvFile": onContainer(func(c container, id string) container { return c.WithEnvFile(id) }),
		"WithResources": onContainer(func(c container, id string) container {
			return c.WithResources(types.ResourceRequirement{Type: types.ResourceTypeNeuronDevice, Value: &id})
		}),
	}, sent)
}

func TestParseErrors(t *testing.T) {
	for _, tt := range []struct {
		name, arg string
		want      []string // nil for a syntax error
		read      string
	}{
		{"nothing", "", nil, ""},
		{"no value", "cpu", nil, ""},
		{"an unknown member", "cpus=1,memory=2", []string{"cpus "}, "memory=2"},
		{"all of them", `{"cpu":1,"containerOverrides":[{"name":"a","secrets":[]},null]}`, []string{"cpu ", "containerOverrides[0].secrets ", "containerOverrides[1] "}, "containerOverrides=[{name=a},{}]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			task, err := overrides.Parse(tt.arg)
			read, _ := task.MarshalText()
			if err == nil || string(read) != tt.read {
				t.Fatalf("Parse returned %q, %v", read, err)
			}
			if syntax, ok := errors.AsType[*shorthand.SyntaxError](err); ok != (tt.want == nil) {
				t.Fatalf("syntax error: %v", syntax)
			}
			if diff := cmp.Diff(tt.want, found(err)); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
		})
	}
	if _, err := overrides.Parse("containerOverrides=[{name=a,name=b}]", shorthand.Strict()); !errors.Is(err, field.Duplicate) {
		t.Errorf("Strict: %v", err)
	}
}
