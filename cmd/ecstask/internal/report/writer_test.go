package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/cmd/ecstask/internal/report"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/shorthand"
)

// some returns n findings of a file: errors, but for the first.
func some(n int) (list report.Findings) {
	for i := range n {
		e := &field.Error{Path: "cluster", Kind: field.Invalid, Rule: "cluster-name", Severity: field.SeverityError, Msg: "is wrong, 100%", Hint: "mend it"}
		if i == 0 {
			e.Severity = field.SeverityWarning
		}
		list = append(list, report.Finding{Error: e, Place: report.Place{Source: "a,b.json", IsFile: true, Line: i + 1, Column: 2}})
	}
	return list
}

func TestFormats(t *testing.T) {
	for format, want := range map[string]string{
		"text":   "a,b.json:1:2: warning: cluster: is wrong, 100% (cluster-name)\n    mend it\na,b.json:2:2: error: cluster: is wrong, 100% (cluster-name)\n    mend it\n",
		"bogus":  "a,b.json:1:2: warning: cluster: is wrong, 100% (cluster-name)\n    mend it\na,b.json:2:2: error: cluster: is wrong, 100% (cluster-name)\n    mend it\n",
		"github": "::warning file=a%2Cb.json,line=1,col=2,title=cluster-name::cluster: is wrong, 100%25; mend it (cluster-name)\n::error file=a%2Cb.json,line=2,col=2,title=cluster-name::cluster: is wrong, 100%25; mend it (cluster-name)\n",
	} {
		var b bytes.Buffer
		w := report.New(&b, report.Options{Format: format})
		if err := errors.Join(w.Write(some(2)), w.End()); err != nil || b.String() != want || w.Prose == (format == "github") {
			t.Errorf("%s: %v, %s, want %s", format, err, &b, want)
		}
	}
	var b bytes.Buffer
	w := report.New(&b, report.Options{Format: "json"})
	if err := errors.Join(w.Write(some(1)), w.Write(some(1)), w.End()); err != nil {
		t.Fatal(err)
	}
	var list []struct {
		File, Path, Rule string
		Line, Column     int
	}
	if err := json.Unmarshal(b.Bytes(), &list); err != nil || len(list) != 2 || list[1].File != "a,b.json" || list[1].Line != 1 || list[1].Column != 2 || list[1].Rule != "cluster-name" {
		t.Errorf("%v, %+v", err, list)
	}
	if got := report.Formats(); !slices.Equal(got, []string{"github", "json", "sarif", "text"}) {
		t.Errorf("formats %q", got)
	}
}

// TestNoFindings ends each format without any.
func TestNoFindings(t *testing.T) {
	for _, format := range report.Formats() {
		var b bytes.Buffer
		err := report.New(&b, report.Options{Format: format}).End()
		if document := format == "json" || format == "sarif"; err != nil || json.Valid(b.Bytes()) != document || !document && b.Len() > 0 {
			t.Errorf("%s: %v, %s", format, err, &b)
		}
	}
}

// TestMany shows people a part, errors first.
func TestMany(t *testing.T) {
	var b bytes.Buffer
	w := report.New(&b, report.Options{})
	if err := w.Write(some(103)); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); strings.Count(got, "error: cluster") != 100 || !strings.HasSuffix(got, "\na,b.json: and 2 errors, 1 warning more; --format json has them all\n") {
		t.Errorf("got %s", got)
	}
	b.Reset()
	w.Whole = true
	if err := w.Write(some(103)); err != nil || strings.Count(b.String(), "cluster: ") != 103 {
		t.Errorf("%v, %s", err, &b)
	}
}

// TestPlaces finds where an error of a text stands in it.
func TestPlaces(t *testing.T) {
	p := report.Place{Source: "f"}
	found := p.Findings(field.Findings{
		{Path: "cluster", Pos: field.Pos{Line: 3, Column: 4}},
		{Path: "tags"},
		{Msg: "all of it"},
	})
	for i, want := range []string{"f:3:4", "", "f"} {
		if got := found[i].Place.String(); got != want || found[i].Pos.IsValid() {
			t.Errorf("finding %d is at %q, want %q", i, got, want)
		}
	}
	_, err := shorthand.UnmarshalStrings([]string{"[a"})
	if list := p.Problem(err); len(list) != 1 || !strings.Contains(list[0].Snippet, "^") {
		t.Errorf("%v gives %+v", err, list)
	}
	if list := some(3); !list.Invalid() || list.Count(field.SeverityError) != 2 || list[:1].Invalid() {
		t.Errorf("%+v", list)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestFull(t *testing.T) {
	for _, format := range report.Formats() {
		w := report.New(full{}, report.Options{Format: format})
		if w.Write(some(2)) == nil {
			t.Errorf("%s can be written", format)
		}
	}
	if report.New(full{}, report.Options{}).Write(some(103)) == nil {
		t.Error("many findings can be written")
	}
}
