package shorthand_test

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/shorthand"
)

// TestHints holds what each mistake is explained with.
func TestHints(t *testing.T) {
	const (
		write = "write key=value, and a list as [a,b]"
		mixed = "write all arguments of a list in JSON, or all in shorthand"
		quote = "remove the quotes around the JSON"
		whole = "put the whole value in quotes"
		list  = `close with "]" first, or put a value that has } in quotes`
		hash  = `close with "}" first, or put a value that has ] in quotes`
	)
	read := shorthand.WithFiles(func(string) ([]byte, error) { return nil, errors.New("no file") })
	for _, tt := range []struct {
		text string
		hint string
		opt  shorthand.Option
	}{
		{`a/b.json`, "to read a file, write file://a/b.json", read},
		{`a/b.json`, write, nil},
		{`text,b=c`, write, nil},
		{`'{"text":"a"}'`, quote, nil},
		{`"["a"]"`, quote, nil},
		{`'text=a'`, whole, nil},
		{` text=a`, "remove the space before the first key", nil},
		{` =a,{`, "", nil},
		{`text=a,{b`, "", nil},
		{`text=a,[b`, "", nil},
		{`|`, "", nil},
		{`\`, "", nil},
		{`texts=[a} `, list, nil},
		{`attrs={a=},texts=[b}`, list, nil},
		{`texts=["a"b]`, "", nil},
		{`text=a}`, "put a value that has } in quotes", nil},
		{`inner={text=a]`, hash, nil},
		{`inner={text=a,int=1`, "", nil},
	} {
		err := shorthand.Unmarshal(tt.text, &sample{}, tt.opt)
		if e, ok := errors.AsType[*shorthand.SyntaxError](err); !ok || e.Hint != tt.hint {
			t.Errorf("%s: %v\nwant the hint %q", tt.text, err, tt.hint)
		}
	}
	for _, second := range []string{`{"text":"a"}`, `["a"]`} {
		_, err := shorthand.UnmarshalList[sample]([]string{"text=a", second})
		if e, ok := errors.AsType[*shorthand.SyntaxError](err); !ok || e.Hint != mixed {
			t.Errorf("%s: %v\nwant the hint %q", second, err, mixed)
		}
	}
}

// TestSyntaxErrorIsFoundEitherWay wraps an error as a value, and asks for a pointer.
func TestSyntaxErrorIsFoundEitherWay(t *testing.T) {
	p, _ := errors.AsType[*shorthand.SyntaxError](shorthand.Unmarshal("text=[", &sample{}))
	if found, ok := errors.AsType[*shorthand.SyntaxError](fmt.Errorf("wrapped: %w", *p)); !ok || found.Offset != 6 || found.Error() != p.Error() {
		t.Errorf("%v", found)
	}
	if got := p.LogValue(); got.Kind() != slog.KindString || got.String() != p.Error() {
		t.Errorf("logged as %v", got)
	}
	if line, column := p.Position(); line != 1 || column != 7 {
		t.Errorf("at %d:%d", line, column)
	}
}

// TestTooDeep nests one level too deep, in whole texts.
func TestTooDeep(t *testing.T) {
	const depth = shorthand.MaxDepth
	for _, text := range []string{
		"points=" + strings.Repeat("[", depth+1) + strings.Repeat("]", depth+1),
		"inner=" + strings.Repeat("{inner=", depth) + "{}" + strings.Repeat("}", depth),
		"inner=" + strings.Repeat("<inner=", depth) + "<>" + strings.Repeat(">", depth),
	} {
		e, ok := errors.AsType[*shorthand.SyntaxError](shorthand.Unmarshal(text, &sample{}))
		if !ok || e.Expected != "at most 256 levels of nesting" {
			t.Errorf("%.20s: %v", text, e)
		}
	}
	var got sample
	if err := shorthand.Unmarshal("points=["+strings.Repeat("[1],", depth)+"[2]]", &got); err != nil || len(got.Points) != depth+1 {
		t.Errorf("many lists in a list: %d, %v", len(got.Points), err)
	}
}

// TestControlCharacters has the characters that may stand in a word, and those that
// may not.
func TestControlCharacters(t *testing.T) {
	for c := rune(1); c <= '!'; c++ {
		want := strings.ContainsRune("\t\n\v\f\r\x1c\x1d\x1e\x1f !", c)
		var got sample
		if err := shorthand.Unmarshal("text=a"+string(c)+"b", &got); (err == nil) != want || want && *got.Text != "a"+string(c)+"b" {
			t.Errorf("%q: %v", c, err)
		}
	}
}

// TestQuoteOfOneCharacter quotes all but the characters of names, numbers and paths.
func TestQuoteOfOneCharacter(t *testing.T) {
	const bare = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./:+@%"
	for c := ' '; c < 0x7f; c++ {
		if got := shorthand.Quote(string(c)); c != '\\' && (got == string(c)) != strings.ContainsRune(bare, c) {
			t.Errorf("%q becomes %s", c, got)
		}
	}
	for text, want := range map[string]string{
		` a\`: `" a\\"`, `a b\`: `a b\ `, `a]b\`: `"a]b\\"`, `]b\`: `"]b\\"`, `a"b\`: `'a"b\\'`, `a,b\`: `a\,b\ `,
	} {
		if got := shorthand.Quote(text); got != want {
			t.Errorf("%s becomes %s, want %s", text, got, want)
		}
	}
}
