package starttask_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
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
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/overrides"
	"github.com/ecstask/ecstask/starttask"
)

// ids returns n ids of container instances.
func ids(n int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range n {
			if !yield(fmt.Sprintf("%032x", i)) {
				return
			}
		}
	}
}

// fleetOf returns the request of b for more container instances.
func fleetOf(b starttask.Builder, instances iter.Seq[string]) *ecs.StartTaskInput {
	in := b.Unchecked()
	in.ContainerInstances = slices.AppendSeq(in.ContainerInstances, instances)
	return in
}

func TestStartAll(t *testing.T) {
	srv, instances := newServer(t, 101)
	srv.EditInstance(instances[40], func(i *types.ContainerInstance) { i.AgentConnected = false })
	var progress []starttask.Progress
	b := starttask.New("web", instances[:3]...)
	r, err := starttask.StartAll(t.Context(), srv.Client(), fleetOf(b, slices.Values(instances[3:])), starttask.WithConcurrency(3),
		starttask.WithProgress(func(p starttask.Progress) { progress = append(progress, p) }))
	want := slices.Delete(slices.Clone(instances), 40, 41)
	if !slices.Equal(where(r.Tasks), want) || !errors.Is(err, failure.ErrAgent) {
		t.Errorf("not in order: %v, %v", where(r.Tasks), err)
	}
	if len(r.Failures) != 1 || r.Failures[0].Instance != instances[40] {
		t.Errorf("failures %v", r.Failures)
	}
	if n := len(srv.Requests()); n != 11 {
		t.Errorf("%d requests", n)
	}
	if last := progress[len(progress)-1]; len(progress) != 11 || last != (starttask.Progress{Total: 101, Started: 100, Failed: 1}) || last.Done() != 101 {
		t.Errorf("progress %+v", progress)
	}
}

func TestStartAllChecksFirst(t *testing.T) {
	srv, instances := newServer(t, 25)
	instances[13], instances[24] = "i-0123456789abcdef0", "bad"
	r, err := starttask.StartAll(t.Context(), srv.Client(), fleetOf(starttask.New("web:x"), slices.Values(instances)))
	var paths []string
	for e := range field.All(err) {
		paths = append(paths, string(e.Path))
	}
	if want := []string{"containerInstances[13]", "containerInstances[24]", "taskDefinition"}; r != nil || !slices.Equal(paths, want) {
		t.Errorf("%v, %v", r, err)
	}
	if _, err := starttask.StartAll(t.Context(), srv.Client(), fleetOf(starttask.New("web"), ids(0))); !errors.Is(err, field.Required) {
		t.Errorf("without instances: %v", err)
	}
	if n := len(srv.Requests()); n > 0 {
		t.Errorf("%d requests were sent", n)
	}
}

// TestStartAllStops looks at what keeps further calls from being made.
func TestStartAllStops(t *testing.T) {
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
			srv, instances := newServer(t, 100)
			var calls atomic.Int32
			srv.InjectFunc(func(ecstest.Request) *ecstest.Fault {
				if int(calls.Add(1)) < tt.first {
					return nil
				}
				return &tt.fault
			})
			r, err := starttask.StartAll(t.Context(), srv.Client(), fleetOf(starttask.New("web"), slices.Values(instances)), starttask.WithConcurrency(1))
			if n := int(calls.Load()); n != tt.requests {
				t.Errorf("%d requests", n)
			}
			started := 10 * (tt.first - 1)
			if len(r.Tasks) != started || len(r.Unknown) != tt.unknown || len(r.NotStarted) != 100-started-tt.unknown {
				t.Errorf("%d started, %d unknown, %d unstarted", len(r.Tasks), len(r.Unknown), len(r.NotStarted))
			}
			if got := slices.Concat(where(r.Tasks), r.Unknown, r.NotStarted); !slices.Equal(got, instances) {
				t.Error("not in order")
			}
			e, ok := errors.AsType[*starttask.StartError](err)
			if !ok || e.Err == nil || tt.fault.Code != "" && !strings.Contains(err.Error(), tt.fault.Code) {
				t.Errorf("error %v", err)
			}
		})
	}
}

func TestStartAllIsCancelled(t *testing.T) {
	srv, instances := newServer(t, 100)
	ctx, cancel := context.WithCancelCause(t.Context())
	enough := errors.New("enough")
	r, err := starttask.StartAll(ctx, srv.Client(), fleetOf(starttask.New("web"), slices.Values(instances)), starttask.WithConcurrency(1),
		starttask.WithProgress(func(p starttask.Progress) {
			if p.Started == 30 {
				cancel(enough)
			}
		}))
	if !slices.Equal(where(r.Tasks), instances[:30]) || !slices.Equal(r.NotStarted, instances[30:]) || !errors.Is(err, enough) {
		t.Errorf("%d tasks, %d unstarted, %v", len(r.Tasks), len(r.NotStarted), err)
	}
}

// crowded is an ECS that takes one call a period, and starts what it takes.
type crowded struct {
	mu            sync.Mutex
	period        time.Duration // 0: it takes none
	last          time.Time
	taken, denied int
}

func (c *crowded) StartTask(_ context.Context, in *ecs.StartTaskInput, _ ...func(*ecs.Options)) (*ecs.StartTaskOutput, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.period == 0 || time.Since(c.last) < c.period {
		c.denied++
		return nil, &smithy.GenericAPIError{Code: "ThrottlingException", Message: "Rate exceeded"}
	}
	c.last = time.Now()
	c.taken++
	out := new(ecs.StartTaskOutput)
	for _, id := range in.ContainerInstances {
		out.Tasks = append(out.Tasks, types.Task{ContainerInstanceArn: aws.String("arn:aws:ecs:us-east-1:123456789012:container-instance/x/" + id)})
	}
	return out, nil
}

