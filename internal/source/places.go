package source

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/ecstask/ecstask/field"
)

// Start is where a text begins.
var Start = field.Pos{Line: 1, Column: 1}

// At returns e as an error at p.
func At(e *field.Error, p field.Pos) *field.Error {
	e.Severity, e.Pos = field.SeverityError, p
	return e
}

// Pos returns the position of a byte in a text of JSON.
func Pos(text string, offset int) field.Pos {
	c := cursor{text, jsonBreaks, Start}
	return c.to(offset)
}

// What ends a line, besides "\r\n".
const (
	jsonBreaks = "\n\r"
	yamlBreaks = "\n\r\u0085\u2028\u2029"
)

// cursor is a place in a text that moves forward.
type cursor struct {
	text   string
	breaks string
	field.Pos
}

func (c *cursor) next() {
	r, size := utf8.DecodeRuneInString(c.text[c.Offset:])
	if strings.HasPrefix(c.text[c.Offset:], "\r\n") {
		size = len("\r\n")
	}
	c.Offset += size
	c.Column++
	if strings.ContainsRune(c.breaks, r) {
		c.Line, c.Column = c.Line+1, 1
	}
}

// to moves to a byte and returns its position.
func (c *cursor) to(offset int) field.Pos {
	for c.Offset < min(offset, len(c.text)) {
		c.next()
	}
	return c.Pos
}

// toLine moves to a column of a line and returns its position.
func (c *cursor) toLine(s spot) field.Pos {
	for c.Offset < len(c.text) && (c.Line < s.line || c.Line == s.line && c.Column < s.column) {
		c.next()
	}
	return c.Pos
}

// mark is a byte order mark.
const mark = "\uFEFF"

// beginYAML returns a cursor at the beginning of a text of YAML, behind the byte
// order mark that it may have.
func beginYAML(text string) cursor {
	c := cursor{text, yamlBreaks, Start}
	c.Offset = len(text) - len(strings.TrimPrefix(text, mark))
	return c
}

// spot is a place in a YAML text.
type spot struct{ line, column int }

// compare orders places as they stand in the text.
func (s *Source) compare(a, b int32) int {
	if s.spots == nil {
		return int(a) - int(b)
	}
	p, q := s.spots[a], s.spots[b]
	if p.line != q.line {
		return p.line - q.line
	}
	return p.column - q.column
}

func (s *Source) move(c *cursor, place int32) field.Pos {
	if s.spots == nil {
		return c.to(int(place))
	}
	return c.toLine(s.spots[place])
}

// Locate sets the position of each finding: where the value stands that it is
// about, or the nearest one that holds it.
func (s *Source) Locate(found field.Findings) {
	if len(found) == 0 {
		return
	}
	places := s.Values.Places(found)
	order := make([]int, len(found))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return s.compare(places[i], places[j]) })
	c := s.from
	for _, i := range order {
		found[i].Pos = s.move(&c, places[i])
	}
}
