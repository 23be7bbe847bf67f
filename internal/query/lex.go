package query

import (
	"strings"
	"unicode/utf8"
)

const space = " \t\r\n"

// isName reports whether c can stand in a subject or a word.
func isName(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte(`-_/\.:`, c) >= 0
}

// nameLength returns the length of the name at the beginning of text.
func nameLength(text string) int {
	for i := range len(text) {
		if !isName(text[i]) {
			return i
		}
	}
	return len(text)
}

// bareLiteral returns the length of the literal without quotes at the beginning of
// text. It is whole wherever it stands.
func bareLiteral(text string) (length int, whole bool) {
	if text != "" && strings.IndexByte("=<>!~", text[0]) >= 0 {
		return 0, false
	}
	for i := range len(text) {
		if strings.IndexByte(space+`,()[]'"`, text[i]) >= 0 || strings.HasPrefix(text[i:], "&&") || strings.HasPrefix(text[i:], "||") {
			return i, true
		}
	}
	return len(text), true
}

// barePattern returns the length of the regular expression without quotes at the
// beginning of text. It goes on to white space, or to a parenthesis that it did
// not open. One that leaves something open is not whole.
func barePattern(text string) (length int, whole bool) {
	if text != "" && (text[0] == '\'' || text[0] == '"') {
		return 0, false
	}
	parentheses, class, escaped := 0, 0, false
	i := 0
	for ; i < len(text) && strings.IndexByte(space, text[i]) < 0; i++ {
		switch c := text[i]; {
		case escaped:
			escaped = false
		case c == '\\':
			escaped = true
		case c == '[':
			class++
		case c == ']' && class > 0:
			class--
		case class > 0:
		case c == '(':
			parentheses++
		case c == ')' && parentheses == 0:
			return i, true
		case c == ')':
			parentheses--
		}
	}
	return i, parentheses == 0 && class == 0 && !escaped
}

// cut returns the beginning of text, at least one byte of it, for an error.
func cut(text string) string {
	if i := strings.IndexAny(text, space); i > 0 {
		text = text[:i]
	}
	if len(text) <= maxFound {
		return text
	}
	end := maxFound
	for end > 1 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}
