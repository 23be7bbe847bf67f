package document_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/document"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/internal/wire"
)

// FuzzRead states that every finding stands in the text, in its order, and cannot
// break a line; that what Read returns as errors is among them; and that a request
// without errors reads back equal from its JSON, which is YAML as well.
func FuzzRead(f *testing.F) {
	for _, text := range []string{
		"", startJSON, startYAML, runYAML, startYAML + "---\n" + runYAML + "---\n", "\uFEFF" + startYAML, "\uFEFF" + startJSON,
		`{"a":{"b":null}}`, `{"tags":[{"key":"a","key":5},{}],"group":""}`, "a: &a [*a]", "a: !x y\n? [b]\n: c\n", "{a, b: ,c}", "tags: [\n]\u0085group: \u2028é",
		"{\r\n\"tags\":\r[5]}", `{"count":1,"propagateTags":""}`, "cpu: 1_0\nb: 0x1F\nc: .inf\nd: 2020-01-01\n", `{"a\n` + "\u202e" + `":1}`, "\xff", "- 1\n- 2", "'\x00'",
	} {
		f.Add(text, false)
		f.Add(text, true)
	}
	f.Fuzz(func(t *testing.T, text string, yaml bool) {
		name, breaks := "r.json", "\n\r"
		if yaml {
			name, breaks = "r.yaml", "\n\r\u0085\u2028\u2029"
		}
		doc, err := document.Read(name, []byte(text))
		found := doc.Check()
		among := make(map[*field.Error]bool)
		last := 0
		for _, e := range found {
			among[e] = true
			if e.Pos.Offset < last || e.Pos != posAt(text, breaks, e.Pos.Offset) {
				t.Errorf("%v stands at %+v, which is %+v, behind %d", e, e.Pos, posAt(text, breaks, e.Pos.Offset), last)
			}
			last = e.Pos.Offset
			for _, s := range []string{string(e.Path), e.Value, e.Msg, e.Hint} {
				if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Bidi_Control) }) {
					t.Errorf("%q cannot be printed", s)
				}
			}
		}
		for e := range field.All(err) {
			if !among[e] {
				t.Errorf("Check does not report %v", e)
			}
		}
		if err != nil {
			return
		}
		for _, r := range doc.Requests {
			var in smithy.Serializable = r.StartTask()
			if r.Operation() == document.RunTask {
				in = r.RunTask()
			}
			json := wire.Encode(in)
			for _, name := range []string{"r.json", "r.yaml"} {
				again, err := document.Read(name, json, document.WithOperation(r.Operation()))
				if err != nil {
					t.Fatalf("%s in %s: %v", json, name, err)
				}
				if diff := sdktest.Diff(r.StartTask(), again.Requests[0].StartTask()) + sdktest.Diff(r.RunTask(), again.Requests[0].RunTask()); diff != "" {
					t.Fatalf("%s in %s (-want +got):\n%s", json, name, diff)
				}
			}
		}
	})
}

// posAt counts to an offset in another way than the package does.
func posAt(text, breaks string, offset int) field.Pos {
	begin := 0
	if breaks != "\n\r" && strings.HasPrefix(text, "\uFEFF") {
		begin = len("\uFEFF")
	}
	if offset < begin {
		begin = 0
	}
	before := strings.ReplaceAll(text[begin:offset], "\r\n", "\n")
	line := 1
	for i, r := range before {
		if strings.ContainsRune(breaks, r) {
			line++
			begin = i + utf8.RuneLen(r)
		}
	}
	if line == 1 {
		return field.Pos{Line: 1, Column: 1 + utf8.RuneCountInString(before), Offset: offset}
	}
	return field.Pos{Line: line, Column: 1 + utf8.RuneCountInString(before[begin:]), Offset: offset}
}
