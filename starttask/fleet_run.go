package starttask

import (
	"context"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/fleet"
)

// mostUnknown is after how many calls in a row whose outcome is not known a fleet
// is given up.
const mostUnknown = 3

// startAll is one run of [StartAll].
type startAll struct {
	*starter
	pace     *fleet.Pace
	requests []ecs.StartTaskInput
	results  []*Result // of the requests

	shared fleet.Overrides

	mu       sync.Mutex
	progress Progress
	next     int // the request that is sent next
	errs     fleet.Notes
	unknown  int // calls in a row whose outcome is not known
	crashes  fleet.Crashes
}

func newStartAll(s *starter, requests []ecs.StartTaskInput, size int) *startAll {
	return &startAll{
		starter: s, pace: fleet.NewPace(s.concurrency),
		requests: requests, results: make([]*Result, len(requests)), progress: Progress{Total: size},
	}
}

func (f *startAll) run(ctx context.Context) {
	var workers sync.WaitGroup
	for range min(f.concurrency, len(f.requests)) {
		workers.Go(func() {
			f.crashes.Guard(func() {
				for i, ok := f.claim(); ok; i, ok = f.claim() {
					r, err := f.start(ctx, part{StartTaskInput: f.requests[i], number: i + 1, pace: f.pace})
					f.end(i, r, err)
				}
			}, f.pace.Stop)
		})
	}
	workers.Wait()
}

// claim returns the request to send next, if there is any.
func (f *startAll) claim() (int, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.pace.Over() || f.next == len(f.requests) {
		return 0, false
	}
	f.next++
	return f.next - 1, true
}

// end records what became of request i.
func (f *startAll) end(i int, r *Result, err error) {
	f.shared.Share(r.Tasks)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.results[i] = r
	switch {
	case len(r.NotStarted) > 0:
		f.giveUp(err)
	case len(r.Unknown) > 0:
		f.errs.Add(err, listed)
		if f.unknown++; f.unknown == mostUnknown {
			f.pace.Stop()
		}
	default:
		f.unknown = 0
	}
	f.progress.add(r)
	f.report()
	if f.observers.Crash() != nil {
		f.pace.Stop()
	}
}

// report has the caller see the progress, unless its function has panicked.
func (f *startAll) report() {
	if f.starter.progress != nil && f.crashes.First() == nil {
		f.starter.progress(f.progress)
	}
}

// giveUp stops the fleet because of err. There is always room to note that.
func (f *startAll) giveUp(err error) {
	f.pace.Stop()
	f.errs.Add(err, 2*listed)
}

// result puts together what became of all requests, and reports those that no
// worker has ended.
func (f *startAll) result() *Result {
	whole := &Result{Tasks: make([]types.Task, 0, f.progress.Started)}
	open := false
	for i, r := range f.results {
		if r == nil {
			open = true
			r = &Result{NotStarted: f.requests[i].ContainerInstances}
			if i < f.next { // its worker has panicked
				r.NotStarted, r.Unknown = nil, r.NotStarted
			}
			f.progress.add(r)
		}
		whole.add(r)
	}
	if open {
		f.crashes.Guard(f.report, f.pace.Stop)
	}
	return whole
}
