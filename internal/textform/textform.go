// Package textform reads the text and JSON forms of builders: shorthand or JSON, as a
// text, as a string in JSON, or as the JSON value itself.
package textform

import (
	"bytes"
	"encoding/json"

	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/units"
	"github.com/ecstask/ecstask/shorthand"
)

// Parse reads arg into in. It reports whether in has what arg says, which it also has
// if err is [field.Errors]: what fits.
func Parse(arg string, in smithy.Deserializable, opts []shorthand.Option) (read bool, err error) {
	err = shorthand.Unmarshal(arg, in, opts...)
	for e := range field.All(err) {
		units.Explain(e)
	}
	_, fitsPartly := err.(field.Errors)
	return err == nil || fitsPartly, err
}

// Text sets *b to what parse reads, or to its zero value when text is empty. It leaves
// *b alone when parse fails.
func Text[B any](b *B, text []byte, parse func(string, ...shorthand.Option) (B, error)) error {
	var read B
	if len(text) > 0 {
		var err error
		if read, err = parse(string(text)); err != nil {
			return err
		}
	}
	*b = read
	return nil
}

// JSON does what Text does for the content of a string, and for any other value
// itself. null is an empty text.
func JSON[B any](b *B, value []byte, parse func(string, ...shorthand.Option) (B, error)) error {
	text := bytes.TrimSpace(value)
	switch {
	case bytes.Equal(text, []byte("null")):
		text = nil
	case bytes.HasPrefix(text, []byte(`"`)):
		var content string
		if err := json.Unmarshal(text, &content); err != nil {
			return err
		}
		text = []byte(content)
	}
	return Text(b, text, parse)
}
