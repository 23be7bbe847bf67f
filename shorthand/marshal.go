package shorthand

import (
	"encoding/base64"
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/document"
	smithytime "github.com/aws/smithy-go/time"
	"github.com/ecstask/ecstask/internal/tree"
	"github.com/ecstask/ecstask/internal/wire"
)

// Marshal returns src as canonical shorthand: members in the order of the
// schema's serializer, lists in brackets, quotes only where they are needed.
// [Unmarshal] of the text gives an equal value.
//
// What shorthand has no words for is written in JSON, which Unmarshal reads as
// well: an empty structure or a document, a map key with other characters than
// A-Z a-z 0-9 - _ . # / : in it, and a text that both needs quotes and ends in
// a backslash. A text that is not UTF-8, a nil value or union member, and a
// value nested deeper than [MaxDepth] are errors.
func Marshal(src smithy.Serializable) (string, error) {
	if wire.Measure(src) == (wire.Extent{}) {
		return "", errNil
	}
	p := printer{}
	src.Serialize(&p)
	switch {
	case p.err != nil:
		return "", p.err
	case p.json && p.inf:
		return "", errInf
	case p.json || p.b.Len() == 0:
		return string(wire.Encode(src)), nil
	}
	return p.b.String(), nil
}

// Quote returns s as one shorthand text, in quotes if it needs them. It reads
// back as s wherever a text may stand, with one exception: when s needs quotes
// and ends in a backslash, it must be the last text of the argument.
func Quote(s string) string {
	text, _ := quote(s)
	return text
}

