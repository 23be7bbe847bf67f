package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/schemas"
	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/shorthand"
)

// The AWS CLI sends an enum that is empty. The SDK takes it for one that is not
// there, so the texts of a request are read a second time, for nothing but
// these.

// enums notes the empty enums of a value that it is decoded from.
type enums struct {
	schema *smithy.Schema
	empty  field.Findings
}

// Deserialize implements [smithy.Deserializable].
func (e *enums) Deserialize(d smithy.ShapeDeserializer) error { return e.read(d, e.schema, "") }

// read reads what may hold an enum, and passes over the rest.
func (e *enums) read(d smithy.ShapeDeserializer, s *smithy.Schema, p field.Path) error {
	switch s.Type() {
	case smithy.ShapeTypeStructure:
		return smithy.ReadStruct(d, s, func(m *smithy.Schema) error { return e.read(d, m, p.Child(m.MemberName())) })
	case smithy.ShapeTypeList:
		i := -1
		return smithy.ReadList(d, s, func() error {
			i++
			return e.read(d, s.ListMember(), p.Index(i))
		})
	case smithy.ShapeTypeEnum:
		var text string
		err := d.ReadString(s, &text)
		if err == nil && text == "" {
			e.empty = append(e.empty, emptyEnum(p, s))
		}
		return err
	}
	return nil
}

func emptyEnum(p field.Path, s *smithy.Schema) *field.Error {
	return &field.Error{
		Path: p, Kind: field.Invalid, Severity: field.SeverityWarning, Msg: "is empty, and therefore not sent",
		Hint: "leave it out; its values are " + strings.Join(slices.Sorted(maps.Keys(s.Members())), ", "),
	}
}

// volumeEnums are the enums of an element of volumeConfigurations.
type volumeEnums struct{ enums }

// Deserialize implements [smithy.Deserializable].
func (e *volumeEnums) Deserialize(d smithy.ShapeDeserializer) error {
	e.schema = schemas.TaskVolumeConfiguration
	return e.enums.Deserialize(d)
}

// emptyEnums returns the empty enums of text, which is known to fit the schema.
func emptyEnums(text string, s *smithy.Schema, opts ...shorthand.Option) field.Findings {
	e := enums{schema: s}
	_ = shorthand.Unmarshal(text, &e, opts...)
	return e.empty
}
