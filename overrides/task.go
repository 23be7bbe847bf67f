package overrides

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/fargate"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/clone"
	"github.com/ecstask/ecstask/internal/hidden"
	"github.com/ecstask/ecstask/internal/textform"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/shorthand"
)

// Task is the overrides of a task. The zero Task overrides nothing: a request
// that gets it has no overrides, and building it gives an empty structure. A
// Task may be used by several goroutines.
//
// A method that sets a text unsets it when the text is empty, so the value of a flag
// that was not given can be passed on as it is. To read what a Task holds, take the
// overrides that [Task.Unchecked] returns, which is nil for the zero Task, or the
// containers by [Task.Containers] and [Task.Container].
type Task struct {
	in      hidden.Value[types.TaskOverride] // never changed once it is here
	fargate bool
}

// New returns a Task that overrides the given containers.
func New(containers ...Container) Task { return Task{}.WithContainers(containers...) }

// From returns a Task with all that in holds. It copies in. From nil it returns
// the zero Task. A sharing strategy that is a nil pointer, which no client can
// send, becomes none.
func From(in *types.TaskOverride) Task { return Task{in: hidden.Of(duplicate(in))} }

// Parse reads the value of the AWS CLI's option --overrides, in shorthand or
// JSON:
//
//	cpu=256,containerOverrides=[{name=app,command=[migrate,--all]}]
//
// The errors are those of [shorthand.Unmarshal]. With [field.Errors] comes a
// Task of what fits, which lacks the rest; check it with
// [rules.Check] and [rules.Unread] to find all mistakes at once. Parse does not
// apply the rules: Build and Check do.
func Parse(arg string, opts ...shorthand.Option) (Task, error) {
	in := new(types.TaskOverride)
	read, err := textform.Parse(arg, in, opts)
	if !read {
		return Task{}, err
	}
	return Task{in: hidden.Of(in)}, err
}

// WithContainers adds the overrides of containers as they are, even if a container
// is then overridden twice. [Task.WithContainer] merges.
func (t Task) WithContainers(containers ...Container) Task {
	t, in := t.edit()
	list := slices.Clip(in.ContainerOverrides)
	for _, c := range containers {
		list = append(list, *c.in.View())
	}
	in.ContainerOverrides = list
	return t
}

// WithContainer merges c into the override of the container with its name, the first
// if there are several, or adds c if there is none. A c without a name is added as it
// is. What c sets wins, and what it does not set stays:
//
//   - A command replaces the whole command; so do the CPU and the two amounts of
//     memory.
//   - Environment variables replace those with their names, environment files those
//     with their ARNs, and resource requirements those of their types, in their
//     place. All others are added at the end, and so are those without a name, an
//     ARN or a type.
//
// It takes time in proportion to what is merged.
//
//	t = t.WithContainer(overrides.ForContainer("app").WithEnv("STAGE", "prod"))
func (t Task) WithContainer(c Container) Task {
	t, in := t.edit()
	in.ContainerOverrides = mergedContainers(in.ContainerOverrides, []types.ContainerOverride{*c.in.View()})
	return t
}

// WithTask merges all of other into t. What other sets wins, and what it does not set
// stays. Containers merge by their names, as [Task.WithContainer] merges them; if
// other overrides one twice, the second merges into the second of t. Inference
// accelerators replace those with their names. The options that [Task.Rules] returns
// for other hold as well. The zero Task changes nothing.
//
// So defaults go under what somebody else gives:
//
//	t := defaults.WithTask(given)
func (t Task) WithTask(other Task) Task {
	t.fargate = t.fargate || other.fargate
	if by := other.in.Get(); by != nil {
		merged := mergedTask(*t.in.View(), by)
		t.in = hidden.Of(&merged)
	}
	return t
}

// Container returns the override of the container with the given name, if t has one.
// Of several the first counts. [Container.Unchecked] reads it.
func (t Task) Container(named string) (c Container, ok bool) {
	for _, c := range t.Containers() {
		if of := c.in.View(); of.Name != nil && *of.Name == named {
			return c, true
		}
	}
	return Container{}, false
}

// Containers returns the overrides of containers, in their order. The zero Task has
// none.
func (t Task) Containers() []Container {
	list := t.in.View().ContainerOverrides
	containers := make([]Container, len(list))
	for i := range list {
		containers[i] = Container{hidden.Of(&list[i])}
	}
	return containers
}

