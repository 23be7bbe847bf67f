package query

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ecstask/ecstask/internal/suggest"
)

const (
	maxDepth  = 100     // of parentheses and negations
	maxLength = 1 << 16 // bytes; a placement constraint has at most 2000 characters
	maxName   = 128     // characters of the name of an attribute
)

// Parse reads an expression. An error is an [*Error].
func Parse(text string) (*Expression, error) {
	p := parser{text: text}
	if len(text) > maxLength {
		p.pos = maxLength
		return nil, p.expected("the end of the expression within 65536 bytes", "")
	}
	root, err := p.or()
	if err == nil && p.rest() != "" {
		err = p.unread()
	}
	if err != nil {
		return nil, err
	}
	return &Expression{root, p.mixed}, nil
}

type parser struct {
	text       string
	pos, depth int
	joined     bool // the conjunction read last has several parts
	mixed      bool // see Expression.Mixed
}

// rest skips white space and returns what follows.
func (p *parser) rest() string {
	p.pos = len(p.text) - len(strings.TrimLeft(p.text[p.pos:], space))
	return p.text[p.pos:]
}

// word returns the name at the position, which does not move.
func (p *parser) word() string {
	rest := p.rest()
	return rest[:nameLength(rest)]
}

// accept skips the symbol or the word, if one of them is next.
func (p *parser) accept(symbol, word string) bool {
	switch {
	case symbol != "" && strings.HasPrefix(p.rest(), symbol):
		p.pos += len(symbol)
	case word != "" && p.word() == word:
		p.pos += len(word)
	default:
		return false
	}
	return true
}

func (p *parser) expected(want, hint string) error {
	return p.expectedAt(p.pos, want, hint)
}

func (p *parser) expectedAt(offset int, want, hint string) error {
	return &Error{Text: p.text, Offset: offset, Found: cut(p.text[offset:]), Want: want, Hint: hint}
}

// unread is the error for what follows a complete expression.
func (p *parser) unread() error {
	const want = `"&&", "||" or the end`
	rest := p.text[p.pos:]
	switch word := p.word(); {
	case rest[0] == ')':
		return p.expected(want, "remove the parenthesis, or open one before it")
	case rest[0] == '&', rest[0] == '|':
		return p.expected(want, `write "`+rest[:1]+rest[:1]+`"`)
	case isLower(word, "and", "or"):
		return p.expected(want, inLowerCase(word))
	}
	return p.expected(want, quoteHint)
}

const quoteHint = "put a value with spaces or brackets in single quotes"

func inLowerCase(word string) string { return `write "` + strings.ToLower(word) + `", in lower case` }

// isLower reports whether word is one of those, but for its case.
func isLower(word string, those ...string) bool {
	return slices.ContainsFunc(those, func(t string) bool { return strings.EqualFold(t, word) })
}

func (p *parser) or() (Node, error) {
	joined := false
	nodes, err := p.list("||", "or", func() (Node, error) {
		n, err := p.and()
		joined = joined || p.joined
		return n, err
	})
	if err != nil || len(nodes) == 1 {
		return only(nodes), err
	}
	p.mixed = p.mixed || joined
	return Or(flat(nodes, func(n Node) []Node { or, _ := n.(Or); return or })), nil
}

func (p *parser) and() (Node, error) {
	nodes, err := p.list("&&", "and", p.unary)
	p.joined = len(nodes) > 1
	if err != nil || len(nodes) == 1 {
		return only(nodes), err
	}
	return And(flat(nodes, func(n Node) []Node { and, _ := n.(And); return and })), nil
}

func only(nodes []Node) Node {
	if len(nodes) == 0 {
		return nil
	}
	return nodes[0]
}

// flat puts the parts of nodes into their places.
func flat(nodes []Node, parts func(Node) []Node) []Node {
	var list []Node
	for _, n := range nodes {
		if inner := parts(n); inner != nil {
			list = append(list, inner...)
		} else {
			list = append(list, n)
		}
	}
	return list
}

// list reads nodes with the operator between them.
func (p *parser) list(symbol, word string, node func() (Node, error)) ([]Node, error) {
	var nodes []Node
	for {
		n, err := node()
		if err != nil {
			return nil, err
		}
		if nodes = append(nodes, n); !p.accept(symbol, word) {
			return nodes, nil
		}
	}
}

func (p *parser) unary() (Node, error) {
	if p.depth++; p.depth > maxDepth {
		p.rest()
		return nil, p.expected("at most 100 nested parentheses and negations", "")
	}
	defer func() { p.depth-- }()
	p.rest()
	open := p.pos
	switch {
	case p.accept("!", "not"):
		n, err := p.unary()
		return Not{n}, err
	case p.accept("(", ""):
		n, err := p.or()
		if err != nil {
			return nil, err
		}
		switch rest := p.rest(); {
		case rest == "":
			return nil, p.expected(`")"`, "close the parenthesis that opens at column "+strconv.Itoa(column(p.text, open)))
		case rest[0] != ')':
			return nil, p.unread()
		}
		p.pos++
		return n, nil
	}
	return p.condition()
}

