package explain

import (
	"errors"
	"regexp"
	"sync"
	"unicode/utf16"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/echo"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/internal/tree"
	"github.com/ecstask/ecstask/preflight"
	"github.com/ecstask/ecstask/shorthand"
)

// Finding is a finding with the place to show. It has no values that may be secret.
type Finding struct {
	Severity string `json:"severity"` // error or warning
	Path     string `json:"path"`
	Text     string `json:"text"`
	Hint     string `json:"hint"`
	Rule     string `json:"rule"`
	Doc      string `json:"doc"`
	Box      box    `json:"box"` // in which the place is
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Index    int    `json:"index"`   // as a text box counts: in UTF-16 code units
	Snippet  string `json:"snippet"` // the line, with its values masked, above a caret
}

// box is a text box of the page.
type box string

const (
	nowhere  box = ""
	textBox  box = "text"
	stateBox box = "state"
)

// add adds findings about the text in a box.
func (e *explanation) add(b box, text string, found field.Findings) {
	for _, f := range found {
		e.invalid = e.invalid || f.Severity == field.SeverityError
		shown := Finding{Severity: f.Severity.String(), Path: string(f.Path), Text: f.Text(), Hint: f.Hint, Rule: f.Rule, Doc: f.Doc}
		if syntax, ok := errors.AsType[*shorthand.SyntaxError](f.Err); ok {
			shown.Text, shown.Hint = "expected "+syntax.Expected+", found "+syntax.Actual, syntax.Hint
		}
		if f.Pos.IsValid() {
			shown.Box, shown.Line, shown.Column = b, f.Pos.Line, f.Pos.Column
			shown.Index = len(utf16.Encode([]rune(text[:f.Pos.Offset])))
			shown.Snippet = snippet(text, f.Pos.Offset)
		}
		e.found = append(e.found, shown)
	}
}

// name is what may be the name of a member, before its value.
var name = regexp.MustCompile(`(\w+)["']?\s*@?[:=]`)

// snippet returns the line around a place in a text above a caret. It shows the
// names of members that AWS has, and no values.
func snippet(text string, at int) string {
	from, to := echo.Window(text, at, shorthand.SnippetWidth)
	shown := make(map[int]bool)
	for _, m := range name.FindAllStringSubmatchIndex(text[from:to], -1) {
		if memberNames()[text[from+m[2]:from+m[3]]] {
			for i := m[2]; i < m[3]; i++ {
				shown[from+i] = true
			}
		}
	}
	return echo.Snippet(text, at, shorthand.SnippetWidth, func(i int) bool { return shown[i] })
}

var memberNames = sync.OnceValue(func() map[string]bool {
	names := make(map[string]bool)
	schemas := []*smithy.Schema{request.StartTask.Schema, request.RunTask.Schema}
	for _, v := range []smithy.Deserializable{new(types.TaskDefinition), new(types.Cluster), new(types.ContainerInstance), new(types.CapacityProvider)} {
		schemas = append(schemas, tree.SchemaOf(v))
	}
	for _, s := range schemas {
		for name := range tree.Names(s) {
			names[name] = true
		}
	}
	return names
})

// textErrors returns the parts of the error of [preflight.Load].
func textErrors(err error) (list []*preflight.TextError) {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, part := range joined.Unwrap() {
			list = append(list, part.(*preflight.TextError))
		}
	}
	return list
}
