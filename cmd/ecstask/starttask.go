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
	"github.com/ecstask/ecstask/internal/request"
	"github.com/spf13/cobra"
)

// startTask is the command start-task.
type startTask struct {
	requestOptions
	globalOptions
	reportOptions
	submitOptions
	Print string
}

func (a *app) startTaskCommand() *cobra.Command {
	c := &startTask{reportOptions: newReportOptions()}
	global := c.globalOptions.group()
	c.addColor(global)
	what := newGroup("What to do with the request", awsargs.Extra)
	what.choice(&c.Print, "print", "what to print of the request; json without it. command is a line for the AWS CLI, go a program that builds the request", "json", "command", "shorthand", "go")
	c.submitOptions.add(what)
	other := newGroup("Findings, and help", awsargs.Extra)
	c.reportOptions.add(other)
	cmd := a.command(&cobra.Command{
		Use:   "start-task [options]",
		Short: "check a StartTask request, and print it or send it",
		Long: `Check the request that the options of aws ecs start-task make, and print it as JSON.
Values are read as the AWS CLI reads them: shorthand, JSON, file://FILE. All
mistakes are reported at once, on standard error.

Nothing is sent without --submit. With it, the answer is printed, and each failure
in it is explained.`,
		Example: `ecstask start-task --task-definition web:7 --container-instances 0123456789abcdef0123456789abcdef
ecstask start-task --cli-input-json file://request.json --print command
ecstask start-task --submit --local --wait stopped --task-definition job \
    --container-instances 16d707dc38f159971f97793b72d4420b --query 'tasks[0].taskArn' --output text`,
		Annotations: exits(
			"the request is valid, and was sent if asked for, with warnings or without",
			"the request is invalid; nothing was sent",
			"an option or a part of a value cannot be read; the rest was checked, and nothing was sent",
			"ECS refused the request or reported failures, a task failed, or the output cannot be written"),
	}, c.run, c.requestOptions.group(), global, what, other)
	a.aws[cmd] = elsewhere
	return cmd
}

