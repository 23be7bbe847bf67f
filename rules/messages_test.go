package rules_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/query"
	"github.com/ecstask/ecstask/rules"
)

// TestMessages holds what findings say where that depends on the value.
func TestMessages(t *testing.T) {
	size := func(cpu, memory *string) *override { return &override{Cpu: cpu, Memory: memory} }
	named := func(name string, n int) *override {
		return &override{ContainerOverrides: slices.Repeat([]container{{Name: &name}}, n)}
	}
	run := func(c runChange) *runInput {
		in := validRun()
		c(in)
		return in
	}
	for _, tt := range []struct {
		in   any
		want string
	}{
		{(*input)(nil), "the request is nil"},
		{(*override)(nil), "the TaskOverride is nil"},

		// The sizes next to one that Fargate does not have.
		{size(new("100"), nil), "use 256 CPU units"},
		{size(new("1500"), nil), "use 1024 or 2048 CPU units"},
		{size(nil, new("256")), "use 512 MiB"},
		{size(nil, new("700")), "use 512 or 1024 MiB"},
		{size(nil, new("50000")), "use 49152 or 53248 MiB"},

		// What to shorten.
		{named("", 2000), "override fewer or shorter values"},
		{named("a", 2000), "the longest text is containerOverrides[0].name with 1 byte ("},

		{run(providers(inECS + "capacity-provider/mine")), "write mine ("},
		{run(providers(inECS + "capacity-provider/my.provider")), "give the short name of the capacity provider ("},
		{run(onFargate(platform(`"LATEST"`))), "write LATEST ("},
	} {
		if got := rules.Check(tt.in, rules.AsWarning("fargate-size")).String(); !strings.Contains(got, tt.want) {
			t.Errorf("got %.500s\nwant %s", got, tt.want)
		}
	}
}

// TestStateMessages is TestMessages for findings that need state.
func TestStateMessages(t *testing.T) {
	long := strings.Repeat("L", 300)
	containers := func(n int) sceneChange {
		return allOf(overriding(func(_ *override, c *container) { c.Name = new("x") }), def(func(d *types.TaskDefinition) {
			d.ContainerDefinitions = nil
			for i := range n {
				d.ContainerDefinitions = append(d.ContainerDefinitions, types.ContainerDefinition{Name: new(fmt.Sprintf("container-%d", i))})
			}
		}))
	}
	for _, tt := range []struct {
		change sceneChange
		want   string
	}{
		// Names are cut to 60 bytes, and sentences to 200.
		{inCluster(func(c *types.Cluster) { c.Status = &long }), " is " + long[:60] + "...;"},
		{on(func(i *types.ContainerInstance) { i.Status, i.StatusReason = new("REGISTRATION_FAILED"), &long }), "REGISTRATION_FAILED: " + long[:200] + "...;"},

		{inMode(""), "that of the task definition is bridge;"},
		{allOf(onWindows, inMode("")), "that of the task definition is default;"},
		{containers(8), "write one of container-0, container-1, container-2, container-3, container-4, container-5, container-6, container-7 ("},
		{containers(9), "container-6, container-7, and 1 more ("},
		{containers(11), "container-6, container-7, and 3 more ("},
	} {
		s := ordinary()
		tt.change(s)
		if got := s.check().String(); !strings.Contains(got, tt.want) {
			t.Errorf("got %s\nwant %s", got, tt.want)
		}
	}
}

// TestStrayCharacters holds what messages call the characters that no id has.
func TestStrayCharacters(t *testing.T) {
	for char, want := range map[string]string{
		" ": "white space: a space", "\t": "white space: a tab", "\n": "white space: a line break", "\r": "white space: a carriage return",
		",": "a comma, which", ";": "a semicolon, which", `"`: "a quote, which", "'": "a quote, which", "`": "a quote, which",
		"\ufeff": "white space: a byte order mark", "\u200b": "white space: an invisible character",
	} {
		in := valid()
		subnets("subnet-0123" + char + "4567")(in)
		if got := rules.Check(in).String(); !strings.Contains(got, " contains "+want) {
			t.Errorf("%q: got %s, want %s", char, got, want)
		}
	}
}

// TestRepeats gives each last character that a name can have twice.
func TestRepeats(t *testing.T) {
	for c := range 256 {
		name := "x" + string([]byte{byte(c)})
		in := &container{Name: new("app"), Environment: []variable{env(name), env("y"), env(name)}}
		if got := describe(rules.Check(in)); !strings.Contains(got, "env-name-duplicate environment[2].name") {
			t.Errorf("%q twice: got %s", name, got)
		}
	}
}

// TestExpressionError holds that a finding has the error of the expression, with its
// place.
func TestExpressionError(t *testing.T) {
	in := validRun()
	constraints(memberOf("attribute:a = 1"))(in)
	if e, ok := errors.AsType[*query.Error](rules.Check(in)[0]); !ok || e.Offset != 12 {
		t.Errorf("got %v", e)
	}
}

// TestStateRelated holds to which other members of the request findings point.
func TestStateRelated(t *testing.T) {
	group := allOf(withProviders(groupType, "asg"), func(s *scene) {
		s.state.CapacityProviders[0].AutoScalingGroupProvider = &types.AutoScalingGroupProvider{ManagedScaling: &types.ManagedScaling{Status: types.ManagedScalingStatusDisabled}}
	})
	bridge := def(func(d *types.TaskDefinition) { d.NetworkMode = types.NetworkModeBridge })
	for _, tt := range []struct {
		name   string
		change sceneChange
		want   []field.Path
	}{
		{"no room, with a launch type", among(all(disconnected)), []field.Path{"taskDefinition"}},
		{"no room, with a strategy", allOf(among(all(disconnected)), onStrategy("asg"), group), []field.Path{"taskDefinition", "capacityProviderStrategy"}},
		{"no room, with a strategy of the cluster", allOf(among(all(disconnected)), byDefault("asg"), group), []field.Path{"taskDefinition"}},
		{"another network mode than a launch type needs", bridge, []field.Path{"taskDefinition", "launchType"}},
		{"another network mode than a strategy needs", allOf(bridge, onStrategy("FARGATE")), []field.Path{"taskDefinition", "capacityProviderStrategy"}},
		{"another network mode than a strategy of the cluster needs", allOf(bridge, byDefault("FARGATE")), []field.Path{"taskDefinition", "cluster"}},
	} {
		s := ordinary()
		tt.change(s)
		if found := s.check(); len(found) != 1 || !slices.Equal(found[0].Related, tt.want) {
			t.Errorf("%s: got %v", tt.name, found)
		}
	}
}

func TestMismatch(t *testing.T) {
	s := ordinary()
	if err := s.state.Mismatch(s.RunTaskInput); err != nil {
		t.Errorf("what belongs together: %v", err)
	}
	s.TaskDefinition = new("api")
	if e, ok := errors.AsType[field.Errors](s.state.Mismatch(s.RunTaskInput)); !ok || len(e) != 1 || e[0].Rule != "state-mismatch" || e[0].Severity != field.SeverityError {
		t.Errorf("another family: %v", e)
	}
	if err := s.state.Mismatch(nil); err == nil {
		t.Error("no request is for the state of a cluster")
	}
}

func TestAllStops(t *testing.T) {
	for range rules.All() {
		break
	}
}
