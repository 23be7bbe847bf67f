// Package sdktest has what the tests of several packages share: it fills, draws, changes
// and compares SDK structs, runs the tables of builders, and stands between clients and
// their endpoint.
package sdktest

import (
	"reflect"
	"runtime"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go/document"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// Diff returns how two SDK values differ. A nil list differs from an empty one.
func Diff(want, got any) string {
	return cmp.Diff(want, got, cmpopts.IgnoreTypes(document.NoSerde{}))
}

// Fill sets all that can be reached from the struct that v points to: pointers,
// two elements in each list, and a value of its own for each text and number.
func Fill(t testing.TB, v any) {
	t.Helper()
	set(t, reflect.ValueOf(v).Elem(), &counter{})
}

// Draw sets any part of what can be reached from the struct that v points to.
// Texts are UTF-8, and often have the characters that a shell or the AWS CLI
// treats specially.
func Draw(t *rapid.T, v any) { set(t, reflect.ValueOf(v).Elem(), drawer{t}) }

// A source says what to set values to.
type source interface {
	present() bool // whether a pointer or a union is set
	count() int    // the length of a list; -1 for nil
	text() string
	number() int32
	boolean() bool
}

type counter struct{ n int32 }

func (c *counter) present() bool { return true }
func (c *counter) count() int    { return 2 }
func (c *counter) text() string  { return "text-" + strconv.Itoa(int(c.number())) }
func (c *counter) number() int32 { c.n++; return c.n }
func (c *counter) boolean() bool { return true }

type drawer struct{ t *rapid.T }

var texts = rapid.OneOf(
	rapid.StringMatching(`[a-z0-9-]{0,8}`),
	rapid.StringOf(rapid.SampledFrom([]rune("a-\"'\\,=[]{}<>@$`! \n\x00é"))),
	rapid.String(),
)

func (d drawer) present() bool { return rapid.Bool().Draw(d.t, "present") }
func (d drawer) count() int    { return rapid.IntRange(-1, 3).Draw(d.t, "count") }
func (d drawer) text() string  { return texts.Draw(d.t, "text") }
func (d drawer) number() int32 { return rapid.Int32().Draw(d.t, "number") }
func (d drawer) boolean() bool { return rapid.Bool().Draw(d.t, "boolean") }

// unions holds a member of each union in a request.
var unions = map[reflect.Type]reflect.Type{
	reflect.TypeFor[types.SharingStrategy](): reflect.TypeFor[types.SharingStrategyMemberNvidiaMps](),
}

func set(t interface{ Fatalf(string, ...any) }, v reflect.Value, s source) {
	switch v.Kind() {
	case reflect.Struct:
		for field, f := range v.Fields() {
			if field.IsExported() {
				set(t, f, s)
			}
		}
	case reflect.Pointer:
		if s.present() {
			v.Set(reflect.New(v.Type().Elem()))
			set(t, v.Elem(), s)
		}
	case reflect.Interface:
		member, ok := unions[v.Type()]
		if !ok {
			t.Fatalf("sdktest does not know the union %v", v.Type())
		}
		if s.present() {
			v.Set(reflect.New(member))
			set(t, v.Elem().Elem(), s)
		}
	case reflect.Slice:
		if n := s.count(); n >= 0 {
			v.Set(reflect.MakeSlice(v.Type(), n, n))
		}
		for i := range v.Len() {
			set(t, v.Index(i), s)
		}
	case reflect.String:
		v.SetString(s.text())
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(int64(s.number()))
	case reflect.Bool:
		v.SetBool(s.boolean())
	default:
		t.Fatalf("sdktest cannot set %v", v.Type())
	}
}

// Scramble changes all that can be reached from v in place. If v shares memory
// with another value, that one changes, too.
func Scramble(v any) { scramble(reflect.ValueOf(v)) }

func scramble(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for field, f := range v.Fields() {
			if field.IsExported() {
				scramble(f)
			}
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			scramble(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			scramble(v.Index(i))
		}
	case reflect.String:
		v.SetString("scrambled")
	case reflect.Int32:
		v.SetInt(-1)
	case reflect.Bool:
		v.SetBool(!v.Bool())
	}
}

// Keeps returns how many bytes what make returns keeps from being freed.
func Keeps(make func() any) uint64 {
	v := make()
	with := inUse()
	runtime.KeepAlive(v)
	return with - inUse()
}

func inUse() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
