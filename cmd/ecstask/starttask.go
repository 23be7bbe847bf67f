package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/cmd/ecstask/internal/report"
)

// startTask is the command start-task.
type startTask struct {
	requestOptions
	globalOptions
	reportOptions
	submitOptions
	Print *string `arg:"--print" placeholder:"json|command|shorthand|go" help:"what to print of a request that is not sent"`
}

// requestOptions are the options of aws ecs start-task.
type requestOptions struct {
	Cluster              *string `arg:"--cluster" placeholder:"NAME|ARN" help:"the cluster; default when left out"`
	TaskDefinition       *string `arg:"--task-definition" placeholder:"FAMILY[:REVISION]|ARN" help:"the task definition"`
	Overrides            *string `arg:"--overrides" placeholder:"STRUCTURE" help:"overrides for the task and its containers"`
	ContainerInstances   []word  `arg:"--container-instances" placeholder:"ID|ARN ..." help:"1 to 10 container instances, more with --batch"`
	StartedBy            *string `arg:"--started-by" placeholder:"TEXT" help:"who starts the task, up to 36 characters"`
	Group                *string `arg:"--group" placeholder:"NAME" help:"the task group"`
	NetworkConfiguration *string `arg:"--network-configuration" placeholder:"STRUCTURE" help:"subnets and security groups, for tasks in the network mode awsvpc"`

	Tags                 []word  `arg:"--tags" placeholder:"key=KEY,value=VALUE ..." help:"tags for the task"`
	PropagateTags        *string `arg:"--propagate-tags" placeholder:"TASK_DEFINITION" help:"where to take further tags from"`
	ManagedTags          bool    `arg:"--enable-ecs-managed-tags" help:"add the tags of Amazon ECS"`
	NoManagedTags        bool    `arg:"--no-enable-ecs-managed-tags" help:"do not, which is the default"`
	ExecuteCommand       bool    `arg:"--enable-execute-command" help:"turn ECS Exec on"`
	NoExecuteCommand     bool    `arg:"--disable-execute-command" help:"do not, which is the default"`
	ReferenceID          *string `arg:"--reference-id" placeholder:"TEXT" help:"for Amazon ECS only"`
	VolumeConfigurations []word  `arg:"--volume-configurations" placeholder:"STRUCTURE ..." help:"the Amazon EBS volume"`

	InputJSON *string `arg:"--cli-input-json" placeholder:"JSON" help:"the request as a JSON document; other options replace its members"`
	InputYAML *string `arg:"--cli-input-yaml" placeholder:"YAML" help:"the same as a YAML document"`
	Skeleton  []word  `arg:"--generate-cli-skeleton" placeholder:"[input|yaml-input|output]" help:"print a sample request, or check this one and print a sample answer"`
}

// globalOptions are options of all commands of the AWS CLI.
type globalOptions struct {
	Region      *string `arg:"--region" help:"where to send the request"`
	Profile     *string `arg:"--profile" placeholder:"NAME" help:"whose settings and credentials to send it with"`
	EndpointURL *string `arg:"--endpoint-url" placeholder:"URL" help:"send it there instead"`
	Color       *string `arg:"--color" placeholder:"on|off|auto" help:"colour findings; auto does on a terminal"`
	answerOptions

	NoPager      bool    `arg:"--no-cli-pager" help:"nothing: there is no pager"`
	NoPaginate   bool    `arg:"--no-paginate" help:"nothing: an answer has no pages"`
	NoPrompt     bool    `arg:"--no-cli-auto-prompt" help:"nothing: there are no prompts"`
	BinaryFormat *string `arg:"--cli-binary-format" placeholder:"base64|raw-in-base64-out" help:"nothing: a request has no binary values"`
}

// absent marks a list option that is not on the command line: without words it
// is an empty list, which is sent.
const absent = "\x00absent"

func newStartTask() *startTask {
	return &startTask{requestOptions: requestOptions{
		ContainerInstances: []word{absent}, Tags: []word{absent},
		VolumeConfigurations: []word{absent}, Skeleton: []word{absent},
	}}
}

func given(list []word) bool { return len(list) != 1 || list[0] != absent }

func (c *startTask) run(ctx context.Context, std streams) (int, error) {
	skeleton, err := c.skeleton()
	if err != nil {
		return statusUsage, err
	}
	if err := c.checkSubmit(skeleton); err != nil {
		return statusUsage, err
	}
	printer, err := c.printer()
	if err != nil {
		return statusUsage, err
	}
	if err := c.globalOptions.check(); err != nil {
		return statusUsage, err
	}
	answers, err := c.answerPrinter()
	if err != nil {
		return statusUsage, err
	}
	r, err := c.reporter(std.stderr, c.Color)
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
		text, err = printer(in, r.gradings)
	}
	if err != nil {
		return r.finish(std, nil, append(found, report.Place{}.Problem(err)...), statusFailed), nil
	}
	return r.finish(std, text, found, statusOK), nil
}

// skeleton returns what --generate-cli-skeleton asks for, or "".
func (c *startTask) skeleton() (string, error) {
	switch {
	case !given(c.Skeleton):
		return "", nil
	case c.Print != nil:
		return "", errors.New("--print prints the request, --generate-cli-skeleton a sample: give one of them")
	case len(c.Skeleton) == 0:
		return "input", nil
	case len(c.Skeleton) > 1 || !slices.Contains([]word{"input", "yaml-input", "output"}, c.Skeleton[0]):
		return "", errors.New("--generate-cli-skeleton takes input, yaml-input or output")
	}
	return string(c.Skeleton[0]), nil
}

// printer returns what prints the request.
func (c *startTask) printer() (func(*ecs.StartTaskInput, []grading) ([]byte, error), error) {
	name := "json"
	if c.Print != nil {
		name = *c.Print
	}
	p, ok := printers[name]
	if !ok {
		return nil, errors.New("--print takes json, command, shorthand or go")
	}
	return func(in *ecs.StartTaskInput, gradings []grading) ([]byte, error) {
		return p(in, gradings, c.globalOptions)
	}, nil
}
