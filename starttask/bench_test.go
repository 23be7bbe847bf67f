package starttask_test

import (
	"context"
	"net/url"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/schemas"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/aws/smithy-go/transport/http/protocol/awsjson"
	"github.com/ecstask/ecstask/netconfig"
	"github.com/ecstask/ecstask/overrides"
	"github.com/ecstask/ecstask/starttask"
)

// typical is a builder of the request that the budgets in this project are
// about: 2 instances, 3 containers with 10 environment entries each, a network.
func typical() starttask.Builder {
	var o overrides.Task
	for i := range 3 {
		c := overrides.ForContainer("container-"+strconv.Itoa(i)).WithCommand("migrate", "--all").WithMemory(512)
		for j := range 10 {
			c = c.WithEnv("NAME_"+strconv.Itoa(j), "some value "+strconv.Itoa(j))
		}
		o = o.WithContainers(c)
	}
	return starttask.New("web:7", "0123456789abcdef0123456789abcdef", "1123456789abcdef0123456789abcdef").
		WithCluster("production").
		WithStartedBy("deploy/42").
		WithNetwork(netconfig.New("subnet-0123456789abcdef0", "subnet-0123456789abcdef1").
			WithSecurityGroups("sg-0123456789abcdef0").
			WithPublicIP(false)).
		WithOverrides(o)
}

// BenchmarkSDK is what the others are measured against: the SDK's own
// serialization of the request.
func BenchmarkSDK(b *testing.B) {
	in, err := typical().Build()
	if err != nil {
		b.Fatal(err)
	}
	protocol := awsjson.New11(schemas.AmazonEC2ContainerServiceV20141113)
	operation := smithy.NewOperationSchema(schemas.StartTask, schemas.StartTaskRequest, schemas.StartTaskResponse)
	b.ReportAllocs()
	for b.Loop() {
		req := smithyhttp.NewStackRequest().(*smithyhttp.Request)
		req.URL = &url.URL{}
		if err := protocol.SerializeRequest(context.Background(), operation, in, req); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	builder := typical()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := builder.Build(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkUnchecked is the deep copy alone.
func BenchmarkUnchecked(b *testing.B) {
	builder := typical()
	b.ReportAllocs()
	for b.Loop() {
		builder.Unchecked()
	}
}

func BenchmarkValidate(b *testing.B) {
	in := typical().Unchecked()
	b.ReportAllocs()
	for b.Loop() {
		if err := starttask.Validate(in); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	text, err := starttask.JSON(typical().Unchecked())
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := starttask.Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCommand(b *testing.B) {
	in := typical().Unchecked()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := starttask.Command(in); err != nil {
			b.Fatal(err)
		}
	}
}
