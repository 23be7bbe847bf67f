package main

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/cmd/ecstask/internal/report"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/call"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/lifecycle"
	"github.com/ecstask/ecstask/rules"
)

// submitOptions say whether and how to send the request.
type submitOptions struct {
	Submit, Batch bool
	Wait          string
	Container     *string
	ExitCode      bool
}

func (o *submitOptions) add(g *group, op *operation) {
	g.BoolVar(&o.Submit, "submit", false, "send the request, and print the response")
	g.BoolVar(&o.Batch, "batch", false, op.batch.usage)
	g.choice(&o.Wait, "wait", "wait until the tasks have stopped, or are running", "stopped", "running")
	g.text(&o.Container, "container", "NAME", "the container whose exit code counts for --wait (default: every essential container)", nil)
	g.BoolVar(&o.ExitCode, "exit-code", false, "exit with the exit code of that container or, without --container, with the first one that is not 0; needs --wait stopped")
}

// checkSubmit returns what is wrong with the options.
func (c *taskCommand) checkSubmit(skeleton string) error {
	switch {
	case !c.Submit && (c.Batch || c.Wait != ""):
		return errors.New("--batch and --wait go with --submit")
	case !c.Submit && !c.Preflight && c.Local:
		return errors.New("--local goes with --submit or --preflight")
	case c.Submit && c.Print != "":
		return errors.New("--submit prints the response, --print the request: give one of them")
	case c.Submit && skeleton != "":
		return errors.New("--submit sends the request, --generate-cli-skeleton sends nothing: give one of them")
	case c.Output == "table" && (c.Submit || skeleton == "output"):
		return errors.New("no answer is printed as a table here: give --output json, yaml or text")
	case c.Container != nil && c.Wait == "":
		return errors.New("--container names the container that counts for --wait" + c.notInstances())
	case c.ExitCode && c.Wait != "stopped":
		return errors.New("--exit-code goes with --wait stopped")
	case c.Container != nil && *c.Container == "":
		return errors.New("--container takes the name of a container")
	}
	return nil
}

// notInstances says which option is not --container, if there is one.
func (c *taskCommand) notInstances() string {
	if c.op.Schema.Member("containerInstances") == nil {
		return ""
	}
	return "; container instances go with " + request.Option("containerInstances")
}

// rules returns the options for the rules.
func (c *taskCommand) rules(r *reporter) []rules.Option {
	opts := r.options()
	if c.Batch {
		opts = append(opts, rules.Off(c.op.batch.rule))
	}
	return opts
}

// mentionBatch says how to start more tasks than a call does.
func (c *taskCommand) mentionBatch(l report.Findings) report.Findings {
	for _, f := range l {
		if f.Rule == c.op.batch.rule {
			f.Hint = "send several requests, or let --submit --batch send them"
		}
	}
	return l
}

// sending is how to send a request.
type sending struct {
	batch    bool
	rules    []rules.Option
	progress *progress
}

// delivery is what became of a request that was sent.
type delivery struct {
	tasks    []types.Task
	failures []*failure.Placement
	answered bool            // ECS answered some call
	problems report.Findings // the failures, and what else went wrong
}

// submit sends the request, and says what became of it before it prints the
// response: the one is done whatever happens to the other.
func (c *taskCommand) submit(ctx context.Context, std streams, r *reporter, answers answerPrinter, in *request.Request, opts []rules.Option, found report.Findings) (int, error) {
	ctx, stop := interruptible(ctx)
	defer stop()
	client, err := c.client(ctx)
	if err != nil {
		return r.finish(std, nil, append(found, report.Place{}.Problem(err)...), statusUsage), nil
	}

	progress := newProgress(std.stderr, c.Format)
	sent, err := c.op.send(ctx, client, in, sending{c.Batch, opts, progress})
	if err != nil {
		return r.finish(std, nil, append(found, report.Place{}.Problem(err)...), statusInvalid), nil
	}
	said, tasks := sent.problems, sent.tasks
	var failed error
	stray := c.strayOf(tasks, opts)
	said = append(said, stray...)
	if c.Wait != "" && len(tasks) > 0 && ctx.Err() == nil && !stray.Invalid() {
		outcomes, err := lifecycle.Wait(ctx, client, tasks, c.waiting(client, progress, len(tasks))...)
		if err == nil && !said.Invalid() {
			failed = c.exitCode(outcomes)
		}
		said = append(said, c.explainOutcomes(ctx, in, outcomes, err)...)
		tasks = tasksOf(outcomes)
	}
	progress.end()
	text := encodeAnswer(answer(tasks, sent.failures))
	if queried, err := answers.print(text); err == nil {
		text = queried
	} else {
		said = append(said, report.Place{}.Problem(err)...) // and print it all: the tasks are started
	}
	r.Whole = true
	status := r.finish(std, nil, append(found, said...), statusOK)
	if sent.answered {
		status = max(status, std.write(text))
	}
	if status != statusOK || !said.Invalid() {
		return status, nil
	}
	return statusFailed, failed
}

