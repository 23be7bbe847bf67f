package starttask

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

// eventOf returns an event about in, which may be nil.
func eventOf(kind event.Kind, in *ecs.StartTaskInput) event.Event {
	v := ptr.Value(in)
	return event.Event{
		Kind: kind, Operation: operation, Cluster: ptr.Value(v.Cluster), TaskDefinition: ptr.Value(v.TaskDefinition),
		Tasks: len(v.ContainerInstances), StartedBy: ptr.Value(v.StartedBy),
	}
}

// event returns an event about a call.
func (p *part) event(kind event.Kind) event.Event {
	e := eventOf(kind, &p.StartTaskInput)
	e.Call, e.Attempt = p.number, p.attempt
	return e
}

// count adds what stands in r to e.
func (r *Result) count(e *event.Event) {
	e.Started, e.Failed, e.Unknown, e.NotStarted = len(r.Tasks), len(r.Failures), len(r.Unknown), len(r.NotStarted)
	for _, f := range r.Failures {
		if e.Reasons == nil {
			e.Reasons = make(map[string]int)
		}
		e.Reasons[f.Reason()]++
	}
}

// checked tells what became of the check. If that makes an observer panic nothing is
// sent.
func (s *starter) checked(ctx context.Context, in *ecs.StartTaskInput, found field.Findings, err error) {
	if s.observers.Any() {
		e := eventOf(event.Checked, in)
		e.Warnings, e.Err = found.Warnings(), err
		s.observers.Tell(ctx, e)
		pass(s.observers.Crash(), &Result{NotStarted: ptr.Value(in).ContainerInstances})
	}
}

// sent tells that a call begins.
func (s *starter) sent(ctx context.Context, in *part) {
	if s.observers.Any() {
		s.observers.Tell(ctx, in.event(event.Sent))
	}
}

// came tells what a call came to.
func (s *starter) came(ctx context.Context, in *part, r *Result, end call.Ending, err error) {
	if !s.observers.Any() {
		return
	}
	e := in.event(event.Answered)
	switch {
	case len(r.Unknown) > 0:
		e.Kind = event.Unknown
	case len(r.NotStarted) > 0:
		e.Kind = event.Refused
	}
	r.count(&e)
	e.Requests, e.RequestID, e.Err = end.Requests, end.RequestID, err
	s.observers.Tell(ctx, e)
}

// retrying tells that a call will be made again, if it will.
func (s *starter) retrying(ctx context.Context, in *part, pause time.Duration) {
	if s.observers.Any() && ctx.Err() == nil {
		e := in.event(event.Retrying)
		e.Pause = pause
		s.observers.Tell(ctx, e)
	}
}

// reconciled tells what looking for the tasks of a call came to, and whether missing
// ones may be sent again.
func (s *starter) reconciled(ctx context.Context, in *part, found, missing int, again bool, err error) {
	if s.observers.Any() {
		e := in.event(event.Reconciled)
		e.Started, e.Err = found, err
		if again && err == nil {
			e.NotStarted = missing
		} else {
			e.Unknown = missing
		}
		s.observers.Tell(ctx, e)
	}
}

// settled tells the end.
func (s *starter) settled(ctx context.Context, in *ecs.StartTaskInput, r *Result, err error) {
	if s.observers.Any() {
		e := eventOf(event.Settled, in)
		r.count(&e)
		e.Err = err
		s.observers.Tell(ctx, e)
	}
}
