package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/event"
	"github.com/ecstask/ecstask/internal/arn"
	"github.com/ecstask/ecstask/internal/call"
	"github.com/ecstask/ecstask/internal/fleet"
	"github.com/ecstask/ecstask/internal/ptr"
)

const (
	describeMost = 100             // tasks that a call of DescribeTasks takes
	defaultEvery = 6 * time.Second // as the waiters of the SDK
	shortest     = time.Millisecond
	patience     = 10          // looks in a row at a task that ECS does not know
	insistence   = time.Minute // over errors in a row, as Run
)

// Option changes how [Wait] works.
type Option func(*waiter)

// WithUntilRunning makes [Wait] return once each task is running, or has ended before
// that.
func WithUntilRunning() Option { return func(w *waiter) { w.running = true } }

// WithInterval sets how long [Wait] pauses before it describes the tasks again: 6
// seconds by default, or if d is not above 0.
func WithInterval(d time.Duration) Option {
	return func(w *waiter) {
		w.every = defaultEvery
		if d > 0 {
			w.every = max(d, shortest)
		}
	}
}

// WithContainer names the container that counts: a task has succeeded if this
// container exited with 0, whatever became of the others. A task without such a
// container has not succeeded, and its [Outcome] says so. Without WithContainer,
// and if name is empty, the essential containers count.
func WithContainer(name string) Option { return func(w *waiter) { w.container = name } }

// WithOnChange makes [Wait] call f for each task when it is first described, when its
// status has changed, and when it is [Missing].
func WithOnChange(f func(Outcome)) Option { return func(w *waiter) { w.changed = f } }

// WithObserver makes [Wait] call f once for each task that has stopped or is [Missing],
// with an [event.Stopped]. Observers are called in the order in which they were given.
func WithObserver(f event.Observer) Option {
	return func(w *waiter) {
		if f != nil {
			w.observers = append(w.observers, f)
		}
	}
}

// DescribeTaskDefinitionAPIClient has the method of *ecs.Client that
// [WithTaskDefinitions] needs.
type DescribeTaskDefinitionAPIClient interface {
	DescribeTaskDefinition(context.Context, *ecs.DescribeTaskDefinitionInput, ...func(*ecs.Options)) (*ecs.DescribeTaskDefinitionOutput, error)
}

// WithTaskDefinitions makes [Wait] read the task definition of tasks with several
// containers, to learn which of them are essential. Without it all containers count
// as essential, so a task has failed if any of them exits with a code other than 0.
// With it, containers that the definition does not name are non-essential: ECS adds
// some of its own. If a definition cannot be read, Wait goes on without it, and returns
// that error with the outcomes.
func WithTaskDefinitions(client DescribeTaskDefinitionAPIClient) Option {
	return func(w *waiter) {
		if w.definitions = client; ptr.IsNil(client) {
			w.unusable = errors.New("lifecycle: WithTaskDefinitions: the client is nil")
		}
	}
}

// Wait follows tasks until each has stopped, and returns what became of them, in
// the same order. It describes up to 100 tasks a call.
//
// The error is nil if all tasks have stopped, whether they succeeded or not:
// [Outcome.Err] says that. Otherwise, and when ctx ends, the error says how many tasks
// are unfinished and wraps the reason, such as [context.DeadlineExceeded]. The outcomes
// then hold what was last described, and Unfinished is set for the tasks that have not
// stopped. Wait describes a task in the cluster that it names, by its id or ARN. If a
// client is nil, Wait describes nothing, and the error says only that.
//
// If ECS throttles a call or reports an internal error, or the connection is lost, Wait
// makes the call again for a minute, after the SDK has given up. Of errors that do not
// come from the SDK it repeats only throttling. To go on after an error, call Wait again
// with the tasks that are unfinished: ECS may have forgotten the others.
//
// Wait stops no task, also when ctx ends. The example named Stop does that.
//
// ECS is eventually consistent and may not know a task just after it was started. A
// task that it does not know ten times in a row is [Missing], and so is, at once, a
// task without an ARN.
func Wait(ctx context.Context, client ecs.DescribeTasksAPIClient, tasks []types.Task, opts ...Option) ([]Outcome, error) {
	w := &waiter{client: client, every: defaultEvery, open: make(map[string]*followed), defined: make(map[string][]types.ContainerDefinition)}
	if ptr.IsNil(client) {
		w.unusable = errors.New("lifecycle: Wait: the client is nil")
	}
	for _, opt := range opts {
		if opt != nil {
			opt(w)
		}
	}
	outcomes := make([]Outcome, len(tasks))
	for i, t := range tasks {
		outcomes[i] = newOutcome(t, w.container, nil)
		if ptr.Value(t.TaskArn) == "" {
			outcomes[i].Verdict = Missing
			w.tell(outcomes[i])
			w.stopped(ctx, clusterOf(t), outcomes[i])
			continue
		}
		id := arn.ID(*t.TaskArn)
		f, ok := w.open[id]
		if !ok {
			f = &followed{arn: *t.TaskArn, cluster: clusterOf(t)}
			w.open[id] = f
		}
		f.outcomes = append(f.outcomes, &outcomes[i])
	}
	if w.unusable != nil {
		w.mark()
		return outcomes, w.unusable
	}
	for {
		err := w.look(ctx)
		if len(w.open) == 0 {
			return outcomes, w.unread
		}
		if err == nil {
			err = fleet.Sleep(ctx, w.every)
		}
		if err != nil {
			return outcomes, errors.Join(w.unfinished(ctx, len(tasks), err), w.unread)
		}
	}
}

