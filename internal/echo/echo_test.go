package echo_test

import (
	"strings"
	"testing"

	"github.com/ecstask/ecstask/internal/echo"
)

func TestShort(t *testing.T) {
	for _, tt := range []struct{ s, want string }{
		{"", ""},
		{"us-east-1", "us-east-1"},
		{"grüße a b", "grüße a b"},
		{strings.Repeat("x", 12), "xxxxxxxxxxxx"},
		{strings.Repeat("x", 13), "xxxxxxxxxxxx..."},
		{strings.Repeat("x", 11) + "é", "xxxxxxxxxxx..."},
		{"a\nb", `"a\nb"`},
		{"\x1b[31m", `"\x1b[31m"`},
		{"\u202e\u0085", `"\u202e\u0085"`},
		{"\xff", `"\xff"`},
		{`a"b\`, `"a\"b\\"`},
		{"\n" + strings.Repeat("x", 20), `"\nxxxxxxxxxxx"...`},
		{strings.Repeat("x", 12) + "\n", "xxxxxxxxxxxx..."},
	} {
		if got := echo.Short(tt.s, 12); got != tt.want {
			t.Errorf("%q gives %s, want %s", tt.s, got, tt.want)
		}
	}
}

func TestQuote(t *testing.T) {
	long := strings.Repeat("x", 120)
	for _, tt := range []struct{ s, want string }{
		{"", `""`},
		{"us-east-1", `"us-east-1"`},
		{"grüße a b", `"grüße a b"`},
		{"a\n\x1b", `"a\n\x1b"`},
		{`a"b`, `"a\"b"`},
		{"\xff\u00a0", `"\xff\u00a0"`},
		{"５ GB", `"\uff15 GB"`},
		{"größe 5", `"größe 5"`},
		{long, `"` + long + `"`},
		{long + "x", `"` + long + `"...`},
		{long[1:] + "é", `"` + long[1:] + `"...`},
	} {
		if got := echo.Quote(tt.s); got != tt.want {
			t.Errorf("%q gives %s, want %s", tt.s, got, tt.want)
		}
	}
}

func TestLine(t *testing.T) {
	for s, want := range map[string]string{"": "", "grüße a b": "grüße a b", "a\nb\x1b[31m": "a b [31m", "\u202e\xff": " \ufffd"} {
		if got := echo.Line(s); got != want {
			t.Errorf("%q gives %q, want %q", s, got, want)
		}
	}
}
