package rules_test

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// def makes a change of the task definition of a scene.
func def(change func(d *types.TaskDefinition)) sceneChange {
	return func(s *scene) { change(s.state.TaskDefinition) }
}

// appDef makes a change of the container app of a scene.
func appDef(change func(c *types.ContainerDefinition)) sceneChange {
	return def(func(d *types.TaskDefinition) { change(&d.ContainerDefinitions[0]) })
}

// eachDef makes a change of all containers of a scene's task definition.
func eachDef(change func(c *types.ContainerDefinition)) sceneChange {
	return def(func(d *types.TaskDefinition) {
		for i := range d.ContainerDefinitions {
			change(&d.ContainerDefinitions[i])
		}
	})
}

// overriding makes a change of the overrides of a scene, which has one of app.
func overriding(change func(o *override, app *container)) sceneChange {
	return func(s *scene) {
		s.Overrides = &override{ContainerOverrides: []container{{Name: new("app")}}}
		change(s.Overrides, &s.Overrides.ContainerOverrides[0])
	}
}

// unpinned names no revision.
func unpinned(s *scene) { s.TaskDefinition = new("web") }

// onEC2 places the tasks of a scene on container instances, in the mode bridge.
func onEC2(s *scene) {
	s.LaunchType, s.NetworkConfiguration = types.LaunchTypeEc2, nil
	s.state.TaskDefinition.NetworkMode = types.NetworkModeBridge
}

// onInstances makes a scene one of StartTask.
func onInstances(s *scene) {
	onEC2(s)
	s.LaunchType, s.ClientToken, s.instances = "", nil, []string{instanceA}
}

// onWindows makes the task definition one for Windows.
func onWindows(s *scene) {
	s.state.TaskDefinition.Cpu, s.state.TaskDefinition.Memory = new("1024"), new("2048")
	s.state.TaskDefinition.RuntimePlatform = &types.RuntimePlatform{OperatingSystemFamily: types.OSFamilyWindowsServer2022Core}
}

// onStrategy makes a scene one with a capacity provider strategy.
func onStrategy(providers ...string) sceneChange {
	return func(s *scene) {
		s.LaunchType = ""
		s.CapacityProviderStrategy = nil
		for _, p := range providers {
			s.CapacityProviderStrategy = append(s.CapacityProviderStrategy, types.CapacityProviderStrategyItem{CapacityProvider: &p, Weight: 1})
		}
		s.state.Cluster.CapacityProviders = append([]string{"FARGATE", "FARGATE_SPOT"}, providers...)
	}
}

func only(list ...types.Compatibility) sceneChange {
	return def(func(d *types.TaskDefinition) { d.Compatibilities = list })
}

// allOf makes one change of several.
func allOf(changes ...sceneChange) sceneChange {
	return func(s *scene) {
		for _, change := range changes {
			change(s)
		}
	}
}

func asIs(*scene) {}

