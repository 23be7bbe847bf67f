package runtask_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go/middleware"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/runtask"
)

// clientFunc is a client that wraps another.
type clientFunc func(ctx context.Context, in *ecs.RunTaskInput, opts ...func(*ecs.Options)) (*ecs.RunTaskOutput, error)

func (f clientFunc) RunTask(ctx context.Context, in *ecs.RunTaskInput, opts ...func(*ecs.Options)) (*ecs.RunTaskOutput, error) {
	return f(ctx, in, opts...)
}

// how a caller is told that a call was abandoned
var abandonments = map[string]func() error{
	"error":    func() error { return errors.New("gave up waiting") },
	"deadline": func() error { return context.DeadlineExceeded },
	"refusal":  func() error { return &types.InvalidParameterException{} },
	"result": func() error {
		return &runtask.RunError{Result: &runtask.Result{NotStarted: 2}}
	},
	"panic": func() (err error) {
		defer func() { err = fmt.Errorf("recovered: %v", recover()) }()
		panic("too slow")
	},
}

// abandonedCalls returns from the first call, at each step on the way, while it goes
// on. What follows is let through, to where the token tells ECS what it is.
func abandonedCalls(t *testing.T, s *tally) {
	for how, give := range abandonments {
		for _, where := range []string{"wrapper", "Initialize", "Serialize", "Build", "Finalize", "after Retry", "Deserialize"} {
			srv := newServer(t)
			var abandoned sync.WaitGroup
			arrived, release := make(chan struct{}), make(chan struct{})
			var first atomic.Bool
			srv.InjectFunc(func(ecstest.Request) *ecstest.Fault {
				if !first.Swap(true) {
					close(arrived)
					<-release
				}
				return nil
			})
			var given atomic.Bool
			work := func(f func()) {
				abandoned.Go(f)
				<-arrived
				if !given.Swap(true) {
					return
				}
			}
			inner := srv.Client(hasty, func(o *ecs.Options) {
				o.Retryer = aws.NopRetryer{}
				if where != "wrapper" {
					o.APIOptions = append(o.APIOptions, sdktest.Abandoning(where, work, give))
				}
			})
			client := clientFunc(func(ctx context.Context, in *ecs.RunTaskInput, opts ...func(*ecs.Options)) (*ecs.RunTaskOutput, error) {
				if where != "wrapper" {
					return inner.RunTask(context.WithoutCancel(ctx), in, opts...)
				}
				work(func() { inner.RunTask(context.WithoutCancel(ctx), in, opts...) })
				return nil, give()
			})
			// Everything is abandoned, and the endpoint holds back the first.
			r, err := runtask.Run(t.Context(), client, asking(2), runtask.WithRetryUnknown(0))
			close(release)
			abandoned.Wait()
			s.faults++
			name := fmt.Sprintf("%s, %s", where, how)
			s.check(t, name, srv, 0, 2, r, err, false)
			s.repeat(t, name, srv, 0, 2, r)
			srv.Close()
		}
	}
}

// lostThen makes the endpoint lose the first answer, and then answer with fault,
// or by carrying out the request.
func lostThen(srv *ecstest.Server, started bool, fault *ecstest.Fault) {
	srv.Inject(ecstest.Fault{Operation: "RunTask", Cut: true, After: started})
	if fault != nil {
		srv.Inject(*fault)
	}
}

var refusals = map[string]*ecstest.Fault{
	"refused":   {Operation: "RunTask", Status: 400, Code: "InvalidParameterException"},
	"throttled": {Operation: "RunTask", Status: 400, Code: "ThrottlingException"},
	"answered":  nil,
}

// repeatingWrappers repeat lost calls on their own. That is as safe as what Run does.
func repeatingWrappers(t *testing.T, s *tally) {
	for then, fault := range refusals {
		for _, started := range []bool{false, true} {
			for _, where := range []string{"wrapper", "retryer", "Initialize", "after Retry", "Deserialize"} {
				srv := newServer(t)
				lostThen(srv, started, fault)
				inner := srv.Client(hasty, func(o *ecs.Options) {
					o.APIOptions = append(o.APIOptions, sdktest.Repeating(where))
				})
				client := clientFunc(func(ctx context.Context, in *ecs.RunTaskInput, opts ...func(*ecs.Options)) (*ecs.RunTaskOutput, error) {
					if where == "retryer" {
						opts = append(opts, hasty)
					}
					out, err := inner.RunTask(ctx, in, opts...)
					if where == "wrapper" && err != nil {
						return inner.RunTask(ctx, in, opts...)
					}
					return out, err
				})
				r, err := runtask.Run(t.Context(), client, asking(2), quickly)
				s.faults++
				name := fmt.Sprintf("%s, started %t, then %s", where, started, then)
				s.check(t, name, srv, 0, 2, r, err, then == "answered")
				s.repeat(t, name, srv, 0, 2, r)
				srv.Close()
			}
		}
	}
}

