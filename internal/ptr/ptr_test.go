package ptr_test

import (
	"testing"

	"github.com/ecstask/ecstask/internal/ptr"
)

func TestValue(t *testing.T) {
	if got := ptr.Value(new("a")); got != "a" {
		t.Errorf("got %q", got)
	}
	if got := ptr.Value[int](nil); got != 0 {
		t.Errorf("nil is %d", got)
	}
}

func TestIsNil(t *testing.T) {
	for name, v := range map[string]any{
		"nil": nil, "pointer": (*int)(nil), "function": (func())(nil), "map": map[int]int(nil), "slice": []int(nil), "channel": (chan int)(nil),
	} {
		if !ptr.IsNil(v) {
			t.Errorf("a nil %s is not nil", name)
		}
	}
	for name, v := range map[string]any{"pointer": new(int), "function": func() {}, "struct": struct{}{}, "number": 0} {
		if ptr.IsNil(v) {
			t.Errorf("a %s is nil", name)
		}
	}
}
