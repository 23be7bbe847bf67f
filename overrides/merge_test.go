package overrides_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/overrides"
	"pgregory.net/rapid"
)

func TestWithContainer(t *testing.T) {
	app := overrides.ForContainer("app")
	gpu := func(value string) types.ResourceRequirement {
		return types.ResourceRequirement{Type: types.ResourceTypeGpu, Value: &value}
	}
	neuron := types.ResourceRequirement{Type: types.ResourceTypeNeuronDevice, Value: new("ALL")}
	files := func(list []types.EnvironmentFile) overrides.Container {
		return overrides.FromContainer(types.ContainerOverride{Name: new("app"), EnvironmentFiles: list})
	}
	for _, tt := range []struct {
		name string
		task overrides.Task
		want string
	}{
		{"the first", overrides.Task{}.WithContainer(app), `{"containerOverrides":[{"name":"app"}]}`},
		{"another", overrides.New(app).WithContainer(overrides.ForContainer("log").WithCPU(1)), `{"containerOverrides":[{"name":"app"},{"cpu":1,"name":"log"}]}`},
		{"nothing new", overrides.New(app.WithCommand("a").WithCPU(1)).WithContainer(app), `{"containerOverrides":[{"command":["a"],"cpu":1,"name":"app"}]}`},
		{"a command", overrides.New(app.WithCommand("a")).WithContainer(app.WithCommand("b", "c")), `{"containerOverrides":[{"command":["b","c"],"name":"app"}]}`},
		{"an empty command", overrides.New(app.WithCommand("a")).WithContainer(app.WithCommand()), `{"containerOverrides":[{"command":[],"name":"app"}]}`},
		{
			"amounts", overrides.New(app.WithCPU(1).WithMemory(2)).WithContainer(app.WithMemory(3).WithMemoryReservation(4)),
			`{"containerOverrides":[{"cpu":1,"memory":3,"memoryReservation":4,"name":"app"}]}`,
		},
		{
			"variables", overrides.New(app.WithEnv("A", "1").WithEnv("B", "2").WithEnv("A", "3")).WithContainer(app.WithEnv("C", "4").WithEnv("A", "")),
			`{"containerOverrides":[{"environment":[{"name":"A","value":""},{"name":"B","value":"2"},{"name":"C","value":"4"}],"name":"app"}]}`,
		},
		{
			"files", overrides.New(app.WithEnvFile("arn:aws:s3:::b/a.env")).WithContainer(app.WithEnvFile("arn:aws:s3:::b/b.env")),
			`{"containerOverrides":[{"environmentFiles":[{"type":"s3","value":"arn:aws:s3:::b/a.env"},{"type":"s3","value":"arn:aws:s3:::b/b.env"}],"name":"app"}]}`,
		},
		{
			"requirements", overrides.New(app.WithResources(gpu("1"))).WithContainer(app.WithResources(gpu("2"))),
			`{"containerOverrides":[{"name":"app","resourceRequirements":[{"type":"GPU","value":"2"}]}]}`,
		},
		{
			"requirements of one type", overrides.New(app.WithResources(gpu("1"), neuron, gpu("2"))).WithContainer(app.WithResources(gpu("3"), gpu("4"))),
			`{"containerOverrides":[{"name":"app","resourceRequirements":[{"type":"GPU","value":"3"},{"type":"GPU","value":"4"},{"type":"NeuronDevice","value":"ALL"}]}]}`,
		},
		{
			"requirements of one type, the first", overrides.New(app).WithContainer(app.WithResources(gpu("3"), neuron, gpu("4"))),
			`{"containerOverrides":[{"name":"app","resourceRequirements":[{"type":"GPU","value":"3"},{"type":"NeuronDevice","value":"ALL"},{"type":"GPU","value":"4"}]}]}`,
		},
		{
			"requirements without a type", overrides.New(app.WithResources(types.ResourceRequirement{Value: new("1")})).WithContainer(app.WithResources(types.ResourceRequirement{Value: new("2")})),
			`{"containerOverrides":[{"name":"app","resourceRequirements":[{"value":"1"},{"value":"2"}]}]}`,
		},
		{
			"a variable given twice", overrides.New(app.WithEnv("A", "1").WithEnv("B", "2")).WithContainer(app.WithEnv("A", "3").WithEnv("A", "4")),
			`{"containerOverrides":[{"environment":[{"name":"A","value":"3"},{"name":"A","value":"4"},{"name":"B","value":"2"}],"name":"app"}]}`,
		},
		{
			"variables without a name", overrides.New(app.WithEnv("", "1")).WithContainer(app.WithEnv("", "2").WithEnv("", "3")),
			`{"containerOverrides":[{"environment":[{"name":"","value":"1"},{"name":"","value":"2"},{"name":"","value":"3"}],"name":"app"}]}`,
		},
		{
			"a file again", overrides.New(app.WithEnvFile("arn:aws:s3:::b/a.env").WithEnvFile("arn:aws:s3:::b/b.env")).WithContainer(app.WithEnvFile("arn:aws:s3:::b/a.env")),
			`{"containerOverrides":[{"environmentFiles":[{"type":"s3","value":"arn:aws:s3:::b/a.env"},{"type":"s3","value":"arn:aws:s3:::b/b.env"}],"name":"app"}]}`,
		},
		{"an empty list of files", overrides.New(app).WithContainer(files([]types.EnvironmentFile{})), `{"containerOverrides":[{"environmentFiles":[],"name":"app"}]}`},
		{"no list of files", overrides.New(files([]types.EnvironmentFile{})).WithContainer(app), `{"containerOverrides":[{"environmentFiles":[],"name":"app"}]}`},
		{"two empty lists of files", overrides.New(files([]types.EnvironmentFile{})).WithContainer(files([]types.EnvironmentFile{})), `{"containerOverrides":[{"environmentFiles":[],"name":"app"}]}`},
		{"as given", overrides.New(app).WithContainers(app), `{"containerOverrides":[{"name":"app"},{"name":"app"}]}`},
		{"without a name", overrides.New(overrides.Container{}).WithContainer(overrides.Container{}), `{"containerOverrides":[{},{}]}`},
		{"with an empty name", overrides.New(overrides.ForContainer("")).WithContainer(overrides.ForContainer("").WithCPU(1)), `{"containerOverrides":[{"name":""},{"cpu":1,"name":""}]}`},
		{"an empty name and none", overrides.New(overrides.ForContainer("")).WithContainer(overrides.Container{}.WithCPU(1)), `{"containerOverrides":[{"name":""},{"cpu":1}]}`},
		{"overridden twice", overrides.New(app.WithCPU(1), app.WithCPU(2)).WithContainer(app.WithCPU(3)), `{"containerOverrides":[{"cpu":3,"name":"app"},{"cpu":2,"name":"app"}]}`},
	} {
		if got := sent(tt.task); got != tt.want {
			t.Errorf("%s:\ngot  %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

// TestMergeLosesNothing merges any override with one that sets nothing but the
// name, both ways: all of it must stay, empty lists and repeated elements, too.
func TestMergeLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := types.ContainerOverride{}
		sdktest.Draw(t, &in)
		in.Name = new("app")
		bare, full := overrides.ForContainer("app"), overrides.FromContainer(in)
		want := &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{in}}
		for name, task := range map[string]overrides.Task{
			"into the bare one": overrides.New(bare).WithContainer(full),
			"the bare one":      overrides.New(full).WithContainer(bare),
		} {
			if diff := sdktest.Diff(want, task.Unchecked()); diff != "" {
				t.Fatalf("%s (-want +got):\n%s", name, diff)
			}
		}
	})
}

