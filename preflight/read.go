package preflight

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/rules"
)

// APIClient has the methods of *ecs.Client that [ForStartTask] calls.
type APIClient interface {
	DescribeClusters(context.Context, *ecs.DescribeClustersInput, ...func(*ecs.Options)) (*ecs.DescribeClustersOutput, error)
	DescribeTaskDefinition(context.Context, *ecs.DescribeTaskDefinitionInput, ...func(*ecs.Options)) (*ecs.DescribeTaskDefinitionOutput, error)
	DescribeContainerInstances(context.Context, *ecs.DescribeContainerInstancesInput, ...func(*ecs.Options)) (*ecs.DescribeContainerInstancesOutput, error)
}

// RunTaskAPIClient has the methods of *ecs.Client that [ForRunTask] calls.
type RunTaskAPIClient interface {
	APIClient
	ListContainerInstances(context.Context, *ecs.ListContainerInstancesInput, ...func(*ecs.Options)) (*ecs.ListContainerInstancesOutput, error)
	DescribeCapacityProviders(context.Context, *ecs.DescribeCapacityProvidersInput, ...func(*ecs.Options)) (*ecs.DescribeCapacityProvidersOutput, error)
}

// CallError is the error of a call that failed, for example for lack of permission.
type CallError struct {
	Operation string // DescribeClusters, ...
	Err       error
}

// Error returns the operation and what went wrong.
func (e *CallError) Error() string { return "preflight: " + e.Operation + ": " + e.Err.Error() }

// Unwrap returns what went wrong.
func (e *CallError) Unwrap() error { return e.Err }

// ForStartTask reads what the rules need to know of a request of StartTask: its task
// definition, with its tags if they are to be propagated, its cluster and its
// container instances. The calls are made at the same time.
//
// The state has what could be read. The error joins a [*CallError] for each call
// that failed: its Unwrap returns a []error, even of one. A caller without permission
// for a call can go on with the rest.
// If a cluster, task definition or container instance does not exist, that is not
// an error; it is in Failures.
func ForStartTask(ctx context.Context, client APIClient, in *ecs.StartTaskInput) (rules.State, error) {
	return forStartTask(ctx, client, in, true)
}

func forStartTask(ctx context.Context, client APIClient, in *ecs.StartTaskInput, instances bool) (rules.State, error) {
	if ptr.IsNil(client) || in == nil {
		return rules.State{}, errNil
	}
	r := newReader(ctx, client)
	r.do(func() { r.definition(in.TaskDefinition, in.PropagateTags) })
	r.do(func() { r.cluster(in.Cluster) })
	if instances {
		r.instances(in.Cluster, in.ContainerInstances)
	}
	return r.finish()
}

// ForPlan reads what [PlanStartTask] needs: the task definition of a request of
// StartTask, its cluster, and all container instances of the cluster, whichever the
// request names. Instances that the request names and the cluster does not have are
// not reported as failures. If the task definition or the cluster does not exist, that
// is what the error of PlanStartTask says.
//
// The state and the error are as those of [ForStartTask].
func ForPlan(ctx context.Context, client RunTaskAPIClient, in *ecs.StartTaskInput) (rules.State, error) {
	if in == nil {
		return rules.State{}, errNil
	}
	return ForRunTask(ctx, client, &ecs.RunTaskInput{
		TaskDefinition: in.TaskDefinition, PropagateTags: in.PropagateTags, Cluster: in.Cluster, LaunchType: types.LaunchTypeEc2,
	})
}

// ForRunTask reads what the rules need to know of a request of RunTask: its task
// definition, its cluster, and what the tasks are placed on by the launch type, the
// capacity provider strategy or the default strategy of the cluster. For Fargate it
// reads nothing more. For capacity providers it reads them, and for container
// instances all of the cluster, 100 a call.
//
// The state and the error are as those of [ForStartTask].
func ForRunTask(ctx context.Context, client RunTaskAPIClient, in *ecs.RunTaskInput) (rules.State, error) {
	return forRunTask(ctx, client, in, true)
}

