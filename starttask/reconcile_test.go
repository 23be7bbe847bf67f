package starttask_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/starttask"
)

const (
	window = 32 * time.Millisecond
	looks  = 7 // in that window, however long each takes
)

// lister is a client that changes what ECS shows of the tasks. The functions get
// the number of the look after a call of StartTask, from 0 on.
type lister struct {
	*ecs.Client
	list     func(look int, out *ecs.ListTasksOutput)
	describe func(look int, out *ecs.DescribeTasksOutput)
	fail     func(look int) error
	looks    int // since the last call of StartTask
	all      int
}

func (l *lister) StartTask(ctx context.Context, in *ecs.StartTaskInput, opts ...func(*ecs.Options)) (*ecs.StartTaskOutput, error) {
	l.looks = 0
	return l.Client.StartTask(ctx, in, opts...)
}

func (l *lister) ListTasks(ctx context.Context, in *ecs.ListTasksInput, opts ...func(*ecs.Options)) (*ecs.ListTasksOutput, error) {
	if in.DesiredStatus == types.DesiredStatusRunning && in.NextToken == nil {
		l.looks++
		l.all++
	}
	if l.fail != nil {
		if err := l.fail(l.looks - 1); err != nil {
			return nil, err
		}
	}
	asked := *in
	if l.list != nil {
		asked.NextToken = nil // it is generated
	}
	out, err := l.Client.ListTasks(ctx, &asked, opts...)
	if err == nil && l.list != nil {
		l.list(l.looks-1, out)
	}
	return out, err
}

func (l *lister) DescribeTasks(ctx context.Context, in *ecs.DescribeTasksInput, opts ...func(*ecs.Options)) (*ecs.DescribeTasksOutput, error) {
	out, err := l.Client.DescribeTasks(ctx, in, opts...)
	if err == nil && l.describe != nil {
		l.describe(l.looks-1, out)
	}
	return out, err
}

// addFull adds a container instance without room, and returns its id.
func addFull(srv *ecstest.Server) string {
	arn := srv.AddInstance("default", ecstest.Remaining(1, 1))
	return arn[1+strings.LastIndexByte(arn, '/'):]
}

// lose lets the answer of the next StartTask be lost, after the tasks were started
// or before.
func lose(srv *ecstest.Server, after bool) {
	srv.Inject(ecstest.Fault{Operation: "StartTask", Cut: true, After: after})
}

// TestReconcileKeepsWhatItHasSeen shows two of three tasks, one of whose instances
// is full, and lets some looks meet a page from before.
func TestReconcileKeepsWhatItHasSeen(t *testing.T) {
	only := func(n int) func(int) bool { return func(look int) bool { return look == n } }
	for name, stale := range map[string]func(look int) bool{
		"the first":      only(0),
		"the second":     only(1),
		"the last":       only(looks - 1),
		"each but one":   func(look int) bool { return look != 3 },
		"every other":    func(look int) bool { return look%2 == 1 },
		"all after one":  func(look int) bool { return look > 0 },
		"none, for once": func(int) bool { return false },
	} {
		t.Run(name, func(t *testing.T) {
			srv, instances := newServer(t, 2)
			instances = append(instances, addFull(srv))
			client := &lister{Client: srv.Client(hasty), list: func(look int, out *ecs.ListTasksOutput) {
				if stale(look) {
					out.TaskArns = nil
				}
			}}
			lose(srv, true)
			r, err := starttask.Start(t.Context(), client, build(t, instances...), starttask.WithReconcile(client), starttask.WithConsistencyWindow(window))
			if !slices.Equal(where(r.Tasks), instances[:2]) || len(r.Failures) != 1 || !errors.Is(err, failure.ErrResource) || len(r.Unknown) > 0 {
				t.Errorf("%+v, %v", r, err)
			}
			if n := len(srv.Tasks()); n != 2 || client.all != looks {
				t.Errorf("%d tasks were started, after %d looks", n, client.all)
			}
		})
	}
}

