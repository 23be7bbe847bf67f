package lifecycle

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/arn"
	"github.com/ecstask/ecstask/internal/ptr"
)

// Verdict says in a word what became of a task.
type Verdict string

const (
	// Pending is a task that has not run yet.
	Pending Verdict = "pending"
	// Running is a task whose containers are running, and that is to go on running.
	Running Verdict = "running"
	// Stopping is a task that is being stopped, or cleaned up after its containers
	// have ended: ECS does not say yet how it ended.
	Stopping Verdict = "stopping"
	// Succeeded is a task that ran to its end by itself, and whose [Outcome.ExitCode]
	// is 0: its essential containers exited with 0 or, with [WithContainer], the one
	// that counts.
	Succeeded Verdict = "succeeded"
	// Failed is a task that ran to its end by itself, and whose exit code is not 0, or
	// missing.
	Failed Verdict = "failed"
	// Interrupted is a task that ran, and that was stopped from outside: by a
	// user, a service, or the loss of its instance. Its containers may have exited
	// with 0 all the same. The stop code tells or, if there is none, the reason.
	Interrupted Verdict = "interrupted"
	// NeverStarted is a task that stopped before any of its containers ran.
	NeverStarted Verdict = "never-started"
	// Missing is a task that ECS does not know, or no longer knows: it forgets stopped
	// tasks after an hour or so.
	Missing Verdict = "missing"
)

// Outcome is what became of a task.
type Outcome struct {
	Task            types.Task // as ECS last described it
	Verdict         Verdict
	StopCode        types.TaskStopCode
	Reason          string // why it stopped, in ECS's words
	Container       string // the container that counts, if [WithContainer] named one
	Containers      []ContainerOutcome
	EssentialFailed bool          // the task stopped, and an essential container has an exit code other than 0, or none
	Unfinished      bool          // Wait ended before the task had stopped, or was running
	Duration        time.Duration // from the start of the containers to their end; 0 before that
}

// ContainerOutcome is what became of a container. If a stopped task does not list an
// essential container of its task definition, the container is added without an exit
// code.
type ContainerOutcome struct {
	Name      string
	ExitCode  *int32 // nil if ECS reports none, which is not 0
	Reason    string // in ECS's words
	Essential bool   // the task stops when it stops; true unless [WithTaskDefinitions] finds that it is not
}

// failed reports whether the container of a stopped task did not do its work.
func (c ContainerOutcome) failed() bool { return c.ExitCode == nil || *c.ExitCode != 0 }

// ExitCode returns the exit code of the container that counts, and false if ECS
// reports none. The container is the one that [WithContainer] names. Without it all
// essential containers count: the code is 0 if each of them exited with 0, and
// otherwise that of the first that exited with a code other than 0.
//
// A task that was stopped from outside may have the exit code 0, and its verdict
// is [Interrupted] all the same.
func (o Outcome) ExitCode() (int, bool) {
	zeros, open := 0, 0
	for _, c := range o.Containers {
		switch counts := c.Name == o.Container || o.Container == "" && c.Essential; {
		case !counts:
		case c.ExitCode == nil:
			open++
		case *c.ExitCode == 0:
			zeros++
		default:
			return int(*c.ExitCode), true
		}
	}
	return 0, zeros > 0 && open == 0
}

// lacks reports whether the task does not have the container that counts. ECS
// may list no containers before it starts them.
func (o Outcome) lacks() bool {
	return o.Container != "" && (len(o.Containers) > 0 || o.Verdict == Failed) && !o.has(o.Container)
}

func (o Outcome) has(container string) bool {
	return slices.ContainsFunc(o.Containers, func(c ContainerOutcome) bool { return c.Name == container })
}

// Err returns nil for a task that is [Running] or [Succeeded], and an error that
// says what is wrong with any other. It returns an error as well if the task is
// unfinished, or does not have the container that counts.
func (o Outcome) Err() error {
	if (o.Verdict == Running || o.Verdict == Succeeded) && !o.Unfinished && !o.lacks() {
		return nil
	}
	return errors.New(o.String())
}