// TestStartAllSlowsDown lets ECS refuse most calls as too frequent.
func TestStartAllSlowsDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ecs := &crowded{period: 800 * time.Millisecond}
		begin := time.Now()
		r, err := starttask.StartAll(t.Context(), ecs, fleetOf(starttask.New("web"), ids(200)), starttask.WithConcurrency(4))
		if err != nil || len(r.Tasks) != 200 {
			t.Fatalf("%d tasks, %v", len(r.Tasks), err)
		}
		t.Logf("20 calls in %v, %d refused", time.Since(begin), ecs.denied)
		if ecs.denied > 4*ecs.taken {
			t.Errorf("%d calls were refused", ecs.denied)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		ecs := new(crowded)
		begin := time.Now()
		r, err := starttask.StartAll(t.Context(), ecs, fleetOf(starttask.New("web"), ids(200)), starttask.WithConcurrency(4))
		if len(r.NotStarted) != 200 || err == nil || ecs.denied > 50 {
			t.Errorf("%+v, %v after %d calls", r, err, ecs.denied)
		}
		t.Logf("given up after %v and %d calls", time.Since(begin), ecs.denied)
	})
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		r, err := starttask.StartAll(ctx, new(crowded), fleetOf(starttask.New("web"), ids(200)))
		if len(r.NotStarted) != 200 || !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "Rate exceeded") {
			t.Errorf("%+v, %v", r, err)
		}
	})
}

// TestWithConcurrency asks for numbers of calls at a time that make no sense as well.
func TestWithConcurrency(t *testing.T) {
	for n, want := range map[int]int{math.MinInt: 1, 0: 1, 1: 1, 100: 100, 101: 100, math.MaxInt: 100} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			var calls atomic.Int32
			client := clientFunc(func(ctx context.Context, _ *ecs.StartTaskInput, _ ...func(*ecs.Options)) (*ecs.StartTaskOutput, error) {
				calls.Add(1)
				<-ctx.Done()
				return nil, ctx.Err()
			})
			go starttask.StartAll(ctx, client, fleetOf(starttask.New("web"), ids(2000)), starttask.WithConcurrency(n))
			synctest.Wait()
			if got := int(calls.Load()); got != want {
				t.Errorf("WithConcurrency(%d) makes %d calls at a time, want %d", n, got, want)
			}
			cancel()
		})
	}
}

// large returns overrides of nearly n characters.
func large(n int) overrides.Task {
	return overrides.New(overrides.ForContainer("app").WithEnv("A", strings.Repeat("a", n-100)))
}

// TestFleetMemory compares what results keep of requests of different sizes.
func TestFleetMemory(t *testing.T) {
	run := func(size int) *starttask.Result {
		srv, instances := newServer(t, 500)
		srv.KeepRequests(0)
		in := fleetOf(starttask.New("web").WithOverrides(large(size)), slices.Values(instances))
		r, err := starttask.StartAll(t.Context(), srv.Client(), in)
		if err != nil {
			t.Fatal(err)
		}
		srv.Close()
		return r
	}
	small, big := sdktest.Keeps(func() any { return run(101) }), sdktest.Keeps(func() any { return run(8000) })
	t.Logf("500 tasks keep %d KiB after small requests, %d KiB after large ones", small>>10, big>>10)
	if big > small+small/4+64<<10 {
		t.Errorf("the result grows with the overrides: %d bytes instead of %d", big, small)
	}
}

// TestStartAllMakesNoFurtherCall lets a call wait for its turn while another one
// is refused.
func TestStartAllMakesNoFurtherCall(t *testing.T) {
	srv, instances := newServer(t, 20)
	var calls atomic.Int32
	srv.InjectFunc(func(ecstest.Request) *ecstest.Fault {
		if calls.Add(1) == 1 {
			return &ecstest.Fault{Status: 400, Code: "ThrottlingException"}
		}
		return &ecstest.Fault{Delay: 100 * time.Millisecond, Status: 400, Code: "AccessDeniedException"}
	})
	client := srv.Client(func(o *ecs.Options) { o.Retryer = aws.NopRetryer{} })
	r, err := starttask.StartAll(t.Context(), client, fleetOf(starttask.New("web"), slices.Values(instances)), starttask.WithConcurrency(2))
	if n := calls.Load(); n != 2 || len(r.NotStarted) != 20 || !strings.Contains(err.Error(), "AccessDenied") {
		t.Errorf("%d calls, %+v, %v", n, r, err)
	}
}

// TestUnknownInARow has an answered call between those that are lost.
func TestUnknownInARow(t *testing.T) {
	srv, instances := newServer(t, 60)
	var calls atomic.Int32
	srv.InjectFunc(func(ecstest.Request) *ecstest.Fault {
		if calls.Add(1)%3 == 0 {
			return nil
		}
		return &ecstest.Fault{Cut: true}
	})
	r, _ := starttask.StartAll(t.Context(), srv.Client(), fleetOf(starttask.New("web"), slices.Values(instances)), starttask.WithConcurrency(1))
	if len(r.Tasks) != 20 || len(r.Unknown) != 40 {
		t.Errorf("%d tasks, %d unknown, %d unstarted", len(r.Tasks), len(r.Unknown), len(r.NotStarted))
	}
}
