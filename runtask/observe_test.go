package runtask_test

import (
	"context"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/event"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/runtask"
)

// once makes a client send each request once.
func once(o *ecs.Options) { o.Retryer = aws.NopRetryer{} }

func TestObserver(t *testing.T) {
	lost := ecstest.Fault{Operation: "RunTask", After: true, Cut: true}
	for _, tt := range []struct {
		name   string
		count  int
		room   int // for tasks
		faults []ecstest.Fault
		opts   []runtask.FleetOption
		want   string
	}{
		{"success", 2, 100, nil, nil, `
checked 0.0 of 2
sent 1.1 of 2
answered 1.1 of 2: 2 0 0 0
settled 0.0 of 2: 2 0 0 0
`},
		{"failures", 3, 1, nil, nil, `
checked 0.0 of 3
sent 1.1 of 3
answered 1.1 of 3: 1 2 0 0
settled 0.0 of 3: 1 2 0 0
`},
		{"failures that are tried again", 3, 1, nil, []runtask.FleetOption{runtask.WithRetryUnplaced(1)}, `
checked 0.0 of 3
sent 1.1 of 3
answered 1.1 of 3: 1 2 0 0
retrying 0.0 of 2
sent 2.1 of 2
answered 2.1 of 2: 0 2 0 0
settled 0.0 of 3: 1 2 0 0
`},
		{"a refusal", 1, 100, []ecstest.Fault{{Status: 400, Code: "AccessDeniedException"}}, nil, `
checked 0.0 of 1
sent 1.1 of 1
refused 1.1 of 1: 0 0 0 1
settled 0.0 of 1: 0 0 0 1
`},
		{"lost", 2, 100, []ecstest.Fault{lost}, []runtask.FleetOption{runtask.WithRetryUnknown(0)}, `
checked 0.0 of 2
sent 1.1 of 2
unknown 1.1 of 2: 0 0 2 0
settled 0.0 of 2: 0 0 2 0
`},
		{"lost, then repeated with its token", 2, 100, []ecstest.Fault{lost}, nil, `
checked 0.0 of 2
sent 1.1 of 2
unknown 1.1 of 2: 0 0 2 0
retrying 1.1 of 2
sent 1.2 of 2
answered 1.2 of 2: 2 0 0 0
settled 0.0 of 2: 2 0 0 0
`},
		{"fleet", 21, 100, nil, nil, `
checked 0.0 of 21
sent 1.1 of 10
answered 1.1 of 10: 10 0 0 0
sent 2.1 of 10
answered 2.1 of 10: 10 0 0 0
sent 3.1 of 1
answered 3.1 of 1: 1 0 0 0
settled 0.0 of 21: 21 0 0 0
`},
		{"throttled fleet", 11, 100, []ecstest.Fault{ecstest.Throttle("RunTask")}, nil, `
checked 0.0 of 11
sent 1.1 of 10
refused 1.1 of 10: 0 0 0 10
retrying 1.1 of 10
sent 1.2 of 10
answered 1.2 of 10: 10 0 0 0
sent 2.1 of 1
answered 2.1 of 1: 1 0 0 0
settled 0.0 of 11: 11 0 0 0
`},
		{"less than nothing", -1, 100, nil, nil, `
checked 0.0 of -1
`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := newServer(t)
			srv.LimitFargate("FARGATE", tt.room)
			srv.Inject(tt.faults...)
			var events sdktest.Events
			opts := append([]runtask.FleetOption{runtask.WithConcurrency(1), quickly, runtask.WithObserver(sdktest.Observe(t, &events)), runtask.WithObserver(nil)}, tt.opts...)
			r, err := runtask.RunAll(t.Context(), srv.Client(once), asking(1), tt.count, opts...)
			if got := events.String(); got != tt.want[1:] {
				t.Errorf("RunAll:\n%s", got)
			}
			last := events[len(events)-1]
			if !reflect.DeepEqual(last.Err, err) || last.TaskDefinition != "web" || last.Operation != "RunTask" {
				t.Errorf("%v, %v", last, err)
			}
			tokens := make(map[string]bool)
			for _, e := range events {
				if tokens[e.ClientToken] = true; (e.ClientToken != "") != (e.Call > 0) {
					t.Errorf("%v: the client token", e)
				}
			}
			if r != nil {
				accounted(t, events, r)
				for _, token := range r.ClientTokens {
					if !tokens[token] {
						t.Errorf("no event has the client token %s", token)
					}
				}
			}
		})
	}
}

