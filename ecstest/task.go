package ecstest

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/placement"
)

const (
	firstDynamicPort = 32768
	lastDynamicPort  = 60999
)

// task is a task and what the server alone knows of it.
type task struct {
	value                types.Task // its slices are replaced, never changed
	id                   string
	status               status
	clock                time.Time
	end                  End
	cluster              *cluster
	instance             *instance // nil on Fargate
	held                 placement.Held
	interfaces           int                      // that it has taken from the instance
	wait                 *wait                    // until it has a place, if its provider scales
	bindings             [][]types.NetworkBinding // for each container, once it runs
	listLag, describeLag int                      // how many answers do without it yet
}

// newTask returns the nth task, and takes what it needs from the instance. That is
// nil on Fargate, and if the task waits for one. The provider is "" if a launch type
// was given.
func newTask(o *order, i *instance, provider string, n int) *task {
	t := &task{id: idFor("task", n), clock: epoch.Add(time.Duration(n) * time.Second), cluster: o.cluster, status: pending}
	waits := i == nil && !o.onFargate()
	if o.awsvpc() || waits {
		t.status = provisioning
	}
	taskARN := arn("task", o.cluster.name+"/"+t.id)
	t.value = types.Task{
		TaskArn:              &taskARN,
		ClusterArn:           new(arn("cluster", o.cluster.name)),
		TaskDefinitionArn:    o.def.TaskDefinitionArn,
		Overrides:            o.overrides,
		LastStatus:           new(t.status.String()),
		DesiredStatus:        new(running.String()),
		Cpu:                  new(strconv.FormatInt(o.needs.CPU, 10)),
		Memory:               new(strconv.FormatInt(o.needs.Memory, 10)),
		CreatedAt:            new(t.clock),
		StartedBy:            o.in.StartedBy,
		Group:                new(o.group()),
		LaunchType:           o.in.LaunchType,
		Attributes:           taskAttributes,
		Tags:                 o.tags(),
		EnableExecuteCommand: o.in.EnableExecuteCommand,
		HealthStatus:         types.HealthStatusUnknown,
		Version:              1,
	}
	if provider != "" {
		t.value.CapacityProviderName, t.value.LaunchType = &provider, types.LaunchTypeEc2
		if o.onFargate() {
			t.value.LaunchType = types.LaunchTypeFargate
		}
	}
	switch {
	case waits:
		t.wait = &wait{order: o, provider: provider, n: n}
		t.equip(o, n, "")
	case i == nil:
		t.value.AvailabilityZone = new(defaultZone)
		t.equip(o, n, o.placeOnFargate(t))
	default:
		t.settle(o, i, n)
	}
	return t
}

// settle places the task on an instance.
func (t *task) settle(o *order, i *instance, n int) {
	t.instance, t.held, t.interfaces = i, i.take(o), o.needs.ENIs
	i.pending++
	v := &t.value
	v.ContainerInstanceArn, v.AvailabilityZone = i.value.ContainerInstanceArn, new(defaultZone)
	if zone := i.attribute(attributeZone); zone != "" {
		v.AvailabilityZone = &zone
	}
	if i.has(types.Attribute{Name: new(attributeExternal)}) {
		v.LaunchType = types.LaunchTypeExternal
	}
	t.equip(o, n, i.subnet(o))
}

// equip gives the task its attachments and containers.
func (t *task) equip(o *order, n int, subnet string) {
	t.value.Attachments, t.value.Containers, t.bindings = []types.Attachment{}, nil, nil
	t.attach(o, n, subnet)
	t.contain(o, n)
}

var taskAttributes = attributes("ecs.cpu-architecture=x86_64")

// tags returns the tags of a task. Task definitions have none to propagate.
func (o *order) tags() []types.Tag {
	if !o.in.EnableECSManagedTags {
		return o.in.Tags
	}
	return append(slices.Clone(o.in.Tags), types.Tag{Key: new("aws:ecs:clusterName"), Value: &o.cluster.name})
}

