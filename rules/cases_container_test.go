package rules_test

import (
	"fmt"
	"math"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// first is the way to the container that the cases change.
const first = "overrides.containerOverrides[0]."

// containerCases are those of a container's override.
var containerCases = []ruleCases{
	{"container-name-required", []row{
		{"given", nothing, ""},
		{"left out", app(func(c *container) { c.Name = nil }), "error container-name-required " + first + "name"},
		{"empty", app(func(c *container) { c.Name = new("") }), "error container-name-required " + first + "name"},
		{"no container at all", overrides(func(o *override) { o.ContainerOverrides = nil }), ""},
		{"an empty list", overrides(func(o *override) { o.ContainerOverrides = []container{} }), ""},
	}},
	{"container-name", []row{
		{"255 characters", app(func(c *container) { c.Name = new(strings.Repeat("c", 255)) }), ""},
		{"256 characters", app(func(c *container) { c.Name = new(strings.Repeat("c", 256)) }), "error container-name " + first + "name"},
		{"a dot", app(func(c *container) { c.Name = new("a.b") }), "error container-name " + first + "name"},
		{"an image", app(func(c *container) { c.Name = new("repo/app:1") }), "error container-name " + first + "name"},
	}},
	{"command-empty", []row{
		{"left out", app(func(c *container) { c.Command = nil }), ""},
		{"an empty word is a word", app(func(c *container) { c.Command = []string{""} }), ""},
		{"empty, not nil", app(func(c *container) { c.Command = []string{} }), "warning command-empty " + first + "command"},
	}},
	{"env-name-required", []row{
		{"given", nothing, ""},
		{"left out", environment(variable{Value: new("v")}), "error env-name-required " + first + "environment[0].name"},
		{"empty", environment(variable{Name: new(""), Value: new("v")}), "error env-name-required " + first + "environment[0].name"},
	}},
	{"env-name", []row{
		{"a digit first", environment(variable{Name: new("1A"), Value: new("")}), ""},
		{"a dot, a blank, a letter beyond ASCII", environment(variable{Name: new("a.b ü"), Value: new("")}), ""},
		{"an =", environment(variable{Name: new("A=1"), Value: new("")}), "warning env-name " + first + "environment[0].name"},
		{"an = first", environment(env("=A")), "warning env-name " + first + "environment[0].name"},
	}},
	{"env-value-missing", []row{
		{"empty", environment(variable{Name: new("A"), Value: new("")}), ""},
		{"left out", environment(variable{Name: new("A")}), "warning env-value-missing " + first + "environment[0].value"},
	}},
	{"env-name-duplicate", []row{
		{"case counts", environment(env("A"), env("a")), ""},
		{"twice", environment(env("A"), env("B"), env("A")), "warning env-name-duplicate " + first + "environment[2].name"},
		{"16 names, the last two the same", environment(append(many(15, envNumber), envNumber(14))...),
			"warning env-name-duplicate " + first + "environment[15].name"},
		{"18 names, first and last the same", environment(append(many(17, envNumber), envNumber(0))...),
			"warning env-name-duplicate " + first + "environment[17].name"},
		{"in two containers", sidecar(func(c *container) { c.Environment = []variable{env("STAGE")} }), ""},
		{"no name, 18 times", environment(many(18, func(int) variable { return variable{Value: new("")} })...),
			strings.Join(many(18, func(i int) string { return fmt.Sprintf("error env-name-required %senvironment[%d].name", first, i) }), "; ")},
	}},
	{"env-name-reserved", []row{
		{"another AWS_ name", environment(env("AWS_REGION"), env("ECS_CLUSTER")), ""},
		{"credentials", environment(env("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")), "warning env-name-reserved " + first + "environment[0].name"},
		{"execution environment", environment(env("AWS_EXECUTION_ENV")), "warning env-name-reserved " + first + "environment[0].name"},
		{"any version of the metadata endpoint", environment(env("ECS_CONTAINER_METADATA_URI"), env("ECS_CONTAINER_METADATA_URI_V9")),
			"warning env-name-reserved " + first + "environment[0].name; warning env-name-reserved " + first + "environment[1].name"},
		{"agent endpoint", environment(env("ECS_AGENT_URI")), "warning env-name-reserved " + first + "environment[0].name"},
		{"more than a fixed name", environment(env("ECS_AGENT_URI_2")), ""},
	}},
	{"env-secret", []row{
		{"no secret by its name", environment(variable{Name: new("PASSWORD_FILE"), Value: new("x")}), ""},
		{"an empty value holds none", environment(env("DB_PASSWORD")), ""},
		{"a password", environment(variable{Name: new("DB_PASSWORD"), Value: new("x")}), "warning env-secret " + first + "environment[0].value"},
		{"lower case", environment(variable{Name: new("github_token"), Value: new("x")}), "warning env-secret " + first + "environment[0].value"},
	}},
	{"environment-files-count", []row{
		{"10", files(many(10, file)...), ""},
		{"11", files(many(11, file)...), "error environment-files-count " + first + "environmentFiles"},
		{"11, and each is looked at", files(append(many(10, file), envFile{Type: "s3", Value: new("a.env")})...),
			"error environment-files-count " + first + "environmentFiles; error environment-file-arn " + first + "environmentFiles[10].value"},
	}},
	{"environment-file-type-required", []row{
		{"s3", nothing, ""},
		{"left out", files(envFile{Value: new(objectARN)}), "error environment-file-type-required " + first + "environmentFiles[0].type"},
	}},
	{"environment-file-type", []row{
		{"s3", nothing, ""},
		{"upper case", files(envFile{Type: "S3", Value: new(objectARN)}), "error environment-file-type " + first + "environmentFiles[0].type"},
		{"another", files(envFile{Type: "ssm", Value: new(objectARN)}), "error environment-file-type " + first + "environmentFiles[0].type"},
	}},
	{"environment-file-required", []row{
		{"given", nothing, ""},
		{"left out", files(envFile{Type: "s3"}), "error environment-file-required " + first + "environmentFiles[0].value"},
		{"empty", files(envFile{Type: "s3", Value: new("")}), "error environment-file-required " + first + "environmentFiles[0].value"},
	}},
	{"environment-file-arn", []row{
		{"in a folder", files(s3("arn:aws:s3:::my.bucket/a b/ü/.env")), ""},
		{"in China", files(s3("arn:aws-cn:s3:::bkt/k.env")), ""},
		{"a URL", files(s3("s3://my-bucket/app.env")), "error environment-file-arn " + first + "environmentFiles[0].value"},
		{"a bucket", files(s3("arn:aws:s3:::my-bucket")), "error environment-file-arn " + first + "environmentFiles[0].value"},
		{"no key", files(s3("arn:aws:s3:::my-bucket/")), "error environment-file-arn " + first + "environmentFiles[0].value"},
		{"no partition", files(s3("arn::s3:::bkt/k.env")), "error environment-file-arn " + first + "environmentFiles[0].value"},
		{"a colon missing", files(s3("arn:aws:s3::b/k.env")), "error environment-file-arn " + first + "environmentFiles[0].value"},
		{"no bucket", files(s3("arn:aws:s3:::/app.env")), "error environment-file-arn " + first + "environmentFiles[0].value"},
		{"another service", files(s3("arn:aws:ssm:us-east-1:123456789012:parameter/app.env")), "error environment-file-arn " + first + "environmentFiles[0].value"},
	}},
	{"environment-file-object", []row{
		{"63 characters", files(s3("arn:aws:s3:::" + strings.Repeat("b", 63) + "/k.env")), ""},
		{"3 characters", files(s3("arn:aws:s3:::1.b/k.env")), ""},
		{"a region", files(s3("arn:aws:s3:us-east-1::bkt/k.env")), "warning environment-file-object " + first + "environmentFiles[0].value"},
		{"an account", files(s3("arn:aws:s3::123456789012:bkt/k.env")), "warning environment-file-object " + first + "environmentFiles[0].value"},
		{"an access point", files(s3("arn:aws:s3:us-east-1:123456789012:accesspoint/bkt/object/k.env")), "warning environment-file-object " + first + "environmentFiles[0].value"},
		{"2 characters", files(s3("arn:aws:s3:::bu/k.env")), "warning environment-file-object " + first + "environmentFiles[0].value"},
		{"64 characters", files(s3("arn:aws:s3:::" + strings.Repeat("b", 64) + "/k.env")), "warning environment-file-object " + first + "environmentFiles[0].value"},
		{"upper case", files(s3("arn:aws:s3:::Bucket/k.env")), "warning environment-file-object " + first + "environmentFiles[0].value"},
		{"an underscore", files(s3("arn:aws:s3:::my_bucket/k.env")), "warning environment-file-object " + first + "environmentFiles[0].value"},
		{"a hyphen at the end", files(s3("arn:aws:s3:::bucket-/k.env")), "warning environment-file-object " + first + "environmentFiles[0].value"},
		{"a dot first", files(s3("arn:aws:s3:::.bucket/k.env")), "warning environment-file-object " + first + "environmentFiles[0].value"},
		{"two dots", files(s3("arn:aws:s3:::my..bucket/k.env")), "warning environment-file-object " + first + "environmentFiles[0].value"},
		{"an asterisk in the key", files(s3("arn:aws:s3:::bkt/*.env")), "warning environment-file-object " + first + "environmentFiles[0].value"},
		{"a question mark in the key", files(s3("arn:aws:s3:::bkt/a?.env")), "warning environment-file-object " + first + "environmentFiles[0].value"},
		{"all of it", files(s3("arn:aws:s3:us-east-1::*/*.env")), strings.Join(many(3, func(int) string { return "warning environment-file-object " + first + "environmentFiles[0].value" }), "; ")},
		{"what is no ARN of an object has its own finding only", files(s3("arn:aws:s3:us-east-1::*")), "error environment-file-arn " + first + "environmentFiles[0].value"},
	}},
	{"environment-file-suffix", []row{
		{".env", nothing, ""},
		{"another", files(s3("arn:aws:s3:::bkt/k.txt")), "warning environment-file-suffix " + first + "environmentFiles[0].value"},
		{"upper case", files(s3("arn:aws:s3:::bkt/k.ENV")), "warning environment-file-suffix " + first + "environmentFiles[0].value"},
		{"what is no ARN has its own finding only", files(s3("k.txt")), "error environment-file-arn " + first + "environmentFiles[0].value"},
		{"a space behind it", files(s3(objectARN + " ")), "warning environment-file-suffix " + first + "environmentFiles[0].value"},
	}},
	{"container-cpu", []row{
		{"2", cpu(2), ""},
		{"0", cpu(0), ""},
		{"1, which counts as 2 on Linux", cpu(1), ""},
		{"-1", cpu(-1), "error container-cpu " + first + "cpu"},
	}},
	{"container-memory", []row{
		{"6", memory(6, 6), ""},
		{"4", memory(6, 4), "warning container-memory-docker " + first + "memoryReservation"},
		{"3 reserved", memory(6, 3), "error container-memory " + first + "memoryReservation"},
		{"3", memory(3, 3), "error container-memory " + first + "memory; error container-memory " + first + "memoryReservation"},
		{"0", memory(0, 0), "error container-memory " + first + "memory; error container-memory " + first + "memoryReservation"},
		{"negative", memory(6, -1), "error container-memory " + first + "memoryReservation"},
		{"left out", app(func(c *container) { c.Memory, c.MemoryReservation = nil, nil }), ""},
		{"as far below zero as can be", memory(6, math.MinInt32), "error container-memory " + first + "memoryReservation"},
	}},
	{"container-memory-docker", []row{
		{"6", memory(6, 6), ""},
		{"5", memory(5, 5), "warning container-memory-docker " + first + "memory; warning container-memory-docker " + first + "memoryReservation"},
		{"4", memory(4, 4), "warning container-memory-docker " + first + "memory; warning container-memory-docker " + first + "memoryReservation"},
		{"3 has its own rule", memory(6, 3), "error container-memory " + first + "memoryReservation"},
	}},
	{"memory-reservation", []row{
		{"equal, as measured", memory(512, 512), ""},
		{"one less", memory(512, 511), ""},
		{"one more", memory(512, 513), "error memory-reservation " + first + "memoryReservation"},
		{"memory is not given", app(func(c *container) { c.Memory, c.MemoryReservation = nil, new(int32(1024)) }), ""},
	}},
	{"resource-type-required", []row{
		{"given", nothing, ""},
		{"left out", resources(resource{Value: new("1")}), "error resource-type-required " + first + "resourceRequirements[0].type"},
	}},
	{"resource-type", []row{
		{"GPU", nothing, ""},
		{"lower case", resources(resource{Type: "gpu", Value: new("1")}), "error resource-type " + first + "resourceRequirements[0].type"},
	}},
	{"resource-inference", []row{
		{"GPU", nothing, ""},
		{"gone", resources(resource{Type: types.ResourceTypeInferenceAccelerator, Value: new("d")}), "warning resource-inference " + first + "resourceRequirements[0].type"},
	}},
	{"resource-value-required", []row{
		{"a value", nothing, ""},
		{"a strategy", resources(shared()), ""},
		{"neither", resources(resource{Type: types.ResourceTypeGpu}), "error resource-value-required " + first + "resourceRequirements[0].value"},
		{"an empty value", resources(resource{Type: types.ResourceTypeGpu, Value: new("")}), "error resource-value-required " + first + "resourceRequirements[0].value"},
		{"no value for what cannot be shared", resources(resource{Type: types.ResourceTypeNeuronDevice}),
			"warning neuron-managed-instances " + first + "resourceRequirements[0].type; error resource-value-required " + first + "resourceRequirements[0].value"},
		{"a strategy for what cannot be shared", resources(resource{Type: types.ResourceTypeNeuronDevice, SharingStrategy: shared().SharingStrategy}),
			"error sharing-gpu-only " + first + "resourceRequirements[0].sharingStrategy; warning neuron-managed-instances " + first + "resourceRequirements[0].type; error resource-value-required " + first + "resourceRequirements[0].value"},
	}},
	{"gpu-value", []row{
		{"1", resources(gpu("1")), ""},
		{"16", resources(gpu("16")), ""},
		{"ALL", resources(gpu("ALL")), ""},
		{"0", resources(gpu("0")), "error gpu-value " + first + "resourceRequirements[0].value"},
		{"-1", resources(gpu("-1")), "error gpu-value " + first + "resourceRequirements[0].value"},
		{"0.5", resources(gpu("0.5")), "error gpu-value " + first + "resourceRequirements[0].value"},
		{"a letter", resources(gpu("1a")), "error gpu-value " + first + "resourceRequirements[0].value"},
		{"lower case", resources(gpu("all")), "error gpu-value " + first + "resourceRequirements[0].value"},
		{"9", resources(gpu("9")), ""},
		{"as many as 32 bits with a sign have", resources(gpu("2147483647")), ""},
		{"more", resources(gpu("2147483648")), "error gpu-value " + first + "resourceRequirements[0].value"},
	}},
	{"gpu-sharing", []row{
		{"a strategy alone", resources(shared()), ""},
		{"with a value", resources(with(shared(), "1")), "error gpu-sharing " + first + "resourceRequirements[0].sharingStrategy"},
		{"with an empty value, which is sent", resources(with(shared(), "")), "error gpu-sharing " + first + "resourceRequirements[0].sharingStrategy"},
	}},
	{"gpu-sharing-memory", []row{
		{"given", resources(shared()), ""},
		{"left out", resources(resource{Type: types.ResourceTypeGpu, SharingStrategy: &types.SharingStrategyMemberNvidiaMps{}}),
			"error gpu-sharing-memory " + first + "resourceRequirements[0].sharingStrategy.nvidiaMps.memory"},
	}},
	{"sharing-sendable", []row{
		{"one that the SDK knows", resources(shared()), ""},
		{"a nil pointer, on which the SDK panics",
			resources(resource{Type: types.ResourceTypeGpu, SharingStrategy: (*types.SharingStrategyMemberNvidiaMps)(nil)}),
			"error sharing-sendable " + first + "resourceRequirements[0].sharingStrategy"},
		{"one that is newer than the SDK", resources(resource{Type: types.ResourceTypeGpu, SharingStrategy: &types.UnknownUnionMember{Tag: "new"}}),
			"error sharing-sendable " + first + "resourceRequirements[0].sharingStrategy"},
	}},
	{"sharing-gpu-only", []row{
		{"GPU", resources(shared()), ""},
		{"NeuronDevice", resources(resource{Type: types.ResourceTypeNeuronDevice, Value: new("ALL"), SharingStrategy: shared().SharingStrategy}),
			"error sharing-gpu-only " + first + "resourceRequirements[0].sharingStrategy; warning neuron-managed-instances " + first + "resourceRequirements[0].type"},
	}},
	{"neuron-value", []row{
		{"ALL", resources(neuron), "warning neuron-managed-instances " + first + "resourceRequirements[0].type"},
		{"1", resources(resource{Type: types.ResourceTypeNeuronDevice, Value: new("1")}),
			"warning neuron-managed-instances " + first + "resourceRequirements[0].type; error neuron-value " + first + "resourceRequirements[0].value"},
	}},
	{"neuron-managed-instances", []row{
		{"GPU", nothing, ""},
		{"NeuronDevice", resources(neuron), "warning neuron-managed-instances " + first + "resourceRequirements[0].type"},
	}},
}

func env(name string) variable  { return variable{Name: &name, Value: new("")} }
func envNumber(i int) variable  { return env(fmt.Sprint("SETTING_", i)) }
func s3(arn string) envFile     { return envFile{Type: types.EnvironmentFileTypeS3, Value: &arn} }
func file(i int) envFile        { return s3(fmt.Sprintf("arn:aws:s3:::bkt/%d.env", i)) }
func gpu(value string) resource { return resource{Type: types.ResourceTypeGpu, Value: &value} }
func cpu(units int32) change    { return app(func(c *container) { c.Cpu = &units }) }
func memory(most, kept int32) change {
	return app(func(c *container) { c.Memory, c.MemoryReservation = &most, &kept })
}

func with(q resource, value string) resource {
	q.Value = &value
	return q
}
