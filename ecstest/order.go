package ecstest

import (
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/fargate"
)

// order is a request to start tasks after all its names were looked up.
type order struct {
	in         *ecs.RunTaskInput // has all members of a StartTaskInput but the instances
	maxStarter int               // how long startedBy may be
	cluster    *cluster
	def        *types.TaskDefinition
	overrides  *types.TaskOverride // with an element for each container, in their order
	zones      map[string]string   // by subnet
	needs      needs
}

// needs is what a task takes from an instance.
type needs struct {
	cpu, memory int64 // CPU units, MiB
	tcp, udp    []string
	interfaces  int
	gpus        []int // for each container; allGPUs is whatever is free
}

const allGPUs = -1

// order looks up what in names, and refuses what the service would.
func (st *state) order(in *ecs.RunTaskInput, maxStarter int) (*order, error) {
	o := &order{in: in, maxStarter: maxStarter, zones: st.zones}
	var err error
	if o.cluster, err = st.activeCluster(in.Cluster); err != nil {
		return nil, err
	}
	if o.def, err = st.definition(text(in.TaskDefinition)); err != nil {
		return nil, err
	}
	switch {
	case o.def == nil:
		return nil, clientError("TaskDefinition not found.")
	case o.def.Status != types.TaskDefinitionStatusActive:
		return nil, invalid("TaskDefinition is inactive")
	}
	o.overrides = echo(o.def, in.Overrides)
	for _, check := range checks {
		if err := check(o); err != nil {
			return nil, err
		}
	}
	if err := o.measure(); err != nil {
		return nil, err
	}
	return o, nil
}

// activeCluster returns the cluster that is given by name or ARN.
func (st *state) activeCluster(nameOrARN *string) (*cluster, error) {
	name, err := clusterName(nameOrARN)
	if err != nil {
		return nil, err
	}
	c, ok := st.clusters[name]
	switch {
	case !ok:
		return nil, refuse("ClusterNotFoundException", "Cluster not found.")
	case text(c.value.Status) == "INACTIVE":
		return nil, refuse("ClusterNotFoundException", "The referenced cluster was inactive.")
	}
	return c, nil
}

// definition returns the task definition that is given by family,
// family:revision or ARN, or nil if there is none.
func (st *state) definition(name string) (*types.TaskDefinition, error) {
	family, number, err := revision(name)
	if err != nil {
		return nil, err
	}
	revisions := st.definitions[family]
	if number > 0 {
		if number > len(revisions) {
			return nil, nil
		}
		return revisions[number-1], nil
	}
	for i := len(revisions) - 1; i >= 0; i-- {
		if revisions[i].Status == types.TaskDefinitionStatusActive {
			return revisions[i], nil
		}
	}
	return nil, nil
}

// echo returns the overrides as a task shows them. Of several for one container
// the last counts.
func echo(def *types.TaskDefinition, given *types.TaskOverride) *types.TaskOverride {
	all := types.TaskOverride{}
	if given != nil {
		all = *given
	}
	containers := make([]types.ContainerOverride, len(def.ContainerDefinitions))
	for i, c := range def.ContainerDefinitions {
		containers[i].Name = c.Name
		for _, o := range all.ContainerOverrides {
			if o.Name != nil && *o.Name == text(c.Name) {
				containers[i] = o
			}
		}
	}
	all.ContainerOverrides = containers
	return &all
}

// measure finds what a task needs.
func (o *order) measure() error {
	for i, c := range o.def.ContainerDefinitions {
		override := o.overrides.ContainerOverrides[i]
		o.needs.cpu += int64(max(*either(override.Cpu, &c.Cpu), 0))
		if memory := either(override.MemoryReservation, c.MemoryReservation, override.Memory, c.Memory); memory != nil {
			o.needs.memory += int64(max(*memory, 0))
		}
		o.needs.ports(o.def.NetworkMode, c.PortMappings)
		requirements := override.ResourceRequirements
		if requirements == nil {
			requirements = c.ResourceRequirements
		}
		gpus, err := countGPUs(requirements)
		if err != nil {
			return err
		}
		o.needs.gpus = append(o.needs.gpus, gpus)
	}
	if cpu := either(o.overrides.Cpu, o.def.Cpu); cpu != nil {
		units, err := fargate.ParseCPU(*cpu)
		if err != nil {
			return clientError("Invalid 'cpu' setting for task.")
		}
		o.needs.cpu = int64(units)
	}
	if memory := either(o.overrides.Memory, o.def.Memory); memory != nil {
		mib, err := fargate.ParseMemory(*memory)
		if err != nil {
			return clientError("Invalid 'memory' setting for task.")
		}
		o.needs.memory = int64(mib)
	}
	if o.awsvpc() {
		o.needs.interfaces = 1
	}
	return nil
}

// either returns the first pointer that is not nil.
func either[T any](pointers ...*T) *T {
	for _, p := range pointers {
		if p != nil {
			return p
		}
	}
	return nil
}

// ports adds the ports of the host that a container asks for by number.
func (n *needs) ports(mode types.NetworkMode, mappings []types.PortMapping) {
	if mode == types.NetworkModeAwsvpc || mode == types.NetworkModeNone {
		return
	}
	for _, m := range mappings {
		port := hostPort(mode, m)
		if port == 0 {
			continue
		}
		list := &n.tcp
		if m.Protocol == types.TransportProtocolUdp {
			list = &n.udp
		}
		*list = append(*list, strconv.Itoa(int(port)))
	}
}

// hostPort returns the port of the host that is asked for, or 0 for any.
func hostPort(mode types.NetworkMode, m types.PortMapping) int32 {
	port := m.HostPort
	if mode == types.NetworkModeHost {
		port = either(port, m.ContainerPort)
	}
	if port == nil {
		return 0
	}
	return *port
}

func countGPUs(requirements []types.ResourceRequirement) (int, error) {
	count := 0
	for _, r := range requirements {
		switch {
		case r.Type != types.ResourceTypeGpu:
			return 0, unsupported("provide the resource %s", r.Type)
		case r.SharingStrategy != nil:
			return 0, unsupported("share GPUs")
		case text(r.Value) == "ALL":
			return allGPUs, nil
		}
		n, err := strconv.Atoi(text(r.Value))
		if err != nil || n < 1 {
			return 0, invalid("Invalid value for the resource GPU: %s", text(r.Value))
		}
		count += n
	}
	return count, nil
}

func (o *order) awsvpc() bool { return o.def.NetworkMode == types.NetworkModeAwsvpc }

func (o *order) onFargate() bool { return o.in.LaunchType == types.LaunchTypeFargate }

// subnets returns the subnets that the tasks can be in.
func (o *order) subnets() []string {
	if nc := o.in.NetworkConfiguration; nc != nil && nc.AwsvpcConfiguration != nil {
		return nc.AwsvpcConfiguration.Subnets
	}
	return nil
}
