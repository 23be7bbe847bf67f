package overrides

import (
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
	old.Environment = merge(old.Environment, c.Environment, func(v types.KeyValuePair) string { return ptr.Value(v.Name) })
	old.EnvironmentFiles = merge(old.EnvironmentFiles, c.EnvironmentFiles, func(f types.EnvironmentFile) string { return ptr.Value(f.Value) })
	old.ResourceRequirements = merge(old.ResourceRequirements, c.ResourceRequirements, func(r types.ResourceRequirement) string { return string(r.Type) })
	return old
}

// merge returns list with the elements of by added. All that have one key take the
// place of all in list that have it: of the first of them, or else the end. An
// element without a key takes nobody's place. The list is nil if both are.
func merge[E any](list, by []E, key func(E) string) []E {
	if by == nil {
		return list
	}
	groups := make(map[string][]E, len(by))
	for _, e := range by {
		if k := key(e); k != "" {
			groups[k] = append(groups[k], e)
		}
	}
	all := make([]E, 0, len(list)+len(by))
	for _, e := range list {
		k := key(e)
		if group, replaced := groups[k]; replaced {
			all = append(all, group...)
			groups[k] = nil // what has its place
		} else {
			all = append(all, e)
		}
	}
	for _, e := range by {
		if k := key(e); k == "" || groups[k] != nil {
			all = append(all, e)
		}
	}
	return all
}
