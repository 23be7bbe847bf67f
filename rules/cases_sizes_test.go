package rules_test

import "github.com/aws/aws-sdk-go-v2/service/ecs/types"

// sized gives the task definition a size, and its container app one.
func sized(cpu, memory string, appCPU, appMemory int32) sceneChange {
	return def(func(d *types.TaskDefinition) {
		d.Cpu, d.Memory = &cpu, &memory
		d.ContainerDefinitions[0].Cpu, d.ContainerDefinitions[0].Memory = appCPU, &appMemory
	})
}

const appOverride = "overrides.containerOverrides[0]"

// sizeCases are for rules that need no state, and say more with it.
var sizeCases = []stateRuleCases{
	{"fargate-size", []stateRow{
		{"not overridden", asIs, ""},
		{"cpu, a pair with the definition's memory", overriding(func(o *override, _ *container) { o.Cpu = new("256") }), ""},
		{"cpu, no pair", overriding(func(o *override, _ *container) { o.Cpu = new("2048") }), "error fargate-size overrides.cpu"},
		{"cpu, no pair in the latest", allOf(unpinned, overriding(func(o *override, _ *container) { o.Cpu = new("2048") })), "warning fargate-size overrides.cpu"},
		{"memory, no pair", overriding(func(o *override, _ *container) { o.Memory = new("8192") }), "error fargate-size overrides.memory"},
		{"both, no pair, in the latest", allOf(unpinned, overriding(func(o *override, _ *container) { o.Cpu, o.Memory = new("256"), new("8192") })), "error fargate-size overrides.memory"},
		{"no pair of Windows", allOf(onWindows, overriding(func(o *override, _ *container) { o.Cpu, o.Memory = new("512"), new("1024") })), "error fargate-size overrides.memory"},
		{"vCPU as CPU units, less than the containers have", overriding(func(o *override, _ *container) { o.Cpu = new("2") }), "error fargate-size overrides.cpu"},
		{"no cpu of Fargate, less than the containers have", allOf(sized("512", "1024", 400, 512), overriding(func(o *override, _ *container) { o.Cpu = new("300") })), "error fargate-size overrides.cpu"},
		{"GB as MiB, less than the containers have", overriding(func(o *override, _ *container) { o.Memory = new("4") }), "error fargate-size overrides.memory"},
		{"no pair, less than the containers have", overriding(func(o *override, _ *container) { o.Cpu, o.Memory = new("512"), new("512") }), "error fargate-size overrides.memory"},
		{"no pair of Windows, less than a container has", allOf(onWindows, sized("2048", "4096", 2048, 4096), overriding(func(o *override, _ *container) { o.Cpu = new("512") })), "error fargate-size overrides.cpu"},
		{"no pair on EC2", allOf(onEC2, overriding(func(o *override, _ *container) { o.Cpu = new("2048") })), ""},
		{"no pair, by default of the cluster", allOf(byDefault("FARGATE"), overriding(func(o *override, _ *container) { o.Cpu = new("2048") })), "warning fargate-size overrides.cpu"},
		{"memory, no pair in the latest", allOf(unpinned, overriding(func(o *override, _ *container) { o.Memory = new("8192") })), "warning fargate-size overrides.memory"},
		{"memory, for a definition whose cpu is in vCPU", allOf(def(func(d *types.TaskDefinition) { d.Cpu = new("1") }), overriding(func(o *override, _ *container) { o.Memory = new("2048") })), "error fargate-size overrides.memory"},
		{"cpu, for a definition whose memory is in GB", allOf(def(func(d *types.TaskDefinition) { d.Memory = new("2") }), overriding(func(o *override, _ *container) { o.Cpu = new("1024") })), "error fargate-size overrides.cpu"},
	}},
	{"containers-cpu-sum", []stateRow{
		{"as many", overriding(func(_ *override, c *container) { c.Cpu = new(int32(512)) }), ""},
		{"a container", overriding(func(_ *override, c *container) { c.Cpu = new(int32(513)) }), "warning containers-cpu-sum overrides.containerOverrides"},
		{"the task", allOf(sized("512", "1024", 512, 512), overriding(func(o *override, _ *container) { o.Cpu = new("256") })), "warning containers-cpu-sum overrides.containerOverrides"},
		{"the task, on Windows", allOf(onInstances, onWindows, sized("1024", "2048", 1024, 512), overriding(func(o *override, _ *container) { o.Cpu = new("512") })), "warning task-size-windows overrides.cpu"},
		{"the definition alone", sized("512", "1024", 1024, 512), ""},
		{"a container, on EC2", allOf(onEC2, overriding(func(_ *override, c *container) { c.Cpu = new(int32(513)) })), "warning containers-cpu-sum overrides.containerOverrides"},
		{"a container, on Windows on Fargate", allOf(onWindows, overriding(func(_ *override, c *container) { c.Cpu = new(int32(1025)) })), "warning containers-cpu-sum overrides.containerOverrides"},
		{"the definition alone, and another member overridden", allOf(sized("512", "1024", 1024, 512), overriding(func(*override, *container) {})), ""},
		{"a container, and a definition without a size of Fargate", allOf(sized("300", "1024", 256, 512), overriding(func(_ *override, c *container) { c.Cpu = new(int32(301)) })), "warning containers-cpu-sum overrides.containerOverrides"},
	}},
	{"container-memory-task", []stateRow{
		{"as much", overriding(func(_ *override, c *container) { c.Memory = new(int32(960)) }), ""},
		{"a container", overriding(func(_ *override, c *container) { c.Memory = new(int32(1025)) }),
			"error container-memory-task " + appOverride + ".memory"},
		{"a container, in the latest", allOf(unpinned, overriding(func(_ *override, c *container) { c.Memory = new(int32(1025)) })),
			"warning container-memory-task " + appOverride + ".memory"},
		{"the task", allOf(sized("256", "1024", 256, 1024), func(s *scene) { s.state.TaskDefinition.ContainerDefinitions[0].MemoryReservation = new(int32(64)) },
			overriding(func(o *override, _ *container) { o.Memory = new("512") })), "error container-memory-task overrides.memory"},
		{"both", overriding(func(o *override, c *container) {
			o.Memory, c.Memory, c.MemoryReservation = new("2048"), new(int32(1984)), new(int32(64))
		}), ""},
		{"the task, in the latest", allOf(unpinned, sized("256", "1024", 256, 1024), func(s *scene) { s.state.TaskDefinition.ContainerDefinitions[0].MemoryReservation = new(int32(64)) },
			overriding(func(o *override, _ *container) { o.Memory = new("512") })), "warning container-memory-task overrides.memory"},
		{"the definition alone, and another container overridden", allOf(sized("512", "1024", 256, 1025), overriding(func(_ *override, c *container) { c.Name = new("log-router") })), ""},
	}},
	{"containers-memory-sum", []stateRow{
		{"as much", overriding(func(_ *override, c *container) { c.Memory, c.MemoryReservation = new(int32(960)), new(int32(960)) }), ""},
		{"more", overriding(func(_ *override, c *container) { c.Memory, c.MemoryReservation = new(int32(1000)), new(int32(1000)) }), "warning containers-memory-sum overrides.containerOverrides"},
		{"one that is alone more, for which there is another rule", allOf(appDef(func(c *types.ContainerDefinition) { c.Memory = new(int32(900)) }),
			overriding(func(o *override, _ *container) { o.Cpu, o.Memory = new("256"), new("512") })), "error container-memory-task overrides.memory"},
		{"the task", overriding(func(o *override, _ *container) { o.Cpu, o.Memory = new("256"), new("512") }), "warning containers-memory-sum overrides.containerOverrides"},
		{"the task, on Windows", allOf(onInstances, onWindows, overriding(func(o *override, _ *container) { o.Memory = new("512") })), "warning task-size-windows overrides.memory"},
		{"a memory", overriding(func(_ *override, c *container) { c.Memory = new(int32(1000)) }), "warning containers-memory-sum overrides.containerOverrides"},
		{"a reservation", allOf(sized("512", "1024", 256, 1024), overriding(func(_ *override, c *container) { c.MemoryReservation = new(int32(1000)) })), "warning containers-memory-sum overrides.containerOverrides"},
		{"the definition alone, and another member overridden", allOf(sized("512", "1024", 256, 1000), overriding(func(*override, *container) {})), ""},
		{"a reservation of the only container, without a limit", allOf(alone, appDef(func(c *types.ContainerDefinition) { c.Memory = nil }), overriding(func(_ *override, c *container) { c.MemoryReservation = new(int32(1025)) })),
			"warning containers-memory-sum overrides.containerOverrides"},
	}},
	{"memory-reservation", []stateRow{
		{"as much as the memory", overriding(func(_ *override, c *container) { c.MemoryReservation = new(int32(512)) }), ""},
		{"more than the definition's memory", overriding(func(_ *override, c *container) { c.MemoryReservation = new(int32(513)) }), "warning memory-reservation " + appOverride + ".memoryReservation"},
		{"less memory than the definition reserves", allOf(appDef(func(c *types.ContainerDefinition) { c.MemoryReservation = new(int32(256)) }),
			overriding(func(_ *override, c *container) { c.Memory = new(int32(128)) })), "warning memory-reservation " + appOverride + ".memory"},
	}},
	{"fargate-size-missing", []stateRow{
		{"in the definition", asIs, ""},
		{"on EC2", allOf(onEC2, sizeless), ""},
		{"overridden", allOf(sizeless, overriding(func(o *override, _ *container) { o.Cpu, o.Memory = new("512"), new("1024") })), ""},
		{"neither", sizeless, "error fargate-size-missing overrides"},
		{"cpu", def(func(d *types.TaskDefinition) { d.Cpu = nil }), "error fargate-size-missing overrides"},
		{"memory", def(func(d *types.TaskDefinition) { d.Memory = nil }), "error fargate-size-missing overrides"},
		{"neither, where it cannot run anyway", allOf(sizeless, only(types.CompatibilityEc2)), "error launch-type-compatibility launchType"},
	}},
	{"task-size-windows", []stateRow{
		{"Fargate", allOf(onWindows, overriding(func(o *override, _ *container) { o.Cpu, o.Memory = new("2048"), new("4096") })), ""},
		{"Linux", allOf(onEC2, overriding(func(o *override, _ *container) { o.Cpu = new("2048") })), ""},
		{"EC2", allOf(onEC2, onWindows, overriding(func(o *override, _ *container) { o.Cpu, o.Memory = new("2048"), new("4096") })),
			"warning task-size-windows overrides.cpu; warning task-size-windows overrides.memory"},
	}},
	{"gpu-sharing-mixed", []stateRow{
		{"one way", allOf(onEC2, otherGPU, overriding(func(_ *override, c *container) { c.ResourceRequirements = []resource{gpu("1")} })), ""},
		{"another way than the definition", allOf(onEC2, otherGPU, overriding(func(_ *override, c *container) { c.ResourceRequirements = []resource{shared()} })),
			"warning gpu-sharing-mixed " + appOverride + ".resourceRequirements[0]"},
		{"another way than the definition of a container that is overridden otherwise", allOf(onEC2, appDef(wantGPU), overriding(func(o *override, _ *container) {
			o.ContainerOverrides = append(o.ContainerOverrides, container{Name: new("log-router"), ResourceRequirements: []resource{shared()}})
		})), "warning gpu-sharing-mixed overrides.containerOverrides[1].resourceRequirements[0]"},
		{"another way than the definition of the container itself", allOf(onEC2, appDef(wantGPU), overriding(func(_ *override, c *container) { c.ResourceRequirements = []resource{shared()} })), ""},
		{"another way than two containers of the definition", allOf(onEC2, appDef(wantGPU), otherGPU, def(func(d *types.TaskDefinition) {
			d.ContainerDefinitions = append(d.ContainerDefinitions, types.ContainerDefinition{Name: new("third"), Essential: new(false)})
		}), overriding(func(_ *override, c *container) { c.Name, c.ResourceRequirements = new("third"), []resource{shared()} })),
			"warning gpu-sharing-mixed " + appOverride + ".resourceRequirements[0]"},
	}},
	{"container-name-required", []stateRow{
		{"given", overriding(func(*override, *container) {}), ""},
		{"missing", overriding(func(_ *override, c *container) { c.Name = nil }), "error container-name-required " + appOverride + ".name"},
	}},
}

func sizeless(s *scene) { s.state.TaskDefinition.Cpu, s.state.TaskDefinition.Memory = nil, nil }

func otherGPU(s *scene) {
	s.state.TaskDefinition.ContainerDefinitions[1].ResourceRequirements = []resource{gpu("1")}
}
