package ecstest_test

import (
	"context"
	"errors"
	"io"
	"net"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/ecstest"
)

// quickly lets a client retry as it does by default, but without long pauses.
func quickly(o *ecs.Options) {
	o.Retryer = retry.NewStandard(func(o *retry.StandardOptions) { o.MaxBackoff = time.Millisecond })
}

// newStarting returns a server and a function that starts one task on it.
func newStarting(t testing.TB, optFns ...func(*ecs.Options)) (*ecstest.Server, func(context.Context) error) {
	srv, _ := newServer(t)
	srv.AddTaskDefinition("web", func(d *types.TaskDefinition) { d.ContainerDefinitions[0].Cpu = 0 })
	instance := srv.AddInstance("default", ecstest.Remaining(0, 1<<30))
	client := srv.Client(append([]func(*ecs.Options){once}, optFns...)...)
	return srv, func(ctx context.Context) error {
		_, err := client.StartTask(ctx, &ecs.StartTaskInput{TaskDefinition: new("web"), ContainerInstances: []string{instance}})
		return err
	}
}

func TestFaults(t *testing.T) {
	answered := func(code, message string) func(error) bool {
		return func(err error) bool {
			api, ok := errors.AsType[smithy.APIError](err)
			return ok && api.ErrorCode() == code && api.ErrorMessage() == message
		}
	}
	unanswered := func(err error) bool {
		_, ok := errors.AsType[smithy.APIError](err)
		return err != nil && !ok
	}
	fine := func(err error) bool { return err == nil }
	const ec2 = "Error retrieving security group information for [sg-0123456789abcdef0]: Request limit exceeded. (ErrorCode: RequestLimitExceeded)"
	for _, tt := range []struct {
		name    string
		fault   ecstest.Fault
		ok      func(error) bool
		started int
	}{
		{"none", ecstest.Fault{}, fine, 1},
		{"for another operation", ecstest.Throttle("RunTask"), fine, 1},
		{"throttled", ecstest.Throttle("StartTask"), answered("ThrottlingException", "Rate exceeded"), 0},
		{"throttled in EC2", ecstest.ThrottleEC2(""), answered("InvalidParameterException", ec2), 0},
		{"server error before", ecstest.ServerError("StartTask", false), answered("ServerException", "Service Unavailable. Please try again later."), 0},
		{"server error after", ecstest.ServerError("StartTask", true), answered("ServerException", "Service Unavailable. Please try again later."), 1},
		{"only a status", ecstest.Fault{Status: 503}, answered("ServerException", ""), 0},
		{"only a status below 500", ecstest.Fault{Status: 404}, answered("ClientException", ""), 0},
		{"no status at all", ecstest.Fault{Status: -1, Code: "Odd", Message: "no"}, answered("Odd", "no"), 0},
		{"cut", ecstest.Fault{Cut: true}, unanswered, 0},
		{"cut, unread", ecstest.Fault{Cut: true, Unread: true}, unanswered, 0},
		{"cut, with nothing to send", ecstest.Fault{Cut: true, CutAt: 100}, unanswered, 0},
		{"cut after", ecstest.Fault{Cut: true, After: true}, unanswered, 1},
		{"cut after, not unread", ecstest.Fault{Cut: true, After: true, Unread: true}, unanswered, 1},
		{"cut in the head", ecstest.Fault{Cut: true, After: true, CutAt: 20}, unanswered, 1},
		{"cut in the body", ecstest.Fault{Cut: true, After: true, CutAt: 500}, unanswered, 1},
		{"cut behind the end", ecstest.Fault{Cut: true, After: true, CutAt: 1 << 20}, fine, 1},
		{"cut at a negative place", ecstest.Fault{Cut: true, After: true, CutAt: -1}, unanswered, 1},
		{"cut in an error", ecstest.Fault{Cut: true, Status: 500, CutAt: 100}, unanswered, 0},
		{"cut behind an error", ecstest.Fault{Cut: true, Status: 500, Message: "no", CutAt: 1 << 20}, answered("ServerException", "no"), 0},
		{"slow", ecstest.Fault{Delay: time.Millisecond}, fine, 1},
		{"slow after", ecstest.Fault{Delay: time.Millisecond, After: true}, fine, 1},
		{"slow error", ecstest.Fault{Delay: time.Millisecond, Status: 500, Code: "A", Message: "b"}, answered("A", "b"), 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv, start := newStarting(t)
			srv.Inject(tt.fault)
			if err := start(t.Context()); !tt.ok(err) {
				t.Errorf("it ends in %v", err)
			}
			if n := len(srv.Tasks()); n != tt.started {
				t.Errorf("%d tasks were started", n)
			}
			requests := srv.Requests()
			if len(requests) != 1 || requests[0].Operation != "StartTask" || (requests[0].Body == nil) != (tt.name == "cut, unread") {
				t.Errorf("the requests are %v", requests)
			}
			if err := start(t.Context()); err != nil {
				t.Errorf("the next request ends in %v", err)
			}
		})
	}
}

