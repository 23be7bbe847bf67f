package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/cmd/ecstask/internal/awsargs"
	"github.com/ecstask/ecstask/cmd/ecstask/internal/report"
	"github.com/ecstask/ecstask/document"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/arn"
	"github.com/ecstask/ecstask/preflight"
	"github.com/ecstask/ecstask/rules"
	"github.com/spf13/cobra"
)

// planTask is the command plan.
type planTask struct {
	reportOptions
	connection
	State     []string
	Operation string
	Output    string
	Fitting   *string
}

func (a *app) planCommand() *cobra.Command {
	c := &planTask{reportOptions: newReportOptions()}
	from := newGroup("Where to read the state", awsargs.Extra)
	from.files(&c.State, "state", "FILE", "read the state from files instead of calling ECS: what aws ecs describe-task-definition, describe-clusters and describe-container-instances printed; - is standard input; can be given several times")
	c.addLocal(from)
	c.connection.add(from)
	what := newGroup("What to print", awsargs.Extra)
	what.choice(&c.Output, "output", "how to print the plan (default: table on a terminal, json elsewhere)", planFormats...)
	what.text(&c.Fitting, "fitting", "NUMBER", "print the ids of this many container instances on which the task fits, for start-task --container-instances", nil)
	other := newGroup("Findings, and help", awsargs.Extra)
	other.choice(&c.Operation, "operation", "the operation of the request (default: start-task if it has containerInstances, run-task if not)", operationNames()...)
	c.reportOptions.add(other)
	c.addColor(other)
	cmd := a.command(&cobra.Command{
		Use:   "plan FILE",
		Short: "show on which container instances a task fits",
		Long: `Show for each container instance of the cluster whether a task of the request in
FILE fits on it, and what stands in the way if not: CPU units and memory with
figures, ports, GPUs, attributes, the status. FILE is JSON or YAML, as
--cli-input-json and --cli-input-yaml take it; - is standard input. To plan a
request given by options, pipe what start-task or run-task prints into plan.

A RunTask request is planned on the instances that its launch type, its capacity
providers and its placement constraints allow. A StartTask request is planned on all
instances, whichever it names; with --operation start-task it need not name any.

The state is read from ECS, with calls that change nothing. It may be stale, and a
plan reserves nothing.`,
		Example: `ecstask plan --state definition.json --state instances.json request.yaml
ecstask run-task --task-definition job --count 3 | ecstask plan --local -
ecstask start-task --submit --local --task-definition job --container-instances \
    $(echo 'taskDefinition: job' | ecstask plan --local --operation start-task --fitting 1 -)`,
		Annotations: exits("the task fits on at least one container instance, or on as many as --fitting asks for",
			"it does not, or the request is invalid",
			"the command line, a file, or a part of one, such as a misspelled member, cannot be read", "the state cannot be read from ECS, or the plan cannot be written", "", interrupted, terminated),
	}, c.run, from, what, other)
	cmd.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveDefault)
	return cmd
}

func (c *planTask) run(ctx context.Context, std streams, files []string) (int, error) {
	fitting, err := c.checkOptions(files)
	if err != nil {
		return statusUsage, err
	}
	r, err := c.reporter(std.stderr)
	if err != nil {
		return statusUsage, err
	}
	defer c.close()
	req := readPlanned(files[0], std, c.Operation)
	if problems := req.unread(); len(problems) > 0 {
		return r.finish(std, nil, problems, statusUsage), nil
	}
	opts := append(r.options(), rules.Off("instances-required", req.op.batch.rule))
	if found := r.grade(req.check(opts)); found.Invalid() {
		return r.finish(std, nil, found, statusInvalid), nil
	}
	k := c.know(ctx, std, req)
	if k.status != statusOK {
		return r.finish(std, nil, r.grade(k.problems), k.status), nil
	}
	if c.State != nil && r.Prose {
		k.note(std, req.op, req.values)
	}
	opts = append(opts, rules.Against(withoutInstances(k.State)), rules.AsError("state-mismatch", "task-definition-missing", "cluster-missing"))
	found := r.grade(append(k.problems, req.check(opts)...))
	if found.Invalid() {
		return r.finish(std, nil, found, statusInvalid), nil
	}
	plan, err := c.plan(req, k.For(&req.values.RunTaskInput))
	if err != nil {
		return r.finish(std, nil, append(found, report.Place{}.Problem(err)...), statusInvalid), nil
	}
	text, status := c.print(std, plan, fitting)
	if fits := len(plan.Fitting(fitting)); c.Fitting != nil && fits < fitting {
		found = append(found, report.Finding{Error: &field.Error{
			Kind: field.Unsupported, Severity: field.SeverityError,
			Msg: fmt.Sprintf("the task fits on %s, and --fitting asks for %d", report.Plural(fits, "container instance"), fitting),
		}})
	}
	return r.finish(std, text, found, status), nil
}

