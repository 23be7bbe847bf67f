package tree_test

import (
	"slices"
	"testing"

	"github.com/ecstask/ecstask/internal/tree"
)

func TestPosition(t *testing.T) {
	const text = "é\n\naß\n"
	for _, tt := range []struct{ offset, line, column int }{{0, 1, 1}, {2, 1, 2}, {3, 2, 1}, {4, 3, 1}, {5, 3, 2}, {7, 3, 3}, {8, 4, 1}} {
		if line, column := tree.Position(text, tt.offset); line != tt.line || column != tt.column {
			t.Errorf("%d is at %d:%d, want %d:%d", tt.offset, line, column, tt.line, tt.column)
		}
	}
	for text, want := range map[string]string{"abc": "column 3", "abc\n": "line 1, column 3", "\nbc": "line 2, column 2"} {
		if got := tree.Where(text, 2); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestKeys(t *testing.T) {
	tr := tree.New()
	defer tr.Free()
	tr.Grow(20)
	root := tr.Add(0, tree.Node{Kind: tree.Object})
	keys := tr.Keys(root)
	last := map[string]int32{}
	for i, key := range []string{"a", "b", "a", "c", "d", "e", "f", "g", "h", "a", "i", "b", "i", "c"} {
		c := tr.Add(root, tree.Node{Key: key})
		earlier, repeated := keys.Put(c)
		if want, ok := last[key]; ok != repeated || earlier != want {
			t.Errorf("%d, %s: %d, %t, want %d", i, key, earlier, repeated, want)
		}
		if repeated {
			tr.Node(earlier).Dup = true
		}
		last[key] = c
	}
}

func TestWrap(t *testing.T) {
	tr := tree.New()
	defer tr.Free()
	root := tr.Add(0, tree.Node{Kind: tree.Object})
	a := tr.Add(root, tree.Node{Kind: tree.String, Key: "a", Text: "1", Pos: 5, KeyEnd: 2})
	tr.Add(root, tree.Node{Kind: tree.String, Key: "b", Text: "2"})
	tr.Wrap(a)
	tr.Add(a, tree.Node{Kind: tree.String, Text: "3"})
	if got := dump(tr); got != `{"a":["1" "3"] "b":"2"}` {
		t.Error(got)
	}
	if n := tr.Node(a); n.Pos != 5 || n.KeyEnd != 2 || n.Text != "" {
		t.Errorf("%+v", n)
	}
	children := slices.Collect(tr.Children(a))
	if first := tr.Node(children[0]); first.Pos != 5 || first.Key != "" {
		t.Errorf("%+v", first)
	}
}

// TestPlacesCanBeLeftEarly breaks out of loops over a tree, and walks none.
func TestPlacesCanBeLeftEarly(t *testing.T) {
	tr := parse(t, `{"a":[1,{"b":2}],"c":3}`, false)
	for n := range 6 {
		seen := 0
		for range tr.All() {
			if seen++; seen > n {
				break
			}
		}
		if seen != min(n+1, 6) {
			t.Errorf("%d values, want %d", seen, n+1)
		}
	}
	for range tr.Children(0) {
		break
	}
	if got := len(tr.Nodes()); got != 6 {
		t.Errorf("%d nodes", got)
	}
	empty := tree.New()
	defer empty.Free()
	for p := range empty.All() {
		t.Errorf("nothing has the place %q", p)
	}
	if found := tree.Decode(empty, &value{}); describe(found) != "must be a structure, not null [invalid] write an object, {...}" {
		t.Error(describe(found))
	}
}
