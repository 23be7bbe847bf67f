package starttask_test

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ebs"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/netconfig"
	"github.com/ecstask/ecstask/overrides"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/starttask"
)

func ExampleNew() {
	in, err := starttask.New("web:7", "0123456789abcdef0123456789abcdef").
		WithCluster("production").
		WithStartedBy("deploy/42").
		WithNetwork(netconfig.New("subnet-0123456789abcdef0")).
		WithOverrides(overrides.New(overrides.ForContainer("app").WithEnv("STAGE", "blue"))).
		Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(*in.Cluster, *in.TaskDefinition, in.ContainerInstances)
	// Output: production web:7 [0123456789abcdef0123456789abcdef]
}

// All that is wrong is reported at once, with its place in the request.
func ExampleBuilder_Build() {
	_, err := starttask.New("web:latest", "i-0123456789abcdef0").
		WithNetwork(netconfig.New()).
		WithOverrides(overrides.New(overrides.Container{}.WithCommand("migrate"))).
		Build()
	fmt.Println(err)

	_, err = starttask.Builder{}.Build()
	fmt.Println(err)
	// Output:
	// containerInstances[0]: "i-0123456789abcdef0" is the id of an EC2 or SSM instance, not of a container instance; find the container instance with ListContainerInstances and the filter "ec2InstanceId == i-0123456789abcdef0" (instance-ec2-id)
	// networkConfiguration.awsvpcConfiguration.subnets: is required; give the id of a subnet (subnets-required)
	// overrides.containerOverrides[0].name: is required; give the name of the container in the task definition (container-name-required)
	// taskDefinition: "web:latest" has no valid revision; write family:revision, such as web:7, or leave the revision out for the latest active one (task-definition-revision)
	// containerInstances: is required; give the id or ARN of a container instance (instances-required)
	// taskDefinition: is required; give a family, a family:revision, or an ARN (task-definition-required)
}

func ExampleBuilder_Check() {
	findings := starttask.New("web:7", "0123456789abcdef0123456789abcdef").WithReferenceID("x").Check()
	for _, e := range findings {
		fmt.Println(e.Severity, e)
	}
	fmt.Println(findings.Err())
	// Output:
	// warning referenceId: "x" is reserved for Amazon ECS; leave it out (reference-id)
	// <nil>
}

// A builder can be branched: neither branch sees the other.
func ExampleBuilder_WithTag() {
	base := starttask.New("web:7", "0123456789abcdef0123456789abcdef").WithTag("team", "web")
	for _, stage := range []string{"blue", "green"} {
		line, err := starttask.Command(base.WithTag("stage", stage).Unchecked())
		fmt.Println(line, err)
	}
	// Output:
	// aws ecs start-task --task-definition web:7 --container-instances 0123456789abcdef0123456789abcdef --tags key=team,value=web key=stage,value=blue <nil>
	// aws ecs start-task --task-definition web:7 --container-instances 0123456789abcdef0123456789abcdef --tags key=team,value=web key=stage,value=green <nil>
}

func ExampleBuilder_WithRules() {
	b := starttask.New("web:7", "0123456789abcdef0123456789abcdef").WithReferenceID("x")
	_, err := b.WithRules(rules.AsError("reference-id")).Build()
	fmt.Println(err)

	_, err = starttask.New("web:7", "one").WithRules(rules.Off("instance-id-length")).Build()
	fmt.Println(err)
	// Output:
	// referenceId: "x" is reserved for Amazon ECS; leave it out (reference-id)
	// <nil>
}

func ExampleFrom() {
	in := &ecs.StartTaskInput{TaskDefinition: new("web"), Tags: []types.Tag{{Key: new("team"), Value: new("web")}}}
	text, err := starttask.JSON(starttask.From(in).WithContainerInstances("a", "b").Unchecked())
	fmt.Println(string(text), err)
	// Output: {"containerInstances":["a","b"],"tags":[{"key":"team","value":"web"}],"taskDefinition":"web"} <nil>
}