var definitionCases = []stateRuleCases{
	{"task-definition-status", []stateRow{
		{"ACTIVE", asIs, ""},
		{"not said", def(func(d *types.TaskDefinition) { d.Status = "" }), ""},
		{"INACTIVE", def(func(d *types.TaskDefinition) { d.Status = types.TaskDefinitionStatusInactive }), "error task-definition-status taskDefinition"},
		{"deleted", def(func(d *types.TaskDefinition) { d.Status = types.TaskDefinitionStatusDeleteInProgress }), "error task-definition-status taskDefinition"},
		{"the newest is not", allOf(unpinned, def(func(d *types.TaskDefinition) { d.Status = types.TaskDefinitionStatusInactive })), "warning task-definition-status taskDefinition"},
	}},
	{"propagate-tags-untagged", []stateRow{
		{"not read", func(s *scene) { s.PropagateTags = types.PropagateTagsTaskDefinition }, ""},
		{"tags", func(s *scene) {
			s.PropagateTags, s.state.TaskTags = types.PropagateTagsTaskDefinition, []tag{{Key: new("team")}}
		}, ""},
		{"none, but none are wanted", func(s *scene) { s.state.TaskTags = []tag{} }, ""},
		{"none", func(s *scene) { s.PropagateTags, s.state.TaskTags = types.PropagateTagsTaskDefinition, []tag{} }, "warning propagate-tags-untagged propagateTags"},
	}},
	{"tags-count-propagated", []stateRow{
		{"50", func(s *scene) {
			s.PropagateTags, s.Tags, s.state.TaskTags = types.PropagateTagsTaskDefinition, manyTags(0, 30), manyTags(30, 50)
		}, ""},
		{"60, of which 10 are the same", func(s *scene) {
			s.PropagateTags, s.Tags, s.state.TaskTags = types.PropagateTagsTaskDefinition, manyTags(0, 30), manyTags(20, 50)
		}, ""},
		{"51, not propagated", func(s *scene) { s.Tags, s.state.TaskTags = manyTags(0, 30), manyTags(30, 51) }, ""},
		{"51", func(s *scene) {
			s.PropagateTags, s.Tags, s.state.TaskTags = types.PropagateTagsTaskDefinition, manyTags(0, 30), manyTags(30, 51)
		}, "warning tags-count-propagated tags"},
		{"51 by the last one", func(s *scene) {
			s.PropagateTags, s.Tags, s.state.TaskTags = types.PropagateTagsTaskDefinition, manyTags(0, 50), manyTags(50, 51)
		}, "warning tags-count-propagated tags"},
		{"51 of its own, for which there is another rule", func(s *scene) {
			s.PropagateTags, s.Tags, s.state.TaskTags = types.PropagateTagsTaskDefinition, manyTags(0, 51), manyTags(51, 52)
		}, "error tags-count tags"},
	}},
	{"inference-accelerators-definition", []stateRow{
		{"none", asIs, ""},
		{"one", def(func(d *types.TaskDefinition) { d.InferenceAccelerators = []types.InferenceAccelerator{{}} }), "warning inference-accelerators-definition taskDefinition"},
	}},
	{"placement-constraints-total", []stateRow{
		{"10", allOf(onEC2, withConstraints(4, 6)), ""},
		{"11", allOf(onEC2, withConstraints(5, 6)), "warning placement-constraints-total placementConstraints"},
		{"11 by the first one", allOf(onEC2, withConstraints(1, 10)), "warning placement-constraints-total placementConstraints"},
		{"11 by the last one", allOf(onEC2, withConstraints(10, 1)), "warning placement-constraints-total placementConstraints"},
		{"11 of the definition alone", allOf(onEC2, withConstraints(0, 11)), ""},
		{"11 of its own, for which there is another rule", allOf(onEC2, withConstraints(11, 1)), "error placement-constraints-count placementConstraints"},
	}},
	{"exec-task-role", []stateRow{
		{"in the definition", exec, ""},
		{"overridden", allOf(exec, roleless, overriding(func(o *override, _ *container) { o.TaskRoleArn = new(roleARN) })), ""},
		{"no exec", roleless, ""},
		{"none", allOf(exec, roleless), "error exec-task-role enableExecuteCommand"},
		{"none, in the latest", allOf(exec, roleless, unpinned), "warning exec-task-role enableExecuteCommand"},
		{"overridden to none", allOf(exec, overriding(func(o *override, _ *container) { o.TaskRoleArn = new("") })),
			"error exec-task-role enableExecuteCommand; warning role-empty overrides.taskRoleArn"},
	}},
	{"exec-read-only", []stateRow{
		{"writable", exec, ""},
		{"no exec", appDef(readOnly), ""},
		{"the essential one of two", allOf(exec, appDef(readOnly)), "warning exec-read-only enableExecuteCommand"},
		{"both", allOf(exec, eachDef(readOnly)), "warning exec-read-only enableExecuteCommand"},
		{"the other one", allOf(exec, eachDef(readOnly), appDef(func(c *types.ContainerDefinition) { c.ReadonlyRootFilesystem = nil })), ""},
		{"one of two essential ones", allOf(exec, eachDef(func(c *types.ContainerDefinition) { c.Essential = nil }), appDef(readOnly)), ""},
		{"the only one", allOf(exec, alone, appDef(readOnly)), "warning exec-read-only enableExecuteCommand"},
		{"no containers were read", allOf(exec, def(func(d *types.TaskDefinition) { d.ContainerDefinitions = nil })), ""},
	}},
	{"secrets-execution-role", []stateRow{
		{"in the definition", appDef(secretEnv), ""},
		{"overridden", allOf(noExecutionRole, appDef(secretEnv), overriding(func(o *override, _ *container) { o.ExecutionRoleArn = new(roleARN) })), ""},
		{"no secrets", noExecutionRole, ""},
		{"none", allOf(noExecutionRole, appDef(secretEnv)), "warning secrets-execution-role taskDefinition"},
		{"none, for the log driver", allOf(noExecutionRole, appDef(func(c *types.ContainerDefinition) {
			c.LogConfiguration = &types.LogConfiguration{SecretOptions: []types.Secret{{}}}
		})), "warning secrets-execution-role taskDefinition"},
		{"none, for the registry", allOf(noExecutionRole, appDef(func(c *types.ContainerDefinition) { c.RepositoryCredentials = &types.RepositoryCredentials{} })), "warning secrets-execution-role taskDefinition"},
		{"none, for two containers", allOf(noExecutionRole, eachDef(secretEnv)), "warning secrets-execution-role taskDefinition"},
	}},

	// What is overridden.
	{"container-unknown", []stateRow{
		{"known", overriding(func(*override, *container) {}), ""},
		{"unknown", overriding(func(_ *override, c *container) { c.Name = new("web") }), "error container-unknown overrides.containerOverrides[0].name"},
		{"unknown in the latest", allOf(unpinned, overriding(func(_ *override, c *container) { c.Name = new("App") })), "warning container-unknown overrides.containerOverrides[0].name"},
		{"no name, for which there is another rule", overriding(func(_ *override, c *container) { c.Name = nil }), "error container-name-required overrides.containerOverrides[0].name"},
		{"what cannot be one, for which there is another rule", overriding(func(_ *override, c *container) { c.Name = new("a b") }), "error container-name overrides.containerOverrides[0].name"},
		{"without its case, hyphens and underscores", overriding(func(_ *override, c *container) { c.Name = new("A_P-P") }), "error container-unknown overrides.containerOverrides[0].name"},
		{"known, beside one without a name", allOf(appDef(func(c *types.ContainerDefinition) { c.Name = nil }), overriding(func(_ *override, c *container) { c.Name = new("log-router") })), ""},
		{"unknown in a definition that is not registered, though a revision is named", allOf(def(func(d *types.TaskDefinition) { d.TaskDefinitionArn, d.Revision = nil, 0 }), overriding(func(_ *override, c *container) { c.Name = new("web") })),
			"warning container-unknown overrides.containerOverrides[0].name"},
	}},
	{"env-name-of-secret", []stateRow{
		{"another", allOf(appDef(secretEnv), overriding(func(_ *override, c *container) { c.Environment = []variable{env("USER")} })), ""},
		{"the same", allOf(appDef(secretEnv), overriding(func(_ *override, c *container) { c.Environment = []variable{env("USER"), env("PASSWORD")} })),
			"warning env-name-of-secret overrides.containerOverrides[0].environment[1].name"},
		{"the same, as the first", allOf(appDef(secretEnv), overriding(func(_ *override, c *container) { c.Environment = []variable{env("PASSWORD")} })),
			"warning env-name-of-secret overrides.containerOverrides[0].environment[0].name"},
		{"no name, for which there is another rule", allOf(appDef(func(c *types.ContainerDefinition) { c.Secrets = []types.Secret{{}} }), overriding(func(_ *override, c *container) { c.Environment = []variable{env("")} })),
			"error env-name-required overrides.containerOverrides[0].environment[0].name"},
	}},
	{"environment-files-role", []stateRow{
		{"in the definition", overriding(func(_ *override, c *container) { c.EnvironmentFiles = []envFile{s3(objectARN)} }), ""},
		{"none", allOf(noExecutionRole, overriding(func(_ *override, c *container) { c.EnvironmentFiles = []envFile{s3(objectARN)} })),
			"warning environment-files-role overrides.containerOverrides[0].environmentFiles"},
		{"none, and no files", allOf(noExecutionRole, overriding(func(*override, *container) {})), ""},
	}},
	{"command-entry-point", []stateRow{
		{"no entry point", overriding(func(_ *override, c *container) { c.Command = []string{"x"} }), ""},
		{"no command", appDef(func(c *types.ContainerDefinition) { c.EntryPoint = []string{"/run"} }), ""},
		{"both", allOf(appDef(func(c *types.ContainerDefinition) { c.EntryPoint = []string{"/run"} }), overriding(func(_ *override, c *container) { c.Command = []string{"x"} })),
			"warning command-entry-point overrides.containerOverrides[0].command"},
		{"another member is overridden", allOf(appDef(func(c *types.ContainerDefinition) { c.EntryPoint = []string{"/run"} }), overriding(func(*override, *container) {})), ""},
	}},
	{"container-sidecar", []stateRow{
		{"the main one", overriding(func(*override, *container) {}), ""},
		{"FireLens", allOf(appDef(func(c *types.ContainerDefinition) { c.FirelensConfiguration = &types.FirelensConfiguration{} }), overriding(func(*override, *container) {})),
			"warning container-sidecar overrides.containerOverrides[0].name"},
		{"the proxy", allOf(def(func(d *types.TaskDefinition) {
			d.ProxyConfiguration = &types.ProxyConfiguration{ContainerName: new("app")}
		}), overriding(func(*override, *container) {})),
			"warning container-sidecar overrides.containerOverrides[0].name"},
		{"beside the proxy", allOf(def(func(d *types.TaskDefinition) {
			d.ProxyConfiguration = &types.ProxyConfiguration{ContainerName: new("envoy")}
		}), overriding(func(*override, *container) {})), ""},
	}},
	{"container-limits", []stateRow{
		{"two containers", overriding(func(o *override, _ *container) { o.Memory = new("2048") }), ""},
		{"one, overridden as well", allOf(alone, overriding(func(o *override, c *container) { o.Memory, c.Memory = new("2048"), new(int32(2048)) })), ""},
		{"one", allOf(alone, overriding(func(o *override, _ *container) { o.Memory = new("2048") })), "warning container-limits overrides.memory"},
		{"one, nothing overridden", alone, ""},
		{"one, without a limit", allOf(alone, appDef(func(c *types.ContainerDefinition) { c.Memory = nil }), overriding(func(o *override, _ *container) { o.Memory = new("2048") })), ""},
		{"one, and no amount, for which there is another rule", allOf(alone, overriding(func(o *override, _ *container) { o.Memory = new("2G") })), "error task-memory overrides.memory"},
	}},
	{"gpu-definition-fargate", []stateRow{
		{"on EC2", allOf(onEC2, appDef(wantGPU)), ""},
		{"on Fargate", appDef(wantGPU), "error gpu-definition-fargate taskDefinition"},
		{"on Fargate, overridden", allOf(appDef(wantGPU), overriding(func(_ *override, c *container) { c.ResourceRequirements = []resource{} })), ""},
		{"on Fargate, another member overridden", allOf(appDef(wantGPU), overriding(func(*override, *container) {})), "error gpu-definition-fargate taskDefinition"},
		{"on Fargate, for two containers", eachDef(wantGPU), "error gpu-definition-fargate taskDefinition"},
		{"on Fargate, where it cannot run anyway", allOf(appDef(wantGPU), only(types.CompatibilityEc2)), "error launch-type-compatibility launchType"},
		{"on Fargate, where the latest cannot run anyway", allOf(unpinned, appDef(wantGPU), only(types.CompatibilityEc2)), "warning launch-type-compatibility launchType"},
	}},

	// Volumes.
	{"volume-unknown", []stateRow{
		{"known", allOf(launchVolume, configure("data")), ""},
		{"a similar one", allOf(launchVolume, configure("Data")), "error volume-unknown volumeConfigurations[0].name"},
		{"another", allOf(launchVolume, configure("scratch")), "error volume-unknown volumeConfigurations[0].name"},
		{"another, in the latest", allOf(launchVolume, configure("scratch"), unpinned), "warning volume-unknown volumeConfigurations[0].name"},
		{"there is none", configure("data"), "error volume-unknown volumeConfigurations[0].name"},
		{"no name, for which there is another rule", allOf(launchVolume, configure("")), "error volume-name-required volumeConfigurations[0].name"},
	}},
	{"volume-unconfigured", []stateRow{
		{"none to configure", asIs, ""},
		{"one", launchVolume, "warning volume-unconfigured volumeConfigurations"},
	}},
	{"volume-filesystem-ntfs", []stateRow{
		{"ntfs on Windows", allOf(onEC2, onWindows, launchVolume, configure("data"), filesystem("ntfs")), ""},
		{"xfs on Linux", allOf(onEC2, launchVolume, configure("data"), filesystem("xfs")), ""},
		{"ntfs on Linux", allOf(onEC2, launchVolume, configure("data"), filesystem("ntfs")), "warning volume-filesystem-ntfs volumeConfigurations[0].managedEBSVolume.filesystemType"},
		{"xfs on Windows", allOf(onEC2, onWindows, launchVolume, configure("data"), filesystem("xfs")), "warning volume-filesystem-ntfs volumeConfigurations[0].managedEBSVolume.filesystemType"},
		{"ntfs on Fargate", allOf(launchVolume, configure("data"), filesystem("ntfs")), "error volume-filesystem-ntfs volumeConfigurations[0].managedEBSVolume.filesystemType"},
		{"ntfs on Fargate by default of the cluster", allOf(byDefault("FARGATE"), launchVolume, configure("data"), filesystem("ntfs")), "warning volume-filesystem-ntfs volumeConfigurations[0].managedEBSVolume.filesystemType"},
		{"none on Windows", allOf(onEC2, onWindows, launchVolume, configure("data")), ""},
		{"ntfs on Windows on Fargate", allOf(onWindows, launchVolume, configure("data"), filesystem("ntfs")), "error volume-filesystem-ntfs volumeConfigurations[0].managedEBSVolume.filesystemType"},
	}},
}

