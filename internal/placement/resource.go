package placement

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/ptr"
)

// Held is what a task occupies of an instance.
type Held struct {
	GPUs [][]string // the ids for each container
	task *Task
}

// Take returns the remaining resources of an instance after the task was placed
// there, and what the task holds of them. There must be no obstacle. Take does not
// change free.
func (t *Task) Take(free []types.Resource) ([]types.Resource, Held) {
	h := Held{task: t}
	ids := stockOf(free).gpus
	for _, count := range t.GPUs {
		if count == AllGPUs {
			count = len(ids)
		}
		h.GPUs = append(h.GPUs, ids[:count:count])
		ids = ids[count:]
	}
	return h.change(free, -1), h
}

// GiveBack returns the remaining resources after the task has left.
func (h Held) GiveBack(free []types.Resource) []types.Resource {
	if h.task == nil {
		return free
	}
	return h.change(free, 1)
}

// change returns a copy of free with sign times what is held added.
func (h Held) change(free []types.Resource, sign int64) []types.Resource {
	free = slices.Clone(free)
	free = addInteger(free, "CPU", sign*h.task.CPU)
	free = addInteger(free, "MEMORY", sign*h.task.Memory)
	free = changeSet(free, "PORTS", h.task.TCP, sign < 0) // these are the ports in use
	free = changeSet(free, "PORTS_UDP", h.task.UDP, sign < 0)
	return changeSet(free, "GPU", slices.Concat(h.GPUs...), sign > 0)
}

// stock is what a list of resources has of those that tasks take. The ports are
// those in use.
type stock struct {
	cpu, memory    int64
	tcp, udp, gpus []string
}

// Free returns the CPU units and the MiB that an instance has left.
func Free(i *types.ContainerInstance) (cpu, memory int64) {
	s := stockOf(i.RemainingResources)
	return s.cpu, s.memory
}

// HostPorts returns how many fixed host ports the tasks and the agent use, TCP and
// UDP together, and how many are used with the task.
func (t *Task) HostPorts(i *types.ContainerInstance) (used, then int) {
	s := stockOf(i.RemainingResources)
	used = len(s.tcp) + len(s.udp)
	return used, used + len(t.TCP) + len(t.UDP)
}

func stockOf(list []types.Resource) (s stock) {
	for n := range list {
		r := &list[n]
		if r.Name == nil {
			continue
		}
		switch *r.Name {
		case "CPU":
			s.cpu = int64(r.IntegerValue)
		case "MEMORY":
			s.memory = int64(r.IntegerValue)
		case "PORTS":
			s.tcp = r.StringSetValue
		case "PORTS_UDP":
			s.udp = r.StringSetValue
		case "GPU":
			s.gpus = r.StringSetValue
		}
	}
	return s
}

// resource returns the resource of that name in list, to which it adds one if there is
// none.
func resource(list []types.Resource, name, kind string) ([]types.Resource, *types.Resource) {
	n := slices.IndexFunc(list, func(r types.Resource) bool { return ptr.Value(r.Name) == name })
	if n < 0 {
		n = len(list)
		list = append(list, types.Resource{Name: &name, Type: &kind})
	}
	return list, &list[n]
}

// addInteger adds n to a resource in list.
func addInteger(list []types.Resource, name string, n int64) []types.Resource {
	list, r := resource(list, name, "INTEGER")
	r.IntegerValue = int32(int64(r.IntegerValue) + n)
	return list
}

// changeSet adds elements to a resource in list, or removes them.
func changeSet(list []types.Resource, name string, elements []string, add bool) []types.Resource {
	if len(elements) == 0 {
		return list
	}
	list, r := resource(list, name, "STRINGSET")
	set := slices.DeleteFunc(slices.Clone(r.StringSetValue), func(s string) bool { return slices.Contains(elements, s) })
	if add {
		set = append(set, elements...)
	}
	r.StringSetValue = set
	return list
}
