package rules

import (
	"cmp"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/fargate"
	"github.com/ecstask/ecstask/field"
)

// A launch is what the tasks of a request are placed on.
type launch uint8

const (
	launchUnclear          launch = iota // only a part is checked, or the request contradicts itself, for which it has other findings
	launchOpen                           // RunTask names neither a launch type nor a strategy: the cluster decides
	launchNamed                          // the container instances that StartTask names
	launchEC2                            // launchType EC2
	launchExternal                       // launchType EXTERNAL
	launchFargate                        // launchType FARGATE
	launchFargateProviders               // all capacity providers are those of Fargate
	launchProviders                      // no capacity provider is: Auto Scaling groups, or Managed Instances
	launchManaged                        // the state says that all capacity providers are Managed Instances
	launches
)

// onFargate reports whether the tasks run on Fargate.
func (l launch) onFargate() bool { return l == launchFargate || l == launchFargateProviders }

// launchOf returns what in is placed on.
func (r *run) launchOf(in *ecs.RunTaskInput) launch {
	byStrategy, byType := strategyLaunch(in.CapacityProviderStrategy), launchTypes[in.LaunchType]
	switch {
	case in.LaunchType == "":
		return byStrategy
	case byStrategy == launchOpen || byType.onFargate() == byStrategy.onFargate():
		return byType
	}
	return launchUnclear
}

// launchTypes has the launch types that a request can have.
var launchTypes = map[types.LaunchType]launch{
	types.LaunchTypeEc2: launchEC2, types.LaunchTypeExternal: launchExternal, types.LaunchTypeFargate: launchFargate,
}

// strategyLaunch returns what a capacity provider strategy places tasks on.
func strategyLaunch(items []types.CapacityProviderStrategyItem) launch {
	serverless := 0
	for i := range items {
		if isFargateProvider(items[i].CapacityProvider) {
			serverless++
		}
	}
	switch n := len(items); {
	case n == 0:
		return launchOpen
	case serverless == n:
		return launchFargateProviders
	case serverless == 0:
		return launchProviders
	}
	return launchUnclear
}

func isFargateProvider(name *string) bool {
	return name != nil && (*name == "FARGATE" || *name == "FARGATE_SPOT")
}

// byLaunch makes a grade that depends on what the tasks are placed on. A launch
// that is not listed has no finding.
func byLaunch(severities [launches]field.Severity) func(*run) field.Severity {
	return func(r *run) field.Severity {
		s := cmp.Or(severities[r.launch], off)
		if r.launchRead && s == errorSeverity {
			return warningSeverity
		}
		return s
	}
}

// fargateTask returns the platform whose sizes the task must have, and whether
// there is one: the option FargateTask names it, or the request is for Fargate.
// Only the task definition says whether that is Windows, which has no size of its own.
func (r *run) fargateTask() (fargate.Platform, bool) {
	if r.fargate != nil {
		return *r.fargate, true
	}
	if r.known != nil && r.known.windows {
		return fargate.Windows, r.launch.onFargate()
	}
	return fargate.Linux, r.launch.onFargate()
}