func forRunTask(ctx context.Context, client RunTaskAPIClient, in *ecs.RunTaskInput, instances bool) (rules.State, error) {
	if ptr.IsNil(client) || in == nil {
		return rules.State{}, errNil
	}
	r := newReader(ctx, client)
	r.do(func() { r.definition(in.TaskDefinition, in.PropagateTags) })
	place := func(launch types.LaunchType, strategy []types.CapacityProviderStrategyItem) {
		names, its := placedOn(launch, strategy)
		if len(names) > 0 {
			r.do(func() { r.providers(client, names) })
		}
		if its && instances {
			r.do(func() { r.all(client, in.Cluster) })
		}
	}
	open := in.LaunchType == "" && len(in.CapacityProviderStrategy) == 0
	r.do(func() {
		if c := r.cluster(in.Cluster); c != nil && open {
			place("", c.DefaultCapacityProviderStrategy)
		}
	})
	if !open {
		place(in.LaunchType, in.CapacityProviderStrategy)
	}
	return r.finish()
}

var errNil = errors.New("preflight: the client or the request is nil")

// placedOn returns what a launch type and a strategy place tasks on: capacity providers
// that are not those of Fargate, and whether these or the launch type have container
// instances.
func placedOn(launch types.LaunchType, strategy []types.CapacityProviderStrategyItem) (providers []string, instances bool) {
	for _, item := range strategy {
		if name := ptr.Value(item.CapacityProvider); name != "" && name != "FARGATE" && name != "FARGATE_SPOT" && !slices.Contains(providers, name) {
			providers = append(providers, name)
		}
	}
	if len(strategy) > 0 && len(providers) == 0 {
		return nil, false
	}
	return providers, launch == "" || launch == types.LaunchTypeEc2 || launch == types.LaunchTypeExternal
}

const (
	mostDescribed = 100 // clusters, container instances or capacity providers of a call
	mostCalls     = 8   // at a time
)

// reader reads a state by calls that it makes at the same time.
type reader struct {
	ctx    context.Context
	client APIClient
	turns  chan struct{}
	group  sync.WaitGroup

	mu    sync.Mutex
	state rules.State
	parts [][]types.ContainerInstance // by call
	errs  map[string]error            // by operation
}

func newReader(ctx context.Context, client APIClient) *reader {
	if ctx == nil {
		ctx = context.Background()
	}
	return &reader{ctx: ctx, client: client, turns: make(chan struct{}, mostCalls), state: rules.State{ReadAt: time.Now()}, errs: make(map[string]error)}
}

// do begins f, which makes calls.
func (r *reader) do(f func()) { r.group.Go(f) }

// finish waits for the calls.
func (r *reader) finish() (rules.State, error) {
	r.group.Wait()
	r.state.Instances = slices.Concat(r.parts...)
	// DescribeClusters always counts, so 0 is no instance.
	if c := r.state.Cluster; c != nil && c.RegisteredContainerInstancesCount == 0 && len(r.state.Instances) == 0 {
		r.state.AllInstances = true
	}
	slices.SortStableFunc(r.state.Failures, func(a, b types.Failure) int { return cmp.Compare(ptr.Value(a.Arn), ptr.Value(b.Arn)) })
	var errs []error
	for _, operation := range slices.Sorted(maps.Keys(r.errs)) {
		errs = append(errs, &CallError{operation, r.errs[operation]})
	}
	return r.state, errors.Join(errs...)
}

// ask makes a call when it is its turn. It returns nil, and notes the error, if the
// call did not succeed.
func ask[In, Out any](r *reader, operation string, f func(context.Context, *In, ...func(*ecs.Options)) (*Out, error), in *In) *Out {
	select {
	case r.turns <- struct{}{}:
		defer func() { <-r.turns }()
	case <-r.ctx.Done():
		r.fail(operation, context.Cause(r.ctx))
		return nil
	}
	out, err := f(r.ctx, in)
	switch {
	case err == nil && out != nil:
		return out
	case err == nil:
		err = errors.New("the client returned nothing")
	}
	r.fail(operation, err)
	return nil
}

