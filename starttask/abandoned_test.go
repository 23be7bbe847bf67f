package starttask_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/starttask"
)

// clientFunc is a client that wraps another.
type clientFunc func(ctx context.Context, in *ecs.StartTaskInput, opts ...func(*ecs.Options)) (*ecs.StartTaskOutput, error)

func (f clientFunc) StartTask(ctx context.Context, in *ecs.StartTaskInput, opts ...func(*ecs.Options)) (*ecs.StartTaskOutput, error) {
	return f(ctx, in, opts...)
}

var errAbandoned = errors.New("gave up waiting")

// how a caller is told that a call was abandoned
var abandonments = map[string]func(instances []string) error{
	"error":    func([]string) error { return errAbandoned },
	"deadline": func([]string) error { return context.DeadlineExceeded },
	"refusal":  func([]string) error { return &types.InvalidParameterException{} },
	"result": func(instances []string) error {
		return &starttask.StartError{Result: &starttask.Result{NotStarted: instances}}
	},
	"panic": func([]string) (err error) {
		defer func() { err = fmt.Errorf("recovered: %v", recover()) }()
		panic("too slow")
	},
}

// abandonedCalls returns from calls, at each step on the way, while they go on.
func abandonedCalls(t *testing.T, s *tally) {
	for how, give := range abandonments {
		give := func(in []string) func() error { return func() error { return give(in) } }
		for _, late := range []bool{false, true} { // the attempt begins when Start is over
			for _, where := range []string{"wrapper", "before the wrapper", "Initialize", "Serialize", "Build", "Finalize", "after Retry", "Deserialize"} {
				srv, instances := newServer(t, 2)
				var abandoned sync.WaitGroup
				arrived, release := make(chan struct{}), make(chan struct{})
				signal := sync.OnceFunc(func() { close(arrived) })
				srv.InjectFunc(func(ecstest.Request) *ecstest.Fault {
					signal()
					<-release
					return nil
				})
				work := func(f func()) {
					abandoned.Go(func() {
						if late {
							signal()
							<-release
						}
						f()
					})
					<-arrived
				}
				inner := srv.Client(hasty, func(o *ecs.Options) {
					if late { // two attempts at a time would read one body
						o.Retryer = aws.NopRetryer{}
					}
					if mw := sdktest.Abandoning(where, work, give(instances)); mw != nil {
						o.APIOptions = append(o.APIOptions, mw)
					}
				})
				client := clientFunc(func(ctx context.Context, in *ecs.StartTaskInput, opts ...func(*ecs.Options)) (*ecs.StartTaskOutput, error) {
					call := func() { inner.StartTask(context.WithoutCancel(ctx), in, opts...) }
					switch where {
					case "wrapper":
						work(call)
						return nil, give(instances)()
					case "before the wrapper":
						call = func() {
							srv.Client(hasty, func(o *ecs.Options) {
								for _, opt := range opts {
									opt(o)
								}
							}).StartTask(context.WithoutCancel(ctx), in)
						}
						work(call)
						return nil, give(instances)()
					}
					return inner.StartTask(ctx, in, opts...)
				})
				r, err := starttask.Start(t.Context(), client, build(t, instances...))
				close(release)
				abandoned.Wait()
				s.faults++
				s.check(t, fmt.Sprintf("%s, %s, late %t", where, how, late), srv, 0, instances, r, err, false)
				if n := len(srv.Tasks()); late && n > 0 {
					t.Errorf("%s, %s: %d tasks were started after Start", where, how, n)
				}
				srv.Close()
			}
		}
	}
}

// lostThen makes the endpoint lose the first answer, and then answer with fault,
// or by carrying out the request.
func lostThen(srv *ecstest.Server, started bool, fault *ecstest.Fault) {
	srv.Inject(ecstest.Fault{Operation: "StartTask", Cut: true, After: started})
	if fault != nil {
		srv.Inject(*fault)
	}
}

var refusals = map[string]*ecstest.Fault{
	"refused":   {Operation: "StartTask", Status: 400, Code: "InvalidParameterException"},
	"throttled": {Operation: "StartTask", Status: 400, Code: "ThrottlingException"},
	"answered":  nil,
}

