package starttask

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go/middleware"
	"github.com/ecstask/ecstask/internal/call"
	"github.com/ecstask/ecstask/internal/fleet"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/rules"
)

// Start checks in, sends it, and returns what was started and what was not.
//
// If in breaks rules nothing is sent: the result is nil and the error has all of
// them, as [field.Errors]. Warnings do not stop it: [WithObserver] and [Check] show them.
// Otherwise the result is never nil. The error is nil only
// if exactly the requested tasks were started, and a [*StartError] otherwise:
// errors.Is finds [failure.ErrResource] and the like in it, [ErrUnknown], and the
// errors of the SDK. [Partial] tells whether ECS has given a reason for everything
// that was not started. Start does not know the options for the rules that a builder
// was given: give them again, by [WithRules].
//
// Start tries again only where nothing can have been started, as [SafeRetry] does;
// the package documentation says for which clients it can do that. If the connection
// is lost, or ECS reports an internal error, the instances are in the Unknown list of
// the result; with [WithReconcile], Start finds out whether their tasks were started.
// It does not change in.
//
// If an observer panics, Start ends as it would have, and then panics with a
// [*PanicError], which has the result.
func Start(ctx context.Context, client StartTaskAPIClient, in *ecs.StartTaskInput, opts ...Option) (*Result, error) {
	s := newStarter(client)
	for _, opt := range opts {
		if opt != nil {
			opt.start(s)
		}
	}
	found := Check(in, s.rules...)
	err := found.Err()
	s.checked(ctx, in, found, err)
	if err != nil {
		return nil, err
	}
	request := *in
	request.ContainerInstances = slices.Clone(in.ContainerInstances)
	var r *Result
	if err = s.mark(ctx, &request); err != nil {
		r = &Result{NotStarted: request.ContainerInstances}
		err = &StartError{Result: r, Err: err}
	} else {
		r, err = s.start(ctx, part{StartTaskInput: request, number: 1})
		r.StartedBy = startedBy(request)
		locate(r.Failures, in.ContainerInstances)
		err = r.err(err)
	}
	s.settled(ctx, in, r, err)
	pass(s.observers.Crash(), r)
	return r, err
}

// starter has what the calls of one Start have in common.
type starter struct {
	client      StartTaskAPIClient
	rules       []rules.Option
	reconcile   bool
	lister      ReconcileAPIClient
	window      time.Duration
	siblings    map[string]int // instances of a fleet whose calls share their startedBy, by id
	concurrency int
	progress    func(Progress)
	observers   fleet.Observers
}

func newStarter(client StartTaskAPIClient) *starter {
	return &starter{client: client, window: defaultWindow, concurrency: defaultConcurrency}
}

// part is the request of a call, for at most 10 instances.
type part struct {
	ecs.StartTaskInput
	number  int         // of the call in a fleet, from 1 on
	attempt int         // how often it was sent
	pace    *fleet.Pace // of the fleet; nil for a single call
}

// start sends in, and reconciles what it comes to if it can. The error is that of
// the last call that had one.
func (s *starter) start(ctx context.Context, in part) (*Result, error) {
	r, err := s.send(ctx, &in)
	if s.reconcile {
		err = s.settleUnknown(ctx, in, r, err)
	}
	r.sort(in.ContainerInstances)
	return r, err
}

// send makes a call when it is its turn, and in a fleet again if ECS throttles it.
func (s *starter) send(ctx context.Context, in *part) (r *Result, err error) {
	ok, over := in.pace.Do(ctx, func() fleet.Outcome {
		r, err = s.call(ctx, in)
		return outcomeOf(r, err)
	}, func(pause time.Duration) { s.retrying(ctx, in, pause) })
	if !ok {
		return &Result{NotStarted: slices.Clone(in.ContainerInstances)}, fleet.Join(over, err)
	}
	return r, err
}

// outcomeOf returns what a call that ended with r and err means for the others.
func outcomeOf(r *Result, err error) fleet.Outcome {
	switch {
	case len(r.NotStarted) > 0 && call.Throttled(err):
		return fleet.Throttled
	case len(r.NotStarted) > 0:
		return fleet.Refused
	case len(r.Unknown) > 0:
		return fleet.Lost
	}
	return fleet.Answered
}

// call makes one call. The error is that of the call, not of placements.
func (s *starter) call(ctx context.Context, in *part) (*Result, error) {
	if ptr.IsNil(s.client) {
		return &Result{NotStarted: slices.Clone(in.ContainerInstances)}, errors.New("the client is nil")
	}
	c := call.New(operation)
	defer c.End(middleware.Metadata{}, nil, false) // also when the client panics
	in.attempt++
	s.sent(ctx, in)
	request := From(&in.StartTaskInput).Unchecked() // which is the client's to change
	var w where
	out, err := s.client.StartTask(ctx, request, c.Options, w.note)
	w.sent(&in.StartTaskInput, request) // to look for the tasks there
	said, err := resultIn(call.Failed(out, err))
	end := c.End(ptr.Value(out).ResultMetadata, err, said != nil)
	if said == nil {
		said = saidBy(&in.StartTaskInput, out)
	}
	r, odd := account(in.ContainerInstances, said, end.Sure)
	switch {
	case end.Sent:
		r.Unknown, r.NotStarted = append(r.Unknown, r.NotStarted...), nil
	case !end.Answered:
		r.Unknown, r.NotStarted = nil, append(r.NotStarted, r.Unknown...)
	}
	err = fleet.Join(err, odd)
	s.came(ctx, in, r, end, err)
	return r, err
}

// resultIn returns the result in a StartError of [FailuresAsErrors], with its cause, or
// nil and err.
func resultIn(err error) (*Result, error) {
	if e, ok := errors.AsType[*StartError](err); ok && e != nil && e.Result != nil {
		return e.Result, e.Err
	}
	return nil, err
}
