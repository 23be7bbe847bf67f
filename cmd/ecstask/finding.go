package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/suggest"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/shorthand"
)

// finding is a finding with its place in a file.
type finding struct {
	*field.Error
	place
	snippet string // the line of a text that does not parse, with a caret below
}

// place is where something stands in a text. Lines and columns count from 1, and
// are 0 where they are not known.
type place struct {
	source       string // the file, or the option that has the text
	isFile       bool
	line, column int
}

func (p place) String() string {
	s := p.source
	for _, n := range [...]int{p.line, p.column} {
		if n > 0 {
			s += fmt.Sprintf(":%d", n)
		}
	}
	return s
}

type findings []finding

func (l findings) invalid() bool { return l.count(field.SeverityError) > 0 }

func (l findings) count(s field.Severity) (n int) {
	for _, f := range l {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// problem returns err, of a text at p that cannot be read, as findings. The
// paths in it are relative to base.
func problem(err error, base field.Path, p place) (list findings) {
	for e := range field.All(err) {
		list = append(list, finding{Error: field.Errors{e}.Under(base)[0], place: p})
	}
	if err == nil || len(list) > 0 {
		return list
	}
	f := finding{
		Error: &field.Error{Path: base, Kind: field.Invalid, Severity: field.SeverityError, Msg: err.Error(), Err: err},
		place: p,
	}
	if syntax, ok := errors.AsType[*shorthand.SyntaxError](err); ok {
		f.Kind, f.snippet = field.Syntax, syntax.Snippet()
		if p.source != "" {
			f.line, f.column = syntax.Position()
		}
	}
	return findings{f}
}

// reportOptions are the options of all commands that report findings.
type reportOptions struct {
	Format *string  `arg:"--format" placeholder:"text|json|github|sarif" help:"how to write findings"`
	Strict bool     `arg:"--strict" help:"turn warnings into errors"`
	Rule   []string `arg:"--rule,separate" placeholder:"ID=off|warning|error" help:"change one rule"`
}

// grading is what --rule says of one rule.
type grading struct{ id, grade string }

var gradings = map[string]func(...string) rules.Option{
	"off": rules.Off, "warning": rules.AsWarning, "error": rules.AsError,
}

// reporter writes findings.
type reporter struct {
	w        io.Writer
	format   func(io.Writer, findings, palette) error
	palette  palette
	strict   bool
	gradings []grading
}

func (o reportOptions) reporter(w io.Writer, color *string) (*reporter, error) {
	r := &reporter{w: w, strict: o.Strict}
	name := "text"
	if o.Format != nil {
		name = *o.Format
	}
	if r.format = formats[name]; r.format == nil {
		return nil, errors.New("--format takes text, json, github or sarif")
	}
	for _, rule := range o.Rule {
		g, err := parseGrading(rule)
		if err != nil {
			return nil, err
		}
		r.gradings = append(r.gradings, g)
	}
	var err error
	r.palette, err = paletteFor(w, color)
	return r, err
}

func parseGrading(s string) (grading, error) {
	id, grade, _ := strings.Cut(s, "=")
	if gradings[grade] == nil {
		return grading{}, fmt.Errorf("--rule takes ID=off, ID=warning or ID=error")
	}
	_, err := lookup(id)
	return grading{id, grade}, err
}

// lookup returns the rule with the given id.
func lookup(id string) (rules.Rule, error) {
	r, ok := rules.Lookup(id)
	if ok {
		return r, nil
	}
	var ids []string
	for r := range rules.All() {
		ids = append(ids, r.ID)
	}
	hint := "ecstask rules lists them"
	if near := suggest.Nearest(id, ids); near != "" {
		hint = "did you mean " + near + "?"
	}
	return r, fmt.Errorf("there is no rule %.40q; %s", id, hint)
}

func (r *reporter) options() (opts []rules.Option) {
	for _, g := range r.gradings {
		opts = append(opts, gradings[g.grade](g.id))
	}
	return opts
}

// grade returns l as --strict wants it.
func (r *reporter) grade(l findings) findings {
	graded := slices.Clone(l)
	for i, f := range graded {
		if r.strict && f.Severity == field.SeverityWarning {
			e := *f.Error
			e.Severity = field.SeverityError
			graded[i].Error = &e
		}
	}
	return graded
}

// write writes l. An error of the writer is of no use: there is nowhere to
// report it.
func (r *reporter) write(l findings) { _ = r.format(r.w, l, r.palette) }

// palette has what to write before and after the parts of a finding.
type palette struct{ failure, warning, place, end string }

var colors = palette{failure: "\x1b[1;31m", warning: "\x1b[1;33m", place: "\x1b[1m", end: "\x1b[0m"}

func paletteFor(w io.Writer, when *string) (palette, error) {
	name := "auto"
	if when != nil {
		name = *when
	}
	switch name {
	case "off":
		return palette{}, nil
	case "on":
		return colors, nil
	case "auto":
		if os.Getenv("NO_COLOR") == "" && cmp.Or(os.Getenv("TERM"), "dumb") != "dumb" && isTerminal(w) {
			return colors, nil
		}
		return palette{}, nil
	}
	return palette{}, errors.New("--color takes on, off or auto")
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
