package shorthand

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"

	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/echo"
	"github.com/ecstask/ecstask/internal/hidden"
	"github.com/ecstask/ecstask/internal/suggest"
	"github.com/ecstask/ecstask/internal/tree"
)

// SyntaxError says where a text stops being shorthand, or JSON.
//
// It shows one character of the input, because the rest may hold secrets.
// [SyntaxError.Snippet] shows more: the line, with the values masked.
type SyntaxError struct {
	Offset   int    // where in the input, in bytes
	Expected string // what would have been right there
	Actual   string // what stands there: a quoted character, or a phrase
	Hint     string // what to write, for the mistakes people often make

	input hidden.Value[string] // the whole text
	keys  []span               // the names in it, which Snippet shows
}

type span struct{ start, end int }

// WithInput returns a copy of e with the text that it is about, from which
// Error, Position and Snippet tell the place.
func (e SyntaxError) WithInput(text string) *SyntaxError {
	e.input, e.keys = hidden.Of(&text), nil
	return &e
}

// Error returns one line: what was expected, what was found, where, and what to
// write instead.
func (e SyntaxError) Error() string {
	text := "expected " + e.Expected + ", found " + e.Actual + " at " + tree.Where(*e.input.View(), e.offset())
	if e.Hint != "" {
		text += "; " + e.Hint
	}
	return text
}

// As lets [errors.As] and [errors.AsType] find a SyntaxError by value as well as by
// pointer.
func (e SyntaxError) As(target any) bool {
	switch t := target.(type) {
	case *SyntaxError:
		*t = e
	case **SyntaxError:
		*t = &e
	default:
		return false
	}
	return true
}

// Unwrap returns [field.Syntax], for [errors.Is].
func (e SyntaxError) Unwrap() error { return field.Syntax }

// MarshalJSON writes an object with the members message, line, column and hint.
// It leaves the input out.
func (e SyntaxError) MarshalJSON() ([]byte, error) {
	line, column := e.Position()
	return json.Marshal(struct {
		Message string `json:"message"`
		Line    int    `json:"line"`
		Column  int    `json:"column"`
		Hint    string `json:"hint"`
	}{e.Error(), line, column, e.Hint})
}

// LogValue implements [slog.LogValuer]. It leaves the input out.
func (e SyntaxError) LogValue() slog.Value { return slog.StringValue(e.Error()) }

// Position returns the line and the column of the place, in characters and
// counted from 1.
func (e SyntaxError) Position() (line, column int) {
	return tree.Position(*e.input.View(), e.offset())
}

func (e SyntaxError) offset() int { return max(0, min(e.Offset, len(*e.input.View()))) }

// SnippetWidth is how many columns the lines of a snippet have at most: as many
// as a terminal shows, with room to indent them.
const SnippetWidth = 76

// Snippet returns the part of the line that is around the mistake and, below it,
// a caret under the place. Neither is wider than [SnippetWidth]; three dots stand
// for what is cut off. Punctuation stands as in the input, and so do the names
// read so far, if the type that was to be read has members of these names. Every
// other character is replaced by an asterisk, and a tab by a space: values may be
// secrets, and what follows a comma in a value without quotes is taken for a
// name.
func (e SyntaxError) Snippet() string {
	keys := e.keys
	return echo.Snippet(*e.input.View(), e.offset(), SnippetWidth, func(i int) bool {
		for len(keys) > 0 && keys[0].end <= i {
			keys = keys[1:]
		}
		return len(keys) > 0 && i >= keys[0].start
	})
}

// syntaxError completes an error with the input, and with the names read so far
// that dst knows, which are no secrets.
func syntaxError(text string, t *tree.Tree, dst smithy.Deserializable, e *tree.SyntaxError) *SyntaxError {
	err := SyntaxError{Offset: e.Offset, Expected: e.Expected, Actual: e.Actual, Hint: e.Hint}.WithInput(text)
	names := namesOf(dst)
	from, to := echo.Window(text, err.offset(), SnippetWidth)
	for _, n := range t.Nodes() {
		if n.KeyEnd > n.KeyPos && int(n.KeyEnd) > from && int(n.KeyPos) < to && names[n.Key] {
			err.keys = append(err.keys, span{int(n.KeyPos), int(n.KeyEnd)})
		}
	}
	return err
}

