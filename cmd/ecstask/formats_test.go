package main

import (
	"bytes"
	"testing"

	"github.com/ecstask/ecstask/field"
)

// TestTextShowsWhatTerminalsObey writes what comes from outside: names of
// files, and messages of services.
func TestTextShowsWhatTerminalsObey(t *testing.T) {
	for _, tt := range []struct {
		name    string
		finding finding
		want    string
	}{
		{"plain", finding{Error: &field.Error{Severity: field.SeverityError, Msg: "é\tx"}}, "error: é\tx\n"},
		{"message", finding{Error: &field.Error{Severity: field.SeverityError, Msg: "a\x1b[2Jb\rc\x07\u009b\u202ed"}}, `error: a\x1b[2Jb\rc\a\u009b\u202ed` + "\n"},
		{"lines", finding{Error: &field.Error{Severity: field.SeverityWarning, Msg: "a\r\nerror: b\n\nc", Hint: "d\ne"}}, `warning: a\r` + "\n    error: b\n    \n    c\n    d\n    e\n"},
		{"file", finding{Error: &field.Error{Severity: field.SeverityError, Msg: "m"}, place: place{"a\x1b\n\xff.json", true, 1, 2}}, `a\x1b\n\xff.json:1:2: error: m` + "\n"},
		{"no text", finding{Error: &field.Error{Severity: field.SeverityError, Msg: "\uFFFD\xc3"}}, "error: \uFFFD" + `\xc3` + "\n"},
		{"below", finding{Error: &field.Error{Severity: field.SeverityError, Msg: "m"}, snippet: "k\x1b=*\n  ^"}, "error: m\n" + `    k\x1b=*` + "\n      ^\n"},
	} {
		var b bytes.Buffer
		if err := textFormat(&b, palette{}).write(findings{tt.finding}); err != nil || b.String() != tt.want {
			t.Errorf("%s: %q, %v, want %q", tt.name, b.String(), err, tt.want)
		}
	}
}
