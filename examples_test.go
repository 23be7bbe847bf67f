package ecstask_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/lifecycle"
	"github.com/ecstask/ecstask/netconfig"
	"github.com/ecstask/ecstask/overrides"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/runtask"
	"github.com/ecstask/ecstask/shorthand"
	"github.com/ecstask/ecstask/starttask"
	"github.com/ecstask/ecstask/structtag"
	"github.com/go-playground/validator/v10"
)

// A builder in, a checked input out, sent by an unmodified client. Here the client
// speaks to an endpoint on this machine, which prints what arrives.
func Example() {
	endpoint := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Println(r.Header.Get("X-Amz-Target"))
		fmt.Println(string(body))
		fmt.Fprint(w, `{"tasks":[{"taskArn":"arn:aws:ecs:us-east-1:123456789012:task/prod/0123456789abcdef"}],"failures":[]}`)
	}))
	defer endpoint.Close()
	client := ecs.New(ecs.Options{
		Region:       "us-east-1",
		BaseEndpoint: aws.String(endpoint.URL),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "id", SecretAccessKey: "key"}, nil
		}),
	})

	in, err := runtask.New("web:7").
		WithCluster("prod").
		WithFargate().
		WithNetwork(netconfig.New("subnet-0123456789abcdef0").WithPublicIP(true)).
		WithOverrides(overrides.New(
							overrides.ForContainer("app").WithCommand("migrate").WithEnv("STAGE", "prod"))).
		WithClientToken("migrate-2026-11-29"). // without one, Run and the SDK make one
		Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	out, err := client.RunTask(context.Background(), in)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(out.Tasks), "task,", len(out.Failures), "failures")
	// Output:
	// AmazonEC2ContainerServiceV20141113.RunTask
	// {"clientToken":"migrate-2026-11-29","cluster":"prod","launchType":"FARGATE","networkConfiguration":{"awsvpcConfiguration":{"assignPublicIp":"ENABLED","subnets":["subnet-0123456789abcdef0"]}},"overrides":{"containerOverrides":[{"command":["migrate"],"environment":[{"name":"STAGE","value":"prod"}],"name":"app"}]},"taskDefinition":"web:7"}
	// 1 task, 0 failures
}

// Use 1: a builder. Builders are values: one can be kept, shared and branched.
func Example_builder() {
	nightly := starttask.New("report:12", "0123456789abcdef0123456789abcdef").
		WithCluster("batch").
		WithStartedBy("nightly").
		WithTag("team", "data")

	for _, region := range []string{"eu", "us"} {
		in, err := nightly.WithOverrides(overrides.New(overrides.ForContainer("report").WithEnv("REGION", region))).Build()
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(*in.StartedBy, *in.Overrides.ContainerOverrides[0].Environment[0].Value)
	}
	// Output:
	// nightly eu
	// nightly us
}

// Use 2: the AWS CLI's shorthand syntax, from flags, environment variables or
// configuration, into the SDK's types.
func Example_shorthand() {
	var task types.TaskOverride
	err := shorthand.Unmarshal(`cpu=512,containerOverrides=[{name=app,command=[serve,--port,"8080"],memory=256}]`, &task)
	fmt.Println(*task.Cpu, task.ContainerOverrides[0].Command, err)

	err = shorthand.Unmarshal(`cpu=512,containerOverrides=[{nmae=app}]`, &task)
	for e := range field.All(err) {
		fmt.Println(e)
	}

	err = shorthand.Unmarshal(`containerOverrides=[{name=app,command=[serve}]`, &task)
	if syntax, ok := errors.AsType[*shorthand.SyntaxError](err); ok {
		fmt.Printf("%v\n%s\n", syntax, syntax.Snippet())
	}
	// Output:
	// 512 [serve --port 8080] <nil>
	// containerOverrides[0].nmae: is not a member of ContainerOverride; did you mean name?
	// expected "," or "]", found "}" at column 45; close with "]" first, or put a value that has } in quotes
	// containerOverrides=[{name=***,command=[*****}]
	//                                             ^
}

// Use 3: a saved document, as the AWS CLI takes it with --cli-input-json.
func Example_document() {
	_, err := runtask.Parse([]byte(`{
		"taskDefinition": "web:7",
		"launchType": "FARGATE",
		"subnets": ["subnet-0123456789abcdef0"],
		"overrides": {"containerOverrides": [{"name": "app", "secrets": [], "cpu": "256"}]}
	}`))
	for e := range field.All(err) {
		fmt.Println(e)
	}
	// Output:
	// subnets: is not a member of RunTask; subnets is a member of networkConfiguration.awsvpcConfiguration
	// overrides.containerOverrides[0].secrets: is not a member of ContainerOverride; secrets is a member of a task definition's container; it cannot be overridden
	// overrides.containerOverrides[0].cpu: "256" must be an integer, not a string; write 256 without quotes
}

