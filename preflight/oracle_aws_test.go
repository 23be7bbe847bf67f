package preflight_test

import (
	"cmp"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/internal/awscli"
	"github.com/ecstask/ecstask/preflight"
)

var update = flag.Bool("update", false, "record what the aws command of version 1 prints")

// TestOracleLoad lets the installed aws command describe what a server has, and
// holds what Load reads of it to what the client of the SDK reads.
func TestOracleLoad(t *testing.T) {
	if os.Getenv("ECSTASK_ORACLE") != "1" {
		t.Skip("ECSTASK_ORACLE=1 describes the server with the installed aws command")
	}
	aws, err := awscli.Find()
	if err != nil {
		t.Fatal(err)
	}
	srv := newServer(t)
	in := furnished(srv)
	state, err := preflight.ForRunTask(t.Context(), srv.Client(), in)
	if err != nil {
		t.Fatal(err)
	}
	outputs := map[string]string{}
	describe := func(line string) []byte {
		t.Helper()
		args := append(strings.Fields("ecs "+line+" --output json --endpoint-url "+srv.URL()), "--region", ecstest.Region)
		res, err := aws.Run(t.Context(), args...)
		if err != nil || res.Status != 0 {
			t.Fatalf("%s: %v, exit status %d: %s", line, err, res.Status, res.Stderr)
		}
		outputs[strings.Fields(line)[0]] = res.Stdout
		return []byte(res.Stdout)
	}
	var arns []string
	for _, i := range state.Instances {
		arns = append(arns, *i.ContainerInstanceArn)
	}
	texts := [][]byte{
		describe("describe-container-instances --cluster prod --container-instances " + strings.Join(arns, " ")),
		describe("list-container-instances --cluster prod"),
		describe("describe-capacity-providers --capacity-providers group none"),
		describe("describe-task-definition --include TAGS --task-definition " + *in.TaskDefinition),
		describe("describe-clusters --clusters prod"),
	}
	loaded, err := preflight.Load(texts...)
	if err != nil {
		t.Fatal(err)
	}
	lacking := 0 // what this release of the aws command does not print, because it is older than that
	for i := range state.CapacityProviders {
		if !strings.Contains(outputs["describe-capacity-providers"], `"type"`) {
			state.CapacityProviders[i].Type = ""
			lacking = 1
		}
	}
	compare(t, loaded, state)
	if *update && aws.Version().Major == 1 {
		for name, text := range outputs {
			if err := os.WriteFile("testdata/v1/"+name+".json", []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	awscli.Report(t, aws, len(texts), len(texts)-lacking, lacking)
}

// furnished adds to a server what a request of RunTask needs.
func furnished(srv *ecstest.Server) *ecs.RunTaskInput {
	definition := srv.AddTaskDefinition("web", func(d *types.TaskDefinition) {
		d.NetworkMode = types.NetworkModeBridge
		d.ContainerDefinitions = append(d.ContainerDefinitions, types.ContainerDefinition{
			Name: new("proxy"), Essential: new(false), Image: new("public.ecr.aws/nginx/nginx:latest"), MemoryReservation: new(int32(64)),
			PortMappings: []types.PortMapping{{ContainerPort: new(int32(443)), HostPort: new(int32(8443)), Protocol: types.TransportProtocolTcp}},
			Environment:  []types.KeyValuePair{{Name: new("STAGE"), Value: new("prod")}},
		})
		d.RequiresAttributes = []types.Attribute{{Name: new("com.amazonaws.ecs.capability.docker-remote-api.1.19")}}
	})
	srv.AddCapacityProvider("group")
	srv.AddCluster("prod", func(c *types.Cluster) {
		c.CapacityProviders = []string{"FARGATE", "group"}
		c.DefaultCapacityProviderStrategy = []types.CapacityProviderStrategyItem{{CapacityProvider: new("group"), Weight: 1, Base: 2}, {CapacityProvider: new("none")}}
	})
	for _, zone := range []string{"us-east-1a", "us-east-1b"} {
		srv.AddInstance("prod", plain, ecstest.Attribute("ecs.availability-zone", zone), ecstest.Attribute("com.amazonaws.ecs.capability.docker-remote-api.1.19", ""), func(i *types.ContainerInstance) {
			i.CapacityProviderName = new("group")
		})
	}
	srv.AddInstance("prod", plain, ecstest.Remaining(62, 100), func(i *types.ContainerInstance) { i.Status = new("DRAINING") })
	return &ecs.RunTaskInput{Cluster: new("prod"), TaskDefinition: &definition, PropagateTags: types.PropagateTagsTaskDefinition}
}

// plain is an instance without the attributes that a server gives it: what is
// recorded does not depend on them.
func plain(i *types.ContainerInstance) {
	i.Attributes = []types.Attribute{{Name: new("ecs.os-type"), Value: new("linux")}, {Name: new("ecs.capability.task-eni")}}
}

func newServer(t testing.TB) *ecstest.Server {
	t.Helper()
	srv := ecstest.NewServer()
	t.Cleanup(srv.Close)
	return srv
}

// failuresSorted returns failures in the order of their ARNs.
func failuresSorted(list []types.Failure) []types.Failure {
	return slices.SortedFunc(slices.Values(list), func(a, b types.Failure) int { return cmp.Compare(*a.Arn, *b.Arn) })
}
