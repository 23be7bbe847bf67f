package rules

import (
	"context"
	"fmt"
	"reflect"
	"strconv"
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
	extent  wire.Extent           // of the whole value on the wire
	level   validator.StructLevel // the value whose functions run
	id      string                // the rule whose function runs
	details []detail
}

// detail is what a function said of a finding besides its place.
type detail struct {
	rel, msg, hint string
	related        []field.Path // relative like rel
}

// report adds a finding of the running rule at rel, a path relative to the
// value that is checked. related are paths relative to it, too.
func (r *run) report(rel, msg, hint string, related ...field.Path) {
	r.level.ReportError(nil, rel, rel, r.id, strconv.Itoa(len(r.details)))
	r.details = append(r.details, detail{rel, msg, hint, related})
}

// top reports whether v is the value that Check was called with.
func (r *run) top(v any) bool { return r.level.Top().Interface() == v }

// convert appends the finding that the validator reports as fe.
func (r *run) convert(found field.Errors, e *engine, fe validator.FieldError) field.Errors {
	entry := e.byID[fe.Tag()]
	severity := r.severity(&entry.rule)
	if severity == off {
		return found
	}
	_, path, _ := strings.Cut(fe.Namespace(), ".")
	err := newError(&entry.rule, severity, strings.TrimSuffix(path, "."))
	if i, atoi := strconv.Atoi(fe.Param()); fe.ActualTag() == fe.Tag() && atoi == nil && i < len(r.details) {
		d := r.details[i]
		err.Msg, err.Hint = d.msg, d.hint
		base := field.Path(strings.TrimSuffix(strings.TrimSuffix(path, d.rel), "."))
		for _, rel := range d.related {
			err.Related = append(err.Related, base.Join(rel))
		}
	} else {
		err.Msg, err.Hint = tagMessage(fe), entry.hint
	}
	return append(found, err)
}

func newError(rule *Rule, severity field.Severity, path string) *field.Error {
	return &field.Error{
		Path: field.Path(path), Kind: rule.Kind, Severity: severity, Rule: rule.ID, Doc: rule.Source,
	}
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
func (r *run) checkTexts(found field.Errors, src smithy.Serializable) field.Errors {
	if r.extent.Valid {
		return found
	}
	report := func(rule *Rule, path, msg, hint string) {
		if severity := r.severity(rule); severity != off {
			err := newError(rule, severity, path)
			err.Msg, err.Hint = msg, hint
			found = append(found, err)
		}
	}
	wire.Strings(src, func(path, s string) {
		if strings.IndexByte(s, 0) >= 0 {
			report(&textNUL, path, "holds the character U+0000", "remove it")
		}
		if !utf8.ValidString(s) {
			report(&textUTF8, path, "is not valid UTF-8; the SDK would send U+FFFD in place of the wrong bytes", "encode it as UTF-8, bytes as base64")
		}
	})
	return found
}
