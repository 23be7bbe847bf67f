package structtag_test

import (
	"strings"
	"testing"

	"github.com/go-playground/validator/v10"

	"github.com/ecstask/ecstask/structtag"
)

const (
	inECS      = "arn:aws:ecs:us-east-1:123456789012:"
	clusterARN = inECS + "cluster/production"
	taskARN    = inECS + "task-definition/web:42"
	instanceA  = "0123456789abcdef0123456789abcdef"
	oldID      = "01234567-89ab-cdef-0123-456789abcdef"
	shortARN   = inECS + "container-instance/" + instanceA
	longARN    = inECS + "container-instance/production/" + instanceA
	objectARN  = "arn:aws:s3:::my-bucket/app.env"
	roleARN    = "arn:aws:iam::123456789012:role/web"
	marker     = "hunter2"
)

func newValidator(t testing.TB) *validator.Validate {
	t.Helper()
	v := validator.New(validator.WithRequiredStructEnabled())
	if err := structtag.Register(v); err != nil {
		t.Fatal(err)
	}
	return v
}

// TestRegister tries each tag on good and bad values. What the rules only warn
// about is good.
func TestRegister(t *testing.T) {
	v := newValidator(t)
	for _, tt := range []struct {
		tag       string
		good, bad []string
	}{
		{
			"ecs_cluster", []string{"default", strings.Repeat("c", 255), clusterARN, "arn:aws-moon:ecs:moon-1:123456789012:cluster/web"},
			[]string{"a.b", strings.Repeat("c", 256), taskARN, "cluster/web"},
		},
		{
			"ecs_task_definition", []string{"web", "web:1", taskARN, inECS + "task-definition/web"},
			[]string{"web:0", "web:latest", "web:", "a.b:1", clusterARN, inECS + "task-definition/web:*"},
		},
		{
			"ecs_container_instance", []string{instanceA, oldID, shortARN, longARN, strings.ToUpper(instanceA)},
			[]string{"None", "i-0123456789abcdef0", "mi-0123456789abcdef0", instanceA + "0", instanceA[:31] + " ", instanceA[:31] + "_", inECS + "task/web/" + instanceA},
		},
		{
			"ecs_started_by", []string{"deploy/42", strings.Repeat("s", 36), "ecs-svc/1", "AWS Step Functions"},
			[]string{strings.Repeat("s", 37)},
		},
		{"ecs_run_started_by", []string{"deploy/42", strings.Repeat("s", 128)}, []string{strings.Repeat("s", 129)}},
		{
			"ecs_group", []string{"nightly", "family:web", "other:x", strings.Repeat("ü", 255)},
			[]string{"service:web", strings.Repeat("ü", 256)},
		},
		{
			"ecs_container_name", []string{"app", "a-b_2", strings.Repeat("n", 255)},
			[]string{"a.b", "a b", strings.Repeat("n", 256)},
		},
		{
			"ecs_tag_key", []string{"team", "größe x", strings.Repeat("k", 128)},
			[]string{"aws:team", "AWS:team", "a*", strings.Repeat("k", 129)},
		},
		{
			"ecs_tag_value", []string{"infra", "aws:x", strings.Repeat("v", 256)},
			[]string{"a*", strings.Repeat("v", 257)},
		},
		{
			"ecs_environment_file", []string{objectARN, "arn:aws-cn:s3:::bkt/k.env", "arn:aws:s3:::bkt/k.txt"},
			[]string{"s3://b/k.env", "arn:aws:s3:::bkt", roleARN},
		},
		{
			"iam_role_arn", []string{roleARN, "arn:aws-cn:iam::123456789012:role/r"},
			[]string{"my-role", "not a role!!", "arn:aws:iam::123456789012:user/u", objectARN},
		},
		{"ec2_subnet", []string{"subnet-01234567", "subnet-x"}, []string{"net-01234567", "sg-01234567", "subnet-01234567,subnet-01234568", "subnet-0123456\t", "subnet-0123456_"}},
		{"ec2_security_group", []string{"sg-01234567"}, []string{"default", "subnet-01234567", "sg-01234567\r", "'sg-01234567'"}},
		{"fargate_cpu", []string{"256", ".25 vCPU", "1vcpu", "300"}, []string{"0.25", "1 core", "0", "99999999999"}},
		{"fargate_memory", []string{"512", "0.5 GB", "2gb", "700"}, []string{"1 GiB", "0.5", "0"}},
	} {
		t.Run(tt.tag, func(t *testing.T) {
			for _, s := range tt.good {
				if err := v.Var(s, tt.tag); err != nil {
					t.Errorf("%q: %v", s, err)
				}
				if err := v.Var(&s, "required,"+tt.tag); err != nil {
					t.Errorf("pointer to %q: %v", s, err)
				}
			}
			for _, s := range append(tt.bad, "") {
				if err := v.Var(s, tt.tag); err == nil {
					t.Errorf("%q passes", s)
				}
				if err := v.Var(&s, "required,"+tt.tag); err == nil {
					t.Errorf("pointer to %q passes", s)
				}
			}
			if err := v.Var("", "omitempty,"+tt.tag); err != nil {
				t.Errorf("omitempty: %v", err)
			}
			if err := v.Var((*string)(nil), "omitempty,"+tt.tag); err != nil {
				t.Errorf("nil and omitempty: %v", err)
			}
			if err := v.Var((*string)(nil), tt.tag); err == nil {
				t.Error("nil passes without omitempty")
			}
			if err := v.Var([]string{tt.good[0]}, "dive,"+tt.tag); err != nil {
				t.Errorf("dive: %v", err)
			}
			if err := v.Var(256, tt.tag); err == nil {
				t.Error("a number passes")
			}
		})
	}
}

