package document_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/document"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/shorthand"
)

const (
	instance  = "0123456789abcdef0123456789abcdef"
	startJSON = `{"taskDefinition": "web:7", "containerInstances": ["` + instance + `"]}`
	startYAML = "taskDefinition: web:7\ncontainerInstances: [" + instance + "]\n"
	runYAML   = "taskDefinition: web:7\nlaunchType: FARGATE\nplacementStrategy: []\ncount: 2\n"
)

// read reads one text and returns its first request.
func read(t *testing.T, name, text string, opts ...document.Option) (*document.Document, *document.Request, error) {
	t.Helper()
	doc, err := document.Read(name, []byte(text), opts...)
	if doc.Name != name || len(doc.Requests) == 0 {
		t.Fatalf("%q has %d requests", doc.Name, len(doc.Requests))
	}
	return doc, doc.Requests[0], err
}

func TestFormats(t *testing.T) {
	const flow = "{taskDefinition: web:7, containerInstances: [" + instance + "]}"
	for _, tt := range []struct {
		name, text string
		opts       []document.Option
		want       document.Format
		fails      bool
	}{
		{name: "r.json", text: startJSON, want: document.JSON},
		{name: "R.JSON", text: startJSON, want: document.JSON},
		{name: "r.yaml", text: startJSON, want: document.YAML},
		{name: "r.YML", text: flow, want: document.YAML},
		{name: "r", text: " \r\n\t" + startJSON, want: document.JSON},
		{name: "", text: startYAML, want: document.YAML},
		{name: "-", text: "\uFEFF" + startYAML, want: document.YAML},
		{name: "-", text: "\uFEFF" + startJSON, want: document.JSON, fails: true},
		{name: "r", text: flow, want: document.JSON, fails: true},
		{name: "r.json", text: startYAML, want: document.JSON, fails: true},
		{name: "r.json", text: startYAML, opts: []document.Option{document.WithFormat(document.YAML)}, want: document.YAML},
		{name: "r.yaml", text: startJSON, opts: []document.Option{nil, document.WithFormat(document.JSON)}, want: document.JSON},
		{name: "r.json", text: startJSON, opts: []document.Option{document.WithFormat("toml")}, want: "toml", fails: true},
		{name: "r.json", text: startJSON, opts: []document.Option{document.WithOperation("StopTask")}, want: document.JSON, fails: true},
	} {
		doc, r, err := read(t, tt.name, tt.text, tt.opts...)
		if doc.Format != tt.want || (err != nil) != tt.fails || (r.StartTask() == nil) != tt.fails {
			t.Errorf("%s, %.20q: %s, %v", tt.name, tt.text, doc.Format, err)
		}
		found := doc.Check()
		if (len(found) > 0) != tt.fails || tt.fails && found[0].Pos.String() != "1:1" && found[0].Pos.String() != "1:2" {
			t.Errorf("%s, %.20q: %v", tt.name, tt.text, found)
		}
	}
}

func TestOperations(t *testing.T) {
	for _, tt := range []struct {
		text string
		opts []document.Option
		want document.Operation
		errs string // what could not be read
	}{
		{text: startJSON, want: document.StartTask},
		{text: `{}`, want: document.RunTask},
		{text: `{"cluster":"prod","taskDefinition":"web:7","networkConfiguration":{"awsvpcConfiguration":{"subnets":["subnet-0123456789abcdef0"]}}}`, want: document.RunTask},
		{text: `{"containerInstance":["` + instance + `"]}`, want: document.StartTask, errs: "containerInstance"},
		{text: `{"count":1}`, want: document.RunTask},
		{text: `{"launchType":null}`, want: document.RunTask, errs: "launchType"},
		{text: `{"count":1,"containerInstances":[]}`, want: document.StartTask, errs: "count"},
		{text: `{"count":1}`, opts: []document.Option{document.WithOperation(document.StartTask)}, want: document.StartTask, errs: "count"},
		{text: startJSON, opts: []document.Option{document.WithOperation(document.RunTask)}, want: document.RunTask, errs: "containerInstances"},
		{text: `{"taskDefinition":"web:7"}`, opts: []document.Option{document.WithOperation(document.RunTask)}, want: document.RunTask},
		{text: `x`, opts: []document.Option{document.WithOperation(document.RunTask)}, want: document.RunTask, errs: "<root>"},
	} {
		for _, name := range []string{"r.json", "r.yaml"} {
			_, r, err := read(t, name, tt.text, tt.opts...)
			var errs []string
			for e := range field.All(err) {
				if e.Path == "" {
					e.Path = "<root>"
				}
				errs = append(errs, string(e.Path))
			}
			if r.Operation() != tt.want || strings.Join(errs, " ") != tt.errs || (r.StartTask() != nil) == (r.RunTask() != nil) {
				t.Errorf("%s: %s: %s, %v", name, tt.text, r.Operation(), err)
			}
		}
	}
}

