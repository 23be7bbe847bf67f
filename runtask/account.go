package runtask

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/internal/fleet"
	"github.com/ecstask/ecstask/internal/ptr"
)

// outcome is what calls came to.
type outcome struct {
	Result
	err       error // what went wrong with them; nil if nothing did
	refusal   error // why nothing was started of what counts as NotStarted
	over      bool  // nothing is to be tried again
	again     bool  // whether sending the call again with its token may tell more
	tokenless bool  // the client has sent something without the token
}

// refused returns the outcome of a call in which nothing was started.
func refused(count int, cause error) *outcome {
	return &outcome{Result: Result{NotStarted: max(count, 0)}, err: cause, refusal: cause}
}

// saidBy returns what a response, if there is one, says of count tasks. If it has
// failures, they stand for all tasks that it does not have. subnets says that the request names some.
func saidBy(out *ecs.RunTaskOutput, count int, subnets bool) *Result {
	said := &Result{Tasks: ptr.Value(out).Tasks}
	for _, f := range ptr.Value(out).Failures {
		p := failure.Explain(f)
		if subnets {
			p = p.WithSubnets()
		}
		said.Failures, said.Unplaced = append(said.Failures, p), count
	}
	return said
}

func hasSubnets(in *ecs.RunTaskInput) bool {
	return ptr.Value(in.NetworkConfiguration).AwsvpcConfiguration != nil
}

// account gives each of count tasks its place, by what is said of them: tasks first,
// each once and by its ARN, then what is unknown, not placed and not started. What
// nothing is said of is unknown. If it is not sure that ECS speaks of all that was
// sent, so is what it did not place.
func account(count int, said *Result, sure bool) *Result {
	count = max(count, 0)
	r := &Result{Failures: said.Failures, ClientTokens: said.ClientTokens}
	seen := make(map[string]bool, len(said.Tasks))
	r.Tasks = make([]types.Task, 0, min(count, len(said.Tasks)))
	for _, list := range [...][]types.Task{said.Tasks, said.Extra} {
		for i := range list {
			switch arn := ptr.Value(list[i].TaskArn); {
			case arn == "" || seen[arn]:
				continue
			case len(r.Tasks) < count:
				r.Tasks = append(r.Tasks, list[i])
			default:
				r.Extra = append(r.Extra, list[i])
			}
			seen[*list[i].TaskArn] = true
		}
	}
	missing := count - len(r.Tasks)
	take := func(n int) int {
		n = min(max(n, 0), missing)
		missing -= n
		return n
	}
	r.Unknown = take(said.Unknown)
	if sure {
		r.Unplaced = take(said.Unplaced)
	}
	r.NotStarted = take(said.NotStarted)
	r.Unknown += missing
	return r
}

// add adds what is in p to o.
func (o *outcome) add(p *outcome) {
	o.Tasks = joined(o.Tasks, p.Tasks)
	o.Failures = joined(o.Failures, p.Failures)
	o.Extra = joined(o.Extra, p.Extra)
	o.ClientTokens = joined(o.ClientTokens, p.ClientTokens)
	o.Unsettled = joined(o.Unsettled, p.Unsettled)
	o.Unplaced += p.Unplaced
	o.Unknown += p.Unknown
	o.NotStarted += p.NotStarted
	o.err = fleet.Join(o.err, p.err)
	if o.refusal == nil {
		o.refusal = p.refusal
	}
}

// distinct lets each task count once, whichever responses it was in. Where
// one counted twice, a task is unknown.
func (o *outcome) distinct() {
	seen := make(map[string]bool, len(o.Tasks))
	for i := range o.Tasks {
		seen[*o.Tasks[i].TaskArn] = true
	}
	if len(seen) == len(o.Tasks) && len(o.Extra) == 0 {
		return
	}
	r := account(len(o.Tasks), &o.Result, true)
	o.Tasks, o.Extra, o.Unknown = r.Tasks, r.Extra, o.Unknown+len(o.Tasks)-len(r.Tasks)
}

func joined[T any](a, b []T) []T {
	if cap(a) == 0 {
		return b
	}
	return append(a, b...)
}

// end returns the result, and an error unless exactly what was asked for was
// started.
func (o *outcome) end() (*Result, error) {
	r := &o.Result
	if r.Unplaced+r.Unknown+r.NotStarted+len(r.Extra) == 0 && o.err == nil {
		return r, nil
	}
	return r, &RunError{Result: r, Err: o.err}
}
