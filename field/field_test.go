package field_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/field"
	"github.com/google/go-cmp/cmp"
)

func TestPathSteps(t *testing.T) {
	p := field.Path("").Child("overrides").Child("containerOverrides").Index(0).Child("environment").Index(12).Child("name")
	if want := field.Path("overrides.containerOverrides[0].environment[12].name"); p != want {
		t.Fatalf("got %s, want %s", p, want)
	}
	var up []field.Path
	for q := p.Parent(); ; q = q.Parent() {
		up = append(up, q)
		if q == "" {
			break
		}
	}
	want := []field.Path{
		"overrides.containerOverrides[0].environment[12]", "overrides.containerOverrides[0].environment",
		"overrides.containerOverrides[0]", "overrides.containerOverrides", "overrides", "",
	}
	if diff := cmp.Diff(want, up); diff != "" {
		t.Errorf("parents (-want +got):\n%s", diff)
	}
	if got := field.Path("").Parent(); got != "" {
		t.Errorf("the parent of the request is %s", got)
	}
}

func TestPathJoin(t *testing.T) {
	for _, tt := range []struct{ p, sub, want field.Path }{
		{"", "", ""},
		{"", "a", "a"},
		{"a", "", "a"},
		{"a", "b", "a.b"},
		{"a", "[0].b", "a[0].b"},
		{"a", `["b"]`, `a["b"]`},
	} {
		if got := tt.p.Join(tt.sub); got != tt.want {
			t.Errorf("%q.Join(%q) = %q, want %q", tt.p, tt.sub, got, tt.want)
		}
	}
}

func TestPathKeysAreUnambiguous(t *testing.T) {
	root := field.Path("tags")
	paths := []field.Path{
		root.Index(0), root.Key("0"), root.Key(`a].b[0`), root.Key("a").Child("b").Index(0),
		root.Child("a.b"), root.Child("a").Child("b"), root.Key(`"`), root.Key(`\"`), root.Child(""), root,
	}
	for i, p := range paths {
		if j := slices.Index(paths, p); j != i {
			t.Errorf("rows %d and %d share the path %s", j, i, p)
		}
		if p != root && p.Parent() != root && p.Parent().Parent() != root && p.Parent().Parent().Parent() != root {
			t.Errorf("%s does not lead back to %s", p, root)
		}
	}
	if got := root.Key(`a].b[0`).Parent(); got != root {
		t.Errorf("a bracket inside a key split the path: parent is %s", got)
	}
}

func TestPathIsPrintable(t *testing.T) {
	for name, want := range map[string]field.Path{
		"größe 1":          "größe 1",
		"x\nfake":          `["x\nfake"]`,
		"\x1b[31m":         `["\x1b[31m"]`,
		"\u202e":           `["\u202e"]`,
		"\xff":             `["\xff"]`,
		`a\b`:              `["a\\b"]`,
		"":                 `[""]`,
		"a.b":              `["a.b"]`,
		"a[0":              `["a[0"]`,
		"0]":               `["0]"]`,
		"\u0085\u2028\x7f": `["\u0085\u2028\x7f"]`,
	} {
		if got := field.Path("").Child(name); got != want {
			t.Errorf("%q is %s, want %s", name, got, want)
		}
	}
}

func TestPathContains(t *testing.T) {
	for _, tt := range []struct {
		p, q field.Path
		want bool
	}{
		{"", "a.b", true},
		{"a", "a", true},
		{"a", "a.b", true},
		{"a", "a[0]", true},
		{"a", "ab", false},
		{"a.b", "a", false},
		{"a[1]", "a[10]", false},
		{"a", "", false},
		{"a", "[0]", false},
	} {
		if got := tt.p.Contains(tt.q); got != tt.want {
			t.Errorf("%q.Contains(%q) = %t", tt.p, tt.q, got)
		}
	}
}

func TestPathCompareIsRequestOrder(t *testing.T) {
	want := []field.Path{
		"", "[", "cluster", "containerInstances", "containerInstances[2]", "containerInstances[10]",
		"overrides", "overrides.containerOverrides[0].name", "overrides.cpu",
		`tags["a"]`, `tags["b"].key`, "taskDefinition", "x10y", "x9y",
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, field.Path.Compare)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	for i, p := range want {
		for j, q := range want {
			if got := p.Compare(q); (got < 0) != (i < j) || (got > 0) != (i > j) {
				t.Errorf("%q.Compare(%q) = %d", p, q, got)
			}
		}
	}
}

