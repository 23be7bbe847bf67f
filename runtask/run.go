package runtask

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go/middleware"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/call"
	"github.com/ecstask/ecstask/internal/fleet"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/rules"
)

// Run checks in, sends it, and returns what was started and what was not.
//
// If in breaks rules nothing is sent: the result is nil and the error has all of
// them, as [field.Errors]. Warnings do not stop it: [WithObserver] and [Check] show them.
// Otherwise the result is never nil. The error is nil only
// if exactly the requested tasks were started, and a [*RunError] otherwise:
// errors.Is finds [failure.ErrResource] and the like in it, [ErrUnknown], and the
// errors of the SDK; [failure.Refused] explains a refusal. [Partial] tells whether
// ECS has given a reason for everything that was not started.
//
// A request without a client token gets one, which is in the ClientTokens of the
// result. If the connection is lost, or ECS reports an internal error, Run sends
// the request again with its token, first through the SDK's retries and then for as
// long as [WithRetryUnknown] says. ECS then returns the tasks of the first
// attempt, or carries it out. If that does not help, the tasks count as Unknown,
// and the Unsettled list of the result has the calls to send again. The package
// documentation says when a token does not protect.
//
// Run does not change in. [RunAll] takes any count.
//
// If an observer panics, Run ends without trying again what ECS did not place, and then
// panics with a [*PanicError], which has the result.
func Run(ctx context.Context, client RunTaskAPIClient, in *ecs.RunTaskInput, opts ...Option) (*Result, error) {
	s := newRunner(client)
	for _, opt := range opts {
		if opt != nil {
			opt.run(s)
		}
	}
	count := countOf(in)
	tokens, found, err := s.prepare(in, true, s.retryUnplaced > 0)
	s.checked(ctx, in, count, found, err)
	if err != nil {
		return nil, err
	}
	request := From(in)
	o := s.retrying(ctx, in, count, func(ctx context.Context, n int) *outcome {
		return s.start(ctx, &attempt{request: request, count: n, token: tokens.next(), number: tokens.calls})
	})
	r, err := o.end()
	s.settled(ctx, in, count, r, err)
	pass(s.observers.Crash(), r)
	return r, err
}

// prepare checks in, and returns the client tokens of its calls, and what it found.
func (s *runner) prepare(in *ecs.RunTaskInput, whole, several bool) (*tokens, field.Findings, error) {
	found := Check(in, s.rules...)
	if err := found.Err(); err != nil {
		return nil, found, err
	}
	tokens, err := newTokens(in, whole, several)
	return tokens, found, err
}

// runner has what the calls of one Run have in common.
type runner struct {
	client        RunTaskAPIClient
	rules         []rules.Option
	retryUnknown  time.Duration
	retryUnplaced time.Duration
	concurrency   int
	progress      func(Progress)
	observers     fleet.Observers
}

func newRunner(client RunTaskAPIClient) *runner {
	return &runner{client: client, retryUnknown: time.Minute, concurrency: defaultConcurrency}
}

// attempt is the request of one call.
type attempt struct {
	request Builder
	count   int
	token   string
	expires time.Time   // the token
	lost    bool        // it was sent, and nobody knows what became of it
	number  int         // of the call, from 1 on
	tries   int         // how often it was sent
	pace    *fleet.Pace // of the fleet; nil for a single call
}

// input returns a copy of the request, which is the client's to change.
func (r *attempt) input() *ecs.RunTaskInput {
	in := r.request.Unchecked()
	if in.Count != nil || r.count != 1 {
		in.Count = new(int32(r.count))
	}
	in.ClientToken = new(r.token)
	return in
}

