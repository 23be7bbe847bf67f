package query

import "fmt"

// Error says where an expression is wrong.
type Error struct {
	Offset int    // where the mistake begins, in bytes
	Found  string // what stands there, cut; empty at the end of the expression
	Want   string // what was expected there
	Hint   string // what to write instead, or ""
}

// Error returns what was expected, what was found, and the hint.
func (e *Error) Error() string {
	text := "expected " + e.Want
	if e.Found == "" {
		text += " at the end"
	} else {
		text += fmt.Sprintf(", found %q at byte %d", e.Found, e.Offset)
	}
	if e.Hint != "" {
		text += "; " + e.Hint
	}
	return text
}

// maxFound is how many bytes of an expression an error shows.
const maxFound = 40
