package ecstest

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// End says how a task ends. The zero End is a task whose containers stop without
// exit codes.
type End struct {
	// ExitCodes are the exit codes of containers by name. A container that is not
	// in it stops without an exit code.
	ExitCodes map[string]int32
	// ContainerReasons are the reasons of containers, by name, such as
	// "OutOfMemoryError: Container killed due to memory usage".
	ContainerReasons map[string]string
	// StopCode is EssentialContainerExited if it is empty, or TaskFailedToStart
	// with NeverStarts.
	StopCode types.TaskStopCode
	// Reason is the stoppedReason. If it is empty and the StopCode is
	// EssentialContainerExited, it is "Essential container in task exited".
	Reason string
	// NeverStarts makes the task stop before it is RUNNING, without exit codes, as if
	// its image could not be pulled.
	NeverStarts bool
	// Runs keeps the task running until StopTask stops it.
	Runs bool
}

// OnStart makes f decide how each task ends that is started from now on. It gets a
// copy of the task. Its calls do not overlap. By default, and with a nil f, all
// containers exit with 0.
func (s *Server) OnStart(f func(*types.Task) End) {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	s.state.end = f
}

// Advance moves all tasks on by n statuses, in the order in which they were started.
func (s *Server) Advance(n int) {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	for _, t := range s.state.started {
		for range min(n, maxTries+int(stopped)) {
			t.advance()
		}
	}
}

// status is the lastStatus of a task.
type status int

const (
	provisioning status = iota
	pending
	activating
	running
	stopping
	deprovisioning
	stopped
)

var statusNames = [...]string{"PROVISIONING", "PENDING", "ACTIVATING", "RUNNING", "STOPPING", "DEPROVISIONING", "STOPPED"}

func (s status) String() string { return statusNames[s] }

// attachmentStatus is the status of a task's attachments by that of the task.
var attachmentStatus = [...]string{"PRECREATED", "ATTACHING", "ATTACHED", "ATTACHED", "ATTACHED", "DETACHING", "DELETED"}

// exitCodeStopped is the exit code of a container that StopTask stopped: it ended
// at the signal SIGTERM, which has the number 15.
const exitCodeStopped = 128 + 15

func exitWithZero(t types.Task) End {
	end := End{ExitCodes: map[string]int32{}}
	for _, c := range t.Containers {
		end.ExitCodes[text(c.Name)] = 0
	}
	return end
}

// complete sets what an End leaves to the server.
func (e *End) complete() {
	if e.StopCode == "" {
		e.StopCode = types.TaskStopCodeEssentialContainerExited
		if e.NeverStarts {
			e.StopCode = types.TaskStopCodeTaskFailedToStart
		}
	}
	if e.Reason == "" && e.StopCode == types.TaskStopCodeEssentialContainerExited {
		e.Reason = "Essential container in task exited"
	}
}

// shallStop reports whether StopTask was called, or the end has come.
func (t *task) shallStop() bool { return text(t.value.DesiredStatus) == stopped.String() }

// next returns the status that follows.
func (t *task) next() status {
	afterExecution := stopped
	if len(t.value.Attachments) > 0 {
		afterExecution = deprovisioning
	}
	switch {
	case t.status == stopped, t.status == running && t.end.Runs && !t.shallStop():
		return t.status
	case t.status < running && t.shallStop(), t.status == activating && t.end.NeverStarts, t.status == stopping:
		return afterExecution
	}
	return t.status + 1
}

// advance moves the task on to its next status, and its clock by a second.
func (t *task) advance() {
	if t.wait != nil && !t.shallStop() && !t.wait.place(t) {
		return
	}
	next := t.next()
	if next == t.status {
		return
	}
	t.clock = t.clock.Add(time.Second)
	now := t.clock
	v := &t.value
	v.Containers = slices.Clone(v.Containers)
	v.LastStatus = new(next.String())
	v.Version++
	for i := range v.Attachments {
		if i == 0 {
			v.Attachments = slices.Clone(v.Attachments)
		}
		v.Attachments[i].Status = &attachmentStatus[next]
	}
	switch {
	case next == activating:
		v.PullStartedAt = &now
	case next == running:
		t.run(now)
	case next >= stopping && !t.shallStop():
		t.stop(now, t.end.StopCode, t.end.Reason)
	}
	if next > stopping && t.status <= stopping {
		t.exit(now)
	}
	if next == stopped {
		v.StoppedAt = &now
		t.leave()
	}
	t.status = next
}

// run lets the containers run.
func (t *task) run(now time.Time) {
	v := &t.value
	v.PullStoppedAt, v.StartedAt = &now, &now
	v.Connectivity, v.ConnectivityAt = types.ConnectivityConnected, &now
	for i := range v.Containers {
		c := &v.Containers[i]
		c.LastStatus, c.RuntimeId = new(running.String()), new(idFor("runtime/"+text(c.ContainerArn), 0))
		c.NetworkBindings = t.bindings[i]
	}
	if t.instance != nil {
		t.instance.pending--
		t.instance.running++
	}
}

// stop notes why the task stops.
func (t *task) stop(now time.Time, code types.TaskStopCode, reason string) {
	v := &t.value
	v.DesiredStatus, v.StoppingAt, v.StopCode = new(stopped.String()), &now, code
	if reason != "" {
		v.StoppedReason = &reason
	}
}

// exit ends the containers.
func (t *task) exit(now time.Time) {
	v := &t.value
	v.ExecutionStoppedAt = &now
	for i := range v.Containers {
		c := &v.Containers[i]
		c.LastStatus = new(stopped.String())
		if reason, ok := t.end.ContainerReasons[text(c.Name)]; ok {
			c.Reason = &reason
		}
		if v.StartedAt == nil {
			continue
		}
		if v.StopCode == types.TaskStopCodeUserInitiated {
			c.ExitCode = new(int32(exitCodeStopped))
		} else if code, ok := t.end.ExitCodes[text(c.Name)]; ok {
			c.ExitCode = &code
		}
	}
}

// leave gives back what the task has taken from its instance.
func (t *task) leave() {
	switch {
	case t.instance == nil:
		return
	case t.value.StartedAt != nil:
		t.instance.running--
	default:
		t.instance.pending--
	}
	t.instance.giveBack(t)
}
