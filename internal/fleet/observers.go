package fleet

import (
	"context"
	"sync"

	"github.com/ecstask/ecstask/event"
)

// Observers are told of the events of one operation, one at a time. If one panics,
// none is called any more, and the operation goes on.
type Observers struct {
	all []event.Observer

	mu    sync.Mutex
	crash *Crash
}

// Add adds an observer. Nil adds nothing.
func (o *Observers) Add(f event.Observer) {
	if f != nil {
		o.all = append(o.all, f)
	}
}

// Any reports whether there is an observer.
func (o *Observers) Any() bool { return len(o.all) > 0 }

// Tell calls the observers, in the order in which they were added.
func (o *Observers) Tell(ctx context.Context, e event.Event) {
	if !o.Any() {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.crash != nil {
		return
	}
	Guard(func() {
		for _, f := range o.all {
			f(ctx, e)
		}
	}, func(c Crash) { o.crash = &c })
}

// Crash returns the panic of an observer, or nil.
func (o *Observers) Crash() *Crash {
	if !o.Any() {
		return nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.crash
}
