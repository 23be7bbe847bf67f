package starttask

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/wire"
)

const (
	firstPause   = time.Second      // when calls come too often
	longestPause = 30 * time.Second // each is twice as long as the one before
	mostPauses   = 8                // without a call that is answered
	mostUnknown  = 3                // calls in a row whose outcome is not known
)

// fleet is one run of StartAll.
type fleet struct {
	*starter
	requests []ecs.StartTaskInput
	results  []*Result // of the requests

	shared atomic.Pointer[sharedOverrides]

	mu       sync.Mutex
	progress Progress
	next     int  // the request that is sent next
	stopped  bool // none is sent any more
	errs     []error
	unknown  int       // calls in a row whose outcome is not known
	pauses   int       // in a row
	until    time.Time // the end of the last one
}

func (f *fleet) run(ctx context.Context) {
	var workers sync.WaitGroup
	for range min(f.concurrency, len(f.requests)) {
		workers.Go(func() {
			for i, ok := f.claim(ctx); ok; i, ok = f.claim(ctx) {
				f.part(ctx, i)
			}
		})
	}
	workers.Wait()
}

// claim returns the request to send next, if there is any.
func (f *fleet) claim(ctx context.Context) (int, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.stopped && ctx.Err() != nil && f.next < len(f.requests) {
		f.stop(ended(ctx))
	}
	if f.stopped || f.next == len(f.requests) {
		return 0, false
	}
	f.next++
	return f.next - 1, true
}

// part sends a request, as often as ECS says that it comes too early.
func (f *fleet) part(ctx context.Context, i int) {
	in := f.requests[i]
	whole := new(Result)
	var before error
	for {
		if ok, err := f.wait(ctx); !ok {
			f.end(i, whole, &Result{Unstarted: in.ContainerInstances}, errors.Join(err, before))
			return
		}
		r, err := f.start(ctx, in, whole.Tasks)
		if !throttled(err) || len(r.Unstarted) == 0 || !f.slowDown() {
			f.end(i, whole, r, err)
			return
		}
		in.ContainerInstances, r.Unstarted = r.Unstarted, nil
		whole.add(r)
		before = err
	}
}

// wait waits for the end of a pause. It reports whether a call is to follow.
func (f *fleet) wait(ctx context.Context) (follow bool, err error) {
	for {
		f.mu.Lock()
		d, stopped := time.Until(f.until), f.stopped
		f.mu.Unlock()
		switch {
		case stopped:
			return false, nil
		case d <= 0:
			return true, nil
		}
		if err := sleep(ctx, d); err != nil {
			return false, err
		}
	}
}

// slowDown makes all calls pause. It reports whether another call is worth it.
func (f *fleet) slowDown() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := time.Now()
	if now.Before(f.until) {
		return true // another call has seen to it
	}
	if f.pauses == mostPauses || f.stopped {
		return false
	}
	f.until = now.Add(min(firstPause<<f.pauses, longestPause))
	f.pauses++
	return true
}

// end records what became of request i: r, after what is in whole.
func (f *fleet) end(i int, whole, r *Result, err error) {
	whole.add(r)
	whole.sort(f.requests[i].ContainerInstances)
	f.share(whole.Tasks)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.results[i] = whole
	switch {
	case len(r.Unstarted) > 0:
		f.stop(err)
	case len(r.Unknown) > 0:
		f.note(err)
		if f.unknown++; f.unknown == mostUnknown {
			f.stopped = true
		}
	default:
		f.unknown, f.pauses = 0, 0
	}
	p := &f.progress
	p.Started += len(whole.Tasks)
	p.Failed += len(whole.Failures)
	p.Unknown += len(whole.Unknown)
	p.Unstarted += len(whole.Unstarted)
	if f.starter.progress != nil {
		f.starter.progress(*p)
	}
}

func (f *fleet) stop(err error) {
	f.stopped = true
	f.note(err)
}

// note keeps err, unless there are many or one that says the same.
func (f *fleet) note(err error) {
	same := func(e error) bool { return e.Error() == err.Error() }
	if err != nil && len(f.errs) < listed && !slices.ContainsFunc(f.errs, same) {
		f.errs = append(f.errs, err)
	}
}

// sharedOverrides are overrides with their JSON.
type sharedOverrides struct {
	value *types.TaskOverride
	text  []byte
}

// share lets tasks have the overrides of an earlier one where they are equal.
func (f *fleet) share(tasks []types.Task) {
	for i, t := range tasks {
		if t.Overrides == nil {
			continue
		}
		if known := f.shared.Load(); known != nil && wire.Is(t.Overrides, known.text) {
			tasks[i].Overrides = known.value
			continue
		}
		f.shared.Store(&sharedOverrides{t.Overrides, wire.Encode(t.Overrides)})
	}
}
