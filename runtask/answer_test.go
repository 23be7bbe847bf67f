package runtask_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/runtask"
)

// answers is a client that gives one answer to everything.
type answers struct {
	out *ecs.RunTaskOutput
	err error
}

func (a answers) RunTask(context.Context, *ecs.RunTaskInput, ...func(*ecs.Options)) (*ecs.RunTaskOutput, error) {
	return a.out, a.err
}

// TestAccounting looks at answers that say less than what was asked for, or more, or
// say it twice.
func TestAccounting(t *testing.T) {
	task := func(name string) types.Task {
		return types.Task{TaskArn: new("arn:aws:ecs:us-east-1:123456789012:task/x/" + name)}
	}
	failed := types.Failure{Reason: new("RESOURCE:MEMORY"), Arn: new("arn:aws:ecs:us-east-1:123456789012:container-instance/x/i")}
	type tasks = []types.Task
	type failures = []types.Failure
	for _, tt := range []struct {
		name     string
		count    int32
		tasks    tasks
		failures failures
		want     string // numbers of Tasks, Unplaced, Unknown, Extra
	}{
		{"nothing", 2, nil, nil, "0 0 2 0"},
		{"null", 2, tasks{{}, {}}, nil, "0 0 2 0"},
		{"all", 2, tasks{task("1"), task("2")}, nil, "2 0 0 0"},
		{"fewer, without a failure", 3, tasks{task("1")}, nil, "1 0 2 0"},
		{"more", 1, tasks{task("1"), task("2"), task("3")}, nil, "1 0 0 2"},
		{"one twice", 2, tasks{task("1"), task("1")}, nil, "1 0 1 0"},
		{"one twice, and another", 2, tasks{task("1"), task("1"), task("2")}, nil, "2 0 0 0"},
		{"one without an ARN", 2, tasks{task("1"), {LastStatus: new("PENDING")}}, nil, "1 0 1 0"},
		{"one failure", 1, nil, failures{failed}, "0 1 0 0"},
		{"one failure for several tasks", 5, tasks{task("1")}, failures{failed}, "1 4 0 0"},
		{"several failures for a task", 2, tasks{task("1")}, failures{failed, failed, failed, failed}, "1 1 0 0"},
		{"failures and all tasks", 1, tasks{task("1")}, failures{failed, failed}, "1 0 0 0"},
		{"failures and too many tasks", 1, tasks{task("1"), task("2")}, failures{failed}, "1 0 0 1"},
		{"a failure without anything", 1, nil, failures{{}}, "0 1 0 0"},
		{"none asked for", 0, tasks{task("1")}, nil, "0 0 0 1"},
	} {
		in := asking(tt.count)
		r, err := runtask.Run(t.Context(), answers{out: &ecs.RunTaskOutput{Tasks: tt.tasks, Failures: tt.failures}}, in, runtask.WithRules(rules.Off("count-range")))
		if r == nil { // a rule of a later time
			if tt.count > 0 {
				t.Errorf("%s: %v", tt.name, err)
			}
			continue
		}
		if got := fmt.Sprint(len(r.Tasks), r.Unplaced, r.Unknown, len(r.Extra)); got != tt.want || r.NotStarted > 0 || len(r.Failures) != len(tt.failures) {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		if problem := account(r, err, int(tt.count)); problem != "" {
			t.Errorf("%s: %s", tt.name, problem)
		}
		if got := runtask.Partial(err); got != (r.Unplaced > 0) {
			t.Errorf("%s: partial %t, %v", tt.name, got, err)
		}
		// An error of the same does not say other things.
		if first, ok := errors.AsType[*runtask.RunError](err); ok {
			again, err := runtask.Run(t.Context(), answers{err: first}, in)
			if again.String() != r.String() || len(again.Failures) != len(r.Failures) || runtask.Partial(err) != runtask.Partial(first) {
				t.Errorf("%s: %v, then %v", tt.name, first, err)
			}
		}
	}
}

// TestAnswersByHand looks at clients that are nil, and answer with nil.
func TestAnswersByHand(t *testing.T) {
	var typedNil *runtask.RunError
	for name, tt := range map[string]struct {
		client runtask.RunTaskAPIClient
		sent   bool
		says   string
	}{
		"nil":             {nil, false, "is nil"},
		"a typed nil":     {(*ecs.Client)(nil), false, "is nil"},
		"nil of a fake":   {(*answers)(nil), false, "is nil"},
		"nil for both":    {answers{}, true, "neither a response nor an error"},
		"a nil error":     {answers{err: typedNil}, true, "a nil pointer as an error"},
		"a nil API error": {answers{err: (*types.ServerException)(nil)}, true, "a nil pointer as an error"},
		"an empty error":  {answers{err: &runtask.RunError{}}, true, "2 may be running"},
		"by value":        {answers{err: runtask.RunError{}}, true, "2 may be running"},
		"an empty result": {answers{err: &runtask.RunError{Result: new(runtask.Result)}}, true, "2 may be running"},
		"a wild result":   {answers{err: &runtask.RunError{Result: &runtask.Result{Unplaced: -5, Unknown: 1 << 40, NotStarted: -1, Failures: []*failure.Placement{nil}}}}, true, "2 may be running"},
	} {
		for _, fleet := range []bool{false, true} {
			var r *runtask.Result
			var err error
			if fleet {
				r, err = runtask.RunAll(t.Context(), tt.client, asking(1), 2, runtask.WithRetryUnplaced(time.Hour))
			} else {
				r, err = runtask.Run(t.Context(), tt.client, asking(2), runtask.WithRetryUnplaced(time.Hour))
			}
			if problem := account(r, err, 2); problem != "" {
				t.Errorf("%s: %s", name, problem)
			}
			if sent := r.Unknown == 2; sent != tt.sent || err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%s: %v, %v", name, r, err)
			}
		}
	}
	// An answer and an error at once: neither is lost.
	r, err := runtask.Run(t.Context(), answers{out: &ecs.RunTaskOutput{Tasks: []types.Task{{TaskArn: new("a")}}}, err: errors.New("late")}, asking(2))
	if len(r.Tasks) != 1 || r.Unknown != 1 || !strings.Contains(err.Error(), "late") {
		t.Errorf("%v, %v", r, err)
	}
}

