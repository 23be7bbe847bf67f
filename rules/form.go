package rules

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/ecstask/ecstask/fargate"
	"github.com/ecstask/ecstask/internal/arn"
)

// A form says what is wrong with the form of a text, and what would be right.
// It returns an empty msg when nothing is. Each is the check of one rule.
type form func(s string) (msg, hint string)

// The form that clusters, task definition families and containers share.
const maxName = 255

var (
	namePattern = fmt.Sprintf("^[a-zA-Z0-9_-]{1,%d}$", maxName)
	nameHint    = fmt.Sprintf("use 1 to %d letters, digits, hyphens and underscores, such as my-app_2", maxName)
)

func isName(s string) bool { return 0 < len(s) && len(s) <= maxName && consistsOf(s, nameChar) }

func clusterName(s string) (msg, hint string) {
	if s == "" || arn.Is(s) || isName(s) {
		return "", ""
	}
	return "is not a cluster name", nameHint + ", or the ARN of the cluster"
}

func clusterARN(s string) (msg, hint string) {
	if !arn.Is(s) {
		return "", ""
	}
	if name, _ := arn.Name(s, "cluster/"); isName(name) {
		return "", ""
	}
	return "is not the ARN of a cluster", "write arn:aws:ecs:us-east-1:123456789012:cluster/my-cluster"
}

// taskDefinition splits a family:revision, or the ARN of one. Of any other ARN
// it returns nothing.
func taskDefinition(s string) (family, revision string, pinned bool) {
	if arn.Is(s) {
		s, _ = arn.Name(s, "task-definition/")
	}
	return strings.Cut(s, ":")
}

func taskDefinitionFamily(s string) (msg, hint string) {
	if family, _, _ := taskDefinition(s); s == "" || arn.Is(s) || isName(family) {
		return "", ""
	}
	return "has no valid family", nameHint + ", or the ARN of the task definition"
}

func taskDefinitionRevision(s string) (msg, hint string) {
	_, revision, pinned := taskDefinition(s)
	if !pinned || revision != "" && revision[0] != '0' && consistsOf(revision, digit) {
		return "", ""
	}
	if hint = placeholder(revision); hint != "" {
		return "has no valid revision", hint
	}
	if revision == "*" {
		return "has no valid revision", "leave it out for the latest active one: the * is for IAM policies only"
	}
	return "has no valid revision", "write family:revision, such as web:7, or leave the revision out for the latest active one"
}

func taskDefinitionARN(s string) (msg, hint string) {
	if !arn.Is(s) {
		return "", ""
	}
	if family, _, _ := taskDefinition(s); isName(family) {
		return "", ""
	}
	return "is not the ARN of a task definition", "write arn:aws:ecs:us-east-1:123456789012:task-definition/web:7"
}

func taskDefinitionPinned(s string) (msg, hint string) {
	if family, _, pinned := taskDefinition(s); !arn.Is(s) || pinned || family == "" {
		return "", ""
	}
	return "is an ARN without a revision", "add the revision; without it, the latest active revision is started"
}

// The lengths of the id of a container instance. Old ones are UUIDs.
const (
	idLength    = 32
	oldIDLength = 36
)

const instanceHint = "use the id from ListContainerInstances or DescribeContainerInstances, such as 0123456789abcdef0123456789abcdef"

// isEC2ID reports whether s looks like the id of an EC2 instance or an SSM
// managed instance, which have up to 20 characters.
func isEC2ID(s string) bool {
	return len(s) < idLength && (strings.HasPrefix(s, "i-") || strings.HasPrefix(s, "mi-"))
}

func instanceIDLength(s string) (msg, hint string) {
	if msg, _ := instanceARN(s); msg != "" {
		return "", "" // instance-arn
	}
	id := arn.ID(s)
	if n := utf8.RuneCountInString(id); n == idLength || n == oldIDLength || isEC2ID(id) {
		return "", ""
	}
	if s == "" {
		return "is empty", instanceHint + "; " + unset
	}
	return "is not a container instance id: it has neither " + strconv.Itoa(idLength) + " nor " + strconv.Itoa(oldIDLength) + " characters", cmp.Or(placeholder(id), instanceHint)
}

// strayInstance refuses an instance with characters that no id has.
func strayInstance(s string) (msg, hint string) {
	if consistsOf(s, idChar) {
		return "", ""
	}
	if msg, hint = strayInInstances(s); msg != "" {
		return msg, hint
	}
	id := arn.ID(s)
	if n := utf8.RuneCountInString(id); n != idLength && n != oldIDLength || consistsOf(id, idChar) {
		return "", ""
	}
	return "contains characters that no id has", instanceHint
}

func instanceIDChars(s string) (msg, hint string) {
	id := arn.ID(s)
	if isHexID(id) || len(id) != idLength && len(id) != oldIDLength || !consistsOf(id, idChar) {
		return "", ""
	}
	return "has the length of a container instance id, but contains other characters", "ids have the digits 0-9 and a-f; " + instanceHint
}

// isHexID reports whether s is 32 hexadecimal digits, or a UUID.
func isHexID(s string) bool {
	if len(s) == oldIDLength && s[8] == '-' && s[13] == '-' && s[18] == '-' && s[23] == '-' {
		s = s[:8] + s[9:13] + s[14:18] + s[19:23] + s[24:]
	}
	return len(s) == idLength && consistsOf(s, lowerHex)
}

func instanceEC2(s string) (msg, hint string) {
	id := arn.ID(s)
	if !isEC2ID(id) {
		return "", ""
	}
	return "is the id of an EC2 or SSM instance, not of a container instance",
		"find the container instance with ListContainerInstances and the filter " + strconv.Quote("ec2InstanceId == "+id)
}

