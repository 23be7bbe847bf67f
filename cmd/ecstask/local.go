package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"text/tabwriter"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/internal/arn"
	"github.com/spf13/cobra"
)

// The cluster of --local is made anew for every call of the command,
// always the same: the one named default, with these instances.
var sampleInstances = []struct {
	note string
	edit func(*types.ContainerInstance)
}{
	{"has room for several tasks", func(*types.ContainerInstance) {}},
	{"is nearly full: 64 MiB are free", ecstest.Remaining(1024, 64)},
	{"its agent is disconnected", func(i *types.ContainerInstance) { i.AgentConnected = false }},
	{"was deregistered", func(i *types.ContainerInstance) { i.Status = aws.String("INACTIVE") }},
	{"belongs to the capacity provider " + sampleProvider, func(i *types.ContainerInstance) { i.CapacityProviderName = aws.String(sampleProvider) }},
}

// sampleProvider is the capacity provider of container instances there. Those of
// Fargate are there as well, and FARGATE_SPOT has room for sampleSpot tasks.
const (
	sampleProvider = "instances"
	sampleSpot     = 2
)

// sampleTasks are the task definitions there. Each has the container app.
var sampleTasks = []struct {
	family, note string
	edit         func(*types.TaskDefinition)
	end          ecstest.End
}{
	{"web", "runs until it is stopped", func(*types.TaskDefinition) {}, ecstest.End{Runs: true}},
	{"job", "exits with 0", func(*types.TaskDefinition) {}, ecstest.End{ExitCodes: map[string]int32{"app": 0}}},
	{"broken", "exits with 1", func(*types.TaskDefinition) {}, ecstest.End{ExitCodes: map[string]int32{"app": 1}}},
	{
		"vpc", "is in the network mode awsvpc, and exits with 0",
		func(t *types.TaskDefinition) { t.NetworkMode = types.NetworkModeAwsvpc }, ecstest.End{ExitCodes: map[string]int32{"app": 0}},
	},
	{
		"fargate", "is for Fargate, with 256 CPU units and 512 MiB, and exits with 0",
		func(t *types.TaskDefinition) {
			t.NetworkMode, t.RequiresCompatibilities = types.NetworkModeAwsvpc, []types.Compatibility{types.CompatibilityFargate}
			t.Cpu, t.Memory = aws.String("256"), aws.String("512")
		},
		ecstest.End{ExitCodes: map[string]int32{"app": 0}},
	},
	{
		"imageless", "never starts, because its image cannot be pulled", func(*types.TaskDefinition) {},
		ecstest.End{NeverStarts: true, Reason: "CannotPullContainerError: image not found"},
	},
}

// sampleCluster returns an endpoint with the cluster, and the ids of its
// instances.
func sampleCluster() (server *ecstest.Server, instances []string) {
	server = ecstest.NewServer()
	server.AddCapacityProvider(sampleProvider)
	server.AddCluster("default", func(c *types.Cluster) {
		c.CapacityProviders = []string{"FARGATE", "FARGATE_SPOT", sampleProvider}
	})
	server.LimitFargate("FARGATE_SPOT", sampleSpot)
	for _, i := range sampleInstances {
		instances = append(instances, arn.ID(server.AddInstance("default", i.edit)))
	}
	ends := make(map[string]ecstest.End)
	for _, t := range sampleTasks {
		ends[server.AddTaskDefinition(t.family, t.edit)] = t.end
	}
	server.OnStart(func(t *types.Task) ecstest.End { return ends[aws.ToString(t.TaskDefinitionArn)] })
	return server, instances
}

func (a *app) localCommand() *cobra.Command {
	return a.command(&cobra.Command{
		Use:   "local",
		Short: "list what the sample cluster of --local has",
		Long: `List the container instances, capacity providers and task definitions of the sample
cluster, which start-task, run-task and plan call with --local. The cluster is inside
the command: nothing is sent to AWS.`,
		Example: `ecstask local
ecstask start-task --submit --local --wait stopped --task-definition job --container-instances 16d707dc38f159971f97793b72d4420b
ecstask run-task --submit --local --task-definition fargate --launch-type FARGATE --network-configuration 'awsvpcConfiguration={subnets=[subnet-0123456789abcdef0]}'`,
		Annotations: exits("the cluster is printed", "", "the command line cannot be read", "the cluster cannot be written"),
	}, printLocal)
}

func printLocal(_ context.Context, std streams, args []string) (int, error) {
	if len(args) > 0 {
		return statusUsage, errors.New("local takes no arguments")
	}
	server, instances := sampleCluster()
	defer server.Close()
	var b bytes.Buffer
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "The cluster default, created anew for each command with --local, has the container instances")
	for i, id := range instances {
		fmt.Fprintf(w, "  %s\t%s\n", id, sampleInstances[i].note)
	}
	_ = w.Flush()
	fmt.Fprintln(w, "the capacity providers")
	fmt.Fprintf(w, "  %s\t%s\n", "FARGATE", "has room for any number of tasks")
	fmt.Fprintf(w, "  %s\t%s\n", "FARGATE_SPOT", fmt.Sprintf("has room for %d tasks", sampleSpot))
	fmt.Fprintf(w, "  %s\t%s\n", sampleProvider, "has the last of the instances")
	_ = w.Flush()
	fmt.Fprintln(w, "and the task definitions, each with one container, app,")
	for _, t := range sampleTasks {
		fmt.Fprintf(w, "  %s\t%s\n", t.family, t.note)
	}
	_ = w.Flush()
	return std.write(b.Bytes()), nil
}
