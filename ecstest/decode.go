package ecstest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"reflect"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/schemas"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/aws/smithy-go/transport/http/protocol/awsjson"
	"github.com/ecstask/ecstask/internal/wire"
)

// operation reads the body of a request, carries it out, and writes the answer.
type operation func(s *Server, body []byte) ([]byte, error)

// operations holds all that the server does.
var operations = map[string]operation{
	"StartTask":                   typed(schemas.StartTaskRequest, (*Server).startTask),
	"RunTask":                     typed(schemas.RunTaskRequest, (*Server).runTask),
	"StopTask":                    typed(schemas.StopTaskRequest, (*Server).stopTask),
	"DescribeTasks":               typed(schemas.DescribeTasksRequest, (*Server).describeTasks),
	"ListTasks":                   typed(schemas.ListTasksRequest, (*Server).listTasks),
	"DescribeTaskDefinition":      typed(schemas.DescribeTaskDefinitionRequest, (*Server).describeTaskDefinition),
	"DescribeContainerInstances":  typed(schemas.DescribeContainerInstancesRequest, (*Server).describeContainerInstances),
	"ListContainerInstances":      typed(schemas.ListContainerInstancesRequest, (*Server).listContainerInstances),
	"DescribeCapacityProviders":   typed(schemas.DescribeCapacityProvidersRequest, (*Server).describeCapacityProviders),
	"PutClusterCapacityProviders": typed(schemas.PutClusterCapacityProvidersRequest, (*Server).putClusterCapacityProviders),
	"DescribeClusters":            typed(schemas.DescribeClustersRequest, (*Server).describeClusters),
}

func typed[In any, Out smithy.Serializable](schema *smithy.Schema, do func(*Server, *In) (Out, error)) operation {
	return func(s *Server, body []byte) ([]byte, error) {
		in := new(In)
		if err := decode(body, schema, in); err != nil {
			return nil, err
		}
		out, err := do(s, in)
		if err != nil {
			return nil, err
		}
		text := wire.Encode(out)
		if text == nil {
			return nil, errors.New("what was added to the server has a nil union member, which has no JSON")
		}
		return text, nil
	}
}

// The SDK reads JSON only from answers. So a request is handed to it as the
// answer to any operation that has one.
var (
	protocol = awsjson.New11(schemas.AmazonEC2ContainerServiceV20141113)
	any200   = smithy.NewOperationSchema(schemas.StartTask, schemas.StartTaskRequest, schemas.StartTaskResponse)
)

// decode fills in, a pointer to an input of the SDK, from the body of a request.
// As in the service, members that the schema does not know are ignored, and a
// null is an absent member.
func decode(body []byte, schema *smithy.Schema, in any) error {
	if !json.Valid(body) || !bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("{")) {
		return refuse("SerializationException", "the body is not a JSON object")
	}
	resp := &smithyhttp.Response{Response: &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(bytes.NewReader(body))}}
	err := protocol.DeserializeResponse(context.Background(), any200, nil, resp, input{schema, reflect.ValueOf(in).Elem()})
	if err != nil {
		return refuse("SerializationException", "%v", err)
	}
	return nil
}

// input is an input of the SDK, which can only write it. The fields of the
// struct are named as the members of the schema, but for the case of the first
// letter.
type input struct {
	schema *smithy.Schema
	value  reflect.Value
}

// Deserialize implements [smithy.Deserializable].
func (in input) Deserialize(d smithy.ShapeDeserializer) error {
	return smithy.ReadStruct(d, in.schema, func(m *smithy.Schema) error {
		name := m.MemberName()
		return read(d, m, in.value.FieldByName(strings.ToUpper(name[:1])+name[1:]))
	})
}

func read(d smithy.ShapeDeserializer, m *smithy.Schema, v reflect.Value) error {
	if !v.IsValid() {
		return nil
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		v = v.Elem()
	}
	switch to := v.Addr().Interface().(type) {
	case smithy.Deserializable:
		return to.Deserialize(d)
	case *bool:
		return d.ReadBool(m, to)
	case *int32:
		return d.ReadInt32(m, to)
	}
	switch v.Kind() {
	case reflect.String:
		var text string
		err := d.ReadString(m, &text)
		v.SetString(text)
		return err
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		return smithy.ReadList(d, m, func() error {
			v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem())))
			if null, err := d.ReadNil(m.ListMember()); null || err != nil {
				return err
			}
			return read(d, m.ListMember(), v.Index(v.Len()-1))
		})
	}
	return nil
}
