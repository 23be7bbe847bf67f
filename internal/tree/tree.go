// Package tree holds a value read from text, shorthand or JSON, between its
// parser and the SDK struct it is decoded into.
//
// A [Tree] keeps every value's place in the text. [Decode] fills any
// schema-enabled SDK shape from it, without reflection, and reports every
// value that does not fit.
package tree

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Kind is the kind of a value in a text.
type Kind uint8

// The kinds of value. Shorthand has only String, Bytes, List and Object.
const (
	Null Kind = iota
	Bool
	Number
	String
	Bytes // the content of a file, not text
	List
	Object
)

var kindNames = [...]string{
	Null: "null", Bool: "a boolean", Number: "a number", String: "a string",
	Bytes: "the bytes of a file", List: "a list", Object: "an object",
}

// Node is one value of a [Tree].
type Node struct {
	Text string // a String's or Bytes' content, a Number's or Bool's literal
	Key  string // the member's name, in an Object

	Pos            int32 // byte offset of the value in the source
	KeyPos, KeyEnd int32 // byte offsets of the key; equal without a key

	next, first, last int32 // indexes of nodes; 0, the root's, stands for none
	len               int32 // number of children

	Kind Kind
	Dup  bool // a value under this key stands later in the same object, and counts
}

// Tree is a value with all that it holds. Node 0 is the root.
type Tree struct {
	// Coerce says that texts become numbers and booleans, and lone values
	// lists, where the schema asks for them: shorthand has no types.
	Coerce bool
	// KeepDups makes Decode report repeated keys. With it or without, the last
	// value under a key counts, as in other readers of JSON.
	KeepDups bool
	// Tolerant makes Decode ignore members that the type does not have, as well as
	// nulls and empty enums, which it takes for members that are not there: what a
	// service answered may be newer than the SDK.
	Tolerant bool
	// Text is the source, for Decode to say where something stands that it
	// does not name.
	Text string

	nodes []Node
	dec   decoder // pooled along
}

// maxRoom is how many nodes a tree has room for before it has them, and when it
// goes back to the pool: 16 MiB of them, enough for most texts of MaxSize.
const maxRoom = 1 << 18

var pool = sync.Pool{New: func() any { return new(Tree) }}

// New returns an empty tree from a pool.
func New() *Tree { return pool.Get().(*Tree) }

// Free gives t back to the pool. Nothing of t may be used afterwards, except
// the strings that were decoded from it. Until t is used again, or the garbage
// collector empties the pool, it keeps the text alive.
func (t *Tree) Free() {
	if cap(t.nodes) > maxRoom {
		t.nodes = nil
	}
	t.Coerce, t.KeepDups, t.Tolerant, t.Text = false, false, false, ""
	t.nodes = t.nodes[:0]
	t.dec.errs, t.dec.names = nil, nil
	pool.Put(t)
}

// Grow makes room for n more nodes, or for as many as a tree keeps.
func (t *Tree) Grow(n int) { t.nodes = slices.Grow(t.nodes, min(n, maxRoom)) }

// Add appends n as the last child of parent, and returns its index. The first
// node added is the root; its parent is ignored.
func (t *Tree) Add(parent int32, n Node) int32 {
	i := int32(len(t.nodes))
	t.nodes = append(t.nodes, n)
	if i > 0 {
		p := &t.nodes[parent]
		if p.first == 0 {
			p.first = i
		} else {
			t.nodes[p.last].next = i
		}
		p.last = i
		p.len++
	}
	return i
}

// Node returns the node at i, for a parser to complete.
func (t *Tree) Node(i int32) *Node { return &t.nodes[i] }

// Nodes returns all nodes in the order of the text.
func (t *Tree) Nodes() []Node { return t.nodes }

// Children yields the indexes of the children of the node at i.
func (t *Tree) Children(i int32) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for c := t.nodes[i].first; c != 0; c = t.nodes[c].next {
			if !yield(c) {
				return
			}
		}
	}
}

// Wrap puts the value at i into a list of its own, to which more can be added.
func (t *Tree) Wrap(i int32) {
	scalar := t.nodes[i]
	inner := int32(len(t.nodes))
	t.nodes = append(t.nodes, Node{Kind: scalar.Kind, Text: scalar.Text, Pos: scalar.Pos})
	scalar.Kind, scalar.Text = List, ""
	scalar.first, scalar.last, scalar.len = inner, inner, 1
	t.nodes[i] = scalar
}

// Close ends the object at i: it settles what repeated keys mean.
func (t *Tree) Close(i int32) {
	if t.nodes[i].len < 2 {
		return
	}
	keys := t.Keys(i)
	for c := t.nodes[i].first; c != 0; c = t.nodes[c].next {
		if earlier, repeated := keys.Put(c); repeated {
			t.nodes[earlier].Dup = true
			t.nodes[i].len--
		}
	}
}

// Keys tells repeated keys of an object apart from new ones. Whoever goes on
// after a repeated key marks the earlier value as Dup.
type Keys struct {
	t      *Tree
	parent int32
	n      int
	seen   map[string]int32 // once there are more than a few
}

// Keys returns the keys of the object at i, none of them put yet.
func (t *Tree) Keys(i int32) Keys { return Keys{t: t, parent: i} }

// Put notes the next child of the object. When an earlier one has the same
// key, it returns the last of these and true.
func (k *Keys) Put(c int32) (int32, bool) {
	const few = 8
	nodes, key := k.t.nodes, k.t.nodes[c].Key
	if k.n++; k.n <= few {
		for e := nodes[k.parent].first; e != c; e = nodes[e].next {
			if nodes[e].Key == key && !nodes[e].Dup {
				return e, true
			}
		}
		return 0, false
	}
	if k.seen == nil {
		k.seen = make(map[string]int32, nodes[k.parent].len)
		for e := nodes[k.parent].first; e != c; e = nodes[e].next {
			k.seen[nodes[e].Key] = e
		}
	}
	e, repeated := k.seen[key]
	k.seen[key] = c
	return e, repeated
}

// Position returns the line and the column of a byte in text, in characters and
// counted from 1.
func Position(text string, offset int) (line, column int) {
	before := text[:offset]
	return 1 + strings.Count(before, "\n"), 1 + utf8.RuneCountInString(before[1+strings.LastIndexByte(before, '\n'):])
}

// Where returns the position of a byte in text as words. A text of one line has
// columns only.
func Where(text string, offset int) string {
	line, column := Position(text, offset)
	return words(line, column, line > 1 || strings.Contains(text, "\n"))
}

func words(line, column int, lines bool) string {
	if lines {
		return fmt.Sprintf("line %d, column %d", line, column)
	}
	return fmt.Sprintf("column %d", column)
}

// SyntaxError says where a text stops being what it should be.
type SyntaxError struct {
	Offset   int    // in bytes
	Expected string // what would have been right there
	Actual   string // what stands there instead: one character, or a phrase
	Hint     string // what to write, for mistakes people often make
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("expected %s, found %s at offset %d", e.Expected, e.Actual, e.Offset)
}
