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

// stateTable holds the rules for what the request names and the state does not have.
var stateTable = &table[known]{
	rows: []row[known]{
		{
			Rule: Rule{
				ID: "state-mismatch", Field: "cluster",
				What: "The state that the option Against gives has the task definition and the cluster that the request names, and container instances of that cluster. What it has of others is ignored.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Inferred, Source: api("RunTask"), Needs: NeedState,
			},
			check: func(r *run, k *known) {
				for _, s := range k.strays {
					r.reportValue(s.path, s.value, s.msg, k.asOf(placeholderHint(s.value, s.hint)))
				}
			},
		},
		{
			Rule: Rule{
				ID: "cluster-missing", Field: "cluster", What: "The cluster exists.",
				Kind: field.Unknown, Severity: warningSeverity, Evidence: Documented | Observed, Source: thread("aws/aws-sdk-js", "3118"), Needs: NeedCluster,
			},
			check: func(r *run, k *known) {
				switch {
				case !k.missing:
				case ptr.Value(k.request.Cluster) == "":
					r.report("cluster", "is not set, and there is no cluster named default", k.asOf("give the name of a cluster"))
				default:
					r.aboutCluster(k, "was not found", placeholderHint(*k.request.Cluster, "check its name, the region and the account"))
				}
			},
		},
		{
			Rule: Rule{
				ID: "task-definition-missing", Field: "taskDefinition", What: "The task definition exists in the region and the account that the state was read from.",
				Kind: field.Unknown, Severity: warningSeverity, Evidence: Documented | Observed, Source: api("DescribeTaskDefinition"), Needs: NeedState,
			},
			check: func(r *run, k *known) {
				if given := ptr.Value(k.request.TaskDefinition); k.TaskDefinition == nil && k.isMissing(given) {
					r.aboutDefinition(k, "was not found", k.asOf(placeholderHint(given, "check the family, the revision, the region and the account")))
				}
			},
		},
	},
}

