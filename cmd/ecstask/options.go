package main

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/internal/tree"
	"github.com/ecstask/ecstask/netconfig"
	"github.com/ecstask/ecstask/overrides"
	"github.com/ecstask/ecstask/shorthand"
	"github.com/spf13/cobra"
)

// memberOption is the option of the AWS CLI that gives one member of a request. The
// schema of an operation says whether it has the member.
type memberOption struct {
	member string

	// add adds the option to g, and returns what reads its value into a request, if it
	// was given.
	add func(g *group, option string) reader
}

// A reader reads the value of an option into a request.
type reader func(r *reading)

// memberOptions are those of both operations, in the order of the help.
var memberOptions = []memberOption{
	textOption("cluster", "NAME|ARN", "the cluster (default: the one named default)", func(r *request.Request) **string { return &r.Cluster }),
	textOption("taskDefinition", "FAMILY[:REVISION]|ARN", "the task definition (default REVISION: the latest active one)", func(r *request.Request) **string { return &r.TaskDefinition }),
	structureOption("overrides", "what to override in the task definition, for the task and its containers", overrides.Parse, func(r *request.Request) **types.TaskOverride { return &r.Overrides }),
	listOption("containerInstances", "ID|ARN ...", "1 to 10 container instances, or more with --batch", shorthand.UnmarshalStrings, func(r *request.Request) *[]string { return &r.ContainerInstances }),
	numberOption("count", "NUMBER", "how many tasks to run: 1 to 10, or more with --batch (default 1)", func(r *request.Request) **int32 { return &r.Count }),
	enumOption("launchType", "where to run the tasks (default: as the capacity provider strategy of the request or of the cluster says)", []types.LaunchType{types.LaunchTypeFargate, types.LaunchTypeEc2, types.LaunchTypeExternal}, func(r *request.Request) *types.LaunchType { return &r.LaunchType }),
	listOption("capacityProviderStrategy", "capacityProvider=NAME,... ...", "the capacity providers to run the tasks on, instead of a launch type; each with its weight and base",
		shorthand.UnmarshalList[types.CapacityProviderStrategyItem], func(r *request.Request) *[]types.CapacityProviderStrategyItem { return &r.CapacityProviderStrategy }, "capacityProvider=FARGATE", "capacityProvider=FARGATE_SPOT"),
	textOption("platformVersion", "VERSION", "the platform version of Fargate (default LATEST)", func(r *request.Request) **string { return &r.PlatformVersion }, "LATEST", "1.4.0", "1.3.0", "1.0.0"),
	listOption("placementConstraints", "type=TYPE,... ...", "which container instances may be used: type=memberOf,expression='...' or type=distinctInstance",
		shorthand.UnmarshalList[types.PlacementConstraint], func(r *request.Request) *[]types.PlacementConstraint { return &r.PlacementConstraints }, "type=distinctInstance", "type=memberOf,expression="),
	listOption("placementStrategy", "type=TYPE,... ...", "which of them to prefer: type=spread,field=FIELD, type=binpack,field=cpu or type=random",
		shorthand.UnmarshalList[types.PlacementStrategy], func(r *request.Request) *[]types.PlacementStrategy { return &r.PlacementStrategy },
		"type=spread,field=attribute:ecs.availability-zone", "type=spread,field=instanceId", "type=binpack,field=cpu", "type=binpack,field=memory", "type=random"),
	textOption("startedBy", "TEXT", "a label to find the tasks by: at most 36 characters for start-task, 128 for run-task", func(r *request.Request) **string { return &r.StartedBy }),
	textOption("group", "NAME", "the task group", func(r *request.Request) **string { return &r.Group }),
	structureOption("networkConfiguration", "subnets and security groups, for a task definition with the network mode awsvpc", netconfig.Parse, func(r *request.Request) **types.NetworkConfiguration { return &r.NetworkConfiguration }),
	listOption("tags", "key=KEY,value=VALUE ...", "tags for the task", shorthand.UnmarshalList[types.Tag], func(r *request.Request) *[]types.Tag { return &r.Tags }),
	enumOption("propagateTags", "where to copy more tags from", []types.PropagateTags{types.PropagateTagsTaskDefinition}, func(r *request.Request) *types.PropagateTags { return &r.PropagateTags }),
	flagOption("enableECSManagedTags", "add the tags that Amazon ECS manages", "no-enable-ecs-managed-tags", "do not add them (the default)", func(r *request.Request) *bool { return &r.EnableECSManagedTags }),
	flagOption("enableExecuteCommand", "turn on ECS Exec", "disable-execute-command", "do not turn it on (the default)", func(r *request.Request) *bool { return &r.EnableExecuteCommand }),
	textOption("clientToken", "TEXT", "a token with which ECS runs the tasks only once, however often the request is sent (default: a new one)", func(r *request.Request) **string { return &r.ClientToken }),
	textOption("referenceId", "TEXT", "reserved for Amazon ECS", func(r *request.Request) **string { return &r.ReferenceId }),
	listOption("volumeConfigurations", "STRUCTURE ...", "the Amazon EBS volume of the task", shorthand.UnmarshalList[types.TaskVolumeConfiguration], func(r *request.Request) *[]types.TaskVolumeConfiguration { return &r.VolumeConfigurations }),
}

