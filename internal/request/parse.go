package request

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/tree"
	"github.com/ecstask/ecstask/shorthand"
)

// Parse reads a request from JSON. It refuses unknown members, members given
// twice, nulls and values of another type, all of them at once as
// [field.Errors]. Text that is not a JSON object is a [*shorthand.SyntaxError],
// and text that is too long a [*field.Error]. With an error comes a Request of
// what fits, never nil.
func (op *Operation) Parse(json []byte) (*Request, error) {
	if err := tree.CheckSize(len(json)); err != nil {
		return new(Request), err
	}
	text := string(json)
	if rest := strings.TrimLeft(text, " \t\r\n"); !strings.HasPrefix(rest, "{") {
		return new(Request), noObject(text, len(text)-len(rest))
	}
	in := decodable{op: op}
	err := shorthand.Unmarshal(text, &in, shorthand.Strict())
	for e := range field.All(err) {
		op.explain(e)
	}
	return &in.Request, err
}

// Decode reads a request from t as Parse does. Where an enum is empty, which the
// AWS CLI sends and the SDK does not, the findings have a warning.
func (op *Operation) Decode(t *tree.Tree) (*Request, field.Findings) {
	in := decodable{op: op}
	found := tree.Decode(t, &in)
	for _, e := range found {
		op.explain(e)
	}
	return &in.Request, found
}

func noObject(text string, offset int) error {
	actual := "the end of the text"
	if offset < len(text) {
		_, size := utf8.DecodeRuneInString(text[offset:])
		actual = strconv.Quote(text[offset : offset+size])
	}
	hint := ""
	switch {
	case strings.HasPrefix(text[offset:], "\uFEFF"):
		hint = "remove the byte order mark at the beginning"
	case strings.HasPrefix(text[offset:], "["):
		hint = "write one request, without the list around it"
	}
	return shorthand.SyntaxError{
		Offset: offset, Expected: `a JSON object, which begins with "{"`, Actual: actual, Hint: hint,
	}.WithInput(text)
}

// decodable is a Request that reads itself as one for op.
type decodable struct {
	Request
	op *Operation
}

// Deserialize implements [smithy.Deserializable].
func (in *decodable) Deserialize(d smithy.ShapeDeserializer) error {
	return smithy.ReadStruct(d, in.op.Schema, func(s *smithy.Schema) error {
		if m, ok := byName[s.MemberName()]; ok {
			return m.read(d, s, &in.Request)
		}
		return nil
	})
}
