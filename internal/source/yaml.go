package source

import (
	"errors"
	"io"
	"strings"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/tree"
	"go.yaml.in/yaml/v4"
)

// YAML reads a text of YAML up to the first document that does not parse, which is
// the error. A text without documents has one that is Blank.
func YAML(text string, o Options) (list []*Source, mistake *field.Error) {
	c := beginYAML(text)
	room := &room{o.MaxValues, o.MaxSize}
	loader, err := yaml.NewLoader(strings.NewReader(text[c.Offset:]))
	for err == nil {
		var root yaml.Node
		if err = loader.Load(&root); err == nil {
			c.toLine(spot{root.Line, root.Column})
			list = append(list, read(&root, c, room, o))
		}
	}
	if !errors.Is(err, io.EOF) {
		return list, noYAML(err, c)
	}
	return list, nil
}

// read reads a YAML document that begins at from.
func read(root *yaml.Node, from cursor, room *room, o Options) *Source {
	c := &converter{Source: &Source{Values: tree.New(), Refused: make(map[field.Path]bool), from: from}, room: room, Options: o}
	c.Values.KeepDups = true
	c.Blank = isBlank(root.Content[0])
	if weigh(root.Content[0], make(map[*yaml.Node]int), room.values) > room.values {
		room.values = 0 // an alias can stand for millions of values: do not begin
	}
	c.value(root.Content[0], 0, tree.Node{})
	return c.Source
}

// weigh returns how many values n is, those of aliases included, or more than most.
// seen has the weights of nodes that aliases stand for; one that is in itself weighs
// more than anything.
func weigh(n *yaml.Node, seen map[*yaml.Node]int, most int) int {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if w, ok := seen[n]; ok {
		return w
	}
	if n.Anchor != "" {
		seen[n] = most + 1
	}
	w, first, step := 1, 0, 1
	if n.Kind == yaml.MappingNode {
		first, step = 1, 2
	}
	for i := first; i < len(n.Content) && w <= most; i += step {
		w += weigh(n.Content[i], seen, most)
	}
	if n.Anchor != "" {
		seen[n] = w
	}
	return w
}

// quoting says what is wrong with texts that should have been in quotes, by how
// the message of the YAML reader begins. These messages show parts of the text.
var quoting = []struct{ begins, msg, hint string }{
	{"unknown anchor", "an alias without an anchor", "put a text that begins with * in quotes"},
	{"found character '", "a character that a tag cannot have", "put a text that begins with ! in quotes"},
	{"found undefined tag handle", "a tag that is not defined", "put a text that begins with ! in quotes"},
	{"found character that cannot start any token", "a character that cannot begin a text", "put a text that begins with @, ` or % in quotes"},
}

// noYAML returns the error of a text that does not parse behind c.
func noYAML(err error, c cursor) *field.Error {
	e := &field.Error{Kind: field.Syntax, Msg: "is not valid YAML", Hint: "check the indentation, the brackets and the quotes before this place"}
	cause, ok := errors.AsType[*yaml.LoadError](err)
	if !ok {
		return At(e, c.Pos)
	}
	msg := cause.Message
	for _, q := range quoting {
		if strings.HasPrefix(cause.Message, q.begins) {
			msg, e.Hint = q.msg, q.hint
			break
		}
	}
	e.Msg += ": " + msg
	return At(e, c.toLine(spot{cause.Mark.Line, cause.Mark.Column}))
}

// room is what the values of all documents in a text may still take: their number,
// and their texts in bytes.
type room struct{ values, size int }

// converter makes a tree of YAML nodes. It goes on after a mistake, unless the
// document as a whole is refused.
type converter struct {
	*Source
	Options
	room  *room
	steps []step // to the value that is converted
}

// A step leads to a member, or to an element.
type step struct {
	name  string
	index int // -1 for a member
}

func (c *converter) path() (p field.Path) {
	for _, s := range c.steps {
		if s.index >= 0 {
			p = p.Index(s.index)
		} else {
			p = p.Child(tree.Abbreviate(s.name))
		}
	}
	return p
}

