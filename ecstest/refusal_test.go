package ecstest_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/ecstest"
)

// refused compares an error with code and message. An empty code is no error.
func refused(t *testing.T, err error, code, message string) {
	t.Helper()
	api, ok := errors.AsType[smithy.APIError](err)
	switch {
	case code == "" && err == nil:
	case !ok || api.ErrorCode() != code || api.ErrorMessage() != message:
		t.Errorf("got %v, want %s: %s", err, code, message)
	}
}

const (
	invalid = "InvalidParameterException"
	client  = "ClientException"
	noNet   = "Network Configuration must be provided when networkMode 'awsvpc' is specified."
)

// newRefusing returns a server with task definitions that requests are refused
// for, and the id of an instance.
func newRefusing(t *testing.T) (*ecstest.Server, *ecs.Client, string) {
	srv, c := newServer(t)
	srv.AddTaskDefinition("web")
	srv.AddTaskDefinition("web", func(d *types.TaskDefinition) { d.Status = types.TaskDefinitionStatusInactive })
	srv.AddTaskDefinition("vpc", awsvpc)
	srv.AddTaskDefinition("gone", func(d *types.TaskDefinition) { d.Status = types.TaskDefinitionStatusDeleteInProgress })
	srv.AddTaskDefinition("fargate", awsvpc, func(d *types.TaskDefinition) {
		d.RequiresCompatibilities = []types.Compatibility{types.CompatibilityFargate}
		d.Cpu, d.Memory = new("256"), new("512")
	})
	srv.AddTaskDefinition("role", func(d *types.TaskDefinition) { d.TaskRoleArn = new("arn:aws:iam::123456789012:role/task") })
	srv.AddCluster("inactive", func(c *types.Cluster) { c.Status = new("INACTIVE") })
	srv.AddCluster("empty")
	return srv, c, last(srv.AddInstance("default"))
}

func override(o types.ContainerOverride) *types.TaskOverride {
	return &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{o}}
}

