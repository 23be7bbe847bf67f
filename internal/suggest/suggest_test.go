package suggest_test

import (
	"strings"
	"testing"

	"github.com/ecstask/ecstask/internal/suggest"
)

func TestNearest(t *testing.T) {
	members := []string{"cluster", "containerInstances", "taskDefinition", "tags", "name"}
	for name, want := range map[string]string{
		"Cluster":               "cluster",
		"clutser":               "cluster",
		"containerInstance":     "containerInstances",
		"task-definition":       "taskDefinition",
		"nmae":                  "name",
		"Containers":            "",
		"container":             "containerInstances",
		"task":                  "taskDefinition",
		"":                      "",
		"launchType":            "",
		"x":                     "",
		strings.Repeat("a", 99): "",
	} {
		if got := suggest.Nearest(name, members); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", name, got, want)
		}
	}
	for _, tt := range []struct {
		name, candidate string
		near            bool
	}{
		{strings.Repeat("a", 63), strings.Repeat("a", 64), true},
		{strings.Repeat("a", 63) + "b", strings.Repeat("a", 64), true},
		{strings.Repeat("a", 65), strings.Repeat("a", 64), false},
		{strings.Repeat("a", 64), strings.Repeat("a", 65), false},
		{"clus", "cluster", true},
		{"clu", "cluster", false},
	} {
		if got := suggest.Nearest(tt.name, []string{tt.candidate}); (got == tt.candidate) != tt.near {
			t.Errorf("Nearest(%q, %q) = %q", tt.name, tt.candidate, got)
		}
	}
	if got := suggest.Nearest("name", []string{"nam", "nameless"}); got != "nam" {
		t.Errorf("of two that are equally near, the first is %q", got)
	}
	if got := suggest.Nearest("tag", []string{strings.Repeat("tag", 99)}); got != "" {
		t.Errorf("a candidate too long to compare was chosen: %q", got)
	}
}

// TestNearestCountsMistakes compares all pairs of short names with a definition of
// the distance between two names, written as it reads.
func TestNearestCountsMistakes(t *testing.T) {
	names := []string{""}
	for i := 0; len(names[i]) < 5; i++ {
		names = append(names, names[i]+"a", names[i]+"b", names[i]+"c")
	}
	known := map[[2]string]int{}
	var distance func(a, b string) int
	distance = func(a, b string) int {
		if a == "" || b == "" {
			return len(a) + len(b)
		}
		d, ok := known[[2]string{a, b}]
		if ok {
			return d
		}
		d = 1 + min(distance(a[1:], b), distance(a, b[1:]), distance(a[1:], b[1:]))
		if a[0] == b[0] {
			d = min(d, distance(a[1:], b[1:]))
		}
		if len(a) > 1 && len(b) > 1 && a[0] == b[1] && a[1] == b[0] {
			d = min(d, 1+distance(a[2:], b[2:]))
		}
		known[[2]string{a, b}] = d
		return d
	}
	for _, name := range names[1:] {
		for _, c := range names[1:] {
			near := 3*distance(name, c) <= len(name) || len(name) >= 4 && strings.HasPrefix(c, name)
			if got := suggest.Nearest(name, []string{c}); (got == c) != near {
				t.Fatalf("Nearest(%q, %q) = %q, at a distance of %d", name, c, got, distance(name, c))
			}
		}
	}
}

func TestFile(t *testing.T) {
	const name, slash = "to read a file, write file://", "to read a file, write file:// before its name"
	for text, want := range map[string]string{
		"a.json": name + "a.json", "./a.YML": name + "./a.YML", "file:/a.yaml": name + "/a.yaml", "a/b": slash, "~/a": slash,
		"": "", "a": "", "json": "", "a.json b": "", `{"a": "b/c.json"}`: "", "a=b/c": "", "[a/b]": "", "a: b/c": "", "a\x1b/b.json": "", strings.Repeat("/", 300): slash, strings.Repeat("/", 301): "",
	} {
		if got := suggest.File(text); got != want {
			t.Errorf("%.40q: %q, want %q", text, got, want)
		}
	}
}
