package failure

import (
	"math"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// stop is a reason that ECS gives for the end of a task or of a container.
type stop struct {
	message string
	Explanation
}

// stops returns rows for the messages that begin with a text and then have one of
// the signs.
func stops(begins string, e Explanation, signs ...string) (list []stop) {
	for _, sign := range signs {
		list = append(list, stop{begins + anything + sign + anything, e})
	}
	return list
}

const (
	knowledge  = "https://repost.aws/knowledge-center/"
	stopsDoc   = guide + "stopped-task-errors.html"
	stoppedDoc = knowledge + "ecs-task-stopped"
	startDoc   = guide + "failed-to-start-error.html"
	placedDoc  = guide + "api_failures_messages.html"
)

// stopReasons are the reasons that say what went wrong. Of several that match the
// first counts, so the telling ones come first; testdata/stops.jsonl holds what
// each message gives. RetrySoon and RetryLater need the word of AWS, or of the makers
// of Docker; what may or may not pass by itself is RetryUnknown.
var stopReasons = slices.Concat(memoryStops, placementStops, imageStops, logStops, secretStops, volumeStops, resourceStops, containerStops)

var memoryStops = stops("OutOfMemoryError", Explanation{
	"a container used more memory than its limit and was killed",
	"give the container or the task more memory", RetryNever, guide + "out-of-memory.html",
}, "")

// placementStops are placements that failed after the call, with a capacity provider.
var placementStops = []stop{
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
}

// stopSummaries are reasons of the task as a whole, which say less than a reason
// of one of its containers.
var stopSummaries = []stop{
	{"Your Spot Task was interrupted.", spot},
	{"…ECS is performing maintenance on the underlying infrastructure…", unhealthyHost},
	{"Scaling activity initiated by …", Explanation{
		"a service stopped the task, to scale in or to replace it",
		"see the events of the service", RetryNever, stoppedDoc,
	}},
	{"Task failed ELB health checks…", Explanation{
		"the load balancer found the task unhealthy",
		"check the port and the path of the health check, its grace period, the security group of the task, and the log", RetryUnknown, stoppedDoc,
	}},
	{"Task failed container health checks", Explanation{
		"the health check of a container failed",
		"run its command in the container, and see the log", RetryUnknown, stoppedDoc,
	}},
	{"Container instance deregistration forced by user", byUser},
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
	types.TaskStopCodeSpotInterruption:     spot,
	types.TaskStopCodeTerminationNotice:    spot,
	types.TaskStopCodeInfrastructureHealth: unhealthyHost,
}

const exitDoc = "https://docs.docker.com/engine/containers/run/#exit-status"

// noExitCode stands for a container that ECS gives no exit code for.
const noExitCode = math.MinInt32

// exitCodes are those that say more than that a program failed. The order is that
// in which they explain a task with several: a container that was killed may have
// been stopped because another one ended.
//
// Source: exitDoc; 128 + n is signal n.
var exitCodes = []struct {
	code int32
	Explanation
}{
	{127, noCommand},
	{126, notExecutable},
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
	noCommand     = Explanation{"the command of a container was not found", "check command, entryPoint and the image", RetryNever, exitDoc}
	notExecutable = Explanation{"the command of a container cannot be executed", "check its permissions, and that it is built for the platform of the task", RetryNever, exitDoc}
	succeeded     = Explanation{
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
		"look in AWS CloudTrail for who called StopTask", RetryNever, stoppedDoc,
	}
	spot = Explanation{
		"Spot capacity was reclaimed",
		"start the task again, or use FARGATE or On-Demand Instances if it must not be interrupted", RetryLater, guide + "fargate-capacity-providers.html",
	}
	hostGone = Explanation{
		"the EC2 instance of the task was terminated or stopped; a Spot Instance may have been reclaimed",
		"start the task again on another instance", RetrySoon, "https://docs.aws.amazon.com/batch/latest/userguide/job_retries.html",
	}
	unhealthyHost = Explanation{
		"AWS replaced the infrastructure that the task ran on, or found it unhealthy",
		"start the task again", RetrySoon, guide + "task-maintenance.html",
	}
	diskFull = Explanation{
		"the disk of the container instance is full",
		"use another instance, or remove images and containers there", RetryLater, pullDoc,
	}
)
