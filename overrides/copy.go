package overrides

import (
	"bytes"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/clone"
)

// duplicate returns a deep copy of in.
func duplicate(in *types.TaskOverride) *types.TaskOverride {
	if in == nil {
		return nil
	}
	out := *in
	out.ContainerOverrides = copyContainers(in.ContainerOverrides)
	out.Cpu = clone.Pointer(in.Cpu)
	out.EphemeralStorage = clone.Pointer(in.EphemeralStorage)
	out.ExecutionRoleArn = clone.Pointer(in.ExecutionRoleArn)
	out.InferenceAcceleratorOverrides = clone.Slice(in.InferenceAcceleratorOverrides, detachAccelerator)
	out.Memory = clone.Pointer(in.Memory)
	out.TaskRoleArn = clone.Pointer(in.TaskRoleArn)
	return &out
}

// copyContainers returns a deep copy of list, whose parts lie together in memory.
func copyContainers(list []types.ContainerOverride) []types.ContainerOverride {
	var strings, variables int
	for i := range list {
		strings += 1 + len(list[i].Command) + 2*len(list[i].Environment)
		variables += len(list[i].Environment)
	}
	texts := make(clone.Block[string], 0, strings)
	environment := make(clone.Block[types.KeyValuePair], 0, variables)
	numbers := make(clone.Block[int32], 0, 3*len(list))
	return clone.Slice(list, func(c *types.ContainerOverride) {
		c.Name = texts.Pointer(c.Name)
		c.Command = texts.Slice(c.Command)
		c.Cpu, c.Memory, c.MemoryReservation = numbers.Pointer(c.Cpu), numbers.Pointer(c.Memory), numbers.Pointer(c.MemoryReservation)
		c.Environment = environment.Slice(c.Environment)
		for j := range c.Environment {
			kv := &c.Environment[j]
			kv.Name, kv.Value = texts.Pointer(kv.Name), texts.Pointer(kv.Value)
		}
		c.EnvironmentFiles = clone.Slice(c.EnvironmentFiles, func(f *types.EnvironmentFile) { f.Value = clone.Pointer(f.Value) })
		c.ResourceRequirements = clone.Slice(c.ResourceRequirements, detachResource)
	})
}

// The functions below give a value memory of its own: they replace what it
// shares with the value it was copied from.

func detachResource(r *types.ResourceRequirement) {
	r.Value = clone.Pointer(r.Value)
	switch s := r.SharingStrategy.(type) {
	case *types.SharingStrategyMemberNvidiaMps:
		if r.SharingStrategy = nil; s != nil {
			mps := *s
			mps.Value.MaxComputePercent = clone.Pointer(mps.Value.MaxComputePercent)
			mps.Value.Memory = clone.Pointer(mps.Value.Memory)
			r.SharingStrategy = &mps
		}
	case *types.UnknownUnionMember:
		if r.SharingStrategy = nil; s != nil {
			unknown := *s
			unknown.Value = bytes.Clone(unknown.Value)
			r.SharingStrategy = &unknown
		}
	}
}

func detachAccelerator(a *types.InferenceAcceleratorOverride) {
	a.DeviceName, a.DeviceType = clone.Pointer(a.DeviceName), clone.Pointer(a.DeviceType)
}
