package rules

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/ptr"
)

type volumeTags = types.EBSTagSpecification

var reservedVolumeTags = [...]string{"AmazonECSCreated", "AmazonECSManaged"}

// volumeTagRule returns a rule for a member of a managed volume's tag
// specification.
func volumeTagRule(id, member, what, limit string, kind field.Kind, severity field.Severity) Rule {
	return volumeRule(id, "tagSpecifications[]."+member, what, limit, kind, severity).because(Documented, api("EBSTagSpecification"))
}

func tagsOf(s *volumeTags) []types.Tag { return s.Tags }

var volumeTagTable = &table[volumeTags]{
	rows: []row[volumeTags]{
		{
			Rule:  volumeTagRule("volume-tag-resource-required", "resourceType", "A tag specification has a resourceType.", "volume", field.Required, errorSeverity),
			check: chosen("resourceType", func(s *volumeTags) types.EBSResourceType { return s.ResourceType }, "set volume"),
		},
		{
			Rule:  volumeTagRule("volume-tag-resource", "resourceType", "The resourceType of a tag specification is volume.", "volume", field.Unknown, errorSeverity),
			check: enum("resourceType", func(s *volumeTags) types.EBSResourceType { return s.ResourceType }, types.EBSResourceType("").Values()),
		},
		{
			Rule:  volumeTagRule("volume-tag-propagate-value", "propagateTags", "propagateTags is a value of the API's enum.", "TASK_DEFINITION, SERVICE or NONE", field.Unknown, errorSeverity),
			check: enum("propagateTags", func(s *volumeTags) types.PropagateTags { return s.PropagateTags }, types.PropagateTags("").Values()),
		},
		{
			Rule: volumeTagRule("volume-tag-propagate", "propagateTags", "The tags of a volume are not propagated from a SERVICE: none starts the task.", "", field.Unsupported, warningSeverity),
			check: func(r *run, s *volumeTags) {
				if s.PropagateTags == types.PropagateTagsService {
					r.reportValue("propagateTags", "SERVICE", "needs a service, but none starts the task", "use TASK_DEFINITION, or leave it out")
				}
			},
		},
		{
			Rule: volumeTagRule("volume-tag-reserved", "tags[].key", "No tag of a volume has a key that is reserved for Amazon ECS.",
				strings.Join(reservedVolumeTags[:], ", "), field.Conflict, errorSeverity),
			check: func(r *run, s *volumeTags) {
				for i := range s.Tags {
					if slices.Contains(reservedVolumeTags[:], ptr.Value(s.Tags[i].Key)) {
						r.reportValue(index("tags", i)+".key", *s.Tags[i].Key, "is reserved for Amazon ECS", "use another key")
					}
				}
			},
		},
		{Rule: tagsCount, check: atMost("tags", tagsOf, "remove some of them")},
		{Rule: tagKeyDuplicate, check: unique("tags", ".key", tagsOf, tagKey, "remove one of them")},
		{Rule: tagKeyCase, check: func(r *run, s *volumeTags) { tagKeysByCase(r, s.Tags) }},
	},
	parts: []part[volumeTags]{
		children("tags", tagsOf, tagTable),
	},
}

var terminationTable = &table[types.TaskManagedEBSVolumeTerminationPolicy]{
	rows: []row[types.TaskManagedEBSVolumeTerminationPolicy]{{
		Rule: volumeRule("volume-termination-required", "terminationPolicy.deleteOnTermination", "A termination policy has deleteOnTermination.", "", field.Required, errorSeverity).
			because(Documented, api("TaskManagedEBSVolumeTerminationPolicy")),
		check: func(r *run, p *types.TaskManagedEBSVolumeTerminationPolicy) {
			if p.DeleteOnTermination == nil {
				r.report("deleteOnTermination", "is required", "set true or false")
			}
		},
	}},
}
