package runtask_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
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
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/runtask"
)

// TestAttempts looks at what is sent again, and what is not, when every call goes
// wrong in the same way.
func TestAttempts(t *testing.T) {
	const most = 7 * 3 // calls of Run, attempts of the SDK
	for _, tt := range []struct {
		name     string
		fault    ecstest.Fault
		requests int
		unknown  bool
	}{
		{"throttled", ecstest.Fault{Status: 400, Code: "ThrottlingException", Message: "Rate exceeded"}, 3, false},
		{"Amazon EC2 throttled", ecstest.ThrottleEC2(""), 3, false},
		{"throttled with 503", ecstest.Fault{Status: 503, Code: "ThrottlingException"}, most, true},
		{"refused", ecstest.Fault{Status: 400, Code: "InvalidParameterException", Message: "Invalid namespace for group"}, 1, false},
		{"not allowed", ecstest.Fault{Status: 400, Code: "AccessDeniedException"}, 1, false},
		{"a proxy's refusal", ecstest.Fault{Status: 404, Code: "UnknownError", After: true}, 7, true},
		{"internal error before", ecstest.ServerError("", false), most, true},
		{"internal error after", ecstest.ServerError("", true), most, true},
		{"a gateway's error", ecstest.Fault{Status: 502}, most, true},
		{"a timeout of the service", ecstest.Fault{Status: 400, Code: "RequestTimeoutException"}, most, true},
		{"cut before", ecstest.Fault{Cut: true}, most, true},
		{"cut after", ecstest.Fault{Cut: true, After: true}, most, true},
	} {
		srv := newServer(t)
		srv.InjectFunc(func(ecstest.Request) *ecstest.Fault { return &tt.fault })
		r, err := runtask.Run(t.Context(), srv.Client(hasty), asking(2), quickly)
		if got := len(srv.Requests()); got != tt.requests {
			t.Errorf("%s: %d requests, want %d", tt.name, got, tt.requests)
		}
		if unknown := r.Unknown == 2; unknown != tt.unknown || unknown == (r.NotStarted == 2) || errors.Is(err, runtask.ErrUnknown) != unknown {
			t.Errorf("%s: %v, %v", tt.name, r, err)
		}
		var tokens []string
		for _, req := range srv.Requests() {
			var body struct{ ClientToken string }
			if err := json.Unmarshal(req.Body, &body); err != nil {
				t.Fatal(err)
			}
			tokens = append(tokens, body.ClientToken)
		}
		if tokens = slices.Compact(tokens); !slices.Equal(tokens, r.ClientTokens) || len(tokens[0]) != 34 {
			t.Errorf("%s: sent %q, reported %q", tt.name, tokens, r.ClientTokens)
		}
		if tt.unknown && !strings.Contains(err.Error(), "to find out, send the request again with count 2 and client token "+r.ClientTokens[0]+"\n") {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// TestRefusedAfterLost lets the first attempt start the tasks and be lost, and the
// next ones be refused: they say nothing of the first.
func TestRefusedAfterLost(t *testing.T) {
	for _, code := range []string{"ExpiredTokenException", "AccessDeniedException", "ConflictException", "ClusterNotFoundException"} {
		for _, retryer := range []func(*ecs.Options){hasty, func(o *ecs.Options) { o.Retryer = aws.NopRetryer{} }} {
			srv := newServer(t)
			lost := false
			srv.InjectFunc(func(ecstest.Request) *ecstest.Fault {
				if !lost {
					lost = true
					return &ecstest.Fault{Cut: true, After: true}
				}
				return &ecstest.Fault{Status: 400, Code: code}
			})
			r, err := runtask.Run(t.Context(), srv.Client(retryer), asking(2), quickly)
			refused, ok := failure.Refused(err)
			if r.Unknown != 2 || len(srv.Requests()) != 2 || !ok || refused.Code != code {
				t.Errorf("%s: %d requests, %v, %v", code, len(srv.Requests()), r, err)
			}
		}
	}
}

func TestConflict(t *testing.T) {
	srv := newServer(t)
	in := asking(2)
	in.ClientToken = new("job")
	first, err := runtask.Run(t.Context(), srv.Client(), in)
	if err != nil {
		t.Fatal(err)
	}
	in.Count = new(int32(3))
	r, err := runtask.Run(t.Context(), srv.Client(), in)
	refused, _ := failure.Refused(err)
	conflict, ok := errors.AsType[*types.ConflictException](err)
	if r.NotStarted != 3 || !ok || !slices.Equal(conflict.ResourceIds, arns(first.Tasks)) || refused.Path != "clientToken" || refused.Advice == "" {
		t.Errorf("%v, %v", r, err)
	}
}

// TestEmptyToken gives a token that would switch the SDK's off.
func TestEmptyToken(t *testing.T) {
	srv := newServer(t)
	srv.Inject(ecstest.Fault{Cut: true, After: true})
	in := asking(2)
	in.ClientToken = new("")
	if r, err := runtask.Run(t.Context(), srv.Client(hasty), in); err != nil || len(srv.Tasks()) != 2 || len(r.ClientTokens[0]) != 34 {
		t.Errorf("%v, %v", r, err)
	}
}

// TestOddTokens have characters that JSON escapes.
func TestOddTokens(t *testing.T) {
	for _, token := range []string{`"`, `a\b"c<d>&'/~!`, strings.Repeat("x", 64)} {
		srv := newServer(t)
		srv.Inject(ecstest.Fault{Cut: true, After: true})
		in := asking(2)
		in.ClientToken = &token
		client := srv.Client(func(o *ecs.Options) { o.Retryer = aws.NopRetryer{} })
		if r, err := runtask.Run(t.Context(), client, in, quickly); err != nil || len(srv.Requests()) != 2 || len(srv.Tasks()) != 2 {
			t.Errorf("%s: %v, %v", token, r, err)
		}
	}
}

// inBubble is the client of an ECS that is a function, without a network.
func inBubble(do func(body []byte) (status int, answer string, err error)) *ecs.Client {
	return ecs.New(ecs.Options{
		Region: "us-east-1", Credentials: aws.AnonymousCredentials{}, Retryer: aws.NopRetryer{},
		HTTPClient: doer(func(req *http.Request) (*http.Response, error) {
			body, err := io.ReadAll(req.Body)
			if err != nil {
				return nil, err
			}
			status, answer, err := do(body)
			if err != nil {
				return nil, err
			}
			return &http.Response{StatusCode: status, Header: http.Header{"X-Amzn-Requestid": {"1"}}, Body: io.NopCloser(strings.NewReader(answer))}, nil
		}),
	})
}

type doer func(*http.Request) (*http.Response, error)

func (d doer) Do(req *http.Request) (*http.Response, error) { return d(req) }

var errReset = errors.New("connection reset by peer")

// TestPausesOfRetryUnknown looks at when a lost request is sent.
func TestPausesOfRetryUnknown(t *testing.T) {
	for _, tt := range []struct {
		opts []runtask.Option
		want string
	}{
		{nil, "[0s 1s 3s 7s 14s 30s 1m0s]"},
		{[]runtask.Option{runtask.WithRetryUnknown(0)}, "[0s]"},
		{[]runtask.Option{runtask.WithRetryUnknown(-1)}, "[0s]"},
		{[]runtask.Option{runtask.WithRetryUnknown(10 * time.Minute)}, "[0s 5s 15s 35s 1m15s 2m15s 3m15s 4m15s 5m15s 6m15s 7m15s 8m15s 10m0s]"},
	} {
		synctest.Test(t, func(t *testing.T) {
			begin := time.Now()
			var times []time.Duration
			client := inBubble(func([]byte) (int, string, error) {
				times = append(times, time.Since(begin).Round(time.Second))
				return 0, "", errReset
			})
			r, err := runtask.Run(t.Context(), client, asking(1), tt.opts...)
			if fmt.Sprint(times) != tt.want || r.Unknown != 1 || !errors.Is(err, errReset) {
				t.Errorf("sent at %v, want %s; %v", times, tt.want, err)
			}
		})
	}
}

// TestTokensExpire lets attempts take long: after 55 minutes no other is made.
func TestTokensExpire(t *testing.T) {
	for _, attempts := range []int{1, 100} { // of the SDK
		synctest.Test(t, func(t *testing.T) {
			begin := time.Now()
			var last time.Duration
			inner := inBubble(func([]byte) (int, string, error) {
				last = time.Since(begin)
				time.Sleep(9 * time.Minute)
				return 500, `{"__type":"ServerException"}`, nil
			})
			client := clientFunc(func(ctx context.Context, in *ecs.RunTaskInput, opts ...func(*ecs.Options)) (*ecs.RunTaskOutput, error) {
				return inner.RunTask(ctx, in, append([]func(*ecs.Options){func(o *ecs.Options) {
					if attempts > 1 {
						hasty(o)
						o.RetryMaxAttempts = attempts
					}
				}}, opts...)...)
			})
			r, err := runtask.Run(t.Context(), client, asking(1), runtask.WithRetryUnknown(24*time.Hour))
			if r.Unknown != 1 || last < 40*time.Minute || last > 55*time.Minute {
				t.Errorf("the last attempt began after %v: %v", last, err)
			}
			if said := strings.Contains(err.Error(), "may not know its client token any more"); said != (attempts > 1) {
				t.Errorf("%v", err)
			}
		})
	}
}

// TestRetryUnknownEndsWithTheContext ends ctx in a pause.
func TestRetryUnknownEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		begin := time.Now()
		client := inBubble(func([]byte) (int, string, error) { return 0, "", errReset })
		r, err := runtask.Run(ctx, client, asking(1))
		if d := time.Since(begin); d != 5*time.Second || r.Unknown != 1 || !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, errReset) {
			t.Errorf("after %v: %v, %v", d, r, err)
		}
	})
}