// TestSort sorts many findings, of which some are at one place and some are nil.
func TestSort(t *testing.T) {
	var l, want field.Findings
	for i := range 30 {
		e := &field.Error{Path: field.Path("a").Index(i / 2)}
		l, want = append(l, nil, e), append(want, e)
	}
	for i := range 10 { // by turns from both ends, the pairs in their order
		l[4*i+1], l[4*i+3], l[57-4*i], l[59-4*i] = l[57-4*i], l[59-4*i], l[4*i+1], l[4*i+3]
	}
	want = append(want, make(field.Findings, 30)...)
	l.Sort()
	for i, e := range l {
		if e != want[i] {
			t.Fatalf("%d is %v, want %v", i, e, want[i])
		}
	}
}

// several is an error of parts as other packages may have it.
type several []error

func (several) Error() string     { return "several" }
func (s several) Unwrap() []error { return s }

func findings() field.Findings {
	return field.Findings{
		{Path: "cluster", Kind: field.Invalid, Severity: field.SeverityWarning, Rule: "cluster-empty", Msg: "is empty"},
		{
			Path: "overrides.memory", Related: []field.Path{"overrides.cpu"}, Kind: field.Conflict,
			Severity: field.SeverityError, Rule: "fargate-size", Value: `"1 TB"`, Msg: "does not go with the cpu",
			Hint: "use 512", Doc: "https://docs.aws.amazon.com/", Err: io.ErrUnexpectedEOF,
		},
		{Kind: field.Syntax, Severity: field.SeverityError, Msg: "no JSON", Pos: field.Pos{Line: 2, Column: 7, Offset: 20}},
	}
}

func TestErrorsAsError(t *testing.T) {
	err := fmt.Errorf("deploy: %w", findings().Err())
	for _, want := range []error{field.Conflict, field.Syntax, io.ErrUnexpectedEOF} {
		if !errors.Is(err, want) {
			t.Errorf("errors.Is(err, %v) is false", want)
		}
	}
	if errors.Is(err, field.Invalid) {
		t.Error("a warning came along as an error")
	}
	first, ok := errors.AsType[*field.Error](err)
	if !ok || first.Rule != "fargate-size" {
		t.Errorf("errors.AsType found %v", first)
	}
	if got := slices.Collect(field.All(err)); len(got) != 2 || got[1].Kind != field.Syntax {
		t.Errorf("All found %v", got)
	}
	want := `overrides.memory: "1 TB" does not go with the cpu; use 512 (fargate-size)` + "\nno JSON"
	if got := findings().Err().Error(); got != want {
		t.Errorf("text:\n%s\nwant:\n%s", got, want)
	}
}

func TestErrIsATrueNil(t *testing.T) {
	for _, l := range []field.Findings{nil, {}, findings()[:1]} {
		if err := l.Err(); err != nil {
			t.Errorf("Err of %v is %v", l, err)
		}
	}
	if got := findings().Warnings(); len(got) != 1 || got[0].Path != "cluster" {
		t.Errorf("Warnings() = %v", got)
	}
}

func TestAllStopsAndSkipsNil(t *testing.T) {
	err := errors.Join(nil, (*field.Error)(nil), field.Errors(findings()), io.EOF)
	n := 0
	for range field.All(err) {
		if n++; n == 2 {
			break
		}
	}
	if n != 2 {
		t.Errorf("saw %d findings before the break", n)
	}
	if got := slices.Collect(field.All(nil)); got != nil {
		t.Errorf("All(nil) = %v", got)
	}
	deep := several{nil, (*field.Error)(nil), fmt.Errorf("first: %w", findings()[0]), several{findings()[1]}, findings()[2]}
	for most := range 4 {
		n := 0
		for e := range field.All(deep) {
			if e.Msg != findings()[n].Msg {
				t.Errorf("%d is %v", n, e)
			}
			if n++; n > most {
				break
			}
		}
		if n != min(most+1, 3) {
			t.Errorf("saw %d findings, want %d", n, min(most+1, 3))
		}
	}
}

