package starttask_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/starttask"
)

func TestPreflight(t *testing.T) {
	srv, instances := newServer(t, 1)
	client := srv.Client(starttask.WithValidation(rules.AsError("started-by-chars")))
	bad := &ecs.StartTaskInput{TaskDefinition: aws.String("web:latest"), StartedBy: aws.String("a:b")}
	_, err := client.StartTask(t.Context(), bad)
	found, ok := errors.AsType[field.Errors](err)
	if !ok || len(found) != 3 {
		t.Errorf("findings %v in %v", found, err)
	}
	if op, ok := errors.AsType[*smithy.OperationError](err); !ok || op.Operation() != "StartTask" {
		t.Errorf("not wrapped as the SDK does: %v", err)
	}
	if n := len(srv.Requests()); n != 0 {
		t.Fatalf("%d requests were sent", n)
	}
	if _, err := client.StartTask(t.Context(), build(t, instances...)); err != nil {
		t.Error(err)
	}
	if _, err := client.ListTasks(t.Context(), &ecs.ListTasksInput{}); err != nil {
		t.Error(err)
	}
	bad = build(t, instances...)
	bad.StartedBy = aws.String("a:b")
	if _, err := client.StartTask(t.Context(), bad, starttask.WithValidation(rules.Off("started-by-chars"))); err != nil {
		t.Errorf("the options of the call do not count: %v", err)
	}
}

func TestFailuresAsErrors(t *testing.T) {
	srv, instances := newServer(t, 1)
	missing := strings.Repeat("f", 32)
	client := srv.Client(starttask.FailuresAsErrors)
	out, err := client.StartTask(t.Context(), build(t, missing, instances[0]))
	start, ok := errors.AsType[*starttask.StartError](err)
	if !ok || out != nil || !errors.Is(err, failure.ErrMissing) {
		t.Fatalf("%v, %v", out, err)
	}
	if r := start.Result; !slices.Equal(where(r.Tasks), instances) || r.Failures[0].Instance != missing {
		t.Errorf("%+v", r)
	}
	if out, err := client.StartTask(t.Context(), build(t, instances...)); err != nil || len(out.Tasks) != 1 {
		t.Errorf("%v, %v", out, err)
	}
	// Start sees through it.
	r, err := starttask.Start(t.Context(), client, build(t, missing, instances[0]))
	if len(r.Tasks) != 1 || len(r.Failures) != 1 || len(r.Unknown) != 0 || !errors.Is(err, failure.ErrMissing) {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestSafeRetry(t *testing.T) {
	fault := ecstest.Fault{Status: 500, Code: "ServerException", After: true}
	for _, tt := range []struct {
		name   string
		client []func(*ecs.Options)
		call   []func(*ecs.Options)
		want   int
	}{
		{"without", []func(*ecs.Options){hasty}, nil, 3}, // what the SDK does by itself
		{"for the client", []func(*ecs.Options){hasty, starttask.SafeRetry}, nil, 1},
		{"for the call", []func(*ecs.Options){hasty}, []func(*ecs.Options){starttask.SafeRetry}, 1},
		{"for both", []func(*ecs.Options){hasty, starttask.SafeRetry}, []func(*ecs.Options){starttask.SafeRetry}, 1},
	} {
		srv, instances := newServer(t, 1)
		srv.InjectFunc(func(ecstest.Request) *ecstest.Fault { return &fault })
		client := srv.Client(tt.client...)
		if _, err := client.StartTask(t.Context(), build(t, instances...), tt.call...); err == nil {
			t.Errorf("%s: no error", tt.name)
		}
		if got := len(srv.Tasks()); got != tt.want {
			t.Errorf("%s: %d tasks were started, want %d", tt.name, got, tt.want)
		}
		before := len(srv.Requests())
		if _, err := client.DescribeClusters(t.Context(), &ecs.DescribeClustersInput{}, tt.call...); err == nil {
			t.Errorf("%s: no error", tt.name)
		}
		if got := len(srv.Requests()) - before; got != 3 {
			t.Errorf("%s: %d requests of another operation", tt.name, got)
		}
	}
}

// TestSafeRetryKeepsTheRetryer looks at the client's own retryer.
func TestSafeRetryKeepsTheRetryer(t *testing.T) {
	srv, instances := newServer(t, 1)
	srv.InjectFunc(func(ecstest.Request) *ecstest.Fault {
		return &ecstest.Fault{Status: 400, Code: "ThrottlingException"}
	})
	for _, retryer := range []aws.Retryer{aws.NopRetryer{}, nil} {
		before := len(srv.Requests())
		_, err := starttask.Start(t.Context(), srv.Client(func(o *ecs.Options) {
			if retryer != nil {
				o.Retryer = retryer
				return
			}
			hasty(o)
			o.RetryMaxAttempts = 1
		}), build(t, instances...))
		if got := len(srv.Requests()) - before; got != 1 || err == nil {
			t.Errorf("%T: %d requests, %v", retryer, got, err)
		}
	}
}

// TestClientWithoutRetry takes the retries out of a client.
func TestClientWithoutRetry(t *testing.T) {
	srv, instances := newServer(t, 1)
	client := srv.Client(func(o *ecs.Options) {
		o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
			_, err := stack.Finalize.Remove("Retry")
			return err
		})
	})
	if r, err := starttask.Start(t.Context(), client, build(t, instances...)); err != nil || len(r.Tasks) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	srv.Inject(ecstest.Fault{Cut: true})
	if r, err := starttask.Start(t.Context(), client, build(t, instances...)); !errors.Is(err, starttask.ErrUnknown) {
		t.Errorf("%+v, %v", r, err)
	}
}