// addMembers adds the options of the members that op has to g, and returns their
// readers.
func (op *operation) addMembers(g *group) (readers []reader) {
	for _, o := range memberOptions {
		if op.Schema.Member(o.member) != nil {
			readers = append(readers, o.add(g, strings.TrimPrefix(request.Option(o.member), "--")))
		}
	}
	return readers
}

// textOption is an option with a text. values are some that completion offers.
func textOption(member, placeholder, usage string, of func(*request.Request) **string, values ...string) memberOption {
	return scalarOption(member, placeholder, usage, completeValue(values...), func(r *reading, text string, err error) {
		*of(r.values) = &text
		r.set(member, err, nil)
	})
}

func enumOption[E ~string](member, usage string, values []E, of func(*request.Request) *E) memberOption {
	names := make([]string, len(values))
	for i, v := range values {
		names[i] = string(v)
	}
	return scalarOption(member, strings.Join(names, "|"), usage, cobra.FixedCompletions(names, cobra.ShellCompDirectiveNoFileComp), func(r *reading, text string, err error) {
		var warnings field.Findings
		if text == "" && err == nil {
			warnings = field.Findings{tree.EmptyEnum("")}
		}
		*of(r.values) = E(text)
		r.set(member, err, warnings)
	})
}

// numberOption is an option with a number, which is read as one in shorthand is.
func numberOption(member, placeholder, usage string, of func(*request.Request) **int32) memberOption {
	return scalarOption(member, placeholder, usage, completeValue(), func(r *reading, text string, err error) {
		if err != nil {
			r.set(member, err, nil)
			return
		}
		t := tree.New()
		defer t.Free()
		t.Coerce = true
		t.Add(0, tree.Node{Kind: tree.Object})
		t.Add(0, tree.Node{Kind: tree.String, Key: member, Text: text})
		in, found := r.op.Decode(t)
		*of(r.values) = *of(in)
		r.Replace(member, found)
	})
}

// scalarOption is an option with one value, which is no structure.
func scalarOption(member, placeholder, usage string, values cobra.CompletionFunc, read func(r *reading, text string, err error)) memberOption {
	return memberOption{member, func(g *group, option string) reader {
		var value *string
		g.text(&value, option, placeholder, usage, values)
		return func(r *reading) {
			if value != nil {
				text, _, err := content(*value, false)
				read(r, text, err)
			}
		}
	}}
}

func flagOption(member, usage, no, opposite string, of func(*request.Request) *bool) memberOption {
	return memberOption{member, func(g *group, option string) reader {
		var value *bool
		g.pair(&value, option, usage, no, opposite)
		return func(r *reading) {
			if value != nil {
				*of(r.values) = *value
				r.set(member, nil, nil)
			}
		}
	}}
}

// structureOption is an option with a structure, which parse reads.
func structureOption[B interface{ Unchecked() *T }, T any](member, usage string, parse func(string, ...shorthand.Option) (B, error), of func(*request.Request) **T) memberOption {
	return memberOption{member, func(g *group, option string) reader {
		var value *string
		g.text(&value, option, "STRUCTURE", usage, completeValue())
		return func(r *reading) {
			if value != nil {
				warnings, opts := reads()
				built, err := parse(*value, opts...)
				*of(r.values) = built.Unchecked()
				r.set(member, err, *warnings)
			}
		}
	}}
}

// listOption is an option with many words, which read makes a list. values are the
// beginnings of some that completion offers.
func listOption[T any](member, placeholder, usage string, read func([]string, ...shorthand.Option) ([]T, error), of func(*request.Request) *[]T, values ...string) memberOption {
	return memberOption{member, func(g *group, option string) reader {
		var words []string
		g.list(&words, option, placeholder, usage, completeValue(values...))
		return func(r *reading) {
			if words != nil {
				warnings, opts := reads()
				list, err := read(words, opts...)
				*of(r.values) = list
				r.set(member, err, *warnings)
			}
		}
	}}
}

// reads returns the options to read shorthand with, and where its warnings go.
func reads() (*field.Findings, []shorthand.Option) {
	warnings := new(field.Findings)
	return warnings, []shorthand.Option{shorthand.WithFiles(readText), shorthand.WithWarnings(warnings)}
}

// inputOptions are the options that give a request as a whole.
type inputOptions struct {
	JSON, YAML *string
	Skeleton   []string
}

func (o *inputOptions) add(g *group) {
	g.text(&o.JSON, "cli-input-json", "JSON", "the request as a JSON document; other options replace its members", completeValue())
	g.text(&o.YAML, "cli-input-yaml", "YAML", "the request as a YAML document", completeValue())
	g.list(&o.Skeleton, "generate-cli-skeleton", "["+strings.Join(samples, "|")+"]", "print a sample request; with output, check this request and print a sample response", cobra.FixedCompletions(samples, cobra.ShellCompDirectiveNoFileComp))
}
