package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ecstask/ecstask/cmd/ecstask/internal/awsargs"
	"github.com/ecstask/ecstask/cmd/ecstask/internal/report"
	"github.com/spf13/cobra"
)

// taskCommand is a command that makes the request of an operation.
type taskCommand struct {
	op *operation
	inputOptions
	globalOptions
	reportOptions
	stateOptions
	submitOptions
	Print   string
	readers []reader // of the options that give a member each
}

func (a *app) taskCommand(op *operation) *cobra.Command {
	c := &taskCommand{op: op, reportOptions: newReportOptions()}
	request := newGroup("The request, as aws ecs "+op.CLI+" takes it", awsargs.Command)
	c.readers = op.addMembers(request)
	c.inputOptions.add(request)
	global := c.globalOptions.group()
	c.addColor(global)
	what := newGroup("What to do with the request", awsargs.Extra)
	what.choice(&c.Print, "print", "how to print the request (default json); command is a line for the AWS CLI, go a program that builds the request", "json", "command", "shorthand", "go")
	c.stateOptions.add(what)
	c.submitOptions.add(what, op)
	c.addLocal(what)
	other := newGroup("Findings, and help", awsargs.Extra)
	c.reportOptions.add(other)
	cmd := a.command(&cobra.Command{
		Use:   op.CLI + " [options]",
		Short: "check a " + op.Name + " request, and print it or send it",
		Long: `Check the request that the options of aws ecs ` + op.CLI + ` make, and print it as JSON.
Values are read as the AWS CLI reads them: shorthand, JSON, file://FILE. All
mistakes are reported at once, on standard error.

Nothing is sent without --submit. With it, the response is printed, and each failure
in it is explained. ` + op.lost + `

With --preflight or --state the request is also checked against
its task definition, its cluster and its container instances. If --preflight cannot
read one of them, it warns and checks the rest; if it can read none of them, it fails
and nothing is sent.`,
		Example: op.example,
		Annotations: exits(
			"the request is valid, with or without warnings, and was sent if you asked for that",
			"the request is invalid; nothing was sent",
			"an option or part of a value cannot be read; the rest was checked, and nothing was sent",
			"ECS refused the request or reported failures, --preflight could read nothing, a task failed, or the output cannot be written",
			"with --exit-code, instead of 1, 2 and 3: 1 to 124 are then always exit codes of containers",
			interrupted, terminated),
	}, c.run, request, global, what, other)
	a.aws[cmd] = op.elsewhere
	return cmd
}

// elsewhere returns what to say of the member that an option would give, if it is a
// member of something else.
func (op *operation) elsewhere(option string) string {
	words := strings.Split(strings.TrimPrefix(option, "--"), "-")
	for i, w := range words[1:] {
		if w != "" {
			words[i+1] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	member := strings.Join(words, "")
	if op.Schema.Member(member) != nil {
		return ""
	}
	hint, _ := op.Elsewhere(member)
	return hint
}

// globalOptions are options of all commands of the AWS CLI.
type globalOptions struct {
	connection
	answerOptions
}

func (o *globalOptions) group() *group {
	g := newGroup("Options of all commands of the AWS CLI", awsargs.Global)
	o.connection.add(g)
	o.Output = "json"
	o.answerOptions.add(g)
	for _, name := range [...]string{"no-cli-pager", "no-paginate", "no-cli-auto-prompt"} {
		g.Bool(name, false, "has no effect here")
	}
	g.choice(new(string), "cli-binary-format", "has no effect: a request has no binary values", "base64", "raw-in-base64-out")
	return g
}

// samples are the values of --generate-cli-skeleton.
var samples = []string{"input", "yaml-input", "output"}

func (c *taskCommand) run(ctx context.Context, std streams, args []string) (int, error) {
	if len(args) > 0 {
		return statusUsage, errors.New(c.op.CLI + " takes options only")
	}
	skeleton, err := c.skeleton()
	if err != nil {
		return statusUsage, err
	}
	if err := c.checkSubmit(skeleton); err != nil {
		return statusUsage, err
	}
	if err := c.checkState(skeleton); err != nil {
		return statusUsage, err
	}
	printer := printers[cmp.Or(c.Print, "json")]
	if err := c.connection.check(); err != nil {
		return statusUsage, err
	}
	defer c.close()
	answers, err := c.answerPrinter()
	if err != nil {
		return statusUsage, err
	}
	r, err := c.reporter(std.stderr)
	if err != nil {
		return statusUsage, err
	}
	req := c.read()
	problems := req.unread()
	if skeleton != "" && skeleton != "output" {
		if len(problems) > 0 {
			return r.finish(std, nil, problems, statusUsage), nil
		}
		if r.Prose {
			fmt.Fprint(std.stderr, c.op.sample.note())
		}
		return r.finish(std, skeletons[skeleton](c.op), nil, statusOK), nil
	}
	k := c.know(ctx, std, r.Prose, req.values, problems)
	opts := append(c.rules(r), k.options...)
	found := nameOptions(req.check(opts))
	k = k.beside(found)
	found = r.grade(slices.Concat(k.problems, found, c.strayContainer(req.values, opts)))
	switch {
	case len(problems) > 0:
		return r.finish(std, nil, c.mentionBatch(found), statusUsage), nil
	case k.status != statusOK:
		return r.finish(std, nil, c.mentionBatch(found), k.status), nil
	case found.Invalid():
		return r.finish(std, nil, c.mentionBatch(found), statusInvalid), nil
	case c.Submit:
		return c.submit(ctx, std, r, answers, req.values, opts, found)
	}
	var text []byte
	if skeleton == "output" {
		text, err = answers.print(sampleOutput())
	} else {
		text, err = printer(c.op, req.values, r.gradings, c.globalOptions)
	}
	if err != nil {
		return r.finish(std, nil, append(found, report.Place{}.Problem(err)...), statusFailed), nil
	}
	return r.finish(std, text, found, statusOK), nil
}

// skeleton returns what --generate-cli-skeleton asks for, or "".
func (c *taskCommand) skeleton() (string, error) {
	switch {
	case c.Skeleton == nil:
		return "", nil
	case c.Print != "":
		return "", errors.New("--print prints the request, --generate-cli-skeleton a sample: give one of them")
	case len(c.Skeleton) == 0:
		return "input", nil
	case len(c.Skeleton) > 1 || !slices.Contains(samples, c.Skeleton[0]):
		return "", errors.New("--generate-cli-skeleton takes " + alternatives(samples))
	}
	return c.Skeleton[0], nil
}
