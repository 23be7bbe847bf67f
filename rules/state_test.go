package rules_test

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/rules"
)

// A scene is a request of RunTask, or of StartTask if it names instances, with the
// state that it is checked against.
type scene struct {
	*ecs.RunTaskInput
	instances []string
	state     rules.State
}

// request returns the request of the operation that the scene is about.
func (s *scene) request() any {
	if s.instances == nil {
		return s.RunTaskInput
	}
	in := s.RunTaskInput
	return &ecs.StartTaskInput{
		ContainerInstances: s.instances,
		Cluster:            in.Cluster, EnableECSManagedTags: in.EnableECSManagedTags, EnableExecuteCommand: in.EnableExecuteCommand, Group: in.Group,
		NetworkConfiguration: in.NetworkConfiguration, Overrides: in.Overrides, PropagateTags: in.PropagateTags, ReferenceId: in.ReferenceId,
		StartedBy: in.StartedBy, Tags: in.Tags, TaskDefinition: in.TaskDefinition, VolumeConfigurations: in.VolumeConfigurations,
	}
}

func (s *scene) check(opts ...rules.Option) field.Findings {
	return rules.Check(s.request(), append([]rules.Option{rules.Against(s.state)}, opts...)...)
}

type sceneChange = func(s *scene)

// Those for requests with their state.
type (
	stateRuleCases = casesOf[scene]
	stateRow       = rowOf[scene]
)

var stateCases = slices.Concat(matchCases, definitionCases, compatibilityCases, sizeCases, clusterCases, instanceCases)

func TestStateCases(t *testing.T) {
	for _, c := range stateCases {
		rule, ok := rules.Lookup(c.rule)
		if !ok {
			t.Errorf("there is no rule %s", c.rule)
			continue
		}
		var opts []rules.Option
		if rule.Optional && rule.Needs != rules.NeedRequest {
			opts = append(opts, rules.AsWarning(c.rule))
		}
		for _, row := range c.rows {
			t.Run(c.rule+"/"+row.name, func(t *testing.T) {
				s := ordinary()
				row.change(s)
				found := s.check(opts...)
				if got := describe(found); got != row.want {
					t.Errorf("\ngot  %s\nwant %s\n\n%v", got, row.want, found)
				}
				for _, e := range found {
					if e.Msg == "" || e.Hint == "" {
						t.Errorf("%v says nothing, or not what to do", e)
					}
				}
				if rule.Needs != rules.NeedRequest {
					for _, e := range rules.Check(s.request(), opts...) {
						if e.Rule == c.rule {
							t.Errorf("%v is found without state", e)
						}
					}
				}
			})
		}
	}
}

// ordinary returns a scene without a finding: one task on Fargate.
func ordinary() *scene {
	return &scene{
		RunTaskInput: &ecs.RunTaskInput{
			Cluster:              new("production"),
			TaskDefinition:       new("web:7"),
			LaunchType:           types.LaunchTypeFargate,
			ClientToken:          new("3f9a2c1e-0000-4000-8000-000000000001"),
			NetworkConfiguration: &types.NetworkConfiguration{AwsvpcConfiguration: &awsvpc{Subnets: []string{"subnet-0123456789abcdef0"}}},
		},
		state: rules.State{
			TaskDefinition: &types.TaskDefinition{
				TaskDefinitionArn: new(taskARN),
				Family:            new("web"), Revision: 7, Status: types.TaskDefinitionStatusActive,
				Compatibilities:         []types.Compatibility{types.CompatibilityEc2, types.CompatibilityFargate},
				RequiresCompatibilities: []types.Compatibility{types.CompatibilityFargate},
				NetworkMode:             types.NetworkModeAwsvpc,
				Cpu:                     new("512"), Memory: new("1024"),
				ExecutionRoleArn: new(roleARN), TaskRoleArn: new(roleARN),
				ContainerDefinitions: []types.ContainerDefinition{
					{Name: new("app"), Essential: new(true), Image: new("nginx"), Cpu: 256, Memory: new(int32(512)), PortMappings: []types.PortMapping{{ContainerPort: new(int32(8080)), HostPort: new(int32(8080))}}},
					{Name: new("log-router"), Essential: new(false), Image: new("fluent-bit"), MemoryReservation: new(int32(64))},
				},
			},
			Cluster: &types.Cluster{
				ClusterArn: new(clusterARN), ClusterName: new("production"), Status: new("ACTIVE"),
				CapacityProviders: []string{"FARGATE", "FARGATE_SPOT"}, RegisteredContainerInstancesCount: 3,
			},
			ReadAt: time.Date(2026, 11, 29, 15, 4, 5, 0, time.UTC),
		},
	}
}

