// Package event reports what happens while tasks are started and followed, for logs,
// traces and metrics.
//
// [github.com/ecstask/ecstask/starttask.WithObserver], and WithObserver of runtask and
// lifecycle, take an [Observer], which is called with each [Event]:
//
//	result, err := runtask.Run(ctx, client, in, runtask.WithObserver(event.Slog(logger)))
//
// The events of Start, StartAll, Run and RunAll come in this order. [Checked] is the
// first, and also the last if the request breaks rules. Each call of the client is a
// [Sent] and then one of [Answered], [Refused] and [Unknown]. [Retrying] and
// [Reconciled] come between calls. [Settled] is the last. A fleet makes several calls at
// a time: the Call of an event says which one it is about. If a client panics, the
// events after that are missing. Wait reports each task that has [Stopped].
//
// # OpenTelemetry
//
// This module does not depend on OpenTelemetry. This observer adds each event to the
// span in the context that Start was called with:
//
//	func spans(ctx context.Context, e event.Event) {
//		span := trace.SpanFromContext(ctx)
//		var attrs []attribute.KeyValue
//		for _, a := range e.Attrs() {
//			attrs = append(attrs, attribute.String("ecstask."+a.Key, a.Value.String()))
//		}
//		span.AddEvent(string(e.Kind), trace.WithAttributes(attrs...))
//		if e.Call == 0 && e.Err != nil { // of the whole operation
//			span.SetStatus(codes.Error, e.Err.Error())
//		}
//	}
//
// # Secrets
//
// An event has no overrides, commands, environment values or tags. Its error may quote
// ECS, as all errors of this module may.
package event

import (
	"context"
	"time"

	"github.com/ecstask/ecstask/field"
)

// Kind is what an event is about.
type Kind string

const (
	// Checked is the first event: the request was checked. Err has the rules that it
	// breaks. Then nothing is sent. Warnings do not stop it, but tell why ECS may refuse
	// the request.
	Checked Kind = "checked"
	// Sent is a call of the client that begins now.
	Sent Kind = "sent"
	// Answered is a call that ECS has answered: the response says of each task whether
	// it was started.
	Answered Kind = "answered"
	// Refused is a call with which nothing was started. Err says why.
	Refused Kind = "refused"
	// Unknown is a call after which it is not known whether some task was started.
	Unknown Kind = "unknown"
	// Retrying is a call that will be made again after Pause, with the same client
	// token if it has one: ECS throttled it, or its outcome is not known. Without a
	// Call, new calls will be made for the Tasks that ECS did not place or refused. If
	// the context ends in the pause, or the fleet is given up, no call is made.
	Retrying Kind = "retrying"
	// Reconciled is a call of StartTask whose tasks were looked for: Started were found,
	// NotStarted were not and are sent again. Unknown may be running although they were
	// not found: Err says why, or they have been sent again three times.
	Reconciled Kind = "reconciled"
	// Settled is the last event: it counts all tasks as the result does, and Err is
	// the error that is returned.
	Settled Kind = "settled"
	// Stopped is a task that has stopped, or that ECS does not know. Err is nil if it
	// has succeeded.
	Stopped Kind = "stopped"
)

// Event is one thing that happened. Fields that do not apply to its kind are zero.
type Event struct {
	Kind           Kind
	Operation      string // StartTask or RunTask
	Cluster        string // as the request names it; empty for the default one
	TaskDefinition string // as the request names it
	Call           int    // which call of a fleet, from 1 on; 0 if the event is about all
	Attempt        int    // how often that call was made, from 1 on
	Tasks          int    // how many are asked for
	StartedBy      string // of the request
	ClientToken    string // of the call

	Started    int            // tasks
	Failed     int            // tasks that ECS did not place
	Unknown    int            // tasks whose outcome is not known: they may be running
	NotStarted int            // tasks that were not started: the call was refused, or not made
	Reasons    map[string]int // how often ECS gave each reason for a failure; RunTask gives one for each instance that it tried

	Requests  int    // how often the SDK sent the request; 0 if the client does not pass on the options of the call
	RequestID string // of ECS, of the last of them
	Pause     time.Duration

	Task              string // ARN
	ContainerInstance string // ARN, of the task
	Verdict           string // of package lifecycle, as the next three
	StopCode          string
	ExitCode          *int // nil if ECS reports none
	Duration          time.Duration

	Warnings field.Findings
	Err      error
}

// Observer is called with each event, and with the context of the operation that
// it is about. The operation waits for it to return, so it should be quick.
type Observer func(context.Context, Event)
