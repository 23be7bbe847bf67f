package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// roff writes a text so that man prints it as it is. Lines that begin with a dot
// would be macros.
var roff = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`, "\n.", "\n\\&.")

// page is a manual page in the making, in the macros of man(7). It has no date, so
// that one version always makes the same page.
type page struct{ bytes.Buffer }

// text adds text for man to fill its lines with.
func (p *page) text(s string) {
	p.verbatim(strings.Join(wrap(s, helpWidth-10), "\n"))
}

// verbatim adds lines that are not macros.
func (p *page) verbatim(s string) {
	p.WriteString(strings.TrimPrefix(roff.Replace("\n"+strings.TrimSuffix(s, "\n")), "\n") + "\n")
}

// item adds what is explained, and its explanation.
func (p *page) item(what, explanation string) {
	fmt.Fprintf(p, ".TP\n%s\n", what)
	p.text(explanation)
}

// manual returns the manual page of all commands.
func (a *app) manual() []byte {
	var p page
	fmt.Fprintf(&p, ".TH ECSTASK 1 \"\" %q \"User Commands\"\n", "ecstask "+version())
	p.WriteString(".SH NAME\necstask \\- check requests of Amazon ECS that start tasks, and send them\n.SH SYNOPSIS\n")
	for i, cmd := range a.root.Commands() {
		if i > 0 {
			p.WriteString(".br\n")
		}
		p.verbatim(cmd.UseLine())
	}
	p.WriteString(".SH DESCRIPTION\n")
	p.command(a.root, a.groups[a.root])
	p.WriteString(".SH COMMANDS\n")
	for _, cmd := range a.root.Commands() {
		p.WriteString(".SS ")
		p.verbatim(cmd.UseLine())
		p.command(cmd, a.groups[cmd])
	}
	p.WriteString(".SH SEE ALSO\n")
	p.verbatim("https://pkg.go.dev/github.com/ecstask/ecstask/cmd/ecstask")
	return p.Bytes()
}

// command adds what the help of cmd has.
func (p *page) command(cmd *cobra.Command, groups []*group) {
	for i, paragraph := range strings.Split(cmd.Long, "\n\n") {
		if i > 0 {
			p.WriteString(".PP\n")
		}
		p.text(paragraph)
	}
	for _, g := range groups {
		p.WriteString(".PP\n")
		p.text(g.title + ":")
		g.VisitAll(func(f *pflag.Flag) {
			name, value := synopsis(f)
			p.item(strings.TrimSpace(`\fB`+roff.Replace(name)+`\fR \fI`+roff.Replace(value)+`\fR`), f.Usage)
		})
	}
	p.WriteString(".PP\nExit status:\n")
	for status, meaning := range exitStatuses(cmd) {
		p.item(status, meaning)
	}
	p.WriteString(".PP\nExamples:\n.PP\n.nf\n.RS 4\n")
	p.verbatim(cmd.Example)
	p.WriteString(".RE\n.fi\n")
}
