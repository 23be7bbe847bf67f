package rules

import (
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/placement"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/internal/suggest"
)

// State is what the Describe calls of Amazon ECS returned about what a request
// names. A part that is nil or empty is not known, and rules that need it report
// nothing. Package preflight reads it.
//
// The state of several requests is one State with Others. Each request is checked
// against what [State.For] finds there.
//
// State can be stale: ECS is eventually consistent, and what was read may have
// changed before the request is sent.
type State struct {
	// TaskDefinition is what DescribeTaskDefinition returned. One without a
	// Revision and a Status is not registered yet: rules that need what ECS adds
	// when it registers one are not applied.
	TaskDefinition *types.TaskDefinition
	// TaskTags are the tags of the task definition: nil if they were not read, and
	// empty if it has none.
	TaskTags          []types.Tag
	Cluster           *types.Cluster
	CapacityProviders []types.CapacityProvider
	Instances         []types.ContainerInstance
	AllInstances      bool            // Instances are all active ones of the cluster, not only those that a request names; if there are none, it has none
	Failures          []types.Failure // what the Describe calls did not find; of a task definition, Arn is what the request names
	ReadAt            time.Time       // when the oldest part was read; zero is not known
	Others            []State         // of other requests
}

// Against gives s to the rules that need to know more than the request, and to
// those that can only warn without it. It works for whole requests: a part of a
// request, checked by itself, does not say what it belongs to. Of several options
// Against the last counts.
//
// What the request does not name, such as another revision of its task definition,
// is ignored. There is a warning if s has that, but not what the request names.
//
// A finding about the task definition in s is an error only if the request names a
// revision, by family:revision or by ARN, and s has that revision: otherwise the
// task may be started from a newer one. A finding about clusters and container
// instances is a warning at most, unless [AsError] names the rule.
func Against(s State) Option {
	return func(p *policy) { p.state = &s }
}

// known is a request with the parts of the state that belong to it. Tables of it
// hold the rules that need state. Its paths are those of the request.
type known struct {
	request *runTask
	State   // what belongs to the request, and nothing else

	// What match finds out.
	have       Needs // what is at hand
	pinned     bool  // the request names the revision that TaskDefinition is
	missing    bool  // the cluster was not found
	strays     []stray
	containers []placement.Container // of TaskDefinition, in its order
	windows    bool                  // its containers run on Windows

	// What know and launch find out.
	strategy  []types.CapacityProviderStrategyItem // of the request, or else the default one of the cluster
	byDefault bool                                 // strategy is that of the cluster
	decided   launch                               // what the tasks are to be placed on, though the definition may not run there

	// What named finds out when a rule asks for it.
	targets []target        // the instances that StartTask names
	task    *placement.Task // what a task needs, if that is known
}

// stateTables hold the rules that need state, apart from those that other tables
// grade by it.
var stateTables = []*table[known]{
	stateTable, definitionTable, launchTable, networkModeTable, definedTable, launchVolumeTable, clusterTable, instanceTable, candidateTable,
}

// know lets the rules of the run look at the state, as far as it belongs to in.
func (r *run) know(in *runTask) {
	if r.state == nil {
		return
	}
	r.known = match(r.state, in, !r.isLost("cluster"))
	r.have |= r.known.have
	r.launch, r.launchRead = r.known.launch(r.launch)
	r.known.decided = r.launch
	if r.known.pinned && r.known.cannotRun() {
		r.launch = launchUnclear
	}
}

// checkState applies the rules that need state. It is a part of every request.
func checkState(r *run, _ *runTask) {
	if r.known == nil {
		return
	}
	for _, t := range stateTables {
		t.check(r, r.known)
	}
}

// ifPinned grades a rule that is an error if the task definition is certain to be
// the one that tasks are started from.
func ifPinned(r *run) field.Severity {
	if r.known.pinned {
		return errorSeverity
	}
	return warningSeverity
}

// asOf adds to a hint when the state was read, if that is known.
func (k *known) asOf(hint string) string {
	if k.ReadAt.IsZero() {
		return hint
	}
	return hint + "; state as of " + k.ReadAt.UTC().Format("2006-01-02 15:04:05 MST")
}

// shown returns a name in the state as a message shows it.
func shown(name *string) string { return short(ptr.Value(name)) }

// listed returns names in the state as a message shows them.
func listed[S ~string](names []S) string {
	const most = 8
	var list []string
	for _, name := range names[:min(len(names), most)] {
		list = append(list, short(string(name)))
	}
	if len(names) > most {
		list = append(list, fmt.Sprintf("and %d more", len(names)-most))
	}
	return strings.Join(list, ", ")
}

// hintOf says which of the names in the state a name probably means, or what they are.
func hintOf(name string, names []string) string {
	near := suggest.Nearest(name, names)
	switch {
	case near != "":
		return "did you mean " + shown(&near) + "?"
	case len(names) == 1:
		return "write " + shown(&names[0])
	}
	return "write one of " + listed(names)
}