func ExampleParse() {
	b, err := starttask.Parse([]byte(`{
		"taskDefinition": "web:7",
		"containerInstances": ["0123456789abcdef0123456789abcdef"]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	in, err := b.WithCluster("production").Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(*in.TaskDefinition, *in.Cluster)
	// Output: web:7 production
}

// What does not fit is reported together with what the rules find in the rest.
func ExampleParse_everyMistake() {
	b, _ := starttask.Parse([]byte(`{
		"taskDefinition": "web:latest",
		"count": 1,
		"containerInstances": "0123456789abcdef0123456789abcdef"
	}`))
	_, err := b.Build()
	fmt.Println(err)
	// Output:
	// containerInstances: must be a list, not a string; put it in brackets, [...], even if it is the only element
	// count: is not a member of StartTask; count is a member of RunTask; StartTask does not have it
	// taskDefinition: "web:latest" has no valid revision; write family:revision, such as web:7, or leave the revision out for the latest active one (task-definition-revision)
}

func ExampleParse_errors() {
	_, err := starttask.Parse([]byte(`{
		"launchType": "EC2",
		"containerInstance": ["a"],
		"overrides": {"containerOverrides": [{"name": "app", "cpu": "256", "secrets": []}]}
	}`))
	for e := range field.All(err) {
		fmt.Println(e)
	}
	_, err = starttask.Parse([]byte("taskDefinition=web:7"))
	fmt.Println(err)
	// Output:
	// launchType: is not a member of StartTask; launchType is a member of RunTask; StartTask does not have it
	// containerInstance: is not a member of StartTask; did you mean containerInstances?
	// overrides.containerOverrides[0].cpu: "256" must be an integer, not a string; write 256 without quotes
	// overrides.containerOverrides[0].secrets: is not a member of ContainerOverride; secrets is a member of a task definition's container; it cannot be overridden
	// expected a JSON object, which begins with "{", found "t" at column 1
}

func ExampleValidate() {
	in := &ecs.StartTaskInput{
		TaskDefinition:     new("web"),
		ContainerInstances: []string{"0123456789abcdef0123456789abcdef"},
		StartedBy:          new("pipeline/0123456789abcdef/deploy-production"),
	}
	fmt.Println(starttask.Validate(in))
	fmt.Println(starttask.Validate(in, rules.AsWarning("started-by-length")))
	// Output:
	// startedBy: "pipeline/0123456789abcdef/deploy-production" has 43 characters, but at most 36 are allowed; shorten it (started-by-length)
	// <nil>
}

func ExampleCheck() {
	in := &ecs.StartTaskInput{
		TaskDefinition:     new("web"),
		ContainerInstances: []string{"0123456789abcdef0123456789abcdef"},
		PropagateTags:      types.PropagateTagsService,
	}
	for _, e := range starttask.Check(in) {
		fmt.Println(e.Severity, e)
	}
	// Output:
	// warning propagateTags: "SERVICE" needs a service, but none starts the task; use TASK_DEFINITION, or leave it out (propagate-tags-service)
}

func ExampleCommand() {
	in := starttask.New("web:7", "0123456789abcdef0123456789abcdef").
		WithOverrides(overrides.New(overrides.ForContainer("app").WithCommand("echo", "it's on"))).
		Unchecked()
	fmt.Println(starttask.Command(in))

	in.StartedBy = new("file://me") // which the AWS CLI would read as a file
	fmt.Println(starttask.Command(in))
	// Output:
	// aws ecs start-task --task-definition web:7 --overrides 'containerOverrides=[{command=[echo,"it'\''s on"],name=app}]' --container-instances 0123456789abcdef0123456789abcdef <nil>
	// aws ecs start-task --cli-input-json '{"containerInstances":["0123456789abcdef0123456789abcdef"],"overrides":{"containerOverrides":[{"command":["echo","it'\''s on"],"name":"app"}]},"startedBy":"file://me","taskDefinition":"web:7"}' <nil>
}

// echo is a client for tests, which starts what it is told to.
type echo struct{}

func (echo) StartTask(_ context.Context, in *ecs.StartTaskInput, _ ...func(*ecs.Options)) (*ecs.StartTaskOutput, error) {
	return &ecs.StartTaskOutput{Tasks: []types.Task{{TaskDefinitionArn: in.TaskDefinition}}}, nil
}

func ExampleStartTaskAPIClient() {
	var client starttask.StartTaskAPIClient = echo{} // in earnest, an *ecs.Client
	out, err := client.StartTask(context.Background(), starttask.New("web:7", "a").Unchecked())
	fmt.Println(*out.Tasks[0].TaskDefinitionArn, err)
	// Output: web:7 <nil>
}

// What a builder holds can be read, changed and set again.
func ExampleBuilder_Overrides() {
	base := starttask.New("web:7", "0123456789abcdef0123456789abcdef").
		WithOverrides(overrides.New(overrides.ForContainer("app").WithEnv("STAGE", "test").WithMemory(512)))

	prod := base.WithOverrides(base.Overrides().WithContainer(overrides.ForContainer("app").WithEnv("STAGE", "prod")))
	fmt.Println(*prod.Unchecked().TaskDefinition)
	text, err := prod.Overrides().MarshalText()
	fmt.Println(string(text), err)
	// Output:
	// web:7
	// containerOverrides=[{environment=[{name=STAGE,value=prod}],memory=512,name=app}] <nil>
}

func ExampleBuilder_WithVolumes() {
	in, err := starttask.New("web:7", "0123456789abcdef0123456789abcdef").
		WithVolumes(ebs.New("data", "arn:aws:iam::123456789012:role/ecsInfrastructureRole").WithSize(20).WithType(ebs.GP3)).
		Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(*in.VolumeConfigurations[0].Name, *in.VolumeConfigurations[0].ManagedEBSVolume.SizeInGiB)
	// Output: data 20
}
