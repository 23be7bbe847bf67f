package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/lifecycle"
	"github.com/ecstask/ecstask/starttask"
)

const failuresDoc = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html"

// mayHaveStarted is the hint where it is not known what a call did.
const mayHaveStarted = "if the request reached ECS, the tasks may have been started: look with aws ecs list-tasks before sending it again"

// explain returns what a start that came to r and err has to say for itself.
func explain(ctx context.Context, in *ecs.StartTaskInput, r *starttask.Result, err error) (list findings) {
	instances := newIndex(in)
	for _, t := range r.Tasks {
		instances.path(aws.ToString(t.ContainerInstanceArn)) // failures are of those that are left
	}
	for _, f := range r.Failures {
		e := &field.Error{
			Path: instances.path(f.ContainerInstance), Kind: field.Unsupported, Severity: field.SeverityError,
			Msg: "ECS reports " + f.Reason, Hint: f.Advice, Doc: failuresDoc, Err: f,
		}
		if f.Reason == "" {
			e.Msg = "ECS reports a failure without a reason"
		}
		if f.Meaning != "" {
			e.Msg += ": " + f.Meaning
		}
		if f.Detail != "" {
			e.Msg += " (" + f.Detail + ")"
		}
		if e.Path == "" && f.Arn != "" {
			e.Msg += ", for " + f.Arn
		}
		list = append(list, finding{Error: e})
	}
	start, ok := errors.AsType[*starttask.StartError](err)
	if !ok {
		return list
	}
	for _, cause := range split(start.Err) {
		list = append(list, finding{Error: callError(ctx, cause)})
	}
	if n := len(r.Unknown); n > 0 {
		list = append(list, finding{Error: &field.Error{
			Kind: field.Unknown, Severity: field.SeverityError, Hint: mayHaveStarted,
			Msg: "whether a task was started is not known for " + some(r.Unknown),
		}})
	}
	if n := len(r.Extra); n > 0 {
		list = append(list, finding{Error: &field.Error{
			Kind: field.Unknown, Severity: field.SeverityError,
			Msg: "ECS reports " + plural(n, "task") + " beyond those asked for", Hint: "look at them with aws ecs describe-tasks, and stop what should not run",
		}})
	}
	if n := len(r.NotStarted); n > 0 && n < len(in.ContainerInstances) {
		list = append(list, finding{Error: &field.Error{
			Kind: field.Required, Severity: field.SeverityError, Hint: "send a request for these again",
			Msg: "nothing was started on " + some(r.NotStarted),
		}})
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

// some names the first of many container instances.
func some(instances []string) string {
	const most = 10
	text := strings.Join(instances[:min(len(instances), most)], ", ")
	if more := len(instances) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// refusals say what to do about the errors that ECS refuses a call with. The
// messages of other codes, such as InvalidParameterException, say it themselves.
var refusals = map[string]string{
	"ClusterNotFoundException":    "look at --cluster, --region and the account",
	"AccessDeniedException":       "the caller needs ecs:StartTask for the task definition, iam:PassRole for its roles, and ecs:TagResource for tags",
	"UnsupportedFeatureException": "the task needs what this region does not have",
	"NamespaceNotFoundException":  "look at the Service Connect namespace of the cluster",
	"ThrottlingException":         "wait a while, and call less often",
	"ExpiredTokenException":       "renew the credentials",
	"UnrecognizedClientException": "look at the credentials, and whether they are for this region",
	"InvalidSignatureException":   "look at the credentials and at the clock of this machine",
	"ServerException":             "this is an error inside ECS",
}

// unknownError is the code that the SDK gives to an answer without one.
const unknownError = "UnknownError"

// callError says why a call failed.
func callError(ctx context.Context, err error) *field.Error {
	e := &field.Error{Severity: field.SeverityError, Kind: field.Invalid, Msg: err.Error(), Err: err}
	response, answered := errors.AsType[*smithyhttp.ResponseError](err)
	api, refused := errors.AsType[smithy.APIError](err)
	switch {
	case refused && api.ErrorCode() == unknownError && answered:
		e.Msg = fmt.Sprintf("the answer has HTTP status %d, and no error of ECS in it", response.HTTPStatusCode())
	case refused:
		e.Msg = api.ErrorCode()
		if text := api.ErrorMessage(); text != "" && text != e.Msg {
			e.Msg += ": " + text
		}
		e.Hint = refusals[api.ErrorCode()]
	case ctx.Err() != nil:
		e.Msg = "interrupted before the answer was complete"
	}
	return e
}

// explainOutcomes returns what is wrong with tasks that were followed, and with
// following them.
func (c *startTask) explainOutcomes(ctx context.Context, in *ecs.StartTaskInput, outcomes []lifecycle.Outcome, err error) (list findings) {
	instances := newIndex(in)
	for _, o := range outcomes {
		bad := o.Err()
		if bad == nil || o.Unfinished {
			continue
		}
		list = append(list, finding{Error: &field.Error{
			Path: instances.path(aws.ToString(o.Task.ContainerInstanceArn)), Kind: field.Invalid, Severity: field.SeverityError, Msg: bad.Error(),
		}})
	}
	if err == nil {
		return list
	}
	e := callError(ctx, err)
	if ctx.Err() != nil {
		e.Msg = "interrupted before the tasks were where they should be"
	}
	if !c.Local {
		e.Hint = "the tasks go on: follow them with aws ecs describe-tasks"
	}
	return append(list, finding{Error: e})
}

// index finds container instances in a request.
type index map[string][]int

func newIndex(in *ecs.StartTaskInput) index {
	x := make(index, len(in.ContainerInstances))
	for i, s := range in.ContainerInstances {
		x[instanceID(s)] = append(x[instanceID(s)], i)
	}
	return x
}

// path returns the path of an instance, given by its id or ARN. Of one that
// stands in the request several times, each call returns the next.
func (x index) path(instance string) field.Path {
	places := x[instanceID(instance)]
	if len(places) == 0 {
		return ""
	}
	if len(places) > 1 {
		x[instanceID(instance)] = places[1:]
	}
	return field.Path("containerInstances").Index(places[0])
}

func instanceID(s string) string { return s[1+strings.LastIndexByte(s, '/'):] }