// Use 4: an input that somebody else filled by hand. Everything is found at
// once, in the order of the request.
func Example_check() {
	in := &ecs.StartTaskInput{
		TaskDefinition:     aws.String("web:latest"),
		ContainerInstances: []string{"i-0123456789abcdef0"},
		StartedBy:          aws.String("deploy of 2026-11-24 by the release pipeline"),
		NetworkConfiguration: &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{
			Subnets: []string{"vpc-0123456789abcdef0"}, AssignPublicIp: types.AssignPublicIpEnabled,
		}},
		Overrides: &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{
			{Memory: aws.Int32(256), MemoryReservation: aws.Int32(512)},
		}},
	}
	for _, e := range starttask.Check(in) {
		fmt.Println(e.Severity, e)
	}
	// Output:
	// error containerInstances[0]: "i-0123456789abcdef0" is the id of an EC2 or SSM instance, not of a container instance; find the container instance with ListContainerInstances and the filter "ec2InstanceId == i-0123456789abcdef0" (instance-ec2-id)
	// warning networkConfiguration.awsvpcConfiguration.assignPublicIp: "ENABLED" is only for tasks on Fargate, but StartTask places tasks on container instances; leave it out (assign-public-ip-fargate)
	// error networkConfiguration.awsvpcConfiguration.subnets[0]: "vpc-0123456789abcdef0" is not a subnet id; write an id such as subnet-0123456789abcdef0 (subnet-id)
	// error overrides.containerOverrides[0].memoryReservation: 512 is more than the memory of 256 MiB; reserve at most the memory (memory-reservation)
	// error overrides.containerOverrides[0].name: is required; give the name of the container in the task definition (container-name-required)
	// error startedBy: "deploy of 2026-11-24 by the release pipeline" has 44 characters, but at most 36 are allowed; shorten it (started-by-length)
	// error taskDefinition: "web:latest" has no valid revision; write family:revision, such as web:7, or leave the revision out for the latest active one (task-definition-revision)
}

// Use 5: a configuration struct of your own, with the rules as tags.
func Example_config() {
	type Config struct {
		Cluster   string   `validate:"required,ecs_cluster"`
		Instances []string `validate:"max=10,dive,ecs_container_instance"`
		Subnets   []string `validate:"max=16,dive,ec2_subnet"`
		Role      string   `validate:"omitempty,iam_role_arn"`
		CPU       string   `validate:"fargate_cpu"`
		Memory    string   `validate:"fargate_memory=CPU"`
	}
	v := validator.New(validator.WithRequiredStructEnabled())
	if err := structtag.Register(v); err != nil {
		fmt.Println(err)
		return
	}
	err := v.Struct(Config{
		Cluster: "prod", Instances: []string{"i-0123456789abcdef0"}, Subnets: []string{"subnet-0123456789abcdef0"},
		CPU: ".5 vCPU", Memory: "8 GB",
	})
	for _, fe := range err.(validator.ValidationErrors) {
		e, _ := structtag.Explain(fe)
		fmt.Println(e)
	}
	// Output:
	// Config.Instances[0]: "i-0123456789abcdef0" is the id of an EC2 or SSM instance, not of a container instance; find the container instance with ListContainerInstances and the filter "ec2InstanceId == i-0123456789abcdef0" (instance-ec2-id)
	// Config.Memory: "8 GB" does not go with the cpu in CPU; Fargate has 8192 MiB with these CPU units: 1024, 2048, 4096 (fargate-size)
}

// Sending: what was started, what was not and why, and how the tasks ended. The
// endpoint is that of package ecstest; everything else is as it is with AWS.
func Example_sending() {
	srv := ecstest.NewServer()
	defer srv.Close()
	srv.AddTaskDefinition("job")
	srv.AddInstance("default", ecstest.Remaining(1024, 300)) // room for one task of 256 MiB
	client, ctx := srv.Client(), context.Background()

	in, err := runtask.New("job").WithCount(2).WithLaunchType(types.LaunchTypeEc2).Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := runtask.Run(ctx, client, in)
	if err != nil && !runtask.Partial(err) {
		fmt.Println(err) // nothing was sent, or ECS refused it, or the outcome is not known
		return
	}
	for _, f := range result.Failures { // why ECS did not place the others
		fmt.Printf("%s: %s; %s\n", f.Reason(), f.Meaning, f.Advice)
	}
	outcomes, err := lifecycle.Wait(ctx, client, result.Tasks, lifecycle.WithInterval(time.Millisecond))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, o := range outcomes {
		fmt.Println(o.Verdict, o.Err())
	}
	// Output:
	// RESOURCE:MEMORY: the container instance does not have enough free memory; choose an instance with room or add one, override less memory, or wait
	// succeeded <nil>
}

// Sending to container instances that you choose.
func Example_startTask() {
	srv := ecstest.NewServer()
	defer srv.Close()
	srv.AddTaskDefinition("job")
	roomy := srv.AddInstance("default")
	full := srv.AddInstance("default", ecstest.Remaining(1024, 64)) // MiB
	client := srv.Client()

	in, err := starttask.New("job", roomy, full).Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := starttask.Start(context.Background(), client, in, starttask.WithReconcile(client))
	if err != nil && !starttask.Partial(err) {
		fmt.Println(err)
		return
	}
	fmt.Println(len(result.Tasks), "started")
	for _, f := range result.Failures {
		fmt.Println(f.Path, f.Reason())
	}
	// Output:
	// 1 started
	// containerInstances[1] RESOURCE:MEMORY
}

// Findings for programs: a stable shape in JSON, and ids to switch rules by.
func Example_findings() {
	in := &ecs.StartTaskInput{TaskDefinition: aws.String("web"), ContainerInstances: []string{"0123456789abcdef0123456789abcdef"}, Cluster: aws.String("")}
	findings := starttask.Check(in, rules.AsError("cluster-empty"))
	doc, _ := json.MarshalIndent(findings, "", "  ")
	fmt.Println(string(doc))
	fmt.Println(errors.Is(findings.Err(), field.Invalid))
	// Output:
	// [
	//   {
	//     "path": "cluster",
	//     "kind": "invalid",
	//     "severity": "error",
	//     "rule": "cluster-empty",
	//     "value": "",
	//     "message": "is empty",
	//     "hint": "leave it out, or give it a value; is a variable unset?",
	//     "doc": "https://github.com/blox/blox/issues/170",
	//     "related": []
	//   }
	// ]
	// true
}
