package runtask

import (
	"time"

	"github.com/ecstask/ecstask/event"
	"github.com/ecstask/ecstask/internal/fleet"
	"github.com/ecstask/ecstask/rules"
)

// Option changes how [Run] and [RunAll] work.
type Option interface {
	FleetOption
	run(*runner)
}

// FleetOption changes how [RunAll] works. Every [Option] is one.
type FleetOption interface{ fleet(*runner) }

type option func(*runner)

func (o option) run(s *runner)   { o(s) }
func (o option) fleet(s *runner) { o(s) }

type fleetOption func(*runner)

func (o fleetOption) fleet(s *runner) { o(s) }

// WithRules adds options for the rules that the request is checked with before it
// is sent.
func WithRules(opts ...rules.Option) Option {
	return option(func(s *runner) { s.rules = append(s.rules, opts...) })
}

// WithRetryUnknown sets how long [Run] and [RunAll] repeat a call whose outcome is
// not known, with the same client token, after the SDK has given up: a minute by
// default. With d = 0 they do not.
//
// The pauses between the calls add up to d. Each is twice as long as the one before:
// a second to half a minute by default.
func WithRetryUnknown(d time.Duration) Option {
	return option(func(s *runner) { s.retryUnknown = d })
}

// WithRetryUnplaced makes [Run] and [RunAll] try again what ECS did not place, with
// new client tokens and for as many tasks as are missing, as long as one of the
// reasons is temporary: its Retry is [failure.RetryLater] or [failure.RetrySoon]. A
// call that ECS refused for such a reason, such as too many tasks in the state
// PROVISIONING, is tried again as well.
//
// The pauses between the tries add up to d. The first is of d/63, but 5 seconds at
// most, and each is twice as long as the one before, up to a minute. The end of ctx
// ends them.
//
// A client token of the request may have at most 56 characters with this option, not
// 64: the other tokens are made from it, by a slash and the number of the call. A run
// with a longer one is refused before anything is sent.
//
// Do not repeat a run with this option by its token alone: whether ECS keeps a token
// with which it placed nothing is not documented, and if it does not, the second run
// starts other tasks. Send the calls in [Result].Unsettled again instead.
func WithRetryUnplaced(d time.Duration) Option {
	return option(func(s *runner) { s.retryUnplaced = d })
}

// WithObserver makes [Run] and [RunAll] call f with each event, in the order that the
// documentation of package event describes. They call it from the goroutine of the
// call that the event is about, and never twice at a time. Observers are called in
// the order in which they were given.
func WithObserver(f event.Observer) Option {
	return option(func(s *runner) { s.observers.Add(f) })
}

// WithConcurrency sets how many calls [RunAll] makes at a time: 1 to 100, and 4 by
// default. A number outside of this range is clamped to it.
func WithConcurrency(n int) FleetOption {
	return fleetOption(func(s *runner) { s.concurrency = fleet.Concurrency(n) })
}

// WithProgress makes [RunAll] call f after each part of the fleet, from one
// goroutine at a time. In the last call all tasks are done, even if RunAll fails.
// With [WithRetryUnplaced], tasks that are tried again stop being done.
func WithProgress(f func(Progress)) FleetOption {
	return fleetOption(func(s *runner) { s.progress = f })
}
