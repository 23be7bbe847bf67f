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
