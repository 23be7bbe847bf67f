package tree_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/internal/tree"
)

// dump writes what a tree holds.
func dump(tr *tree.Tree) string {
	var show func(i int32) string
	show = func(i int32) string {
		switch n := tr.Node(i); n.Kind {
		case tree.List, tree.Object:
			var parts []string
			for c := range tr.Children(i) {
				part := show(c)
				if n.Kind == tree.Object {
					part = fmt.Sprintf("%q:%s", tr.Node(c).Key, part)
				}
				parts = append(parts, part)
			}
			if n.Kind == tree.List {
				return "[" + strings.Join(parts, " ") + "]"
			}
			return "{" + strings.Join(parts, " ") + "}"
		case tree.String:
			return fmt.Sprintf("%q", n.Text)
		default:
			return n.Text
		}
	}
	return show(0)
}

func TestParseJSON(t *testing.T) {
	deepest := strings.Repeat("[", tree.MaxDepth) + strings.Repeat("]", tree.MaxDepth)
	for text, want := range map[string]string{
		" \t\r\n{ } ": `{}`, "[\n]": `[]`, `[[],{},[[]]]`: `[[] {} [[]]]`, deepest: deepest,
		`[` + strings.Repeat(`[],{},`, tree.MaxDepth) + `""]`: `[` + strings.Repeat(`[] {} `, tree.MaxDepth) + `""]`, "{\"a\"\t: 1}": `{"a":1}`,
		`null`: `null`, `[true,false,null]`: `[true false null]`, `[NaN, Infinity, -Infinity]`: `[NaN Infinity -Infinity]`,
		`{"a":1,"b":[2, {"c":"d"}],"a":"e"}`: `{"a":1 "b":[2 {"c":"d"}] "a":"e"}`,
		`[0,-0,10,-1.5,1e3,1E+30,1.25e-3]`:   `[0 -0 10 -1.5 1e3 1E+30 1.25e-3]`,
		`""`:                                 `""`, `"aé😀"`: `"aé😀"`,
		`"\"\\\/\b\f\n\r\t\u0000\u00e9\ud83d\ude00"`: `"\"\\/\b\f\n\r\t\x00é😀"`,
		`"a\nb\u0041c"`: `"a\nbAc"`, `{"\u0061":""}`: `{"a":""}`, "\"\x7f\"": `"\x7f"`,
	} {
		tr := tree.New()
		if err := tree.ParseJSON(tr, text); err != nil || dump(tr) != want {
			t.Errorf("%s: %s, %v\nwant %s", text, dump(tr), err, want)
		}
		tr.Free()
	}
}

