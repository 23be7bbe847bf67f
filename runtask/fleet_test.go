package runtask_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"runtime"
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
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/runtask"
)

func TestRunAll(t *testing.T) {
	srv := newServer(t)
	srv.LimitFargate("FARGATE", 96)
	var progress []runtask.Progress
	in, was := asking(3), asking(3)
	r, err := runtask.RunAll(t.Context(), srv.Client(), in, 101, runtask.WithConcurrency(3),
		runtask.WithProgress(func(p runtask.Progress) { progress = append(progress, p) }))
	if len(r.Tasks) != 96 || r.Unplaced != 5 || !errors.Is(err, failure.ErrCapacity) || !runtask.Partial(err) {
		t.Errorf("%v, %v", r, err)
	}
	if problem := account(r, err, 101); problem != "" {
		t.Error(problem)
	}
	if diff := sdktest.Diff(was, in); diff != "" {
		t.Errorf("the input was changed: %s", diff)
	}
	if n := len(srv.Requests()); n != 11 || len(r.ClientTokens) != 11 {
		t.Errorf("%d requests, %q", n, r.ClientTokens)
	}
	for i, token := range r.ClientTokens {
		if !strings.HasSuffix(token, fmt.Sprintf("/%d", i+1)) {
			t.Errorf("the tokens are %q", r.ClientTokens)
		}
	}
	if last := progress[len(progress)-1]; len(progress) != 11 || last != (runtask.Progress{Total: 101, Started: 96, Unplaced: 5}) || last.Done() != 101 {
		t.Errorf("progress %+v", progress)
	}
}

// TestRunAllTakesAnyCount asks for as many tasks as an int can count.
func TestRunAllTakesAnyCount(t *testing.T) {
	srv := newServer(t)
	ctx, cancel := context.WithCancel(t.Context())
	r, err := runtask.RunAll(ctx, srv.Client(), asking(1), math.MaxInt, runtask.WithConcurrency(2), runtask.WithProgress(func(runtask.Progress) { cancel() }))
	if len(r.Tasks) == 0 || !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v", r, err)
	}
	if problem := account(r, err, math.MaxInt); problem != "" {
		t.Error(problem)
	}
}

func TestRunAllChecksFirst(t *testing.T) {
	srv := newServer(t)
	invalid := asking(1)
	invalid.TaskDefinition = new("web:x")
	long := asking(1)
	long.ClientToken = new(strings.Repeat("t", 57))
	for _, tt := range []struct {
		in    *ecs.RunTaskInput
		count int
		path  field.Path
		kind  field.Kind
	}{
		{nil, 1, "", field.Required},
		{invalid, 20, "taskDefinition", field.Invalid},
		{asking(1), -1, "count", field.OutOfRange},
		{long, 20, "clientToken", field.TooLong},
	} {
		r, err := runtask.RunAll(t.Context(), srv.Client(), tt.in, tt.count)
		found, _ := errors.AsType[field.Errors](err)
		if r != nil || len(found) != 1 || found[0].Path != tt.path || found[0].Kind != tt.kind {
			t.Errorf("%v, %v, want %s: %s", r, err, tt.path, tt.kind)
		}
	}
	r, err := runtask.RunAll(t.Context(), srv.Client(), asking(1), 0)
	if r == nil || len(r.Tasks)+len(r.ClientTokens) > 0 || err != nil {
		t.Errorf("%v, %v", r, err)
	}
	if n := len(srv.Requests()); n > 0 {
		t.Errorf("%d requests were sent", n)
	}
	long.ClientToken = new(strings.Repeat("t", 56))
	if r, err := runtask.RunAll(t.Context(), srv.Client(), long, 20); err != nil || len(srv.Tasks()) != 20 {
		t.Errorf("%v, %v", r, err)
	}
	long.ClientToken = new(strings.Repeat("t", 64))
	if r, err := runtask.Run(t.Context(), srv.Client(), long, runtask.WithRetryUnplaced(time.Hour)); r != nil || !errors.Is(err, field.TooLong) {
		t.Errorf("%v, %v", r, err)
	}
	if r, err := runtask.Run(t.Context(), srv.Client(), long); err != nil || r.ClientTokens[0] != *long.ClientToken {
		t.Errorf("%v, %v", r, err)
	}
}

// TestRunAllIsRepeatable stops a fleet in the middle, and repeats it with its token.
func TestRunAllIsRepeatable(t *testing.T) {
	srv := newServer(t)
	in := asking(1)
	in.ClientToken = new("job-7")
	ctx, cancel := context.WithCancel(t.Context())
	r, err := runtask.RunAll(ctx, srv.Client(), in, 73, runtask.WithConcurrency(2), runtask.WithProgress(func(p runtask.Progress) {
		if p.Started >= 30 {
			cancel()
		}
	}))
	if !errors.Is(err, context.Canceled) || r.NotStarted == 0 || len(r.Tasks) < 30 {
		t.Errorf("%v, %v", r, err)
	}
	r, err = runtask.RunAll(t.Context(), srv.Client(), in, 73)
	if err != nil || len(srv.Tasks()) != 73 || len(r.Tasks) != 73 || r.ClientTokens[7] != "job-7/8" {
		t.Errorf("%v, %v; %d tasks", r, err, len(srv.Tasks()))
	}
	// The last call has another count.
	r, err = runtask.RunAll(t.Context(), srv.Client(), in, 75)
	conflict, ok := errors.AsType[*types.ConflictException](err)
	if !ok || len(conflict.ResourceIds) != 3 || len(r.Tasks) != 70 || r.NotStarted != 5 || len(srv.Tasks()) != 73 {
		t.Errorf("%v, %v", r, err)
	}
}

