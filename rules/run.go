package rules

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/wire"
	"github.com/go-playground/validator/v10"
)

// A run is one call of Check. It travels through the validator as the context.
type run struct {
	context.Context
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

// descend checks v, to which at leads from the value that is checked.
func (r *run) descend(at step, v any) {
	r.at = append(r.at, at)
	r.walk(v)
	r.at = r.at[:len(r.at)-1]
}

// walk lets the validator check v, a pointer to a struct.
func (r *run) walk(v any) {
	if err := r.engine.validate.StructCtx(r, v); err != nil {
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

// tagMessage words the failure of a tag. It never shows the value, except a
// number.
func tagMessage(fe validator.FieldError) string {
	tag, param, _ := strings.Cut(fe.ActualTag(), "=")
	if fe.Param() != "" {
		param = fe.Param()
	}
	value := reflect.ValueOf(fe.Value())
	for value.Kind() == reflect.Pointer && !value.IsNil() {
		value = value.Elem()
	}
	switch tag {
	case "min", "max":
		limit := map[string]string{"min": "at least ", "max": "at most "}[tag] + param
		switch value.Kind() {
		case reflect.Slice:
			if value.Len() == 0 {
				return "is empty"
			}
			return fmt.Sprintf("has %d elements, but %s are allowed", value.Len(), limit)
		case reflect.String:
			if value.Len() == 0 {
				return "is empty"
			}
			return fmt.Sprintf("has %d characters, but %s are allowed", len([]rune(value.String())), limit)
		}
		return fmt.Sprintf("is %v, but must be %s", value, limit)
	}
	return "is required"
}

// textRules look at every text of a request.
var textRules = []Rule{textUTF8, textNUL}

var (
	textUTF8 = Rule{
		ID: "text-utf8", What: "Every text is valid UTF-8. The SDK replaces each other byte by U+FFFD, without a word.",
		Kind: field.Invalid, Severity: field.SeverityWarning, Evidence: Observed, Source: "https://github.com/aws/smithy-go",
	}
	textNUL = Rule{
		ID: "text-nul", What: "No text holds the character U+0000, which no program can get as an argument or in its environment.",
		Kind: field.Invalid, Severity: field.SeverityWarning, Evidence: Inferred, Source: "https://pubs.opengroup.org/onlinepubs/9799919799/functions/execve.html",
	}
)

// checkTexts applies the rules for every text.
func (r *run) checkTexts(src smithy.Serializable) {
	if r.extent.Valid {
		return
	}
	wire.Strings(src, func(path, s string) {
		if !utf8.ValidString(s) {
			r.rule = &textUTF8
			r.report(path, "is not valid UTF-8; the SDK would send U+FFFD in place of the wrong bytes", "encode it as UTF-8, bytes as base64")
		}
	})
}
