package rules_test

import (
	"context"
	"fmt"
	"net/url"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/schemas"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/aws/smithy-go/transport/http/protocol/awsjson"

	"github.com/ecstask/ecstask/rules"
)

// typical is the request that the budget is for: two instances, a network, and
// three containers with ten environment entries each.
func typical() *ecs.StartTaskInput {
	in := &ecs.StartTaskInput{
		Cluster:            new("production"),
		TaskDefinition:     new("web:42"),
		ContainerInstances: []string{instanceA, instanceB},
		NetworkConfiguration: &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{
			Subnets:        []string{"subnet-0123456789abcdef0", "subnet-0123456789abcdef1"},
			SecurityGroups: []string{"sg-0123456789abcdef0"},
		}},
		Overrides: &types.TaskOverride{},
		StartedBy: new("deploy/42"),
	}
	for i := range 3 {
		c := types.ContainerOverride{
			Name:    new(fmt.Sprintf("container-%d", i)),
			Command: []string{"/usr/bin/serve", "--port", "8080"},
			Cpu:     new(int32(256)),
			Memory:  new(int32(512)),
		}
		for j := range 10 {
			c.Environment = append(c.Environment, types.KeyValuePair{
				Name: new(fmt.Sprintf("SERVICE_SETTING_%02d", j)), Value: new(fmt.Sprintf("https://example.com/v%d", j)),
			})
		}
		in.Overrides.ContainerOverrides = append(in.Overrides.ContainerOverrides, c)
	}
	return in
}

func BenchmarkCheck(b *testing.B) {
	in := typical()
	b.ReportAllocs()
	for b.Loop() {
		rules.Check(in)
	}
}

// BenchmarkSDKSerialize is what the SDK does with the same request anyway.
// BenchmarkCheck may take half of its time.
func BenchmarkSDKSerialize(b *testing.B) {
	in := typical()
	protocol := awsjson.New11(schemas.AmazonEC2ContainerServiceV20141113)
	operation := smithy.NewOperationSchema(schemas.StartTask, schemas.StartTaskRequest, schemas.StartTaskResponse)
	endpoint := &url.URL{Scheme: "https", Host: "ecs.us-east-1.amazonaws.com", Path: "/"}
	b.ReportAllocs()
	for b.Loop() {
		req := smithyhttp.NewStackRequest().(*smithyhttp.Request)
		req.URL = endpoint
		if err := protocol.SerializeRequest(context.Background(), operation, in, req); err != nil {
			b.Fatal(err)
		}
	}
}

// TestAllocations pins the budget of design.md.
func TestAllocations(t *testing.T) {
	in := typical()
	if found := rules.Check(in); found != nil {
		t.Fatalf("the typical request has findings:\n%v", found)
	}
	if got := testing.AllocsPerRun(100, func() { rules.Check(in) }); got > 30 {
		t.Errorf("Check allocates %v times, want at most 30", got)
	}
}
