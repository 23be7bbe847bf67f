package starttask_test

import (
	"errors"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/shorthand"
	"github.com/ecstask/ecstask/starttask"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"an empty object", `{}`, `{}`},
		{"blanks around it", " \t\r\n{ } \n", `{}`},
		{"empty lists and structures", `{"tags":[],"containerInstances":[],"overrides":{},"networkConfiguration":{},"volumeConfigurations":[{}]}`, `{"containerInstances":[],"networkConfiguration":{},"overrides":{},"tags":[],"volumeConfigurations":[{}]}`},
		{"false is the same as absent", `{"enableExecuteCommand":false,"enableECSManagedTags":false}`, `{}`},
		{"an enum of the future", `{"propagateTags":"EVERYTHING"}`, `{"propagateTags":"EVERYTHING"}`},
		{
			"deep down",
			`{"overrides":{"containerOverrides":[{"name":"app","command":[],"environment":[{"name":"A","value":"\u00e9"}],"resourceRequirements":[{"type":"GPU","sharingStrategy":{"nvidiaMps":{"memory":1}}}]}]}}`,
			`{"overrides":{"containerOverrides":[{"command":[],"environment":[{"name":"A","value":"é"}],"name":"app","resourceRequirements":[{"sharingStrategy":{"nvidiaMps":{"memory":1}},"type":"GPU"}]}]}}`,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, err := starttask.Parse([]byte(tt.text))
			if err != nil {
				t.Fatal(err)
			}
			if got := sent(b); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestParseSyntaxErrors(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		offset     int
	}{
		{"nothing", "", 0},
		{"blanks", " \n", 2},
		{"shorthand", "cluster=c", 0},
		{"a list", ` [{}]`, 1},
		{"a byte order mark", "\ufeff{}", 0},
		{"the name of a file", "file://request.json", 0},
		{"not UTF-8", "\xff{}", 0},
		{"not UTF-8 further on", `{"cluster":"` + "\xff" + `"}`, 12},
		{"more behind it", `{} {}`, 3},
		{"a comment", `{"cluster":"c" // the cluster` + "\n}", 15},
		{"a comma too many", `{"cluster":"c",}`, 15},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := starttask.Parse([]byte(tt.text))
			e, ok := errors.AsType[*shorthand.SyntaxError](err)
			if !ok || e.Offset != tt.offset || !errors.Is(err, field.Syntax) {
				t.Errorf("%#v", err)
			}
			caret, want := e.WithInput(tt.text), e
			if caret.Error() != want.Error() || strings.Count(want.Snippet(), "\n") != 1 {
				t.Errorf("%v at\n%s\nwant %v", want, want.Snippet(), caret)
			}
		})
	}
}

func TestParseErrors(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       []string // path and kind
	}{
		{"null", `{"cluster":null}`, []string{"cluster invalid"}},
		{"null in a list", `{"containerInstances":["a",null],"tags":[null]}`, []string{"containerInstances[1] invalid", "tags[0] invalid"}},
		{"no list", `{"containerInstances":"a","tags":{"key":"a"}}`, []string{"containerInstances invalid", "tags invalid"}},
		{"given twice", `{"cluster":"a","cluster":"b","tags":[{"key":"a","key":"b"}]}`, []string{"cluster duplicate", "tags[0].key duplicate"}},
		{"another case", `{"Cluster":"a"}`, []string{"Cluster unknown"}},
		{
			"all of them",
			`{"enableExecuteCommand":"true","startedBy":1,"overrides":{"cpu":256,"containerOverrides":[{"memory":"1"},{"memory":99999999999}]},"volumeConfigurations":[{"size":1}]}`,
			[]string{
				"enableExecuteCommand invalid", "startedBy invalid", "overrides.cpu invalid",
				"overrides.containerOverrides[0].memory invalid", "overrides.containerOverrides[1].memory out-of-range", "volumeConfigurations[0].size unknown",
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, err := starttask.Parse([]byte(tt.text))
			var got []string
			for e := range field.All(err) {
				got = append(got, string(e.Path)+" "+string(e.Kind))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
			if _, err := b.Build(); err == nil {
				t.Errorf("the Builder builds %s", sent(b))
			}
		})
	}
}

// TestParseRefusesLongText holds that a text that is too long is not copied.
func TestParseRefusesLongText(t *testing.T) {
	long := make([]byte, 64<<20)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := starttask.Parse(long)
	runtime.ReadMemStats(&after)
	if e, ok := errors.AsType[*field.Error](err); !ok || e.Kind != field.TooLong || e.Msg != "is 67108864 bytes long, but at most 2097152 are allowed" {
		t.Errorf("%v", err)
	}
	if allocated := after.TotalAlloc - before.TotalAlloc; allocated > 1<<20 {
		t.Errorf("%d bytes allocated", allocated)
	}
	fits := `{"cluster":"` + strings.Repeat("c", shorthand.MaxSize-len(`{"cluster":""}`)) + `"}`
	if _, err := starttask.Parse([]byte(fits)); err != nil {
		t.Error(err)
	}
	if _, err := starttask.Parse([]byte(fits + " ")); !errors.Is(err, field.TooLong) {
		t.Error(err)
	}
}

