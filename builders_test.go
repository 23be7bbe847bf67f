package ecstask_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ebs"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/netconfig"
	"github.com/ecstask/ecstask/overrides"
	"github.com/ecstask/ecstask/runtask"
	"github.com/ecstask/ecstask/starttask"
	"pgregory.net/rapid"
)

// A builder builds an S of the SDK, and is a B.
type builder[B, S any] struct {
	from  func(*S) B
	read  func(B) *S
	valid B // what New makes
	build func(B) (*S, error)
}

// builders test what all builders promise, by the methods and members they have. A
// member of the SDK that no method sets fails a test.
var builders = map[string]func(*testing.T){
	"starttask.Builder": builder[starttask.Builder, ecs.StartTaskInput]{
		starttask.From, starttask.Builder.Unchecked,
		starttask.New("web:7", "0123456789abcdef0123456789abcdef"), starttask.Builder.Build,
	}.test,
	"runtask.Builder": builder[runtask.Builder, ecs.RunTaskInput]{
		runtask.From, runtask.Builder.Unchecked, runtask.New("web:7"), runtask.Builder.Build,
	}.test,
	"netconfig.Config": builder[netconfig.Config, types.NetworkConfiguration]{
		netconfig.From, netconfig.Config.Unchecked, netconfig.New("subnet-0123456789abcdef0"), netconfig.Config.Build,
	}.test,
	"overrides.Task": builder[overrides.Task, types.TaskOverride]{
		overrides.From, overrides.Task.Unchecked, overrides.New(overrides.ForContainer("app")), overrides.Task.Build,
	}.test,
	"overrides.Container": builder[overrides.Container, types.ContainerOverride]{
		func(in *types.ContainerOverride) overrides.Container { return overrides.FromContainer(*in) },
		func(c overrides.Container) *types.ContainerOverride { return new(c.Unchecked()) },
		overrides.ForContainer("app"),
		func(c overrides.Container) (*types.ContainerOverride, error) {
			t, err := overrides.New(c).Build()
			return &t.ContainerOverrides[0], err
		},
	}.test,
	"ebs.Volume": builder[ebs.Volume, types.TaskVolumeConfiguration]{
		func(in *types.TaskVolumeConfiguration) ebs.Volume { return ebs.From(*in) },
		func(v ebs.Volume) *types.TaskVolumeConfiguration { return new(v.Unchecked()) },
		ebs.New("data", "arn:aws:iam::123456789012:role/ecs").WithSize(20),
		func(v ebs.Volume) (*types.TaskVolumeConfiguration, error) {
			in, err := v.Build()
			return &in, err
		},
	}.test,
}

// built are the SDK's types with builders of their own, and what these give to a method
// that takes one.
var built = map[reflect.Type]any{
	reflect.TypeFor[types.NetworkConfiguration]():    netconfig.New("subnet-1"),
	reflect.TypeFor[types.TaskOverride]():            overrides.New().WithCPU("256"),
	reflect.TypeFor[types.ContainerOverride]():       overrides.ForContainer("app"),
	reflect.TypeFor[types.TaskVolumeConfiguration](): ebs.New("data", ""),
}

func TestBuilders(t *testing.T) {
	for name, test := range builders {
		t.Run(name, test)
	}
}

func (b builder[B, S]) test(t *testing.T) {
	t.Run("methods", b.testMethods)
	t.Run("copies", b.testCopies)
	t.Run("unset, empty and set", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			in := new(S)
			sdktest.Draw(t, in)
			if diff := sdktest.Diff(in, b.read(b.from(in))); diff != "" {
				t.Fatalf("Unchecked (-want +got):\n%s", diff)
			}
		})
	})
}

// full returns a value with everything set.
func (b builder[B, S]) full(t *testing.T) *S {
	in := new(S)
	sdktest.Fill(t, in)
	return in
}

// testCopies changes what was given to From, and what Unchecked and Build returned.
func (b builder[B, S]) testCopies(t *testing.T) {
	in, want := b.full(t), b.full(t)
	v := b.from(in)
	sdktest.Scramble(in)
	sdktest.Scramble(b.read(v))
	if diff := sdktest.Diff(want, b.read(v)); diff != "" {
		t.Errorf("somebody else's change arrived (-want +got):\n%s", diff)
	}
	before := b.read(b.valid)
	out, err := b.build(b.valid)
	if err != nil {
		t.Fatal(err)
	}
	if diff := sdktest.Diff(before, out); diff != "" {
		t.Errorf("Build differs from Unchecked (-want +got):\n%s", diff)
	}
	sdktest.Scramble(out)
	if diff := sdktest.Diff(before, b.read(b.valid)); diff != "" {
		t.Errorf("what Build returned shares memory (-want +got):\n%s", diff)
	}
}

