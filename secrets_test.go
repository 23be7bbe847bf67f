package ecstask_test

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ebs"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/event"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/lifecycle"
	"github.com/ecstask/ecstask/overrides"
	"github.com/ecstask/ecstask/runtask"
	"github.com/ecstask/ecstask/shorthand"
	"github.com/ecstask/ecstask/starttask"
)

// byMarshaling are the ways that write a Task or a Volume wherever it stands, because
// they ask it for its text.
var byMarshaling = []string{"json.Marshal", "expvar", "slog JSON", "slog JSON group"}

// TestSecrets prints values that hold secrets in every way, alone and inside of
// others. What shows a secret is what the documentation says, and nothing else.
func TestSecrets(t *testing.T) {
	task := planted[types.Task](t)
	request := planted[ecs.StartTaskInput](t)
	override := overrides.From(request.Overrides)
	container := overrides.FromContainer(request.Overrides.ContainerOverrides[0])
	volume := ebs.From(request.VolumeConfigurations[0])
	builder, runBuilder := starttask.From(request), runtask.From(planted[ecs.RunTaskInput](t))
	result := &starttask.Result{Tasks: []types.Task{*task}, Unknown: []string{"i"}}
	start := &starttask.StartError{Result: result, Err: errors.New("cause")}
	ran := &runtask.Result{Tasks: []types.Task{*task}, Unknown: 1}
	run := &runtask.RunError{Result: ran, Err: errors.New("cause")}
	outcome := lifecycle.Outcome{Task: *task, Verdict: lifecycle.Failed}
	_, err := starttask.Parse([]byte(`{"overrides":{"containerOverrides":[{"command":["` + sdktest.Secret + `"],}]}}`))
	syntax, ok := errors.AsType[*shorthand.SyntaxError](err)
	if !ok {
		t.Fatal(err)
	}

	var places shorthand.Places
	if err := shorthand.Unmarshal("containerOverrides=[{name=a,command=["+sdktest.Secret+"]}]", new(types.TaskOverride), shorthand.WithPlaces(&places)); err != nil {
		t.Fatal(err)
	}

	for _, tt := range []struct {
		name   string
		shapes func(func(string, any) bool)
		shows  func(shape, way string) bool // what the documentation says
	}{
		{"Task", sdktest.Shapes(override), marshaled},
		{"Volume", sdktest.Shapes(volume), marshaled},
		{"Container", sdktest.Shapes(container), never},
		{"Builder", sdktest.Shapes(builder), never},
		{"Builder of RunTask", sdktest.Shapes(runBuilder), never},
		{"Result", sdktest.Shapes(*result), misfitsHidden},
		{"Outcome", sdktest.Shapes(outcome), misfitsHidden},
		{"StartError", sdktest.Shapes(*start), never},
		{"Result of runtask", sdktest.Shapes(*ran), misfitsHidden},
		{"RunError", sdktest.Shapes(*run), never},
		{"Event", sdktest.Shapes(event.Event{Kind: event.Settled, Tasks: 1, Err: start}), never},
		{"Event of RunTask", sdktest.Shapes(event.Event{Kind: event.Settled, Tasks: 1, Err: *run}), never},
		{"error", sdktest.Shapes(error(start)), never},
		{"joined", sdktest.Shapes(errors.Join(start, fmt.Errorf("wrapped: %w", err))), never},
		{"SyntaxError", sdktest.Shapes(*syntax), never},
		{"Places", sdktest.Shapes(places), never},
		{"embedded", maps.All(map[string]any{
			"Container": struct{ overrides.Container }{container}, "Builder": struct{ starttask.Builder }{builder},
			"Result": struct{ starttask.Result }{*result}, "*Result": struct{ *starttask.Result }{result},
			"Outcome": struct{ lifecycle.Outcome }{outcome}, "*StartError": struct{ *starttask.StartError }{start},
			"StartError": struct{ starttask.StartError }{*start}, "SyntaxError": struct{ shorthand.SyntaxError }{*syntax},
		}), never},
		{"embedded text", maps.All(map[string]any{"Task": struct{ overrides.Task }{override}, "Volume": struct{ ebs.Volume }{volume}}), func(_, way string) bool {
			return way == "json.Marshal" || way == "expvar"
		}},
	} {
		for shape, v := range tt.shapes {
			t.Run(tt.name+"/"+shape, func(t *testing.T) {
				for way, text := range sdktest.Printed(v) {
					if got, want := sdktest.ShowsSecret(text), tt.shows(shape, way); got != want {
						t.Errorf("%s shows a secret: %t, want %t: %.500s", way, got, want, text)
					}
				}
			})
		}
	}
}

