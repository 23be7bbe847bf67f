package preflight_test

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"

	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/placement"
	"github.com/ecstask/ecstask/preflight"
	"github.com/ecstask/ecstask/rules"
)

// A stage is a server with a cluster, a task definition and an instance, and a
// request for these that it takes.
type stage struct {
	*ecstest.Server
	instance string // its ARN
	in       *ecs.RunTaskInput
}

func newStage(t *testing.T) *stage {
	s := &stage{Server: newServer(t), in: &ecs.RunTaskInput{Cluster: new("prod"), TaskDefinition: new("web:1"), ClientToken: new("0001")}}
	s.AddCluster("prod")
	s.AddTaskDefinition("web")
	s.instance = s.AddInstance("prod")
	return s
}

// start returns the request as one of StartTask.
func (s *stage) start() *ecs.StartTaskInput {
	return &ecs.StartTaskInput{
		Cluster: s.in.Cluster, TaskDefinition: s.in.TaskDefinition, ContainerInstances: []string{s.instance[len(s.instance)-32:]}, NetworkConfiguration: s.in.NetworkConfiguration,
		Overrides: s.in.Overrides, EnableExecuteCommand: s.in.EnableExecuteCommand, VolumeConfigurations: s.in.VolumeConfigurations,
	}
}

// send returns the findings for the request and what the server answers to it.
func (s *stage) send(t *testing.T, operation rules.Operations) (found field.Findings, plan preflight.Plan, failures []types.Failure, refused error) {
	t.Helper()
	var in any
	var state rules.State
	var err error
	client := s.Client()
	if operation == rules.StartTask {
		start := s.start()
		if state, err = preflight.ForStartTask(t.Context(), client, start); err == nil {
			plan, _ = preflight.PlanStartTask(start, state)
		}
		var out *ecs.StartTaskOutput
		if out, refused = client.StartTask(t.Context(), start); refused == nil {
			failures = out.Failures
		}
		in = start
	} else {
		if state, err = preflight.ForRunTask(t.Context(), client, s.in); err == nil {
			plan, _ = preflight.PlanRunTask(s.in, state)
		}
		var out *ecs.RunTaskOutput
		if out, refused = client.RunTask(t.Context(), s.in); refused == nil {
			failures = out.Failures
		}
		in = s.in
	}
	if err != nil {
		t.Fatal(err)
	}
	return rules.Check(in, rules.Against(state)), plan, failures, refused
}

var bothOperations = [...]rules.Operations{rules.StartTask, rules.RunTask}

// TestStageIsInOrder holds that what the tests below break is whole.
func TestStageIsInOrder(t *testing.T) {
	for _, operation := range bothOperations {
		if found, plan, failures, err := newStage(t).send(t, operation); found != nil || len(plan) != 1 || !plan[0].Fits || len(failures) > 0 || err != nil {
			t.Errorf("%v: %v, %v, %v, %v", operation, found, plan, failures, err)
		}
	}
}

// define names a new revision of the task definition.
func (s *stage) define(edit func(*types.TaskDefinition)) {
	s.AddTaskDefinition("web", edit)
	s.in.TaskDefinition = new("web:2")
}

func (s *stage) vpc() {
	s.in.NetworkConfiguration = &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-0123456789abcdef0"}}}
}

func (s *stage) onFargate(edit ...func(*types.TaskDefinition)) {
	s.vpc()
	s.AddTaskDefinition("web", append([]func(*types.TaskDefinition){func(d *types.TaskDefinition) {
		d.NetworkMode, d.Cpu, d.Memory = types.NetworkModeAwsvpc, new("1024"), new("2048")
		d.Compatibilities = []types.Compatibility{types.CompatibilityEc2, types.CompatibilityFargate}
	}}, edit...)...)
	s.in.TaskDefinition = new("web:2")
	s.in.LaunchType = types.LaunchTypeFargate
}

// byDefault leaves to the cluster what tasks are placed on.
func (s *stage) byDefault(provider string) {
	s.in.LaunchType, s.in.CapacityProviderStrategy = "", nil
	s.AddCluster("prod", func(c *types.Cluster) {
		c.CapacityProviders = []string{provider}
		c.DefaultCapacityProviderStrategy = []types.CapacityProviderStrategyItem{{CapacityProvider: &provider, Weight: 1}}
	})
}