// TestRefusals changes a request that works, each time so that it is refused or,
// where there is no code, just so that it is not.
func TestRefusals(t *testing.T) {
	_, c, instance := newRefusing(t)
	gpu := func(r types.ResourceRequirement) *types.TaskOverride {
		return override(types.ContainerOverride{Name: new("app"), ResourceRequirements: []types.ResourceRequirement{r}})
	}
	sized := func(n int) *types.TaskOverride {
		const frame = len(`{"containerOverrides":[{"command":[""],"name":"app"}]}`)
		return override(types.ContainerOverride{Name: new("app"), Command: []string{strings.Repeat("é", n-frame)}})
	}
	nc := func(edit func(*types.AwsVpcConfiguration)) *types.NetworkConfiguration {
		n := network("subnet-a")
		edit(n.AwsvpcConfiguration)
		return n
	}
	vpc := func(n *types.NetworkConfiguration) func(*ecs.StartTaskInput) {
		return func(in *ecs.StartTaskInput) { in.TaskDefinition, in.NetworkConfiguration = new("vpc"), n }
	}
	with := func(o *types.TaskOverride) func(*ecs.StartTaskInput) {
		return func(in *ecs.StartTaskInput) { in.Overrides = o }
	}
	definition := func(name string) func(*ecs.StartTaskInput) {
		return func(in *ecs.StartTaskInput) { in.TaskDefinition = &name }
	}
	cluster := func(name string) func(*ecs.StartTaskInput) {
		return func(in *ecs.StartTaskInput) { in.Cluster = &name }
	}
	instances := func(ids ...string) func(*ecs.StartTaskInput) {
		return func(in *ecs.StartTaskInput) { in.ContainerInstances = ids }
	}
	const (
		ecsARN     = "arn:aws:ecs:us-east-1:123456789012:"
		separators = "Invalid identifier: Unexpected number of separators"
		length     = "instanceId length should be one of [32,36]"
		revision   = "Invalid revision number. Number: "
		badTag     = "Some tags contain invalid characters"
		noRole     = "The execute command failed because a valid task role is not being used. Specify a valid task role in your task definition and try again."
		noVolume   = "Volume configuration provided but no matching configuredAtLaunch volume found in task definition."
	)
	for _, tt := range []struct {
		name          string
		edit          func(*ecs.StartTaskInput)
		code, message string
	}{
		{"nothing", func(*ecs.StartTaskInput) {}, "", ""},
		{"cluster by ARN", cluster(ecsARN + "cluster/default"), "", ""},
		{"cluster is empty", cluster(""), "", ""},
		{"no such cluster", cluster("prod"), "ClusterNotFoundException", "Cluster not found."},
		{"inactive cluster", cluster("inactive"), "ClusterNotFoundException", "The referenced cluster was inactive."},
		{"cluster of a part", cluster("a/b"), invalid, separators},
		{"cluster in another region", cluster("arn:aws:ecs:eu-west-1:123456789012:cluster/default"), invalid, "Invalid Region in ARN"},
		{"cluster of another account", cluster("arn:aws:ecs:us-east-1:999999999999:cluster/default"), invalid, "Identifier is for 999999999999. Your accountId is 123456789012"},
		{"short ARN", cluster("arn:aws:ecs"), invalid, separators},
		{"ARN of something else", cluster(ecsARN + "task/default"), invalid, "Invalid identifier: cluster expected"},
		{"no instance", instances([]string{}...), client, "Container Instances cannot be empty."},
		{"ten instances", instances(slices.Repeat([]string{absent}, 10)...), "", ""},
		{"eleven instances", instances(slices.Repeat([]string{absent}, 11)...), invalid, "instanceIds can have at most 10 items."},
		{"EC2 instance", instances("i-0123456789abcdef0"), invalid, length},
		{"old id", instances("01234567-89ab-cdef-0123-456789abcdef"), "", ""},
		{"no ARN, but a slash", instances("default/" + absent), invalid, separators},
		{"instance of another cluster", instances(ecsARN + "container-instance/prod/" + absent), invalid, "Invalid identifier: Identifier is for cluster prod. Your cluster is default"},
		{"instance by short ARN", instances(ecsARN + "container-instance/" + instance), "", ""},
		{"no such family", definition("none"), client, "TaskDefinition not found."},
		{"no such revision", definition("web:3"), client, "TaskDefinition not found."},
		{"inactive revision", definition("web:2"), invalid, "TaskDefinition is inactive"},
		{"no active revision", definition("gone"), client, "TaskDefinition not found."},
		{"definition is being deleted", definition("gone:1"), invalid, "TaskDefinition is inactive"},
		{"revision is latest", definition("web:latest"), invalid, revision + "latest"},
		{"revision is empty", definition("web:"), invalid, revision},
		{"revision is 0", definition("web:0"), invalid, revision + "0"},
		{"definition by ARN", definition(ecsARN + "task-definition/web:1"), "", ""},
		{"network missing", vpc(nil), invalid, noNet},
		{"network empty", vpc(&types.NetworkConfiguration{}), invalid, noNet},
		{"network in the mode bridge", func(in *ecs.StartTaskInput) { in.NetworkConfiguration = network("subnet-a") }, invalid, "Network Configuration is not valid for the given networkMode of this task definition."},
		{"network", vpc(network("subnet-a")), "", ""},
		{"no subnet", vpc(network([]string{}...)), invalid, "subnets can not be empty."},
		{"17 subnets", vpc(network(slices.Repeat([]string{"subnet-a"}, 17)...)), invalid, "subnets can have at most 16 items."},
		{"6 security groups", vpc(nc(func(c *types.AwsVpcConfiguration) { c.SecurityGroups = make([]string, 6) })), invalid, "securityGroups can have at most 5 items."},
		{"public IP", vpc(nc(func(c *types.AwsVpcConfiguration) { c.AssignPublicIp = types.AssignPublicIpEnabled })), invalid, "Assign public IP is not supported for this launch type."},
		{"container unknown", with(override(types.ContainerOverride{Name: new("App")})), invalid, "Override for container named App is not a container in the TaskDefinition."},
		{"container without a name", with(override(types.ContainerOverride{Command: []string{"a"}})), invalid, "Override argument cannot be null"},
		{"empty override", with(override(types.ContainerOverride{})), "", ""},
		{"no overrides", with(&types.TaskOverride{}), "", ""},
		{"8192 characters", with(sized(8192)), "", ""},
		{"8193 characters", with(sized(8193)), invalid, "Container Overrides length must be at most 8192"},
		{"cpu", with(&types.TaskOverride{Cpu: new("many")}), client, "Invalid 'cpu' setting for task."},
		{"memory", with(&types.TaskOverride{Memory: new("1 GiB")}), client, "Invalid 'memory' setting for task."},
		{"GPU count", with(gpu(types.ResourceRequirement{Type: types.ResourceTypeGpu, Value: new("-1")})), invalid, "Invalid value for the resource GPU: -1"},
		{"GPU sharing", with(gpu(types.ResourceRequirement{Type: types.ResourceTypeGpu, SharingStrategy: &types.SharingStrategyMemberNvidiaMps{Value: types.NvidiaMpsAllocation{Memory: new(int32(1))}}})), "UnsupportedFeatureException", "ecstest does not share GPUs"},
		{"Neuron", with(gpu(types.ResourceRequirement{Type: types.ResourceTypeNeuronDevice, Value: new("ALL")})), "UnsupportedFeatureException", "ecstest does not provide the resource NeuronDevice"},
		{"startedBy of 36", func(in *ecs.StartTaskInput) { in.StartedBy = new(strings.Repeat("é", 36)) }, "", ""},
		{"startedBy of 37", func(in *ecs.StartTaskInput) { in.StartedBy = new(strings.Repeat("a", 37)) }, invalid, "startedBy longer than 36."},
		{"group", func(in *ecs.StartTaskInput) { in.Group = new("service:web") }, invalid, "Invalid namespace for group"},
		{"tag key", func(in *ecs.StartTaskInput) { in.Tags = []types.Tag{{Key: new("a[b]")}} }, invalid, badTag},
		{"tag value", func(in *ecs.StartTaskInput) { in.Tags = []types.Tag{{Key: new("é"), Value: new("a,b")}} }, invalid, badTag},
		{"exec without a role", func(in *ecs.StartTaskInput) { in.EnableExecuteCommand = true }, invalid, noRole},
		{"exec with an empty role", func(in *ecs.StartTaskInput) {
			in.EnableExecuteCommand, in.Overrides = true, &types.TaskOverride{TaskRoleArn: new("")}
		}, invalid, noRole},
		{"exec with a role", func(in *ecs.StartTaskInput) { in.EnableExecuteCommand, in.TaskDefinition = true, new("role") }, "", ""},
		{"volume", func(in *ecs.StartTaskInput) {
			in.VolumeConfigurations = []types.TaskVolumeConfiguration{{Name: new("data")}}
		}, invalid, noVolume},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := &ecs.StartTaskInput{TaskDefinition: new("web"), ContainerInstances: []string{instance}}
			tt.edit(in)
			_, err := c.StartTask(t.Context(), in)
			refused(t, err, tt.code, tt.message)
		})
	}
}

