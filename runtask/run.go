package runtask

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

// Run checks in, sends it, and returns what was started and what was not.
//
// If in breaks rules nothing is sent: the result is nil and the error has all of
// them, as [field.Errors]. Otherwise the result is never nil. The error is nil only
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
// and the error names the token with which to repeat the request. The package
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
	tokens, err := s.prepare(in, true, s.retryUnplaced > 0)
	s.checked(ctx, in, count, err)
	if err != nil {
		return nil, err
	}
	request := From(in)
	o := s.retrying(ctx, in, count, func(ctx context.Context, n int) *outcome {
		return s.start(ctx, &attempt{request: request, count: n, token: tokens.next(), number: tokens.calls}, s)
	})
	r, err := o.end()
	s.settled(ctx, in, count, r, err)
	s.pass(r)
	return r, err
}

// prepare checks in, and returns the client tokens of its calls.
func (s *runner) prepare(in *ecs.RunTaskInput, whole, several bool) (*tokens, error) {
	if err := rules.Check(in, s.rules...).Err(); err != nil {
		return nil, err
	}
	return newTokens(in, whole, several)
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
	lost    bool // it was sent, and nobody knows what became of it
	number  int  // of the call, from 1 on
	tries   int  // how often it was sent
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

// sender makes single calls of a client, and pauses between them.
type sender interface {
	send(ctx context.Context, r *attempt, expires time.Time) *outcome
	sleep(ctx context.Context, d time.Duration) (bool, error)
}

// start sends a request, and again while its outcome is not known and the client
// token makes that safe.
func (s *runner) start(ctx context.Context, r *attempt, by sender) *outcome {
	expires := time.Now().Add(tokenLife)
	o := by.send(ctx, r, expires)
	first := o.err
	for pause := range pauses(s.retryUnknown) {
		if o.Unknown == 0 || !o.again || !time.Now().Add(pause).Before(expires) {
			break
		}
		s.again(ctx, r, pause)
		if ok, err := by.sleep(ctx, pause); !ok {
			o.err = also(o.err, err)
			break
		}
		o = o.settled(by.send(ctx, r, expires), r.count)
	}
	o.ClientTokens = []string{r.token}
	if o.Unknown > 0 {
		o.err = also(first, o.err)
		o.unsettled = []unsettled{{r.token, r.count, o.tokenless}}
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

var errSentAgain = errors.New("the request was sent more than once, and the failures may be due to tasks that were started before")

// send makes one call.
func (s *runner) send(ctx context.Context, r *attempt, expires time.Time) *outcome {
	if ptr.IsNil(s.client) {
		return refused(r.count, errors.New("the client is nil"))
	}
	c := call.NewIdempotent(operation, member(r.token), expires, r.lost)
	defer c.End(middleware.Metadata{}, nil, false) // also when the client panics
	in := r.input()
	r.tries++
	s.sent(ctx, r)
	subnets := hasSubnets(in)
	out, err := s.client.RunTask(ctx, in, c.Options)
	if err != nil && ptr.IsNil(err) {
		err = errors.New("the client returned a nil pointer as an error")
	}
	reported, cause := resultIn(err)
	end := c.End(ptr.Value(out).ResultMetadata, err, reported != nil)
	answered := reported != nil || err == nil && out != nil
	var said Result
	switch {
	case reported != nil: // of FailuresAsErrors
		said, err = *reported, cause
	case err == nil && out == nil:
		err = errors.New("the client returned neither a response nor an error")
	case out != nil:
		said = saidBy(out, r.count, subnets)
	}
	if answered && !end.Sure && said.Unplaced > 0 {
		err = also(err, errSentAgain)
	}
	o := &outcome{Result: *account(r.count, &said, end.Sure && answered), err: err, tokenless: end.Tokenless}
	switch {
	case end.Sent:
		o.Unknown, o.NotStarted = o.Unknown+o.NotStarted, 0
	case !answered:
		o.Unknown, o.NotStarted = 0, o.Unknown+o.NotStarted
	}
	switch {
	case o.Unknown > 0:
		o.again = end.Idempotent && !answered && (call.Throttled(err) || !call.Refused(err))
		r.lost = true
	case o.NotStarted > 0:
		o.refusal = err
	case r.count > 0:
		o.err = nil // it has nothing to tell
	}
	s.came(ctx, r, o, end)
	return o
}

// sleep implements sender.
func (s *runner) sleep(ctx context.Context, d time.Duration) (bool, error) {
	err := fleet.Sleep(ctx, d)
	return err == nil, err
}
