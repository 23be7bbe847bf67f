package wire

import (
	"encoding/base64"
	"math"
	"math/big"
	"runtime"
	"strconv"
	"time"

	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/encoding"
	smithytime "github.com/aws/smithy-go/time"
	"github.com/aws/smithy-go/traits"
)

// sink receives a value as a sequence of JSON tokens.
type sink interface {
	text(l label, s string)      // a string, not yet escaped
	token(l label, ascii []byte) // a number, true, false or null
	raw(l label, json []byte)    // a document that came as JSON
	begin(l label, bracket byte) // '{' or '['
	end(bracket byte)            // '}' or ']'
}

// label is what stands in front of a value.
type label struct {
	comma bool // a sibling precedes the value
	kind  kind
	name  string
}

// kind says where a value stands and where its name comes from.
type kind uint8

const (
	element kind = iota // in a list, or at the root: no name
	member              // in a structure: the name its schema has
	variant             // in a union: the name given by WriteUnion
	entry               // in a map: the key given by WriteKey
)

// walker turns the calls of a [smithy.ShapeSerializer] into tokens for out.
type walker struct {
	out     sink
	outer   []kind // what kind becomes when each open container closes
	comma   bool   // the open container has a value already
	kind    kind   // of the next value
	name    string // of the next value, if it is a variant or an entry
	scratch []byte
}

var _ smithy.ShapeSerializer = (*walker)(nil)

// describe lets src describe itself to s and reports whether it could. A run-time
// error means it could not: see the package comment. Any other panic goes on.
func describe(src smithy.Serializable, s smithy.ShapeSerializer) (ok bool) {
	defer func() {
		switch r := recover().(type) {
		case nil, runtime.Error:
		default:
			panic(r)
		}
	}()
	src.Serialize(s)
	return true
}

func (w *walker) reset() {
	w.outer, w.kind, w.name, w.comma = w.outer[:0], element, "", false
}

// next returns the label of the value about to be written under schema m.
func (w *walker) next(m *smithy.Schema) label {
	l := label{comma: w.comma, kind: w.kind}
	switch l.kind {
	case member:
		if m != nil {
			l.name = m.MemberName()
		}
	case variant, entry:
		l.name = w.name
		w.kind = member
	}
	w.comma = true
	return l
}

func (w *walker) open(m *smithy.Schema, bracket byte, inside kind) {
	w.out.begin(w.next(m), bracket)
	w.push(inside)
}

func (w *walker) close(bracket byte) {
	if w.pop() {
		w.out.end(bracket)
	}
}

func (w *walker) push(inside kind) {
	w.outer = append(w.outer, w.kind)
	w.kind, w.comma = inside, false
}

func (w *walker) pop() (ok bool) {
	top := len(w.outer) - 1
	if top < 0 {
		return false
	}
	w.kind, w.comma = w.outer[top], true
	w.outer = w.outer[:top]
	return true
}

func (w *walker) literal(m *smithy.Schema, json []byte) {
	w.scratch = json
	w.out.token(w.next(m), json)
}

// Bytes implements [smithy.ShapeSerializer]. What was written is not here but
// in the sink, so it returns nil.
func (w *walker) Bytes() []byte { return nil }

// WriteStruct implements [smithy.ShapeSerializer].
func (w *walker) WriteStruct(m *smithy.Schema) { w.open(m, '{', member) }

// CloseStruct implements [smithy.ShapeSerializer].
func (w *walker) CloseStruct() { w.close('}') }

// WriteUnion implements [smithy.ShapeSerializer]: an object with one member.
func (w *walker) WriteUnion(m, v *smithy.Schema) {
	w.open(m, '{', member)
	if v != nil {
		w.kind, w.name = variant, v.MemberName()
	}
}

// CloseUnion implements [smithy.ShapeSerializer].
func (w *walker) CloseUnion() { w.close('}') }

// WriteList implements [smithy.ShapeSerializer].
func (w *walker) WriteList(m *smithy.Schema) { w.open(m, '[', element) }

// CloseList implements [smithy.ShapeSerializer].
func (w *walker) CloseList() { w.close(']') }

// WriteMap implements [smithy.ShapeSerializer].
func (w *walker) WriteMap(m *smithy.Schema) { w.open(m, '{', member) }

