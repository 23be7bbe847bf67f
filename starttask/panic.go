package starttask

import (
	"fmt"

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
}

// Error returns the value and the stack of the original panic.
func (e *PanicError) Error() string { return fmt.Sprintf("%v\n\n%s", e.Value, e.Stack) }

// Unwrap returns Value, if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// pass lets the goroutine of the caller have a crash, if there was one.
func pass(c *fleet.Crash, r *Result) {
	if c != nil {
		c.Raise(&PanicError{Value: c.Value, Stack: c.Stack, Result: r})
	}
}