var matchCases = []stateRuleCases{{"state-mismatch", []stateRow{
	{"all of it belongs", func(*scene) {}, ""},
	{"a family", func(s *scene) { s.TaskDefinition = new("web") }, ""},
	{"an ARN", func(s *scene) { s.TaskDefinition, s.Cluster = new(taskARN), new(clusterARN) }, ""},
	{"names alone", func(s *scene) { s.state.TaskDefinition.TaskDefinitionArn, s.state.Cluster.ClusterArn = nil, nil }, ""},
	{"ARNs alone", func(s *scene) { s.state.TaskDefinition.Family, s.state.Cluster.ClusterName = nil, nil }, ""},
	{"a definition that is not registered", func(s *scene) {
		d := s.state.TaskDefinition
		d.TaskDefinitionArn, d.Revision, d.Status, d.Compatibilities = nil, 0, "", nil
	}, ""},
	{"the default cluster", func(s *scene) {
		s.Cluster = nil
		s.state.Cluster.ClusterArn = new(inECS + "cluster/default")
	}, ""},
	{"no state", func(s *scene) { s.state = rules.State{} }, ""},
	{"no task definition, for which there is another rule", func(s *scene) { s.TaskDefinition = nil }, "error task-definition-required taskDefinition"},
	{"latest, for which there is another rule", func(s *scene) { s.TaskDefinition = new("web:latest") }, "error task-definition-revision taskDefinition"},
	{"what cannot be a cluster, for which there is another rule", func(s *scene) { s.Cluster = new("web prod") }, "error cluster-name cluster"},

	{"another family", func(s *scene) { s.TaskDefinition = new("api") }, "warning state-mismatch taskDefinition"},
	{"another revision", func(s *scene) { s.TaskDefinition = new("web:8") }, "warning state-mismatch taskDefinition"},
	{"another account", func(s *scene) {
		s.TaskDefinition = new(strings.Replace(taskARN, "123456789012", "210987654321", 1))
	}, "warning state-mismatch taskDefinition"},
	{"another cluster", func(s *scene) { s.Cluster = new("staging") }, "warning state-mismatch cluster"},
	{"no cluster is default", func(s *scene) { s.Cluster = nil }, "warning state-mismatch cluster"},
	{"names alone, and ARNs in the request", func(s *scene) {
		s.TaskDefinition, s.Cluster = new(taskARN), new(clusterARN)
		s.state.TaskDefinition.TaskDefinitionArn, s.state.Cluster.ClusterArn = nil, nil
	}, ""},
	{"another region", func(s *scene) { s.TaskDefinition = new(strings.Replace(taskARN, "us-east-1", "eu-west-1", 1)) }, "warning state-mismatch taskDefinition"},
	{"another partition", func(s *scene) { s.TaskDefinition = new(strings.Replace(taskARN, "arn:aws", "arn:aws-cn", 1)) }, "warning state-mismatch taskDefinition"},
	{"another revision than the first", func(s *scene) {
		s.TaskDefinition = new("web:2")
		s.state.TaskDefinition.TaskDefinitionArn, s.state.TaskDefinition.Revision = nil, 1
	}, "warning state-mismatch taskDefinition"},
	{"a cluster of that name in another region", func(s *scene) { s.Cluster = new(strings.Replace(clusterARN, "us-east-1", "eu-west-1", 1)) },
		"warning state-mismatch cluster"},
	{"another cluster, whose ARN is not known", func(s *scene) { s.Cluster, s.state.Cluster.ClusterArn = new("staging"), nil }, "warning state-mismatch cluster"},
	{"instances of what cannot be a cluster, for which there is another rule", func(s *scene) {
		s.Cluster = new("web prod")
		s.state.Instances = []types.ContainerInstance{{ContainerInstanceArn: new(longARN)}}
	}, "error cluster-name cluster"},
	{"instances of a cluster whose name begins alike", withInstances(inECS + "container-instance/production2/" + instanceB), "warning state-mismatch cluster"},
	{"one of the instances is of another cluster, and not looked at", allOf(on(disconnected), func(s *scene) {
		other, last := machine(hexID(1)), machine(instanceB)
		other.ContainerInstanceArn, other.AgentConnected, last.AgentConnected = new(inECS+"container-instance/other/"+hexID(1)), false, false
		s.state.Instances = append(s.state.Instances, other, last)
		s.instances = []string{instanceA, hexID(1), instanceB}
	}), "warning instance-agent containerInstances[0]; warning instance-agent containerInstances[2]"},
	{"all instances are of another cluster: those of this one are not known", allOf(on(asItIs), func(s *scene) {
		s.state.Instances[0].ContainerInstanceArn, s.state.AllInstances = new(otherARN), true
	}), "warning state-mismatch cluster"},
	{"instances of another cluster", withInstances(otherARN), "warning state-mismatch cluster"},
	{"instances of another cluster alone", allOf(withInstances(otherARN), func(s *scene) { s.state.Cluster = nil }), "warning state-mismatch cluster"},
	{"instances of another cluster beside its own", withInstances(longARN, otherARN, shortARN), ""},
	{"instances of another cluster, which is there, too", allOf(withInstances(otherARN), func(s *scene) {
		s.state.Others = []rules.State{{Cluster: &types.Cluster{ClusterArn: new(inECS + "cluster/other")}}}
	}), ""},
	{"another cluster and its instances", allOf(withInstances(longARN, longARN), func(s *scene) { s.Cluster = new("staging") }), "warning state-mismatch cluster"},
	{"another cluster, of which it is known that it is missing", func(s *scene) {
		s.Cluster = new("staging")
		s.state.Failures = []types.Failure{{Arn: new(inECS + "cluster/staging"), Reason: new("MISSING")}}
	}, "warning cluster-missing cluster"},
	{"another definition, of which it is known that it is missing", func(s *scene) {
		s.TaskDefinition = new("api")
		s.state.Failures = []types.Failure{{Arn: new("api"), Reason: new("MISSING")}}
	}, "warning task-definition-missing taskDefinition"},

	{"a missing value as the cluster and the definition", func(s *scene) { s.Cluster, s.TaskDefinition = new("None"), new("null:7") },
		"warning state-mismatch cluster; warning state-mismatch taskDefinition"},
	{"a missing value of which it is known that it is missing", func(s *scene) {
		s.Cluster, s.TaskDefinition = new("None"), new("null")
		s.state.Failures = []types.Failure{{Arn: new("null"), Reason: new("MISSING")}, {Arn: new(inECS + "cluster/None"), Reason: new("MISSING")}}
	}, "warning cluster-missing cluster; warning task-definition-missing taskDefinition"},
	{"a missing value, and nothing to compare it with", func(s *scene) {
		s.Cluster, s.TaskDefinition, s.state = new("None"), new("null"), rules.State{}
	}, "warning placeholder-name cluster; warning placeholder-name taskDefinition"},
	{"a name like a missing value", func(s *scene) {
		s.Cluster, s.state.Cluster.ClusterArn = new("None"), new(inECS+"cluster/None")
		s.TaskDefinition, s.state.TaskDefinition.TaskDefinitionArn = new("null:7"), new(inECS+"task-definition/null:7")
		s.state.TaskDefinition.ContainerDefinitions[0].Name = new("undefined")
		s.Overrides = &override{ContainerOverrides: []container{{Name: new("undefined")}}}
		allOf(onStrategy("None"), only(types.CompatibilityEc2), def(func(d *types.TaskDefinition) { d.RequiresCompatibilities = nil }))(s)
	}, ""},
	{"a missing value as a container", overriding(func(_ *override, c *container) { c.Name = new("None") }), "error container-unknown overrides.containerOverrides[0].name"},
	{"a missing value as a capacity provider", allOf(onEC2, onStrategy("null"), inCluster(func(c *types.Cluster) { c.CapacityProviders = []string{"asg"} })), "warning strategy-cluster " + firstProvider},

	{"among others", amongOthers, ""},
	{"not among them", allOf(amongOthers, func(s *scene) { s.TaskDefinition, s.Cluster = new("api:1"), new("dev") }),
		"warning state-mismatch cluster; warning state-mismatch taskDefinition"},
	{"in two accounts", twoAccounts, "warning state-mismatch cluster; warning state-mismatch taskDefinition"},
	{"in two accounts, by ARNs", allOf(twoAccounts, func(s *scene) { s.TaskDefinition, s.Cluster = new(taskARN), new(clusterARN) }), ""},
}}}