// spot notes where n stands.
func (c *converter) spot(n *yaml.Node) int32 {
	c.spots = append(c.spots, spot{n.Line, n.Column})
	return int32(len(c.spots) - 1)
}

// collections have the tags that say of lists and mappings what they are.
var collections = map[yaml.Kind]string{yaml.SequenceNode: "!!seq", yaml.MappingNode: "!!map"}

// value adds n to the tree as a child of parent. v holds its name.
func (c *converter) value(n *yaml.Node, parent int32, v tree.Node) {
	if c.Refused[""] {
		return
	}
	v.Pos = c.spot(n)
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	tag, collection := collections[n.Kind]
	c.room.values--
	c.room.size -= len(n.Value) + len(v.Key)
	tooDeep := len(c.steps) > tree.MaxDepth || collection && len(c.steps) == tree.MaxDepth
	if tooDeep || c.room.values < 0 || c.room.size < 0 {
		c.Values.Add(parent, v)
		c.steps = nil
		c.refuse(field.TooMany, "is too large, or refers to itself", "save the text without aliases")
		return
	}
	switch {
	case collection && n.Style&yaml.TaggedStyle != 0 && n.ShortTag() != tag:
		c.refuseTag()
		c.Values.Add(parent, v)
	case n.Kind == yaml.SequenceNode:
		v.Kind = tree.List
		at := c.Values.Add(parent, v)
		for i, child := range n.Content {
			c.child(child, at, tree.Node{}, step{index: i})
		}
	case n.Kind == yaml.MappingNode:
		v.Kind = tree.Object
		at := c.Values.Add(parent, v)
		for i := 0; i+1 < len(n.Content); i += 2 {
			c.member(n.Content[i], n.Content[i+1], n.Style, at)
		}
		c.Values.Close(at)
	default:
		v.Kind, v.Text = c.scalar(n)
		c.Values.Add(parent, v)
	}
}

func (c *converter) child(n *yaml.Node, parent int32, v tree.Node, s step) {
	depth := len(c.steps)
	c.steps = append(c.steps, s)
	c.value(n, parent, v)
	c.steps = c.steps[:min(depth, len(c.steps))]
}

// member adds a member to the mapping at parent.
func (c *converter) member(key, value *yaml.Node, style yaml.Style, parent int32) {
	v := tree.Node{KeyPos: c.spot(key)}
	v.KeyEnd = v.KeyPos + 1
	if key.Kind == yaml.AliasNode {
		key = key.Alias
	}
	switch {
	case key.Kind != yaml.ScalarNode || key.Style&yaml.TaggedStyle != 0 && key.ShortTag() != "!!str":
		c.report(c.path(), field.Invalid, "has a key that is not a text", "put a key that begins with ! in quotes")
	case style&yaml.FlowStyle != 0 && isBlank(value) && (c.Shown == nil || !c.Shown()[key.Value]):
		c.report(c.path(), field.Invalid, "has a key without a value", "put a value that has a comma in quotes")
	default:
		v.Key = key.Value
		c.child(value, parent, v, step{key.Value, -1})
	}
}

// isBlank reports whether nothing is written where n stands.
func isBlank(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Style == 0 && n.Value == "" }

// report notes a mistake. After too many the document counts as refused.
func (c *converter) report(p field.Path, kind field.Kind, msg, hint string) {
	const most = 1000
	if len(c.Mistakes) == most {
		p, kind, msg, hint = "", field.TooMany, "has more mistakes; only the first are listed", "correct these first"
	}
	if len(c.Mistakes) <= most {
		c.Mistakes = append(c.Mistakes, &field.Error{Path: p, Kind: kind, Severity: field.SeverityError, Msg: msg, Hint: hint})
		c.Refused[p] = true
	}
}

// refuse reports that JSON cannot have the value.
func (c *converter) refuse(kind field.Kind, msg, hint string) { c.report(c.path(), kind, msg, hint) }

// refuseTag refuses a value with a tag. It does not show the tag, which may be a
// secret that begins with an exclamation mark.
func (c *converter) refuseTag() {
	c.refuse(field.Invalid, "has a tag, which JSON does not have", "put a text that begins with ! in quotes, or remove the tag")
}
