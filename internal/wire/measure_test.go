package wire_test

import (
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/document"
	"pgregory.net/rapid"

	"github.com/ecstask/ecstask/internal/wire"
)

// checkLen holds Len against the encoding itself.
func checkLen(t fataler, src smithy.Serializable) {
	t.Helper()
	body := wire.Encode(src)
	chars, bytes := wire.Len(src)
	if chars != utf8.RuneCount(body) || bytes != len(body) {
		t.Fatalf("Len = %d chars, %d bytes; Encode has %d and %d: %s", chars, bytes, utf8.RuneCount(body), len(body), body)
	}
}

func TestLenKnown(t *testing.T) {
	tests := []struct {
		name         string
		s            string
		chars, bytes int
	}{
		{"plain", "abc", 5, 5},
		{"one character of several bytes", "é😀", 4, 8},
		{"two for a short escape", "\n", 4, 4},
		{"six for any other control", "\x00", 8, 8},
		{"six for a line separator", "\u2028", 8, 8},
		{"one for each invalid byte, in three bytes", "\xff\xfe", 4, 8},
		{"one for what HTML would escape", "<>&", 5, 5},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			src := shape(func(s smithy.ShapeSerializer) { s.WriteString(nil, tt.s) })
			chars, bytes := wire.Len(src)
			if chars != tt.chars || bytes != tt.bytes {
				t.Errorf("Len = %d, %d; want %d, %d", chars, bytes, tt.chars, tt.bytes)
			}
			checkLen(t, src)
		})
	}
}

func TestValidUTF8(t *testing.T) {
	tests := []struct {
		name string
		src  smithy.Serializable
		want bool
	}{
		{"nothing", &ecs.StartTaskInput{}, true},
		{"everything", fullInput(), true},
		{"U+FFFD itself", &ecs.StartTaskInput{Group: aws.String("\uFFFD")}, true},
		{"every escape", &ecs.StartTaskInput{Group: aws.String("\x00\x7f\u2028\"\\\n")}, true},
		{"a bad byte", &ecs.StartTaskInput{Group: aws.String("\xff")}, false},
		{"a bad byte, then good strings", &ecs.StartTaskInput{Cluster: aws.String("\x80"), Group: aws.String("g")}, false},
		{"a bad enum value", &ecs.StartTaskInput{PropagateTags: "\xc3"}, false},
		{"a bad map key", &types.ContainerDefinition{DockerLabels: map[string]string{"\xff": ""}}, false},
		{"a bad raw document", shape(func(s smithy.ShapeSerializer) { s.WriteDocument(nil, document.Opaque{Value: rawDocument("\"\xff\"")}) }), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := wire.Measure(tt.src).ValidUTF8; got != tt.want {
				t.Errorf("ValidUTF8 = %t, want %t", got, tt.want)
			}
		})
	}
}

func TestNUL(t *testing.T) {
	tests := []struct {
		name string
		src  smithy.Serializable
		want bool
	}{
		{"nothing", &ecs.StartTaskInput{}, false},
		{"every other escape", &ecs.StartTaskInput{Group: aws.String("\x01\x7f\u2028\"\\\n\xff")}, false},
		{"alone", &ecs.StartTaskInput{Group: aws.String("\x00")}, true},
		{"in a long text", &ecs.StartTaskInput{Group: aws.String("a long text before\x00and after")}, true},
		{"in an enum value", &ecs.StartTaskInput{PropagateTags: "\x00"}, true},
		{"in a list", &ecs.StartTaskInput{ContainerInstances: []string{"a", "\x00"}}, true},
		{"in a map key", &types.ContainerDefinition{DockerLabels: map[string]string{"\x00": ""}}, true},
		{"in a raw document", shape(func(s smithy.ShapeSerializer) { s.WriteDocument(nil, document.Opaque{Value: rawDocument(`"\u0000"`)}) }), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := wire.Measure(tt.src).NUL; got != tt.want {
				t.Errorf("NUL = %t, want %t", got, tt.want)
			}
		})
	}
}

func TestMeasureDoesNotAllocate(t *testing.T) {
	over := typicalOverride()
	wire.Measure(over)
	if n := testing.AllocsPerRun(100, func() { wire.Measure(over) }); n > 0 {
		t.Errorf("Measure allocates %g times", n)
	}
}

// genString draws strings that mix plain runs with everything that is escaped,
// decoded or replaced.
var genString = rapid.Custom(func(t *rapid.T) string {
	part := rapid.OneOf(
		rapid.StringMatching(`[ -~]{0,20}`),
		rapid.String(),
		rapid.SampledFrom([]string{"\"", "\\", "\n", "\x00", "\x7f", "\u2028", "\u2029", "\uFFFD", "\xff", "\xe2\x82", "\xed\xa0\x80", "é", "😀"}),
	)
	var s string
	for _, p := range rapid.SliceOfN(part, 0, 4).Draw(t, "parts") {
		s += p
	}
	return s
})

