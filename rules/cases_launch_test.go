package rules_test

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func onPlatform(version string) sceneChange { return func(s *scene) { s.PlatformVersion = &version } }

func onARM(s *scene) {
	s.state.TaskDefinition.RuntimePlatform = &types.RuntimePlatform{CpuArchitecture: types.CPUArchitectureArm64}
}

// withProviders are capacity providers of a type.
func withProviders(t types.CapacityProviderType, names ...string) sceneChange {
	return func(s *scene) {
		for _, name := range names {
			s.state.CapacityProviders = append(s.state.CapacityProviders, types.CapacityProvider{Name: &name, Type: t, Status: types.CapacityProviderStatusActive})
		}
	}
}

// byDefault leaves the launch to the cluster, which has a default strategy of the
// providers.
func byDefault(names ...string) sceneChange {
	return func(s *scene) {
		onStrategy(names...)(s)
		s.state.Cluster.DefaultCapacityProviderStrategy, s.CapacityProviderStrategy = s.CapacityProviderStrategy, nil
	}
}

const (
	groupType   = types.CapacityProviderTypeEc2Autoscaling
	managedType = types.CapacityProviderTypeManagedInstances
)

// hostPorts gives the container app ports of the host.
func hostPorts(list ...int32) sceneChange {
	return appDef(func(c *types.ContainerDefinition) {
		c.PortMappings = nil
		for _, p := range list {
			c.PortMappings = append(c.PortMappings, types.PortMapping{ContainerPort: new(int32(80)), HostPort: &p})
		}
	})
}

