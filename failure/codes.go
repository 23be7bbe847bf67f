package failure

// codes explains the errors whose code says enough. InvalidParameterException
// and ClientException are not here: only their message says what they are about.
//
// Source: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html,
// API_StartTask.html and CommonErrors.html beside it.
var codes = map[string]cause{
	"ClusterNotFoundException": {
		cluster, "", RetryNever, "there is no such cluster in this Region and account",
		"check the name, the Region and the account", reference + "API_StartTask.html",
	},
	"AccessDeniedException": denied,
	"AccessDenied":          denied,
	"UnsupportedFeatureException": {
		"", "", RetryNever, "the task needs something that this Region does not have",
		"leave it out, or use another Region", reference + "API_RunTask.html",
	},
	"NamespaceNotFoundException": {
		"", "", RetryNever, "there is no such Service Connect namespace",
		"check the namespace of the cluster", reference + "API_StartTask.html",
	},
	"PlatformUnknownException": {
		platform, "", RetryNever, "there is no such platform version",
		"write all three numbers, such as 1.4.0, or LATEST", reference + "API_RunTask.html",
	},
	"PlatformTaskDefinitionIncompatibilityException": {
		platform, "", RetryNever, "the platform version does not support something that the task definition uses",
		"use a newer version, or LATEST", reference + "API_RunTask.html",
	},
	"ConflictException": {
		"clientToken", "", RetryNever, "another request was sent with this token",
		"send that request again to get its response, or this one with a new token", reference + "ECS_Idempotency.html",
	},
	"BlockedException": {
		"", "", RetryNever, "AWS has blocked the account",
		"ask AWS Support", reference + "API_RunTask.html",
	},
	"LimitExceededException": {
		"", "", RetryLater, "a quota of the account is used up",
		"wait until something is released, or request a higher quota", guide + "service-quotas.html",
	},

	"ServerException":             serverSide,
	"InternalFailure":             serverSide,
	"InternalServerError":         serverSide,
	"ServiceUnavailable":          serverSide,
	"ServiceUnavailableException": serverSide,
	"RequestTimeout":              serverSide,
	"RequestTimeoutException":     serverSide,

	"Throttling":                throttled,
	"ThrottlingException":       throttled,
	"ThrottledException":        throttled,
	"RequestThrottled":          throttled,
	"RequestThrottledException": throttled,
	"RequestLimitExceeded":      throttled,
	"TooManyRequestsException":  throttled,
	"SlowDown":                  throttled,

	"ExpiredToken":                expired,
	"ExpiredTokenException":       expired,
	"UnrecognizedClientException": unknownCaller,
	"InvalidClientTokenId":        unknownCaller,
	"MissingAuthenticationToken":  unknownCaller,
	"OptInRequired":               unknownCaller,
	"InvalidSignatureException":   wrongSignature,
	"SignatureDoesNotMatch":       wrongSignature,
	"IncompleteSignature":         wrongSignature,
	"RequestExpired":              wrongSignature,

	"SerializationException": {
		"", "", RetryNever, "ECS cannot read the request",
		"check the types of its members", reference + "CommonErrors.html",
	},
	"ValidationException":       notValid,
	"ValidationError":           notValid,
	"UnknownOperationException": notECS,
	"InvalidAction":             notECS,
}

// Causes with several codes.
var (
	denied = cause{
		"", "", RetryNever, "the caller may not do this",
		"allow ecs:StartTask or ecs:RunTask for the task definition, iam:PassRole for its roles, and ecs:TagResource for tags", guide + "security_iam_id-based-policy-examples.html",
	}
	serverSide = cause{
		"", "", RetryUnknown, "an error inside ECS: whether tasks were started is not known",
		"send a RunTask request again with the same clientToken; after StartTask, look for the tasks with ListTasks first", reference + "ECS_Idempotency.html",
	}
	expired = cause{
		"", "", RetryNever, "the credentials have expired",
		"renew the credentials", reference + "CommonErrors.html",
	}
	unknownCaller = cause{
		"", "", RetryNever, "AWS does not know the credentials, or not in this Region",
		"check the credentials, and whether the account has opted in to the Region", reference + "CommonErrors.html",
	}
	wrongSignature = cause{
		"", "", RetryNever, "the signature of the request is not valid",
		"check the credentials and the clock of this machine", reference + "CommonErrors.html",
	}
	notValid = cause{
		"", "", RetryNever, "a member has a value that the API does not accept",
		"see the member that the message names", reference + "CommonErrors.html",
	}
	notECS = cause{
		"", "", RetryNever, "the endpoint does not have this operation",
		"check the endpoint URL", reference + "CommonErrors.html",
	}
)
