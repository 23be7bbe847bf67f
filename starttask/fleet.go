package starttask

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/arn"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/rules"
)

// startMost is how many container instances a call of StartTask takes.
const startMost = 10

// defaultConcurrency is how many calls StartAll makes at a time.
const defaultConcurrency = 4

// Progress counts the container instances that [StartAll] has handled.
type Progress struct{ Total, Started, Failed, Unknown, NotStarted int }

// Done returns the number of instances whose outcome is settled, known or not.
func (p Progress) Done() int { return p.Started + p.Failed + p.Unknown + p.NotStarted }

func (p *Progress) add(r *Result) {
	p.Started += len(r.Tasks)
	p.Failed += len(r.Failures)
	p.Unknown += len(r.Unknown)
	p.NotStarted += len(r.NotStarted)
}

// StartAll starts a task on each container instance of in, of which there may be any
// number: at most 10 a call, and several calls at a time. Build refuses more than 10, so
// make in without it:
//
//	in := starttask.New("agent:3", instances...).WithCluster("production").Unchecked()
//	result, err := starttask.StartAll(ctx, client, in)
//
// All requests are checked before the first is sent. If one breaks rules
// nothing is sent, and the error is as [Start] returns it, with paths into
// the whole list of instances. After that a result is returned in any case, with
// all instances in order, and the error is nil or a [*StartError].
//
// Each call is made as Start makes it. If ECS still throttles, all calls pause,
// longer each time; then a single one goes first, and the others follow as ECS
// responds. Any other refusal stops further calls; so do three calls in a row whose
// outcome is not known, and the end of ctx. StartAll then returns as soon as the
// calls under way have ended. The instances that are left are in the NotStarted
// list of the result, and can be given to StartAll again.
//
// A panic of the client, of an observer, or of the function given to [WithProgress],
// stops further calls too. When the calls under way have ended, StartAll panics with a
// [*PanicError], which has the value of that panic and the result.
//
// Tasks with equal overrides share them in the result: its size does not grow
// with theirs.
func StartAll(ctx context.Context, client StartTaskAPIClient, in *ecs.StartTaskInput, opts ...FleetOption) (*Result, error) {
	s := newStarter(client)
	for _, opt := range opts {
		if opt != nil {
			opt.fleet(s)
		}
	}
	// One request for all is checked like any other, but for its length.
	found := Check(in, slices.Concat(s.rules, []rules.Option{rules.Off("instances-count")})...)
	err := found.Err()
	s.checked(ctx, in, found, err)
	if err != nil {
		return nil, err
	}
	requests := split(in)
	if len(requests) == 0 {
		r := new(Result)
		s.settled(ctx, in, r, nil)
		pass(s.observers.Crash(), r)
		return r, nil
	}
	f := newStartAll(s, requests, len(in.ContainerInstances))
	err = s.markAll(ctx, requests, in.ContainerInstances)
	if ptr.IsNil(client) {
		err = errors.New("the client is nil")
	}
	if err != nil {
		f.giveUp(err)
	}
	f.run(ctx)
	r := f.result()
	r.StartedBy = startedBy(requests...)
	locate(r.Failures, in.ContainerInstances)
	err = r.err(f.errs.Err())
	s.settled(ctx, in, r, err)
	pass(cmp.Or(f.crashes.First(), s.observers.Crash()), r)
	return r, err
}

// split returns a request for each batch of the instances of in.
func split(in *ecs.StartTaskInput) []ecs.StartTaskInput {
	requests := make([]ecs.StartTaskInput, 0, 1+len(in.ContainerInstances)/startMost)
	for batch := range slices.Chunk(slices.Clone(in.ContainerInstances), startMost) {
		one := *in
		one.ContainerInstances = batch
		requests = append(requests, one)
	}
	return requests
}

// markAll makes sure that each request has a startedBy by which its tasks can be
// told from all others.
func (s *starter) markAll(ctx context.Context, requests []ecs.StartTaskInput, instances []string) error {
	if on, err := s.reconciles(); !on {
		return err
	}
	if ptr.Value(requests[0].StartedBy) == "" {
		for i := range requests {
			requests[i].StartedBy = newStartedBy()
		}
		return nil
	}
	// They share the one that is given, and differ by their instances.
	seen := make(map[string]int, len(instances))
	for i, instance := range instances {
		id := arn.ID(instance)
		if first, ok := seen[id]; ok {
			return &field.Error{
				Path: field.Path("containerInstances").Index(i), Related: []field.Path{field.Path("containerInstances").Index(first), "startedBy"},
				Kind: field.Duplicate, Severity: field.SeverityError,
				Msg: "is given twice, but all calls share one startedBy, so two tasks on one instance cannot be told apart", Hint: "leave startedBy out, so that each call gets its own",
			}
		}
		seen[id] = i
	}
	s.siblings = seen
	return s.mark(ctx, &requests[0])
}
