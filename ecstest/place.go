package ecstest

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// obstacles are the reasons for which a task is not placed on an instance. The
// first that stands in the way is reported.
var obstacles = [...]struct {
	reason string
	stands func(*order, *instance) bool
}{
	{"INACTIVE", func(_ *order, i *instance) bool { return !i.placeable() }},
	{"AGENT", func(_ *order, i *instance) bool { return !i.value.AgentConnected }},
	{"ATTRIBUTE", func(o *order, i *instance) bool {
		return slices.ContainsFunc(o.def.RequiresAttributes, func(a types.Attribute) bool { return !i.has(a) })
	}},
	{"LOCATION", func(o *order, i *instance) bool { return o.awsvpc() && i.subnet(o) == "" }},
	{"RESOURCE:CPU", func(o *order, i *instance) bool { return o.needs.cpu > i.free("CPU") }},
	{"RESOURCE:MEMORY", func(o *order, i *instance) bool { return o.needs.memory > i.free("MEMORY") }},
	{"RESOURCE:PORTS", func(o *order, i *instance) bool {
		return taken(o.needs.tcp, i.set("PORTS")) || taken(o.needs.udp, i.set("PORTS_UDP"))
	}},
	{"RESOURCE:ENI", func(o *order, i *instance) bool { return i.interfaces+o.needs.interfaces > i.maxInterfaces() }},
	{"RESOURCE:GPU", func(o *order, i *instance) bool { return !o.needs.gpusIn(len(i.set("GPU"))) }},
}

// obstacle returns why the task cannot be placed on the instance, or "".
func (o *order) obstacle(i *instance) string {
	for _, obstacle := range obstacles {
		if obstacle.stands(o, i) {
			return obstacle.reason
		}
	}
	return ""
}

// taken reports whether a port is wanted that is in use, or wanted twice.
func taken(wanted, used []string) bool {
	for n, port := range wanted {
		if slices.Contains(used, port) || slices.Contains(wanted[:n], port) {
			return true
		}
	}
	return false
}

// gpusIn reports whether n GPUs are enough.
func (n needs) gpusIn(free int) bool {
	for _, count := range n.gpus {
		if count == allGPUs {
			count = max(free, 1)
		}
		free -= count
	}
	return free >= 0
}

// maxInterfaces returns how many tasks can have a network interface. Without
// trunking that is what a t3.medium has beside its own.
func (i *instance) maxInterfaces() int {
	if i.has(types.Attribute{Name: new(attributeTrunk)}) {
		return 10
	}
	return 2
}

// subnet returns the first subnet of the order in the zone of the instance, or
// "". A subnet that the server was told nothing of is in any zone.
func (i *instance) subnet(o *order) string {
	for _, subnet := range o.subnets() {
		if zone, ok := o.zones[subnet]; !ok || zone == i.attribute(attributeZone) {
			return subnet
		}
	}
	return ""
}

// hold is what a task has taken from an instance.
type hold struct {
	needs
	ids []string // of the GPUs of all containers, in their order
}

// take takes what the order needs from an instance that has it.
func (i *instance) take(n needs) hold {
	h := hold{needs: n}
	for c, count := range n.gpus {
		if count == allGPUs {
			n.gpus = slices.Clone(n.gpus)
			n.gpus[c] = len(i.set("GPU")) - len(h.ids)
			h.needs = n
		}
		h.ids = append(h.ids, i.set("GPU")[len(h.ids):][:n.gpus[c]]...)
	}
	i.change(h, -1)
	return h
}

// giveBack undoes take.
func (i *instance) giveBack(h hold) { i.change(h, 1) }

// change adds sign times what h holds to what is free.
func (i *instance) change(h hold, sign int64) {
	free := i.value.RemainingResources
	free = withInteger(free, "CPU", int32(i.free("CPU")+sign*h.cpu))
	free = withInteger(free, "MEMORY", int32(i.free("MEMORY")+sign*h.memory))
	free = withSet(free, "PORTS", h.tcp, sign < 0) // these are the ports in use
	free = withSet(free, "PORTS_UDP", h.udp, sign < 0)
	free = withSet(free, "GPU", h.ids, sign > 0)
	i.value.RemainingResources = free
	i.value.Version++
	i.interfaces -= int(sign) * h.interfaces
}

// free returns how much of a resource is free.
func (i *instance) free(name string) int64 {
	if n := resource(i.value.RemainingResources, name); n >= 0 {
		return int64(i.value.RemainingResources[n].IntegerValue)
	}
	return 0
}

// set returns the elements of a resource that is a set.
func (i *instance) set(name string) []string {
	if n := resource(i.value.RemainingResources, name); n >= 0 {
		return i.value.RemainingResources[n].StringSetValue
	}
	return nil
}

func resource(list []types.Resource, name string) int {
	return slices.IndexFunc(list, func(r types.Resource) bool { return text(r.Name) == name })
}

// withInteger returns a copy of list in which the resource has the value n.
func withInteger(list []types.Resource, name string, n int32) []types.Resource {
	list = slices.Clone(list)
	if at := resource(list, name); at >= 0 {
		list[at].IntegerValue = n
		return list
	}
	return append(list, types.Resource{Name: &name, Type: new("INTEGER"), IntegerValue: n})
}

// withSet returns list, or a copy in which elements were added to a resource or
// taken away from it.
func withSet(list []types.Resource, name string, elements []string, add bool) []types.Resource {
	if len(elements) == 0 {
		return list
	}
	list = slices.Clone(list)
	at := resource(list, name)
	if at < 0 {
		at = len(list)
		list = append(list, types.Resource{Name: &name, Type: new("STRINGSET")})
	}
	set := slices.DeleteFunc(slices.Clone(list[at].StringSetValue), func(s string) bool {
		return !add && slices.Contains(elements, s)
	})
	if add {
		set = append(set, elements...)
	}
	list[at].StringSetValue = set
	return list
}
