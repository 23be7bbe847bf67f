package main

import (
	"errors"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/schemas"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/tree"
	"github.com/ecstask/ecstask/internal/wire"
	"go.yaml.in/yaml/v4"
)

// readYAML reads a request from the only YAML document in the text at p.
func readYAML(text string, p place) *document {
	loader, err := yaml.NewLoader(strings.NewReader(text))
	var root, second yaml.Node
	if err == nil {
		err = loader.Load(&root)
	}
	if errors.Is(err, io.EOF) {
		return unread(p, problem(errors.New("is empty"), "", p))
	}
	if err == nil {
		if err = loader.Load(&second); errors.Is(err, io.EOF) {
			return requestOf(&root, p)
		}
	}
	if err != nil {
		return unread(p, findings{noYAML(err, p)})
	}
	p.line, p.column = second.Line, second.Column
	return unread(p, problem(unreadable("has a second YAML document", "save each request in a file of its own"), "", p))
}

// quoting says what is wrong with texts that should have been in quotes, by how
// the message of the YAML reader begins. These messages show parts of the text.
var quoting = []struct{ begins, msg, hint string }{
	{"unknown anchor", "an alias of nothing", "put a text that begins with * in quotes"},
	{"found character '", "a character that no tag has", "put a text that begins with ! in quotes"},
	{"found undefined tag handle", "a tag that is not defined", "put a text that begins with ! in quotes"},
	{"found character that cannot start any token", "a character that no text begins with", "put a text that begins with @, ` or % in quotes"},
}

func noYAML(err error, p place) finding {
	e := &field.Error{Kind: field.Syntax, Severity: field.SeverityError, Msg: "is no YAML"}
	if cause, ok := errors.AsType[*yaml.LoadError](err); ok {
		p.line, p.column = cause.Mark.Line, cause.Mark.Column
		msg := cause.Message
		for _, q := range quoting {
			if strings.HasPrefix(cause.Message, q.begins) {
				msg, e.Hint = q.msg, q.hint
				break
			}
		}
		e.Msg += ": " + msg
	}
	return finding{Error: e, place: p}
}

// requestOf reads a request from a YAML document: as the JSON that says the
// same.
func requestOf(root *yaml.Node, p place) *document {
	c := newConverter()
	c.value(root, "", spot{})
	d := &document{place: p, in: new(ecs.StartTaskInput), spots: func(map[field.Path]bool) map[field.Path]spot { return c.spots }}
	switch {
	case c.isRefused(""):
	case !strings.HasPrefix(string(c.json), "{"):
		c.report("", field.Syntax, "is no YAML mapping", "write member: value")
	default:
		for _, e := range field.Collect(d.parse(string(c.json))) {
			if !c.isRefused(e.Path) {
				c.errs = append(c.errs, e)
			}
		}
	}
	d.problems = d.locateAll(problem(c.errs.Err(), "", p))
	return d
}

// converter writes YAML nodes as JSON and keeps their places. It goes on after a
// mistake, unless the document as a whole is refused.
type converter struct {
	json  []byte
	spots map[field.Path]spot
	errs  field.Findings
	depth int
	full  bool // the document is too large
}

func newConverter() *converter { return &converter{spots: make(map[field.Path]spot)} }

// collections have the tags that say of lists and mappings what they are.
var collections = map[yaml.Kind]string{yaml.SequenceNode: "!!seq", yaml.MappingNode: "!!map"}

func (c *converter) value(n *yaml.Node, p field.Path, s spot) {
	if c.full {
		return
	}
	if n.Kind == yaml.AliasNode {
		s.value = position{n.Line, n.Column}
		n = n.Alias
	}
	if s.value.line == 0 {
		s.value = position{n.Line, n.Column}
	}
	c.spots[p] = s
	c.depth++
	defer func() { c.depth-- }()
	if c.depth > tree.MaxDepth || len(c.spots) > maxValues || len(c.json) > tree.MaxSize {
		c.full = true
		c.refuse("", "is too large, or refers to itself", "")
		return
	}
	if tag, known := collections[n.Kind]; known && n.Style&yaml.TaggedStyle != 0 && n.ShortTag() != tag {
		c.refuseTag(p)
		return
	}
	switch n.Kind {
	case yaml.DocumentNode:
		delete(c.spots, p)
		c.value(n.Content[0], p, spot{})
	case yaml.SequenceNode:
		c.json = append(c.json, '[')
		for i, child := range n.Content {
			c.comma(i)
			c.value(child, p.Index(i), spot{})
		}
		c.json = append(c.json, ']')
	case yaml.MappingNode:
		c.json = append(c.json, '{')
		for i, written := 0, 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			at := position{key.Line, key.Column}
			if key.Kind == yaml.AliasNode {
				key = key.Alias
			}
			if key.Kind != yaml.ScalarNode || key.Style&yaml.TaggedStyle != 0 && key.ShortTag() != "!!str" {
				c.report(p, field.Invalid, "has a key that is no text", "put a key that begins with ! in quotes")
				continue
			}
			if n.Style&yaml.FlowStyle != 0 && isBlank(n.Content[i+1]) && !memberNames()[key.Value] {
				c.report(p, field.Invalid, "has a key without a value", "put a value that has a comma in quotes")
				continue
			}
			c.comma(written)
			written++
			c.json = append(wire.AppendString(c.json, key.Value), ':')
			c.value(n.Content[i+1], p.Child(key.Value), spot{key: at})
		}
		c.json = append(c.json, '}')
	default:
		c.scalar(n, p)
	}
}

// memberNames are the names that an error may show of a key without a value. In
// {...} a comma ends a value without quotes, so that such a key may be the rest of
// a secret.
var memberNames = sync.OnceValue(func() map[string]bool { return tree.Names(schemas.StartTaskRequest) })

// isBlank reports whether nothing is written where n stands.
func isBlank(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Style == 0 && n.Value == "" }

func (c *converter) comma(i int) {
	if i > 0 {
		c.json = append(c.json, ',')
	}
}

// report notes a mistake. After too many the document counts as refused.
func (c *converter) report(p field.Path, kind field.Kind, msg, hint string) {
	const most = 1000
	if len(c.errs) == most {
		p, kind, msg, hint = "", field.TooMany, "has more mistakes; only the first are listed", ""
	}
	if len(c.errs) <= most {
		c.errs = append(c.errs, &field.Error{Path: p, Kind: kind, Severity: field.SeverityError, Msg: msg, Hint: hint})
	}
}

// refuse writes a null in place of a value that JSON cannot hold.
func (c *converter) refuse(p field.Path, msg, hint string) {
	c.report(p, field.Invalid, msg, hint)
	c.json = append(c.json, "null"...)
}

// refuseTag refuses a value with a tag. It does not show the tag, which may be a
// secret that begins with an exclamation mark.
func (c *converter) refuseTag(p field.Path) {
	c.refuse(p, "has a tag, which a request cannot hold", "put a text that begins with ! in quotes, or take the tag away")
}

// isRefused reports whether there is a mistake at p.
func (c *converter) isRefused(p field.Path) bool {
	return slices.ContainsFunc(c.errs, func(e *field.Error) bool { return e.Path == p })
}