// TestCutEverywhere cuts the connection at each byte of an answer, and at each
// byte of an error.
func TestCutEverywhere(t *testing.T) {
	srv, start := newStarting(t)
	if err := start(t.Context()); err != nil {
		t.Fatal(err)
	}
	started := 1
	for _, fault := range []ecstest.Fault{
		{Operation: "StartTask", Cut: true, After: true},
		ecstest.ServerError("StartTask", true),
	} {
		fault.Cut = true
		length := 0
		for ; ; length++ {
			fault.CutAt = length
			srv.Inject(fault)
			err := start(t.Context())
			started++
			if _, answered := errors.AsType[smithy.APIError](err); err == nil || answered {
				break
			}
		}
		head := len("HTTP/1.1 200 OK\r\n\r\n")
		if length < head {
			t.Errorf("an answer of %d bytes was enough", length)
		}
		fault.CutAt = length - 1
		srv.Inject(fault)
		if err := start(t.Context()); err == nil {
			t.Error("the answer without its last byte was enough")
		}
		started++
		t.Logf("%d bytes", length)
	}
	if n := len(srv.Tasks()); n != started {
		t.Errorf("%d requests started %d tasks", started, n)
	}
}

// TestReset looks at the end of a connection from below.
func TestReset(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("a reset may discard what was sent before it")
	}
	srv, _ := newServer(t)
	const request = "POST / HTTP/1.1\r\nHost: ecs\r\nX-Amz-Target: AmazonEC2ContainerServiceV20141113.ListTasks\r\nContent-Length: 2\r\n\r\n{}"
	for _, tt := range []struct {
		name  string
		cutAt int
		got   string
	}{
		{"at once", 0, ""},
		{"later", 15, "HTTP/1.1 200 OK"},
	} {
		srv.Inject(ecstest.Fault{Cut: true, After: true, CutAt: tt.cutAt})
		conn := must[net.Conn](t)(net.Dial("tcp", strings.TrimPrefix(srv.URL(), "http://")))
		defer conn.Close()
		must[int](t)(io.WriteString(conn, request))
		text, err := io.ReadAll(conn)
		if string(text) != tt.got || !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("%s: read %q, then %v", tt.name, text, err)
		}
	}
}

// TestRetries lets the client retry as it does by default.
func TestRetries(t *testing.T) {
	srv, start := newStarting(t, quickly)
	srv.Inject(ecstest.Throttle("StartTask"), ecstest.ServerError("StartTask", true))
	if err := start(t.Context()); err != nil {
		t.Error(err)
	}
	if tasks, requests := len(srv.Tasks()), len(srv.Requests()); tasks != 2 || requests != 3 {
		t.Errorf("%d requests started %d tasks", requests, tasks)
	}
}

func TestInjectFunc(t *testing.T) {
	srv, start := newStarting(t)
	calls := 0
	srv.InjectFunc(func(r ecstest.Request) *ecstest.Fault {
		calls++
		if r.Operation != "StartTask" || !strings.Contains(string(r.Body), `"taskDefinition":"web"`) || r.Header.Get("X-Amz-Target") == "" {
			t.Errorf("asked for %v", r)
		}
		if calls > 1 {
			return nil
		}
		return &ecstest.Fault{Operation: "RunTask", Cut: true, Unread: true}
	})
	srv.Inject(ecstest.Throttle(""))
	var failed []bool
	for range 3 {
		failed = append(failed, start(t.Context()) != nil)
	}
	srv.InjectFunc(nil)
	if err := start(t.Context()); err != nil {
		t.Error(err)
	}
	if !failed[0] || !failed[1] || failed[2] || calls != 2 || len(srv.Tasks()) != 2 {
		t.Errorf("failed: %v, with %d calls and %d tasks", failed, calls, len(srv.Tasks()))
	}
}

// TestDelays ends delays of an hour.
func TestDelays(t *testing.T) {
	for _, tt := range []struct {
		name    string
		fault   ecstest.Fault
		started int
	}{
		{"before", ecstest.Fault{Delay: time.Hour}, 0},
		{"after", ecstest.Fault{Delay: time.Hour, After: true}, 1},
		{"before a cut", ecstest.Fault{Delay: time.Hour, Cut: true}, 0},
	} {
		t.Run("the client goes away "+tt.name, func(t *testing.T) {
			srv, start := newStarting(t)
			srv.Inject(tt.fault)
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			if err := start(ctx); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("it ends in %v", err)
			}
			srv.Close() // waits for the request
			if n := len(srv.Tasks()); n != tt.started {
				t.Errorf("%d tasks were started", n)
			}
		})
		t.Run("the server closes "+tt.name, func(t *testing.T) {
			srv, start := newStarting(t)
			srv.Inject(tt.fault)
			end := make(chan error)
			go func() { end <- start(t.Context()) }()
			for len(srv.Requests()) == 0 || len(srv.Tasks()) < tt.started {
				time.Sleep(time.Millisecond)
			}
			srv.Close()
			if err := <-end; err == nil {
				t.Error("there was an answer")
			}
			if n := len(srv.Tasks()); n != tt.started {
				t.Errorf("%d tasks were started", n)
			}
		})
	}
}