func TestRunTaskRefusals(t *testing.T) {
	_, c, _ := newRefusing(t)
	const unsupported = "UnsupportedFeatureException"
	onFargate := func(edit func(*ecs.RunTaskInput)) func(*ecs.RunTaskInput) {
		return func(in *ecs.RunTaskInput) {
			in.TaskDefinition, in.LaunchType, in.NetworkConfiguration = new("fargate"), types.LaunchTypeFargate, network("subnet-a")
			edit(in)
		}
	}
	constraint := []types.PlacementConstraint{{Type: types.PlacementConstraintTypeDistinctInstance}}
	strategy := []types.PlacementStrategy{{Type: types.PlacementStrategyTypeRandom}}
	provider := []types.CapacityProviderStrategyItem{{CapacityProvider: new("FARGATE")}}
	for _, tt := range []struct {
		name          string
		edit          func(*ecs.RunTaskInput)
		code, message string
	}{
		{"nothing", func(*ecs.RunTaskInput) {}, "", ""},
		{"no such cluster", func(in *ecs.RunTaskInput) { in.Cluster = new("prod") }, "ClusterNotFoundException", "Cluster not found."},
		{"no such definition", func(in *ecs.RunTaskInput) { in.TaskDefinition = new("none") }, client, "TaskDefinition not found."},
		{"no instances", func(in *ecs.RunTaskInput) { in.Cluster = new("empty") }, invalid, "No Container Instances were found in your cluster."},
		{"no external instances", func(in *ecs.RunTaskInput) { in.LaunchType = types.LaunchTypeExternal }, invalid, "No Container Instances were found in your cluster."},
		{"count 0", func(in *ecs.RunTaskInput) { in.Count = new(int32(0)) }, invalid, "count must be between 1 and 10."},
		{"count 11", func(in *ecs.RunTaskInput) { in.Count = new(int32(11)) }, invalid, "count must be between 1 and 10."},
		{"startedBy of 128", func(in *ecs.RunTaskInput) { in.StartedBy = new(strings.Repeat("a", 128)) }, "", ""},
		{"startedBy of 129", func(in *ecs.RunTaskInput) { in.StartedBy = new(strings.Repeat("a", 129)) }, invalid, "startedBy longer than 128."},
		{"platform on EC2", func(in *ecs.RunTaskInput) { in.PlatformVersion = new("LATEST") }, invalid, "The platform version must be null when specifying an EC2 launch type."},
		{"not for Fargate", func(in *ecs.RunTaskInput) { in.LaunchType = types.LaunchTypeFargate }, invalid, "Task definition does not support launch_type FARGATE."},
		{"managed instances", func(in *ecs.RunTaskInput) { in.LaunchType = types.LaunchTypeManagedInstances }, unsupported, "ecstest does not have managed instances"},
		{"provider and launch type", func(in *ecs.RunTaskInput) {
			in.CapacityProviderStrategy, in.LaunchType = provider, types.LaunchTypeEc2
		}, invalid, "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again."},
		{"tags of a service", func(in *ecs.RunTaskInput) { in.PropagateTags = types.PropagateTagsService }, invalid, "Invalid value for propagateTags"},
		{"Fargate", onFargate(func(*ecs.RunTaskInput) {}), "", ""},
		{"Fargate without a network", onFargate(func(in *ecs.RunTaskInput) { in.NetworkConfiguration = nil }), invalid, noNet},
		{"Fargate with public IP", onFargate(func(in *ecs.RunTaskInput) {
			in.NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp = types.AssignPublicIpEnabled
		}), "", ""},
		{"constraint on Fargate", onFargate(func(in *ecs.RunTaskInput) { in.PlacementConstraints = constraint }), invalid, "Placement constraints are not supported with FARGATE launch type."},
		{"strategy on Fargate", onFargate(func(in *ecs.RunTaskInput) { in.PlacementStrategy = strategy }), invalid, "Placement strategies are not supported with FARGATE launch type."},
		{"size on Fargate", onFargate(func(in *ecs.RunTaskInput) { in.Overrides = &types.TaskOverride{Memory: new("4 GB")} }), client, "No Fargate configuration exists for given values: 256 CPU, 4096 memory."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			in := &ecs.RunTaskInput{TaskDefinition: new("web")}
			tt.edit(in)
			_, err := c.RunTask(t.Context(), in)
			refused(t, err, tt.code, tt.message)
		})
	}
}