func TestErrorsOfFakes(t *testing.T) {
	for _, tt := range []struct {
		err     error
		unknown bool
	}{
		{&types.ClusterNotFoundException{}, false},
		{&types.ServerException{}, true},
		{&smithy.GenericAPIError{Code: "ThrottlingException"}, false},
		{&smithy.GenericAPIError{Code: "Strange"}, true},
		{context.DeadlineExceeded, true},
	} {
		r, err := runtask.Run(t.Context(), answers{err: fmt.Errorf("wrapped: %w", tt.err)}, asking(1))
		if got := r.Unknown == 1; got != tt.unknown || got == (r.NotStarted == 1) {
			t.Errorf("%T: %v", tt.err, r)
		}
		if !errors.Is(err, tt.err) || errors.Is(err, runtask.ErrUnknown) != tt.unknown {
			t.Errorf("%T: %v", tt.err, err)
		}
	}
}

// TestNothingSent looks at calls that fail before there is a connection.
func TestNothingSent(t *testing.T) {
	srv := newServer(t)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, tt := range map[string]struct {
		ctx  context.Context
		edit func(*ecs.Options)
	}{
		"the context has ended": {ended, func(*ecs.Options) {}},
		"nobody listens":        {t.Context(), func(o *ecs.Options) { o.BaseEndpoint = new("http://127.0.0.1:1") }},
		"no credentials": {t.Context(), func(o *ecs.Options) {
			o.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{}, errors.New("no credentials")
			})
		}},
		"a check of the client": {t.Context(), runtask.WithValidation(rules.AsError("cluster-empty"))},
	} {
		in := asking(2)
		in.Cluster = new("")
		r, err := runtask.Run(tt.ctx, srv.Client(hasty, tt.edit), in)
		if r.NotStarted != 2 || errors.Is(err, runtask.ErrUnknown) || err == nil {
			t.Errorf("%s: %v, %v", name, r, err)
		}
	}
	if n := len(srv.Requests()); n > 0 {
		t.Errorf("%d requests arrived", n)
	}
}

// TestDeadline looks at a call that is given up while ECS works on it.
func TestDeadline(t *testing.T) {
	srv := newServer(t)
	srv.Inject(ecstest.Fault{Delay: time.Minute})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	r, err := runtask.Run(ctx, srv.Client(), asking(1))
	if r.Unknown != 1 || !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, runtask.ErrUnknown) {
		t.Errorf("%v, %v", r, err)
	}
}

// decorator is a client that runs tasks by Run.
type decorator struct{ inner *ecs.Client }

func (d decorator) RunTask(ctx context.Context, in *ecs.RunTaskInput, _ ...func(*ecs.Options)) (*ecs.RunTaskOutput, error) {
	r, err := runtask.Run(ctx, d.inner, in)
	if err != nil {
		return nil, err
	}
	return &ecs.RunTaskOutput{Tasks: r.Tasks}, nil
}

