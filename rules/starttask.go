package rules

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/arn"
)

// instanceReport has what StartTask answered to an instance called None:
// "instanceId length should be one of [32,36]".
var instanceReport = blob("christophelimpalair/pathfinding-labs", "8f660413e1e9f374055018bff9580bee7ea3614b",
	"modules/scenarios/single-account/privesc-one-hop/to-admin/ecs-005-iam-passrole+ecs-registertaskdefinition+ecs-starttask/solution.md")

type startTask = ecs.StartTaskInput

func instances(in *startTask) []string { return in.ContainerInstances }

// asRequest returns what in has in common with a request of RunTask, as one.
func asRequest(in *startTask) runTask {
	return runTask{
		Cluster: in.Cluster, EnableECSManagedTags: in.EnableECSManagedTags, EnableExecuteCommand: in.EnableExecuteCommand, Group: in.Group,
		NetworkConfiguration: in.NetworkConfiguration, Overrides: in.Overrides, PropagateTags: in.PropagateTags, ReferenceId: in.ReferenceId,
		StartedBy: in.StartedBy, Tags: in.Tags, TaskDefinition: in.TaskDefinition, VolumeConfigurations: in.VolumeConfigurations,
	}
}

// startTaskTable holds the rules for what StartTask alone has, or alone refuses.
var startTaskTable = &table[startTask]{
	operations: StartTask,
	enter: func(r *run, in *startTask) {
		r.operations, r.launch, r.instances = StartTask, launchNamed, in.ContainerInstances
		r.request = asRequest(in)
		r.know(&r.request)
	},
	rows: []row[startTask]{
		{Rule: strayChars, check: texts("containerInstances", instances, strayInstance)},
		{Rule: arnPartition, check: texts("containerInstances", instances, partition)},
		{
			Rule: Rule{
				ID: "instance-cluster", Field: "containerInstances[]",
				What: "If the ARN of a container instance names a cluster, it is that of the request, or default if the request has none. If the cluster of the request is not valid, all these ARNs name the same cluster.",
				Kind: field.Conflict, Severity: errorSeverity, Evidence: Observed, Source: thread("docker/compose-cli", "2086"),
			},
			check: instanceCluster,
		},
		{
			Rule: Rule{
				ID: "instances-required", Field: "containerInstances", What: "At least one container instance is given.",
				Limit: "{min} instance", limits: limits{min: 1}, Kind: field.Required, Severity: errorSeverity, Evidence: Documented | Observed, Source: api("StartTask"),
			},
			check: atLeastOne("containerInstances", instances, "give the id or ARN of a container instance"),
		},
		{
			Rule: Rule{
				ID: "instances-count", Field: "containerInstances", What: "At most {max} container instances are given.",
				Limit: "{max} instances", limits: limits{max: 10}, Kind: field.TooMany, Severity: errorSeverity, Evidence: Documented, Source: api("StartTask"),
			},
			check: atMost("containerInstances", instances, "send several requests, as starttask.StartAll does"),
		},
		{
			Rule: Rule{
				ID: "instance-id-length", Field: "containerInstances[]", What: "The id of a container instance has {min} or, on old instances, {max} characters.",
				Limit: "{min} or {max} characters", limits: limits{min: idLength, max: oldIDLength}, Kind: field.Invalid, Severity: errorSeverity, Evidence: Observed, Source: instanceReport,
			},
			check: texts("containerInstances", instances, soundID(instanceIDLength)),
		},
		{
			Rule: Rule{
				ID: "instance-ec2-id", Field: "containerInstances[]", What: "A container instance is not given by the id of its EC2 instance or SSM managed instance.",
				Kind: field.Invalid, Severity: errorSeverity, Evidence: Observed | Inferred, Source: instanceReport,
			},
			check: texts("containerInstances", instances, soundID(instanceEC2)),
		},
		{
			Rule: Rule{
				ID: "instance-id-chars", Field: "containerInstances[]", What: "The id of a container instance has hexadecimal digits, and hyphens when it has 36 characters.",
				Limit: "^[0-9a-f]{32}$ or ^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", Kind: field.Invalid, Severity: warningSeverity,
				Evidence: Inferred, Source: api("ContainerInstance"),
			},
			check: texts("containerInstances", instances, soundID(instanceIDChars)),
		},
		{
			Rule: Rule{
				ID: "instance-arn", Field: "containerInstances[]", What: "A container instance given by its ARN is a full ARN of a container instance, with its cluster or without.",
				Limit: "arn:<partition>:ecs:<region>:<account>:container-instance/[<cluster>/]<id>", Kind: field.Invalid, Severity: errorSeverity,
				Evidence: Documented, Source: guide("ecs-account-settings"),
			},
			check: texts("containerInstances", instances, soundID(instanceARN)),
		},
		{
			Rule: Rule{
				ID: "instance-duplicate", Field: "containerInstances[]", What: "No container instance is given twice: it gets two tasks.",
				Kind: field.Duplicate, Severity: warningSeverity, Evidence: Observed,
				Source: blob("aws/amazon-ecs-agent", "7519dfeebb86178be067133880ee719cac3f309e", "agent/functional_tests/util/utils.go"),
			},
			check: unique("containerInstances", "", instances, func(s *string) string { return arn.ID(*s) }, "remove one of them, unless it is to run two tasks"),
		},
	},
	parts: []part[startTask]{
		func(r *run, _ *startTask) { requestTable.check(r, &r.request) },
	},
}
