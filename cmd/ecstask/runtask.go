package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/cmd/ecstask/internal/report"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/runtask"
)

// sendRunTask sends a request for RunTask.
func sendRunTask(ctx context.Context, client *ecs.Client, r *request.Request, s sending) (*delivery, error) {
	in, check, repeats := r.RunTask(), runtask.WithRules(s.rules...), runtask.WithObserver(s.progress.repeats())
	var once runtask.Option
	if client.Options().RetryMaxAttempts == 1 { // as AWS_MAX_ATTEMPTS or the profile says
		once = runtask.WithRetryUnknown(0)
	}
	var result *runtask.Result
	var err error
	if s.batch {
		count := 1
		if in.Count != nil {
			count = int(*in.Count)
		}
		result, err = runtask.RunAll(ctx, client, in, count, check, once, repeats, runtask.WithProgress(func(p runtask.Progress) {
			s.progress.show(fmt.Sprintf("%d of %s: %d started, %d not placed", p.Done(), report.Plural(p.Total, "task"), p.Started, p.Unplaced))
		}))
	} else {
		result, err = runtask.Run(ctx, client, in, check, once, repeats)
	}
	if result == nil {
		return nil, err
	}
	run, ok := errors.AsType[*runtask.RunError](err)
	tasks := slices.Concat(result.Tasks, result.Extra)
	return &delivery{
		tasks: tasks, failures: result.Failures, problems: explainRun(ctx, in, result, err),
		answered: !ok || run.Err == nil || len(tasks)+len(result.Failures) > 0,
	}, nil
}

// explainRun turns a result and its error into findings.
func explainRun(ctx context.Context, in *ecs.RunTaskInput, r *runtask.Result, err error) report.Findings {
	list := explainFailures(r.Failures)
	run, ok := errors.AsType[*runtask.RunError](err)
	if !ok {
		return list
	}
	for _, cause := range split(run.Err) {
		list = append(list, report.Finding{Error: callError(ctx, in, cause)})
	}
	say := func(kind field.Kind, msg, hint string) {
		list = append(list, report.Finding{Error: &field.Error{Kind: kind, Severity: field.SeverityError, Msg: msg, Hint: hint}})
	}
	if all := len(r.Tasks) + r.Unplaced + r.Unknown + r.NotStarted; r.Unplaced > 0 && all > 1 {
		say(field.Unsupported, fmt.Sprintf("%d of %d tasks were not placed", r.Unplaced, all), "")
	}
	again := "send the request again with --client-token " + givenToken(in, r.ClientTokens) + ": with it, ECS starts no task a second time"
	if r.Unknown > 0 {
		say(field.Unknown, fmt.Sprintf("whether %s started is not known", wereStarted(r.Unknown)), again)
	}
	if n := len(r.Extra); n > 0 {
		say(field.Unknown, "ECS reports "+report.Plural(n, "task")+" more than were requested", extraTasks)
	}
	if started := len(r.Tasks); r.NotStarted > 0 && started+r.Unplaced+r.Unknown > 0 {
		say(field.Required, wereStarted(r.NotStarted)+" not started", again)
	}
	return list
}

// wereStarted returns n tasks, as the subject of a sentence in the past.
func wereStarted(n int) string {
	if n == 1 {
		return "1 task was"
	}
	return fmt.Sprintf("%d tasks were", n)
}

// givenToken returns the client token that a repeated request is to have: the one
// that was given, or the one of which those of the calls were made.
func givenToken(in *ecs.RunTaskInput, tokens []string) string {
	if given := aws.ToString(in.ClientToken); given != "" || len(tokens) == 0 {
		return given
	}
	return strings.TrimSuffix(tokens[0], "/1")
}
