package report

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ecstask/ecstask/field"
)

// lineFormat writes each finding by itself.
type lineFormat struct {
	w   io.Writer
	add func(*bufio.Writer, Finding)
}

func (f lineFormat) write(l Findings) error {
	b := bufio.NewWriter(f.w)
	for _, one := range l {
		f.add(b, one)
	}
	return b.Flush()
}

func (lineFormat) end() error { return nil }

func textFormat(w io.Writer, o Options) format {
	p := paletteFor(w, o.Color)
	return lineFormat{w, func(b *bufio.Writer, f Finding) {
		if f.Source != "" {
			fmt.Fprintf(b, "%s%s:%s ", p.place, visible(f.Place.String()), p.end)
		}
		color := p.warning
		if f.Severity == field.SeverityError {
			color = p.failure
		}
		bare := *f.Error
		bare.Hint = "" // it stands in a line of its own
		first, rest, _ := strings.Cut(bare.Error(), "\n")
		fmt.Fprintf(b, "%s%s:%s %s\n", color, f.Severity, p.end, visible(first))
		for _, part := range [...]string{rest, f.Snippet, f.Hint} {
			for line := range strings.Lines(part) {
				fmt.Fprintf(b, "    %s\n", visible(strings.TrimSuffix(line, "\n")))
			}
		}
	}}
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

// jsonFormat writes an array of objects: file, line and column, then the members
// that the finding has by itself.
func jsonFormat(w io.Writer, _ Options) format {
	return &jsonLog{w: w, element: func(f Finding) (any, error) {
		file := ""
		if f.IsFile {
			file = f.Source
		}
		where, err := json.Marshal(struct {
			File   string `json:"file"`
			Line   int    `json:"line"`
			Column int    `json:"column"`
		}{file, f.Line, f.Column})
		if err != nil {
			return nil, err
		}
		what, err := json.Marshal(f.Error)
		return json.RawMessage(fmt.Appendf(nil, "%s,%s", where[:len(where)-1], what[1:])), err
	}}
}

// jsonLog writes findings as the elements of a JSON array, and what stands
// before and after it.
type jsonLog struct {
	w       io.Writer
	head    string // up to the array
	tail    func() (string, error)
	indent  string // of the array
	element func(Finding) (any, error)
	n       int // elements so far
}

func (l *jsonLog) write(list Findings) error {
	b := bufio.NewWriter(l.w)
	for _, f := range list {
		v, err := l.element(f)
		if err != nil {
			return err
		}
		before := ","
		if l.n == 0 {
			before = l.head + "["
		}
		l.n++
		text, err := indented(v, l.indent+"  ")
		if err != nil {
			return err
		}
		fmt.Fprintf(b, "%s\n%s  %s", before, l.indent, text)
	}
	return b.Flush()
}

func (l *jsonLog) end() error {
	text := "\n" + l.indent + "]"
	if l.n == 0 {
		text = l.head + "[]"
	}
	if l.tail != nil {
		tail, err := l.tail()
		if err != nil {
			return err
		}
		text += tail
	}
	_, err := io.WriteString(l.w, text+"\n")
	return err
}

// indented returns v as JSON of several lines, which begin with prefix but for
// the first.
func indented(v any, prefix string) (string, error) {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent(prefix, "  ")
	err := e.Encode(v)
	return strings.TrimSuffix(b.String(), "\n"), err
}

var (
	githubText     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	githubProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// gitHubFormat writes workflow commands, which GitHub Actions turns into
// annotations.
func gitHubFormat(w io.Writer, _ Options) format {
	return lineFormat{w, func(b *bufio.Writer, f Finding) {
		var properties []string
		add := func(name string, value any) {
			properties = append(properties, name+"="+githubProperty.Replace(fmt.Sprint(value)))
		}
		if f.IsFile {
			add("file", f.Source)
			if f.Line > 0 {
				add("line", f.Line)
			}
			if f.Column > 0 {
				add("col", f.Column)
			}
		}
		if f.Rule != "" {
			add("title", f.Rule)
		}
		blank := " "
		if len(properties) == 0 {
			blank = ""
		}
		fmt.Fprintf(b, "::%s%s%s::%s\n", f.Severity, blank, strings.Join(properties, ","), githubText.Replace(f.Error.Error()))
	}}
}