// TestSecretsOfEvents sends secrets, and looks for them in all events.
func TestSecretsOfEvents(t *testing.T) {
	srv := ecstest.NewServer()
	defer srv.Close()
	srv.AddTaskDefinition("web")
	good := srv.AddInstance("default")
	lost := srv.AddInstance("default", func(i *types.ContainerInstance) { i.AgentConnected = false })
	client := srv.Client()
	var events sdktest.Events
	observer := sdktest.Observe(t, &events)
	app := overrides.ForContainer("app").WithCommand(sdktest.Secret).WithEnv("A", sdktest.Secret)

	in := starttask.New("web", good, lost).WithOverrides(overrides.New(app)).WithTag("key", sdktest.Secret).Unchecked()
	srv.Inject(ecstest.Fault{Operation: "StartTask", Cut: true, After: true})
	started, err := starttask.Start(t.Context(), client, in, starttask.WithObserver(observer), starttask.WithReconcile(client), starttask.WithConsistencyWindow(1))
	if len(started.Tasks) != 1 || err == nil {
		t.Fatal(err)
	}
	if _, err := lifecycle.Wait(t.Context(), client, started.Tasks, lifecycle.WithInterval(1), lifecycle.WithObserver(observer)); err != nil {
		t.Fatal(err)
	}
	ran := runtask.New("web").WithOverrides(overrides.New(app)).WithTag("key", sdktest.Secret).WithTag("key", sdktest.Secret).Unchecked()
	if _, err := runtask.Run(t.Context(), client, ran, runtask.WithObserver(observer)); err == nil {
		t.Fatal("the same key twice is not refused")
	}
	ran.Tags = ran.Tags[:1]
	srv.Inject(ecstest.Fault{Operation: "RunTask", Cut: true, After: true})
	if _, err := runtask.Run(t.Context(), client, ran, runtask.WithObserver(observer)); err != nil {
		t.Fatal(err)
	}
	seen := make(map[event.Kind]bool)
	for _, e := range events {
		seen[e.Kind] = true
		for shape, v := range sdktest.Shapes(e) {
			for way, text := range sdktest.Printed(v) {
				if sdktest.ShowsSecret(text) {
					t.Errorf("%s of %s shows a secret: %.500s", way, shape, text)
				}
			}
		}
	}
	if len(seen) != 7 || seen[event.Retrying] || seen[event.Refused] {
		t.Errorf("%v", events)
	}
}

// marshaled is where a Task or a Volume is written by its text, secrets included.
func marshaled(shape, way string) bool {
	alone := (shape == "value" || shape == "pointer") && strings.HasPrefix(way, "slog")
	return slices.Contains(byMarshaling, way) && !alone && !strings.Contains(shape, "hidden")
}

func never(_, _ string) bool { return false }

// misfitsHidden is where fmt gets at commands in the SDK's types: with a verb that
// fits none of them, of a value whose methods it cannot call.
func misfitsHidden(shape, way string) bool {
	byValue := slices.Contains([]string{"hidden member", "hidden slice", "hidden map", "hidden interface", "pointer to hidden member"}, shape)
	return byValue && strings.HasPrefix(way, "%") && !strings.Contains("bdopvwxTX", way[len(way)-1:])
}

