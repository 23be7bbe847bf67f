package rules_test

import (
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// overridesCases are those of the task's overrides, without its containers.
var overridesCases = []ruleCases{
	{"overrides-length", []row{
		{"8192 characters", overridesOf(8192, "x"), ""},
		{"8193 characters", overridesOf(8193, "x"), "error overrides-length overrides"},
		{"8192 characters, but more bytes", overridesOf(8192, "xü"), "warning overrides-bytes overrides"},
		{"8193 characters and more bytes", overridesOf(8193, "xü"), "error overrides-length overrides"},
		{"a quote counts twice: it is escaped", overridesOf(8193, `"`), "error overrides-length overrides"},
		{"a long request with short overrides", both(overridesOf(100, "x"), tags(many(50, longTag)...)), ""},
		{"no overrides in a long request", both(func(in *input) { in.Overrides = nil }, tags(many(50, longTag)...)), ""},
		{"too long, and each member is looked at", both(overridesOf(9000, "x"), roles("arn:aws:iam::1:role/r")),
			"error overrides-length overrides; error role-arn overrides.executionRoleArn; error role-arn overrides.taskRoleArn"},
	}},
	{"overrides-bytes", []row{
		{"8192 bytes of two-byte characters", overridesOfBytes(8192, "ü"), ""},
		{"8193 bytes of two-byte characters", overridesOfBytes(8193, "ü"), "warning overrides-bytes overrides"},
		{"8192 characters are 16000 bytes", overridesOf(8192, "ü"), "warning overrides-bytes overrides"},
		{"emoji: 4 bytes each", overridesOf(8192, "\U0001F600"), "warning overrides-bytes overrides"},
	}},
	{"container-name-duplicate", []row{
		{"two containers", nothing, ""},
		{"the same", sidecar(func(c *container) { c.Name = new("app") }), "warning container-name-duplicate overrides.containerOverrides[1].name"},
		{"case counts", sidecar(func(c *container) { c.Name = new("App") }), ""},
		{"no name twice is not the same name", overrides(func(o *override) { o.ContainerOverrides = []container{{}, {}} }),
			"error container-name-required overrides.containerOverrides[0].name; error container-name-required overrides.containerOverrides[1].name"},
	}},
	{"task-cpu", []row{
		{"units", taskSize("256", "512"), ""},
		{"blanks around", taskSize(" 256 ", "512"), ""},
		{"vCPU", taskSize("1 vCPU", "2 GB"), ""},
		{"no blank", taskSize("1vcpu", "2gb"), ""},
		{"many blanks, odd case", taskSize(".25     vCpU", "512"), ""},
		{"a leading zero", taskSize("0.25 vCPU", "512"), ""},
		{"another unit", taskSize("1 core", "2048"), "error task-cpu overrides.cpu"},
		{"a plural", taskSize("1 vCPUs", "2048"), "error task-cpu overrides.cpu"},
		{"a decimal without unit", taskSize("0.25", "512"), "error task-cpu overrides.cpu"},
		{"a part of a unit", taskSize(".3 vCPU", "512"), "error task-cpu overrides.cpu"},
		{"a sign", taskSize("+256", "512"), "error task-cpu overrides.cpu"},
		{"full-width digits", taskSize("２５６", "512"), "error task-cpu overrides.cpu"},
		{"empty", taskSize("", "512"), "error task-cpu overrides.cpu"},
	}},
	{"task-cpu-range", []row{
		{"128", taskSize("128", "512"), ""},
		{"127", taskSize("127", "512"), "warning task-cpu-range overrides.cpu"},
		{"196608", taskSize("192 vCPU", "512"), ""},
		{"196609", taskSize("196609", "512"), "warning task-cpu-range overrides.cpu"},
	}},
	{"task-memory", []row{
		{"MiB", taskSize("256", "512"), ""},
		{"GB", taskSize("256", "0.5 GB"), ""},
		{"no blank", taskSize("256", "2gb"), ""},
		{"many blanks", taskSize("256", "1      gb"), ""},
		{"MB", taskSize("256", "512 MB"), "error task-memory overrides.memory"},
		{"GiB", taskSize("256", "1 GiB"), "error task-memory overrides.memory"},
		{"an exponent", taskSize("256", "1e3"), "error task-memory overrides.memory"},
		{"empty", taskSize("256", ""), "error task-memory overrides.memory"},
		{"more than Fargate has, on instances", overrides(func(o *override) { o.Cpu, o.Memory = nil, new("1000 GB") }), ""},
	}},
	{"fargate-size", []row{
		{"the smallest", taskSize("256", "512"), ""},
		{"the largest", taskSize("32768", "249856"), ""},
		{"too much memory", taskSize("256", "4096"), "warning fargate-size overrides.memory"},
		{"not on a step of 4 GB", taskSize("8192", "17408"), "warning fargate-size overrides.memory"},
		{"cpu alone", overrides(func(o *override) { o.Cpu, o.Memory = new("16 vCPU"), nil }), ""},
		{"cpu alone that no size has", overrides(func(o *override) { o.Cpu, o.Memory = new("1500"), nil }), "warning fargate-size overrides.cpu"},
		{"memory alone", overrides(func(o *override) { o.Cpu, o.Memory = nil, new("17 GB") }), ""},
		{"memory alone that no size has", overrides(func(o *override) { o.Cpu, o.Memory = nil, new("700") }), "warning fargate-size overrides.memory"},
		{"less memory than any size has", overrides(func(o *override) { o.Cpu, o.Memory, o.ContainerOverrides = nil, new("256"), nil }), "warning fargate-size overrides.memory"},
		{"memory, and a cpu that cannot be read", overrides(func(o *override) { o.Cpu, o.Memory = new("1 CPU"), new("700") }), "error task-cpu overrides.cpu"},
		{"more cpu than any size has", taskSize("65536", "249856"), "warning fargate-size overrides.memory"},
		{"a cpu that cannot be read", overrides(func(o *override) { o.Cpu, o.Memory = new("1 CPU"), nil }), "error task-cpu overrides.cpu"},
		{"a memory that cannot be read", overrides(func(o *override) { o.Cpu, o.Memory = nil, new("1 GiB") }), "error task-memory overrides.memory"},
		{"cpu, and a memory that cannot be read", overrides(func(o *override) { o.Cpu, o.Memory = new("1500"), new("1 GiB") }), "error task-memory overrides.memory"},
	}},
	{"fargate-cpu-newer", []row{
		{"the largest that is known", taskSize("32768", "249856"), ""},
		{"larger: no error even for Fargate", taskSize("32769", "249856"), "warning fargate-cpu-newer overrides.cpu"},
	}},
	{"containers-cpu-sum", []row{
		{"equal", sidecar(func(c *container) { c.Cpu = new(int32(768)) }), ""},
		{"one more", sidecar(func(c *container) { c.Cpu = new(int32(769)) }), "warning containers-cpu-sum overrides.containerOverrides"},
		{"a sum beyond 32 bits", both(app(func(c *container) { c.Cpu = new(int32(1<<31 - 1)) }), sidecar(func(c *container) { c.Cpu = new(int32(1<<31 - 1)) })),
			"warning containers-cpu-sum overrides.containerOverrides"},
		{"the task's cpu is not given", both(sidecar(func(c *container) { c.Cpu = new(int32(4096)) }), overrides(func(o *override) { o.Cpu = nil })), ""},
	}},
	{"container-memory-task", []row{
		{"equal", sidecar(func(c *container) { c.Memory = new(int32(2048)) }), ""},
		{"one more", sidecar(func(c *container) { c.Memory = new(int32(2049)) }), "error container-memory-task overrides.containerOverrides[1].memory"},
		{"the task's memory is not given", both(sidecar(func(c *container) { c.Memory = new(int32(4096)) }), overrides(func(o *override) { o.Memory = nil })), ""},
		{"the task's memory cannot be read", both(sidecar(func(c *container) { c.Memory = new(int32(4096)) }), overrides(func(o *override) { o.Memory = new("2G") })),
			"error task-memory overrides.memory"},
	}},
	{"containers-memory-sum", []row{
		{"equal", sidecar(func(c *container) { c.MemoryReservation = new(int32(1792)) }), ""},
		{"one more", sidecar(func(c *container) { c.MemoryReservation = new(int32(1793)) }), "warning containers-memory-sum overrides.containerOverrides"},
	}},
	{"role-arn", []row{
		{"with a path", roles("arn:aws:iam::123456789012:role/a/b/c_d+=,.@-"), ""},
		{"of a service", roles("arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"), ""},
		{"left out", overrides(func(o *override) { o.TaskRoleArn, o.ExecutionRoleArn = nil, nil }), ""},
		{"of a user", overrides(func(o *override) { o.TaskRoleArn = new("arn:aws:iam::123456789012:user/u") }), "error role-arn overrides.taskRoleArn"},
		{"of the session", overrides(func(o *override) { o.TaskRoleArn = new("arn:aws:sts::123456789012:assumed-role/r/s") }), "error role-arn overrides.taskRoleArn"},
		{"with a region", overrides(func(o *override) { o.ExecutionRoleArn = new("arn:aws:iam:us-east-1:123456789012:role/r") }), "error role-arn overrides.executionRoleArn"},
		{"no name", overrides(func(o *override) { o.ExecutionRoleArn = new("arn:aws:iam::123456789012:role/") }), "error role-arn overrides.executionRoleArn"},
		{"11 digits", overrides(func(o *override) { o.ExecutionRoleArn = new("arn:aws:iam::12345678901:role/r") }), "error role-arn overrides.executionRoleArn"},
		{"a blank", overrides(func(o *override) { o.ExecutionRoleArn = new("arn:aws:iam::123456789012:role/a b") }), "error role-arn overrides.executionRoleArn"},
		{"an exclamation mark", overrides(func(o *override) { o.ExecutionRoleArn = new("arn:aws:iam::123456789012:role/a!") }), "error role-arn overrides.executionRoleArn"},
		{"of another service", overrides(func(o *override) { o.ExecutionRoleArn = new("arn:aws:sts::123456789012:role/r") }), "error role-arn overrides.executionRoleArn"},
		{"neither an ARN nor a name", overrides(func(o *override) { o.TaskRoleArn = new("not a role!!") }), "error role-arn overrides.taskRoleArn"},
		{"a character that no name has", overrides(func(o *override) { o.TaskRoleArn = new("role!") }), "error role-arn overrides.taskRoleArn"},
		{"a path without a name", overrides(func(o *override) { o.TaskRoleArn = new("/ecs/") }), "error role-arn overrides.taskRoleArn"},
		{"with any printable ASCII in its path", roles("arn:aws:iam::123456789012:role/a!{b}/r"), ""},
		{"with another character in its path", overrides(func(o *override) { o.TaskRoleArn = new("arn:aws:iam::123456789012:role/ü/r") }), "error role-arn overrides.taskRoleArn"},
	}},
	{"role-name", []row{
		{"an ARN", nothing, ""},
		{"a name", overrides(func(o *override) { o.TaskRoleArn = new("task-role") }), "warning role-name overrides.taskRoleArn"},
		{"a name with all its signs", overrides(func(o *override) { o.TaskRoleArn = new("_aZ09+=,.@-") }), "warning role-name overrides.taskRoleArn"},
		{"a name with a path", overrides(func(o *override) { o.TaskRoleArn = new("/ecs/task-role") }), "warning role-name overrides.taskRoleArn"},
	}},
	{"role-empty", []row{
		{"left out", overrides(func(o *override) { o.TaskRoleArn, o.ExecutionRoleArn = nil, nil }), ""},
		{"empty", roles(""), "warning role-empty overrides.executionRoleArn; warning role-empty overrides.taskRoleArn"},
	}},
	{"inference-accelerators", []row{
		{"left out", nothing, ""},
		{"an empty list asks for none", overrides(func(o *override) { o.InferenceAcceleratorOverrides = []types.InferenceAcceleratorOverride{} }), ""},
		{"one", overrides(func(o *override) { o.InferenceAcceleratorOverrides = []types.InferenceAcceleratorOverride{{}} }),
			"warning inference-accelerators overrides.inferenceAcceleratorOverrides"},
	}},
	{"gpu-sharing-mixed", []row{
		{"all by value", sidecar(func(c *container) { c.ResourceRequirements = []resource{{Type: "GPU", Value: new("1")}} }), ""},
		{"all shared", both(resources(shared()), sidecar(func(c *container) { c.ResourceRequirements = []resource{shared()} })), ""},
		{"mixed", sidecar(func(c *container) { c.ResourceRequirements = []resource{shared()} }),
			"error gpu-sharing-mixed overrides.containerOverrides[1].resourceRequirements[0]"},
		{"another resource does not count", sidecar(func(c *container) { c.ResourceRequirements = []resource{{Type: "NeuronDevice", Value: new("ALL")}} }),
			"warning neuron-managed-instances overrides.containerOverrides[1].resourceRequirements[0].type"},
	}},
	{"neuron-count", []row{
		{"one", resources(neuron), "warning neuron-managed-instances overrides.containerOverrides[0].resourceRequirements[0].type"},
		{"two containers", both(resources(neuron), sidecar(func(c *container) { c.ResourceRequirements = []resource{neuron} })),
			"warning neuron-managed-instances overrides.containerOverrides[0].resourceRequirements[0].type; " +
				"error neuron-count overrides.containerOverrides[1].resourceRequirements[0]; " +
				"warning neuron-managed-instances overrides.containerOverrides[1].resourceRequirements[0].type"},
		{"twice in one container is not what the document forbids", resources(neuron, neuron),
			"warning neuron-managed-instances overrides.containerOverrides[0].resourceRequirements[0].type; " +
				"warning neuron-managed-instances overrides.containerOverrides[0].resourceRequirements[1].type"},
	}},
	{"ephemeral-storage-fargate", []row{
		{"left out", nothing, ""},
		{"given", ephemeral(21), "warning ephemeral-storage-fargate overrides.ephemeralStorage"},
	}},
	{"ephemeral-storage-size", []row{
		{"20 is the default and cannot be asked for", ephemeral(20), notOnFargate + "; error ephemeral-storage-size overrides.ephemeralStorage.sizeInGiB"},
		{"21", ephemeral(21), notOnFargate},
		{"200", ephemeral(200), notOnFargate},
		{"201", ephemeral(201), notOnFargate + "; error ephemeral-storage-size overrides.ephemeralStorage.sizeInGiB"},
		{"0, which the SDK sends when it was forgotten", ephemeral(0), notOnFargate + "; error ephemeral-storage-size overrides.ephemeralStorage.sizeInGiB"},
	}},
}

const notOnFargate = "warning ephemeral-storage-fargate overrides.ephemeralStorage"

var neuron = resource{Type: types.ResourceTypeNeuronDevice, Value: new("ALL")}

// shared asks for a part of a GPU.
func shared() resource {
	return resource{Type: types.ResourceTypeGpu, SharingStrategy: &types.SharingStrategyMemberNvidiaMps{
		Value: types.NvidiaMpsAllocation{Memory: new(int32(1024))},
	}}
}

func ephemeral(gib int32) change {
	return overrides(func(o *override) { o.EphemeralStorage = &types.EphemeralStorage{SizeInGiB: gib} })
}

func longTag(i int) tag {
	return tag{Key: new(hexID(i)), Value: new(strings.Repeat("v", 256))}
}

// overridesOf gives overrides that are n characters of JSON: one variable,
// filled with text and, up to the exact length, with x.
func overridesOf(n int, text string) change {
	size := utf8.RuneCountInString(text) + strings.Count(text, `"`) // a quote is escaped
	return overridesFilled(n, size, text)
}

// overridesOfBytes gives overrides that are n bytes of JSON.
func overridesOfBytes(n int, text string) change { return overridesFilled(n, len(text), text) }

func overridesFilled(n, size int, text string) change {
	left := n - len(`{"containerOverrides":[{"environment":[{"name":"A","value":""}],"name":"app"}]}`)
	value := strings.Repeat(text, left/size) + strings.Repeat("x", left%size)
	return func(in *input) {
		in.Overrides = &override{ContainerOverrides: []container{{
			Name: new("app"), Environment: []variable{{Name: new("A"), Value: &value}},
		}}}
	}
}