// TestFleetsSendAgainInTurn lets a call be lost: it is not sent again in a pause, and
// not after a refusal of another call, which ends its own pause.
func TestFleetsSendAgainInTurn(t *testing.T) {
	for _, second := range []string{"ThrottlingException", "AccessDeniedException"} {
		synctest.Test(t, func(t *testing.T) {
			begin := time.Now()
			var n atomic.Int32
			var mu sync.Mutex
			var times []time.Duration
			client := inBubble(func(body []byte) (int, string, error) {
				switch n.Add(1) {
				case 1:
					return 0, "", errReset // sent again after 0.95 s
				case 2:
					time.Sleep(900 * time.Millisecond)
					return 400, `{"__type":"` + second + `"}`, nil // a pause until 1.9 s
				}
				mu.Lock()
				times = append(times, time.Since(begin))
				mu.Unlock()
				time.Sleep(10 * time.Millisecond)
				return 200, answerTo(body, 10), nil
			})
			r, err := runtask.RunAll(t.Context(), client, asking(1), 20, runtask.WithConcurrency(2))
			if second == "AccessDeniedException" {
				if d := time.Since(begin); r.Unknown != 10 || r.NotStarted != 10 || len(times) > 0 || d != 900*time.Millisecond {
					t.Errorf("%v, %v; calls at %v, over after %v", r, err, times, d)
				}
				return
			}
			if want := []time.Duration{1900 * time.Millisecond, 1910 * time.Millisecond}; err != nil || len(r.Tasks) != 20 || !slices.Equal(times, want) {
				t.Errorf("%v, %v; calls at %v, want %v", r, err, times, want)
			}
		})
	}
}

