package fleet

import "runtime/debug"

// Crash says why work did not return.
type Crash struct {
	Value  any    // of the panic
	Stack  []byte // of its goroutine
	Exited bool   // it was no panic but a runtime.Goexit
}

// Guard calls work. If that panics, or ends its goroutine, it calls crashed. After
// a panic, Guard then returns; an ended goroutine does not come back.
func Guard(work func(), crashed func(Crash)) {
	returned := false
	defer func() {
		if !returned {
			v := recover() // of a panic, it is never nil
			crashed(Crash{v, debug.Stack(), v == nil})
		}
	}()
	work()
	returned = true
}