// TestSeveral reads YAML documents for both operations.
func TestSeveral(t *testing.T) {
	doc, _, err := read(t, "r.yaml", "# a comment\n---\n"+startYAML+"...\n---\n"+runYAML+"--- # another\ntaskDefinition: web:0\ncontainerInstances: ["+instance+"]\n")
	if err != nil || len(doc.Requests) != 3 {
		t.Fatalf("%d requests, %v", len(doc.Requests), err)
	}
	run := doc.Requests[1].RunTask()
	if run == nil || run.LaunchType != types.LaunchTypeFargate || *run.Count != 2 || run.PlacementStrategy == nil {
		t.Errorf("RunTask has %+v", run)
	}
	if in := doc.Requests[2].StartTask(); in == nil || *in.TaskDefinition != "web:0" {
		t.Errorf("the third is %v", doc.Requests[2])
	}
	if found := doc.Requests[0].Check(); len(found) > 0 {
		t.Errorf("the first: %v", found)
	}
	if found := doc.Requests[2].Check(); len(found) != 1 || found[0].Pos.String() != "12:17" {
		t.Errorf("the third: %v", found)
	}
	all := doc.Check()
	if last := all[len(all)-1]; last.Path != "taskDefinition" || last.Rule != "task-definition-revision" {
		t.Errorf("all: %v", all)
	}

	doc, _, err = read(t, "r.yaml", startYAML+"---\ngroup: [\n---\n"+startYAML)
	if e, ok := errors.AsType[*field.Error](err); len(doc.Requests) != 2 || !ok || e.Kind != field.Syntax || e.Pos.Line != 5 {
		t.Errorf("%d requests, %v", len(doc.Requests), err)
	}
}

func TestFailed(t *testing.T) {
	doc := document.Failed("gone.yaml", errors.New("it is gone"), document.WithOperation(document.RunTask))
	r := doc.Requests[0]
	if found := doc.Check(); len(found) != 1 || found[0].Msg != "it is gone" || found[0].Pos.IsValid() || r.RunTask() == nil {
		t.Errorf("%v", found)
	}
	doc = document.Failed("gone.yaml", errors.New("it is gone"))
	r = doc.Requests[0]
	r.RunTask().TaskDefinition = new("web:0")
	r.Replace("taskDefinition", nil)
	if got := describe(doc.Check()); got != "- invalid\n- taskDefinition task-definition-revision\n" {
		t.Error(got)
	}
}

func TestNewRequest(t *testing.T) {
	r := document.NewRequest(document.RunTask)
	if got := describe(r.Check()); got != "- taskDefinition task-definition-required\n" {
		t.Error(got)
	}
}

// describe returns one line for each finding: its position, path, and rule or
// kind.
func describe(found field.Findings) string {
	var b strings.Builder
	for _, e := range found {
		what := e.Rule
		if what == "" {
			what = string(e.Kind)
		}
		fmt.Fprintf(&b, "%v %s %s\n", e.Pos, e.Path, what)
	}
	return strings.ReplaceAll(b.String(), "  ", " ")
}

// TestReplace sets members of a request to other values than those of the text.
func TestReplace(t *testing.T) {
	const text = `{"taskDefinition":"web:0","propagateTags":"","tags":[5],"group":7,` + "\n" + `"containerInstances":["a"]}`
	doc, r, err := read(t, "r.json", text)
	if err == nil || len(r.Unread()) != 3 {
		t.Fatalf("%v, %v", err, r.Unread())
	}
	in := r.StartTask()
	in.TaskDefinition = new("web:7")
	r.Replace("taskDefinition", nil)
	in.ContainerInstances = []string{instance, ""}
	r.Replace("containerInstances", field.Findings{{Path: "containerInstances[1]", Kind: field.Invalid, Severity: field.SeverityError, Msg: "is not read"}})
	in.PropagateTags = types.PropagateTagsTaskDefinition
	r.Replace("propagateTags", nil)
	in.Tags = []types.Tag{{Key: new("a"), Value: new("b")}}
	r.Replace("tags", field.Findings{{Path: "tags[0].value", Kind: field.Invalid, Severity: field.SeverityWarning, Msg: "is odd"}, nil})
	const want = "- containerInstances[1] invalid\n- tags[0].value invalid\n1:54 tags[0] invalid\n1:65 group invalid\n"
	if got := describe(doc.Check()); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if got, want := describe(r.Unread()), "1:43 propagateTags invalid\n1:54 tags[0] invalid\n1:65 group invalid\n- containerInstances[1] invalid\n- tags[0].value invalid\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	if p := r.Pos("taskDefinition"); p.IsValid() {
		t.Errorf("a replaced member is at %v", p)
	}
	if p := r.Pos("group"); p.String() != "1:65" {
		t.Errorf("group is at %v", p)
	}
}

