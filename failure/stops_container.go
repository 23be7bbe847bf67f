package failure

import "slices"

const cannotStart = "CannotStartContainerError"

// containerStops are containers that the runtime on the host does not start, or
// loses sight of.
var containerStops = slices.Concat(
	stops(cannotStart, noCommand, "OCI runtime create failed…executable file not found", "OCI runtime create failed…exec: …no such file or dir"),
	stops(cannotStart, notExecutable, "OCI runtime create failed…exec: …permission denied"),
	stops(cannotStart, Explanation{
		"a host port of the task is in use on the container instance",
		"use dynamic host ports or the network mode awsvpc, or another instance", RetryLater, placedDoc,
	}, "port is already allocated"),
	stops("CannotCreateContainerError", diskFull, "devmapper: Thin Pool has"),
	stops("DockerTimeoutError", Explanation{
		"Docker on the container instance did not respond in time",
		"try again on another instance", RetrySoon, github + "aws/amazon-ecs-agent/blob/3959e5fa35b43fb176ced3b6fb84291395ad75b4/agent/dockerclient/dockerapi/errors.go",
	}, "transition to created"),
	stops("DockerTimeoutError", Explanation{
		"the container did not start in time; on Fargate, the task cannot reach the service of its log, its secrets or its image",
		"on Fargate, give the task a NAT gateway or VPC endpoints, also for Amazon CloudWatch Logs; elsewhere, try another instance", RetryUnknown, knowledge + "ecs-fargate-docker-timeout-error",
	}, "transition to started"),
	stops("DockerTimeoutError", slow, ""),
	stops("ContainerRuntimeTimeoutError", slow, ""),
	stops("CannotInspectContainerError", Explanation{
		"the container runtime did not respond: how the container ended is not known",
		"check whether the task did its work before you start it again", RetryUnknown, github + "aws/amazon-ecs-agent/pull/2940",
	}, ""),
	stops("CannotStopContainerError", Explanation{
		"a container could not be stopped",
		"see the error in the message", RetryUnknown, guide + "cannot-stop-container.html",
	}, ""),
	stops("ContainerRuntimeError", Explanation{
		"an error inside the container runtime",
		"see the error in the message", RetryUnknown, guide + "container-runtime-error.html",
	}, ""),
	stops(cannotStart, refused, ""),
	stops("CannotCreateContainerError", refused, ""),
	stops("CannotCreateVolumeError", refused, ""),
	stops("CannotDescribeContainerError", refused, ""),
)

// Explanations of several reasons.
var (
	slow = Explanation{
		"a container did not start or stop in time",
		"see the reason in the message, and whether the task did its work", RetryUnknown, guide + "container-runtime-timeout-error.html",
	}
	refused = Explanation{
		"the container runtime refused the container",
		"see the error in the message", RetryUnknown, stoppedDoc,
	}
)
