package rules

import (
	"errors"
	"reflect"

	"github.com/ecstask/ecstask/fargate"
	"github.com/go-playground/validator/v10"
)

// Register adds the vocabulary to v, as tags for the string fields of your own
// structs:
//
//	ecs_cluster             name or ARN of a cluster
//	ecs_task_definition     family, family:revision, or ARN of a task definition
//	ecs_container_instance  id or ARN of a container instance
//	ecs_started_by          up to 36 characters
//	ecs_group               name of a task group
//	ecs_container_name      name of a container
//	ecs_tag_key             key of a tag
//	ecs_tag_value           value of a tag
//	ecs_environment_file    ARN of an environment file in Amazon S3
//	iam_role_arn            ARN of an IAM role
//	ec2_subnet              id of a subnet
//	ec2_security_group      id of a security group
//	fargate_cpu             CPU units or vCPUs: 256, .25 vCPU
//	fargate_memory          MiB or GB: 512, 0.5 GB
//	fargate_memory=CPU      and a size that Fargate on Linux has with the cpu in the
//	                        string field CPU of the same struct, or may have if that
//	                        is more than any known; without the field, it fails
//
// The tags fail for what the rules with severity error refuse, and for an empty
// text; write omitempty before them where a field may be empty. Register is,
// like all registration, not safe for concurrent use with v. A nil v is an
// error.
func Register(v *validator.Validate) error {
	if v == nil {
		return errors.New("rules: there is no validator to register with")
	}
	for tag, forms := range vocabulary {
		if err := v.RegisterValidation(tag, func(fl validator.FieldLevel) bool {
			s, ok := stringValue(fl.Field())
			return ok && wellFormed(s, forms)
		}); err != nil {
			return err
		}
	}
	return v.RegisterValidation("fargate_memory", func(fl validator.FieldLevel) bool {
		memory, ok := stringValue(fl.Field())
		if fl.Param() == "" || !ok {
			return ok && wellFormed(memory, []form{taskMemory})
		}
		field, _, _, found := fl.GetStructFieldOK2()
		cpu, ok := stringValue(field)
		if !found || !ok {
			return false
		}
		size, err := fargate.ParseSize(cpu, memory)
		return err == nil && (size.CPU > maxFargateCPU || fargate.Validate(size, fargate.Linux) == nil)
	})
}

var vocabulary = map[string][]form{
	"ecs_cluster":            {clusterName, clusterARN},
	"ecs_task_definition":    {taskDefinitionFamily, taskDefinitionRevision, taskDefinitionARN},
	"ecs_container_instance": {strayInstance, instanceIDLength, instanceEC2, instanceARN},
	"ecs_started_by":         {startedByLength},
	"ecs_group":              {groupLength, groupService},
	"ecs_container_name":     {containerName},
	"ecs_tag_key":            {tagKeyLength, tagChars, tagAWS},
	"ecs_tag_value":          {tagValueLength, tagChars},
	"ecs_environment_file":   {environmentFileARN},
	"iam_role_arn":           {requireARN, roleARN},
	"ec2_subnet":             {strayInList, subnetID},
	"ec2_security_group":     {strayInList, securityGroupID},
	"fargate_cpu":            {taskCPU},
}

func wellFormed(s string, forms []form) bool {
	for _, f := range forms {
		if msg, _ := f(s); msg != "" {
			return false
		}
	}
	return s != ""
}

func stringValue(v reflect.Value) (string, bool) {
	if v.Kind() != reflect.String {
		return "", false
	}
	return v.String(), true
}
