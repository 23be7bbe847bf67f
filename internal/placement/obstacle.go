package placement

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/ptr"
)

// Instance is a container instance that a task could be placed on.
type Instance struct {
	*types.ContainerInstance
	ENIs    int // network interfaces that tasks have
	MaxENIs int // how many they can have; 0 if that is not known
}

// The reasons for which a task is not placed, as ECS names them.
const (
	Missing   = "MISSING"
	Inactive  = "INACTIVE"
	Agent     = "AGENT"
	Attribute = "ATTRIBUTE"
	Location  = "LOCATION"
	CPU       = "RESOURCE:CPU"
	Memory    = "RESOURCE:MEMORY"
	Ports     = "RESOURCE:PORTS"
	ENI       = "RESOURCE:ENI"
	GPU       = "RESOURCE:GPU"
)

// Unknown is the reason of this package for an instance whose free resources are not
// known.
const Unknown = "UNKNOWN"

// Obstacle is one reason why a task does not fit on an instance.
type Obstacle struct {
	Reason string // one of the constants of this package
	// Of CPU, Memory, ENI and GPU: how much the task needs, how much is free, and
	// how much the instance has when nothing runs on it, or 0 if that is not known.
	Need, Have, Total int64
	// Of Ports the ports that are in use, of Attribute the name and perhaps the
	// value, of Location the zones, of MemberOf the expression, of Provider those of the
	// request.
	Wanted []string
	// Of Inactive and Draining the status, of Attribute another value, of Location the
	// zone, of DistinctInstance the group that is there, of External the attribute of
	// an external instance, of Provider the one that it belongs to.
	Found string
}

// TooSmall reports whether the task would not fit if nothing ran on the instance, as
// on one that has no GPU.
func (o Obstacle) TooSmall() bool {
	return o.Need > o.Total && (o.Total > 0 || o.Reason == GPU && o.Have == 0)
}

// units are what the resources are counted in.
var units = map[string]string{CPU: "CPU units", Memory: "MiB", ENI: "network interfaces", GPU: "GPUs"}

// String completes a sentence that begins with the name of the instance.
func (o Obstacle) String() string {
	switch o.Reason {
	case Missing:
		return "is not in the cluster"
	case Inactive, Draining:
		return "is " + o.Found
	case External:
		if o.Found != "" {
			return "is an external instance"
		}
		return "is not an external instance"
	case Provider:
		if o.Found == "" {
			return "belongs to no capacity provider"
		}
		return "belongs to the capacity provider " + o.Found
	case Agent:
		return "has an agent that is not connected"
	case Attribute:
		name := strings.Join(o.Wanted, "=")
		if o.Found != "" {
			return fmt.Sprintf("has %s=%s instead of %s", o.Wanted[0], o.Found, name)
		}
		return "does not have the attribute " + name
	case Location:
		return fmt.Sprintf("is in the zone %q; the subnets are in %s", o.Found, strings.Join(o.Wanted, ", "))
	case MemberOf:
		return "does not match " + strings.Join(o.Wanted, "")
	case DistinctInstance:
		return "runs a task of the group " + o.Found
	case Unknown:
		return "shows no remainingResources, so what is free there is not known"
	case Ports:
		return "does not have these host ports free: " + strings.Join(o.Wanted, ", ")
	}
	unit := units[o.Reason]
	if o.Need == 1 {
		unit = strings.TrimSuffix(unit, "s")
	}
	return fmt.Sprintf("has %d of the %d %s it needs", o.Have, o.Need, unit)
}

// AttributeZone is the attribute with the Availability Zone.
const AttributeZone = "ecs.availability-zone"

// Obstacles returns all reasons why the task does not fit on the instance, in the
// order in which ecstest reports them, or nil if it fits. That the instance is
// draining is not an obstacle for StartTask; RunTask does not consider it.
func (t *Task) Obstacles(i Instance) []Obstacle { return t.obstacles(i, nil) }

