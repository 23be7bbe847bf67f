package tree

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/echo"
)

// Decode fills dst from t and returns what does not fit, in the order of the
// text, with a warning for each member that is an empty enum: the SDK does not
// send it. A member that does not fit stays as it was, and an element of a list
// becomes the zero value of its type, so that the others keep their places.
func Decode(t *Tree, dst smithy.Deserializable) field.Findings {
	d := t.decoder()
	d.keep(dst.Deserialize(d))
	return d.errs
}

// DecodeList calls read with a deserializer for each element of the list t.
func DecodeList(t *Tree, read func(d smithy.ShapeDeserializer) error) field.Findings {
	d := t.decoder()
	d.keep(smithy.ReadList(d, nil, func() error { return read(d) }))
	return d.errs
}

// SchemaOf returns the schema of the structure that dst reads itself from, or
// nil when dst is no structure.
func SchemaOf(dst smithy.Deserializable) *smithy.Schema {
	p := probe{decoder: decoder{t: &Tree{nodes: []Node{{Kind: Object}}}}}
	_ = dst.Deserialize(&p)
	return p.schema
}

type probe struct {
	decoder
	schema *smithy.Schema
}

func (p *probe) ReadStruct(s *smithy.Schema) error {
	if p.schema == nil {
		p.schema = s
	}
	return p.decoder.ReadStruct(s)
}

// Names returns the names of all members of s and of what it holds.
func Names(s *smithy.Schema) map[string]bool {
	names := make(map[string]bool)
	seen := make(map[*smithy.Schema]bool)
	var visit func(*smithy.Schema)
	visit = func(s *smithy.Schema) {
		if s == nil || seen[s] {
			return
		}
		seen[s] = true
		for name, m := range s.Members() {
			if s.Type() == smithy.ShapeTypeStructure || s.Type() == smithy.ShapeTypeUnion {
				names[name] = true
			}
			visit(m)
		}
	}
	visit(s)
	return names
}

// A decoder is the smithy.ShapeDeserializer over a Tree. It gathers what is
// wrong instead of returning it: a generated Deserialize method would stop at
// the first error, and smithy.ReadList and ReadMap drop an error that comes
// with the end of the list.
type decoder struct {
	t      *Tree
	cur    int32 // the value to read next
	unread bool  // cur was handed out by ReadUnion and not read yet
	frames []frame
	errs   field.Findings
	names  map[string]bool // see nameable
	at     mark            // see where
}

// A frame is a value that is being read: a list or an object.
type frame struct {
	schema *smithy.Schema
	at     int32 // the child being read
	next   int32 // the child to read next; 0 at the end
	index  int   // how many children were begun
	kind   frameKind
	raw    bool // nothing in it is converted
}

func (t *Tree) decoder() *decoder {
	t.dec = decoder{t: t, frames: t.dec.frames[:0]}
	return &t.dec
}

type frameKind uint8

const (
	structFrame frameKind = iota
	unionFrame
	mapFrame
	listFrame
	// loneFrame is one value in place of a list. The AWS CLI wraps such a
	// value without looking into it, so its numbers and booleans stay texts.
	loneFrame
)

// keep notes an error of a Deserialize method that did not come from d.
func (d *decoder) keep(err error) {
	if err != nil {
		d.report(field.Error{Path: d.path(), Kind: field.Invalid, Msg: "cannot be decoded", Hint: "check the value in the API reference", Err: err})
	}
}

// maxErrors bounds what is gathered: a text that goes wrong more often is not
// of this type at all.
const maxErrors = 1000

func (d *decoder) report(e field.Error) {
	if len(d.errs) == maxErrors {
		e = field.Error{Kind: field.TooMany, Msg: "has more mistakes; only the first are listed", Hint: "correct these first"}
	}
	if len(d.errs) <= maxErrors {
		if e.Severity == 0 {
			e.Severity = field.SeverityError
		}
		d.errs = append(d.errs, &e)
	}
}

func (d *decoder) mismatch(want, hint string) {
	d.unread = false
	got := d.node().Kind
	if hint == "" && got == String && d.t.Coerce && d.top().raw {
		hint = "write the list in brackets, [...]: texts are converted only there"
	}
	hint = cmp.Or(hint, instead[want][got], usual[want])
	e := field.Error{Path: d.path(), Kind: field.Invalid, Msg: "must be " + want + ", not " + kindNames[got], Hint: hint}
	if got == String && isPlain[want] && !d.top().raw {
		e.Value = echo.Quote(d.node().Text)
	}
	d.report(e)
}

// node returns the value to be read. Reading past a value that is not there
// gives a null.
func (d *decoder) node() *Node {
	if int(d.cur) >= len(d.t.nodes) {
		return &Node{}
	}
	return &d.t.nodes[d.cur]
}

func (d *decoder) top() *frame {
	if len(d.frames) == 0 {
		return &frame{}
	}
	return &d.frames[len(d.frames)-1]
}

func (d *decoder) pop() {
	if n := len(d.frames); n > 0 {
		d.frames = d.frames[:n-1]
	}
}

func (d *decoder) push(kind frameKind, s *smithy.Schema, first int32) {
	raw := kind == loneFrame || d.top().raw
	d.frames = append(d.frames, frame{kind: kind, schema: s, next: first, raw: raw})
	d.unread = false
}

// coerce reports whether the texts at this place are to be converted.
func (d *decoder) coerce() bool { return d.t.Coerce && !d.top().raw }

