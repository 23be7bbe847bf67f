package rules

import (
	"reflect"
	"strconv"
	"unicode/utf8"

	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/wire"
	"github.com/go-playground/validator/v10"
)

// A run is one call of Check.
type run struct {
	policy
	engine *engine
	extent wire.Extent // of the whole value on the wire
	at     []step      // the way to the value that is checked
	rule   *Rule       // the rule whose function runs
	found  field.Errors
}

// A step leads to a member, or to an element of a list.
type step struct {
	member string
	index  int // -1 without a list
}

// checkTags lets the validator apply the tags of v, a pointer to a struct.
func (r *run) checkTags(v any) {
	if err := r.engine.validate.Struct(v); err != nil {
		for _, fe := range err.(validator.ValidationErrors) {
			entry := r.engine.byID[fe.Tag()]
			r.rule = &entry.rule
			r.report(fe.Field(), tagMessage(fe), entry.hint)
		}
	}
}

// report adds a finding of the running rule at rel, a path relative to the
// value that is checked. So are the related paths.
func (r *run) report(rel, msg, hint string, related ...field.Path) {
	severity := r.severity(r.rule)
	if severity == off {
		return
	}
	var base field.Path
	for _, s := range r.at {
		if base = base.Child(s.member); s.index >= 0 {
			base = base.Index(s.index)
		}
	}
	err := &field.Error{
		Path: base.Join(field.Path(rel)), Kind: r.rule.Kind, Severity: severity,
		Rule: r.rule.ID, Msg: msg, Hint: hint, Doc: r.rule.Source,
	}
	for _, p := range related {
		err.Related = append(err.Related, base.Join(p))
	}
	r.found = append(r.found, err)
}

// tagMessage words the failure of a tag, without the value.
func tagMessage(fe validator.FieldError) string {
	value := reflect.Indirect(reflect.ValueOf(fe.Value()))
	switch check := fe.ActualTag(); {
	case check == "max":
		most, _ := strconv.Atoi(fe.Param())
		return tooMany(value.Len(), most)
	case check == "min" && value.IsValid() && (value.Kind() != reflect.Slice || !value.IsNil()):
		return "is empty"
	}
	return "is required"
}

// textUTF8 looks at every text of a request.
var textUTF8 = Rule{
	ID: "text-utf8", Field: "cluster", What: "Every text, wherever it stands, is valid UTF-8. The SDK sends U+FFFD in place of any other byte, without a word.",
	Kind: field.Invalid, Severity: field.SeverityWarning, Evidence: Observed, Source: "https://github.com/aws/smithy-go",
}

// checkTexts applies textUTF8.
func (r *run) checkTexts(src smithy.Serializable) {
	if r.extent.ValidUTF8 {
		return
	}
	wire.Strings(src, func(path, s string) {
		if !utf8.ValidString(s) {
			r.rule = &textUTF8
			r.report(path, "is not valid UTF-8; the SDK would send U+FFFD in place of the wrong bytes", "encode it as UTF-8, bytes as base64")
		}
	})
}
