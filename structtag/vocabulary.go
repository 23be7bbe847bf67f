package structtag

import (
	"cmp"
	"reflect"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/rules"
)

// A word is what a tag stands for: a member of the SDK's structs.
type word struct {
	put func(s *string) any // returns a value with s as the member
	at  field.Path          // of the member in the value
}

var vocabulary = map[string]word{
	"ecs_cluster":         {func(s *string) any { return &ecs.StartTaskInput{Cluster: s} }, "cluster"},
	"ecs_task_definition": {func(s *string) any { return &ecs.StartTaskInput{TaskDefinition: s} }, "taskDefinition"},
	"ecs_container_instance": {
		func(s *string) any { return &ecs.StartTaskInput{ContainerInstances: []string{*s}} }, "containerInstances[0]",
	},
	"ecs_started_by":       {func(s *string) any { return &ecs.StartTaskInput{StartedBy: s} }, "startedBy"},
	"ecs_run_started_by":   {func(s *string) any { return &ecs.RunTaskInput{StartedBy: s} }, "startedBy"},
	"ecs_group":            {func(s *string) any { return &ecs.StartTaskInput{Group: s} }, "group"},
	"ecs_container_name":   {func(s *string) any { return &types.ContainerOverride{Name: s} }, "name"},
	"ecs_tag_key":          {func(s *string) any { return &types.Tag{Key: s} }, "key"},
	"ecs_tag_value":        {func(s *string) any { return &types.Tag{Value: s} }, "value"},
	"ecs_environment_file": {func(s *string) any { return &types.EnvironmentFile{Value: s} }, "value"},
	"iam_role_arn":         {func(s *string) any { return &types.TaskManagedEBSVolumeConfiguration{RoleArn: s} }, "roleArn"},
	"ec2_subnet":           {func(s *string) any { return &types.AwsVpcConfiguration{Subnets: []string{*s}} }, "subnets[0]"},
	"ec2_security_group":   {func(s *string) any { return &types.AwsVpcConfiguration{SecurityGroups: []string{*s}} }, "securityGroups[0]"},
	"fargate_cpu":          {func(s *string) any { return &types.TaskOverride{Cpu: s} }, "cpu"},
	"fargate_memory":       {func(s *string) any { return &types.TaskOverride{Memory: s} }, "memory"},
}

// cited has the rule to name in place of the one that refuses a value. iam_role_arn is
// for any role, but only the role of a volume has to be an ARN by the rules.
var cited = map[string]string{"volume-role": "role-arn"}

// fault returns what makes the tag of w fail for v, the value of a field, or nil.
// It leaves out what depends on other members.
func (w word) fault(tag string, v reflect.Value) *field.Error {
	s, wrong := text(tag, v)
	if wrong != nil {
		return wrong
	}
	for _, e := range rules.Check(w.put(&s)) {
		if e.Severity == field.SeverityError && e.Path == w.at && len(e.Related) == 0 {
			e.Rule = cmp.Or(cited[e.Rule], e.Rule)
			return e
		}
	}
	return nil
}

// text returns the text that v holds. Where there is none, it returns why not.
func text(tag string, v reflect.Value) (string, *field.Error) {
	for v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	e := &field.Error{Kind: field.Required, Severity: field.SeverityError, Hint: "set it, or write omitempty before " + tag}
	switch {
	case !v.IsValid() || v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface:
		e.Msg = "is required"
	case v.Kind() != reflect.String:
		e.Kind, e.Msg, e.Hint = field.Unsupported, "has the type "+v.Type().String()+", but the tag "+tag+" is for strings", "make the field a string"
	case v.Len() == 0:
		e.Msg = "is empty"
	default:
		return v.String(), nil
	}
	return "", e
}
