package overrides

import (
	"log/slog"
	"maps"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/clone"
)

// Container is the overrides of one container. The zero Container lacks the
// name that every one must have. A Container may be used by several goroutines.
type Container struct {
	in types.ContainerOverride // what it points to is never changed
}

// ForContainer returns a Container for the container that has the given name in
// the task definition.
func ForContainer(name string) Container {
	return Container{types.ContainerOverride{Name: &name}}
}

// FromContainer returns a Container with all that in holds. It copies in.
func FromContainer(in types.ContainerOverride) Container {
	detachContainer(&in)
	return Container{in}
}

// WithCommand sets the command. Without arguments it sets an empty command,
// which is sent as one; to keep the command of the task definition, do not call
// it.
func (c Container) WithCommand(args ...string) Container {
	c.in.Command = append([]string{}, args...)
	return c
}

// WithEnv adds an environment variable. An empty value is sent.
func (c Container) WithEnv(name, value string) Container {
	c.in.Environment = append(slices.Clip(c.in.Environment), types.KeyValuePair{Name: &name, Value: &value})
	return c
}

// WithEnvMap adds the environment variables of a map, in the order of their
// names.
func (c Container) WithEnvMap(values map[string]string) Container {
	env := slices.Clip(c.in.Environment)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		env = append(env, types.KeyValuePair{Name: &name, Value: new(values[name])})
	}
	c.in.Environment = env
	return c
}

// WithEnvFile adds a file of environment variables, by the ARN of the object in
// Amazon S3. There may be up to 10.
func (c Container) WithEnvFile(arn string) Container {
	c.in.EnvironmentFiles = append(slices.Clip(c.in.EnvironmentFiles),
		types.EnvironmentFile{Type: types.EnvironmentFileTypeS3, Value: &arn})
	return c
}

// WithCPU sets the CPU units reserved for the container, 1024 to a vCPU.
func (c Container) WithCPU(units int32) Container {
	c.in.Cpu = &units
	return c
}

// WithMemory sets the hard limit of the container's memory, in MiB.
func (c Container) WithMemory(mib int32) Container {
	c.in.Memory = &mib
	return c
}

// WithMemoryReservation sets the soft limit of the container's memory, in MiB.
// It may not be above the hard limit.
func (c Container) WithMemoryReservation(mib int32) Container {
	c.in.MemoryReservation = &mib
	return c
}

// WithGPUs sets the number of GPUs, at least 1. It replaces all requirements of
// the type GPU.
func (c Container) WithGPUs(n int) Container {
	gpus := types.ResourceRequirement{Type: types.ResourceTypeGpu, Value: new(strconv.Itoa(n))}
	others := slices.DeleteFunc(slices.Clone(c.in.ResourceRequirements), func(r types.ResourceRequirement) bool {
		return r.Type == types.ResourceTypeGpu
	})
	c.in.ResourceRequirements = append(others, gpus)
	return c
}

// WithResources adds resource requirements of any type. It copies them.
func (c Container) WithResources(r ...types.ResourceRequirement) Container {
	c.in.ResourceRequirements = append(slices.Clip(c.in.ResourceRequirements), clone.Slice(r, detachResource)...)
	return c
}

// String returns the name of the container and nothing else, for the command
// and the environment may be secrets.
func (c Container) String() string { return name(&c.in) }

// LogValue implements [slog.LogValuer], as String does.
func (c Container) LogValue() slog.Value { return slog.StringValue(c.String()) }

func name(c *types.ContainerOverride) string {
	if c.Name == nil {
		return ""
	}
	return *c.Name
}
