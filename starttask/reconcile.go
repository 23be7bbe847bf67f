package starttask

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/arn"
	"github.com/ecstask/ecstask/internal/call"
	"github.com/ecstask/ecstask/internal/fleet"
	"github.com/ecstask/ecstask/internal/ptr"
)

// ReconcileAPIClient has the methods of *ecs.Client with which [WithReconcile] finds
// tasks.
type ReconcileAPIClient interface {
	ecs.ListTasksAPIClient
	ecs.DescribeTasksAPIClient
}

// defaultWindow is how long ECS is given to show a task that it has started.
const defaultWindow = 30 * time.Second

// reconcileRounds is how often what is missing is sent again.
const reconcileRounds = 3

// reconciles reports whether Reconcile was given, with a client.
func (s *starter) reconciles() (bool, error) {
	if s.reconcile && ptr.IsNil(s.lister) {
		return false, errors.New("the client given to WithReconcile is nil")
	}
	return s.reconcile, nil
}

// mark makes sure that only tasks of in will have its startedBy.
func (s *starter) mark(ctx context.Context, in *ecs.StartTaskInput) error {
	if on, err := s.reconciles(); !on {
		return err
	}
	if ptr.Value(in.StartedBy) == "" {
		in.StartedBy = newStartedBy()
		return nil
	}
	arns, _, err := s.list(ctx, in)
	switch {
	case len(arns) > 0:
		return &field.Error{
			Path: "startedBy", Kind: field.Conflict, Severity: field.SeverityError,
			Msg: fmt.Sprintf("is in use by %s, but WithReconcile needs a unique value", plural(len(arns), "task")), Hint: "leave startedBy out, so that one is generated",
		}
	case err != nil:
		return fmt.Errorf("looking for tasks with the same startedBy: %w", err)
	}
	return nil
}

// newStartedBy returns a value that nobody else has, of 34 characters.
func newStartedBy() *string {
	value := "ecstask/" + rand.Text()
	return &value
}

// startedBy returns the values of requests, each once.
func startedBy(requests ...ecs.StartTaskInput) (values []string) {
	for _, in := range requests {
		if v := ptr.Value(in.StartedBy); v != "" && (len(values) == 0 || values[len(values)-1] != v) {
			values = append(values, v)
		}
	}
	return values
}

// settleUnknown finds out what became of the unknown instances in r, which is what
// sending in came to, and sends again what is missing. It returns err, or what has
// taken its place.
func (s *starter) settleUnknown(ctx context.Context, in part, r *Result, err error) error {
	look := &search{starter: s, in: in.StartTaskInput, seen: make(map[string]bool), open: make(map[string]string)}
	for round := 0; len(r.Unknown) > 0; round++ {
		before := len(r.Tasks)
		lookErr := look.until(ctx, r)
		s.reconciled(ctx, &in, len(r.Tasks)-before, len(r.Unknown), round < reconcileRounds, lookErr)
		if lookErr != nil {
			return errors.Join(err, lookErr)
		}
		if round == reconcileRounds || len(r.Unknown) == 0 {
			break
		}
		in.ContainerInstances, r.Unknown = r.Unknown, nil
		var again *Result
		again, err = s.send(ctx, &in)
		r.add(again)
	}
	return err
}

// search looks for the tasks of a request. Answers of ECS may be stale, so what it
// has seen once counts for good.
type search struct {
	*starter
	in   ecs.StartTaskInput
	seen map[string]bool   // ids of the tasks that are listed or known
	open map[string]string // ARNs of those whose container instance is not known yet
}

// until looks until there is a task for each unknown instance of r, or ECS has
// had time enough to show it. It moves those from the unknown ones to the tasks.
// The error says why those that are left may have a task nevertheless.
func (l *search) until(ctx context.Context, r *Result) error {
	for _, t := range r.Tasks {
		l.seen[arn.ID(ptr.Value(t.TaskArn))] = true
	}
	for waited, pause := time.Duration(0), max(l.window/32, shortest); ; waited, pause = waited+pause, 2*pause {
		err := l.look(ctx, r)
		switch {
		case len(r.Unknown) == 0:
			return nil
		case waited >= l.window, call.Final(err):
			return err
		}
		pause = min(pause, l.window-waited)
		if endErr := fleet.Sleep(ctx, pause); endErr != nil {
			return errors.Join(err, endErr)
		}
	}
}

