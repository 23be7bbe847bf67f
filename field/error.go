package field

import (
	"encoding"
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
)

// Kind classifies a mistake. Kinds are errors themselves, so a caller can ask
// for one through any amount of wrapping: errors.Is(err, field.Required).
type Kind string

// The kinds of mistake. Their strings are stable and stand in JSON output.
const (
	Required    Kind = "required"     // a value that must be given is missing
	Invalid     Kind = "invalid"      // a value of the wrong form
	Unsupported Kind = "unsupported"  // a value or member that cannot be used here
	OutOfRange  Kind = "out-of-range" // a number outside its limits
	TooMany     Kind = "too-many"     // a list with too many elements
	TooLong     Kind = "too-long"     // a text over its length limit
	Duplicate   Kind = "duplicate"    // an element given twice
	Conflict    Kind = "conflict"     // values that do not go together
	Unknown     Kind = "unknown"      // a member or a value that does not exist
	Syntax      Kind = "syntax"       // text that does not parse
)

// Error returns the kind's name.
func (k Kind) Error() string { return string(k) }

// Severity says whether a finding stops a request. Its zero value is invalid
// on purpose: a finding that nobody graded is a bug.
type Severity int

const (
	// SeverityError marks what ECS refuses: documented by AWS or observed.
	SeverityError Severity = iota + 1
	// SeverityWarning marks what ECS may accept: inferred, contested, or
	// dependent on state that the request does not show.
	SeverityWarning
)

var severityNames = [...]string{SeverityError: "error", SeverityWarning: "warning"}

// String returns "error" or "warning".
func (s Severity) String() string {
	if s < SeverityError || s > SeverityWarning {
		return fmt.Sprintf("Severity(%d)", int(s))
	}
	return severityNames[s]
}

// MarshalText implements [encoding.TextMarshaler].
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler]: "error" or "warning".
func (s *Severity) UnmarshalText(text []byte) error {
	for v := SeverityError; v <= SeverityWarning; v++ {
		if string(text) == severityNames[v] {
			*s = v
			return nil
		}
	}
	return fmt.Errorf(`field: unknown severity %.20q, want "error" or "warning"`, text)
}

var _ encoding.TextUnmarshaler = (*Severity)(nil)

// Error is one finding.
type Error struct {
	Path     Path     // where; empty for the request as a whole
	Related  []Path   // other places that the finding depends on, or where an unknown member belongs
	Kind     Kind     // what kind of mistake it is
	Severity Severity // whether it stops the request
	Rule     string   // id of the rule, part of the API; empty for text that does not decode
	Value    string   // the wrong value, quoted and cut; empty where it may be a secret
	Msg      string   // what is wrong with it, for people; never holds a secret
	Hint     string   // what to write instead
	Doc      string   // URL of the evidence
	Pos      Pos      // where in the text the request was read from, if it was
	Err      error    // cause, if any
}

// Pos is a position in a text. The zero Pos is none.
type Pos struct {
	Line   int // from 1
	Column int // in characters, from 1
	Offset int // in bytes, from 0
}

// IsValid reports whether p is a position.
func (p Pos) IsValid() bool { return p.Line > 0 }

// String returns "line:column", or "-" for no position.
func (p Pos) String() string {
	if !p.IsValid() {
		return "-"
	}
	return strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Column)
}

// Error returns the finding in one line, without the parts that are empty:
//
//	path: "value" message; hint (rule)
//
// A nil e is "<nil>".
func (e *Error) Error() string {
	if e == nil {
		return "<nil>"
	}
	var b strings.Builder
	if e.Path != "" {
		b.WriteString(string(e.Path))
		b.WriteString(": ")
	}
	b.WriteString(e.Text())
	if e.Hint != "" {
		b.WriteString("; ")
		b.WriteString(e.Hint)
	}
	if e.Rule != "" {
		b.WriteString(" (")
		b.WriteString(e.Rule)
		b.WriteByte(')')
	}
	return b.String()
}

// Text returns what is wrong, without where and what to do: the value and the
// message.
func (e *Error) Text() string {
	if e.Value == "" {
		return e.Msg
	}
	return e.Value + " " + e.Msg
}

// Unwrap returns the Kind and the cause, for [errors.Is] and [errors.As].
func (e *Error) Unwrap() []error {
	if e == nil {
		return nil
	}
	var errs []error
	if e.Kind != "" {
		errs = append(errs, e.Kind)
	}
	if e.Err != nil {
		errs = append(errs, e.Err)
	}
	return errs
}

// errorJSON is an Error in JSON.
type errorJSON struct {
	Path     Path     `json:"path"`
	Kind     Kind     `json:"kind"`
	Severity Severity `json:"severity"`
	Rule     string   `json:"rule"`
	Value    string   `json:"value"`
	Message  string   `json:"message"`
	Hint     string   `json:"hint"`
	Doc      string   `json:"doc"`
	Related  []Path   `json:"related"`
	Line     int      `json:"line,omitempty"`
	Column   int      `json:"column,omitempty"`
	Offset   int      `json:"offset,omitempty"`
}

// MarshalJSON writes an object with the members path, kind, severity, rule,
// value, message, hint, doc and related, always all of them. Where the request
// was read from a text, line, column and offset follow. The cause is left out.
func (e Error) MarshalJSON() ([]byte, error) {
	related := e.Related
	if related == nil {
		related = []Path{}
	}
	return json.Marshal(errorJSON{e.Path, e.Kind, e.Severity, e.Rule, e.Value, e.Msg, e.Hint, e.Doc, related, e.Pos.Line, e.Pos.Column, e.Pos.Offset})
}

// UnmarshalJSON reads what MarshalJSON writes.
func (e *Error) UnmarshalJSON(text []byte) error {
	var j errorJSON
	if err := json.Unmarshal(text, &j); err != nil {
		return err
	}
	*e = Error{
		Path: j.Path, Kind: j.Kind, Severity: j.Severity, Rule: j.Rule, Value: j.Value, Msg: j.Message, Hint: j.Hint, Doc: j.Doc,
		Pos: Pos{j.Line, j.Column, j.Offset},
	}
	if len(j.Related) > 0 {
		e.Related = j.Related
	}
	return nil
}

// LogValue implements [slog.LogValuer] with the same members as the JSON form,
// without those that are empty.
func (e *Error) LogValue() slog.Value {
	if e == nil {
		return slog.Value{}
	}
	attrs := make([]slog.Attr, 0, 10)
	for _, a := range [...]slog.Attr{
		slog.String("path", string(e.Path)),
		slog.String("kind", string(e.Kind)),
		slog.String("severity", e.Severity.String()),
		slog.String("rule", e.Rule),
		slog.String("value", e.Value),
		slog.String("message", e.Msg),
		slog.String("hint", e.Hint),
		slog.String("doc", e.Doc),
	} {
		if a.Value.String() != "" {
			attrs = append(attrs, a)
		}
	}
	if len(e.Related) > 0 {
		attrs = append(attrs, slog.Any("related", e.Related))
	}
	if e.Pos.IsValid() {
		attrs = append(attrs, slog.String("position", e.Pos.String()))
	}
	return slog.GroupValue(attrs...)
}
