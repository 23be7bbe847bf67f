package tree

import (
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/document"
	"github.com/ecstask/ecstask/field"
)

func (d *decoder) ReadDocument(_ *smithy.Schema, v *document.Value) error {
	d.unread = false
	if d.t.Coerce {
		d.report(field.Error{
			Path: d.path(), Kind: field.Unsupported, Msg: "is a document, which cannot be written in shorthand",
			Hint: "write the whole argument in JSON",
		})
		return nil
	}
	*v = d.t.document(d.cur)
	return nil
}

func (t *Tree) document(i int32) document.Value {
	switch n := &t.nodes[i]; n.Kind {
	case Bool:
		return document.Boolean(n.Text == "true")
	case Number:
		return document.Number(n.Text)
	case String, Bytes:
		return document.String(n.Text)
	case List:
		list := make(document.List, 0, n.len)
		for c := range t.Children(i) {
			list = append(list, t.document(c))
		}
		return list
	case Object:
		members := make(document.Map, n.len)
		for c := range t.Children(i) {
			members[t.nodes[c].Key] = t.document(c)
		}
		return members
	}
	return document.Null{}
}
