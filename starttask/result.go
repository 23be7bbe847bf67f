package starttask

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// Result is what became of a start. Every container instance of the request is
// in one of the first four lists, as often as the request names it. Each list is
// in the order of the request; an instance that is named several times stands
// where it is named first.
type Result struct {
	Tasks     []types.Task // what was started
	Failures  []*Failure   // what ECS did not place, with the reasons
	Unknown   []string     // instances whose outcome is not known: the task may have been started
	Unstarted []string     // instances on which nothing was started: the call was refused, or not made
	Marks     []string     // each startedBy that Reconcile made up: ListTasks finds the tasks by it
}

// ErrUnknown is in an error when it is not known whether tasks were started.
var ErrUnknown = errors.New("the outcome is not known")

// StartError is the error of a start after which not every task is known to be
// started. [errors.Is] and [errors.As] find the failures in it, and Err.
type StartError struct {
	Result *Result // what is known; never nil in an error of this package
	Err    error   // what went wrong with the calls; nil when ECS answered them all
}

// listed is how many failures an error message lists.
const listed = 10

// Error returns a summary, then the failures and Err, one per line. Of many
// failures it lists the first ten.
func (e *StartError) Error() string {
	r := cmp.Or(e.Result, new(Result))
	var b strings.Builder
	b.WriteString(r.String())
	for i, f := range r.Failures {
		if i == listed {
			fmt.Fprintf(&b, "\nand %d more failures", len(r.Failures)-listed)
			break
		}
		b.WriteString("\n" + f.Error())
	}
	if e.Err != nil {
		b.WriteString("\n" + e.Err.Error())
	}
	return b.String()
}

// Unwrap returns Err, the failures, and [ErrUnknown] if some outcome is unknown.
func (e *StartError) Unwrap() []error {
	var errs []error
	if e.Err != nil {
		errs = append(errs, e.Err)
	}
	r := cmp.Or(e.Result, new(Result))
	if len(r.Unknown) > 0 {
		errs = append(errs, ErrUnknown)
	}
	for _, f := range r.Failures {
		errs = append(errs, f)
	}
	return errs
}

// err returns r as an error, if anything in it is not started. cause is what
// went wrong with the calls.
func (r *Result) err(cause error) error {
	if len(r.Failures)+len(r.Unknown)+len(r.Unstarted) == 0 {
		return nil
	}
	if len(r.Unknown)+len(r.Unstarted) == 0 {
		cause = nil
	}
	return &StartError{Result: r, Err: cause}
}

// add moves what is in s to the end of r.
func (r *Result) add(s *Result) {
	r.Tasks = joined(r.Tasks, s.Tasks)
	r.Failures = joined(r.Failures, s.Failures)
	r.Unknown = joined(r.Unknown, s.Unknown)
	r.Unstarted = joined(r.Unstarted, s.Unstarted)
}

func joined[T any](a, b []T) []T {
	if cap(a) == 0 {
		return b
	}
	return append(a, b...)
}

// sort puts each list in the order of instances.
func (r *Result) sort(instances []string) {
	if r.isAll(instances) {
		return
	}
	index := make(map[string]int, len(instances))
	for i, s := range slices.Backward(instances) {
		index[instanceID(s)] = i
	}
	at := func(s string) int {
		if i, ok := index[instanceID(s)]; ok {
			return i
		}
		return len(instances)
	}
	slices.SortStableFunc(r.Tasks, func(a, b types.Task) int {
		return cmp.Compare(at(value(a.ContainerInstanceArn)), at(value(b.ContainerInstanceArn)))
	})
	slices.SortStableFunc(r.Failures, func(a, b *Failure) int {
		return cmp.Compare(at(a.ContainerInstance), at(b.ContainerInstance))
	})
	byIndex := func(a, b string) int { return cmp.Compare(at(a), at(b)) }
	slices.SortStableFunc(r.Unknown, byIndex)
	slices.SortStableFunc(r.Unstarted, byIndex)
}

// isAll reports whether the tasks are those of instances, in order.
func (r *Result) isAll(instances []string) bool {
	return slices.EqualFunc(r.Tasks, instances, func(t types.Task, s string) bool {
		return instanceID(value(t.ContainerInstanceArn)) == instanceID(s)
	})
}

// instanceID returns the id in a container instance's id or ARN.
func instanceID(s string) string { return s[1+strings.LastIndexByte(s, '/'):] }

// answered accounts for every instance of in by what out says of it. An
// instance that an answer does not mention is unknown, unless the answer has as
// many entries as were asked for.
func answered(in *ecs.StartTaskInput, out *ecs.StartTaskOutput) *Result {
	instances := in.ContainerInstances
	if out == nil {
		out = new(ecs.StartTaskOutput)
	}
	r := &Result{Tasks: out.Tasks}
	open := slices.Clone(instances)
	take := func(arn string) (string, bool) {
		i := slices.IndexFunc(open, func(s string) bool { return instanceID(s) == instanceID(arn) })
		if i < 0 {
			return arn, false
		}
		name := open[i]
		open = slices.Delete(open, i, i+1)
		return name, true
	}
	nameless := 0
	for _, t := range out.Tasks {
		if _, ok := take(value(t.ContainerInstanceArn)); !ok {
			nameless++
		}
	}
	for _, f := range out.Failures {
		name, ok := take(value(f.Arn))
		if !ok && len(instances) == 1 {
			name = instances[0] // what else could it be about
		}
		if !ok {
			nameless++
		}
		r.Failures = append(r.Failures, newFailure(in, name, f))
	}
	if len(open) > nameless {
		r.Unknown = open
	}
	return r
}