// answerTo returns an answer of ECS with so many tasks, and a failure for each other
// one.
func answerTo(body []byte, tasks int) string {
	in := struct {
		ClientToken string
		Count       int
	}{"", 1}
	json.Unmarshal(body, &in)
	var b bytes.Buffer
	b.WriteString(`{"tasks":[`)
	for i := range min(tasks, in.Count) {
		fmt.Fprintf(&b, `%s{"taskArn":"arn:aws:ecs:us-east-1:123456789012:task/x/%s-%d"}`, map[bool]string{true: ","}[i > 0], in.ClientToken, i)
	}
	b.WriteString(`],"failures":[`)
	for i := range max(0, in.Count-tasks) {
		fmt.Fprintf(&b, `%s{"reason":"RESOURCE:MEMORY","arn":"arn:aws:ecs:us-east-1:123456789012:container-instance/x/%d"}`, map[bool]string{true: ","}[i > 0], i)
	}
	b.WriteString(`]}`)
	return b.String()
}

// rooms is an ECS with room for the next tasks of each call.
type rooms struct {
	begin time.Time
	left  []int
	seen  []string
}

func (r *rooms) do(body []byte) (int, string, error) {
	var in struct {
		ClientToken string
		Count       int
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return 0, "", err
	}
	r.seen = append(r.seen, fmt.Sprintf("%s:%d@%v", in.ClientToken, in.Count, time.Since(r.begin).Round(time.Second)))
	n := 0
	if len(r.left) > 0 {
		n, r.left = r.left[0], r.left[1:]
	}
	if n < 0 {
		return 400, `{"__type":"ClientException","message":"Tasks provisioning capacity limit exceeded."}`, nil
	}
	return 200, answerTo(body, n), nil
}

