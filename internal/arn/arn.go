// Package arn takes Amazon Resource Names apart.
package arn

import "strings"

// ARN is an Amazon Resource Name, arn:partition:service:region:account:resource.
type ARN struct{ Partition, Service, Region, Account, Resource string }

// Partitions are those that AWS had in November 2026.
var Partitions = [...]string{
	"aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc",
}

// Is reports whether s is meant as an ARN.
func Is(s string) bool { return strings.HasPrefix(s, "arn:") }

// Parse splits s. It checks that the parts are there, not what they say.
func Parse(s string) (a ARN, ok bool) {
	if !Is(s) {
		return ARN{}, false
	}
	rest := s[len("arn:"):]
	for _, part := range [...]*string{&a.Partition, &a.Service, &a.Region, &a.Account} {
		if *part, rest, ok = strings.Cut(rest, ":"); !ok {
			return ARN{}, false
		}
	}
	a.Resource = rest
	if a.Partition == "" || a.Service == "" || a.Resource == "" {
		return ARN{}, false
	}
	return a, true
}

// ParseECS splits s if it is an ARN of Amazon ECS with a region and an account.
func ParseECS(s string) (a ARN, ok bool) {
	a, ok = Parse(s)
	return a, ok && a.Service == "ecs" && isRegion(a.Region) && IsAccount(a.Account)
}

// Name returns what follows the resource type, such as "cluster/", in the ARN s
// of such a resource of Amazon ECS.
func Name(s, resourceType string) (name string, ok bool) {
	if a, ok := ParseECS(s); ok && strings.HasPrefix(a.Resource, resourceType) {
		return a.Resource[len(resourceType):], true
	}
	return "", false
}

// ID returns the id in the ARN of a task or container instance, or s itself if it
// is not an ARN.
func ID(s string) string {
	if !Is(s) {
		return s
	}
	return s[1+strings.LastIndexByte(s, '/'):]
}

// isRegion reports whether s can be a region, known or not.
func isRegion(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// IsAccount reports whether s has the form of an account id.
func IsAccount(s string) bool {
	return len(s) == 12 && strings.Trim(s, "0123456789") == ""
}
