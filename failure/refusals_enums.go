package failure

import "github.com/ecstask/ecstask/field"

// enumRefusals are about values that are not in an enum of the API. The form is
// that of a refusal of DescribeClusters, the only one that was seen; that other
// members are refused in the same form is inferred.
var enumRefusals = []refusal{
	{"launch type should be one of […]", notInEnum(launchType, "launch-type")},
	{"assignPublicIp should be one of […]", notInEnum(publicIP, "assign-public-ip")},
	{"resource type should be one of […]", notInEnum(containers, "resource-type")},
	{"environment file type should be one of […]", notInEnum(containers, "environment-file-type")},
	{"filesystemType should be one of […]", notInEnum(volumes, "volume-filesystem")},
	{"resourceType should be one of […]", notInEnum(volumes, "volume-tag-resource")},
}

func notInEnum(path field.Path, rule string) cause {
	return cause{
		path, rule, RetryNever, "a member has a value that the API does not know",
		"write one of the values in the message; upper and lower case matter", github + "hashicorp/terraform-provider-aws/issues/23342",
	}
}
