package placement

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/ptr"
)

// Container is a container of a task definition with the override that counts for
// it. Its methods return the values that a task has.
type Container struct {
	Definition *types.ContainerDefinition
	Override   *types.ContainerOverride // nil without one
	Index      int                      // of Override in the list of overrides
}

// Containers returns the containers of the definition in order; both def and given
// may be nil.
func Containers(def *types.TaskDefinition, given *types.TaskOverride) []Container {
	if def == nil {
		return nil
	}
	list := make([]Container, len(def.ContainerDefinitions))
	for i := range list {
		c := &list[i]
		c.Definition = &def.ContainerDefinitions[i]
		if given == nil {
			continue
		}
		if n := overrideOf(given.ContainerOverrides, ptr.Value(c.Definition.Name)); n >= 0 {
			c.Override, c.Index = &given.ContainerOverrides[n], n
		}
	}
	return list
}

// overrideOf returns the index of the override that counts for the container with
// the name, which is the last of several, or -1 if there is none.
func overrideOf(list []types.ContainerOverride, name string) int {
	for i := len(list) - 1; i >= 0; i-- {
		if n := list[i].Name; n != nil && *n == name {
			return i
		}
	}
	return -1
}

// CPU returns the CPU units; without any it is 0.
func (c *Container) CPU() int32 {
	if o := c.Override; o != nil && o.Cpu != nil {
		return *o.Cpu
	}
	return c.Definition.Cpu
}

// Memory returns the MiB that the container is killed at, or nil for no limit.
func (c *Container) Memory() *int32 {
	if o := c.Override; o != nil && o.Memory != nil {
		return o.Memory
	}
	return c.Definition.Memory
}

// Reservation returns the memoryReservation in MiB, or nil for none.
func (c *Container) Reservation() *int32 {
	if o := c.Override; o != nil && o.MemoryReservation != nil {
		return o.MemoryReservation
	}
	return c.Definition.MemoryReservation
}

// Reserved returns the MiB that count for placement: the reservation, or else the
// memory, or nil for neither.
func (c *Container) Reserved() *int32 { return Either(c.Reservation(), c.Memory()) }

// Devices returns the resource requirements. An override replaces the list.
func (c *Container) Devices() []types.ResourceRequirement {
	if o := c.Override; o != nil && o.ResourceRequirements != nil {
		return o.ResourceRequirements
	}
	return c.Definition.ResourceRequirements
}

// IsWindows reports whether the containers of the definition run on Windows.
func IsWindows(def *types.TaskDefinition) bool {
	platform := def.RuntimePlatform
	return platform != nil && strings.HasPrefix(string(platform.OperatingSystemFamily), "WINDOWS")
}
