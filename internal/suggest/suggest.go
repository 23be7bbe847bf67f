// Package suggest finds what somebody probably meant.
package suggest

import (
	"strings"
	"unicode"
)

// maxLen bounds the names that are compared: longer ones are no typing errors.
const maxLen = 64

// maxFile bounds the names of files.
const maxFile = 300

// minBeginning is how many letters begin a name that was cut short.
const minBeginning = 4

// Nearest returns the candidate closest to name: the same but for case, one that
// name is the beginning of, or one at most a third of its letters away. It
// returns "" when none is near.
func Nearest(name string, candidates []string) string {
	if name == "" || len(name) > maxLen {
		return ""
	}
	best, bestDistance := "", len(name)/3+1
	for _, c := range candidates {
		if len(c) > maxLen {
			continue
		}
		if strings.EqualFold(name, c) {
			return c
		}
		d := distance(name, c)
		if len(name) >= minBeginning && len(c) > len(name) && strings.EqualFold(name, c[:len(name)]) {
			d = min(d, 1)
		}
		if d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best
}

// distance counts the bytes to insert, delete, replace, or swap with their
// neighbour to turn a into b.
func distance(a, b string) int {
	var rows [3][maxLen + 1]int
	before, prev, cur := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], before[j-2]+1)
			}
		}
		before, prev, cur = prev, cur, before
	}
	return prev[len(b)]
}

// File returns how to write a text that seems to be the name of a file, where a
// text may name one with file://, or "". It does not show what does not end as a
// file of structured text does, for that may be anything.
func File(text string) string {
	if len(text) > maxFile || strings.ContainsAny(text, "{[=") || strings.Contains(text, ": ") || strings.ContainsFunc(text, unicode.IsControl) {
		return ""
	}
	lower := strings.ToLower(text)
	for _, end := range [...]string{".json", ".yaml", ".yml"} {
		if strings.HasSuffix(lower, end) {
			return "to read a file, write file://" + strings.TrimPrefix(text, "file:")
		}
	}
	if strings.Contains(text, "/") {
		return "to read a file, write file:// before its name"
	}
	return ""
}
