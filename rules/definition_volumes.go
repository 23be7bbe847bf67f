package rules

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/ptr"
)

func isConfiguredAtLaunch(v types.Volume) bool { return ptr.Value(v.ConfiguredAtLaunch) }

// launchVolumes are the names of the volumes that a request configures.
func (k *known) launchVolumes() (names []string) {
	for i := range k.TaskDefinition.Volumes {
		if v := &k.TaskDefinition.Volumes[i]; isConfiguredAtLaunch(*v) {
			names = append(names, ptr.Value(v.Name))
		}
	}
	return names
}

// launchVolumeTable holds the rules for volume configurations and the volumes that
// they are for.
var launchVolumeTable = &table[known]{
	rows: []row[known]{
		{
			Rule: Rule{
				ID: "volume-unknown", Field: "volumeConfigurations[].name", What: "A volume configuration names a volume that the task definition has with configuredAtLaunch.",
				Kind: field.Unknown, Severity: errorSeverity, Evidence: Documented | Observed, Source: bench("svc-ebs-name-not-in-taskdef"), Needs: NeedTaskDefinition,
			},
			grade: ifPinned,
			check: func(r *run, k *known) {
				names := k.launchVolumes()
				for i, v := range k.request.VolumeConfigurations {
					name := ptr.Value(v.Name)
					if name == "" || slices.Contains(names, name) {
						continue
					}
					msg, hint := "is not a volume of the task definition that is configured at launch", hintOf(name, names)
					if len(names) == 0 {
						msg, hint = "is given, but no volume of the task definition is configured at launch", "leave volumeConfigurations out, or register a revision whose volume has configuredAtLaunch"
					}
					r.reportValue(index("volumeConfigurations", i)+".name", name, msg, hint, "taskDefinition")
				}
			},
		},
		{
			Rule: Rule{
				ID: "volume-unconfigured", Field: "volumeConfigurations", What: "A volume that the task definition has with configuredAtLaunch is configured.",
				Kind: field.Required, Severity: warningSeverity, Evidence: Documented | Inferred, Source: guide("ebs-volumes"), Needs: NeedTaskDefinition,
			},
			check: func(r *run, k *known) {
				if names := k.launchVolumes(); len(names) > 0 && len(k.request.VolumeConfigurations) == 0 {
					r.report("volumeConfigurations", "is missing: the volume "+shown(&names[0])+" of the task definition is configured at launch", "configure it with managedEBSVolume", "taskDefinition")
				}
			},
		},
	},
}
