package failure

import "slices"

const (
	initialize = "ResourceInitializationError"
	fetch      = "Fetching secret data from" // the agent of a container instance
	initDoc    = guide + "resource-initialization-error.html"
)

// logStops are log groups that tasks cannot write to.
var logStops = slices.Concat(
	stops(initialize, Explanation{
		"the execution role may not create the log group that awslogs-create-group asks for",
		"allow logs:CreateLogGroup, or create the log group", RetryNever, reference + "API_LogConfiguration.html",
	}, "AccessDeniedException…logs:CreateLogGroup"),
	stops(initialize, noLogGroup, "The specified log group does not exist"),
	stops("CannotStartContainerError", noLogGroup, "The specified log group does not exist"),
	stops(initialize, Explanation{
		"the task cannot reach Amazon CloudWatch Logs, although the message may name the log group",
		"give the task a public address, a NAT gateway or a VPC endpoint, and check its security groups", RetryNever, initDoc,
	}, "connection issue between the task and Amazon CloudWatch", "failed to validate logger args…signal: killed"),
)

// secretStops are secrets, parameters and environment files that tasks do not get.
var secretStops = slices.Concat(
	stops(initialize, mayNotRead, "AccessDenied", "StatusCode: 403"),
	stops(fetch, mayNotRead, "AccessDenied"),
	stops(initialize, noSecret, "ResourceNotFoundException", "invalid ssm parameters", "did not contain json key", "marked for deletion"),
	stops(fetch, noSecret, "ResourceNotFoundException", "invalid parameters"),
	stops("ResourceNotFoundException: The task can't retrieve the secret", noSecret, ""),
)

// volumeStops are file systems that cannot be mounted.
var volumeStops = slices.Concat(
	stops(mount, Explanation{
		"the root directory of a volume does not exist in its file system",
		"create the directory, or use an access point, which creates it", RetryNever, mountDoc,
	}, "No such file or directory"),
	stops(mount, Explanation{
		"the file system of a volume does not let the task mount it",
		"check the policy of the file system, the access point and the permissions of the task role", RetryNever, mountDoc,
	}, "access denied by server"),
	stops(mount, Explanation{
		"the task cannot reach the file system of a volume",
		"allow port 2049 from the task to a mount target in its Availability Zone", RetryNever, mountDoc,
	}, "due to timeout", "Connection timed out"),
	stops(mount, Explanation{
		"the file system of a volume could not be mounted",
		"check its id, its mount targets and the DNS resolution of the VPC", RetryUnknown, mountDoc,
	}, ""),
)

const (
	mount    = initialize + ": failed to invoke EFS utils commands"
	mountDoc = knowledge + "fargate-unable-to-mount-efs"
)

// resourceStops are what else a task does not get before its containers start.
var resourceStops = slices.Concat(
	stops(initialize, Explanation{
		"the task cannot reach the service that the message names",
		"give the task a public address, a NAT gateway or a VPC endpoint, and check its security groups", RetryNever, initDoc,
	}, "connection issue between the task and", "network configuration", "dial tcp", "send request failed", "request send failed",
		"RequestCanceled", "context deadline exceeded", "signal: killed"),
	stops(initialize, Explanation{
		"the host could not set up the network interface of the task",
		"try again; if it stays, check the subnets and security groups of the task", RetryUnknown, initDoc,
	}, "failed to configure ENI"),
	stops(initialize, notObtained, ""),
	stops(fetch, notObtained, ""),
	[]stop{
		{"Timeout waiting for network interface provisioning to complete…", Explanation{
			"the network interface of the task was not ready in time",
			"try again", RetrySoon, knowledge + "ecs-fargate-network-interface-errors",
		}},
		{"Timeout waiting for EphemeralStorage provisioning to complete…", Explanation{
			"the ephemeral storage of the task was not ready in time",
			"try again after a pause", RetryUnknown, github + "dagster-io/dagster/pull/17234",
		}},
		{"Unexpected EC2 error while attempting to Create Network Interface…InsufficientFreeAddressesInSubnet…", Explanation{
			"the subnet does not have a free address",
			"use another or a larger subnet, or try again when tasks there have stopped", RetryLater, startDoc,
		}},
		{"Unexpected EC2 error while attempting to tag the network interface…TagPolicyViolation…", Explanation{
			"the tag policy of the organization does not allow the network interface without certain tags",
			"propagate tags that the policy allows", RetryNever, startDoc,
		}},
		{"Unexpected EC2 error while attempting to …", Explanation{
			"EC2 refused something that the task needs",
			"see the error of EC2 in the message", RetryUnknown, startDoc,
		}},
		{"Unable to attach network interface to unused device index…", Explanation{
			"the instance does not have a free network interface for the task",
			"use another or a larger instance, or turn on ENI trunking", RetryLater, github + "aws/containers-roadmap/issues/1545",
		}},
		{"InternalError: …", Explanation{
			"an error inside ECS, or on its way to the instance",
			"try again", RetrySoon, startDoc,
		}},
	},
)

// Explanations of several reasons.
var (
	noLogGroup = Explanation{
		"the log group of a container does not exist",
		"create it, or set awslogs-create-group in the task definition", RetryNever, initDoc,
	}
	mayNotRead = Explanation{
		"the execution role may not read a secret, a parameter, a file or the registry",
		"allow the action that the message names, in the policy of the execution role or in the one that the message names", RetryNever, guide + "task_execution_IAM_role.html",
	}
	noSecret = Explanation{
		"a secret or parameter that the task definition names does not exist, or does not have the key",
		"check the names, keys and Regions of the secrets in the task definition", RetryNever, guide + "resource-not-found-error.html",
	}
	notObtained = Explanation{
		"something that the task needs before its containers start could not be obtained: a secret, a file, a volume, the log or the registry",
		"check the permissions of the execution role, and the network path from the task to the service that the message names", RetryUnknown, initDoc,
	}
)
