// Package clone copies the parts that SDK structs are made of. A nil stays a
// nil, and an empty list stays an empty list.
package clone

import "slices"

// Pointer returns a pointer to a copy of what p points to.
func Pointer[T any](p *T) *T {
	if p == nil {
		return nil
	}
	return new(*p)
}

// Slice returns a copy of s. It calls detach for each element of the copy, to
// replace what the element shares with the one in s.
func Slice[T any](s []T, detach func(*T)) []T {
	s = slices.Clone(s)
	for i := range s {
		detach(&s[i])
	}
	return s
}

// Block is memory for many copies, which would otherwise take an allocation each.
// Its capacity is how many fit into the first piece of it.
type Block[T any] []T

// Pointer is the function Pointer with the copy in b.
func (b *Block[T]) Pointer(p *T) *T {
	if p == nil {
		return nil
	}
	*b = append(*b, *p)
	return &(*b)[len(*b)-1]
}

// Slice returns a copy of s that lies in b. There is no room behind it: to append to
// the copy does not write into b.
func (b *Block[T]) Slice(s []T) []T {
	if s == nil {
		return nil
	}
	*b = append(*b, s...)
	n := len(*b)
	return (*b)[n-len(s) : n : n]
}
