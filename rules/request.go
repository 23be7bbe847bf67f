package rules

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/ptr"
)

const (
	errorSeverity   = field.SeverityError
	warningSeverity = field.SeverityWarning
)

type runTask = ecs.RunTaskInput

func cluster(in *runTask) *string          { return in.Cluster }
func taskDefinitionOf(in *runTask) *string { return in.TaskDefinition }
func startedBy(in *runTask) *string        { return in.StartedBy }
func group(in *runTask) *string            { return in.Group }
func requestTags(in *runTask) []types.Tag  { return in.Tags }
func volumes(in *runTask) []volume         { return in.VolumeConfigurations }

// requestTable holds the rules that requests of RunTask and StartTask share.
var requestTable = &table[runTask]{
	rows: []row[runTask]{
		{
			Rule: Rule{
				ID: "cluster-name", Field: "cluster", What: "A cluster that is not given by its ARN is a cluster name.",
				Limit: namePattern, Kind: field.Invalid, Severity: errorSeverity,
				Evidence: Observed, Source: thread("awslabs/amazon-ecs-nodejs-microservices", "18"),
			},
			check: text("cluster", cluster, sound(clusterName)),
		},
		{
			Rule: Rule{
				ID: "cluster-arn", Field: "cluster", What: "A cluster given by its ARN is a full ARN of a cluster.",
				Limit: "arn:<partition>:ecs:<region>:<account>:cluster/<name>", Kind: field.Invalid, Severity: errorSeverity,
				Evidence: Documented | Observed, Source: api("StartTask"),
			},
			check: text("cluster", cluster, sound(clusterARN)),
		},
		{
			Rule: Rule{
				ID: "cluster-empty", Field: "cluster", What: "A cluster is left out, or not empty. DescribeClusters was seen to refuse an empty one; whether StartTask does, or uses default, is not known.",
				Kind: field.Invalid, Severity: warningSeverity, Evidence: Observed | Inferred, Source: thread("blox/blox", "170"),
			},
			check: notEmpty("cluster", cluster),
		},
		{
			Rule:  strayChars,
			check: all(text("cluster", cluster, strayEnds), text("taskDefinition", taskDefinitionOf, strayEnds)),
		},
		{
			Rule: placeholderName,
			check: all(unless(tellsCluster, text("cluster", cluster, isPlaceholder)), unless(tellsDefinition, text("taskDefinition", taskDefinitionOf, isPlaceholder)),
				text("group", group, isPlaceholder), text("startedBy", startedBy, isPlaceholder)),
		},
		{
			Rule:  arnPartition,
			check: all(text("cluster", cluster, partition), text("taskDefinition", taskDefinitionOf, partition)),
		},
		{
			Rule: Rule{
				ID: "arn-agreement", Field: "taskDefinition",
				What: "The ARNs of the cluster, the task definition and the container instances name the same partition, region and account.",
				Kind: field.Conflict, Severity: errorSeverity, Evidence: Observed, Source: thread("aws-actions/amazon-ecs-deploy-task-definition", "261"),
			},
			check: arnAgreement,
		},
		{
			Rule: Rule{
				ID: "role-account", Field: "overrides.taskRoleArn",
				What: "The task role, the execution role and the roles of volumes belong to one account, which is that of the other ARNs of the request: a role cannot be passed to another account.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Inferred, Source: guide("security_iam_id-based-policy-examples"),
			},
			check: roleAccount,
		},
		{
			Rule: Rule{
				ID: "task-definition-required", Field: "taskDefinition", What: "A request has a task definition.",
				Kind: field.Required, Severity: errorSeverity, Evidence: Documented, Source: api("StartTask"),
			},
			check: given("taskDefinition", taskDefinitionOf, "give a family, a family:revision, or an ARN"),
		},
		{
			Rule: Rule{
				ID: "task-definition-family", Field: "taskDefinition", What: "A task definition that is not given by its ARN begins with a family. RegisterTaskDefinition was seen to refuse other characters.",
				Limit: namePattern, Kind: field.Invalid, Severity: errorSeverity,
				Evidence: Documented | Observed, Source: thread("aws/amazon-ecs-cli", "37"),
			},
			check: text("taskDefinition", taskDefinitionOf, sound(taskDefinitionFamily)),
		},
		{
			Rule: Rule{
				ID: "task-definition-revision", Field: "taskDefinition", What: "The revision of a task definition is a positive number, not latest or *.",
				Limit: "^[1-9][0-9]*$", Kind: field.Invalid, Severity: errorSeverity,
				Evidence: Observed, Source: thread("hashicorp/terraform-provider-aws", "30313"),
			},
			check: text("taskDefinition", taskDefinitionOf, sound(taskDefinitionRevision)),
		},
		{
			Rule: Rule{
				ID: "task-definition-arn", Field: "taskDefinition", What: "A task definition given by its ARN is a full ARN of a task definition.",
				Limit: "arn:<partition>:ecs:<region>:<account>:task-definition/<family>:<revision>", Kind: field.Invalid, Severity: errorSeverity,
				Evidence: Documented, Source: api("StartTask"),
			},
			check: text("taskDefinition", taskDefinitionOf, sound(taskDefinitionARN)),
		},
		{
			Rule: Rule{
				ID: "task-definition-arn-revision", Field: "taskDefinition", What: "The ARN of a task definition has a revision. Without one, the latest active revision is started, as with a family alone. This is not documented for StartTask, but is common with services and EventBridge.",
				Kind: field.Invalid, Severity: warningSeverity, Evidence: Inferred, Source: thread("hashicorp/terraform-provider-aws", "27119"), Optional: true,
			},
			check: text("taskDefinition", taskDefinitionOf, sound(taskDefinitionPinned)),
		},
		{
			Rule: Rule{
				ID: "started-by-length", Field: "startedBy", What: "startedBy has at most {max} characters.",
				Limit: "{max} characters", limits: limits{max: 36, runTask: 128}, Kind: field.TooLong, Severity: errorSeverity,
				Evidence: Documented | Observed, Source: api("StartTask"),
			},
			check: notLonger("startedBy", startedBy),
		},
		{
			Rule: Rule{
				ID: "started-by-chars", Field: "startedBy", What: "startedBy has letters, digits, hyphens, underscores and slashes, as documented, or spaces and dots, which RunTask was seen to accept: AWS Step Functions sends spaces. No refusal of a character is known.",
				Limit: "^[a-zA-Z0-9/_ .-]*$", Kind: field.Invalid, Severity: warningSeverity, Evidence: Documented | Observed,
				Source: blob("localstack/localstack", "f52105ac3bc3fa20a003730ba9cbf51732a0e320", "tests/aws/services/stepfunctions/v2/services/test_ecs_task_service.snapshot.json"),
			},
			check: text("startedBy", startedBy, startedByChars),
		},
		{
			Rule: Rule{
				ID: "started-by-empty", Field: "startedBy", What: "startedBy is left out, or not empty.",
				Kind: field.Invalid, Severity: warningSeverity, Evidence: Inferred, Source: api("StartTask"), Optional: true,
			},
			check: notEmpty("startedBy", startedBy),
		},
		{
			Rule: Rule{
				ID: "started-by-service", Field: "startedBy", What: "startedBy does not begin with ecs-svc/, the prefix of service deployments: ListTasks would list these tasks with those of services.",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Inferred, Source: api("StartTask"),
			},
			check: text("startedBy", startedBy, func(s string) (msg, hint string) {
				if strings.HasPrefix(s, "ecs-svc/") {
					return "looks like the deployment of a service", "use a prefix other than ecs-svc/"
				}
				return "", ""
			}),
		},
		{
			Rule: Rule{
				ID: "group-length", Field: "group", What: "The name of a task group has at most {max} characters.",
				Limit: "{max} characters", limits: limits{max: 255}, Kind: field.TooLong, Severity: errorSeverity, Evidence: Documented, Source: guide("task-groups"),
			},
			check: notLonger("group", group),
		},
		{
			Rule: Rule{
				ID: "group-service", Field: "group", What: "The name of a task group is not in the namespace service:. StartTask and RunTask were seen to accept others.",
				Kind: field.Invalid, Severity: errorSeverity, Evidence: Observed, Source: blob("abicky/ecsmec", "c5fb1bc47d1854502472b5f9117377d1c6227b0d", "internal/capacity/drainer.go"),
			},
			check: text("group", group, groupService),
		},
		{
			Rule: Rule{
				ID: "group-empty", Field: "group", What: "The task group is left out, or not empty.",
				Kind: field.Invalid, Severity: warningSeverity, Evidence: Inferred, Source: api("StartTask"), Optional: true,
			},
			check: notEmpty("group", group),
		},
		{
			Rule: Rule{
				ID: "reference-id", Field: "referenceId", What: "referenceId is left out: it is not intended for use by customers.",
				Kind: field.Unsupported, Severity: warningSeverity, Evidence: Documented, Source: api("StartTask"),
			},
			check: func(r *run, in *runTask) {
				if in.ReferenceId != nil {
					r.reportValue("referenceId", *in.ReferenceId, "is reserved for Amazon ECS", "leave it out")
				}
			},
		},
		{
			Rule: Rule{
				ID: "propagate-tags", Field: "propagateTags", What: "propagateTags is a value of the API's enum.",
				Limit: "TASK_DEFINITION, SERVICE or NONE", Kind: field.Unknown, Severity: errorSeverity, Evidence: Documented, Source: api("StartTask"),
			},
			check: enum("propagateTags", func(in *runTask) types.PropagateTags { return in.PropagateTags }, types.PropagateTags("").Values()),
		},
		{
			Rule: Rule{
				ID: "propagate-tags-service", Field: "propagateTags", What: "propagateTags is not SERVICE: no service starts the task.",
				Kind: field.Unsupported, Severity: warningSeverity, Evidence: Documented | Inferred, Source: api("RunTask"),
			},
			check: func(r *run, in *runTask) {
				if in.PropagateTags == types.PropagateTagsService {
					r.reportValue("propagateTags", "SERVICE", "needs a service, but none starts the task", "use TASK_DEFINITION, or leave it out")
				}
			},
		},
		{
			Rule: Rule{
				ID: "propagate-tags-none", Field: "propagateTags",
				What: "propagateTags is left out rather than NONE: NONE is in the API's enum, but was reported to be refused.",
				Kind: field.Unsupported, Severity: warningSeverity, Evidence: Documented | Observed, Source: blob("kayac/ecspresso", "9f7a84904d87c43350b791daed0d770c337f5005", "run.go"),
			},
			check: func(r *run, in *runTask) {
				if in.PropagateTags == types.PropagateTagsNone {
					r.reportValue("propagateTags", "NONE", "was reported to be refused by ECS", "leave it out, which means the same")
				}
			},
		},
		{
			Rule: Rule{
				ID: "assign-public-ip-fargate", Field: "networkConfiguration.awsvpcConfiguration.assignPublicIp",
				What: "assignPublicIp is ENABLED only for tasks on Fargate: those on container instances get no public address. The finding is an error for RunTask with the launch types EC2 and EXTERNAL, and a warning with capacity providers other than Fargate's, where the cluster decides, and for StartTask.",
				Kind: field.Unsupported, Severity: errorSeverity, Evidence: Documented | Observed, Source: thread("aws/amazon-ecs-cli", "627"),
				launches: refusedOnInstances,
			},
			check: func(r *run, in *runTask) {
				if awsvpc, known := r.known.inVPC(); known && !awsvpc {
					return // network-mode
				}
				if n := in.NetworkConfiguration; n != nil && n.AwsvpcConfiguration != nil && n.AwsvpcConfiguration.AssignPublicIp == types.AssignPublicIpEnabled {
					r.reportOnlyFargate("networkConfiguration.awsvpcConfiguration.assignPublicIp", "ENABLED")
				}
			},
		},
		{
			Rule: Rule{
				ID: "ephemeral-storage-fargate", Field: "overrides.ephemeralStorage",
				What: "Only a task on Fargate has ephemeralStorage. The finding is an error for RunTask with the launch types EC2 and EXTERNAL, and a warning with capacity providers other than Fargate's, where the cluster decides, and for StartTask.",
				Kind: field.Unsupported, Severity: errorSeverity, Evidence: Documented | Observed, Source: bench("fargate-ephemeral-storage-ec2"),
				launches: refusedOnInstances,
			},
			check: func(r *run, in *runTask) {
				if in.Overrides != nil && in.Overrides.EphemeralStorage != nil {
					r.reportOnlyFargate("overrides.ephemeralStorage", "")
				}
			},
		},
		{
			Rule: volumeRule("volume-role-task", "roleArn", "The infrastructure role of a volume is not also the task role or the execution role: ECS assumes it to manage the volume, and the tasks assume the others.",
				"", field.Conflict, warningSeverity).because(Inferred, guide("infrastructure_IAM_role")),
			check: volumeRoleTask,
		},
		{Rule: tagsCount, check: atMost("tags", requestTags, "remove some of them")},
		{Rule: tagKeyDuplicate, check: unique("tags", ".key", requestTags, tagKey, "remove one of them")},
		{Rule: tagKeyCase, check: func(r *run, in *runTask) { tagKeysByCase(r, in.Tags) }},
		{
			Rule: Rule{
				ID: "volumes-count", Field: "volumeConfigurations", What: "At most {max} volume is configured: a task can have one Amazon EBS volume.",
				Limit: "{max} volume", limits: limits{max: 1}, Kind: field.TooMany, Severity: errorSeverity, Evidence: Documented, Source: guide("ebs-volumes"),
			},
			check: atMost("volumeConfigurations", volumes, "keep one of them"),
		},
	},
	parts: []part[runTask]{
		child("networkConfiguration", func(in *runTask) *types.NetworkConfiguration { return in.NetworkConfiguration }, networkTable),
		child("overrides", func(in *runTask) *types.TaskOverride { return in.Overrides }, taskOverrideTable),
		children("tags", requestTags, tagTable),
		children("volumeConfigurations", volumes, volumeTable),
		checkState,
	},
}

func volumeRoleTask(r *run, in *runTask) {
	for i, v := range in.VolumeConfigurations {
		if v.ManagedEBSVolume == nil || in.Overrides == nil {
			continue
		}
		role := ptr.Value(v.ManagedEBSVolume.RoleArn)
		for _, other := range [...]struct {
			member string
			arn    *string
		}{{"taskRoleArn", in.Overrides.TaskRoleArn}, {"executionRoleArn", in.Overrides.ExecutionRoleArn}} {
			if role != "" && role == ptr.Value(other.arn) {
				r.reportValue(index("volumeConfigurations", i)+".managedEBSVolume.roleArn", role, "is also the "+other.member+" of the task",
					"give an infrastructure role, which ecs.amazonaws.com may assume", field.Path("overrides."+other.member))
				break
			}
		}
	}
}
