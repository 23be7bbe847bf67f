package rules

import (
	"slices"
	"strings"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/ptr"
)

// latest is the name of the newest platform version.
const latest = "LATEST"

// The platform versions of Fargate that are known. Windows has only 1.0.0.
var (
	platformVersions        = [...]string{"1.4.0", "1.3.0", "1.0.0"}
	retiredPlatformVersions = [...]string{"1.1.0", "1.2.0"}
)

// oldPlatform is the one version in use that lacks what newer ones have. Only
// Linux has it.
const oldPlatform = "1.3.0"

var platformRows = []row[runTask]{
	{
		Rule: Rule{
			ID: "platform-version", Field: "platformVersion", What: "A platform version is three numbers, or LATEST. RunTask was seen to refuse 1.4.",
			Limit: `^(LATEST|[0-9]+\.[0-9]+\.[0-9]+)$`, Kind: field.Invalid, Severity: errorSeverity, Evidence: Documented | Observed, Source: thread("jenkinsci/amazon-ecs-plugin", "218"),
		},
		check: text("platformVersion", platformVersion, platformForm),
	},
	{
		Rule: Rule{
			ID: "platform-version-case", Field: "platformVersion", What: "LATEST is written in upper case. Whether ECS accepts another case is not known.",
			Limit: latest, Kind: field.Invalid, Severity: warningSeverity, Evidence: Inferred, Source: guide("platform-linux-fargate"),
		},
		check: text("platformVersion", platformVersion, func(s string) (msg, hint string) {
			if s == latest || !strings.EqualFold(s, latest) {
				return "", ""
			}
			return "is documented only in upper case", "write " + latest
		}),
	},
	{
		Rule: Rule{
			ID: "platform-version-empty", Field: "platformVersion", What: "A platform version is left out, or not empty. The SDK sends an empty one; how ECS handles it is not documented.",
			Kind: field.Invalid, Severity: warningSeverity, Evidence: Inferred, Source: api("RunTask"),
		},
		check: notEmpty("platformVersion", platformVersion),
	},
	{
		Rule: Rule{
			ID: "platform-version-retired", Field: "platformVersion", What: "A platform version is not one that AWS has retired.",
			Limit: "not " + strings.Join(retiredPlatformVersions[:], " or "), Kind: field.Unsupported, Severity: warningSeverity, Evidence: Documented, Source: guide("platform-versions-retired"),
		},
		check: text("platformVersion", platformVersion, func(s string) (msg, hint string) {
			if !slices.Contains(retiredPlatformVersions[:], s) {
				return "", ""
			}
			return "is retired", "leave it out for " + latest + ", or write " + platformVersions[0]
		}),
	},
	{
		Rule: Rule{
			ID: "platform-version-known", Field: "platformVersion", What: "A platform version is one that was known in 2026-09. There may be newer ones.",
			Limit: strings.Join(platformVersions[:], ", "), Kind: field.Unknown, Severity: warningSeverity, Evidence: Documented | Inferred, Source: guide("platform-linux-fargate"),
		},
		check: text("platformVersion", platformVersion, func(s string) (msg, hint string) {
			if !isPlatform(s) || s == latest || slices.Contains(platformVersions[:], s) || slices.Contains(retiredPlatformVersions[:], s) {
				return "", ""
			}
			return "is not a platform version known in 2026-09", "make sure that Fargate has it; the known ones are " + strings.Join(platformVersions[:], ", ")
		}),
	},
	{
		Rule: Rule{
			ID: "platform-version-fargate", Field: "platformVersion",
			What: "Only a task on Fargate has a platform version. The finding is an error with the launch types EC2 and EXTERNAL, and a warning with capacity providers other than Fargate's, and if the cluster decides where tasks run.",
			Kind: field.Unsupported, Severity: errorSeverity, Evidence: Documented | Observed, Source: thread("ansible-collections/community.aws", "770"),
			launches: refusedOnInstances,
		},
		check: func(r *run, in *runTask) {
			if in.PlatformVersion != nil {
				r.reportOnlyFargate("platformVersion", *in.PlatformVersion)
			}
		},
	},
	{
		Rule: Rule{
			ID: "platform-version-spot", Field: "platformVersion", What: "Fargate Spot runs Linux on platform version 1.3.0 or newer: 1.0.0 is for Windows, or retired.",
			Limit: "not 1.0.0", Kind: field.Conflict, Severity: warningSeverity, Evidence: Documented, Source: api("CapacityProviderStrategyItem"),
		},
		check: func(r *run, in *runTask) {
			for i := range in.CapacityProviderStrategy {
				if ptr.Value(in.PlatformVersion) == "1.0.0" && ptr.Value(in.CapacityProviderStrategy[i].CapacityProvider) == fargateSpot {
					r.reportValue("platformVersion", *in.PlatformVersion, "cannot be used with Fargate Spot, which runs only Linux from 1.3.0 on", "leave it out on Linux, or use the capacity provider FARGATE",
						field.Path(index("capacityProviderStrategy", i)+".capacityProvider"))
					return
				}
			}
		},
	},
	newerPlatform("storage", "ephemeral storage of a chosen size", "overrides.ephemeralStorage", api("TaskOverride"), func(in *runTask) bool {
		return in.Overrides != nil && in.Overrides.EphemeralStorage != nil
	}),
	newerPlatform("execute-command", "execute command", "enableExecuteCommand", guide("ecs-exec"), func(in *runTask) bool { return in.EnableExecuteCommand }),
	newerPlatform("volumes", "Amazon EBS volumes", "volumeConfigurations", guide("ebs-volumes"), func(in *runTask) bool { return len(in.VolumeConfigurations) > 0 }),
	newerPlatform("environment-files", "environment files", "overrides.containerOverrides", api("EnvironmentFile"), func(in *runTask) bool {
		return in.Overrides != nil && slices.ContainsFunc(in.Overrides.ContainerOverrides, func(c container) bool { return len(c.EnvironmentFiles) > 0 })
	}),
	newerPlatform("cpu", "8192 CPU units or more", "overrides.cpu", api("RegisterTaskDefinition"), func(in *runTask) bool {
		if in.Overrides == nil {
			return false
		}
		units, _ := readUnits(in.Overrides.Cpu)
		return units >= 8192
	}),
}

