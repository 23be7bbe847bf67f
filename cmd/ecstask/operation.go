package main

import (
	"context"
	_ "embed"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/document"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/preflight"
	"github.com/ecstask/ecstask/rules"
)

// operation is an operation of ECS as a command, with the options of the AWS CLI's
// command of that name.
type operation struct {
	*request.Operation
	document document.Operation
	example  string
	lost     string // what happens to a call whose response is lost
	batch    batch
	sample   sample

	// state reads what the rules need to know of a request.
	state func(context.Context, *ecs.Client, *request.Request) (rules.State, error)
	// planState reads what plan needs to know.
	planState func(context.Context, *ecs.Client, *request.Request) (rules.State, error)
	plan      func(*request.Request, rules.State) (preflight.Plan, error)
	gaps      func(*request.Request, rules.State) []preflight.Gap

	// send sends a request that is valid. With an error nothing was sent.
	send func(context.Context, *ecs.Client, *request.Request, sending) (*delivery, error)
}

// batch is what --batch does: it lifts the limit of one call.
type batch struct{ usage, rule string }

// The operations that are commands.
var (
	startTask = &operation{
		Operation: request.StartTask,
		document:  document.StartTask,
		example: `ecstask start-task --task-definition web:7 --container-instances 0123456789abcdef0123456789abcdef
ecstask start-task --cli-input-json file://request.json --print command
ecstask start-task --submit --local --wait stopped --task-definition job \
    --container-instances 16d707dc38f159971f97793b72d4420b --query 'tasks[0].taskArn' --output text`,
		lost:  "A call whose response is lost is not sent again, because that could start its tasks twice.",
		batch: batch{"start tasks on more than 10 container instances, with one call for every 10", "instances-count"},
		sample: sample{
			yaml:     startTaskYAML,
			required: "only taskDefinition and containerInstances are required",
			leftOut: []leftOut{
				{"referenceId", "it is for Amazon ECS only"},
				{"overrides.ephemeralStorage", "only tasks on Fargate have it"},
				{"overrides.inferenceAcceleratorOverrides", "the service is gone"},
				{"overrides.containerOverrides[].resourceRequirements[].sharingStrategy", "it stands in place of a GPU's value"},
			},
		},
		state: func(ctx context.Context, client *ecs.Client, r *request.Request) (rules.State, error) {
			return preflight.ForStartTask(ctx, client, r.StartTask())
		},
		planState: func(ctx context.Context, client *ecs.Client, r *request.Request) (rules.State, error) {
			return preflight.ForPlan(ctx, client, r.StartTask())
		},
		plan: func(r *request.Request, s rules.State) (preflight.Plan, error) {
			return preflight.PlanStartTask(r.StartTask(), s)
		},
		gaps: func(r *request.Request, s rules.State) []preflight.Gap {
			return preflight.GapsStartTask(r.StartTask(), s)
		},
		send: sendStartTask,
	}
	runTask = &operation{
		Operation: request.RunTask,
		document:  document.RunTask,
		example: `ecstask run-task --task-definition web:7 --launch-type FARGATE \
    --network-configuration 'awsvpcConfiguration={subnets=[subnet-0123456789abcdef0]}'
ecstask run-task --task-definition web:7 --placement-strategy type=random --print command
ecstask run-task --submit --local --wait stopped --exit-code --task-definition job`,
		lost:  "A call whose response is lost is sent again with the same client token, for a minute; with AWS_MAX_ATTEMPTS=1 it is not.",
		batch: batch{"run more than 10 tasks, with one call for every 10", "count-maximum"},
		sample: sample{
			yaml:     runTaskYAML,
			required: "only taskDefinition is required, and networkConfiguration for Fargate",
			leftOut: []leftOut{
				{"referenceId", "it is for Amazon ECS only"},
				{"capacityProviderStrategy", "it stands in place of launchType"},
				{"placementConstraints", "tasks on Fargate are not placed by them"},
				{"placementStrategy", "tasks on Fargate are not placed by it"},
				{"overrides.inferenceAcceleratorOverrides", "the service is gone"},
				{"overrides.containerOverrides[].resourceRequirements", "tasks on Fargate have no GPUs"},
			},
		},
		state: stateOfRun, planState: stateOfRun,
		plan: func(r *request.Request, s rules.State) (preflight.Plan, error) {
			return preflight.PlanRunTask(r.RunTask(), s)
		},
		gaps: func(r *request.Request, s rules.State) []preflight.Gap {
			return preflight.GapsRunTask(r.RunTask(), s)
		},
		send: sendRunTask,
	}
	operations = []*operation{startTask, runTask}
)

func stateOfRun(ctx context.Context, client *ecs.Client, r *request.Request) (rules.State, error) {
	return preflight.ForRunTask(ctx, client, r.RunTask())
}

// operationOf returns the operation that a request is for.
func operationOf(r *document.Request) *operation {
	return operations[slices.IndexFunc(operations, func(op *operation) bool { return op.document == r.Operation() })]
}

// operationNames are those of the commands.
func operationNames() (names []string) {
	for _, op := range operations {
		names = append(names, op.CLI)
	}
	return names
}

// documentOptions returns the options to read requests for the operation of a command,
// or for any if command is empty.
func documentOptions(command string) (opts []document.Option) {
	for _, op := range operations {
		if op.CLI == command {
			opts = append(opts, document.WithOperation(op.document))
		}
	}
	return opts
}

//go:embed start-task.yaml
var startTaskYAML []byte

//go:embed run-task.yaml
var runTaskYAML []byte
