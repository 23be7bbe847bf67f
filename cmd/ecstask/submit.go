package main

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/wire"
)

// submit sends the request once: a second attempt could start the tasks twice,
// for StartTask has no client token. What went wrong is reported before the
// answer is printed, and both whatever happens to the other. The first Ctrl-C
// ends the call, a second one the program.
func (c *startTask) submit(ctx context.Context, std streams, r *reporter, in *ecs.StartTaskInput, found findings) int {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	context.AfterFunc(ctx, stop)
	out, err := c.send(ctx, in)
	if err != nil {
		r.write(append(found, finding{Error: sendError(ctx, err)}))
		return statusFailed
	}
	failures := explainFailures(in, out.Failures)
	for _, e := range failures {
		found = append(found, finding{Error: e})
	}
	r.write(found)
	status := std.write(indent(wire.Encode(out)))
	if len(failures) > 0 {
		status = statusFailed
	}
	return status
}

func (c *globalOptions) send(ctx context.Context, in *ecs.StartTaskInput) (*ecs.StartTaskOutput, error) {
	var opts []func(*config.LoadOptions) error
	if c.Region != nil {
		opts = append(opts, config.WithRegion(*c.Region))
	}
	if c.Profile != nil {
		opts = append(opts, config.WithSharedConfigProfile(*c.Profile))
	}
	cfg, err := config.LoadDefaultConfig(ctx, opts...)
	if err != nil {
		return nil, err
	}
	client := ecs.NewFromConfig(cfg, func(o *ecs.Options) {
		if c.EndpointURL != nil {
			o.BaseEndpoint = c.EndpointURL
		}
		o.Retryer = aws.NopRetryer{}
	})
	return client.StartTask(ctx, in)
}

// sendError says what went wrong with the call, and whether the tasks may have
// been started all the same.
func sendError(ctx context.Context, err error) *field.Error {
	e := &field.Error{Severity: field.SeverityError, Kind: field.Invalid, Msg: err.Error(), Err: err}
	api, refused := errors.AsType[smithy.APIError](err)
	if refused {
		e.Msg = api.ErrorCode() + ": " + api.ErrorMessage()
	}
	if ctx.Err() != nil {
		e.Msg = "interrupted before the answer was complete"
	}
	if !refused || api.ErrorFault() == smithy.FaultServer {
		e.Hint = "if the request reached ECS, the tasks may have been started: look with aws ecs list-tasks before sending it again"
	}
	return e
}

// failureReasons say what the reasons of failures mean. They are prefixes.
var failureReasons = []struct {
	reason string
	kind   field.Kind
	msg    string
	hint   string
}{
	{"RESOURCE:CPU", field.Conflict, "the instance has not enough free CPU units", "use another instance, override less cpu, or wait"},
	{"RESOURCE:MEMORY", field.Conflict, "the instance has not enough free memory", "use another instance, override less memory, or wait"},
	{"RESOURCE:PORTS", field.Conflict, "a host port of the task is taken on the instance", "use dynamic host ports, the network mode awsvpc, or another instance"},
	{"RESOURCE:ENI", field.Conflict, "the instance has no network interface left for the task", "use another or a larger instance, or ENI trunking"},
	{"RESOURCE:GPU", field.Conflict, "the instance has not enough free GPUs", "use another instance, or wait"},
	{"RESOURCE:", field.Conflict, "the instance has not enough of a resource", "use another instance, or wait"},
	{"AGENT", field.Conflict, "the ECS agent on the instance is disconnected", "agents reconnect by themselves: try again in a few minutes, or look at the instance"},
	{"LOCATION", field.Conflict, "the instance is in another Availability Zone than the subnets", "add a subnet in its zone, or use another instance"},
	{"ATTRIBUTE", field.Conflict, "the instance lacks an attribute that the task definition requires", "compare the task definition's requiresAttributes with the instance's attributes"},
	{"MISSING", field.Unknown, "there is no such instance in the cluster", "look at the cluster, the region and the id"},
	{"INACTIVE", field.Invalid, "the instance was deregistered", "leave it out"},
	{"MemberOf placement constraint unsatisfied", field.Conflict, "the instance does not match the task definition's placement constraint", "use another instance"},
	{"DistinctInstance placement constraint unsatisfied", field.Conflict, "the instance runs such a task already", "use another instance"},
}

// explainFailures returns a finding for each failure, at the instance it is
// about.
func explainFailures(in *ecs.StartTaskInput, failures []types.Failure) (list field.Errors) {
	for _, f := range failures {
		reason := aws.ToString(f.Reason)
		e := &field.Error{
			Path: instancePath(in, aws.ToString(f.Arn)), Kind: field.Invalid, Severity: field.SeverityError,
			Msg: "ECS reports " + reason,
			Doc: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html",
		}
		for _, r := range failureReasons {
			if strings.HasPrefix(reason, r.reason) {
				e.Kind, e.Hint = r.kind, r.hint
				e.Msg += ": " + r.msg
				break
			}
		}
		if f.Detail != nil {
			e.Msg += " (" + *f.Detail + ")"
		}
		if e.Path == "" && f.Arn != nil {
			e.Msg += ", for " + *f.Arn
		}
		list = append(list, e)
	}
	return list
}

// instancePath returns the path of the container instance with the given ARN.
func instancePath(in *ecs.StartTaskInput, arn string) field.Path {
	id := func(s string) string { return s[1+strings.LastIndexByte(s, '/'):] }
	i := slices.IndexFunc(in.ContainerInstances, func(instance string) bool { return id(instance) == id(arn) })
	if i < 0 || arn == "" {
		return ""
	}
	return field.Path("containerInstances").Index(i)
}
