package rules

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/fargate"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/ptr"
)

// A launch is what the tasks of a request are placed on.
type launch uint8

const (
	launchUnclear          launch = iota // only a part is checked, or was read, or the request contradicts itself, for which it has other findings
	launchOpen                           // RunTask names neither a launch type nor a strategy: the cluster decides
	launchNamed                          // the container instances that StartTask names
	launchEC2                            // launchType EC2
	launchExternal                       // launchType EXTERNAL
	launchFargate                        // launchType FARGATE
	launchFargateProviders               // all capacity providers are those of Fargate
	launchProviders                      // no capacity provider is: Auto Scaling groups, or Managed Instances
	launches
)

// onFargate reports whether the tasks run on Fargate.
func (l launch) onFargate() bool { return l == launchFargate || l == launchFargateProviders }

// launchOf returns what in is placed on.
func (r *run) launchOf(in *ecs.RunTaskInput) launch {
	byStrategy, byType := strategyLaunch(in.CapacityProviderStrategy), launchTypes[in.LaunchType]
	switch {
	case r.isLost("launchType"), r.isLost("capacityProviderStrategy"):
		return launchUnclear
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
	if len(items) == 0 {
		return launchOpen
	}
	all := providerLaunch(&items[0])
	for i := range items {
		if providerLaunch(&items[i]) != all {
			return launchUnclear
		}
	}
	return all
}

// providerLaunch returns what one capacity provider places tasks on. Of a name
// that is missing or was probably meant to be Fargate's, that is not clear.
func providerLaunch(p *types.CapacityProviderStrategyItem) launch {
	switch name := ptr.Value(p.CapacityProvider); {
	case name == "FARGATE" || name == fargateSpot:
		return launchFargateProviders
	case name == "" || looksReserved(name):
		return launchUnclear
	}
	return launchProviders
}

// severities has the severity of a rule for each launch. Where it has none, the
// rule does not hold, whatever options say.
type severities [launches]field.Severity

// What only instances have is refused on Fargate.
var refusedOnFargate = &severities{launchFargate: errorSeverity, launchFargateProviders: errorSeverity}

// What only Fargate has is refused by other launch types. With capacity providers,
// and where the cluster decides, the request alone does not say whether it is.
var refusedOnInstances = &severities{
	launchNamed: warningSeverity, launchEC2: errorSeverity, launchExternal: errorSeverity,
	launchProviders: warningSeverity, launchOpen: warningSeverity,
}

// What holds on container instances is a warning.
var onInstances = &severities{launchNamed: warningSeverity, launchEC2: warningSeverity, launchExternal: warningSeverity}

// onlyFargate has what to say of a member that only tasks on Fargate have: where
// these run instead, what to do about it, and the members that decide.
var onlyFargate = [launches]struct {
	msg, hint string
	decide    []field.Path
}{
	launchOpen:      {"but the request lets the cluster decide where its tasks run", "leave it out, or set launchType to FARGATE", []field.Path{"launchType", "capacityProviderStrategy"}},
	launchNamed:     {"but StartTask places tasks on container instances", "leave it out", nil},
	launchEC2:       {"but launchType is EC2", "leave it out, or set launchType to FARGATE", []field.Path{"launchType"}},
	launchExternal:  {"but launchType is EXTERNAL", "leave it out, or set launchType to FARGATE", []field.Path{"launchType"}},
	launchProviders: {"but no capacity provider is FARGATE or FARGATE_SPOT", "leave it out, or name the capacity provider FARGATE", []field.Path{"capacityProviderStrategy"}},
}

// reportOnlyFargate reports a member of the request that only tasks on Fargate have.
func (r *run) reportOnlyFargate(path string, value any) {
	text := onlyFargate[r.launch]
	switch {
	case r.launchRead && r.known.byDefault && r.known.isWithoutInstances():
		return // cluster-instances, which says to set the launch type
	case r.launchRead && r.known.byDefault:
		text.msg, text.hint, text.decide = "but the cluster places the tasks on container instances", r.known.asOf("leave it out, or set launchType to FARGATE"), []field.Path{"cluster"}
	case r.launchRead:
		text = onlyFargate[launchProviders]
	}
	r.reportValue(path, value, "is only for tasks on Fargate, "+text.msg, text.hint, text.decide...)
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
