package failure

// accountRefusals are about labels of the task, and about what the caller and the
// account may do.
var accountRefusals = []refusal{
	{"startedBy longer than ….", cause{
		"startedBy", "started-by-length", RetryNever, "startedBy is too long",
		"write at most 36 characters for StartTask, and 128 for RunTask", github + "convox/rack/issues/1727",
	}},
	{"Invalid namespace for group", cause{
		"group", "group-service", RetryNever, "the namespace service: belongs to services",
		"choose a name without service: in front", github + "abicky/ecsmec/blob/121d89f880a139422ceb0c0886c1a4ac31bbf4dd/internal/capacity/drainer.go",
	}},
	{"Some tags contain invalid characters", cause{
		"tags", "tag-chars", RetryNever, "a key or a value has a character that no tag can have",
		"use letters, digits, spaces and _ . : / = + - @", github + "PrefectHQ/prefect/issues/13174",
	}},
	{"Long arn format must be enabled for tagging.", cause{
		"tags", "", RetryNever, "the account or the caller has not opted in to the long ARN format, which tags require",
		"enable the account settings for long ARNs, or leave the tags out", guide + "ecs-account-settings.html",
	}},
	{"Long arn format must be enabled for ECS managed tags.", cause{
		"enableECSManagedTags", "", RetryNever, "the account or the caller has not opted in to the long ARN format, which tags require",
		"enable the account settings for long ARNs, or leave enableECSManagedTags out", guide + "ecs-account-settings.html",
	}},
	{"The new ARN and resource ID format must be enabled to propagate tags.", cause{
		"propagateTags", "", RetryNever, "the account or the caller has not opted in to the long ARN format, which tags require",
		"enable the account settings for long ARNs, or leave propagateTags out", guide + "ecs-account-settings.html",
	}},
	{"Invalid value for propagateTags", cause{
		"propagateTags", "", RetryNever, "a task that no service starts can take tags only from its task definition",
		"write TASK_DEFINITION, or leave propagateTags out, also instead of NONE", github + "kayac/ecspresso/blob/9f7a84904d87c43350b791daed0d770c337f5005/run.go",
	}},
	{"The provided clientToken is already in use with a different RunTask request.", cause{
		"clientToken", "", RetryNever, "this token was already used with a request that differs in at least one member",
		"send the first request again to get its response, or this one with a new token", reference + "ECS_Idempotency.html",
	}},
	{"idempotency token longer than …", cause{
		"clientToken", "", RetryNever, "a client token has at most 64 characters",
		"write up to 64 ASCII characters from ! to ~, such as a UUID", reference + "ECS_Idempotency.html",
	}},
	{"Your account is currently blocked.", cause{
		"", "", RetryNever, "AWS has blocked the account, for example until it is verified or paid for",
		"ask AWS Support; in a new account, start an EC2 instance and wait for some hours", github + "aws/copilot-cli/issues/3064",
	}},
	{"Unable to assume the service linked role. Please verify that the ECS service linked role exists.", cause{
		"", "", RetrySoon, "the account does not have the role AWSServiceRoleForECS, or ECS is creating it for this first call",
		"try again once; if that fails, create it: aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com", github + "aws-solutions/distributed-load-testing-on-aws/issues/2",
	}},
	{"… is not authorized to perform: iam:PassRole on resource: <name> …", passRole},
	{"… is not authorized to perform: iam:PassRole on resource: <name>", passRole},
	{"… is not authorized to perform: ecs:RunTask on resource: …", startDenied},
	{"… is not authorized to perform: ecs:StartTask on resource: …", startDenied},
	{"… is not authorized to perform: ecs:TagResource …", cause{
		"tags", "", RetryNever, "the caller may not tag what it starts; tags can also come from propagateTags",
		"allow ecs:TagResource, with the condition ecs:CreateAction", guide + "supported-iam-actions-tagging.html",
	}},
	{"Rate exceeded", throttled},
	{"Unexpected key '…' found in params", cause{
		"", "", RetryNever, "the SDK is too old to know the member; nothing was sent",
		"update the SDK", github + "aws-actions/amazon-ecs-deploy-task-definition/issues/274",
	}},
}

// Causes of several messages, or of messages and codes.
var (
	passRole = cause{
		taskDefinition, "", RetryNever, "the caller may not give the task this role, of the task definition or of the overrides",
		"allow iam:PassRole for the task role and for the execution role: each is checked by itself", github + "aws/serverless-application-model/issues/2247",
	}
	startDenied = cause{
		taskDefinition, "", RetryNever, "the caller may not start this task definition in this cluster",
		"allow the action for all revisions (…:task-definition/family:*), and check the conditions, such as ecs:cluster", github + "pulumi/pulumi/issues/6725",
	}
	throttled = cause{
		"", "", RetrySoon, "the account calls ECS more often than it may",
		"wait longer between calls, and start fewer tasks at the same time", github + "gchq/sleeper/issues/907",
	}
)
