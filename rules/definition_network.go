package rules

import (
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/placement"
)

// networkMode names the network mode of the tasks.
func (k *known) networkMode() string {
	switch mode := k.TaskDefinition.NetworkMode; {
	case mode != "":
		return short(string(mode))
	case k.windows:
		return "default"
	}
	return string(types.NetworkModeBridge)
}

// inVPC reports whether the task definition is at hand, and gives tasks a network
// interface.
func (k *known) inVPC() (awsvpc, known bool) {
	if k == nil || k.TaskDefinition == nil {
		return false, false
	}
	return k.TaskDefinition.NetworkMode == types.NetworkModeAwsvpc, true
}

// misusesNetwork reports whether the request has a network configuration, for which
// its task definition does not have the network mode.
func (k *known) misusesNetwork() bool {
	n := k.request.NetworkConfiguration
	return n != nil && n.AwsvpcConfiguration != nil && k.TaskDefinition.NetworkMode != types.NetworkModeAwsvpc
}

// networkModeTable holds the rules for a request and the network mode and ports of
// its task definition.
var networkModeTable = &table[known]{
	rows: []row[known]{
		{
			Rule: Rule{
				ID: "network-required", Field: "networkConfiguration", What: "A task whose network mode is awsvpc has a network configuration.",
				Kind: field.Required, Severity: errorSeverity, Evidence: Documented | Observed, Source: thread("fabfuel/ecs-deploy", "61"), Needs: NeedTaskDefinition,
			},
			grade: func(r *run) field.Severity {
				if r.launch.onFargate() && !r.launchRead {
					return off // network-fargate-required
				}
				return ifPinned(r)
			},
			check: func(r *run, k *known) {
				if awsvpc, _ := k.inVPC(); awsvpc && k.request.NetworkConfiguration == nil {
					r.report("networkConfiguration", "is required: the network mode of the task definition is awsvpc", "give awsvpcConfiguration with the subnets of the task", "taskDefinition")
				}
			},
		},
		{
			Rule: Rule{
				ID: "network-mode", Field: "networkConfiguration", What: "A task with a network configuration has the network mode awsvpc.",
				Kind: field.Conflict, Severity: errorSeverity, Evidence: Documented | Observed, Source: thread("aws-actions/amazon-ecs-deploy-task-definition", "616"), Needs: NeedTaskDefinition,
			},
			grade: ifPinned,
			check: func(r *run, k *known) {
				if k.misusesNetwork() {
					hint, related := "leave it out, or register a revision with the network mode awsvpc", []field.Path{"taskDefinition"}
					if k.decided.onFargate() {
						hint, related = "register a revision with the network mode awsvpc, which Fargate requires", append(related, k.decidedBy())
					}
					r.report("networkConfiguration", "is only for the network mode awsvpc, but that of the task definition is "+k.networkMode(), hint, related...)
				}
			},
		},
		{
			Rule: Rule{
				ID: "host-port-duplicate", Field: "taskDefinition", What: "No two containers of a task use the same host port.",
				Kind: field.Duplicate, Severity: warningSeverity, Evidence: Observed | Inferred, Source: bench("port-range-overlap"), Needs: NeedTaskDefinition,
			},
			check: func(r *run, k *known) {
				list := k.hostPorts()
				for i, p := range list {
					if slices.Contains(list[:i], p) {
						r.aboutDefinition(k, fmt.Sprintf("uses the host port %v twice", p), "register a revision that uses each host port once")
					}
				}
			},
		},
		{
			Rule: Rule{
				ID: "host-port-reserved", Field: "taskDefinition", What: "No container uses a reserved host port: 22, 2375, 2376 and 51678 to 51680. Outside the network mode host, ports from {min} to {max} are also avoided: containers without a fixed host port get one of these.",
				Limit: "not {min} to {max}", limits: limits{min: 32768, max: 65535}, Kind: field.Conflict, Severity: warningSeverity, Evidence: Documented, Source: api("PortMapping"), Needs: NeedTaskDefinition,
			},
			check: func(r *run, k *known) {
				for _, p := range k.hostPorts() {
					switch {
					case slices.Contains(reservedPorts[:], p.port):
						r.aboutDefinition(k, fmt.Sprintf("uses the host port %v, which is reserved", p), "register a revision with another port")
					case k.TaskDefinition.NetworkMode != types.NetworkModeHost && !r.outside(p.port):
						r.aboutDefinition(k, fmt.Sprintf("uses the host port %v, which a container without a fixed host port may get", p), fmt.Sprintf("register a revision with a port below %d", r.min()))
					}
				}
			},
		},
		{
			Rule: Rule{
				ID: "host-port-count", Field: "count", What: "If the tasks of a request use a fixed host port, the cluster has at least as many container instances as the request has tasks: each instance has a port once.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Documented, Source: api("TaskDefinition"), Operations: RunTask, Needs: NeedTaskDefinition | NeedCluster,
				launches: onInstances,
			},
			check: func(r *run, k *known) {
				if k.Cluster == nil || k.request.Count == nil || k.scales() {
					return
				}
				list := k.hostPorts()
				if n := k.Cluster.RegisteredContainerInstancesCount; n > 0 && *k.request.Count > n && len(list) > 0 {
					r.reportValue("count", *k.request.Count, fmt.Sprintf("is more than the number of container instances of the cluster, %d, and each has the host port %v once", n, list[0]),
						k.asOf("start fewer tasks, or register a revision without a fixed host port"), "cluster", "taskDefinition")
				}
			},
		},
	},
}

// reservedPorts are those of SSH, Docker and the ECS agent.
var reservedPorts = [...]int32{22, 2375, 2376, 51678, 51679, 51680}

// hostPort is a port of the container instance that a task asks for by number.
type hostPort struct {
	port     int32
	protocol types.TransportProtocol
}

func (p hostPort) String() string { return fmt.Sprintf("%d/%s", p.port, p.protocol) }

// hostPorts lists the ports of the host that a task asks for.
func (k *known) hostPorts() (list []hostPort) {
	mode := k.TaskDefinition.NetworkMode
	if mode == types.NetworkModeAwsvpc || mode == types.NetworkModeNone {
		return nil
	}
	for i := range k.TaskDefinition.ContainerDefinitions {
		for _, m := range k.TaskDefinition.ContainerDefinitions[i].PortMappings {
			if port := placement.HostPort(mode, m); port != 0 {
				p := hostPort{port, types.TransportProtocolTcp}
				if m.Protocol == types.TransportProtocolUdp {
					p.protocol = m.Protocol
				}
				list = append(list, p)
			}
		}
	}
	return list
}
