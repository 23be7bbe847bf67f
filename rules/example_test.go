package rules_test

import (
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecstask/ecstask/fargate"
	"github.com/ecstask/ecstask/rules"
)

func ExampleCheck() {
	in := &ecs.StartTaskInput{
		TaskDefinition:     new("web:latest"),
		ContainerInstances: []string{"i-0123456789abcdef0"},
		Overrides: &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{{
			Environment: []types.KeyValuePair{{Name: new("STAGE")}},
		}}},
	}
	for _, e := range rules.Check(in) {
		fmt.Println(e.Severity, e)
	}
	// Output:
	// error containerInstances[0]: "i-0123456789abcdef0" is the id of an EC2 or SSM instance, not of a container instance; find the container instance with ListContainerInstances and the filter "ec2InstanceId == i-0123456789abcdef0" (instance-ec2-id)
	// warning overrides.containerOverrides[0].environment[0].value: is missing; give a value, which may be the empty string (env-value-missing)
	// error overrides.containerOverrides[0].name: is required; give the name of the container in the task definition (container-name-required)
	// error taskDefinition: "web:latest" has no valid revision; write family:revision, such as web:7, or leave the revision out for the latest active one (task-definition-revision)
}

// A part of a request is checked by itself, with paths relative to it.
func ExampleCheck_part() {
	network := &types.AwsVpcConfiguration{Subnets: []string{"subnet-0123456789abcdef0", "vpc-01234567"}}
	for _, e := range rules.Check(network) {
		fmt.Println(e)
	}
	// Output:
	// subnets[1]: "vpc-01234567" is not a subnet id; write an id such as subnet-0123456789abcdef0 (subnet-id)
}

// StartTask may have begun to take a startedBy as long as RunTask's. A caller
// who knows that it has need not wait for a new release.
func ExampleOff() {
	in := &ecs.StartTaskInput{
		TaskDefinition:     new("web:7"),
		ContainerInstances: []string{"0123456789abcdef0123456789abcdef"},
		StartedBy:          new("pipeline/0123456789abcdef/deploy-production"),
	}
	fmt.Println(rules.Check(in).Err())
	fmt.Println(rules.Check(in, rules.Off("started-by-length")).Err())
	// Output:
	// startedBy: "pipeline/0123456789abcdef/deploy-production" has 43 characters, but at most 36 are allowed; shorten it (started-by-length)
	// <nil>
}

// On container instances any size will do, so there is no finding. Where the
// task definition requires Fargate, too, a size that Fargate lacks is an error.
func ExampleFargateTask() {
	size := &types.TaskOverride{Cpu: new(".5 vCPU"), Memory: new("8 GB")}
	fmt.Println(len(rules.Check(size)))
	for _, e := range rules.Check(size, rules.FargateTask(fargate.Linux)) {
		fmt.Println(e.Severity, e.Path)
		fmt.Println(e.Hint)
	}
	// Output:
	// 0
	// error memory
	// with 512 CPU units, use 1024 to 4096 MiB in steps of 1024; the nearest smaller size is 512 CPU units, 4096 MiB; the nearest larger size is 1024 CPU units, 8192 MiB
}

// What the task definition and the cluster say decides what the request leaves open.
func ExampleAgainst() {
	in := &ecs.RunTaskInput{
		TaskDefinition: new("web:7"),
		Overrides: &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{{
			Name: new("log_router"), Memory: new(int32(2048)),
		}}},
	}
	state := rules.State{
		TaskDefinition: &types.TaskDefinition{
			Family: new("web"), Revision: 7, NetworkMode: types.NetworkModeAwsvpc, Memory: new("1024"),
			ContainerDefinitions: []types.ContainerDefinition{{Name: new("app"), Memory: new(int32(512))}, {Name: new("log-router")}},
		},
		Cluster:      &types.Cluster{ClusterName: new("default"), Status: new("ACTIVE")},
		AllInstances: true, // of which there is none
		ReadAt:       time.Date(2026, 11, 29, 15, 4, 5, 0, time.UTC),
	}
	for _, e := range rules.Check(in, rules.Against(state)) {
		fmt.Println(e.Severity, e)
	}
	// Output:
	// warning cluster: has no container instance; register a container instance, or set launchType or capacityProviderStrategy: the cluster has no default strategy, so ECS uses EC2; state as of 2026-11-29 15:04:05 UTC (cluster-instances)
	// error networkConfiguration: is required: the network mode of the task definition is awsvpc; give awsvpcConfiguration with the subnets of the task (network-required)
	// error overrides.containerOverrides[0].name: "log_router" is not a container of the task definition; did you mean log-router? (container-unknown)
}

// A task definition is checked for what requests that start its tasks depend on.
func ExampleCheck_taskDefinition() {
	in := &ecs.RegisterTaskDefinitionInput{
		Family: new("web"), Cpu: new("256"), Memory: new("4096"), NetworkMode: types.NetworkModeAwsvpc,
		RequiresCompatibilities: []types.Compatibility{types.CompatibilityFargate},
		ContainerDefinitions:    []types.ContainerDefinition{{Name: new("my app"), Cpu: 512}},
	}
	for _, e := range rules.Check(in) {
		fmt.Println(e.Severity, e)
	}
	// Output:
	// error containerDefinitions[0].name: "my app" cannot be the name of a container; use 1 to 255 letters, digits, hyphens and underscores, such as my-app_2 (register-container-name)
	// error memory: "4096" together with 256 CPU units is not a Fargate size (Linux, as of 2026-09); with 256 CPU units, use 512, 1024 or 2048 MiB; the nearest smaller size is 256 CPU units, 2048 MiB; the nearest larger size is 512 CPU units, 4096 MiB (register-fargate-size)
}

func ExampleLookup() {
	r, ok := rules.Lookup("started-by-length")
	fmt.Println(ok, r.Field, r.Severity)
	fmt.Println(r.What)
	fmt.Println(r.Evidence, r.Source)
	// Output:
	// true startedBy error
	// startedBy has at most 36 (StartTask) or 128 (RunTask) characters.
	// documented+observed https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StartTask.html
}

// Rules for what is unusual, but right, are left out unless an option names them.
func ExampleAll() {
	for r := range rules.All() {
		if r.Optional {
			fmt.Println(r.ID)
		}
	}
	// Output:
	// capacity-providers-empty
	// capacity-provider-base-count
	// group-empty
	// assign-public-ip-off
	// command-empty
	// command-entry-point
	// env-secret
	// container-sidecar
	// fargate-size
	// container-limits
	// placement-constraint-precedence
	// started-by-empty
	// task-definition-arn-revision
	// volume-filesystem-ntfs
}
