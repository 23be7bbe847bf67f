package shorthand

import (
	"errors"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/hidden"
	"github.com/ecstask/ecstask/internal/tree"
)

// Places are where the values of a text stand, for findings about what was read
// from it: errors of reading, and those of rules. The zero Places have none.
type Places struct {
	text   hidden.Value[string]
	values hidden.Value[tree.Tree]
}

// WithPlaces keeps in *to where the values stand in the argument, or in the file
// that it names. Of lists it has the places in a JSON list only: read the arguments
// of a list in shorthand one by one for theirs.
func WithPlaces(to *Places) Option {
	return func(o *options) { o.places = to }
}

// Locate sets the position of each finding that has none: where the value stands
// that it is about, or the nearest one that holds it. A member that should not be
// there stands where its name does, and the error of a text that does not parse
// where the parser stopped. Paths lead down from what was read.
func (p *Places) Locate(found field.Findings) {
	var lost field.Findings
	for _, e := range found {
		if e == nil || e.Pos.IsValid() {
			continue
		}
		if syntax, ok := errors.AsType[*SyntaxError](e.Err); ok {
			e.Pos.Line, e.Pos.Column = syntax.Position()
			e.Pos.Offset = syntax.offset()
			continue
		}
		lost = append(lost, e)
	}
	values := p.values.Get()
	if values == nil || len(values.Nodes()) == 0 {
		return
	}
	for i, at := range values.Places(lost) {
		line, column := tree.Position(*p.text.View(), int(at))
		lost[i].Pos = field.Pos{Line: line, Column: column, Offset: int(at)}
	}
}

func (o options) withoutPlaces() options {
	o.places = nil
	return o
}

// done frees t, which has the values of text, unless their places are kept.
func (o options) done(t *tree.Tree, text string) {
	if o.places == nil {
		t.Free()
		return
	}
	kept := text
	*o.places = Places{hidden.Of(&kept), hidden.Of(t)}
}
