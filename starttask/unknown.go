package starttask

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/schemas"
	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/field"
)

// homes are the structures that people have in mind when they write a member
// where it does not belong, the likeliest first, and what to say of their
// members.
var homes = [...]struct {
	schema *smithy.Schema
	what   string
	at     []field.Path // in the request, if there is one place
}{
	{schemas.StartTaskRequest, "is a member of the request itself", []field.Path{""}},
	{schemas.AwsVpcConfiguration, "is a member of networkConfiguration.awsvpcConfiguration", []field.Path{"networkConfiguration.awsvpcConfiguration"}},
	{schemas.TaskOverride, "is a member of overrides", []field.Path{"overrides"}},
	{schemas.ContainerOverride, "is a member of overrides.containerOverrides[]", nil},
	{schemas.TaskManagedEBSVolumeConfiguration, "is a member of volumeConfigurations[].managedEBSVolume", nil},
	{schemas.RunTaskRequest, "is a member of RunTask; StartTask does not have it", nil},
	{schemas.RegisterTaskDefinitionRequest, "is a member of a task definition; it cannot be overridden", nil},
	{schemas.ContainerDefinition, "is a member of a task definition's container; it cannot be overridden", nil},
	{schemas.StartTaskResponse, "is a member of the output", nil},
	{schemas.Task, "is a member of a task in the output", nil},
	{schemas.Container, "is a member of a task's container in the output", nil},
}

// explainUnknown adds to each unknown member in err where a member of that name
// exists.
func explainUnknown(err error) {
	for e := range field.All(err) {
		if e.Kind != field.Unknown {
			continue
		}
		name := strings.TrimPrefix(string(e.Path[len(e.Path.Parent()):]), ".")
		for _, home := range homes {
			if home.schema.Member(name) != nil {
				hint := name + " " + home.what
				if strings.HasPrefix(e.Hint, "did you mean") {
					hint += "; " + e.Hint
				}
				e.Hint = hint
				for _, p := range home.at {
					e.Related = append(e.Related, p.Child(name))
				}
				break
			}
		}
	}
}
