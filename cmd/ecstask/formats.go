package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ecstask/ecstask/field"
)

// formats are the ways to write findings, by their names. Only text has colours.
var formats = map[string]func(io.Writer, findings, palette) error{
	"text": writeText, "json": writeJSON, "github": writeGitHub, "sarif": writeSARIF,
}

func writeText(w io.Writer, l findings, p palette) error {
	var b bytes.Buffer
	for _, f := range l {
		if f.source != "" {
			fmt.Fprintf(&b, "%s%s:%s ", p.place, visible(f.place.String()), p.end)
		}
		color := p.warning
		if f.Severity == field.SeverityError {
			color = p.failure
		}
		first, rest, _ := strings.Cut(f.Error.Error(), "\n")
		fmt.Fprintf(&b, "%s%s:%s %s\n", color, f.Severity, p.end, visible(first))
		for _, part := range [...]string{rest, f.snippet, f.Hint} {
			for line := range strings.Lines(part) {
				fmt.Fprintf(&b, "    %s\n", visible(strings.TrimSuffix(line, "\n")))
			}
		}
	}
	_, err := b.WriteTo(w)
	return err
}

// visible returns s without what a terminal obeys instead of showing it: control
// characters, those that change the direction of writing, and bytes that are no
// text become escapes. A tab stays.
func visible(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], string(r)):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r != '\t' && unicode.In(r, unicode.Cc, unicode.Bidi_Control):
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// writeJSON writes an array of objects: file, line and column, then the members
// that the finding has by itself.
func writeJSON(w io.Writer, l findings, _ palette) error {
	list := make([]json.RawMessage, len(l))
	for i, f := range l {
		file := ""
		if f.isFile {
			file = f.source
		}
		where, err := json.Marshal(struct {
			File   string `json:"file"`
			Line   int    `json:"line"`
			Column int    `json:"column"`
		}{file, f.line, f.column})
		if err != nil {
			return err
		}
		what, err := json.Marshal(f.Error)
		if err != nil {
			return err
		}
		list[i] = fmt.Appendf(nil, "%s,%s", where[:len(where)-1], what[1:])
	}
	return writeIndented(w, list)
}

func writeIndented(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

var (
	githubText     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// writeGitHub writes workflow commands, which GitHub Actions turns into
// annotations.
func writeGitHub(w io.Writer, l findings, _ palette) error {
	var b bytes.Buffer
	for _, f := range l {
		var properties []string
		add := func(name string, value any) {
			properties = append(properties, name+"="+githubProperty.Replace(fmt.Sprint(value)))
		}
		if f.isFile {
			add("file", f.source)
			if f.line > 0 {
				add("line", f.line)
			}
			if f.column > 0 {
				add("col", f.column)
			}
		}
		if f.Rule != "" {
			add("title", f.Rule)
		}
		blank := " "
		if len(properties) == 0 {
			blank = ""
		}
		fmt.Fprintf(&b, "::%s%s%s::%s\n", f.Severity, blank, strings.Join(properties, ","), githubText.Replace(f.message()))
	}
	_, err := b.WriteTo(w)
	return err
}

// message returns f in one paragraph, without its place in a file.
func (f finding) message() string {
	text := f.Error.Error()
	if f.Hint != "" {
		text += ": " + f.Hint
	}
	return text
}
