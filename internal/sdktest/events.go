package sdktest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/ecstask/ecstask/event"
)

// Events are what an observer saw.
type Events []event.Event

// Observe returns an observer that keeps what it sees in list. It must not be called
// twice at a time.
func Observe(t testing.TB, list *Events) event.Observer {
	var busy atomic.Bool
	return func(_ context.Context, e event.Event) {
		if busy.Swap(true) {
			t.Error("an observer is called twice at a time")
		}
		*list = append(*list, e)
		busy.Store(false)
	}
}

// String returns a line an event: the kind, the call with its attempt, and the numbers
// of tasks: started, failed, unknown and not started. Calls follow each other.
func (l Events) String() string {
	sorted := slices.Clone(l)
	slices.SortStableFunc(sorted, func(a, b event.Event) int {
		if a.Call == 0 || b.Call == 0 {
			return 0
		}
		return a.Call - b.Call
	})
	var b strings.Builder
	for _, e := range sorted {
		fmt.Fprintf(&b, "%s %d.%d of %d", e.Kind, e.Call, e.Attempt, e.Tasks)
		if e.Kind != event.Checked && e.Kind != event.Sent && e.Kind != event.Retrying {
			fmt.Fprintf(&b, ": %d %d %d %d", e.Started, e.Failed, e.Unknown, e.NotStarted)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Account adds up what the events of calls say of tasks: how many were started,
// failed, are unknown, and were not started. That of the last event must be the same,
// which it returns.
func (l Events) Account(t testing.TB) [4]int {
	t.Helper()
	calls := make(map[int]*[4]int)
	if len(l) < 2 || l[0].Kind != event.Checked || l[len(l)-1].Kind != event.Settled {
		t.Fatalf("the events do not begin with checked and end with settled:\n%v", l)
	}
	sent := make(map[int]bool) // calls under way
	for _, e := range l[1 : len(l)-1] {
		of := calls[e.Call]
		if of == nil && e.Call > 0 {
			of = new([4]int)
			calls[e.Call] = of
		}
		switch e.Kind {
		case event.Sent:
			if sent[e.Call] {
				t.Errorf("call %d is sent twice at a time:\n%v", e.Call, l)
			}
			sent[e.Call] = true
			of[2], of[3] = 0, 0
		case event.Answered, event.Refused, event.Unknown:
			if !sent[e.Call] || e.Started+e.Failed+e.Unknown+e.NotStarted != e.Tasks {
				t.Errorf("%v: it does not account for a call:\n%v", e, l)
			}
			delete(sent, e.Call)
			for i, n := range [...]int{e.Started, e.Failed, e.Unknown, e.NotStarted} {
				of[i] += n
			}
		case event.Reconciled:
			of[0] += e.Started
			of[2], of[3] = e.Unknown, e.NotStarted
		case event.Retrying:
			if e.Call == 0 { // what is missing goes into new calls
				for _, of := range calls {
					of[1], of[3] = 0, 0
				}
			}
		default:
			t.Errorf("%v between checked and settled", e)
		}
	}
	var sum [4]int
	for _, of := range calls {
		for i, n := range of {
			sum[i] += n
		}
	}
	e := l[len(l)-1]
	sum[3] += e.Tasks - sum[0] - sum[1] - sum[2] - sum[3] // calls that were not made
	if last := [4]int{e.Started, e.Failed, e.Unknown, e.NotStarted}; sum != last {
		t.Errorf("the calls come to %v, and the last event has %v:\n%v", sum, last, l)
	}
	return sum
}

// Panicked is what a call of n tasks ended with when its observer panicked.
type Panicked struct {
	Err                 error // the panic, or nil
	Value               any   // of it
	Started, NotStarted int   // by its result
	There               int   // tasks that the endpoint has
}

// PanickingObserver lets an observer panic at each kind of event, of one call and of a
// fleet. What was started is in the result. run makes calls for n tasks.
func PanickingObserver(t *testing.T, run func(t *testing.T, n int, fleet bool, observer event.Observer) Panicked) {
	broken := errors.New("broken")
	for _, kind := range []event.Kind{event.Checked, event.Sent, event.Answered, event.Settled} {
		for name, fleet := range map[string]bool{string(kind): false, string(kind) + " of a fleet": true} {
			t.Run(name, func(t *testing.T) {
				n, calls := 10, 0
				if fleet {
					n = 60
				}
				got := run(t, n, fleet, func(_ context.Context, e event.Event) {
					if calls++; e.Kind == kind {
						panic(broken)
					}
				})
				if got.Value != broken || !errors.Is(got.Err, broken) || !strings.Contains(got.Err.Error(), "events.go") {
					t.Fatalf("panic %v", got.Err)
				}
				if got.Started != got.There || got.Started+got.NotStarted != n {
					t.Errorf("%+v", got)
				}
				if started := got.Started > 0; started == (kind == event.Checked) || fleet && kind != event.Settled && got.Started == n {
					t.Errorf("%+v", got)
				}
				if kind == event.Checked && calls != 1 {
					t.Errorf("it was called %d times", calls)
				}
			})
		}
	}
}
