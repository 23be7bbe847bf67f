package rules_test

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

func platform(version string) sceneChange { return func(s *scene) { s.PlatformVersion = &version } }

func arm(s *scene) {
	s.state.TaskDefinition.RuntimePlatform = &types.RuntimePlatform{CpuArchitecture: types.CPUArchitectureArm64}
}

// providers are capacity providers of a type.
func providers(t types.CapacityProviderType, names ...string) sceneChange {
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
		strategy(names...)(s)
		s.state.Cluster.DefaultCapacityProviderStrategy, s.CapacityProviderStrategy = s.CapacityProviderStrategy, nil
	}
}

const (
	groupType   = types.CapacityProviderTypeEc2Autoscaling
	managedType = types.CapacityProviderTypeManagedInstances
)

// ports gives the container app ports of the host.
func ports(list ...int32) sceneChange {
	return appDef(func(c *types.ContainerDefinition) {
		c.PortMappings = nil
		for _, p := range list {
			c.PortMappings = append(c.PortMappings, types.PortMapping{ContainerPort: new(int32(80)), HostPort: &p})
		}
	})
}

var launchCases = []stateRuleCases{
	{"launch-type-compatibility", []stateRow{
		{"compatible", asIs, ""},
		{"not said", only(), ""},
		{"EC2 alone", only(types.CompatibilityEc2), "error launch-type-compatibility launchType"},
		{"EC2 alone, in the latest", allOf(unpinned, only(types.CompatibilityEc2)), "warning launch-type-compatibility launchType"},
		{"not external", func(s *scene) { onEC2(s); s.LaunchType = types.LaunchTypeExternal }, "error launch-type-compatibility launchType"},
	}},
	{"strategy-compatibility", []stateRow{
		{"compatible", strategy("FARGATE", "FARGATE_SPOT"), ""},
		{"EC2 alone", allOf(strategy("FARGATE"), only(types.CompatibilityEc2)), "error strategy-compatibility capacityProviderStrategy"},
	}},
	{"provider-compatibility", []stateRow{
		{"a group", allOf(onEC2, strategy("asg"), providers(groupType, "asg")), ""},
		{"a group that is not known", allOf(onEC2, only(types.CompatibilityFargate), strategy("asg")), ""},
		{"a group, but Fargate alone", allOf(only(types.CompatibilityFargate), strategy("asg"), providers(groupType, "asg")), "warning provider-compatibility capacityProviderStrategy[0].capacityProvider"},
		{"Managed Instances", allOf(strategy("mi"), providers(managedType, "mi")), "warning provider-compatibility capacityProviderStrategy[0].capacityProvider"},
		{"Managed Instances, compatible", allOf(only(types.CompatibilityManagedInstances), strategy("mi"), providers(managedType, "mi")), ""},
	}},
	{"cluster-compatibility", []stateRow{
		{"Fargate by default", byDefault("FARGATE"), ""},
		{"Fargate by default, but EC2 alone", allOf(byDefault("FARGATE"), only(types.CompatibilityEc2)), "warning cluster-compatibility taskDefinition"},
		{"EC2 without a default", allOf(byDefault(), only(types.CompatibilityFargate)), "warning cluster-compatibility taskDefinition"},
		{"a group by default", allOf(byDefault("asg"), providers(groupType, "asg"), only(types.CompatibilityFargate)), "warning cluster-compatibility taskDefinition"},
		{"Managed Instances by default", allOf(byDefault("mi"), providers(managedType, "mi")), "warning cluster-compatibility taskDefinition"},
		{"Managed Instances by default, compatible", allOf(byDefault("mi"), providers(managedType, "mi"), only(types.CompatibilityManagedInstances)), ""},
	}},
	{"start-task-compatibility", []stateRow{
		{"EC2", onInstances, ""},
		{"external", allOf(onInstances, only(types.CompatibilityExternal)), ""},
		{"Fargate alone", allOf(onInstances, only(types.CompatibilityFargate)), "warning start-task-compatibility taskDefinition"},
	}},
	{"fargate-spot-windows", []stateRow{
		{"Fargate", allOf(onWindows, strategy("FARGATE")), ""},
		{"spot, for Linux", strategy("FARGATE_SPOT"), ""},
		{"spot", allOf(onWindows, strategy("FARGATE", "FARGATE_SPOT")), "error fargate-spot-windows capacityProviderStrategy[1].capacityProvider"},
		{"spot by default", allOf(onWindows, byDefault("FARGATE_SPOT")), "warning fargate-spot-windows taskDefinition"},
	}},
	{"fargate-spot-arm", []stateRow{
		{"the latest version", allOf(arm, strategy("FARGATE_SPOT")), ""},
		{"LATEST", allOf(arm, strategy("FARGATE_SPOT"), platform("LATEST")), ""},
		{"not spot", allOf(arm, platform("1.3.0")), ""},
		{"1.3.0", allOf(arm, strategy("FARGATE_SPOT"), platform("1.3.0")), "error fargate-spot-arm platformVersion"},
	}},
	{"platform-version-family", []stateRow{
		{"Linux", platform("1.4.0"), ""},
		{"Windows", allOf(onWindows, platform("1.0.0")), ""},
		{"1.4.0 on Windows", allOf(onWindows, platform("1.4.0")), "warning platform-version-family platformVersion"},
		{"1.0.0 on Linux", platform("1.0.0"), "warning platform-version-family platformVersion"},
	}},
	{"platform-version-efs", []stateRow{
		{"1.4.0", allOf(efs, platform("1.4.0")), ""},
		{"the latest", efs, ""},
		{"no volume", platform("1.3.0"), ""},
		{"1.3.0", allOf(efs, platform("1.3.0")), "error platform-version-efs platformVersion"},
	}},
	{"platform-version-features", []stateRow{
		{"1.4.0", allOf(def(func(d *types.TaskDefinition) { d.PidMode = types.PidModeTask }), platform("1.4.0")), ""},
		{"none", platform("1.3.0"), ""},
		{"a whole secret", allOf(platform("1.3.0"), secretFrom("arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf")), ""},
		{"a JSON key", allOf(platform("1.3.0"), secretFrom("arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf:password::")), "warning platform-version-features platformVersion"},
		{"many", allOf(platform("1.3.0"), def(func(d *types.TaskDefinition) {
			d.PidMode, d.EphemeralStorage, d.Cpu, d.Memory = types.PidModeTask, &types.EphemeralStorage{SizeInGiB: 30}, new("8192"), new("16384")
			d.ContainerDefinitions[0].EnvironmentFiles = []envFile{s3(objectARN)}
			d.ContainerDefinitions[0].LinuxParameters = &types.LinuxParameters{Capabilities: &types.KernelCapabilities{Add: []string{"SYS_PTRACE"}}}
		})), "warning platform-version-features platformVersion"},
	}},
	{"ephemeral-storage-definition", []stateRow{
		{"Fargate", def(storage), ""},
		{"EC2", allOf(onEC2, def(storage)), "warning ephemeral-storage-definition taskDefinition"},
		{"StartTask", allOf(onInstances, def(storage)), "warning ephemeral-storage-definition taskDefinition"},
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
		{"bridge", func(s *scene) {
			network := s.NetworkConfiguration
			onEC2(s)
			s.NetworkConfiguration = network
		}, "error network-mode networkConfiguration"},
	}},
	{"host-port-duplicate", []stateRow{
		{"two ports", allOf(onEC2, ports(80, 81)), ""},
		{"any port", allOf(onEC2, ports(0, 0)), ""},
		{"in a network of its own", ports(80, 80), ""},
		{"tcp and udp", allOf(onEC2, ports(53, 53), appDef(func(c *types.ContainerDefinition) { c.PortMappings[1].Protocol = types.TransportProtocolUdp })), ""},
		{"twice", allOf(onEC2, ports(80, 80)), "warning host-port-duplicate taskDefinition"},
		{"twice, in the mode host", allOf(onEC2, ports(0), def(func(d *types.TaskDefinition) {
			d.NetworkMode = types.NetworkModeHost
			d.ContainerDefinitions[0].PortMappings = []types.PortMapping{{ContainerPort: new(int32(80))}}
			d.ContainerDefinitions[1].PortMappings = []types.PortMapping{{ContainerPort: new(int32(80)), Protocol: types.TransportProtocolTcp}}
		})), "warning host-port-duplicate taskDefinition"},
	}},
	{"host-port-reserved", []stateRow{
		{"80", allOf(onEC2, ports(80)), ""},
		{"32767", allOf(onEC2, ports(32767)), ""},
		{"32768", allOf(onEC2, ports(32768)), "warning host-port-reserved taskDefinition"},
		{"65535", allOf(onEC2, ports(65535)), "warning host-port-reserved taskDefinition"},
		{"22", allOf(onEC2, ports(22)), "warning host-port-reserved taskDefinition"},
	}},
	{"host-port-count", []stateRow{
		{"3 on 3", allOf(onEC2, ports(80), count(3)), ""},
		{"4 on 3", allOf(onEC2, ports(80), count(4)), "warning host-port-count count"},
		{"4 on 3, any port", allOf(onEC2, ports(0), count(4)), ""},
		{"4 on a group that may grow", allOf(onEC2, ports(80), count(4), strategy("asg"), providers(groupType, "asg")), ""},
		{"4 on Fargate", count(4), ""},
	}},
}

func count(n int32) sceneChange { return func(s *scene) { s.Count = &n } }

func efs(s *scene) {
	s.state.TaskDefinition.Volumes = []types.Volume{{Name: new("home"), EfsVolumeConfiguration: &types.EFSVolumeConfiguration{}}}
}

func secretFrom(arn string) sceneChange {
	return appDef(func(c *types.ContainerDefinition) { c.Secrets = []types.Secret{{Name: new("P"), ValueFrom: &arn}} })
}

func storage(d *types.TaskDefinition) { d.EphemeralStorage = &types.EphemeralStorage{SizeInGiB: 30} }

func vpcMode(s *scene) { s.state.TaskDefinition.NetworkMode = types.NetworkModeAwsvpc }
