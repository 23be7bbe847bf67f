package shorthand_test

import (
	"maps"
	"math/big"
	"slices"
	"time"

	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/document"
)

// sample is a structure with a member of every kind, written as the SDK's
// generated types are. Amazon ECS has no operation with all of them.
type sample struct {
	Text   *string
	Int    *int32
	Long   *int64
	Short  *int16
	Byte   *int8
	Float  *float32
	Double *float64
	Bool   *bool
	Blob   []byte
	Time   *time.Time
	Big    *big.Int
	Exact  *big.Float
	Texts  []string
	Ints   []int32
	Points [][]float64
	Attrs  map[string]string
	Flags  map[string]bool
	Named  map[string]sample
	Inner  *sample
	Inners []sample
	Choice choice
	Doc    document.Value
}

// choice is a union.
type choice interface{ isChoice() }

type (
	choiceText   struct{ Value string }
	choiceInner  struct{ Value sample }
	choiceChoice struct{ Value choice }
)

func (*choiceText) isChoice()   {}
func (*choiceInner) isChoice()  {}
func (*choiceChoice) isChoice() {}

func shape(name string, typ smithy.ShapeType) *smithy.Schema {
	return smithy.NewSchema(smithy.ShapeID{Namespace: "test", Name: name}, typ, 0)
}

func listOf(name string, member *smithy.Schema) *smithy.Schema {
	s := shape(name, smithy.ShapeTypeList)
	s.AddMember("member", member)
	return s
}

func mapOf(name string, value *smithy.Schema) *smithy.Schema {
	s := shape(name, smithy.ShapeTypeMap)
	s.AddMember("key", stringShape)
	s.AddMember("value", value)
	return s
}

var (
	stringShape = shape("String", smithy.ShapeTypeString)
	sampleShape = shape("Sample", smithy.ShapeTypeStructure)
	choiceShape = shape("Choice", smithy.ShapeTypeUnion)

	pointShape  = listOf("Point", shape("Double", smithy.ShapeTypeDouble))
	pointsShape = listOf("Points", pointShape)

	choiceMembers = map[string]*smithy.Schema{
		"text": choiceShape.AddMember("text", stringShape),
	}
	members = map[string]*smithy.Schema{}
)

func init() {
	choiceMembers["inner"] = choiceShape.AddMember("inner", sampleShape)
	choiceMembers["choice"] = choiceShape.AddMember("choice", choiceShape)
	for name, target := range map[string]*smithy.Schema{
		"text": stringShape, "int": shape("Integer", smithy.ShapeTypeInteger), "long": shape("Long", smithy.ShapeTypeLong),
		"short": shape("Short", smithy.ShapeTypeShort), "byte": shape("Byte", smithy.ShapeTypeByte),
		"float": shape("Float", smithy.ShapeTypeFloat), "double": shape("Double", smithy.ShapeTypeDouble),
		"bool": shape("Boolean", smithy.ShapeTypeBoolean), "blob": shape("Blob", smithy.ShapeTypeBlob),
		"time": shape("Timestamp", smithy.ShapeTypeTimestamp), "big": shape("BigInteger", smithy.ShapeTypeBigInteger),
		"exact": shape("BigDecimal", smithy.ShapeTypeBigDecimal),
		"texts": listOf("Texts", stringShape), "ints": listOf("Ints", shape("Integer", smithy.ShapeTypeInteger)),
		"points": pointsShape, "attrs": mapOf("Attrs", stringShape), "flags": mapOf("Flags", shape("Boolean", smithy.ShapeTypeBoolean)),
		"named": mapOf("Named", sampleShape), "inner": sampleShape, "inners": listOf("Inners", sampleShape),
		"choice": choiceShape, "doc": shape("Document", smithy.ShapeTypeDocument),
	} {
		members[name] = sampleShape.AddMember(name, target)
	}
}

func readNew[T any](p **T, read func(*smithy.Schema, *T) error, s *smithy.Schema) error {
	*p = new(T)
	return read(s, *p)
}