// WriteKey implements [smithy.ShapeSerializer].
func (w *walker) WriteKey(_ *smithy.Schema, key string) {
	w.kind, w.name = entry, key
}

// CloseMap implements [smithy.ShapeSerializer].
func (w *walker) CloseMap() { w.close('}') }

// WriteString implements [smithy.ShapeSerializer].
func (w *walker) WriteString(m *smithy.Schema, v string) { w.out.text(w.next(m), v) }

// WriteBool implements [smithy.ShapeSerializer].
func (w *walker) WriteBool(m *smithy.Schema, v bool) {
	w.literal(m, strconv.AppendBool(w.scratch[:0], v))
}

// WriteNil implements [smithy.ShapeSerializer].
func (w *walker) WriteNil(m *smithy.Schema) { w.literal(m, append(w.scratch[:0], "null"...)) }

// WriteInt8 implements [smithy.ShapeSerializer].
func (w *walker) WriteInt8(m *smithy.Schema, v int8) { w.WriteInt64(m, int64(v)) }

// WriteInt16 implements [smithy.ShapeSerializer].
func (w *walker) WriteInt16(m *smithy.Schema, v int16) { w.WriteInt64(m, int64(v)) }

// WriteInt32 implements [smithy.ShapeSerializer].
func (w *walker) WriteInt32(m *smithy.Schema, v int32) { w.WriteInt64(m, int64(v)) }

// WriteInt64 implements [smithy.ShapeSerializer].
func (w *walker) WriteInt64(m *smithy.Schema, v int64) {
	w.literal(m, strconv.AppendInt(w.scratch[:0], v, 10))
}

// WriteFloat32 implements [smithy.ShapeSerializer].
func (w *walker) WriteFloat32(m *smithy.Schema, v float32) { w.float(m, float64(v), 32) }

// WriteFloat64 implements [smithy.ShapeSerializer].
func (w *walker) WriteFloat64(m *smithy.Schema, v float64) { w.float(m, v, 64) }

func (w *walker) float(m *smithy.Schema, v float64, bits int) {
	switch {
	case math.IsNaN(v):
		w.WriteString(m, "NaN")
	case math.IsInf(v, 1):
		w.WriteString(m, "Infinity")
	case math.IsInf(v, -1):
		w.WriteString(m, "-Infinity")
	default:
		w.literal(m, encoding.EncodeFloat(w.scratch[:0], v, bits))
	}
}

// WriteBigInt implements [smithy.ShapeSerializer]: a number, which the SDK
// leaves unimplemented.
func (w *walker) WriteBigInt(m *smithy.Schema, v *big.Int) {
	if v == nil {
		w.WriteNil(m)
		return
	}
	w.literal(m, v.Append(w.scratch[:0], 10))
}

// WriteBigFloat implements [smithy.ShapeSerializer]: the shortest number that
// reads back as v, which the SDK leaves unimplemented.
func (w *walker) WriteBigFloat(m *smithy.Schema, v *big.Float) {
	switch {
	case v == nil:
		w.WriteNil(m)
	case v.IsInf():
		w.float(m, math.Inf(v.Sign()), 64)
	default:
		w.literal(m, v.Append(w.scratch[:0], 'g', -1))
	}
}

// WriteBlob implements [smithy.ShapeSerializer]: padded base64, or null.
func (w *walker) WriteBlob(m *smithy.Schema, v []byte) {
	if v == nil {
		w.WriteNil(m)
		return
	}
	w.WriteString(m, base64.StdEncoding.EncodeToString(v))
}

// WriteTime implements [smithy.ShapeSerializer]: seconds since 1970 with
// milliseconds, unless the timestampFormat trait of m asks for text.
func (w *walker) WriteTime(m *smithy.Schema, v time.Time) {
	var format string
	if t, ok := smithy.SchemaTrait[*traits.TimestampFormat](m); ok && t != nil {
		format = t.Format
	}
	switch format {
	case "date-time":
		w.WriteString(m, smithytime.FormatDateTime(v))
	case "http-date":
		w.WriteString(m, smithytime.FormatHTTPDate(v))
	default:
		w.WriteFloat64(m, smithytime.FormatEpochSeconds(v))
	}
}