// odd are answers of DescribeTasks that do not tell where all tasks are that were
// asked for.
var odd = map[string]func(out *ecs.DescribeTasksOutput){
	"one twice, another left out": func(out *ecs.DescribeTasksOutput) { out.Tasks[0] = out.Tasks[len(out.Tasks)-1] },
	"no container instance":       func(out *ecs.DescribeTasksOutput) { out.Tasks[0].ContainerInstanceArn = nil },
	"an empty container instance": func(out *ecs.DescribeTasksOutput) { out.Tasks[0].ContainerInstanceArn = new("") },
	"null":                        func(out *ecs.DescribeTasksOutput) { clear(out.Tasks) },
	"another instance": func(out *ecs.DescribeTasksOutput) {
		out.Tasks[0].ContainerInstanceArn = new("arn:aws:ecs:us-east-1:123456789012:container-instance/default/" + strings.Repeat("e", 32))
	},
	"another task": func(out *ecs.DescribeTasksOutput) { out.Tasks[0].TaskArn = new(*out.Tasks[0].TaskArn + "e") },
	"no ARN":       func(out *ecs.DescribeTasksOutput) { out.Tasks[0].TaskArn = nil },
	"nothing":      func(out *ecs.DescribeTasksOutput) { *out = ecs.DescribeTasksOutput{} },
	"a failure and a task": func(out *ecs.DescribeTasksOutput) {
		out.Failures = []types.Failure{{Arn: out.Tasks[0].TaskArn, Reason: new("MISSING")}}
		out.Tasks = out.Tasks[1:]
	},
}

// TestReconcileOddDescriptions lets DescribeTasks answer oddly, some times or
// always. No task may be started twice for that.
func TestReconcileOddDescriptions(t *testing.T) {
	for name, distort := range odd {
		for _, times := range []int{1, looks - 1, 1000} {
			t.Run(fmt.Sprint(name, " ", times), func(t *testing.T) {
				srv, instances := newServer(t, 3)
				client := &lister{Client: srv.Client(hasty), describe: func(look int, out *ecs.DescribeTasksOutput) {
					if look < times && len(out.Tasks) > 0 {
						distort(out)
					}
				}}
				lose(srv, true)
				var s tally
				r, err := starttask.Start(t.Context(), client, build(t, instances...), starttask.WithReconcile(client), starttask.WithConsistencyWindow(window))
				s.check(t, name, srv, 0, instances, r, err, times < looks)
				// One at a time, what is left out is told in the end.
				told := times < looks || strings.HasPrefix(name, "one twice")
				if told != (len(r.Unknown) == 0) || told == errors.Is(err, starttask.ErrUnknown) {
					t.Errorf("%+v, %v", r, err)
				}
			})
		}
	}
}

// isPair reports whether r lists tasks by startedBy and desiredStatus together.
func isPair(r ecstest.Request) bool {
	var filter map[string]string
	return r.Operation == "ListTasks" && json.Unmarshal(r.Body, &filter) == nil && filter["startedBy"] != "" && filter["desiredStatus"] != ""
}

// refusePair makes the endpoint refuse that.
func refusePair(srv *ecstest.Server) (refused *atomic.Int32) {
	refused = new(atomic.Int32)
	srv.InjectFunc(func(r ecstest.Request) *ecstest.Fault {
		if !isPair(r) {
			return nil
		}
		refused.Add(1)
		return &ecstest.Fault{Status: 400, Code: "InvalidParameterException", Message: "startedBy must be the only filter."}
	})
	return refused
}