// quote also reports whether the text is safe in any place.
func quote(s string) (string, bool) {
	if plain(s) {
		return s, true
	}
	if strings.HasSuffix(s, `\`) {
		// A quote after a backslash does not close. A word does not mind, and
		// a blank keeps its backslash from escaping a comma.
		if word := strings.ReplaceAll(s, ",", `\,`); isWord(word) {
			return word + " ", true
		}
	}
	mark := `"`
	if strings.Contains(s, `"`) && !strings.Contains(s, "'") {
		mark = "'"
	}
	inner := strings.ReplaceAll(s, `\`, `\\`)
	inner = strings.ReplaceAll(inner, mark, `\`+mark)
	return mark + inner + mark, !strings.HasSuffix(s, `\`)
}

// plain reports whether s reads as itself without quotes, and looks it.
func plain(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || '0' <= c && c <= '9'
		if !letter && strings.IndexByte("-_./:+@%", c) < 0 {
			return false
		}
	}
	return s != ""
}

// isWord reports whether the whole of s is one unquoted word in any place.
func isWord(s string) bool {
	p := parser{s: s, class: angleClasses}
	_, ok := p.word(classFirst)
	return ok && p.i == len(s) && strings.IndexByte("]}", s[0]) < 0
}

// A printer is the smithy.ShapeSerializer that writes shorthand.
type printer struct {
	b     strings.Builder
	open  []opened
	key   string // of the next value, in a map
	union bool   // the next value is the member of a union, its key is written
	json  bool   // the value has no shorthand
	inf   bool   // the value has a number that JSON has no word for
	err   error
}

// opened is a list or an object that is being written.
type opened struct {
	close byte // 0 at the top level
	isMap bool
	count int
}

var (
	errNil   = errors.New("shorthand: a nil value cannot be written")
	errNull  = errors.New("shorthand: a null cannot be written")
	errUTF8  = errors.New("shorthand: a text that is not UTF-8 cannot be written")
	errInf   = errors.New("shorthand: an infinite number cannot be written next to a value that needs JSON")
	errDepth = errors.New("shorthand: a value nested deeper than MaxDepth cannot be written")
)

// begin writes what stands before a value: a comma, and the key.
func (p *printer) begin(s *smithy.Schema) {
	if p.union {
		p.union = false
		return
	}
	if len(p.open) == 0 {
		return
	}
	in := &p.open[len(p.open)-1]
	if in.count++; in.count > 1 {
		p.b.WriteByte(',')
	}
	if in.close == ']' {
		return
	}
	key := p.key
	if !in.isMap && s != nil {
		key = s.MemberName()
	}
	for i := range len(key) {
		p.json = p.json || braceClasses[key[i]]&classKey == 0
	}
	p.b.WriteString(key)
	p.b.WriteByte('=')
}

func (p *printer) nest(s *smithy.Schema, open, close byte, isMap bool) {
	p.begin(s)
	if len(p.open) == 0 {
		close = 0
	} else {
		p.b.WriteByte(open)
	}
	if p.open = append(p.open, opened{close: close, isMap: isMap}); len(p.open) > tree.MaxDepth {
		p.err = errDepth
	}
}

func (p *printer) leave() {
	if n := len(p.open); n > 0 {
		if p.open[n-1].close != 0 {
			p.b.WriteByte(p.open[n-1].close)
		}
		p.open = p.open[:n-1]
	}
}

func (p *printer) word(s *smithy.Schema, text string) {
	p.begin(s)
	p.b.WriteString(text)
}

func (p *printer) Bytes() []byte { return []byte(p.b.String()) }

func (p *printer) WriteString(s *smithy.Schema, v string) {
	if !utf8.ValidString(v) {
		p.err = errUTF8
	}
	text, safe := quote(v)
	p.json = p.json || !safe
	p.word(s, text)
}

func (p *printer) WriteInt8(s *smithy.Schema, v int8)   { p.WriteInt64(s, int64(v)) }
func (p *printer) WriteInt16(s *smithy.Schema, v int16) { p.WriteInt64(s, int64(v)) }
func (p *printer) WriteInt32(s *smithy.Schema, v int32) { p.WriteInt64(s, int64(v)) }
func (p *printer) WriteInt64(s *smithy.Schema, v int64) { p.word(s, strconv.FormatInt(v, 10)) }

func (p *printer) WriteFloat32(s *smithy.Schema, v float32) { p.float(s, float64(v), 32) }
func (p *printer) WriteFloat64(s *smithy.Schema, v float64) { p.float(s, v, 64) }

func (p *printer) float(s *smithy.Schema, v float64, bits int) {
	p.inf = p.inf || math.IsInf(v, 0) || math.IsNaN(v)
	p.word(s, strings.TrimPrefix(strconv.FormatFloat(v, 'g', -1, bits), "+"))
}

func (p *printer) WriteBool(s *smithy.Schema, v bool)           { p.word(s, strconv.FormatBool(v)) }
func (p *printer) WriteBigInt(s *smithy.Schema, v *big.Int)     { p.word(s, v.String()) }
func (p *printer) WriteBigFloat(s *smithy.Schema, v *big.Float) { p.word(s, v.Text('g', -1)) }

func (p *printer) WriteBlob(s *smithy.Schema, v []byte) {
	p.WriteString(s, base64.StdEncoding.EncodeToString(v))
}

func (p *printer) WriteTime(s *smithy.Schema, v time.Time) {
	p.WriteString(s, smithytime.FormatDateTime(v))
}

func (p *printer) WriteNil(s *smithy.Schema) {
	p.begin(s)
	p.err = errNull
}

func (p *printer) WriteDocument(s *smithy.Schema, _ document.Value) {
	p.begin(s)
	p.json = true
}

func (p *printer) WriteUnion(s, variant *smithy.Schema) {
	p.nest(s, '{', '}', false)
	p.begin(variant)
	p.union = true
}

func (p *printer) WriteStruct(s *smithy.Schema)          { p.nest(s, '{', '}', false) }
func (p *printer) WriteMap(s *smithy.Schema)             { p.nest(s, '{', '}', true) }
func (p *printer) WriteList(s *smithy.Schema)            { p.nest(s, '[', ']', false) }
func (p *printer) WriteKey(_ *smithy.Schema, key string) { p.key = key }
func (p *printer) CloseUnion()                           { p.leave() }
func (p *printer) CloseStruct()                          { p.leave() }
func (p *printer) CloseMap()                             { p.leave() }
func (p *printer) CloseList()                            { p.leave() }