// genInput draws requests of any shape, many of which no service would take.
var genInput = rapid.Custom(func(t *rapid.T) *ecs.StartTaskInput {
	str := rapid.Ptr(genString, true)
	strs := rapid.SliceOfN(genString, 0, 3)
	num := rapid.Ptr(rapid.Int32(), true)
	tag := rapid.Custom(func(t *rapid.T) types.Tag {
		return types.Tag{Key: str.Draw(t, "key"), Value: str.Draw(t, "value")}
	})
	env := rapid.Custom(func(t *rapid.T) types.KeyValuePair {
		return types.KeyValuePair{Name: str.Draw(t, "name"), Value: str.Draw(t, "value")}
	})
	requirement := rapid.Custom(func(t *rapid.T) types.ResourceRequirement {
		r := types.ResourceRequirement{Type: types.ResourceType(genString.Draw(t, "type")), Value: str.Draw(t, "value")}
		if rapid.Bool().Draw(t, "shared") {
			r.SharingStrategy = &types.SharingStrategyMemberNvidiaMps{Value: types.NvidiaMpsAllocation{Memory: num.Draw(t, "memory")}}
		}
		return r
	})
	container := rapid.Custom(func(t *rapid.T) types.ContainerOverride {
		return types.ContainerOverride{
			Name:                 str.Draw(t, "name"),
			Command:              strs.Draw(t, "command"),
			Cpu:                  num.Draw(t, "cpu"),
			Environment:          rapid.SliceOfN(env, 0, 3).Draw(t, "environment"),
			ResourceRequirements: rapid.SliceOfN(requirement, 0, 2).Draw(t, "requirements"),
		}
	})
	in := &ecs.StartTaskInput{
		Cluster:              str.Draw(t, "cluster"),
		ContainerInstances:   strs.Draw(t, "instances"),
		EnableExecuteCommand: rapid.Bool().Draw(t, "exec"),
		TaskDefinition:       str.Draw(t, "taskDefinition"),
		Tags:                 rapid.SliceOfN(tag, 0, 3).Draw(t, "tags"),
	}
	if rapid.Bool().Draw(t, "overridden") {
		in.Overrides = &types.TaskOverride{
			ContainerOverrides: rapid.SliceOfN(container, 0, 3).Draw(t, "containers"),
			EphemeralStorage:   &types.EphemeralStorage{SizeInGiB: rapid.Int32().Draw(t, "storage")},
		}
	}
	return in
})

func checkInput(t *rapid.T) {
	in := genInput.Draw(t, "input")
	if got, want := string(wire.Encode(in)), protocolBody(t, in); got != want {
		t.Fatalf("Encode differs from the SDK:\n%s\n%s", got, want)
	}
	checkLen(t, in)
	checkStrings(t, in)
	checkPaths(t, in)
	valid, nul := true, false
	wire.Strings(in, func(_ []byte, s string) {
		valid = valid && utf8.ValidString(s)
		nul = nul || strings.Contains(s, "\x00")
	})
	if got := wire.Measure(in); got.ValidUTF8 != valid || got.NUL != nul {
		t.Fatalf("Measure gives %+v, but its strings say %t, %t", got, valid, nul)
	}
}

func TestAnyInput(t *testing.T) { rapid.Check(t, checkInput) }

func FuzzAnyInput(f *testing.F) { f.Fuzz(rapid.MakeFuzz(checkInput)) }

// FuzzString holds AppendString, the count and the SDK together for one string.
func FuzzString(f *testing.F) {
	for _, a := range awkward {
		f.Add(a.s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		src := shape(func(w smithy.ShapeSerializer) {
			w.WriteMap(nil)
			w.WriteKey(nil, s)
			w.WriteString(nil, s)
			w.CloseMap()
		})
		if got, want := string(wire.Encode(src)), protocolBody(t, src); got != want {
			t.Fatalf("Encode = %q, SDK = %q", got, want)
		}
		checkLen(t, src)
		checkStrings(t, src)
		if got := wire.Measure(src); got.ValidUTF8 != utf8.ValidString(s) || got.NUL != strings.Contains(s, "\x00") {
			t.Fatalf("Measure gives %+v", got)
		}
	})
}

func TestConcurrentUse(t *testing.T) {
	full, over := fullInput(), typicalOverride()
	wantFull, wantOver := string(wire.Encode(full)), wire.Measure(over)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 100 {
				if got := string(wire.Encode(full)); got != wantFull {
					t.Errorf("Encode = %s", got)
				}
				if got := wire.Measure(over); got != wantOver {
					t.Errorf("Measure = %+v, want %+v", got, wantOver)
				}
			}
		})
	}
	wg.Wait()
}
