package field

import (
	"encoding/json"
	"iter"
	"log/slog"
	"slices"
	"strconv"
	"strings"
)

// Findings are what a check has found, errors and warnings together, in the order
// of the request. Nil Findings mean that nothing was found.
//
// Findings are not an error, because they may be warnings only: where an error
// is wanted, return [Findings.Err]. A nil element is no finding: every method
// skips it.
type Findings []*Error

// Errors are findings that stop a request, as one error.
type Errors []*Error

// present returns l without its nil elements.
func present[L ~[]*Error](l L) L {
	if !slices.Contains(l, nil) {
		return l
	}
	return slices.DeleteFunc(slices.Clone(l), func(e *Error) bool { return e == nil })
}

// Err returns the findings with the severity error as [Errors]. It returns nil
// when there are none, whatever warnings l has.
func (l Findings) Err() error {
	if errs := l.withSeverity(SeverityError); len(errs) > 0 {
		return Errors(errs)
	}
	return nil
}

// Warnings returns the findings that are warnings.
func (l Findings) Warnings() Findings { return l.withSeverity(SeverityWarning) }

func (l Findings) withSeverity(s Severity) Findings {
	var picked Findings
	for _, e := range present(l) {
		if e.Severity == s {
			picked = append(picked, e)
		}
	}
	return picked
}

// String returns the findings one per line, each as "severity: " and its
// [Error.Error].
func (l Findings) String() string {
	var b strings.Builder
	for i, e := range present(l) {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(e.Severity.String())
		b.WriteString(": ")
		b.WriteString(e.Error())
	}
	return b.String()
}

// Error returns the errors one per line.
func (l Errors) Error() string {
	l = present(l)
	lines := make([]string, len(l))
	for i, e := range l {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the errors, for [errors.Is] and [errors.As].
func (l Errors) Unwrap() []error {
	l = present(l)
	errs := make([]error, len(l))
	for i, e := range l {
		errs[i] = e
	}
	return errs
}

// Under returns a copy of l with p in front of every path, related ones
// included. A checker of a part reports relative paths, and whoever knows
// where the part stands puts them under it.
func (l Findings) Under(p Path) Findings {
	if l == nil {
		return nil
	}
	l = present(l)
	moved := make(Findings, len(l))
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
func (l Findings) Sort() {
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

// MarshalJSON writes an array of findings: an empty one for nil Findings.
func (l Findings) MarshalJSON() ([]byte, error) { return marshal(l) }

// MarshalJSON writes an array as [Findings.MarshalJSON] does.
func (l Errors) MarshalJSON() ([]byte, error) { return marshal(l) }

func marshal[L ~[]*Error](l L) ([]byte, error) {
	if l == nil {
		return []byte("[]"), nil
	}
	return json.Marshal([]*Error(present(l)))
}

// LogValue implements [slog.LogValuer]: a group with one finding per index.
func (l Findings) LogValue() slog.Value { return logValue(l) }

// LogValue implements [slog.LogValuer] as [Findings.LogValue] does.
func (l Errors) LogValue() slog.Value { return logValue(l) }

func logValue[L ~[]*Error](l L) slog.Value {
	l = present(l)
	attrs := make([]slog.Attr, len(l))
	for i, e := range l {
		attrs[i] = slog.Any(strconv.Itoa(i), e)
	}
	return slog.GroupValue(attrs...)
}

// All returns every *Error in the tree of err, in order: err itself, and what
// its Unwrap methods lead to. It skips errors of other types, such as
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
