package rules

import (
	"fmt"
	"math"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/arn"
	"github.com/ecstask/ecstask/internal/ptr"
)

type container = types.ContainerOverride

func nameOf(c *container) *string                           { return c.Name }
func environment(c *container) []types.KeyValuePair         { return c.Environment }
func environmentFiles(c *container) []types.EnvironmentFile { return c.EnvironmentFiles }

// minMemory is the least memory of a container, in MiB. Docker 20.10 raised it.
const minMemory = 4

var containerTable = &table[container]{
	rows: []row[container]{
		{
			Rule: Rule{
				ID: "container-name-required", Field: "overrides.containerOverrides[].name", What: "A container override names its container.",
				Kind: field.Required, Severity: errorSeverity, Evidence: Documented | Observed, Source: api("ContainerOverride"),
			},
			check: func(r *run, c *container) {
				if ptr.Value(c.Name) != "" {
					return
				}
				hint := "give the name of the container in the task definition"
				if r.definition() != &noDefinition {
					hint = r.known.nameHint("")
				}
				given("name", nameOf, hint)(r, c)
			},
		},
		{
			Rule: Rule{
				ID: "container-name", Field: "overrides.containerOverrides[].name", What: "The name in a container override is one that a container of a task definition can have. RegisterTaskDefinition was seen to refuse other characters.",
				Limit: namePattern, Kind: field.Invalid, Severity: errorSeverity, Evidence: Documented | Observed, Source: thread("hashicorp/terraform-provider-aws", "5950"),
			},
			check: text("name", nameOf, sound(containerName)),
		},
		{Rule: strayChars, check: text("name", nameOf, strayEnds)},
		{Rule: placeholderName, check: unless(tellsContainers, text("name", nameOf, isPlaceholder))},
		{
			Rule: Rule{
				ID: "command-empty", Field: "overrides.containerOverrides[].command", What: "A command is left out or has at least one element. How ECS handles an empty one is not documented; its responses have an empty command if the request has none.",
				Kind: field.Invalid, Severity: warningSeverity, Evidence: Inferred, Source: api("ContainerOverride"), Optional: true,
			},
			check: func(r *run, c *container) {
				if c.Command != nil && len(c.Command) == 0 {
					r.report("command", "is empty, and is sent as an empty list", "leave it out to keep the command of the task definition")
				}
			},
		},
		{
			Rule: Rule{
				ID: "env-name-required", Field: "overrides.containerOverrides[].environment[].name", What: "An environment variable has a name.",
				Kind: field.Required, Severity: errorSeverity, Evidence: Observed, Source: thread("jenkinsci/amazon-ecs-plugin", "319"),
			},
			check: func(r *run, c *container) {
				for i := range c.Environment {
					if ptr.Value(c.Environment[i].Name) == "" {
						r.report(index("environment", i)+".name", "is required", "give the name of the variable")
					}
				}
			},
		},
		{
			Rule: Rule{
				ID: "env-name", Field: "overrides.containerOverrides[].environment[].name", What: "The name of an environment variable does not contain =.",
				Kind: field.Invalid, Severity: warningSeverity, Evidence: Inferred, Source: "https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html",
			},
			check: func(r *run, c *container) {
				for i := range c.Environment {
					if strings.IndexByte(ptr.Value(c.Environment[i].Name), '=') >= 0 {
						r.report(index("environment", i)+".name", "contains =, which the name of a variable cannot contain", "move the text after the = to value")
					}
				}
			},
		},
		{
			Rule: Rule{
				ID: "env-value-missing", Field: "overrides.containerOverrides[].environment[].value", What: "An environment variable has a value, if only an empty one.",
				Kind: field.Required, Severity: warningSeverity, Evidence: Inferred, Source: api("KeyValuePair"),
			},
			check: func(r *run, c *container) {
				for i := range c.Environment {
					if c.Environment[i].Value == nil {
						r.report(index("environment", i)+".value", "is missing", "give a value, which may be the empty string")
					}
				}
			},
		},
		{
			Rule: Rule{
				ID: "env-name-duplicate", Field: "overrides.containerOverrides[].environment[].name", What: "No environment variable is set twice: which one wins is not documented.",
				Kind: field.Duplicate, Severity: warningSeverity, Evidence: Inferred, Source: api("ContainerOverride"),
			},
			check: unique("environment", ".name", environment, func(kv *types.KeyValuePair) string { return ptr.Value(kv.Name) }, "set it once"),
		},
		{
			Rule: Rule{
				ID: "env-name-reserved", Field: "overrides.containerOverrides[].environment[].name",
				What: "No environment variable has the name of one that the ECS agent sets: " + strings.Join(agentVariables[:], ", ") + ".",
				Kind: field.Conflict, Severity: warningSeverity, Evidence: Inferred, Source: guide("ecs-agent-config"),
			},
			check: func(r *run, c *container) {
				for i := range c.Environment {
					name := ptr.Value(c.Environment[i].Name)
					if strings.HasPrefix(name, "ECS_") || strings.HasPrefix(name, "AWS_") {
						if isAgentVariable(name) {
							r.reportValue(index("environment", i)+".name", name, "is set by the ECS agent, which overwrites it", "use another name")
						}
					}
				}
			},
		},
		{
			Rule: Rule{
				ID: "env-secret", Field: "overrides.containerOverrides[].environment[].value",
				What: "No environment variable has a name that suggests a secret: AWS CloudTrail and DescribeTasks show the values of overrides.",
				Kind: field.Unsupported, Severity: warningSeverity, Evidence: Documented, Source: api("ContainerOverride"), Optional: true,
			},
			check: func(r *run, c *container) {
				for i, kv := range c.Environment {
					if ptr.Value(kv.Value) != "" && looksSecret(ptr.Value(kv.Name)) {
						r.report(index("environment", i)+".value", "looks like the name of a secret, and anybody with DescribeTasks can read its value", "set it in secrets in the task definition")
					}
				}
			},
		},
		{
			Rule: Rule{
				ID: "environment-files-count", Field: "overrides.containerOverrides[].environmentFiles", What: "A container has at most {max} environment files.",
				Limit: "{max} files", limits: limits{max: 10}, Kind: field.TooMany, Severity: errorSeverity, Evidence: Documented | Observed, Source: api("EnvironmentFile"),
			},
			check: atMost("environmentFiles", environmentFiles, "merge some of the files"),
		},
		{
			Rule: Rule{
				ID: "container-cpu", Field: "overrides.containerOverrides[].cpu", What: "A container's cpu is not negative.",
				Limit: "{min} CPU units", limits: limits{min: 0}, Kind: field.OutOfRange, Severity: errorSeverity, Evidence: Documented, Source: api("ContainerDefinition"),
			},
			check: func(r *run, c *container) {
				if c.Cpu != nil && int64(*c.Cpu) < r.min() {
					r.reportValue("cpu", *c.Cpu, fmt.Sprintf("is less than %d", r.min()), "give CPU units, 1024 for one vCPU")
				}
			},
		},
		{
			Rule: Rule{
				ID: "container-memory", Field: "overrides.containerOverrides[].memory", What: "A container's memory and memoryReservation are at least {min} MiB.",
				Limit: "{min} MiB", limits: limits{min: minMemory}, Kind: field.OutOfRange, Severity: errorSeverity, Evidence: Documented, Source: api("ContainerDefinition"),
			},
			check: memories(math.MinInt32, "is less than %d MiB"),
		},
		{
			Rule: Rule{
				ID: "container-memory-docker", Field: "overrides.containerOverrides[].memory", What: "A container's memory and memoryReservation are at least {min} MiB, which Docker 20.10.0 and newer require.",
				Limit: "{min} MiB", limits: limits{min: 6}, Kind: field.OutOfRange, Severity: warningSeverity, Evidence: Documented, Source: api("ContainerDefinition"),
			},
			check: memories(minMemory, "is less than the %d MiB that Docker 20.10.0 and newer require"),
		},
		{
			Rule: Rule{
				ID: "memory-reservation", Field: "overrides.containerOverrides[].memoryReservation", What: "A container's memoryReservation is not more than its memory. If an override sets only one of them, the other is that of the task definition in the state, and the finding is a warning.",
				Kind: field.Conflict, Severity: errorSeverity, Evidence: Documented | Observed, Source: api("ContainerDefinition"),
			},
			check: memoryReservation,
		},
	},
	parts: []part[container]{
		children("environmentFiles", environmentFiles, environmentFileTable),
		children("resourceRequirements", func(c *container) []resource { return c.ResourceRequirements }, resourceTable),
	},
}