func TestUnknownMembers(t *testing.T) {
	const container = `{"overrides":{"containerOverrides":[{"%":1}]}}`
	for _, tt := range []struct{ text, member, want string }{
		{`{"%":1}`, "clusterr", "did you mean cluster?"},
		{`{"%":1}`, "launchType", "launchType is a member of RunTask; StartTask does not have it"},
		{`{"%":1}`, "count", "count is a member of RunTask"},
		{`{"%":1}`, "taskArn", "taskArn is a member of a task in the output"},
		{`{"%":1}`, "failures", "failures is a member of the output"},
		{`{"%":1}`, "exitCode", "exitCode is a member of a task's container in the output"},
		{`{"%":1}`, "containerOverrides", "containerOverrides is a member of overrides"},
		{`{"%":1}`, "environment", "environment is a member of overrides.containerOverrides[]"},
		{`{"%":1}`, "networkMode", "networkMode is a member of a task definition; it cannot be overridden"},
		{`{"%":1}`, "nonsense", "the members are cluster, containerInstances, "},
		{`{"networkConfiguration":{"%":1}}`, "subnets", "subnets is a member of networkConfiguration.awsvpcConfiguration"},
		{`{"overrides":{"%":1}}`, "cluster", "cluster is a member of the request itself"},
		{`{"volumeConfigurations":[{"%":1}]}`, "sizeInGiB", "sizeInGiB is a member of volumeConfigurations[].managedEBSVolume"},
		{container, "secrets", "secrets is a member of a task definition's container; it cannot be overridden"},
		{container, "image", "image is a member of a task definition's container; it cannot be overridden"},
		{container, "taskRoleArn", "taskRoleArn is a member of overrides"},
		{container, "enviroment", "did you mean environment?"},
		{container, "a.b", "the members are command, "},
		{container, "", "the members are command, "},
	} {
		_, err := starttask.Parse([]byte(strings.ReplaceAll(tt.text, "%", tt.member)))
		e, ok := errors.AsType[*field.Error](err)
		if !ok || e.Kind != field.Unknown || !strings.HasPrefix(e.Hint, tt.want) {
			t.Errorf("%s: %v\n got %q\nwant %q", tt.member, err, e.Hint, tt.want)
		}
	}
}

// lenient switches off all rules, so that any request can be built.
func lenient() rules.Option {
	var ids []string
	for r := range rules.All() {
		ids = append(ids, r.ID)
	}
	return rules.Off(ids...)
}

func TestJSONRoundTrip(t *testing.T) {
	off := lenient()
	rapid.Check(t, func(t *rapid.T) {
		in := new(ecs.StartTaskInput)
		sdktest.Draw(t, in)
		built, err := starttask.From(in).WithRules(off).Build()
		if err != nil {
			t.Fatal(err)
		}
		text, err := starttask.JSON(built)
		if err != nil {
			t.Fatal(err)
		}
		b, err := starttask.Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		again, err := b.WithRules(off).Build()
		if err != nil {
			t.Fatal(err)
		}
		if diff := sdktest.Diff(in, again); diff != "" {
			t.Fatalf("%s (-want +got):\n%s", text, diff)
		}
	})
}

// FuzzParse states that what Parse takes reads back equal from its JSON, that
// its errors are of one of the documented types, that neither they nor what the
// rules find can break a line or steer a terminal, that all of it is about places
// in the text, and that nothing panics.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"", "{", "[]", "a=b", `{"a":{"b":null}}`, `{"tags":[{"key":"a"}]}`, sent(typical())} {
		f.Add([]byte(text))
	}
	const evil = `a\n\u001b[31m`
	f.Add([]byte(`{"` + evil + `":1,"overrides":{"` + evil + `":{},"cpu":"` + evil + `"}}`))
	f.Add([]byte(`{"cluster":"arn:` + evil + `:ecs:r:123456789012:cluster/c","containerInstances":["i-` + evil + `"]}`))
	full := new(ecs.StartTaskInput)
	sdktest.Fill(f, full)
	f.Add([]byte(sent(starttask.From(full))))
	f.Add([]byte(`{"tags":[1,{"key":1,"key":null},null],"overrides":{"cluster":1,"containerOverrides":[{"resourceRequirements":[{"sharingStrategy":{"nvidiaMps":null}}]}]}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := starttask.Parse(text)
		if err != nil {
			_, syntax := errors.AsType[*shorthand.SyntaxError](err)
			found := slices.Collect(field.All(err))
			if !syntax && len(found) == 0 {
				t.Fatalf("%T: %v", err, err)
			}
			checkPrintable(t, found)
			checkFindings(t, text, found, b.Check())
			return
		}
		in := b.Unchecked()
		checkPrintable(t, b.Check())
		checkFindings(t, text, nil, b.Check())
		json, err := starttask.JSON(in)
		if err != nil {
			t.Fatal(err)
		}
		again, err := starttask.Parse(json)
		if err != nil {
			t.Fatalf("%s: %v", json, err)
		}
		if diff := sdktest.Diff(in, again.Unchecked()); diff != "" {
			t.Fatalf("%s (-want +got):\n%s", json, diff)
		}
		if _, err := starttask.Command(in); err != nil {
			t.Fatal(err)
		}
	})
}

func checkPrintable(t *testing.T, found field.Findings) {
	t.Helper()
	for _, e := range found {
		for _, s := range []string{string(e.Path), e.Msg, e.Hint} {
			if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return !strconv.IsPrint(r) }) {
				t.Errorf("%q cannot be printed", s)
			}
		}
	}
}
