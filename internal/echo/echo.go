// Package echo puts parts of an input into messages, where they can neither
// forge a line nor steer a terminal.
package echo

import (
	"strconv"
	"strings"
	"unicode"
)

// maxQuoted is how many bytes Quote shows: an ARN, but not a certificate.
const maxQuoted = 120

// Quote returns s between quotes as in Go, cut to 120 bytes when it has more.
// Digits of other scripts are escaped, as some look like those of ASCII.
func Quote(s string) string {
	rest := ""
	if len(s) > maxQuoted {
		s, rest = strings.ToValidUTF8(s[:maxQuoted], ""), "..."
	}
	if strings.ContainsFunc(s, func(r rune) bool { return r >= 0x80 && unicode.IsNumber(r) }) {
		return strconv.QuoteToASCII(s) + rest
	}
	return strconv.Quote(s) + rest
}

// Short returns s, cut to most bytes when it has more. If not all of it can be
// printed, it is quoted as in Go.
func Short(s string, most int) string {
	rest := ""
	if len(s) > most {
		s, rest = strings.ToValidUTF8(s[:most], ""), "..."
	}
	if quoted := strconv.Quote(s); strings.Contains(quoted, `\`) {
		s = quoted
	}
	return s + rest
}

// Line returns s in one line: with a space for each character that cannot be
// printed.
func Line(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, s)
}
