package shorthand

import (
	"strings"
	"unicode/utf8"

	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/internal/tree"
)

// A parser reads one shorthand text into a tree. Its methods are named after
// the rules of the grammar in the package documentation. Each starts at the
// first character of its rule and stops behind the last.
type parser struct {
	t     *tree.Tree
	s     string
	i     int
	depth int
	class *classes
	files fileReader
	load  bool                  // the last key was followed by @=, so values may name files
	dst   smithy.Deserializable // for errors only
}

// parse reads text into t, for dst to be decoded from. Without a schema, <...>
// is text like any other.
func parse(t *tree.Tree, text string, schema *smithy.Schema, files fileReader, dst smithy.Deserializable) error {
	p := parser{t: t, s: text, class: braceClasses, files: files, dst: dst}
	return p.parameter(t.Add(0, tree.Node{Kind: tree.Object}), schema)
}

// parameter = keyval *( "," keyval )
func (p *parser) parameter(root int32, schema *smithy.Schema) error {
	keys := p.t.Keys(root)
	for {
		end := p.i
		at, err := p.assign(root)
		if err != nil {
			return err
		}
		key := p.t.Node(at).Key
		if err := p.values(at, member(schema, key)); err != nil {
			return err
		}
		if _, repeated := keys.Put(at); repeated {
			return p.repeated(key, end)
		}
		if p.i == len(p.s) {
			return nil
		}
		p.space()
		if !p.at(',') {
			return p.fail(wantComma)
		}
		p.i++
		p.space()
	}
}

// assign = key [ "@" ] "="
//
// It adds a node under the key, for the value to complete.
func (p *parser) assign(parent int32) (int32, error) {
	s, start := p.s, p.i
	end := start
	for class := p.class; end < len(s) && class[s[end]]&classKey != 0; end++ {
	}
	p.i = end
	p.space()
	if p.load = p.at('@'); p.load {
		p.i++
		p.space()
	}
	if !p.at('=') {
		return 0, p.fail(wantEqual)
	}
	p.i++
	p.space()
	return p.t.Add(parent, tree.Node{Key: s[start:end], KeyPos: int32(start), KeyEnd: int32(end)}), nil
}

// values = <end of input> / list / hash / csv
func (p *parser) values(at int32, schema *smithy.Schema) error {
	if p.nests(schema) {
		return p.item(at, schema)
	}
	return p.csv(at)
}

// item = list / hash / first
func (p *parser) item(at int32, schema *smithy.Schema) error {
	switch {
	case p.at('['):
		return p.list(at, schema)
	case p.at('{'):
		return p.hash(at, schema, '}')
	case p.nests(schema):
		outside := p.class
		p.class = angleClasses
		err := p.hash(at, schema, '>')
		p.class = outside
		return err
	}
	return p.first(at)
}

// nests reports whether a list or a hash begins here.
func (p *parser) nests(schema *smithy.Schema) bool {
	return p.at('[') || p.at('{') || p.at('<') && isStructure(schema)
}

// csv = first [ "," second *( "," second ) ]
//
// A comma that no second follows, or one with neither a comma nor the end
// behind it, ends the list: the next keyval begins there. The reader goes back
// to that very comma, so that no text between is lost.
func (p *parser) csv(at int32) error {
	if err := p.first(at); err != nil {
		return err
	}
	p.space()
	for p.at(',') {
		comma := p.i
		p.i++
		p.space()
		second, ok, err := p.second()
		if err != nil {
			return err
		}
		if ok {
			p.space()
			ok = p.i == len(p.s) || p.at(',')
		}
		switch {
		case ok:
			if p.t.Node(at).Kind != tree.List {
				p.t.Wrap(at)
			}
			p.t.Add(at, second)
		case p.i == len(p.s):
			return p.fail(wantValue)
		default:
			if !p.at(',') {
				p.i = comma
			}
			return nil
		}
	}
	return nil
}

// list = "[" *( item "," ) [ item ] "]"
func (p *parser) list(at int32, schema *smithy.Schema) error {
	if err := p.open(at, tree.List); err != nil {
		return err
	}
	for !p.at(']') {
		if err := p.item(p.t.Add(at, tree.Node{}), element(schema)); err != nil {
			return err
		}
		if err := p.separator(']'); err != nil {
			return err
		}
	}
	p.close()
	return nil
}

// hash = "{" *( assign item "," ) [ assign item ] "}"
func (p *parser) hash(at int32, schema *smithy.Schema, end byte) error {
	if err := p.open(at, tree.Object); err != nil {
		return err
	}
	for !p.at(end) {
		n, err := p.assign(at)
		if err != nil {
			return err
		}
		if err := p.item(n, member(schema, p.t.Node(n).Key)); err != nil {
			return err
		}
		if err := p.separator(end); err != nil {
			return err
		}
	}
	p.t.Close(at)
	p.close()
	return nil
}