// start sends a request, and again while its outcome is not known and the client
// token makes that safe.
func (s *runner) start(ctx context.Context, r *attempt) *outcome {
	r.expires = time.Now().Add(tokenLife)
	o := s.send(ctx, r)
	first := o.err
	for pause := range fleet.Pauses(s.retryUnknown) {
		if o.Unknown == 0 || !o.again || !time.Now().Add(pause).Before(r.expires) {
			break
		}
		s.again(ctx, r, pause)
		if ok, err := r.pace.Sleep(ctx, pause); !ok {
			o.err = fleet.Join(o.err, err)
			break
		}
		o = o.settled(s.send(ctx, r), r.count)
	}
	o.ClientTokens = []string{r.token}
	if o.Unknown > 0 {
		o.err = fleet.Join(first, o.err)
		if o.tokenless {
			o.err = fleet.Join(o.err, errTokenless)
		} else {
			o.Unsettled = []Unsettled{{r.token, r.count}}
		}
	}
	return o
}

// settled returns what a lost request came to that was sent again with next.
func (o *outcome) settled(next *outcome, count int) *outcome {
	next.Tasks = slices.Concat(o.Tasks, next.Tasks)
	next.Result = *account(count, &next.Result, true)
	next.tokenless = next.tokenless || o.tokenless
	return next
}

// send makes a call when it is its turn, and in a fleet again if ECS throttles it.
func (s *runner) send(ctx context.Context, r *attempt) (o *outcome) {
	var err error
	ok, over := r.pace.Do(ctx, func() fleet.Outcome {
		o = s.call(ctx, r)
		err = o.err
		return paceOf(o)
	}, func(pause time.Duration) { s.again(ctx, r, pause) })
	if ok {
		return o
	}
	o = refused(r.count, fleet.Join(over, err))
	if r.lost {
		o.Unknown, o.NotStarted = o.NotStarted, 0
	}
	return o
}

// paceOf returns what a call that came to o means for the others.
func paceOf(o *outcome) fleet.Outcome {
	switch {
	case call.Throttled(o.err) && (o.NotStarted > 0 || o.again):
		return fleet.Throttled
	case o.NotStarted > 0, call.Refused(o.err):
		return fleet.Refused
	case o.Unknown > 0:
		return fleet.Lost
	}
	return fleet.Answered
}

var errTokenless = errors.New("the client did not send the client token, so the request is not safe to send again")

var errSentAgain = errors.New("the request was sent more than once, and the failures may be due to tasks that were started before")

// call makes one call.
func (s *runner) call(ctx context.Context, r *attempt) *outcome {
	if ptr.IsNil(s.client) {
		return refused(r.count, errors.New("the client is nil"))
	}
	c := call.NewIdempotent(operation, member(r.token), r.expires, r.lost)
	defer c.End(middleware.Metadata{}, nil, false) // also when the client panics
	in := r.input()
	r.tries++
	s.sent(ctx, r)
	subnets := hasSubnets(in)
	out, err := s.client.RunTask(ctx, in, c.Options)
	said, err := resultIn(call.Failed(out, err))
	end := c.End(ptr.Value(out).ResultMetadata, err, said != nil)
	if said == nil {
		said = saidBy(out, r.count, subnets)
	}
	if end.Answered && !end.Sure && said.Unplaced > 0 {
		err = fleet.Join(err, errSentAgain)
	}
	o := &outcome{Result: *account(r.count, said, end.Sure && end.Answered), err: err, tokenless: end.Tokenless}
	switch {
	case end.Sent:
		o.Unknown, o.NotStarted = o.Unknown+o.NotStarted, 0
	case !end.Answered:
		o.Unknown, o.NotStarted = 0, o.NotStarted+o.Unknown
	}
	switch {
	case o.Unknown > 0:
		o.again = end.Idempotent && !end.Answered && !call.Final(err)
		r.lost = true
	case o.NotStarted > 0:
		o.refusal = err
	case r.count > 0:
		o.err = nil // it has nothing to tell
	}
	s.came(ctx, r, o, end)
	return o
}

// resultIn returns the result in a RunError of [FailuresAsErrors], with its cause, or
// nil and err.
func resultIn(err error) (*Result, error) {
	if e, ok := errors.AsType[*RunError](err); ok && e != nil && e.Result != nil {
		return e.Result, e.Err
	}
	return nil, err
}