func TestWithRetryUnplaced(t *testing.T) {
	for _, tt := range []struct {
		name   string
		rooms  []int
		opts   []runtask.Option
		want   string // calls
		result string
	}{
		{"without", []int{3}, nil, "[job:10@0s]", "started 3 of 10 tasks, 7 not placed"},
		{"until all have a place", []int{3, 0, 5, 9}, []runtask.Option{runtask.WithRetryUnplaced(5 * time.Minute)}, "[job:10@0s job/2:7@5s job/3:7@14s job/4:2@33s]", "started 10 of 10 tasks"},
		{"until the time is over", []int{3, 1}, []runtask.Option{runtask.WithRetryUnplaced(time.Minute)},
			"[job:10@0s job/2:7@1s job/3:6@3s job/4:6@7s job/5:6@14s job/6:6@30s job/7:6@1m0s]", "started 4 of 10 tasks, 6 not placed"},
		{"what is refused for now", []int{-1, 4, -1, 10}, []runtask.Option{runtask.WithRetryUnplaced(5 * time.Minute)}, "[job:10@0s job/2:10@5s job/3:6@14s job/4:6@33s]", "started 10 of 10 tasks"},
		{"refused at last", []int{4, -1}, []runtask.Option{runtask.WithRetryUnplaced(1)}, "[job:10@0s job/2:6@0s]", "started 4 of 10 tasks, 6 not placed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ecs := &rooms{begin: time.Now(), left: tt.rooms}
				in := asking(10)
				in.ClientToken = new("job")
				r, err := runtask.Run(t.Context(), inBubble(ecs.do), in, tt.opts...)
				if got := fmt.Sprint(ecs.seen); got != tt.want || r.String() != tt.result || len(r.ClientTokens) != len(ecs.seen) {
					t.Errorf("%s\nwant %s; %v, %v", got, tt.want, r, err)
				}
				if problem := account(r, err, 10); problem != "" {
					t.Error(problem)
				}
				if r.Unplaced > 0 && (!errors.Is(err, failure.ErrResource) || runtask.Partial(err) == (tt.name == "refused at last")) || r.Unplaced == 0 && len(r.Failures) > 0 {
					t.Errorf("%v", err)
				}
			})
		})
	}
}

