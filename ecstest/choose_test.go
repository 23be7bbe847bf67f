package ecstest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
)

func memberOf(expression string) types.PlacementConstraint {
	return types.PlacementConstraint{Type: types.PlacementConstraintTypeMemberOf, Expression: &expression}
}

func strategyOf(kind types.PlacementStrategyType, field string) types.PlacementStrategy {
	s := types.PlacementStrategy{Type: kind}
	if field != "" {
		s.Field = &field
	}
	return s
}

var distinct = types.PlacementConstraint{Type: types.PlacementConstraintTypeDistinctInstance}

// newFleet returns a server with the instances a and b in the zone us-east-1a and c
// in us-east-1b, and what to call them by.
func newFleet(t *testing.T) (*ecstest.Server, *ecs.Client, map[string]string) {
	srv, client := newServer(t)
	srv.AddTaskDefinition("web")
	names := map[string]string{}
	for _, i := range []struct {
		name, zone  string
		cpu, memory int32
	}{{"a", "us-east-1a", 2048, 2048}, {"b", "us-east-1a", 1024, 3072}, {"c", "us-east-1b", 1536, 4096}} {
		arn := srv.AddInstance("default", ecstest.Attribute("ecs.availability-zone", i.zone), ecstest.Attribute("name", i.name), ecstest.Remaining(i.cpu, i.memory))
		names[arn] = i.name
	}
	return srv, client, names
}

// TestPlacement runs tasks by constraints and strategies, and looks where they are.
func TestPlacement(t *testing.T) {
	const zones = "attribute:ecs.availability-zone"
	for _, tt := range []struct {
		name        string
		constraints []types.PlacementConstraint
		strategies  []types.PlacementStrategy
		before      string // instances where a task of the group runs
		count       int32
		want        string // instances, then reasons of failures
	}{
		{name: "in turn", count: 4, want: "a b c a"},
		{name: "spread over zones", strategies: []types.PlacementStrategy{strategyOf("spread", zones)}, count: 4, want: "a c a c"},
		{name: "spread over zones, then instances", strategies: []types.PlacementStrategy{strategyOf("spread", zones), strategyOf("spread", "instanceId")}, count: 6, want: "a c b c a c"},
		{name: "spread over hosts", strategies: []types.PlacementStrategy{strategyOf("spread", "host")}, before: "a a b", count: 4, want: "c b c a"},
		{name: "spread by what no instance has", strategies: []types.PlacementStrategy{strategyOf("spread", "attribute:rack")}, count: 3, want: "a b c"},
		{name: "binpack by CPU", strategies: []types.PlacementStrategy{strategyOf("binpack", "cpu")}, count: 9, want: "b b b b b b b b c"},
		{name: "binpack by memory, as ECS shows it", strategies: []types.PlacementStrategy{strategyOf("binpack", "MEMORY")}, count: 9, want: "a a a a a a a a b"},
		{name: "spread over zones, then binpack", strategies: []types.PlacementStrategy{strategyOf("spread", zones), strategyOf("binpack", "memory")}, count: 4, want: "a c a c"},
		{name: "random", strategies: []types.PlacementStrategy{strategyOf("random", "")}, count: 8, want: "a b b b b c c c"},
		{name: "distinct", constraints: []types.PlacementConstraint{distinct}, count: 4, want: "a b c, D D D"},
		{name: "distinct beside others of the group", constraints: []types.PlacementConstraint{distinct}, before: "b", count: 2, want: "a c"},
		{name: "member", constraints: []types.PlacementConstraint{memberOf(zones + " == us-east-1a")}, count: 3, want: "a b a"},
		{name: "member of both", constraints: []types.PlacementConstraint{memberOf(zones + " == us-east-1a"), memberOf("attribute:name != a")}, count: 2, want: "b b"},
		{name: "member of anything", constraints: []types.PlacementConstraint{{Type: types.PlacementConstraintTypeMemberOf}}, count: 2, want: "a b"},
		{name: "member of nothing", constraints: []types.PlacementConstraint{memberOf("attribute:rack exists")}, count: 2, want: ", M M M"},
		{name: "beside a group", constraints: []types.PlacementConstraint{memberOf("task:group == batch")}, before: "c", count: 2, want: "c c"},
		{name: "not beside a group", constraints: []types.PlacementConstraint{memberOf("not(task:group == batch)")}, before: "c", count: 3, want: "a b, M M M"},
		{name: "few tasks", constraints: []types.PlacementConstraint{memberOf("runningTasksCount == 0")}, before: "a c", count: 1, want: "b"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv, client, names := newFleet(t)
			srv.OnStart(func(*types.Task) ecstest.End { return ecstest.End{Runs: true} })
			for name := range strings.FieldsSeq(tt.before) {
				must[*ecs.RunTaskOutput](t)(client.RunTask(t.Context(), &ecs.RunTaskInput{
					TaskDefinition: new("web"), Group: new("batch"), PlacementConstraints: []types.PlacementConstraint{memberOf("attribute:name == " + name)},
				}))
			}
			srv.Advance(5)
			out := must[*ecs.RunTaskOutput](t)(client.RunTask(t.Context(), &ecs.RunTaskInput{
				TaskDefinition: new("web"), Group: new("batch"), Count: &tt.count, PlacementConstraints: tt.constraints, PlacementStrategy: tt.strategies,
			}))
			var on, why []string
			for _, task := range out.Tasks {
				on = append(on, names[*task.ContainerInstanceArn])
			}
			for _, f := range out.Failures {
				why = append(why, (*f.Reason)[:1])
			}
			if tt.name == "random" {
				slices.Sort(on)
			}
			got := strings.Join(on, " ")
			if len(why) > 0 {
				got += ", " + strings.Join(why, " ")
			}
			if got != tt.want {
				t.Errorf("the tasks are on %s, not %s", got, tt.want)
			}
		})
	}
}

