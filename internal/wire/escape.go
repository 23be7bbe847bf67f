package wire

import "unicode/utf8"

// replacement is what the SDK writes for a byte that is not part of valid UTF-8.
const replacement = "\uFFFD"

// AppendString appends s to dst as a JSON string, escaped as the SDK does it:
// see the package comment.
func AppendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	for {
		n := plain(s)
		dst = append(dst, s[:n]...)
		if s = s[n:]; s == "" {
			return append(dst, '"')
		}
		r, size := utf8.DecodeRuneInString(s)
		if esc := escape(r, size); esc != "" {
			dst = append(dst, esc...)
		} else {
			dst = append(dst, s[:size]...)
		}
		s = s[size:]
	}
}

// escape returns what stands for the rune r, decoded from size bytes, inside a
// JSON string, or "" if it stands for itself.
func escape(r rune, size int) string {
	switch {
	case r < utf8.RuneSelf:
		return escapes[r]
	case r == utf8.RuneError && size == 1:
		return replacement
	case r == '\u2028':
		return `\u2028`
	case r == '\u2029':
		return `\u2029`
	}
	return ""
}

// escapes holds the escape sequence of each ASCII character that has one.
var escapes = func() (t [utf8.RuneSelf]string) {
	const hex = "0123456789abcdef"
	for c := range 0x20 {
		t[c] = `\u00` + hex[c>>4:c>>4+1] + hex[c&0xF:c&0xF+1]
	}
	t['\t'], t['\n'], t['\r'] = `\t`, `\n`, `\r`
	t['"'], t['\\'], t[0x7F] = `\"`, `\\`, `\u007f`
	return t
}()

// plain returns the length of the longest prefix of s made of printable ASCII
// that stands for itself. It looks at eight bytes at a time, the last eight
// overlapping those before, and at single bytes only in short strings and to
// find the exact end.
func plain(s string) int {
	rest := s
	if len(s) >= 8 {
		for len(rest) > 8 && plainWord(word(rest)) {
			rest = rest[8:]
		}
		if len(rest) <= 8 && plainWord(word(s[len(s)-8:])) {
			return len(s)
		}
	}
	for i := range len(rest) {
		if !isPlain[rest[i]] {
			return len(s) - len(rest) + i
		}
	}
	return len(s)
}

// isPlain has the characters of ASCII that stand for themselves.
var isPlain = func() (t [256]bool) {
	for c, esc := range escapes {
		t[c] = esc == ""
	}
	return t
}()

const (
	ones  = 0x0101010101010101 // each byte 1
	highs = 0x8080808080808080 // each byte's highest bit
)

// plainWord reports whether each byte of w is in 0x20 to 0x7E and neither a
// quote nor a backslash. As long as all are, nothing below carries from one byte
// into the next or sets a highest bit. The first byte that is not sets one:
//
//   - above 0x7F it has it;
//   - 0x7F gets it by adding 1;
//   - below 0x20, and for the quote, by subtracting 0x21 after the quote (0x22)
//     has changed places with the space (0x20);
//   - the backslash by subtracting 1 after it has become 0.
func plainWord(w uint64) bool {
	return (w|(w+ones)|((w^2*ones)-0x21*ones)|((w^'\\'*ones)-ones))&highs == 0
}

// word returns the first eight bytes of s as a little-endian number.
func word(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}
