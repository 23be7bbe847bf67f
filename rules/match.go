package rules

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/arn"
	"github.com/ecstask/ecstask/internal/placement"
	"github.com/ecstask/ecstask/internal/ptr"
)

// stray is a part of the state that is not what the request names.
type stray struct{ path, value, msg, hint string }

var stateTable = &table[known]{
	rows: []row[known]{
		{
			Rule: Rule{
				ID: "state-mismatch", Field: "cluster",
				What: "The state that the option Against gives has the task definition and the cluster that the request names, and container instances of that cluster. Any other part of it is ignored.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Inferred, Source: api("RunTask"), Needs: NeedState,
			},
			check: func(r *run, k *known) {
				for _, s := range k.strays {
					r.reportValue(s.path, s.value, s.msg, k.asOf(s.hint))
				}
			},
		},
		{
			Rule: Rule{
				ID: "task-definition-missing", Field: "taskDefinition", What: "The task definition exists in the region and the account that the state was read from.",
				Kind: field.Unknown, Severity: warningSeverity, Evidence: Documented | Observed, Source: api("DescribeTaskDefinition"), Needs: NeedState,
			},
			check: func(r *run, k *known) {
				given := ptr.Value(k.request.TaskDefinition)
				for _, f := range k.Failures {
					if name := ptr.Value(f.Arn); name != "" && name == given && ptr.Value(f.Reason) == placement.Missing && k.definition == nil {
						r.aboutDefinition(k, "was not found", k.asOf("check the family, the revision, the region and the account"))
						return
					}
				}
			},
		},
	},
}

// match returns what in and the parts of s that belong to it say together.
func match(s *State, in *runTask) *known {
	k := &known{State: s, request: in, have: NeedState}
	k.matchDefinition(ptr.Value(in.TaskDefinition))
	want := clusterRef(in.Cluster)
	k.matchCluster(want)
	k.matchInstances(want)
	if len(s.CapacityProviders) > 0 {
		k.have |= NeedCapacityProviders
	}
	return k
}

// ref is the name of a cluster, or the family and the revision of a task
// definition, with the ARN that has it, if it is in one.
type ref struct {
	name string
	arn  arn.ARN // zero if it is not known
}

// near reports whether two things are in one partition, region and account, as far
// as is known.
func (a ref) near(b ref) bool {
	return a.arn == arn.ARN{} || b.arn == arn.ARN{} ||
		a.arn.Partition == b.arn.Partition && a.arn.Region == b.arn.Region && a.arn.Account == b.arn.Account
}

// same reports whether two names mean one thing, as far as is known.
func (a ref) same(b ref) bool { return a.name == b.name && a.near(b) }

// String returns the ARN, if it is known, or else the name.
func (a ref) String() string {
	if a.arn == (arn.ARN{}) {
		return short(a.name)
	}
	return brief(strings.Join([]string{"arn", a.arn.Partition, a.arn.Service, a.arn.Region, a.arn.Account, a.arn.Resource}, ":"))
}

// refOf returns the ref of s, which is a name or the ARN of a resource of the type.
func refOf(s, resourceType string) ref {
	if !arn.Is(s) {
		return ref{name: s}
	}
	a, _ := arn.ParseECS(s)
	name, _ := arn.Name(s, resourceType)
	return ref{name, a}
}

// clusterRef returns what a request names by its cluster.
func clusterRef(s *string) ref { return refOf(cmp.Or(ptr.Value(s), "default"), "cluster/") }

func (k *known) matchDefinition(given string) {
	d := k.TaskDefinition
	want := refOf(given, "task-definition/")
	family, revision, named := strings.Cut(want.name, ":")
	if d == nil || !isName(family) {
		return
	}
	got := refOf(ptr.Value(d.TaskDefinitionArn), "task-definition/")
	if got.name == "" {
		got.name = ptr.Value(d.Family)
		if d.Revision > 0 {
			got.name += ":" + strconv.Itoa(int(d.Revision))
		}
	}
	its, of, numbered := strings.Cut(got.name, ":")
	if msg, _ := taskDefinitionRevision(given); msg != "" {
		named = false
	}
	if !want.near(got) || family != its || named && numbered && revision != of {
		k.strays = append(k.strays, stray{"taskDefinition", given, fmt.Sprintf("does not match the state, which has the task definition %v", got), "read the task definition that the request names; the one in the state is ignored"})
		return
	}
	k.have |= NeedTaskDefinition
	k.pinned = named && numbered
	k.definition = d
	k.containers = placement.Containers(d, k.request.Overrides)
	k.windows = placement.IsWindows(d)
}

