package failure

// namingRefusals are about what a request names: the cluster, the task
// definition, the container instances, and ARNs in general.
var namingRefusals = []refusal{
	{"Cluster not found.", cause{
		cluster, "", RetryNever, "there is no such cluster in this Region and account",
		"check the name, the Region and the account; without a name it is the cluster default, which may never have been created", reference + "API_StartTask.html",
	}},
	{"The referenced cluster was inactive.", cause{
		cluster, "", RetryNever, "the cluster was deleted",
		"use an active cluster", github + "vatertime/minecraft-spot-pricing/issues/4",
	}},
	{"The specified cluster is inactive. Specify an active cluster and try again.", cause{
		cluster, "", RetryNever, "the cluster was deleted",
		"use an active cluster", github + "gruntwork-io/cloud-nuke/issues/145",
	}},
	{"Cluster must match …, but was …", cause{
		cluster, "cluster-name", RetryNever, "this cannot be the name of a cluster",
		"write a name of up to 255 letters, digits, hyphens and underscores, or a full ARN", github + "awslabs/amazon-ecs-nodejs-microservices/issues/18",
	}},
	{"TaskDefinition not found.", cause{
		taskDefinition, "", RetryNever, "there is no such task definition in this Region and account",
		"check the family, the revision, the Region and the account", reference + "API_DescribeTaskDefinition.html",
	}},
	{"Unable to describe task definition.", cause{
		taskDefinition, "", RetryNever, "there is no such task definition in this Region and account",
		"check the family, the revision, the Region and the account", reference + "API_DescribeTaskDefinition.html",
	}},
	{"TaskDefinition is inactive", cause{
		taskDefinition, "", RetryNever, "the revision was deregistered, perhaps because a deployment replaced it",
		"use a newer revision, or the family alone for the latest active one", github + "DefangLabs/defang/issues/775",
	}},
	{"Invalid revision number. Number:…", cause{
		taskDefinition, "task-definition-revision", RetryNever, "the text after the colon is not a revision",
		"write a number, such as web:7, or the family alone for the latest active revision", github + "hashicorp/terraform-provider-aws/issues/30313",
	}},
	{"Family contains invalid characters.", cause{
		taskDefinition, "task-definition-family", RetryNever, "this cannot be the family of a task definition",
		"write up to 255 letters, digits, hyphens and underscores", github + "aws/amazon-ecs-cli/issues/37",
	}},
	{"family must match …", cause{
		taskDefinition, "task-definition-family", RetryNever, "this cannot be the family of a task definition",
		"write up to 255 letters, digits, hyphens and underscores", github + "aws/amazon-ecs-cli/issues/542",
	}},
	{"Container Instances cannot be empty.", cause{
		instances, "instances-required", RetryNever, "no container instance is given",
		"give 1 to 10 container instances", reference + "API_StartTask.html",
	}},
	{"instanceIds can have at most … items.", cause{
		instances, "instances-count", RetryNever, "too many container instances are given for one call",
		"give at most 10, and send several requests for more", reference + "API_StartTask.html",
	}},
	{"instanceId length should be one of …", cause{
		instances, "instance-id-length", RetryNever, "this is not the id of a container instance",
		"give an id of 32 hexadecimal digits or the ARN, as list-container-instances prints it: not the id of an EC2 instance, and not an empty value", guide + "ecs-account-settings.html",
	}},
	{"Invalid identifier: Identifier is for cluster …. Your cluster is …", cause{
		cluster, "instance-cluster", RetryNever, "an ARN is in a cluster other than that of the request, which is default if cluster is left out",
		"give the cluster that is in the ARN", github + "docker/compose-cli/issues/2086",
	}},
	{"Identifier is for …. Your accountId is …", cause{
		"", "", RetryNever, "an ARN and the credentials belong to different accounts",
		"use ARNs and credentials of one account", github + "aws-actions/amazon-ecs-deploy-task-definition/issues/261",
	}},
	{"AccountIDs mismatch", cause{
		"", "", RetryNever, "an ARN and the credentials belong to different accounts",
		"use ARNs and credentials of one account, roles included", reference + "API_RunTask.html",
	}},
	{"Invalid Region in ARN", cause{
		"", "", RetryNever, "an ARN is of a Region other than the one that is called",
		"use ARNs of the Region that is called", github + "aws/amazon-ecs-cli/issues/821",
	}},
	{"Invalid identifier: Unexpected number of separators", cause{
		"", "", RetryNever, "an ARN of the request is not complete, or a name contains a slash or a colon",
		"write full ARNs, such as arn:aws:ecs:us-east-1:123456789012:cluster/prod, or names and ids alone", guide + "ecs-account-settings.html",
	}},
	{"Invalid identifier: … expected", cause{
		"", "", RetryNever, "the ARN is of another kind of resource",
		"give the ARN of the kind that the message names", guide + "ecs-account-settings.html",
	}},
	{"Unsupported resource type: …", cause{
		"", "", RetryNever, "the request has the ARN of the wrong kind of resource",
		"check each ARN in the request", github + "rusoto/rusoto/issues/1941",
	}},
	{"Tasks cannot be empty.", cause{
		"tasks", "", RetryNever, "no task is given",
		"give 1 to 100 tasks", reference + "API_DescribeTasks.html",
	}},
	{"taskIds can have at most … items.", cause{
		"tasks", "", RetryNever, "DescribeTasks accepts at most 100 tasks in one call",
		"ask in several calls", github + "gchq/sleeper/issues/555",
	}},
}
