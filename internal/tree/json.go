package tree

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// ParseJSON reads one JSON text into t. As Python's reader, which the AWS CLI
// uses, it takes NaN, Infinity and -Infinity for numbers, and lets the last of
// repeated keys win unless t keeps them. Unlike it, it refuses half of a
// surrogate pair.
func ParseJSON(t *Tree, text string) *SyntaxError {
	p := jsonParser{t: t, s: text}
	if err := p.value(0, Node{}); err != nil {
		return err
	}
	p.space()
	if p.i < len(p.s) {
		return p.expected("the end of the text")
	}
	return nil
}

type jsonParser struct {
	t     *Tree
	s     string
	i     int
	depth int
}

// Expected returns the error of text, which has something else than want at i.
func Expected(text string, i int, want string) *SyntaxError {
	actual := "the end of the text"
	if i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		actual = strconv.Quote(text[i : i+size])
		if r == '"' {
			actual = `'"'`
		}
	}
	return &SyntaxError{Offset: i, Expected: want, Actual: actual}
}

// TooDeep returns the error of a list or an object at i that is one too deep.
func TooDeep(i int) *SyntaxError {
	limit := strconv.Itoa(MaxDepth)
	return &SyntaxError{Offset: i, Expected: "at most " + limit + " levels of nesting", Actual: "one more"}
}

func (p *jsonParser) expected(want string) *SyntaxError { return Expected(p.s, p.i, want) }

// hinted adds to err, of what stands here, a hint for the mistakes people often make.
func (p *jsonParser) hinted(err *SyntaxError) *SyntaxError {
	switch before := strings.TrimRight(p.s[:p.i], " \t\r\n"); p.peek() {
	case '}', ']':
		if strings.HasSuffix(before, ",") {
			err.Hint = "remove the comma before it"
		}
	case '\'':
		err.Hint = "use double quotes"
	case '\\':
		err.Hint = "remove the backslash"
	default:
		if 'a' <= p.peek() && p.peek() <= 'z' && !strings.Contains(p.s, `"`) {
			err.Hint = "a shell may have removed the double quotes"
		}
	}
	return err
}

func (p *jsonParser) peek() byte {
	if p.i < len(p.s) {
		return p.s[p.i]
	}
	return 0
}

func (p *jsonParser) space() {
	for p.i < len(p.s) && (p.s[p.i] == ' ' || p.s[p.i] == '\t' || p.s[p.i] == '\n' || p.s[p.i] == '\r') {
		p.i++
	}
}

var jsonWords = [...]struct {
	text string
	kind Kind
}{
	{"null", Null}, {"true", Bool}, {"false", Bool},
	{"NaN", Number}, {"Infinity", Number}, {"-Infinity", Number},
}

// value reads a value as a child of parent. n holds its key.
func (p *jsonParser) value(parent int32, n Node) *SyntaxError {
	p.space()
	n.Pos = int32(p.i)
	switch p.peek() {
	case '{':
		return p.object(parent, n)
	case '[':
		return p.list(parent, n)
	case '"':
		text, err := p.str()
		if err != nil {
			return err
		}
		n.Kind, n.Text = String, text
		p.t.Add(parent, n)
		return nil
	}
	for _, w := range jsonWords {
		if strings.HasPrefix(p.s[p.i:], w.text) {
			p.i += len(w.text)
			n.Kind, n.Text = w.kind, w.text
			p.t.Add(parent, n)
			return nil
		}
	}
	if !p.number() {
		return p.hinted(p.expected("a value"))
	}
	n.Kind, n.Text = Number, p.s[n.Pos:p.i]
	p.t.Add(parent, n)
	return nil
}

// number moves past a number. It stays where it is when there is none.
func (p *jsonParser) number() bool {
	digits := func(i int) int {
		for i < len(p.s) && '0' <= p.s[i] && p.s[i] <= '9' {
			i++
		}
		return i
	}
	start := p.i
	if p.peek() == '-' {
		start++
	}
	end := digits(start)
	if end == start {
		return false
	}
	if p.s[start] == '0' {
		end = start + 1
	}
	if end < len(p.s) && p.s[end] == '.' {
		if frac := digits(end + 1); frac > end+1 {
			end = frac
		}
	}
	if end < len(p.s) && (p.s[end] == 'e' || p.s[end] == 'E') {
		exp := end + 1
		if exp < len(p.s) && (p.s[exp] == '+' || p.s[exp] == '-') {
			exp++
		}
		if after := digits(exp); after > exp {
			end = after
		}
	}
	p.i = end
	return true
}