func TestOtherRefusals(t *testing.T) {
	_, c, _ := newRefusing(t)
	ctx := t.Context()
	many := slices.Repeat([]string{absent}, 101)
	const (
		noCluster = "ClusterNotFoundException"
		length    = "taskId length should be one of [32,36]"
	)
	for _, tt := range []struct {
		name          string
		call          func() error
		code, message string
	}{
		{"stop: no such task", func() error { _, err := c.StopTask(ctx, &ecs.StopTaskInput{Task: new(absent)}); return err }, invalid, "The referenced task was not found."},
		{"stop: id", func() error { _, err := c.StopTask(ctx, &ecs.StopTaskInput{Task: new("a")}); return err }, invalid, length},
		{"stop: cluster", func() error {
			_, err := c.StopTask(ctx, &ecs.StopTaskInput{Task: new(absent), Cluster: new("x")})
			return err
		}, noCluster, "Cluster not found."},
		{"tasks: none", func() error { _, err := c.DescribeTasks(ctx, &ecs.DescribeTasksInput{Tasks: []string{}}); return err }, invalid, "Tasks cannot be empty."},
		{"tasks: 101", func() error { _, err := c.DescribeTasks(ctx, &ecs.DescribeTasksInput{Tasks: many}); return err }, invalid, "Tasks can have at most 100 items."},
		{"tasks: id", func() error {
			_, err := c.DescribeTasks(ctx, &ecs.DescribeTasksInput{Tasks: []string{""}})
			return err
		}, invalid, length},
		{"tasks: cluster", func() error {
			_, err := c.DescribeTasks(ctx, &ecs.DescribeTasksInput{Tasks: many, Cluster: new("x")})
			return err
		}, noCluster, "Cluster not found."},
		{"list: service", func() error { _, err := c.ListTasks(ctx, &ecs.ListTasksInput{ServiceName: new("web")}); return err }, "UnsupportedFeatureException", "ecstest does not have services: serviceName cannot be a filter"},
		{"list: daemon", func() error { _, err := c.ListTasks(ctx, &ecs.ListTasksInput{DaemonName: new("web")}); return err }, "UnsupportedFeatureException", "ecstest does not have daemons: daemonName cannot be a filter"},
		{"list: instance", func() error { _, err := c.ListTasks(ctx, &ecs.ListTasksInput{ContainerInstance: new("i")}); return err }, invalid, "instanceId length should be one of [32,36]"},
		{"list: cluster", func() error { _, err := c.ListTasks(ctx, &ecs.ListTasksInput{Cluster: new("x")}); return err }, noCluster, "Cluster not found."},
		{"list: page of 0", func() error { _, err := c.ListTasks(ctx, &ecs.ListTasksInput{MaxResults: new(int32(0))}); return err }, invalid, "maxResults must be between 1 and 100."},
		{"list: page of 101", func() error { _, err := c.ListTasks(ctx, &ecs.ListTasksInput{MaxResults: new(int32(101))}); return err }, invalid, "maxResults must be between 1 and 100."},
		{"list: token", func() error {
			_, err := c.ListTasks(ctx, &ecs.ListTasksInput{NextToken: new("ecstest/-1")})
			return err
		}, invalid, "Invalid token."},
		{"list: late token", func() error {
			_, err := c.ListTasks(ctx, &ecs.ListTasksInput{NextToken: new("ecstest/99")})
			return err
		}, "", ""},
		{"definition: none", func() error {
			_, err := c.DescribeTaskDefinition(ctx, &ecs.DescribeTaskDefinitionInput{TaskDefinition: new("none")})
			return err
		}, client, "Unable to describe task definition."},
		{"definition: revision", func() error {
			_, err := c.DescribeTaskDefinition(ctx, &ecs.DescribeTaskDefinitionInput{TaskDefinition: new("web:x")})
			return err
		}, invalid, "Invalid revision number. Number: x"},
		{"instances: none", func() error {
			_, err := c.DescribeContainerInstances(ctx, &ecs.DescribeContainerInstancesInput{ContainerInstances: []string{}})
			return err
		}, client, "Container Instances cannot be empty."},
		{"instances: 101", func() error {
			_, err := c.DescribeContainerInstances(ctx, &ecs.DescribeContainerInstancesInput{ContainerInstances: many})
			return err
		}, invalid, "instanceIds can have at most 100 items."},
		{"instances: id", func() error {
			_, err := c.DescribeContainerInstances(ctx, &ecs.DescribeContainerInstancesInput{ContainerInstances: []string{"i-1"}})
			return err
		}, invalid, "instanceId length should be one of [32,36]"},
		{"instances: cluster", func() error {
			_, err := c.DescribeContainerInstances(ctx, &ecs.DescribeContainerInstancesInput{ContainerInstances: many, Cluster: new("x")})
			return err
		}, noCluster, "Cluster not found."},
		{"list instances: filter", func() error {
			_, err := c.ListContainerInstances(ctx, &ecs.ListContainerInstancesInput{Filter: new("attribute:ecs.os-type = linux")})
			return err
		}, "UnsupportedFeatureException", `ecstest does not understand the filter: expected an operator such as == or in, found "=" at column 23; write "=="`},
		{"list instances: look-ahead in a filter", func() error {
			_, err := c.ListContainerInstances(ctx, &ecs.ListContainerInstancesInput{Filter: new("attribute:ecs.os-type =~ (?=l).*")})
			return err
		}, "UnsupportedFeatureException", `ecstest does not match the regular expression "(?=l).*" as Java does`},
		{"providers: cluster", func() error {
			_, err := c.DescribeCapacityProviders(ctx, &ecs.DescribeCapacityProvidersInput{Cluster: new("x")})
			return err
		}, noCluster, "Cluster not found."},
		{"providers: 101", func() error {
			_, err := c.DescribeCapacityProviders(ctx, &ecs.DescribeCapacityProvidersInput{CapacityProviders: many})
			return err
		}, invalid, "capacityProviders can have at most 100 items."},
		{"providers: page of 11", func() error {
			_, err := c.DescribeCapacityProviders(ctx, &ecs.DescribeCapacityProvidersInput{MaxResults: new(int32(11))})
			return err
		}, invalid, "maxResults must be between 1 and 10."},
		{"providers: include", func() error {
			_, err := c.DescribeCapacityProviders(ctx, &ecs.DescribeCapacityProvidersInput{Include: []types.CapacityProviderField{"ALL"}})
			return err
		}, invalid, "include should be one of [TAGS]"},
		{"providers: ARN", func() error {
			_, err := c.DescribeCapacityProviders(ctx, &ecs.DescribeCapacityProvidersInput{CapacityProviders: []string{"arn:aws:ecs:us-east-1:123456789012:cluster/x"}})
			return err
		}, invalid, "Invalid identifier: capacity-provider expected"},
		{"put providers: cluster", func() error {
			_, err := c.PutClusterCapacityProviders(ctx, &ecs.PutClusterCapacityProvidersInput{Cluster: new("x"), CapacityProviders: []string{}, DefaultCapacityProviderStrategy: []types.CapacityProviderStrategyItem{}})
			return err
		}, noCluster, "Cluster not found."},
		{"list instances: token", func() error {
			_, err := c.ListContainerInstances(ctx, &ecs.ListContainerInstancesInput{NextToken: new("1")})
			return err
		}, invalid, "Invalid token."},
		{"list instances: cluster", func() error {
			_, err := c.ListContainerInstances(ctx, &ecs.ListContainerInstancesInput{Cluster: new("x")})
			return err
		}, noCluster, "Cluster not found."},
		{"clusters: 101", func() error {
			_, err := c.DescribeClusters(ctx, &ecs.DescribeClustersInput{Clusters: many})
			return err
		}, invalid, "clusters can have at most 100 items."},
		{"clusters: ARN", func() error {
			_, err := c.DescribeClusters(ctx, &ecs.DescribeClustersInput{Clusters: []string{"arn:aws:ecs:x"}})
			return err
		}, invalid, "Invalid identifier: Unexpected number of separators"},
	} {
		t.Run(tt.name, func(t *testing.T) { refused(t, tt.call(), tt.code, tt.message) })
	}
}
