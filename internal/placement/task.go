package placement

import (
	"errors"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/fargate"
	"github.com/ecstask/ecstask/internal/ptr"
)

// Task is what a task needs of a container instance.
type Task struct {
	CPU, Memory int64 // CPU units, MiB
	TCP, UDP    []string
	ENIs        int
	GPUs        []int // of each container, or AllGPUs
	Attributes  []types.Attribute
	Zones       []string // of its subnets; none if any zone will do
}

// AllGPUs stands for all GPUs that are free, and at least one.
const AllGPUs = -1

// The reasons why the needs of a task cannot be determined.
var (
	ErrInvalid = errors.New("is not valid")
	ErrShared  = errors.New("shares a GPU")
	ErrDevice  = errors.New("is a device that instances do not report")
)

// Error is a value of a task definition or an override from which the needs of a
// task cannot be determined.
type Error struct {
	Container string // "" for the task as a whole
	Member    string // cpu, memory or resourceRequirements
	Value     string // the value, or the type of the device
	Err       error  // one of the errors above
}

// Error returns what is wrong.
func (e *Error) Error() string {
	text := e.Member + ": " + strconv.Quote(e.Value) + " " + e.Err.Error()
	if e.Container != "" {
		text = "container " + e.Container + ": " + text
	}
	return text
}

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// Of returns what a task of the definition with the overrides needs; both may be
// nil. It sets no Zones. An error is an [*Error], and the Task is then Unsized.
func Of(def *types.TaskDefinition, given *types.TaskOverride) (*Task, error) {
	if def == nil {
		def = &types.TaskDefinition{}
	}
	t := &Task{Attributes: def.RequiresAttributes}
	if def.NetworkMode == types.NetworkModeAwsvpc {
		t.ENIs = 1
	}
	for i := range def.ContainerDefinitions {
		t.ports(def.NetworkMode, def.ContainerDefinitions[i].PortMappings)
	}
	containers := Containers(def, given)
	for i := range containers {
		if err := t.add(&containers[i]); err != nil {
			return t.Unsized(), err
		}
	}
	all := ptr.Value(given)
	if err := t.size(def, &all); err != nil {
		return t.Unsized(), err
	}
	return t, nil
}

// Unsized returns what t needs beside CPU units, memory and GPUs: what no override
// changes.
func (t *Task) Unsized() *Task {
	u := *t
	u.CPU, u.Memory, u.GPUs = 0, 0, nil
	return &u
}

// add adds what a container needs.
func (t *Task) add(c *Container) error {
	t.CPU += int64(max(c.CPU(), 0))
	t.Memory += int64(max(ptr.Value(c.Reserved()), 0))
	gpus, err := countGPUs(c.Devices())
	if err != nil {
		err.Container = ptr.Value(c.Definition.Name)
		return err
	}
	t.GPUs = append(t.GPUs, gpus)
	return nil
}

// size lets what is set at the task level count instead of the sums.
func (t *Task) size(def *types.TaskDefinition, o *types.TaskOverride) error {
	windows := IsWindows(def)
	if cpu := Either(o.Cpu, def.Cpu); cpu != nil {
		units, err := fargate.ParseCPU(*cpu)
		if err != nil {
			return &Error{Member: "cpu", Value: *cpu, Err: ErrInvalid}
		}
		if !windows {
			t.CPU = int64(units)
		}
	}
	if memory := Either(o.Memory, def.Memory); memory != nil {
		mib, err := fargate.ParseMemory(*memory)
		if err != nil {
			return &Error{Member: "memory", Value: *memory, Err: ErrInvalid}
		}
		if !windows {
			t.Memory = int64(mib)
		}
	}
	return nil
}

// Overrides returns the overrides as a task shows them: with one element for each
// container of the definition, in their order. Of several for one container the
// last counts.
func Overrides(def *types.TaskDefinition, given *types.TaskOverride) *types.TaskOverride {
	all := ptr.Value(given)
	containers := make([]types.ContainerOverride, len(def.ContainerDefinitions))
	for i, c := range def.ContainerDefinitions {
		containers[i].Name = c.Name
		if n := overrideOf(all.ContainerOverrides, ptr.Value(c.Name)); n >= 0 {
			containers[i] = all.ContainerOverrides[n]
		}
	}
	all.ContainerOverrides = containers
	return &all
}

// Either returns the first pointer that is not nil.
func Either[T any](pointers ...*T) *T {
	for _, p := range pointers {
		if p != nil {
			return p
		}
	}
	return nil
}

// ports adds the ports of the host that a container asks for by number.
func (t *Task) ports(mode types.NetworkMode, mappings []types.PortMapping) {
	if mode == types.NetworkModeAwsvpc || mode == types.NetworkModeNone {
		return
	}
	for _, m := range mappings {
		port := HostPort(mode, m)
		if port == 0 {
			continue
		}
		list := &t.TCP
		if m.Protocol == types.TransportProtocolUdp {
			list = &t.UDP
		}
		*list = append(*list, strconv.Itoa(int(port)))
	}
}

// HostPort returns the host port that the mapping asks for, or 0 for any.
func HostPort(mode types.NetworkMode, m types.PortMapping) int32 {
	port := m.HostPort
	if mode == types.NetworkModeHost {
		port = Either(port, m.ContainerPort)
	}
	return ptr.Value(port)
}

func countGPUs(requirements []types.ResourceRequirement) (int, *Error) {
	count := 0
	for _, r := range requirements {
		value := ptr.Value(r.Value)
		mistake := &Error{Member: "resourceRequirements", Value: value}
		switch {
		case r.Type != types.ResourceTypeGpu:
			mistake.Value, mistake.Err = string(r.Type), ErrDevice
			return 0, mistake
		case r.SharingStrategy != nil:
			mistake.Err = ErrShared
			return 0, mistake
		case value == "ALL":
			return AllGPUs, nil
		}
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 {
			mistake.Err = ErrInvalid
			return 0, mistake
		}
		count += n
	}
	return count, nil
}

// Zones returns the zones of the subnets of a task, or nil if one of them is not
// in zones, which are by subnet.
func Zones(nc *types.NetworkConfiguration, zones map[string]string) []string {
	if nc == nil || nc.AwsvpcConfiguration == nil {
		return nil
	}
	var list []string
	for _, subnet := range nc.AwsvpcConfiguration.Subnets {
		zone, ok := zones[subnet]
		if !ok {
			return nil
		}
		list = append(list, zone)
	}
	return list
}