func TestRunInsideAClient(t *testing.T) {
	srv := newServer(t)
	srv.Inject(ecstest.Fault{Status: 400, Code: "AccessDeniedException"})
	r, err := runtask.Run(t.Context(), decorator{srv.Client()}, asking(2))
	if _, ok := errors.AsType[*types.AccessDeniedException](err); !ok || r.NotStarted != 2 {
		t.Errorf("%v, %v", r, err)
	}
	srv.LimitFargate("FARGATE", 1)
	r, err = runtask.Run(t.Context(), decorator{srv.Client()}, asking(2))
	if len(r.Tasks) != 1 || r.Unplaced != 1 || !runtask.Partial(err) {
		t.Errorf("%v, %v", r, err)
	}
}

// TestInputIsLeftAlone sends one input from several goroutines, with a client that
// changes what it gets.
func TestInputIsLeftAlone(t *testing.T) {
	srv := newServer(t)
	srv.InjectFunc(func(ecstest.Request) *ecstest.Fault { return &ecstest.Fault{Cut: true} })
	in, was := asking(2), asking(2)
	in.ClientToken, was.ClientToken = new("job"), new("job")
	client := clientFunc(func(ctx context.Context, in *ecs.RunTaskInput, opts ...func(*ecs.Options)) (*ecs.RunTaskOutput, error) {
		*in.ClientToken, *in.Count = "changed", 7
		in.NetworkConfiguration.AwsvpcConfiguration.Subnets[0], *in.Overrides.Cpu = "changed", "changed"
		in.TaskDefinition = nil
		return srv.Client(hasty).RunTask(ctx, in, opts...)
	})
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			runtask.Run(t.Context(), srv.Client(hasty), in, quickly)
			runtask.Run(t.Context(), client, in, quickly)
			runtask.RunAll(t.Context(), client, in, 25, quickly)
		})
	}
	workers.Wait()
	if diff := sdktest.Diff(was, in); diff != "" {
		t.Errorf("the input was changed: %s", diff)
	}
}

// TestTheSDKChangesItsInput is why Run does not: the same struct starts nothing the
// second time. If the SDK changes, so must the documentation.
func TestTheSDKChangesItsInput(t *testing.T) {
	srv := newServer(t)
	client, in := srv.Client(), asking(2)
	for range 2 {
		if out, err := client.RunTask(t.Context(), in); err != nil || len(out.Tasks) != 2 {
			t.Fatal(err)
		}
	}
	if in.ClientToken == nil || len(srv.Tasks()) != 2 {
		t.Errorf("%d tasks", len(srv.Tasks()))
	}
}

func TestRunErrorByHand(t *testing.T) {
	for _, e := range []*runtask.RunError{
		{}, {Result: &runtask.Result{Failures: []*failure.Placement{nil, {}}}}, {Result: &runtask.Result{Extra: make([]types.Task, 2)}},
	} {
		if errors.Is(e, runtask.ErrUnknown) || e.Error() == "" {
			t.Errorf("%v", e)
		}
	}
	e := &runtask.RunError{Result: &runtask.Result{Unknown: 2}}
	if want := "started 0 of 2 tasks, 2 may be running; look for them with ListTasks before sending the request again"; e.Error() != want || !errors.Is(e, runtask.ErrUnknown) {
		t.Errorf("%v", e)
	}
}

// TestUnknownCallsOfFleets names the calls to repeat.
func TestUnknownCallsOfFleets(t *testing.T) {
	n := 0
	client := &script{call: func(_ context.Context, call int) error {
		if n++; n%2 == 0 {
			return nil
		}
		return errors.New("reset")
	}}
	in := asking(1)
	in.ClientToken = new("job")
	r, err := runtask.RunAll(t.Context(), client, in, 95, runtask.WithConcurrency(1))
	const want = "started 45 of 95 tasks, 50 may be running; to find out, send the request again with count 10 and client token job/1, " +
		"with count 10 and client token job/3, with count 10 and client token job/5, and so on for 2 more calls in Unsettled\n"
	if !strings.HasPrefix(err.Error(), want) {
		t.Errorf("%v", err)
	}
	if slices.Contains(strings.Split(err.Error(), "\n"), "") {
		t.Errorf("%v", err)
	}
	if want := []runtask.Unsettled{{"job/1", 10}, {"job/3", 10}, {"job/5", 10}, {"job/7", 10}, {"job/9", 10}}; !slices.Equal(r.Unsettled, want) {
		t.Errorf("unsettled %v", r.Unsettled)
	}
}
