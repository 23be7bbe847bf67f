package overrides

// hidden holds a pointer where fmt does not find what it points to. Of an
// unexported field of another package's struct fmt asks no methods: it prints
// what is there, and follows one pointer, but not two.
type hidden[T any] struct{ p **T }

func hide[T any](v *T) hidden[T] {
	if v == nil {
		return hidden[T]{}
	}
	return hidden[T]{&v}
}

// get returns what hide was given, or nil.
func (h hidden[T]) get() *T {
	if h.p == nil {
		return nil
	}
	return *h.p
}

// view returns what h holds, or an empty T, to be read only.
func (h hidden[T]) view() *T {
	if v := h.get(); v != nil {
		return v
	}
	return new(T)
}

// edit returns a copy of what h holds that may be changed, the struct and not
// what its members point to, and h with it.
func (h hidden[T]) edit() (hidden[T], *T) {
	v := *h.view()
	return hide(&v), &v
}
