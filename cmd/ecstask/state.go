package main

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/cmd/ecstask/internal/report"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/preflight"
	"github.com/ecstask/ecstask/rules"
)

// stateUsage explains --state.
const stateUsage = "check the request against state from files: what aws ecs describe-task-definition, describe-clusters, describe-container-instances and describe-capacity-providers printed, or a task definition to be registered; - is standard input"

// stateOptions say what to check a request against.
type stateOptions struct {
	Preflight bool
	State     []string
}

func (o *stateOptions) add(g *group) {
	g.BoolVar(&o.Preflight, "preflight", false, "read the task definition, the cluster and its container instances from ECS, and check the request against them")
	g.files(&o.State, "state", "FILE ...", stateUsage)
}

// checkState returns what is wrong with the options.
func (c *taskCommand) checkState(skeleton string) error {
	switch {
	case c.Preflight && c.State != nil:
		return errors.New("--preflight reads what --state gives: give one of them")
	case skeleton != "" && (c.Preflight || c.State != nil):
		return errors.New("--generate-cli-skeleton prints a sample: leave out --preflight and --state")
	}
	return checkFileNames(c.State)
}

// checkFileNames returns what is wrong with the values of --state, together with the
// other files that a command reads.
func checkFileNames(state []string, others ...string) error {
	if state != nil && len(state) == 0 || slices.Contains(state, "") {
		return errors.New("--state takes the names of files, or - for standard input")
	}
	stdin := 0
	for _, name := range slices.Concat(state, others) {
		if name == "-" {
			stdin++
		}
	}
	if stdin > 1 {
		return errors.New("standard input can be read once only: give - one time")
	}
	return nil
}

// knowledge is what is known beside a request.
type knowledge struct {
	rules.State
	options  []rules.Option  // that make the rules look at the state
	problems report.Findings // what could not be read
	status   int             // what these make of the exit status
	noted    []string        // what people were told
}

// know returns what the options give or ask for. ECS is not asked about a request whose
// cluster could not be read: it would answer for the default one.
func (c *taskCommand) know(ctx context.Context, std streams, prose bool, in *request.Request, unread report.Findings) (k knowledge) {
	switch {
	case c.State != nil:
		if k = loadState(c.State, std); prose {
			k.note(std, c.op, in)
		}
	case c.Preflight && !slices.ContainsFunc(unread, func(f report.Finding) bool { return f.Path == "" || f.Path == "cluster" }):
		k = c.readState(ctx, func(ctx context.Context, client *ecs.Client) (rules.State, error) { return c.op.state(ctx, client, in) })
	}
	return k
}

// loadState reads saved state. State with mistakes is not used.
func loadState(files []string, std streams) (k knowledge) {
	var texts [][]byte
	var places []report.Place
	for _, name := range files {
		p := report.Place{Source: name, IsFile: name != "-"}
		text, err := documentIn(name, std.stdin, preflight.MaxSize)
		if err != nil {
			k.problems = append(k.problems, p.Problem(err)...)
			continue
		}
		texts, places = append(texts, text), append(places, p)
	}
	var err error
	k.State, err = preflight.Load(texts...)
	for _, cause := range split(err) {
		if e, ok := errors.AsType[*preflight.TextError](cause); ok {
			k.problems = append(k.problems, places[e.Index].Findings(field.Findings(e.Errors))...)
		}
	}
	if len(k.problems) > 0 {
		k.status = statusUsage
		return k
	}
	k.options = []rules.Option{rules.Against(k.State)}
	return k
}

// note tells people, once, of a task definition in saved state that says little, or is
// not there.
func (k *knowledge) note(std streams, op *operation, in *request.Request) {
	if k.options == nil {
		return
	}
	for _, gap := range op.gaps(in, k.State) {
		if slices.Contains(gap.Rules, "task-definition-status") && !slices.Contains(k.noted, gap.Msg) {
			k.noted = append(k.noted, gap.Msg)
			fmt.Fprintln(std.stderr, "note:", gap)
		}
	}
}

// readState reads state from ECS. A call that fails is a warning.
func (c *connection) readState(ctx context.Context, read func(context.Context, *ecs.Client) (rules.State, error)) (k knowledge) {
	ctx, stop := interruptible(ctx)
	defer stop()
	client, err := c.client(ctx)
	if err != nil {
		return knowledge{problems: report.Place{}.Problem(err), status: statusUsage}
	}
	k.State, err = read(ctx, client)
	if ctx.Err() != nil {
		err = &field.Error{Kind: field.Invalid, Severity: field.SeverityError, Msg: "interrupted before the state was read", Err: err}
		return knowledge{problems: report.Place{}.Problem(err), status: statusFailed}
	}
	for _, cause := range split(err) {
		k.problems = append(k.problems, report.Finding{Error: unreadState(cause)})
	}
	k.options = []rules.Option{rules.Against(k.State)}
	return k
}

// beside returns k beside the findings in the request. It drops the problems that
// these explain: ECS does not look up names that cannot be. It is an error if calls
// were made and none has said anything.
func (k knowledge) beside(found report.Findings) knowledge {
	if found.Invalid() {
		k.problems = slices.DeleteFunc(slices.Clone(k.problems), func(f report.Finding) bool {
			r, ok := failure.Refused(f.Err)
			return ok && (r.Code == "InvalidParameterException" || r.Code == "ClientException")
		})
	}
	if k.status == statusOK && len(k.problems) > 0 && reflect.DeepEqual(k.State, rules.State{ReadAt: k.ReadAt}) {
		k.status = statusFailed
		k.problems = append(k.problems, report.Finding{Error: &field.Error{
			Kind: field.Unknown, Severity: field.SeverityError,
			Msg: "--preflight could not read any state, so the request was not checked against it", Hint: "leave out --preflight to do without that",
		}})
	}
	return k
}

// notChecked is the hint where state could not be read.
const notChecked = "what it reads is not checked"

// unreadState is the warning of a call that reads state and failed.
func unreadState(err error) *field.Error {
	e := &field.Error{Kind: field.Unknown, Severity: field.SeverityWarning, Msg: err.Error(), Hint: notChecked, Err: err}
	call, ok := errors.AsType[*preflight.CallError](err)
	if !ok {
		return e
	}
	e.Msg = call.Err.Error()
	if r, ok := failure.Refused(call.Err); ok {
		if e.Msg = r.Said(); strings.HasPrefix(r.Code, "AccessDenied") {
			e.Hint = "allow ecs:" + call.Operation + "; " + e.Hint
		}
	}
	e.Msg = fmt.Sprintf("cannot read the state with %s: %s", call.Operation, e.Msg)
	return e
}
