// Package wire writes SDK values as the JSON the SDK puts on the wire, and
// measures that JSON without writing it.
//
// Amazon ECS limits a request by its encoded form: the overrides of a task
// may take 8192 characters "including the JSON formatting characters"
// (API reference, RunTask and StartTask, member overrides). Only the SDK's
// own encoding can be measured against such a limit. [encoding/json] differs
// from it in member order, member names, omitted members and escaping.
//
// A value describes itself to a [smithy.ShapeSerializer]: its generated code
// names members by schema and writes them in order. This package has one such
// serializer, walker, and three readers of what it reports: encoder writes
// JSON, counter counts it, visitor hands out its strings.
//
// # What the SDK writes
//
//   - Compact JSON: no white space, members in the order of the schema, which
//     is alphabetical. Map entries come in Go's map order, so two encodings of
//     a value with a map of two entries or more may differ in order. They never
//     differ in length.
//   - In strings, the quote, the backslash and \n, \r, \t are escaped with a
//     backslash; the other bytes below 0x20, DEL, U+2028 and U+2029 as \uXXXX.
//     Everything else stands for itself, <, > and & too.
//   - A byte that is not part of valid UTF-8 becomes U+FFFD, without an error.
//   - Member names are Smithy identifiers, ASCII letters, digits and
//     underscores, and need no escaping.
//
// # Where this package differs
//
// The output is byte for byte the SDK's wherever the SDK writes JSON. Where it
// panics or writes something else, this package stays well-formed:
//
//   - big integers and big floats are numbers, and a nil one is null;
//   - documents may nest to any depth, maps in them are sorted by key, and a
//     nil document is left out, or is null as a map entry or union member;
//   - a document that cannot be marshaled is null;
//   - a union or map entry closed without its value is left out, and a member
//     without a schema has the name "".
//
// # Values that cannot describe themselves
//
// Generated code follows nil pointers: a nil *ecs.StartTaskInput or a typed nil
// union member makes it panic, in the SDK's client too. Such a value has no
// encoding. [Encode] returns nil for it, [Measure] the zero [Extent], and
// [Strings] visits nothing. A document that contains itself has no encoding
// either, but nothing here finds that out: it ends the program.
package wire

import (
	"bytes"
	"sync"

	"github.com/aws/smithy-go"
)

// An Extent is the size of a value's encoding. The zero Extent belongs to a
// value that has no encoding.
type Extent struct {
	Chars     int  // Unicode code points
	Bytes     int  // bytes of UTF-8
	ValidUTF8 bool // every string and map key in the value is valid UTF-8
	NUL       bool // one of them has the character U+0000
}

// Encode returns src as the SDK's awsJson protocols write it to the request
// body, or nil if src cannot describe itself. The result is the caller's.
func Encode(src smithy.Serializable) []byte {
	e := encoders.Get().(*encoder)
	defer e.release()
	if !e.encode(src) {
		return nil
	}
	return bytes.Clone(e.buf)
}

// Is reports whether Encode(src) is text. It allocates nothing that Measure does
// not.
func Is(src smithy.Serializable, text []byte) bool {
	e := encoders.Get().(*encoder)
	defer e.release()
	return e.encode(src) && bytes.Equal(e.buf, text)
}

// Measure returns the size of Encode(src) without building it. It allocates
// nothing unless src holds blobs, documents or timestamps that go as text.
func Measure(src smithy.Serializable) Extent {
	c := counters.Get().(*counter)
	defer counters.Put(c)
	c.reset()
	c.bytes, c.more, c.invalid, c.nul = 0, 0, false, false
	if !describe(src, c) {
		return Extent{}
	}
	return Extent{Chars: c.bytes - c.more, Bytes: c.bytes, ValidUTF8: !c.invalid, NUL: c.nul}
}

// Len returns the length of Encode(src) in Unicode code points and in bytes.
// Both are 0 if src cannot describe itself.
func Len(src smithy.Serializable) (chars, bytes int) {
	m := Measure(src)
	return m.Chars, m.Bytes
}

// Strings calls visit for every JSON string value in Encode(src), in order, as
// it was before escaping: invalid UTF-8 is still there. Enum values, textual
// timestamps, base64 blobs and the floats "NaN" and "Infinity" are strings on
// the wire and are visited; map keys are not.
//
// The path leads from src to the string in API member names, with list indexes
// and quoted map keys in brackets:
//
//	overrides.containerOverrides[0].environment[1].value
//	containerDefinitions[0].dockerLabels["com.example.team"]
//
// Map keys are quoted by [strconv.Quote]. The path is good until visit returns.
func Strings(src smithy.Serializable, visit func(path []byte, s string)) {
	if Measure(src) == (Extent{}) {
		return
	}
	v := &visitor{visit: visit}
	v.out = v
	src.Serialize(v)
}

// maxPooled is the capacity in bytes above which an encoder's buffer is given
// back to the garbage collector instead of the pool.
const maxPooled = 64 << 10

var encoders = sync.Pool{New: func() any {
	e := &encoder{buf: make([]byte, 0, 2<<10)}
	e.out = e
	return e
}}

var counters = sync.Pool{New: func() any {
	c := new(counter)
	c.out = c
	return c
}}

func (e *encoder) encode(src smithy.Serializable) bool {
	e.reset()
	e.buf = e.buf[:0]
	return describe(src, e)
}

func (e *encoder) release() {
	if cap(e.buf) <= maxPooled {
		encoders.Put(e)
	}
}
