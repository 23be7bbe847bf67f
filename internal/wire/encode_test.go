package wire_test

import (
	"encoding/json"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	ecsdocument "github.com/aws/aws-sdk-go-v2/service/ecs/document"
	"github.com/aws/aws-sdk-go-v2/service/ecs/schemas"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/document"
	"github.com/aws/smithy-go/traits"
	"github.com/google/go-cmp/cmp"

	"github.com/ecstask/ecstask/internal/wire"
)

var awkward = []struct{ name, s string }{
	{"empty", ""},
	{"quote and backslash", `say "hi" to C:\`},
	{"short escapes", "tab\tline\nreturn\r"},
	{"no short escape for backspace and form feed", "\b\f"},
	{"NUL, other controls and DEL", "\x00\x01\x1f\x7f"},
	{"HTML is left alone", "<a href='x'>&amp;</a>"},
	{"line and paragraph separator", "a\u2028b\u2029c"},
	{"their neighbours", "\u2027\u202a"},
	{"two, three and four byte runes", "é€😀"},
	{"invalid start byte", "ok\xffok"},
	{"cut short", "ok\xe2\x82"},
	{"encoded surrogate half", "\xed\xa0\x80"},
	{"overlong", "\xc0\xaf"},
	{"a real U+FFFD", "\uFFFD"},
	{"escape after eight plain bytes", "12345678\n"},
	{"escape in the last of sixteen", "123456789012345\""},
	{"DEL in a long plain run", "12345678901234\x7f567890"},
	{"high bytes around a plain word", "é12345678é12345678"},
}

func TestEncodeIsTheClientsBody(t *testing.T) {
	client, lastBody := newClient(t)
	inputs := map[string]*ecs.StartTaskInput{
		"every member": fullInput(),
		"only what the client requires": {
			ContainerInstances: []string{},
			TaskDefinition:     aws.String(""),
		},
		"empty structures and lists": {
			ContainerInstances:   []string{""},
			TaskDefinition:       aws.String("web"),
			NetworkConfiguration: &types.NetworkConfiguration{},
			Overrides: &types.TaskOverride{
				ContainerOverrides: []types.ContainerOverride{{}, {Command: []string{}, Environment: []types.KeyValuePair{}}},
			},
			Tags: []types.Tag{},
		},
	}
	for _, a := range awkward {
		inputs[a.name] = &ecs.StartTaskInput{
			ContainerInstances: []string{"i"},
			TaskDefinition:     aws.String("web"),
			Overrides: &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{{
				Name:        aws.String("web"),
				Environment: []types.KeyValuePair{{Name: aws.String("A"), Value: aws.String(a.s)}},
			}}},
		}
	}
	for name, in := range inputs {
		t.Run(name, func(t *testing.T) {
			if _, err := client.StartTask(t.Context(), in); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(lastBody(), string(wire.Encode(in))); diff != "" {
				t.Errorf("Encode differs from the request body (-client +wire):\n%s", diff)
			}
		})
	}
}

func TestFullInputSetsEveryMember(t *testing.T) {
	var body any
	if err := json.Unmarshal(wire.Encode(fullInput()), &body); err != nil {
		t.Fatal(err)
	}
	for _, path := range missing(schemas.StartTaskRequest, "", []any{body}) {
		t.Errorf("fullInput does not set %s", path)
	}
}

// missing returns the members below s that none of values has.
func missing(s *smithy.Schema, path string, values []any) (paths []string) {
	switch s.Type() {
	case smithy.ShapeTypeList:
		var items []any
		for _, v := range values {
			items = append(items, v.([]any)...)
		}
		return missing(s.ListMember(), path+"[]", items)
	case smithy.ShapeTypeStructure, smithy.ShapeTypeUnion:
		for name, m := range s.Members() {
			var found []any
			for _, v := range values {
				if child, ok := v.(map[string]any)[name]; ok {
					found = append(found, child)
				}
			}
			if found == nil {
				paths = append(paths, path+"."+name)
				continue
			}
			paths = append(paths, missing(m, path+"."+name, found)...)
		}
	}
	return paths
}

func TestEncodeIsTheProtocolsBody(t *testing.T) {
	when := time.Date(2026, 2, 28, 23, 59, 59, 123_456_789, time.FixedZone("", 3600))
	format := func(f string) *smithy.Schema {
		return schema("Time", smithy.ShapeTypeTimestamp, &traits.TimestampFormat{Format: f})
	}
	object := schema("Object", smithy.ShapeTypeStructure)
	field := object.AddMember("field", schema("Any", smithy.ShapeTypeDocument))
	other := object.AddMember("other", schema("Any", smithy.ShapeTypeDocument))
	inObject := func(write func(smithy.ShapeSerializer)) shape {
		return func(s smithy.ShapeSerializer) {
			s.WriteStruct(object)
			write(s)
			s.WriteInt8(other, 1)
			s.CloseStruct()
		}
	}

	tests := []struct {
		name string
		src  smithy.Serializable
	}{
		{"an empty request", &ecs.StartTaskInput{}},
		{"a nil list and an empty list", &ecs.StartTaskInput{ContainerInstances: []string{}, Tags: nil}},
		{"a request without members", &ecs.ListClustersInput{}},
		{"an override by itself", fullInput().Overrides},
		{"a union by itself", &types.SharingStrategyMemberNvidiaMps{}},
		{"a nil union", &types.ResourceRequirement{SharingStrategy: nil}},
		{"an unknown union member", &types.ResourceRequirement{SharingStrategy: &types.UnknownUnionMember{Tag: "x"}}},
		{"timestamps", &ecs.SubmitTaskStateChangeInput{
			ExecutionStoppedAt: aws.Time(when),
			PullStartedAt:      aws.Time(time.Unix(0, 0)),
			PullStoppedAt:      aws.Time(time.Unix(-1, 999_999_999)),
		}},
		{"a timestamp beyond 64 bits of nanoseconds", &types.CreatedAt{After: aws.Time(time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC))}},
		{"maps and many lists", &ecs.RegisterTaskDefinitionInput{
			Family: aws.String("web"),
			ContainerDefinitions: []types.ContainerDefinition{{
				DockerLabels:     map[string]string{"a \"b\"\n\xff": "\u2028"},
				Essential:        aws.Bool(false),
				LogConfiguration: &types.LogConfiguration{LogDriver: types.LogDriverAwslogs, Options: map[string]string{}},
				PortMappings:     []types.PortMapping{{ContainerPort: aws.Int32(80)}},
				Ulimits:          []types.Ulimit{{Name: types.UlimitNameCore, HardLimit: math.MaxInt32, SoftLimit: math.MinInt32}},
			}},
		}},
		{"floats", &types.Scale{Value: 12.5}},
		{"small float", &types.Scale{Value: 1.5e-9}},
		{"large float", &types.Scale{Value: 1e21}},
		{"infinite float", &types.Scale{Value: math.Inf(1)}},
		{"no number", &types.Scale{Value: math.NaN()}},
		{"a document in a list", &ecs.CreateServiceInput{
			ServiceName: aws.String("s"),
			DeploymentConfiguration: &types.DeploymentConfiguration{LifecycleHooks: []types.DeploymentLifecycleHook{{
				HookDetails: ecsdocument.NewLazyDocument(map[string]any{"a": []any{1, "é<", nil, 1.5}, "b": true}),
				RoleArn:     aws.String("r"),
			}}},
		}},

		{"root string", shape(func(s smithy.ShapeSerializer) { s.WriteString(nil, "x") })},
		{"root string under a member schema", shape(func(s smithy.ShapeSerializer) { s.WriteString(field, "x") })},
		{"integers", inObject(func(s smithy.ShapeSerializer) {
			s.WriteList(field)
			s.WriteInt8(nil, math.MinInt8)
			s.WriteInt16(nil, math.MinInt16)
			for _, v := range []int32{0, 9, -9, 10, -10, 99, 100, math.MaxInt32, math.MinInt32} {
				s.WriteInt32(nil, v)
				s.WriteInt32(field, v)
			}
			s.WriteInt64(nil, math.MinInt64)
			s.WriteInt64(nil, math.MaxInt64)
			s.CloseList()
		})},
		{"single precision", inObject(func(s smithy.ShapeSerializer) {
			s.WriteList(field)
			for _, f := range []float64{0, math.Copysign(0, -1), 0.1, 1e-7, 1e21, math.MaxFloat32, math.Inf(1), math.Inf(-1), math.NaN()} {
				s.WriteFloat32(nil, float32(f))
				s.WriteFloat64(nil, f)
			}
			s.CloseList()
		})},
		{"blobs and null", inObject(func(s smithy.ShapeSerializer) {
			s.WriteList(field)
			s.WriteBlob(nil, nil)
			s.WriteBlob(nil, []byte{})
			s.WriteBlob(nil, []byte{0xfb, 0xff, 0, 1})
			s.WriteNil(nil)
			s.WriteBool(nil, true)
			s.CloseList()
		})},
		{"timestamp formats", inObject(func(s smithy.ShapeSerializer) {
			s.WriteList(field)
			s.WriteTime(nil, when)
			s.WriteTime(format("epoch-seconds"), when)
			s.WriteTime(format("date-time"), when)
			s.WriteTime(format("http-date"), when)
			s.CloseList()
		})},
		{"member named like a list's", inObject(func(s smithy.ShapeSerializer) {
			member := schema("S", smithy.ShapeTypeStructure).AddMember("member", object)
			s.WriteList(field)
			s.WriteStruct(member)
			s.WriteString(member, "x")
			s.CloseStruct()
			s.CloseList()
		})},
		{"union of a list, in a union", inObject(func(s smithy.ShapeSerializer) {
			s.WriteUnion(field, other)
			s.WriteUnion(other, field)
			s.WriteList(field)
			s.WriteString(nil, "x")
			s.WriteString(nil, "y")
			s.CloseList()
			s.CloseUnion()
			s.CloseUnion()
		})},
		{"map of maps, with an empty key", inObject(func(s smithy.ShapeSerializer) {
			s.WriteMap(field)
			s.WriteKey(nil, "")
			s.WriteMap(nil)
			s.CloseMap()
			s.WriteKey(nil, "k")
			s.WriteMap(nil)
			s.WriteKey(nil, "é")
			s.WriteNil(nil)
			s.CloseMap()
			s.CloseMap()
		})},
		{"documents", inObject(func(s smithy.ShapeSerializer) {
			s.WriteList(field)
			for _, v := range []document.Value{
				document.Null{}, document.Boolean(true), document.Number("1e400"), document.String("\xff"),
				document.Blob("b"), document.Timestamp(when), document.List{document.String("x")}, document.Map{},
				document.Map{"k": document.String("v")}, document.Structure{Discriminator: "d", Members: document.Map{"m": document.Null{}}},
				document.Opaque{Value: []string{"x"}}, &document.Opaque{Value: map[string]int{"n": 1}}, document.Opaque{},
				nil,
			} {
				s.WriteDocument(field, v)
			}
			s.CloseList()
		})},
		{"a document that is not there", inObject(func(s smithy.ShapeSerializer) { s.WriteDocument(field, nil) })},
		{"far deeper than the SDK's own stack begins", shape(func(s smithy.ShapeSerializer) {
			for range 5000 {
				s.WriteList(nil)
				s.WriteStruct(nil)
				s.WriteUnion(field, other)
			}
			s.WriteString(nil, "x")
			for range 5000 {
				s.CloseUnion()
				s.CloseStruct()
				s.CloseList()
			}
		})},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(protocolBody(t, tt.src), string(wire.Encode(tt.src))); diff != "" {
				t.Errorf("Encode differs from the SDK (-sdk +wire):\n%s", diff)
			}
			checkLen(t, tt.src)
			checkStrings(t, tt.src)
		})
	}
}

// The SDK writes map entries in random order, so only sorted bytes compare.
func TestEncodeLargeMaps(t *testing.T) {
	labels := make(map[string]string)
	for _, a := range awkward {
		labels[a.name] = a.s
		labels[a.s] = a.name
	}
	in := &types.ContainerDefinition{DockerLabels: labels}
	sorted := func(s string) string {
		b := []byte(s)
		slices.Sort(b)
		return string(b)
	}
	if got, want := sorted(string(wire.Encode(in))), sorted(protocolBody(t, in)); got != want {
		t.Errorf("Encode wrote other bytes than the SDK:\n%q\n%q", got, want)
	}
	checkLen(t, in)
}

func TestEncodeWhereTheSDKFails(t *testing.T) {
	object := schema("Object", smithy.ShapeTypeStructure)
	field := object.AddMember("field", schema("Any", smithy.ShapeTypeDocument))
	huge, _ := new(big.Int).SetString("-123456789012345678901234567890", 10)

	tests := []struct {
		name  string
		write shape
		want  string
	}{
		{"big integer", func(s smithy.ShapeSerializer) { s.WriteBigInt(nil, huge) }, "-123456789012345678901234567890"},
		{"nil big integer", func(s smithy.ShapeSerializer) { s.WriteBigInt(nil, nil) }, "null"},
		{"big float", func(s smithy.ShapeSerializer) { s.WriteBigFloat(nil, big.NewFloat(-1.25e100)) }, "-1.25e+100"},
		{"nil big float", func(s smithy.ShapeSerializer) { s.WriteBigFloat(nil, nil) }, "null"},
		{"infinite big float", func(s smithy.ShapeSerializer) { s.WriteBigFloat(nil, new(big.Float).SetInf(true)) }, `"-Infinity"`},
		{"documents in documents", func(s smithy.ShapeSerializer) {
			s.WriteDocument(nil, document.Map{
				"b": document.List{document.List{document.Map{"x": document.Number("1")}}},
				"a": document.Map{"z": document.Null{}},
			})
		}, `{"a":{"z":null},"b":[[{"x":1}]]}`},
		{"nil document as a map entry", func(s smithy.ShapeSerializer) {
			s.WriteDocument(nil, document.Map{"a": nil, "b": (*document.Opaque)(nil), "c": document.Opaque{Value: make(chan int)}})
		}, `{"a":null,"b":null,"c":null}`},
		{"nil document as a union member", func(s smithy.ShapeSerializer) {
			s.WriteUnion(nil, field)
			s.WriteDocument(field, nil)
			s.CloseUnion()
		}, `{"field":null}`},
		{"key and union without a value", func(s smithy.ShapeSerializer) {
			s.WriteStruct(nil)
			s.WriteUnion(field, field)
			s.CloseUnion()
			s.WriteMap(field)
			s.WriteKey(nil, "k")
			s.CloseMap()
			s.WriteUnion(field, nil)
			s.CloseUnion()
			s.CloseStruct()
		}, `{"field":{},"field":{},"field":{}}`},
		{"closed more often than opened", func(s smithy.ShapeSerializer) {
			s.CloseList()
			s.WriteStruct(nil)
			s.CloseStruct()
			s.CloseStruct()
			s.CloseMap()
			s.CloseUnion()
			if s.Bytes() != nil {
				panic("the bytes are the sink's")
			}
		}, `{}`},
		{"a member without a schema", func(s smithy.ShapeSerializer) {
			s.WriteStruct(nil)
			s.WriteString(nil, "x")
			s.WriteInt8(nil, 1)
			s.CloseStruct()
		}, `{"":"x","":1}`},
		{"nothing written", func(smithy.ShapeSerializer) {}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(wire.Encode(tt.write)); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			checkLen(t, tt.write)
		})
	}
}

func TestValueWithoutEncoding(t *testing.T) {
	tests := []struct {
		name string
		src  smithy.Serializable
	}{
		{"nil", nil},
		{"typed nil", (*ecs.StartTaskInput)(nil)},
		{"typed nil union member", &ecs.StartTaskInput{
			Cluster: aws.String("visited by no one"),
			Overrides: &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{{
				ResourceRequirements: []types.ResourceRequirement{{SharingStrategy: (*types.SharingStrategyMemberNvidiaMps)(nil)}},
			}}},
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := wire.Encode(tt.src); got != nil {
				t.Errorf("Encode = %s, want nil", got)
			}
			if got := wire.Measure(tt.src); got != (wire.Extent{}) {
				t.Errorf("Measure = %+v, want the zero Extent", got)
			}
			wire.Strings(tt.src, func(path []byte, _ string) { t.Errorf("Strings visited %s", path) })
			checkLen(t, fullInput())
		})
	}
}

func TestForeignPanicGoesOn(t *testing.T) {
	defer func() {
		if r := recover(); r != "mine" {
			t.Errorf("recovered %v, want the caller's own panic", r)
		}
	}()
	wire.Encode(shape(func(smithy.ShapeSerializer) { panic("mine") }))
}

func TestEncodeResultIsTheCallers(t *testing.T) {
	first := wire.Encode(fullInput())
	kept := strings.Clone(string(first))
	wire.Encode(typicalOverride())
	if string(first) != kept {
		t.Error("a later Encode changed an earlier result")
	}
}

func TestAppendString(t *testing.T) {
	for _, a := range awkward {
		t.Run(a.name, func(t *testing.T) {
			src := shape(func(s smithy.ShapeSerializer) { s.WriteString(nil, a.s) })
			got, want := string(wire.AppendString([]byte("x"), a.s)), "x"+protocolBody(t, src)
			if got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestEveryByteInEveryPosition(t *testing.T) {
	for _, length := range []int{1, 7, 8, 9, 17} { // around one word and two
		src := shape(func(s smithy.ShapeSerializer) {
			s.WriteList(nil)
			for i := range length {
				for b := range 256 {
					text := []byte(strings.Repeat("~", length))
					text[i] = byte(b)
					s.WriteString(nil, string(text))
				}
			}
			s.CloseList()
		})
		if got, want := string(wire.Encode(src)), protocolBody(t, src); got != want {
			t.Errorf("length %d: Encode differs from the SDK", length)
		}
		checkLen(t, src)
		checkStrings(t, src)
	}
}

func TestIs(t *testing.T) {
	over := typicalOverride()
	text := wire.Encode(over)
	if !wire.Is(over, text) {
		t.Error("is not its own encoding")
	}
	if wire.Is(over, text[1:]) || wire.Is(new(types.TaskOverride), text) || wire.Is((*types.TaskOverride)(nil), nil) {
		t.Error("is another's encoding")
	}
}
