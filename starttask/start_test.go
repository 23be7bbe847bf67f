package starttask_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
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
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/overrides"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/starttask"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// hasty makes a client wait next to nothing between attempts.
var hasty = sdktest.Hasty

// newServer returns an endpoint with a task definition web, and n instances with
// room for many tasks.
func newServer(t testing.TB, n int) (srv *ecstest.Server, instances []string) {
	t.Helper()
	srv = ecstest.NewServer()
	t.Cleanup(srv.Close)
	srv.AddTaskDefinition("web")
	for range n {
		arn := srv.AddInstance("default", ecstest.Remaining(1<<20, 1<<20))
		instances = append(instances, arn[1+strings.LastIndexByte(arn, '/'):])
	}
	return srv, instances
}

// where returns the ids of the instances that tasks run on.
func where(tasks []types.Task) (ids []string) {
	for _, t := range tasks {
		arn := aws.ToString(t.ContainerInstanceArn)
		ids = append(ids, arn[1+strings.LastIndexByte(arn, '/'):])
	}
	return ids
}

func build(t testing.TB, instances ...string) *ecs.StartTaskInput {
	t.Helper()
	in, err := starttask.New("web", instances...).Build()
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func TestStart(t *testing.T) {
	srv, instances := newServer(t, 3)
	in := build(t, instances...)
	r, err := starttask.Start(t.Context(), srv.Client(), in)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(where(r.Tasks), instances) || len(r.Failures)+len(r.Unknown)+len(r.NotStarted) > 0 {
		t.Errorf("result %+v", r)
	}
	if in.StartedBy != nil || !slices.Equal(in.ContainerInstances, instances) {
		t.Error("the input was changed")
	}
}

func TestStartChecksFirst(t *testing.T) {
	srv, _ := newServer(t, 0)
	for _, in := range []*ecs.StartTaskInput{nil, {}, build(t, strings.Repeat("0", 32))} {
		if in != nil {
			in.StartedBy = aws.String(strings.Repeat("s", 37))
		}
		r, err := starttask.Start(t.Context(), srv.Client(), in)
		if _, ok := errors.AsType[field.Errors](err); !ok || r != nil {
			t.Errorf("%+v, %v", r, err)
		}
	}
	if n := len(srv.Requests()); n > 0 {
		t.Errorf("%d requests were sent", n)
	}
	_, err := starttask.Start(t.Context(), srv.Client(), &ecs.StartTaskInput{
		TaskDefinition: aws.String("web"), ContainerInstances: []string{strings.Repeat("0", 32)}, Cluster: aws.String(""),
	}, starttask.WithRules(rules.AsError("cluster-empty")))
	if !errors.Is(err, field.Invalid) {
		t.Errorf("CheckWith does nothing: %v", err)
	}
}

func TestFailures(t *testing.T) {
	srv, instances := newServer(t, 3)
	srv.EditInstance(instances[0], func(i *types.ContainerInstance) { i.AgentConnected = false })
	missing := strings.Repeat("f", 32)
	r, err := starttask.Start(t.Context(), srv.Client(), build(t, missing, instances[1], instances[0], instances[2]))

	if want := instances[1:]; !slices.Equal(where(r.Tasks), want) {
		t.Errorf("started on %v, want %v", where(r.Tasks), want)
	}
	if len(r.Failures) != 2 || r.Failures[0].Instance != missing || r.Failures[1].Instance != instances[0] {
		t.Fatalf("failures %+v", r.Failures)
	}
	if f := r.Failures[1]; f.Reason() != "AGENT" || f.Meaning == "" || f.Advice == "" || f.Retry != failure.RetrySoon {
		t.Errorf("%+v", f)
	}
	for target, want := range map[error]bool{
		failure.ErrAgent: true, failure.ErrMissing: true, failure.ErrResource: false, starttask.ErrUnknown: false,
	} {
		if got := errors.Is(err, target); got != want {
			t.Errorf("errors.Is(err, %q) = %t", target, got)
		}
	}
	byPointer, ok := errors.AsType[*starttask.StartError](err)
	if byValue, found := errors.AsType[starttask.StartError](err); !ok || !found || byPointer.Result != r || byValue.Result != r || byPointer.Err != nil {
		t.Errorf("error %#v", err)
	}
	if first, ok := errors.AsType[*failure.Placement](err); !ok || first != r.Failures[0] {
		t.Errorf("errors.As found %v", first)
	}
}

// answers is a client that gives one answer to everything.
type answers struct {
	out *ecs.StartTaskOutput
	err error
}

func (a answers) StartTask(context.Context, *ecs.StartTaskInput, ...func(*ecs.Options)) (*ecs.StartTaskOutput, error) {
	return a.out, a.err
}

// TestAccounting looks at answers that do not say something of every instance,
// say it twice, or say it of others.
func TestAccounting(t *testing.T) {
	const a, b, other = "00000000000000000000000000000000", "11111111111111111111111111111111", "22222222222222222222222222222222"
	arn := func(id string) *string {
		return aws.String("arn:aws:ecs:us-east-1:123456789012:container-instance/x/" + id)
	}
	task := func(name, on string) types.Task {
		return types.Task{TaskArn: aws.String("arn:aws:ecs:us-east-1:123456789012:task/x/" + name), ContainerInstanceArn: arn(on)}
	}
	nameless := types.Task{TaskArn: task("n", "").TaskArn}
	failed := func(id string) types.Failure { return types.Failure{Arn: arn(id), Reason: aws.String("AGENT")} }
	type tasks = []types.Task
	type failures = []types.Failure
	type ids = []string
	for _, tt := range []struct {
		name      string
		instances ids
		tasks     tasks
		failures  failures
		want      string // what Tasks, Failures, Unknown and Extra name
		agent     bool   // ErrAgent is in the error
	}{
		{"nothing", ids{a, b}, nil, nil, "[] [] [a b] []", false},
		{"null", ids{a, b}, tasks{{}, {}}, nil, "[] [] [a b] []", false},
		{"null for one", ids{a}, tasks{{}}, nil, "[] [] [a] []", false},
		{"all", ids{a, b}, tasks{task("1", b), task("2", a)}, nil, "[a b] [] [] []", false},
		{"one of two", ids{a, b}, tasks{task("1", b)}, nil, "[b] [] [a] []", false},
		{"one of the same two", ids{a, a}, tasks{task("1", a)}, nil, "[a] [] [a] []", false},
		{"both of the same two", ids{a, a}, tasks{task("1", a), task("2", a)}, nil, "[a a] [] [] []", false},
		{"both of the same two without ARNs", ids{a, a}, tasks{{ContainerInstanceArn: arn(a)}, {ContainerInstanceArn: arn(a)}}, nil, "[a a] [] [] []", false},
		{"the same task twice", ids{a, a}, tasks{task("1", a), task("1", a)}, nil, "[a] [] [a] []", false},
		{"the same task twice, of two", ids{a, b}, tasks{task("1", a), task("1", a)}, nil, "[a] [] [b] []", false},
		{"a task too many", ids{a}, tasks{task("1", a), task("2", a)}, nil, "[a] [] [] [a]", false},
		{"a task of another", ids{a, b}, tasks{task("1", a), task("2", other)}, nil, "[a] [] [b] [other]", false},
		{"a task that tells no instance", ids{a}, tasks{nameless}, nil, "[?] [] [] []", false},
		{"and one that does", ids{a}, tasks{nameless, task("1", a)}, nil, "[a] [] [] [?]", false},
		{"a task that tells no instance, of two", ids{a, b}, tasks{nameless, task("1", a)}, nil, "[a] [] [b] [?]", false},
		{"a task and a failure", ids{a, b}, tasks{task("1", a)}, failures{failed(b)}, "[a] [b] [] []", true},
		{"a task and a failure of one", ids{a}, tasks{task("1", a)}, failures{failed(a)}, "[a] [] [] []", false},
		{"a task and a failure of one, of two", ids{a, b}, tasks{task("1", a)}, failures{failed(a)}, "[a] [] [b] []", false},
		{"a task and a failure of the same two", ids{a, a}, tasks{task("1", a)}, failures{failed(a)}, "[a] [a] [] []", true},
		{"a failure twice", ids{a, b}, nil, failures{failed(a), failed(a)}, "[] [a] [b] []", true},
		{"a failure twice of the same two", ids{a, a}, nil, failures{failed(a), failed(a)}, "[] [a a] [] []", true},
		{"a failure without an ARN", ids{a}, nil, failures{{Reason: aws.String("AGENT")}}, "[] [a] [] []", true},
		{"a failure without anything", ids{a}, nil, failures{{}}, "[] [a] [] []", false},
		{"a failure without an ARN, of two", ids{a, b}, tasks{task("1", a)}, failures{{Reason: aws.String("AGENT")}}, "[a] [] [b] []", true},
		{"a failure, and a task that tells no instance", ids{a}, tasks{nameless}, failures{failed(a)}, "[] [a] [] [?]", true},
		{"a failure of another", ids{a, b}, tasks{task("1", b)}, failures{failed(other)}, "[b] [] [a] []", true},
		{"a failure of another for one", ids{a}, nil, failures{failed(other)}, "[] [] [a] []", true},
	} {
		short := strings.NewReplacer(a, "a", b, "b", other, "other")
		in := build(t, tt.instances...)
		out := &ecs.StartTaskOutput{Tasks: tt.tasks, Failures: tt.failures}
		r, err := starttask.Start(t.Context(), answers{out: out}, in)
		var failed []string
		for _, f := range r.Failures {
			failed = append(failed, f.Instance)
		}
		name := func(tasks []types.Task) []string {
			names := where(tasks)
			for i := range names {
				names[i] = cmp.Or(names[i], "?")
			}
			return names
		}
		if got := short.Replace(fmt.Sprint(name(r.Tasks), failed, r.Unknown, name(r.Extra))); got != tt.want || len(r.NotStarted) > 0 {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		if problem := account(r, err, tt.instances); problem != "" {
			t.Errorf("%s: %s", tt.name, problem)
		}
		if got := errors.Is(err, failure.ErrAgent); got != tt.agent {
			t.Errorf("%s: ErrAgent is %t in %v", tt.name, got, err)
		}
		// An error of the same does not say other things.
		if start, ok := errors.AsType[*starttask.StartError](err); ok {
			again, err := starttask.Start(t.Context(), answers{err: start}, in)
			if diff := gocmp.Diff(r, again, cmpopts.IgnoreUnexported(failure.Placement{}, types.Task{}, types.Failure{}), cmpopts.EquateEmpty()); diff != "" || err.Error() != start.Error() {
				t.Errorf("%s: %v: %s", tt.name, err, diff)
			}
		}
	}
}

// TestAnswersByHand looks at clients that are nil, and answer with nil.
func TestAnswersByHand(t *testing.T) {
	in := build(t, strings.Repeat("0", 32), strings.Repeat("1", 32))
	var typedNil *starttask.StartError
	for name, tt := range map[string]struct {
		client starttask.StartTaskAPIClient
		sent   bool
		says   string
	}{
		"nil":             {nil, false, "is nil"},
		"a typed nil":     {(*ecs.Client)(nil), false, "is nil"},
		"nil of a fake":   {(*answers)(nil), false, "is nil"},
		"nil for both":    {answers{}, true, "neither a response nor an error"},
		"a nil error":     {answers{err: typedNil}, true, "a nil pointer as an error"},
		"a nil API error": {answers{err: (*types.ServerException)(nil)}, true, "a nil pointer as an error"},
		"an empty error":  {answers{err: &starttask.StartError{}}, true, "2 may be running"},
		"an empty result": {answers{err: &starttask.StartError{Result: new(starttask.Result)}}, true, "2 may be running"},
		"nil failures":    {answers{err: &starttask.StartError{Result: &starttask.Result{Failures: []*failure.Placement{nil, nil}}}}, true, "2 may be running"},
	} {
		for _, fleet := range []bool{false, true} {
			var r *starttask.Result
			var err error
			if fleet {
				r, err = starttask.StartAll(t.Context(), tt.client, starttask.From(in).Unchecked())
			} else {
				r, err = starttask.Start(t.Context(), tt.client, in)
			}
			if problem := account(r, err, in.ContainerInstances); problem != "" {
				t.Errorf("%s: %s", name, problem)
			}
			if sent := len(r.Unknown) == 2; sent != tt.sent || err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%s: %+v, %v", name, r, err)
			}
		}
	}
	// An answer and an error at once: neither is lost.
	on := in.ContainerInstances[0]
	r, err := starttask.Start(t.Context(), answers{out: &ecs.StartTaskOutput{Tasks: []types.Task{{ContainerInstanceArn: &on}}}, err: errors.New("late")}, in)
	if len(r.Tasks) != 1 || len(r.Unknown) != 1 || !strings.Contains(err.Error(), "late") {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestSwallowedRefusal has a wrapper return nothing when ECS refuses a request, which
// has then started nothing.
func TestSwallowedRefusal(t *testing.T) {
	srv, instances := newServer(t, 2)
	srv.Inject(ecstest.Fault{Status: 400, Code: "AccessDeniedException"})
	inner := srv.Client()
	r, err := starttask.Start(t.Context(), clientFunc(func(ctx context.Context, in *ecs.StartTaskInput, opts ...func(*ecs.Options)) (*ecs.StartTaskOutput, error) {
		out, _ := inner.StartTask(ctx, in, opts...)
		return out, nil
	}), build(t, instances...))
	if len(r.NotStarted) != 2 || !strings.Contains(err.Error(), "neither a response nor an error") {
		t.Errorf("%+v, %v", r, err)
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
		r, err := starttask.Start(t.Context(), answers{err: fmt.Errorf("wrapped: %w", tt.err)}, build(t, strings.Repeat("0", 32)))
		if got := len(r.Unknown) == 1; got != tt.unknown || got == (len(r.NotStarted) == 1) {
			t.Errorf("%T: %+v", tt.err, r)
		}
		if !errors.Is(err, tt.err) || errors.Is(err, starttask.ErrUnknown) != tt.unknown {
			t.Errorf("%T: %v", tt.err, err)
		}
	}
}

// TestAttempts looks at what is sent again, and what is not.
func TestAttempts(t *testing.T) {
	const server, throttle = "ServerException", "ThrottlingException"
	for _, tt := range []struct {
		name      string
		fault     ecstest.Fault
		requests  int // of at most 3
		unknown   bool
		unstarted bool
	}{
		{"throttled", ecstest.Fault{Status: 400, Code: throttle, Message: "Rate exceeded"}, 3, false, true},
		{"throttled with 503", ecstest.Fault{Status: 503, Code: throttle}, 1, true, false},
		{"throttled with 503 after", ecstest.Fault{Status: 503, Code: "SlowDown", After: true}, 1, true, false},
		{"a proxy's refusal", ecstest.Fault{Status: 404, Code: "UnknownError", After: true}, 1, true, false},
		{"Amazon EC2 throttled otherwise", ecstest.Fault{Status: 400, Code: "InvalidParameterException", Message: "Error. (ErrorCode: ThrottlingException)"}, 3, false, true},
		{"Amazon EC2 throttled", ecstest.Fault{Status: 400, Code: "InvalidParameterException", Message: "Error retrieving security group information for [sg-0]: Request limit exceeded. (ErrorCode: RequestLimitExceeded)"}, 3, false, true},
		{"refused", ecstest.Fault{Status: 400, Code: "InvalidParameterException", Message: "Invalid namespace for group"}, 1, false, true},
		{"not allowed", ecstest.Fault{Status: 400, Code: "AccessDeniedException"}, 1, false, true},
		{"internal error before", ecstest.Fault{Status: 500, Code: server}, 1, true, false},
		{"internal error after", ecstest.Fault{Status: 500, Code: server, After: true}, 1, true, false},
		{"a gateway's error", ecstest.Fault{Status: 502}, 1, true, false},
		{"a timeout of the service", ecstest.Fault{Status: 400, Code: "RequestTimeoutException"}, 1, true, false},
		{"cut unread", ecstest.Fault{Cut: true, Unread: true}, 1, true, false},
		{"cut before", ecstest.Fault{Cut: true}, 1, true, false},
		{"cut after", ecstest.Fault{Cut: true, After: true}, 1, true, false},
		{"cut in the answer", ecstest.Fault{Cut: true, After: true, CutAt: 300}, 1, true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv, instances := newServer(t, 2)
			srv.InjectFunc(func(ecstest.Request) *ecstest.Fault { return &tt.fault })
			r, err := starttask.Start(t.Context(), srv.Client(hasty), build(t, instances...))
			if got := len(srv.Requests()); got != tt.requests {
				t.Errorf("%d requests", got)
			}
			if tt.unknown != slices.Equal(r.Unknown, instances) || tt.unstarted != slices.Equal(r.NotStarted, instances) || len(r.Tasks) > 0 {
				t.Errorf("%+v", r)
			}
			if errors.Is(err, starttask.ErrUnknown) != tt.unknown {
				t.Errorf("error %v", err)
			}
			if started := len(srv.Tasks()); started > 2 || tt.unstarted && started > 0 {
				t.Errorf("%d tasks were started", started)
			}
		})
	}
}

// TestNothingSent looks at calls that fail before there is a connection.
func TestNothingSent(t *testing.T) {
	srv, instances := newServer(t, 1)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, tt := range map[string]struct {
		ctx  context.Context
		edit func(*ecs.Options)
	}{
		"the context has ended": {ended, func(*ecs.Options) {}},
		"nobody listens":        {t.Context(), func(o *ecs.Options) { o.BaseEndpoint = aws.String("http://127.0.0.1:1") }},
		"no credentials": {t.Context(), func(o *ecs.Options) {
			o.Credentials = aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{}, errors.New("no credentials")
			})
		}},
		"a check of the client": {t.Context(), starttask.WithValidation(rules.AsError("cluster-empty"))},
	} {
		in := build(t, instances...)
		in.Cluster = aws.String("")
		r, err := starttask.Start(tt.ctx, srv.Client(hasty, tt.edit), in)
		if !slices.Equal(r.NotStarted, instances) || errors.Is(err, starttask.ErrUnknown) || err == nil {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
	if n := len(srv.Requests()); n > 0 {
		t.Errorf("%d requests arrived", n)
	}
}

// TestDeadline looks at a call that is given up while ECS works on it.
func TestDeadline(t *testing.T) {
	srv, instances := newServer(t, 1)
	srv.Inject(ecstest.Fault{Delay: time.Minute})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	r, err := starttask.Start(ctx, srv.Client(), build(t, instances...))
	if !slices.Equal(r.Unknown, instances) || !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, starttask.ErrUnknown) {
		t.Errorf("%+v, %v", r, err)
	}
}

// silent is an HTTP client that tells httptrace nothing.
type silent struct{}

func (silent) Do(*http.Request) (*http.Response, error) { return nil, errors.New("lost") }

func TestHTTPClientWithoutTrace(t *testing.T) {
	srv, instances := newServer(t, 1)
	r, err := starttask.Start(t.Context(), srv.Client(func(o *ecs.Options) { o.HTTPClient = silent{} }), build(t, instances...))
	if !slices.Equal(r.Unknown, instances) || !errors.Is(err, starttask.ErrUnknown) {
		t.Errorf("%+v, %v", r, err)
	}
}

// overtaken is an HTTP client whose answers come before it has looked for the
// end of the request, as those of net/http can.
type overtaken struct{}

func (overtaken) Do(req *http.Request) (*http.Response, error) {
	sent := req.Body
	if _, err := io.CopyN(io.Discard, sent, req.ContentLength); err != nil {
		return nil, err
	}
	sent.Close()
	if _, err := io.Copy(io.Discard, sent); err != nil {
		return nil, fmt.Errorf("the answer is lost: %w", err)
	}
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(`{"tasks":[{"taskArn":"t"}]}`))}, nil
}