// memories makes a check of both amounts of memory of a container: they are not
// from least to below the min of the rule.
func memories(least int32, format string) func(*run, *container) {
	return func(r *run, c *container) {
		check := func(member string, mib *int32) {
			if mib != nil && *mib >= least && int64(*mib) < r.min() {
				r.reportValue(member, *mib, fmt.Sprintf(format, r.min()), "give it in MiB, such as 512")
			}
		}
		check("memory", c.Memory)
		check("memoryReservation", c.MemoryReservation)
	}
}

// agentVariables are the environment variables that the ECS agent sets. One
// that ends in * stands for all that begin so.
var agentVariables = [...]string{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_EXECUTION_ENV", "ECS_CONTAINER_METADATA_URI*", "ECS_AGENT_URI"}

func isAgentVariable(name string) bool {
	for _, v := range agentVariables {
		if prefix, all := strings.CutSuffix(v, "*"); name == v || all && strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// looksSecret reports whether a variable's name says that its value is secret.
func looksSecret(name string) bool {
	name = strings.ToUpper(name)
	for _, word := range [...]string{"PASSWORD", "PASSWD", "SECRET", "TOKEN", "API_KEY", "APIKEY", "PRIVATE_KEY", "CREDENTIAL"} {
		if strings.HasSuffix(name, word) {
			return true
		}
	}
	return false
}

var environmentFileTable = &table[types.EnvironmentFile]{
	rows: []row[types.EnvironmentFile]{
		{
			Rule: Rule{
				ID: "environment-file-type-required", Field: "overrides.containerOverrides[].environmentFiles[].type", What: "An environment file has a type.",
				Limit: "s3", Kind: field.Required, Severity: errorSeverity, Evidence: Documented, Source: api("EnvironmentFile"),
			},
			check: chosen("type", func(f *types.EnvironmentFile) types.EnvironmentFileType { return f.Type }, "set s3"),
		},
		{
			Rule: Rule{
				ID: "environment-file-type", Field: "overrides.containerOverrides[].environmentFiles[].type", What: "The type of an environment file is s3.",
				Limit: "s3", Kind: field.Unknown, Severity: errorSeverity, Evidence: Documented | Observed, Source: api("EnvironmentFile"),
			},
			check: enum("type", func(f *types.EnvironmentFile) types.EnvironmentFileType { return f.Type }, types.EnvironmentFileType("").Values()),
		},
		{
			Rule: Rule{
				ID: "environment-file-required", Field: "overrides.containerOverrides[].environmentFiles[].value", What: "An environment file has a value.",
				Kind: field.Required, Severity: errorSeverity, Evidence: Documented, Source: api("EnvironmentFile"),
			},
			check: given("value", environmentFile, "give the ARN of the object in Amazon S3"),
		},
		{Rule: arnPartition, check: text("value", environmentFile, partition)},
		{
			Rule: Rule{
				ID: "environment-file-arn", Field: "overrides.containerOverrides[].environmentFiles[].value", What: "The value of an environment file is the ARN of an object in Amazon S3.",
				Limit: "arn:<partition>:s3:::<bucket>/<key>", Kind: field.Invalid, Severity: errorSeverity, Evidence: Documented | Observed, Source: api("EnvironmentFile"),
			},
			check: text("value", environmentFile, environmentFileARN),
		},
		{
			Rule: Rule{
				ID: "environment-file-object", Field: "overrides.containerOverrides[].environmentFiles[].value",
				What:  "The ARN of an environment file has no region and no account, the name of a bucket that Amazon S3 would create today, and the key of one object, without wildcards.",
				Limit: "buckets of {min} to {max} lower-case letters, digits, dots and hyphens", limits: limits{min: 3, max: 63}, Kind: field.Invalid, Severity: warningSeverity,
				Evidence: Inferred, Source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
			},
			check: func(r *run, f *types.EnvironmentFile) {
				if msg, _ := environmentFileARN(ptr.Value(f.Value)); msg != "" {
					return
				}
				a, _ := arn.Parse(ptr.Value(f.Value))
				bucket, key, _ := strings.Cut(a.Resource, "/")
				if a.Region != "" || a.Account != "" {
					r.reportValue("value", *f.Value, "has a region or an account, which the ARN of an object leaves empty", "write arn:aws:s3:::my-bucket/path/app.env")
				}
				if bucket != "" && !isBucket(bucket, r.rule().limits) {
					r.reportValue("value", *f.Value, "names a bucket that cannot be created today", "use a bucket whose name has lower-case letters, digits, dots and hyphens")
				}
				if strings.ContainsAny(key, "*?") {
					r.reportValue("value", *f.Value, "contains a wildcard, but must name one object", "name each file by itself")
				}
			},
		},
		{
			Rule: Rule{
				ID: "environment-file-suffix", Field: "overrides.containerOverrides[].environmentFiles[].value",
				What:  "The name of an environment file ends in .env. With other names, tasks were seen to fail when they started, after the call had succeeded.",
				Limit: ".env", Kind: field.Invalid, Severity: warningSeverity, Evidence: Documented | Observed, Source: api("EnvironmentFile"),
			},
			check: text("value", environmentFile, func(s string) (msg, hint string) {
				if msg, _ := environmentFileARN(s); s == "" || msg != "" || strings.HasSuffix(s, ".env") {
					return "", ""
				}
				if msg, hint := strayEnds(s); msg != "" {
					return msg, hint
				}
				return "does not end in .env", "give the object a name such as app.env"
			}),
		},
	},
}

func environmentFile(f *types.EnvironmentFile) *string { return f.Value }

func environmentFileARN(s string) (msg, hint string) {
	if s == "" {
		return "", ""
	}
	if a, _ := arn.Parse(s); a.Service == "s3" {
		if bucket, key, _ := strings.Cut(a.Resource, "/"); bucket != "" && key != "" {
			return "", ""
		}
	}
	if msg, hint := strayEnds(s); msg != "" {
		return msg, hint
	}
	return "is not the ARN of an object in Amazon S3", "write arn:aws:s3:::my-bucket/path/app.env"
}

// isBucket reports whether s follows the rules for the names of buckets. Some
// buckets made before 2018 do not.
func isBucket(s string, l limits) bool {
	return l.min <= int64(len(s)) && int64(len(s)) <= l.max && consistsOf(strings.ReplaceAll(s, ".", ""), bucketChar) &&
		strings.Trim(s, ".-") == s && !strings.Contains(s, "..")
}