// checkOptions returns how many container instances --fitting asks for: 1 without it.
func (c *planTask) checkOptions(files []string) (fitting int, err error) {
	fitting = 1
	if c.Fitting != nil {
		if fitting, err = strconv.Atoi(*c.Fitting); err != nil || fitting < 1 {
			return 0, errors.New("--fitting takes a number from 1 on")
		}
	}
	switch {
	case len(files) != 1:
		return 0, errors.New("plan takes the name of one FILE, or - for standard input")
	case c.Fitting != nil && c.Output != "":
		return 0, errors.New("--fitting prints ids, --output the plan: give one of them")
	case c.State != nil && (c.Local || c.Region != nil || c.Profile != nil || c.EndpointURL != nil):
		return 0, errors.New("--state gives what is there: leave out --local, --region, --profile and --endpoint-url")
	}
	if err := checkFileNames(c.State, files...); err != nil {
		return 0, err
	}
	return fitting, c.connection.check()
}

// readPlanned reads the one request of a file.
func readPlanned(name string, std streams, asked string) *reading {
	p := report.Place{Source: name, IsFile: name != "-"}
	opts := documentOptions(asked)
	text, err := documentIn(name, std.stdin, document.MaxSize)
	var doc *document.Document
	if err != nil {
		doc = document.Failed(name, err, opts...)
	} else if doc, _ = document.Read(name, text, opts...); len(doc.Requests) > 1 {
		doc = document.Failed(name, second(doc.Requests[1]), opts...)
	}
	r := doc.Requests[0]
	return &reading{Request: r, Place: p, op: operationOf(r), values: valuesOf(r)}
}

// know reads the state. What cannot be read, and what there is no plan without, is an
// error.
func (c *planTask) know(ctx context.Context, std streams, req *reading) knowledge {
	if c.State != nil {
		return loadState(c.State, std)
	}
	k := c.readState(ctx, func(ctx context.Context, client *ecs.Client) (rules.State, error) {
		return req.op.planState(ctx, client, req.values)
	})
	for _, f := range k.problems {
		call, ok := errors.AsType[*preflight.CallError](f.Err)
		if ok && (call.Operation == "DescribeTaskDefinition" || strings.HasSuffix(call.Operation, "ContainerInstances")) {
			f.Severity, f.Hint, k.status = field.SeverityError, strings.Replace(f.Hint, notChecked, "there is no plan without it", 1), statusFailed
		}
	}
	return k
}

// withoutInstances returns what to check a request against: of container instances a
// plan says more.
func withoutInstances(s rules.State) rules.State {
	s.Instances, s.AllInstances = nil, false
	return s
}

// plan returns the plan of a request. An error says why there is none.
func (c *planTask) plan(req *reading, s rules.State) (preflight.Plan, error) {
	none := func(msg, hint string) (preflight.Plan, error) {
		return nil, &field.Error{Kind: field.Required, Severity: field.SeverityError, Msg: msg, Hint: hint}
	}
	if s.TaskDefinition == nil {
		return none("there is no task definition to plan with", "save what aws ecs describe-task-definition prints, and give it with --state")
	}
	p, err := req.op.plan(req.values, s)
	switch {
	case err != nil:
		return nil, errors.New(strings.TrimPrefix(err.Error(), "preflight: "))
	case p == nil:
		return none("the tasks do not run on container instances that are there, so there is nothing to plan", "plan a request for EC2 or EXTERNAL, or for a capacity provider of an Auto Scaling group, or give --operation start-task to choose container instances for start-task")
	case len(p) == 0 && c.State != nil && !s.AllInstances:
		return none("there are no container instances to plan with", "save what aws ecs describe-container-instances prints, and give it with --state")
	}
	return p, nil
}

// print returns what to print of a plan, and the exit status.
func (c *planTask) print(std streams, p preflight.Plan, fitting int) ([]byte, int) {
	ids := p.Fitting(fitting)
	status := statusOK
	if len(ids) < fitting {
		status = statusInvalid
	}
	if c.Fitting != nil {
		var b strings.Builder
		for _, name := range ids {
			b.WriteString(arn.ID(name) + "\n")
		}
		return []byte(b.String()), status
	}
	output := c.Output
	if output == "" {
		output = "json"
		if report.IsTerminal(std.stdout) {
			output = "table"
		}
	}
	return planPrinters[output](p), status
}
