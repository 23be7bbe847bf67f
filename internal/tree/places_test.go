package tree_test

import (
	"strings"
	"testing"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/tree"
	"github.com/google/go-cmp/cmp"
)

func TestAllYieldsEveryValueWithItsPath(t *testing.T) {
	long := strings.Repeat("k", 101)
	text := `{"a": [1, {"b": "x"}], "c": {}, "a": null, "` + long + `": 2}`
	tr := tree.New()
	defer tr.Free()
	tr.KeepDups = true
	if err := tree.ParseJSON(tr, text); err != nil {
		t.Fatal(err)
	}
	type place struct {
		Path field.Path
		Rest string
	}
	var got []place
	for p, n := range tr.All() {
		if key := text[n.KeyPos:n.KeyEnd]; n.Key != strings.Trim(key, `"`) {
			t.Errorf("%s has the key %s", p, key)
		}
		got = append(got, place{p, text[n.Pos:min(int(n.Pos)+3, len(text))]})
	}
	want := []place{
		{"", `{"a`}, {"a", "[1,"}, {"a[0]", "1, "}, {"a[1]", `{"b`}, {"a[1].b", `"x"`}, {"c", "{},"}, {"a", "nul"},
		{field.Path("").Child(long[:100] + "..."), "2}"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("places (-want +got):\n%s", diff)
	}
}

func TestPlaces(t *testing.T) {
	text := `{"a": [1, {"b": "x"}], "c": 2}`
	tr := tree.New()
	defer tr.Free()
	if err := tree.ParseJSON(tr, text); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, at := range tr.Places(field.Findings{
		{Path: "a[1].b"}, {Path: "a[1].b", Kind: field.Unknown}, {Path: "a[1].b", Kind: field.Unknown, Rule: "id"},
		{Path: "a[1].d.e"}, {Path: "c", Kind: field.Duplicate}, {Path: "d"}, {},
	}) {
		got = append(got, text[at:][:3])
	}
	if diff := cmp.Diff([]string{`"x"`, `"b"`, `"x"`, `{"b`, `"c"`, `{"a`, `{"a`}, got); diff != "" {
		t.Errorf("places (-want +got):\n%s", diff)
	}
}

func TestAllOfOneValue(t *testing.T) {
	n := 0
	for p := range parse(t, "5", false).All() {
		if n++; p != "" {
			t.Errorf("the root has the path %s", p)
		}
	}
	if n != 1 {
		t.Errorf("%d values", n)
	}
}

func TestAbbreviate(t *testing.T) {
	long := strings.Repeat("k", 100)
	for name, want := range map[string]string{"": "", long: long, long + "k": long + "...", long[1:] + "é": long[1:] + "..."} {
		if got := tree.Abbreviate(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}
