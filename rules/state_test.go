package rules_test

import (
	"reflect"
	"slices"
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
	{"instances of a cluster whose name begins alike", func(s *scene) {
		s.state.Instances = []types.ContainerInstance{{ContainerInstanceArn: new(longARN)}, {ContainerInstanceArn: new(inECS + "container-instance/production2/" + instanceB)}}
	}, "warning state-mismatch cluster"},
	{"one of all instances is of another cluster, and not looked at", allOf(on(disconnected), func(s *scene) {
		other, last := machine(hexID(1)), machine(instanceB)
		other.ContainerInstanceArn, other.AgentConnected, last.AgentConnected = new(inECS+"container-instance/other/"+hexID(1)), false, false
		s.state.Instances = append(s.state.Instances, other, last)
		s.instances = []string{instanceA, hexID(1), instanceB}
	}), "warning state-mismatch cluster; warning instance-agent containerInstances[0]; warning instance-agent containerInstances[2]"},
	{"all instances are of another cluster: those of this one are not known", allOf(on(asItIs), func(s *scene) {
		s.state.Instances[0].ContainerInstanceArn, s.state.AllInstances = new(otherARN), true
	}), "warning state-mismatch cluster"},
	{"instances of another cluster", func(s *scene) {
		s.state.Instances = []types.ContainerInstance{{ContainerInstanceArn: new(longARN)}, {ContainerInstanceArn: new(otherARN)}, {ContainerInstanceArn: new(shortARN)}}
	}, "warning state-mismatch cluster"},
	{"another cluster and its instances", func(s *scene) {
		s.Cluster = new("staging")
		s.state.Instances = []types.ContainerInstance{{ContainerInstanceArn: new(longARN)}, {ContainerInstanceArn: new(longARN)}}
	}, "warning state-mismatch cluster"},
}}}

// TestStateMismatch holds what the warning says, and that what does not belong to
// the request is not used.
func TestStateMismatch(t *testing.T) {
	s := ordinary()
	s.TaskDefinition = new("web:8")
	s.state.TaskDefinition.Status = types.TaskDefinitionStatusInactive
	const want = `warning: taskDefinition: "web:8" does not match the state, which has the task definition arn:aws:ecs:us-east-1:123456789012:task-definition/web:7; ` +
		`read the task definition that the request names; the one in the state is ignored; state as of 2026-11-29 15:04:05 UTC (state-mismatch)`
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
