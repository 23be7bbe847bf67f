package wire_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/schemas"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/aws/smithy-go/transport/http/protocol/awsjson"
)

// shape is a value that describes itself by a function.
type shape func(smithy.ShapeSerializer)

func (f shape) Serialize(s smithy.ShapeSerializer) { f(s) }

var (
	protocol = awsjson.New11(smithy.NewServiceSchema(schema("Service", smithy.ShapeTypeService), "1"))
	anyInput = smithy.NewOperationSchema(schema("Operation", smithy.ShapeTypeOperation), schemas.StartTaskRequest, nil)
)

func schema(name string, t smithy.ShapeType, ts ...smithy.Trait) *smithy.Schema {
	return smithy.NewSchema(smithy.ShapeID{Namespace: "test", Name: name}, t, 0, ts...)
}

// fataler is *testing.T, *testing.B or *rapid.T.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// serializeRequest lets the SDK's awsJson protocol write src to a request.
func serializeRequest(t fataler, src smithy.Serializable) *smithyhttp.Request {
	t.Helper()
	req := smithyhttp.NewStackRequest().(*smithyhttp.Request)
	if err := protocol.SerializeRequest(context.Background(), anyInput, src, req); err != nil {
		t.Fatalf("SerializeRequest: %v", err)
	}
	return req
}

// protocolBody returns src as the SDK's awsJson protocol writes it.
func protocolBody(t fataler, src smithy.Serializable) string {
	t.Helper()
	body, err := io.ReadAll(serializeRequest(t, src).GetStream())
	if err != nil {
		t.Fatalf("reading the body: %v", err)
	}
	return string(body)
}

// newClient returns an *ecs.Client as anyone would make it, and a function that
// returns the body of the last request it sent.
func newClient(t *testing.T) (client *ecs.Client, lastBody func() string) {
	t.Helper()
	bodies := make(chan string, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		bodies <- string(body)
		io.WriteString(w, "{}")
	}))
	t.Cleanup(server.Close)
	return ecs.New(ecs.Options{
		Region:       "us-east-1",
		BaseEndpoint: aws.String(server.URL),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "id", SecretAccessKey: "secret"}, nil
		}),
	}), func() string { return <-bodies }
}

// typicalOverride is the override that benchmarks measure: three containers
// with ten environment entries each.
func typicalOverride() *types.TaskOverride {
	over := &types.TaskOverride{
		Cpu:         aws.String("1024"),
		Memory:      aws.String("2048"),
		TaskRoleArn: aws.String("arn:aws:iam::123456789012:role/task"),
	}
	for i := range 3 {
		c := types.ContainerOverride{
			Name:    aws.String(fmt.Sprintf("container-%d", i)),
			Command: []string{"/usr/bin/serve", "--port", "8080"},
			Cpu:     aws.Int32(256),
			Memory:  aws.Int32(512),
		}
		for j := range 10 {
			c.Environment = append(c.Environment, types.KeyValuePair{
				Name:  aws.String(fmt.Sprintf("SERVICE_SETTING_%02d", j)),
				Value: aws.String("https://example.com/v" + strconv.Itoa(j)),
			})
		}
		over.ContainerOverrides = append(over.ContainerOverrides, c)
	}
	return over
}

// fullInput has every member of the StartTask request set, all the way down.
func fullInput() *ecs.StartTaskInput {
	return &ecs.StartTaskInput{
		Cluster:              aws.String("default"),
		ContainerInstances:   []string{"a1b2", "arn:aws:ecs:us-east-1:123456789012:container-instance/default/c3d4"},
		EnableECSManagedTags: true,
		EnableExecuteCommand: true,
		Group:                aws.String("family:web"),
		NetworkConfiguration: &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{
			AssignPublicIp: types.AssignPublicIpDisabled,
			SecurityGroups: []string{"sg-1"},
			Subnets:        []string{"subnet-1", "subnet-2"},
		}},
		Overrides: &types.TaskOverride{
			ContainerOverrides: []types.ContainerOverride{{
				Command:           []string{"echo", "a b", ""},
				Cpu:               aws.Int32(-1),
				Environment:       []types.KeyValuePair{{Name: aws.String("A"), Value: aws.String("1")}, {}},
				EnvironmentFiles:  []types.EnvironmentFile{{Type: types.EnvironmentFileTypeS3, Value: aws.String("arn:aws:s3:::b/k.env")}},
				Memory:            aws.Int32(512),
				MemoryReservation: aws.Int32(256),
				Name:              aws.String("web"),
				ResourceRequirements: []types.ResourceRequirement{
					{Type: types.ResourceTypeGpu, Value: aws.String("1")},
					{Type: types.ResourceTypeGpu, SharingStrategy: &types.SharingStrategyMemberNvidiaMps{
						Value: types.NvidiaMpsAllocation{MaxComputePercent: aws.Int32(50), Memory: aws.Int32(1024)},
					}},
				},
			}},
			Cpu:                           aws.String("1 vCPU"),
			EphemeralStorage:              &types.EphemeralStorage{SizeInGiB: 21},
			ExecutionRoleArn:              aws.String("arn:aws:iam::123456789012:role/exec"),
			InferenceAcceleratorOverrides: []types.InferenceAcceleratorOverride{{DeviceName: aws.String("d"), DeviceType: aws.String("t")}},
			Memory:                        aws.String("2 GB"),
			TaskRoleArn:                   aws.String("arn:aws:iam::123456789012:role/task"),
		},
		PropagateTags:  types.PropagateTagsTaskDefinition,
		ReferenceId:    aws.String("ref"),
		StartedBy:      aws.String("me"),
		Tags:           []types.Tag{{Key: aws.String("k"), Value: aws.String("v")}, {Key: aws.String("k2")}},
		TaskDefinition: aws.String("web:1"),
		VolumeConfigurations: []types.TaskVolumeConfiguration{{
			Name: aws.String("data"),
			ManagedEBSVolume: &types.TaskManagedEBSVolumeConfiguration{
				RoleArn:                  aws.String("arn:aws:iam::123456789012:role/ebs"),
				Encrypted:                aws.Bool(true),
				FilesystemType:           types.TaskFilesystemTypeXfs,
				Iops:                     aws.Int32(3000),
				KmsKeyId:                 aws.String("key"),
				SizeInGiB:                aws.Int32(10),
				SnapshotId:               aws.String("snap-1"),
				TagSpecifications:        []types.EBSTagSpecification{{ResourceType: types.EBSResourceTypeVolume, PropagateTags: types.PropagateTagsNone, Tags: []types.Tag{{Key: aws.String("a"), Value: aws.String("b")}}}},
				TerminationPolicy:        &types.TaskManagedEBSVolumeTerminationPolicy{DeleteOnTermination: aws.Bool(false)},
				Throughput:               aws.Int32(125),
				VolumeInitializationRate: aws.Int32(100),
				VolumeType:               aws.String("gp3"),
			},
		}},
	}
}
