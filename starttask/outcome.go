package starttask

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Verdict says in a word what became of a task.
type Verdict string

const (
	// Pending is a task that has not run yet.
	Pending Verdict = "pending"
	// Running is a task whose containers run, and are to go on.
	Running Verdict = "running"
	// Stopping is a task that is being stopped, or cleaned up after its containers
	// have ended: how it ended is not complete yet.
	Stopping Verdict = "stopping"
	// Succeeded is a task that ran to its end by itself, all of whose essential
	// containers exited with 0.
	Succeeded Verdict = "succeeded"
	// Failed is a task that ran, and that has an essential container with another
	// exit code, or with none.
	Failed Verdict = "failed"
	// Interrupted is a task that ran, and that was stopped from outside: by a
	// user, a service, or the loss of its instance. Its containers may have exited
	// with 0 all the same.
	Interrupted Verdict = "interrupted"
	// NeverStarted is a task that stopped before any of its containers ran.
	NeverStarted Verdict = "never started"
	// Missing is a task that ECS does not know, or no longer: stopped ones are
	// forgotten after an hour or so.
	Missing Verdict = "missing"
)

// Outcome is what became of a task.
type Outcome struct {
	Task            types.Task // as ECS last described it
	Verdict         Verdict
	StopCode        types.TaskStopCode
	Reason          string // why it stopped, in ECS's words
	Containers      []ContainerOutcome
	EssentialFailed bool          // the task stopped, and an essential container has an exit code other than 0, or none
	Duration        time.Duration // from the start of the containers to their end; 0 before that
}

// ContainerOutcome is what became of a container.
type ContainerOutcome struct {
	Name      string
	ExitCode  *int32 // nil if ECS reports none, which is not 0
	Reason    string // in ECS's words
	Essential bool   // its end is the end of the task; taken for true unless [TaskDefinitions] says otherwise
}

// failed reports whether the container of a stopped task did not do its work.
func (c ContainerOutcome) failed() bool { return c.ExitCode == nil || *c.ExitCode != 0 }

// Err returns nil for a task that is [Running] or [Succeeded], and an error that
// says what is wrong with any other.
func (o Outcome) Err() error {
	if o.Verdict == Running || o.Verdict == Succeeded {
		return nil
	}
	return errors.New(o.String())
}

// String returns the id of the task, the verdict, and the reasons for it.
func (o Outcome) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "task %s: %s", instanceID(value(o.Task.TaskArn)), o.Verdict)
	if o.StopCode != "" {
		fmt.Fprintf(&b, " (%s)", o.StopCode)
	}
	if o.Reason != "" {
		b.WriteString(": " + o.Reason)
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

// byItself are the stop codes of a task that was not stopped from outside. Old
// tasks have none.
var byItself = map[types.TaskStopCode]bool{"": true, types.TaskStopCodeEssentialContainerExited: true}

// newOutcome judges a task as ECS described it. side are the containers that are
// not essential.
func newOutcome(t types.Task, side []string) Outcome {
	o := Outcome{Task: t, StopCode: t.StopCode, Reason: value(t.StoppedReason)}
	stopped := value(t.LastStatus) == "STOPPED"
	ran := t.StartedAt != nil
	for _, c := range t.Containers {
		ran = ran || c.ExitCode != nil
		co := ContainerOutcome{value(c.Name), c.ExitCode, value(c.Reason), !slices.Contains(side, value(c.Name))}
		o.Containers = append(o.Containers, co)
		if stopped && co.Essential && co.failed() {
			o.EssentialFailed = true
		}
	}
	if end := firstOf(t.ExecutionStoppedAt, t.StoppedAt); t.StartedAt != nil && end != nil {
		o.Duration = end.Sub(*t.StartedAt)
	}
	switch {
	case !stopped && isStopping(t):
		o.Verdict = Stopping
	case !stopped && (ran || value(t.LastStatus) == "RUNNING"):
		o.Verdict = Running
	case !stopped:
		o.Verdict = Pending
	case !ran || t.StopCode == types.TaskStopCodeTaskFailedToStart:
		o.Verdict = NeverStarted
	case !byItself[t.StopCode]:
		o.Verdict = Interrupted
	case o.EssentialFailed || len(t.Containers) == 0:
		o.Verdict = Failed
	default:
		o.Verdict = Succeeded
	}
	return o
}

// isStopping reports whether a task that has not stopped is on its way there.
func isStopping(t types.Task) bool {
	switch value(t.LastStatus) {
	case "DEACTIVATING", "STOPPING", "DEPROVISIONING":
		return true
	}
	return value(t.DesiredStatus) == "STOPPED"
}

func firstOf(times ...*time.Time) *time.Time {
	for _, t := range times {
		if t != nil {
			return t
		}
	}
	return nil
}
