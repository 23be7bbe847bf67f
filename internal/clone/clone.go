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

// Texts is a block of memory for the texts of a list, which would otherwise
// take an allocation each. Its capacity is how many fit into the first block.
type Texts []string

// Copy returns a pointer to a copy of what p points to.
func (t *Texts) Copy(p *string) *string {
	if p == nil {
		return nil
	}
	*t = append(*t, *p)
	return &(*t)[len(*t)-1]
}