// repeatingHTTPClients send a lost request again, which has the token as well.
func repeatingHTTPClients(t *testing.T, s *tally) {
	for then, fault := range refusals {
		for _, started := range []bool{false, true} {
			for kind, httpClient := range map[string]aws.HTTPClient{
				"round tripper": &http.Client{Transport: sdktest.Repeater{Base: &http.Transport{}}}, "client": sdktest.Repeater{Base: &http.Transport{}},
			} {
				for _, room := range []int{1, 2} {
					srv := newServer(t)
					srv.LimitFargate("FARGATE", room)
					lostThen(srv, started, fault)
					r, err := runtask.Run(t.Context(), srv.Client(hasty, func(o *ecs.Options) { o.HTTPClient = httpClient }), asking(2), quickly)
					s.faults++
					name := fmt.Sprintf("%s, started %t, then %s, room for %d", kind, started, then, room)
					s.check(t, name, srv, 0, 2, r, err, then == "answered" && room == 2)
					if then == "answered" && (len(r.Tasks) != room || r.Unplaced != 2-room) {
						t.Errorf("%s: %+v, %v", name, r, err)
					}
					if room == 2 {
						s.repeat(t, name, srv, 0, 2, r)
					}
					srv.Close()
				}
			}
		}
	}
}

// droppingWrappers do not pass on the options of a call. The SDK sends a lost request
// again, with the token of Run unless the wrapper removes that.
func droppingWrappers(t *testing.T, s *tally) {
	for then, fault := range refusals {
		for _, started := range []bool{false, true} {
			for _, room := range []int{1, 2, 4} {
				for _, token := range []string{"kept", "nil", "empty"} {
					srv := newServer(t)
					srv.LimitFargate("FARGATE", room)
					lostThen(srv, started, fault)
					inner := srv.Client(hasty)
					client := clientFunc(func(ctx context.Context, in *ecs.RunTaskInput, _ ...func(*ecs.Options)) (*ecs.RunTaskOutput, error) {
						switch token {
						case "nil": // the SDK makes one up for the call
							in.ClientToken = nil
						case "empty": // and sends this
							in.ClientToken = new("")
						}
						out, err := inner.RunTask(ctx, in)
						if err != nil {
							err = fmt.Errorf("wrapped: %w", err)
						}
						return out, err
					})
					r, err := runtask.Run(t.Context(), client, asking(2), quickly)
					s.faults++
					name := fmt.Sprintf("started %t, then %s, room for %d, token %s", started, then, room, token)
					if token == "empty" {
						s.excuse(t, name, srv, 2, r, err)
					} else {
						s.check(t, name, srv, 0, 2, r, err, false)
					}
					if token == "kept" && room > 1 {
						s.repeat(t, name, srv, 0, 2, r)
					}
					srv.Close()
				}
			}
		}
	}
}

// changedTokens lets middleware replace or remove the token, in each call or in each
// attempt. Then a lost request is not sent again, and the error does not name a token
// that was not sent.
func changedTokens(t *testing.T, s *tally) {
	n := 0
	for how, change := range map[string]func(token string) *string{
		"removed":  func(string) *string { return new("") },
		"replaced": func(string) *string { n++; return new(fmt.Sprint("other-", n)) },
	} {
		for _, started := range []bool{false, true} {
			for _, calls := range []int{0, 1} { // from which call on
				srv := newServer(t)
				made := 0
				client := srv.Client(func(o *ecs.Options) {
					o.Retryer = aws.NopRetryer{}
					if calls == 0 {
						hasty(o)
					}
					o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
						return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("change", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
							if made++; made > calls {
								request := in.Parameters.(*ecs.RunTaskInput)
								request.ClientToken = change(*request.ClientToken)
							}
							return next.HandleInitialize(ctx, in)
						}), middleware.Before)
					})
				})
				lostThen(srv, started, nil)
				r, err := runtask.Run(t.Context(), client, asking(2), quickly)
				s.faults++
				name := fmt.Sprintf("%s from call %d on, started %t", how, calls, started)
				s.check(t, name, srv, 0, 2, r, err, false)
				if n := len(srv.Requests()); n != 1 || r.Unknown != 2 || len(r.Unsettled) > 0 || !strings.Contains(err.Error(), "look for them with ListTasks") || !strings.Contains(err.Error(), "did not send the client token") {
					t.Errorf("%s: %d requests, %v", name, n, err)
				}
				srv.Close()
			}
		}
	}
}