// accounted compares events with the result.
func accounted(t *testing.T, events sdktest.Events, r *runtask.Result) {
	t.Helper()
	if got, want := events.Account(t), [4]int{len(r.Tasks), r.Unplaced, r.Unknown, r.NotStarted}; got != want {
		t.Errorf("the events have %v, the result %v\n%v", got, r, events)
	}
}

// TestObserverOfRun looks at what the events of one call hold.
func TestObserverOfRun(t *testing.T) {
	srv := newServer(t)
	srv.LimitFargate("FARGATE", 1)
	in := asking(3)
	in.ClientToken, in.StartedBy, in.Cluster = aws.String("token"), aws.String("deploy/7"), aws.String("default")
	var events sdktest.Events
	observer := runtask.WithObserver(sdktest.Observe(t, &events))

	srv.Inject(ecstest.Throttle("RunTask"))
	r, err := runtask.Run(t.Context(), srv.Client(hasty), in, observer)
	accounted(t, events, r)
	answered := events[2]
	if answered.RequestID == "" {
		t.Error("there is no request id")
	}
	answered.RequestID = ""
	if want := (event.Event{
		Kind: event.Answered, Operation: "RunTask", Cluster: "default", TaskDefinition: "web", Call: 1, Attempt: 1, Tasks: 3, StartedBy: "deploy/7", ClientToken: "token",
		Started: 1, Failed: 2, Reasons: map[string]int{r.Failures[0].Reason(): len(r.Failures)}, Requests: 2,
	}); !reflect.DeepEqual(answered, want) {
		t.Errorf("%v, want %v", answered, want)
	}
	if last := events[3]; last.Err != err || last.Reasons == nil {
		t.Errorf("%v, %v", last, err)
	}

	events = nil
	_, err = runtask.Run(t.Context(), srv.Client(), nil, observer)
	if len(events) != 1 || events[0].Kind != event.Checked || !reflect.DeepEqual(events[0].Err, err) || len(err.(field.Errors)) == 0 {
		t.Errorf("%v, %v", events, err)
	}

	events = nil
	r, err = runtask.Run(t.Context(), nil, in, observer)
	if accounted(t, events, r); len(events) != 2 || events[1].Err != err {
		t.Errorf("%v, %v", events, err)
	}

	// An error of a wrapper may have anything.
	events = nil
	r, _ = runtask.Run(t.Context(), clientFunc(func(context.Context, *ecs.RunTaskInput, ...func(*ecs.Options)) (*ecs.RunTaskOutput, error) {
		return nil, &runtask.RunError{Result: &runtask.Result{Unplaced: 3, Failures: []*failure.Placement{nil}}}
	}), in, observer)
	accounted(t, events, r)
}

// TestObserverAccounts draws faults for fleets, and compares the events with the
// result.
func TestObserverAccounts(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	kinds := make(map[event.Kind]int)
	for range 30 {
		srv := newServer(t)
		srv.LimitFargate("FARGATE", 1+random.IntN(60))
		for range random.IntN(4) {
			fault := errorsOfECS[random.IntN(len(errorsOfECS))]
			fault.Operation = "RunTask"
			srv.Inject(fault)
		}
		client := srv.Client(once)
		if random.IntN(2) == 0 {
			client = srv.Client(hasty)
		}
		var events sdktest.Events
		opts := []runtask.FleetOption{quickly, runtask.WithObserver(sdktest.Observe(t, &events)), runtask.WithConcurrency(1 + random.IntN(4))}
		if random.IntN(2) == 0 {
			opts = append(opts, runtask.WithRetryUnknown(0))
		}
		r, err := runtask.RunAll(t.Context(), client, asking(1), 1+random.IntN(60), opts...)
		accounted(t, events, r)
		if last := events[len(events)-1]; last.Err != err {
			t.Errorf("%v, %v", last, err)
		}
		for _, e := range events {
			kinds[e.Kind]++
		}
	}
	for _, kind := range []event.Kind{event.Answered, event.Refused, event.Unknown, event.Retrying} {
		if kinds[kind] == 0 {
			t.Errorf("there was no event %s", kind)
		}
	}
}