func TestRegisterWithoutValidator(t *testing.T) {
	if structtag.Register(nil) == nil {
		t.Error("no error")
	}
}

func TestRegisterFargateMemoryOf(t *testing.T) {
	v := newValidator(t)
	type name string
	for _, tt := range []struct {
		name string
		v    any
		want string // the fields and tags that fail
	}{
		{"a size", struct {
			CPU    string `validate:"fargate_cpu"`
			Memory string `validate:"fargate_memory=CPU"`
		}{".25 vCPU", "2 GB"}, ""},
		{"no size", struct {
			CPU    string `validate:"fargate_cpu"`
			Memory string `validate:"fargate_memory=CPU"`
		}{".25 vCPU", "4 GB"}, "Memory fargate_memory"},
		{"more cpu than any known", struct {
			CPU    string `validate:"fargate_cpu"`
			Memory string `validate:"fargate_memory=CPU"`
		}{"65536", "524288"}, ""},
		{"memory that the largest cpu known does not have", struct {
			CPU    string `validate:"fargate_cpu"`
			Memory string `validate:"fargate_memory=CPU"`
		}{"32768", "524288"}, "Memory fargate_memory"},
		{"neither can be read", struct {
			CPU    string `validate:"fargate_cpu"`
			Memory string `validate:"fargate_memory=CPU"`
		}{"x", "4 GB"}, "CPU fargate_cpu; Memory fargate_memory"},
		{"types of one's own", struct {
			CPU    name
			Memory name `validate:"fargate_memory=CPU"`
		}{"256", "512"}, ""},
		{"pointers", struct {
			CPU    *string
			Memory *string `validate:"omitempty,fargate_memory=CPU"`
		}{new("256"), new("512")}, ""},
		{"pointers to no size", struct {
			CPU    *string
			Memory *string `validate:"omitempty,fargate_memory=CPU"`
		}{new("256"), new("8192")}, "Memory fargate_memory"},
		{"nil pointers may be left out", struct {
			CPU    *string
			Memory *string `validate:"omitempty,fargate_memory=CPU"`
		}{}, ""},
		{"memory without cpu", struct {
			CPU    *string
			Memory *string `validate:"omitempty,fargate_memory=CPU"`
		}{nil, new("512")}, "Memory fargate_memory"},
		{"a field that is no text", struct {
			CPU    int
			Memory string `validate:"fargate_memory=CPU"`
		}{256, "512"}, "Memory fargate_memory"},
		{"a field that does not exist", struct {
			Memory string `validate:"fargate_memory=CPU"`
		}{"512"}, "Memory fargate_memory"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var failed []string
			if err := v.Struct(tt.v); err != nil {
				for _, e := range err.(validator.ValidationErrors) {
					failed = append(failed, e.Field()+" "+e.Tag())
				}
			}
			if got := strings.Join(failed, "; "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestRegisterKeepsSecrets holds that the error of a tag does not show what is
// wrong, since validator prints no values.
func TestRegisterKeepsSecrets(t *testing.T) {
	err := newValidator(t).Struct(struct {
		Value string `validate:"ecs_tag_value"`
	}{"*" + marker})
	if err == nil || strings.Contains(err.Error(), marker) {
		t.Errorf("got %v", err)
	}
	const want = "Key: 'Value' Error:Field validation for 'Value' failed on the 'ecs_tag_value' tag"
	if err != nil && err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
