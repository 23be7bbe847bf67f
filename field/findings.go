package field

import (
	"encoding/json"
	"iter"
	"log/slog"
	"slices"
	"strconv"
	"strings"
)

// Errors is a list of findings, errors and warnings together, in the order of
// the request. A nil list means that nothing was found.
//
// Errors implements error, but return [Errors.Err] where an error is wanted:
// it leaves out the warnings, and is a true nil when nothing is left.
//
// A nil element is no finding: every method passes it over.
type Errors []*Error

// present returns l without its nil elements.
func (l Errors) present() Errors {
	if !slices.Contains(l, nil) {
		return l
	}
	return slices.DeleteFunc(slices.Clone(l), func(e *Error) bool { return e == nil })
}

// Error returns the findings one per line.
func (l Errors) Error() string {
	l = l.present()
	lines := make([]string, len(l))
	for i, e := range l {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the findings, for [errors.Is] and [errors.As].
func (l Errors) Unwrap() []error {
	l = l.present()
	errs := make([]error, len(l))
	for i, e := range l {
		errs[i] = e
	}
	return errs
}

// Err returns the findings that are errors, as an error. It returns nil when
// there are none, whatever warnings l holds.
func (l Errors) Err() error {
	if errs := l.withSeverity(SeverityError); len(errs) > 0 {
		return errs
	}
	return nil
}

// Warnings returns the findings that are warnings.
func (l Errors) Warnings() Errors { return l.withSeverity(SeverityWarning) }

func (l Errors) withSeverity(s Severity) Errors {
	var picked Errors
	for _, e := range l.present() {
		if e.Severity == s {
			picked = append(picked, e)
		}
	}
	return picked
}

// Under returns a copy of l with p in front of every path, related ones
// included. A checker of a part reports relative paths, and whoever knows
// where the part stands puts them under it.
func (l Errors) Under(p Path) Errors {
	if l == nil {
		return nil
	}
	l = l.present()
	moved := make(Errors, len(l))
	for i, e := range l {
		c := *e
		c.Path = p.Join(e.Path)
		c.Related = slices.Clone(e.Related)
		for j, r := range c.Related {
			c.Related[j] = p.Join(r)
		}
		moved[i] = &c
	}
	return moved
}

// Sort puts l in the order of the request; findings at one place keep theirs.
// Nil elements go to the end.
func (l Errors) Sort() {
	slices.SortStableFunc(l, func(a, b *Error) int {
		switch {
		case a == b:
			return 0
		case a == nil:
			return 1
		case b == nil:
			return -1
		}
		return a.Path.Compare(b.Path)
	})
}

// MarshalJSON writes an array of findings; an empty one for a nil list.
func (l Errors) MarshalJSON() ([]byte, error) {
	if l == nil {
		return []byte("[]"), nil
	}
	return json.Marshal([]*Error(l.present()))
}

// LogValue implements [slog.LogValuer]: a group with one finding per index.
func (l Errors) LogValue() slog.Value {
	l = l.present()
	attrs := make([]slog.Attr, len(l))
	for i, e := range l {
		attrs[i] = slog.Any(strconv.Itoa(i), e)
	}
	return slog.GroupValue(attrs...)
}

// All returns every *Error in the tree of err, in order: err itself, and what
// its Unwrap methods lead to. Errors of other types are passed over, such as
// that of a text that does not parse.
func All(err error) iter.Seq[*Error] {
	return func(yield func(*Error) bool) { walk(err, yield) }
}

func walk(err error, yield func(*Error) bool) bool {
	switch e := err.(type) {
	case nil:
		return true
	case *Error:
		if e == nil {
			return true
		}
		if !yield(e) {
			return false
		}
	}
	switch u := err.(type) {
	case interface{ Unwrap() error }:
		return walk(u.Unwrap(), yield)
	case interface{ Unwrap() []error }:
		for _, inner := range u.Unwrap() {
			if !walk(inner, yield) {
				return false
			}
		}
	}
	return true
}