// WithFargateSize sets the task's CPU and memory, each in any spelling that
// [fargate.ParseSize] reads: "1024" and "1 vCPU", "2048" and "2 GB". Known
// spellings become whole numbers. It also declares that the task definition
// requires Fargate, so that building fails if Fargate on Linux does not have the
// size, even one that is set later: see [Task.Rules].
func (t Task) WithFargateSize(cpu, memory string) Task {
	if size, err := fargate.ParseSize(cpu, memory); err == nil {
		cpu, memory = size.Strings()
	}
	t = t.WithCPU(cpu).WithMemory(memory)
	t.fargate = true
	return t
}

// WithCPU sets the task's CPU, in CPU units such as "256" or in vCPUs such as
// ".25 vCPU". It is sent as it is.
func (t Task) WithCPU(cpu string) Task {
	return t.set(cpu, func(in *types.TaskOverride) **string { return &in.Cpu })
}

// WithMemory sets the task's memory, in MiB such as "512" or in GB such as
// "0.5 GB". It is sent as it is.
func (t Task) WithMemory(memory string) Task {
	return t.set(memory, func(in *types.TaskOverride) **string { return &in.Memory })
}

// WithTaskRole sets the IAM role that the containers assume, by its ARN.
func (t Task) WithTaskRole(arn string) Task {
	return t.set(arn, func(in *types.TaskOverride) **string { return &in.TaskRoleArn })
}

// WithExecutionRole sets the IAM role that the ECS agent assumes to pull images
// and write logs, by its ARN.
func (t Task) WithExecutionRole(arn string) Task {
	return t.set(arn, func(in *types.TaskOverride) **string { return &in.ExecutionRoleArn })
}

// WithEphemeralStorage sets the size of the task's ephemeral storage: 21 to 200
// GiB, on Fargate only.
func (t Task) WithEphemeralStorage(gib int32) Task {
	t, in := t.edit()
	in.EphemeralStorage = &types.EphemeralStorage{SizeInGiB: gib}
	return t
}

// WithInferenceAccelerators adds overrides of Elastic Inference accelerators.
//
// Deprecated: AWS has ended Elastic Inference.
func (t Task) WithInferenceAccelerators(a ...types.InferenceAcceleratorOverride) Task {
	t, in := t.edit()
	in.InferenceAcceleratorOverrides = append(
		slices.Clip(in.InferenceAcceleratorOverrides), clone.Slice(a, detachAccelerator)...)
	return t
}

// set sets the member that of returns. An empty value unsets it.
func (t Task) set(value string, of func(*types.TaskOverride) **string) Task {
	if value == "" && t.in.Get() == nil {
		return t
	}
	t, in := t.edit()
	if *of(in) = &value; value == "" {
		*of(in) = nil
	}
	return t
}

// edit returns a copy of t, and the part of it that may be changed: the struct,
// not what its members point to.
func (t Task) edit() (Task, *types.TaskOverride) {
	h, in := t.in.Edit()
	t.in = h
	return t, in
}

// IsZero reports whether t is the zero Task, so that encoding/json can leave it
// out by the option omitzero.
func (t Task) IsZero() bool { return t == Task{} }

// Build returns the overrides, which are the caller's to change. If they break
// rules it returns nil and all errors as [field.Errors]; warnings do not stop
// it.
func (t Task) Build() (*types.TaskOverride, error) {
	if err := t.Check().Err(); err != nil {
		return nil, err
	}
	return duplicate(t.in.View()), nil
}

// Unchecked returns the overrides as Build does, whatever rules they break. It
// is nil for the zero Task.
func (t Task) Unchecked() *types.TaskOverride { return duplicate(t.in.Get()) }

// Check returns all findings, errors and warnings.
func (t Task) Check() field.Findings { return rules.Check(t.in.View(), t.Rules()...) }

// Rules returns the options that t is checked with, for whoever checks a
// request that t is part of: after [Task.WithFargateSize] that is
// [rules.FargateTask], otherwise there are none.
func (t Task) Rules() []rules.Option {
	if !t.fargate {
		return nil
	}
	return []rules.Option{rules.FargateTask(fargate.Linux)}
}

// Validate returns the errors that the rules find in any overrides, as
// [field.Errors], or nil.
func Validate(in *types.TaskOverride, opts ...rules.Option) error {
	return rules.Check(in, opts...).Err()
}
