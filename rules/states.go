package rules

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/internal/arn"
	"github.com/ecstask/ecstask/internal/suggest"
)

// For returns what s and its Others have of what the request names: its task
// definition and its cluster, or nil, and the container instances of the cluster. For
// a family without a revision it is the latest revision that is not inactive, and a
// task definition that is not registered yet is later than any. Capacity providers and
// failures are all there. For StartTask, pass a RunTask request with the same members.
func (s State) For(in *ecs.RunTaskInput) State { return match(&s, in, true).State }

// list returns s and its Others.
func (s *State) list() []*State {
	list := []*State{s}
	for i := range s.Others {
		list = append(list, s.Others[i].list()...)
	}
	return list
}

// concat returns what all states of the list have.
func concat[T any](list []*State, of func(*State) []T) []T {
	if len(list) == 1 {
		return of(list[0])
	}
	var all []T
	for _, s := range list {
		all = append(all, of(s)...)
	}
	return all
}

// choice is what the states of a list have of one kind, for a request that names one
// of it.
type choice struct {
	*State       // that has it, or nil
	as     ref   // what it is called there
	rival  ref   // another that the request may mean: of another account or region
	misses []ref // those that it does not mean
}

// choose finds out of which state its part is the one that fits. Of several it is the
// last, unless that is not better than another.
func choose(list []*State, its func(*State) (ref, bool), fits func(ref) bool, better func(a, b *State) bool) (c choice) {
	var where ref // the last that fits whose account is known
	for _, s := range list {
		got, there := its(s)
		switch {
		case !there:
			continue
		case !fits(got):
			c.misses = append(c.misses, got)
			continue
		case !where.near(got):
			c.rival = got
		case c.State == nil || better(s, c.State):
			c.State, c.as = s, got
		}
		if got.arn != (arn.ARN{}) {
			where = got
		}
	}
	if c.rival.name != "" {
		c.State = nil
	}
	return c
}

// nearest returns the one of the misses whose name is most like the given one.
func (c *choice) nearest(name string) ref {
	names := make([]string, len(c.misses))
	for i, r := range c.misses {
		names[i] = r.name
	}
	return c.misses[max(0, slices.Index(names, suggest.Nearest(name, names)))]
}

// keep returns the elements of a list that belong.
func keep[T any](list []T, belongs func(*T) bool) []T {
	for i := range list {
		if belongs(&list[i]) {
			continue
		}
		kept := slices.Clone(list[:i])
		for n := i + 1; n < len(list); n++ {
			if belongs(&list[n]) {
				kept = append(kept, list[n])
			}
		}
		return kept
	}
	return list
}
