package tree

import (
	"maps"
	"slices"
	"strings"

	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/suggest"
)

const commaInQuotes = "put a value that has a comma in quotes"

// unknown reports the member n, which the type at this place does not have.
func (d *decoder) unknown(n *Node) {
	if len(d.errs) >= maxErrors {
		d.report(field.Error{})
		return
	}
	schema := d.top().schema
	members := slices.Sorted(maps.Keys(schema.Members()))
	near := suggest.Nearest(n.Key, members)
	e := field.Error{Path: d.path(), Kind: field.Unknown, Msg: "is not a member of " + typeName(schema)}
	if near != "" {
		e.Hint, e.Related = "did you mean "+near+"?", []field.Path{e.Path.Parent().Child(near)}
	} else {
		e.Hint = "the members are " + strings.Join(members, ", ")
		if len(members) == 2 { // a pair: one of them is meant
			e.Related = []field.Path{e.Path.Parent().Child(members[0]), e.Path.Parent().Child(members[1])}
		}
	}
	if near == "" && !d.nameable(n.Key) {
		e.Path = e.Path.Parent()
		e.Msg = "has a member that " + typeName(schema) + " does not have, at " + d.where(int(n.KeyPos))
		if before := strings.TrimRight(d.t.Text[:n.KeyPos], " \t\r\n"); strings.HasSuffix(before, ",") {
			e.Hint = commaInQuotes + "; " + e.Hint
		}
	}
	d.report(e)
}

// where returns the position of a byte as words. It counts on from the last one,
// for a text may have many mistakes.
func (d *decoder) where(offset int) string {
	if offset < d.at.offset {
		d.at = mark{}
	}
	lines, column := Position(d.t.Text[d.at.offset:], offset-d.at.offset)
	if lines > 1 {
		d.at.line, d.at.column = d.at.line+lines-1, 0
	}
	d.at.column += column - 1
	d.at.offset = offset
	return words(d.at.line+1, d.at.column+1, d.at.line > 0 || strings.Contains(d.t.Text, "\n"))
}

// A mark is a byte of the text, with how many lines and characters of its line
// stand before it.
type mark struct{ offset, line, column int }

// nameable reports whether an error may name the key. In shorthand a comma ends
// a value without quotes, so that what follows it, which may be the rest of a
// secret, is taken for a key. It is named only if it is the name of a member
// somewhere.
func (d *decoder) nameable(key string) bool {
	if d.t.Coerce && d.names == nil {
		d.names = Names(d.frames[0].schema)
	}
	return !d.t.Coerce || d.names[key]
}

// typeName returns the name of a type by its schema, or by that of a member of
// the type, as generated code gives it for unions.
func typeName(s *smithy.Schema) string {
	if name := s.ID().Name; name != "" {
		return name
	}
	return s.TargetID().Name
}
