package fleet_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/fleet"
)

func TestSleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		if err := fleet.Sleep(t.Context(), time.Hour); err != nil || time.Since(begin) != time.Hour {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		begin = time.Now()
		if err := fleet.Sleep(ctx, time.Hour); !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != time.Minute {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
	})
}

func TestPauses(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "[]", -1: "[]", 1: "[1ns]", 63 * time.Second: "[1s 2s 4s 8s 16s 32s]",
		10 * time.Minute: "[5s 10s 20s 40s 1m0s 1m0s 1m0s 1m0s 1m0s 1m0s 1m0s 1m45s]",
	} {
		if got := fmt.Sprint(slices.Collect(fleet.Pauses(d))); got != want {
			t.Errorf("%v: %s", d, got)
		}
	}
}

func TestEnded(t *testing.T) {
	enough := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(enough)
	if err := fleet.Ended(ctx); !errors.Is(err, context.Canceled) || !errors.Is(err, enough) {
		t.Errorf("%v", err)
	}
	ctx, cancel = context.WithCancelCause(t.Context())
	cancel(nil)
	if err := fleet.Ended(ctx); err != context.Canceled {
		t.Errorf("%v", err)
	}
}

// calls makes n calls, each of which takes a second and comes to what outcome
// says. It returns when each began, and how many were not made.
func calls(t *testing.T, p *fleet.Pace, n int, outcome func(begun int) fleet.Outcome) (begins []time.Duration, left int) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	start := time.Now()
	for range n {
		wg.Go(func() {
			ok, err := p.Turn(t.Context())
			if err != nil {
				t.Error(err)
			}
			if !ok {
				mu.Lock()
				left++
				mu.Unlock()
				return
			}
			mu.Lock()
			begins = append(begins, time.Since(start))
			o := outcome(len(begins))
			mu.Unlock()
			time.Sleep(time.Second)
			p.Done(o)
		})
	}
	wg.Wait()
	slices.Sort(begins)
	return begins, left
}

// underWay returns how many calls are under way at most, each of a second.
func underWay(begins []time.Duration) (most int) {
	for i, b := range begins {
		n := 0
		for _, other := range begins[:i+1] {
			if b-other < time.Second {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := fleet.NewPace(3)
		begins, left := calls(t, p, 10, func(int) fleet.Outcome { return fleet.Answered })
		if left > 0 || underWay(begins) != 3 {
			t.Errorf("%d calls at a time, %d left: %v", underWay(begins), left, begins)
		}
	})
}

// TestPauseAfterThrottling throttles the first three calls, which go out together:
// after one pause a single call goes first.
func TestPauseAfterThrottling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := fleet.NewPace(3)
		begins, left := calls(t, p, 10, func(begun int) fleet.Outcome {
			if begun <= 3 {
				return fleet.Throttled
			}
			return fleet.Answered
		})
		if want := seconds(0, 0, 0, 2, 3, 3, 4, 4, 4, 5); left > 0 || !slices.Equal(begins, want) {
			t.Errorf("%d left, the calls began at %v, want %v", left, begins, want)
		}
	})
}

func seconds(n ...int) (list []time.Duration) {
	for _, s := range n {
		list = append(list, time.Duration(s)*time.Second)
	}
	return list
}

// TestPausesBecomeLonger throttles every call: each pause is twice as long as the one
// before, up to 30 s, and there are eight.
func TestPausesBecomeLonger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := fleet.NewPace(1)
		begins, left := calls(t, p, 10, func(int) fleet.Outcome { return fleet.Throttled })
		if want := seconds(0, 2, 5, 10, 19, 36, 67, 98, 129); left != 1 || !slices.Equal(begins, want) {
			t.Errorf("%d left, the calls began at %v, want %v", left, begins, want)
		}
	})
}

// TestPausesBeginAnew has ECS answer a call between two that it throttles.
func TestPausesBeginAnew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := fleet.NewPace(1)
		begins, left := calls(t, p, 6, func(begun int) fleet.Outcome {
			if begun == 3 || begun == 6 {
				return fleet.Answered
			}
			return fleet.Throttled
		})
		if want := seconds(0, 2, 5, 6, 8, 11); left > 0 || !slices.Equal(begins, want) {
			t.Errorf("%d left, the calls began at %v, want %v", left, begins, want)
		}
	})
}

func TestPaceGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := fleet.NewPace(4)
		begins, left := calls(t, p, 100, func(int) fleet.Outcome { return fleet.Throttled })
		if !p.Over() || len(begins)+left != 100 || len(begins) > 20 {
			t.Errorf("over: %t, %d calls, %d left", p.Over(), len(begins), left)
		}
	})
}

func TestPaceStops(t *testing.T) {
	for name, stop := range map[string]func(p *fleet.Pace) fleet.Outcome{
		"refused": func(*fleet.Pace) fleet.Outcome { return fleet.Refused },
		"stopped": func(p *fleet.Pace) fleet.Outcome { p.Stop(); return fleet.Lost },
	} {
		synctest.Test(t, func(t *testing.T) {
			p := fleet.NewPace(1)
			begins, left := calls(t, p, 5, func(begun int) fleet.Outcome {
				if begun == 2 {
					return stop(p)
				}
				return fleet.Answered
			})
			if len(begins) != 2 || left != 3 || !p.Over() {
				t.Errorf("%s: %d calls, %d left", name, len(begins), left)
			}
			if ok, err := p.Turn(t.Context()); ok || err != nil {
				t.Errorf("%s: after the end there is a turn: %t, %v", name, ok, err)
			}
		})
	}
}

// TestStopWakes stops a pace for which somebody waits, without the end of a call.
func TestStopWakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := fleet.NewPace(1)
		if ok, err := p.Turn(t.Context()); !ok || err != nil {
			t.Fatal(ok, err)
		}
		over := make(chan bool)
		go func() {
			ok, _ := p.Turn(t.Context())
			over <- !ok
		}()
		synctest.Wait()
		p.Stop()
		if !<-over {
			t.Error("a turn came after the stop")
		}
	})
}

// TestTurnNeedsAContext asks for a turn that is free, when the context has ended.
func TestTurnNeedsAContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if ok, err := fleet.NewPace(1).Turn(ctx); ok || !errors.Is(err, context.Canceled) {
		t.Errorf("%t, %v", ok, err)
	}
}

func TestTurnEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := fleet.NewPace(1)
		if ok, err := p.Turn(t.Context()); !ok || err != nil {
			t.Fatal(ok, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if ok, err := p.Turn(ctx); ok || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%t, %v", ok, err)
		}
	})
}

// TestDo makes calls of a fleet, which ECS throttles first, and single ones.
func TestDo(t *testing.T) {
	for _, tt := range []struct {
		name     string
		pace     *fleet.Pace
		outcomes []fleet.Outcome
		limit    time.Duration // of the context
		made     bool
		pauses   []time.Duration
	}{
		{"answered", fleet.NewPace(1), []fleet.Outcome{fleet.Answered}, time.Hour, true, nil},
		{"throttled twice", fleet.NewPace(1), []fleet.Outcome{fleet.Throttled, fleet.Throttled, fleet.Lost}, time.Hour, true, seconds(1, 2)},
		{"throttled until the context ends", fleet.NewPace(1), []fleet.Outcome{fleet.Throttled, fleet.Throttled}, 2 * time.Second, false, seconds(1, 2)},
		{"a single call", nil, []fleet.Outcome{fleet.Throttled}, time.Hour, true, nil},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), tt.limit)
			defer cancel()
			calls := 0
			var pauses []time.Duration
			made, err := tt.pace.Do(ctx, func() fleet.Outcome {
				calls++
				return tt.outcomes[calls-1]
			}, func(pause time.Duration) { pauses = append(pauses, pause) })
			if made != tt.made || (err == nil) != made || calls != len(tt.outcomes) || !slices.Equal(pauses, tt.pauses) {
				t.Errorf("%s: %t, %v after %d calls and %v", tt.name, made, err, calls, pauses)
			}
		})
	}
}

func TestPaceSleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := fleet.NewPace(1)
		go func() {
			for range 3 { // calls that end meanwhile do not end it
				p.Turn(t.Context())
				time.Sleep(time.Second)
				p.Done(fleet.Answered)
			}
		}()
		begin := time.Now()
		if ok, err := p.Sleep(t.Context(), time.Minute); !ok || err != nil || time.Since(begin) != time.Minute {
			t.Errorf("%t, %v after %v", ok, err, time.Since(begin))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if ok, err := p.Sleep(ctx, time.Minute); ok || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%t, %v", ok, err)
		}
		begin = time.Now()
		time.AfterFunc(2*time.Second, p.Stop)
		if ok, err := p.Sleep(t.Context(), time.Minute); ok || err != nil || time.Since(begin) != 2*time.Second {
			t.Errorf("%t, %v after %v", ok, err, time.Since(begin))
		}
		begin = time.Now()
		var single *fleet.Pace
		if ok, err := single.Sleep(t.Context(), time.Minute); !ok || err != nil || time.Since(begin) != time.Minute || single.Over() {
			t.Errorf("of a single call: %t, %v after %v", ok, err, time.Since(begin))
		}
	})
}

// TestCrashes lets work end in each way, and then what it left be raised elsewhere.
func TestCrashes(t *testing.T) {
	raised := errors.New("raised")
	for _, tt := range []struct {
		work   func()
		value  any
		exited bool
		stops  int
	}{
		{func() {}, nil, false, 0},
		{func() { panic("p") }, "p", false, 1},
		{runtime.Goexit, nil, true, 1},
	} {
		var crashes fleet.Crashes
		stops := 0
		returned := returns(func() { crashes.Guard(tt.work, func() { stops++ }) })
		first := crashes.First()
		if returned == tt.exited || stops != tt.stops || (first != nil) != (tt.stops > 0) {
			t.Fatalf("returned: %t, %d stops, %+v", returned, stops, first)
		}
		if first == nil {
			continue
		}
		if first.Value != tt.value || first.Exited != tt.exited || len(first.Stack) == 0 {
			t.Errorf("%+v", first)
		}
		crashes.Guard(func() { panic("later") }, func() {})
		if crashes.First() != first {
			t.Errorf("%+v is not the first", crashes.First())
		}
		var v any
		if returns(func() {
			defer func() { v = recover() }()
			first.Raise(raised)
		}) != !tt.exited || (v == raised) == tt.exited {
			t.Errorf("%+v raises %v", first, v)
		}
	}
}

// returns reports whether f does, rather than ending its goroutine.
func returns(f func()) (returned bool) {
	done := make(chan bool)
	go func() {
		defer close(done)
		f()
		returned = true
	}()
	<-done
	return returned
}

func TestJoin(t *testing.T) {
	a, b := errors.New("a"), errors.New("b")
	both := errors.Join(a, b)
	for _, tt := range []struct{ err, other, want error }{
		{nil, nil, nil}, {a, nil, a}, {nil, a, a}, {a, a, a}, {both, a, both}, {a, both, both}, {a, errors.New("a"), errors.New("a")}, {a, b, both},
	} {
		if got := fleet.Join(tt.err, tt.other); fmt.Sprint(got) != fmt.Sprint(tt.want) || (got == nil) != (tt.want == nil) {
			t.Errorf("%v and %v are %v", tt.err, tt.other, got)
		}
	}
}

func TestNotes(t *testing.T) {
	var n fleet.Notes
	for _, text := range []string{"a", "b", "a", "c"} {
		n.Add(errors.New(text), 2)
		n.Add(nil, 2)
	}
	if err := n.Err(); err.Error() != "a\nb" {
		t.Errorf("%v", err)
	}
	if err := new(fleet.Notes).Err(); err != nil {
		t.Error(err)
	}
}

func TestShare(t *testing.T) {
	task := func(cpu string) types.Task { return types.Task{Overrides: &types.TaskOverride{Cpu: &cpu}} }
	var o fleet.Overrides
	tasks := []types.Task{task("256"), {}, task("256"), task("512"), task("512")}
	o.Share(tasks)
	more := []types.Task{task("512")}
	o.Share(more)
	if tasks[0].Overrides != tasks[2].Overrides || tasks[1].Overrides != nil || tasks[0].Overrides == tasks[3].Overrides || tasks[4].Overrides != more[0].Overrides || *more[0].Overrides.Cpu != "512" {
		t.Errorf("%v", tasks)
	}
}