func TestNilElementsArePassedOver(t *testing.T) {
	want := findings()
	holes := func() field.Findings {
		l := field.Findings{nil}
		for _, e := range findings() {
			l = append(l, e, nil)
		}
		return l
	}
	log := func(l slog.LogValuer) string { return l.LogValue().String() }
	encoded := func(l any) string {
		text, err := json.Marshal(l)
		return fmt.Sprint(string(text), err)
	}
	for _, tt := range []struct{ name, got, want string }{
		{"String", holes().String(), want.String()},
		{"Error", field.Errors(holes()).Error(), field.Errors(want).Error()},
		{"Unwrap", fmt.Sprint(field.Errors(holes()).Unwrap()), fmt.Sprint(field.Errors(want).Unwrap())},
		{"Err", holes().Err().Error(), want.Err().Error()},
		{"Warnings", holes().Warnings().String(), want.Warnings().String()},
		{"Under", holes().Under("a").String(), want.Under("a").String()},
		{"MarshalJSON", encoded(holes()), encoded(want)},
		{"MarshalJSON of Errors", encoded(field.Errors(holes())), encoded(want)},
		{"LogValue", log(holes()), log(want)},
		{"LogValue of Errors", log(field.Errors(holes())), log(want)},
		{"a list of nothing else", field.Errors{nil}.Error() + encoded(field.Errors{nil}), "[]<nil>"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s:\n%s\nwant:\n%s", tt.name, tt.got, tt.want)
		}
	}
	if err := (field.Findings{nil}).Err(); err != nil {
		t.Errorf("Err of a list of nothing else is %v", err)
	}
	sorted := holes()
	sorted.Sort()
	want.Sort()
	if n := len(want); sorted[:n].String() != want.String() || slices.ContainsFunc(sorted[n:], func(e *field.Error) bool { return e != nil }) {
		t.Errorf("Sort gives %v", sorted)
	}
	if !errors.Is(field.Errors(holes()), field.Conflict) || errors.Is(field.Errors{nil}, field.Conflict) {
		t.Error("errors.Is goes wrong beside nil elements")
	}
}

func TestNilError(t *testing.T) {
	var e *field.Error
	if e.Error() != "<nil>" || e.Unwrap() != nil || !e.LogValue().Equal(slog.Value{}) {
		t.Errorf("a nil Error is %s, %v, %v", e.Error(), e.Unwrap(), e.LogValue())
	}
	if errors.Is(e, field.Conflict) {
		t.Error("a nil Error is a conflict")
	}
}

func TestUnderCopies(t *testing.T) {
	in := findings()
	out := in.Under(field.Path("requests").Index(3))
	var paths []field.Path
	for _, e := range out {
		paths = append(append(paths, e.Path), e.Related...)
	}
	want := []field.Path{"requests[3].cluster", "requests[3].overrides.memory", "requests[3].overrides.cpu", "requests[3]"}
	if diff := cmp.Diff(want, paths); diff != "" {
		t.Errorf("paths (-want +got):\n%s", diff)
	}
	if in[1].Path != "overrides.memory" || in[1].Related[0] != "overrides.cpu" {
		t.Error("Under changed its receiver")
	}
}

func TestJSONShape(t *testing.T) {
	got, err := json.MarshalIndent(findings()[1:], "", " ")
	if err != nil {
		t.Fatal(err)
	}
	want := `[
 {
  "path": "overrides.memory",
  "kind": "conflict",
  "severity": "error",
  "rule": "fargate-size",
  "value": "\"1 TB\"",
  "message": "does not go with the cpu",
  "hint": "use 512",
  "doc": "https://docs.aws.amazon.com/",
  "related": [
   "overrides.cpu"
  ]
 },
 {
  "path": "",
  "kind": "syntax",
  "severity": "error",
  "rule": "",
  "value": "",
  "message": "no JSON",
  "hint": "",
  "doc": "",
  "related": [],
  "line": 2,
  "column": 7,
  "offset": 20
 }
]`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("JSON (-want +got):\n%s", diff)
	}
	var back field.Findings
	if err := json.Unmarshal(got, &back); err != nil {
		t.Fatal(err)
	}
	want2 := findings()[1:]
	want2[0].Err = nil // the cause stays behind
	if diff := cmp.Diff(want2, back); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
	if err := json.Unmarshal([]byte(`{"path":1}`), new(field.Error)); err == nil {
		t.Error("a path that is a number was read")
	}
	if value, _ := json.Marshal(*findings()[2]); !strings.Contains(string(value), `"message":"no JSON"`) {
		t.Errorf("an Error that is no pointer is %s", value)
	}
	if empty, _ := json.Marshal(field.Findings(nil)); string(empty) != "[]" {
		t.Errorf("a nil list is %s", empty)
	}
}

