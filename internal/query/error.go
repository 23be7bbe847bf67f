package query

import (
	"fmt"
	"unicode/utf8"

	"github.com/ecstask/ecstask/internal/echo"
)

// Error says where an expression is wrong.
type Error struct {
	Text   string // the expression
	Offset int    // where the mistake begins, in bytes
	Found  string // what stands there, cut; empty at the end of the expression
	Want   string // what was expected there
	Hint   string // what to write instead, or ""
}

// Error returns what Message does, and the hint.
func (e *Error) Error() string {
	if e.Hint == "" {
		return e.Message()
	}
	return e.Message() + "; " + e.Hint
}

// Message returns what was expected and what was found.
func (e *Error) Message() string {
	if e.Found == "" {
		return "expected " + e.Want + " at the end"
	}
	return fmt.Sprintf("expected %s, found %q at column %d", e.Want, e.Found, column(e.Text, e.Offset))
}

// snippetWidth is how many columns the lines of a snippet have at most: as many as
// fit into 80, indented.
const snippetWidth = 76

// Snippet returns the line with the mistake and, below it, a caret under the place.
func (e *Error) Snippet() string {
	return echo.Snippet(e.Text, e.Offset, snippetWidth, func(i int) bool {
		return ' ' < e.Text[i] && e.Text[i] < 0x7f
	})
}

// column returns the place of a byte of text in characters, from 1.
func column(text string, offset int) int { return 1 + utf8.RuneCountInString(text[:offset]) }

// maxFound is how many bytes of an expression an error shows.
const maxFound = 40
