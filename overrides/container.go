package overrides

import (
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/clone"
	"github.com/ecstask/ecstask/internal/hidden"
)

// Container is the overrides of one container. The zero Container does not have a
// name, which is required. A Container may be used by several goroutines.
// [Container.Unchecked] returns what it holds.
type Container struct {
	in hidden.Value[types.ContainerOverride] // never changed once it is here
}

// ForContainer returns a Container for the container that has the given name in
// the task definition.
func ForContainer(name string) Container {
	return Container{hidden.Of(&types.ContainerOverride{Name: &name})}
}

// FromContainer returns a Container with all that in holds. It copies in.
func FromContainer(in types.ContainerOverride) Container {
	in = copyContainers([]types.ContainerOverride{in})[0]
	return Container{hidden.Of(&in)}
}

// edit returns a copy of c, and the part of it that may be changed: the struct,
// not what its members point to.
func (c Container) edit() (Container, *types.ContainerOverride) {
	h, in := c.in.Edit()
	return Container{h}, in
}

// WithCommand sets the command. Without arguments it sets an empty command, which
// is sent as one; to keep the command of the task definition, do not call
// WithCommand.
func (c Container) WithCommand(args ...string) Container {
	c, in := c.edit()
	in.Command = append([]string{}, args...)
	return c
}

// WithEnv adds an environment variable. An empty value is sent.
func (c Container) WithEnv(name, value string) Container {
	c, in := c.edit()
	in.Environment = append(slices.Clip(in.Environment), types.KeyValuePair{Name: &name, Value: &value})
	return c
}

// WithEnvMap adds the environment variables of a map, in the order of their
// names.
func (c Container) WithEnvMap(values map[string]string) Container {
	c, in := c.edit()
	env := slices.Clip(in.Environment)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		env = append(env, types.KeyValuePair{Name: &name, Value: new(values[name])})
	}
	in.Environment = env
	return c
}

// WithEnvFile adds a file of environment variables, by the ARN of the object in
// Amazon S3. There may be up to 10.
func (c Container) WithEnvFile(arn string) Container {
	c, in := c.edit()
	in.EnvironmentFiles = append(slices.Clip(in.EnvironmentFiles),
		types.EnvironmentFile{Type: types.EnvironmentFileTypeS3, Value: &arn})
	return c
}

// WithCPU sets the CPU units reserved for the container, 1024 to a vCPU.
func (c Container) WithCPU(units int32) Container {
	c, in := c.edit()
	in.Cpu = &units
	return c
}

// WithMemory sets the hard limit of the container's memory, in MiB.
func (c Container) WithMemory(mib int32) Container {
	c, in := c.edit()
	in.Memory = &mib
	return c
}

// WithMemoryReservation sets the soft limit of the container's memory, in MiB.
// It may not be above the hard limit.
func (c Container) WithMemoryReservation(mib int32) Container {
	c, in := c.edit()
	in.MemoryReservation = &mib
	return c
}

// WithGPUs sets the number of GPUs, at least 1. It replaces all requirements of
// the type GPU.
func (c Container) WithGPUs(n int) Container {
	c, in := c.edit()
	gpus := types.ResourceRequirement{Type: types.ResourceTypeGpu, Value: new(strconv.Itoa(n))}
	others := slices.DeleteFunc(slices.Clone(in.ResourceRequirements), func(r types.ResourceRequirement) bool {
		return r.Type == types.ResourceTypeGpu
	})
	in.ResourceRequirements = append(others, gpus)
	return c
}

// WithResources adds resource requirements of any type. It copies them.
func (c Container) WithResources(r ...types.ResourceRequirement) Container {
	c, in := c.edit()
	in.ResourceRequirements = append(slices.Clip(in.ResourceRequirements), clone.Slice(r, detachResource)...)
	return c
}

// Unchecked returns the overrides of the container, which are the caller's to change,
// whatever rules they break.
func (c Container) Unchecked() types.ContainerOverride {
	return copyContainers([]types.ContainerOverride{*c.in.View()})[0]
}

// String returns the name of the container and nothing else, because the command
// and the environment may be secrets.
func (c Container) String() string { return name(c.in.View()) }

// GoString returns the name of the container as Go, and nothing else.
func (c Container) GoString() string {
	if in := c.in.View(); in.Name != nil {
		return fmt.Sprintf("overrides.ForContainer(%q)", *in.Name)
	}
	return "overrides.Container{}"
}

// LogValue implements [slog.LogValuer], as String does.
func (c Container) LogValue() slog.Value { return slog.StringValue(c.String()) }

func name(c *types.ContainerOverride) string {
	if c.Name == nil {
		return ""
	}
	return *c.Name
}