// planted returns a T with secrets wherever it can hold them.
func planted[T any](t *testing.T) *T {
	v := new(T)
	sdktest.Fill(t, v)
	if sdktest.Plant(v) < 10 {
		t.Fatalf("%T has no place for secrets", v)
	}
	return v
}

// TestErrorsOfDamagedTexts breaks texts at every place around the secrets in
// them, and looks for these in the errors. A text that stands where JSON has the
// name of a member is shown: it is the path.
func TestErrorsOfDamagedTexts(t *testing.T) {
	isSecret := regexp.MustCompile(`\bS\b`)
	isName := regexp.MustCompile(sdktest.Secret + `[^"\\]*"\s*:`)
	readOverrides := func(text string) error { _, err := overrides.Parse(text, shorthand.Strict()); return err }
	readVolume := func(text string) error { _, err := ebs.Parse(text, shorthand.Strict()); return err }
	readTags := func(text string) error {
		_, err := shorthand.UnmarshalList[types.Tag](strings.Fields(text))
		return err
	}
	readRequest := func(text string) error { _, err := starttask.Parse([]byte(text)); return err }
	for _, tt := range []struct {
		name, text string
		read       func(string) error
	}{
		{"shorthand", `cpu=1,containerOverrides=[{name=app,command=[S,S],environment=[{name=A,value=S}],memory=1},{name=b}]`, readOverrides},
		{"shorthand with commas", `containerOverrides=[{name=app,command=S,environment=[{name=A,value=S,cpu,S=S}]}],cpu=S,S`, readOverrides},
		{"shorthand with quotes", `containerOverrides=[{name="app",command=["S 'S",'"S,S'],environment=[{name=A,value="S\"=S"}]}]`, readOverrides},
		{"a lone structure", `containerOverrides={name=app,command=S,environment={name=A,value=S}}`, readOverrides},
		{"tags", `key=k,value=S key=l,value="S" key=m,value='S'`, readTags},
		{"tags in JSON", `[{"key":"k","value":"S"},{"key":"l","value":"S"}]`, readTags},
		{"overrides in JSON", `{"containerOverrides":[{"name":"app","command":["S","S"],"environment":[{"name":"A","value":"S"}],"cpu":1}]}`, readOverrides},
		{"a volume", `name=data,managedEBSVolume={sizeInGiB=1,tagSpecifications=[{resourceType=volume,tags=[{key=k,value=S},{key=l,value="S"}]}]}`, readVolume},
		{"a request", `{"taskDefinition":"web","tags":[{"key":"k","value":"S"}],"overrides":{"containerOverrides":[{"command":["a","S"],"environment":[{"value":"S","name":"A"}]}]}}`, readRequest},
	} {
		t.Run(tt.name, func(t *testing.T) {
			whole := isSecret.ReplaceAllString(tt.text, sdktest.Secret)
			refused := 0
			for text := range sdktest.Damaged(whole) {
				err := tt.read(text)
				if err == nil || isName.MatchString(text) {
					continue
				}
				refused++
				if shown := told(err); sdktest.ShowsSecret(shown) {
					t.Fatalf("%s\n%s", text, shown)
				}
			}
			if refused < len(whole) {
				t.Errorf("only %d texts were refused", refused)
			}
		})
	}
}

// told returns all that an error tells.
func told(err error) string {
	text := fmt.Sprintf("%v %#v %t %+v", err, err, []error{err}, struct{ err error }{err})
	for e := range field.All(err) {
		text += fmt.Sprintf("\n%v %#v %v", e, e, e.LogValue())
	}
	if syntax, ok := errors.AsType[*shorthand.SyntaxError](err); ok {
		text += fmt.Sprintf("\n%#v %s", *syntax, syntax.Snippet())
	}
	return text
}
