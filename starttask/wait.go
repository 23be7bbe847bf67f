package starttask

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const (
	describeMost = 100             // tasks that a call of DescribeTasks takes
	defaultEvery = 6 * time.Second // as the waiters of the SDK
	patience     = 10              // looks in a row at a task that ECS does not know
)

// WaitOption changes how [Wait] goes about it.
type WaitOption func(*waiter)

// UntilRunning has [Wait] wait only until each task runs, or has ended before
// that.
func UntilRunning() WaitOption { return func(w *waiter) { w.running = true } }

// Every sets the time between two looks: 6 seconds without it.
func Every(d time.Duration) WaitOption { return func(w *waiter) { w.every = d } }

// OnChange has [Wait] call f for each task when it first sees it, and when its
// status has changed.
func OnChange(f func(Outcome)) WaitOption { return func(w *waiter) { w.changed = f } }

// DescribeTaskDefinitionAPIClient is the method of *ecs.Client that
// [TaskDefinitions] needs.
type DescribeTaskDefinitionAPIClient interface {
	DescribeTaskDefinition(context.Context, *ecs.DescribeTaskDefinitionInput, ...func(*ecs.Options)) (*ecs.DescribeTaskDefinitionOutput, error)
}

// TaskDefinitions has [Wait] read the task definition of tasks with several
// containers, to learn which of them are essential. Without it all are taken to
// be, so a side container that exits with another code than 0 makes its task a
// failed one.
func TaskDefinitions(client DescribeTaskDefinitionAPIClient) WaitOption {
	return func(w *waiter) { w.definitions = client }
}

// Wait follows tasks until each has stopped, and returns what became of them, in
// the same order. It looks at 100 tasks a call.
//
// The error is nil when all could be followed to their end, however they ended:
// [Outcome.Err] tells that. Otherwise, and when ctx ends, the outcomes are what
// was seen last.
//
// ECS may take a while to know a task that it has started. One that it does not
// know ten times in a row is [Missing].
func Wait(ctx context.Context, client ecs.DescribeTasksAPIClient, tasks []types.Task, opts ...WaitOption) ([]Outcome, error) {
	w := &waiter{client: client, every: defaultEvery, open: make(map[string]*followed), side: make(map[string][]string)}
	for _, opt := range opts {
		if opt != nil {
			opt(w)
		}
	}
	outcomes := make([]Outcome, len(tasks))
	for i, t := range tasks {
		outcomes[i] = newOutcome(t, nil)
		if t.TaskArn == nil {
			outcomes[i].Verdict = Missing
			continue
		}
		f, ok := w.open[*t.TaskArn]
		if !ok {
			f = new(followed)
			w.open[*t.TaskArn] = f
		}
		f.outcomes = append(f.outcomes, &outcomes[i])
	}
	for {
		if err := w.look(ctx); err != nil || len(w.open) == 0 {
			return outcomes, err
		}
		if err := sleep(ctx, w.every); err != nil {
			return outcomes, err
		}
	}
}

type waiter struct {
	client      ecs.DescribeTasksAPIClient
	definitions DescribeTaskDefinitionAPIClient
	every       time.Duration
	running     bool
	changed     func(Outcome)
	open        map[string]*followed // by the ARN of the task
	side        map[string][]string  // containers that are not essential, by the ARN of the task definition
}

// followed is a task that is not yet where it should be.
type followed struct {
	outcomes []*Outcome // the task may be asked for more than once
	status   string     // as last seen
	missed   int        // looks in a row that did not see it
}

// look describes the open tasks, and closes those that have come to an end.
func (w *waiter) look(ctx context.Context) error {
	clusters := make(map[string][]string)
	for arn, f := range w.open {
		cluster := value(f.outcomes[0].Task.ClusterArn)
		clusters[cluster] = append(clusters[cluster], arn)
	}
	for _, cluster := range slices.Sorted(maps.Keys(clusters)) {
		arns := clusters[cluster]
		slices.Sort(arns)
		for chunk := range slices.Chunk(arns, describeMost) {
			in := &ecs.DescribeTasksInput{Tasks: chunk}
			if cluster != "" {
				in.Cluster = &cluster
			}
			out, err := w.client.DescribeTasks(ctx, in)
			if err != nil {
				return err
			}
			if err := w.update(ctx, chunk, out); err != nil {
				return err
			}
		}
	}
	return nil
}

// update takes in what ECS says of the tasks with the given ARNs.
func (w *waiter) update(ctx context.Context, arns []string, out *ecs.DescribeTasksOutput) error {
	known := make(map[string]bool, len(out.Tasks))
	for _, t := range out.Tasks {
		side, err := w.sideContainers(ctx, t)
		if err != nil {
			return err
		}
		known[value(t.TaskArn)] = true
		w.see(value(t.TaskArn), newOutcome(t, side))
	}
	for _, arn := range arns {
		if known[arn] {
			continue
		}
		f := w.open[arn]
		if f.missed++; f.missed == patience {
			o := *f.outcomes[0]
			o.Verdict = Missing
			w.see(arn, o)
		}
	}
	return nil
}

// see records the outcome of a task so far, and closes the task if that is its
// end.
func (w *waiter) see(arn string, o Outcome) {
	f, ok := w.open[arn]
	if !ok {
		return
	}
	f.missed = 0
	for _, p := range f.outcomes {
		*p = o
	}
	status := value(o.Task.LastStatus)
	if o.Verdict == Missing {
		status = string(Missing)
	}
	if w.changed != nil && f.status != status {
		w.changed(o)
	}
	f.status = status
	if o.Verdict != Pending && (o.Verdict != Running || w.running) {
		delete(w.open, arn)
	}
}

// sideContainers returns the names of the containers of t that are known not to
// be essential. A task has at least one that is.
func (w *waiter) sideContainers(ctx context.Context, t types.Task) ([]string, error) {
	if w.definitions == nil || len(t.Containers) < 2 || t.TaskDefinitionArn == nil {
		return nil, nil
	}
	side, ok := w.side[*t.TaskDefinitionArn]
	if ok {
		return side, nil
	}
	out, err := w.definitions.DescribeTaskDefinition(ctx, &ecs.DescribeTaskDefinitionInput{TaskDefinition: t.TaskDefinitionArn})
	if err != nil {
		return nil, err
	}
	if out.TaskDefinition != nil {
		for _, c := range out.TaskDefinition.ContainerDefinitions {
			if c.Essential != nil && !*c.Essential {
				side = append(side, value(c.Name))
			}
		}
	}
	w.side[*t.TaskDefinitionArn] = side
	return side, nil
}
