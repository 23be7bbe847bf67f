package runtask_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/runtask"
)

// faultsOfFleets breaks one call in four of a fleet. Then nothing may be left open. It
// does so with calls that are cut for good as well, and repeats the whole fleet.
func faultsOfFleets(t *testing.T, s *tally) {
	const count = 995
	for _, lasting := range []bool{false, true} {
		srv := newServer(t)
		var mu sync.Mutex
		random, struck := rand.New(rand.NewPCG(3, 4)), 0
		srv.InjectFunc(func(ecstest.Request) *ecstest.Fault {
			mu.Lock()
			defer mu.Unlock()
			switch {
			case lasting && struck > 20:
				struck++
				return &ecstest.Fault{Cut: true, After: random.IntN(2) == 0}
			case random.IntN(4) > 0:
				return nil
			}
			struck++
			f := randomFault(random)
			return &f
		})
		in := asking(7) // which RunAll does not read
		in.ClientToken = new("nightly/2026-11-29")
		r, err := runtask.RunAll(t.Context(), srv.Client(hasty), in, count, runtask.WithConcurrency(8), quickly)
		s.faults += struck
		s.check(t, fmt.Sprintf("lasting %t", lasting), srv, 0, count, r, err, !lasting)
		if !lasting {
			continue
		}
		if r.Unknown == 0 || r.NotStarted == 0 {
			t.Errorf("%+v, %v", r, err)
		}
		srv.InjectFunc(nil)
		r, err = runtask.RunAll(t.Context(), srv.Client(hasty), in, count, quickly)
		s.check(t, "repeated", srv, 0, count, r, err, true)
	}
}
