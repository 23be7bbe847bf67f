package preflight_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/preflight"
	"github.com/ecstask/ecstask/rules"
)

func TestGaps(t *testing.T) {
	const noDefinition, noCluster, noProviders, noInstances, notAll, unregistered = "there is no task definition", "there is no cluster",
		"there are no capacity providers", "there are no container instances", "these may not be all", "the task definition is not registered yet"
	def, cluster := taskOf(1, 1), &types.Cluster{ClusterName: new("prod")}
	instances := []types.ContainerInstance{machine("a", 1, 1)}
	byDefault := func(provider string) *types.Cluster {
		return &types.Cluster{ClusterName: new("prod"), DefaultCapacityProviderStrategy: []types.CapacityProviderStrategyItem{{CapacityProvider: &provider}}}
	}
	asg := []types.CapacityProvider{{Name: new("asg")}}
	start := &ecs.StartTaskInput{Cluster: new("prod"), TaskDefinition: new("web:7")}
	run := func(launch types.LaunchType, providers ...string) *ecs.RunTaskInput {
		in := &ecs.RunTaskInput{Cluster: new("prod"), TaskDefinition: new("web:7"), LaunchType: launch}
		for _, name := range providers {
			in.CapacityProviderStrategy = append(in.CapacityProviderStrategy, types.CapacityProviderStrategyItem{CapacityProvider: &name})
		}
		return in
	}
	for _, tt := range []struct {
		name string
		in   any
		s    rules.State
		want []string // what the messages begin with
	}{
		{"nothing", start, rules.State{}, []string{noDefinition, noCluster, noInstances}},
		{"all", start, rules.State{TaskDefinition: def, Cluster: cluster, Instances: instances}, nil},
		{"no instance in the cluster", start, rules.State{TaskDefinition: def, Cluster: cluster, AllInstances: true}, nil},
		{"a definition to be registered", start, rules.State{TaskDefinition: &types.TaskDefinition{Family: new("web")}, Cluster: cluster, AllInstances: true}, []string{unregistered}},
		{"no name, which rules report", &ecs.StartTaskInput{}, rules.State{Cluster: &types.Cluster{ClusterName: new("default")}, AllInstances: true}, nil},
		{"no request", (*ecs.StartTaskInput)(nil), rules.State{}, nil},
		{"among others", start, rules.State{Others: []rules.State{{TaskDefinition: def}, {Cluster: cluster, Instances: instances}}}, nil},
		{"something else, which rules report", start, rules.State{TaskDefinition: &types.TaskDefinition{Family: new("api")}, Cluster: &types.Cluster{ClusterName: new("dev")}}, nil},
		{"not found, which rules report", start, rules.State{Failures: []types.Failure{
			{Arn: new("web:7"), Reason: new("MISSING")}, {Arn: new(arnBegins + "cluster/prod"), Reason: new("MISSING")},
		}}, nil},

		{"nothing, for EC2", run("EC2"), rules.State{}, []string{noDefinition, noCluster, noInstances}},
		{"nothing, for the default", run(""), rules.State{}, []string{noDefinition, noCluster, noInstances}},
		{"nothing, for Fargate", run("FARGATE"), rules.State{}, []string{noDefinition, noCluster}},
		{"nothing, for Managed Instances", run("MANAGED_INSTANCES"), rules.State{}, []string{noDefinition, noCluster}},
		{"nothing, for Fargate Spot", run("", "FARGATE_SPOT"), rules.State{}, []string{noDefinition, noCluster}},
		{"nothing, for a capacity provider", run("", "asg", "FARGATE"), rules.State{}, []string{noDefinition, noCluster, noProviders, noInstances}},
		{"one of two capacity providers", run("", "asg", "other"), rules.State{TaskDefinition: def, Cluster: cluster, CapacityProviders: asg, AllInstances: true}, []string{noProviders}},
		{"a capacity provider", run("", "asg"), rules.State{TaskDefinition: def, Cluster: cluster, CapacityProviders: asg, AllInstances: true}, nil},
		{"Fargate by default", run(""), rules.State{TaskDefinition: def, Cluster: byDefault("FARGATE")}, nil},
		{"a capacity provider by default", run(""), rules.State{TaskDefinition: def, Cluster: byDefault("asg")}, []string{noProviders, noInstances}},
		{"a default that does not count", run("FARGATE"), rules.State{TaskDefinition: def, Cluster: byDefault("asg")}, nil},
		{"some instances", run("EC2"), rules.State{TaskDefinition: def, Cluster: cluster, Instances: instances}, []string{notAll}},
		{"some instances, for Fargate", run("FARGATE"), rules.State{TaskDefinition: def, Cluster: cluster, Instances: instances}, nil},
		{"no request to run", (*ecs.RunTaskInput)(nil), rules.State{}, nil},
	} {
		var gaps []preflight.Gap
		operation := rules.RunTask
		switch in := tt.in.(type) {
		case *ecs.StartTaskInput:
			gaps, operation = preflight.GapsStartTask(in, tt.s), rules.StartTask
		case *ecs.RunTaskInput:
			gaps = preflight.GapsRunTask(in, tt.s)
		}
		if !slices.EqualFunc(gaps, tt.want, func(g preflight.Gap, want string) bool { return strings.HasPrefix(g.String(), want) }) {
			t.Errorf("%s: %v", tt.name, gaps)
		}
		for _, g := range gaps {
			if len(g.Rules) == 0 {
				t.Errorf("%s: no rules: %v", tt.name, g)
			}
			for _, id := range g.Rules {
				if rule, ok := rules.Lookup(id); !ok || rule.Operations&operation == 0 {
					t.Errorf("%s: %s", tt.name, id)
				}
			}
		}
	}

	// For Fargate, no rule is listed that is for container instances.
	for _, g := range preflight.GapsRunTask(run("FARGATE"), rules.State{}) {
		if slices.Contains(g.Rules, "placement-room") || slices.Contains(g.Rules, "cluster-instances") {
			t.Errorf("%v: %v", g, g.Rules)
		}
	}
}
