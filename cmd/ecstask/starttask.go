package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/cmd/ecstask/internal/report"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/starttask"
)

// sendStartTask sends a request for StartTask.
func sendStartTask(ctx context.Context, client *ecs.Client, r *request.Request, s sending) (*delivery, error) {
	in, check := r.StartTask(), starttask.WithRules(s.rules...)
	var result *starttask.Result
	var err error
	if s.batch {
		result, err = starttask.StartAll(ctx, client, in, check, starttask.WithProgress(func(p starttask.Progress) {
			s.progress.show(fmt.Sprintf("%d of %d container instances: %d started, %d failed", p.Done(), p.Total, p.Started, p.Failed))
		}))
	} else {
		result, err = starttask.Start(ctx, client, in, check)
	}
	if result == nil {
		return nil, err
	}
	start, ok := errors.AsType[*starttask.StartError](err)
	tasks := slices.Concat(result.Tasks, result.Extra)
	return &delivery{
		tasks: tasks, failures: result.Failures, problems: explainStart(ctx, in, result, err),
		answered: !ok || start.Err == nil || len(tasks)+len(result.Failures) > 0,
	}, nil
}

// mayHaveStarted is the hint where it is not known what a call did.
const mayHaveStarted = "if the request reached ECS, the tasks may have been started: look with aws ecs list-tasks before sending it again"

// explainStart turns a result and its error into findings.
func explainStart(ctx context.Context, in *ecs.StartTaskInput, r *starttask.Result, err error) report.Findings {
	list := explainFailures(r.Failures)
	start, ok := errors.AsType[*starttask.StartError](err)
	if !ok {
		return list
	}
	for _, cause := range split(start.Err) {
		list = append(list, report.Finding{Error: callError(ctx, in, cause)})
	}
	if n := len(r.Unknown); n > 0 {
		list = append(list, report.Finding{Error: &field.Error{
			Kind: field.Unknown, Severity: field.SeverityError, Hint: mayHaveStarted,
			Msg: "whether a task was started is not known for " + some(r.Unknown),
		}})
	}
	if n := len(r.Extra); n > 0 {
		list = append(list, report.Finding{Error: &field.Error{
			Kind: field.Unknown, Severity: field.SeverityError,
			Msg: "ECS reports " + report.Plural(n, "task") + " more than were requested", Hint: extraTasks,
		}})
	}
	if n := len(r.NotStarted); n > 0 && n < len(in.ContainerInstances) {
		list = append(list, report.Finding{Error: &field.Error{
			Kind: field.Required, Severity: field.SeverityError, Hint: "send a request for these again",
			Msg: "nothing was started on " + some(r.NotStarted),
		}})
	}
	return list
}

// some names the first of many container instances or tasks.
func some(ids []string) string {
	const most = 10
	text := strings.Join(ids[:min(len(ids), most)], ", ")
	if more := len(ids) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
