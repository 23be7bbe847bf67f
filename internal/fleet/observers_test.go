package fleet_test

import (
	"context"
	"runtime"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ecstask/ecstask/event"
	"github.com/ecstask/ecstask/internal/fleet"
)

// TestObservers lets the second of three observers fail at the second event.
func TestObservers(t *testing.T) {
	for name, fail := range map[string]func(){"panics": func() { panic("broken") }, "exits": runtime.Goexit} {
		t.Run(name, func(t *testing.T) {
			var o fleet.Observers
			if o.Add(nil); o.Any() || o.Crash() != nil {
				t.Error("nil is an observer")
			}
			o.Tell(t.Context(), event.Event{})
			var seen []string
			for _, who := range []string{"a", "b", "c"} {
				o.Add(func(ctx context.Context, e event.Event) {
					if ctx != t.Context() {
						t.Error("it is another context")
					}
					if seen = append(seen, who+string(e.Kind)); who == "b" && e.Kind == "2" {
						fail()
					}
				})
			}
			for _, kind := range []event.Kind{"1", "2", "3"} {
				done := make(chan struct{})
				go func() {
					defer close(done)
					o.Tell(t.Context(), event.Event{Kind: kind})
				}()
				<-done
				if c := o.Crash(); (c == nil) != (kind == "1") || c != nil && c.Exited != (name == "exits") {
					t.Errorf("%s: %+v", kind, c)
				}
			}
			if want := []string{"a1", "b1", "c1", "a2", "b2"}; !slices.Equal(seen, want) {
				t.Errorf("%v", seen)
			}
		})
	}
}

// TestDoneTellsThePause holds that Done returns a pause only if the call may be made
// again after it.
func TestDoneTellsThePause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := fleet.NewPace(2)
		turn := func() {
			t.Helper()
			if ok, err := p.Turn(t.Context()); !ok || err != nil {
				t.Fatal(ok, err)
			}
		}
		done := func(o fleet.Outcome, want time.Duration) {
			t.Helper()
			if got := p.Done(o); got != want {
				t.Errorf("the pause is %v, want %v", got, want)
			}
		}
		turn()
		turn()
		done(fleet.Throttled, time.Second)
		time.Sleep(time.Second / 4)
		done(fleet.Throttled, 3*time.Second/4) // the same pause
		turn()
		done(fleet.Lost, 0)
		turn()
		done(fleet.Throttled, 2*time.Second)
		turn()
		done(fleet.Answered, 0)
		turn()
		turn()
		done(fleet.Refused, 0)
		done(fleet.Throttled, 0) // no call is made any more
	})
}
