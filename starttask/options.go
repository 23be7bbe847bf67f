package starttask

import (
	"time"

	"github.com/ecstask/ecstask/event"
	"github.com/ecstask/ecstask/internal/fleet"
	"github.com/ecstask/ecstask/rules"
)

// Option changes how [Start] and [StartAll] work.
type Option interface {
	FleetOption
	start(*starter)
}

// FleetOption changes how [StartAll] works. Every [Option] is one.
type FleetOption interface{ fleet(*starter) }

type option func(*starter)

func (o option) start(s *starter) { o(s) }
func (o option) fleet(s *starter) { o(s) }

type fleetOption func(*starter)

func (o fleetOption) fleet(s *starter) { o(s) }

// WithRules adds options for the rules that the request is checked with before it
// is sent.
func WithRules(opts ...rules.Option) Option {
	return option(func(s *starter) { s.rules = append(s.rules, opts...) })
}

// WithReconcile makes [Start] and [StartAll] look for the tasks of a call whose
// outcome is not known, and start only those that are missing.
//
// They find the tasks by their startedBy, with ListTasks and DescribeTasks. So
// startedBy must be unique. A request without one gets one; one that you give must
// not be in use, which is checked first. With StartAll, each call gets its own; if
// you give one, all calls share it, and each lookup reads the tasks of the whole
// fleet.
//
// ECS is eventually consistent: an instance counts as missing when its task has not
// shown up within the time that [WithConsistencyWindow] sets, and a task that shows
// up later than that is started twice. A task that was listed once counts as
// started, whatever later responses say. If a response does not say where a listed
// task runs, it is looked up again, and the outcome stays unknown if the time ends
// first. When ctx ends, the outcome stays unknown; use the StartedBy of the result
// to look for the tasks later.
//
// Tasks are looked for in the cluster and by the startedBy that were sent, even if a
// wrapper of the client has changed these. If a wrapper drops the options of the call
// and sends a copy of the request, those of the request count.
//
// WithReconcile passes startedBy and desiredStatus to ListTasks together, which the
// API reference does not describe. If ECS refuses that, it passes startedBy
// alone. Then tasks that have already stopped are not listed: an instance without a
// listed task stays unknown, and no task is started on it again. A startedBy that
// only stopped tasks have then counts as unique.
func WithReconcile(client ReconcileAPIClient) Option {
	return option(func(s *starter) { s.reconcile, s.lister = true, client })
}

// WithConsistencyWindow sets how long [WithReconcile] looks for a task before it
// counts as missing: 30 seconds by default. If d is too short, tasks may be
// started twice.
func WithConsistencyWindow(d time.Duration) Option {
	return option(func(s *starter) { s.window = d })
}

// WithObserver makes [Start] and [StartAll] call f with each event, in the order that the
// documentation of package event describes. They call it from the goroutine of the
// call that the event is about, and never twice at a time. Observers are called in
// the order in which they were given.
func WithObserver(f event.Observer) Option {
	return option(func(s *starter) { s.observers.Add(f) })
}

// WithConcurrency sets how many calls [StartAll] makes at a time: 1 to 100, and 4 by
// default. A number outside of this range is clamped to it.
func WithConcurrency(n int) FleetOption {
	return fleetOption(func(s *starter) { s.concurrency = fleet.Concurrency(n) })
}

// WithProgress makes [StartAll] call f after each part of the fleet, from one
// goroutine at a time. In the last call all instances are done, even if StartAll
// fails.
func WithProgress(f func(Progress)) FleetOption {
	return fleetOption(func(s *starter) { s.progress = f })
}