// repeatingWrappers repeat lost calls on their own.
func repeatingWrappers(t *testing.T, s *tally) {
	for name, then := range refusals {
		for _, started := range []bool{false, true} {
			for _, where := range []string{"wrapper", "retryer", "Initialize", "after Retry", "Deserialize"} {
				srv, instances := newServer(t, 2)
				lostThen(srv, started, then)
				inner := srv.Client(hasty, func(o *ecs.Options) {
					o.APIOptions = append(o.APIOptions, sdktest.Repeating(where))
				})
				client := clientFunc(func(ctx context.Context, in *ecs.StartTaskInput, opts ...func(*ecs.Options)) (*ecs.StartTaskOutput, error) {
					if where == "retryer" {
						opts = append(opts, hasty)
					}
					out, err := inner.StartTask(ctx, in, opts...)
					if where == "wrapper" && err != nil {
						return inner.StartTask(ctx, in, opts...)
					}
					return out, err
				})
				r, err := starttask.Start(t.Context(), client, build(t, instances...))
				s.faults++
				s.check(t, fmt.Sprintf("%s, started %t, then %s", where, started, name), srv, 0, instances, r, err, false)
				srv.Close()
			}
		}
	}
}

// repeatingHTTPClients send a lost request again. That starts tasks twice, as
// documented, but must not hide it from the result otherwise.
func repeatingHTTPClients(t *testing.T, s *tally) {
	for name, then := range refusals {
		for _, started := range []bool{false, true} {
			for kind, httpClient := range map[string]aws.HTTPClient{
				"round tripper": &http.Client{Transport: sdktest.Repeater{Base: &http.Transport{}}}, "client": sdktest.Repeater{Base: &http.Transport{}},
			} {
				for _, full := range []bool{false, true} {
					srv, instances := roomFor(t, 2, full)
					lostThen(srv, started, then)
					r, err := starttask.Start(t.Context(), srv.Client(hasty, func(o *ecs.Options) { o.HTTPClient = httpClient }), build(t, instances...))
					s.faults++
					s.excuse(t, fmt.Sprintf("%s, started %t, then %s, full %t", kind, started, name, full), srv, instances, r, err)
					srv.Close()
				}
			}
		}
	}
}

// droppingWrappers do not pass on the options of a call, so that the SDK sends a
// lost request again. That starts tasks twice, as documented, but must not hide it
// from the result otherwise.
func droppingWrappers(t *testing.T, s *tally) {
	for name, then := range refusals {
		for _, started := range []bool{false, true} {
			for _, full := range []bool{false, true} {
				for _, errs := range []bool{false, true} {
					srv, instances := roomFor(t, 2, full)
					lostThen(srv, started, then)
					inner := srv.Client(hasty)
					if errs {
						inner = srv.Client(hasty, starttask.FailuresAsErrors)
					}
					client := clientFunc(func(ctx context.Context, in *ecs.StartTaskInput, _ ...func(*ecs.Options)) (*ecs.StartTaskOutput, error) {
						out, err := inner.StartTask(ctx, in)
						if err != nil {
							err = fmt.Errorf("wrapped: %w", err)
						}
						return out, err
					})
					r, err := starttask.Start(t.Context(), client, build(t, instances...))
					s.faults++
					s.excuse(t, fmt.Sprintf("started %t, then %s, full %t, as errors %t", started, name, full, errs), srv, instances, r, err)
					srv.Close()
				}
			}
		}
	}
}

// roomFor returns an endpoint with n instances, each with room for one task only
// if full.
func roomFor(t *testing.T, n int, full bool) (*ecstest.Server, []string) {
	if !full {
		return newServer(t, n)
	}
	srv, _ := newServer(t, 0)
	var instances []string
	for range n {
		arn := srv.AddInstance("default", ecstest.Remaining(128, 256))
		instances = append(instances, arn[1+strings.LastIndexByte(arn, '/'):])
	}
	return srv, instances
}
