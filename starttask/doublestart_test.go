package starttask_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/starttask"
)

// faultsOfService cuts the connection at every byte of the answer and before it,
// and breaks the call in every other way there is: by default, where the outcome
// is then unknown, and with Reconcile, where it is not.
func faultsOfService(t *testing.T, s *tally) {
	faults := []ecstest.Fault{
		{Cut: true, Unread: true},
		{Cut: true},
		{Cut: true, After: true},
		{Status: 500, Code: "ServerException"},
		{Status: 500, Code: "ServerException", After: true},
		{Status: 503},
		{Status: 503, After: true},
		{Status: 400, Code: "ThrottlingException"},
		{Status: 400, Code: "InvalidParameterException", Message: "Error retrieving subnet information for [subnet-0]: Request limit exceeded. (ErrorCode: RequestLimitExceeded)"},
		{Status: 400, Code: "ServerException", After: true},
		{Status: 400, Code: "RequestTimeout", After: true},
		{Status: 408, Code: "ClientException", After: true},
	}
	length, step := answerLength(t), 1
	if testing.Short() {
		step = 11
	}
	for at := 1; at < length; at += step {
		faults = append(faults, ecstest.Fault{Cut: true, After: true, CutAt: at})
	}
	for _, reconcile := range []bool{false, true} {
		for chunk := range slices.Chunk(faults, 20) {
			s.strike(t, chunk, reconcile)
		}
	}
}

// strike starts two tasks once for each fault.
func (s *tally) strike(t *testing.T, faults []ecstest.Fault, reconcile bool) {
	srv, instances := newServer(t, 2)
	defer srv.Close()
	client := srv.Client(hasty)
	var opts []starttask.Option
	if reconcile {
		opts = append(opts, starttask.WithReconcile(client), starttask.WithConsistencyWindow(0))
	}
	for _, fault := range faults {
		fault.Operation = "StartTask"
		srv.Inject(fault)
		s.faults++
		before := len(srv.Tasks())
		r, err := starttask.Start(t.Context(), client, build(t, instances...), opts...)
		s.check(t, fmt.Sprintf("%+v", fault), srv, before, instances, r, err, reconcile)
	}
}

// answerLength returns how many bytes the answer for two tasks has at most.
func answerLength(t *testing.T) int {
	for at := 256; ; at += 256 {
		srv, instances := newServer(t, 2)
		client := srv.Client(hasty)
		srv.Inject(ecstest.Fault{Operation: "StartTask", Cut: true, After: true, CutAt: at})
		r, err := starttask.Start(t.Context(), client, build(t, instances...))
		srv.Close()
		if err == nil && len(r.Tasks) == len(instances) {
			return at
		}
	}
}

// TestReconcileManyFaults lets several faults in a row hit one start.
func TestReconcileManyFaults(t *testing.T) {
	var s tally
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		srv, instances := newServer(t, 10)
		client := srv.Client(hasty)
		// At most three of them leave it open what happened.
		for range random.IntN(4) {
			srv.Inject(randomFault(random))
			s.faults++
		}
		srv.SetListLag(random.IntN(3))
		opts := []starttask.Option{starttask.WithReconcile(client), starttask.WithConsistencyWindow(50 * time.Millisecond)}
		r, err := starttask.Start(t.Context(), client, build(t, instances...), opts...)
		s.check(t, "", srv, 0, instances, r, err, true)
		srv.Close()
	}
	t.Log(&s)
}

// randomFault is one of StartTask.
func randomFault(random *rand.Rand) ecstest.Fault {
	f := ecstest.Fault{Operation: "StartTask"}
	switch random.IntN(6) {
	case 0:
		f.Status, f.Code = 400, "ThrottlingException"
	case 1:
		f.Status, f.Code, f.After = 500, "ServerException", random.IntN(2) == 0
	case 2:
		f.Cut, f.Unread = true, random.IntN(2) == 0
	default:
		f.Cut, f.After, f.CutAt = true, true, random.IntN(6000)
	}
	return f
}

// TestNoDoubleStartOfFleets is the same with StartAll, several calls at a time.
func TestNoDoubleStartOfFleets(t *testing.T) {
	for _, reconcile := range []bool{false, true} {
		var s tally
		srv, instances := newServer(t, 995)
		client := srv.Client(hasty)
		var mu sync.Mutex
		random := rand.New(rand.NewPCG(3, 4))
		srv.InjectFunc(func(r ecstest.Request) *ecstest.Fault {
			mu.Lock()
			defer mu.Unlock()
			if r.Operation != "StartTask" || random.IntN(4) > 0 {
				return nil
			}
			s.faults++
			f := randomFault(random)
			return &f
		})
		opts := []starttask.FleetOption{starttask.WithConcurrency(8)}
		if reconcile {
			opts = append(opts, starttask.WithReconcile(client), starttask.WithConsistencyWindow(20*time.Millisecond))
		}
		r, err := starttask.StartAll(t.Context(), client, fleetOf(starttask.New("web"), slices.Values(instances)), opts...)
		mu.Lock()
		s.check(t, fmt.Sprintf("reconcile %t", reconcile), srv, 0, instances, r, err, false)
		if reconcile && len(r.NotStarted) > 0 {
			t.Errorf("given up: %v", err)
		}
		t.Logf("reconcile %t: %v; %d known, %d unknown, %d not started", reconcile, &s, len(r.Tasks), len(r.Unknown), len(r.NotStarted))
		mu.Unlock()
	}
}

