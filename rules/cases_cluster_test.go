package rules_test

import "github.com/aws/aws-sdk-go-v2/service/ecs/types"

// inCluster makes a change of the cluster of a scene.
func inCluster(change func(c *types.Cluster)) sceneChange {
	return func(s *scene) { change(s.state.Cluster) }
}

// noInstances lists the instances of the cluster: there are none.
func noInstances(s *scene) { uncounted(s); s.state.AllInstances = true }

// uncounted leaves out how many instances the cluster has.
func uncounted(s *scene) { s.state.Cluster.RegisteredContainerInstancesCount = 0 }

// missing replaces the cluster by a failure for an ARN.
func missing(arn string) sceneChange {
	return func(s *scene) {
		s.state.Cluster, s.state.Failures = nil, []types.Failure{{Arn: &arn, Reason: new("MISSING")}}
	}
}

// scaling gives the capacity provider asg managedType scaling, or not.
func scaling(status types.ManagedScalingStatus) sceneChange {
	return func(s *scene) {
		s.state.CapacityProviders = []types.CapacityProvider{{Name: new("asg"), Status: types.CapacityProviderStatusActive, AutoScalingGroupProvider: &types.AutoScalingGroupProvider{
			ManagedScaling: &types.ManagedScaling{Status: status},
		}}}
	}
}

const firstProvider = "capacityProviderStrategy[0].capacityProvider"

