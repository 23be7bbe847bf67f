package request_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/internal/tree"
	"github.com/ecstask/ecstask/shorthand"
)

func TestParseErrors(t *testing.T) {
	for _, op := range operations {
		for _, tt := range []struct {
			text        string
			offset      int
			found, hint string
		}{
			{"", 0, "the end of the text", ""},
			{" \n", 2, "the end of the text", ""},
			{"é=b", 0, `"é"`, ""},
			{" [{}]", 1, `"["`, "write one request, without the list around it"},
			{"\ufeff{}", 0, `"\ufeff"`, "remove the byte order mark at the beginning"},
			{`{"cluster":"c",}`, 15, `"}"`, "remove the comma before it"},
			{"{} {}", 3, `"{"`, ""},
		} {
			r, err := op.Parse([]byte(tt.text))
			if e, ok := errors.AsType[*shorthand.SyntaxError](err); !ok || e.Offset != tt.offset || e.Actual != tt.found || e.Hint != tt.hint || r == nil {
				t.Errorf("%s of %q: %v", op.Name, tt.text, err)
			}
		}
		if r, err := op.Parse(make([]byte, tree.MaxSize+1)); !errors.Is(err, field.TooLong) || r == nil {
			t.Errorf("%s of a long text: %v", op.Name, err)
		}
		r, err := op.Parse([]byte(`{"cluster":5,"tags":[5],"propagateTags":null,"enableExecuteCommand":"x","overrides":[],"group":"a","group":"b"}`))
		var got []string
		for e := range field.All(err) {
			got = append(got, string(e.Path)+" "+string(e.Kind))
		}
		want := "cluster invalid; tags[0] invalid; propagateTags invalid; enableExecuteCommand invalid; overrides invalid; group duplicate"
		if strings.Join(got, "; ") != want || *r.Group != "b" || r.Cluster != nil || r.Overrides != nil || len(r.Tags) != 1 {
			t.Errorf("%s: %q", op.Name, got)
		}
	}
}

// TestDecode reads a tree: what Parse reads, with warnings besides.
func TestDecode(t *testing.T) {
	const text = `{"containerInstances":[],"count":"1","launchType":"","placementStrategy":[{"type":"","field":"cpu"},{"type":"spread"}]}`
	v := tree.New()
	defer v.Free()
	if err := tree.ParseJSON(v, text); err != nil {
		t.Fatal(err)
	}
	r, found := request.RunTask.Decode(v)
	var got []string
	for _, e := range found {
		got = append(got, e.Severity.String()+" "+string(e.Path))
	}
	if strings.Join(got, "; ") != "error containerInstances; error count; warning launchType; warning placementStrategy[0].type" || len(r.PlacementStrategy) != 2 {
		t.Errorf("%v", found)
	}
	if hint := found[0].Hint; hint != "containerInstances is a member of StartTask; RunTask does not have it" {
		t.Error(hint)
	}
}

func TestHints(t *testing.T) {
	for _, tt := range []struct {
		op           *request.Operation
		text, member string
		want         string
		related      []field.Path
	}{
		{request.StartTask, `{"%":1}`, "count", "count is a member of RunTask; StartTask does not have it", nil},
		{request.StartTask, `{"%":1}`, "placementStrategy", "placementStrategy is a member of RunTask; StartTask does not have it", nil},
		{request.RunTask, `{"%":1}`, "containerInstances", "containerInstances is a member of StartTask; RunTask does not have it", nil},
		{request.RunTask, `{"overrides":{"%":1}}`, "count", "count is a member of the request itself", []field.Path{"count"}},
		{request.RunTask, `{"overrides":{"%":1}}`, "memor", "did you mean memory?", []field.Path{"overrides.memory"}},
		{request.RunTask, `{"placementStrategy":[{"%":1}]}`, "fields", "did you mean field?", []field.Path{"placementStrategy[0].field"}},
		{
			request.StartTask, `{"networkConfiguration":{"awsvpcConfiguration":{"%":1}}}`, "subnet", "did you mean subnets?",
			[]field.Path{"networkConfiguration.awsvpcConfiguration.subnets"},
		},
		{request.StartTask, `{"overrides":{"containerOverrides":[{"%":1}]}}`, "image", "image is a member of a task definition's container; it cannot be overridden", nil},
		{ // a name of elsewhere that is near one of here
			request.StartTask, `{"overrides":{"containerOverrides":[{"%":1}]}}`, "environments", "did you mean environment?",
			[]field.Path{"overrides.containerOverrides[0].environment"},
		},
		{
			request.StartTask, `{"volumeConfigurations":[{"%":1}]}`, "names", "did you mean name?",
			[]field.Path{"volumeConfigurations[0].name"},
		},
		{request.StartTask, `{"overrides":{"containerOverrides":[{"%":1}]}}`, "volumes", "volumes is a member of a task definition; it cannot be overridden", nil},
		{request.RunTask, `{"%":1}`, "task", "did you mean taskDefinition?", []field.Path{"taskDefinition"}},
		{request.RunTask, `{"%":1}`, "tasks", "tasks is a member of the output", nil},
		{request.StartTask, `{"networkConfiguration":{"%":1}}`, "subnets", "subnets is a member of networkConfiguration.awsvpcConfiguration", []field.Path{"networkConfiguration.awsvpcConfiguration.subnets"}},
		{
			request.StartTask, `{"overrides":{"containerOverrides":[{"%":1}]}}`, "memoryReserv", "did you mean memoryReservation?",
			[]field.Path{"overrides.containerOverrides[0].memoryReservation"},
		},
		{ // a name of elsewhere that is nearly one of here
			request.StartTask, `{"networkConfiguration":{"awsvpcConfiguration":{"%":1}}}`, "secrets", "secrets is a member of a task definition's container; it cannot be overridden", nil,
		},
		{
			request.StartTask, `{"overrides":{"containerOverrides":[{"%":1}]}}`, "environment2", "did you mean environment?",
			[]field.Path{"overrides.containerOverrides[0].environment"},
		},
		{
			request.StartTask, `{"overrides":{"%":1}}`, "name", "name is a member of overrides.containerOverrides[]", nil,
		},
		{
			request.StartTask, `{"volumeConfigurations":[{"managedEBSVolume":{"%":1}}]}`, "tags", "tags is a member of the request itself; did you mean tagSpecifications?",
			[]field.Path{"volumeConfigurations[0].managedEBSVolume.tagSpecifications", "tags"},
		},
		{
			request.StartTask, `{"overrides":{"containerOverrides":[{"%":1}]}}`, "exitCode", "exitCode is a member of a task's container in the output", nil,
		},
		{request.StartTask, `{"%":5}`, "cluster", "put the value in double quotes", nil}, // not of where there is such a member
		{request.StartTask, `{"overrides":{"containerOverrides":[{"%":"1 vCPU"}]}}`, "cpu", "write 1024, in CPU units", nil},
	} {
		_, err := tt.op.Parse([]byte(strings.ReplaceAll(tt.text, "%", tt.member)))
		e, ok := errors.AsType[*field.Error](err)
		if !ok || e.Hint != tt.want || !slices.Equal(e.Related, tt.related) {
			t.Errorf("%s of %s: %v\n got %q %q\nwant %q %q", tt.op.Name, tt.member, err, e.Hint, e.Related, tt.want, tt.related)
		}
	}
	if hint, at := request.StartTask.Elsewhere("launchType"); hint == "" || at != nil {
		t.Errorf("%q at %q", hint, at)
	}
	if hint, at := request.StartTask.Elsewhere("nonsense"); hint != "" || at != nil {
		t.Errorf("%q at %q", hint, at)
	}
}
