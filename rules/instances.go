package rules

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/arn"
	"github.com/ecstask/ecstask/internal/placement"
	"github.com/ecstask/ecstask/internal/ptr"
)

// A target is a container instance that a request of StartTask names.
type target struct {
	*types.ContainerInstance // nil if it was not found
	index                    int
	obstacles                []placement.Obstacle // as far as what the task needs is known
	again                    bool                 // it was named before
}

// named returns the container instances that the request names, as far as something
// is known of them, and what a task needs, or nil.
func (r *run) named(k *known) []target {
	if k.targets != nil {
		return k.targets
	}
	k.targets = []target{}
	if k.TaskDefinition != nil {
		k.task, _ = placement.Of(k.TaskDefinition, k.request.Overrides) // without its sizes, if it is not clear what they are
		if r.isPartlyLost("overrides") {
			k.task = k.task.Unsized()
		}
	}
	demand := placement.Named(cmp.Or(k.task, new(placement.Task)))
	byID := make(map[string]*types.ContainerInstance, len(k.Instances))
	for i := range k.Instances {
		byID[arn.ID(ptr.Value(k.Instances[i].ContainerInstanceArn))] = &k.Instances[i]
	}
	for n, name := range r.instances {
		t := target{ContainerInstance: byID[arn.ID(name)], index: n, again: slices.Contains(r.instances[:n], name)}
		if name == "" || t.ContainerInstance == nil && !(k.canName(name) && k.isWithout(arn.ID(name))) {
			continue
		}
		t.obstacles = demand.Obstacles(placement.Instance{ContainerInstance: t.ContainerInstance})
		k.targets = append(k.targets, t)
	}
	return k.targets
}

// canName reports whether name can be that of a container instance of the cluster.
func (k *known) canName(name string) bool {
	cluster, long := clusterOf(name)
	return isHexID(arn.ID(name)) && (!long || cluster == clusterRef(k.request.Cluster).name)
}

// isWithout reports whether the cluster is known not to have the container instance.
func (k *known) isWithout(id string) bool {
	return k.AllInstances || slices.ContainsFunc(k.Failures, func(f types.Failure) bool { return isOfInstance(f) && k.canName(*f.Arn) && arn.ID(*f.Arn) == id })
}

// aboutInstance reports something about a container instance that the request names.
func (r *run) aboutInstance(k *known, t target, msg, hint string) {
	r.reportValue(index("containerInstances", t.index), r.instances[t.index], msg, k.asOf(hint), "taskDefinition")
}

// obstacles makes a check that reports what stands in the way for one of the
// reasons, each with its hint.
func obstacles(hints map[string]string) func(*run, *known) {
	return func(r *run, k *known) {
		for _, t := range r.named(k) {
			for _, o := range t.obstacles {
				hint, ok := hints[o.Reason]
				if !ok || t.again {
					continue
				}
				switch {
				case o.TooSmall() && o.Total == 0:
					hint = "choose an instance with a GPU"
				case o.TooSmall():
					hint = fmt.Sprintf("choose a larger instance: this one has %d when no task runs", o.Total)
				}
				r.aboutInstance(k, t, brief(o.String()), hint)
			}
		}
	}
}