func TestFastAnswersAreNotLost(t *testing.T) {
	srv, instances := newServer(t, 1)
	r, err := starttask.Start(t.Context(), srv.Client(func(o *ecs.Options) { o.HTTPClient, o.APIOptions = overtaken{}, nil }), build(t, instances...))
	if err != nil || len(r.Tasks) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}

// own is a client that makes calls with a context of its own.
type own struct{ inner *ecs.Client }

func (o own) StartTask(_ context.Context, in *ecs.StartTaskInput, opts ...func(*ecs.Options)) (*ecs.StartTaskOutput, error) {
	return o.inner.StartTask(context.Background(), in, opts...)
}

// applying is a fake that takes options as the SDK does, and loses the answer.
type applying struct{}

func (applying) StartTask(_ context.Context, _ *ecs.StartTaskInput, opts ...func(*ecs.Options)) (*ecs.StartTaskOutput, error) {
	var o ecs.Options
	for _, opt := range opts {
		opt(&o)
	}
	return nil, errors.New("connection reset by peer")
}

// TestOtherClients looks at clients that are not the SDK's.
func TestOtherClients(t *testing.T) {
	srv, instances := newServer(t, 1)
	for name, client := range map[string]starttask.StartTaskAPIClient{
		"own context": own{srv.Client(hasty)}, "options": applying{}, "nothing": answers{},
	} {
		srv.Inject(ecstest.Fault{Operation: "StartTask", After: true, Cut: true})
		r, err := starttask.Start(t.Context(), client, build(t, instances...))
		if !slices.Equal(r.Unknown, instances) || !errors.Is(err, starttask.ErrUnknown) {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
	r, err := starttask.Start(t.Context(), own{srv.Client(hasty, starttask.WithValidation(rules.AsError("started-by-empty")))}, func() *ecs.StartTaskInput {
		in := build(t, instances...)
		in.StartedBy = aws.String("")
		return in
	}())
	if !slices.Equal(r.NotStarted, instances) || err == nil {
		t.Errorf("stopped before it was sent: %+v, %v", r, err)
	}
}

// decorator is a client that starts tasks by Start.
type decorator struct{ inner *ecs.Client }

func (d decorator) StartTask(ctx context.Context, in *ecs.StartTaskInput, _ ...func(*ecs.Options)) (*ecs.StartTaskOutput, error) {
	r, err := starttask.Start(ctx, d.inner, in)
	if err != nil {
		return nil, err
	}
	return &ecs.StartTaskOutput{Tasks: r.Tasks}, nil
}

func TestStartInsideAClient(t *testing.T) {
	srv, instances := newServer(t, 1)
	srv.Inject(ecstest.Fault{Status: 400, Code: "AccessDeniedException"})
	r, err := starttask.Start(t.Context(), decorator{srv.Client()}, build(t, instances...))
	if _, ok := errors.AsType[*types.AccessDeniedException](err); !ok || !slices.Equal(r.NotStarted, instances) {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestInputIsLeftAlone sends one input from several goroutines.
func TestInputIsLeftAlone(t *testing.T) {
	srv, instances := newServer(t, 2)
	srv.InjectFunc(func(ecstest.Request) *ecstest.Fault { return &ecstest.Fault{Cut: true} })
	in := build(t, instances[0], instances[1], instances[0])
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			r, _ := starttask.Start(t.Context(), srv.Client(hasty), in)
			r.Unknown[0] = "changed"
		})
	}
	workers.Wait()
	if want := []string{instances[0], instances[1], instances[0]}; !slices.Equal(in.ContainerInstances, want) {
		t.Errorf("the input was changed: %v", in.ContainerInstances)
	}
}

// TestClientsChangeRequests has clients that change what they are given, as middleware
// does that adds tags, or that sends each instance by itself.
func TestClientsChangeRequests(t *testing.T) {
	const arns = "arn:aws:ecs:us-east-1:123456789012:"
	overridden := starttask.New("job").WithOverrides(overrides.New(overrides.ForContainer("app").WithEnv("A", "1")))
	for name, change := range map[string]func(*ecs.StartTaskInput){
		"no instances": func(in *ecs.StartTaskInput) { in.ContainerInstances = nil },
		"other order":  func(in *ecs.StartTaskInput) { slices.Reverse(in.ContainerInstances) },
		"a tag more":   func(in *ecs.StartTaskInput) { in.Tags = append(in.Tags, types.Tag{Key: aws.String("by")}) },
		"a variable more": func(in *ecs.StartTaskInput) {
			app := &in.Overrides.ContainerOverrides[0]
			app.Environment = append(app.Environment, types.KeyValuePair{Name: aws.String("B")})
		},
	} {
		client := clientFunc(func(_ context.Context, in *ecs.StartTaskInput, _ ...func(*ecs.Options)) (*ecs.StartTaskOutput, error) {
			out := new(ecs.StartTaskOutput)
			for _, id := range in.ContainerInstances {
				out.Tasks = append(out.Tasks, types.Task{TaskArn: aws.String(arns + "task/" + id), ContainerInstanceArn: aws.String(arns + "container-instance/" + id)})
			}
			change(in)
			return out, nil
		})
		in := fleetOf(overridden, ids(40))
		in.Tags = make([]types.Tag, 0, 8)
		want := starttask.From(in).Unchecked()
		if r, err := starttask.StartAll(t.Context(), client, in); err != nil || len(r.Tasks) != 40 {
			t.Errorf("%s: %v, %v", name, r, err)
		}
		if !reflect.DeepEqual(in, want) {
			t.Errorf("%s: the request of the caller has changed", name)
		}
	}
}

func TestStartErrorByHand(t *testing.T) {
	for _, e := range []*starttask.StartError{
		{}, {Result: &starttask.Result{Failures: []*failure.Placement{nil, {}}}}, {Result: &starttask.Result{Extra: make([]types.Task, 2)}},
	} {
		if errors.Is(e, starttask.ErrUnknown) || e.Error() == "" {
			t.Errorf("%v", e)
		}
	}
}
