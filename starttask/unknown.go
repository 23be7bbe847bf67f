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
}{
	{schemas.StartTaskRequest, "is a member of the request itself"},
	{schemas.AwsVpcConfiguration, "is a member of networkConfiguration.awsvpcConfiguration"},
	{schemas.TaskOverride, "is a member of overrides"},
	{schemas.ContainerOverride, "is a member of overrides.containerOverrides[]"},
	{schemas.TaskManagedEBSVolumeConfiguration, "is a member of volumeConfigurations[].managedEBSVolume"},
	{schemas.RunTaskRequest, "is a member of RunTask; StartTask does not have it"},
	{schemas.RegisterTaskDefinitionRequest, "is a member of a task definition; it cannot be overridden"},
	{schemas.ContainerDefinition, "is a member of a task definition's container; it cannot be overridden"},
	{schemas.StartTaskResponse, "is a member of the output"},
	{schemas.Task, "is a member of a task in the output"},
	{schemas.Container, "is a member of a task's container in the output"},
}

// explainUnknown adds to the hint of each unknown member in err where a member
// of that name exists.
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
				break
			}
		}
	}
}
