package preflight_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/preflight"
	"github.com/ecstask/ecstask/rules"
)

// watched is a client that notes the calls, and refuses some.
type watched struct {
	*ecs.Client
	mu     sync.Mutex
	calls  []string
	refuse string // an operation
}

func (w *watched) note(call string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = append(w.calls, call)
	if operation, _, _ := strings.Cut(call, " "); operation == w.refuse {
		return errors.New("not authorized")
	}
	return nil
}

func (w *watched) DescribeClusters(ctx context.Context, in *ecs.DescribeClustersInput, opts ...func(*ecs.Options)) (*ecs.DescribeClustersOutput, error) {
	if err := w.note(fmt.Sprint("DescribeClusters ", in.Clusters)); err != nil {
		return nil, err
	}
	return w.Client.DescribeClusters(ctx, in, opts...)
}

func (w *watched) DescribeTaskDefinition(ctx context.Context, in *ecs.DescribeTaskDefinitionInput, opts ...func(*ecs.Options)) (*ecs.DescribeTaskDefinitionOutput, error) {
	if err := w.note(fmt.Sprint("DescribeTaskDefinition ", *in.TaskDefinition, in.Include)); err != nil {
		return nil, err
	}
	return w.Client.DescribeTaskDefinition(ctx, in, opts...)
}

func (w *watched) DescribeContainerInstances(ctx context.Context, in *ecs.DescribeContainerInstancesInput, opts ...func(*ecs.Options)) (*ecs.DescribeContainerInstancesOutput, error) {
	if err := w.note(fmt.Sprint("DescribeContainerInstances ", len(in.ContainerInstances))); err != nil {
		return nil, err
	}
	return w.Client.DescribeContainerInstances(ctx, in, opts...)
}

func (w *watched) ListContainerInstances(ctx context.Context, in *ecs.ListContainerInstancesInput, opts ...func(*ecs.Options)) (*ecs.ListContainerInstancesOutput, error) {
	if err := w.note("ListContainerInstances"); err != nil {
		return nil, err
	}
	return w.Client.ListContainerInstances(ctx, in, opts...)
}

func (w *watched) DescribeCapacityProviders(ctx context.Context, in *ecs.DescribeCapacityProvidersInput, opts ...func(*ecs.Options)) (*ecs.DescribeCapacityProvidersOutput, error) {
	if err := w.note(fmt.Sprint("DescribeCapacityProviders ", in.CapacityProviders)); err != nil {
		return nil, err
	}
	return w.Client.DescribeCapacityProviders(ctx, in, opts...)
}

