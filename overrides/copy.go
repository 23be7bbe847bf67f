package overrides

import (
	"bytes"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/clone"
)

// duplicate returns a deep copy of in.
func duplicate(in *types.TaskOverride) *types.TaskOverride {
	if in == nil {
		return nil
	}
	out := *in
	out.ContainerOverrides = clone.Slice(in.ContainerOverrides, detachContainer)
	out.Cpu = clone.Pointer(in.Cpu)
	out.EphemeralStorage = clone.Pointer(in.EphemeralStorage)
	out.ExecutionRoleArn = clone.Pointer(in.ExecutionRoleArn)
	out.InferenceAcceleratorOverrides = clone.Slice(in.InferenceAcceleratorOverrides, detachAccelerator)
	out.Memory = clone.Pointer(in.Memory)
	out.TaskRoleArn = clone.Pointer(in.TaskRoleArn)
	return &out
}

// The functions below give a value memory of its own: they replace what it
// shares with the value it was copied from.

func detachContainer(c *types.ContainerOverride) {
	c.Command = slices.Clone(c.Command)
	c.Cpu = clone.Pointer(c.Cpu)
	c.EnvironmentFiles = clone.Slice(c.EnvironmentFiles, func(f *types.EnvironmentFile) { f.Value = clone.Pointer(f.Value) })
	c.Memory = clone.Pointer(c.Memory)
	c.MemoryReservation = clone.Pointer(c.MemoryReservation)
	c.ResourceRequirements = clone.Slice(c.ResourceRequirements, detachResource)

	texts := make(clone.Texts, 0, 1+2*len(c.Environment))
	c.Name = texts.Copy(c.Name)
	c.Environment = clone.Slice(c.Environment, func(kv *types.KeyValuePair) {
		kv.Name, kv.Value = texts.Copy(kv.Name), texts.Copy(kv.Value)
	})
}

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
