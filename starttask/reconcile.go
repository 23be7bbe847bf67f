package starttask

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
)

// ReconcileAPIClient are the methods of *ecs.Client by which [Reconcile] finds
// tasks.
type ReconcileAPIClient interface {
	ecs.ListTasksAPIClient
	ecs.DescribeTasksAPIClient
}

// defaultSettle is how long ECS is given to show a task that it has started.
const defaultSettle = 30 * time.Second

// reconcileRounds is how often what is missing is sent again.
const reconcileRounds = 3

// Reconcile makes [Start] and [StartAll] find out what became of a call whose
// outcome is not known, and send again what is missing, and only that.
//
// The tasks are found by their startedBy, through ListTasks and DescribeTasks.
// So it must be unique: a request without one gets one, and one that is given
// must not be in use yet, which is looked up first. With StartAll each call gets
// one of its own; one that is given is shared by all, so that every look is at
// the tasks of the whole fleet.
//
// ECS is eventually consistent: an instance counts as missing when its task has
// not shown up for the time that [Settle] sets, and a task that shows up later
// than that is started twice. When ctx ends there is no time to look: the outcome stays unknown, and
// the Marks of the result are there to look with later.
func Reconcile(client ReconcileAPIClient) StartOption {
	return func(s *starter) { s.tracker = client }
}

// Settle sets how long [Reconcile] looks for a task before it takes it for
// missing: 30 seconds without it. What is too short starts tasks twice.
func Settle(d time.Duration) StartOption { return func(s *starter) { s.settle = d } }

// mark makes sure of a startedBy that only tasks of in will have, and returns it
// if it was made up.
func (s *starter) mark(ctx context.Context, in *ecs.StartTaskInput) (made []string, err error) {
	if s.tracker == nil {
		return nil, nil
	}
	if value(in.StartedBy) == "" {
		in.StartedBy = newMark()
		return []string{*in.StartedBy}, nil
	}
	arns, err := s.list(ctx, in)
	if err != nil {
		return nil, fmt.Errorf("looking for tasks with the same startedBy: %w", err)
	}
	if len(arns) > 0 {
		return nil, &field.Error{
			Path: "startedBy", Kind: field.Conflict, Severity: field.SeverityError,
			Msg: fmt.Sprintf("is in use by %d tasks; to reconcile takes one that is unique", len(arns)), Hint: "leave it out, and it will be made up",
		}
	}
	return nil, nil
}

// newMark returns a startedBy that nobody else has, of 34 characters.
func newMark() *string {
	mark := "ecstask/" + rand.Text()
	return &mark
}

// lookUp waits until there is a task for each of instances beside those that are
// known, or ECS has had time enough to show it. missing are the instances without
// one.
func (s *starter) lookUp(ctx context.Context, in *ecs.StartTaskInput, instances []string, known []types.Task) (tasks []types.Task, missing []string, err error) {
	for waited, pause := time.Duration(0), max(s.settle/32, shortest); ; waited, pause = waited+pause, 2*pause {
		tasks, missing, err = s.find(ctx, in, instances, known)
		last := waited >= s.settle
		switch {
		case err == nil && (len(missing) == 0 || last), err != nil && (last || !errors.Is(err, errUnsettled)):
			return tasks, missing, err
		}
		pause = min(pause, s.settle-waited)
		if err := sleep(ctx, pause); err != nil {
			return nil, nil, err
		}
	}
}

var errUnsettled = errors.New("starttask: ListTasks shows a task that DescribeTasks does not")

// find returns the tasks on instances that bear the startedBy of in and are not
// known.
func (s *starter) find(ctx context.Context, in *ecs.StartTaskInput, instances []string, known []types.Task) (tasks []types.Task, missing []string, err error) {
	arns, err := s.list(ctx, in)
	if err != nil {
		return nil, nil, err
	}
	for _, t := range known {
		arns = slices.DeleteFunc(arns, func(arn string) bool { return arn == value(t.TaskArn) })
	}
	missing = slices.Clone(instances)
	for chunk := range slices.Chunk(arns, describeMost) {
		out, err := s.tracker.DescribeTasks(ctx, &ecs.DescribeTasksInput{Cluster: in.Cluster, Tasks: chunk})
		if err != nil {
			return nil, nil, err
		}
		if out == nil || len(out.Tasks) < len(chunk) {
			return nil, nil, errUnsettled
		}
		for _, t := range out.Tasks {
			i := slices.IndexFunc(missing, func(s string) bool { return instanceID(s) == instanceID(value(t.ContainerInstanceArn)) })
			if i >= 0 {
				missing = slices.Delete(missing, i, i+1)
				tasks = append(tasks, t)
			}
		}
	}
	return tasks, missing, nil
}

// list returns the ARNs of all tasks with the startedBy of in, whatever has
// become of them. The API reference calls startedBy the only filter to use, but
// desiredStatus is observed to go with it, and without it no stopped task is
// listed.
func (s *starter) list(ctx context.Context, in *ecs.StartTaskInput) (arns []string, err error) {
	for _, status := range []types.DesiredStatus{types.DesiredStatusRunning, types.DesiredStatusStopped} {
		pages := ecs.NewListTasksPaginator(s.tracker, &ecs.ListTasksInput{Cluster: in.Cluster, StartedBy: in.StartedBy, DesiredStatus: status})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, err
			}
			arns = append(arns, page.TaskArns...)
		}
	}
	slices.Sort(arns)
	return slices.Compact(arns), nil
}

// shortest is the shortest time between two looks.
const shortest = time.Millisecond

// sleep returns why ctx ended if that is first.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ended(ctx)
	}
}

// ended returns the error of ctx, and the cause if it is another one.
func ended(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	if errors.Is(cause, err) {
		return cause
	}
	return fmt.Errorf("%w: %w", err, cause)
}
