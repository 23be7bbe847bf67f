package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/suggest"
	"github.com/ecstask/ecstask/rules"
)

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
	prose    bool // the format is for people
	whole    bool // and yet has everything
	format   findingWriter
	strict   bool
	gradings []grading
}

func (o reportOptions) reporter(w io.Writer, color *string) (*reporter, error) {
	r := &reporter{w: w, strict: o.Strict}
	name := "text"
	if o.Format != nil {
		name = *o.Format
	}
	r.prose = name == "text"
	newFormat := formats[name]
	if newFormat == nil {
		return nil, errors.New("--format takes text, json, github or sarif")
	}
	p, err := paletteFor(w, color)
	if err != nil {
		return nil, err
	}
	r.format = newFormat(w, p)
	for _, rule := range o.Rule {
		g, err := parseGrading(rule)
		if err != nil {
			return nil, err
		}
		r.gradings = append(r.gradings, g)
	}
	return r, nil
}

func parseGrading(s string) (grading, error) {
	id, grade, _ := strings.Cut(s, "=")
	if gradings[grade] == nil {
		return grading{}, errors.New("--rule takes ID=off, ID=warning or ID=error")
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

// maxShown is how many findings of a file people are shown.
const maxShown = 100

// write writes findings of one file. To people it shows the first, errors before
// warnings, and says how many more there are.
func (r *reporter) write(l findings) error {
	if !r.prose || r.whole || len(l) <= maxShown {
		return r.format.write(l)
	}
	room := map[field.Severity]int{field.SeverityError: maxShown}
	room[field.SeverityWarning] = max(0, maxShown-l.count(field.SeverityError))
	var shown, more findings
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
	if more[0].source != "" {
		where = visible(more[0].source) + ": "
	}
	_, err := fmt.Fprintf(r.w, "%sand %s, %s more; --format json has them all\n", where,
		plural(more.count(field.SeverityError), "error"), plural(more.count(field.SeverityWarning), "warning"))
	return err
}

// finish prints text, if there is any, and then reports l, together with an
// error of printing. It returns status, or what such an error makes of it.
func (r *reporter) finish(std streams, text []byte, l findings, status int) int {
	if len(text) > 0 {
		if _, err := std.stdout.Write(text); err != nil {
			e := &field.Error{Kind: field.Invalid, Severity: field.SeverityError, Msg: "cannot write the output: " + err.Error(), Err: err}
			l, status = append(l, finding{Error: e}), statusFailed
		}
	}
	if r.write(l) != nil || r.format.end() != nil {
		return statusFailed
	}
	return status
}

// formatIn returns the format that a command line asks for, also one that does
// not parse; text if that cannot be told.
func formatIn(args []string) string {
	name := "text"
	for i, arg := range args {
		if value, ok := strings.CutPrefix(arg, "--format="); ok {
			name = value
		} else if arg == "--format" && i+1 < len(args) {
			name = args[i+1]
		}
	}
	if formats[name] == nil {
		return "text"
	}
	return name
}
