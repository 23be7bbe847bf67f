package runtask

import (
	"fmt"
	"log/slog"
	"math"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ebs"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/netconfig"
	"github.com/ecstask/ecstask/overrides"
	"github.com/ecstask/ecstask/rules"
)

// Builder is a RunTask request in the making. The zero Builder is an empty one: it
// lacks the task definition that every request must have.
//
// A method that sets a text unsets it when the text is empty, so the value of a flag
// that was not given can be passed on as it is.
//
// To read what a Builder holds, take the request that [Builder.Unchecked] returns. The
// parts that have builders of their own can be read, changed and set again:
//
//	b = b.WithOverrides(b.Overrides().WithCPU("512"))
//
// encoding/json writes {} for a Builder, which may hold secrets: [JSON] writes the
// request that Unchecked or Build returns.
type Builder struct {
	draft request.Draft
	count int // as it was given, if an int32 cannot hold it
}

// New returns a Builder with what every request must have: a task definition,
// as family, family:revision or ARN. ECS starts one task, and places it where the
// other methods say.
func New(taskDefinition string) Builder {
	return Builder{}.WithTaskDefinition(taskDefinition)
}

// From returns a Builder with all that in holds. It copies in. From nil it
// returns the zero Builder.
func From(in *ecs.RunTaskInput) Builder {
	return Builder{draft: request.NewDraft(request.FromRunTask(in))}
}

// String names the task definition and the count. The rest of the request may hold
// secrets; [JSON] and [Command] write all of it.
func (b Builder) String() string {
	text := "RunTask of " + b.draft.Family()
	if b.draft.Count != nil {
		text += fmt.Sprintf(", count %d", *b.draft.Count)
	}
	return text
}

// LogValue implements [slog.LogValuer], as String does.
func (b Builder) LogValue() slog.Value { return slog.StringValue(b.String()) }

// WithCluster sets the cluster, by its name or ARN. Without it ECS uses the cluster
// named default.
func (b Builder) WithCluster(nameOrARN string) Builder {
	b.draft.Cluster = request.Text(nameOrARN)
	return b
}

// WithTaskDefinition sets the task definition: a family, whose latest active
// revision is started, a family:revision, or an ARN.
func (b Builder) WithTaskDefinition(familyOrARN string) Builder {
	b.draft.TaskDefinition = request.Text(familyOrARN)
	return b
}

// WithCount sets how many tasks to start: 1 to 10. Without it ECS starts 1. A count
// outside of int32, the SDK's type, is an error of Check and Build that no option
// turns off; Unchecked then returns the nearest int32, which ECS refuses, too.
func (b Builder) WithCount(n int) Builder {
	count := int32(min(max(n, math.MinInt32), math.MaxInt32))
	b.draft.Count, b.count = &count, 0
	if int(count) != n {
		b.count = n
	}
	return b
}

// WithGroup sets the task group, of up to 255 characters. Without it ECS uses
// family:, followed by the family of the task definition.
func (b Builder) WithGroup(name string) Builder {
	b.draft.Group = request.Text(name)
	return b
}

// WithStartedBy sets the value by which ListTasks can find the task: up to 128
// letters, digits, hyphens, underscores and slashes.
func (b Builder) WithStartedBy(value string) Builder {
	b.draft.StartedBy = request.Text(value)
	return b
}

// WithClientToken sets the client token: up to 64 characters from ! to ~, so no
// spaces, and up to 56 for [RunAll] and [WithRetryUnplaced], which make others from it.
// ECS starts nothing for a token that the cluster has seen. It returns what it returned
// the first time, failures included, or a ConflictException if the request differs.
// It forgets a token after 24 hours, or one hour after the last of the tasks has
// stopped, if that is earlier.
//
// Without a token the SDK generates one for each call.
func (b Builder) WithClientToken(token string) Builder {
	b.draft.ClientToken = request.Text(token)
	return b
}

// WithReferenceID sets the reference id, which is for Amazon ECS only: the rules
// warn about it.
func (b Builder) WithReferenceID(id string) Builder {
	b.draft.ReferenceId = request.Text(id)
	return b
}

// WithTag adds a tag. The key has 1 to 128 characters, the value up to 256, and
// there may be up to 50 tags.
func (b Builder) WithTag(key, value string) Builder {
	b.draft.AddTags(types.Tag{Key: &key, Value: &value})
	return b
}

// WithTags adds tags. It copies them.
func (b Builder) WithTags(tags ...types.Tag) Builder {
	b.draft.AddTags(tags...)
	return b
}

// WithManagedTags sets whether ECS tags the task with its cluster's name.
func (b Builder) WithManagedTags(enable bool) Builder {
	b.draft.EnableECSManagedTags = enable
	return b
}

// WithPropagateTags sets whose tags the task gets as well: those of the task
// definition, by types.PropagateTagsTaskDefinition.
func (b Builder) WithPropagateTags(from types.PropagateTags) Builder {
	b.draft.PropagateTags = from
	return b
}

// WithExecuteCommand sets whether commands can be run in the containers by
// ExecuteCommand.
func (b Builder) WithExecuteCommand(enable bool) Builder {
	b.draft.EnableExecuteCommand = enable
	return b
}

// WithNetwork sets the network configuration, for tasks in the network mode
// awsvpc. The zero Config leaves it out.
func (b Builder) WithNetwork(c netconfig.Config) Builder {
	b.draft.Network = c
	return b
}

// WithNetworkConfiguration sets the network configuration from an SDK value. It
// copies nc. Nil leaves it out.
func (b Builder) WithNetworkConfiguration(nc *types.NetworkConfiguration) Builder {
	return b.WithNetwork(netconfig.From(nc))
}

// WithOverrides sets the overrides, in place of any that were set before. The zero
// Task leaves them out. The options that [overrides.Task.Rules] returns hold for the
// request, too. To merge t into what was set before:
//
//	b = b.WithOverrides(b.Overrides().WithTask(t))
func (b Builder) WithOverrides(t overrides.Task) Builder {
	b.draft.Overrides = t
	return b
}

// WithTaskOverride sets the overrides from an SDK value, in place of any that were set
// before. It copies o. Nil leaves them out.
func (b Builder) WithTaskOverride(o *types.TaskOverride) Builder {
	return b.WithOverrides(overrides.From(o))
}

// WithVolumes adds volume configurations; a task can have one. A zero Volume adds
// nothing.
func (b Builder) WithVolumes(volumes ...ebs.Volume) Builder {
	b.draft.AddVolumes(volumes...)
	return b
}

// WithVolumeConfigurations adds volume configurations from SDK values. It copies them.
func (b Builder) WithVolumeConfigurations(volumes ...types.TaskVolumeConfiguration) Builder {
	b.draft.AddVolumeConfigurations(volumes...)
	return b
}

// Network returns the network configuration, or the zero Config if there is none.
func (b Builder) Network() netconfig.Config { return b.draft.Network }

// Overrides returns the overrides, or the zero Task if there are none.
func (b Builder) Overrides() overrides.Task { return b.draft.Overrides }

// Volumes returns the volume configurations.
func (b Builder) Volumes() []ebs.Volume { return b.draft.Volumes() }

// WithRules adds options for the rules. If several name the same rule, the last one
// counts.
func (b Builder) WithRules(opts ...rules.Option) Builder {
	b.draft.AddOptions(opts...)
	return b
}
