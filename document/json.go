package document

import (
	"cmp"
	"errors"
	"strings"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/internal/tree"
	"github.com/ecstask/ecstask/shorthand"
)

// readJSON reads the request in a JSON text.
func readJSON(text string, op *request.Operation) *Request {
	t := tree.New()
	t.KeepDups = true
	if strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "{") && tree.ParseJSON(t, text) == nil {
		return newRequest(recognized(op, t), jsonSource(text, t), nil)
	}
	op = cmp.Or(op, request.StartTask)
	_, err := op.Parse([]byte(text)) // which tells more of what does not parse
	e := field.Collect(err)[0]
	if cause, ok := errors.AsType[*shorthand.SyntaxError](err); ok {
		e.Msg, e.Hint = "expected "+cause.Expected+", found "+cause.Actual, cause.Hint
		at(e, jsonSource(text, t).from.to(cause.Offset))
	}
	return unread(op, e)
}