// testMethods calls every With method: on the zero builder, to see what it sets, and on
// a full one, which must not change. Together the methods and New set every member.
func (b builder[B, S]) testMethods(t *testing.T) {
	var zero B
	covered := make(map[string]bool)
	cover := func(v B) (n int) {
		paths := set(reflect.ValueOf(b.read(v)))
		for _, path := range paths {
			covered[path] = true
		}
		return len(paths)
	}
	cover(b.valid)
	full, want := b.from(b.full(t)), b.full(t)
	for method := range reflect.TypeFor[B]().Methods() {
		if !strings.HasPrefix(method.Name, "With") || method.Name == "WithRules" {
			continue
		}
		call := func(v B, args ...reflect.Value) B {
			f := method.Func.Call
			if method.Type.IsVariadic() {
				f = method.Func.CallSlice
			}
			return f(append([]reflect.Value{reflect.ValueOf(v)}, args...))[0].Interface().(B)
		}
		args := arguments(t, method.Type)
		v := call(zero, args...)
		if cover(v) == 0 {
			t.Errorf("%s sets nothing", method.Name)
		}
		if twice := b.read(call(v, args...)); len(args) == 1 && args[0].Kind() == reflect.String && sdktest.Diff(b.read(v), twice) == "" {
			if left := set(reflect.ValueOf(b.read(call(v, reflect.Zero(args[0].Type()))))); len(left) > 0 {
				t.Errorf("%s with an empty text leaves %q", method.Name, left)
			}
		}
		before := b.read(v)
		for _, arg := range args {
			if k := arg.Kind(); k == reflect.Slice || k == reflect.Pointer {
				sdktest.Scramble(arg.Interface())
			}
		}
		if diff := sdktest.Diff(before, b.read(v)); diff != "" {
			t.Errorf("%s shares memory with its arguments (-want +got):\n%s", method.Name, diff)
		}
		call(full, arguments(t, method.Type)...)
		if diff := sdktest.Diff(want, b.read(full)); diff != "" {
			t.Fatalf("%s changes its receiver (-want +got):\n%s", method.Name, diff)
		}
	}
	for _, path := range set(reflect.ValueOf(want)) {
		if !covered[path] {
			t.Errorf("no method sets %s", path)
		}
	}
}

// arguments returns arguments for a method, with everything set.
func arguments(t *testing.T, method reflect.Type) []reflect.Value {
	var args []reflect.Value
	for i := 1; i < method.NumIn(); i++ {
		args = append(args, argument(t, method.In(i)))
	}
	return args
}

func argument(t *testing.T, typ reflect.Type) reflect.Value {
	for _, v := range built {
		switch v := reflect.ValueOf(v); typ {
		case v.Type():
			return v
		case reflect.SliceOf(v.Type()):
			return reflect.Append(reflect.Zero(typ), v)
		}
	}
	if typ == reflect.TypeFor[map[string]string]() {
		return reflect.ValueOf(map[string]string{"A": "1"})
	}
	v := reflect.New(typ)
	sdktest.Fill(t, v.Interface())
	return v.Elem()
}

// set returns the paths of the members that are set in v, without indexes. It does not
// look into types with builders of their own.
func set(v reflect.Value) []string { return appendSet(nil, "", v) }

func appendSet(paths []string, path string, v reflect.Value) []string {
	_, other := built[v.Type()]
	switch {
	case v.Kind() == reflect.Pointer && !v.IsNil():
		return appendSet(paths, path, v.Elem())
	case v.Kind() == reflect.Struct && (!other || path == ""):
		for field, f := range v.Fields() {
			if field.IsExported() {
				paths = appendSet(paths, path+"."+field.Name, f)
			}
		}
		return paths
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct:
		for i := range v.Len() {
			paths = appendSet(paths, path, v.Index(i))
		}
		return paths
	case !v.IsZero():
		return append(paths, path)
	}
	return paths
}