// TestObserverOfWarnings overrides a container that the task definition does not have. As
// the request names no revision, ECS may know another one.
func TestObserverOfWarnings(t *testing.T) {
	srv := newServer(t)
	in := asking(1)
	in.Overrides.ContainerOverrides = []types.ContainerOverride{{Name: aws.String("ap")}}
	against := runtask.WithRules(rules.Against(rules.State{TaskDefinition: &types.TaskDefinition{
		Family: aws.String("web"), Revision: 1, NetworkMode: types.NetworkModeAwsvpc, RequiresCompatibilities: []types.Compatibility{types.CompatibilityFargate},
		Cpu: aws.String("256"), Memory: aws.String("512"), ContainerDefinitions: []types.ContainerDefinition{{Name: aws.String("app")}},
	}}))
	for _, fleet := range []bool{false, true} {
		var events sdktest.Events
		observe := runtask.WithObserver(sdktest.Observe(t, &events))
		var err error
		if fleet {
			_, err = runtask.RunAll(t.Context(), srv.Client(), in, 11, against, observe)
		} else {
			_, err = runtask.Run(t.Context(), srv.Client(), in, against, observe)
		}
		if w := events[0].Warnings; len(w) != 1 || w[0].Rule != "container-unknown" || events[0].Err != nil {
			t.Errorf("fleet %t: %v, %v", fleet, events[0], err)
		}
	}
}

func isRetrying(e event.Event) bool { return e.Kind == event.Retrying }

// TestObserverAtTheEnd ends the context while calls that could be made again are under
// way: none will be.
func TestObserverAtTheEnd(t *testing.T) {
	for _, tt := range []struct {
		name  string
		room  int
		fault ecstest.Fault
	}{
		{"lost", 100, ecstest.Fault{Cut: true, After: true}},
		{"throttled", 100, ecstest.Throttle("RunTask")},
		{"not placed", 0, ecstest.Fault{Operation: "none"}},
	} {
		srv := newServer(t)
		srv.LimitFargate("FARGATE", tt.room)
		inner := srv.Client(once)
		for _, fleet := range []bool{false, true} {
			srv.Inject(tt.fault)
			ctx, cancel := context.WithCancel(t.Context())
			client := clientFunc(func(ctx context.Context, in *ecs.RunTaskInput, opts ...func(*ecs.Options)) (*ecs.RunTaskOutput, error) {
				defer cancel()
				return inner.RunTask(ctx, in, opts...)
			})
			var events sdktest.Events
			opts := []runtask.Option{runtask.WithRetryUnplaced(time.Minute), runtask.WithObserver(sdktest.Observe(t, &events))}
			var err error
			if fleet {
				_, err = runtask.RunAll(ctx, client, asking(1), 2, opts[0], opts[1])
			} else {
				_, err = runtask.Run(ctx, client, asking(2), opts...)
			}
			if slices.ContainsFunc(events, isRetrying) || len(events) != 4 {
				t.Errorf("%s, fleet %t: %v, %v", tt.name, fleet, events, err)
			}
		}
	}
}

// TestObserverOfAStoppedFleet lets a call be refused, and then another one be lost,
// which is not made again.
func TestObserverOfAStoppedFleet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int32
		client := inBubble(func([]byte) (int, string, error) {
			if calls.Add(1) == 1 {
				time.Sleep(time.Second)
				return 0, "", errReset
			}
			return 400, `{"__type":"AccessDeniedException"}`, nil
		})
		var events sdktest.Events
		r, err := runtask.RunAll(t.Context(), client, asking(1), 20, runtask.WithConcurrency(2), runtask.WithObserver(sdktest.Observe(t, &events)))
		if slices.ContainsFunc(events, isRetrying) || r.Unknown != 10 || r.NotStarted != 10 {
			t.Errorf("%v, %v", events, err)
		}
	})
}

func TestObserverPanics(t *testing.T) {
	sdktest.PanickingObserver(t, func(t *testing.T, n int, fleet bool, observer event.Observer) (p sdktest.Panicked) {
		srv := newServer(t)
		defer func() {
			if e, ok := recover().(*runtask.PanicError); ok {
				p = sdktest.Panicked{Err: e, Value: e.Value, Started: len(e.Result.Tasks), NotStarted: e.Result.NotStarted, There: len(srv.Tasks())}
			}
		}()
		observe := runtask.WithObserver(observer)
		if fleet {
			runtask.RunAll(t.Context(), srv.Client(), asking(1), n, observe, runtask.WithConcurrency(2), runtask.WithRetryUnplaced(1))
		} else {
			runtask.Run(t.Context(), srv.Client(), asking(int32(n)), observe)
		}
		return p
	})
}
