package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ecstask/ecstask/cmd/ecstask/internal/report"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/suggest"
	"github.com/ecstask/ecstask/rules"
)

// reportOptions are the options of all commands that report findings.
type reportOptions struct {
	Format, Color string
	Strict        bool
	Rule          []string
}

func newReportOptions() reportOptions { return reportOptions{Format: "text", Color: "auto"} }

// add adds the options to g, but for --color, which is one of the AWS CLI's where
// it has one.
func (o *reportOptions) add(g *group) {
	g.choice(&o.Format, "format", "how to write findings (default text)", "text", "json", "github", "sarif")
	g.BoolVar(&o.Strict, "strict", false, "turn warnings into errors")
	g.each(&o.Rule, "rule", "ID="+strings.Join(gradeNames, "|"), "turn a rule off, or change its severity; can be given several times", completeGrading)
}

func (o *reportOptions) addColor(g *group) {
	g.choice(&o.Color, "color", "whether to color findings (default auto: on a terminal)", "on", "off", "auto")
}

// grading is what --rule says of one rule.
type grading struct{ id, grade string }

// gradeNames are the grades, from the mildest.
var gradeNames = []string{"off", "warning", "error"}

// gradeOptions are the grades, as functions of package rules and their names.
var gradeOptions = map[string]struct {
	name   string
	option func(...string) rules.Option
}{
	"off": {"Off", rules.Off}, "warning": {"AsWarning", rules.AsWarning}, "error": {"AsError", rules.AsError},
}

// reporter writes findings, as the options say.
type reporter struct {
	*report.Writer
	strict   bool
	gradings []grading
}

func (o reportOptions) reporter(w io.Writer) (*reporter, error) {
	r := &reporter{Writer: report.New(w, report.Options{Format: o.Format, Color: o.Color, Version: version()}), strict: o.Strict}
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
	if _, ok := gradeOptions[grade]; !ok {
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
		opts = append(opts, gradeOptions[g.grade].option(g.id))
	}
	return opts
}

// grade returns l as --strict wants it.
func (r *reporter) grade(l report.Findings) report.Findings {
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

// finish prints text, if there is any, and then reports l, together with an
// error of printing. It returns status, or what such an error makes of it.
func (r *reporter) finish(std streams, text []byte, l report.Findings, status int) int {
	if len(text) > 0 {
		if _, err := std.stdout.Write(text); err != nil {
			e := &field.Error{Kind: field.Invalid, Severity: field.SeverityError, Msg: "cannot write the output: " + err.Error(), Err: err}
			l, status = append(l, report.Finding{Error: e}), statusFailed
		}
	}
	if r.Write(l) != nil || r.End() != nil {
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
	if !slices.Contains(report.Formats(), name) {
		return "text"
	}
	return name
}
