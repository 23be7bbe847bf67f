package rules

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/fargate"
)

// A launch is what the tasks of a request are placed on, as far as the request
// says.
type launch uint8

const (
	launchUnknown   launch = iota // the cluster decides, or the strategy mixes both
	launchInstances               // of the user's, or Managed Instances
	launchFargate
)

// launchOf returns what in says by its launch type or its capacity providers.
func launchOf(in *ecs.RunTaskInput) launch {
	switch in.LaunchType {
	case types.LaunchTypeFargate:
		return launchFargate
	case types.LaunchTypeEc2, types.LaunchTypeExternal:
		return launchInstances
	}
	serverless := 0
	for i := range in.CapacityProviderStrategy {
		if p := in.CapacityProviderStrategy[i].CapacityProvider; p != nil && (*p == "FARGATE" || *p == "FARGATE_SPOT") {
			serverless++
		}
	}
	switch n := len(in.CapacityProviderStrategy); {
	case n == 0:
		return launchUnknown
	case serverless == n:
		return launchFargate
	case serverless == 0:
		return launchInstances
	}
	return launchUnknown
}

// fargateTask returns the platform whose sizes the task must have, and whether
// there is one: the option FargateTask names it, or the request is for Fargate.
// A request does not say whether it is for Windows, which has no size of its own.
func (r *run) fargateTask() (fargate.Platform, bool) {
	if r.fargate != nil {
		return *r.fargate, true
	}
	return fargate.Linux, r.launch == launchFargate
}
