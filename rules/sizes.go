package rules

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/fargate"
	"github.com/ecstask/ecstask/internal/placement"
	"github.com/ecstask/ecstask/internal/ptr"
)

// readUnits and readMiB return a task's cpu and memory, if they can be read.

func readUnits(s *string) (int32, bool) {
	if s == nil {
		return 0, false
	}
	units, err := fargate.ParseCPU(*s)
	return units, err == nil
}

func readMiB(s *string) (int32, bool) {
	if s == nil {
		return 0, false
	}
	mib, err := fargate.ParseMemory(*s)
	return mib, err == nil
}

// definition returns the task definition, if it is at hand, and otherwise an empty
// one.
func (r *run) definition() *types.TaskDefinition {
	if r.known == nil || r.known.TaskDefinition == nil {
		return &noDefinition
	}
	return r.known.TaskDefinition
}

// sized returns the task definition whose sizes the overrides go with. It is an empty one
// if a part of the overrides was not read, which may be another size.
func (r *run) sized() *types.TaskDefinition {
	if r.isPartlyLost("overrides") {
		return &noDefinition
	}
	return r.definition()
}

var (
	noDefinition types.TaskDefinition
	noContainer  types.ContainerDefinition
)

// containers calls visit for each container: of the task definition, if it is at
// hand, and otherwise for each that o overrides. visit must not keep what it gets.
func (r *run) containers(o *types.TaskOverride, visit func(c *placement.Container)) {
	if r.sized() != &noDefinition {
		for i := range r.known.containers {
			visit(&r.known.containers[i])
		}
		return
	}
	for i := range o.ContainerOverrides {
		r.visited = placement.Container{Definition: &noContainer, Override: &o.ContainerOverrides[i], Index: i}
		visit(&r.visited)
	}
}

// ignoresSize reports whether ECS ignores the cpu and memory of the task as a whole,
// as it does on container instances with Windows.
func (r *run) ignoresSize() bool {
	return r.known != nil && r.known.windows && !r.launch.onFargate()
}

// of says whose value is set for the task: the request's or its definition's.
func of(overridden *string) string {
	if overridden != nil {
		return "task's"
	}
	return "task definition's"
}

func containersCPU(r *run, o *types.TaskOverride) {
	units, ok := readUnits(placement.Either(o.Cpu, r.sized().Cpu))
	if !ok || r.ignoresSize() {
		return
	}
	sum, asked := int64(0), o.Cpu != nil
	r.containers(o, func(c *placement.Container) {
		sum += int64(c.CPU())
		asked = asked || c.Override != nil && c.Override.Cpu != nil
	})
	if asked && sum > int64(units) && !r.hasWrongSize(o) {
		r.report("containerOverrides", fmt.Sprintf("request %d CPU units in total, more than the %s %d", sum, of(o.Cpu), units), "raise the cpu of the task, or lower those of the containers", "cpu")
	}
}

func containerMemory(r *run, o *types.TaskOverride) {
	mib, ok := readMiB(placement.Either(o.Memory, r.sized().Memory))
	if !ok || r.ignoresSize() {
		return
	}
	r.containers(o, func(c *placement.Container) {
		memory := c.Memory()
		switch {
		case ptr.Value(memory) <= mib, r.hasWrongSize(o):
		case c.Override != nil && c.Override.Memory != nil:
			if o.Memory == nil {
				r.unlessPinned()
			}
			r.reportValue(index("containerOverrides", c.Index)+".memory", *memory, fmt.Sprintf("is more than the %s %d MiB", of(o.Memory), mib), "lower it, or raise the memory of the task", "memory")
		case o.Memory != nil:
			r.unlessPinned()
			r.reportValue("memory", *o.Memory, fmt.Sprintf("is less than the %d MiB that the task definition gives the container %s", *memory, shown(c.Definition.Name)), "raise it, or override the memory of the container")
		}
	})
}

func containersMemory(r *run, o *types.TaskOverride) {
	mib, ok := readMiB(placement.Either(o.Memory, r.sized().Memory))
	if !ok || r.ignoresSize() {
		return
	}
	sum, asked, alone := int64(0), o.Memory != nil, false
	r.containers(o, func(c *placement.Container) {
		if c.Definition == &noContainer {
			sum += int64(ptr.Value(c.Reservation()))
			return
		}
		sum += int64(ptr.Value(c.Reserved()))
		alone = alone || ptr.Value(c.Memory()) > mib
		asked = asked || c.Override != nil && (c.Override.Memory != nil || c.Override.MemoryReservation != nil)
	})
	if asked && !alone && sum > int64(mib) && !r.hasWrongSize(o) { // or else container-memory-task, fargate-size
		r.report("containerOverrides", fmt.Sprintf("reserve %d MiB in total, more than the %s %d", sum, of(o.Memory), mib), "raise the memory of the task, or lower memoryReservation", "memory")
	}
}

// memoryReservation compares the two amounts of a container, of which the task
// definition may have one.
func memoryReservation(r *run, o *container) {
	c := placement.Container{Definition: r.containerOf(o), Override: o}
	memory, reserved := c.Memory(), c.Reservation()
	if memory == nil || reserved == nil || *reserved <= *memory {
		return
	}
	switch {
	case o.Memory != nil && o.MemoryReservation != nil:
		r.reportValue("memoryReservation", *reserved, fmt.Sprintf("is more than the memory of %d MiB", *memory), "reserve at most the memory", "memory")
	case o.MemoryReservation != nil:
		r.doubt()
		r.reportValue("memoryReservation", *reserved, fmt.Sprintf("is more than the task definition's memory of %d MiB", *memory), "reserve at most the memory, or override that, too")
	case o.Memory != nil:
		r.doubt()
		r.reportValue("memory", *memory, fmt.Sprintf("is less than the task definition's memoryReservation of %d MiB", *reserved), "give at least that, or override memoryReservation, too")
	}
}

// containerOf returns the definition of an overridden container, if it is at hand,
// and otherwise an empty one.
func (r *run) containerOf(o *container) *types.ContainerDefinition {
	if r.sized() != &noDefinition && o.Name != nil {
		if c := r.known.container(*o.Name); c != nil {
			return c.Definition
		}
	}
	return &noContainer
}

// container returns the container of the task definition with the name, or nil.
func (k *known) container(name string) *placement.Container {
	for i := range k.containers {
		if n := k.containers[i].Definition.Name; n != nil && *n == name {
			return &k.containers[i]
		}
	}
	return nil
}
