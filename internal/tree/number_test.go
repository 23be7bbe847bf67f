package tree

import (
	"math"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// digitValue takes from the tables that decimal digits stand in rows of ten.
func TestDigitValue(t *testing.T) {
	for _, run := range unicode.Nd.R16 {
		if run.Stride != 1 || (run.Hi-run.Lo+1)%10 != 0 {
			t.Errorf("%U to %U is no row of digits", run.Lo, run.Hi)
		}
	}
	for _, run := range unicode.Nd.R32 {
		if run.Stride != 1 || (run.Hi-run.Lo+1)%10 != 0 {
			t.Errorf("%U to %U is no row of digits", run.Lo, run.Hi)
		}
	}
	for r, want := range map[rune]rune{'7': 7, '٣': 3, '９': 9, '𝟘': 0, '𝟟': 7, '٠': 0, '𝟎': 0, '𝟿': 9, 'x': -1, ':': -1, '.': -1, '½': -1, '²': -1} {
		if got := digitValue(r); got != want {
			t.Errorf("digitValue(%q) = %d, want %d", r, got, want)
		}
	}
}

func TestIsSpace(t *testing.T) {
	for r, want := range map[rune]bool{
		'\x01': false, '\x08': false, '\t': true, '\r': true, '\x0e': false, '\x1b': false, '\x1c': true, '\x1f': true, ' ': true, '!': false, 'a': false, '\u00a0': true, '\u200b': false,
	} {
		if IsSpace(r) != want {
			t.Errorf("%U is white space: %t", r, !want)
		}
	}
}

// TestNumbersAsPythonReadsThem has what Go's readers take for something else.
func TestNumbersAsPythonReadsThem(t *testing.T) {
	for s, want := range map[string]string{
		"7": "7 7", " +1_0\n": "10 10", "-0": "0 -0", "٣": "3 3", "\u00a0９": "9 9", "1_0_0": "100 100", "9_9": "99 99", "\v1\f": "1 1", "\t1\r": "1 1",
		"1.5": "no 1.5", "1e3": "no 1000", "1_0.0_1": "no 10.01", ".5": "no 0.5", "5.": "no 5", "1e999": "no +Inf", "-1e999": "no -Inf",
		"inf": "no +Inf", "-Infinity": "no -Inf", "nan": "no NaN", "-NaN": "no NaN", "+nan": "no NaN", "+-nan": "no no",
		"": "no no", " ": "no no", "_": "no no", "_1": "no no", "1_": "no no", "1__0": "no no", "1_.0": "no no", "1._0": "no no", "+_1": "no no",
		"1:": "no no", "1/": "no no", "x": "no no", "0x1": "no no", "0X1": "no no", "0x1p1": "no no", "1p1": "no no", "1P1": "no no", "½": "no no", "1é": "no no", "- 1": "no no",
		"\x1f1": "no no", "\x081": "no no", "\x0e1": "no no", "\x1f٣": "3 3", "\u00a01": "1 1", "2147483648": "range 2.147483648e+09", "-2147483649": "range -2.147483649e+09", " 2147483648": "range 2.147483648e+09",
	} {
		n, err := parseInt(s, 32)
		got := strconv.FormatInt(n, 10)
		if isRange(err) {
			got = "range"
		} else if err != nil {
			got = "no"
		}
		x, err := parseFloat(s)
		if got += " " + strconv.FormatFloat(x, 'g', -1, 64); err != nil {
			got = strings.Fields(got)[0] + " no"
		}
		if got != want {
			t.Errorf("%q is %s, want %s", s, got, want)
		}
	}
}

// FuzzNumbers holds the readers of numbers to Go's own for what both know.
func FuzzNumbers(f *testing.F) {
	for _, s := range []string{"1", "-1", "+1_0", " ٣ ", "1e3", "0x1", "inf", "-nan", "1__0", "", "_", "9223372036854775808", "1e999", "\x1f1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := parseInt(s, 32)
		if want, wantErr := strconv.ParseInt(s, 10, 32); wantErr == nil && (err != nil || n != want) {
			t.Errorf("parseInt(%q) = %d, %v; Go reads %d", s, n, err, want)
		}
		if n > math.MaxInt32 || n < math.MinInt32 {
			t.Errorf("parseInt(%q) = %d", s, n)
		}
		x, err := parseFloat(s)
		if err == nil && !math.IsNaN(x) {
			if again, err := parseFloat(strconv.FormatFloat(x, 'g', -1, 64)); err != nil || again != x {
				t.Errorf("parseFloat(%q) = %v, which reads as %v, %v", s, x, again, err)
			}
		}
	})
}