var compatibilityCases = []stateRuleCases{
	{"launch-type-compatibility", []stateRow{
		{"compatible", asIs, ""},
		{"not said", only(), ""},
		{"EC2 alone", only(types.CompatibilityEc2), "error launch-type-compatibility launchType"},
		{"EC2 alone, in the latest", allOf(unpinned, only(types.CompatibilityEc2)), "warning launch-type-compatibility launchType"},
		{"not external", func(s *scene) { onEC2(s); s.LaunchType = types.LaunchTypeExternal }, "error launch-type-compatibility launchType"},
		{"bridge on Fargate, for which there is another rule", bridgeOnly, "error network-mode networkConfiguration"},
		{"bridge on Fargate, in the latest", allOf(bridgeOnly, unpinned), "warning network-mode networkConfiguration"},
		{"bridge on Fargate, without a network", allOf(bridgeOnly, noNetwork), "error launch-type-compatibility launchType"},
		{"bridge on Fargate, without a network, in the latest", allOf(bridgeOnly, noNetwork, unpinned), "warning launch-type-compatibility launchType; error network-fargate-required networkConfiguration"},
		{"awsvpc on Fargate, without a network", allOf(only(types.CompatibilityEc2), noNetwork), "error launch-type-compatibility launchType; error network-required networkConfiguration"},
		{"awsvpc on external instances", func(s *scene) { s.LaunchType = types.LaunchTypeExternal }, "error launch-type-compatibility launchType"},
		{"Fargate alone, with what only Fargate has", allOf(only(types.CompatibilityFargate), withPublicIP, onPlatform("1.4.0"), func(s *scene) { s.LaunchType = types.LaunchTypeEc2 }), "error launch-type-compatibility launchType"},
		{"EC2 alone, with a strategy as well, for which there is another rule", allOf(onStrategy("FARGATE"), only(types.CompatibilityEc2), func(s *scene) { s.LaunchType = types.LaunchTypeFargate }), "error launch-type-strategy launchType"},
		{"bridge on external instances, with a network", allOf(inMode(types.NetworkModeBridge), func(s *scene) { s.LaunchType = types.LaunchTypeExternal }),
			"error launch-type-compatibility launchType; error network-mode networkConfiguration"},
	}},
	{"strategy-compatibility", []stateRow{
		{"compatible", onStrategy("FARGATE", "FARGATE_SPOT"), ""},
		{"EC2 alone", allOf(onStrategy("FARGATE"), only(types.CompatibilityEc2)), "error strategy-compatibility capacityProviderStrategy"},
		{"bridge, for which there is another rule", allOf(bridgeOnly, onStrategy("FARGATE_SPOT")), "error network-mode networkConfiguration"},
		{"bridge without a network", allOf(bridgeOnly, onStrategy("FARGATE_SPOT"), noNetwork), "error strategy-compatibility capacityProviderStrategy"},
	}},
	{"provider-compatibility", []stateRow{
		{"a group", allOf(onEC2, onStrategy("asg"), withProviders(groupType, "asg")), ""},
		{"a group that is not known", allOf(onEC2, only(types.CompatibilityFargate), onStrategy("asg")), ""},
		{"a group, but Fargate alone", allOf(only(types.CompatibilityFargate), onStrategy("asg"), withProviders(groupType, "asg")), "warning provider-compatibility capacityProviderStrategy[0].capacityProvider"},
		{"Managed Instances", allOf(onStrategy("mi"), withProviders(managedType, "mi")), "warning provider-compatibility capacityProviderStrategy[0].capacityProvider"},
		{"Managed Instances, compatible", allOf(only(types.CompatibilityManagedInstances), onStrategy("mi"), withProviders(managedType, "mi")), ""},
		{"of a type that is not known", allOf(onEC2, onStrategy("x"), withProviders("OTHER", "x")), ""},
		{"Managed Instances, by what they have", allOf(onStrategy("mi"), func(s *scene) {
			s.state.CapacityProviders = []types.CapacityProvider{{Name: new("mi"), ManagedInstancesProvider: &types.ManagedInstancesProvider{}}}
		}), "warning provider-compatibility capacityProviderStrategy[0].capacityProvider"},
	}},
	{"cluster-compatibility", []stateRow{
		{"Fargate by default", byDefault("FARGATE"), ""},
		{"Fargate by default, but EC2 alone", allOf(byDefault("FARGATE"), only(types.CompatibilityEc2)), "warning cluster-compatibility taskDefinition"},
		{"Fargate by default, but bridge, for which there is another rule", allOf(bridgeOnly, byDefault("FARGATE")), "error network-mode networkConfiguration"},
		{"Fargate by default, but bridge without a network", allOf(bridgeOnly, byDefault("FARGATE"), noNetwork), "warning cluster-compatibility taskDefinition"},
		{"EC2 without a default", allOf(byDefault(), only(types.CompatibilityFargate)), "warning cluster-compatibility taskDefinition"},
		{"a group by default", allOf(byDefault("asg"), withProviders(groupType, "asg"), only(types.CompatibilityFargate)), "warning cluster-compatibility taskDefinition"},
		{"Managed Instances by default", allOf(byDefault("mi"), withProviders(managedType, "mi")), "warning cluster-compatibility taskDefinition"},
		{"Managed Instances by default, compatible", allOf(byDefault("mi"), withProviders(managedType, "mi"), only(types.CompatibilityManagedInstances)), ""},
		{"what is not known by default", byDefault("x"), ""},
	}},
	{"start-task-compatibility", []stateRow{
		{"EC2", onInstances, ""},
		{"external", allOf(onInstances, only(types.CompatibilityExternal)), ""},
		{"Fargate alone", allOf(onInstances, only(types.CompatibilityFargate)), "warning start-task-compatibility taskDefinition"},
		{"Managed Instances", allOf(onInstances, only(types.CompatibilityManagedInstances)), ""},
	}},
	{"fargate-spot-windows", []stateRow{
		{"Fargate", allOf(onWindows, onStrategy("FARGATE")), ""},
		{"spot, for Linux", onStrategy("FARGATE_SPOT"), ""},
		{"spot", allOf(onWindows, onStrategy("FARGATE", "FARGATE_SPOT")), "error fargate-spot-windows capacityProviderStrategy[1].capacityProvider"},
		{"spot by default", allOf(onWindows, byDefault("FARGATE_SPOT")), "warning fargate-spot-windows taskDefinition"},
		{"spot, for the latest", allOf(unpinned, onWindows, onStrategy("FARGATE_SPOT")), "warning fargate-spot-windows capacityProviderStrategy[0].capacityProvider"},
	}},
	{"fargate-spot-arm", []stateRow{
		{"the latest version", allOf(onARM, onStrategy("FARGATE_SPOT")), ""},
		{"LATEST", allOf(onARM, onStrategy("FARGATE_SPOT"), onPlatform("LATEST")), ""},
		{"not spot", allOf(onARM, onPlatform("1.3.0")), ""},
		{"1.3.0", allOf(onARM, onStrategy("FARGATE_SPOT"), onPlatform("1.3.0")), "error fargate-spot-arm platformVersion"},
		{"1.3.0 on X86_64", allOf(onStrategy("FARGATE_SPOT"), onPlatform("1.3.0"), def(func(d *types.TaskDefinition) {
			d.RuntimePlatform = &types.RuntimePlatform{CpuArchitecture: types.CPUArchitectureX8664}
		})), ""},
	}},
	{"platform-version-family", []stateRow{
		{"Linux", onPlatform("1.4.0"), ""},
		{"Windows", allOf(onWindows, onPlatform("1.0.0")), ""},
		{"1.4.0 on Windows", allOf(onWindows, onPlatform("1.4.0")), "warning platform-version-family platformVersion"},
		{"1.0.0 on Linux", onPlatform("1.0.0"), "warning platform-version-family platformVersion"},
		{"1.3.0 on Windows", allOf(onWindows, onPlatform("1.3.0")), "warning platform-version-family platformVersion"},
		{"1.0.0 on Linux and Spot, for which there is another rule", allOf(onStrategy("FARGATE_SPOT"), onPlatform("1.0.0")), "warning platform-version-spot platformVersion"},
	}},
	{"platform-version-efs", []stateRow{
		{"1.4.0", allOf(efsVolume, onPlatform("1.4.0")), ""},
		{"the latest", efsVolume, ""},
		{"no volume", onPlatform("1.3.0"), ""},
		{"1.3.0", allOf(efsVolume, onPlatform("1.3.0")), "error platform-version-efs platformVersion"},
	}},
	{"platform-version-features", []stateRow{
		{"1.4.0", allOf(def(func(d *types.TaskDefinition) { d.PidMode = types.PidModeTask }), onPlatform("1.4.0")), ""},
		{"none", onPlatform("1.3.0"), ""},
		{"a whole secret", allOf(onPlatform("1.3.0"), secretFrom("arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf")), ""},
		{"a JSON key", allOf(onPlatform("1.3.0"), secretFrom("arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf:password::")), "warning platform-version-features platformVersion"},
		{"many", allOf(onPlatform("1.3.0"), def(func(d *types.TaskDefinition) {
			d.PidMode, d.EphemeralStorage, d.Cpu, d.Memory = types.PidModeTask, &types.EphemeralStorage{SizeInGiB: 30}, new("8192"), new("16384")
			d.ContainerDefinitions[0].EnvironmentFiles = []envFile{s3(objectARN)}
			d.ContainerDefinitions[0].LinuxParameters = &types.LinuxParameters{Capabilities: &types.KernelCapabilities{Add: []string{"SYS_PTRACE"}}}
		})), "warning platform-version-features platformVersion"},
		{"a JSON key without stage and version", allOf(onPlatform("1.3.0"), secretFrom("arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf:password")), "warning platform-version-features platformVersion"},
		{"a parameter with colons", allOf(onPlatform("1.3.0"), secretFrom("arn:aws:ssm:us-east-1:123456789012:parameter/db:1:2")), ""},
		{"another capability", allOf(onPlatform("1.3.0"), appDef(func(c *types.ContainerDefinition) {
			c.LinuxParameters = &types.LinuxParameters{Capabilities: &types.KernelCapabilities{Drop: []string{"SYS_PTRACE"}}}
		})), ""},
		{"no capability", allOf(onPlatform("1.3.0"), appDef(func(c *types.ContainerDefinition) { c.LinuxParameters = &types.LinuxParameters{} })), ""},
		{"8191 CPU units", allOf(onPlatform("1.3.0"), def(func(d *types.TaskDefinition) { d.Cpu = new("8191") })), ""},
		{"8192 CPU units, but fewer by the override", allOf(onPlatform("1.3.0"), def(func(d *types.TaskDefinition) { d.Cpu, d.Memory = new("8192"), new("16384") }),
			overriding(func(o *override, _ *container) { o.Cpu = new("4096") })), ""},
	}},
	{"ephemeral-storage-definition", []stateRow{
		{"Fargate", def(ephemeralDisk), ""},
		{"EC2", allOf(onEC2, def(ephemeralDisk)), "warning ephemeral-storage-definition taskDefinition"},
		{"StartTask", allOf(onInstances, def(ephemeralDisk)), "warning ephemeral-storage-definition taskDefinition"},
		{"EC2, which it cannot run on anyway", allOf(onEC2, def(ephemeralDisk), only(types.CompatibilityFargate)), "error launch-type-compatibility launchType"},
		{"StartTask, which it cannot run with anyway", allOf(onInstances, def(ephemeralDisk), only(types.CompatibilityFargate)), "warning start-task-compatibility taskDefinition"},
		{"EC2, where the latest cannot run anyway", allOf(unpinned, onEC2, def(ephemeralDisk), only(types.CompatibilityFargate)), "warning launch-type-compatibility launchType"},
	}},

	// What the request leaves open.
	{"assign-public-ip-fargate", []stateRow{
		{"Fargate by default", allOf(byDefault("FARGATE"), withPublicIP), ""},
		{"Fargate by default, which is not known", allOf(byDefault("FARGATE"), withPublicIP, func(s *scene) { s.state.Cluster = nil }), "warning assign-public-ip-fargate " + vpc + "assignPublicIp"},
		{"EC2 without a default", allOf(byDefault(), withPublicIP), "warning assign-public-ip-fargate " + vpc + "assignPublicIp"},
		{"EC2", allOf(withPublicIP, func(s *scene) { s.LaunchType = types.LaunchTypeEc2 }), "error assign-public-ip-fargate " + vpc + "assignPublicIp"},
		{"a group", allOf(onStrategy("asg"), withProviders(groupType, "asg"), withPublicIP), "warning assign-public-ip-fargate " + vpc + "assignPublicIp"},
		{"another mode, for which there is another rule", allOf(inMode(types.NetworkModeBridge), withPublicIP), "error network-mode networkConfiguration"},
	}},
	{"platform-version-fargate", []stateRow{
		{"Fargate by default", allOf(byDefault("FARGATE"), onPlatform("1.4.0")), ""},
		{"EC2 without a default", allOf(byDefault(), onPlatform("1.4.0")), "warning platform-version-fargate platformVersion"},
		{"a group without instances", allOf(onEC2, onStrategy("asg"), scaling(types.ManagedScalingStatusDisabled), noInstances, onPlatform("1.4.0")), "warning cluster-instances cluster; warning platform-version-fargate platformVersion"},
		{"EC2 without a default, on instances that are not counted", allOf(byDefault(), onPlatform("1.4.0"), uncounted), "warning platform-version-fargate platformVersion"},
	}},
	{"network-fargate-required", []stateRow{
		{"given", asIs, ""},
		{"missing", noNetwork, "error network-fargate-required networkConfiguration"},
		{"missing, and Fargate by default", allOf(byDefault("FARGATE"), noNetwork), "error network-required networkConfiguration"},
		{"missing, Fargate by default, no definition", allOf(byDefault("FARGATE"), noNetwork, func(s *scene) { s.state.TaskDefinition = nil }), "warning network-fargate-required networkConfiguration"},
	}},
	{"network-empty", []stateRow{
		{"bridge", allOf(onEC2, emptyNetwork), "warning network-empty networkConfiguration.awsvpcConfiguration"},
		{"awsvpc", allOf(onEC2, vpcMode, emptyNetwork), "error network-empty networkConfiguration.awsvpcConfiguration"},
		{"left out", onEC2, ""},
		{"a mode that is not known", allOf(onEC2, emptyNetwork, func(s *scene) { s.state.TaskDefinition = nil }), "warning network-empty networkConfiguration.awsvpcConfiguration"},
	}},

	// The network.
	{"network-required", []stateRow{
		{"given", asIs, ""},
		{"bridge", onEC2, ""},
		{"missing on EC2", allOf(onEC2, vpcMode), "error network-required networkConfiguration"},
		{"missing on EC2, for the latest", allOf(onEC2, vpcMode, unpinned), "warning network-required networkConfiguration"},
		{"missing for StartTask", allOf(onInstances, vpcMode), "error network-required networkConfiguration"},
	}},
	{"network-mode", []stateRow{
		{"awsvpc", asIs, ""},
		{"none", allOf(onEC2, def(func(d *types.TaskDefinition) { d.NetworkMode = "" })), ""},
		{"bridge", inMode(types.NetworkModeBridge), "error network-mode networkConfiguration"},
		{"host", inMode(types.NetworkModeHost), "error network-mode networkConfiguration"},
		{"the default", inMode(""), "error network-mode networkConfiguration"},
		{"the default of Windows", allOf(onWindows, inMode("")), "error network-mode networkConfiguration"},
	}},
	{"host-port-duplicate", []stateRow{
		{"two ports", allOf(onEC2, hostPorts(80, 81)), ""},
		{"any port", allOf(onEC2, hostPorts(0, 0)), ""},
		{"in a network of its own", hostPorts(80, 80), ""},
		{"tcp and udp", allOf(onEC2, hostPorts(53, 53), appDef(func(c *types.ContainerDefinition) { c.PortMappings[1].Protocol = types.TransportProtocolUdp })), ""},
		{"twice", allOf(onEC2, hostPorts(80, 80)), "warning host-port-duplicate taskDefinition"},
		{"twice, in the mode host", allOf(onEC2, hostPorts(0), def(func(d *types.TaskDefinition) {
			d.NetworkMode = types.NetworkModeHost
			d.ContainerDefinitions[0].PortMappings = []types.PortMapping{{ContainerPort: new(int32(80))}}
			d.ContainerDefinitions[1].PortMappings = []types.PortMapping{{ContainerPort: new(int32(80)), Protocol: types.TransportProtocolTcp}}
		})), "warning host-port-duplicate taskDefinition"},
		{"twice, in the mode none", allOf(onEC2, hostPorts(80, 80), def(func(d *types.TaskDefinition) { d.NetworkMode = types.NetworkModeNone })), ""},
	}},
	{"host-port-reserved", []stateRow{
		{"80", allOf(onEC2, hostPorts(80)), ""},
		{"32767", allOf(onEC2, hostPorts(32767)), ""},
		{"32768", allOf(onEC2, hostPorts(32768)), "warning host-port-reserved taskDefinition"},
		{"65535", allOf(onEC2, hostPorts(65535)), "warning host-port-reserved taskDefinition"},
		{"50051, in the mode host", allOf(onEC2, hostPorts(50051), hostMode), ""},
		{"22", allOf(onEC2, hostPorts(22)), "warning host-port-reserved taskDefinition"},
		{"all that are reserved, in the mode host", allOf(onEC2, hostPorts(22, 2375, 2376, 51678, 51679, 51680), hostMode), strings.Join(many(6, func(int) string { return "warning host-port-reserved taskDefinition" }), "; ")},
		{"those beside them, in the mode host", allOf(onEC2, hostPorts(21, 23, 2374, 2377, 51677, 51681), hostMode), ""},
	}},
	{"host-port-count", []stateRow{
		{"3 on 3", allOf(onEC2, hostPorts(80), tasks(3)), ""},
		{"4 on 3", allOf(onEC2, hostPorts(80), tasks(4)), "warning host-port-count count"},
		{"4 on 3, any port", allOf(onEC2, hostPorts(0), tasks(4)), ""},
		{"4 on a group that may grow", allOf(onEC2, hostPorts(80), tasks(4), onStrategy("asg"), withProviders(groupType, "asg")), ""},
		{"4 on Fargate", tasks(4), ""},
		{"2 on 1", allOf(onEC2, hostPorts(80), tasks(2), inCluster(func(c *types.Cluster) { c.RegisteredContainerInstancesCount = 1 })), "warning host-port-count count"},
		{"2 on none, for which there is another rule", allOf(onEC2, hostPorts(80), tasks(2), noInstances), "warning cluster-instances cluster"},
		{"4 in a cluster that is missing, for which there is another rule", allOf(onEC2, hostPorts(80), tasks(4), missing(clusterARN)), "warning cluster-missing cluster"},
	}},
}

