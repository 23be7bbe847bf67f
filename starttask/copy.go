package starttask

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/internal/clone"
)

// detach gives in memory of its own: it replaces what in shares with the value it was
// copied from. It leaves out the network configuration and the overrides, which copy
// themselves.
func detach(in *ecs.StartTaskInput) {
	texts := make(clone.Texts, 0, 5)
	in.Cluster = texts.Copy(in.Cluster)
	in.ContainerInstances = slices.Clone(in.ContainerInstances)
	in.Group = texts.Copy(in.Group)
	in.ReferenceId = texts.Copy(in.ReferenceId)
	in.StartedBy = texts.Copy(in.StartedBy)
	in.Tags = clone.Tags(in.Tags)
	in.TaskDefinition = texts.Copy(in.TaskDefinition)
	in.VolumeConfigurations = clone.Slice(in.VolumeConfigurations, clone.Volume)
}