func readList[T any](d smithy.ShapeDeserializer, s *smithy.Schema, list *[]T, read func(*T) error) error {
	*list = []T{}
	return smithy.ReadList(d, s, func() error {
		var v T
		if null, err := d.ReadNil(s.ListMember()); null || err != nil {
			*list = append(*list, v)
			return err
		}
		err := read(&v)
		*list = append(*list, v)
		return err
	})
}

func readMap[T any](d smithy.ShapeDeserializer, s *smithy.Schema, m *map[string]T, read func(*T) error) error {
	*m = map[string]T{}
	return smithy.ReadMap(d, s, func(key string) error {
		var v T
		if null, err := d.ReadNil(s.MapValue()); null || err != nil {
			return err
		}
		err := read(&v)
		(*m)[key] = v
		return err
	})
}

func readChoice(d smithy.ShapeDeserializer, s *smithy.Schema, c *choice) error {
	return smithy.ReadUnion(d, s, func(m *smithy.Schema) error {
		switch m {
		case choiceMembers["text"]:
			v := &choiceText{}
			*c = v
			return d.ReadString(m, &v.Value)
		case choiceMembers["inner"]:
			v := &choiceInner{}
			*c = v
			return v.Value.Deserialize(d)
		case choiceMembers["choice"]:
			v := &choiceChoice{}
			*c = v
			return readChoice(d, choiceShape, &v.Value)
		}
		return nil
	})
}

func (v *sample) Deserialize(d smithy.ShapeDeserializer) error {
	return smithy.ReadStruct(d, sampleShape, func(s *smithy.Schema) error {
		switch s.MemberName() {
		case "text":
			return readNew(&v.Text, d.ReadString, s)
		case "int":
			return readNew(&v.Int, d.ReadInt32, s)
		case "long":
			return readNew(&v.Long, d.ReadInt64, s)
		case "short":
			return readNew(&v.Short, d.ReadInt16, s)
		case "byte":
			return readNew(&v.Byte, d.ReadInt8, s)
		case "float":
			return readNew(&v.Float, d.ReadFloat32, s)
		case "double":
			return readNew(&v.Double, d.ReadFloat64, s)
		case "bool":
			return readNew(&v.Bool, d.ReadBool, s)
		case "blob":
			return d.ReadBlob(s, &v.Blob)
		case "time":
			return readNew(&v.Time, d.ReadTime, s)
		case "big":
			return readNew(&v.Big, d.ReadBigInt, s)
		case "exact":
			return readNew(&v.Exact, d.ReadBigFloat, s)
		case "texts":
			return readList(d, s, &v.Texts, func(e *string) error { return d.ReadString(stringShape, e) })
		case "ints":
			return readList(d, s, &v.Ints, func(e *int32) error { return d.ReadInt32(s.ListMember(), e) })
		case "points":
			return readList(d, s, &v.Points, func(e *[]float64) error {
				return readList(d, pointShape, e, func(f *float64) error { return d.ReadFloat64(nil, f) })
			})
		case "attrs":
			return readMap(d, s, &v.Attrs, func(e *string) error { return d.ReadString(nil, e) })
		case "flags":
			return readMap(d, s, &v.Flags, func(e *bool) error { return d.ReadBool(nil, e) })
		case "named":
			return readMap(d, s, &v.Named, func(e *sample) error { return e.Deserialize(d) })
		case "inner":
			v.Inner = &sample{}
			return v.Inner.Deserialize(d)
		case "inners":
			return readList(d, s, &v.Inners, func(e *sample) error { return e.Deserialize(d) })
		case "choice":
			return readChoice(d, choiceShape, &v.Choice)
		case "doc":
			return d.ReadDocument(s, &v.Doc)
		}
		return nil
	})
}

func (v *sample) Serialize(s smithy.ShapeSerializer) {
	s.WriteStruct(sampleShape)
	v.SerializeMembers(s)
	s.CloseStruct()
}