// match returns what in and the parts of s that belong to it say together. The cluster
// of in may not be known.
func match(s *State, in *runTask, hasCluster bool) *known {
	if in == nil {
		in = new(runTask)
	}
	list := s.list()
	k := &known{request: in, have: NeedState, State: State{
		CapacityProviders: concat(list, func(s *State) []types.CapacityProvider { return s.CapacityProviders }),
		Failures:          concat(list, func(s *State) []types.Failure { return s.Failures }),
	}}
	for _, part := range list {
		if at := part.ReadAt; k.ReadAt.IsZero() || !at.IsZero() && at.Before(k.ReadAt) {
			k.ReadAt = at
		}
	}
	k.matchDefinition(list, ptr.Value(in.TaskDefinition))
	if want := clusterRef(in.Cluster); hasCluster && isName(want.name) {
		k.matchCluster(list, want)
	}
	if len(k.CapacityProviders) > 0 {
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

func definitionIn(s *State) (ref, bool) {
	d := s.TaskDefinition
	if d == nil {
		return ref{}, false
	}
	got := refOf(ptr.Value(d.TaskDefinitionArn), "task-definition/")
	if got.name == "" {
		got.name = ptr.Value(d.Family)
		if d.Revision > 0 {
			got.name += ":" + strconv.Itoa(int(d.Revision))
		}
	}
	return got, true
}

func clusterIn(s *State) (ref, bool) {
	c := s.Cluster
	if c == nil {
		return ref{}, false
	}
	return refOf(cmp.Or(ptr.Value(c.ClusterArn), ptr.Value(c.ClusterName)), "cluster/"), true
}

func (k *known) matchDefinition(list []*State, given string) {
	want := refOf(given, "task-definition/")
	family, revision, named := strings.Cut(want.name, ":")
	if !isName(family) {
		return
	}
	if msg, _ := taskDefinitionRevision(given); msg != "" {
		named = false
	}
	c := choose(list, definitionIn, func(got ref) bool {
		its, of, numbered := strings.Cut(got.name, ":")
		return family == its && want.near(got) && !(named && numbered && revision != of)
	}, func(a, b *State) bool {
		x, y := revisionIn(a), revisionIn(b)
		switch {
		case named:
			return x >= y
		case isInactive(a) != isInactive(b):
			return isInactive(b)
		case x == 0 || y == 0:
			return x == 0
		}
		return x >= y
	})
	switch {
	case c.State == nil:
		if !k.isMissing(given) {
			k.stray("taskDefinition", given, "task definition", want.name, c)
		}
	default:
		k.have |= NeedTaskDefinition
		k.pinned = named && revisionIn(c.State) > 0
		k.TaskDefinition, k.TaskTags = c.TaskDefinition, c.TaskTags
		k.containers = placement.Containers(c.TaskDefinition, k.request.Overrides)
		k.windows = placement.IsWindows(c.TaskDefinition)
	}
}

// revisionIn returns the revision of the task definition of s, or 0 if it is to be
// registered.
func revisionIn(s *State) int {
	got, _ := definitionIn(s)
	_, revision, _ := strings.Cut(got.name, ":")
	n, _ := strconv.Atoi(revision)
	return n
}

// isInactive reports whether ECS starts no tasks from the task definition of s if a
// request names its family alone.
func isInactive(s *State) bool {
	status := s.TaskDefinition.Status
	return status != "" && status != types.TaskDefinitionStatusActive
}

// isMissing reports whether a task definition was not found.
func (k *known) isMissing(definition string) bool {
	return definition != "" && slices.ContainsFunc(k.Failures, func(f types.Failure) bool {
		return ptr.Value(f.Arn) == definition && ptr.Value(f.Reason) == placement.Missing
	})
}

func (k *known) matchCluster(list []*State, want ref) {
	c := choose(list, clusterIn, want.same, func(_, _ *State) bool { return true })
	switch {
	case c.State != nil:
		k.have |= NeedCluster
		k.Cluster = c.Cluster
		if c.as.arn != (arn.ARN{}) {
			want = c.as
		}
	case slices.ContainsFunc(k.Failures, func(f types.Failure) bool {
		got := refOf(ptr.Value(f.Arn), "cluster/")
		return got.arn != (arn.ARN{}) && want.same(got) && ptr.Value(f.Reason) == placement.Missing
	}):
		k.have |= NeedCluster
		k.missing = true
	default:
		k.stray("cluster", ptr.Value(k.request.Cluster), "cluster", want.name, c)
	}
	k.CapacityProviders = keep(k.CapacityProviders, func(p *types.CapacityProvider) bool {
		return refOf(ptr.Value(p.CapacityProviderArn), "capacity-provider/").near(want)
	})
	if c.rival.name == "" {
		k.matchInstances(list, want, c)
	}
}

// matchInstances keeps the instances of the cluster. The short ARN of an instance
// does not say which that is.
func (k *known) matchInstances(list []*State, want ref, c choice) {
	own := ""       // what the ARNs of the cluster's instances begin with
	var foreign ref // the cluster of one that belongs to another
	belongs := func(i *types.ContainerInstance) bool {
		name := ptr.Value(i.ContainerInstanceArn)
		if own != "" && strings.HasPrefix(name, own) {
			return true
		}
		cluster, long := clusterOf(name)
		if !long {
			return true
		}
		a, _ := arn.ParseECS(name)
		if got := (ref{cluster, a}); !want.same(got) {
			foreign = got
			return false
		}
		own = name[:1+strings.LastIndexByte(name, '/')]
		return true
	}
	k.Instances = concat(list, func(s *State) []types.ContainerInstance {
		its := keep(s.Instances, belongs)
		all := s == c.State || s.Cluster == nil && (len(its) > 0 || len(list) == 1 && len(s.Instances) == 0)
		k.AllInstances = k.AllInstances || s.AllInstances && all
		return its
	})
	if len(k.Instances) == 0 && foreign.name != "" && k.Cluster != nil && k.Cluster.RegisteredContainerInstancesCount > 0 {
		k.AllInstances = false // but all of another cluster
	}
	switch {
	case k.AllInstances, len(k.Instances) > 0, slices.ContainsFunc(k.Failures, isOfInstance):
		k.have |= NeedInstances
	case foreign.name != "" && !k.missing && len(c.misses) == 0:
		k.stray("cluster", ptr.Value(k.request.Cluster), "container instances of the cluster", "", choice{misses: []ref{{name: foreign.name}}})
	}
}

// isOfInstance reports whether f says that a container instance was not found.
func isOfInstance(f types.Failure) bool {
	_, ok := arn.Name(ptr.Value(f.Arn), "container-instance/")
	return ok && ptr.Value(f.Reason) == placement.Missing
}

// stray notes what the state has instead of what the request names, if it has
// anything of that kind. Only the cluster can have no value.
func (k *known) stray(path, value, kind, name string, c choice) {
	s := stray{path, value, "does not match the state, which has ", "read the " + kind + " that the request names; what the state has instead is ignored"}
	if value == "" {
		s.msg, s.hint = "is not set, which means the cluster named default, but the state has ", "set cluster, or read the state of the cluster default; what the state has instead is ignored"
	}
	switch n := len(c.misses); {
	case c.rival.name != "":
		if s.hint = "set it to an ARN; neither is used"; value != "" {
			s.msg = "can be either of two in the state, "
		}
		s.msg += c.as.String() + " and " + c.rival.String()
	case n == 1:
		s.msg += "the " + kind + " " + c.misses[0].String()
	case n > 1:
		s.msg += fmt.Sprintf("%d %ss, such as %v", n, kind, c.nearest(name))
	default:
		return
	}
	k.strays = append(k.strays, s)
}

func (k *known) isStray(path string) bool {
	return slices.ContainsFunc(k.strays, func(s stray) bool { return s.path == path })
}

// Mismatch returns [field.Errors] if s has something else than what the request names,
// or says that ECS did not find that, in the words of the rules state-mismatch,
// cluster-missing and task-definition-missing: for programs that read s themselves.
// For StartTask, pass a RunTask request with the same members.
func (s State) Mismatch(in *ecs.RunTaskInput) error {
	k, r := match(&s, in, true), &run{severity: errorSeverity}
	for i := range stateTable.rows {
		row := &stateTable.rows[i]
		r.rules = []*Rule{&row.Rule}
		row.check(r, k)
	}
	return r.found.Err()
}