// look looks once. Its error says why it may not have seen everything.
func (l *search) look(ctx context.Context, r *Result) error {
	arns, blind, err := l.list(ctx, &l.in)
	for _, task := range arns {
		if id := arn.ID(task); !l.seen[id] {
			l.seen[id], l.open[id] = true, task
		}
	}
	for chunk := range slices.Chunk(slices.Sorted(maps.Values(l.open)), describeMost) {
		out, describeErr := l.lister.DescribeTasks(ctx, &ecs.DescribeTasksInput{Cluster: l.in.Cluster, Tasks: chunk})
		if describeErr = call.Failed(out, describeErr); describeErr != nil {
			return errors.Join(err, describeErr)
		}
		for _, t := range out.Tasks {
			l.take(t, r)
		}
	}
	if n := len(l.open); n > 0 {
		return errors.Join(err, fmt.Errorf("DescribeTasks does not return the container instances of %s that ListTasks returned", plural(n, "task")))
	}
	return cmp.Or(err, blind)
}

// take moves the instance of t from the unknown ones of r to its tasks, if t is
// one of those looked for and can be what was asked for.
func (l *search) take(t types.Task, r *Result) {
	id, instance := arn.ID(ptr.Value(t.TaskArn)), arn.ID(ptr.Value(t.ContainerInstanceArn))
	same := func(s string) bool { return arn.ID(s) == instance }
	_, listed := l.open[id]
	_, sibling := l.siblings[instance]
	if !listed || !sibling && !slices.ContainsFunc(l.in.ContainerInstances, same) {
		return
	}
	delete(l.open, id)
	if i := slices.IndexFunc(r.Unknown, same); i >= 0 {
		r.Unknown = slices.Delete(r.Unknown, i, i+1)
		r.Tasks = append(r.Tasks, t)
	}
}

// list returns the ARNs of all tasks with the startedBy of in, whatever has become
// of them. The API reference calls startedBy the only filter to use, but
// desiredStatus is observed to go with it, and without it no stopped task is
// listed. If ECS refuses the two together, blind is why stopped tasks are missing.
// If there is an error, what was listed before is returned with it.
func (s *starter) list(ctx context.Context, in *ecs.StartTaskInput) (arns []string, blind, err error) {
	for _, status := range []types.DesiredStatus{types.DesiredStatusRunning, types.DesiredStatusStopped} {
		filter := ecs.ListTasksInput{Cluster: in.Cluster, StartedBy: in.StartedBy, DesiredStatus: status}
		arns, err = s.listPages(ctx, filter, arns)
		if call.Final(err) {
			blind = fmt.Errorf("cannot look for stopped tasks: %w", err)
			filter.DesiredStatus = ""
			arns, err = s.listPages(ctx, filter, arns)
		}
		if blind != nil || err != nil {
			break
		}
	}
	slices.Sort(arns)
	return slices.Compact(arns), blind, err
}

// mostPages is how many pages of one list are read: of 100,000 tasks.
const mostPages = 1000

// listPages appends the ARNs on all pages of a list to arns.
func (s *starter) listPages(ctx context.Context, in ecs.ListTasksInput, arns []string) ([]string, error) {
	read := make(map[string]bool)
	for len(read) < mostPages {
		page, err := s.lister.ListTasks(ctx, &in)
		if err = call.Failed(page, err); err != nil {
			return arns, err
		}
		for _, task := range page.TaskArns {
			if task == "" {
				return arns, errors.New("ListTasks returned an empty ARN")
			}
			arns = append(arns, task)
		}
		token := ptr.Value(page.NextToken)
		if token == "" {
			return arns, nil
		}
		if read[token] {
			return arns, errors.New("ListTasks returned the same nextToken again")
		}
		read[token] = true
		in.NextToken = &token
	}
	return arns, fmt.Errorf("ListTasks returned more than %d pages", mostPages)
}

const describeMost = 100 // tasks that a call of DescribeTasks takes

// shortest is the shortest time between two looks.
const shortest = time.Millisecond