// namesOf returns the names of all members of dst and of what it holds.
func namesOf(dst smithy.Deserializable) map[string]bool {
	if dst == nil {
		return nil
	}
	return tree.Names(tree.SchemaOf(dst))
}

func (p *parser) syntaxError(e *tree.SyntaxError) error { return syntaxError(p.s, p.t, p.dst, e) }

// expectation is what the parser expects at a place.
type expectation string

const (
	wantComma  expectation = `","`
	wantEqual  expectation = `"="`
	wantValue  expectation = "a value"
	wantList   expectation = `"," or "]"` // to go on in a list, or to end it
	wantObject expectation = `"," or "}"`
)

// endings are what is expected behind a value in what ends with a bracket.
var endings = map[byte]expectation{']': wantList, '}': wantObject}

func (p *parser) fail(want expectation) error {
	e := tree.Expected(p.s, p.i, string(want))
	e.Hint = p.hint(want)
	return p.syntaxError(e)
}

func (p *parser) unclosed() error {
	quote := "'" + string(p.s[p.i]) + "'"
	if p.at('\'') {
		quote = `"'"`
	}
	return p.syntaxError(&tree.SyntaxError{Offset: p.i, Expected: "a closing " + quote, Actual: "none"})
}

// repeated is the error of a key that stands twice at the top level; end is
// where the keyval before it ends.
func (p *parser) repeated(key string, end int) error {
	actual := "a second one of the same name"
	if namesOf(p.dst)[key] {
		actual = fmt.Sprintf("a second %q", key)
	}
	return p.syntaxError(&tree.SyntaxError{
		Offset: end, Expected: "a new key", Actual: actual,
		Hint: "separate the elements of a list by spaces, not by commas; each is one argument",
	})
}

// hint explains the mistakes that people make most often.
func (p *parser) hint(want expectation) string {
	rest := p.s[p.i:]
	atEnd := rest == ""
	first := strings.TrimLeft(p.s, " \t\r\n")
	inner := strings.TrimLeft(first, `"'`)
	file := ""
	if p.files != nil && p.depth == 0 && want == wantEqual {
		file = suggest.File(p.s)
	}
	switch {
	case file != "":
		return file
	case inner != first && (strings.HasPrefix(inner, "{") || strings.HasPrefix(inner, "[")):
		return "remove the quotes around the JSON"
	case p.i == 0 && (p.at('{') || p.at('[')):
		return "write all arguments of a list in JSON, or all in shorthand"
	case want == wantEqual && len(first) < len(p.s) && len(first) == len(rest):
		return "remove the space before the first key"
	case strings.HasPrefix(rest, "$"):
		return "was a shell variable not expanded?"
	case want == wantEqual && (atEnd || strings.HasPrefix(rest, ",") || strings.HasPrefix(rest, "}")):
		return "write key=value, and a list as [a,b]"
	case atEnd && strings.TrimRight(p.s, " \t\r\n\v\f") != p.s:
		return "remove the white space at the end"
	case atEnd && strings.Contains(p.s, "=}"):
		return `write an empty value before } as ""`
	case strings.HasPrefix(rest, `"`), strings.HasPrefix(rest, "'"), !atEnd && rest[0] >= 0xF0:
		return "put the whole value in quotes"
	case strings.HasPrefix(p.s, "\uFEFF"):
		return "remove the byte order mark at the beginning"
	case want == wantList && strings.HasPrefix(rest, "}"):
		return `close with "]" first, or put a value that has } in quotes`
	case want == wantObject && strings.HasPrefix(rest, "]"):
		return `close with "}" first, or put a value that has ] in quotes`
	case strings.HasPrefix(rest, "]"), strings.HasPrefix(rest, "}"):
		return "put a value that has " + rest[:1] + " in quotes"
	}
	return ""
}