func TestReconcileNeedsAUniqueMark(t *testing.T) {
	srv, instances := newServer(t, 1)
	client := srv.Client(hasty)
	in := build(t, instances...)
	mark := "deploy/42"
	in.StartedBy = &mark
	for i, want := range []bool{true, false} {
		r, err := starttask.Start(t.Context(), client, in, starttask.WithReconcile(client))
		if got := err == nil; got != want || len(r.Tasks)+len(r.NotStarted) != 1 {
			t.Errorf("start %d: %+v, %v", i, r, err)
		}
	}
	if got := len(srv.Tasks()); got != 1 {
		t.Errorf("%d tasks were started", got)
	}
	// A fleet that shares one mark is told apart by its instances.
	fresh := "deploy/43"
	b := starttask.New("web", instances...).WithStartedBy(fresh)
	r, err := starttask.StartAll(t.Context(), client, fleetOf(b, slices.Values(instances)), starttask.WithReconcile(client))
	if err == nil || len(r.NotStarted) != 2 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestReconcileThatCannotLook(t *testing.T) {
	srv, instances := newServer(t, 2)
	client := srv.Client(hasty)
	srv.InjectFunc(func(r ecstest.Request) *ecstest.Fault {
		return map[string]*ecstest.Fault{
			"StartTask": {Cut: true, After: true},
			"ListTasks": {Status: 400, Code: "AccessDeniedException", Message: "no"},
		}[r.Operation]
	})
	r, err := starttask.Start(t.Context(), client, build(t, instances...), starttask.WithReconcile(client), starttask.WithConsistencyWindow(0))
	if !slices.Equal(r.Unknown, instances) || !errors.Is(err, starttask.ErrUnknown) {
		t.Errorf("%+v, %v", r, err)
	}
	if _, ok := errors.AsType[*types.AccessDeniedException](err); !ok {
		t.Errorf("why it could not look is not said: %v", err)
	}
	if !strings.Contains(err.Error(), "StartTask") {
		t.Errorf("why it had to look is not said: %v", err)
	}
}

func TestReconcileEndsWithTheContext(t *testing.T) {
	srv, instances := newServer(t, 1)
	client := srv.Client(hasty)
	srv.InjectFunc(func(r ecstest.Request) *ecstest.Fault {
		if r.Operation == "StartTask" {
			return &ecstest.Fault{Cut: true}
		}
		return nil
	})
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	r, err := starttask.Start(ctx, client, build(t, instances...), starttask.WithReconcile(client), starttask.WithConsistencyWindow(time.Hour))
	if !slices.Equal(r.Unknown, instances) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%+v, %v", r, err)
	}
	if got := len(srv.Tasks()); got > 0 {
		t.Errorf("%d tasks were started", got)
	}
}

