package failure

// networkRefusals are about the network configuration. ECS looks up subnets and
// security groups in EC2, and quotes what EC2 refuses.
var networkRefusals = []refusal{
	{"Network Configuration must be provided when networkMode 'awsvpc' is specified.", cause{
		network, "", RetryNever, "the network mode of the task definition is awsvpc",
		"give networkConfiguration with at least one subnet", github + "fabfuel/ecs-deploy/issues/61",
	}},
	{"Network Configuration is not valid for the given networkMode of this task definition.", cause{
		network, "", RetryNever, "the network mode of the task definition is not awsvpc",
		"leave networkConfiguration out", github + "aws-actions/amazon-ecs-deploy-task-definition/issues/616",
	}},
	{"Assign public IP is not supported for this launch type.", cause{
		publicIP, "assign-public-ip-fargate", RetryNever, "only tasks on Fargate get a public address, and this one is placed on container instances",
		"set DISABLED or leave it out, or use RunTask with Fargate", github + "aws/amazon-ecs-cli/issues/627",
	}},
	{"subnets can not be empty.", cause{
		subnets, "subnets-required", RetryNever, "no subnet is given",
		"give 1 to 16 subnets", github + "docker/compose-cli/issues/996",
	}},
	{"subnets can have at most … items.", cause{
		subnets, "subnets-count", RetryNever, "too many subnets are given",
		"give at most 16 subnets", github + "opensearch-project/opensearch-migrations/issues/1430",
	}},
	{"securityGroups can have at most … items.", cause{
		securityGroups, "security-groups-count", RetryNever, "too many security groups are given",
		"give at most 5 security groups", reference + "API_AwsVpcConfiguration.html",
	}},
	{"Error retrieving … information for …(ErrorCode: Throttling)", cause{
		"", "", RetrySoon, "EC2 throttled ECS, which looks up the network for each call on behalf of the account",
		"try again with a longer pause, and start fewer tasks at the same time", github + "dagster-io/dagster/issues/33439",
	}},
	{"Error retrieving … information for …(ErrorCode: RequestLimitExceeded)", cause{
		"", "", RetrySoon, "EC2 throttled ECS, which looks up the network for each call on behalf of the account",
		"try again with a longer pause, and start fewer tasks at the same time", github + "dask/dask-cloudprovider/issues/56",
	}},
	{"Error retrieving subnet information for …'<name>' does not exist (ErrorCode: InvalidSubnetID.NotFound)", cause{
		subnets, "", RetryNever, "EC2 does not have the subnet in this Region and account",
		"give the id of a subnet, not its name, and check the Region and the account", github + "eddmann/serverless-fargate/issues/20",
	}},
	{"Error retrieving subnet information for …(ErrorCode: InvalidSubnetID.…)", cause{
		subnets, "", RetryNever, "EC2 does not know a subnet by this id",
		"give the id of a subnet, not its name, and check the Region and the account", github + "eddmann/serverless-fargate/issues/20",
	}},
	{"Error retrieving subnet information for …(ErrorCode: …)", cause{
		subnets, "", RetryUnknown, "EC2 did not tell ECS about the subnets",
		"see the error code of EC2 at the end of the message", "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html",
	}},
	{"Error retrieving security group information for …'<name>' does not exist (ErrorCode: InvalidGroup.NotFound)", cause{
		securityGroups, "", RetryNever, "EC2 does not have the security group in this Region and account",
		"give the id of a security group, not its name, and check the Region, the account and the VPC", github + "reproio/wrapbox/issues/43",
	}},
	{"Error retrieving security group information for …(ErrorCode: InvalidGroup…)", cause{
		securityGroups, "", RetryNever, "EC2 does not know a security group by this id",
		"give the id of a security group, not its name, and check the Region, the account and the VPC", github + "reproio/wrapbox/issues/43",
	}},
	{"Error retrieving security group information for …(ErrorCode: …)", cause{
		securityGroups, "", RetryUnknown, "EC2 did not tell ECS about the security groups",
		"see the error code of EC2 at the end of the message", "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html",
	}},
	{"Security group <name> does not appear to belong to the same VPC as the input subnets.", cause{
		securityGroups, "", RetryNever, "the security group is in another VPC than the subnets",
		"give subnets and security groups of one VPC", github + "aws/aws-dotnet-deploy/issues/735",
	}},
	{"At least one security group must be supplied when specifying subnets that are owned by a different account.", cause{
		securityGroups, "", RetryNever, "the subnets are shared from another account, whose default security group cannot be used",
		"give a security group of this account", github + "prefect-archive/prefect-aws/issues/112",
	}},
	{"Fargate only supports network mode …", cause{
		taskDefinition, "", RetryNever, "a task on Fargate needs the network mode awsvpc",
		"register the task definition with networkMode awsvpc", reference + "API_TaskDefinition.html",
	}},
}
