package wire

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
)

// visitor is the sink that hands out strings. It is the one place where paths
// are built.
type visitor struct {
	walker
	visit func(path []byte, s string)
	path  []byte
	nest  []place // the place of each open container
}

// place remembers what a container's close has to restore.
type place struct {
	length int // of the path that leads to the container
	next   int // index of its next element
}

func (v *visitor) text(l label, s string) {
	length := v.enter(l)
	v.visit(v.path, s)
	v.path = v.path[:length]
}

func (v *visitor) begin(l label, _ byte) {
	v.nest = append(v.nest, place{length: v.enter(l)})
}

func (v *visitor) end(byte) {
	top := len(v.nest) - 1
	v.path = v.path[:v.nest[top].length]
	v.nest = v.nest[:top]
}

func (v *visitor) token(l label, _ []byte) { v.path = v.path[:v.enter(l)] }

// raw visits the strings in a document. Its objects are maps. If it is not JSON
// after all, it has none.
func (v *visitor) raw(l label, raw []byte) {
	var doc any
	_ = json.Unmarshal(raw, &doc)
	v.document(l, doc)
}

func (v *visitor) document(l label, doc any) {
	switch doc := doc.(type) {
	case string:
		v.text(l, doc)
	case []any:
		v.begin(l, '[')
		for _, item := range doc {
			v.document(label{}, item)
		}
		v.end(']')
	case map[string]any:
		v.begin(l, '{')
		for _, key := range slices.Sorted(maps.Keys(doc)) {
			v.document(label{kind: entry, name: key}, doc[key])
		}
		v.end('}')
	default:
		v.token(l, nil)
	}
}

// enter extends the path by a step and returns its length before the step.
func (v *visitor) enter(l label) (length int) {
	length = len(v.path)
	switch l.kind {
	case member, variant:
		if length > 0 {
			v.path = append(v.path, '.')
		}
		v.path = append(v.path, l.name...)
	case entry:
		v.path = append(v.path, '[')
		v.path = strconv.AppendQuote(v.path, l.name)
		v.path = append(v.path, ']')
	case element:
		if top := len(v.nest) - 1; top >= 0 {
			v.path = append(v.path, '[')
			v.path = strconv.AppendInt(v.path, int64(v.nest[top].next), 10)
			v.path = append(v.path, ']')
			v.nest[top].next++
		}
	}
	return length
}
