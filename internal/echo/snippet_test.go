package echo_test

import (
	"strings"
	"testing"

	"github.com/ecstask/ecstask/internal/echo"
)

func TestSnippet(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		at         int
		want       string
	}{
		{"all fits", "x\nname: secret\ny", 8, "name: ******\n      ^"},
		{"at the end", "name: a", 7, "name: *\n       ^"},
		{"nothing", "", 0, "\n^"},
		{"both ends are cut", "name: [aaaaaaaaaa, bbbbbbbbbb, cccccccccc]", 19, "...*********, *****...\n              ^"},
		{"a tab and wide characters", "name:\t日本", 9, "name: **\n       ^"},
		{"in the middle of a character", "日本", 1, "****\n ^"},
	} {
		name := strings.Index(tt.text, "name")
		got := echo.Snippet(tt.text, tt.at, 22, func(i int) bool { return name >= 0 && name <= i && i < name+4 })
		if got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.name, got, tt.want)
		}
	}
}
