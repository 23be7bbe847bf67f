package rules

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
)

var networkTable = &table[types.NetworkConfiguration]{
	rows: []row[types.NetworkConfiguration]{{
		Rule: Rule{
			ID: "network-empty", Field: "networkConfiguration.awsvpcConfiguration", What: "A network configuration has an awsvpcConfiguration.",
			Kind: field.Required, Severity: warningSeverity, Evidence: Inferred, Source: api("NetworkConfiguration"),
			launches: &severities{ // on Fargate, network-fargate-required
				launchUnclear: warningSeverity, launchOpen: warningSeverity, launchNamed: warningSeverity,
				launchEC2: warningSeverity, launchExternal: warningSeverity, launchProviders: warningSeverity,
			},
		},
		grade: func(r *run) field.Severity {
			if awsvpc, _ := r.known.inVPC(); awsvpc {
				return ifPinned(r)
			}
			return warningSeverity
		},
		check: func(r *run, n *types.NetworkConfiguration) {
			if n.AwsvpcConfiguration == nil {
				r.report("awsvpcConfiguration", "is missing", "leave networkConfiguration out, or give the subnets")
			}
		},
	}},
	parts: []part[types.NetworkConfiguration]{
		child("awsvpcConfiguration", func(n *types.NetworkConfiguration) *awsvpc { return n.AwsvpcConfiguration }, awsvpcTable),
	},
}

type awsvpc = types.AwsVpcConfiguration

func subnets(v *awsvpc) []string        { return v.Subnets }
func securityGroups(v *awsvpc) []string { return v.SecurityGroups }

var awsvpcTable = &table[awsvpc]{
	rows: []row[awsvpc]{
		{Rule: strayChars, check: all(texts("subnets", subnets, strayInList), texts("securityGroups", securityGroups, strayInList))},
		{
			Rule: Rule{
				ID: "subnets-required", Field: "networkConfiguration.awsvpcConfiguration.subnets", What: "At least one subnet is given.",
				Limit: "{min} subnet", limits: limits{min: 1}, Kind: field.Required, Severity: errorSeverity, Evidence: Documented | Observed, Source: api("AwsVpcConfiguration"),
			},
			check: atLeastOne("subnets", subnets, "give the id of a subnet"),
		},
		{
			Rule: Rule{
				ID: "subnets-count", Field: "networkConfiguration.awsvpcConfiguration.subnets", What: "At most {max} subnets are given.",
				Limit: "{max} subnets", limits: limits{max: 16}, Kind: field.TooMany, Severity: errorSeverity, Evidence: Documented | Observed, Source: api("AwsVpcConfiguration"),
			},
			check: atMost("subnets", subnets, "give fewer subnets"),
		},
		{
			Rule: Rule{
				ID: "subnet-id", Field: "networkConfiguration.awsvpcConfiguration.subnets[]", What: "A subnet is given by its id.",
				Limit: "^subnet-[0-9a-zA-Z-]*$", Kind: field.Invalid, Severity: errorSeverity, Evidence: Observed, Source: thread("eddmann/serverless-fargate", "20"),
			},
			check: texts("subnets", subnets, soundID(subnetID)),
		},
		{
			Rule: Rule{
				ID: "subnet-id-length", Field: "networkConfiguration.awsvpcConfiguration.subnets[]", What: "The id of a subnet has 8 or 17 hexadecimal digits.",
				Limit: "^subnet-([0-9a-f]{8}|[0-9a-f]{17})$", Kind: field.Invalid, Severity: warningSeverity, Evidence: Inferred, Source: api("AwsVpcConfiguration"),
			},
			check: texts("subnets", subnets, soundID(subnetIDLength)),
		},
		{
			Rule: Rule{
				ID: "subnet-duplicate", Field: "networkConfiguration.awsvpcConfiguration.subnets[]", What: "No subnet is given twice.",
				Kind: field.Duplicate, Severity: warningSeverity, Evidence: Inferred, Source: api("AwsVpcConfiguration"),
			},
			check: unique("subnets", "", subnets, same, "remove one of them"),
		},
		{
			Rule: Rule{
				ID: "security-groups-count", Field: "networkConfiguration.awsvpcConfiguration.securityGroups", What: "At most {max} security groups are given.",
				Limit: "{max} security groups", limits: limits{max: 5}, Kind: field.TooMany, Severity: errorSeverity, Evidence: Documented, Source: api("AwsVpcConfiguration"),
			},
			check: atMost("securityGroups", securityGroups, "give fewer security groups"),
		},
		{
			Rule: Rule{
				ID: "security-group-id", Field: "networkConfiguration.awsvpcConfiguration.securityGroups[]", What: "A security group is given by its id.",
				Limit: "^sg-[0-9a-zA-Z-]*$", Kind: field.Invalid, Severity: errorSeverity, Evidence: Observed | Inferred, Source: thread("reproio/wrapbox", "43"),
			},
			check: texts("securityGroups", securityGroups, soundID(securityGroupID)),
		},
		{
			Rule: Rule{
				ID: "security-group-id-length", Field: "networkConfiguration.awsvpcConfiguration.securityGroups[]", What: "The id of a security group has 8 or 17 hexadecimal digits.",
				Limit: "^sg-([0-9a-f]{8}|[0-9a-f]{17})$", Kind: field.Invalid, Severity: warningSeverity, Evidence: Inferred, Source: api("AwsVpcConfiguration"),
			},
			check: texts("securityGroups", securityGroups, soundID(securityGroupIDLength)),
		},
		{
			Rule: Rule{
				ID: "security-group-duplicate", Field: "networkConfiguration.awsvpcConfiguration.securityGroups[]", What: "No security group is given twice.",
				Kind: field.Duplicate, Severity: warningSeverity, Evidence: Inferred, Source: api("AwsVpcConfiguration"),
			},
			check: unique("securityGroups", "", securityGroups, same, "remove one of them"),
		},
		{
			Rule: Rule{
				ID: "assign-public-ip", Field: "networkConfiguration.awsvpcConfiguration.assignPublicIp", What: "assignPublicIp is a value of the API's enum.",
				Limit: "ENABLED or DISABLED", Kind: field.Unknown, Severity: errorSeverity, Evidence: Documented, Source: api("AwsVpcConfiguration"),
			},
			check: enum("assignPublicIp", func(v *awsvpc) types.AssignPublicIp { return v.AssignPublicIp }, types.AssignPublicIp("").Values()),
		},
		{
			Rule: Rule{
				ID: "assign-public-ip-off", Field: "networkConfiguration.awsvpcConfiguration.assignPublicIp",
				What: "A task on Fargate has a public address, unless its subnets have a NAT gateway or VPC endpoints: without any of these it cannot pull its image.",
				Kind: field.Required, Severity: warningSeverity, Evidence: Documented, Source: guide("task_cannot_pull_image"), Optional: true, Operations: RunTask,
				launches: &severities{launchFargate: warningSeverity, launchFargateProviders: warningSeverity},
			},
			check: func(r *run, v *awsvpc) {
				if v.AssignPublicIp != types.AssignPublicIpEnabled {
					r.report("assignPublicIp", "is not ENABLED: without a NAT gateway or VPC endpoints, the task cannot pull its image", "set it to ENABLED in public subnets")
				}
			},
		},
	},
}