// instanceTable holds the rules for a request of StartTask and the container
// instances that it names.
var instanceTable = &table[known]{
	operations: StartTask,
	rows: []row[known]{
		{
			Rule: Rule{
				ID: "instance-missing", Field: "containerInstances[]", What: "A container instance is in the cluster. For any other, StartTask returns the failure MISSING.",
				Kind: field.Unknown, Severity: warningSeverity, Evidence: Documented, Source: guide("api_failures_messages"), Needs: NeedInstances,
			},
			check: obstacles(map[string]string{placement.Missing: "check the id and the cluster; a deregistered instance is no longer found"}),
		},
		{
			Rule: Rule{
				ID: "instance-status", Field: "containerInstances[]", What: "A container instance is ACTIVE. StartTask returns the failure INACTIVE for a deregistered one; what it returns while one is being registered is not known.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Documented, Source: api("ContainerInstance"), Needs: NeedInstances,
			},
			check: func(r *run, k *known) {
				for _, t := range r.named(k) {
					if status := t.status(); status != "" && status != "ACTIVE" && status != "DRAINING" {
						msg := "is " + short(status)
						if reason := ptr.Value(t.StatusReason); reason != "" {
							msg += ": " + brief(reason)
						}
						r.aboutInstance(k, t, msg, "choose one that is ACTIVE")
					}
				}
			},
		},
		{
			Rule: Rule{
				ID: "instance-draining", Field: "containerInstances[]", What: "A container instance is not DRAINING: ECS is documented to place no new tasks there. What StartTask does is not known.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Inferred, Source: guide("container-instance-draining"), Needs: NeedInstances,
			},
			check: func(r *run, k *known) {
				for _, t := range r.named(k) {
					if t.status() == "DRAINING" {
						r.aboutInstance(k, t, "is DRAINING", "choose one that is ACTIVE")
					}
				}
			},
		},
		{
			Rule: Rule{
				ID: "instance-agent", Field: "containerInstances[]", What: "The agent of a container instance is connected. It reconnects several times an hour, within seconds.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Documented | Observed, Source: thread("aws/amazon-ecs-agent", "24"), Needs: NeedInstances,
			},
			check: obstacles(map[string]string{placement.Agent: "try again in a minute; if that does not help, check the agent on the instance"}),
		},
		{
			Rule: Rule{
				ID: "instance-attributes", Field: "containerInstances[]", What: "A container instance has the attributes that the task definition requires. The agent registers them; they depend on its version and its configuration.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Documented, Source: guide("api_failures_messages"), Needs: NeedInstances | NeedTaskDefinition,
			},
			check: obstacles(map[string]string{placement.Attribute: "choose an instance that has it, or update and configure the agent"}),
		},
		{
			Rule: Rule{
				ID: "instance-capability", Field: "containerInstances[]", What: "A container instance has the attributes that the request needs for execute command, environment files and Amazon EBS volumes. That ECS checks them is inferred.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Inferred, Source: blob("aws/amazon-ecs-agent", "master", "agent/app/agent_capability.go"), Needs: NeedInstances,
			},
			check: capabilities,
		},
		{
			Rule: Rule{
				ID: "instance-resources", Field: "containerInstances[]", What: "A container instance has enough free CPU units, memory and GPUs for the task. What the task does not set is the sum over its containers, whose memoryReservation counts rather than their memory.",
				Kind: field.OutOfRange, Severity: warningSeverity, Evidence: Documented | Observed, Source: blob("aws/amazon-ecs-agent", "master", "agent/api/task/task.go"), Needs: NeedInstances | NeedTaskDefinition,
			},
			check: obstacles(map[string]string{placement.CPU: busy, placement.Memory: busy, placement.GPU: busy}),
		},
		{
			Rule: Rule{
				ID: "instance-ports", Field: "containerInstances[]", What: "The host ports that the task uses are free on the container instance.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Documented, Source: api("ContainerInstance"), Needs: NeedInstances | NeedTaskDefinition,
			},
			check: obstacles(map[string]string{placement.Ports: "choose another instance, or register a revision without a fixed host port"}),
		},
		{
			Rule: Rule{
				ID: "instance-ports-count", Field: "containerInstances[]", What: "A container instance has at most {max} fixed host ports in use, those of the agent included. That TCP and UDP ports count together is inferred.",
				Limit: "{max} ports", limits: limits{max: 100}, Kind: field.TooMany, Severity: warningSeverity, Evidence: Documented, Source: api("PortMapping"), Needs: NeedInstances | NeedTaskDefinition,
			},
			check: func(r *run, k *known) {
				for _, t := range r.named(k) {
					if k.task == nil || t.ContainerInstance == nil {
						continue
					}
					if used, then := k.task.HostPorts(t.ContainerInstance); then > used && int64(then) > r.max() {
						r.aboutInstance(k, t, fmt.Sprintf("has %d host ports in use, and would have %d with the task", used, then), fmt.Sprintf("use at most %d, or let ECS choose them", r.max()))
					}
				}
			},
		},
		{
			Rule: Rule{
				ID: "instance-constraints", Field: "containerInstances[]", What: "A container instance satisfies the placement constraints of the task definition. Whether StartTask checks them is not known.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Inferred, Source: guide("task-placement-constraints"), Needs: NeedInstances | NeedTaskDefinition,
			},
			check: unsatisfied,
		},
		{
			Rule: Rule{
				ID: "instance-room", Field: "containerInstances[]", What: "A container instance that is given several times has room for as many tasks.",
				Kind: field.OutOfRange, Severity: warningSeverity, Evidence: Inferred, Source: api("StartTask"), Needs: NeedInstances | NeedTaskDefinition,
			},
			check: repeated,
		},
	},
}