func (s *stage) strategy(provider string) {
	s.in.CapacityProviderStrategy = []types.CapacityProviderStrategyItem{{CapacityProvider: &provider, Weight: 1}}
}

// A foreseenRefusal is a refusal that state decides.
type foreseenRefusal struct {
	message    string // what ECS says, or how that begins
	rule       string // that foresees it
	severity   field.Severity
	operations rules.Operations
	change     func(s *stage)
}

const (
	byDefinition = field.SeverityError   // which does not change
	byCluster    = field.SeverityWarning // which does
	both         = rules.StartTask | rules.RunTask
)

var foreseenRefusals = []foreseenRefusal{
	{"TaskDefinition not found.", "task-definition-missing", byCluster, both, func(s *stage) { s.in.TaskDefinition = new("api:1") }},
	{"TaskDefinition not found.", "task-definition-missing", byCluster, both, func(s *stage) { s.in.TaskDefinition = new("web:9") }},
	{"TaskDefinition is inactive", "task-definition-status", byDefinition, both, func(s *stage) {
		s.define(func(d *types.TaskDefinition) { d.Status = types.TaskDefinitionStatusInactive })
	}},
	{"Cluster not found.", "cluster-missing", byCluster, both, func(s *stage) { s.in.Cluster = new("test") }},
	{"The referenced cluster was inactive.", "cluster-status", byCluster, both, func(s *stage) {
		s.AddCluster("prod", func(c *types.Cluster) { c.Status = new("INACTIVE") })
	}},
	{"Network Configuration must be provided when networkMode 'awsvpc' is specified.", "network-required", byDefinition, both, func(s *stage) {
		s.define(func(d *types.TaskDefinition) { d.NetworkMode = types.NetworkModeAwsvpc })
	}},
	{"Network Configuration must be provided when networkMode 'awsvpc' is specified.", "network-required", byDefinition, rules.RunTask, func(s *stage) {
		s.onFargate()
		s.byDefault("FARGATE")
		s.in.NetworkConfiguration = nil
	}},
	{"Network Configuration is not valid for the given networkMode of this task definition.", "network-mode", byDefinition, both, (*stage).vpc},
	{"Assign public IP is not supported for this launch type.", "assign-public-ip-fargate", byCluster, rules.RunTask, func(s *stage) {
		s.onFargate()
		s.in.LaunchType = ""
		s.in.NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp = types.AssignPublicIpEnabled
	}},
	{"Override for container named ap is not a container in the TaskDefinition.", "container-unknown", byDefinition, both, func(s *stage) {
		s.in.Overrides = &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{{Name: new("ap"), Command: []string{"run"}}}}
	}},
	{"Tasks using the EC2 launch type do not support EphemeralStorage.", "ephemeral-storage-fargate", byCluster, rules.RunTask, func(s *stage) {
		s.in.Overrides = &types.TaskOverride{EphemeralStorage: &types.EphemeralStorage{SizeInGiB: 30}}
	}},
	{"The execute command failed because a valid task role is not being used.", "exec-task-role", byDefinition, both, func(s *stage) { s.in.EnableExecuteCommand = true }},
	{"Volume configuration provided but no matching configuredAtLaunch volume found in task definition.", "volume-unknown", byDefinition, both, func(s *stage) {
		s.in.VolumeConfigurations = []types.TaskVolumeConfiguration{{Name: new("data"), ManagedEBSVolume: &types.TaskManagedEBSVolumeConfiguration{RoleArn: new("arn:aws:iam::123456789012:role/ecs"), SizeInGiB: new(int32(1))}}}
	}},
	{"Placement constraints are not supported with FARGATE launch type.", "placement-constraints-fargate", byCluster, rules.RunTask, func(s *stage) {
		s.onFargate()
		s.byDefault("FARGATE")
		s.in.PlacementConstraints = []types.PlacementConstraint{{Type: types.PlacementConstraintTypeDistinctInstance}}
	}},
	{"Placement strategies are not supported with FARGATE launch type.", "placement-strategies-fargate", byCluster, rules.RunTask, func(s *stage) {
		s.onFargate()
		s.byDefault("FARGATE")
		s.in.PlacementStrategy = []types.PlacementStrategy{{Type: types.PlacementStrategyTypeRandom}}
	}},
	{"The specified capacity provider was not found.", "strategy-cluster", byCluster, rules.RunTask, func(s *stage) { s.strategy("group") }},
	{"The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster.", "strategy-cluster", byCluster, rules.RunTask, func(s *stage) {
		s.AddCapacityProvider("group")
		s.strategy("group")
	}},
	{"Task definition does not support launch_type FARGATE.", "launch-type-compatibility", byDefinition, rules.RunTask, func(s *stage) {
		s.onFargate(func(d *types.TaskDefinition) { d.Compatibilities = d.Compatibilities[:1] })
	}},
	{"Task definition does not support launch_type FARGATE.", "strategy-compatibility", byDefinition, rules.RunTask, func(s *stage) {
		s.onFargate(func(d *types.TaskDefinition) { d.Compatibilities = d.Compatibilities[:1] })
		s.byDefault("FARGATE")
		s.strategy("FARGATE")
	}},
	{"Task definition does not support launch_type FARGATE.", "cluster-compatibility", byCluster, rules.RunTask, func(s *stage) {
		s.onFargate(func(d *types.TaskDefinition) { d.Compatibilities = d.Compatibilities[:1] })
		s.byDefault("FARGATE")
	}},
	{"Task definition does not support launch_type EC2.", "cluster-compatibility", byCluster, rules.RunTask, func(s *stage) {
		s.onFargate(func(d *types.TaskDefinition) { d.Compatibilities = d.Compatibilities[1:] })
		s.in.LaunchType = ""
	}},
	{"Task definition does not support launch_type EC2.", "provider-compatibility", byCluster, rules.RunTask, func(s *stage) {
		s.onFargate(func(d *types.TaskDefinition) { d.Compatibilities = d.Compatibilities[1:] })
		s.AddCapacityProvider("group")
		s.byDefault("group")
		s.strategy("group")
	}},
	{"Task definition does not support launch_type EXTERNAL.", "launch-type-compatibility", byDefinition, rules.RunTask, func(s *stage) {
		s.define(func(d *types.TaskDefinition) { d.Compatibilities = []types.Compatibility{types.CompatibilityEc2} })
		s.in.LaunchType = types.LaunchTypeExternal
	}},
	{"The platform version must be null when specifying an EC2 launch type.", "platform-version-fargate", byCluster, rules.RunTask, func(s *stage) { s.in.PlatformVersion = new("1.4.0") }},
	{"No Fargate configuration exists for given values: 1024 CPU, 512 memory.", "fargate-size", byDefinition, rules.RunTask, func(s *stage) {
		s.onFargate()
		s.in.Overrides = &types.TaskOverride{Memory: new("512")}
	}},
	{"No Fargate configuration exists for given values: 1024 CPU, 512 memory.", "fargate-size", byCluster, rules.RunTask, func(s *stage) {
		s.onFargate()
		s.byDefault("FARGATE")
		s.in.Overrides = &types.TaskOverride{Memory: new("512")}
	}},
	{"No Fargate configuration exists for given values:", "fargate-size-missing", byDefinition, rules.RunTask, func(s *stage) {
		s.onFargate(func(d *types.TaskDefinition) { d.Cpu, d.Memory = nil, nil })
	}},
	{"Tasks using the Fargate launch type do not support GPU resource requirements.", "gpu-definition-fargate", byDefinition, rules.RunTask, func(s *stage) {
		s.onFargate(wantingGPU)
	}},
	{"Tasks using the Fargate launch type do not support GPU resource requirements.", "gpu-fargate", byCluster, rules.RunTask, func(s *stage) {
		s.onFargate()
		s.byDefault("FARGATE")
		s.in.Overrides = &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{{Name: new("app"), ResourceRequirements: []types.ResourceRequirement{{Type: types.ResourceTypeGpu, Value: new("1")}}}}}
	}},
	{"No Container Instances were found in your cluster.", "cluster-instances", byCluster, rules.RunTask, func(s *stage) {
		s.AddCluster("empty")
		s.in.Cluster = new("empty")
	}},
	{"No Container Instances were found in your cluster.", "placement-room", byCluster, rules.RunTask, func(s *stage) { s.in.LaunchType = types.LaunchTypeExternal }},
	{"No Container Instances were found in your capacity provider.", "placement-room", byCluster, rules.RunTask, func(s *stage) {
		s.AddCapacityProvider("group")
		s.byDefault("group")
	}},
}

