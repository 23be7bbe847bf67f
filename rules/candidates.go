package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/arn"
	"github.com/ecstask/ecstask/internal/placement"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/internal/query"
)

// candidateTable holds the rule for a request of RunTask and the container instances
// of the cluster.
var candidateTable = &table[known]{
	operations: RunTask,
	rows: []row[known]{{
		Rule: Rule{
			ID: "placement-room", Field: "cluster", What: "The container instances of the cluster have room for all tasks of the request. Only instances count that are active and connected, belong to the launch type or the capacity providers, satisfy the placement constraints, and have the attributes and the free resources that a task needs. Nothing is reported if managed scaling adds instances.",
			Kind: field.OutOfRange, Severity: warningSeverity, Evidence: Documented | Observed, Source: guide("service-event-messages-list"), Needs: NeedTaskDefinition | NeedCluster | NeedInstances,
		},
		check: candidates,
	}},
}

// mostNamed is how many instances a finding names.
const mostNamed = 3

func candidates(r *run, k *known) {
	onInstances := r.launch == launchEC2 || r.launch == launchExternal // others are not known to be, or scale
	if !onInstances || !k.AllInstances || len(k.Instances) == 0 || k.Cluster == nil || k.scales() {
		return
	}
	if r.isPartlyLost("overrides") || k.refused() || slices.ContainsFunc(k.request.PlacementConstraints, matchesNothing) {
		return
	}
	task, err := placement.Of(k.TaskDefinition, k.request.Overrides)
	if err != nil {
		return
	}
	demand, err := placement.Chosen(task, k.request, k.TaskDefinition, k.Cluster)
	if err != nil || demand == nil {
		return
	}
	count := int64(cmp.Or(ptr.Value(k.request.Count), 1))
	room := int64(0)
	var near []distant
	for n := range k.Instances {
		i := placement.Instance{ContainerInstance: &k.Instances[n]}
		if len(i.RemainingResources) == 0 {
			return // it was not read as a whole
		}
		obstacles := demand.Obstacles(i)
		if len(obstacles) > 0 {
			near = append(near, distant{i.ContainerInstance, placement.DistanceOf(obstacles), obstacles})
		} else if room += int64(demand.Room(i)); room >= count {
			return
		}
	}
	if len(task.TCP)+len(task.UDP) > 0 && room > 0 && room == int64(k.Cluster.RegisteredContainerInstancesCount) {
		return // host-port-count
	}
	if room > 0 {
		r.reportValue("count", count, fmt.Sprintf("is too many: the container instances have room for %s", plural(room, "task")), k.asOf("start fewer tasks, or add container instances"), "cluster", "taskDefinition")
		return
	}
	slices.SortStableFunc(near, func(a, b distant) int { return a.Compare(b.Distance) })
	msg := "has no container instance that can run the task"
	for n, d := range near[:min(len(near), mostNamed)] {
		msg += []string{": ", "; ", "; "}[n] + d.String()
	}
	if more := len(near) - mostNamed; more > 0 {
		msg += fmt.Sprintf("; and %d more", more)
	}
	related := []field.Path{"taskDefinition"}
	if len(k.strategy) > 0 && !k.byDefault {
		related = append(related, "capacityProviderStrategy")
	}
	r.aboutCluster(k, msg, "add a container instance that can run it, or change what the task requires", related...)
}

// refused reports whether other rules say that the request is refused, whatever room
// there is: by what the definition can run on, or by the capacity providers.
func (k *known) refused() bool {
	return k.cannotRun() || !k.all(func(i int) bool {
		return slices.Contains(k.Cluster.CapacityProviders, ptr.Value(k.strategy[i].CapacityProvider))
	})
}

// matchesNothing reports whether another rule says that no instance has what a
// placement constraint compares with.
func matchesNothing(c constraint) (so bool) {
	conditionsOf(&c, func(q *query.Condition) { so = so || misspelled(q) })
	return so
}

func plural(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// distant is an instance that a task does not fit on.
type distant struct {
	*types.ContainerInstance
	placement.Distance
	obstacles []placement.Obstacle
}

// String says what stands in the way.
func (d distant) String() string {
	name := cmp.Or(ptr.Value(d.Ec2InstanceId), arn.ID(ptr.Value(d.ContainerInstanceArn)), "an instance")
	shown := 3
	if d.Grade == placement.Away {
		shown = 1 // it does not matter what else
	}
	var texts []string
	for _, o := range d.obstacles[:min(len(d.obstacles), shown)] {
		texts = append(texts, brief(o.String()))
	}
	return short(name) + " " + strings.Join(texts, ", ")
}