// inMode places the tasks on container instances, in a network mode that is not for
// their network configuration.
func inMode(mode types.NetworkMode) sceneChange {
	return func(s *scene) {
		s.LaunchType, s.state.TaskDefinition.NetworkMode = types.LaunchTypeEc2, mode
	}
}

func tasks(n int32) sceneChange { return func(s *scene) { s.Count = &n } }

// bridgeOnly gives the task definition the network mode bridge, with which it
// cannot run on Fargate.
func bridgeOnly(s *scene) {
	s.state.TaskDefinition.NetworkMode = types.NetworkModeBridge
	only(types.CompatibilityEc2, types.CompatibilityExternal)(s)
}

func efsVolume(s *scene) {
	s.state.TaskDefinition.Volumes = []types.Volume{{Name: new("home"), EfsVolumeConfiguration: &types.EFSVolumeConfiguration{}}}
}

func secretFrom(arn string) sceneChange {
	return appDef(func(c *types.ContainerDefinition) { c.Secrets = []types.Secret{{Name: new("P"), ValueFrom: &arn}} })
}

func ephemeralDisk(d *types.TaskDefinition) {
	d.EphemeralStorage = &types.EphemeralStorage{SizeInGiB: 30}
}

func hostMode(s *scene) { s.state.TaskDefinition.NetworkMode = types.NetworkModeHost }

func vpcMode(s *scene) { s.state.TaskDefinition.NetworkMode = types.NetworkModeAwsvpc }

func withPublicIP(s *scene) {
	s.NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp = types.AssignPublicIpEnabled
}

func noNetwork(s *scene)    { s.NetworkConfiguration = nil }
func emptyNetwork(s *scene) { s.NetworkConfiguration = &types.NetworkConfiguration{} }
