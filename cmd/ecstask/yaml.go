package main

import (
	"errors"
	"io"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/schemas"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/tree"
	"github.com/ecstask/ecstask/internal/wire"
	"github.com/ecstask/ecstask/starttask"
	"go.yaml.in/yaml/v4"
)

// readYAML reads a request from the only YAML document in the text at p.
func readYAML(text string, p place) (*document, findings) {
	loader, err := yaml.NewLoader(strings.NewReader(text))
	var root, second yaml.Node
	if err == nil {
		err = loader.Load(&root)
	}
	if errors.Is(err, io.EOF) {
		return &document{place: p}, problem(errors.New("is empty"), "", p)
	}
	if err == nil {
		if err = loader.Load(&second); errors.Is(err, io.EOF) {
			return requestOf(&root, p)
		}
	}
	if err != nil {
		return &document{place: p}, findings{noYAML(err, p)}
	}
	p.line, p.column = second.Line, second.Column
	return &document{place: p}, problem(unreadable("has a second YAML document", "save each request in a file of its own"), "", p)
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
func requestOf(root *yaml.Node, p place) (*document, findings) {
	c := newConverter()
	c.value(root, "", spot{})
	d := &document{place: p, spots: func(map[field.Path]bool) map[field.Path]spot { return c.spots }}
	if err := c.errs.Err(); err != nil {
		return d, d.locateAll(problem(err, "", p))
	}
	if !strings.HasPrefix(string(c.json), "{") {
		return d, d.locate(field.Errors{{Kind: field.Syntax, Severity: field.SeverityError, Msg: "is no YAML mapping", Hint: "write member: value"}})
	}
	b, err := starttask.Parse(c.json)
	if err != nil {
		return d, d.locateAll(problem(err, "", p))
	}
	d.in, d.empty = b.Unchecked(), emptyEnums(string(c.json), schemas.StartTaskRequest)
	return d, nil
}

// converter writes YAML nodes as JSON and keeps their places, up to the first
// error.
type converter struct {
	json  []byte
	spots map[field.Path]spot
	errs  field.Errors
	depth int
}

func newConverter() *converter { return &converter{spots: make(map[field.Path]spot)} }

// collections have the tags that say of lists and mappings what they are.
var collections = map[yaml.Kind]string{yaml.SequenceNode: "!!seq", yaml.MappingNode: "!!map"}

func (c *converter) value(n *yaml.Node, p field.Path, s spot) {
	if len(c.errs) > 0 {
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
		for i := 0; i+1 < len(n.Content); i += 2 {
			c.comma(i)
			key := n.Content[i]
			at := position{key.Line, key.Column}
			if key.Kind == yaml.AliasNode {
				key = key.Alias
			}
			if key.Kind != yaml.ScalarNode || key.Style&yaml.TaggedStyle != 0 && key.ShortTag() != "!!str" {
				c.refuse(p, "has a key that is no text", "put a key that begins with ! in quotes")
				return
			}
			c.json = append(wire.AppendString(c.json, key.Value), ':')
			c.value(n.Content[i+1], p.Child(key.Value), spot{key: at})
		}
		c.json = append(c.json, '}')
	default:
		c.scalar(n, p)
	}
}

func (c *converter) comma(i int) {
	if i > 0 {
		c.json = append(c.json, ',')
	}
}

// refuse ends the conversion.
func (c *converter) refuse(p field.Path, msg, hint string) {
	c.errs = field.Errors{{Path: p, Kind: field.Invalid, Severity: field.SeverityError, Msg: msg, Hint: hint}}
}

// refuseTag ends the conversion at a tag. It does not show the tag, which may be
// a secret that begins with an exclamation mark.
func (c *converter) refuseTag(p field.Path) {
	c.refuse(p, "has a tag, which a request cannot hold", "put a text that begins with ! in quotes, or take the tag away")
}