// TestGroupsLeave runs a task that is alone of its group on each instance, twice.
func TestGroupsLeave(t *testing.T) {
	srv, client, _ := newFleet(t)
	in := &ecs.RunTaskInput{TaskDefinition: new("web"), Count: new(int32(4)), PlacementConstraints: []types.PlacementConstraint{distinct}}
	for range 2 {
		in.ClientToken = nil
		out := must[*ecs.RunTaskOutput](t)(client.RunTask(t.Context(), in))
		if len(out.Tasks) != 3 || aws.ToString(out.Failures[0].Reason) != "DistinctInstance placement constraint unsatisfied." {
			t.Errorf("%d tasks, %s", len(out.Tasks), reasons(out.Failures))
		}
		srv.Advance(10)
	}
}

func TestPlacementRefusals(t *testing.T) {
	srv, c, _ := newRefusing(t)
	srv.AddTaskDefinition("placed", func(d *types.TaskDefinition) {
		d.PlacementConstraints = []types.TaskDefinitionPlacementConstraint{{Type: types.TaskDefinitionPlacementConstraintTypeMemberOf, Expression: new("attribute:ecs.os-type == windows")}}
	})
	const unsupported = "UnsupportedFeatureException"
	constrained := func(list ...types.PlacementConstraint) func(*ecs.RunTaskInput) {
		return func(in *ecs.RunTaskInput) { in.PlacementConstraints = list }
	}
	by := func(list ...types.PlacementStrategy) func(*ecs.RunTaskInput) {
		return func(in *ecs.RunTaskInput) { in.PlacementStrategy = list }
	}
	for _, tt := range []struct {
		name          string
		edit          func(*ecs.RunTaskInput)
		code, message string
	}{
		{"expression of distinctInstance", constrained(types.PlacementConstraint{Type: distinct.Type, Expression: new("")}), invalid, "distinctInstance expression should not be specified."},
		{"unknown constraint", constrained(types.PlacementConstraint{Type: "memberof"}), invalid, "placement constraint type should be one of [distinctInstance,memberOf]"},
		{"bad expression", constrained(distinct, memberOf("ecs.os-type == linux")), unsupported, `ecstest does not understand placementConstraints[1].expression: expected a field such as attribute:name, ec2InstanceId or task:group, found "ecs.os-type" at column 1; write attribute:ecs.os-type`},
		{"look-behind", constrained(memberOf("attribute:a =~ (?<=b)c")), unsupported, `ecstest does not match the regular expression "(?<=b)c" as Java does`},
		{"5 strategies", by(slices.Repeat([]types.PlacementStrategy{strategyOf("random", "")}, 5)...), "", ""},
		{"6 strategies", by(slices.Repeat([]types.PlacementStrategy{strategyOf("random", "")}, 6)...), invalid, "Maximum number of strategies is 5."},
		{"unknown strategy", by(strategyOf("Random", "")), invalid, "placement strategy type should be one of [random,spread,binpack]"},
		{"random by a field", by(types.PlacementStrategy{Type: types.PlacementStrategyTypeRandom, Field: new("")}), invalid, "random field should not be specified."},
		{"binpack by an instance", by(strategyOf("binpack", "instanceId")), invalid, "binpack field 'instanceId' is invalid."},
		{"binpack by nothing", by(strategyOf("binpack", "")), invalid, "binpack field '' is invalid."},
		{"binpack", by(strategyOf("binpack", "memory")), "", ""},
		{"spread", by(strategyOf("spread", "zone")), "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := &ecs.RunTaskInput{TaskDefinition: new("web")}
			tt.edit(in)
			_, err := c.RunTask(t.Context(), in)
			refused(t, err, tt.code, tt.message)
		})
	}
	out := must[*ecs.RunTaskOutput](t)(c.RunTask(t.Context(), &ecs.RunTaskInput{TaskDefinition: new("placed")}))
	if reasons(out.Failures) != "MemberOf placement constraint unsatisfied." {
		t.Errorf("failures are %s", reasons(out.Failures))
	}
}

// TestInstanceFilter lists instances by an expression.
func TestInstanceFilter(t *testing.T) {
	_, client, names := newFleet(t)
	for filter, want := range map[string]string{
		"": "abc",
		"attribute:ecs.availability-zone == us-east-1a":                                                        "ab",
		"attribute:name in [b, c] and attribute:ecs.availability-zone =~ us-east-1[ab]":                        "bc",
		"not(attribute:name == a) && agentConnected == true && !(attribute:rack exists) && agentVersion > 1.9": "bc",
		"attribute:name == d": "",
	} {
		out := must[*ecs.ListContainerInstancesOutput](t)(client.ListContainerInstances(t.Context(), &ecs.ListContainerInstancesInput{Filter: &filter}))
		got := ""
		for _, arn := range out.ContainerInstanceArns {
			got += names[arn]
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", filter, got, want)
		}
	}
}