// TestRetryUnplacedOfFleets tries again all that the fleet has not placed, in as few
// calls as possible, and shows it in the progress.
func TestRetryUnplacedOfFleets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ecs := &rooms{begin: time.Now(), left: []int{10, 4, 0, 2, 10, 1, 10}}
		in := asking(1)
		in.ClientToken = new("job")
		progress, last := progressOf()
		r, err := runtask.RunAll(t.Context(), inBubble(ecs.do), in, 35, runtask.WithConcurrency(1), runtask.WithRetryUnplaced(time.Minute), progress)
		// After 10, 4, 0 and 2 tasks 19 are missing: 10 and 1 of them start, and then 8.
		want := "[job/1:10@0s job/2:10@0s job/3:10@0s job/4:5@0s job/5:10@1s job/6:9@1s job/7:8@3s]"
		if got := fmt.Sprint(ecs.seen); got != want || err != nil || len(r.Tasks) != 35 {
			t.Errorf("%s\nwant %s; %v, %v", got, want, r, err)
		}
		agree(t, *last, r, 35)
	})
	// A call that is refused for good ends it, and so does ctx.
	for _, how := range []string{"refused", "cancelled"} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			calls := 0
			client := inBubble(func(body []byte) (int, string, error) {
				if calls++; calls > 3 && how == "refused" {
					return 400, `{"__type":"AccessDeniedException"}`, nil
				}
				return 200, answerTo(body, 4), nil
			})
			progress, last := progressOf()
			r, err := runtask.RunAll(ctx, client, asking(1), 100, runtask.WithConcurrency(1), runtask.WithRetryUnplaced(time.Hour), progress)
			agree(t, *last, r, 100)
			if problem := account(r, err, 100); problem != "" {
				t.Error(problem)
			}
			if how == "refused" && (r.NotStarted != 70 || r.Unplaced != 18 || calls != 4) || how == "cancelled" && (!errors.Is(err, context.DeadlineExceeded) || r.Unplaced == 0 || runtask.Partial(err)) {
				t.Errorf("%s: %v after %d calls, %v", how, r, calls, err)
			}
		})
	}
}

// TestRetryUnplacedNever does not try again what stays as it is.
func TestRetryUnplacedNever(t *testing.T) {
	srv := newServer(t)
	srv.AddTaskDefinition("bridge", func(td *types.TaskDefinition) {
		td.RequiresAttributes = append(td.RequiresAttributes, types.Attribute{Name: new("gpu.driver")})
	})
	instances := []string{srv.AddInstance("default"), srv.AddInstance("default")}
	in := &ecs.RunTaskInput{TaskDefinition: new("bridge"), Count: new(int32(1))}
	r, err := runtask.Run(t.Context(), srv.Client(), in, runtask.WithRetryUnplaced(time.Hour))
	if r.Unplaced != 1 || len(r.Failures) != 2 || !errors.Is(err, failure.ErrAttribute) || len(srv.Requests()) != 1 {
		t.Errorf("%v, %v", r, err)
	}
	for i, f := range r.Failures {
		if !slices.Contains(instances, *f.Reported.Arn) || !strings.Contains(err.Error(), *f.Reported.Arn+": ATTRIBUTE: the container instance does not have") {
			t.Errorf("failure %d: %v", i, f)
		}
	}
}

// TestRetryUnplacedSaysTheSameAgain repeats a run with its token, in which each call
// has started something.
func TestRetryUnplacedSaysTheSameAgain(t *testing.T) {
	srv := newServer(t)
	srv.LimitFargate("FARGATE", 3)
	in := asking(5)
	in.ClientToken = new("job")
	srv.InjectFunc(func(r ecstest.Request) *ecstest.Fault {
		if bytes.Contains(r.Body, []byte("job/2")) {
			srv.LimitFargate("FARGATE", -1)
		}
		return nil
	})
	for range 2 {
		r, err := runtask.Run(t.Context(), srv.Client(), in, runtask.WithRetryUnplaced(63))
		if err != nil || len(r.Tasks) != 5 || len(srv.Tasks()) != 5 {
			t.Errorf("%v, %v; %d tasks", r, err, len(srv.Tasks()))
		}
	}
}

