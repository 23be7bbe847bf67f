package failure

import "strings"

// Placeholders in a pattern.
const (
	anything = "…"
	named    = "<name>" // any text as well, and the name that a message is about
)

// match reports whether text is as pattern says, but for white space and full
// stops at the end. It returns what stands for <name>.
func match(pattern, text string) (name string, ok bool) {
	const end = ". \r\n"
	head, holder, rest := cut(strings.TrimRight(pattern, end))
	text, ok = strings.CutPrefix(strings.TrimRight(text, end), head)
	for ok && holder != "" {
		var next, value string
		head, next, rest = cut(rest)
		if next == "" { // the last piece ends the text
			value, ok = strings.CutSuffix(text, head)
			text = ""
		} else {
			value, text, ok = strings.Cut(text, head)
		}
		if holder == named {
			name = value
		}
		holder = next
	}
	return name, ok && text == ""
}

// cut cuts pattern at its first placeholder, which is "" if it has none.
func cut(pattern string) (head, holder, rest string) {
	at := strings.IndexAny(pattern, anything+named[:1])
	if at < 0 {
		return pattern, "", ""
	}
	holder = anything
	if strings.HasPrefix(pattern[at:], named) {
		holder = named
	}
	return pattern[:at], holder, pattern[at+len(holder):]
}
