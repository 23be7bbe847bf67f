package runtask

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/failure"
)

// Result is the outcome of a run. The number of Tasks, and Unplaced, Unknown and
// NotStarted, add up to the number of requested tasks, whatever ECS returns.
type Result struct {
	Tasks []types.Task // what was started, each task once

	// Failures are the reasons why ECS did not place tasks. On container instances
	// there is one for each instance that was tried, whose ARN is in Reported, so
	// there may be more or fewer than Unplaced.
	Failures []*failure.Placement

	Unplaced   int          // tasks that ECS did not place
	Unknown    int          // tasks whose outcome is not known: they may be running
	NotStarted int          // tasks that were not started: the call was refused, or not made
	Extra      []types.Task // tasks in responses of ECS beyond those requested

	// ClientTokens are the client tokens of the calls, given or generated, in the
	// order of the calls.
	ClientTokens []string

	// Unsettled are the calls whose outcome is not known. Sending one again, as
	// [Unsettled.Request] has it, starts no task a second time, and tells. Calls that a
	// client sent without their client token are missing: look for their tasks with
	// ListTasks.
	Unsettled []Unsettled
}

// Unsettled is a call whose outcome is not known.
type Unsettled struct {
	ClientToken string `json:"clientToken"`
	Count       int    `json:"count"` // of the tasks that it asked for
}

// Request returns the request of the call. in is that which [Run] or [RunAll] was given,
// unchanged. If Run sends it while the token is valid, ECS returns all tasks of the call,
// also those that the first result has, or carries it out.
func (u Unsettled) Request(in *ecs.RunTaskInput) *ecs.RunTaskInput {
	return (&attempt{request: From(in), count: u.Count, token: u.ClientToken}).input()
}

// ErrUnknown is in an error when it is not known whether tasks were started.
var ErrUnknown = errors.New("the outcome is not known")

// RunError is the error of a run that did not start exactly the requested tasks.
// [errors.Is] and [errors.As] find the failures in it, and Err.
type RunError struct {
	Result *Result // what is known; never nil in an error of this package
	Err    error   // what went wrong with the calls; nil if ECS answered them all
}

// Partial reports whether err says that ECS has answered, with reasons for what it
// did not start: nothing went wrong except the Failures of the result. A caller
// that can go on with the tasks that did start asks:
//
//	if err != nil && !runtask.Partial(err) {
//		return err
//	}
func Partial(err error) bool {
	e, ok := errors.AsType[*RunError](err)
	if !ok || e == nil || e.Err != nil || e.Result == nil {
		return false
	}
	r := e.Result
	return r.Unplaced > 0 && r.Unknown+r.NotStarted+len(r.Extra) == 0
}

// listed is how many failures an error message lists.
const listed = 10

// Error returns a summary, then the failures and Err, one per line, and what Err means
// if it is a refusal. Of many failures it lists the first ten.
func (e RunError) Error() string {
	r := cmp.Or(e.Result, new(Result))
	var b strings.Builder
	b.WriteString(r.String())
	if r.Unknown > 0 {
		b.WriteString("; " + r.whatToDo())
	}
	for i, f := range r.Failures {
		if i == listed {
			fmt.Fprintf(&b, "\nand %d more failures", len(r.Failures)-listed)
			break
		}
		if f == nil {
			b.WriteString("\na failure that is nil")
			continue
		}
		b.WriteString("\n" + f.Error())
	}
	switch {
	case e.Err == nil:
	case r.Unknown > 0: // the summary says what to do
		b.WriteString("\n" + e.Err.Error())
	default:
		b.WriteString("\n" + failure.Text(e.Err))
	}
	return b.String()
}

// whatToDo says how to find out what became of the unknown tasks.
func (r *Result) whatToDo() string {
	const most = 3
	var calls []string
	for _, u := range r.Unsettled[:min(len(r.Unsettled), most)] {
		calls = append(calls, fmt.Sprintf("with count %d and client token %s", u.Count, u.ClientToken))
	}
	switch more := len(r.Unsettled) - most; {
	case len(calls) == 0:
		return "look for them with ListTasks before sending the request again"
	case more > 0:
		calls = append(calls, fmt.Sprintf("and so on for %d more calls in Unsettled", more))
	}
	return "to find out, send the request again " + strings.Join(calls, ", ")
}

// As lets [errors.As] and [errors.AsType] find a RunError by value as well as by
// pointer.
func (e RunError) As(target any) bool {
	switch t := target.(type) {
	case *RunError:
		*t = e
	case **RunError:
		*t = &e
	default:
		return false
	}
	return true
}

// Unwrap returns Err, the failures, and [ErrUnknown] if some outcome is unknown.
func (e RunError) Unwrap() []error {
	r := cmp.Or(e.Result, new(Result))
	var errs []error
	if e.Err != nil {
		errs = append(errs, e.Err)
	}
	if r.Unknown > 0 {
		errs = append(errs, ErrUnknown)
	}
	for _, f := range r.Failures {
		if f != nil {
			errs = append(errs, f)
		}
	}
	return errs
}
