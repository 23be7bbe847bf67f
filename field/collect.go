package field

import (
	"errors"
	"slices"
)

// Collect returns err as findings: every [*Error] in it, in order, and for each
// part of it that has none, such as the error of a text that does not parse, one
// finding of the whole value that wraps that part. Of a nil err it returns nil.
func Collect(err error) Findings {
	if e, ok := err.(*Error); ok {
		return present(Findings{e})
	}
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		var found Findings
		for _, e := range several.Unwrap() {
			found = append(found, Collect(e)...)
		}
		return found
	}
	found := Findings(slices.Collect(All(err)))
	if err == nil || len(found) > 0 {
		return found
	}
	kind := Invalid
	if errors.Is(err, Syntax) {
		kind = Syntax
	}
	return Findings{{Kind: kind, Severity: SeverityError, Msg: err.Error(), Err: err}}
}
