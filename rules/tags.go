package rules

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/ptr"
)

// The rules for a list of tags, which a request has for the task and for each
// volume.
var (
	tagsCount = Rule{
		ID: "tags-count", Field: "tags", What: "At most {max} tags are given for the task, and for each volume.",
		Limit: "{max} tags", limits: limits{max: 50}, Kind: field.TooMany, Severity: errorSeverity, Evidence: Documented, Source: api("StartTask"),
	}
	tagKeyDuplicate = Rule{
		ID: "tag-key-duplicate", Field: "tags[].key", What: "No two tags have the same key.",
		Kind: field.Duplicate, Severity: errorSeverity, Evidence: Documented, Source: api("StartTask"),
	}
	tagKeyCase = Rule{
		ID: "tag-key-case", Field: "tags[].key", What: "No two tags have keys that differ only in case: ECS keeps both.",
		Kind: field.Duplicate, Severity: warningSeverity, Evidence: Documented, Source: api("StartTask"),
	}
)

func tagKeysByCase(r *run, tags []types.Tag) {
	lower := func(t *types.Tag) string { return strings.ToLower(ptr.Value(t.Key)) }
	repeats(tags, lower, func(i, first int) {
		if *tags[i].Key != *tags[first].Key {
			r.reportValue(index("tags", i)+".key", *tags[i].Key, "differs from "+index("tags", first)+".key only in case", "use one spelling", field.Path(index("tags", first)+".key"))
		}
	})
}

func tagKey(t *types.Tag) string   { return ptr.Value(t.Key) }
func keyOf(t *types.Tag) *string   { return t.Key }
func valueOf(t *types.Tag) *string { return t.Value }

var tagTable = &table[types.Tag]{
	rows: []row[types.Tag]{
		{
			Rule: Rule{
				ID: "tag-key-required", Field: "tags[].key", What: "A tag has a key.",
				Limit: "{min} character", limits: limits{min: 1}, Kind: field.Required, Severity: errorSeverity, Evidence: Documented, Source: api("Tag"),
			},
			check: given("key", keyOf, "give the tag a key, or remove it"),
		},
		{
			Rule: Rule{
				ID: "tag-key-length", Field: "tags[].key", What: "The key of a tag has at most {max} characters.",
				Limit: "{max} characters", limits: limits{max: 128}, Kind: field.TooLong, Severity: errorSeverity, Evidence: Documented, Source: api("StartTask"),
			},
			check: notLonger("key", keyOf),
		},
		{
			Rule: Rule{
				ID: "tag-value-length", Field: "tags[].value", What: "The value of a tag has at most {max} characters.",
				Limit: "{max} characters", limits: limits{max: 256}, Kind: field.TooLong, Severity: errorSeverity, Evidence: Documented, Source: api("StartTask"),
			},
			check: secret(notLonger("value", valueOf)),
		},
		{
			Rule: Rule{
				ID: "tag-chars", Field: "tags[].key", What: "The key and the value of a tag have letters, digits, spaces and _ . : / = + - @ only. RunTask was seen to refuse other characters.",
				Limit: `^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$`, Kind: field.Invalid, Severity: errorSeverity, Evidence: Documented | Observed, Source: thread("PrefectHQ/prefect", "13174"),
			},
			check: func(r *run, t *types.Tag) {
				text("key", keyOf, tagChars)(r, t)
				secret(text("value", valueOf, tagChars))(r, t)
			},
		},
		{
			Rule: Rule{
				ID: "tag-key-aws", Field: "tags[].key", What: "The key of a tag does not begin with aws:, in any case.",
				Kind: field.Invalid, Severity: errorSeverity, Evidence: Documented, Source: api("StartTask"),
			},
			check: text("key", keyOf, tagAWS),
		},
		{
			Rule: Rule{
				ID: "tag-value-aws", Field: "tags[].value", What: "The value of a tag does not begin with aws:, in any case. That ECS refuses it was not observed.",
				Kind: field.Invalid, Severity: warningSeverity, Evidence: Documented, Source: api("StartTask"),
			},
			check: secret(text("value", valueOf, tagAWS)),
		},
	},
}
