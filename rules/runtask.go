package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
)

func platformVersion(in *runTask) *string { return in.PlatformVersion }
func clientToken(in *runTask) *string     { return in.ClientToken }

// runTaskTable holds the rules for what RunTask alone has, or alone refuses.
var runTaskTable = &table[runTask]{
	operations: RunTask,
	enter: func(r *run, in *runTask) {
		r.operations, r.launch = RunTask, r.launchOf(in)
		r.know(in)
	},
	rows: slices.Concat(taskRows, platformRows, strategyRows, placementRows),
	parts: []part[runTask]{
		view(func(in *runTask) *runTask { return in }, requestTable),
		children("capacityProviderStrategy", strategy, providerTable),
		children("placementConstraints", constraints, constraintTable),
		children("placementStrategy", placements, placementTable),
	},
}

// taskRows are about the tasks as such: how many, on what, and under which token.
var taskRows = []row[runTask]{
	{
		Rule: Rule{
			ID: "count-maximum", Field: "count", What: "A request is for at most {max} tasks.",
			Limit: "{max} tasks", limits: limits{max: 10}, Kind: field.OutOfRange, Severity: errorSeverity, Evidence: Documented, Source: api("RunTask"),
		},
		check: func(r *run, in *runTask) {
			if n := in.Count; n != nil && int64(*n) > r.max() {
				r.reportValue("count", *n, fmt.Sprintf("is more than the %d tasks that one request can start", r.max()),
					fmt.Sprintf("send several requests for at most %d tasks, each with a clientToken of its own, as runtask.RunAll does", r.max()))
			}
		},
	},
	{
		Rule: Rule{
			ID: "count-minimum", Field: "count", What: "A request is for at least {min} task. ECS documents no minimum; Amazon EventBridge Scheduler, which calls RunTask, does.",
			Limit: "{min} task", limits: limits{min: 1}, Kind: field.OutOfRange, Severity: warningSeverity, Evidence: Documented | Inferred,
			Source: "https://docs.aws.amazon.com/scheduler/latest/APIReference/API_EcsParameters.html",
		},
		check: func(r *run, in *runTask) {
			if n := in.Count; n != nil && int64(*n) < r.min() {
				r.reportValue("count", *n, fmt.Sprintf("is less than %d task", r.min()), "leave it out for 1 task")
			}
		},
	},
	{
		Rule: Rule{
			ID: "launch-type", Field: "launchType", What: "launchType is a value of the API's enum. Fargate Spot is a capacity provider, not a launch type.",
			Limit: list(requestedLaunchTypes), Kind: field.Unknown, Severity: errorSeverity, Evidence: Documented, Source: api("RunTask"),
		},
		check: func(r *run, in *runTask) {
			if strings.EqualFold(string(in.LaunchType), "FARGATE_SPOT") {
				r.reportValue("launchType", string(in.LaunchType), "is a capacity provider, not a launch type", "leave launchType out, and give capacityProviderStrategy with the capacityProvider FARGATE_SPOT")
				return
			}
			knownLaunchType(r, in)
		},
	},
	{
		Rule: Rule{
			ID: "launch-type-managed-instances", Field: "launchType",
			What: "launchType is not MANAGED_INSTANCES, which only responses have: a request names a capacity provider of Managed Instances instead.",
			Kind: field.Unsupported, Severity: errorSeverity, Evidence: Documented, Source: api("RunTask"),
		},
		check: func(r *run, in *runTask) {
			if in.LaunchType == types.LaunchTypeManagedInstances {
				r.reportValue("launchType", string(in.LaunchType), "cannot be used in requests", "leave launchType out, and give the capacity provider in capacityProviderStrategy")
			}
		},
	},
	{
		Rule: Rule{
			ID: "launch-type-strategy", Field: "launchType", What: "A request has a launchType or a capacityProviderStrategy, not both.",
			Kind: field.Conflict, Severity: errorSeverity, Evidence: Documented | Observed, Source: bench("service-launch-type-capacity-provider"),
		},
		check: func(r *run, in *runTask) {
			if in.LaunchType != "" && len(in.CapacityProviderStrategy) > 0 {
				r.reportValue("launchType", string(in.LaunchType), "cannot be set together with capacityProviderStrategy", "leave launchType out to use the strategy", "capacityProviderStrategy")
			}
		},
	},
	{
		Rule: Rule{
			ID: "network-fargate-required", Field: "networkConfiguration", What: "A task on Fargate has a network configuration with subnets: its network mode is awsvpc.",
			Kind: field.Required, Severity: errorSeverity, Evidence: Documented | Observed, Source: thread("fabfuel/ecs-deploy", "61"),
			launches: refusedOnFargate,
		},
		check: func(r *run, in *runTask) {
			const hint = "give awsvpcConfiguration with the subnets of the task"
			if r.launchRead && r.definition() != &noDefinition {
				return // network-required
			}
			switch n := in.NetworkConfiguration; {
			case n == nil:
				r.report("networkConfiguration", "is required for Fargate", hint)
			case n.AwsvpcConfiguration == nil:
				r.report("networkConfiguration.awsvpcConfiguration", "is required for Fargate", hint)
			}
		},
	},
	{
		Rule: Rule{
			ID: "network-external", Field: "networkConfiguration", What: "A task on an external instance has no network configuration: that is for the network mode awsvpc, which external instances do not have.",
			Kind: field.Unsupported, Severity: warningSeverity, Evidence: Documented, Source: guide("ecs-anywhere"),
			launches: &severities{launchExternal: warningSeverity},
		},
		check: func(r *run, in *runTask) {
			if in.NetworkConfiguration != nil {
				r.report("networkConfiguration", "is not available on external instances, which do not have the network mode awsvpc", "leave it out", "launchType")
			}
		},
	},
	{
		Rule: Rule{
			ID: "volumes-external", Field: "volumeConfigurations", What: "A task on an external instance has no volume configuration: Amazon EBS volumes are attached to tasks on Fargate, Amazon EC2 and Managed Instances.",
			Kind: field.Unsupported, Severity: warningSeverity, Evidence: Documented, Source: guide("ebs-volumes"),
			launches: &severities{launchExternal: warningSeverity},
		},
		check: func(r *run, in *runTask) {
			if len(in.VolumeConfigurations) > 0 {
				r.report("volumeConfigurations", "is not available on external instances, to which Amazon EBS volumes cannot be attached", "leave it out", "launchType")
			}
		},
	},
	{
		Rule: Rule{
			ID: "client-token-length", Field: "clientToken", What: "A client token has at most {max} characters.",
			Limit: "{max} characters", limits: limits{max: 64}, Kind: field.TooLong, Severity: errorSeverity, Evidence: Documented, Source: idempotency,
		},
		check: notLonger("clientToken", clientToken),
	},
	{
		Rule: Rule{
			ID: "client-token-chars", Field: "clientToken", What: "A client token has printable ASCII characters other than the space, which are those from 33 to 126.",
			Limit: "^[!-~]*$", Kind: field.Invalid, Severity: errorSeverity, Evidence: Documented, Source: idempotency,
		},
		check: text("clientToken", clientToken, func(s string) (msg, hint string) {
			if consistsOf(s, printable) {
				return "", ""
			}
			if msg, hint = strayEnds(s); msg != "" {
				return msg, hint
			}
			return "contains characters that no client token has", "use ASCII letters, digits and signs, without spaces"
		}),
	},
	{
		Rule: Rule{
			ID: "client-token-empty", Field: "clientToken", What: "A client token is left out, or not empty. The SDK sends an empty one instead of generating one, and then a retry may start the tasks twice.",
			Kind: field.Invalid, Severity: warningSeverity, Evidence: Observed | Inferred, Source: blob("aws/aws-sdk-go-v2", "service/ecs/v1.104.2", "service/ecs/api_op_RunTask.go"),
		},
		check: text("clientToken", clientToken, func(s string) (msg, hint string) {
			if s != "" {
				return "", ""
			}
			return "is empty, which keeps the SDK from generating a token", "leave it out; " + unset
		}),
	},
	{Rule: placeholderName, check: text("clientToken", clientToken, isPlaceholder)},
}

const idempotency = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ECS_Idempotency.html"

// requestedLaunchTypes are those that a request can have.
var requestedLaunchTypes = slices.DeleteFunc(types.LaunchType("").Values(), func(t types.LaunchType) bool {
	return t == types.LaunchTypeManagedInstances
})

var knownLaunchType = enum("launchType", func(in *runTask) types.LaunchType {
	if in.LaunchType == types.LaunchTypeManagedInstances {
		return "" // launch-type-managed-instances
	}
	return in.LaunchType
}, requestedLaunchTypes)