// newerPlatform returns the rule that the old platform version lacks something.
// Where the cluster decides, the request is refused either way: on Fargate for
// this, and on instances for the platform version.
func newerPlatform(id, what string, member field.Path, source string, has func(*runTask) bool) row[runTask] {
	return row[runTask]{
		Rule: Rule{
			ID: "platform-version-" + id, Field: "platformVersion", What: "A task with " + what + " does not run on platform version " + oldPlatform + ": it needs 1.4.0.",
			Limit: "not " + oldPlatform, Kind: field.Conflict, Severity: errorSeverity, Evidence: Documented, Source: source,
			launches: &severities{launchFargate: errorSeverity, launchFargateProviders: errorSeverity, launchOpen: errorSeverity},
		},
		check: func(r *run, in *runTask) {
			if ptr.Value(in.PlatformVersion) == oldPlatform && has(in) {
				r.reportValue("platformVersion", oldPlatform, "does not support "+what, "leave it out for "+latest+", or write 1.4.0", member)
			}
		},
	}
}

// isPlatform reports whether s is LATEST or three numbers.
func isPlatform(s string) bool {
	if s == latest {
		return true
	}
	first, rest, _ := strings.Cut(s, ".")
	second, third, _ := strings.Cut(rest, ".")
	return isNumber(first) && isNumber(second) && isNumber(third)
}

func isNumber(s string) bool { return s != "" && consistsOf(s, digit) }

func platformForm(s string) (msg, hint string) {
	if s == "" || isPlatform(s) || strings.EqualFold(s, latest) {
		return "", ""
	}
	for _, fix := range [...]string{strings.TrimFunc(s, isStray), strings.TrimLeft(s, "vV"), s + ".0"} {
		if isPlatform(fix) {
			return "is not a platform version", "write " + fix
		}
	}
	return "is not a platform version", "write three numbers, such as " + platformVersions[0] + ", or " + latest
}
