package starttask_test

import (
	"context"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/schemas"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/aws/smithy-go/transport/http/protocol/awsjson"
	"github.com/ecstask/ecstask/netconfig"
	"github.com/ecstask/ecstask/overrides"
	"github.com/ecstask/ecstask/starttask"
)

// typical is a builder of the request that the budgets in this project are
// about: 2 instances, 3 containers with 10 environment entries each, a network.
func typical() starttask.Builder {
	var o overrides.Task
	for i := range 3 {
		c := overrides.ForContainer("container-"+strconv.Itoa(i)).WithCommand("migrate", "--all").WithMemory(512)
		for j := range 10 {
			c = c.WithEnv("NAME_"+strconv.Itoa(j), "some value "+strconv.Itoa(j))
		}
		o = o.WithContainers(c)
	}
	return starttask.New("web:7", "0123456789abcdef0123456789abcdef", "1123456789abcdef0123456789abcdef").
		WithCluster("production").
		WithStartedBy("deploy/42").
		WithNetwork(netconfig.New("subnet-0123456789abcdef0", "subnet-0123456789abcdef1").
			WithSecurityGroups("sg-0123456789abcdef0").
			WithPublicIP(false)).
		WithOverrides(o)
}

// BenchmarkSDK is what the others are measured against: the SDK's own
// serialization of the request.
func BenchmarkSDK(b *testing.B) {
	in, err := typical().Build()
	if err != nil {
		b.Fatal(err)
	}
	protocol := awsjson.New11(schemas.AmazonEC2ContainerServiceV20141113)
	operation := smithy.NewOperationSchema(schemas.StartTask, schemas.StartTaskRequest, schemas.StartTaskResponse)
	b.ReportAllocs()
	for b.Loop() {
		req := smithyhttp.NewStackRequest().(*smithyhttp.Request)
		req.URL = &url.URL{}
		if err := protocol.SerializeRequest(context.Background(), operation, in, req); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	builder := typical()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := builder.Build(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkUnchecked is the deep copy alone.
func BenchmarkUnchecked(b *testing.B) {
	builder := typical()
	b.ReportAllocs()
	for b.Loop() {
		builder.Unchecked()
	}
}

func BenchmarkValidate(b *testing.B) {
	in := typical().Unchecked()
	b.ReportAllocs()
	for b.Loop() {
		if err := starttask.Validate(in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	text, err := starttask.JSON(typical().Unchecked())
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := starttask.Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCommand(b *testing.B) {
	in := typical().Unchecked()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := starttask.Command(in); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBudgetFleet starts tasks on 10,000 container instances, and does the same
// with a loop over the same client that collects what it gets, at the same
// concurrency.
func BenchmarkBudgetFleet(b *testing.B) {
	const size, concurrency = 10_000, 4
	builder := starttask.New("web").WithOverrides(large(2000))
	in := builder.WithContainerInstances(strings.Repeat("0", 32)).Unchecked()
	run := func(work func(*ecs.Client, []string)) time.Duration {
		srv, instances := newServer(b, size)
		defer srv.Close()
		srv.KeepRequests(0)
		client := srv.Client()
		runtime.GC()
		begin := time.Now()
		work(client, instances)
		return time.Since(begin)
	}
	loop := func(client *ecs.Client, instances []string) {
		batches := make(chan []string)
		var (
			mu       sync.Mutex
			tasks    []types.Task
			failures []types.Failure
		)
		var workers sync.WaitGroup
		for range concurrency {
			workers.Go(func() {
				for batch := range batches {
					one := *in
					one.ContainerInstances = batch
					out, err := client.StartTask(b.Context(), &one)
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
		for batch := range slices.Chunk(instances, 10) {
			batches <- batch
		}
		close(batches)
		workers.Wait()
		if len(tasks) != size || len(failures) > 0 {
			b.Errorf("%d tasks", len(tasks))
		}
	}
	all := func(client *ecs.Client, instances []string) {
		r, err := starttask.StartAll(b.Context(), client, fleetOf(builder, slices.Values(instances)), starttask.WithConcurrency(concurrency))
		if err != nil || len(r.Tasks) != size {
			b.Errorf("%d tasks, %v", len(r.Tasks), err)
		}
	}
	var base, work time.Duration
	for b.Loop() {
		base += run(loop)
		work += run(all)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(base.Seconds()/float64(b.N), "loop-s")
	b.ReportMetric(work.Seconds()/float64(b.N), "StartAll-s")
	b.ReportMetric(size*float64(b.N)/work.Seconds(), "tasks/s")
	b.ReportMetric(base.Seconds()/work.Seconds(), "throughput-ratio")
}
