package echo

import (
	"strings"
	"unicode/utf8"
)

// Snippet returns the part of the line around a byte of text and, below it, a caret
// under the place. Neither has more columns than width, which is 8 or more; three
// dots stand for what is cut off. Punctuation stands as in the text, and so do the bytes that shown
// reports, which must be ASCII; it is asked in their order. Every other character is replaced by an
// asterisk, and a tab by a space.
func Snippet(text string, at, width int, shown func(i int) bool) string {
	start, from, to, end := window(text, at, width)
	left, right := mask(text, from, at, shown), mask(text, at, to, shown)
	if from > start {
		left = "..." + left[3:]
	}
	if to < end {
		right = right[:len(right)-3] + "..."
	}
	return left + right + "\n" + strings.Repeat(" ", len(left)) + "^"
}

// Window returns which part of the text a snippet shows.
func Window(text string, at, width int) (from, to int) {
	_, from, to, _ = window(text, at, width)
	return from, to
}

// window returns the line around a place, from start to end, and which part of
// it to show.
func window(text string, at, width int) (start, from, to, end int) {
	start = 1 + strings.LastIndexByte(text[:at], '\n')
	end = len(text)
	if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
		end = at + i
	}
	from, to = at, at
	room := width
	if at == end {
		room-- // for the caret
	}
	forward := func(least int) {
		for ; to < end && room > least; room-- {
			_, size := utf8.DecodeRuneInString(text[to:end])
			to += size
		}
	}
	forward(width * 2 / 3)
	for ; from > start && room > 0; room-- {
		_, size := utf8.DecodeLastRuneInString(text[start:from])
		from -= size
	}
	forward(0)
	return start, from, to, end
}

// mask returns a part of the text with one column for each character.
func mask(text string, from, to int, shown func(i int) bool) string {
	var b strings.Builder
	for i, r := range text[from:to] {
		switch {
		case r == '\t':
			r = ' '
		case !strings.ContainsRune(",=@:[]{}<>\"' ", r) && !shown(from+i):
			r = '*'
		}
		b.WriteRune(r)
	}
	return b.String()
}
