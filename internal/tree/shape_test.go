package tree_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/document"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/tree"
)

func shape(name string, typ smithy.ShapeType) *smithy.Schema {
	return smithy.NewSchema(smithy.ShapeID{Namespace: "test", Name: name}, typ, 0)
}

// holder returns a list or a map of values.
func holder(typ smithy.ShapeType, value *smithy.Schema) *smithy.Schema {
	s := shape("Holder", typ)
	if typ == smithy.ShapeTypeMap {
		s.AddMember("key", shape("String", smithy.ShapeTypeString))
		s.AddMember("value", value)
		return s
	}
	s.AddMember("member", value)
	return s
}

// sample is a structure with a member of every shape.
var sample = func() *smithy.Schema {
	sample, choice := shape("Sample", smithy.ShapeTypeStructure), shape("Choice", smithy.ShapeTypeUnion)
	text, long := shape("String", smithy.ShapeTypeString), shape("Long", smithy.ShapeTypeLong)
	boolean := shape("Boolean", smithy.ShapeTypeBoolean)
	for name, s := range map[string]*smithy.Schema{
		"text": text, "enum": shape("Enum", smithy.ShapeTypeEnum), "blob": shape("Blob", smithy.ShapeTypeBlob), "bool": boolean,
		"byte": shape("Byte", smithy.ShapeTypeByte), "short": shape("Short", smithy.ShapeTypeShort),
		"int": shape("Integer", smithy.ShapeTypeInteger), "intEnum": shape("IntEnum", smithy.ShapeTypeIntEnum), "long": long,
		"float": shape("Float", smithy.ShapeTypeFloat), "double": shape("Double", smithy.ShapeTypeDouble),
		"big": shape("BigInteger", smithy.ShapeTypeBigInteger), "exact": shape("BigDecimal", smithy.ShapeTypeBigDecimal),
		"time": shape("Timestamp", smithy.ShapeTypeTimestamp), "doc": shape("Document", smithy.ShapeTypeDocument),
		"texts": holder(smithy.ShapeTypeList, text), "longs": holder(smithy.ShapeTypeList, long), "set": holder(smithy.ShapeTypeSet, boolean),
		"attrs": holder(smithy.ShapeTypeMap, text), "flags": holder(smithy.ShapeTypeMap, boolean), "named": holder(smithy.ShapeTypeMap, sample),
		"inner": sample, "inners": holder(smithy.ShapeTypeList, sample), "choice": choice, "choices": holder(smithy.ShapeTypeList, choice),
	} {
		sample.AddMember(name, s)
	}
	for name, s := range map[string]*smithy.Schema{
		"text": text, "inner": sample, "choice": choice, "long": long, "bool": boolean, "time": sample.Member("time"),
		"blob": sample.Member("blob"), "texts": sample.Member("texts"), "attrs": sample.Member("attrs"), "doc": sample.Member("doc"),
		"double": sample.Member("double"), "big": sample.Member("big"), "exact": sample.Member("exact"), "selection": text,
	} {
		choice.AddMember(name, s)
	}
	return sample
}()

// value is what a sample is decoded into: a map of what its members hold. Like
// generated code it makes room for a member before it reads the value.
type value struct{ members map[string]any }

// Deserialize implements [smithy.Deserializable].
func (v *value) Deserialize(d smithy.ShapeDeserializer) error {
	got, err := read(d, sample)
	v.members, _ = got.(map[string]any)
	return err
}

func read(d smithy.ShapeDeserializer, s *smithy.Schema) (any, error) {
	switch s.Type() {
	case smithy.ShapeTypeStructure, smithy.ShapeTypeUnion:
		m, each := map[string]any{}, smithy.ReadStruct
		if s.Type() == smithy.ShapeTypeUnion {
			each = smithy.ReadUnion
		}
		err := each(d, s, func(ms *smithy.Schema) (err error) {
			m[ms.MemberName()] = "made room for"
			m[ms.MemberName()], err = read(d, ms)
			return err
		})
		return m, err
	case smithy.ShapeTypeList, smithy.ShapeTypeSet:
		list := []any{}
		err := smithy.ReadList(d, s, func() error {
			if null, err := d.ReadNil(s.ListMember()); null || err != nil {
				list = append(list, nil)
				return err
			}
			v, err := read(d, s.ListMember())
			list = append(list, v)
			return err
		})
		return list, err
	case smithy.ShapeTypeMap:
		m := map[string]any{}
		err := smithy.ReadMap(d, s, func(key string) error {
			if null, err := d.ReadNil(s.MapValue()); null || err != nil {
				m[key] = nil
				return err
			}
			v, err := read(d, s.MapValue())
			m[key] = v
			return err
		})
		return m, err
	case smithy.ShapeTypeBlob:
		return readAs(d.ReadBlob, s)
	case smithy.ShapeTypeBoolean:
		return readAs(d.ReadBool, s)
	case smithy.ShapeTypeByte:
		return readAs(d.ReadInt8, s)
	case smithy.ShapeTypeShort:
		return readAs(d.ReadInt16, s)
	case smithy.ShapeTypeInteger, smithy.ShapeTypeIntEnum:
		return readAs(d.ReadInt32, s)
	case smithy.ShapeTypeLong:
		return readAs(d.ReadInt64, s)
	case smithy.ShapeTypeFloat:
		return readAs(d.ReadFloat32, s)
	case smithy.ShapeTypeDouble:
		return readAs(d.ReadFloat64, s)
	case smithy.ShapeTypeBigInteger:
		v := big.NewInt(-1)
		err := d.ReadBigInt(s, v)
		return v.String(), err
	case smithy.ShapeTypeBigDecimal:
		v := big.NewFloat(-1)
		err := d.ReadBigFloat(s, v)
		return v.String(), err
	case smithy.ShapeTypeTimestamp:
		v, err := readAs(d.ReadTime, s)
		return v.(time.Time).UTC().Format(time.RFC3339Nano), err
	case smithy.ShapeTypeDocument:
		return readAs(func(s *smithy.Schema, v *document.Value) error { return d.ReadDocument(s, v) }, s)
	default:
		return readAs(d.ReadString, s)
	}
}

func readAs[T any](read func(*smithy.Schema, *T) error, s *smithy.Schema) (any, error) {
	v := new(T)
	err := read(s, v)
	return *v, err
}

// parse reads JSON into a tree. With coerce its texts are converted, as those of
// shorthand are.
func parse(t testing.TB, text string, coerce bool) *tree.Tree {
	t.Helper()
	tr := tree.New()
	t.Cleanup(tr.Free)
	tr.Coerce, tr.KeepDups, tr.Text = coerce, true, text
	if err := tree.ParseJSON(tr, text); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return tr
}

// describe writes findings one after the other, with their kinds and hints.
func describe(found field.Findings) string {
	var list []string
	for _, e := range found {
		bare := *e
		bare.Hint = ""
		line := fmt.Sprintf("%s [%s]", &bare, e.Kind)
		if e.Hint != "" {
			line += " " + e.Hint
		}
		list = append(list, line)
	}
	return strings.Join(list, "\n")
}
