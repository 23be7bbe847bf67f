package fleet

import (
	"runtime"
	"runtime/debug"
	"sync"
)

// Crash says why work did not return.
type Crash struct {
	Value  any    // of the panic
	Stack  []byte // of its goroutine
	Exited bool   // it was no panic but a runtime.Goexit
}

// Raise lets the goroutine that calls it end as the other one did: it panics with as,
// or exits.
func (c *Crash) Raise(as error) {
	if c.Exited {
		runtime.Goexit()
	}
	panic(as)
}

// Crashes keeps the first crash of several goroutines.
type Crashes struct {
	mu    sync.Mutex
	first *Crash
}

// First returns the first crash, or nil.
func (c *Crashes) First() *Crash {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.first
}

// Guard calls work. If that panics, or ends its goroutine, it keeps that and calls
// stop. After a panic, Guard then returns; an ended goroutine does not come back.
func (c *Crashes) Guard(work, stop func()) {
	returned := false
	defer func() {
		if !returned {
			v := recover() // of a panic, it is never nil
			c.add(&Crash{v, debug.Stack(), v == nil})
			stop()
		}
	}()
	work()
	returned = true
}

func (c *Crashes) add(crash *Crash) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.first == nil {
		c.first = crash
	}
}