// TestCalls holds that no call is made that the request does not need.
func TestCalls(t *testing.T) {
	srv := newServer(t)
	srv.AddTaskDefinition("web")
	srv.AddCluster("default")
	srv.AddCluster("fargate", func(c *types.Cluster) {
		c.DefaultCapacityProviderStrategy = []types.CapacityProviderStrategyItem{{CapacityProvider: new("FARGATE_SPOT")}}
	})
	srv.AddCluster("group", func(c *types.Cluster) {
		c.DefaultCapacityProviderStrategy = []types.CapacityProviderStrategyItem{{CapacityProvider: new("group")}, {CapacityProvider: new("FARGATE")}, {CapacityProvider: new("group")}}
	})
	srv.AddCapacityProvider("group")
	var names []string
	for range 205 {
		names = append(names, srv.AddInstance("default"))
	}
	item := types.CapacityProviderStrategyItem{CapacityProvider: new("group")}
	spot := types.CapacityProviderStrategyItem{CapacityProvider: new("FARGATE_SPOT")}
	const always = "DescribeClusters [default] DescribeTaskDefinition web[]"
	const all = " DescribeContainerInstances 100 DescribeContainerInstances 100 DescribeContainerInstances 5 ListContainerInstances ListContainerInstances ListContainerInstances"
	for _, tt := range []struct {
		name string
		in   any
		want string
		have string // definition, cluster, providers, instances, all of them
	}{
		{"StartTask", &ecs.StartTaskInput{TaskDefinition: new("web"), ContainerInstances: names[:2]}, "DescribeClusters [default] DescribeContainerInstances 2 DescribeTaskDefinition web[]", "true true 0 2 false"},
		{"twice the same", &ecs.StartTaskInput{TaskDefinition: new("web"), ContainerInstances: []string{names[0], "", names[0]}}, "DescribeClusters [default] DescribeContainerInstances 1 DescribeTaskDefinition web[]", "true true 0 1 false"},
		{"too many", &ecs.StartTaskInput{TaskDefinition: new("web"), ContainerInstances: names}, "DescribeClusters [default] DescribeContainerInstances 100 DescribeContainerInstances 100 DescribeContainerInstances 5 DescribeTaskDefinition web[]", "true true 0 205 false"},
		{"nothing", &ecs.StartTaskInput{}, "DescribeClusters [default]", "false true 0 0 false"},
		{"tags", &ecs.StartTaskInput{TaskDefinition: new("web"), PropagateTags: "TASK_DEFINITION"}, "DescribeClusters [default] DescribeTaskDefinition web[TAGS]", "true true 0 0 false"},
		{"RunTask, EC2", &ecs.RunTaskInput{TaskDefinition: new("web"), LaunchType: "EC2"}, "DescribeClusters [default]" + all[:strings.Index(all, " List")] + " DescribeTaskDefinition web[]" + all[strings.Index(all, " List"):], "true true 0 205 true"},
		{"RunTask, the cluster decides", &ecs.RunTaskInput{TaskDefinition: new("web")}, "DescribeClusters [default]" + all[:strings.Index(all, " List")] + " DescribeTaskDefinition web[]" + all[strings.Index(all, " List"):], "true true 0 205 true"},
		{"Fargate", &ecs.RunTaskInput{TaskDefinition: new("web"), LaunchType: "FARGATE"}, always, "true true 0 0 false"},
		{"Fargate, in a cluster without instances", &ecs.RunTaskInput{TaskDefinition: new("web"), Cluster: new("fargate"), LaunchType: "FARGATE"}, "DescribeClusters [fargate] DescribeTaskDefinition web[]", "true true 0 0 true"},
		{"StartTask, in a cluster without instances", &ecs.StartTaskInput{TaskDefinition: new("web"), Cluster: new("fargate"), ContainerInstances: []string{"0123456789abcdef0123456789abcdef"}}, "DescribeClusters [fargate] DescribeContainerInstances 1 DescribeTaskDefinition web[]", "true true 0 0 true"},
		{"managed instances", &ecs.RunTaskInput{TaskDefinition: new("web"), LaunchType: "MANAGED_INSTANCES"}, always, "true true 0 0 false"},
		{"Fargate Spot", &ecs.RunTaskInput{TaskDefinition: new("web"), CapacityProviderStrategy: []types.CapacityProviderStrategyItem{spot}}, always, "true true 0 0 false"},
		{"Fargate by the cluster", &ecs.RunTaskInput{TaskDefinition: new("web"), Cluster: new("fargate")}, "DescribeClusters [fargate] DescribeTaskDefinition web[]", "true true 0 0 true"},
		{"providers", &ecs.RunTaskInput{TaskDefinition: new("web"), Cluster: new("fargate"), CapacityProviderStrategy: []types.CapacityProviderStrategyItem{item, spot}}, "DescribeCapacityProviders [group] DescribeClusters [fargate] DescribeTaskDefinition web[] ListContainerInstances", "true true 1 0 true"},
		{"providers of the cluster", &ecs.RunTaskInput{TaskDefinition: new("web"), Cluster: new("group")}, "DescribeCapacityProviders [group] DescribeClusters [group] DescribeTaskDefinition web[] ListContainerInstances", "true true 1 0 true"},
		{"no cluster", &ecs.RunTaskInput{TaskDefinition: new("web"), Cluster: new("none")}, "DescribeClusters [none] DescribeTaskDefinition web[]", "true false 0 0 false"},
		{"no cluster, EC2", &ecs.RunTaskInput{TaskDefinition: new("web"), Cluster: new("none"), LaunchType: "EC2"}, "DescribeClusters [none] DescribeTaskDefinition web[] ListContainerInstances", "true false 0 0 false"},
	} {
		w := &watched{Client: srv.Client()}
		s, err := read(t.Context(), w, tt.in)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
		slices.Sort(w.calls)
		if got := strings.Join(w.calls, " "); got != tt.want {
			t.Errorf("%s: calls are\n%s, want\n%s", tt.name, got, tt.want)
		}
		if got := fmt.Sprint(s.TaskDefinition != nil, s.Cluster != nil, len(s.CapacityProviders), len(s.Instances), s.AllInstances); got != tt.have {
			t.Errorf("%s: have %s, want %s", tt.name, got, tt.have)
		}
		if tt.name == "too many" && !slices.EqualFunc(s.Instances, names, func(i types.ContainerInstance, name string) bool { return *i.ContainerInstanceArn == name }) {
			t.Error("the instances are not in the order of the request")
		}
	}
}

