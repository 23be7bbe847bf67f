package overrides

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/ptr"
)

// merged returns old with what c sets. It shares memory with both, and changes
// neither.
func merged(old types.ContainerOverride, c *types.ContainerOverride) types.ContainerOverride {
	if c.Command != nil {
		old.Command = c.Command
	}
	for _, n := range []struct{ old, new **int32 }{{&old.Cpu, &c.Cpu}, {&old.Memory, &c.Memory}, {&old.MemoryReservation, &c.MemoryReservation}} {
		if *n.new != nil {
			*n.old = *n.new
		}
	}
	old.Environment = replaced(old.Environment, c.Environment, func(v types.KeyValuePair) string { return ptr.Value(v.Name) })
	if len(c.EnvironmentFiles) > 0 {
		old.EnvironmentFiles = slices.Concat(old.EnvironmentFiles, c.EnvironmentFiles)
	}
	old.ResourceRequirements = replaced(old.ResourceRequirements, c.ResourceRequirements, func(r types.ResourceRequirement) string { return string(r.Type) })
	return old
}

// replaced returns list with the elements of by: each in the place of the first that
// has its key, and else at the end.
func replaced[E any](list, by []E, key func(E) string) []E {
	if by == nil {
		return list
	}
	list = slices.Clone(list)
	if list == nil {
		list = []E{}
	}
	for _, e := range by {
		same := func(o E) bool { return key(o) == key(e) }
		i := slices.IndexFunc(list, same)
		if i < 0 {
			list = append(list, e)
			continue
		}
		list[i] = e
		list = slices.Concat(list[:i+1], slices.DeleteFunc(slices.Clone(list[i+1:]), same))
	}
	return list
}
