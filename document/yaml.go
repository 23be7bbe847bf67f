package document

import (
	"cmp"
	"errors"
	"io"
	"strings"
	"sync"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/internal/tree"
	"go.yaml.in/yaml/v4"
)

// readYAML reads the requests in a YAML text: one a document, up to the first that
// does not parse.
func readYAML(text string, op *request.Operation) (list []*Request) {
	c := begin(text, YAML)
	room := &room{tree.MaxValues, tree.MaxSize}
	fallback := cmp.Or(op, request.StartTask)
	loader, err := yaml.NewLoader(strings.NewReader(text[c.Offset:]))
	for err == nil {
		var root yaml.Node
		if err = loader.Load(&root); err == nil {
			c.toLine(spot{root.Line, root.Column})
			list = append(list, requestOf(&root, c, room, op))
		}
	}
	switch {
	case !errors.Is(err, io.EOF):
		list = append(list, unread(fallback, noYAML(err, c)))
	case len(list) == 0:
		list = append(list, unread(fallback, at(&field.Error{Kind: field.Required, Msg: "is empty", Hint: "write member: value"}, start)))
	}
	return list
}

// quoting says what is wrong with texts that should have been in quotes, by how
// the message of the YAML reader begins. These messages show parts of the text.
var quoting = []struct{ begins, msg, hint string }{
	{"unknown anchor", "an alias of nothing", "put a text that begins with * in quotes"},
	{"found character '", "a character that no tag has", "put a text that begins with ! in quotes"},
	{"found undefined tag handle", "a tag that is not defined", "put a text that begins with ! in quotes"},
	{"found character that cannot start any token", "a character that no text begins with", "put a text that begins with @, ` or % in quotes"},
}

// noYAML returns the error of a text that does not parse behind c.
func noYAML(err error, c cursor) *field.Error {
	e := &field.Error{Kind: field.Syntax, Msg: "is not valid YAML"}
	cause, ok := errors.AsType[*yaml.LoadError](err)
	if !ok {
		return at(e, c.Pos)
	}
	msg := cause.Message
	for _, q := range quoting {
		if strings.HasPrefix(cause.Message, q.begins) {
			msg, e.Hint = q.msg, q.hint
			break
		}
	}
	e.Msg += ": " + msg
	return at(e, c.toLine(spot{cause.Mark.Line, cause.Mark.Column}))
}

// requestOf reads the request in a YAML document that begins at from.
func requestOf(root *yaml.Node, from cursor, room *room, op *request.Operation) *Request {
	c := &converter{room: room, source: source{values: tree.New(), from: from}, refused: make(map[field.Path]bool)}
	c.values.KeepDups = true
	c.value(root.Content[0], 0, tree.Node{})
	if len(c.refused) == 0 || !c.refused[""] {
		if c.values.Node(0).Kind == tree.Object {
			return newRequest(recognized(op, c.values), &c.source, c.refused, c.errs...)
		}
		if isBlank(root.Content[0]) {
			c.report("", field.Required, "is empty", "write member: value, or remove the line --- before it")
		} else {
			c.report("", field.Syntax, "is not a YAML mapping", "write member: value")
		}
	}
	return holding(cmp.Or(op, request.StartTask), new(request.Request), &c.source, c.errs...)
}

// room is what the values of all documents in a text may still take: their number,
// and their texts in bytes.
type room struct{ values, size int }

// converter makes a tree of YAML nodes. It goes on after a mistake, unless the
// document as a whole is refused.
type converter struct {
	source
	room    *room
	errs    field.Findings
	refused map[field.Path]bool // where there are mistakes
	steps   []step              // to the value that is converted
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
	if c.refused[""] {
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
		c.values.Add(parent, v)
		c.steps = nil
		c.refuse(field.TooMany, "is too large, or refers to itself", "save the request without aliases")
		return
	}
	switch {
	case collection && n.Style&yaml.TaggedStyle != 0 && n.ShortTag() != tag:
		c.refuseTag()
		c.values.Add(parent, v)
	case n.Kind == yaml.SequenceNode:
		v.Kind = tree.List
		at := c.values.Add(parent, v)
		for i, child := range n.Content {
			c.child(child, at, tree.Node{}, step{index: i})
		}
	case n.Kind == yaml.MappingNode:
		v.Kind = tree.Object
		at := c.values.Add(parent, v)
		for i := 0; i+1 < len(n.Content); i += 2 {
			c.member(n.Content[i], n.Content[i+1], n.Style, at)
		}
		c.values.Close(at)
	default:
		v.Kind, v.Text = c.scalar(n)
		c.values.Add(parent, v)
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
	case style&yaml.FlowStyle != 0 && isBlank(value) && !memberNames()[key.Value]:
		c.report(c.path(), field.Invalid, "has a key without a value", "put a value that has a comma in quotes")
	default:
		v.Key = key.Value
		c.child(value, parent, v, step{key.Value, -1})
	}
}

// memberNames are the names that an error may show of a key without a value. In
// {...} a comma ends a value without quotes, so that such a key may be the rest of
// a secret.
var memberNames = sync.OnceValue(func() map[string]bool {
	names := tree.Names(request.StartTask.Schema)
	for name := range tree.Names(request.RunTask.Schema) {
		names[name] = true
	}
	return names
})

// isBlank reports whether nothing is written where n stands.
func isBlank(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Style == 0 && n.Value == "" }

// report notes a mistake. After too many the document counts as refused.
func (c *converter) report(p field.Path, kind field.Kind, msg, hint string) {
	const most = 1000
	if len(c.errs) == most {
		p, kind, msg, hint = "", field.TooMany, "has more mistakes; only the first are listed", "mend these first"
	}
	if len(c.errs) <= most {
		c.errs = append(c.errs, &field.Error{Path: p, Kind: kind, Severity: field.SeverityError, Msg: msg, Hint: hint})
		c.refused[p] = true
	}
}

// refuse reports that the request cannot have the value.
func (c *converter) refuse(kind field.Kind, msg, hint string) { c.report(c.path(), kind, msg, hint) }

// refuseTag refuses a value with a tag. It does not show the tag, which may be a
// secret that begins with an exclamation mark.
func (c *converter) refuseTag() {
	c.refuse(field.Invalid, "has a tag, which a request cannot hold", "put a text that begins with ! in quotes, or remove the tag")
}
