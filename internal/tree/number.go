package tree

import (
	"errors"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// IsSpace reports whether r is white space to the AWS CLI, which is written in
// Python: Unicode white space and the four ASCII separators U+001C to U+001F.
func IsSpace(r rune) bool {
	return unicode.IsSpace(r) || '\x1c' <= r && r <= '\x1f'
}

func isRange(err error) bool { return errors.Is(err, strconv.ErrRange) }

// parseInt reads an integer as Python's int does: spaces around it, one sign,
// digits of any script, single underscores between digits.
func parseInt(s string, bits int) (int64, error) {
	if n, err := strconv.ParseInt(s, 10, bits); err == nil || isRange(err) {
		return n, err
	}
	plain, ok := plainNumber(s)
	if !ok {
		return 0, strconv.ErrSyntax
	}
	return strconv.ParseInt(plain, 10, bits)
}

// parseFloat reads a number as Python's float does: as parseInt, with a
// fraction, an exponent, inf, infinity and nan. What is too large is infinite.
func parseFloat(s string) (float64, error) {
	plain, ok := plainNumber(s)
	if !ok {
		return 0, strconv.ErrSyntax
	}
	if unsigned := strings.TrimLeft(plain, "+-"); len(plain)-len(unsigned) < 2 && strings.EqualFold(unsigned, "nan") {
		plain = "nan"
	}
	n, err := strconv.ParseFloat(plain, 64)
	if isRange(err) {
		err = nil
	}
	return n, err
}

// plainNumber brings a Python number to ASCII, without spaces and underscores.
// It refuses what Go would read and Python would not.
func plainNumber(s string) (string, bool) {
	s = strings.TrimFunc(s, spaceAround(s))
	var b strings.Builder
	digit := false // the character before was a digit
	under := false // the character before was an underscore
	for _, r := range s {
		value := digitValue(r)
		switch {
		case value >= 0:
			r = '0' + value
		case under, r == '_' && !digit, r == 'x', r == 'X', r == 'p', r == 'P', r > unicode.MaxASCII:
			return "", false
		}
		digit, under = value >= 0, r == '_'
		if !under {
			b.WriteRune(r)
		}
	}
	return b.String(), s != "" && !under
}

// spaceAround returns what Python's numbers may be surrounded by: all white
// space if other than ASCII characters are among them, or else ASCII's own.
func spaceAround(s string) func(rune) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return IsSpace
		}
	}
	return func(r rune) bool { return r == ' ' || '\t' <= r && r <= '\r' }
}

// digitValue returns the value of a decimal digit of any script, or -1.
func digitValue(r rune) rune {
	if r < unicode.MaxASCII {
		if '0' <= r && r <= '9' {
			return r - '0'
		}
		return -1
	}
	// Unicode lists decimal digits in runs of ten, zero first.
	for _, run := range unicode.Nd.R16 {
		if rune(run.Lo) <= r && r <= rune(run.Hi) {
			return (r - rune(run.Lo)) % 10
		}
	}
	for _, run := range unicode.Nd.R32 {
		if rune(run.Lo) <= r && r <= rune(run.Hi) {
			return (r - rune(run.Lo)) % 10
		}
	}
	return -1
}
