package ecstest

import (
	"reflect"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/schemas"
	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/internal/wire"
	"pgregory.net/rapid"
)

var inputs = []struct {
	schema *smithy.Schema
	in     smithy.Serializable
}{
	{schemas.StartTaskRequest, new(ecs.StartTaskInput)},
	{schemas.RunTaskRequest, new(ecs.RunTaskInput)},
	{schemas.StopTaskRequest, new(ecs.StopTaskInput)},
	{schemas.DescribeTasksRequest, new(ecs.DescribeTasksInput)},
	{schemas.ListTasksRequest, new(ecs.ListTasksInput)},
	{schemas.DescribeTaskDefinitionRequest, new(ecs.DescribeTaskDefinitionInput)},
	{schemas.DescribeContainerInstancesRequest, new(ecs.DescribeContainerInstancesInput)},
	{schemas.ListContainerInstancesRequest, new(ecs.ListContainerInstancesInput)},
	{schemas.DescribeClustersRequest, new(ecs.DescribeClustersInput)},
	{schemas.DescribeCapacityProvidersRequest, new(ecs.DescribeCapacityProvidersInput)},
	{schemas.PutClusterCapacityProvidersRequest, new(ecs.PutClusterCapacityProvidersInput)},
}

// TestDecode reads back all that the SDK can write into a request.
func TestDecode(t *testing.T) {
	if len(inputs) != len(operations) {
		t.Errorf("%d inputs for %d operations", len(inputs), len(operations))
	}
	fresh := func(v any) smithy.Serializable {
		return reflect.New(reflect.TypeOf(v).Elem()).Interface().(smithy.Serializable)
	}
	check := func(t interface{ Fatalf(string, ...any) }, schema *smithy.Schema, in smithy.Serializable) {
		out := fresh(in)
		if err := decode(wire.Encode(in), schema, out); err != nil {
			t.Fatalf("%v\n%s", err, wire.Encode(in))
		}
		if diff := sdktest.Diff(in, out); diff != "" {
			t.Fatalf("(-sent +read):\n%s", diff)
		}
	}
	for _, tt := range inputs {
		t.Run(tt.schema.ID().Name, func(t *testing.T) {
			full := fresh(tt.in)
			sdktest.Fill(t, full)
			check(t, tt.schema, full)
			rapid.Check(t, func(t *rapid.T) {
				in := fresh(tt.in)
				sdktest.Draw(t, in)
				if wire.Measure(in).ValidUTF8 {
					check(t, tt.schema, in)
				}
			})
		})
	}
}

func TestDecodeLeniently(t *testing.T) {
	want := &ecs.StartTaskInput{TaskDefinition: new("web"), ContainerInstances: []string{"a", ""}}
	for _, body := range []string{
		`{"taskDefinition":"web","containerInstances":["a",null],"cluster":null,"overrides":null}`,
		` {"containerInstances": ["a", ""], "unknown": {"a": [1, {}]}, "taskDefinition": "web"} `,
	} {
		got := new(ecs.StartTaskInput)
		if err := decode([]byte(body), schemas.StartTaskRequest, got); err != nil {
			t.Errorf("%s: %v", body, err)
		}
		if diff := sdktest.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", body, diff)
		}
	}
	for _, body := range []string{
		"", " ", "null", "[]", `"text"`, "{", `{"taskDefinition":"web"`, `{"taskDefinition":"web"} x`, `{"taskDefinition":5}`,
		`{"taskDefinition":{}}`, `{"containerInstances":"a"}`, `{"containerInstances":[[]]}`, `{"tags":[5]}`, `{"overrides":[]}`,
		`{"enableExecuteCommand":"true"}`, `{"overrides":{"containerOverrides":[{"cpu":1.5}]}}`, `{"overrides":{"containerOverrides":[{"cpu":3000000000}]}}`,
	} {
		err := decode([]byte(body), schemas.StartTaskRequest, new(ecs.StartTaskInput))
		if r, ok := err.(*refusal); !ok || r.code != "SerializationException" || r.status != 400 {
			t.Errorf("%s: %v", body, err)
		}
	}
}