func (p *jsonParser) object(parent int32, n Node) *SyntaxError {
	n.Kind = Object
	at, err := p.open(parent, n)
	if err != nil || p.peek() == '}' {
		return p.leave(err)
	}
	for {
		if p.peek() != '"' {
			return p.hinted(p.expected("a name in double quotes"))
		}
		member := Node{KeyPos: int32(p.i)}
		if member.Key, err = p.str(); err != nil {
			return err
		}
		member.KeyEnd = int32(p.i)
		p.space()
		if p.peek() != ':' {
			return p.expected(`":"`)
		}
		p.i++
		if err := p.value(at, member); err != nil {
			return err
		}
		p.space()
		if p.peek() == '}' {
			p.t.Close(at)
			return p.leave(nil)
		}
		if p.peek() != ',' {
			return p.expected(`"," or "}"`)
		}
		p.i++
		p.space()
	}
}

func (p *jsonParser) list(parent int32, n Node) *SyntaxError {
	n.Kind = List
	at, err := p.open(parent, n)
	if err != nil || p.peek() == ']' {
		return p.leave(err)
	}
	for {
		if err := p.value(at, Node{}); err != nil {
			return err
		}
		p.space()
		if p.peek() == ']' {
			return p.leave(nil)
		}
		if p.peek() != ',' {
			return p.expected(`"," or "]"`)
		}
		p.i++
	}
}

func (p *jsonParser) open(parent int32, n Node) (int32, *SyntaxError) {
	if p.depth++; p.depth > MaxDepth {
		return 0, TooDeep(p.i)
	}
	p.i++
	p.space()
	return p.t.Add(parent, n), nil
}

func (p *jsonParser) leave(err *SyntaxError) *SyntaxError {
	p.i++
	p.depth--
	return err
}

// str reads a string, without copying it when it has no escapes.
func (p *jsonParser) str() (string, *SyntaxError) {
	open := p.i
	p.i++
	start := p.i
	var b strings.Builder
	for p.i < len(p.s) {
		switch c := p.s[p.i]; {
		case c == '"':
			rest := p.s[start:p.i]
			p.i++
			if b.Len() == 0 {
				return rest, nil
			}
			b.WriteString(rest)
			return b.String(), nil
		case c < ' ':
			err := p.expected("a printable character in the string")
			err.Hint = `write control characters as escapes: \n, \t, \u0000`
			return "", err
		case c != '\\':
			p.i++
		default:
			b.WriteString(p.s[start:p.i])
			if err := p.escape(&b); err != nil {
				return "", err
			}
			start = p.i
		}
	}
	err := p.expected("the closing double quote")
	err.Offset = open
	return "", err
}

const (
	escapes   = `"\/bfnrt`
	unescaped = "\"\\/\b\f\n\r\t"
)

func (p *jsonParser) escape(b *strings.Builder) *SyntaxError {
	p.i++
	if i := strings.IndexByte(escapes, p.peek()); i >= 0 {
		b.WriteByte(unescaped[i])
		p.i++
		return nil
	}
	if p.peek() != 'u' {
		return p.expected("an escape")
	}
	at := p.i
	r, ok := p.hex()
	if utf16.IsSurrogate(r) {
		low := rune(0)
		if strings.HasPrefix(p.s[p.i:], `\u`) {
			p.i++
			low, ok = p.hex()
		}
		if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
			err := Expected(p.s, at, "both halves of a surrogate pair")
			err.Actual = "one"
			return err
		}
	}
	if !ok {
		p.i = at
		return p.expected("four hexadecimal digits after \\u")
	}
	b.WriteRune(r)
	return nil
}

// hex reads u and four hexadecimal digits.
func (p *jsonParser) hex() (rune, bool) {
	if len(p.s)-p.i < len("uXXXX") {
		return 0, false
	}
	digits := p.s[p.i+1 : p.i+len("uXXXX")]
	n, err := strconv.ParseUint(digits, 16, 16)
	if err != nil {
		return 0, false
	}
	p.i += len("uXXXX")
	return rune(n), true
}
