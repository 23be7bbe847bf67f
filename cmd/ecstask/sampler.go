package main

import (
	"math/big"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go"
	smithydocument "github.com/aws/smithy-go/document"
)

// sampleOutput returns a response with every member, each text the name of its
// member, as the AWS CLI prints it.
func sampleOutput() []byte {
	var out ecs.StartTaskOutput
	_ = out.Deserialize(new(sampler))
	return encodeAnswer(&out)
}

// A sampler is a deserializer that finds every member of a structure, and one
// element in each list and map.
type sampler struct {
	open []sampling
	name string
}

type sampling struct {
	schema  *smithy.Schema
	members []string // still to come
	done    bool     // the one element was given out
}

func (s *sampler) push(schema *smithy.Schema) {
	var names []string
	for name := range schema.Members() {
		names = append(names, name)
	}
	slices.Sort(names)
	s.open = append(s.open, sampling{schema: schema, members: names})
}

func (s *sampler) pop() { s.open = s.open[:len(s.open)-1] }

func (s *sampler) one() bool {
	top := &s.open[len(s.open)-1]
	if top.done {
		s.pop()
		return false
	}
	top.done = true
	return true
}

func (s *sampler) ReadStruct(schema *smithy.Schema) error { s.push(schema); return nil }
func (s *sampler) ReadList(schema *smithy.Schema) error   { s.push(schema); return nil }
func (s *sampler) ReadMap(schema *smithy.Schema) error    { s.push(schema); return nil }

func (s *sampler) ReadStructMember() (*smithy.Schema, error) {
	top := &s.open[len(s.open)-1]
	if len(top.members) == 0 {
		s.pop()
		return nil, nil
	}
	s.name, top.members = top.members[0], top.members[1:]
	return top.schema.Member(s.name), nil
}

func (s *sampler) ReadListItem(*smithy.Schema) (bool, error) { return s.one(), nil }

func (s *sampler) ReadMapKey(*smithy.Schema) (string, bool, error) { return "key", s.one(), nil }

func (s *sampler) ReadUnion(schema *smithy.Schema) (*smithy.Schema, error) {
	if n := len(s.open); n > 0 && s.open[n-1].schema == schema && s.open[n-1].done {
		s.pop()
		return nil, nil
	}
	s.push(schema)
	top := &s.open[len(s.open)-1]
	top.done = true
	return schema.Member(top.members[0]), nil
}

func (s *sampler) ReadString(_ *smithy.Schema, v *string) error { *v = s.name; return nil }
func (s *sampler) ReadTime(_ *smithy.Schema, v *time.Time) error {
	*v = time.Unix(0, 0).UTC()
	return nil
}

func (s *sampler) ReadInt8(_ *smithy.Schema, v *int8) error                 { *v = 1; return nil }
func (s *sampler) ReadInt16(_ *smithy.Schema, v *int16) error               { *v = 1; return nil }
func (s *sampler) ReadInt32(_ *smithy.Schema, v *int32) error               { *v = 1; return nil }
func (s *sampler) ReadInt64(_ *smithy.Schema, v *int64) error               { *v = 1; return nil }
func (s *sampler) ReadFloat32(_ *smithy.Schema, v *float32) error           { *v = 1; return nil }
func (s *sampler) ReadFloat64(_ *smithy.Schema, v *float64) error           { *v = 1; return nil }
func (s *sampler) ReadBool(_ *smithy.Schema, v *bool) error                 { *v = true; return nil }
func (s *sampler) ReadBlob(*smithy.Schema, *[]byte) error                   { return nil }
func (s *sampler) ReadBigInt(*smithy.Schema, *big.Int) error                { return nil }
func (s *sampler) ReadBigFloat(*smithy.Schema, *big.Float) error            { return nil }
func (s *sampler) ReadNil(*smithy.Schema) (bool, error)                     { return false, nil }
func (s *sampler) ReadDocument(*smithy.Schema, *smithydocument.Value) error { return nil }