// TestUnsettledRetry lets a call place nothing, and the next one, which has another
// token, be lost. Repeating the run would start a second task: the call is settled.
func TestUnsettledRetry(t *testing.T) {
	srv := newServer(t)
	srv.LimitFargate("FARGATE", 0)
	srv.InjectFunc(func(r ecstest.Request) *ecstest.Fault {
		if bytes.Contains(r.Body, []byte("job/2")) {
			srv.LimitFargate("FARGATE", -1)
			return &ecstest.Fault{Cut: true, After: true}
		}
		return nil
	})
	in := asking(1)
	in.ClientToken = new("job")
	r, err := runtask.Run(t.Context(), srv.Client(hasty), in, quickly, runtask.WithRetryUnplaced(1))
	if want := []runtask.Unsettled{{ClientToken: "job/2", Count: 1}}; r.Unknown != 1 || !slices.Equal(r.Unsettled, want) || len(srv.Tasks()) != 1 {
		t.Fatalf("%v, %v, unsettled %v; %d tasks", r, err, r.Unsettled, len(srv.Tasks()))
	}
	srv.InjectFunc(nil)
	settle(t, srv, in, r, 1)
}

// TestUnsettledFleet loses every call of fleets, and then settles them.
func TestUnsettledFleet(t *testing.T) {
	for _, count := range []*int32{nil, new(int32(1)), new(int32(7))} {
		for _, all := range []int{1, 2, 21, 30} {
			srv := newServer(t)
			srv.InjectFunc(func(ecstest.Request) *ecstest.Fault { return &ecstest.Fault{Cut: true, After: true} })
			in := asking(1)
			in.Count = count
			r, err := runtask.RunAll(t.Context(), srv.Client(hasty), in, all, quickly)
			srv.InjectFunc(nil)
			if calls := (all + 9) / 10; r.Unknown != all || len(r.Unsettled) != calls || len(r.Tasks) > 0 {
				t.Errorf("%d tasks: %v, %v, unsettled %v", all, r, err, r.Unsettled)
			}
			settle(t, srv, in, r, all)
		}
	}
}

// settle sends the calls again that r does not know the outcome of. Then the endpoint
// must have as many tasks as were asked for, and r and the answers the same ones.
func settle(t *testing.T, srv *ecstest.Server, in *ecs.RunTaskInput, r *runtask.Result, count int) {
	t.Helper()
	found := arns(r.Tasks)
	for _, u := range r.Unsettled {
		again, err := runtask.Run(t.Context(), srv.Client(hasty), u.Request(in))
		if err != nil || len(again.Unsettled) > 0 {
			t.Errorf("%v: %v, %v", u, again, err)
		}
		found = append(found, arns(again.Tasks)...)
	}
	slices.Sort(found)
	if found = slices.Compact(found); len(found) != count || len(srv.Tasks()) != count {
		t.Errorf("%d of %d tasks are known, and %d were started", len(found), count, len(srv.Tasks()))
	}
}

// TestErrorsAreSaidOnce ends the context while Run waits before it sends a lost
// request again.
func TestErrorsAreSaidOnce(t *testing.T) {
	srv := newServer(t)
	srv.Inject(ecstest.ServerError("RunTask", true))
	for _, while := range []string{"waiting", "answering"} {
		ctx, cancel := context.WithCancel(t.Context())
		client := srv.Client(func(o *ecs.Options) { o.RetryMaxAttempts = 1 })
		r, err := runtask.Run(ctx, clientFunc(func(ctx context.Context, in *ecs.RunTaskInput, opts ...func(*ecs.Options)) (*ecs.RunTaskOutput, error) {
			if while == "answering" {
				srv.Inject(ecstest.Fault{Operation: "RunTask", After: true, Delay: time.Hour}) // until the client goes away
				srv.OnStart(func(*types.Task) ecstest.End {
					cancel()
					return ecstest.End{}
				})
			} else {
				defer cancel()
			}
			return client.RunTask(ctx, in, opts...)
		}), asking(1))
		if r.Unknown != 1 || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v, %v", while, r, err)
		}
		if lines := strings.Split(err.Error(), "\n"); while == "waiting" && len(lines) != 3 || while == "answering" && len(lines) != 2 {
			t.Errorf("%s: %v", while, err)
		}
	}
}
