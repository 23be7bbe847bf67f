package overrides_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/overrides"
	"pgregory.net/rapid"
)

func TestMarshalText(t *testing.T) {
	for _, tt := range []struct {
		name string
		task overrides.Task
		want string
	}{
		{"the zero Task", overrides.Task{}, ""},
		{"nothing has no shorthand", overrides.New(), "{}"},
		{"a command", overrides.New(overrides.ForContainer("app").WithCommand("sh", "-c", "a, b")), `containerOverrides=[{command=[sh,-c,"a, b"],name=app}]`},
		{"an empty command", overrides.New(overrides.ForContainer("app").WithCommand()), `containerOverrides=[{command=[],name=app}]`},
		{"a size", overrides.New().WithFargateSize("1 vCPU", "2 GB"), "cpu=1024,memory=2048"},
		{"the zero Container", overrides.New(overrides.Container{}), "containerOverrides=[{}]"},
		{"not UTF-8", overrides.New().WithCPU("\xff"), "shorthand: a text that is not UTF-8 cannot be written"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			text, err := tt.task.MarshalText()
			got := string(text)
			if err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestTextRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := new(types.TaskOverride)
		sdktest.Draw(t, want)
		text, err := overrides.From(want).MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var got overrides.Task
		if err := got.UnmarshalText(text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if diff := sdktest.Diff(want, got.Unchecked()); diff != "" {
			t.Fatalf("%s (-want +got):\n%s", text, diff)
		}
		fromJSON, err := overrides.Parse(sent(got))
		if err != nil {
			t.Fatal(err)
		}
		if diff := sdktest.Diff(want, fromJSON.Unchecked()); diff != "" {
			t.Fatalf("%s (-want +got):\n%s", sent(got), diff)
		}
	})
}

func TestEncodedLen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := new(types.TaskOverride)
		sdktest.Draw(t, in)
		text, err := overrides.JSON(in)
		if err != nil {
			t.Fatal(err)
		}
		if chars, bytes := overrides.EncodedLen(in); bytes != len(text) || chars != utf8.RuneCount(text) {
			t.Fatalf("EncodedLen = %d, %d for %s", chars, bytes, text)
		}
	})
	for name, in := range map[string]*types.TaskOverride{
		"nil":         nil,
		"a nil union": {ContainerOverrides: []types.ContainerOverride{nilUnion()}},
	} {
		if chars, bytes := overrides.EncodedLen(in); chars != 0 || bytes != 0 {
			t.Errorf("%s: EncodedLen = %d, %d", name, chars, bytes)
		}
		if text, err := overrides.JSON(in); text != nil || err == nil {
			t.Errorf("%s: JSON = %s, %v", name, text, err)
		}
	}
	in := overrides.New(overrides.ForContainer("app").WithCommand("é", "\n").WithEnv("A", "1").WithCPU(256)).Unchecked()
	if n := testing.AllocsPerRun(100, func() { overrides.EncodedLen(in) }); n != 0 {
		t.Errorf("EncodedLen allocates %v times", n)
	}
}

func TestFlagAndJSONMember(t *testing.T) {
	const text = "containerOverrides=[{command=[migrate],name=app}]"
	fs := flag.NewFlagSet("", flag.ContinueOnError)
	var task overrides.Task
	fs.TextVar(&task, "overrides", overrides.Task{}, "")
	if err := fs.Parse([]string{"-overrides", text}); err != nil || sent(task) != sent(overrides.New(overrides.ForContainer("app").WithCommand("migrate"))) {
		t.Errorf("parsed %s, %v", sent(task), err)
	}
	if err := task.UnmarshalText([]byte("x")); err == nil || task.IsZero() {
		t.Errorf("after a text that cannot be read: %s, %v", sent(task), err)
	}
	var settings struct {
		Overrides overrides.Task `json:"overrides,omitzero"`
	}
	for _, want := range []string{`{}`, `{"overrides":"` + text + `"}`, `{"overrides":"{}"}`} {
		settings.Overrides = overrides.Task{}
		err := json.Unmarshal([]byte(want), &settings)
		if got, err2 := json.Marshal(settings); string(got) != want || err != nil || err2 != nil {
			t.Errorf("%s became %s, %v, %v", want, got, err, err2)
		}
	}
	if err := json.Unmarshal([]byte(`{"overrides":"x"}`), &settings); err == nil || sent(settings.Overrides) != "{}" {
		t.Errorf("after a failure: %s, %v", sent(settings.Overrides), err)
	}
	if err := json.Unmarshal([]byte(`{"overrides":""}`), &settings); err != nil || !settings.Overrides.IsZero() {
		t.Errorf("an empty text: %v, %v", settings.Overrides, err)
	}
}

// TestSecrets puts a secret wherever one may be, makes everything wrong, and
// looks for it in whatever may be logged.
func TestSecrets(t *testing.T) {
	const secret = "hunter2\x00\xff"
	task := overrides.New(
		overrides.ForContainer("app").WithCommand(secret).WithEnv("", secret).WithEnv("A", secret).WithMemory(1),
		overrides.ForContainer("app").WithCommand(strings.Repeat(secret, 1000)),
		overrides.Container{}.WithCommand(secret),
	)
	var log bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(h).Info("task", "task", task, "container", overrides.ForContainer("app").WithCommand(secret), "findings", task.Check())
	}
	_, err := task.Build()
	_, parseErr := overrides.Parse(`{"containerOverrides":[{"command":"hunter2","environment":[{"name":"A","value":"hunter2","secret":"hunter2"}],"cpu":"1"}]}`)
	_, syntaxErr := overrides.Parse(`containerOverrides=[{environment=[{name=A,value=hunter2"}]}]`)
	findings, _ := json.Marshal(task.Check())
	for _, text := range []string{log.String(), fmt.Sprint(err, parseErr, syntaxErr), string(findings)} {
		if !strings.Contains(text, "app") && !strings.Contains(text, "containerOverrides") {
			t.Errorf("says nothing: %s", text)
		}
		if strings.Contains(text, "hunter2") {
			t.Errorf("holds the secret: %s", text)
		}
	}
}

func TestString(t *testing.T) {
	app := overrides.ForContainer("app").WithEnv("PW", "hunter2")
	for _, tt := range []struct {
		format string
		v      any
		want   string
	}{
		{"%v", app, `app`},
		{"%v", app.LogValue(), `app`},
		{"%#v", app, `overrides.ForContainer("app")`},
		{"%#v", overrides.ForContainer(""), `overrides.ForContainer("")`},
		{"%#v", overrides.Container{}, `overrides.Container{}`},
		{"%v", overrides.Task{}, `no overrides`},
		{"%v", overrides.New(), `overrides of containers []`},
		{"%v", overrides.New(app, overrides.ForContainer("b\n")), `overrides of containers ["app" "b\n"]`},
		{"%s", []overrides.Task{overrides.New(app)}, `[overrides of containers ["app"]]`},
	} {
		if got := fmt.Sprintf(tt.format, tt.v); got != tt.want {
			t.Errorf("%s gives %s, want %s", tt.format, got, tt.want)
		}
	}
}
