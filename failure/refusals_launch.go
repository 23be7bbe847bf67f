package failure

// launchRefusals are about where tasks run: launch types, capacity providers,
// placement and the platform. Most are of RunTask.
var launchRefusals = []refusal{
	{"No Container Instances were found in your cluster.", cause{
		cluster, "", RetryLater, "the cluster has no container instance to run the task on; without a launch type, tasks run on container instances by default",
		"wait until instances are registered; for Fargate, give launchType FARGATE or a strategy", github + "boto/boto3/issues/2862",
	}},
	{"No Container Instances were found in your capacity provider.", cause{
		strategy, "", RetryLater, "the Auto Scaling group of the capacity provider has no instance that is registered",
		"check the group's limits, its AMI and its user data", github + "aws-samples/cost-effective-aws-deployment-of-comfyui/issues/39",
	}},
	{"The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster…", cause{
		strategy, "", RetryNever, "the cluster does not have one of the capacity providers",
		"associate it with PutClusterCapacityProviders first, or use another one", github + "dask/dask-cloudprovider/issues/328",
	}},
	{"A capacity provider strategy cannot contain a mix of capacity providers using Auto Scaling groups and Fargate providers…", cause{
		strategy, "capacity-provider-mixed", RetryNever, "a strategy cannot mix capacity providers of different kinds",
		"give either FARGATE and FARGATE_SPOT, or providers of your own", github + "terraform-aws-modules/terraform-aws-ecs/issues/68",
	}},
	{"Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.", cause{
		launchType, "launch-type-strategy", RetryNever, "launchType and capacityProviderStrategy cannot be set together",
		"leave one of them out", preflight + "service-launch-type-capacity-provider",
	}},
	{"There are multiple capacity providers in the specified capacity provider strategy with a base value greater than zero…", cause{
		strategy, "capacity-provider-base-single", RetryNever, "only one capacity provider can have a base",
		"leave base out of all but one", preflight + "svc-capacity-provider-multiple-base",
	}},
	{"There are no capacity providers in the capacity provider strategy with a weight value greater than zero…", cause{
		strategy, "capacity-provider-weight-required", RetryNever, "all capacity providers have the weight 0, which is the default",
		"give one of them a weight", preflight + "svc-capacity-provider-zero-weight",
	}},
	{"The specified capacity provider was not found. Specify a valid capacity provider and try again", cause{
		strategy, "", RetryNever, "there is no such capacity provider",
		"give its short name, not an ARN", github + "terraform-aws-modules/terraform-aws-ecs/issues/53",
	}},
	{"Tasks provisioning capacity limit exceeded.", cause{
		"", "", RetryLater, "too many tasks of the cluster wait for managed scaling in the state PROVISIONING",
		"start fewer tasks at the same time, and try again when some have started", github + "aws/aws-sdk-ruby/issues/3047",
	}},
	{"Task definition does not support launch_type …", cause{
		launchType, "", RetryNever, "the task definition is not compatible with the launch type",
		"register it with the launch type in requiresCompatibilities, or use another launch type", github + "aws/aws-cli/issues/3983",
	}},
	{"The selected task definition is not compatible with the selected compute strategy…", cause{
		strategy, "", RetryNever, "the task definition is not compatible with the capacity providers",
		"register it with their kind in requiresCompatibilities, or choose other providers", guide + "failed-to-start-error.html",
	}},
	{"Placement constraints are not supported with FARGATE launch type.", cause{
		"placementConstraints", "placement-constraints-fargate", RetryNever, "there are no instances to choose from on Fargate",
		"leave placementConstraints out", preflight + "service-fargate-placement",
	}},
	{"Placement strategies are not supported with FARGATE launch type.", cause{
		"placementStrategy", "placement-strategies-fargate", RetryNever, "there are no instances to choose from on Fargate",
		"leave placementStrategy out", preflight + "service-fargate-placement",
	}},
	{"distinctInstance expression should not be specified.", cause{
		"placementConstraints", "placement-constraint-distinct-instance", RetryNever, "a constraint of the type distinctInstance has an expression; even an empty one is refused",
		"leave expression out", github + "hashicorp/terraform/issues/11471",
	}},
	{"…constraint.type 'distinctInstance' is not supported.", cause{
		taskDefinition, "", RetryNever, "a task definition can have only constraints of the type memberOf",
		"give distinctInstance in the request instead", github + "aws-samples/aws-cdk-examples/issues/628",
	}},
	{"Maximum number of strategies is ….", cause{
		"placementStrategy", "placement-strategies-count", RetryNever, "too many placement strategies are given",
		"give at most 5", preflight + "svc-placement-strategies-max6",
	}},
	{"random field should not be specified.", cause{
		"placementStrategy", "placement-strategy-random", RetryNever, "a strategy of the type random does not have a field",
		"leave field out", preflight + "svc-random-with-field",
	}},
	{"binpack field '…' is invalid.", cause{
		"placementStrategy", "placement-strategy-binpack", RetryNever, "the field of a strategy of the type binpack is cpu or memory",
		"write cpu or memory", preflight + "svc-binpack-field",
	}},
	{"count must be between …", cause{
		"count", "count-maximum", RetryNever, "the number of tasks is out of range",
		"request 1 to 10 tasks, and send several requests for more", reference + "API_RunTask.html",
	}},
	{"The platform version must be null when specifying an EC2 launch type.", cause{
		platform, "platform-version-fargate", RetryNever, "only tasks on Fargate have a platform version; without a launch type, tasks run on container instances by default",
		"leave platformVersion out; for Fargate, give launchType FARGATE or a strategy", github + "ansible-collections/community.aws/issues/770",
	}},
	{"The specified platform does not exist.", cause{
		platform, "platform-version", RetryNever, "there is no such platform version",
		"write all three numbers, such as 1.4.0, or LATEST", github + "jenkinsci/amazon-ecs-plugin/issues/218",
	}},
	{"One or more of the requested capabilities are not supported.", cause{
		platform, "", RetryNever, "the platform version does not support something that the task definition uses",
		"use a newer version, or LATEST", github + "CircleCI-Public/aws-ecs-orb/issues/121",
	}},
	{"One or more of the requested compatibilities are not supported.", cause{
		platform, "", RetryNever, "the platform version does not fit the operating system of the task definition",
		"check runtimePlatform in the task definition, and use a version of its family", github + "hashicorp/terraform-provider-aws/issues/23137",
	}},
	{"You do not have authorization to access the specified platform.", cause{
		platform, "", RetryNever, "the platform is not available to this account in this Region",
		"use another version, or LATEST", github + "hashicorp/terraform-provider-aws/issues/22384",
	}},
	{"Fargate requires task definition to have execution role ARN to support …", cause{
		taskDefinition, "", RetryNever, "the task definition has no execution role, which Fargate needs to pull the image or to write the logs",
		"register it with executionRoleArn", preflight + "fargate-execution-role-missing-awslogs",
	}},
}
