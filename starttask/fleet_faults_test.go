package starttask_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/starttask"
)

// script is an ECS of which a test says what becomes of the nth call, from 1 on.
// It starts the tasks unless that is an error.
type script struct {
	call      func(ctx context.Context, n int) error
	calls     atomic.Int32
	underway  atomic.Int32
	mostAtOne atomic.Int32
}

func (s *script) StartTask(ctx context.Context, in *ecs.StartTaskInput, _ ...func(*ecs.Options)) (*ecs.StartTaskOutput, error) {
	defer s.underway.Add(-1)
	if n := s.underway.Add(1); n > s.mostAtOne.Load() {
		s.mostAtOne.Store(n)
	}
	if err := s.call(ctx, int(s.calls.Add(1))); err != nil {
		return nil, err
	}
	out := new(ecs.StartTaskOutput)
	for _, id := range in.ContainerInstances {
		out.Tasks = append(out.Tasks, types.Task{TaskArn: aws.String("arn:aws:ecs:us-east-1:123456789012:task/x/" + id), ContainerInstanceArn: aws.String("arn:aws:ecs:us-east-1:123456789012:container-instance/x/" + id)})
	}
	return out, nil
}

func refusal(code string) error {
	return &smithy.GenericAPIError{Code: code, Message: "no", Fault: smithy.FaultClient}
}

var (
	tooSoon = refusal("ThrottlingException")
	denied  = refusal("AccessDeniedException")
)

// progressOf returns an option, and the Progress that it saw last.
func progressOf() (starttask.FleetOption, *starttask.Progress) {
	last := new(starttask.Progress)
	return starttask.WithProgress(func(p starttask.Progress) { *last = p }), last
}

// agree compares the last Progress with a result.
func agree(t *testing.T, last starttask.Progress, r *starttask.Result, total int) {
	t.Helper()
	want := starttask.Progress{Total: total, Started: len(r.Tasks), Failed: len(r.Failures), Unknown: len(r.Unknown), NotStarted: len(r.NotStarted)}
	if last != want || last.Done() != total {
		t.Errorf("the last progress is %+v, want %+v", last, want)
	}
}

// TestStartAllProbes lets ECS throttle a fleet, and counts the calls under way
// after the pause.
func TestStartAllProbes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		var mu sync.Mutex
		var atOnce []int32
		client := new(script)
		client.call = func(ctx context.Context, n int) error {
			if n <= 4 {
				time.Sleep(time.Millisecond)
				return tooSoon
			}
			mu.Lock()
			atOnce = append(atOnce, client.underway.Load())
			mu.Unlock()
			time.Sleep(100 * time.Millisecond)
			return nil
		}
		r, err := starttask.StartAll(t.Context(), client, fleetOf(starttask.New("web"), ids(110)), starttask.WithConcurrency(4))
		if err != nil || len(r.Tasks) != 110 {
			t.Errorf("%+v, %v", r, err)
		}
		// One goes first, and each answer lets one more go.
		if atOnce[0] != 1 || slices.Max(atOnce[:3]) > 2 || slices.Max(atOnce) != 4 {
			t.Errorf("calls under way: %v", atOnce)
		}
		if d := time.Since(begin); d > 1600*time.Millisecond {
			t.Errorf("took %v", d)
		}
	})
}

// TestStartAllReturnsPromptly lets a call be refused while the others pause, or
// the caller give up.
func TestStartAllReturnsPromptly(t *testing.T) {
	for _, stop := range []string{"refused", "cancelled"} {
		t.Run(stop, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				begin := time.Now()
				client := &script{call: func(ctx context.Context, n int) error {
					if n > 1 {
						time.Sleep(9 * time.Millisecond)
						if stop == "refused" {
							return denied
						}
						cancel()
					}
					time.Sleep(time.Millisecond)
					return tooSoon
				}}
				progress, last := progressOf()
				r, err := starttask.StartAll(ctx, client, fleetOf(starttask.New("web"), ids(100)), starttask.WithConcurrency(2), progress)
				if d := time.Since(begin); d > 10*time.Millisecond || len(r.NotStarted) != 100 || client.calls.Load() != 2 {
					t.Errorf("%d calls, %d unstarted, after %v", client.calls.Load(), len(r.NotStarted), d)
				}
				want := map[string]error{"refused": denied, "cancelled": context.Canceled}[stop]
				if !errors.Is(err, want) || !errors.Is(err, tooSoon) {
					t.Errorf("error %v", err)
				}
				agree(t, *last, r, 100)
			})
		})
	}
}