type waiter struct {
	client      ecs.DescribeTasksAPIClient
	definitions DescribeTaskDefinitionAPIClient
	unusable    error // why nothing can be looked at
	every       time.Duration
	running     bool
	container   string // that counts; "" for the essential ones
	changed     func(Outcome)
	observers   []event.Observer
	open        map[string]*followed                   // by the id of the task
	defined     map[string][]types.ContainerDefinition // by the ARN of the task definition; none if it could not be read
	unread      error                                  // why task definitions could not be read
}

// followed is a task that is not yet where it should be.
type followed struct {
	arn      string     // or id
	cluster  string     // by name or ARN; "" is the default one
	outcomes []*Outcome // the task may be asked for more than once
	status   string     // as last seen
	missed   int        // looks in a row that did not see it
}

// clusterOf returns the cluster of t: also of one that names it in its ARN only,
// task/CLUSTER/ID.
func clusterOf(t types.Task) string {
	if t.ClusterArn != nil {
		return *t.ClusterArn
	}
	if parts := strings.Split(ptr.Value(t.TaskArn), "/"); len(parts) == 3 {
		return parts[1]
	}
	return ""
}

// look describes the open tasks, and closes those that have come to an end.
func (w *waiter) look(ctx context.Context) error {
	clusters := make(map[string][]string)
	for _, f := range w.open {
		clusters[f.cluster] = append(clusters[f.cluster], f.arn)
	}
	for _, cluster := range slices.Sorted(maps.Keys(clusters)) {
		arns := clusters[cluster]
		slices.Sort(arns)
		for chunk := range slices.Chunk(arns, describeMost) {
			in := &ecs.DescribeTasksInput{Tasks: chunk, Include: []types.TaskField{types.TaskFieldTags}}
			if cluster != "" {
				in.Cluster = &cluster
			}
			out, err := insist(ctx, func() (*ecs.DescribeTasksOutput, error) { return w.client.DescribeTasks(ctx, in) })
			if err != nil && ctx.Err() == nil {
				err = fmt.Errorf("%w; to go on, call Wait again with the unfinished tasks", err)
			}
			if err != nil {
				return err
			}
			w.update(ctx, chunk, ptr.Value(out))
		}
	}
	return nil
}

// insist makes a call, and again for a while if what went wrong may pass by itself.
func insist[T any](ctx context.Context, f func() (*T, error)) (out *T, err error) {
	try := func() {
		out, err = f()
		err = call.Failed(out, err)
	}
	try()
	for pause := range fleet.Pauses(insistence) {
		if !call.MayPass(err) || fleet.Sleep(ctx, pause) != nil {
			break
		}
		try()
	}
	return out, err
}

