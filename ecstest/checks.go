package ecstest

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/placement"
	"github.com/ecstask/ecstask/internal/wire"
)

// checks refuse what the request and the task definition alone decide, in this
// order. They stand in for ECS: what no known message of the service refuses,
// they let pass.
var checks = [...]func(*order) error{
	checkValues,
	checkNetwork,
	checkPublicIP,
	checkContainerNames,
	checkOverridesLength,
	checkAccelerators,
	checkStorage,
	checkStarter,
	checkGroup,
	checkTags,
	checkExecuteCommand,
	checkVolumes,
}

const (
	maxOverrides      = 8192 // Unicode characters of compact JSON
	maxSubnets        = 16
	maxSecurityGroups = 5
	minStorage        = 21 // GiB of ephemeral storage
	maxStorage        = 200
)

func checkNetwork(o *order) error {
	nc := o.in.NetworkConfiguration
	if nc == nil || nc.AwsvpcConfiguration == nil {
		if o.awsvpc() {
			return invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
		}
		return nil
	}
	switch vpc := nc.AwsvpcConfiguration; {
	case !o.awsvpc():
		return invalid("Network Configuration is not valid for the given networkMode of this task definition.")
	case len(vpc.Subnets) == 0:
		return invalid("subnets can not be empty.")
	case len(vpc.Subnets) > maxSubnets:
		return invalid("subnets can have at most %d items.", maxSubnets)
	case len(vpc.SecurityGroups) > maxSecurityGroups:
		return invalid("securityGroups can have at most %d items.", maxSecurityGroups)
	}
	return nil
}

func checkPublicIP(o *order) error {
	nc := o.in.NetworkConfiguration
	if nc == nil || nc.AwsvpcConfiguration == nil || o.onFargate() {
		return nil
	}
	if nc.AwsvpcConfiguration.AssignPublicIp == types.AssignPublicIpEnabled {
		return invalid("Assign public IP is not supported for this launch type.")
	}
	return nil
}

func checkContainerNames(o *order) error {
	if o.in.Overrides == nil {
		return nil
	}
	for _, c := range o.in.Overrides.ContainerOverrides {
		switch {
		case c.Name == nil && wire.Measure(&c).Bytes == len("{}"):
			continue // an empty override is fine
		case c.Name == nil:
			return invalid("Override argument cannot be null")
		case !slices.ContainsFunc(o.def.ContainerDefinitions, func(d types.ContainerDefinition) bool {
			return text(d.Name) == *c.Name
		}):
			return invalid("Override for container named %s is not a container in the TaskDefinition.", *c.Name)
		}
	}
	return nil
}

func checkOverridesLength(o *order) error {
	if o.in.Overrides == nil {
		return nil
	}
	if chars, _ := wire.Len(o.in.Overrides); chars > maxOverrides {
		return invalid("Container Overrides length must be at most %d", maxOverrides)
	}
	return nil
}

// checkAccelerators refuses what Elastic Inference took: the service is gone.
func checkAccelerators(o *order) error {
	if o.in.Overrides != nil && len(o.in.Overrides.InferenceAcceleratorOverrides) > 0 {
		return clientError("Unsupported field 'inferenceAcceleratorOverrides'.")
	}
	return nil
}

func checkStorage(o *order) error {
	if o.in.Overrides == nil || o.in.Overrides.EphemeralStorage == nil {
		return nil
	}
	switch size := o.in.Overrides.EphemeralStorage.SizeInGiB; {
	case !o.onFargate():
		return clientError("Tasks using the EC2 launch type do not support EphemeralStorage.")
	case size < minStorage:
		return clientError("EphemeralStorage size should be at least %d", minStorage)
	case size > maxStorage:
		return clientError("EphemeralStorage size should be at most %d", maxStorage)
	}
	return nil
}

func checkStarter(o *order) error {
	if utf8.RuneCountInString(text(o.in.StartedBy)) > o.maxStarter {
		return invalid("startedBy longer than %d.", o.maxStarter)
	}
	return nil
}

func checkGroup(o *order) error {
	if strings.HasPrefix(text(o.in.Group), "service:") {
		return invalid("Invalid namespace for group")
	}
	return nil
}

var tagText = regexp.MustCompile(`^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`)

func checkTags(o *order) error {
	for _, t := range o.in.Tags {
		if !tagText.MatchString(text(t.Key)) || !tagText.MatchString(text(t.Value)) {
			return invalid("Some tags contain invalid characters")
		}
	}
	return nil
}

func checkExecuteCommand(o *order) error {
	if o.in.EnableExecuteCommand && text(placement.Either(o.overrides.TaskRoleArn, o.def.TaskRoleArn)) == "" {
		return invalid("The execute command failed because a valid task role is not being used. Specify a valid task role in your task definition and try again.")
	}
	return nil
}

func checkVolumes(o *order) error {
	for _, c := range o.in.VolumeConfigurations {
		if !slices.ContainsFunc(o.def.Volumes, func(v types.Volume) bool {
			return v.ConfiguredAtLaunch != nil && *v.ConfiguredAtLaunch && text(v.Name) == text(c.Name)
		}) {
			return invalid("Volume configuration provided but no matching configuredAtLaunch volume found in task definition.")
		}
	}
	return nil
}
