package overrides_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/overrides"
)

func TestWithContainer(t *testing.T) {
	app := overrides.ForContainer("app")
	gpu := func(value string) types.ResourceRequirement {
		return types.ResourceRequirement{Type: types.ResourceTypeGpu, Value: &value}
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
		{"as given", overrides.New(app).WithContainers(app), `{"containerOverrides":[{"name":"app"},{"name":"app"}]}`},
		{"without a name", overrides.New(overrides.Container{}).WithContainer(overrides.Container{}), `{"containerOverrides":[{},{}]}`},
	} {
		if got := sent(tt.task); got != tt.want {
			t.Errorf("%s:\ngot  %s\nwant %s", tt.name, got, tt.want)
		}
	}
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

func TestEmptyTextsUnset(t *testing.T) {
	set := overrides.New().WithCPU("256").WithMemory("512").WithTaskRole("r").WithExecutionRole("e")
	if got := sent(set.WithCPU("").WithMemory("").WithTaskRole("").WithExecutionRole("")); got != "{}" {
		t.Errorf("got %s", got)
	}
	if zero := (overrides.Task{}).WithCPU("").WithTaskRole(""); !zero.IsZero() {
		t.Errorf("the zero Task became %s", sent(zero))
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