func (p *parser) open(at int32, kind tree.Kind) error {
	if p.depth++; p.depth > tree.MaxDepth {
		return p.syntaxError(tree.TooDeep(p.i))
	}
	n := p.t.Node(at)
	n.Kind, n.Pos = kind, int32(p.i)
	p.i++
	p.space()
	return nil
}

func (p *parser) close() {
	p.depth--
	p.i++
}

// separator moves to the next item of a list or a hash, or to its end.
func (p *parser) separator(end byte) error {
	p.space()
	if p.at(end) {
		return nil
	}
	if !p.at(',') {
		return p.fail(endings[end])
	}
	p.i++
	p.space()
	return nil
}

// first = squote / dquote / word1 / ""
func (p *parser) first(at int32) error {
	start := p.i
	text, ok := p.text(classFirst)
	if !ok && (p.at('\'') || p.at('"')) {
		return p.unclosed()
	}
	kind, text, err := p.resolve(text)
	n := p.t.Node(at)
	n.Kind, n.Text, n.Pos = kind, text, int32(start)
	return err
}

// second = squote / dquote / word2
func (p *parser) second() (n tree.Node, ok bool, err error) {
	n.Pos = int32(p.i)
	if n.Text, ok = p.text(classSecond); ok {
		n.Kind, n.Text, err = p.resolve(n.Text)
	}
	return n, ok, err
}

// resolve puts the content of a file in the place of its name.
func (p *parser) resolve(text string) (tree.Kind, string, error) {
	if !p.load {
		return tree.String, text, nil
	}
	return p.files.value(text)
}

// text reads a quoted text or a word.
func (p *parser) text(follow uint8) (string, bool) {
	if p.at('\'') || p.at('"') {
		return p.quoted(p.s[p.i])
	}
	return p.word(follow)
}

// word = ( "\," / start ) *( "\," / follow )
func (p *parser) word(follow uint8) (string, bool) {
	s, start, escaped := p.s, p.i, false
	if start == len(s) || p.class[s[start]]&classStart == 0 {
		return "", false
	}
	i, class := start, p.class
	for {
		if s[i] == '\\' && i+1 < len(s) && s[i+1] == ',' {
			escaped = true
			i++
		}
		for i++; i < len(s) && class[s[i]]&follow != 0; i++ {
		}
		if i == len(s) || s[i] != '\\' {
			break
		}
	}
	p.i = i
	text := s[start:i]
	if escaped {
		text = strings.ReplaceAll(text, `\,`, ",")
	}
	if last := text[len(text)-1]; last <= ' ' || last >= utf8.RuneSelf {
		text = strings.TrimRightFunc(text, tree.IsSpace)
	}
	return text, true
}

// quoted reads a text in quotes. The first quote without a backslash before it
// ends it; when there is none, the last one with a backslash does.
func (p *parser) quoted(quote byte) (string, bool) {
	start, end := p.i+1, -1
	for i := start; ; {
		j := strings.IndexByte(p.s[i:], quote)
		if j < 0 {
			break
		}
		end = i + j
		if i = end + 1; end == start || p.s[end-1] != '\\' {
			break
		}
	}
	if end < 0 {
		return "", false
	}
	p.i = end + 1
	text := p.s[start:end]
	if strings.IndexByte(text, '\\') >= 0 {
		text = strings.ReplaceAll(text, `\`+string(quote), string(quote))
		text = strings.ReplaceAll(text, `\\`, `\`)
	}
	return text, true
}

func (p *parser) at(c byte) bool { return p.i < len(p.s) && p.s[p.i] == c }

func (p *parser) space() {
	for p.i < len(p.s) && p.class[p.s[p.i]]&classSpace != 0 {
		p.i++
	}
}

// member, element and isStructure look ahead in the schema, if there is one,
// for where <...> may stand.

func member(s *smithy.Schema, key string) *smithy.Schema {
	switch {
	case s == nil:
		return nil
	case s.Type() == smithy.ShapeTypeMap:
		return s.MapValue()
	case isStructure(s):
		return s.Member(key)
	}
	return nil
}

func element(s *smithy.Schema) *smithy.Schema {
	if s == nil || s.Type() != smithy.ShapeTypeList {
		return nil
	}
	return s.ListMember()
}

func isStructure(s *smithy.Schema) bool {
	return s != nil && (s.Type() == smithy.ShapeTypeStructure || s.Type() == smithy.ShapeTypeUnion)
}
