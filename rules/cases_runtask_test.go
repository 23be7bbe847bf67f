package rules_test

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// taskCases are those of how many tasks RunTask starts, on what, and under which
// token.
var taskCases = []casesOf[runInput]{
	{"count-maximum", []rowOf[runInput]{
		{"left out", func(in *runInput) { in.Count = nil }, ""},
		{"10", count(10), ""},
		{"11", count(11), "error count-maximum count"},
		{"the most", count(1<<31 - 1), "error count-maximum count"},
	}},
	{"count-minimum", []rowOf[runInput]{
		{"1", count(1), ""},
		{"0", count(0), "warning count-minimum count"},
		{"less than nothing", count(-1), "warning count-minimum count"},
	}},
	{"launch-type", []rowOf[runInput]{
		{"left out", launch(""), ""},
		{"EC2", launch("EC2"), ""},
		{"FARGATE", launch("FARGATE"), ""},
		{"EXTERNAL", external, ""},
		{"lower case", launch("fargate"), "error launch-type launchType"},
		{"Fargate Spot", launch("FARGATE_SPOT"), "error launch-type launchType"},
		{"Fargate Spot in lower case", launch("fargate_spot"), "error launch-type launchType"},
		{"a word", launch("SPOT"), "error launch-type launchType"},
		{"an unknown one says nothing of Fargate", runBoth(launch("Fargate"), public, storage, platform("1.4.0")), "error launch-type launchType"},
	}},
	{"launch-type-managed-instances", []rowOf[runInput]{
		{"a capacity provider", providers("my-managed-instances"), ""},
		{"MANAGED_INSTANCES", launch("MANAGED_INSTANCES"), "error launch-type-managed-instances launchType"},
	}},
	{"launch-type-strategy", []rowOf[runInput]{
		{"a launch type and an empty strategy", func(in *runInput) { in.CapacityProviderStrategy = []provider{} }, ""},
		{"both", runBoth(providers("mine"), launch("EC2")), "error launch-type-strategy launchType"},
		{"both, and both Fargate", runBoth(providers("FARGATE"), launch("FARGATE")), "error launch-type-strategy launchType"},
		{"both, and they disagree: nothing depends on the launch", runBoth(providers("FARGATE_SPOT"), launch("EC2"), public, storage, platform("1.4.0")),
			"error launch-type-strategy launchType"},
		{"both, the other way around", runBoth(providers("mine"), launch("FARGATE"), strategies(by("random", "")), func(in *runInput) { in.NetworkConfiguration = nil }),
			"error launch-type-strategy launchType"},
		{"both, and they agree: the launch type counts", runBoth(providers("mine"), launch("EC2"), public), "error launch-type-strategy launchType; error assign-public-ip-fargate " + vpc + "assignPublicIp"},
	}},
	{"network-fargate-required", []rowOf[runInput]{
		{"given", launch("FARGATE"), ""},
		{"left out on EC2, where the network mode may be another", func(in *runInput) { in.NetworkConfiguration = nil }, ""},
		{"left out where the cluster decides", runBoth(launch(""), func(in *runInput) { in.NetworkConfiguration = nil }), ""},
		{"left out", runBoth(launch("FARGATE"), func(in *runInput) { in.NetworkConfiguration = nil }), "error network-fargate-required networkConfiguration"},
		{"left out with a strategy", runBoth(providers("FARGATE", "FARGATE_SPOT"), func(in *runInput) { in.NetworkConfiguration = nil }), "error network-fargate-required networkConfiguration"},
		{"empty", runBoth(launch("FARGATE"), func(in *runInput) { in.NetworkConfiguration = &types.NetworkConfiguration{} }),
			"error network-fargate-required networkConfiguration.awsvpcConfiguration"},
		{"without subnets", runBoth(launch("FARGATE"), func(in *runInput) { in.NetworkConfiguration.AwsvpcConfiguration.Subnets = nil }),
			"error subnets-required " + vpc + "subnets"},
	}},
	{"network-empty", []rowOf[runInput]{
		{"empty on EC2", func(in *runInput) { in.NetworkConfiguration = &types.NetworkConfiguration{} }, "warning network-empty networkConfiguration.awsvpcConfiguration"},
	}},
	{"network-external", []rowOf[runInput]{
		{"left out", external, ""},
		{"given", runBoth(external, func(in *runInput) { in.NetworkConfiguration = validRun().NetworkConfiguration }), "warning network-external networkConfiguration"},
	}},
	{"volumes-external", []rowOf[runInput]{
		{"empty", runBoth(external, func(in *runInput) { in.VolumeConfigurations = []types.TaskVolumeConfiguration{} }), ""},
		{"given", runBoth(external, func(in *runInput) { in.VolumeConfigurations = validRun().VolumeConfigurations }), "warning volumes-external volumeConfigurations"},
	}},
	{"client-token-length", []rowOf[runInput]{
		{"left out", func(in *runInput) { in.ClientToken = nil }, ""},
		{"64 characters", token(strings.Repeat("t", 64)), ""},
		{"65", token(strings.Repeat("t", 65)), "error client-token-length clientToken"},
	}},
	{"client-token-chars", []rowOf[runInput]{
		{"every sign", token("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"), ""},
		{"a space", token("nightly 1"), "error client-token-chars clientToken"},
		{"a line end", token("nightly\n"), "error client-token-chars clientToken"},
		{"not ASCII", token("größe"), "error client-token-chars clientToken"},
		{"64 characters, one of them not ASCII", token(strings.Repeat("t", 63) + "é"), "error client-token-chars clientToken"},
	}},
	{"client-token-empty", []rowOf[runInput]{
		{"one character", token("t"), ""},
		{"empty", token(""), "warning client-token-empty clientToken"},
	}},
	{"placeholder-name", []rowOf[runInput]{
		{"no token", token("None"), "warning placeholder-name clientToken"},
		{"no capacity provider", providers("null"), "warning placeholder-name capacityProviderStrategy[0].capacityProvider"},
	}},
	{"stray-chars", []rowOf[runInput]{
		{"a capacity provider in quotes", providers(`"mine"`), "error stray-chars capacityProviderStrategy[0].capacityProvider"},
		{"a capacity provider with CR", providers("mine\r"), "error stray-chars capacityProviderStrategy[0].capacityProvider"},
	}},
	{"started-by-length", []rowOf[runInput]{
		{"128", func(in *runInput) { in.StartedBy = new(strings.Repeat("s", 128)) }, ""},
		{"129", func(in *runInput) { in.StartedBy = new(strings.Repeat("s", 129)) }, "error started-by-length startedBy"},
	}},
}

