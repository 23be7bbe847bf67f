package document

import (
	"errors"
	"strings"
	"sync"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/internal/source"
	"github.com/ecstask/ecstask/internal/tree"
	"github.com/ecstask/ecstask/shorthand"
)

// reading says how much of a text is read.
var reading = source.Options{MaxSize: tree.MaxSize, MaxValues: tree.MaxValues, Shown: memberNames}

// memberNames are the names of all members of requests.
var memberNames = sync.OnceValue(func() map[string]bool {
	names := tree.Names(request.StartTask.Schema)
	for name := range tree.Names(request.RunTask.Schema) {
		names[name] = true
	}
	return names
})

// readJSON reads the request in a JSON text, which may be one by guess only.
func readJSON(text string, op *request.Operation, guessed bool) *Request {
	if strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "{") {
		if s, err := source.JSON(text); err == nil {
			return newRequest(op, s)
		}
	}
	_, err := recognized(op, nil).Parse([]byte(text)) // which tells more of what does not parse
	e := field.Collect(err)[0]
	if cause, ok := errors.AsType[*shorthand.SyntaxError](err); ok {
		e.Msg, e.Hint = "expected "+cause.Expected+", found "+cause.Actual, cause.Hint
		source.At(e, source.Pos(text, cause.Offset))
		if guessed && (e.Hint == "" || !strings.Contains(text, `"`)) {
			e.Hint = "a text that begins with { is read as JSON; for YAML, write a line --- before it, or save it as .yaml"
		}
	}
	return unread(op, e)
}

// readYAML reads the requests in a YAML text: one a document, up to the first that
// does not parse.
func readYAML(text string, op *request.Operation) (list []*Request) {
	documents, mistake := source.YAML(text, reading)
	for _, s := range documents {
		list = append(list, requestOf(s, op))
	}
	switch {
	case mistake != nil:
		list = append(list, unread(op, mistake))
	case len(list) == 0:
		list = append(list, unread(op, source.At(&field.Error{Kind: field.Required, Msg: "is empty", Hint: "write member: value"}, source.Start)))
	}
	return list
}

// requestOf reads the request in a YAML document.
func requestOf(s *source.Source, op *request.Operation) *Request {
	problem := &field.Error{Kind: field.Syntax, Severity: field.SeverityError, Msg: "is not a YAML mapping", Hint: "write member: value"}
	switch {
	case s.Refused[""]:
		return holding(op, new(request.Request), s, s.Mistakes...)
	case s.Values.Node(0).Kind == tree.Object:
		return newRequest(op, s)
	case s.Blank:
		problem.Kind, problem.Msg, problem.Hint = field.Required, "is empty", "write member: value, or remove the line --- before it"
	}
	return holding(op, new(request.Request), s, append(s.Mistakes, problem)...)
}