// attach adds the network interface and the volumes.
func (t *task) attach(o *order, n int, subnet string) {
	add := func(kind string, details ...string) {
		a := types.Attachment{Id: new(uuid(kind, n)), Type: &kind, Status: new(attachmentStatus[t.status])}
		for i := 0; i < len(details); i += 2 {
			a.Details = append(a.Details, types.KeyValuePair{Name: &details[i], Value: &details[i+1]})
		}
		t.value.Attachments = append(t.value.Attachments, a)
	}
	if o.awsvpc() {
		add("ElasticNetworkInterface",
			"subnetId", subnet,
			"networkInterfaceId", "eni-0"+idFor("eni", n)[:16],
			"macAddress", fmt.Sprintf("0a:00:00:%02x:%02x:%02x", byte(n>>16), byte(n>>8), byte(n)),
			"privateIPv4Address", privateIP(n))
	}
	for _, v := range o.in.VolumeConfigurations {
		details := []string{"volumeName", text(v.Name)}
		if ebs := v.ManagedEBSVolume; ebs != nil {
			details = append(details, "roleArn", text(ebs.RoleArn))
		}
		add("AmazonElasticBlockStorage", append(details, "volumeId", "vol-0"+idFor("volume", n)[:16])...)
	}
}

// contain adds the containers.
func (t *task) contain(o *order, n int) {
	for c, def := range o.def.ContainerDefinitions {
		override := o.overrides.ContainerOverrides[c]
		value := types.Container{
			ContainerArn:      new(arn("container", o.cluster.name+"/"+t.id+"/"+uuid(text(def.Name), n))),
			TaskArn:           t.value.TaskArn,
			Name:              def.Name,
			Image:             def.Image,
			LastStatus:        new(pending.String()),
			Cpu:               number(placement.Either(override.Cpu, &def.Cpu)),
			Memory:            number(placement.Either(override.Memory, def.Memory)),
			MemoryReservation: number(placement.Either(override.MemoryReservation, def.MemoryReservation)),
			HealthStatus:      types.HealthStatusUnknown,
			NetworkBindings:   []types.NetworkBinding{},
			NetworkInterfaces: []types.NetworkInterface{},
		}
		if o.awsvpc() {
			value.NetworkInterfaces = []types.NetworkInterface{{
				AttachmentId: t.value.Attachments[0].Id, PrivateIpv4Address: new(privateIP(n)),
			}}
		}
		if c < len(t.held.GPUs) {
			value.GpuIds = t.held.GPUs[c]
		}
		t.value.Containers = append(t.value.Containers, value)
		t.bindings = append(t.bindings, t.bind(o.def.NetworkMode, def.PortMappings))
	}
}

// bind finds a port of the host for each port of a container.
func (t *task) bind(mode types.NetworkMode, mappings []types.PortMapping) []types.NetworkBinding {
	bindings := []types.NetworkBinding{}
	if mode == types.NetworkModeAwsvpc || mode == types.NetworkModeNone || t.instance == nil {
		return bindings
	}
	for _, m := range mappings {
		if m.ContainerPort == nil {
			continue // a range of ports
		}
		port := placement.HostPort(mode, m)
		if port == 0 {
			port = t.instance.dynamicPort()
		}
		protocol := m.Protocol
		if protocol == "" {
			protocol = types.TransportProtocolTcp
		}
		bindings = append(bindings, types.NetworkBinding{
			BindIP: new("0.0.0.0"), ContainerPort: m.ContainerPort, HostPort: &port, Protocol: protocol,
		})
	}
	return bindings
}

func (i *instance) dynamicPort() int32 {
	if i.lastPort++; i.lastPort > lastDynamicPort {
		i.lastPort = firstDynamicPort
	}
	return i.lastPort
}

func privateIP(n int) string { return fmt.Sprintf("10.%d.%d.%d", byte(n>>16), byte(n>>8), byte(n)) }

func uuid(kind string, n int) string {
	id := idFor(kind, n)
	return id[:8] + "-" + id[8:12] + "-" + id[12:16] + "-" + id[16:20] + "-" + id[20:]
}

func number(n *int32) *string {
	if n == nil {
		return nil
	}
	return new(strconv.Itoa(int(*n)))
}