func manyTags(from, to int) (list []tag) {
	for i := from; i < to; i++ {
		list = append(list, tag{Key: new(fmt.Sprintf("key-%d", i))})
	}
	return list
}

func withConstraints(own, its int) sceneChange {
	return func(s *scene) {
		for i := range own {
			s.PlacementConstraints = append(s.PlacementConstraints, inZone(i))
		}
		s.state.TaskDefinition.PlacementConstraints = make([]types.TaskDefinitionPlacementConstraint, its)
	}
}

func exec(s *scene)                         { s.EnableExecuteCommand = true }
func roleless(s *scene)                     { s.state.TaskDefinition.TaskRoleArn = nil }
func noExecutionRole(s *scene)              { s.state.TaskDefinition.ExecutionRoleArn = nil }
func readOnly(c *types.ContainerDefinition) { c.ReadonlyRootFilesystem = new(true) }
func secretEnv(c *types.ContainerDefinition) {
	c.Secrets = []types.Secret{{Name: new("PASSWORD"), ValueFrom: new("/db")}}
}
func wantGPU(c *types.ContainerDefinition) { c.ResourceRequirements = []resource{gpu("1")} }
func alone(s *scene) {
	s.state.TaskDefinition.ContainerDefinitions = s.state.TaskDefinition.ContainerDefinitions[:1]
}

func launchVolume(s *scene) {
	s.state.TaskDefinition.Volumes = []types.Volume{{Name: new("tmp")}, {Name: new("data"), ConfiguredAtLaunch: new(true)}}
}

func configure(name string) sceneChange {
	return func(s *scene) {
		s.VolumeConfigurations = []types.TaskVolumeConfiguration{{Name: &name, ManagedEBSVolume: &volume{RoleArn: new(roleARN), SizeInGiB: new(int32(10)), VolumeType: new("gp3")}}}
	}
}

func filesystem(f types.TaskFilesystemType) sceneChange {
	return func(s *scene) { s.VolumeConfigurations[0].ManagedEBSVolume.FilesystemType = f }
}
