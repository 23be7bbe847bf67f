package request

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/schemas"
	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/units"
)

// An owner is a structure that people have in mind when they write a member where
// it does not belong, and what to say of its members.
type owner struct {
	schema *smithy.Schema
	what   string
	at     []field.Path // in the request, if there is one place
}

// owners returns those that matter to op, the likeliest first.
func (op *Operation) owners() []owner {
	other := op.other()
	return []owner{
		{op.Schema, "is a member of the request itself", []field.Path{""}},
		{schemas.AwsVpcConfiguration, "is a member of networkConfiguration.awsvpcConfiguration", []field.Path{"networkConfiguration.awsvpcConfiguration"}},
		{schemas.TaskOverride, "is a member of overrides", []field.Path{"overrides"}},
		{schemas.ContainerOverride, "is a member of overrides.containerOverrides[]", nil},
		{schemas.TaskManagedEBSVolumeConfiguration, "is a member of volumeConfigurations[].managedEBSVolume", nil},
		{other.Schema, "is a member of " + other.Name + "; " + op.Name + " does not have it", nil},
		{schemas.RegisterTaskDefinitionRequest, "is a member of a task definition; it cannot be overridden", nil},
		{schemas.ContainerDefinition, "is a member of a task definition's container; it cannot be overridden", nil},
		{schemas.StartTaskResponse, "is a member of the output", nil},
		{schemas.Task, "is a member of a task in the output", nil},
		{schemas.Container, "is a member of a task's container in the output", nil},
	}
}

// Elsewhere returns what to say of a member that the place where it stands does
// not have, if something else has a member of that name: a hint, and the paths of
// where it belongs in the request. Without such a thing the hint is empty.
func (op *Operation) Elsewhere(name string) (hint string, at []field.Path) {
	for _, o := range op.owners() {
		if o.schema.Member(name) == nil {
			continue
		}
		for _, p := range o.at {
			at = append(at, p.Child(name))
		}
		return name + " " + o.what, at
	}
	return "", nil
}

// explain adds to e what only ECS knows: the unit of a number or, if it is about an
// unknown member, where a member of that name exists.
func (op *Operation) explain(e *field.Error) {
	units.Explain(e)
	if e.Kind != field.Unknown {
		return
	}
	hint, at := op.Elsewhere(strings.TrimPrefix(string(e.Path[len(e.Path.Parent()):]), "."))
	if hint == "" {
		return
	}
	if near := len(e.Related) > 0; near {
		hint += "; " + e.Hint
	}
	e.Hint, e.Related = hint, append(e.Related, at...)
}
