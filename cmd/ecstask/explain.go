package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/ecstask/ecstask/cmd/ecstask/internal/report"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/arn"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/lifecycle"
)

// extraTasks is the hint where a response has more tasks than were asked for.
const extraTasks = "check them with aws ecs describe-tasks, and stop what should not run"

// explainFailures turns the failures of responses into findings, one for those that
// say the same.
func explainFailures(failures []*failure.Placement) (list report.Findings) {
	times := make(map[string]int, len(failures))
	for _, f := range failures {
		e := &field.Error{
			Path: f.Path, Kind: field.Unsupported, Severity: field.SeverityError,
			Msg: "ECS reports " + f.Reason(), Hint: f.Advice, Doc: f.Doc, Err: f,
		}
		if f.Reason() == "" {
			e.Msg = "ECS reports a failure without a reason"
		}
		if f.Meaning != "" {
			e.Msg += ": " + f.Meaning
		}
		if f.Detail() != "" {
			e.Msg += " (" + f.Detail() + ")"
		}
		if e.Path == "" && f.Reported.Arn != nil {
			e.Msg += ", for " + *f.Reported.Arn
		}
		text := e.Error()
		if times[text]++; times[text] == 1 {
			list = append(list, report.Finding{Error: e})
		}
	}
	for _, f := range list {
		if n := times[f.Error.Error()]; n > 1 {
			f.Msg += fmt.Sprintf(", %d times", n)
		}
	}
	return list
}

// split returns the errors that err joins.
func split(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

// callError says why a call of an operation with the request in failed.
func callError(ctx context.Context, in smithy.Serializable, err error) *field.Error {
	e := &field.Error{Severity: field.SeverityError, Kind: field.Invalid, Msg: err.Error(), Err: err}
	if r, ok := failure.Refused(err); ok {
		r = r.In(in)
		e.Path, e.Rule, e.Msg, e.Hint, e.Doc = r.Path, r.Rule, r.Said(), r.Advice, r.Doc
		if r.Meaning != "" {
			e.Hint = r.Meaning + "; " + r.Advice
		}
		return e
	}
	if response, ok := errors.AsType[*smithyhttp.ResponseError](err); ok && response.HTTPStatusCode() >= http.StatusMultipleChoices {
		e.Msg = fmt.Sprintf("the response has HTTP status %d, but no error of ECS", response.HTTPStatusCode())
	}
	if ctx.Err() != nil {
		e.Msg = "interrupted before the response was complete"
	}
	return e
}

// explainOutcomes returns what is wrong with tasks that were followed, and with
// following them.
func (c *taskCommand) explainOutcomes(ctx context.Context, in *request.Request, outcomes []lifecycle.Outcome, err error) (list report.Findings) {
	instances := newIndex(in.ContainerInstances)
	for _, o := range outcomes {
		bad := o.Err()
		if bad == nil || o.Unfinished {
			continue
		}
		e := &field.Error{
			Path: instances.path(aws.ToString(o.Task.ContainerInstanceArn)), Kind: field.Invalid, Severity: field.SeverityError, Msg: bad.Error(),
		}
		if why, ok := failure.Stopped(o.Task); ok {
			e.Hint, e.Doc = why.Meaning+"; "+why.Advice, why.Doc
		}
		var names []string
		for _, container := range o.Containers {
			names = append(names, container.Name)
		}
		if o.Container != "" && len(names) > 0 && !slices.Contains(names, o.Container) {
			e.Hint, e.Doc = "give --container the name of one that it has: "+strings.Join(names, ", "), ""
		}
		list = append(list, report.Finding{Error: e})
	}
	if err == nil {
		return list
	}
	e := callError(ctx, c.op.Input(in), err)
	if ctx.Err() != nil {
		e.Msg = "interrupted while waiting for the tasks"
	}
	var open []string
	for _, o := range outcomes {
		if o.Unfinished {
			open = append(open, arn.ID(aws.ToString(o.Task.TaskArn)))
		}
	}
	if len(open) > 0 && !c.Local {
		e.Hint = "these go on running: " + some(open) + "; follow them with aws ecs describe-tasks"
	}
	return append(list, report.Finding{Error: e})
}

// index finds container instances in a request.
type index map[string][]int

func newIndex(instances []string) index {
	x := make(index, len(instances))
	for i, s := range instances {
		x[arn.ID(s)] = append(x[arn.ID(s)], i)
	}
	return x
}

// path returns the path of an instance, given by its id or ARN. Of one that
// stands in the request several times, each call returns the next.
func (x index) path(instance string) field.Path {
	places := x[arn.ID(instance)]
	if len(places) == 0 {
		return ""
	}
	if len(places) > 1 {
		x[arn.ID(instance)] = places[1:]
	}
	return field.Path("containerInstances").Index(places[0])
}