// fail notes an error, once for each operation: further calls of it fail as this
// did. That there is no such cluster is what DescribeClusters reports.
func (r *reader) fail(operation string, err error) {
	if _, absent := errors.AsType[*types.ClusterNotFoundException](err); absent {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.errs[operation] == nil {
		r.errs[operation] = err
	}
}

// edit changes the state.
func (r *reader) edit(f func(s *rules.State)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f(&r.state)
}

func (r *reader) definition(name *string, propagate types.PropagateTags) {
	if ptr.Value(name) == "" {
		return
	}
	in := &ecs.DescribeTaskDefinitionInput{TaskDefinition: name}
	if propagate == types.PropagateTagsTaskDefinition {
		in.Include = []types.TaskDefinitionField{types.TaskDefinitionFieldTags}
	}
	const operation = "DescribeTaskDefinition"
	out := ask(r, operation, func(ctx context.Context, in *ecs.DescribeTaskDefinitionInput, opts ...func(*ecs.Options)) (*ecs.DescribeTaskDefinitionOutput, error) {
		out, err := r.client.DescribeTaskDefinition(ctx, in, opts...)
		if refused, ok := errors.AsType[smithy.APIError](err); ok && refused.ErrorMessage() == undescribed {
			f := types.Failure{Arn: name, Reason: new(missing), Detail: new(undescribed)}
			r.edit(func(s *rules.State) { s.Failures = append(s.Failures, f) })
			return &ecs.DescribeTaskDefinitionOutput{}, nil
		}
		return out, err
	}, in)
	if out != nil {
		r.edit(func(s *rules.State) {
			s.TaskDefinition, s.TaskTags = out.TaskDefinition, nil
			if len(in.Include) > 0 {
				s.TaskTags = append([]types.Tag{}, out.Tags...)
			}
		})
	}
}

const (
	// missing is the reason of failures to find something.
	missing = "MISSING"
	// undescribed is what DescribeTaskDefinition says of a task definition that there
	// is not.
	undescribed = "Unable to describe task definition."
)

func (r *reader) cluster(name *string) *types.Cluster {
	given := "default"
	if ptr.Value(name) != "" {
		given = *name
	}
	out := ask(r, "DescribeClusters", r.client.DescribeClusters, &ecs.DescribeClustersInput{Clusters: []string{given}})
	if out == nil {
		return nil
	}
	r.edit(func(s *rules.State) {
		s.Failures = append(s.Failures, out.Failures...)
		if len(out.Clusters) > 0 {
			s.Cluster = &out.Clusters[0]
		}
	})
	return r.state.Cluster
}

// instances begins to read container instances by their ARNs or ids. The state will
// have them in that order.
func (r *reader) instances(cluster *string, names []string) {
	var wanted []string
	seen := make(map[string]bool)
	for _, name := range names {
		if name != "" && !seen[name] {
			wanted, seen[name] = append(wanted, name), true
		}
	}
	for part := range slices.Chunk(wanted, mostDescribed) {
		r.mu.Lock()
		at := len(r.parts)
		r.parts = append(r.parts, nil)
		r.mu.Unlock()
		r.do(func() {
			out := ask(r, "DescribeContainerInstances", r.client.DescribeContainerInstances, &ecs.DescribeContainerInstancesInput{Cluster: cluster, ContainerInstances: part})
			if out == nil {
				r.edit(func(s *rules.State) { s.AllInstances = false })
				return
			}
			r.edit(func(s *rules.State) {
				r.parts[at] = out.ContainerInstances
				s.Failures = append(s.Failures, out.Failures...)
			})
		})
	}
}

// all reads all container instances of a cluster.
func (r *reader) all(client RunTaskAPIClient, cluster *string) {
	r.edit(func(s *rules.State) { s.AllInstances = true })
	var next *string
	for {
		out := ask(r, "ListContainerInstances", client.ListContainerInstances, &ecs.ListContainerInstancesInput{Cluster: cluster, NextToken: next})
		if out == nil {
			r.edit(func(s *rules.State) { s.AllInstances = false })
			return
		}
		r.instances(cluster, out.ContainerInstanceArns)
		switch token := ptr.Value(out.NextToken); token {
		case "":
			return
		case ptr.Value(next):
			r.fail("ListContainerInstances", errors.New("ECS returned the same nextToken twice"))
			r.edit(func(s *rules.State) { s.AllInstances = false })
			return
		}
		next = out.NextToken
	}
}

func (r *reader) providers(client RunTaskAPIClient, names []string) {
	for part := range slices.Chunk(names, mostDescribed) {
		in := &ecs.DescribeCapacityProvidersInput{CapacityProviders: part}
		for {
			out := ask(r, "DescribeCapacityProviders", client.DescribeCapacityProviders, in)
			if out == nil {
				return
			}
			r.edit(func(s *rules.State) {
				s.CapacityProviders = append(s.CapacityProviders, out.CapacityProviders...)
				s.Failures = append(s.Failures, out.Failures...)
			})
			if token := ptr.Value(out.NextToken); token == "" || token == ptr.Value(in.NextToken) {
				break
			}
			in = &ecs.DescribeCapacityProvidersInput{CapacityProviders: part, NextToken: out.NextToken}
		}
	}
}