var clusterCases = []stateRuleCases{
	{"cluster-missing", []stateRow{
		{"found", asIs, ""},
		{"another is missing", missing(inECS + "cluster/staging"), ""},
		{"not read for another reason", allOf(missing(clusterARN), func(s *scene) { s.state.Failures[0].Reason = new("ACCESS_DENIED") }), ""},
		{"an instance is missing", missing(longARN), ""},
		{"missing", missing(clusterARN), "warning cluster-missing cluster"},
		{"default is missing", allOf(missing(inECS+"cluster/default"), func(s *scene) { s.Cluster = nil }), "warning cluster-missing cluster"},
		{"a task definition of that name is missing", missing("production"), ""},
	}},
	{"cluster-status", []stateRow{
		{"ACTIVE", asIs, ""},
		{"INACTIVE", inCluster(func(c *types.Cluster) { c.Status = new("INACTIVE") }), "warning cluster-status cluster"},
		{"PROVISIONING", inCluster(func(c *types.Cluster) { c.Status = new("PROVISIONING") }), "warning cluster-status cluster"},
		{"FAILED", inCluster(func(c *types.Cluster) { c.Status = new("FAILED") }), "warning cluster-status cluster"},
	}},
	{"cluster-attachments", []stateRow{
		{"complete", allOf(onStrategy("FARGATE"), attachments("UPDATE_COMPLETE")), ""},
		{"in progress, without a strategy", attachments("UPDATE_IN_PROGRESS"), ""},
		{"in progress", allOf(onStrategy("FARGATE"), attachments("UPDATE_IN_PROGRESS")), "warning cluster-attachments cluster"},
		{"failed", allOf(onStrategy("FARGATE"), attachments("UPDATE_FAILED")), "warning cluster-attachments cluster"},
		{"of a cluster that is missing, for which there is another rule", allOf(onStrategy("FARGATE"), missing(clusterARN)), "warning cluster-missing cluster"},
	}},
	{"cluster-instances", []stateRow{
		{"some", onEC2, ""},
		{"none, for Fargate", noInstances, ""},
		{"none", allOf(onEC2, noInstances), "warning cluster-instances cluster"},
		{"not counted", allOf(onEC2, uncounted), ""},
		{"not counted, by default", allOf(onEC2, byDefault(), uncounted), ""},
		{"not counted, by StartTask", allOf(onInstances, uncounted), ""},
		{"none, by StartTask, for which there is another rule", allOf(onInstances, noInstances), instance + "missing " + firstOne},
		{"none, by default", allOf(onEC2, byDefault(), noInstances), "warning cluster-instances cluster"},
		{"none, with a group that is not known", allOf(onEC2, onStrategy("asg"), noInstances), ""},
		{"none, with a group that scales", allOf(onEC2, onStrategy("asg"), scaling(types.ManagedScalingStatusEnabled), noInstances), ""},
		{"none, with a group that does not", allOf(onEC2, onStrategy("asg"), scaling(types.ManagedScalingStatusDisabled), noInstances), "warning cluster-instances cluster"},
		{"one", allOf(onEC2, inCluster(func(c *types.Cluster) { c.RegisteredContainerInstancesCount = 1 })), ""},
		{"none, with a group without managed scaling", allOf(onEC2, onStrategy("asg"), scaling(types.ManagedScalingStatusDisabled), noInstances, func(s *scene) {
			s.state.CapacityProviders[0].Type, s.state.CapacityProviders[0].AutoScalingGroupProvider.ManagedScaling = groupType, nil
		}), ""},
		{"none, with a launch type and a group that is not known, for which there is another rule", allOf(onStrategy("asg"), onEC2, noInstances), "error launch-type-strategy launchType"},
		{"none, in a cluster that is missing, for which there is another rule", allOf(onEC2, missing(clusterARN)), "warning cluster-missing cluster"},
		{"none, in a cluster that is not ACTIVE, for which there is another rule", allOf(onEC2, noInstances, inCluster(func(c *types.Cluster) { c.Status = new("INACTIVE") })), "warning cluster-status cluster"},
		{"three of which none is active", allOf(onEC2, func(s *scene) { s.state.AllInstances = true }), ""},
	}},
	{"strategy-cluster", []stateRow{
		{"of the cluster", onStrategy("FARGATE"), ""},
		{"FARGATE as a launch type needs none", inCluster(func(c *types.Cluster) { c.CapacityProviders = nil }), ""},
		{"not of the cluster", allOf(onStrategy("FARGATE_SPOT"), inCluster(func(c *types.Cluster) { c.CapacityProviders = []string{"FARGATE"} })), "warning strategy-cluster " + firstProvider},
		{"the cluster has none", allOf(onStrategy("FARGATE_SPOT"), inCluster(func(c *types.Cluster) { c.CapacityProviders = nil })), "warning strategy-cluster " + firstProvider},
		{"of no name, for which there is another rule", allOf(onStrategy(""), inCluster(func(c *types.Cluster) { c.CapacityProviders = nil })), "error capacity-provider-required " + firstProvider},
		{"not of the cluster, but by its default", allOf(byDefault("FARGATE_SPOT"), inCluster(func(c *types.Cluster) { c.CapacityProviders = nil })), ""},
	}},
	{"provider-status", []stateRow{
		{"ACTIVE", allOf(onEC2, onStrategy("asg"), withProviders(groupType, "asg")), ""},
		{"another is INACTIVE", allOf(onEC2, onStrategy("asg"), withProviders(groupType, "asg", "old"), func(s *scene) { s.state.CapacityProviders[1].Status = "INACTIVE" }), ""},
		{"INACTIVE", allOf(onEC2, onStrategy("asg"), withProviders(groupType, "asg"), func(s *scene) { s.state.CapacityProviders[0].Status = "INACTIVE" }), "warning provider-status " + firstProvider},
		{"INACTIVE by default", allOf(onEC2, byDefault("asg"), withProviders(groupType, "asg"), func(s *scene) { s.state.CapacityProviders[0].Status = "INACTIVE" }), "warning provider-status cluster"},
		{"another, which comes first, is INACTIVE", allOf(onEC2, onStrategy("asg"), withProviders(groupType, "old", "asg"), func(s *scene) { s.state.CapacityProviders[0].Status = "INACTIVE" }), ""},
		{"not said", allOf(onEC2, onStrategy("asg"), withProviders(groupType, "asg"), func(s *scene) { s.state.CapacityProviders[0].Status = "" }), ""},
		{"of one that is not known", allOf(onEC2, onStrategy("asg", "other"), withProviders(groupType, "asg")), ""},
		{"of one without a name, for which there is another rule", allOf(onStrategy(""), func(s *scene) { s.state.CapacityProviders = []types.CapacityProvider{{Status: "INACTIVE"}} }), "error capacity-provider-required " + firstProvider},
	}},
	{"provider-cluster", []stateRow{
		{"of this cluster", allOf(managedOnly, func(s *scene) { s.state.CapacityProviders[0].Cluster = new("production") }), ""},
		{"of no cluster", managedOnly, ""},
		{"of another cluster", allOf(managedOnly, func(s *scene) { s.state.CapacityProviders[0].Cluster = new(inECS + "cluster/staging") }), "warning provider-cluster " + firstProvider},
		{"of another cluster than one that cannot be, for which there is another rule", allOf(managedOnly, func(s *scene) {
			s.Cluster, s.state.CapacityProviders[0].Cluster = new("a b"), new(inECS+"cluster/staging")
		}), "error cluster-name cluster"},
	}},
}

func managedOnly(s *scene) {
	allOf(onStrategy("mi"), withProviders(managedType, "mi"), only(types.CompatibilityManagedInstances))(s)
}

func attachments(status string) sceneChange {
	return inCluster(func(c *types.Cluster) { c.AttachmentsStatus = &status })
}
