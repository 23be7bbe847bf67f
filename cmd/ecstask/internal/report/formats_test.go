package report

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
		finding Finding
		want    string
	}{
		{"plain", Finding{Error: &field.Error{Severity: field.SeverityError, Msg: "é\tx"}}, "error: é\tx\n"},
		{"message", Finding{Error: &field.Error{Severity: field.SeverityError, Msg: "a\x1b[2Jb\rc\x07\u009b\u202ed"}}, `error: a\x1b[2Jb\rc\a\u009b\u202ed` + "\n"},
		{"lines", Finding{Error: &field.Error{Severity: field.SeverityWarning, Msg: "a\r\nerror: b\n\nc", Hint: "d\ne"}}, `warning: a\r` + "\n    error: b\n    \n    c\n    d\n    e\n"},
		{"file", Finding{Error: &field.Error{Severity: field.SeverityError, Msg: "m"}, Place: Place{"a\x1b\n\xff.json", true, 1, 2}}, `a\x1b\n\xff.json:1:2: error: m` + "\n"},
		{"no text", Finding{Error: &field.Error{Severity: field.SeverityError, Msg: "\uFFFD\xc3"}}, "error: \uFFFD" + `\xc3` + "\n"},
		{"below", Finding{Error: &field.Error{Severity: field.SeverityError, Msg: "m"}, Snippet: "k\x1b=*\n  ^"}, "error: m\n" + `    k\x1b=*` + "\n      ^\n"},
	} {
		var b bytes.Buffer
		if err := textFormat(&b, Options{}).write(Findings{tt.finding}); err != nil || b.String() != tt.want {
			t.Errorf("%s: %q, %v, want %q", tt.name, b.String(), err, tt.want)
		}
	}
}
