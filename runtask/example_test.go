package runtask_test

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/netconfig"
	"github.com/ecstask/ecstask/overrides"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/runtask"
)

func ExampleNew() {
	in, err := runtask.New("web:7").
		WithCluster("production").
		WithFargate().
		WithCount(2).
		WithNetwork(netconfig.New("subnet-0123456789abcdef0").WithPublicIP(true)).
		WithOverrides(overrides.New(overrides.ForContainer("app").WithEnv("STAGE", "blue"))).
		Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(*in.Cluster, *in.TaskDefinition, in.LaunchType, *in.Count)
	// Output: production web:7 FARGATE 2
}

// All that is wrong is reported at once, with its place in the request.
func ExampleBuilder_Build() {
	_, err := runtask.New("web:latest").
		WithFargate().
		WithNetwork(netconfig.New()).
		WithOverrides(overrides.New(overrides.Container{}.WithCommand("migrate"))).
		Build()
	fmt.Println(err)
	// Output:
	// networkConfiguration.awsvpcConfiguration.subnets: is required; give the id of a subnet (subnets-required)
	// overrides.containerOverrides[0].name: is required; give the name of the container in the task definition (container-name-required)
	// taskDefinition: "web:latest" has no valid revision; write family:revision, such as web:7, or leave the revision out for the latest active one (task-definition-revision)
}

func ExampleBuilder_Check() {
	findings := runtask.New("web:7").WithReferenceID("x").Check()
	for _, e := range findings {
		fmt.Println(e.Severity, e)
	}
	fmt.Println(findings.Err())
	// Output:
	// warning referenceId: "x" is reserved for Amazon ECS; leave it out (reference-id)
	// <nil>
}

// A builder can be branched: neither branch sees the other.
func ExampleBuilder_WithFargateSpot() {
	base := runtask.New("report:12").WithFargate().WithNetwork(netconfig.New("subnet-0123456789abcdef0"))
	for _, b := range []runtask.Builder{base, base.WithFargateSpot()} {
		text, err := runtask.JSON(b.Unchecked())
		fmt.Println(string(text), err)
	}
	// Output:
	// {"launchType":"FARGATE","networkConfiguration":{"awsvpcConfiguration":{"subnets":["subnet-0123456789abcdef0"]}},"taskDefinition":"report:12"} <nil>
	// {"capacityProviderStrategy":[{"capacityProvider":"FARGATE_SPOT","weight":1}],"networkConfiguration":{"awsvpcConfiguration":{"subnets":["subnet-0123456789abcdef0"]}},"taskDefinition":"report:12"} <nil>
}

// The first task runs on Fargate, and of the others three in four on Fargate Spot.
func ExampleBuilder_WithCapacityProvider() {
	b := runtask.New("web:7").WithCount(9).
		WithCapacityProvider("FARGATE", 1, 1).
		WithCapacityProvider("FARGATE_SPOT", 3, 0)
	fmt.Println(runtask.Command(b.Unchecked()))
	// Output: aws ecs run-task --task-definition web:7 --count 9 --capacity-provider-strategy base=1,capacityProvider=FARGATE,weight=1 capacityProvider=FARGATE_SPOT,weight=3 <nil>
}

// Three tasks on three container instances of one type, in different Availability
// Zones as far as that is possible.
func ExampleBuilder_WithSpread() {
	b := runtask.New("web:7").WithCount(3).
		WithMemberOf("attribute:ecs.instance-type =~ t3.*").
		WithDistinctInstance().
		WithSpread("attribute:ecs.availability-zone")
	fmt.Println(runtask.Command(b.Unchecked()))
	// Output: aws ecs run-task --task-definition web:7 --count 3 --placement-constraints 'expression="attribute:ecs.instance-type =~ t3.*",type=memberOf' type=distinctInstance --placement-strategy field=attribute:ecs.availability-zone,type=spread <nil>
}

func ExampleBuilder_WithRules() {
	b := runtask.New("web:7").WithReferenceID("x")
	_, err := b.WithRules(rules.AsError("reference-id")).Build()
	fmt.Println(err)
	// Output: referenceId: "x" is reserved for Amazon ECS; leave it out (reference-id)
}

