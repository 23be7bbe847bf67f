package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/internal/echo"
	"github.com/ecstask/ecstask/internal/wire"
	"github.com/jmespath/go-jmespath"
)

// answerOptions say what to print of a response, and how, as the AWS CLI does.
type answerOptions struct {
	Output string
	Query  *string
}

func (o *answerOptions) add(g *group) {
	g.choice(&o.Output, "output", "how to print the response (default json)", "json", "yaml", "text", "table")
	g.text(&o.Query, "query", "JMESPATH", "what to print of the response, such as tasks[0].taskArn", nil)
}

// answerPrinter prints the JSON document of a response.
type answerPrinter struct {
	write func(v any) []byte // nil: the document as it is
	query *jmespath.JMESPath // nil: all of it
}

// writers print what encoding/json reads, with numbers as [json.Number], by the
// values of --output. A table is refused where an answer is printed.
var writers = map[string]func(v any) []byte{"json": jsonOutput, "yaml": yamlOutput, "text": textOutput, "table": jsonOutput}

func (o answerOptions) answerPrinter() (p answerPrinter, err error) {
	p.write = writers[o.Output]
	if o.Query != nil {
		if p.query, err = jmespath.Compile(withQuotes(*o.Query)); err != nil {
			return p, badQuery(err)
		}
		// A function that does not exist is found only on the way.
		if _, err := p.print(sampleOutput()); err != nil && strings.Contains(err.Error(), ": unknown function: ") {
			return p, err
		}
	}
	return p, nil
}

// badQuery says what is wrong with a query, and where.
func badQuery(err error) error {
	syntax, ok := errors.AsType[jmespath.SyntaxError](err)
	switch {
	case !ok:
		return fmt.Errorf("--query is not JMESPath: %s", echo.Short(err.Error(), maxName))
	case syntax.Expression == "":
		return errors.New("--query is empty")
	case syntax.Offset >= len(syntax.Expression):
		return errors.New("--query is not JMESPath: it ends too early")
	}
	return fmt.Errorf("--query is not JMESPath at %s", echo.Short(syntax.Expression[max(0, syntax.Offset):], 40))
}

// withQuotes returns a query with the quotes that the AWS CLI adds to a literal
// that is not JSON: `a` is `"a"`.
func withQuotes(query string) string {
	var b strings.Builder
	for query != "" {
		i := strings.IndexAny(query, "`'\"")
		if i < 0 {
			break
		}
		quote := query[i]
		end := closing(query, i+1, quote)
		if end < 0 {
			break
		}
		literal := query[i+1 : end]
		if text := strings.TrimLeft(strings.ReplaceAll(literal, "\\`", "`"), " \t\r\n"); quote == '`' && !json.Valid([]byte(text)) {
			if quoted := `"` + text + `"`; json.Valid([]byte(quoted)) {
				literal = strings.ReplaceAll(quoted, "`", "\\`")
			}
		}
		b.WriteString(query[:i+1] + literal + string(quote))
		query = query[end+1:]
	}
	return b.String() + query
}

// closing returns where the text that begins at i ends, or -1.
func closing(s string, i int, quote byte) int {
	for ; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case quote:
			return i
		}
	}
	return -1
}

// encodeAnswer returns the JSON document of a response as version 2 of the AWS CLI
// prints it: times are texts in the local zone, and not numbers as in version 1.
func encodeAnswer(src smithy.Serializable) []byte { return indent(wire.Encode(withTexts{src})) }

// withTexts is a value whose times are written as texts.
type withTexts struct{ smithy.Serializable }

func (v withTexts) Serialize(s smithy.ShapeSerializer) { v.Serializable.Serialize(timeWriter{s}) }

type timeWriter struct{ smithy.ShapeSerializer }

func (w timeWriter) WriteTime(m *smithy.Schema, t time.Time) {
	layout := "2006-01-02T15:04:05-07:00"
	if t = t.Round(time.Microsecond); t.Nanosecond() != 0 {
		layout = "2006-01-02T15:04:05.000000-07:00"
	}
	w.WriteString(m, t.Local().Format(layout))
}

// print returns what to print of a response.
func (p answerPrinter) print(answer []byte) ([]byte, error) {
	var v any
	d := json.NewDecoder(bytes.NewReader(answer))
	if p.query == nil {
		d.UseNumber()
	}
	if err := d.Decode(&v); err != nil {
		return nil, err
	}
	if p.query != nil {
		found, err := p.query.Search(v)
		if err == nil {
			v, err = plainValue(found)
		}
		if err != nil {
			return nil, fmt.Errorf("--query does not fit the response: %s", echo.Short(err.Error(), maxName))
		}
	}
	if object, ok := v.(map[string]any); ok && len(object) == 0 {
		return nil, nil
	}
	return p.write(v), nil
}

// plainValue returns what a query gave, with its numbers as the AWS CLI prints
// them.
func plainValue(v any) (any, error) {
	var err error
	switch v := v.(type) {
	case nil, bool, string:
		return v, nil
	case float64:
		return json.Number(number(v)), nil
	case []any:
		list := make([]any, len(v))
		for i, e := range v {
			if list[i], err = plainValue(e); err != nil {
				return nil, err
			}
		}
		return list, nil
	case map[string]any:
		object := make(map[string]any, len(v))
		for name, e := range v {
			if object[name], err = plainValue(e); err != nil {
				return nil, err
			}
		}
		return object, nil
	}
	return nil, errors.New("its result is not a value")
}

// number writes f as Python does: what has no fraction as an integer, because
// nearly all numbers in a response are integers.
func number(f float64) string {
	if size := math.Abs(f); size != 0 && (size < 1e-4 || size >= 1e16) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// jsonOutput returns v as indented JSON.
func jsonOutput(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "    ")
	_ = e.Encode(v)
	return b.Bytes()
}
