package failure

import (
	"math"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// stop is a reason that ECS gives for the end of a task or of a container.
type stop struct {
	message string
	Explanation
}

const (
	stopsDoc  = guide + "stopped-task-errors.html"
	pullDoc   = guide + "task_cannot_pull_image.html"
	startDoc  = guide + "failed-to-start-error.html"
	placedDoc = guide + "api_failures_messages.html"
	dagster   = github + "dagster-io/dagster/blob/master/python_modules/libraries/dagster-aws/dagster_aws/ecs/utils.py"
	agentDoc  = github + "aws/amazon-ecs-agent/blob/3959e5fa35b43fb176ced3b6fb84291395ad75b4/agent/dockerclient/dockerapi/errors.go"
)

// stopReasons are the reasons that say what went wrong. Of several that match the
// first counts, so the telling ones come first.
var stopReasons = []stop{
	// The memory of a container.
	{"OutOfMemoryError…", Explanation{
		"a container used more memory than its limit and was killed",
		"give the container or the task more memory", RetryNever, agentDoc,
	}},

	// Placement that failed after the call, with a capacity provider.
	{"TaskFailedToStart: RESOURCE:…", Explanation{
		"the instances of the capacity provider are too small for the task",
		"use larger instances, or lower what the task requires", RetryNever, placedDoc,
	}},
	{"TaskFailedToStart: AGENT…", Explanation{
		"the ECS agent of the instance is disconnected",
		"agents reconnect by themselves: try again in a few minutes, or check the instance", RetrySoon, placedDoc,
	}},
	{"TaskFailedToStart: ATTRIBUTE…", Explanation{
		"the instances of the capacity provider do not have an attribute that the task definition requires",
		"compare requiresAttributes of the task definition with the attributes of the instances", RetryNever, placedDoc,
	}},
	{"TaskFailedToStart: MemberOf placement constraint unsatisfied…", Explanation{
		"no instance of the capacity provider matches the placement constraint",
		"check the expression of the constraint", RetryNever, placedDoc,
	}},
	{"TaskFailedToStart: NO ACTIVE INSTANCES…", Explanation{
		"the capacity provider has no active instance",
		"check its Auto Scaling group, and try again when an instance is active", RetryLater, placedDoc,
	}},
	{"TaskFailedToStart: EMPTY CAPACITY PROVIDER…", Explanation{
		"no instance of the capacity provider was registered in time",
		"check its Auto Scaling group, the AMI and the user data, and try again when an instance is active", RetryLater, github + "aws/containers-roadmap/issues/2381",
	}},
	{"…The selected task definition is not compatible with the selected compute strategy…", Explanation{
		"the task definition is not compatible with the capacity providers",
		"register it with their kind in requiresCompatibilities, or choose other providers", RetryNever, startDoc,
	}},

	// The image.
	{"CannotPullContainerError…does not contain descriptor matching platform…", Explanation{
		"the image is built for another processor architecture or operating system",
		"build the image for the platform of the task, or set runtimePlatform in the task definition", RetryNever, github + "aviswerdlow/relay/issues/71",
	}},
	{"CannotPullContainerError…toomanyrequests…", pullRate},
	{"CannotPullContainerError…pull rate limit…", pullRate},
	{"CannotPullContainerError…no space left on device…", Explanation{
		"the disk of the container instance is full",
		"use another instance, or remove images and containers there", RetryLater, pullDoc,
	}},
	{"CannotPullContainerError…403 Forbidden…", Explanation{
		"the registry does not allow the task to pull the image, or the image was deleted",
		"check the permissions of the execution role or the instance role, and that the tag or digest still exists", RetryNever, github + "aws/containers-roadmap/issues/2493",
	}},
	{"CannotPullContainerError…not found…", Explanation{
		"the registry does not have the image, or does not show it to the task",
		"check the name and the tag of the image, and the permission to pull it", RetryNever, github + "aws/amazon-ecs-agent/issues/943",
	}},
	{"CannotPullContainerError…request canceled while waiting for connection…", Explanation{
		"the task cannot reach the registry",
		"give the task a public address, a NAT gateway or VPC endpoints, and check its security groups", RetryNever, pullDoc,
	}},
	{"CannotPullContainerError…httpReaderSeeker: failed open…", Explanation{
		"the registry interrupted the pull, or limits its rate",
		"try again after a pause", RetryLater, github + "aws/aws-for-fluent-bit/issues/234",
	}},
	{"CannotPullContainerError…i/o timeout…", pullHiccup},
	{"CannotPullContainerError…EOF…", pullHiccup},
	{"CannotPullContainerError…invalid argument…", pullHiccup},
	{"CannotPullContainerError…", Explanation{
		"the image could not be pulled",
		"check its name, the permission to pull it, and the network path from the task to the registry", RetryUnknown, pullDoc,
	}},
	{"CannotPullECRContainerError…", Explanation{
		"the login to Amazon ECR failed",
		"check the permissions of the execution role or the instance role", RetryNever, pullDoc,
	}},

	// What a task needs before its containers start.
	{"ResourceInitializationError…AccessDeniedException…logs:CreateLogGroup…", Explanation{
		"the execution role may not create the log group that awslogs-create-group asks for",
		"allow logs:CreateLogGroup, or create the log group", RetryNever, github + "terraform-aws-modules/terraform-aws-ecs/issues/313",
	}},
	{"ResourceInitializationError…The specified log group does not exist…", noLogGroup},
	{"CannotStartContainerError…The specified log group does not exist…", noLogGroup},
	{"ResourceInitializationError…connection issue between the task and Amazon CloudWatch…", Explanation{
		"the task cannot reach Amazon CloudWatch Logs, although the message names the log group",
		"give the task a public address, a NAT gateway or a VPC endpoint, and check its security groups", RetryNever, github + "civiform/civiform/issues/7648",
	}},
	{"ResourceInitializationError…AccessDenied…", Explanation{
		"the execution role may not read a secret, a parameter, a file or the registry",
		"allow the action that the message names, for the execution role", RetryNever, guide + "task_execution_IAM_role.html",
	}},
	{"ResourceInitializationError…connection issue between the task and …", noRoute},
	{"ResourceInitializationError…unable to retrieve ecr registry auth: service call has been retried…", noRoute},
	{"ResourceInitializationError…failed to configure ENI…", Explanation{
		"the host could not set up the network interface of the task",
		"try again", RetrySoon, stopsDoc,
	}},
	{"ResourceInitializationError…", Explanation{
		"something that the task needs before its containers start could not be obtained: a secret, a file, a volume, the log or the registry",
		"check the permissions of the execution role, and the network path from the task to the service that the message names", RetryUnknown, stopsDoc,
	}},
	{"Timeout waiting for network interface provisioning to complete…", Explanation{
		"the network interface of the task was not ready in time",
		"try again", RetrySoon, dagster,
	}},
	{"Timeout waiting for EphemeralStorage provisioning to complete…", Explanation{
		"the ephemeral storage of the task was not ready in time",
		"try again", RetrySoon, dagster,
	}},
	{"Unexpected EC2 error while attempting to Create Network Interface…InsufficientFreeAddressesInSubnet…", Explanation{
		"the subnet does not have a free address",
		"use another or a larger subnet, or try again when tasks there have stopped", RetryLater, startDoc,
	}},
	{"Unexpected EC2 error while attempting to Create Network Interface…AuthFailure…", Explanation{
		"EC2 did not let ECS create the network interface; this passes by itself",
		"try again", RetrySoon, dagster,
	}},
	{"Unexpected EC2 error while attempting to tag the network interface…TagPolicyViolation…", Explanation{
		"the tag policy of the organization does not allow the network interface without certain tags",
		"propagate tags that the policy allows", RetryNever, startDoc,
	}},
	{"Unexpected EC2 error while attempting to …", Explanation{
		"EC2 refused something that the task needs",
		"see the error of EC2 in the message, and try again", RetrySoon, startDoc,
	}},
	{"Unable to attach network interface to unused device index…", Explanation{
		"the instance does not have a free network interface for the task",
		"use another or a larger instance, or turn on ENI trunking", RetryLater, github + "aws/containers-roadmap/issues/1545",
	}},
	{"InternalError…", Explanation{
		"an error inside ECS, or on its way to the instance",
		"try again", RetrySoon, startDoc,
	}},

	// Docker on the instance.
	{"DockerTimeoutError…", Explanation{
		"Docker on the container instance did not respond in time",
		"try again on another instance", RetrySoon, agentDoc,
	}},
	{"CannotStartContainerError…", dockerRefused},
	{"CannotCreateContainerError…", dockerRefused},
	{"CannotCreateVolumeError…", dockerRefused},
	{"CannotInspectContainerError…", dockerRefused},
	{"CannotDescribeContainerError…", dockerRefused},
}

// stopSummaries are reasons of the task as a whole, which say less than a reason
// of one of its containers.
var stopSummaries = []stop{
	{"Your Spot Task was interrupted.", spot},
	{"Host EC2 (instance …) terminated.", hostGone},
	{"Host EC2 (instance …) stopped.", hostGone},
	{"Task stopped by user", byUser},
	{"Task failed to start", neverRan},
}

// stopCodes are for tasks without a reason that is known.
var stopCodes = map[types.TaskStopCode]Explanation{
	types.TaskStopCodeTaskFailedToStart: neverRan,
	types.TaskStopCodeUserInitiated:     byUser,
	types.TaskStopCodeServiceSchedulerInitiated: {
		"a service stopped the task",
		"see the events of the service", RetryNever, stopsDoc,
	},
	types.TaskStopCodeSpotInterruption:  spot,
	types.TaskStopCodeTerminationNotice: spot,
	types.TaskStopCodeInfrastructureHealth: {
		"the infrastructure that the task ran on is unhealthy or under maintenance",
		"start the task again", RetrySoon, stopsDoc,
	},
}

// noExitCode stands for a container that ECS gives no exit code for.
const noExitCode = math.MinInt32

// exitCodes are those that say more than that a program failed. The order is that
// in which they explain a task with several: a container that was killed may have
// been stopped because another one ended.
//
// Source: https://docs.docker.com/engine/containers/run/#exit-status; 128 + n is
// signal n.
var exitCodes = []struct {
	code int32
	Explanation
}{
	{127, Explanation{"the command of a container was not found", "check command, entryPoint and the image", RetryNever, stopsDoc}},
	{126, Explanation{"the command of a container cannot be executed", "check its permissions, and that it is built for the platform of the task", RetryNever, stopsDoc}},
	{139, Explanation{"a container ended with a segmentation fault", "see the log of the container", RetryNever, stopsDoc}},
	{137, Explanation{
		"a container was killed: for its use of memory, if ECS says so, or because it did not end within stopTimeout after it was asked to stop, for example when another container had ended",
		"compare the exit codes of the other containers, and the memory in use with the limit", RetryUnknown, stopsDoc,
	}},
	{143, Explanation{
		"a container ended because it was asked to stop, for example when another container had ended",
		"see the exit codes of the other containers", RetryUnknown, stopsDoc,
	}},
	{noExitCode, Explanation{"a container never ran, or ECS does not know how it ended", "see the reason of the container", RetryUnknown, stopsDoc}},
}

// Explanations of several reasons or stop codes.
var (
	succeeded = Explanation{
		"all containers exited with 0: the task did its work",
		"nothing needs to be done, unless the task was meant to keep running", RetryNever, stopsDoc,
	}
	failed = Explanation{
		"an essential container exited",
		"see its exit code and its log", RetryUnknown, stopsDoc,
	}
	neverRan = Explanation{
		"the task stopped before any container ran",
		"see the reason of the task and of its containers", RetryUnknown, startDoc,
	}
	byUser = Explanation{
		"somebody stopped the task, or deregistered its container instance",
		"look in AWS CloudTrail for who called StopTask", RetryNever, stopsDoc,
	}
	spot = Explanation{
		"Spot capacity was reclaimed",
		"start the task again, or use FARGATE or On-Demand Instances if it must not be interrupted", RetrySoon, github + "reproio/wrapbox/pull/53",
	}
	hostGone = Explanation{
		"the EC2 instance of the task was terminated or stopped; a Spot Instance may have been reclaimed",
		"start the task again on another instance", RetrySoon, github + "azavea/raster-vision-aws/issues/15",
	}
	noLogGroup = Explanation{
		"the log group of a container does not exist",
		"create it, or set awslogs-create-group in the task definition", RetryNever, github + "airbnb/ottr/issues/7",
	}
	noRoute = Explanation{
		"the task cannot reach the service that the message names",
		"give the task a public address, a NAT gateway or a VPC endpoint, and check its security groups", RetryNever, github + "globaldothealth/list/issues/2662",
	}
	pullRate = Explanation{
		"the registry limits how often images are pulled",
		"wait, log in to the registry, or keep the image in Amazon ECR", RetryLater, pullDoc,
	}
	pullHiccup = Explanation{
		"the pull of the image was interrupted",
		"try again", RetrySoon, dagster,
	}
	dockerRefused = Explanation{
		"Docker on the container instance refused the container",
		"see the error of Docker in the message", RetryNever, agentDoc,
	}
)
