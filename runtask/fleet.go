package runtask

import (
	"cmp"
	"context"
	"errors"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/ptr"
)

// runMost is how many tasks a call of RunTask takes.
const runMost = 10

// defaultConcurrency is how many calls RunAll makes at a time.
const defaultConcurrency = 4

// Progress counts the tasks that [RunAll] has handled.
type Progress struct{ Total, Started, Unplaced, Unknown, NotStarted int }

// Done returns the number of tasks whose outcome is settled, known or not.
func (p Progress) Done() int { return p.Started + p.Unplaced + p.Unknown + p.NotStarted }

func (p *Progress) add(r *Result) {
	p.Started += len(r.Tasks)
	p.Unplaced += r.Unplaced
	p.Unknown += r.Unknown
	p.NotStarted += r.NotStarted
}

// RunAll runs count tasks, of which there may be any number: at most 10 a call, and
// several calls at a time. It does not read the count of in: a [Builder] can leave that
// out.
//
// The request is checked before the first call. If it breaks rules nothing is sent,
// and the error is as [Run] returns it. After that a result is returned in any case,
// and the error is nil or a [*RunError].
//
// Each call is made as Run makes it, with a client token of its own. If in has a
// token, the nth call has that token with a slash and n after it, so the same in
// and count make the same calls: while the tokens are valid, a RunAll that was
// interrupted can be repeated, which starts only what is missing. With another
// count, the last call of the first RunAll has a token that ECS may refuse. The
// given token has at most 56 characters.
//
// If ECS still throttles, all calls pause, longer each time; then a single one goes
// first, and the others follow as ECS responds. Any other refusal stops further
// calls; so do three calls in a row whose outcome is not known, and the end of ctx.
// RunAll then returns as soon as the calls under way have ended. The tasks that are
// left count as NotStarted. If ECS places no task of a call, the others go on.
//
// A panic of the client, of an observer, or of the function given to [WithProgress],
// stops further calls too. When the calls under way have ended, RunAll panics with a
// [*PanicError], which has the value of that panic and the result.
//
// Tasks with equal overrides share them in the result: its size does not grow
// with theirs.
func RunAll(ctx context.Context, client RunTaskAPIClient, in *ecs.RunTaskInput, count int, opts ...FleetOption) (*Result, error) {
	s := newRunner(client)
	for _, opt := range opts {
		if opt != nil {
			opt.fleet(s)
		}
	}
	one := new(ptr.Value(in))
	if one.Count != nil {
		one.Count = new(int32(1))
	}
	if in == nil {
		one = nil
	}
	tokens, found, err := s.prepare(one, false, true)
	if err == nil && count < 0 {
		err = field.Errors{{
			Path: "count", Kind: field.OutOfRange, Severity: field.SeverityError, Value: strconv.Itoa(count),
			Msg: "is less than 0", Hint: "give the number of tasks to run",
		}}
	}
	s.checked(ctx, one, count, found, err)
	if err != nil {
		return nil, err
	}
	f := &runAll{runner: s, request: From(one), tokens: tokens, progress: Progress{Total: count}}
	if ptr.IsNil(client) {
		f.cause = errors.New("the client is nil")
	}
	o := new(outcome)
	if count > 0 {
		o = s.retrying(ctx, one, count, f.round)
	}
	f.finish(o)
	r, err := o.end()
	s.settled(ctx, one, count, r, err)
	pass(cmp.Or(f.crashes.First(), s.observers.Crash()), r)
	return r, err
}
