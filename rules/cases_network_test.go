package rules_test

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// vpc is the way to the members of the network.
const vpc = "networkConfiguration.awsvpcConfiguration."

var networkCases = []ruleCases{
	{"network-empty", []row{
		{"no network", func(in *input) { in.NetworkConfiguration = nil }, ""},
		{"empty", func(in *input) { in.NetworkConfiguration = &types.NetworkConfiguration{} }, "warning network-empty networkConfiguration.awsvpcConfiguration"},
	}},
	{"subnets-required", []row{
		{"1", subnets("subnet-01234567"), ""},
		{"left out", subnets(), "error subnets-required " + vpc + "subnets"},
		{"empty, not nil", network(func(v *awsvpc) { v.Subnets = []string{} }), "error subnets-required " + vpc + "subnets"},
	}},
	{"subnets-count", []row{
		{"16", subnets(many(16, subnet)...), ""},
		{"17", subnets(many(17, subnet)...), "error subnets-count " + vpc + "subnets"},
		{"17, and each is looked at", subnets(append(many(16, subnet), "net-1")...), "error subnets-count " + vpc + "subnets; error subnet-id " + vpc + "subnets[16]"},
	}},
	{"subnet-id", []row{
		{"8 digits", subnets("subnet-01234567"), ""},
		{"17 digits", subnets("subnet-0123456789abcdef0"), ""},
		{"empty", subnets("subnet-01234567", ""), "error subnet-id " + vpc + "subnets[1]"},
		{"a security group", subnets("sg-01234567"), "error subnet-id " + vpc + "subnets[0]"},
		{"an ARN", subnets("arn:aws:ec2:us-east-1:123456789012:subnet/subnet-01234567"), "error subnet-id " + vpc + "subnets[0]"},
		{"upper case", subnets("SUBNET-01234567"), "error subnet-id " + vpc + "subnets[0]"},
		{"an underscore", subnets("subnet-0123_567"), "error subnet-id " + vpc + "subnets[0]"},
	}},
	{"subnet-id-length", []row{
		{"8 digits", subnets("subnet-01234567"), ""},
		{"17 digits", subnets("subnet-0123456789abcdef0"), ""},
		{"7 digits", subnets("subnet-0123456"), "warning subnet-id-length " + vpc + "subnets[0]"},
		{"9 digits", subnets("subnet-012345678"), "warning subnet-id-length " + vpc + "subnets[0]"},
		{"16 digits", subnets("subnet-0123456789abcdef"), "warning subnet-id-length " + vpc + "subnets[0]"},
		{"18 digits", subnets("subnet-0123456789abcdef01"), "warning subnet-id-length " + vpc + "subnets[0]"},
		{"8 letters", subnets("subnet-abcdefgh"), "warning subnet-id-length " + vpc + "subnets[0]"},
	}},
	{"subnet-duplicate", []row{
		{"two", nothing, ""},
		{"twice", subnets("subnet-01234567", "subnet-01234568", "subnet-01234567"), "warning subnet-duplicate " + vpc + "subnets[2]"},
		{"three times", subnets("subnet-01234567", "subnet-01234567", "subnet-01234567"),
			"warning subnet-duplicate " + vpc + "subnets[1]; warning subnet-duplicate " + vpc + "subnets[2]"},
	}},
	{"security-groups-count", []row{
		{"none is the default one", network(func(v *awsvpc) { v.SecurityGroups = nil }), ""},
		{"an empty list", network(func(v *awsvpc) { v.SecurityGroups = []string{} }), ""},
		{"5", securityGroups(many(5, securityGroup)...), ""},
		{"6", securityGroups(many(6, securityGroup)...), "error security-groups-count " + vpc + "securityGroups"},
		{"6, and each is looked at", securityGroups(append(many(5, securityGroup), "default")...),
			"error security-groups-count " + vpc + "securityGroups; error security-group-id " + vpc + "securityGroups[5]"},
	}},
	{"security-group-id", []row{
		{"8 digits", securityGroups("sg-01234567"), ""},
		{"a name", securityGroups("web"), "error security-group-id " + vpc + "securityGroups[0]"},
	}},
	{"security-group-id-length", []row{
		{"17 digits", securityGroups("sg-0123456789abcdef0"), ""},
		{"none", securityGroups("sg-"), "warning security-group-id-length " + vpc + "securityGroups[0]"},
	}},
	{"security-group-duplicate", []row{
		{"two", securityGroups("sg-01234567", "sg-01234568"), ""},
		{"twice", securityGroups("sg-01234567", "sg-01234567"), "warning security-group-duplicate " + vpc + "securityGroups[1]"},
	}},
	{"assign-public-ip", []row{
		{"left out", network(func(v *awsvpc) { v.AssignPublicIp = "" }), ""},
		{"DISABLED", nothing, ""},
		{"true", network(func(v *awsvpc) { v.AssignPublicIp = "true" }), "error assign-public-ip " + vpc + "assignPublicIp"},
		{"lower case", network(func(v *awsvpc) { v.AssignPublicIp = "enabled" }), "error assign-public-ip " + vpc + "assignPublicIp"},
	}},
	{"assign-public-ip-fargate", []row{
		{"DISABLED", nothing, ""},
		{"ENABLED", network(func(v *awsvpc) { v.AssignPublicIp = types.AssignPublicIpEnabled }), "warning assign-public-ip-fargate " + vpc + "assignPublicIp"},
		{"no network", func(in *input) { in.NetworkConfiguration = nil }, ""},
	}},
}

func subnet(i int) string        { return fmt.Sprintf("subnet-%08x", i) }
func securityGroup(i int) string { return fmt.Sprintf("sg-%08x", i) }
