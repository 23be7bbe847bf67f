package tree

import (
	"iter"
	"strings"

	"github.com/ecstask/ecstask/field"
)

// maxName is how many bytes of a name a path has.
const maxName = 100

// Abbreviate returns name, cut so that it fits into a path.
func Abbreviate(name string) string {
	if len(name) <= maxName {
		return name
	}
	return strings.ToValidUTF8(name[:maxName], "") + "..."
}

// All yields every value of t with its path from the root, as Decode writes it,
// in the order of the text. A repeated key yields its path again.
func (t *Tree) All() iter.Seq2[field.Path, *Node] {
	return func(yield func(field.Path, *Node) bool) {
		if len(t.nodes) > 0 {
			t.walk(0, "", yield)
		}
	}
}

func (t *Tree) walk(i int32, p field.Path, yield func(field.Path, *Node) bool) bool {
	n := &t.nodes[i]
	if !yield(p, n) {
		return false
	}
	index := 0
	for c := range t.Children(i) {
		child := p.Index(index)
		if n.Kind == Object {
			child = p.Child(Abbreviate(t.nodes[c].Key))
		}
		if !t.walk(c, child, yield) {
			return false
		}
		index++
	}
	return true
}

// Places returns the place of each finding: where the value stands that it is
// about, or the nearest one that holds it. A member that should not be there stands
// where its name does.
func (t *Tree) Places(found field.Findings) []int32 {
	nodes := make(map[field.Path]*Node) // of the findings, and of what holds them
	for _, e := range found {
		for p := e.Path; ; p = p.Parent() {
			if _, ok := nodes[p]; ok {
				break
			}
			nodes[p] = nil
			if p == "" {
				break
			}
		}
	}
	for p, n := range t.All() {
		if _, ok := nodes[p]; ok {
			nodes[p] = n
		}
	}
	places := make([]int32, len(found))
	for i, e := range found {
		places[i] = place(nodes, e)
	}
	return places
}

func place(nodes map[field.Path]*Node, e *field.Error) int32 {
	n := nodes[e.Path]
	misplaced := e.Rule == "" && (e.Kind == field.Unknown || e.Kind == field.Duplicate)
	if n != nil && misplaced && n.KeyEnd > n.KeyPos {
		return n.KeyPos
	}
	for p := e.Path; n == nil && p != ""; n = nodes[p] {
		p = p.Parent()
	}
	if n == nil {
		return 0
	}
	return n.Pos
}