// read reads the state for a request of either operation.
func read(ctx context.Context, client preflight.RunTaskAPIClient, in any) (rules.State, error) {
	if in, ok := in.(*ecs.RunTaskInput); ok {
		return preflight.ForRunTask(ctx, client, in)
	}
	return preflight.ForStartTask(ctx, client, in.(*ecs.StartTaskInput))
}

// TestRefusedCalls reads what the other calls have, when one is not allowed.
func TestRefusedCalls(t *testing.T) {
	srv := newServer(t)
	in := furnished(srv)
	for operation, lost := range map[string]string{
		"DescribeClusters":           "true false 0 0 false", // the cluster would have named the provider
		"DescribeTaskDefinition":     "false true 1 3 true",
		"DescribeContainerInstances": "true true 1 0 false",
		"ListContainerInstances":     "true true 1 0 false",
		"DescribeCapacityProviders":  "true true 0 3 true",
	} {
		s, err := preflight.ForRunTask(t.Context(), &watched{Client: srv.Client(), refuse: operation}, in)
		call, ok := errors.AsType[*preflight.CallError](err)
		if joined, ok := err.(interface{ Unwrap() []error }); !ok || len(joined.Unwrap()) != 1 {
			t.Errorf("%s: %#v is not joined", operation, err)
		}
		if !ok || call.Operation != operation || err.Error() != "preflight: "+operation+": not authorized" {
			t.Errorf("%s: %v", operation, err)
		}
		if got := fmt.Sprint(s.TaskDefinition != nil, s.Cluster != nil, len(s.CapacityProviders), len(s.Instances), s.AllInstances); got != lost {
			t.Errorf("without %s: have %s, want %s", operation, got, lost)
		}
	}
	srv.Close()
	client := srv.Client(func(o *ecs.Options) { o.RetryMaxAttempts = 1 })
	s, err := preflight.ForStartTask(t.Context(), client, &ecs.StartTaskInput{TaskDefinition: new("web"), ContainerInstances: []string{"0123456789abcdef0123456789abcdef"}})
	if n := strings.Count(err.Error(), "preflight: Describe"); n != 3 || s.TaskDefinition != nil || s.ReadAt.IsZero() {
		t.Errorf("%d calls failed: %v", n, err)
	}
}

// TestNothingFound holds that what there is not is an answer.
func TestNothingFound(t *testing.T) {
	srv := newServer(t)
	srv.AddInstance("default")
	s, err := preflight.ForStartTask(t.Context(), srv.Client(), &ecs.StartTaskInput{TaskDefinition: new("web:7"), ContainerInstances: []string{"0123456789abcdef0123456789abcdef"}})
	if err != nil || len(s.Failures) != 2 || s.TaskDefinition != nil || len(s.Instances) != 0 {
		t.Errorf("%v, %+v", err, s)
	}
	for _, f := range s.Failures {
		if *f.Reason != "MISSING" {
			t.Errorf("%+v", f)
		}
	}
}

