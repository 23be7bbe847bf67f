package tree

import (
	"math"
	"strconv"
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
	for r, want := range map[rune]rune{'7': 7, '٣': 3, '９': 9, '𝟘': 0, '𝟟': 7, 'x': -1, '½': -1, '²': -1} {
		if got := digitValue(r); got != want {
			t.Errorf("digitValue(%q) = %d, want %d", r, got, want)
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
