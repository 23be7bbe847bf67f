package shell

import (
	"os/exec"
	"strings"
	"testing"
)

// TestQuote asks a shell what it makes of the words.
func TestQuote(t *testing.T) {
	words := []string{"", "a", "a b", "it's", "''", "$HOME", "`a`", "a\\b", "\"", "a\nb", "*", "~", "#a", "!a", "é", "key=a,b:c/d@e%f+g", "{a,b}", "-x"}
	line := "printf '%s\\0'"
	for _, w := range words {
		line += " " + Quote(w)
	}
	out, err := exec.Command("sh", "-c", line).Output()
	if err != nil {
		t.Skip(err)
	}
	if got := string(out); got != strings.Join(words, "\x00")+"\x00" {
		t.Errorf("%s gives %q", line, got)
	}
}

func TestPlainWordsStayAsTheyAre(t *testing.T) {
	for _, w := range []string{"web:7", "key=a,value=b", "arn:aws:ecs:us-east-1:1:cluster/a", "-x"} {
		if got := Quote(w); got != w {
			t.Errorf("%s is quoted: %s", w, got)
		}
	}
}