// update takes in what ECS says of the tasks that it was asked for.
func (w *waiter) update(ctx context.Context, asked []string, out ecs.DescribeTasksOutput) {
	known := make(map[string]bool, len(out.Tasks))
	for _, t := range out.Tasks {
		id := arn.ID(ptr.Value(t.TaskArn))
		if known[id] = true; w.open[id] != nil {
			w.see(ctx, id, newOutcome(t, w.container, w.definition(ctx, t)))
		}
	}
	reasons := make(map[string]types.Failure)
	for _, f := range out.Failures {
		reasons[arn.ID(ptr.Value(f.Arn))] = f
	}
	for _, task := range asked {
		id := arn.ID(task)
		f, ok := w.open[id]
		if known[id] || !ok { // a response may have more than was asked for
			continue
		}
		if f.missed++; f.missed < patience {
			continue
		}
		o := *f.outcomes[0]
		o.Verdict = Missing
		r, ok := reasons[id]
		if !ok {
			r = reasons[""] // a failure without an ARN is of one that is not known
		}
		if ptr.Value(r.Reason) != "MISSING" && r.Reason != nil {
			o.Reason = strings.TrimSpace(*r.Reason + " " + ptr.Value(r.Detail))
		}
		w.see(ctx, id, o)
	}
}

// see records the outcome of an open task so far, and closes the task if that is
// its end.
func (w *waiter) see(ctx context.Context, id string, o Outcome) {
	f := w.open[id]
	f.missed = 0
	for _, p := range f.outcomes {
		*p = o
	}
	status := ptr.Value(o.Task.LastStatus)
	if o.Verdict == Missing {
		status = string(Missing)
	}
	if f.status != status {
		w.tell(o)
	}
	f.status = status
	if o.Verdict != Pending && o.Verdict != Stopping && (o.Verdict != Running || w.running) {
		delete(w.open, id)
		if o.Verdict != Running {
			w.stopped(ctx, f.cluster, o)
		}
	}
}

// tell calls the function of [WithOnChange].
func (w *waiter) tell(o Outcome) {
	if w.changed != nil {
		w.changed(o)
	}
}

// stopped tells the observers of the end of a task.
func (w *waiter) stopped(ctx context.Context, cluster string, o Outcome) {
	e := event.Event{
		Kind: event.Stopped, Cluster: cluster, TaskDefinition: ptr.Value(o.Task.TaskDefinitionArn), StartedBy: ptr.Value(o.Task.StartedBy),
		Task: ptr.Value(o.Task.TaskArn), ContainerInstance: ptr.Value(o.Task.ContainerInstanceArn),
		Verdict: string(o.Verdict), StopCode: string(o.StopCode), Duration: o.Duration, Err: o.Err(),
	}
	if code, ok := o.ExitCode(); ok {
		e.ExitCode = &code
	}
	for _, f := range w.observers {
		f(ctx, e)
	}
}

// mark marks the outcomes of the tasks that are open, and counts them.
func (w *waiter) mark() (n int) {
	for _, f := range w.open {
		for _, o := range f.outcomes {
			o.Unfinished = true
			n++
		}
	}
	return n
}

// unfinished marks the outcomes of the tasks that are open when err ends the
// waiting, and counts them among all.
func (w *waiter) unfinished(ctx context.Context, all int, err error) error {
	switch over := ctx.Err(); {
	case over == nil:
	case errors.Is(err, over):
		err = fleet.Ended(ctx)
	default:
		err = fmt.Errorf("%w: %w", fleet.Ended(ctx), err)
	}
	noun := "tasks"
	if all == 1 {
		noun = "task"
	}
	return fmt.Errorf("waiting ended with %d of %d %s unfinished: %w", w.mark(), all, noun, err)
}

// definition returns the containers of t's task definition, or none if they are
// not known or not needed. The only container of a task is essential.
func (w *waiter) definition(ctx context.Context, t types.Task) []types.ContainerDefinition {
	arn := ptr.Value(t.TaskDefinitionArn)
	defined, ok := w.defined[arn]
	several := len(t.Containers) > 1 || len(ptr.Value(t.Overrides).ContainerOverrides) > 1 // ECS lists each container in both
	if ok || w.definitions == nil || arn == "" || !several {
		return defined
	}
	out, err := insist(ctx, func() (*ecs.DescribeTaskDefinitionOutput, error) {
		return w.definitions.DescribeTaskDefinition(ctx, &ecs.DescribeTaskDefinitionInput{TaskDefinition: &arn})
	})
	if err != nil {
		w.unread = errors.Join(w.unread, err)
	} else {
		defined = ptr.Value(ptr.Value(out).TaskDefinition).ContainerDefinitions
	}
	w.defined[arn] = defined
	return defined
}
