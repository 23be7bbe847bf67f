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