func wantingGPU(d *types.TaskDefinition) {
	d.ContainerDefinitions[0].ResourceRequirements = []types.ResourceRequirement{{Type: types.ResourceTypeGpu, Value: new("1")}}
}

// TestEveryRefusalIsForeseen holds that what ECS refuses by the task definition, the
// cluster and its instances is found before, by one rule that says why. It is an
// error where a definition decides that the request names with its revision, and
// otherwise a warning.
func TestEveryRefusalIsForeseen(t *testing.T) {
	for _, tt := range foreseenRefusals {
		for _, operation := range bothOperations {
			if tt.operations&operation == 0 {
				continue
			}
			for _, family := range []bool{false, true} {
				s := newStage(t)
				tt.change(s)
				name, wanted := *s.in.TaskDefinition, tt.severity
				if family {
					wanted = byCluster
					if s.in.TaskDefinition = new(strings.TrimRight(name, ":0123456789")); tt.rule == "task-definition-status" || name == "web:9" {
						continue // of a family an active revision is taken
					}
				}
				found, _, _, err := s.send(t, operation)
				refused, ok := errors.AsType[smithy.APIError](err)
				if !ok || !strings.HasPrefix(refused.ErrorMessage(), tt.message) {
					t.Errorf("%v, %s: ECS says %v", operation, tt.message, err)
				}
				if len(found) != 1 || found[0].Rule != tt.rule || found[0].Severity != wanted {
					t.Errorf("%v, %s (family alone: %t): foreseen is\n%v\nwant the %v %s", operation, tt.message, family, found, wanted, tt.rule)
				}
			}
		}
	}
}

