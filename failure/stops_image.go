package failure

import "slices"

const (
	pull    = "CannotPull" + anything + "Error"
	pullDoc = guide + "task_cannot_pull_image.html"
	// pullRetries lists the failures of a pull that pass by themselves, as the
	// makers of Docker see them.
	pullRetries = github + "docker/actions-toolkit/pull/1289"
)

// imageStops are pulls of an image that failed. The platform 1.4 of Fargate cuts
// long messages off, so a sign may be all that is left of one.
var imageStops = slices.Concat(
	stops(pull, Explanation{
		"the image is built for another processor architecture or operating system",
		"build the image for the platform of the task, or set runtimePlatform in the task definition", RetryNever, github + "aws/containers-roadmap/issues/1120",
	}, "descriptor matching platform", "find a descriptor for platform", "no matching manifest for"),
	stops(pull, Explanation{
		"the registry limits how often images are pulled",
		"wait, log in to the registry, or keep the image in Amazon ECR", RetryLater, pullDoc,
	}, "toomanyrequests", "pull rate limit", "429 Too Many Requests", "Rate exceeded"),
	stops(pull, Explanation{
		"the image does not fit into the ephemeral storage of the task",
		"use a smaller image, or give the task more ephemeralStorage", RetryNever, guide + "fargate-task-storage.html",
	}, "failed to extract layer…no space left on device"),
	stops(pull, diskFull, "no space left on device"),
	stops(pull, Explanation{
		"the name of the registry does not resolve",
		"check the name of the image, and the DNS resolution of the VPC", RetryNever, guide + "verify-connectivity.html",
	}, "no such host"),
	stops(pull, Explanation{
		"the task cannot reach the registry",
		"give the task a public address, a NAT gateway or VPC endpoints, which for Amazon ECR include one for Amazon S3, and check its security groups", RetryNever, pullDoc,
	}, "connection issue between the task and", "network configuration", "dial tcp", "i/o timeout", "TLS handshake timeout",
		"connection timed out", "request canceled", "context deadline exceeded", "pull command failed"),
	stops(pull, Explanation{
		"the registry does not allow the task to pull the image, or does not have it",
		"check that the tag or digest exists, and the permissions of the execution role, the instance role or repositoryCredentials", RetryNever, pullDoc,
	}, "403 Forbidden", "401 Unauthorized", "not authorized to perform", "pull access denied", "no basic auth credentials", "unauthorized"),
	stops("CannotPullECRContainerError", Explanation{
		"the login to Amazon ECR failed",
		"check the permissions of the execution role or the instance role", RetryNever, pullDoc,
	}, ""),
	stops(pull, Explanation{
		"the registry does not have the image, or does not show it to the task",
		"check the name and the tag of the image, and the permission to pull it", RetryNever, pullDoc,
	}, "not found", "Not Found", "manifest unknown"),
	stops(pull, Explanation{
		"the registry failed",
		"try again after a pause, and see the status page of the registry", RetryLater, pullRetries,
	}, "500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable", "504 Gateway"),
	stops(pull, Explanation{
		"the connection to the registry broke during the pull",
		"try again", RetrySoon, pullRetries,
	}, "unexpected EOF", ": EOF", "connection reset by peer"),
	stops(pull, Explanation{
		"the registry refused a part of the image",
		"see the status code in the message; without one, the rate of pulls may be limited, or a permission missing", RetryUnknown, pullDoc,
	}, "httpRead…Seeker: failed open: unexpected status code"),
	stops(pull, Explanation{
		"the image has a form that ECS cannot unpack",
		"build it with one kind of compression for all layers, and without attestations", RetryNever, github + "aws/aws-cdk/issues/30258",
	}, "diffIDs don't match", "no processor for media-type"),
	stops(pull, Explanation{
		"the pull of the image was canceled",
		"check the network path from the task to the registry, the size of its disk, and whether somebody stopped the task", RetryUnknown, pullDoc,
	}, "context canceled"),
	stops(pull, Explanation{
		"the image could not be pulled",
		"check its name, the permission to pull it, and the network path from the task to the registry", RetryUnknown, pullDoc,
	}, ""),
)