func (k *known) matchCluster(want ref) {
	if !isName(want.name) {
		return
	}
	if c := k.Cluster; c != nil {
		got := refOf(cmp.Or(ptr.Value(c.ClusterArn), ptr.Value(c.ClusterName)), "cluster/")
		if want.same(got) {
			k.have |= NeedCluster
			k.cluster = c
			return
		}
		k.strayCluster("has the cluster "+got.String(), "the one in the state is ignored")
	}
	for i := range k.Failures {
		f := &k.Failures[i]
		got := refOf(ptr.Value(f.Arn), "cluster/")
		if got.arn != (arn.ARN{}) && want.same(got) && ptr.Value(f.Reason) == "MISSING" {
			k.have |= NeedCluster
			k.missing = true
		}
	}
}

// matchInstances keeps the instances of the cluster. The short ARN of an instance
// does not say which that is.
func (k *known) matchInstances(want ref) {
	if !isName(want.name) {
		return
	}
	own := "" // what the ARNs of the cluster's instances begin with
	belongs := func(i *types.ContainerInstance) (ref, bool) {
		s := ptr.Value(i.ContainerInstanceArn)
		if own != "" && strings.HasPrefix(s, own) {
			return ref{}, true
		}
		cluster, long := clusterOf(s)
		if !long {
			return ref{}, true
		}
		a, _ := arn.ParseECS(s)
		got := ref{cluster, a}
		if !want.same(got) {
			return got, false
		}
		own = s[:1+strings.LastIndexByte(s, '/')]
		return ref{}, true
	}
	all := k.Instances
	k.instances = all
	strays, first := 0, ""
	for i := range all {
		got, ok := belongs(&all[i])
		switch {
		case !ok:
			if strays++; strays == 1 {
				first = got.name
				k.instances = append([]types.ContainerInstance(nil), all[:i]...)
			}
		case strays > 0:
			k.instances = append(k.instances, all[i])
		}
	}
	switch {
	case strays > 0:
		k.strayCluster(fmt.Sprintf("has %d of its %d container instances from other clusters, such as %s", strays, len(all), short(first)), "those are ignored")
		fallthrough
	case len(all) > 0:
		if len(k.instances) > 0 {
			k.have |= NeedInstances
		}
	case k.AllInstances, slices.ContainsFunc(k.Failures, isOfInstance):
		k.have |= NeedInstances
	}
}

// isOfInstance reports whether f says that a container instance was not found.
func isOfInstance(f types.Failure) bool {
	_, ok := arn.Name(ptr.Value(f.Arn), "container-instance/")
	return ok && ptr.Value(f.Reason) == placement.Missing
}

// strayCluster notes what the state has instead of the cluster of the request, and
// what becomes of that.
func (k *known) strayCluster(what, then string) {
	if slices.ContainsFunc(k.strays, func(s stray) bool { return s.path == "cluster" }) {
		return // its instances are another's as well
	}
	s, msg, hint := ptr.Value(k.request.Cluster), "does not match the state, which ", "read the state of the cluster that the request names; "
	if s == "" {
		msg, hint = "is not set, which means the cluster named default, but the state ", "set cluster, or read the state of the cluster default; "
	}
	k.strays = append(k.strays, stray{"cluster", s, msg + what, hint + then})
}

// Mismatch returns [field.Errors] if a part of s is not what the request names, as
// the rule state-mismatch finds it: for programs that read s themselves. For
// StartTask, pass a RunTask request with the same members.
func (s State) Mismatch(in *ecs.RunTaskInput) error {
	row := &stateTable.rows[0]
	r := &run{rules: []*Rule{&row.Rule}, severity: errorSeverity}
	row.check(r, match(&s, cmp.Or(in, new(ecs.RunTaskInput))))
	return r.found.Err()
}
