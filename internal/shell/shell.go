// Package shell writes words for POSIX shells.
package shell

import "strings"

// Quote returns word so that a shell reads it as one word.
func Quote(word string) string {
	if IsPlain(word) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// IsPlain reports whether word needs no quotes.
func IsPlain(word string) bool {
	for i := range len(word) {
		c := word[i]
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-_./:=,+@%", c) >= 0) {
			return false
		}
	}
	return word != ""
}
