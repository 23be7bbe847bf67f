// Package echo puts parts of an input into messages, where they can neither
// forge a line nor steer a terminal.
package echo

import (
	"strconv"
	"strings"
)

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