// TestProgressAddsUp ends fleets in each way.
func TestProgressAddsUp(t *testing.T) {
	for name, call := range map[string]func(n int) error{
		"started":   func(int) error { return nil },
		"refused":   func(n int) error { return map[bool]error{true: denied}[n == 3] },
		"lost":      func(n int) error { return map[bool]error{true: errors.New("reset")}[n >= 3] },
		"throttled": func(int) error { return tooSoon },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client := &script{call: func(_ context.Context, n int) error { return call(n) }}
				progress, last := progressOf()
				r, _ := starttask.StartAll(t.Context(), client, fleetOf(starttask.New("web"), ids(101)), starttask.WithConcurrency(2), progress)
				agree(t, *last, r, 101)
			})
		})
	}
	t.Run("not begun", func(t *testing.T) {
		srv, instances := newServer(t, 11)
		client := srv.Client(hasty)
		b := starttask.New("web", instances...).WithStartedBy("nightly/1")
		for range 2 {
			progress, last := progressOf()
			r, _ := starttask.StartAll(t.Context(), client, b.Unchecked(), starttask.WithReconcile(client), progress)
			agree(t, *last, r, 11)
		}
	})
	t.Run("ended before", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		client := &script{call: func(context.Context, int) error { return nil }}
		progress, last := progressOf()
		r, err := starttask.StartAll(ctx, client, fleetOf(starttask.New("web"), ids(50)), progress)
		agree(t, *last, r, 50)
		if client.calls.Load() > 0 || len(r.NotStarted) != 50 || !errors.Is(err, context.Canceled) {
			t.Errorf("%d calls, %+v, %v", client.calls.Load(), r, err)
		}
	})
}

// TestStartAllSaysWhyItStopped has more errors before than the error lists.
func TestStartAllSaysWhyItStopped(t *testing.T) {
	client := &script{call: func(_ context.Context, n int) error {
		switch {
		case n == 40:
			return denied
		case n%2 == 0:
			return nil
		}
		return fmt.Errorf("reset %d", n)
	}}
	r, err := starttask.StartAll(t.Context(), client, fleetOf(starttask.New("web"), ids(500)), starttask.WithConcurrency(1))
	if !errors.Is(err, denied) || len(r.NotStarted) != 110 || len(r.Unknown) != 200 {
		t.Errorf("%d unstarted, %d unknown, %v", len(r.NotStarted), len(r.Unknown), err)
	}
	if n := strings.Count(err.Error(), "\n"); n > 12 {
		t.Errorf("an error of %d lines", n)
	}
}

// TestStartAllPanics breaks a fleet from inside, while another call is under way.
func TestStartAllPanics(t *testing.T) {
	broken := errors.New("broken")
	type fleet struct {
		client *script
		opts   []starttask.FleetOption
	}
	for name, breakIt := range map[string]func(f *fleet, fail func()){
		"the client": func(f *fleet, fail func()) {
			f.client.call = func(_ context.Context, n int) error {
				if n == 4 {
					fail()
				}
				time.Sleep(time.Second)
				return nil
			}
		},
		"the progress": func(f *fleet, fail func()) {
			f.opts = append(f.opts, starttask.WithProgress(func(p starttask.Progress) {
				if p.Started > 30 {
					fail()
				}
			}))
		},
		"the last progress": func(f *fleet, fail func()) {
			f.client.call = func(_ context.Context, n int) error {
				time.Sleep(time.Second)
				return map[bool]error{true: denied}[n > 3]
			}
			f.opts = append(f.opts, starttask.WithProgress(func(p starttask.Progress) {
				if p.Done() == p.Total {
					fail()
				}
			}))
		},
		"what Reconcile sees": func(f *fleet, fail func()) {
			f.client.call = func(_ context.Context, n int) error {
				time.Sleep(time.Second)
				return map[bool]error{true: errors.New("reset")}[n == 4]
			}
			f.opts = append(f.opts, starttask.WithReconcile(failing{fail: fail}))
		},
	} {
		// run returns what StartAll panics with.
		run := func(t *testing.T, f *fleet) (r *starttask.Result, v any, err error) {
			defer func() {
				v = recover()
				if n := f.client.underway.Load(); n > 0 {
					t.Errorf("%d calls are under way", n)
				}
			}()
			r, err = starttask.StartAll(t.Context(), f.client, fleetOf(starttask.New("web"), ids(200)), append(f.opts, starttask.WithConcurrency(3))...)
			return r, nil, err
		}
		start := func() *fleet {
			return &fleet{client: &script{call: func(context.Context, int) error { time.Sleep(time.Second); return nil }}}
		}
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := start()
				breakIt(f, func() { panic(broken) })
				r, v, err := run(t, f)
				e, ok := v.(*starttask.PanicError)
				if !ok || e.Value != broken || !errors.Is(e, broken) || !strings.Contains(e.Error(), "fleet_faults_test.go") || !strings.HasPrefix(e.Error(), "broken\n") {
					t.Fatalf("panic %v; %+v, %v", v, r, err)
				}
				got := slices.Concat(where(e.Result.Tasks), e.Result.Unknown, e.Result.NotStarted)
				slices.Sort(got)
				if !slices.Equal(got, slices.Collect(ids(200))) || len(e.Result.Tasks) < 30 {
					t.Errorf("%d tasks, %d unknown, %d unstarted", len(e.Result.Tasks), len(e.Result.Unknown), len(e.Result.NotStarted))
				}
				if inside := name == "the client" || name == "what Reconcile sees"; inside != (len(e.Result.Unknown) == 10) {
					t.Errorf("unknown: %v", e.Result.Unknown)
				}
			})
		})
		t.Run(name+" with a string", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := start()
				breakIt(f, func() { panic("a string") })
				if _, v, _ := run(t, f); v == nil || v.(*starttask.PanicError).Value != "a string" || errors.Unwrap(v.(error)) != nil {
					t.Errorf("panic %v", v)
				}
			})
		})
		// As a test does that fails in a client of its own.
		t.Run(name+" exits", func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := start()
				breakIt(f, runtime.Goexit)
				done := make(chan struct{})
				go func() {
					defer close(done)
					r, v, err := run(t, f)
					t.Errorf("it returned %+v, %v, or panicked with %v", r, err, v)
				}()
				<-done
			})
		})
	}
}

