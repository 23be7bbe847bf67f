// Package ptr reads pointers that may be nil.
package ptr

import "reflect"

// Value returns what p points to, or the zero value for nil.
func Value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// IsNil reports whether v is nil, or an interface that holds a nil pointer,
// function, map, slice or channel, such as a client that was never made.
func IsNil(v any) bool {
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Pointer, reflect.Func, reflect.Map, reflect.Slice, reflect.Chan:
		return r.IsNil()
	}
	return false
}