func TestCancelled(t *testing.T) {
	srv := newServer(t)
	in := furnished(srv)
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("enough")
	cancel(why)
	if s, err := preflight.ForRunTask(ctx, srv.Client(), in); err == nil || s.TaskDefinition != nil {
		t.Errorf("%v, %+v", err, s)
	}
	// One call hangs until the context ends, which is when the other is answered.
	ctx, cancel = context.WithCancelCause(t.Context())
	s, err := preflight.ForStartTask(ctx, &hanging{Client: srv.Client(), answered: func() { cancel(why) }}, &ecs.StartTaskInput{Cluster: in.Cluster, TaskDefinition: in.TaskDefinition})
	if call, ok := errors.AsType[*preflight.CallError](err); !ok || call.Operation != "DescribeTaskDefinition" || !errors.Is(err, why) || s.Cluster == nil {
		t.Errorf("%v, %+v", err, s)
	}
}

// hanging is a client whose DescribeTaskDefinition lasts until the context ends.
type hanging struct {
	*ecs.Client
	answered func()
}

func (h *hanging) DescribeClusters(ctx context.Context, in *ecs.DescribeClustersInput, opts ...func(*ecs.Options)) (*ecs.DescribeClustersOutput, error) {
	defer h.answered()
	return h.Client.DescribeClusters(ctx, in, opts...)
}

func (h *hanging) DescribeTaskDefinition(ctx context.Context, _ *ecs.DescribeTaskDefinitionInput, _ ...func(*ecs.Options)) (*ecs.DescribeTaskDefinitionOutput, error) {
	<-ctx.Done()
	return nil, context.Cause(ctx)
}

func TestNil(t *testing.T) {
	srv := newServer(t)
	var none *ecs.Client
	in, run := &ecs.StartTaskInput{TaskDefinition: new("web")}, &ecs.RunTaskInput{TaskDefinition: new("web")}
	for name, f := range map[string]func() (rules.State, error){
		"no client":           func() (rules.State, error) { return preflight.ForStartTask(t.Context(), nil, in) },
		"a nil client":        func() (rules.State, error) { return preflight.ForStartTask(t.Context(), none, in) },
		"no request":          func() (rules.State, error) { return preflight.ForStartTask(t.Context(), srv.Client(), nil) },
		"no client to run":    func() (rules.State, error) { return preflight.ForRunTask(t.Context(), nil, run) },
		"a nil client to run": func() (rules.State, error) { return preflight.ForRunTask(t.Context(), none, run) },
		"no request to run":   func() (rules.State, error) { return preflight.ForRunTask(t.Context(), srv.Client(), nil) },
		"no request to plan":  func() (rules.State, error) { return preflight.ForPlan(t.Context(), srv.Client(), nil) },
		"silence":             func() (rules.State, error) { return preflight.ForStartTask(t.Context(), silent{}, in) },
	} {
		if _, err := f(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// circling is a client whose ListContainerInstances has always the same next page.
type circling struct{ *ecs.Client }

func (c circling) ListContainerInstances(ctx context.Context, in *ecs.ListContainerInstancesInput, opts ...func(*ecs.Options)) (*ecs.ListContainerInstancesOutput, error) {
	return &ecs.ListContainerInstancesOutput{NextToken: new("next")}, nil
}

func TestPagesEnd(t *testing.T) {
	srv := newServer(t)
	in := furnished(srv)
	if s, err := preflight.ForRunTask(t.Context(), circling{srv.Client()}, in); err == nil || !strings.Contains(err.Error(), "ECS returned the same nextToken twice") || s.AllInstances {
		t.Errorf("%v, %+v", err, s)
	}
}

// silent is a client that returns neither an answer nor an error.
type silent struct{ preflight.APIClient }

func (silent) DescribeClusters(context.Context, *ecs.DescribeClustersInput, ...func(*ecs.Options)) (*ecs.DescribeClustersOutput, error) {
	return nil, nil
}

func (silent) DescribeTaskDefinition(context.Context, *ecs.DescribeTaskDefinitionInput, ...func(*ecs.Options)) (*ecs.DescribeTaskDefinitionOutput, error) {
	return nil, nil
}