// failing is a client for Reconcile that does not get far.
type failing struct{ fail func() }

func (f failing) ListTasks(context.Context, *ecs.ListTasksInput, ...func(*ecs.Options)) (*ecs.ListTasksOutput, error) {
	f.fail()
	return new(ecs.ListTasksOutput), nil
}

func (f failing) DescribeTasks(context.Context, *ecs.DescribeTasksInput, ...func(*ecs.Options)) (*ecs.DescribeTasksOutput, error) {
	return new(ecs.DescribeTasksOutput), nil
}

func TestStartAllWithoutAClient(t *testing.T) {
	var typed *ecs.Client
	for _, client := range []starttask.StartTaskAPIClient{nil, typed} {
		progress, last := progressOf()
		r, err := starttask.StartAll(t.Context(), client, fleetOf(starttask.New("web"), ids(11)), progress)
		if !slices.Equal(r.NotStarted, slices.Collect(ids(11))) || err == nil || !strings.Contains(err.Error(), "client is nil") {
			t.Errorf("%#v: %+v, %v", client, r, err)
		}
		agree(t, *last, r, 11)
	}
}

// TestFleetsSendAgainInTurn lets a call be lost, whose tasks Reconcile then sends
// again: not in a pause, and not after a refusal of another call.
func TestFleetsSendAgainInTurn(t *testing.T) {
	for _, second := range []error{tooSoon, denied} {
		synctest.Test(t, func(t *testing.T) {
			begin := time.Now()
			var times []time.Duration
			client := &script{call: func(_ context.Context, n int) error {
				switch n {
				case 1:
					return errors.New("reset") // looked for until 40 ms
				case 2:
					time.Sleep(39 * time.Millisecond)
					return second // a pause until 1.039 s
				}
				times = append(times, time.Since(begin))
				time.Sleep(10 * time.Millisecond)
				return nil
			}}
			r, err := starttask.StartAll(t.Context(), client, fleetOf(starttask.New("web"), ids(20)), starttask.WithConcurrency(2),
				starttask.WithReconcile(failing{fail: func() {}}), starttask.WithConsistencyWindow(40*time.Millisecond))
			if second == denied {
				if !errors.Is(err, denied) || len(r.NotStarted) != 20 || len(times) > 0 {
					t.Errorf("%+v, %v; calls at %v", r, err, times)
				}
				return
			}
			if want := []time.Duration{1039 * time.Millisecond, 1049 * time.Millisecond}; err != nil || len(r.Tasks) != 20 || !slices.Equal(times, want) {
				t.Errorf("%+v, %v; calls at %v, want %v", r, err, times, want)
			}
		})
	}
}

// TestReconcileSharesStartedBy lets a fleet with one startedBy lose answers, so
// that each look shows the tasks of all calls.
func TestReconcileSharesStartedBy(t *testing.T) {
	srv, instances := newServer(t, 250)
	client := srv.Client(hasty)
	var calls atomic.Int32
	srv.InjectFunc(func(r ecstest.Request) *ecstest.Fault {
		if r.Operation != "StartTask" || calls.Add(1)%3 > 0 {
			return nil
		}
		return &ecstest.Fault{Cut: true, After: calls.Load()%2 == 0}
	})
	b := starttask.New("web", instances...).WithStartedBy("nightly/1")
	r, err := starttask.StartAll(t.Context(), client, b.Unchecked(), starttask.WithReconcile(client), starttask.WithConsistencyWindow(window))
	if err != nil || !slices.Equal(where(r.Tasks), instances) || len(srv.Tasks()) != 250 {
		t.Errorf("%d tasks of %d, %v", len(r.Tasks), len(srv.Tasks()), err)
	}
}
