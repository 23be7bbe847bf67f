// Package source reads texts of JSON and YAML into trees, and says where in the
// text something stands. It reads YAML as the AWS CLI does.
package source

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/tree"
)

// Source is a text, or one YAML document of it, with its values.
type Source struct {
	Values   *tree.Tree
	Mistakes field.Findings      // in YAML, of values that JSON does not have
	Refused  map[field.Path]bool // where these are
	Blank    bool                // there is nothing in the YAML document

	// The places of values are bytes of JSON, and indexes of the spots of YAML.
	spots []spot
	from  cursor // where it begins
}

// Options say how much is read, and how.
type Options struct {
	MaxSize   int  // in bytes
	MaxValues int  // those of YAML aliases included
	Dates     bool // a date in YAML without quotes is a text, not a mistake
	// Shown are the names that an error may show of a key without a value. In {...}
	// a comma ends a YAML value without quotes, so that such a key may be the rest of
	// a secret.
	Shown func() map[string]bool
}

// Check returns what is wrong with a text of size bytes, before anything is made of
// it, or nil: it is too long, not UTF-8, or seems to have too many values. Of a text
// that is too long the beginning will do.
func Check(text string, size int, isYAML bool, o Options) *field.Error {
	if size > o.MaxSize {
		return At(tree.TooLong(size, o.MaxSize), Start)
	}
	switch {
	case !utf8.ValidString(text):
		c := cursor{text, jsonBreaks, Start}
		if isYAML {
			c = beginYAML(text)
		}
		return At(&field.Error{Kind: field.Syntax, Msg: "is not UTF-8 text", Hint: "save it as UTF-8"}, c.to(invalid(text)))
	case tree.CountValues(text) > o.MaxValues:
		return At(&field.Error{Kind: field.TooMany, Msg: fmt.Sprintf("has more values than the limit of %d", o.MaxValues), Hint: "split the text"}, Start)
	}
	return nil
}

// invalid returns the first byte in text that is not UTF-8.
func invalid(text string) int {
	for i, r := range text {
		if r == utf8.RuneError && !strings.HasPrefix(text[i:], string(r)) {
			return i
		}
	}
	return len(text)
}

// JSON reads a text of JSON.
func JSON(text string) (*Source, *tree.SyntaxError) {
	t := tree.New()
	t.KeepDups = true
	if err := tree.ParseJSON(t, text); err != nil {
		return nil, err
	}
	return &Source{Values: t, from: cursor{text, jsonBreaks, Start}}, nil
}

// IsJSON reports whether a text without a name is JSON rather than YAML: whether it
// begins with one of the characters in begins, such as {.
func IsJSON(text, begins string) bool {
	text = strings.TrimLeft(text, mark+" \t\r\n")
	return text != "" && strings.IndexByte(begins, text[0]) >= 0
}