func (d *decoder) path() field.Path {
	var p field.Path
	for _, f := range d.frames {
		switch key := Abbreviate(d.t.nodes[f.at].Key); {
		case f.index == 0:
		case f.kind >= listFrame:
			p = p.Index(f.index - 1)
		case f.kind == mapFrame:
			p = p.Key(key)
		default:
			p = p.Child(key)
		}
	}
	return p
}

// step moves on to the next child of the innermost value, or leaves that value
// when there is none.
func (d *decoder) step() (*Node, bool) {
	f := d.top()
	if f.next == 0 {
		d.pop()
		return nil, false
	}
	n := &d.t.nodes[f.next]
	d.cur, f.at, f.next = f.next, f.next, n.next
	f.index++
	if n.Dup {
		if d.t.KeepDups && (!d.t.Coerce || f.kind == mapFrame || f.schema.Member(n.Key) != nil) {
			d.report(field.Error{Path: d.path(), Kind: field.Duplicate, Msg: "is given twice in one object", Hint: "keep one of them"})
		}
		return d.step()
	}
	return n, true
}

func (d *decoder) ReadStruct(s *smithy.Schema) error {
	n := d.node()
	if n.Kind == Object {
		d.push(structFrame, s, n.first)
		return nil
	}
	hint := ""
	if n.Kind == String && d.t.Coerce {
		hint = "write {member=value,...}"
	}
	d.mismatch("a structure", hint)
	d.push(structFrame, s, 0)
	return nil
}

func (d *decoder) ReadStructMember() (*smithy.Schema, error) {
	for {
		m := d.member()
		if m == nil {
			return nil, nil
		}
		if d.fits(m) {
			if m.Type() == smithy.ShapeTypeEnum && d.node().Text == "" && !d.t.Tolerant {
				d.report(*EmptyEnum(d.path()))
			}
			return m, nil
		}
	}
}

// EmptyEnum returns the warning about the member at p, an enum that is empty. The
// AWS CLI sends it, and the SDK takes it for one that is not there. The hint has
// no values: a schema names those of an enum, which is not how they are written.
func EmptyEnum(p field.Path) *field.Error {
	return &field.Error{
		Path: p, Kind: field.Invalid, Severity: field.SeverityWarning, Msg: "is empty, and therefore not sent",
		Hint: "leave it out, or give it a value",
	}
}

// member moves on to the next member that the type at this place has.
func (d *decoder) member() *smithy.Schema {
	for {
		n, ok := d.step()
		if !ok {
			return nil
		}
		m := d.frames[len(d.frames)-1].schema.Member(n.Key)
		switch {
		case m == nil:
			if !d.t.Tolerant {
				d.unknown(n)
			}
		case n.Kind == Null && m.Type() != smithy.ShapeTypeDocument && d.top().kind == structFrame:
			d.null()
		default:
			return m
		}
	}
}

func (d *decoder) null() {
	if d.t.Tolerant {
		return
	}
	d.report(field.Error{Path: d.path(), Kind: field.Invalid, Msg: "must not be null", Hint: "leave the member out"})
}

func (d *decoder) ReadUnion(s *smithy.Schema) (*smithy.Schema, error) {
	if f := d.top(); f.kind == unionFrame && f.schema == s && !d.unread {
		d.pop()
		return nil, nil
	}
	n := d.node()
	if n.Kind != Object {
		d.mismatch(oneMember, "")
		return nil, nil
	}
	if n.len != 1 {
		members := slices.Sorted(maps.Keys(s.Members()))
		kind, msg := field.Required, "must have one of its members"
		if n.len > 1 {
			kind, msg = field.Conflict, "can have only one of its members"
		}
		d.unread = false
		d.report(field.Error{Path: d.path(), Kind: kind, Msg: msg, Hint: "set one of " + strings.Join(members, ", ")})
		return nil, nil
	}
	d.push(unionFrame, s, n.first)
	m := d.member()
	d.unread = m != nil
	return m, nil
}

func (d *decoder) ReadList(s *smithy.Schema) error {
	switch n := d.node(); {
	case n.Kind == List:
		d.push(listFrame, s, n.first)
	case d.coerce() && n.Kind != Null:
		d.push(loneFrame, s, 0)
	default:
		d.mismatch("a list", d.pairs(s, n))
		d.push(listFrame, s, 0)
	}
	return nil
}

func (d *decoder) ReadListItem(*smithy.Schema) (bool, error) {
	if f := d.top(); f.kind == loneFrame && f.index == 0 {
		f.index++
		return true, nil
	}
	_, ok := d.step()
	return ok, nil
}

func (d *decoder) ReadMap(s *smithy.Schema) error {
	n := d.node()
	if n.Kind == Object {
		d.push(mapFrame, s, n.first)
		return nil
	}
	d.mismatch("a map", "")
	d.push(mapFrame, s, 0)
	return nil
}

func (d *decoder) ReadMapKey(*smithy.Schema) (string, bool, error) {
	for {
		n, ok := d.step()
		if !ok {
			return "", false, nil
		}
		if n.Kind == Null || d.fits(d.top().schema.MapValue()) {
			return n.Key, true, nil
		}
	}
}

func (d *decoder) ReadNil(*smithy.Schema) (bool, error) {
	if d.node().Kind != Null {
		return false, nil
	}
	d.unread = false
	d.null()
	return true, nil
}