func ExampleFrom() {
	in := &ecs.RunTaskInput{TaskDefinition: new("web"), Tags: []types.Tag{{Key: new("team"), Value: new("web")}}}
	text, err := runtask.JSON(runtask.From(in).WithCount(2).Unchecked())
	fmt.Println(string(text), err)
	// Output: {"count":2,"tags":[{"key":"team","value":"web"}],"taskDefinition":"web"} <nil>
}

func ExampleParse() {
	b, err := runtask.Parse([]byte(`{
		"taskDefinition": "web:7",
		"launchType": "EC2",
		"placementStrategy": [{"type": "spread", "field": "instanceId"}]
	}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	in, err := b.WithCount(3).Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(*in.TaskDefinition, in.LaunchType, *in.PlacementStrategy[0].Field, *in.Count)
	// Output: web:7 EC2 instanceId 3
}

// What does not fit is reported together with what the rules find in the rest.
func ExampleParse_everyMistake() {
	b, _ := runtask.Parse([]byte(`{
		"taskDefinition": "web:latest",
		"count": "1",
		"containerInstances": ["0123456789abcdef0123456789abcdef"]
	}`))
	_, err := b.Build()
	fmt.Println(err)
	// Output:
	// containerInstances: is not a member of RunTask; containerInstances is a member of StartTask; RunTask does not have it
	// count: "1" must be an integer, not a string; write a whole number, without quotes
	// taskDefinition: "web:latest" has no valid revision; write family:revision, such as web:7, or leave the revision out for the latest active one (task-definition-revision)
}

func ExampleParse_errors() {
	_, err := runtask.Parse([]byte(`{
		"launchtype": "FARGATE",
		"placementConstraints": [{"type": "memberOf", "expr": "runningTasksCount == 0"}]
	}`))
	for e := range field.All(err) {
		fmt.Println(e)
	}
	_, err = runtask.Parse([]byte("taskDefinition=web:7"))
	fmt.Println(err)
	// Output:
	// launchtype: is not a member of RunTask; did you mean launchType?
	// placementConstraints[0].expr: is not a member of PlacementConstraint; did you mean expression?
	// expected a JSON object, which begins with "{", found "t" at column 1
}

func ExampleValidate() {
	in := &ecs.RunTaskInput{TaskDefinition: new("web:0")}
	fmt.Println(runtask.Validate(in))
	fmt.Println(runtask.Validate(in, rules.AsWarning("task-definition-revision")))
	// Output:
	// taskDefinition: "web:0" has no valid revision; write family:revision, such as web:7, or leave the revision out for the latest active one (task-definition-revision)
	// <nil>
}

func ExampleCheck() {
	in := &ecs.RunTaskInput{TaskDefinition: new("web"), PropagateTags: types.PropagateTagsNone}
	for _, e := range runtask.Check(in) {
		fmt.Println(e.Severity, e)
	}
	// Output:
	// warning propagateTags: "NONE" was reported to be refused by ECS; leave it out, which means the same (propagate-tags-none)
}

func ExampleCommand() {
	in := runtask.New("web:7").
		WithFargate().
		WithOverrides(overrides.New(overrides.ForContainer("app").WithCommand("echo", "it's on"))).
		Unchecked()
	fmt.Println(runtask.Command(in))

	in.StartedBy = new("file://me") // which the AWS CLI would read as a file
	fmt.Println(runtask.Command(in))
	// Output:
	// aws ecs run-task --task-definition web:7 --overrides 'containerOverrides=[{command=[echo,"it'\''s on"],name=app}]' --launch-type FARGATE <nil>
	// aws ecs run-task --cli-input-json '{"launchType":"FARGATE","overrides":{"containerOverrides":[{"command":["echo","it'\''s on"],"name":"app"}]},"startedBy":"file://me","taskDefinition":"web:7"}' <nil>
}

// echo is a client for tests, which starts what it is told to.
type echo struct{}

func (echo) RunTask(_ context.Context, in *ecs.RunTaskInput, _ ...func(*ecs.Options)) (*ecs.RunTaskOutput, error) {
	return &ecs.RunTaskOutput{Tasks: []types.Task{{TaskDefinitionArn: in.TaskDefinition}}}, nil
}

func ExampleRunTaskAPIClient() {
	var client runtask.RunTaskAPIClient = echo{} // in earnest, an *ecs.Client
	out, err := client.RunTask(context.Background(), runtask.New("web:7").Unchecked())
	fmt.Println(*out.Tasks[0].TaskDefinitionArn, err)
	// Output: web:7 <nil>
}