// TestRunAllStops looks at what keeps further calls from being made.
func TestRunAllStops(t *testing.T) {
	for _, tt := range []struct {
		name     string
		fault    ecstest.Fault
		first    int // the call it strikes first
		requests int
		unknown  int
	}{
		{"a refusal", ecstest.Fault{Status: 400, Code: "ClusterNotFoundException"}, 3, 3, 0},
		{"internal errors", ecstest.Fault{Status: 500, Code: "ServerException"}, 3, 5, 30},
		{"lost connections", ecstest.Fault{Cut: true}, 1, 3, 30},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := newServer(t)
			var calls atomic.Int32
			srv.InjectFunc(func(ecstest.Request) *ecstest.Fault {
				if int(calls.Add(1)) < tt.first {
					return nil
				}
				return &tt.fault
			})
			client := srv.Client(func(o *ecs.Options) { o.Retryer = aws.NopRetryer{} })
			r, err := runtask.RunAll(t.Context(), client, asking(1), 100, runtask.WithConcurrency(1), runtask.WithRetryUnknown(0))
			if n := int(calls.Load()); n != tt.requests {
				t.Errorf("%d requests", n)
			}
			started := 10 * (tt.first - 1)
			if len(r.Tasks) != started || r.Unknown != tt.unknown || r.NotStarted != 100-started-tt.unknown {
				t.Errorf("%v", r)
			}
			e, ok := errors.AsType[*runtask.RunError](err)
			if !ok || e.Err == nil || tt.fault.Code != "" && !strings.Contains(err.Error(), tt.fault.Code) {
				t.Errorf("error %v", err)
			}
			if problem := account(r, err, 100); problem != "" {
				t.Error(problem)
			}
		})
	}
}

// script is an ECS of which a test says what becomes of the nth call, from 1 on.
// It starts the tasks unless that is an error.
type script struct {
	call     func(ctx context.Context, n int) error
	calls    atomic.Int32
	underway atomic.Int32
}

func (s *script) RunTask(ctx context.Context, in *ecs.RunTaskInput, _ ...func(*ecs.Options)) (*ecs.RunTaskOutput, error) {
	defer s.underway.Add(-1)
	s.underway.Add(1)
	if err := s.call(ctx, int(s.calls.Add(1))); err != nil {
		return nil, err
	}
	count := int32(1)
	if in.Count != nil {
		count = *in.Count
	}
	out := new(ecs.RunTaskOutput)
	for i := range count {
		out.Tasks = append(out.Tasks, types.Task{TaskArn: new(fmt.Sprintf("arn:aws:ecs:us-east-1:123456789012:task/x/%s-%d", *in.ClientToken, i))})
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
func progressOf() (runtask.FleetOption, *runtask.Progress) {
	last := new(runtask.Progress)
	return runtask.WithProgress(func(p runtask.Progress) { *last = p }), last
}

// agree compares the last Progress with a result.
func agree(t *testing.T, last runtask.Progress, r *runtask.Result, total int) {
	t.Helper()
	want := runtask.Progress{Total: total, Started: len(r.Tasks), Unplaced: r.Unplaced, Unknown: r.Unknown, NotStarted: r.NotStarted}
	if last != want || last.Done() != total {
		t.Errorf("the last progress is %+v, want %+v", last, want)
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
				r, err := runtask.RunAll(t.Context(), client, asking(1), 101, runtask.WithConcurrency(2), progress)
				agree(t, *last, r, 101)
				if problem := account(r, err, 101); problem != "" {
					t.Error(problem)
				}
			})
		})
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, tt := range map[string]struct {
		ctx    context.Context
		client runtask.RunTaskAPIClient
		says   string
	}{
		"ended before": {ended, &script{call: func(context.Context, int) error { return nil }}, "canceled"},
		"nil":          {t.Context(), nil, "client is nil"},
		"typed nil":    {t.Context(), (*ecs.Client)(nil), "client is nil"},
	} {
		progress, last := progressOf()
		r, err := runtask.RunAll(tt.ctx, tt.client, asking(1), 50, progress, runtask.WithRetryUnplaced(time.Hour))
		agree(t, *last, r, 50)
		if r.NotStarted != 50 || !strings.Contains(fmt.Sprint(err), tt.says) {
			t.Errorf("%s: %v, %v", name, r, err)
		}
	}
}

