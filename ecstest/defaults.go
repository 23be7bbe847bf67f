package ecstest

import (
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// The attributes that the server itself looks at.
const (
	attributeZone     = "ecs.availability-zone"
	attributeTaskENI  = "ecs.capability.task-eni"
	attributeTrunk    = "ecs.awsvpc-trunk-id"
	attributeExternal = "ecs.capability.external"
)

const defaultZone = Region + "a"

func newCluster(name string) types.Cluster {
	return types.Cluster{ClusterName: &name, ClusterArn: new(arn("cluster", name)), Status: new("ACTIVE")}
}

func newTaskDefinition(family string) types.TaskDefinition {
	return types.TaskDefinition{
		Family: &family,
		Status: types.TaskDefinitionStatusActive,
		ContainerDefinitions: []types.ContainerDefinition{{
			Name:      new("app"),
			Image:     new("public.ecr.aws/docker/library/busybox:latest"),
			Cpu:       128,
			Memory:    new(int32(256)),
			Essential: new(true),
		}},
		NetworkMode:        types.NetworkModeBridge,
		Compatibilities:    []types.Compatibility{types.CompatibilityEc2, types.CompatibilityExternal},
		RequiresAttributes: []types.Attribute{{Name: new("com.amazonaws.ecs.capability.docker-remote-api.1.18")}},
		RegisteredAt:       &epoch,
		RegisteredBy:       new("arn:aws:iam::" + Account + ":root"),
	}
}

// complete adds what ECS itself says of a task definition.
func complete(def *types.TaskDefinition) {
	if def.NetworkMode == types.NetworkModeAwsvpc && !slices.ContainsFunc(def.RequiresAttributes, func(a types.Attribute) bool {
		return text(a.Name) == attributeTaskENI
	}) {
		def.RequiresAttributes = append(def.RequiresAttributes, types.Attribute{Name: new(attributeTaskENI)})
	}
	for _, c := range def.RequiresCompatibilities {
		if !slices.Contains(def.Compatibilities, c) {
			def.Compatibilities = append(def.Compatibilities, c)
		}
	}
}

func familyRevision(def *types.TaskDefinition) string {
	return text(def.Family) + ":" + strconv.Itoa(int(def.Revision))
}

func newInstance(n int) types.ContainerInstance {
	value := types.ContainerInstance{
		Status:         new("ACTIVE"),
		AgentConnected: true,
		Ec2InstanceId:  new("i-0" + idFor("ec2", n)[:16]),
		RegisteredAt:   &epoch,
		Version:        1,
		VersionInfo:    &types.VersionInfo{AgentVersion: new("1.100.0"), DockerVersion: new("DockerVersion: 25.0.13")},
		Attributes:     instanceAttributes,
	}
	for _, resources := range []*[]types.Resource{&value.RegisteredResources, &value.RemainingResources} {
		*resources = []types.Resource{
			{Name: new("CPU"), Type: new("INTEGER"), IntegerValue: 2048},
			{Name: new("MEMORY"), Type: new("INTEGER"), IntegerValue: 3884},
			{Name: new("PORTS"), Type: new("STRINGSET"), StringSetValue: []string{"22", "2375", "2376", "51678", "51679"}},
			{Name: new("PORTS_UDP"), Type: new("STRINGSET"), StringSetValue: []string{}},
		}
	}
	return value
}

// instanceAttributes are those of an instance with the ECS-optimized AMI.
var instanceAttributes = attributes(
	attributeZone+"="+defaultZone,
	"ecs.instance-type=t3.medium",
	"ecs.ami-id=ami-0123456789abcdef0",
	"ecs.os-type=linux",
	"ecs.os-family=LINUX",
	"ecs.cpu-architecture=x86_64",
	attributeTaskENI,
	"ecs.capability.container-health-check",
	"ecs.capability.container-ordering",
	"ecs.capability.env-files.s3",
	"ecs.capability.execute-command",
	"ecs.capability.execution-role-awslogs",
	"ecs.capability.execution-role-ecr-pull",
	"ecs.capability.increased-task-cpu-limit",
	"ecs.capability.pid-ipc-namespace-sharing",
	"ecs.capability.private-registry-authentication.secretsmanager",
	"ecs.capability.secrets.asm.environment-variables",
	"ecs.capability.secrets.ssm.environment-variables",
	"ecs.capability.storage.ebs-task-volume-attach",
	"ecs.capability.task-cpu-mem-limit",
	"com.amazonaws.ecs.capability.ecr-auth",
	"com.amazonaws.ecs.capability.privileged-container",
	"com.amazonaws.ecs.capability.task-iam-role",
	"com.amazonaws.ecs.capability.task-iam-role-network-host",
	"com.amazonaws.ecs.capability.logging-driver.awslogs",
	"com.amazonaws.ecs.capability.logging-driver.json-file",
	"com.amazonaws.ecs.capability.logging-driver.none",
	"com.amazonaws.ecs.capability.logging-driver.syslog",
	"com.amazonaws.ecs.capability.docker-remote-api.1.17",
	"com.amazonaws.ecs.capability.docker-remote-api.1.18",
	"com.amazonaws.ecs.capability.docker-remote-api.1.19",
	"com.amazonaws.ecs.capability.docker-remote-api.1.21",
	"com.amazonaws.ecs.capability.docker-remote-api.1.24",
	"com.amazonaws.ecs.capability.docker-remote-api.1.25",
	"com.amazonaws.ecs.capability.docker-remote-api.1.29",
	"com.amazonaws.ecs.capability.docker-remote-api.1.35",
)

// attributes reads a list of name or name=value.
func attributes(list ...string) []types.Attribute {
	attributes := make([]types.Attribute, len(list))
	for i, item := range list {
		name, value, ok := strings.Cut(item, "=")
		attributes[i].Name = &name
		if ok {
			attributes[i].Value = &value
		}
	}
	return attributes
}
