package tree

import (
	"math/big"
	"time"

	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/document"
)

// oneMember is what a union is written as.
const oneMember = "a structure with one member"

// fits reports whether the value to be read can be one of the shape s. If not,
// it says why. It does not look into lists and objects.
//
// A generated Deserialize method makes room for a member before it reads the
// value. So that a member stays unset when its value does not fit, the value is
// tried here first, unless its kind alone is enough.
func (d *decoder) fits(s *smithy.Schema) bool {
	if t := s.Type(); int(t) < len(enough) && enough[t] == d.node().Kind {
		return true
	}
	errs, frames := len(d.errs), len(d.frames)
	d.try(s)
	d.frames = d.frames[:frames]
	return len(d.errs) == errs
}

// enough has the kinds of value that are all it takes to fit a shape. A null
// comes here only for a document, which takes it.
var enough = [...]Kind{
	smithy.ShapeTypeString: String, smithy.ShapeTypeEnum: String, smithy.ShapeTypeList: List, smithy.ShapeTypeSet: List,
	smithy.ShapeTypeMap: Object, smithy.ShapeTypeStructure: Object, smithy.ShapeTypeUnion: Object,
}

// try reads a value of the shape s, for nothing but what it reports.
func (d *decoder) try(s *smithy.Schema) {
	switch s.Type() {
	case smithy.ShapeTypeString, smithy.ShapeTypeEnum:
		var v string
		_ = d.ReadString(s, &v)
	case smithy.ShapeTypeStructure:
		_ = d.ReadStruct(s)
	case smithy.ShapeTypeList, smithy.ShapeTypeSet:
		_ = d.ReadList(s)
	case smithy.ShapeTypeMap:
		_ = d.ReadMap(s)
	case smithy.ShapeTypeUnion:
		d.mismatch(oneMember, "")
	case smithy.ShapeTypeBoolean:
		var v bool
		_ = d.ReadBool(s, &v)
	case smithy.ShapeTypeByte:
		var v int8
		_ = d.ReadInt8(s, &v)
	case smithy.ShapeTypeShort:
		var v int16
		_ = d.ReadInt16(s, &v)
	case smithy.ShapeTypeInteger, smithy.ShapeTypeIntEnum:
		var v int32
		_ = d.ReadInt32(s, &v)
	case smithy.ShapeTypeLong:
		var v int64
		_ = d.ReadInt64(s, &v)
	case smithy.ShapeTypeFloat, smithy.ShapeTypeDouble:
		var v float64
		_ = d.ReadFloat64(s, &v)
	case smithy.ShapeTypeBigInteger:
		var v big.Int
		_ = d.ReadBigInt(s, &v)
	case smithy.ShapeTypeBigDecimal:
		var v big.Float
		_ = d.ReadBigFloat(s, &v)
	case smithy.ShapeTypeTimestamp:
		var v time.Time
		_ = d.ReadTime(s, &v)
	case smithy.ShapeTypeBlob:
		var v []byte
		_ = d.ReadBlob(s, &v)
	case smithy.ShapeTypeDocument:
		if d.t.Coerce {
			var v document.Value
			_ = d.ReadDocument(s, &v)
		}
	}
}
