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
	if got := suggest.Nearest("tag", []string{strings.Repeat("tag", 99)}); got != "" {
		t.Errorf("a candidate too long to compare was chosen: %q", got)
	}
}

func TestFile(t *testing.T) {
	const name, slash = "to read a file, write file://", "to read a file, write file:// before its name"
	for text, want := range map[string]string{
		"a.json": name + "a.json", "./a.YML": name + "./a.YML", "file:/a.yaml": name + "/a.yaml", "a/b": slash, "~/a": slash,
		"": "", "a": "", "json": "", "a.json b": "", `{"a": "b/c.json"}`: "", "a=b/c": "", "[a/b]": "", "a: b/c": "", "a\x1b/b.json": "", strings.Repeat("/", 301): "",
	} {
		if got := suggest.File(text); got != want {
			t.Errorf("%.40q: %q, want %q", text, got, want)
		}
	}
}
