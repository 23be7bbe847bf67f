package failure

import (
	"slices"

	"github.com/ecstask/ecstask/field"
)

// Links that several rows begin with.
const (
	github    = "https://github.com/"
	preflight = github + "badmintoncryer/cdk-preflight/tree/main/rules/ecs/pf-ecs-"
	guide     = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
	reference = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/"
)

// Members that several rows are about.
const (
	cluster        = "cluster"
	taskDefinition = "taskDefinition"
	instances      = "containerInstances"
	network        = "networkConfiguration"
	subnets        = network + ".awsvpcConfiguration.subnets"
	securityGroups = network + ".awsvpcConfiguration.securityGroups"
	publicIP       = network + ".awsvpcConfiguration.assignPublicIp"
	containers     = "overrides.containerOverrides"
	volumes        = "volumeConfigurations"
	strategy       = "capacityProviderStrategy"
	platform       = "platformVersion"
	launchType     = "launchType"
)

// refusal is a message of ECS, with … and <name> where it varies.
type refusal struct {
	message string
	cause
}

// refusals has the messages that ECS refuses calls with. A message decides by
// itself: ECS has given one text with different codes. Of several rows that match
// the first counts.
var refusals = slices.Concat(networkRefusals, namingRefusals, overrideRefusals, launchRefusals, accountRefusals, enumRefusals)

// names says where in a request the text stands that a refusal names, for the
// refusals at a path. [] is any element of a list.
var names = map[field.Path][]string{
	taskDefinition: {"overrides.taskRoleArn", "overrides.executionRoleArn"},
	subnets:        {subnets + "[]"},
	securityGroups: {securityGroups + "[]"},
	containers:     {containers + "[].name"},
	volumes:        {volumes + "[].name", volumes + "[].managedEBSVolume.roleArn"},
}