func TestReconcileWhereThePairIsRefused(t *testing.T) {
	start := func(srv *ecstest.Server, instances []string, startedBy string) (*starttask.Result, error) {
		client := srv.Client(hasty)
		in := build(t, instances...)
		if startedBy != "" {
			in.StartedBy = &startedBy
		}
		return starttask.Start(t.Context(), client, in, starttask.WithReconcile(client), starttask.WithConsistencyWindow(window))
	}
	t.Run("own startedBy", func(t *testing.T) {
		srv, instances := newServer(t, 2)
		refused := refusePair(srv)
		r, err := start(srv, instances, "deploy/42")
		if err != nil || len(r.Tasks) != 2 || refused.Load() == 0 {
			t.Errorf("%+v, %v", r, err)
		}
		r, err = start(srv, instances, "deploy/42")
		if !errors.Is(err, field.Conflict) || len(r.NotStarted) != 2 || len(srv.Tasks()) != 2 {
			t.Errorf("again: %+v, %v", r, err)
		}
	})
	for _, startedBy := range []string{"", "deploy/42"} {
		t.Run("lost "+startedBy, func(t *testing.T) {
			srv, instances := newServer(t, 2)
			refusePair(srv)
			lose(srv, true)
			if r, err := start(srv, instances, startedBy); err != nil || len(r.Tasks) != 2 || len(srv.Tasks()) != 2 {
				t.Errorf("running: %+v, %v", r, err)
			}
		})
		t.Run("stopped "+startedBy, func(t *testing.T) {
			srv, instances := newServer(t, 2)
			refusePair(srv)
			lose(srv, true)
			client := &lister{Client: srv.Client(hasty)}
			in := build(t, instances...)
			if startedBy != "" {
				in.StartedBy = &startedBy
			}
			srv.SetListLag(1)
			client.list = func(int, *ecs.ListTasksOutput) { srv.Advance(10) }
			r, err := starttask.Start(t.Context(), client, in, starttask.WithReconcile(client), starttask.WithConsistencyWindow(window))
			if !slices.Equal(r.Unknown, instances) || !errors.Is(err, starttask.ErrUnknown) || !strings.Contains(err.Error(), "cannot look for stopped tasks") || len(srv.Tasks()) != 2 {
				t.Errorf("%+v, %v", r, err)
			}
		})
	}
}

// loops are answers of ListTasks that have no last page.
var loops = map[string]func() func(int, *ecs.ListTasksOutput){
	"the same": func() func(int, *ecs.ListTasksOutput) {
		return func(_ int, out *ecs.ListTasksOutput) { out.NextToken = new("again") }
	},
	"two by turns": func() func(int, *ecs.ListTasksOutput) {
		n := 0
		return func(_ int, out *ecs.ListTasksOutput) { n++; out.NextToken = new(fmt.Sprint(n % 2)) }
	},
	"a new one each time": func() func(int, *ecs.ListTasksOutput) {
		n := 0
		return func(_ int, out *ecs.ListTasksOutput) { n++; out.NextToken = new(fmt.Sprint(n)) }
	},
}

func TestReconcileListsNotForEver(t *testing.T) {
	for name, list := range loops {
		t.Run(name, func(t *testing.T) {
			fake := new(endless)
			fake.next = list()
			in := build(t, strings.Repeat("0", 32), strings.Repeat("1", 32))
			r, err := starttask.Start(t.Context(), fake, in, starttask.WithReconcile(fake), starttask.WithConsistencyWindow(0))
			if !slices.Equal(r.Unknown, in.ContainerInstances) || !errors.Is(err, starttask.ErrUnknown) || !strings.Contains(err.Error(), "ListTasks returned") || fake.starts != 1 {
				t.Errorf("%d starts, %+v, %v", fake.starts, r, err)
			}
			// What it lists counts all the same.
			srv, instances := newServer(t, 2)
			client := &lister{Client: srv.Client(hasty), list: list()}
			lose(srv, true)
			r, err = starttask.Start(t.Context(), client, build(t, instances...), starttask.WithReconcile(client), starttask.WithConsistencyWindow(0))
			if err != nil || !slices.Equal(where(r.Tasks), instances) || len(srv.Tasks()) != 2 {
				t.Errorf("%+v, %v", r, err)
			}
			// Nothing is sent where a startedBy cannot be shown to be unique.
			in.StartedBy = new("deploy/42")
			r, err = starttask.Start(t.Context(), fake, in, starttask.WithReconcile(fake), starttask.WithConsistencyWindow(0))
			if !slices.Equal(r.NotStarted, in.ContainerInstances) || !strings.Contains(err.Error(), "ListTasks returned") || fake.starts != 1 {
				t.Errorf("%d starts, %+v, %v", fake.starts, r, err)
			}
		})
	}
}

