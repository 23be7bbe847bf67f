package clone_test

import (
	"testing"

	"github.com/ecstask/ecstask/internal/clone"
)

func TestPointer(t *testing.T) {
	if got := clone.Pointer[string](nil); got != nil {
		t.Errorf("nil became %q", *got)
	}
	in := "a"
	got := clone.Pointer(&in)
	if in = "changed"; *got != "a" {
		t.Errorf("the copy is %q", *got)
	}
}

func TestSlice(t *testing.T) {
	type element struct{ p *int }
	detach := func(e *element) { e.p = clone.Pointer(e.p) }
	if got := clone.Slice(nil, detach); got != nil {
		t.Errorf("nil became %v", got)
	}
	if got := clone.Slice([]element{}, detach); got == nil || len(got) != 0 {
		t.Errorf("an empty list became %v", got)
	}
	in := []element{{new(1)}, {nil}}
	got := clone.Slice(in, detach)
	*in[0].p, in[1].p = 2, new(3)
	if len(got) != 2 || *got[0].p != 1 || got[1].p != nil {
		t.Errorf("the copy changed: %v", got)
	}
}

// TestBlock copies more than fits into the first piece of a block: the copies made
// before must not move.
func TestBlock(t *testing.T) {
	block := make(clone.Block[string], 0, 2)
	in := []*string{new("a"), nil, new(""), new("b"), new("c")}
	copies := make([]*string, len(in))
	for i, p := range in {
		copies[i] = block.Pointer(p)
	}
	for i, p := range in {
		switch {
		case p == nil && copies[i] != nil:
			t.Errorf("%d: nil became %q", i, *copies[i])
		case p != nil && (copies[i] == p || *copies[i] != *p):
			t.Errorf("%d: %q became %q", i, *p, *copies[i])
		}
	}
	*copies[0] = "changed"
	if *in[0] != "a" || *copies[2] != "" {
		t.Error("the copies share memory with something else")
	}
}

// TestBlockSlice appends to a copy, and changes one: those beside it must stay.
func TestBlockSlice(t *testing.T) {
	for _, room := range []int{0, 3, 8} {
		block := make(clone.Block[string], 0, room)
		in := []string{"a", "b"}
		if got := block.Slice(nil); got != nil {
			t.Errorf("nil became %v", got)
		}
		if got := block.Slice([]string{}); got == nil || len(got) != 0 {
			t.Errorf("an empty list became %v", got)
		}
		first, second := block.Slice(in), block.Slice([]string{"c"})
		if got := append(first, "d"); len(got) != 3 || second[0] != "c" {
			t.Errorf("room for %d: to append to one list has changed the next, to %v", room, second)
		}
		if first[0] = "changed"; in[0] != "a" {
			t.Errorf("room for %d: the copy shares memory with the list", room)
		}
	}
}
