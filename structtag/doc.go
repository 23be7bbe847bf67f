// Package structtag gives the rules of package rules to
// github.com/go-playground/validator/v10: as tags for the fields of your own
// structs, and as checks of the SDK's requests wherever they stand in them.
//
//	type Config struct {
//		Cluster string                       `validate:"required,ecs_cluster"`
//		Subnets []string                     `validate:"min=1,max=16,dive,ec2_subnet"`
//		Network *types.NetworkConfiguration // needs no tag
//	}
//
// # Tags
//
// The tags are for fields that are strings, pointers to strings, or of a type of
// your own that is a string:
//
//	ecs_cluster             name or ARN of a cluster
//	ecs_task_definition     family, family:revision, or ARN of a task definition
//	ecs_container_instance  id or ARN of a container instance
//	ecs_started_by          at most 36 characters, as StartTask takes them
//	ecs_run_started_by      at most 128 characters, as RunTask takes them
//	ecs_group               name of a task group
//	ecs_container_name      name of a container
//	ecs_tag_key             key of a tag
//	ecs_tag_value           value of a tag
//	ecs_environment_file    ARN of an environment file in Amazon S3
//	iam_role_arn            ARN of an IAM role, not its name alone
//	ec2_subnet              id of a subnet
//	ec2_security_group      id of a security group
//	fargate_cpu             CPU units or vCPUs: 256, .25 vCPU
//	fargate_memory          MiB or GB: 512, 0.5 GB
//	fargate_memory=CPU      the same, and a size that Fargate on Linux has together
//	                        with the cpu in the string field CPU of the same struct
//
// A tag fails for what a rule with severity error refuses, and for an empty string:
// write omitempty before it where a field may be empty. A value that only draws
// warnings passes, such as a cpu larger than that of any known Fargate size. A tag
// on a field that is not a string fails, too, and [Explain] says why.
//
// # Requests
//
// [Register] adds all the rules for ecs.StartTaskInput, ecs.RunTaskInput,
// types.NetworkConfiguration and types.TaskOverride. The validator then checks
// such values in your structs, directly or through pointers, and those in slices
// and maps where the field has the tag dive. It reports the findings with severity
// error. The tag of the error is the id of the rule, and its field is the path
// from the SDK's struct, such as Overrides.ContainerOverrides[0].Name.
//
// # Messages
//
// [Explain] returns the finding behind an error of the validator, with what is
// wrong and what to write instead. [Translate] makes the validator return this
// message itself.
package structtag