// TestCheckTakesOptions passes options of the rules on, and leaves them as they
// were.
func TestCheckTakesOptions(t *testing.T) {
	doc, _, err := read(t, "r.json", `{"taskDefinition":"web:0","containerInstances":["`+instance+`"],"networkConfiguration":{"awsvpcConfiguration":{"assignPublicIp":""}}}`)
	if err != nil {
		t.Fatal(err)
	}
	opts := append(make([]rules.Option, 0, 8), rules.Off("subnets-required"))
	for range 2 {
		if got, want := describe(doc.Check(append(opts, rules.AsWarning("task-definition-revision"))...)),
			"1:19 taskDefinition task-definition-revision\n1:149 networkConfiguration.awsvpcConfiguration.assignPublicIp invalid\n"; got != want {
			t.Errorf("got\n%swant\n%s", got, want)
		}
	}
}

// TestRuleTellsOfEmptyEnum holds that of an empty enum that a rule finds missing
// only the rule tells.
func TestRuleTellsOfEmptyEnum(t *testing.T) {
	for name, text := range map[string]string{
		"r.json": `{"taskDefinition":"web:7","containerInstances":["` + instance + `"],"overrides":{"containerOverrides":[{"name":"a","resourceRequirements":[{"type":"","value":"1"}]}]}}`,
		"r.yaml": startYAML + "overrides:\n  containerOverrides:\n  - name: a\n    resourceRequirements:\n    - {type: '', value: '1'}\n",
	} {
		doc, r, err := read(t, name, text)
		found := doc.Check()
		if len(r.Unread()) != 1 || err != nil || len(found) != 1 || found[0].Rule == "" || found[0].Severity != field.SeverityError {
			t.Errorf("%s: %v, %v, %v", name, r.Unread(), err, found)
		}
	}
}

