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

	mu      sync.Mutex // one call at a time
	crashes Crashes
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
	if o.crashes.First() != nil {
		return
	}
	o.crashes.Guard(func() {
		for _, f := range o.all {
			f(ctx, e)
		}
	}, func() {})
}

// Crash returns the panic of an observer, or nil.
func (o *Observers) Crash() *Crash { return o.crashes.First() }