func instanceARN(s string) (msg, hint string) {
	if !arn.Is(s) {
		return "", ""
	}
	name, _ := arn.Name(s, "container-instance/")
	if _, long := clusterOf(s); long || name != "" && strings.IndexByte(name, '/') < 0 {
		return "", ""
	}
	return "is not the ARN of a container instance", "write arn:aws:ecs:us-east-1:123456789012:container-instance/my-cluster/0123456789abcdef0123456789abcdef"
}

// clusterOf returns the cluster that s names if it is the long ARN of a
// container instance.
func clusterOf(s string) (cluster string, ok bool) {
	name, _ := arn.Name(s, "container-instance/")
	cluster, id, _ := strings.Cut(name, "/")
	return cluster, isName(cluster) && id != "" && strings.IndexByte(id, '/') < 0
}

func startedByChars(s string) (msg, hint string) {
	if consistsOf(s, startedByChar) {
		return "", ""
	}
	return "contains characters that the documentation does not allow", "use letters, digits, hyphens, underscores and slashes, such as deploy/42"
}

func groupService(s string) (msg, hint string) {
	if !strings.HasPrefix(s, "service:") {
		return "", ""
	}
	return "is in the namespace service:, which is reserved for services", "use family:my-family or a name of your own"
}

func containerName(s string) (msg, hint string) {
	if s == "" || isName(s) {
		return "", ""
	}
	return "cannot be the name of a container", nameHint
}

func roleARN(s string) (msg, hint string) {
	if !arn.Is(s) {
		return "", ""
	}
	if a, _ := arn.Parse(s); a.Service == "iam" && a.Region == "" && arn.IsAccount(a.Account) {
		if role, ok := strings.CutPrefix(a.Resource, "role/"); ok && isRole(role) {
			return "", ""
		}
	}
	return "is not the ARN of an IAM role", roleHint
}

// isRole reports whether s can be the name of a role, or a path before it, of
// any printable ASCII, and the name.
func isRole(s string) bool {
	name := s[strings.LastIndexByte(s, '/')+1:]
	return name != "" && consistsOf(name, roleChar) && consistsOf(s, printable)
}

// role refuses what is neither the ARN of a role nor can be the name of one.
func role(s string) (msg, hint string) {
	switch {
	case arn.Is(s):
		return roleARN(s)
	case s == "" || isRole(s):
		return "", ""
	}
	return "is neither the ARN nor the name of an IAM role", roleHint
}

// requireARN refuses what is not an ARN at all, where only an ARN is taken.
func requireARN(s string) (msg, hint string) {
	if s == "" || arn.Is(s) {
		return "", ""
	}
	return "is not the ARN of an IAM role", cmp.Or(placeholder(s), roleHint)
}

func roleName(s string) (msg, hint string) {
	if arn.Is(s) || !isRole(s) || placeholder(s) != "" {
		return "", ""
	}
	return "is a name, but overrides are documented to have the ARN of a role", roleHint
}

const roleHint = "write arn:aws:iam::123456789012:role/my-role"

func subnetID(s string) (msg, hint string) { return prefixed(s, "subnet-", "subnet id") }

func subnetIDLength(s string) (msg, hint string) { return hexID(s, "subnet-") }

func securityGroupID(s string) (msg, hint string) { return prefixed(s, "sg-", "security group id") }

func securityGroupIDLength(s string) (msg, hint string) { return hexID(s, "sg-") }

func prefixed(s, prefix, what string) (msg, hint string) {
	if strings.HasPrefix(s, prefix) && consistsOf(s, idChar) {
		return "", ""
	}
	look := "write an id such as " + prefix + "0123456789abcdef0"
	if s == "" {
		return "is empty", look + "; " + unset
	}
	return "is not a " + what, cmp.Or(placeholder(s), look)
}

// hexID doubts an id with the prefix that does not have 8 or 17 hexadecimal
// digits.
func hexID(s, prefix string) (msg, hint string) {
	id, ok := strings.CutPrefix(s, prefix)
	if !ok || (len(id) == 8 || len(id) == 17) && consistsOf(id, lowerHex) || !consistsOf(id, idChar) {
		return "", ""
	}
	return "does not look like an id", "write 8 or 17 digits 0-9 and a-f after " + prefix
}

func taskCPU(s string) (msg, hint string) {
	_, err := fargate.ParseCPU(s)
	return unreadable(err)
}

func taskMemory(s string) (msg, hint string) {
	_, err := fargate.ParseMemory(s)
	return unreadable(err)
}

func unreadable(err error) (msg, hint string) {
	if e, ok := errors.AsType[*fargate.ParseError](err); ok {
		return e.Reason, e.Hint
	}
	return "", ""
}

func tagAWS(s string) (msg, hint string) {
	if len(s) < len("aws:") || !strings.EqualFold(s[:len("aws:")], "aws:") {
		return "", ""
	}
	return "begins with aws:, which is reserved", "use a prefix other than aws:"
}

func tagChars(s string) (msg, hint string) {
	for _, r := range s {
		if !isTagRune(r) {
			return "contains characters that are not allowed in tags", "use letters, digits, spaces and _ . : / = + - @"
		}
	}
	return "", ""
}

func snapshotID(s string) (msg, hint string) {
	id, ok := strings.CutPrefix(s, "snap-")
	if ok && 8 <= len(id) && len(id) <= 17 && consistsOf(id, lowerHex) {
		return "", ""
	}
	return "does not look like the id of a snapshot", cmp.Or(placeholder(s), "write an id such as snap-0123456789abcdef0")
}