func TestFindingsAreNoError(t *testing.T) {
	if _, ok := any(findings()).(error); ok {
		t.Error("a function that returns an error could return warnings")
	}
	want := `warning: cluster: is empty (cluster-empty)
error: overrides.memory: "1 TB" does not go with the cpu; use 512 (fargate-size)
error: no JSON`
	if got := findings().String(); got != want {
		t.Errorf("text:\n%s\nwant:\n%s", got, want)
	}
}

func TestTexts(t *testing.T) {
	for _, tt := range []struct{ got, want string }{
		{field.Required.Error(), "required"},
		{field.Pos{}.String(), "-"},
		{field.Pos{Line: 3, Column: 14}.String(), "3:14"},
		{field.Pos{Line: 1, Column: 1}.String(), "1:1"},
		{findings()[1].Text(), `"1 TB" does not go with the cpu`},
		{findings()[2].Text(), "no JSON"},
		{
			slog.AnyValue(findings()[1].LogValue()).String(),
			`[path=overrides.memory kind=conflict severity=error rule=fargate-size value="1 TB" message=does not go with the cpu hint=use 512 doc=https://docs.aws.amazon.com/ related=[overrides.cpu]]`,
		},
		{slog.AnyValue(findings()[2].LogValue()).String(), "[kind=syntax severity=error message=no JSON position=2:7]"},
	} {
		if tt.got != tt.want {
			t.Errorf("got  %s\nwant %s", tt.got, tt.want)
		}
	}
}

func TestLogValue(t *testing.T) {
	var buf bytes.Buffer
	drop := func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey {
			return slog.Attr{}
		}
		return a
	}
	slog.New(slog.NewTextHandler(&buf, &slog.HandlerOptions{ReplaceAttr: drop})).Info("refused", "findings", findings()[:1])
	want := `level=INFO msg=refused findings.0.path=cluster findings.0.kind=invalid findings.0.severity=warning findings.0.rule=cluster-empty findings.0.message="is empty"` + "\n"
	if got := buf.String(); got != want {
		t.Errorf("log line:\n%swant:\n%s", got, want)
	}
}

func TestSeverityText(t *testing.T) {
	for _, s := range []field.Severity{field.SeverityError, field.SeverityWarning} {
		text, _ := s.MarshalText()
		var back field.Severity
		if err := back.UnmarshalText(text); err != nil || back != s {
			t.Errorf("%s came back as %v, %v", text, back, err)
		}
	}
	var s field.Severity
	if s.String() != "Severity(0)" || s.UnmarshalText([]byte("fatal")) == nil || s.UnmarshalText(nil) == nil || field.Severity(3).String() != "Severity(3)" {
		t.Error("the zero severity or an unknown one passed")
	}
}

func FuzzPath(f *testing.F) {
	f.Add("overrides", "containerOverrides", 3, "k")
	f.Add("a.b", `x"]`, -1, "[0]")
	f.Add("\n", "\x1b\xff", 0, "\u2028")
	f.Fuzz(func(t *testing.T, name, key string, i int, text string) {
		p := field.Path("").Child("m").Child(name).Key(key).Index(i)
		if strings.ContainsFunc(string(p), func(r rune) bool { return !strconv.IsPrint(r) }) {
			t.Errorf("%q has what cannot be printed", p)
		}
		if got := p.Parent().Parent().Parent(); got != "m" {
			t.Errorf("%q leads up to %q", p, got)
		}
		if !p.Parent().Contains(p) || p.Compare(p) != 0 || p.Parent().Compare(p) >= 0 {
			t.Errorf("%q is out of order with its parent", p)
		}
		q := field.Path(text)
		if q.Compare(p) != -p.Compare(q) {
			t.Errorf("comparing %q with %q depends on the side", p, q)
		}
		for steps := 0; q != ""; q = q.Parent() {
			if steps++; steps > len(text) {
				t.Fatalf("%q has no end", text)
			}
		}
	})
}

func ExampleFindings() {
	err := fmt.Errorf("deploy: %w", field.Findings{{
		Path: "containerInstances", Kind: field.TooMany, Severity: field.SeverityError,
		Rule: "instances-count", Msg: "has 11 elements, but at most 10 are allowed",
		Hint: "send several requests",
	}}.Err())
	if errors.Is(err, field.TooMany) {
		for e := range field.All(err) {
			fmt.Println(strings.ToUpper(e.Severity.String()), e)
		}
	}
	// Output:
	// ERROR containerInstances: has 11 elements, but at most 10 are allowed; send several requests (instances-count)
}
