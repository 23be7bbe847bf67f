package source

import (
	"strconv"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/internal/tree"
)

// TestScalars holds scalars to ruamel.yaml 0.17.21, which the AWS CLI 2
// loads --cli-input-yaml with: safe, and pure Python. Version 1 has no such
// option. The tag ! alone is left out, which it drops even where the text is in
// quotes; it is refused here. So are !!omap and !!set, which hold no order and
// no values that a request has.
func TestScalars(t *testing.T) {
	const asItIs, refused = "a text, as it is", "refused"
	for _, tt := range []struct {
		json    string
		scalars []string
	}{
		{asItIs, []string{`0o8`, `0o`, `0b`, `0x`, `0b2`, `_`, `_1`, `__`, `+`, `.5e3`, `2020-1-1`, `2020-01-01x`, `10:00`, `190:20:30`, `yes`, `Yes`, `on`, `tRue`, `nULL`, `1,000`, `٣`, `.`, `-.`, `1e`, `1e3.5`}},
		{`1000`, []string{`1_000`}},
		{`3`, []string{`0b11`}},
		{`-3`, []string{`-0b11`}},
		{`1`, []string{`+0b1`, `1_`, `0x_1`, `0b_1`}},
		{`-31`, []string{`-0x1F`}},
		{`31`, []string{`+0x1F`, `0x1_F`, `!!int "0x1F"`}},
		{`8`, []string{`0_8`, `08`, `!!int 0_8`}},
		{`10`, []string{`010`, `1__0`}},
		{`15`, []string{`0o17`, `0o1_7`}},
		{`-15`, []string{`-0o17`}},
		{`-1`, []string{`-_1`}},
		{refused, []string{strings.Repeat("9", maxDigits+1), `-`, `!!int "x"`, `!!bool x`, `!!binary YQ==`, `!!timestamp 2020-01-01`, `!x 5`, `!!omap [a: 1]`, `!!set {a}`, `!x {a: 1}`, `!x [a]`, `2020-01-01`, `2020-01-01 10:00:00`, `2020-01-01T10:00:00Z`, `2020-13-01`, `=`, `<<`, `!!int ""`, `!!int 5.0`, `!!int 1e3`, `!!float 0x1F`, `!!float ""`, `._`}},
		{`5`, []string{`+5`, `!!int "5"`, `!!int 5`, `!!int " 5"`, `!<tag:yaml.org,2002:int> "5"`, `&a 5`, "!!int |\n 5"}},
		{`1000.0`, []string{`1e3`, `1E3`, `1e+3`, `1.e3`}},
		{`1.0`, []string{`1.`, `!!float 1`, `1.0`, `1._`}},
		{`1.5`, []string{`1.5`, `!!float "1.5"`}},
		{`0.5`, []string{`.5`}},
		{`10.5`, []string{`1_0.5`, `1_0.5_0`, `010.5`}},
		{`-0.5`, []string{`-.5`}},
		{`500.0`, []string{`+.5e+3`, `.5e+3`}},
		{`NaN`, []string{`.inf`, `-.Inf`, `+.INF`, `.nan`, `1e400`}},
		{`0`, []string{`0`, `-0`, `+0`, `00`, `-00`, `0_0`}},
		{`5.0`, []string{`!!float 5`}},
		{`true`, []string{`!!bool "true"`, `!!bool "yes"`, `!!bool yes`, `!!bool on`, `True`, `TRUE`}},
		{`null`, []string{`!!null "x"`, `!!null ""`, `~`, `null`, `Null`, `NULL`, ``}},
		{`"5"`, []string{`!!str 5`, `"5"`, `'5'`, "|\n 5", ">\n 5"}},
		{`{"a":1}`, []string{`!!map {a: 1}`}},
		{`[1]`, []string{`!!seq [1]`}},
		{`0.0`, []string{`0.`, `0.0`}},
		{`123456789012345678901234567890`, []string{`123456789012345678901234567890`}},
		{`7`, []string{`0o_7`}},
		{`10.0`, []string{`!!float 1_0`}},
		{`0.1`, []string{`._1`}},
		{`-10`, []string{`-1_0`}},
	} {
		for _, scalar := range tt.scalars {
			want := tt.json
			switch want {
			case asItIs:
				want = strconv.Quote(scalar)
			case refused:
				want = ""
			}
			if got := converted(scalar); got != want {
				t.Errorf("%q is %q, want %q", scalar, got, want)
			}
		}
	}
}

// converted returns a YAML value as JSON, or nothing if it is refused.
func converted(value string) string {
	list, mistake := YAML("v: "+value, Options{MaxValues: 1000, MaxSize: 100_000})
	if mistake != nil || len(list) != 1 || len(list[0].Mistakes) > 0 {
		return ""
	}
	t := list[0].Values
	for i := range t.Children(0) {
		return asJSON(t, i)
	}
	return ""
}

func asJSON(t *tree.Tree, i int32) string {
	n := t.Node(i)
	var parts []string
	for child := range t.Children(i) {
		part := asJSON(t, child)
		if n.Kind == tree.Object {
			part = strconv.Quote(t.Node(child).Key) + ":" + part
		}
		parts = append(parts, part)
	}
	switch n.Kind {
	case tree.Null:
		return "null"
	case tree.String:
		return strconv.Quote(n.Text)
	case tree.List:
		return "[" + strings.Join(parts, ",") + "]"
	case tree.Object:
		return "{" + strings.Join(parts, ",") + "}"
	}
	return n.Text
}
