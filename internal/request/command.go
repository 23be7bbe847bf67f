package request

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/internal/shell"
	"github.com/ecstask/ecstask/internal/wire"
	"github.com/ecstask/ecstask/shorthand"
)

// Command returns the line that sends r by the AWS CLI, quoted for POSIX shells.
// Structures are in shorthand. A request that options cannot say exactly is
// written by --cli-input-json, whole. A nil request is an error.
func (op *Operation) Command(r *Request) (string, error) {
	json, err := op.JSON(r)
	if err != nil {
		return "", err
	}
	var a args
	for _, m := range members {
		if op.Schema.Member(m.name) != nil {
			m.write(&a, m.option, r)
		}
	}
	if a.unfit {
		a.words = []string{"--cli-input-json", string(json)}
	}
	line := "aws ecs " + op.CLI
	for _, w := range a.words {
		line += " " + shell.Quote(w)
	}
	return line, nil
}

// args gathers the words of a command line.
type args struct {
	words []string
	unfit bool // the AWS CLI would read some word as something else
}

func (a *args) add(words ...string) {
	for _, w := range words {
		control := func(r rune) bool { return r < ' ' || r == 0x7f }
		a.unfit = a.unfit || !utf8.ValidString(w) || strings.ContainsFunc(w, control)
	}
	a.words = append(a.words, words...)
}

// text adds an option with a text. One that begins with a hyphen looks like an
// option, unless it stands in the same word.
func (a *args) text(option string, value *string) {
	switch {
	case value == nil:
	case strings.HasPrefix(*value, "-"):
		a.unfit = a.unfit || *value == "--" // which the AWS CLI drops
		a.add(option + "=" + *value)
	default:
		a.unfit = a.unfit || isReference(*value)
		a.add(option, *value)
	}
}

// texts adds an option with a list of texts: one word each if all are plain, or
// else one JSON list.
func (a *args) texts(option string, values []string) {
	if values == nil {
		return
	}
	words := values
	if slices.ContainsFunc(values, func(v string) bool {
		return !shell.IsPlain(v) || strings.HasPrefix(v, "-") || isReference(v)
	}) {
		words = []string{jsonTexts(values)}
	}
	a.add(option)
	a.add(words...)
}

// values adds an option with structures in shorthand, one word each. If one of
// them needs JSON, all of a list must be JSON.
func (a *args) values(option string, values ...smithy.Serializable) {
	words := []string{option}
	json := false
	for _, v := range values {
		word, err := shorthand.Marshal(v)
		a.unfit = a.unfit || err != nil
		json = json || strings.HasPrefix(word, "{")
		words = append(words, word)
	}
	if json {
		for i, v := range values {
			words[1+i] = string(wire.Encode(v))
		}
	}
	a.add(words...)
}

func jsonTexts(texts []string) string {
	list := []byte{'['}
	for i, s := range texts {
		if i > 0 {
			list = append(list, ',')
		}
		list = wire.AppendString(list, s)
	}
	return string(append(list, ']'))
}

// isReference reports whether the AWS CLI would load the value of an option
// from elsewhere.
func isReference(s string) bool {
	for _, scheme := range [...]string{"file://", "fileb://", "http://", "https://"} {
		if strings.HasPrefix(s, scheme) {
			return true
		}
	}
	return false
}
