package runtask

import (
	"context"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/fleet"
)

// mostUnknown is after how many calls in a row whose outcome is not known a fleet
// is given up.
const mostUnknown = 3

// runAll is one run of [RunAll].
type runAll struct {
	*runner
	request Builder
	tokens  *tokens
	shared  fleet.Overrides
	cause   error // why no call can be made

	mu       sync.Mutex
	progress Progress
	crashes  fleet.Crashes
}

// A round makes the calls for some tasks.
type round struct {
	*runAll
	pace *fleet.Pace

	left    int // tasks of the calls to come
	calls   []*part
	errs    fleet.Notes
	unknown int // calls in a row whose outcome is not known
}

// A part is a call for at most 10 tasks.
type part struct {
	*attempt
	came *outcome // what it came to; nil while it is under way
}

// round runs count tasks.
func (f *runAll) round(ctx context.Context, count int) *outcome {
	r := &round{runAll: f, pace: fleet.NewPace(f.concurrency), left: count}
	f.progress.Unplaced, f.progress.NotStarted = 0, 0 // they are tried again
	if f.cause != nil {
		r.giveUp(f.cause)
	}
	var workers sync.WaitGroup
	for range min(f.concurrency, (count-1)/runMost+1) {
		workers.Go(func() {
			f.crashes.Guard(func() {
				for c := r.claim(); c != nil; c = r.claim() {
					r.end(c, f.start(ctx, c.attempt))
				}
			}, r.pace.Stop)
		})
	}
	workers.Wait()
	return r.outcome()
}

// claim returns the call to make next, or nil if there is none.
func (r *round) claim() *part {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.pace.Over() || r.left == 0 {
		return nil
	}
	n := min(r.left, runMost)
	r.left -= n
	c := &part{attempt: &attempt{request: r.request, count: n, token: r.tokens.next(), number: r.tokens.calls, pace: r.pace}}
	r.calls = append(r.calls, c)
	return c
}

// end records what a call came to.
func (r *round) end(c *part, o *outcome) {
	r.shared.Share(o.Tasks)
	r.mu.Lock()
	defer r.mu.Unlock()
	c.came = o
	switch {
	case o.NotStarted > 0:
		r.giveUp(o.err)
	case o.Unknown > 0:
		r.errs.Add(o.err, listed)
		if r.unknown++; r.unknown == mostUnknown {
			r.pace.Stop()
		}
	default:
		r.unknown = 0
	}
	r.progress.add(&o.Result)
	r.report()
	if r.observers.Crash() != nil {
		r.pace.Stop()
	}
}

// report has the caller see the progress, unless its function has panicked.
func (f *runAll) report() {
	if f.runner.progress != nil && f.crashes.First() == nil {
		f.runner.progress(f.progress)
	}
}

// giveUp stops the round because of err. There is always room to note that.
func (r *round) giveUp(err error) {
	r.pace.Stop()
	r.errs.Add(err, 2*listed)
}

// outcome puts together what became of all calls, and of those that no worker has
// ended.
func (r *round) outcome() *outcome {
	whole := &outcome{over: r.crashes.First() != nil || r.cause != nil}
	whole.Tasks = make([]types.Task, 0, r.progress.Started)
	for _, c := range r.calls {
		if c.came == nil { // its worker has panicked
			c.came = &outcome{Result: Result{Unknown: c.count, ClientTokens: []string{c.token}, Unsettled: []Unsettled{{c.token, c.count}}}}
		}
		c.came.err = nil // r.errs has what matters of it
		whole.add(c.came)
	}
	whole.NotStarted += r.left
	whole.err = r.errs.Err()
	return whole
}

// finish shows the caller how the fleet has ended.
func (f *runAll) finish(o *outcome) {
	last := Progress{Total: f.progress.Total}
	last.add(&o.Result)
	if f.progress != last {
		f.progress = last
		f.crashes.Guard(f.report, func() {})
	}
}
