package rules

import (
	"fmt"
	"slices"
	"strings"
)

// Evidence says what a rule rests on. The values can be combined.
type Evidence uint8

const (
	// Documented means that AWS says so, in a text or a machine-readable model.
	Documented Evidence = 1 << iota
	// Observed means that somebody reported what the real service did.
	Observed
	// Inferred means that neither is known.
	Inferred
)

var evidenceNames = setNames{"documented", "observed", "inferred"}

// String returns the names of the values, joined by "+".
func (e Evidence) String() string { return evidenceNames.join(uint8(e)) }

// MarshalText returns what String does.
func (e Evidence) MarshalText() ([]byte, error) { return []byte(e.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (e *Evidence) UnmarshalText(text []byte) error {
	return read(evidenceNames, "evidence", text, e)
}

// Operations are calls of Amazon ECS. The values can be combined.
type Operations uint8

const (
	// StartTask starts tasks on container instances that the request names.
	StartTask Operations = 1 << iota
	// RunTask lets Amazon ECS place the tasks.
	RunTask
	// RegisterTaskDefinition makes the task definition that tasks are started from.
	RegisterTaskDefinition

	anyOperation = StartTask | RunTask
)

var operationNames = setNames{"StartTask", "RunTask", "RegisterTaskDefinition"}

// String returns the names of the calls, joined by "+".
func (o Operations) String() string { return operationNames.join(uint8(o)) }

// MarshalText returns what String does.
func (o Operations) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (o *Operations) UnmarshalText(text []byte) error {
	return read(operationNames, "operation", text, o)
}

// Needs are what a rule needs to know. The values can be combined.
type Needs uint8

const (
	// NeedRequest is the request itself, which every rule needs.
	NeedRequest Needs = 1 << iota
	// NeedTaskDefinition is the task definition that the request names.
	NeedTaskDefinition
	// NeedCluster is the cluster of the request.
	NeedCluster
	// NeedInstances are container instances of the cluster.
	NeedInstances
	// NeedCapacityProviders are capacity providers that the request or its cluster
	// names.
	NeedCapacityProviders
	// NeedState is a [State], whatever is in it.
	NeedState
)

var needNames = setNames{"request", "task definition", "cluster", "instances", "capacity providers", "state"}

// String returns the names of the values, joined by "+".
func (n Needs) String() string { return needNames.join(uint8(n)) }

// MarshalText returns what String does.
func (n Needs) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (n *Needs) UnmarshalText(text []byte) error { return read(needNames, "need", text, n) }

// setNames are the names of the bits of a set, from the lowest.
type setNames []string

func (names setNames) join(set uint8) string {
	var in []string
	for i, name := range names {
		if set&(1<<i) != 0 {
			in = append(in, name)
		}
	}
	return strings.Join(in, "+")
}

// read sets the set to what join made text of. A name that is not known is an error.
func read[S ~uint8](names setNames, what string, text []byte, set *S) error {
	var got S
	if len(text) > 0 {
		for name := range strings.SplitSeq(string(text), "+") {
			i := slices.Index(names, name)
			if i < 0 {
				return fmt.Errorf("rules: unknown %s %.40q, want some of %s, joined by +", what, name, strings.Join(names, ", "))
			}
			got |= 1 << i
		}
	}
	*set = got
	return nil
}
