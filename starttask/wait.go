package starttask

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
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
func Every(d time.Duration) WaitOption { return func(w *waiter) { w.every = max(d, shortest) } }

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
// failed one. A definition that cannot be read does not end the waiting: Wait
// returns that error with the outcomes.
func TaskDefinitions(client DescribeTaskDefinitionAPIClient) WaitOption {
	return func(w *waiter) { w.definitions = client }
}

// Wait follows tasks until each has stopped, and returns what became of them, in
// the same order. It looks at 100 tasks a call.
//
// The error is nil when all could be followed to their end, however they ended:
// [Outcome.Err] tells that. Otherwise, and when ctx ends, the outcomes are what
// was seen last. A task is looked for in the cluster that it names, and known by
// its id or ARN.
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
		if value(t.TaskArn) == "" {
			outcomes[i].Verdict = Missing
			continue
		}
		id := instanceID(*t.TaskArn)
		f, ok := w.open[id]
		if !ok {
			f = &followed{arn: *t.TaskArn, cluster: clusterOf(t)}
			w.open[id] = f
		}
		f.outcomes = append(f.outcomes, &outcomes[i])
	}
	for {
		if err := w.look(ctx); err != nil || len(w.open) == 0 {
			return outcomes, errors.Join(err, w.unread)
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
	open        map[string]*followed // by the id of the task
	side        map[string][]string  // containers that are not essential, by the ARN of the task definition
	unread      error                // why a task definition could not be read
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
	if parts := strings.Split(value(t.TaskArn), "/"); len(parts) == 3 {
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
			out, err := w.client.DescribeTasks(ctx, in)
			if err != nil {
				return err
			}
			w.update(ctx, chunk, value(out))
		}
	}
	return nil
}

// update takes in what ECS says of the tasks that it was asked for.
func (w *waiter) update(ctx context.Context, asked []string, out ecs.DescribeTasksOutput) {
	known := make(map[string]bool, len(out.Tasks))
	for _, t := range out.Tasks {
		id := instanceID(value(t.TaskArn))
		known[id] = true
		w.see(id, newOutcome(t, w.sideContainers(ctx, t)))
	}
	reasons := make(map[string]types.Failure)
	for _, f := range out.Failures {
		reasons[instanceID(value(f.Arn))] = f
	}
	for _, arn := range asked {
		id := instanceID(arn)
		if known[id] {
			continue
		}
		f := w.open[id]
		if f.missed++; f.missed < patience {
			continue
		}
		o := *f.outcomes[0]
		o.Verdict = Missing
		if r := reasons[id]; value(r.Reason) != "MISSING" && r.Reason != nil {
			o.Reason = strings.TrimSpace(*r.Reason + " " + value(r.Detail))
		}
		w.see(id, o)
	}
}

// see records the outcome of a task so far, and closes the task if that is its
// end.
func (w *waiter) see(id string, o Outcome) {
	f, ok := w.open[id]
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
	if o.Verdict != Pending && o.Verdict != Stopping && (o.Verdict != Running || w.running) {
		delete(w.open, id)
	}
}

// sideContainers returns the names of the containers of t that are known not to
// be essential. A task has at least one that is.
func (w *waiter) sideContainers(ctx context.Context, t types.Task) []string {
	if w.definitions == nil || len(t.Containers) < 2 || t.TaskDefinitionArn == nil {
		return nil
	}
	side, ok := w.side[*t.TaskDefinitionArn]
	if ok {
		return side
	}
	out, err := w.definitions.DescribeTaskDefinition(ctx, &ecs.DescribeTaskDefinitionInput{TaskDefinition: t.TaskDefinitionArn})
	if err != nil {
		w.unread = err
	}
	if definition := value(out).TaskDefinition; definition != nil {
		for _, c := range definition.ContainerDefinitions {
			if c.Essential != nil && !*c.Essential {
				side = append(side, value(c.Name))
			}
		}
	}
	w.side[*t.TaskDefinitionArn] = side
	return side
}
