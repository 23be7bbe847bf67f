package shorthand_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/shorthand"
	"pgregory.net/rapid"
)

// TestSnippetOfLongLines looks at what is shown of lines that no terminal shows,
// and of characters that would move the caret.
func TestSnippetOfLongLines(t *testing.T) {
	const width = shorthand.SnippetWidth
	many := func(s string) string { return strings.Repeat(s, 1<<20/len(s)) }
	for _, tt := range []struct{ name, before, after, want string }{
		{"all fits", strings.Repeat("a", width-2), "b", strings.Repeat("*", width-2) + `"*` + "\n" + strings.Repeat(" ", width-2) + "^"},
		{"all fits, at the end", strings.Repeat("a", width-1), "", strings.Repeat("*", width-1) + `"` + "\n" + strings.Repeat(" ", width-1) + "^"},
		{"one too many before", strings.Repeat("a", width), "", "..." + strings.Repeat("*", width-4) + `"` + "\n" + strings.Repeat(" ", width-1) + "^"},
		{"one too many after", "a", strings.Repeat("b", width-1), `*"` + strings.Repeat("*", width-5) + "...\n ^"},
		{"in the middle", many("a,"), many("b,"), "...," + strings.Repeat("*,", 23) + `"` + strings.Repeat("*,", 11) + "...\n" + strings.Repeat(" ", 50) + "^"},
		{"tabs", "\t\ta", "\tb", "  *\" *\n   ^"},
		{"wide and combining", "日本e\u0301\U0001F468\u200d\U0001F469", "é", "*******\"*\n       ^"},
		{"control characters", "a\x1b[2J\r\x00\u202e", "\x7f", "**[*****\"*\n        ^"},
		{"other bytes", "\xff\xc3", "\xe2\x82", "**\"**\n  ^"},
	} {
		got := shorthand.SyntaxError{Offset: len(tt.before) + 2}.WithInput("x\n" + tt.before + `"` + tt.after + "\ny").Snippet()
		if got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", tt.name, got, tt.want)
		}
	}
	atEnd := shorthand.SyntaxError{Offset: width}.WithInput(strings.Repeat("a", width)).Snippet()
	if want := "..." + strings.Repeat("*", width-4) + "\n" + strings.Repeat(" ", width-1) + "^"; atEnd != want {
		t.Errorf("behind the end of a line:\n%s\nwant\n%s", atEnd, want)
	}
}

// TestSnippetShowsThePlace breaks long texts of one line, and of JSON, and looks
// for the mistake above the caret.
func TestSnippetShowsThePlace(t *testing.T) {
	item := `{"name":"日本\u0301 app","cpu":1},`
	for _, n := range []int{0, 1, 2, 3, 10, 20_000} {
		text := `{"containerOverrides":[` + strings.Repeat(item, n) + `{"name" "a"}` + strings.Repeat(item, n)
		syntax, ok := errors.AsType[*shorthand.SyntaxError](shorthand.Unmarshal(text, new(types.TaskOverride)))
		if !ok {
			t.Fatalf("%d: no syntax error", n)
		}
		line, caret, _ := strings.Cut(syntax.Snippet(), "\n")
		if max(len(line), len(caret)) > shorthand.SnippetWidth || text[syntax.Offset:][:1] != line[len(caret)-1:][:1] || n > 1 && !strings.Contains(line, `{"name":"`) {
			t.Errorf("%d:\n%s\n%s", n, line, caret)
		}
	}
}

// TestSnippetIsNarrow holds for any text and offset that a snippet is two lines
// of printable ASCII, not too wide, and that what stands above the caret stands
// at the place, or is masked.
func TestSnippetIsNarrow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		input := strings.Join(rapid.SliceOf(rapid.OneOf(
			rapid.String(), rapid.SampledFrom([]string{"\n", "\t", "\xff", "日", "e\u0301", strings.Repeat("a=[", 40), strings.Repeat("é", 90)}),
		)).Draw(t, "input"), "")
		e := shorthand.SyntaxError{Offset: rapid.IntRange(-1, len(input)+1).Draw(t, "offset")}.WithInput(input)
		line, caret, _ := strings.Cut(e.Snippet(), "\n")
		if max(len(line), len(caret)) > shorthand.SnippetWidth || strings.Trim(caret, " ") != "^" || len(caret) > len(line)+1 {
			t.Fatalf("%q\n%q", line, caret)
		}
		if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r > '~' }) {
			t.Fatalf("%q", line)
		}
		at := max(0, min(e.Offset, len(input)))
		if len(caret) <= len(line) && line[len(caret)-1] != '*' {
			if shown := line[len(caret)-1]; input[at] != shown && (input[at] != '\t' || shown != ' ') {
				t.Fatalf("%q shows %q for %q", line, shown, input[at])
			}
		}
	})
}
