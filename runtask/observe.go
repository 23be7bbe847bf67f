package runtask

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/event"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/call"
	"github.com/ecstask/ecstask/internal/ptr"
)

// The methods below tell the observers, if there are any, what happens.

// eventOf returns an event about count tasks of in, which may be nil.
func eventOf(kind event.Kind, in *ecs.RunTaskInput, count int) event.Event {
	v := ptr.Value(in)
	return event.Event{
		Kind: kind, Operation: operation, Cluster: ptr.Value(v.Cluster), TaskDefinition: ptr.Value(v.TaskDefinition),
		Tasks: count, StartedBy: ptr.Value(v.StartedBy),
	}
}

// event returns an event about a call.
func (r *attempt) event(kind event.Kind) event.Event {
	e := eventOf(kind, &r.request.draft.RunTaskInput, r.count)
	e.Call, e.Attempt, e.ClientToken = r.number, r.tries, r.token
	return e
}

// count adds what stands in r to e.
func (r *Result) count(e *event.Event) {
	e.Started, e.Failed, e.Unknown, e.NotStarted = len(r.Tasks), r.Unplaced, r.Unknown, r.NotStarted
	for _, f := range r.Failures {
		if e.Reasons == nil {
			e.Reasons = make(map[string]int)
		}
		if f != nil {
			e.Reasons[f.Reason()]++
		}
	}
}

// checked tells what became of the check. If that makes an observer panic nothing is
// sent.
func (s *runner) checked(ctx context.Context, in *ecs.RunTaskInput, count int, found field.Findings, err error) {
	if s.observers.Any() {
		e := eventOf(event.Checked, in, count)
		e.Warnings, e.Err = found.Warnings(), err
		s.observers.Tell(ctx, e)
		pass(s.observers.Crash(), &Result{NotStarted: max(count, 0)})
	}
}

// sent tells that a call begins.
func (s *runner) sent(ctx context.Context, r *attempt) {
	if s.observers.Any() {
		s.observers.Tell(ctx, r.event(event.Sent))
	}
}

// came tells what a call came to.
func (s *runner) came(ctx context.Context, r *attempt, o *outcome, end call.Ending) {
	if !s.observers.Any() {
		return
	}
	e := r.event(event.Answered)
	switch {
	case o.Unknown > 0:
		e.Kind = event.Unknown
	case o.NotStarted > 0:
		e.Kind = event.Refused
	}
	o.count(&e)
	e.Requests, e.RequestID, e.Err = end.Requests, end.RequestID, o.err
	s.observers.Tell(ctx, e)
}

// again tells that a call will be made again, if it will.
func (s *runner) again(ctx context.Context, r *attempt, pause time.Duration) {
	if s.observers.Any() && ctx.Err() == nil && !r.pace.Over() {
		e := r.event(event.Retrying)
		e.Pause = pause
		s.observers.Tell(ctx, e)
	}
}

// retried tells that count tasks will be tried again, if they will.
func (s *runner) retried(ctx context.Context, in *ecs.RunTaskInput, count int, pause time.Duration) {
	if s.observers.Any() && ctx.Err() == nil {
		e := eventOf(event.Retrying, in, count)
		e.Pause = pause
		s.observers.Tell(ctx, e)
	}
}

// settled tells the end.
func (s *runner) settled(ctx context.Context, in *ecs.RunTaskInput, count int, r *Result, err error) {
	if s.observers.Any() {
		e := eventOf(event.Settled, in, count)
		r.count(&e)
		e.Err = err
		s.observers.Tell(ctx, e)
	}
}