func (p *parser) condition() (Node, error) {
	c := &Condition{}
	var err error
	p.rest()
	c.Offset = p.pos
	if c.Subject, err = p.subject(); err != nil {
		return nil, err
	}
	p.rest()
	at := p.pos
	if c.Op, err = p.operator(); err != nil {
		return nil, err
	}
	if known := subjects[c.Subject]; known.ops != nil && !slices.Contains(known.ops, c.Op) {
		return nil, p.expectedAt(at, "an operator for "+string(c.Subject), "it takes "+spellings(known.ops))
	}
	switch c.Op {
	case Exists, NotExists:
		return c, nil
	case In, NotIn:
		err = p.values(c)
	case Matches, NotMatches:
		if err = p.value(c, barePattern); err == nil {
			c.pattern = compile(c.Values[0])
		}
	default:
		err = p.value(c, bareLiteral)
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

func spellings(ops []Op) string {
	list := make([]string, len(ops))
	for i, op := range ops {
		list[i] = op.String()
	}
	last := len(list) - 1
	return strings.Join(list[:last], ", ") + " and " + list[last]
}

const wantSubject = "a field such as attribute:name, ec2InstanceId or task:group"

func (p *parser) subject() (Subject, error) {
	word := p.word()
	s := Subject(word)
	_, known := subjects[s]
	name := s.Attribute()
	switch {
	case known:
	case word == "":
		return "", p.expected(wantSubject, "")
	case strings.HasPrefix(word, attributePrefix) && (name == "" || len(name) > maxName || strings.Contains(name, ":")):
		p.pos += len(attributePrefix)
		return "", p.expected("the name of an attribute", "a name has 1 to 128 characters: letters, digits and - _ / \\ .")
	case name == "":
		return "", p.expected(wantSubject, nearSubject(word))
	}
	p.pos += len(word)
	return s, nil
}

// nearSubject says what a word that is no subject was probably meant to be.
func nearSubject(word string) string {
	var known []string
	for s := range subjects {
		known = append(known, string(s))
	}
	slices.Sort(known)
	name, dotted := strings.CutPrefix(word, "attribute.")
	near := suggest.Nearest(word, known)
	switch {
	case isLower(word, "and", "or"):
		return `write a condition on both sides of "` + strings.ToLower(word) + `"`
	case near != "" && !dotted:
		return "did you mean " + near + "?"
	case nameLength(name) == len(name) && name != "" && !strings.Contains(name, ":"):
		return "write attribute:" + cut(name)
	}
	return ""
}

func (p *parser) operator() (Op, error) {
	rest, word := p.rest(), p.word()
	best, length := Op(-1), 0
	for op, o := range operators {
		for _, spelling := range [...]string{o.symbol, o.word} {
			found := strings.HasPrefix(rest, spelling)
			if tail := strings.TrimPrefix(spelling, "!"); isName(tail[len(tail)-1]) {
				found = found && nameLength(rest[len(spelling)-len(tail):]) == len(tail)
			}
			if found && len(spelling) > length {
				best, length = Op(op), len(spelling)
			}
		}
	}
	if best >= 0 && !strings.HasPrefix(rest, "<>") {
		p.pos += length
		return best, nil
	}
	const want = "an operator such as == or in"
	switch {
	case strings.HasPrefix(rest, "<>"):
		return 0, p.expected(want, `write "!="`)
	case strings.HasPrefix(rest, "="):
		return 0, p.expected(want, `write "=="`)
	case strings.HasPrefix(rest, ")"):
		return 0, p.expected(want, "put the parentheses around the whole condition")
	case word != "" && slices.ContainsFunc(operators[:], func(o struct{ symbol, word string }) bool { return strings.EqualFold(o.word, word) }):
		return 0, p.expected(want, inLowerCase(word))
	}
	return 0, p.expected(want, "the operators are ==, !=, >, >=, <, <=, in, !in, =~, !~, exists and !exists")
}

// values reads the list of in.
func (p *parser) values(c *Condition) error {
	if !p.accept("[", "") {
		return p.expected(`"["`, "write the list in brackets: in [a, b]")
	}
	for {
		if err := p.value(c, bareLiteral); err != nil {
			return err
		}
		switch {
		case p.accept(",", ""):
		case p.accept("]", ""):
			return nil
		case p.rest() == "":
			return p.expected(`"," or "]"`, "close the list with ]")
		default:
			return p.expected(`"," or "]"`, quoteHint)
		}
	}
}

// value reads a value, in quotes or as far as bare says.
func (p *parser) value(c *Condition, bare func(string) (int, bool)) error {
	rest := p.rest()
	at, value := p.pos, ""
	switch {
	case rest == "":
		return p.expected("a value", "")
	case rest[0] == '\'' || rest[0] == '"':
		end := strings.IndexByte(rest[1:], rest[0])
		if end < 0 {
			p.pos = len(p.text)
			return p.expected("a closing quote", "the quote at column "+strconv.Itoa(column(p.text, at))+" is not closed")
		}
		value = rest[1 : 1+end]
		p.pos += len(value) + 2
	default:
		length, whole := bare(rest)
		switch {
		case length == 0:
			return p.expected("a value", "")
		case !whole:
			return p.expected("a complete regular expression", "close its brackets, or put it in single quotes")
		}
		value = rest[:length]
		p.pos += length
	}
	if known := subjects[c.Subject]; known.valid != nil && c.Op != Matches && c.Op != NotMatches && !known.valid(value) {
		return p.expectedAt(at, known.values, "")
	}
	c.Values = append(c.Values, value)
	if t, ok := parseTime(value); ok && c.Subject == RegisteredAt {
		c.times = append(c.times, t)
	}
	return nil
}