// TestRunAllPausesAndProbes lets ECS throttle a fleet, and counts the calls under way
// after the pause.
func TestRunAllPausesAndProbes(t *testing.T) {
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
		r, err := runtask.RunAll(t.Context(), client, asking(1), 110, runtask.WithConcurrency(4))
		if err != nil || len(r.Tasks) != 110 {
			t.Errorf("%v, %v", r, err)
		}
		if atOnce[0] != 1 || max(atOnce[1], atOnce[2]) > 2 {
			t.Errorf("calls under way: %v", atOnce)
		}
		if d := time.Since(begin); d > 1600*time.Millisecond {
			t.Errorf("took %v", d)
		}
	})
}

// TestWithConcurrency asks for numbers of calls at a time that make no sense as well.
func TestWithConcurrency(t *testing.T) {
	for n, want := range map[int]int{math.MinInt: 1, 0: 1, 1: 1, 100: 100, 101: 100, math.MaxInt: 100} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			client := &script{call: func(ctx context.Context, _ int) error {
				<-ctx.Done()
				return ctx.Err()
			}}
			go runtask.RunAll(ctx, client, asking(1), 2000, runtask.WithConcurrency(n))
			synctest.Wait()
			if got := int(client.underway.Load()); got != want {
				t.Errorf("WithConcurrency(%d) makes %d calls at a time, want %d", n, got, want)
			}
			cancel()
		})
	}
}

// TestRunAllReturnsPromptly lets a call be refused while another one pauses, or the
// caller give up.
func TestRunAllReturnsPromptly(t *testing.T) {
	for _, stop := range []string{"refused", "cancelled"} {
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
			r, err := runtask.RunAll(ctx, client, asking(1), 100, runtask.WithConcurrency(2), progress)
			if d := time.Since(begin); d > 10*time.Millisecond || r.NotStarted != 100 || client.calls.Load() != 2 {
				t.Errorf("%s: %d calls, %v, after %v", stop, client.calls.Load(), r, d)
			}
			want := map[string]error{"refused": denied, "cancelled": context.Canceled}[stop]
			if !errors.Is(err, want) || !errors.Is(err, tooSoon) {
				t.Errorf("%s: error %v", stop, err)
			}
			agree(t, *last, r, 100)
		})
	}
}

// TestRunAllPanics breaks a fleet from inside, while another call is under way.
func TestRunAllPanics(t *testing.T) {
	broken := errors.New("broken")
	for name, tt := range map[string]struct {
		fail     func()
		progress bool // it is the function that sees it that fails
		want     any
	}{
		"the client":                  {func() { panic(broken) }, false, broken},
		"the client, with a string":   {func() { panic("a string") }, false, "a string"},
		"the client exits":            {runtime.Goexit, false, nil},
		"the progress":                {func() { panic(broken) }, true, broken},
		"the progress exits":          {runtime.Goexit, true, nil},
		"the progress, with a string": {func() { panic("a string") }, true, "a string"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client := &script{call: func(_ context.Context, n int) error {
					if n == 4 && !tt.progress {
						tt.fail()
					}
					time.Sleep(time.Second)
					return nil
				}}
				progress := runtask.WithProgress(func(p runtask.Progress) {
					if p.Started > 30 && tt.progress {
						tt.fail()
					}
				})
				done := make(chan struct{})
				go func() {
					returned := false
					defer close(done)
					defer func() {
						v := recover()
						if n := client.underway.Load(); n > 0 || returned {
							t.Errorf("returned: %t, %d calls are under way", returned, n)
						}
						if tt.want == nil {
							if v != nil {
								t.Errorf("panic %v", v)
							}
							return
						}
						e, ok := v.(*runtask.PanicError)
						if !ok || e.Value != tt.want || errors.Is(e, broken) != (tt.want == broken) || !strings.Contains(e.Error(), "fleet_test.go") {
							t.Errorf("panic %v", v)
							return
						}
						r := e.Result
						if n := len(r.Tasks) + r.Unplaced + r.Unknown + r.NotStarted; n != 200 || (r.Unknown == 10) == tt.progress {
							t.Errorf("%v", r)
						}
					}()
					runtask.RunAll(t.Context(), client, asking(1), 200, runtask.WithConcurrency(3), progress, runtask.WithRetryUnplaced(time.Hour))
					returned = true
				}()
				<-done
			})
		})
	}
}

// TestFleetMemory compares what results keep of requests of different sizes.
func TestFleetMemory(t *testing.T) {
	run := func(size int) *runtask.Result {
		srv := newServer(t)
		srv.KeepRequests(0)
		in := asking(1)
		in.Overrides.ContainerOverrides = []types.ContainerOverride{{
			Name: new("app"), Environment: []types.KeyValuePair{{Name: new("A"), Value: new(string(bytes.Repeat([]byte("a"), size)))}},
		}}
		r, err := runtask.RunAll(t.Context(), srv.Client(), in, 500)
		if err != nil {
			t.Fatal(err)
		}
		srv.Close()
		return r
	}
	small, big := sdktest.Keeps(func() any { return run(1) }), sdktest.Keeps(func() any { return run(7900) })
	if big > small+small/4+64<<10 {
		t.Errorf("the result grows with the overrides: %d bytes instead of %d", big, small)
	}
}
