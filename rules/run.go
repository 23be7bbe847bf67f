package rules

import (
	"strings"
	"unicode/utf8"

	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/wire"
)

// A run is one call of Check.
type run struct {
	policy
	extent wire.Extent // of the whole value on the wire
	at     []step      // the way to the value that is checked
	rule   *Rule       // the rule whose function runs
	found  field.Findings
}

// A step leads to a member, or to an element of a list.
type step struct {
	member string
	index  int // -1 without a list
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

// Two rules look at every text of a request.
var (
	textUTF8 = Rule{
		ID: "text-utf8", Field: "cluster", What: "Every text, wherever it stands, is valid UTF-8. The SDK silently sends U+FFFD in place of any other byte.",
		Kind: field.Invalid, Severity: field.SeverityWarning, Evidence: Observed, Source: blob("aws/smithy-go", "v1.28.9", "transport/http/protocol/internal/json/shape_serializer.go"),
	}
	textNUL = Rule{
		ID: "text-nul", Field: "cluster", What: "No text, wherever it stands, has the character U+0000: no program can be given one as an argument or a variable. A text that is refused for its form is left out.",
		Kind: field.Invalid, Severity: field.SeverityWarning, Evidence: Inferred, Source: "https://pubs.opengroup.org/onlinepubs/9799919799/functions/exec.html",
	}
)

// checkTexts applies textUTF8 and textNUL.
func (r *run) checkTexts(src smithy.Serializable) {
	if r.extent.ValidUTF8 && !r.extent.NUL {
		return
	}
	refused := r.refused()
	wire.Strings(src, func(path, s string) {
		if !utf8.ValidString(s) {
			r.rule = &textUTF8
			r.report(path, "is not valid UTF-8; the SDK would send U+FFFD in place of the wrong bytes", "encode it as UTF-8, bytes as base64")
		}
		if strings.IndexByte(s, 0) >= 0 && !refused[field.Path(path)] {
			r.rule = &textNUL
			r.report(path, "has the character U+0000, where a program would see its end", "encode it, as base64 for example")
		}
	})
}

// refused returns the places of texts that an error calls wrong in form.
func (r *run) refused() map[field.Path]bool {
	places := make(map[field.Path]bool)
	for _, e := range r.found {
		if e.Severity == field.SeverityError && (e.Kind == field.Invalid || e.Kind == field.Unknown) {
			places[e.Path] = true
		}
	}
	return places
}