// endless is an ECS whose answers to StartTask are lost, and whose lists are empty
// and have no end.
type endless struct {
	starts, pages int
	next          func(int, *ecs.ListTasksOutput)
}

func (e *endless) StartTask(context.Context, *ecs.StartTaskInput, ...func(*ecs.Options)) (*ecs.StartTaskOutput, error) {
	e.starts++
	return nil, errors.New("connection reset")
}

func (e *endless) ListTasks(context.Context, *ecs.ListTasksInput, ...func(*ecs.Options)) (*ecs.ListTasksOutput, error) {
	if e.pages++; e.pages > 100_000 {
		panic("ListTasks is called for ever")
	}
	out := new(ecs.ListTasksOutput)
	e.next(0, out)
	return out, nil
}

func (e *endless) DescribeTasks(context.Context, *ecs.DescribeTasksInput, ...func(*ecs.Options)) (*ecs.DescribeTasksOutput, error) {
	return nil, errors.New("there is nothing to describe")
}

// TestReconcileOddLists lets ListTasks answer with what says nothing.
func TestReconcileOddLists(t *testing.T) {
	srv, instances := newServer(t, 2)
	client := &lister{Client: srv.Client(hasty), list: func(_ int, out *ecs.ListTasksOutput) { clear(out.TaskArns) }}
	lose(srv, true)
	r, err := starttask.Start(t.Context(), client, build(t, instances...), starttask.WithReconcile(client), starttask.WithConsistencyWindow(window))
	if !slices.Equal(r.Unknown, instances) || !errors.Is(err, starttask.ErrUnknown) || len(srv.Tasks()) != 2 {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestReconcileLooksAgain lets looks fail that a later one makes up for.
func TestReconcileLooksAgain(t *testing.T) {
	for _, fault := range []ecstest.Fault{
		ecstest.Throttle("ListTasks"), ecstest.Throttle("DescribeTasks"),
		ecstest.ServerError("ListTasks", false), ecstest.ServerError("DescribeTasks", false),
		{Operation: "ListTasks", Cut: true}, {Operation: "DescribeTasks", Cut: true},
	} {
		srv, instances := newServer(t, 2)
		client := srv.Client(func(o *ecs.Options) { o.Retryer = aws.NopRetryer{} })
		lose(srv, true)
		srv.Inject(fault, fault, fault)
		r, err := starttask.Start(t.Context(), client, build(t, instances...), starttask.WithReconcile(client), starttask.WithConsistencyWindow(window))
		if err != nil || len(r.Tasks) != 2 || len(srv.Tasks()) != 2 {
			t.Errorf("%+v: %+v, %v", fault, r, err)
		}
	}
}

// TestReconcileKeepsWhatItHasSeenWhenItFails lets the looks after the first fail,
// which showed one task of two.
func TestReconcileKeepsWhatItHasSeenWhenItFails(t *testing.T) {
	for _, fault := range []ecstest.Fault{{Status: 400, Code: "AccessDeniedException"}, ecstest.Throttle(""), {Cut: true}} {
		srv, instances := newServer(t, 2)
		client := srv.Client(func(o *ecs.Options) { o.Retryer = aws.NopRetryer{} })
		lose(srv, true)
		eye := &lister{Client: client, list: func(look int, out *ecs.ListTasksOutput) {
			out.TaskArns = out.TaskArns[:min(1, len(out.TaskArns))]
		}, describe: func(int, *ecs.DescribeTasksOutput) {
			srv.InjectFunc(func(ecstest.Request) *ecstest.Fault { return &fault })
		}}
		r, err := starttask.Start(t.Context(), client, build(t, instances...), starttask.WithReconcile(eye), starttask.WithConsistencyWindow(window))
		if len(r.Tasks) != 1 || len(r.Unknown) != 1 || !errors.Is(err, starttask.ErrUnknown) {
			t.Errorf("%+v: %+v, %v", fault, r, err)
		}
	}
}

// careless is a client whose answers have no output.
type careless struct {
	*ecs.Client
	list, describe func() error
}

func (c careless) ListTasks(ctx context.Context, in *ecs.ListTasksInput, opts ...func(*ecs.Options)) (*ecs.ListTasksOutput, error) {
	if c.list != nil {
		return nil, c.list()
	}
	return c.Client.ListTasks(ctx, in, opts...)
}

func (c careless) DescribeTasks(ctx context.Context, in *ecs.DescribeTasksInput, opts ...func(*ecs.Options)) (*ecs.DescribeTasksOutput, error) {
	if c.describe != nil {
		return nil, c.describe()
	}
	return c.Client.DescribeTasks(ctx, in, opts...)
}

// TestReconcileNilErrors has clients return nil pointers as errors, or nothing at all.
func TestReconcileNilErrors(t *testing.T) {
	for says, answer := range map[string]func() error{
		"a nil pointer as an error":       func() error { return (*types.ServerException)(nil) },
		"neither a response nor an error": func() error { return nil },
	} {
		for _, eye := range []careless{{list: answer}, {describe: answer}} {
			srv, instances := newServer(t, 1)
			eye.Client = srv.Client(once)
			lose(srv, true)
			r, err := starttask.Start(t.Context(), eye, build(t, instances...), starttask.WithReconcile(eye), starttask.WithConsistencyWindow(window))
			if len(r.Unknown) != 1 || !strings.Contains(err.Error(), says) {
				t.Errorf("%+v, %v", r, err)
			}
		}
	}
}

func TestReconcileWithoutAClient(t *testing.T) {
	srv, instances := newServer(t, 2)
	var client *ecs.Client
	for name, option := range map[string]starttask.Option{
		"nil": starttask.WithReconcile(nil), "typed nil": starttask.WithReconcile(client),
	} {
		r, err := starttask.Start(t.Context(), srv.Client(), build(t, instances...), option)
		if err == nil || !strings.Contains(err.Error(), "given to WithReconcile is nil") || !slices.Equal(r.NotStarted, instances) {
			t.Errorf("Start, %s: %+v, %v", name, r, err)
		}
		r, err = starttask.StartAll(t.Context(), srv.Client(), starttask.New("web", instances...).Unchecked(), option)
		if err == nil || !strings.Contains(err.Error(), "given to WithReconcile is nil") || !slices.Equal(r.NotStarted, instances) {
			t.Errorf("StartAll, %s: %+v, %v", name, r, err)
		}
	}
	if n := len(srv.Requests()); n > 0 {
		t.Errorf("%d requests were sent", n)
	}
}

// TestReconcileFaults loses answers at random, and breaks at random what Reconcile
// then sees. After each call one look is left as it is, which is any of them.
func TestReconcileFaults(t *testing.T) {
	const window, looks = 8 * time.Millisecond, 5
	stale := func(random *rand.Rand, out *ecs.ListTasksOutput) {
		out.TaskArns = out.TaskArns[:random.IntN(len(out.TaskArns)+1)]
	}
	loop := func(_ *rand.Rand, out *ecs.ListTasksOutput) { out.NextToken = new("again") }
	names := slices.Sorted(maps.Keys(odd))
	oddly := func(random *rand.Rand, out *ecs.DescribeTasksOutput) {
		if distort := odd[names[random.IntN(len(names))]]; len(out.Tasks) > 0 {
			distort(out)
		}
	}
	var table strings.Builder
	fmt.Fprintf(&table, "%-24s %7s %7s %7s %11s %7s %11s %8s\n", "", "faults", "starts", "tasks", "duplicates", "losses", "accounting", "unknown")
	for i, kind := range []struct {
		name     string
		list     func(*rand.Rand, *ecs.ListTasksOutput)
		describe func(*rand.Rand, *ecs.DescribeTasksOutput)
		pair     bool // is refused
		failing  bool // looks
	}{
		{name: "lost answers only"},
		{name: "stale pages", list: stale},
		{name: "odd descriptions", describe: oddly},
		{name: "the same NextToken", list: loop},
		{name: "looks that fail", failing: true},
		{name: "the pair refused", pair: true},
		{name: "all of these", list: stale, describe: oddly, pair: true, failing: true},
	} {
		var s tally
		unknown := 0
		random := rand.New(rand.NewPCG(uint64(i), 8))
		for range 40 {
			srv, instances := newServer(t, 4)
			instances = append(instances, addFull(srv))
			random.Shuffle(len(instances), func(i, j int) { instances[i], instances[j] = instances[j], instances[i] })
			client := &lister{Client: srv.Client(func(o *ecs.Options) { o.Retryer = aws.NopRetryer{} })}
			good := random.IntN(looks)
			strikes := func(look int) bool {
				if look == good || random.IntN(3) == 0 {
					return false
				}
				s.faults++
				return true
			}
			if kind.list != nil {
				client.list = func(look int, out *ecs.ListTasksOutput) {
					if strikes(look) {
						kind.list(random, out)
					}
				}
			}
			if kind.describe != nil {
				client.describe = func(look int, out *ecs.DescribeTasksOutput) {
					if strikes(look) {
						kind.describe(random, out)
					}
				}
			}
			if kind.failing {
				client.fail = func(look int) error {
					return map[bool]error{true: errors.New("reset")}[strikes(look)]
				}
			}
			refused := new(atomic.Int32)
			if kind.pair {
				refused = refusePair(srv)
			}
			for range 1 + random.IntN(3) {
				s.faults++
				srv.Inject(ecstest.Fault{Operation: "StartTask", Cut: true, After: random.IntN(3) > 0, CutAt: random.IntN(2000)})
			}
			r, err := starttask.Start(t.Context(), client, build(t, instances...), starttask.WithReconcile(client), starttask.WithConsistencyWindow(window))
			s.check(t, kind.name, srv, 0, instances, r, err, false)
			unknown += len(r.Unknown)
			s.faults += int(refused.Load())
			srv.Close()
		}
		fmt.Fprintf(&table, "%-24s %7d %7d %7d %11d %7d %11d %8d\n", kind.name, s.faults, s.calls, s.tasks, s.duplicates, s.losses, s.accounting, unknown)
	}
	t.Logf("\n%s", &table)
}

// TestReconcileElsewhere has clients that change the cluster, in place and in a copy.
// The tasks of a lost call are there then.
func TestReconcileElsewhere(t *testing.T) {
	for _, copies := range []bool{false, true} {
		srv := ecstest.NewServer()
		srv.AddTaskDefinition("web")
		srv.AddCluster("prod")
		name := srv.AddInstance("prod")
		instance := name[strings.LastIndexByte(name, '/')+1:]
		srv.Inject(ecstest.Fault{Operation: "StartTask", After: true, Cut: true})
		client := clientFunc(func(ctx context.Context, in *ecs.StartTaskInput, opts ...func(*ecs.Options)) (*ecs.StartTaskOutput, error) {
			if copies {
				in = new(*in)
			}
			in.Cluster = aws.String("prod")
			return srv.Client().StartTask(ctx, in, opts...)
		})
		r, err := starttask.Start(t.Context(), client, build(t, instance), starttask.WithReconcile(srv.Client()), starttask.WithConsistencyWindow(time.Millisecond))
		if err != nil || len(r.Tasks) != 1 || len(srv.Tasks()) != 1 {
			t.Errorf("copies %t: %v, %v, %d tasks", copies, r, err, len(srv.Tasks()))
		}
		srv.Close()
	}
}
