package shorthand_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/shorthand"
)

func ExampleWithPlaces() {
	text := "awsvpcConfiguration={subnets=[subnet-0123456789abcdef0,None],securityGroup=[sg-0123456789abcdef0]}"
	var network types.NetworkConfiguration
	var places shorthand.Places
	err := shorthand.Unmarshal(text, &network, shorthand.WithPlaces(&places))
	found := rules.Check(&network, rules.Unread(err))
	places.Locate(found)
	for _, e := range found {
		fmt.Println(e.Pos, e.Path, e.Kind)
	}
	// Output:
	// 1:62 awsvpcConfiguration.securityGroup unknown
	// 1:56 awsvpcConfiguration.subnets[1] invalid
}

// TestPlaces looks at what stands where a finding is located.
func TestPlaces(t *testing.T) {
	for _, tt := range []struct{ name, text, path, want string }{
		{"a word", "cpu=1,memory=2", "memory", "2"},
		{"quoted", `cpu="1" , memory='2'`, "memory", "'2'"},
		{"a list", "containerOverrides=[{name=a},{name=b,command=[x,y]}]", "containerOverrides[1].command[1]", "y]"},
		{"a hash", "containerOverrides=[{name=a},{name=b}]", "containerOverrides[1]", "{name=b"},
		{"several values", "a=x, y,z", "a[1]", "y,z"},
		{"the nearest that is there", "containerOverrides=[{name=a}]", "containerOverrides[0].cpu", "{name=a"},
		{"nothing is near", "cpu=1", "memory", "cpu"},
		{"JSON", "{\"cpu\": \"1\",\n \"memory\": \"2\"}", "memory", `"2"`},
	} {
		var places shorthand.Places
		_ = shorthand.Unmarshal(tt.text, new(types.TaskOverride), shorthand.WithPlaces(&places))
		e := &field.Error{Path: field.Path(tt.path)}
		given := field.Error{Pos: field.Pos{Line: 7, Column: 7, Offset: 7}}
		kept := given
		places.Locate(field.Findings{nil, e, &kept})
		before := tt.text[:e.Pos.Offset]
		line, column := 1+strings.Count(before, "\n"), 1+len(before)-(strings.LastIndex(before, "\n")+1)
		if !strings.HasPrefix(tt.text[e.Pos.Offset:], tt.want) || e.Pos.Line != line || e.Pos.Column != column {
			t.Errorf("%s: %v, %q", tt.name, e.Pos, tt.text[e.Pos.Offset:])
		}
		if kept.Pos != given.Pos {
			t.Errorf("%s: a position that was known became %v", tt.name, kept.Pos)
		}
	}
}

func TestPlacesOfListsAndErrors(t *testing.T) {
	for _, tt := range []struct {
		args []string
		path field.Path
		want field.Pos
	}{
		{[]string{`[{"key": "a"}, {"key": 1}]`}, "[1].key", field.Pos{Line: 1, Column: 24, Offset: 23}},
		{[]string{"key=a", "key=b,value="}, "[1].key", field.Pos{}},
		{[]string{"key=a"}, "[0].key", field.Pos{}},
	} {
		var places shorthand.Places
		_, _ = shorthand.UnmarshalList[types.Tag](tt.args, shorthand.WithPlaces(&places))
		e := &field.Error{Path: tt.path}
		if places.Locate(field.Findings{e}); e.Pos != tt.want {
			t.Errorf("%q: %v, want %v", tt.args, e.Pos, tt.want)
		}
	}
	var places shorthand.Places
	found := field.Collect(shorthand.Unmarshal("cpu=1,\nmemory={", new(types.TaskOverride), shorthand.WithPlaces(&places)))
	places.Locate(found)
	if want := (field.Pos{Line: 2, Column: 9, Offset: 15}); len(found) != 1 || found[0].Pos != want {
		t.Errorf("%v, want one at %v", found, want)
	}
}
