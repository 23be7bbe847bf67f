package rules_test

import (
	"encoding"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/google/go-cmp/cmp"

	"github.com/ecstask/ecstask/fargate"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/rules"
)

// TestAsRequest holds that RunTask's members of a StartTask request all come
// along: one that the SDK gains would be missing.
func TestAsRequest(t *testing.T) {
	for f := range reflect.TypeFor[input]().Fields() {
		if !f.IsExported() || f.Name == "ContainerInstances" {
			continue
		}
		in := &input{}
		switch v := reflect.ValueOf(in).Elem().FieldByIndex(f.Index); v.Kind() {
		case reflect.Pointer:
			v.Set(reflect.New(v.Type().Elem()))
		case reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		case reflect.String:
			v.SetString("x")
		case reflect.Bool:
			v.SetBool(true)
		default:
			t.Fatalf("%s is a %s", f.Name, v.Type())
		}
		want := reflect.ValueOf(in).Elem().FieldByIndex(f.Index).Interface()
		if got := reflect.ValueOf(rules.AsRequest(in)).Elem().FieldByName(f.Name); !got.IsValid() || !reflect.DeepEqual(got.Interface(), want) {
			t.Errorf("%s is lost", f.Name)
		}
	}
}

// TestRunTaskShares checks each request of the cases as one of RunTask: the rules
// that hold for both find the same, but for what needs the container instances and
// what depends on the launch.
func TestRunTaskShares(t *testing.T) {
	rows := []row{{"everything", func(in *input) { *in = *everything() }, ""}}
	for _, c := range cases {
		rows = append(rows, c.rows...)
	}
	n := 0
	for _, row := range rows {
		in := valid()
		row.change(in)
		var want field.Findings
		for _, e := range rules.Check(in) {
			r, _ := rules.Lookup(e.Rule)
			if r.Operations&rules.RunTask != 0 && !ofInstances(e) && !byLaunch(e) && e.Rule != "started-by-length" {
				want = append(want, e)
				n++
			}
		}
		if diff := cmp.Diff(want.String(), withoutOwner(in, rules.Check(rules.AsRequest(in))).String()); diff != "" {
			t.Errorf("%s (-StartTask +RunTask):\n%s", row.name, diff)
		}
	}
	if n < 200 {
		t.Errorf("only %d findings were compared", n)
	}
}

func byLaunch(e *field.Error) bool {
	return rules.Severities(e.Rule) != nil && e.Rule != "network-empty"
}

func ofInstances(e *field.Error) bool {
	for _, p := range append([]field.Path{e.Path}, e.Related...) {
		if strings.HasPrefix(string(p), "containerInstances") {
			return true
		}
	}
	return false
}

// withoutOwner leaves out what RunTask finds where only an instance says to which
// account the request of StartTask belongs, and what depends on the launch.
func withoutOwner(in *input, found field.Findings) (rest field.Findings) {
	byInstance := slices.ContainsFunc(rules.Check(in), func(e *field.Error) bool { return e.Rule == "role-account" && ofInstances(e) })
	for _, e := range found {
		if !(byInstance && e.Rule == "role-account") && !byLaunch(e) {
			rest = append(rest, e)
		}
	}
	return rest
}