// ofTheRequest are the refusals that the request alone decides, by how they begin,
// and those of what only this server does not do.
var ofTheRequest = []string{
	"subnets can ", "securityGroups can ", "Override argument cannot be null", "Container Overrides length ", "Unsupported field 'inferenceAcceleratorOverrides'",
	"EphemeralStorage size should be at ", "startedBy longer ", "Invalid namespace for group", "Some tags contain ", "Maximum number of strategies ",
	"distinctInstance expression ", "random field ", "binpack field ", "%s should be one of ", "Invalid Region in ARN", "Identifier is for ", "Invalid identifier: ",
	"Tasks cannot be empty.", "Container Instances cannot be empty.", "%s length should be ", "%s can have at most ", "Invalid revision number. ",
	"Specifying both a launch type ", "count must be between ", "A capacity provider strategy cannot contain a mix ", "There are multiple capacity providers ",
	"There are no capacity providers ", "idempotency token ", "Invalid 'cpu' setting ", "Invalid 'memory' setting ", "Invalid value for the resource GPU: ",
	"The specified platform does not exist.",
}

// TestRefusalsAreComplete reads from the source of ecstest what it refuses requests
// with: what is not of the request alone is foreseen by the test above.
func TestRefusalsAreComplete(t *testing.T) {
	call := regexp.MustCompile(`(?:invalid|clientError)\("([^"]+)"|refuse\("(?:ClusterNotFound|Platform)\w+", "([^"]+)"|unknownProvider = "([^"]+)"`)
	files, err := filepath.Glob("../ecstest/*.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, name := range files {
		if base := filepath.Base(name); strings.HasSuffix(base, "_test.go") || slices.Contains([]string{"list.go", "describe.go", "stop.go"}, base) {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range call.FindAllStringSubmatch(string(source), -1) {
			seen++
			message := m[1] + m[2] + m[3]
			begins := func(s string) bool { return strings.HasPrefix(message, s) }
			fixed, _, _ := strings.Cut(message, "%")
			if !slices.ContainsFunc(ofTheRequest, begins) && !slices.ContainsFunc(foreseenRefusals, func(r foreseenRefusal) bool {
				return strings.HasPrefix(r.message, fixed) || strings.HasPrefix(fixed, r.message)
			}) {
				t.Errorf("nothing foresees %q", message)
			}
		}
	}
	if seen < 50 {
		t.Errorf("found only %d refusals", seen)
	}
}

// TestEveryFailureIsForeseen holds that what ECS does not start a task for on an
// instance is found before, with the same reason, by a plan and by a rule. State
// does not say where subnets are, how many network interfaces and which groups the
// tasks have, and what is left on Fargate.
func TestEveryFailureIsForeseen(t *testing.T) {
	lone := func(f func(*types.ContainerInstance)) func(*stage) { // in a cluster of its own
		return func(s *stage) {
			s.AddCluster("lone")
			s.in.Cluster = new("lone")
			s.instance = s.AddInstance("lone", f)
		}
	}
	for _, tt := range []struct {
		reason string
		rule   string // of StartTask; for RunTask it is placement-room
		change func(*stage)
	}{
		{placement.Missing, "instance-missing", func(s *stage) { s.instance = strings.Repeat("f", 32) }},
		{placement.Inactive, "instance-status", func(s *stage) { s.instance = s.AddInstance("prod", status("INACTIVE")) }},
		{placement.Agent, "instance-agent", lone(disconnected)},
		{placement.Attribute, "instance-attributes", func(s *stage) {
			s.define(func(d *types.TaskDefinition) {
				d.RequiresAttributes = append(d.RequiresAttributes, types.Attribute{Name: new("stack")})
			})
		}},
		{placement.CPU, "instance-resources", lone(ecstest.Remaining(1, 4096))},
		{placement.Memory, "instance-resources", lone(ecstest.Remaining(2048, 62))},
		{placement.GPU, "instance-resources", func(s *stage) { s.define(wantingGPU) }},
		{placement.Ports, "instance-ports", func(s *stage) {
			s.define(func(d *types.TaskDefinition) {
				d.ContainerDefinitions[0].PortMappings = []types.PortMapping{{ContainerPort: new(int32(80)), HostPort: new(int32(80))}}
			})
			lone(func(i *types.ContainerInstance) {
				for n := range i.RemainingResources {
					if r := &i.RemainingResources[n]; *r.Name == "PORTS" {
						r.StringSetValue = append(r.StringSetValue, "80")
					}
				}
			})(s)
		}},
		{placement.MemberOf, "instance-constraints", func(s *stage) {
			s.define(func(d *types.TaskDefinition) {
				d.PlacementConstraints = []types.TaskDefinitionPlacementConstraint{{Type: types.TaskDefinitionPlacementConstraintTypeMemberOf, Expression: new("attribute:stack exists")}}
			})
		}},
	} {
		for _, operation := range bothOperations {
			chosen := operation == rules.RunTask
			if chosen && (tt.reason == placement.Missing || tt.reason == placement.Inactive) {
				continue // RunTask does not consider it
			}
			s := newStage(t)
			tt.change(s)
			found, plan, failures, err := s.send(t, operation)
			if err != nil {
				t.Fatal(err)
			}
			reason, rule := tt.reason, tt.rule
			if chosen {
				rule = "placement-room"
			} else if reason == placement.MemberOf {
				reason = "" // ECS is not known to look at it
			}
			if got := reasonOf(failures); got != reason {
				t.Errorf("%v: ECS gives %q, want %q", operation, got, reason)
			}
			at := slices.IndexFunc(plan, func(c preflight.Candidate) bool { return strings.HasSuffix(c.Instance, s.instance) })
			if planned := ""; at < 0 {
				t.Errorf("%v, %s: the instance is not in the plan", operation, tt.reason)
			} else {
				if !plan[at].Fits {
					planned = plan[at].Obstacles[0].Reason
				}
				if planned != reason {
					t.Errorf("%v: the plan has %q, want %q", operation, planned, reason)
				}
			}
			if len(found) != 1 || found[0].Rule != rule || found[0].Severity != field.SeverityWarning {
				t.Errorf("%v, %s: foreseen is\n%v\nwant the warning %s", operation, tt.reason, found, rule)
			}
		}
	}
}

func reasonOf(failures []types.Failure) string {
	if len(failures) == 0 {
		return ""
	}
	return *failures[0].Reason
}