// busy is the hint where a resource is used up for now.
const busy = "choose another instance, or wait until tasks have stopped"

func (t *target) status() string {
	if t.ContainerInstance == nil {
		return ""
	}
	return ptr.Value(t.Status)
}

// capabilities reports the attributes that an instance lacks for what the request
// itself asks for. Those that the definition requires have another rule, and an
// instance that shows no attribute was not read as a whole.
func capabilities(r *run, k *known) {
	var wanted [][2]string // an attribute, and for what
	if k.request.EnableExecuteCommand {
		wanted = append(wanted, [2]string{"ecs.capability.execute-command", "execute command"})
	}
	if o := k.request.Overrides; o != nil && slices.ContainsFunc(o.ContainerOverrides, func(c container) bool { return len(c.EnvironmentFiles) > 0 }) {
		wanted = append(wanted, [2]string{"ecs.capability.env-files.s3", "environment files"})
	}
	if len(k.request.VolumeConfigurations) > 0 {
		wanted = append(wanted, [2]string{"ecs.capability.storage.ebs-task-volume-attach", "Amazon EBS volumes"})
	}
	for _, t := range r.named(k) {
		for _, w := range wanted {
			if t.ContainerInstance == nil || len(t.Attributes) == 0 || k.requires(w[0]) {
				continue
			}
			if _, has := placement.Value(t.ContainerInstance, w[0]); !has {
				r.aboutInstance(k, t, "does not have the attribute "+w[0]+", which is needed for "+w[1], "choose an instance that has it, or update and configure the agent")
			}
		}
	}
}

// requires reports whether the task definition requires an attribute.
func (k *known) requires(attribute string) bool {
	return k.TaskDefinition != nil && slices.ContainsFunc(k.TaskDefinition.RequiresAttributes, func(a types.Attribute) bool { return ptr.Value(a.Name) == attribute })
}

func unsatisfied(r *run, k *known) {
	c, err := placement.ConstraintsOf(k.TaskDefinition, nil, "")
	if err != nil {
		return
	}
	for _, t := range r.named(k) {
		for _, o := range c.Unsatisfied(t.ContainerInstance) {
			r.aboutInstance(k, t, brief(o.String())+", a placement constraint of the task definition", "choose an instance that does")
		}
	}
}

// repeated reports an instance that has room for fewer tasks than it is to get.
func repeated(r *run, k *known) {
	times := make(map[*types.ContainerInstance]int)
	for _, t := range r.named(k) {
		if k.task == nil || len(t.obstacles) > 0 {
			continue
		}
		times[t.ContainerInstance]++
		if n := times[t.ContainerInstance]; n > 1 {
			if room := placement.Named(k.task).Room(placement.Instance{ContainerInstance: t.ContainerInstance}); room < n {
				r.aboutInstance(k, t, fmt.Sprintf("is given %d times, but has room for %s", n, plural(int64(room), "task")), busy)
			}
		}
	}
}