func withInstances(arns ...string) sceneChange {
	return func(s *scene) {
		for _, arn := range arns {
			s.state.Instances = append(s.state.Instances, types.ContainerInstance{ContainerInstanceArn: &arn})
		}
	}
}

// amongOthers puts the state of a scene beside that of other requests.
func amongOthers(s *scene) {
	first := rules.State{
		TaskDefinition: &types.TaskDefinition{TaskDefinitionArn: new(inECS + "task-definition/web:8"), Family: new("web"), Revision: 8, Status: types.TaskDefinitionStatusInactive},
		Cluster:        &types.Cluster{ClusterArn: new(inECS + "cluster/staging"), Status: new("INACTIVE")},
	}
	other := rules.State{TaskDefinition: &types.TaskDefinition{Family: new("job"), Revision: 1}}
	first.Others = []rules.State{other, s.state}
	s.state = first
}

// twoAccounts gives a scene state of the same names in another account as well.
func twoAccounts(s *scene) {
	elsewhere := func(arn string) *string { return new(strings.Replace(arn, "123456789012", "210987654321", 1)) }
	d, c := *s.state.TaskDefinition, *s.state.Cluster
	d.TaskDefinitionArn, d.Status, c.ClusterArn, c.Status = elsewhere(taskARN), types.TaskDefinitionStatusInactive, elsewhere(clusterARN), new("INACTIVE")
	s.state.Others = []rules.State{{TaskDefinition: &d, Cluster: &c}}
}

