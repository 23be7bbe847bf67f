package failure

// overrideRefusals are about the overrides, the roles and the volumes of the
// task, and the sizes that a task definition gives it.
var overrideRefusals = []refusal{
	{"Unsupported field 'inferenceAcceleratorOverrides'.", cause{
		"overrides.inferenceAcceleratorOverrides", "inference-accelerators", RetryNever, "Elastic Inference is no longer available",
		"leave inferenceAcceleratorOverrides out", reference + "API_TaskOverride.html",
	}},
	{"Override for container named <name> is not a container in the TaskDefinition.", cause{
		containers, "", RetryNever, "the task definition does not have a container of this name",
		"use the name of a container in the task definition, in the same case", github + "azavea/django-ecsmanage/issues/21",
	}},
	{"Container Overrides length must be at most …", cause{
		"overrides", "overrides-length", RetryNever, "the overrides are too long as JSON",
		"shorten them: keep large values in Amazon S3, Parameter Store or Secrets Manager, and pass their names", github + "convox/rack/issues/1906",
	}},
	{"Override argument cannot be null", cause{
		containers, "env-name-required", RetryNever, "a container override, a command or an environment has null instead of a text",
		"give each container override and each environment variable a name, and leave null values out", github + "jenkinsci/amazon-ecs-plugin/issues/319",
	}},
	{"'memory' setting for container '<name>' is greater than for task.", cause{
		containers, "container-memory-task", RetryNever, "the memory of a container is more than that of the whole task",
		"override less memory for the container, or more for the task", github + "artilleryio/artillery/issues/591",
	}},
	{"The 'memory' setting for container '<name>' is greater than for the task.", cause{
		containers, "container-memory-task", RetryNever, "the memory of a container is more than that of the whole task",
		"override less memory for the container, or more for the task", github + "pulumi/pulumi-awsx/issues/1220",
	}},
	{"'memory' must be greater than or equal to 'memoryReservation'", cause{
		containers, "memory-reservation", RetryNever, "a container reserves more memory than it may use; one of the two values can come from the task definition",
		"lower memoryReservation or raise memory", preflight + "container-memory-reservation",
	}},
	{"…At least one of 'memory' or 'memoryReservation' must be specified.", cause{
		taskDefinition, "", RetryNever, "a container has no memory, and neither does the task",
		"register the task definition with memory for the container or for the task", github + "cuttlesoft/ecs-deploy.py/issues/17",
	}},
	{"The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.", cause{
		containers, "containers-cpu-sum", RetryNever, "the containers together request more CPU units than the task has",
		"override less cpu for the containers, or more for the task", preflight + "fargate-container-cpu-over-task",
	}},
	{"The maximum number of environment files was exceeded…", cause{
		containers, "environment-files-count", RetryNever, "a container has too many environment files",
		"give at most 10 for a container", preflight + "environment-files-max",
	}},
	{"Invalid arn syntax.", cause{
		containers, "environment-file-arn", RetryNever, "the value of an environment file is not an ARN",
		"write the ARN of the object, such as arn:aws:s3:::bucket/app.env", reference + "API_EnvironmentFile.html",
	}},
	{"Container.name contains invalid characters.", cause{
		taskDefinition, "", RetryNever, "this cannot be the name of a container",
		"write up to 255 letters, digits, hyphens and underscores", reference + "API_ContainerDefinition.html",
	}},
	{"Invalid value for the resource GPU: …", cause{
		containers, "gpu-value", RetryNever, "this is not a number of GPUs",
		"write a number such as 1, or ALL", reference + "API_ResourceRequirement.html",
	}},
	{"Tasks using the Fargate launch type do not support GPU resource requirements.", cause{
		containers, "gpu-fargate", RetryNever, "Fargate does not have GPUs",
		"leave the GPU out, or place the task on container instances", preflight + "fargate-gpu-resource",
	}},
	{"Unsupported field 'inferenceAccelerators'.", cause{
		"overrides.inferenceAcceleratorOverrides", "inference-accelerators", RetryNever, "Elastic Inference is no longer available",
		"leave the accelerators out of the task definition and of the overrides", preflight + "fargate-inference-accelerator",
	}},
	{"No Fargate configuration exists for given values…", cause{
		"overrides", "fargate-size", RetryNever, "Fargate does not have this pair of task cpu and memory; a value that is not overridden comes from the task definition",
		"choose a pair that Fargate has: ecstask fargate lists them", github + "towardsthecloud/aws-cdk-examples/issues/1",
	}},
	{"Invalid 'cpu' setting for task.", cause{
		"overrides.cpu", "task-cpu", RetryNever, "this is not an amount of CPU",
		"write CPU units, such as 256, or vCPUs, such as .25 vCPU", github + "oranmoshai/ecsServiceRestart/issues/2",
	}},
	{"Invalid 'memory' setting for task.", cause{
		"overrides.memory", "task-memory", RetryNever, "this is not an amount of memory",
		"write MiB, such as 512, or GB, such as 0.5 GB", reference + "API_RegisterTaskDefinition.html",
	}},
	{"Fargate requires that '…' be defined at the task level.", cause{
		taskDefinition, "", RetryNever, "a task on Fargate needs cpu and memory at task level, not only for its containers",
		"give both in the task definition", github + "mongodb/terraform-aws-ecs-task-definition/issues/38",
	}},
	{"EphemeralStorage size should be at …", cause{
		"overrides.ephemeralStorage.sizeInGiB", "ephemeral-storage-size", RetryNever, "the size of the ephemeral storage is out of range",
		"request 21 to 200 GiB, or leave it out for the default of 20", preflight + "ephemeral-storage-range",
	}},
	{"Tasks using the EC2 launch type do not support EphemeralStorage.", cause{
		"overrides.ephemeralStorage", "ephemeral-storage-fargate", RetryNever, "only for tasks on Fargate can the size of the ephemeral storage be chosen",
		"leave ephemeralStorage out", preflight + "fargate-ephemeral-storage-ec2",
	}},
	{"The execute command failed because a valid task role is not being used…", cause{
		"enableExecuteCommand", "", RetryNever, "neither the task definition nor the overrides give a task role, which ECS Exec needs",
		"override taskRoleArn, or leave enableExecuteCommand out", github + "boto/boto3/issues/3173",
	}},
	{"ECS was unable to assume the role '<name>' that was provided for this task…", cause{
		taskDefinition, "", RetryLater, "the role does not trust ecs-tasks.amazonaws.com, does not exist, or was created seconds ago",
		"check the trust policy of the role, and whether task role and execution role are mixed up; try again if the role is new", github + "telia-oss/terraform-aws-ecs-fargate/issues/58",
	}},
	{"Role is not valid", cause{
		"overrides", "role-empty", RetryNever, "the text given for a role is not a role, for example because it is empty",
		"give the ARN of a role, or leave the role out", github + "fabfuel/ecs-deploy/issues/231",
	}},
	{"ECS was unable to assume the configured ECS Infrastructure Role '<name>'…", cause{
		volumes, "", RetryLater, "the role of the volume does not trust ecs.amazonaws.com, or was created seconds ago",
		"check the trust policy of the role, which differs from that of a task role; try again if the role is new", github + "hashicorp/terraform-provider-aws/issues/38538",
	}},
	{"The volume name '<name>' in your request does not have a matching volume in your Task Definition that is configurable at launch.", cause{
		volumes, "", RetryNever, "the task definition does not have a volume of this name with configuredAtLaunch",
		"use the name of a volume that the task definition has with configuredAtLaunch true", preflight + "svc-ebs-name-not-in-taskdef",
	}},
	{"Volume configuration provided but no matching configuredAtLaunch volume found in task definition.", cause{
		volumes, "", RetryNever, "the task definition does not have such a volume with configuredAtLaunch",
		"use the name of a volume that the task definition has with configuredAtLaunch true, or leave volumeConfigurations out", guide + "ebs-volumes.html",
	}},
	{"ECS managed EBS volume configuration was invalid…", cause{
		volumes, "", RetryNever, "Amazon EBS does not accept the configuration of the volume",
		"see the error of EC2 in the message, and check size, type, iops and throughput", reference + "API_TaskManagedEBSVolumeConfiguration.html",
	}},
}