// strayContainer returns what is wrong with the name that --container gives, as with
// one in overrides. What has just been read is certain.
func (c *taskCommand) strayContainer(in *request.Request, opts []rules.Option) report.Findings {
	const rule = "container-unknown"
	if c.Container == nil {
		return nil
	}
	if c.State == nil {
		opts = append([]rules.Option{rules.AsError(rule)}, opts...)
	}
	probe := in.RunTask()
	probe.Overrides = &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{{Name: c.Container}}}
	for _, e := range rules.Check(probe, opts...) {
		if e.Rule == rule {
			e.Path = ""
			return report.Place{Source: "--container"}.Findings(field.Findings{e})
		}
	}
	return nil
}

// strayOf is strayContainer for tasks that were started, which list their containers.
func (c *taskCommand) strayOf(tasks []types.Task, opts []rules.Option) report.Findings {
	i := slices.IndexFunc(tasks, func(t types.Task) bool { return len(t.Containers) > 0 })
	if i < 0 {
		return nil
	}
	d := &types.TaskDefinition{TaskDefinitionArn: tasks[i].TaskDefinitionArn}
	var names []string
	for _, container := range tasks[i].Containers {
		d.ContainerDefinitions = append(d.ContainerDefinitions, types.ContainerDefinition{Name: container.Name})
		names = append(names, aws.ToString(container.Name))
	}
	in := &request.Request{RunTaskInput: ecs.RunTaskInput{TaskDefinition: d.TaskDefinitionArn}}
	found := c.strayContainer(in, append(slices.Clip(opts), rules.Against(rules.State{TaskDefinition: d})))
	for _, f := range found {
		f.Msg = "is not a container of the tasks, which have " + strings.Join(names, ", ") + "; they are not waited for"
	}
	return found
}

// exitCode returns the first exit code that is not 0, or nil, where --exit-code asks
// for that.
func (c *taskCommand) exitCode(outcomes []lifecycle.Outcome) error {
	for _, o := range outcomes {
		if code, ok := o.ExitCode(); c.ExitCode && ok && 0 < code && code <= maxStatus {
			return exitCode(code)
		}
	}
	return nil
}

// maxStatus is the largest exit status that a program can end with.
const maxStatus = 255

// waiting returns the options to wait with for n tasks.
func (c *taskCommand) waiting(client *ecs.Client, p *progress, n int) []lifecycle.Option {
	opts := []lifecycle.Option{lifecycle.WithTaskDefinitions(definitions{client}), lifecycle.WithOnChange(p.follow(n))}
	if c.Container != nil {
		opts = append(opts, lifecycle.WithContainer(*c.Container))
	}
	if c.Wait == "running" {
		opts = append(opts, lifecycle.WithUntilRunning())
	}
	if c.Local {
		opts = append(opts, lifecycle.WithInterval(100*time.Millisecond))
	}
	return opts
}

// definitions is a client that gives nothing where ECS refuses to describe a task
// definition. All containers are then taken to be essential.
type definitions struct{ client *ecs.Client }

func (d definitions) DescribeTaskDefinition(ctx context.Context, in *ecs.DescribeTaskDefinitionInput, opts ...func(*ecs.Options)) (*ecs.DescribeTaskDefinitionOutput, error) {
	out, err := d.client.DescribeTaskDefinition(ctx, in, opts...)
	if call.Final(err) {
		return new(ecs.DescribeTaskDefinitionOutput), nil
	}
	return out, err
}

// answer returns a response with tasks and failures; both operations have the same form.
func answer(tasks []types.Task, failures []*failure.Placement) *ecs.StartTaskOutput {
	out := &ecs.StartTaskOutput{Tasks: tasks, Failures: make([]types.Failure, len(failures))}
	if tasks == nil {
		out.Tasks = []types.Task{}
	}
	for i, f := range failures {
		out.Failures[i] = f.Reported
	}
	return out
}

func tasksOf(outcomes []lifecycle.Outcome) []types.Task {
	tasks := make([]types.Task, len(outcomes))
	for i, o := range outcomes {
		tasks[i] = o.Task
	}
	return tasks
}
