package wire_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecsdocument "github.com/aws/aws-sdk-go-v2/service/ecs/document"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/document"
	"github.com/google/go-cmp/cmp"

	"github.com/ecstask/ecstask/internal/wire"
)

// rawDocument is a document that marshals to itself.
type rawDocument string

func (d rawDocument) MarshalSmithyDocument() ([]byte, error) { return []byte(d), nil }

// visit is one call of the function given to Strings.
type visit struct{ Path, S string }

// visits returns what Strings visits, with invalid bytes replaced as the SDK
// replaces them: one U+FFFD for each.
func visits(src smithy.Serializable) (all []visit) {
	wire.Strings(src, func(path []byte, s string) { all = append(all, visit{string(path), string([]rune(s))}) })
	return all
}

// readStrings returns the string values that dec finds in its next value, with
// every object taken for a structure.
func readStrings(dec *json.Decoder, path string) (all []visit, err error) {
	tok, err := dec.Token()
	if err != nil {
		return nil, err
	}
	switch tok := tok.(type) {
	case string:
		return []visit{{path, tok}}, nil
	case json.Delim:
		for i := 0; dec.More(); i++ {
			step := fmt.Sprintf("%s[%d]", path, i)
			if tok == '{' {
				name, err := dec.Token()
				if err != nil {
					return nil, err
				}
				step = strings.TrimPrefix(path+"."+name.(string), ".")
			}
			inside, err := readStrings(dec, step)
			if err != nil {
				return nil, err
			}
			all = append(all, inside...)
		}
		_, err = dec.Token()
	}
	return all, err
}

func decodeStrings(t fataler, src smithy.Serializable) []visit {
	t.Helper()
	body := string(wire.Encode(src))
	dec := json.NewDecoder(strings.NewReader(body))
	dec.UseNumber()
	all, err := readStrings(dec, "")
	if err != nil {
		t.Fatalf("Encode is not JSON: %v: %s", err, body)
	}
	return all
}

// checkPaths holds Strings against encoding/json for a value without maps.
func checkPaths(t fataler, src smithy.Serializable) {
	t.Helper()
	if diff := cmp.Diff(decodeStrings(t, src), visits(src)); diff != "" {
		t.Fatalf("Strings differs from encoding/json (-json +Strings):\n%s", diff)
	}
}

// checkStrings is checkPaths for any value: it does not look at the paths.
func checkStrings(t fataler, src smithy.Serializable) {
	t.Helper()
	want, got := decodeStrings(t, src), visits(src)
	for i := range want {
		want[i].Path = ""
	}
	for i := range got {
		got[i].Path = ""
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("Strings differs from encoding/json (-json +Strings):\n%s", diff)
	}
}

func TestStrings(t *testing.T) {
	object := schema("Object", smithy.ShapeTypeStructure)
	field := object.AddMember("field", schema("Any", smithy.ShapeTypeDocument))

	tests := []struct {
		name string
		src  smithy.Serializable
		want []visit
	}{
		{"no strings", &ecs.StartTaskInput{EnableExecuteCommand: true, Tags: []types.Tag{{}}}, nil},
		{"lists and structures", &ecs.StartTaskInput{
			Cluster:            aws.String("c"),
			ContainerInstances: []string{"a", "b"},
			Overrides: &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{
				{Cpu: aws.Int32(1)},
				{Environment: []types.KeyValuePair{{Name: aws.String("N")}, {Name: aws.String("M"), Value: aws.String("")}}},
			}},
			PropagateTags: types.PropagateTagsNone,
		}, []visit{
			{"cluster", "c"},
			{"containerInstances[0]", "a"},
			{"containerInstances[1]", "b"},
			{"overrides.containerOverrides[1].environment[0].name", "N"},
			{"overrides.containerOverrides[1].environment[1].name", "M"},
			{"overrides.containerOverrides[1].environment[1].value", ""},
			{"propagateTags", "NONE"},
		}},
		{"map keys are quoted", &ecs.RegisterTaskDefinitionInput{ContainerDefinitions: []types.ContainerDefinition{
			{DockerLabels: map[string]string{"a \"b\"\n\xff": "v"}},
		}}, []visit{
			{`containerDefinitions[0].dockerLabels["a \"b\"\n\xff"]`, "v"},
		}},
		{"raw document", &types.DeploymentLifecycleHook{
			HookDetails: ecsdocument.NewLazyDocument(map[string]any{
				"b": []any{1, "x", nil, []any{"y"}},
				"a": map[string]any{"k.l": "z"},
			}),
			RoleArn: aws.String("r"),
		}, []visit{
			{`hookDetails["a"]["k.l"]`, "z"},
			{`hookDetails["b"][1]`, "x"},
			{`hookDetails["b"][3][0]`, "y"},
			{`roleArn`, "r"},
		}},
		{"a raw document that is not JSON takes its place in the list", shape(func(s smithy.ShapeSerializer) {
			s.WriteDocument(nil, document.List{
				document.Opaque{Value: rawDocument(`{"a"`)},
				document.Number("1e999"),
				document.String("x"),
			})
		}), []visit{{"[2]", "x"}}},
		{"lists of lists, unions and maps at the root", shape(func(s smithy.ShapeSerializer) {
			s.WriteList(nil)
			s.WriteUnion(nil, field)
			s.WriteList(field)
			s.WriteInt64(nil, 1)
			s.WriteString(nil, "x")
			s.CloseList()
			s.CloseUnion()
			s.WriteMap(nil)
			s.WriteKey(nil, "k")
			s.WriteFloat64(nil, 1)
			s.WriteKey(nil, "l")
			s.WriteString(nil, "y")
			s.CloseMap()
			s.WriteString(nil, "z")
			s.CloseList()
		}), []visit{
			{"[0].field[1]", "x"},
			{`[1]["l"]`, "y"},
			{"[2]", "z"},
		}},
		{"the root itself", shape(func(s smithy.ShapeSerializer) { s.WriteString(nil, "x") }), []visit{{"", "x"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, visits(tt.src)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestStringsKeepInvalidBytes(t *testing.T) {
	var got string
	wire.Strings(&ecs.StartTaskInput{Group: aws.String("a\xffb")}, func(_ []byte, s string) { got = s })
	if got != "a\xffb" {
		t.Errorf("visited %q, want the string as it was", got)
	}
}