func TestRunTask(t *testing.T) {
	strategy := func(names ...string) func(*ecs.RunTaskInput) {
		return func(in *ecs.RunTaskInput) {
			for _, name := range names {
				in.CapacityProviderStrategy = append(in.CapacityProviderStrategy, types.CapacityProviderStrategyItem{CapacityProvider: &name, Weight: 1})
			}
		}
	}
	network := &types.NetworkConfiguration{AwsvpcConfiguration: &awsvpc{Subnets: []string{"subnet-01234567"}}}
	launch := func(l types.LaunchType) func(*ecs.RunTaskInput) {
		return func(in *ecs.RunTaskInput) { in.LaunchType = l }
	}
	marked := func(n int) func(*ecs.RunTaskInput) {
		return func(in *ecs.RunTaskInput) { in.StartedBy = new(strings.Repeat("s", n)) }
	}
	const lacking = "error fargate-size overrides.memory"
	for _, tt := range []struct {
		name        string
		cpu, memory string
		change      func(*ecs.RunTaskInput)
		opts        []rules.Option
		want        string
	}{
		{"the cluster decides", "256", "4096", launch(""), nil, ""},
		{"Fargate", "256", "4096", launch("FARGATE"), nil, lacking},
		{"Fargate, a size that it has", "256", "2048", launch("FARGATE"), nil, ""},
		{"Fargate, a size that Windows lacks", "256", "512", launch("FARGATE"), []rules.Option{rules.FargateTask(fargate.Windows)}, lacking},
		{"Fargate, graded by name", "256", "4096", launch("FARGATE"), []rules.Option{rules.AsWarning("fargate-size")}, "warning fargate-size overrides.memory"},
		{"Fargate, more than any known", "65536", "524288", launch("FARGATE"), nil, "warning fargate-cpu-newer overrides.cpu"},
		{"EC2", "256", "4096", launch("EC2"), nil, ""},
		{"External", "256", "4096", func(in *ecs.RunTaskInput) { in.LaunchType, in.NetworkConfiguration = "EXTERNAL", nil }, nil, ""},
		{"a strategy of Fargate", "256", "4096", strategy("FARGATE", "FARGATE_SPOT"), nil, lacking},
		{"a strategy of instances", "256", "4096", strategy("my-instances"), nil, ""},
		{"a strategy of both", "256", "4096", strategy("FARGATE", "my-instances"), nil, "error capacity-provider-mixed capacityProviderStrategy[1].capacityProvider"},
		{"a provider that is nil", "256", "4096", func(in *ecs.RunTaskInput) {
			in.CapacityProviderStrategy = make([]types.CapacityProviderStrategyItem, 1)
		}, nil, "error capacity-provider-required capacityProviderStrategy[0].capacityProvider"},
		{"Fargate, no such cpu", "300", "", launch("FARGATE"), nil, "error fargate-size overrides.cpu"},
		{"Fargate, a cpu that Windows lacks", "256", "", launch("FARGATE"), []rules.Option{rules.FargateTask(fargate.Windows)}, "error fargate-size overrides.cpu"},
		{"Fargate, no such memory", "", "256", launch("FARGATE"), nil, lacking},
		{"Fargate, more memory than any known", "", "524288", launch("FARGATE"), nil, "warning fargate-memory-newer overrides.memory"},
		{"a rule that does not hold is not made to by an option", "256", "512", launch("FARGATE"), []rules.Option{rules.AsError("network-external", "platform-version-fargate")}, ""},
		{"startedBy of 128 characters", "256", "512", marked(128), nil, ""},
		{"startedBy of 129", "256", "512", marked(129), nil, "error started-by-length startedBy"},
		{"Neuron devices", "256", "512", func(in *ecs.RunTaskInput) {
			in.Overrides.ContainerOverrides = []container{{Name: new("a"), ResourceRequirements: []resource{neuron}}}
		}, nil, ""},
		{"a task definition of another account", "256", "512", func(in *ecs.RunTaskInput) {
			in.Cluster, in.TaskDefinition = new(clusterARN), new(strings.Replace(taskARN, "123456789012", "210987654321", 1))
		}, nil, "error arn-agreement taskDefinition"},
		{"none", "256", "512", func(in *ecs.RunTaskInput) { in.TaskDefinition = nil }, nil, "error task-definition-required taskDefinition"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := &ecs.RunTaskInput{TaskDefinition: new("web:7"), NetworkConfiguration: network, Overrides: &override{}}
			if tt.cpu != "" {
				in.Overrides.Cpu = &tt.cpu
			}
			if tt.memory != "" {
				in.Overrides.Memory = &tt.memory
			}
			tt.change(in)
			if got := describe(rules.Check(in, tt.opts...)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestParts holds that a part, which may be for either operation, is not held to
// the rules of one.
func TestPartsBelongToNoOperation(t *testing.T) {
	part := &container{Name: new("a"), ResourceRequirements: []resource{neuron}}
	if got := describe(rules.Check(part)); got != "" {
		t.Errorf("got %s", got)
	}
	if got := describe(rules.Check(&awsvpc{Subnets: []string{"subnet-01234567"}, AssignPublicIp: "ENABLED"})); got != "" {
		t.Errorf("got %s", got)
	}
}

// TestPartsOfRunTask holds that the parts which RunTask alone has can be checked by
// themselves.
func TestPartsOfRunTask(t *testing.T) {
	for _, tt := range []struct {
		part any
		want string
	}{
		{&provider{}, "error capacity-provider-required capacityProvider"},
		{&constraint{Type: "memberOf", Expression: new("a = b")}, "warning placement-constraint-expression expression"},
		{&placement{Type: "binpack", Field: new("disk")}, "error placement-strategy-binpack field"},
	} {
		if got := describe(rules.Check(tt.part)); got != tt.want {
			t.Errorf("%T: got %s, want %s", tt.part, got, tt.want)
		}
	}
}

func TestSetsReadWhatTheyWrite(t *testing.T) {
	for e := range rules.Evidence(8) {
		holds(t, e, new(rules.Evidence))
	}
	for o := range rules.Operations(4) {
		holds(t, o, new(rules.Operations))
	}
	for n := range rules.Needs(16) {
		holds(t, n, new(rules.Needs))
	}
	if got := (rules.NeedTaskDefinition | rules.NeedInstances).String(); got != "task definition+instances" {
		t.Errorf("got %s", got)
	}
	if got := (rules.StartTask | rules.RunTask).String(); got != "StartTask+RunTask" {
		t.Errorf("got %s", got)
	}
	was := rules.StartTask
	if err := was.UnmarshalText([]byte("StartTask+StopTask")); err == nil || was != rules.StartTask {
		t.Errorf("an unknown name gives %v, %v", was, err)
	}
	for _, set := range []encoding.TextUnmarshaler{new(rules.Evidence), new(rules.Operations), new(rules.Needs)} {
		if set.UnmarshalText([]byte("x")) == nil {
			t.Errorf("%T reads a name that is not known", set)
		}
	}
}

// holds checks that v comes back from its text.
func holds[T comparable, P interface {
	*T
	encoding.TextMarshaler
	encoding.TextUnmarshaler
}](t *testing.T, v T, back P) {
	t.Helper()
	text, err := P(&v).MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	if err := back.UnmarshalText(text); err != nil || *back != v {
		t.Errorf("%v came back as %v, %v", v, *back, err)
	}
}
