package starttask

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/internal/arn"
	"github.com/ecstask/ecstask/internal/ptr"
)

// Result is the outcome of a start. Every container instance of the request is in
// one of the first four lists, as often as the request names it, whatever ECS
// answers. Each list is in the order of the request; an instance that is named
// several times is at the position of its first name.
type Result struct {
	Tasks      []types.Task         // what was started
	Failures   []*failure.Placement // what ECS did not place, with the reasons
	Unknown    []string             // instances whose outcome is not known: the task may be running
	NotStarted []string             // instances on which nothing was started: the call was refused, or not made
	Extra      []types.Task         // tasks in answers of ECS beyond those requested, or without a container instance
	StartedBy  []string             // each startedBy that was sent, given or made up by WithReconcile: ListTasks finds the tasks by it
}

// ErrUnknown is in an error when it is not known whether tasks were started.
var ErrUnknown = errors.New("the outcome is not known")

// StartError is the error of a start that did not start exactly the requested
// tasks. [errors.Is] and [errors.As] find the failures in it, and Err.
type StartError struct {
	Result *Result // what is known; never nil in an error of this package
	Err    error   // what went wrong with the calls; nil when ECS answered them all
}

// Partial reports whether err says that ECS has answered, with a reason for each
// task that it did not start: nothing went wrong except the Failures of the result.
// A caller that can go on with the tasks that did start asks:
//
//	if err != nil && !starttask.Partial(err) {
//		return err
//	}
func Partial(err error) bool {
	e, ok := errors.AsType[*StartError](err)
	if !ok || e == nil || e.Err != nil || e.Result == nil {
		return false
	}
	r := e.Result
	return len(r.Failures) > 0 && len(r.Unknown)+len(r.NotStarted)+len(r.Extra) == 0
}

// listed is how many failures an error message lists.
const listed = 10

// Error returns a summary, then the failures and Err, one per line, and what Err means
// if it is a refusal. Of many failures it lists the first ten.
func (e StartError) Error() string {
	r := cmp.Or(e.Result, new(Result))
	var b strings.Builder
	b.WriteString(r.String())
	if len(r.Unknown) > 0 {
		b.WriteString("; " + r.whereToLook())
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
	case len(r.Unknown) > 0: // the summary says what to do
		b.WriteString("\n" + e.Err.Error())
	default:
		b.WriteString("\n" + failure.Text(e.Err))
	}
	return b.String()
}

// whereToLook says how to find out what became of the unknown instances.
func (r *Result) whereToLook() string {
	const most = 3
	them := "them"
	if len(r.Unknown) == 1 {
		them = "it"
	}
	values := slices.Clone(r.StartedBy[:min(len(r.StartedBy), most)])
	switch more := len(r.StartedBy) - most; {
	case len(values) == 0:
		return "look for " + them + " with ListTasks of the container instances before sending the request again"
	case more > 0:
		values = append(values, fmt.Sprintf("or one of %d more", more))
	}
	return "look for " + them + " with ListTasks, startedBy=" + strings.Join(values, ", ")
}

// As lets [errors.As] and [errors.AsType] find a StartError by value as well as by
// pointer.
func (e StartError) As(target any) bool {
	switch t := target.(type) {
	case *StartError:
		*t = e
	case **StartError:
		*t = &e
	default:
		return false
	}
	return true
}

// Unwrap returns Err, the failures, and [ErrUnknown] if some outcome is unknown.
func (e StartError) Unwrap() []error {
	r := cmp.Or(e.Result, new(Result))
	var errs []error
	if e.Err != nil {
		errs = append(errs, e.Err)
	}
	if len(r.Unknown) > 0 {
		errs = append(errs, ErrUnknown)
	}
	for _, f := range r.Failures {
		if f != nil {
			errs = append(errs, f)
		}
	}
	return errs
}

// err returns r as an error, unless it has what was asked for and no more. cause is
// what went wrong with the calls.
func (r *Result) err(cause error) error {
	if len(r.Failures)+len(r.Unknown)+len(r.NotStarted)+len(r.Extra) == 0 {
		return nil
	}
	if len(r.Unknown)+len(r.NotStarted) == 0 {
		cause = nil
	}
	return &StartError{Result: r, Err: cause}
}

// add moves what is in s to the end of r.
func (r *Result) add(s *Result) {
	r.Tasks = joined(r.Tasks, s.Tasks)
	r.Failures = joined(r.Failures, s.Failures)
	r.Unknown = joined(r.Unknown, s.Unknown)
	r.NotStarted = joined(r.NotStarted, s.NotStarted)
	r.Extra = joined(r.Extra, s.Extra)
}

func joined[T any](a, b []T) []T {
	if cap(a) == 0 {
		return b
	}
	return append(a, b...)
}