// TestMergeAgain merges a container into itself, as a change of what [Task.Container]
// returned does.
func TestMergeAgain(t *testing.T) {
	var full types.TaskOverride
	sdktest.Fill(t, &full)
	task := overrides.From(&full)
	c, _ := task.Container(*full.ContainerOverrides[0].Name)
	if diff := sdktest.Diff(&full, task.WithContainer(c).Unchecked()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// BenchmarkMerge merges a container with itself, with every variable replaced. The
// ratio is the time per variable of 10,000 to that of 100.
func BenchmarkMerge(b *testing.B) {
	merge := func(n int) (perVariable func() time.Duration) {
		c := overrides.ForContainer("app")
		values := make(map[string]string, n)
		for i := range n {
			values["VARIABLE_"+strconv.Itoa(i)] = "value"
		}
		c = c.WithEnvMap(values)
		t, turns := overrides.New(c), 10_000/n
		return func() time.Duration {
			start := time.Now()
			for range turns {
				t.WithContainer(c)
			}
			return time.Since(start)
		}
	}
	few, many := merge(100), merge(10_000)
	var base, work time.Duration
	for b.Loop() {
		base += few()
		work += many()
	}
	b.ReportMetric(float64(work)/float64(base), "ratio")
}

// TestMergedBranches merges two ways into one Task: neither sees the other.
func TestMergedBranches(t *testing.T) {
	app := overrides.ForContainer("app")
	parent := overrides.New(app.WithEnv("A", "1").WithCommand("a"))
	before := sent(parent)
	a, b := parent.WithContainer(app.WithEnv("A", "a")), parent.WithContainer(app.WithEnv("A", "b").WithCommand("b"))
	if sent(parent) != before {
		t.Errorf("the parent changed: %s", sent(parent))
	}
	for task, want := range map[overrides.Task]string{
		a: `{"containerOverrides":[{"command":["a"],"environment":[{"name":"A","value":"a"}],"name":"app"}]}`,
		b: `{"containerOverrides":[{"command":["b"],"environment":[{"name":"A","value":"b"}],"name":"app"}]}`,
	} {
		if got := sent(task); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestContainerOfATask(t *testing.T) {
	task := overrides.New(overrides.ForContainer("app").WithCPU(1), overrides.ForContainer("log"))
	c, ok := task.Container("app")
	if !ok || sent(overrides.New(c)) != `{"containerOverrides":[{"cpu":1,"name":"app"}]}` {
		t.Errorf("%v, %t", c, ok)
	}
	for _, task := range []overrides.Task{task, {}, overrides.New(overrides.Container{})} {
		if _, ok := task.Container("nobody"); ok {
			t.Errorf("%v has the container", task)
		}
	}
}

// TestUncheckedContainer reads containers back, and changes what it got.
func TestUncheckedContainer(t *testing.T) {
	if diff := sdktest.Diff(types.ContainerOverride{}, overrides.Container{}.Unchecked()); diff != "" {
		t.Errorf("the zero Container (-want +got):\n%s", diff)
	}
	var full, want types.ContainerOverride
	sdktest.Fill(t, &full)
	sdktest.Fill(t, &want)
	c := overrides.FromContainer(full)
	got := c.Unchecked()
	if diff := sdktest.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	sdktest.Scramble(&got)
	if diff := sdktest.Diff(want, c.Unchecked()); diff != "" {
		t.Errorf("somebody else's change arrived (-want +got):\n%s", diff)
	}
}

func ExampleTask_Container() {
	task := overrides.New(overrides.ForContainer("app").WithMemory(512))
	if app, ok := task.Container("app"); ok {
		task = task.WithContainer(app.WithMemory(2 * *app.Unchecked().Memory))
	}
	text, err := task.MarshalText()
	fmt.Println(string(text), err)
	// Output: containerOverrides=[{memory=1024,name=app}] <nil>
}

func TestEmptyTextsUnset(t *testing.T) {
	set := overrides.New().WithCPU("256").WithMemory("512").WithTaskRole("r").WithExecutionRole("e")
	if got := sent(set.WithCPU("").WithMemory("").WithTaskRole("").WithExecutionRole("")); got != "{}" {
		t.Errorf("got %s", got)
	}
	if zero := (overrides.Task{}).WithCPU("").WithTaskRole(""); !zero.IsZero() {
		t.Errorf("the zero Task became %s", sent(zero))
	}
	if task := (overrides.Task{}).WithFargateSize("", "").WithCPU(""); len(task.Rules()) != 1 {
		t.Error("an empty cpu loses the rule of Fargate")
	}
}

func TestJSONForms(t *testing.T) {
	const want = `{"cpu":"256"}`
	for _, text := range []string{`{"t":"cpu=256"}`, `{"t":{"cpu":"256"}}`, `{"t":"{\"cpu\":\"256\"}"}`} {
		var config struct{ T overrides.Task }
		if err := json.Unmarshal([]byte(text), &config); err != nil || sent(config.T) != want {
			t.Errorf("%s: %s, %v", text, sent(config.T), err)
		}
	}
	config := struct{ T overrides.Task }{overrides.New()}
	if err := json.Unmarshal([]byte(`{"t":null}`), &config); err != nil || !config.T.IsZero() {
		t.Errorf("null gives %v, %v", config.T, err)
	}
	for _, text := range []string{`{"t":1}`, `{"t":{"cpuu":"256"}}`, `{"t":"cpuu=1"}`, `{"t":"\ud800"}`} {
		var config struct{ T overrides.Task }
		if err := json.Unmarshal([]byte(text), &config); err == nil || !config.T.IsZero() {
			t.Errorf("%s: %v, %v", text, config.T, err)
		}
	}
}

func ExampleTask_WithContainer() {
	base := overrides.New(overrides.ForContainer("app").WithEnv("STAGE", "test").WithMemory(512))
	prod := base.WithContainer(overrides.ForContainer("app").WithEnv("STAGE", "prod"))
	text, _ := overrides.JSON(prod.Unchecked())
	fmt.Println(string(text))
	// Output: {"containerOverrides":[{"environment":[{"name":"STAGE","value":"prod"}],"memory":512,"name":"app"}]}
}
