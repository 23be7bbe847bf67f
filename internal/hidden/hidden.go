// Package hidden keeps fmt from printing what may be a secret.
package hidden

import "fmt"

// Value holds a pointer and keeps fmt from printing what it points to. fmt calls
// no methods of a value in an unexported field; it prints the fields themselves.
// It never follows two pointers, but it follows one when the verb does not fit
// the type, as %s does not fit a structure.
type Value[T any] struct{ p **T }

// Of returns a Value that holds v.
func Of[T any](v *T) Value[T] {
	if v == nil {
		return Value[T]{}
	}
	return Value[T]{&v}
}

// Get returns the pointer that h holds, or nil.
func (h Value[T]) Get() *T {
	if h.p == nil {
		return nil
	}
	return *h.p
}

// View returns the pointer that h holds, or one to an empty T. It is for reading
// only.
func (h Value[T]) View() *T {
	if v := h.Get(); v != nil {
		return v
	}
	return new(T)
}

// Edit returns a Value with a shallow copy of what h holds, and a pointer to that
// copy.
func (h Value[T]) Edit() (Value[T], *T) {
	v := *h.View()
	return Of(&v), &v
}

// Format writes text in place of v, as the Format method of a type whose
// exported fields may hold secrets. Verbs for texts format text; any other verb
// is reported as fmt reports a wrong one. %#v writes the type, too.
func Format(s fmt.State, verb rune, v any, text string) {
	switch {
	case verb == 'v' && s.Flag('#'):
		fmt.Fprintf(s, "%T(%q)", v, text)
	case verb == 'v', verb == 's', verb == 'q', verb == 'x', verb == 'X':
		fmt.Fprintf(s, fmt.FormatString(s, verb), text)
	default:
		fmt.Fprintf(s, "%%!%c(%T=%s)", verb, v, text)
	}
}