func TestBounds(t *testing.T) {
	filled := func(n int) string { return strings.Repeat(" ", n-len(startJSON)) + startJSON }
	bomb := "a: &a [x" + strings.Repeat(",x", 200) + "]\n"
	for i := range 4 {
		bomb += fmt.Sprintf("%c: &%c [*%c%s]\n", 'b'+i, 'b'+i, 'a'+i, strings.Repeat(fmt.Sprintf(",*%c", 'a'+i), 9))
	}
	long := "cluster: &a " + strings.Repeat("x", 100_000) + "\n"
	for i := range 30 {
		long += fmt.Sprintf("m%d: *a\n", i)
	}
	for _, tt := range []struct{ name, text, want string }{
		{"r.json", filled(document.MaxSize), ""},
		{"r.yaml", filled(document.MaxSize), ""},
		{"r.json", filled(document.MaxSize + 1), "is 2097153 bytes long, but at most 2097152 are allowed"},
		{"r.yaml", filled(document.MaxSize + 1), "is 2097153 bytes long, but at most 2097152 are allowed"},
		{"r", strings.Repeat(" ", 64<<20), "is 67108864 bytes long, but at most 2097152 are allowed"},
		{"r.json", "[" + strings.Repeat(",", 1<<15), "has more values than the limit of 32768"},
		{"r.yaml", strings.Repeat("-\n", 1<<15+1), "has more values than the limit of 32768"},
		{"r.yaml", bomb, "is too large, or refers to itself"},
		{"r.yaml", long, "is too large, or refers to itself"},
		{"r.yaml", "a: &a [*a]", "is too large, or refers to itself"},
		{"r.yaml", "a: " + strings.Repeat("[", 255) + strings.Repeat("]", 255), "is no"},
		{"r.yaml", "a: " + strings.Repeat("[", 256) + strings.Repeat("]", 256), "is too large, or refers to itself"},
		{"r.json", `{"a":` + strings.Repeat("[", 255) + strings.Repeat("]", 255) + "}", "is no"},
		{"r.json", `{"a":` + strings.Repeat("[", 256) + strings.Repeat("]", 256) + "}", "expected at most 256 levels of nesting, found one more"},
		{"r.yaml", strings.Repeat("- ", 5000), "is too large, or refers to itself"},
		// Each of many documents has room for no more than is left of all.
		{"r.yaml", strings.Repeat(strings.ReplaceAll(bomb, ",*d", "")+"---\n", 50), "is too large, or refers to itself"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		doc, err := document.Read(tt.name, []byte(tt.text))
		found := doc.Check()
		runtime.ReadMemStats(&after)
		told := slices.ContainsFunc(found, func(e *field.Error) bool { return strings.HasPrefix(e.Msg, tt.want) && e.Pos.IsValid() })
		if (err == nil) != (tt.want == "") || tt.want != "" && !told {
			t.Errorf("%s, %.20q: %.300v", tt.name, tt.text, found)
		}
		if taken := after.TotalAlloc - before.TotalAlloc; taken > 256<<20 {
			t.Errorf("%s, %.20q takes %d MiB", tt.name, tt.text, taken>>20)
		}
	}
}

// TestManyMistakes holds that both readers list as many mistakes as are of use.
func TestManyMistakes(t *testing.T) {
	for name, text := range map[string]string{
		"r.json": `{"tags":[` + strings.Repeat("5,", 3000) + "5]}",
		"r.yaml": "tags:\n" + strings.Repeat("- 5\n", 3000),
		"x.yaml": "tags:\n" + strings.Repeat("- !x 5\n", 3000),
	} {
		doc, _, err := read(t, name, text)
		n := 0
		for range field.All(err) {
			n++
		}
		if found := doc.Check(); n != 1001 || len(found) != n {
			t.Errorf("%s: %d errors, %d findings", name, n, len(found))
		}
	}
}

func TestSyntaxErrors(t *testing.T) {
	doc, _, err := read(t, "r.json", `{"taskDefinition": "web:7",`+"\n"+` "cluster" "default"}`)
	e, ok := errors.AsType[*shorthand.SyntaxError](err)
	if !ok || !errors.Is(err, field.Syntax) || e.Snippet() != " \"*******\" \"*******\"}\n           ^" {
		t.Errorf("%v, %v", err, e)
	}
	found := doc.Check()
	if len(found) != 1 || found[0].Error() != `expected ":", found '"'` || found[0].Pos != (field.Pos{Line: 2, Column: 12, Offset: 39}) {
		t.Errorf("%v at %+v", found, found[0].Pos)
	}
}

// TestJSONByItsText reads texts that begin as JSON does. Only where nothing but that made
// them JSON, and nothing else helps, the hint says how to write YAML.
func TestJSONByItsText(t *testing.T) {
	const (
		hint  = "a text that begins with { is read as JSON; for YAML, write a line --- before it, or save it as .yaml"
		shell = "a shell may have removed the double quotes"
	)
	for _, tt := range []struct {
		name, text, want string
		opts             []document.Option
	}{
		{name: "-", text: "\n {taskDefinition: job}", want: hint},
		{name: "-", text: `{"taskDefinition": job}`, want: hint},
		{name: "-", text: `{"taskDefinition": "job",}`, want: "remove the comma before it"},
		{name: "r.json", text: "{taskDefinition: job}", want: shell},
		{name: "-", text: "{taskDefinition: job}", want: shell, opts: []document.Option{document.WithFormat(document.JSON)}},
	} {
		_, _, err := read(t, tt.name, tt.text, tt.opts...)
		if e, ok := errors.AsType[*field.Error](err); !ok || e.Hint != tt.want || e.Kind != field.Syntax || e.Pos.Line == 0 {
			t.Errorf("%s, %q: %v", tt.name, tt.text, err)
		}
	}
	if _, r, err := read(t, "-", "---\n{taskDefinition: job}"); err != nil || *r.RunTask().TaskDefinition != "job" {
		t.Error(err)
	}
}

// TestSecrets prints what holds secrets.
func TestSecrets(t *testing.T) {
	const text = "taskDefinition: web:7\ncontainerInstances: [" + instance + "]\n" +
		"overrides:\n  containerOverrides:\n  - name: a\n    command: [" + sdktest.Secret + "]\n    environment:\n    - {name: A, value: " + sdktest.Secret + "}\n"
	doc, r, err := read(t, "r.yaml", text)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []any{doc, *doc, r, *r, []*document.Request{r}} {
		for way, shown := range sdktest.Printed(v) {
			if sdktest.ShowsSecret(shown) {
				t.Errorf("%T by %s: %s", v, way, shown)
			}
		}
	}
	if got := fmt.Sprint(doc, r); got != "r.yaml: 1 request a request for StartTask" {
		t.Error(got)
	}
	doc.Requests = append(doc.Requests, r)
	if got := doc.String(); got != "r.yaml: 2 requests" {
		t.Error(got)
	}
	if got := fmt.Sprint((*document.Document)(nil), (*document.Request)(nil)); got != "no document no request" {
		t.Error(got)
	}
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(doc.Check()); err != nil || sdktest.ShowsSecret(b.String()) {
		t.Errorf("%v, %s", err, &b)
	}
}
