package rules_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecstask/ecstask/rules"
)

// ordinaryScenes are requests with the task definition and the cluster that they
// are for, as people have them.
var ordinaryScenes = []struct {
	name   string
	change sceneChange
}{
	// Fargate.
	{"Fargate", asIs},
	{"Fargate, the latest revision", unpinned},
	{"Fargate by ARN", func(s *scene) { s.TaskDefinition, s.Cluster = new(taskARN), new(clusterARN) }},
	{"Fargate, in the default cluster", func(s *scene) {
		s.Cluster = nil
		s.state.Cluster.ClusterArn, s.state.Cluster.ClusterName = new(inECS+"cluster/default"), new("default")
	}},
	{"Fargate, public subnets", func(s *scene) {
		s.NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp = types.AssignPublicIpEnabled
	}},
	{"Fargate, a command", overriding(func(_ *override, c *container) {
		c.Command = []string{"rake", "db:migrate"}
		c.Environment = []variable{env("STAGE")}
	})},
	{"Fargate, a larger task", overriding(func(o *override, c *container) {
		o.Cpu, o.Memory, c.Cpu, c.Memory = new("1024"), new("4096"), new(int32(768)), new(int32(3072))
	})},
	{"Fargate, more memory", overriding(func(o *override, _ *container) { o.Memory = new("2 GB") })},
	{"Fargate, a larger container", overriding(func(_ *override, c *container) { c.Cpu, c.Memory = new(int32(384)), new(int32(768)) })},
	{"Fargate, a container without limits", allOf(appDef(func(c *types.ContainerDefinition) { c.Cpu, c.Memory = 0, nil }), overriding(func(_ *override, c *container) { c.Memory = new(int32(512)) }))},
	{"Fargate, exec", exec},
	{"Fargate, a role by override", allOf(exec, roleless, overriding(func(o *override, _ *container) { o.TaskRoleArn = new(roleARN) }))},
	{"Fargate, an execution role by override", allOf(noExecutionRole, appDef(secretEnv), overriding(func(o *override, c *container) {
		o.ExecutionRoleArn, c.EnvironmentFiles = new(roleARN), []envFile{s3(objectARN)}
	}))},
	{"Fargate, smaller containers", allOf(sized("512", "1024", 512, 512), overriding(func(o *override, c *container) {
		c.Cpu = new(int32(256))
		o.ContainerOverrides = append(o.ContainerOverrides, container{Name: new("log-router"), Cpu: new(int32(256))})
	}))},
	{"Fargate, secrets", appDef(secretEnv)},
	{"Fargate, a private registry", appDef(func(c *types.ContainerDefinition) {
		c.RepositoryCredentials = &types.RepositoryCredentials{CredentialsParameter: new("arn:aws:secretsmanager:us-east-1:123456789012:secret:hub-AbCdEf")}
	})},
	{"Fargate, an environment file", overriding(func(_ *override, c *container) { c.EnvironmentFiles = []envFile{s3(objectARN)} })},
	{"Fargate, ephemeral storage", allOf(def(ephemeralDisk), overriding(func(o *override, _ *container) { o.EphemeralStorage = &types.EphemeralStorage{SizeInGiB: 100} }))},
	{"Fargate, Amazon EFS", allOf(efsVolume, onPlatform("1.4.0"))},
	{"Fargate, Amazon EFS, the latest platform", allOf(efsVolume, onPlatform("LATEST"))},
	{"Fargate, platform version 1.3.0", onPlatform("1.3.0")},
	{"Fargate, an Amazon EBS volume", allOf(launchVolume, configure("data"), filesystem("xfs"))},
	{"Fargate, ARM64", onARM},
	{"Fargate Spot", onStrategy("FARGATE_SPOT")},
	{"Fargate and Fargate Spot", onStrategy("FARGATE", "FARGATE_SPOT")},
	{"Fargate Spot, ARM64", allOf(onARM, onStrategy("FARGATE_SPOT"))},
	{"Fargate by default of the cluster", byDefault("FARGATE", "FARGATE_SPOT")},
	{"Fargate by default of the cluster, which is not known", allOf(byDefault("FARGATE"), func(s *scene) { s.state.Cluster = nil })},
	{"Fargate, no definition at hand", func(s *scene) { s.state.TaskDefinition = nil }},
	{"Fargate, a definition that is not registered", func(s *scene) {
		d := s.state.TaskDefinition
		d.TaskDefinitionArn, d.Revision, d.Status, d.Compatibilities = nil, 0, "", nil
	}},
	{"Fargate, in a cluster without capacity providers", inCluster(func(c *types.Cluster) { c.CapacityProviders, c.RegisteredContainerInstancesCount = nil, 0 })},
	{"Fargate, Windows", onWindows},
	{"Fargate, Windows, platform version 1.0.0", allOf(onWindows, onPlatform("1.0.0"))},
	{"Fargate, 5 tasks", tasks(5)},
	{"Fargate, tags of the definition", func(s *scene) {
		s.PropagateTags, s.Tags, s.state.TaskTags = types.PropagateTagsTaskDefinition, manyTags(0, 3), manyTags(2, 6)
	}},
	{"Fargate, FireLens", def(func(d *types.TaskDefinition) {
		d.ContainerDefinitions[1].FirelensConfiguration = &types.FirelensConfiguration{Type: types.FirelensConfigurationTypeFluentbit}
		d.ContainerDefinitions[0].LogConfiguration = &types.LogConfiguration{LogDriver: types.LogDriverAwsfirelens}
	})},
	{"Fargate, 16 vCPU", allOf(sized("16384", "32768", 8192, 16384), overriding(func(o *override, _ *container) { o.Memory = new("65536") }))},

	// EC2.
	{"EC2, bridge", onEC2},
	{"EC2, bridge by default", allOf(onEC2, def(func(d *types.TaskDefinition) { d.NetworkMode = "" }))},
	{"EC2, host", allOf(onEC2, hostPorts(8080), def(func(d *types.TaskDefinition) { d.NetworkMode = types.NetworkModeHost }))},
	{"EC2, no network", allOf(onEC2, hostPorts(), def(func(d *types.TaskDefinition) { d.NetworkMode = types.NetworkModeNone }))},
	{"EC2, awsvpc", func(s *scene) { s.LaunchType = types.LaunchTypeEc2 }},
	{"EC2, in a cluster whose instances are not counted", allOf(onEC2, uncounted)},
	{"EC2, by a cluster without a default", allOf(onEC2, byDefault())},
	{"EC2, sizes of containers alone", allOf(onEC2, sizeless, overriding(func(_ *override, c *container) { c.Memory = new(int32(2048)) }))},
	{"EC2, a size for the task that is none of Fargate", allOf(onEC2, sizeless, overriding(func(o *override, _ *container) { o.Cpu, o.Memory = new("300"), new("700") }))},
	{"EC2, a reservation and no limit", allOf(onEC2, sizeless, appDef(func(c *types.ContainerDefinition) { c.Memory, c.MemoryReservation = nil, new(int32(256)) }),
		overriding(func(_ *override, c *container) { c.MemoryReservation = new(int32(1024)) }))},
	{"EC2, a GPU", allOf(onEC2, appDef(wantGPU))},
	{"EC2, more GPUs", allOf(onEC2, appDef(wantGPU), overriding(func(_ *override, c *container) { c.ResourceRequirements = []resource{gpu("2")} }))},
	{"EC2, constraints", allOf(onEC2, withConstraints(1, 1))},
	{"EC2, fixed ports, as many tasks as instances", allOf(onEC2, hostPorts(80, 443), tasks(3))},
	{"EC2, ports for tcp and udp", allOf(onEC2, hostPorts(53, 53), appDef(func(c *types.ContainerDefinition) { c.PortMappings[1].Protocol = types.TransportProtocolUdp }))},
	{"EC2, an Amazon EBS volume", allOf(onEC2, launchVolume, configure("data"))},
	{"EC2, Windows", allOf(onEC2, onWindows, overriding(func(_ *override, c *container) { c.Cpu, c.Memory = new(int32(2048)), new(int32(4096)) }))},
	{"EC2, room for a smaller task", allOf(among(all(left(1, 300))), overriding(func(o *override, c *container) { o.Memory, c.Memory = new("256"), new(int32(128)) }))},
	{"EC2, exec", allOf(onEC2, exec)},
	{"EC2, no execution role", allOf(onEC2, noExecutionRole)},
	{"a capacity provider", allOf(onEC2, onStrategy("asg"), withProviders(groupType, "asg"))},
	{"a capacity provider that is not known", allOf(onEC2, onStrategy("asg"))},
	{"a capacity provider that adds the first instance", allOf(onEC2, onStrategy("asg"), scaling(types.ManagedScalingStatusEnabled), noInstances)},
	{"a capacity provider by default", allOf(onEC2, byDefault("asg"), withProviders(groupType, "asg"))},
	{"Managed Instances", managedOnly},
	{"external instances", func(s *scene) {
		onEC2(s)
		s.LaunchType = types.LaunchTypeExternal
		only(types.CompatibilityExternal, types.CompatibilityEc2)(s)
	}},

	// StartTask.
	{"StartTask, bridge", onInstances},
	{"StartTask, awsvpc", func(s *scene) {
		network := s.NetworkConfiguration
		allOf(onInstances, vpcMode)(s)
		s.NetworkConfiguration = network
	}},
	{"StartTask, host", allOf(onInstances, def(func(d *types.TaskDefinition) { d.NetworkMode = types.NetworkModeHost }))},
	{"StartTask, instances of the cluster", allOf(onInstances, func(s *scene) {
		s.state.Instances = []types.ContainerInstance{{ContainerInstanceArn: new(longARN), Status: new("ACTIVE"), AgentConnected: true}}
	})},
	{"StartTask, in a cluster whose instances are not counted", allOf(onInstances, uncounted)},
	{"StartTask, overrides", allOf(onInstances, overriding(func(o *override, c *container) {
		o.TaskRoleArn, c.Command, c.Memory = new(roleARN), []string{"run"}, new(int32(600))
	}))},
	{"StartTask, room for a smaller task", allOf(on(left(1, 300)), sizeless, overriding(func(_ *override, c *container) { c.Memory = new(int32(128)) }))},
	{"StartTask, a cluster that is not default", allOf(on(asItIs), func(s *scene) {
		s.state.AllInstances = true
		s.state.Others = []rules.State{{Cluster: &types.Cluster{ClusterName: new("default"), Status: new("ACTIVE")}, AllInstances: true}}
	})},
	{"StartTask, external instances", allOf(onInstances, only(types.CompatibilityExternal))},
}

// TestOrdinaryScenes holds that what people run every day draws no finding, and
// neither does it if the revision is not named.
func TestOrdinaryScenes(t *testing.T) {
	names := make(map[string]bool)
	for _, o := range ordinaryScenes {
		if names[o.name] {
			t.Errorf("%s is there twice", o.name)
		}
		names[o.name] = true
		for _, family := range []bool{false, true} {
			s := ordinary()
			o.change(s)
			if family {
				unpinned(s)
			}
			if found := s.check(); found != nil {
				t.Errorf("%s (family alone: %t):\n%v", o.name, family, found)
			}
		}
	}
	if len(names) < 60 {
		t.Errorf("there are only %d", len(names))
	}
}
