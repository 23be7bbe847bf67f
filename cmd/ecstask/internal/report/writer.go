// Package report writes findings: as text for people, which may have colours, and
// as JSON, as annotations of GitHub and as SARIF for programs.
package report

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/ecstask/ecstask/field"
)

// maxShown is how many findings of a text people are shown.
const maxShown = 100

// format writes findings, a part of them at a time.
type format interface {
	write(Findings) error
	end() error // after the last part
}

// formats are the ways to write findings, by their names. Only text has colours.
var formats = map[string]func(io.Writer, Options) format{
	"text": textFormat, "json": jsonFormat, "github": gitHubFormat, "sarif": sarifFormat,
}

// Formats returns the names of the formats, sorted.
func Formats() []string { return slices.Sorted(maps.Keys(formats)) }

// Options say how to write findings.
type Options struct {
	Format  string // one of Formats; any other is text
	Color   string // on, off, or anything else: on a terminal, unless NO_COLOR is set
	Version string // of the tool, for SARIF
}

// Writer writes the findings of one text after another.
type Writer struct {
	Prose bool // the format is for people
	Whole bool // write all findings, also to people

	w      io.Writer
	format format
}

// New returns a Writer to w.
func New(w io.Writer, o Options) *Writer {
	f, ok := formats[o.Format]
	if !ok {
		o.Format, f = "text", textFormat
	}
	return &Writer{Prose: o.Format == "text", w: w, format: f(w, o)}
}

// Write writes the findings of one text. To people it shows the first, errors
// before warnings, and says how many more there are.
func (r *Writer) Write(l Findings) error {
	if !r.Prose || r.Whole || len(l) <= maxShown {
		return r.format.write(l)
	}
	room := map[field.Severity]int{field.SeverityError: maxShown}
	room[field.SeverityWarning] = max(0, maxShown-l.Count(field.SeverityError))
	var shown, more Findings
	for _, f := range l {
		if room[f.Severity]--; room[f.Severity] >= 0 {
			shown = append(shown, f)
		} else {
			more = append(more, f)
		}
	}
	if err := r.format.write(shown); err != nil {
		return err
	}
	where := ""
	if more[0].Source != "" {
		where = visible(more[0].Source) + ": "
	}
	_, err := fmt.Fprintf(r.w, "%sand %s, %s more; --format json has them all\n", where,
		Plural(more.Count(field.SeverityError), "error"), Plural(more.Count(field.SeverityWarning), "warning"))
	return err
}

// End writes what a format has after the last finding.
func (r *Writer) End() error { return r.format.end() }

// Plural returns n and what it counts.
func Plural(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}
