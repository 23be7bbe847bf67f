package main

import (
	"errors"
	"fmt"

	"github.com/ecstask/ecstask/field"
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
func problem(err error, base field.Path, p place) findings {
	return p.findings(field.Collect(err).Under(base))
}

// findings returns list as findings of the text at p, where they stand in it or are
// about all of it.
func (p place) findings(list field.Findings) (found findings) {
	for _, e := range list {
		f := finding{Error: e}
		if syntax, ok := errors.AsType[*shorthand.SyntaxError](e.Err); ok {
			f.snippet = syntax.Snippet()
		}
		if e.Pos.IsValid() || e.Path == "" {
			bare := *e
			bare.Pos = field.Pos{}
			f.Error, f.place = &bare, p
			if p.source != "" {
				f.line, f.column = e.Pos.Line, e.Pos.Column
			}
		}
		found = append(found, f)
	}
	return found
}