func TestParseJSONRefuses(t *testing.T) {
	const (
		value, end, comma = "a value", "the end of the text", `"," or "}"`
		control           = "a printable character in the string"
	)
	deep := strings.Repeat("[", tree.MaxDepth+1)
	for _, tt := range []struct {
		text             string
		offset           int
		expected, actual string
		hint             string
	}{
		{``, 0, value, end, ""},
		{` x`, 1, value, `"x"`, "a shell may have removed the double quotes"},
		{`'a'`, 0, value, `"'"`, "use double quotes"},
		{`nul`, 0, value, `"n"`, "a shell may have removed the double quotes"},
		{`{"a":1`, 6, comma, end, ""},
		{`{"a":-`, 5, value, `"-"`, ""},
		{`{"a":1.`, 6, comma, `"."`, ""},
		{`{"a":1e`, 6, comma, `"e"`, ""},
		{`{"a":1e+`, 6, comma, `"e"`, ""},
		{`[1`, 2, `"," or "]"`, end, ""},
		{`[1/2]`, 2, `"," or "]"`, `"/"`, ""},
		{`[1:2]`, 2, `"," or "]"`, `":"`, ""},
		{`"\u0041`, 0, "the closing double quote", end, ""},
		{`[01]`, 2, `"," or "]"`, `"1"`, ""},
		{`[1 2]`, 3, `"," or "]"`, `"2"`, ""},
		{`[1,]`, 3, value, `"]"`, "remove the comma before it"},
		{`[}`, 1, value, `"}"`, ""},
		{`[`, 1, value, end, ""},
		{`{`, 1, "a name in double quotes", end, ""},
		{`{a`, 1, "a name in double quotes", `"a"`, "a shell may have removed the double quotes"},
		{`{"a":1,b:2}`, 7, "a name in double quotes", `"b"`, ""},
		{`{\"a\":1}`, 1, "a name in double quotes", `"\\"`, "remove the backslash"},
		{`{"a":[\"b\"]}`, 6, value, `"\\"`, "remove the backslash"},
		{`{1:2}`, 1, "a name in double quotes", `"1"`, ""},
		{`{"a":1,}`, 7, "a name in double quotes", `"}"`, "remove the comma before it"},
		{`{]`, 1, "a name in double quotes", `"]"`, ""},
		{`{'a':1}`, 1, "a name in double quotes", `"'"`, "use double quotes"},
		{`{"a"}`, 4, `":"`, `"}"`, ""},
		{`{"a":1 "b"`, 7, comma, `'"'`, ""},
		{`{"a`, 1, "the closing double quote", end, ""},
		{`"a`, 0, "the closing double quote", end, ""},
		{`"\`, 2, "an escape", end, ""},
		{`"\x"`, 2, "an escape", `"x"`, ""},
		{`"\u12"`, 2, "four hexadecimal digits after \\u", `"u"`, ""},
		{`"\u123g"`, 2, "four hexadecimal digits after \\u", `"u"`, ""},
		{`"\ud83d"`, 2, "both halves of a surrogate pair", "one", ""},
		{`"\ud83d\u0041"`, 2, "both halves of a surrogate pair", "one", ""},
		{`"\ud83d\u00"`, 2, "both halves of a surrogate pair", "one", ""},
		{`"\ude00\ud83d"`, 2, "both halves of a surrogate pair", "one", ""},
		{"\"a\nb\"", 2, control, `"\n"`, `write control characters as escapes: \n, \t, \u0000`},
		{"\"\x1f\"", 1, control, `"\x1f"`, `write control characters as escapes: \n, \t, \u0000`},
		{`1 2`, 2, end, `"2"`, ""},
		{`{} é`, 3, end, `"é"`, ""},
		{strings.Repeat(`{"a":`, tree.MaxDepth+1), 5 * tree.MaxDepth, "at most 256 levels of nesting", "one more", ""},
		{deep, tree.MaxDepth, "at most 256 levels of nesting", "one more", ""},
	} {
		tr := tree.New()
		err := tree.ParseJSON(tr, tt.text)
		tr.Free()
		if want := (tree.SyntaxError{Offset: tt.offset, Expected: tt.expected, Actual: tt.actual, Hint: tt.hint}); err == nil || *err != want {
			t.Errorf("%.20s: %+v\nwant %+v", tt.text, err, want)
		}
	}
	err := &tree.SyntaxError{Offset: 3, Expected: "a", Actual: "b"}
	if err.Error() != "expected a, found b at offset 3" {
		t.Error(err)
	}
}

// FuzzJSON holds the reader to encoding/json, for what both know.
func FuzzJSON(f *testing.F) {
	for _, text := range []string{`{"a":[1,-2.5e3,"b\u00e9",null,true]}`, `[NaN]`, `"\ud800"`, `{"a":1`, `01`, "\"\n\"", `{"a":{"a":1},"a":2}`} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		tr := tree.New()
		defer tr.Free()
		err := tree.ParseJSON(tr, text)
		switch valid := json.Valid([]byte(text)); {
		case err == nil && !valid && !strings.Contains(text, "NaN") && !strings.Contains(text, "Infinity"):
			t.Errorf("%q is taken", text)
		case err != nil && valid && err.Actual != "one" && err.Actual != "one more":
			t.Errorf("%q: %v", text, err)
		case err != nil && (err.Offset < 0 || err.Offset > len(text)):
			t.Errorf("%q: %v", text, err)
		case err == nil:
			for p, n := range tr.All() {
				if int(n.Pos) >= len(text) || n.KeyEnd > n.Pos {
					t.Errorf("%q: %s is at %d", text, p, n.Pos)
				}
			}
			tree.Decode(tr, &value{})
		}
	})
}
