package starttask

import (
	"fmt"
	"runtime"

	"github.com/ecstask/ecstask/internal/fleet"
)

// PanicError is what [StartAll] panics with, in the goroutine of its caller, after a
// panic of the client, of the client given to [WithReconcile], of the function given to
// [WithProgress], or of an observer. [Start] panics with it after a panic of an
// observer. By then no call is under way.
type PanicError struct {
	Value  any     // of the original panic
	Stack  []byte  // of the goroutine that panicked
	Result *Result // what is known: the instances of the call that panicked are in its Unknown list
	exited bool    // it was no panic but a runtime.Goexit
}

// Error returns the value and the stack of the original panic.
func (e *PanicError) Error() string { return fmt.Sprintf("%v\n\n%s", e.Value, e.Stack) }

// Unwrap returns Value, if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// guard calls work. If that panics, or ends its goroutine, it stops the fleet, and
// keeps what happened for the goroutine of the caller.
func (f *startAll) guard(work func()) {
	fleet.Guard(work, func(c fleet.Crash) {
		f.pace.Stop()
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.crash == nil {
			f.crash = &PanicError{Value: c.Value, Stack: c.Stack, exited: c.Exited}
		}
	})
}

// pass lets the caller have the panic of an observer.
func (s *starter) pass(r *Result) {
	if c := s.observers.Crash(); c != nil {
		panic(&PanicError{Value: c.Value, Stack: c.Stack, Result: r})
	}
}

// pass lets the caller have the panic of a worker.
func (f *startAll) pass(r *Result) {
	switch {
	case f.crash == nil:
		f.starter.pass(r)
	case f.crash.exited:
		runtime.Goexit()
	default:
		f.crash.Result = r
		panic(f.crash)
	}
}
