package overrides

import (
	"cmp"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/ptr"
)

// mergedTask returns old with what by sets. It shares memory with both, and changes
// neither.
func mergedTask(old types.TaskOverride, by *types.TaskOverride) types.TaskOverride {
	old.ContainerOverrides = mergedContainers(old.ContainerOverrides, by.ContainerOverrides)
	old.Cpu = cmp.Or(by.Cpu, old.Cpu)
	old.EphemeralStorage = cmp.Or(by.EphemeralStorage, old.EphemeralStorage)
	old.ExecutionRoleArn = cmp.Or(by.ExecutionRoleArn, old.ExecutionRoleArn)
	old.InferenceAcceleratorOverrides = merge(old.InferenceAcceleratorOverrides, by.InferenceAcceleratorOverrides,
		func(a types.InferenceAcceleratorOverride) string { return ptr.Value(a.DeviceName) })
	old.Memory = cmp.Or(by.Memory, old.Memory)
	old.TaskRoleArn = cmp.Or(by.TaskRoleArn, old.TaskRoleArn)
	return old
}

// mergedContainers returns list with by merged into it by name: the first of a name
// into the first, the second into the second. Those that find none, and those without
// a name, are added at the end. The list is nil if both are.
func mergedContainers(list, by []types.ContainerOverride) []types.ContainerOverride {
	if by == nil {
		return list
	}
	all := append(make([]types.ContainerOverride, 0, len(list)+len(by)), list...)
	at := make(map[string][]int, len(list)) // the places of a name that are not taken
	for i := range list {
		at[name(&list[i])] = append(at[name(&list[i])], i)
	}
	for _, c := range by {
		named := name(&c)
		if places := at[named]; named != "" && len(places) > 0 {
			all[places[0]], at[named] = mergedContainer(all[places[0]], &c), places[1:]
		} else {
			all = append(all, c)
		}
	}
	return all
}

// mergedContainer returns old with what c sets. It shares memory with both, and
// changes neither.
func mergedContainer(old types.ContainerOverride, c *types.ContainerOverride) types.ContainerOverride {
	if c.Command != nil {
		old.Command = c.Command
	}
	old.Cpu = cmp.Or(c.Cpu, old.Cpu)
	old.Memory = cmp.Or(c.Memory, old.Memory)
	old.MemoryReservation = cmp.Or(c.MemoryReservation, old.MemoryReservation)
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
