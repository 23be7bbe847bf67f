package ecstest

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/placement"
)

// obstacle returns the first reason for which the task cannot be placed on the
// instance, or "".
func (o *order) obstacle(i *instance) string {
	obstacles := o.needs.Obstacles(placement.Instance{ContainerInstance: &i.value, ENIs: i.interfaces, MaxENIs: i.maxInterfaces()})
	if len(obstacles) == 0 {
		return ""
	}
	return obstacles[0].Reason
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
		if zone, ok := o.state.zones[subnet]; !ok || zone == i.attribute(attributeZone) {
			return subnet
		}
	}
	return ""
}

// take places a task on the instance, which has what it needs.
func (i *instance) take(o *order) (held placement.Held) {
	t := o.needs
	i.value.RemainingResources, held = t.Take(i.value.RemainingResources)
	i.value.Version++
	i.interfaces += t.ENIs
	i.groups[o.group()]++
	return held
}

// giveBack undoes take.
func (i *instance) giveBack(t *task) {
	i.value.RemainingResources = t.held.GiveBack(i.value.RemainingResources)
	i.value.Version++
	i.interfaces -= t.interfaces
	if group := text(t.value.Group); i.groups[group] > 1 {
		i.groups[group]--
	} else {
		delete(i.groups, group)
	}
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