// TestStateFor holds what a request takes of the state of several.
func TestStateFor(t *testing.T) {
	definition := func(name string, status types.TaskDefinitionStatus) rules.State {
		d := &types.TaskDefinition{Family: &name, Status: status}
		if family, revision, ok := strings.Cut(name, ":"); ok {
			n, err := strconv.Atoi(revision)
			if err != nil {
				t.Fatal(err)
			}
			d.Family, d.Revision = &family, int32(n)
		}
		return rules.State{TaskDefinition: d, TaskTags: []types.Tag{{Key: &name}}}
	}
	const active, inactive = types.TaskDefinitionStatusActive, types.TaskDefinitionStatusInactive
	state := rules.State{Others: []rules.State{
		definition("web:9", active), definition("web:10", active), definition("web:11", inactive), definition("web:8", inactive),
		definition("new:3", active), definition("new", ""),
		definition("old:2", inactive), definition("old:1", inactive),
	}}
	for name, want := range map[string]string{
		"web": "web:10", "web:9": "web:9", "web:8": "web:8", "web:11": "web:11", "web:7": "",
		"new": "new", "new:3": "new:3", "new:4": "new", "old": "old:2", "job": "", "": "",
	} {
		s := state.For(&ecs.RunTaskInput{TaskDefinition: &name})
		got := ""
		if s.TaskDefinition != nil {
			got = *s.TaskTags[0].Key
		}
		if got != want || s.Others != nil {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}

	if s := state.For(nil); s.TaskDefinition != nil || state.Mismatch(nil) != nil {
		t.Error("something is for no request")
	}
	a, b, c := longARN, otherARN, shortARN
	state = rules.State{
		Cluster: &types.Cluster{ClusterArn: new(inECS + "cluster/other")}, Instances: []types.ContainerInstance{{ContainerInstanceArn: &a}, {ContainerInstanceArn: &b}},
		CapacityProviders: make([]types.CapacityProvider, 1), Failures: make([]types.Failure, 1),
		Others: []rules.State{
			{Cluster: &types.Cluster{ClusterName: new("production")}, Instances: []types.ContainerInstance{{ContainerInstanceArn: &c}}, AllInstances: true, CapacityProviders: make([]types.CapacityProvider, 2)},
			{AllInstances: true, Failures: make([]types.Failure, 1)},
		},
	}
	for cluster, want := range map[string]string{
		"production": "true [" + longARN + " " + shortARN + "] true 3 2",
		"other":      "true [" + otherARN + " " + shortARN + "] false 3 2",
		"dev":        "false [" + shortARN + "] false 3 2",
	} {
		s := state.For(&ecs.RunTaskInput{Cluster: &cluster})
		var arns []string
		for _, i := range s.Instances {
			arns = append(arns, *i.ContainerInstanceArn)
		}
		if got := fmt.Sprint(s.Cluster != nil, " ", arns, " ", s.AllInstances, " ", len(s.CapacityProviders), " ", len(s.Failures)); got != want {
			t.Errorf("%s: got %s, want %s", cluster, got, want)
		}
	}
}

// TestStateMismatch holds what the warning says, and that what does not belong to
// the request is not used.
func TestStateMismatch(t *testing.T) {
	s := ordinary()
	s.TaskDefinition = new("web:8")
	s.state.TaskDefinition.Status = types.TaskDefinitionStatusInactive
	const want = `warning: taskDefinition: "web:8" does not match the state, which has the task definition arn:aws:ecs:us-east-1:123456789012:task-definition/web:7; ` +
		`read the task definition that the request names; what the state has instead is ignored; state as of 2026-11-29 15:04:05 UTC (state-mismatch)`
	if got := s.check().String(); got != want {
		t.Errorf("\ngot  %s\nwant %s", got, want)
	}
}

// TestStateWording holds the wording of the findings that need state, which no
// other test does.
func TestStateWording(t *testing.T) {
	var b strings.Builder
	seen := make(map[string]bool)
	for _, c := range stateCases {
		for _, row := range c.rows {
			s := ordinary()
			row.change(s)
			for _, e := range s.check(rules.AsWarning("command-entry-point", "container-sidecar", "container-limits")) {
				if line := e.Severity.String() + " " + e.Error() + "\n"; !seen[line] {
					seen[line] = true
					b.WriteString(line)
				}
			}
		}
	}
	golden(t, "testdata/state.txt", b.String())
}

// TestAgainst holds how the option goes together with others.
func TestAgainst(t *testing.T) {
	s := ordinary()
	s.state.Cluster.Status = new("INACTIVE")
	s.Overrides = &override{ContainerOverrides: []container{{Name: new("web")}}}
	const name = " container-unknown overrides.containerOverrides[0].name"
	for _, tt := range []struct {
		name string
		opts []rules.Option
		want string
	}{
		{"alone", nil, "warning cluster-status cluster; error" + name},
		{"regraded", []rules.Option{rules.AsError("cluster-status"), rules.AsWarning("container-unknown")}, "error cluster-status cluster; warning" + name},
		{"off", []rules.Option{rules.Off("cluster-status", "container-unknown")}, ""},
		{"another state", []rules.Option{rules.Against(rules.State{Cluster: s.state.Cluster})}, "warning cluster-status cluster"},
	} {
		if got := describe(s.check(tt.opts...)); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
	if found := rules.Check(s.Overrides, rules.Against(s.state)); found != nil {
		t.Errorf("a part has findings of the state:\n%v", found)
	}
}

// TestStateIsKept holds that a check leaves the state as it is, and that many can
// share one.
func TestStateIsKept(t *testing.T) {
	s, same := ordinary(), ordinary()
	for _, state := range []*rules.State{&s.state, &same.state} {
		state.Instances = []types.ContainerInstance{{ContainerInstanceArn: new(longARN)}, {ContainerInstanceArn: new(otherARN)}, {ContainerInstanceArn: new(shortARN)}}
	}
	s.check()
	if !reflect.DeepEqual(s.state, same.state) {
		t.Error("Check changed the state")
	}
}
