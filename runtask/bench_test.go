package runtask_test

import (
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/runtask"
)

// BenchmarkBudgetFleet runs 10,000 tasks on Fargate, and does the same with a loop over the
// same client that collects what it gets, at the same concurrency.
// Give it an even number of turns.
func BenchmarkBudgetFleet(b *testing.B) {
	const size, concurrency = 10_000, 4
	in := asking(10)
	in.Overrides.ContainerOverrides = []types.ContainerOverride{{
		Name: new("app"), Environment: []types.KeyValuePair{{Name: new("A"), Value: new(strings.Repeat("a", 1900))}},
	}}
	run := func(work func(*ecs.Client)) time.Duration {
		srv := newServer(b)
		defer srv.Close()
		srv.KeepRequests(0)
		client := srv.Client()
		runtime.GC()
		begin := time.Now()
		work(client)
		return time.Since(begin)
	}
	loop := func(client *ecs.Client) {
		calls := make(chan *ecs.RunTaskInput)
		var (
			mu       sync.Mutex
			tasks    []types.Task
			failures []types.Failure
		)
		var workers sync.WaitGroup
		for range concurrency {
			workers.Go(func() {
				for in := range calls {
					out, err := client.RunTask(b.Context(), in)
					if err != nil {
						b.Error(err)
						continue
					}
					mu.Lock()
					tasks, failures = append(tasks, out.Tasks...), append(failures, out.Failures...)
					mu.Unlock()
				}
			})
		}
		for range size / 10 {
			one := *in
			calls <- &one
		}
		close(calls)
		workers.Wait()
		if len(tasks) != size || len(failures) > 0 {
			b.Errorf("%d tasks", len(tasks))
		}
	}
	all := func(client *ecs.Client) {
		r, err := runtask.RunAll(b.Context(), client, in, size, runtask.WithConcurrency(concurrency))
		if err != nil || len(r.Tasks) != size {
			b.Errorf("%d tasks, %v", len(r.Tasks), err)
		}
	}
	var base, work time.Duration
	for turn := 0; b.Loop(); turn++ { // what comes second finds more garbage
		if turn%2 == 0 {
			base += run(loop)
		}
		work += run(all)
		if turn%2 == 1 {
			base += run(loop)
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(base.Seconds()/float64(b.N), "loop-s")
	b.ReportMetric(work.Seconds()/float64(b.N), "RunAll-s")
	b.ReportMetric(size*float64(b.N)/work.Seconds(), "tasks/s")
	b.ReportMetric(base.Seconds()/work.Seconds(), "throughput-ratio")
}