// elsewhere returns what to say of the member that an option would give, if it is a
// member of something else.
func elsewhere(option string) string {
	words := strings.Split(strings.TrimPrefix(option, "--"), "-")
	for i, w := range words[1:] {
		if w != "" {
			words[i+1] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	member := strings.Join(words, "")
	if request.StartTask.Schema.Member(member) != nil {
		return ""
	}
	hint, _ := request.StartTask.Elsewhere(member)
	return hint
}

// requestOptions are the options of aws ecs start-task.
type requestOptions struct {
	Cluster, TaskDefinition, StartedBy, Group, PropagateTags, ReferenceID *string
	Overrides, NetworkConfiguration                                       *string
	ContainerInstances, Tags, VolumeConfigurations                        []string
	ManagedTags, ExecuteCommand                                           *bool
	InputJSON, InputYAML                                                  *string
	Skeleton                                                              []string
}

func (o *requestOptions) group() *group {
	g := newGroup("The request, as aws ecs start-task takes it", awsargs.Command)
	g.text(&o.Cluster, "cluster", "NAME|ARN", "the cluster; default without it", completeValue)
	g.text(&o.TaskDefinition, "task-definition", "FAMILY[:REVISION]|ARN", "the task definition; its latest active revision without a REVISION", completeValue)
	g.text(&o.Overrides, "overrides", "STRUCTURE", "what to override in the task definition, for the task and its containers", completeValue)
	g.list(&o.ContainerInstances, "container-instances", "ID|ARN ...", "1 to 10 container instances, or more with --batch", completeValue)
	g.text(&o.StartedBy, "started-by", "TEXT", "who starts the task, in at most 36 characters", completeValue)
	g.text(&o.Group, "group", "NAME", "the task group", completeValue)
	g.text(&o.NetworkConfiguration, "network-configuration", "STRUCTURE", "subnets and security groups, for a task definition with the network mode awsvpc", completeValue)
	g.list(&o.Tags, "tags", "key=KEY,value=VALUE ...", "tags of the task", completeValue)
	g.text(&o.PropagateTags, "propagate-tags", "TASK_DEFINITION", "where to take more tags from", cobra.FixedCompletions([]string{"TASK_DEFINITION"}, cobra.ShellCompDirectiveNoFileComp))
	g.pair(&o.ManagedTags, "enable-ecs-managed-tags", "add the tags that Amazon ECS manages", "no-enable-ecs-managed-tags", "do not add them, which is the default")
	g.pair(&o.ExecuteCommand, "enable-execute-command", "turn ECS Exec on", "disable-execute-command", "do not turn it on, which is the default")
	g.text(&o.ReferenceID, "reference-id", "TEXT", "for Amazon ECS only", completeValue)
	g.list(&o.VolumeConfigurations, "volume-configurations", "STRUCTURE ...", "the Amazon EBS volume of the task", completeValue)
	g.text(&o.InputJSON, "cli-input-json", "JSON", "the request as a JSON document; other options replace its members", completeValue)
	g.text(&o.InputYAML, "cli-input-yaml", "YAML", "the request as a YAML document", completeValue)
	g.list(&o.Skeleton, "generate-cli-skeleton", "["+strings.Join(samples, "|")+"]", "print a sample request, or with output check this request and print a sample answer", cobra.FixedCompletions(samples, cobra.ShellCompDirectiveNoFileComp))
	return g
}

// globalOptions are options of all commands of the AWS CLI.
type globalOptions struct {
	Region, Profile, EndpointURL *string
	answerOptions
}

func (o *globalOptions) group() *group {
	g := newGroup("Options of all commands of the AWS CLI", awsargs.Global)
	g.text(&o.Region, "region", "REGION", "where to send the request", nil)
	g.text(&o.Profile, "profile", "NAME", "whose settings and credentials to use", nil)
	g.text(&o.EndpointURL, "endpoint-url", "URL", "where to send the request instead of to AWS", nil)
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

func (c *startTask) run(ctx context.Context, std streams, args []string) (int, error) {
	if len(args) > 0 {
		return statusUsage, errors.New("start-task takes options only")
	}
	skeleton, err := c.skeleton()
	if err != nil {
		return statusUsage, err
	}
	if err := c.checkSubmit(skeleton); err != nil {
		return statusUsage, err
	}
	printer := printers[cmp.Or(c.Print, "json")]
	if err := c.globalOptions.check(); err != nil {
		return statusUsage, err
	}
	answers, err := c.answerPrinter()
	if err != nil {
		return statusUsage, err
	}
	r, err := c.reporter(std.stderr)
	if err != nil {
		return statusUsage, err
	}
	req := c.request()
	in, problems := req.StartTask(), req.unread()
	if skeleton != "" && skeleton != "output" {
		if len(problems) > 0 {
			return r.finish(std, nil, problems, statusUsage), nil
		}
		if r.Prose {
			fmt.Fprint(std.stderr, skeletonNote())
		}
		return r.finish(std, skeletons[skeleton](), nil, statusOK), nil
	}
	found := r.grade(nameOptions(req.check(c.rules(r))))
	switch {
	case len(problems) > 0:
		return r.finish(std, nil, c.mentionBatch(found), statusUsage), nil
	case found.Invalid():
		return r.finish(std, nil, c.mentionBatch(found), statusInvalid), nil
	case c.Submit:
		return c.submit(ctx, std, r, answers, in, found), nil
	}
	var text []byte
	if skeleton == "output" {
		text, err = answers.print(sampleOutput())
	} else {
		text, err = printer(in, r.gradings, c.globalOptions)
	}
	if err != nil {
		return r.finish(std, nil, append(found, report.Place{}.Problem(err)...), statusFailed), nil
	}
	return r.finish(std, text, found, statusOK), nil
}

// skeleton returns what --generate-cli-skeleton asks for, or "".
func (c *startTask) skeleton() (string, error) {
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