// TestReconcileFindsWhatEnded lets the task stop before anybody looks for it.
func TestReconcileFindsWhatEnded(t *testing.T) {
	srv, instances := newServer(t, 1)
	client := srv.Client(hasty)
	srv.InjectFunc(func(r ecstest.Request) *ecstest.Fault {
		if r.Operation != "StartTask" {
			srv.Advance(10)
			return nil
		}
		return &ecstest.Fault{Cut: true, After: true}
	})
	r, err := starttask.Start(t.Context(), client, build(t, instances...), starttask.WithReconcile(client), starttask.WithConsistencyWindow(0))
	if err != nil || len(r.Tasks) != 1 || *r.Tasks[0].LastStatus != "STOPPED" || len(srv.Tasks()) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestReconcileTheSameInstance asks for two tasks on one instance, of which the
// first call starts none or one, and the second call is lost as well.
func TestReconcileTheSameInstance(t *testing.T) {
	srv, instances := newServer(t, 1)
	twice := []string{instances[0], instances[0]}
	client := srv.Client(hasty)
	srv.Inject(ecstest.Fault{Operation: "StartTask", Cut: true, After: true})
	r, err := starttask.Start(t.Context(), client, build(t, twice...), starttask.WithReconcile(client), starttask.WithConsistencyWindow(0))
	if err != nil || len(r.Tasks) != 2 || *r.Tasks[0].TaskArn == *r.Tasks[1].TaskArn || len(srv.Tasks()) != 2 {
		t.Errorf("%+v, %v", r, err)
	}

	// An answer that mentions one of two leaves the other open, whichever comes
	// first in the list.
	f := &forgetful{Client: srv.Client(hasty)}
	for range 8 {
		before := len(srv.Tasks())
		r, err = starttask.Start(t.Context(), f, build(t, twice...), starttask.WithReconcile(client), starttask.WithConsistencyWindow(0))
		if err != nil || len(r.Tasks) != 2 || *r.Tasks[0].TaskArn == *r.Tasks[1].TaskArn || len(srv.Tasks())-before != 2 {
			t.Errorf("%+v, %v", r, err)
		}
	}
}

// forgetful is a client whose answers lack the last task.
type forgetful struct{ *ecs.Client }

func (f *forgetful) StartTask(ctx context.Context, in *ecs.StartTaskInput, opts ...func(*ecs.Options)) (*ecs.StartTaskOutput, error) {
	out, err := f.Client.StartTask(ctx, in, opts...)
	if err == nil {
		out.Tasks = out.Tasks[:len(out.Tasks)-1]
	}
	return out, err
}

// TestReconcileWaitsForDescriptions lets ListTasks know more than DescribeTasks.
func TestReconcileWaitsForDescriptions(t *testing.T) {
	srv, instances := newServer(t, 1)
	client := srv.Client(hasty)
	for _, late := range []int{2, 1000} {
		srv.Inject(ecstest.Fault{Operation: "StartTask", Cut: true, After: true})
		before := len(srv.Tasks())
		slow := &undescribed{Client: client, late: late}
		r, err := starttask.Start(t.Context(), client, build(t, instances...), starttask.WithReconcile(slow), starttask.WithConsistencyWindow(50*time.Millisecond))
		if late == 2 && (err != nil || len(r.Tasks) != 1) || late == 1000 && !slices.Equal(r.Unknown, instances) {
			t.Errorf("%d: %+v, %v", late, r, err)
		}
		if got := len(srv.Tasks()) - before; got != 1 {
			t.Errorf("%d: %d tasks were started", late, got)
		}
	}
}

// undescribed does not describe tasks the first times.
type undescribed struct {
	*ecs.Client
	late int
}

func (u *undescribed) DescribeTasks(ctx context.Context, in *ecs.DescribeTasksInput, opts ...func(*ecs.Options)) (*ecs.DescribeTasksOutput, error) {
	if u.late--; u.late >= 0 {
		return &ecs.DescribeTasksOutput{}, nil
	}
	return u.Client.DescribeTasks(ctx, in, opts...)
}

// TestReconcileLooksAfterItsLastCall lets the call after which none follows start
// the task.
func TestReconcileLooksAfterItsLastCall(t *testing.T) {
	srv, instances := newServer(t, 1)
	client := srv.Client(hasty)
	cut := ecstest.Fault{Operation: "StartTask", Cut: true}
	last := cut
	last.After = true
	srv.Inject(cut, cut, cut, last)
	r, err := starttask.Start(t.Context(), client, build(t, instances...), starttask.WithReconcile(client), starttask.WithConsistencyWindow(1))
	if err != nil || len(r.Tasks) != 1 || len(r.StartedBy) != 1 || *srv.Tasks()[0].StartedBy != r.StartedBy[0] {
		t.Errorf("%+v, %v", r, err)
	}
	srv.Inject(cut, cut, cut, cut, cut)
	r, err = starttask.Start(t.Context(), client, build(t, instances...), starttask.WithReconcile(client), starttask.WithConsistencyWindow(1))
	if !errors.Is(err, starttask.ErrUnknown) || !slices.Equal(r.Unknown, instances) || len(srv.Tasks()) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestFleetsDoNotCountATaskTwice asks for two tasks on an instance with room for
// one, and lets one call be lost, one come too often, and one be cut.
func TestFleetsDoNotCountATaskTwice(t *testing.T) {
	srv, _ := newServer(t, 0)
	arn := srv.AddInstance("default", ecstest.Remaining(128, 256))
	client := srv.Client(func(o *ecs.Options) { o.Retryer = aws.NopRetryer{} })
	srv.Inject(ecstest.Fault{Operation: "StartTask", After: true, Cut: true}, ecstest.Throttle("StartTask"), ecstest.Fault{Operation: "StartTask", Cut: true})
	r, err := starttask.StartAll(t.Context(), client, starttask.New("web", arn, arn).Unchecked(), starttask.WithReconcile(client), starttask.WithConsistencyWindow(1))
	if len(r.Tasks) != 1 || len(r.Failures) != 1 || !errors.Is(err, failure.ErrResource) || len(srv.Tasks()) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}
