package tree

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/ecstask/ecstask/field"
)

const (
	// MaxDepth is how deep lists and objects may nest.
	MaxDepth = 256
	// MaxSize is how many bytes a text may have.
	MaxSize = 2 << 20
	// MaxValues is how many values a document may have, those of YAML aliases
	// included.
	MaxValues = 1 << 15
)

// CheckSize returns an error if a text of n bytes is too long.
func CheckSize(n int) error {
	if n <= MaxSize {
		return nil
	}
	return TooLong(n, MaxSize)
}

// TooLong returns the error of a text of n bytes that is longer than most.
func TooLong(n, most int) *field.Error {
	return &field.Error{
		Kind: field.TooLong, Severity: field.SeverityError,
		Msg: fmt.Sprintf("is %d bytes long, but at most %d are allowed", n, most), Hint: "shorten it",
	}
}

// The errors of CheckText.
var (
	ErrUTF8   = errors.New("it is not UTF-8 text; save it as UTF-8")
	ErrValues = fmt.Errorf("it has more values than the limit of %d", MaxValues)
)

// CheckText returns an error if text is not UTF-8, or seems to have too many
// values, before anything is made of it.
func CheckText(text string) error {
	switch {
	case !utf8.ValidString(text):
		return ErrUTF8
	case CountValues(text) > MaxValues:
		return ErrValues
	}
	return nil
}

// CountValues returns about how many values a text of JSON or YAML has. It counts
// what a value begins with, or follows.
func CountValues(text string) int {
	values, quotes := 0, 0
	for i := range len(text) {
		switch text[i] {
		case ',', '[', '{', '\n', '&', '*', '!':
			values++
		case '"', '\'':
			quotes++
		}
	}
	return max(values, quotes/4) // a name and a value have four quotes
}