// String returns the id of the task, that of its container instance, its startedBy, the
// verdict and, unless the task has succeeded, the reasons for it.
func (o Outcome) String() string {
	var b strings.Builder
	b.WriteString("task " + arn.ID(ptr.Value(o.Task.TaskArn)))
	if instance := ptr.Value(o.Task.ContainerInstanceArn); instance != "" {
		b.WriteString(" on container instance " + arn.ID(instance))
	}
	if by := ptr.Value(o.Task.StartedBy); by != "" {
		b.WriteString(", startedBy " + by)
	}
	b.WriteString(": " + string(o.Verdict))
	if o.Unfinished {
		b.WriteString(" when the waiting ended")
	}
	if o.StopCode != "" && o.Verdict != Succeeded {
		fmt.Fprintf(&b, " (%s)", o.StopCode)
	}
	if o.Reason != "" && o.Verdict != Succeeded {
		b.WriteString(": " + o.Reason)
	}
	if o.lacks() {
		fmt.Fprintf(&b, "; the task does not have the container %s", o.Container)
	}
	for _, c := range o.Containers {
		switch {
		case c.ExitCode != nil && *c.ExitCode != 0:
			fmt.Fprintf(&b, "; container %s exited with %d", c.Name, *c.ExitCode)
		case c.ExitCode == nil && (o.Verdict == Failed || o.Verdict == NeverStarted && c.Reason != ""):
			fmt.Fprintf(&b, "; container %s has no exit code", c.Name)
		default:
			continue
		}
		if c.Reason != "" {
			fmt.Fprintf(&b, ": %s", c.Reason)
		}
	}
	return b.String()
}

// fromOutside is what ECS says, in the reason, of a task that was stopped from
// outside. It decides where there is no stop code, as in old tasks.
//
// Sources: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-errors.html,
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-maintenance.html; for
// interrupted tasks without a code https://github.com/aws/containers-roadmap/issues/1565.
var fromOutside = []string{
	"Task stopped by user",
	"Your Spot Task was interrupted",
	"Host EC2 (instance ", // …) stopped or terminated
	"Container instance deregistration forced by user",
	"ECS is performing maintenance on the underlying infrastructure",
	"Scaling activity initiated by ",
	"Task failed ELB health checks",
	"Task failed container health checks",
}

// interrupted reports whether a stopped task was stopped from outside.
func interrupted(t types.Task) bool {
	switch t.StopCode {
	case types.TaskStopCodeEssentialContainerExited:
		return false
	case "":
		return slices.ContainsFunc(fromOutside, func(s string) bool { return strings.Contains(ptr.Value(t.StoppedReason), s) })
	}
	return true
}

// newOutcome judges a task as ECS described it. container is the one that counts,
// if it is not empty. defined are the containers of the task definition, or none
// if they are not known.
func newOutcome(t types.Task, container string, defined []types.ContainerDefinition) Outcome {
	o := Outcome{Task: t, StopCode: t.StopCode, Reason: ptr.Value(t.StoppedReason), Container: container}
	stopped := ptr.Value(t.LastStatus) == "STOPPED"
	ran := t.StartedAt != nil
	essential := make(map[string]bool, len(defined)) // whether it is
	for _, d := range defined {
		essential[ptr.Value(d.Name)] = d.Essential == nil || *d.Essential
	}
	for _, c := range t.Containers {
		ran = ran || c.ExitCode != nil
		name := ptr.Value(c.Name)
		o.Containers = append(o.Containers, ContainerOutcome{name, c.ExitCode, ptr.Value(c.Reason), len(defined) == 0 || essential[name]})
	}
	for _, d := range defined {
		if name := ptr.Value(d.Name); stopped && essential[name] && !o.has(name) {
			o.Containers = append(o.Containers, ContainerOutcome{Name: name, Essential: true})
		}
	}
	o.EssentialFailed = stopped && slices.ContainsFunc(o.Containers, func(c ContainerOutcome) bool { return c.Essential && c.failed() })
	if end := firstOf(t.ExecutionStoppedAt, t.StoppedAt); t.StartedAt != nil && end != nil {
		o.Duration = end.Sub(*t.StartedAt)
	}
	switch {
	case !stopped && isStopping(t):
		o.Verdict = Stopping
	case !stopped && (ran || ptr.Value(t.LastStatus) == "RUNNING"):
		o.Verdict = Running
	case !stopped:
		o.Verdict = Pending
	case !ran || t.StopCode == types.TaskStopCodeTaskFailedToStart:
		o.Verdict = NeverStarted
	case interrupted(t):
		o.Verdict = Interrupted
	default:
		o.Verdict = Failed
		if code, ok := o.ExitCode(); ok && code == 0 {
			o.Verdict = Succeeded
		}
	}
	return o
}

// isStopping reports whether a task that has not stopped is on its way there.
func isStopping(t types.Task) bool {
	switch ptr.Value(t.LastStatus) {
	case "DEACTIVATING", "STOPPING", "DEPROVISIONING":
		return true
	}
	return ptr.Value(t.DesiredStatus) == "STOPPED"
}

func firstOf(times ...*time.Time) *time.Time {
	for _, t := range times {
		if t != nil {
			return t
		}
	}
	return nil
}
