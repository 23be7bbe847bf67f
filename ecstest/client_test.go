package ecstest_test

import (
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
)

// TestClient looks at what Client sets.
func TestClient(t *testing.T) {
	srv, _ := newServer(t)
	options := srv.Client().Options()
	plain := ecs.New(ecs.Options{}).Options()
	if aws.ToString(options.BaseEndpoint) != srv.URL() || options.Region != ecstest.Region {
		t.Errorf("%v in %s", options.BaseEndpoint, options.Region)
	}
	if got, want := options.Retryer.MaxAttempts(), plain.Retryer.MaxAttempts(); got != want {
		t.Errorf("%d attempts, not %d", got, want)
	}
	other := srv.Client(func(o *ecs.Options) { o.HTTPClient = http.DefaultClient })
	if other.Options().HTTPClient != http.DefaultClient {
		t.Error("an option did not come last")
	}
}

// TestAnswersAreRead starts tasks with long overrides one after the other. Without
// the work-around, the transport closes some of the connections.
func TestAnswersAreRead(t *testing.T) {
	srv, client := newServer(t)
	srv.AddTaskDefinition("web", func(d *types.TaskDefinition) { d.ContainerDefinitions[0].Cpu = 0 })
	instances := slices.Repeat([]string{srv.AddInstance("default", ecstest.Remaining(0, 1<<30))}, 10)
	in := &ecs.StartTaskInput{
		TaskDefinition: new("web"), ContainerInstances: instances,
		Overrides: override(types.ContainerOverride{Name: new("app"), Command: []string{strings.Repeat("a", 8000)}}),
	}
	var failed atomic.Int32
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{WroteRequest: func(i httptrace.WroteRequestInfo) {
		if i.Err != nil {
			failed.Add(1)
		}
	}})
	for range 300 {
		must[*ecs.StartTaskOutput](t)(client.StartTask(ctx, in))
	}
	if n := failed.Load(); n > 0 {
		t.Errorf("%d requests were not written to their end", n)
	}
}