func (t *Task) obstacles(i Instance, hints []int) []Obstacle {
	if i.ContainerInstance == nil {
		return []Obstacle{{Reason: Missing}}
	}
	var list []Obstacle
	switch status := ptr.Value(i.Status); types.ContainerInstanceStatus(status) {
	case "": // what is known of the instance does not say whether its agent is connected
	case types.ContainerInstanceStatusActive, types.ContainerInstanceStatusDraining:
		if !i.AgentConnected {
			list = append(list, Obstacle{Reason: Agent})
		}
	default:
		list = append(list, Obstacle{Reason: Inactive, Found: status})
	}
	list = t.attributes(list, i, hints)
	list = t.location(list, i)
	free := stockOf(i.RemainingResources)
	if t.CPU > free.cpu {
		list = append(list, Obstacle{Reason: CPU, Need: t.CPU, Have: free.cpu, Total: stockOf(i.RegisteredResources).cpu})
	}
	if t.Memory > free.memory {
		list = append(list, Obstacle{Reason: Memory, Need: t.Memory, Have: free.memory, Total: stockOf(i.RegisteredResources).memory})
	}
	if ports := taken(taken(nil, t.TCP, free.tcp), t.UDP, free.udp); ports != nil {
		list = append(list, Obstacle{Reason: Ports, Wanted: ports})
	}
	if left := i.MaxENIs - i.ENIs; i.MaxENIs > 0 && t.ENIs > left {
		list = append(list, Obstacle{Reason: ENI, Need: int64(t.ENIs), Have: int64(max(left, 0)), Total: int64(i.MaxENIs)})
	}
	if need, have := t.gpus(len(free.gpus)), len(free.gpus); need > have {
		list = append(list, Obstacle{Reason: GPU, Need: int64(need), Have: int64(have), Total: int64(len(stockOf(i.RegisteredResources).gpus))})
	}
	return list
}

// attributes adds each attribute that the instance lacks. The hints, if there are
// any, say where the last instance had each: instances of one image have the same
// attributes in the same order.
func (t *Task) attributes(list []Obstacle, i Instance, hints []int) []Obstacle {
	for n := range t.Attributes {
		want := &t.Attributes[n]
		var at int
		if hints != nil && isAt(i.Attributes, hints[n], want.Name) {
			at = hints[n]
		} else if at = indexOf(i.Attributes, ptr.Value(want.Name)); hints != nil && at >= 0 {
			hints[n] = at
		}
		value, there := "", at >= 0
		if there {
			value = ptr.Value(i.Attributes[at].Value)
		}
		if there && (want.Value == nil || value == *want.Value) {
			continue
		}
		o := Obstacle{Reason: Attribute, Wanted: []string{ptr.Value(want.Name)}, Found: value}
		if want.Value != nil {
			o.Wanted = append(o.Wanted, *want.Value)
		}
		list = append(list, o)
	}
	return list
}

// Value returns the value of an attribute, which may be empty, and whether the
// instance has it.
func Value(i *types.ContainerInstance, name string) (string, bool) {
	if n := indexOf(i.Attributes, name); n >= 0 {
		return ptr.Value(i.Attributes[n].Value), true
	}
	return "", false
}

func indexOf(list []types.Attribute, name string) int {
	for n := range list {
		if a := &list[n]; a.Name != nil && *a.Name == name {
			return n
		}
	}
	return -1
}

func isAt(list []types.Attribute, n int, name *string) bool {
	return n < len(list) && list[n].Name != nil && name != nil && *list[n].Name == *name
}

func (t *Task) location(list []Obstacle, i Instance) []Obstacle {
	if len(t.Zones) == 0 {
		return list
	}
	zone, _ := Value(i.ContainerInstance, AttributeZone)
	if slices.Contains(t.Zones, zone) {
		return list
	}
	return append(list, Obstacle{Reason: Location, Wanted: t.Zones, Found: zone})
}

// taken adds the ports that are in use, or wanted twice.
func taken(list, wanted, used []string) []string {
	for n, port := range wanted {
		if slices.Contains(used, port) || slices.Contains(wanted[:n], port) {
			list = append(list, port)
		}
	}
	return list
}

// gpus returns how many GPUs the task needs where so many are free.
func (t *Task) gpus(free int) (need int) {
	for _, count := range t.GPUs {
		if count == AllGPUs {
			count = max(free-need, 1)
		}
		need += count
	}
	return need
}