func write[T any](p *T, f func(*smithy.Schema, T), s *smithy.Schema) {
	if p != nil {
		f(s, *p)
	}
}

func writeList[T any](s smithy.ShapeSerializer, schema *smithy.Schema, list []T, f func(*smithy.Schema, T)) {
	if list == nil {
		return
	}
	s.WriteList(schema)
	for _, e := range list {
		f(schema.ListMember(), e)
	}
	s.CloseList()
}

func writeMap[T any](s smithy.ShapeSerializer, schema *smithy.Schema, m map[string]T, f func(*smithy.Schema, T)) {
	if m == nil {
		return
	}
	s.WriteMap(schema)
	for _, k := range slices.Sorted(maps.Keys(m)) {
		s.WriteKey(schema.MapKey(), k)
		f(schema.MapValue(), m[k])
	}
	s.CloseMap()
}

func writeChoice(s smithy.ShapeSerializer, schema *smithy.Schema, c choice) {
	switch c := c.(type) {
	case *choiceText:
		s.WriteUnion(schema, choiceMembers["text"])
		s.WriteString(choiceMembers["text"], c.Value)
		s.CloseUnion()
	case *choiceInner:
		s.WriteUnion(schema, choiceMembers["inner"])
		s.WriteStruct(choiceMembers["inner"])
		c.Value.SerializeMembers(s)
		s.CloseStruct()
		s.CloseUnion()
	case *choiceChoice:
		s.WriteUnion(schema, choiceMembers["choice"])
		writeChoice(s, choiceMembers["choice"], c.Value)
		s.CloseUnion()
	}
}

func (v *sample) SerializeMembers(s smithy.ShapeSerializer) {
	one := func(schema *smithy.Schema, e sample) {
		s.WriteStruct(schema)
		e.SerializeMembers(s)
		s.CloseStruct()
	}
	writeMap(s, members["attrs"], v.Attrs, s.WriteString)
	if v.Big != nil {
		s.WriteBigInt(members["big"], v.Big)
	}
	if v.Blob != nil {
		s.WriteBlob(members["blob"], v.Blob)
	}
	write(v.Bool, s.WriteBool, members["bool"])
	write(v.Byte, s.WriteInt8, members["byte"])
	writeChoice(s, members["choice"], v.Choice)
	if v.Doc != nil {
		s.WriteDocument(members["doc"], v.Doc)
	}
	write(v.Double, s.WriteFloat64, members["double"])
	if v.Exact != nil {
		s.WriteBigFloat(members["exact"], v.Exact)
	}
	writeMap(s, members["flags"], v.Flags, s.WriteBool)
	write(v.Float, s.WriteFloat32, members["float"])
	if v.Inner != nil {
		one(members["inner"], *v.Inner)
	}
	writeList(s, members["inners"], v.Inners, one)
	write(v.Int, s.WriteInt32, members["int"])
	writeList(s, members["ints"], v.Ints, s.WriteInt32)
	write(v.Long, s.WriteInt64, members["long"])
	writeMap(s, members["named"], v.Named, one)
	writeList(s, members["points"], v.Points, func(schema *smithy.Schema, point []float64) {
		writeList(s, schema, point, s.WriteFloat64)
	})
	write(v.Short, s.WriteInt16, members["short"])
	write(v.Text, s.WriteString, members["text"])
	writeList(s, members["texts"], v.Texts, s.WriteString)
	write(v.Time, s.WriteTime, members["time"])
}

// wrapper is a structure around one string named Value.
type wrapper struct{ Value string }

var wrapperShape = shape("Wrapper", smithy.ShapeTypeStructure)

func init() { wrapperShape.AddMember("Value", stringShape) }

func (w *wrapper) Deserialize(d smithy.ShapeDeserializer) error {
	return smithy.ReadStruct(d, wrapperShape, func(s *smithy.Schema) error { return d.ReadString(s, &w.Value) })
}