var platformCases = []casesOf[runInput]{
	{"platform-version", []rowOf[runInput]{
		{"LATEST", onFargate(platform("LATEST")), ""},
		{"1.4.0", onFargate(platform("1.4.0")), ""},
		{"that of Windows", onFargate(platform("1.0.0")), ""},
		{"two numbers", onFargate(platform("1.4")), "error platform-version platformVersion"},
		{"a v", onFargate(platform("v1.4.0")), "error platform-version platformVersion"},
		{"four numbers", onFargate(platform("1.4.0.0")), "error platform-version platformVersion"},
		{"a number that is missing", onFargate(platform("1..0")), "error platform-version platformVersion"},
		{"white space", onFargate(platform("1.4.0\n")), "error platform-version platformVersion"},
		{"a word", onFargate(platform("None")), "error platform-version platformVersion"},
		{"a letter", onFargate(platform("1.4.a")), "error platform-version platformVersion"},
		{"LATEST in quotes", onFargate(platform(`"LATEST"`)), "error platform-version platformVersion"},
	}},
	{"platform-version-case", []rowOf[runInput]{
		{"upper case", onFargate(platform("LATEST")), ""},
		{"lower case", onFargate(platform("latest")), "warning platform-version-case platformVersion"},
		{"a capital", onFargate(platform("Latest")), "warning platform-version-case platformVersion"},
	}},
	{"platform-version-empty", []rowOf[runInput]{
		{"left out", launch("FARGATE"), ""},
		{"empty", onFargate(platform("")), "warning platform-version-empty platformVersion"},
	}},
	{"platform-version-retired", []rowOf[runInput]{
		{"1.3.0 with nothing that it lacks", onFargate(runBoth(platform("1.3.0"), lean)), ""},
		{"1.2.0", onFargate(platform("1.2.0")), "warning platform-version-retired platformVersion"},
		{"1.1.0", onFargate(platform("1.1.0")), "warning platform-version-retired platformVersion"},
	}},
	{"platform-version-known", []rowOf[runInput]{
		{"1.4.0", onFargate(platform("1.4.0")), ""},
		{"one to come", onFargate(platform("1.5.0")), "warning platform-version-known platformVersion"},
	}},
	{"platform-version-fargate", []rowOf[runInput]{
		{"Fargate", onFargate(platform("1.4.0")), ""},
		{"Fargate Spot", runBoth(providers("FARGATE_SPOT"), platform("1.4.0")), ""},
		{"EC2", platform("1.4.0"), "error platform-version-fargate platformVersion"},
		{"EC2 and LATEST", platform("LATEST"), "error platform-version-fargate platformVersion"},
		{"external instances", runBoth(external, platform("1.4.0")), "error platform-version-fargate platformVersion"},
		{"other capacity providers", runBoth(providers("mine"), platform("1.4.0")), "warning platform-version-fargate platformVersion"},
		{"the cluster decides", runBoth(launch(""), platform("1.4.0")), "warning platform-version-fargate platformVersion"},
	}},
	{"platform-version-spot", []rowOf[runInput]{
		{"Fargate", runBoth(providers("FARGATE"), platform("1.0.0")), ""},
		{"Linux on Spot", runBoth(providers("FARGATE", "FARGATE_SPOT"), platform("1.4.0")), ""},
		{"Windows on Spot", runBoth(providers("FARGATE", "FARGATE_SPOT"), platform("1.0.0")), "warning platform-version-spot platformVersion"},
		{"Windows on Spot, twice", runBoth(providers("FARGATE_SPOT", "FARGATE_SPOT"), platform("1.0.0")),
			"warning capacity-provider-duplicate capacityProviderStrategy[1].capacityProvider; warning platform-version-spot platformVersion"},
	}},
	{"platform-version-storage", []rowOf[runInput]{
		{"1.4.0", onFargate(runBoth(platform("1.4.0"), lean, storage)), ""},
		{"1.3.0", onFargate(runBoth(platform("1.3.0"), lean, storage)), "error platform-version-storage platformVersion"},
		{"on EC2 all of it is wrong anyway", runBoth(platform("1.3.0"), lean, storage), "error ephemeral-storage-fargate overrides.ephemeralStorage; error platform-version-fargate platformVersion"},
	}},
	{"platform-version-execute-command", []rowOf[runInput]{
		{"1.3.0 without", onFargate(runBoth(platform("1.3.0"), lean)), ""},
		{"1.3.0", onFargate(runBoth(platform("1.3.0"), lean, func(in *runInput) { in.EnableExecuteCommand = true })), "error platform-version-execute-command platformVersion"},
		{"1.3.0 where the cluster decides", runBoth(launch(""), platform("1.3.0"), lean, func(in *runInput) { in.EnableExecuteCommand = true }),
			"warning platform-version-fargate platformVersion; error platform-version-execute-command platformVersion"},
		{"1.3.0 with a strategy", runBoth(providers("FARGATE"), platform("1.3.0"), lean, func(in *runInput) { in.EnableExecuteCommand = true }), "error platform-version-execute-command platformVersion"},
	}},
	{"platform-version-volumes", []rowOf[runInput]{
		{"1.3.0 without", onFargate(runBoth(platform("1.3.0"), lean)), ""},
		{"1.3.0", onFargate(runBoth(platform("1.3.0"), lean, func(in *runInput) { in.VolumeConfigurations = validRun().VolumeConfigurations })), "error platform-version-volumes platformVersion"},
	}},
	{"platform-version-environment-files", []rowOf[runInput]{
		{"1.3.0 with variables", onFargate(runBoth(platform("1.3.0"), lean)), ""},
		{"1.3.0", onFargate(runBoth(platform("1.3.0"), lean, runApp(func(c *container) { c.EnvironmentFiles = []envFile{s3(objectARN)} }))), "error platform-version-environment-files platformVersion"},
	}},
	{"platform-version-cpu", []rowOf[runInput]{
		{"4 vCPU", onFargate(runBoth(platform("1.3.0"), lean, runSize("4 vCPU", "8 GB"))), ""},
		{"8 vCPU", onFargate(runBoth(platform("1.3.0"), lean, runSize("8 vCPU", "16 GB"))), "error platform-version-cpu platformVersion"},
		{"8 vCPU on 1.4.0", onFargate(runBoth(platform("1.4.0"), lean, runSize("8 vCPU", "16 GB"))), ""},
		{"1 CPU unit less than 8 vCPU", runBoth(launch(""), platform("1.3.0"), lean, runSize("8191", "16 GB")), "warning platform-version-fargate platformVersion"},
	}},
}

func onFargate(c runChange) runChange { return runBoth(launch("FARGATE"), c) }

// lean leaves out what platform version 1.3.0 does not have.
func lean(in *runInput) {
	in.EnableExecuteCommand, in.VolumeConfigurations = false, nil
	in.Overrides.ContainerOverrides[0].EnvironmentFiles = nil
}

func runSize(cpu, memory string) runChange {
	return runOverrides(func(o *override) { o.Cpu, o.Memory = &cpu, &memory })
}
