package starttask_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/event"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/overrides"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/starttask"
)

// once makes a client send each request once.
func once(o *ecs.Options) { o.Retryer = aws.NopRetryer{} }

func TestObserver(t *testing.T) {
	lost := ecstest.Fault{Operation: "StartTask", After: true, Cut: true}
	reconcile := func(client *ecs.Client) []starttask.FleetOption {
		return []starttask.FleetOption{starttask.WithReconcile(client), starttask.WithConsistencyWindow(10 * time.Millisecond)}
	}
	for _, tt := range []struct {
		name   string
		n      int // instances
		faults []ecstest.Fault
		opts   func(*ecs.Client) []starttask.FleetOption
		want   string
	}{
		{"success", 2, nil, nil, `
checked 0.0 of 2
sent 1.1 of 2
answered 1.1 of 2: 2 0 0 0
settled 0.0 of 2: 2 0 0 0
`},
		{"a refusal", 1, []ecstest.Fault{{Status: 400, Code: "AccessDeniedException"}}, nil, `
checked 0.0 of 1
sent 1.1 of 1
refused 1.1 of 1: 0 0 0 1
settled 0.0 of 1: 0 0 0 1
`},
		{"lost", 2, []ecstest.Fault{lost}, nil, `
checked 0.0 of 2
sent 1.1 of 2
unknown 1.1 of 2: 0 0 2 0
settled 0.0 of 2: 0 0 2 0
`},
		{"lost, then found", 2, []ecstest.Fault{lost}, reconcile, `
checked 0.0 of 2
sent 1.1 of 2
unknown 1.1 of 2: 0 0 2 0
reconciled 1.1 of 2: 2 0 0 0
settled 0.0 of 2: 2 0 0 0
`},
		{"lost on the way, then sent again", 2, []ecstest.Fault{{Operation: "StartTask", Cut: true}}, reconcile, `
checked 0.0 of 2
sent 1.1 of 2
unknown 1.1 of 2: 0 0 2 0
reconciled 1.1 of 2: 0 0 0 2
sent 1.2 of 2
answered 1.2 of 2: 2 0 0 0
settled 0.0 of 2: 2 0 0 0
`},
		{"lost, and not to be found", 1, []ecstest.Fault{lost, {Operation: "ListTasks", Status: 400, Code: "AccessDeniedException"}, {Operation: "ListTasks", Status: 400, Code: "AccessDeniedException"}}, reconcile, `
checked 0.0 of 1
sent 1.1 of 1
unknown 1.1 of 1: 0 0 1 0
reconciled 1.1 of 1: 0 0 1 0
settled 0.0 of 1: 0 0 1 0
`},
		{"fleet", 21, nil, nil, `
checked 0.0 of 21
sent 1.1 of 10
answered 1.1 of 10: 10 0 0 0
sent 2.1 of 10
answered 2.1 of 10: 10 0 0 0
sent 3.1 of 1
answered 3.1 of 1: 1 0 0 0
settled 0.0 of 21: 21 0 0 0
`},
		{"throttled fleet", 11, []ecstest.Fault{ecstest.Throttle("StartTask")}, nil, `
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
		{"no instances", 0, nil, nil, `
checked 0.0 of 0
`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv, instances := newServer(t, tt.n)
			srv.Inject(tt.faults...)
			client := srv.Client(once)
			var events sdktest.Events
			opts := []starttask.FleetOption{starttask.WithConcurrency(1), starttask.WithObserver(sdktest.Observe(t, &events)), starttask.WithObserver(nil)}
			if tt.opts != nil {
				opts = append(opts, tt.opts(client)...)
			}
			in := fleetOf(starttask.New("web").WithCluster("default"), slices.Values(instances))
			r, err := starttask.StartAll(t.Context(), client, in, opts...)
			if got := events.String(); got != tt.want[1:] {
				t.Errorf("StartAll:\n%s", got)
			}
			last := events[len(events)-1]
			if !reflect.DeepEqual(last.Err, err) || last.Cluster != "default" || last.TaskDefinition != "web" || last.Operation != "StartTask" {
				t.Errorf("%v, %v", last, err)
			}
			if r != nil {
				accounted(t, events, r)
			}
		})
	}
}

// accounted compares events with the result.
func accounted(t *testing.T, events sdktest.Events, r *starttask.Result) {
	t.Helper()
	if got, want := events.Account(t), [4]int{len(r.Tasks), len(r.Failures), len(r.Unknown), len(r.NotStarted)}; got != want {
		t.Errorf("the events have %v, the result %v\n%v", got, r, events)
	}
}

// TestObserverOfStart looks at what the events of one call hold.
func TestObserverOfStart(t *testing.T) {
	srv, instances := newServer(t, 2)
	srv.EditInstance(instances[1], func(i *types.ContainerInstance) { i.AgentConnected = false })
	in := build(t, instances...)
	in.StartedBy = aws.String("deploy/7")
	var events sdktest.Events
	observer := starttask.WithObserver(sdktest.Observe(t, &events))

	srv.Inject(ecstest.Throttle("StartTask"))
	r, err := starttask.Start(t.Context(), srv.Client(hasty), in, observer)
	accounted(t, events, r)
	answered := events[2]
	if answered.RequestID == "" {
		t.Error("there is no request id")
	}
	answered.RequestID = ""
	if want := (event.Event{
		Kind: event.Answered, Operation: "StartTask", TaskDefinition: "web", Call: 1, Attempt: 1, Tasks: 2, StartedBy: "deploy/7",
		Started: 1, Failed: 1, Reasons: map[string]int{"AGENT": 1}, Requests: 2,
	}); !reflect.DeepEqual(answered, want) {
		t.Errorf("%v, want %v", answered, want)
	}
	if last := events[3]; last.Err != err || !errors.Is(err, failure.ErrAgent) || last.Reasons["AGENT"] != 1 {
		t.Errorf("%v, %v", last, err)
	}

	events = nil
	_, err = starttask.Start(t.Context(), srv.Client(), nil, observer)
	if len(events) != 1 || events[0].Kind != event.Checked || !reflect.DeepEqual(events[0].Err, err) || len(err.(field.Errors)) == 0 {
		t.Errorf("%v, %v", events, err)
	}

	events = nil
	r, err = starttask.Start(t.Context(), nil, in, observer)
	if accounted(t, events, r); len(events) != 2 || events[1].Err != err {
		t.Errorf("%v, %v", events, err)
	}

	events = nil
	r, err = starttask.Start(t.Context(), srv.Client(), in, observer, starttask.WithReconcile(srv.Client())) // it is in use
	if accounted(t, events, r); len(events) != 2 || events[1].Err != err || err == nil {
		t.Errorf("%v, %v", events, err)
	}
}

// TestObserverAccounts draws faults for fleets, and compares the events with the
// result.
func TestObserverAccounts(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	kinds := make(map[event.Kind]int)
	for range 30 {
		srv, instances := newServer(t, 1+random.IntN(60))
		srv.EditInstance(instances[0], func(i *types.ContainerInstance) { i.AgentConnected = false })
		for range random.IntN(4) {
			faults := []ecstest.Fault{
				{Cut: true}, {Cut: true, After: true}, {Status: 500}, {Status: 500, After: true}, {Status: 400, Code: "ThrottlingException"}, {Status: 400, Code: "ClientException"},
			}
			fault := faults[random.IntN(len(faults))]
			fault.Operation = "StartTask"
			srv.Inject(fault)
		}
		client := srv.Client(hasty)
		var events sdktest.Events
		opts := []starttask.FleetOption{starttask.WithObserver(sdktest.Observe(t, &events)), starttask.WithConcurrency(1 + random.IntN(4))}
		if random.IntN(2) == 0 {
			opts = append(opts, starttask.WithReconcile(client), starttask.WithConsistencyWindow(10*time.Millisecond))
		}
		in := starttask.New("web", instances...).Unchecked()
		r, err := starttask.StartAll(t.Context(), client, in, opts...)
		accounted(t, events, r)
		if last := events[len(events)-1]; last.Err != err {
			t.Errorf("%v, %v", last, err)
		}
		for _, e := range events {
			kinds[e.Kind]++
		}
	}
	for _, kind := range []event.Kind{event.Answered, event.Refused, event.Unknown, event.Reconciled} {
		if kinds[kind] == 0 {
			t.Errorf("there was no event %s", kind)
		}
	}
}

// TestObserverOfWarnings overrides a container that the task definition does not have. As
// the request names no revision, ECS may know another one.
func TestObserverOfWarnings(t *testing.T) {
	srv, instances := newServer(t, 1)
	in := starttask.New("web", instances...).WithOverrides(overrides.New(overrides.ForContainer("ap").WithEnv("A", "secret"))).Unchecked()
	against := rules.Against(rules.State{TaskDefinition: &types.TaskDefinition{
		Family: aws.String("web"), Revision: 1, ContainerDefinitions: []types.ContainerDefinition{{Name: aws.String("app")}},
	}})
	for name, start := range map[string]func(opts ...starttask.Option) error{
		"Start": func(opts ...starttask.Option) error {
			_, err := starttask.Start(t.Context(), srv.Client(), in, opts...)
			return err
		},
		"StartAll": func(opts ...starttask.Option) error {
			_, err := starttask.StartAll(t.Context(), srv.Client(), in, opts[0], opts[1])
			return err
		},
	} {
		var events sdktest.Events
		err := start(starttask.WithRules(against), starttask.WithObserver(sdktest.Observe(t, &events)))
		if w := events[0].Warnings; len(w) != 1 || w[0].Rule != "container-unknown" || events[0].Err != nil {
			t.Errorf("%s: %v, %v", name, events[0], err)
		}
		if len(events) != 4 || events[2].Kind != event.Refused || strings.Contains(events.String(), "secret") {
			t.Errorf("%s: %v", name, events)
		}
	}
}

// TestObserverAtTheEnd ends the context while ECS throttles a call, which will not be
// made again.
func TestObserverAtTheEnd(t *testing.T) {
	srv, instances := newServer(t, 11)
	srv.Inject(ecstest.Throttle("StartTask"))
	ctx, cancel := context.WithCancel(t.Context())
	client := clientFunc(func(ctx context.Context, in *ecs.StartTaskInput, opts ...func(*ecs.Options)) (*ecs.StartTaskOutput, error) {
		defer cancel()
		return srv.Client(once).StartTask(ctx, in, opts...)
	})
	var events sdktest.Events
	_, err := starttask.StartAll(ctx, client, starttask.New("web", instances...).Unchecked(), starttask.WithConcurrency(1), starttask.WithObserver(sdktest.Observe(t, &events)))
	if slices.ContainsFunc(events, func(e event.Event) bool { return e.Kind == event.Retrying }) || len(events) != 4 {
		t.Errorf("%v, %v", events, err)
	}
}

func TestObserverPanics(t *testing.T) {
	sdktest.PanickingObserver(t, func(t *testing.T, n int, fleet bool, observer event.Observer) (p sdktest.Panicked) {
		srv, instances := newServer(t, n)
		defer func() {
			if e, ok := recover().(*starttask.PanicError); ok {
				p = sdktest.Panicked{Err: e, Value: e.Value, Started: len(e.Result.Tasks), NotStarted: len(e.Result.NotStarted), There: len(srv.Tasks())}
			}
		}()
		in, observe := starttask.New("web", instances...).Unchecked(), starttask.WithObserver(observer)
		if fleet {
			starttask.StartAll(t.Context(), srv.Client(), in, observe, starttask.WithConcurrency(2))
		} else {
			starttask.Start(t.Context(), srv.Client(), in, observe)
		}
		return p
	})
}

// TestObserverExits is as a test that fails in an observer of its own.
func TestObserverExits(t *testing.T) {
	srv, instances := newServer(t, 30)
	for _, kind := range []event.Kind{event.Checked, event.Answered, event.Settled} {
		done := make(chan struct{})
		go func() {
			defer close(done)
			defer func() {
				if v := recover(); v != nil {
					t.Errorf("panic %v", v)
				}
			}()
			r, err := starttask.StartAll(t.Context(), srv.Client(), starttask.New("web", instances...).Unchecked(), starttask.WithObserver(func(_ context.Context, e event.Event) {
				if e.Kind == kind {
					runtime.Goexit()
				}
			}))
			t.Errorf("it returned %v, %v", r, err)
		}()
		<-done
	}
}