// sort puts each list in the order of instances. A task whose instance was found
// out is no extra one any more.
func (r *Result) sort(instances []string) {
	r.Extra = slices.DeleteFunc(r.Extra, func(extra types.Task) bool {
		return slices.ContainsFunc(r.Tasks, func(t types.Task) bool {
			return extra.TaskArn != nil && ptr.Value(t.TaskArn) == *extra.TaskArn
		})
	})
	if r.isAll(instances) {
		return
	}
	index := make(map[string]int, len(instances))
	for i, s := range slices.Backward(instances) {
		index[arn.ID(s)] = i
	}
	at := func(s string) int {
		if i, ok := index[arn.ID(s)]; ok {
			return i
		}
		return len(instances)
	}
	slices.SortStableFunc(r.Tasks, func(a, b types.Task) int {
		return cmp.Compare(at(ptr.Value(a.ContainerInstanceArn)), at(ptr.Value(b.ContainerInstanceArn)))
	})
	slices.SortStableFunc(r.Failures, func(a, b *failure.Placement) int {
		return cmp.Compare(at(a.Instance), at(b.Instance))
	})
	byIndex := func(a, b string) int { return cmp.Compare(at(a), at(b)) }
	slices.SortStableFunc(r.Unknown, byIndex)
	slices.SortStableFunc(r.NotStarted, byIndex)
}

// isAll reports whether the tasks are those of instances, in order.
func (r *Result) isAll(instances []string) bool {
	return slices.EqualFunc(r.Tasks, instances, func(t types.Task, s string) bool {
		return arn.ID(ptr.Value(t.ContainerInstanceArn)) == arn.ID(s)
	})
}

// answered accounts for every instance of in by what out says of it.
func answered(in *ecs.StartTaskInput, out *ecs.StartTaskOutput, sure bool) (*Result, error) {
	said := new(Result)
	if out != nil {
		said.Tasks = out.Tasks
		for _, f := range out.Failures {
			said.Failures = append(said.Failures, newFailure(in, f))
		}
	}
	return account(in.ContainerInstances, said, sure)
}

var errSentAgain = errors.New("the request was sent more than once, and these failures may be due to tasks that were started before")

// account gives every one of instances its place in one list, by what is said of
// it: that it is unknown counts before a task, and that before a failure. Tasks and
// failures that name no instance are about the only one there is, if nothing else
// is. An instance that nothing is said of is unknown. If it is not sure that the
// request was sent once, failures leave the outcome unknown. The error has the
// failures that have no place.
func account(instances []string, said *Result, sure bool) (*Result, error) {
	r := &Result{Extra: slices.Clone(said.Extra)}
	open := slices.Clone(instances)
	is := func(name string) func(string) bool {
		id := arn.ID(name)
		return func(s string) bool { return arn.ID(s) == id }
	}
	only := "" // what an entry is about that names no instance
	if len(instances) > 0 && !slices.ContainsFunc(instances, func(s string) bool { return !is(instances[0])(s) }) {
		only = instances[0]
	}
	take := func(instance string) (name string, ok bool) {
		i := slices.IndexFunc(open, is(cmp.Or(instance, only)))
		if i < 0 {
			return "", false
		}
		name = open[i]
		open = slices.Delete(open, i, i+1)
		return name, true
	}

	for _, instance := range said.Unknown {
		if name, ok := take(instance); ok {
			r.Unknown = append(r.Unknown, name)
		}
	}
	var odd []error
	seen := make(map[string]bool)
	for _, named := range []bool{true, false} {
		for _, t := range said.Tasks {
			task, instance := ptr.Value(t.TaskArn), ptr.Value(t.ContainerInstanceArn)
			if named != (instance != "") || seen[task] || task == "" && !named {
				continue
			}
			seen[task] = task != ""
			if _, ok := take(instance); ok {
				r.Tasks = append(r.Tasks, t)
			} else {
				r.Extra = append(r.Extra, t)
			}
		}
		for _, f := range said.Failures {
			if f == nil || named != (f.Instance != "") {
				continue
			}
			name, ok := take(f.Instance)
			placed := *f
			placed.Instance = name
			switch {
			case ok && sure:
				r.Failures = append(r.Failures, &placed)
			case ok:
				r.Unknown = append(r.Unknown, name)
				if odd == nil {
					odd = append(odd, errSentAgain)
				}
				odd = append(odd, &placed)
			case !slices.ContainsFunc(instances, is(f.Instance)): // else there is a task, or it is repeated
				odd = append(odd, f)
			}
		}
	}
	for _, instance := range said.NotStarted {
		if name, ok := take(instance); ok {
			r.NotStarted = append(r.NotStarted, name)
		}
	}
	r.Unknown = append(r.Unknown, open...)
	return r, errors.Join(odd...)
}
