package report

import (
	"errors"
	"fmt"

	"github.com/ecstask/ecstask/field"
)

// Finding is a finding with its place in a text.
type Finding struct {
	*field.Error
	Place
	Snippet string // the line of a text that does not parse, with a caret below
}

// Place is where something stands in a text. Lines and columns count from 1, and
// are 0 where they are not known.
type Place struct {
	Source       string // the file, or the option that has the text
	IsFile       bool
	Line, Column int
}

// String returns source:line:column, without what is not known.
func (p Place) String() string {
	s := p.Source
	for _, n := range [...]int{p.Line, p.Column} {
		if n > 0 {
			s += fmt.Sprintf(":%d", n)
		}
	}
	return s
}

// Findings are the findings of one text.
type Findings []Finding

// Invalid reports whether there is an error.
func (l Findings) Invalid() bool { return l.Count(field.SeverityError) > 0 }

// Count returns how many findings have the severity s.
func (l Findings) Count(s field.Severity) (n int) {
	for _, f := range l {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// Problem returns err, of a text at p that cannot be read, as findings.
func (p Place) Problem(err error) Findings { return p.Findings(field.Collect(err)) }

// Findings returns list as findings of the text at p, where they stand in it or are
// about all of it.
func (p Place) Findings(list field.Findings) (found Findings) {
	for _, e := range list {
		f := Finding{Error: e}
		if mistake, ok := errors.AsType[interface {
			error
			Snippet() string
		}](e.Err); ok {
			f.Snippet = mistake.Snippet()
		}
		if e.Pos.IsValid() || e.Path == "" {
			bare := *e
			bare.Pos = field.Pos{}
			f.Error, f.Place = &bare, p
			if p.Source != "" {
				f.Line, f.Column = e.Pos.Line, e.Pos.Column
			}
		}
		found = append(found, f)
	}
	return found
}
