package structtag_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/go-playground/locales/en"
	ut "github.com/go-playground/universal-translator"
	"github.com/go-playground/validator/v10"
	"github.com/google/go-cmp/cmp"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/structtag"
)

type network = types.NetworkConfiguration

func badNetwork() *network {
	return &network{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"subnet-0123456789abcdef0", "vpc-1"}}}
}

// failed returns the namespace and the tag of every error in err.
func failed(err error) (got []string) {
	if err != nil {
		for _, fe := range err.(validator.ValidationErrors) {
			got = append(got, fe.Namespace()+" "+fe.Tag())
		}
	}
	return got
}

func TestStructs(t *testing.T) {
	type Job struct {
		Request  ecs.StartTaskInput
		Network  *network
		Networks []network           `validate:"dive"`
		ByName   map[string]*network `validate:"dive"`
		Skipped  *network            `validate:"-"`
	}
	type Config struct{ Job Job }
	request := ecs.StartTaskInput{
		Cluster: new("a.b"), TaskDefinition: new("web"), ContainerInstances: []string{instanceA},
		Overrides: &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{{}}},
		Tags:      []types.Tag{{Key: new("k"), Value: new("*" + marker)}},
	}
	err := newValidator(t).Struct(Config{Job{
		Request: request, Network: badNetwork(), Networks: []network{{}, *badNetwork()},
		ByName: map[string]*network{"blue": badNetwork(), "none": nil}, Skipped: badNetwork(),
	}})
	want := []string{
		"Config.Job.Request.Cluster cluster-name",
		"Config.Job.Request.Overrides.ContainerOverrides[0].Name container-name-required",
		"Config.Job.Request.Tags[0].Value tag-chars",
		"Config.Job.Network.AwsvpcConfiguration.Subnets[1] subnet-id",
		"Config.Job.Networks[1].AwsvpcConfiguration.Subnets[1] subnet-id",
		"Config.Job.ByName[blue].AwsvpcConfiguration.Subnets[1] subnet-id",
	}
	if diff := cmp.Diff(want, failed(err)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, fe := range err.(validator.ValidationErrors) {
		e, ok := structtag.Explain(fe)
		if !ok || e.Hint == "" || strings.Contains(e.Error(), marker) {
			t.Errorf("%v is explained as %v, %t", fe, e, ok)
		}
	}
}

// TestStructsReportWhatCheckReports holds for every type that is registered that
// the validator reports the errors of Check, once each, and no warning.
func TestStructsReportWhatCheckReports(t *testing.T) {
	v := newValidator(t)
	override := &types.TaskOverride{Cpu: new("x"), ContainerOverrides: []types.ContainerOverride{
		{Name: new("a"), Cpu: new(int32(-1))}, {Name: new("a"), Command: []string{strings.Repeat("x", 9000)}},
	}}
	for _, value := range []any{
		&ecs.StartTaskInput{NetworkConfiguration: badNetwork(), Overrides: override, Cluster: new("")},
		&ecs.RunTaskInput{NetworkConfiguration: badNetwork(), LaunchType: "FARGATE", TaskDefinition: new("web:0"), Overrides: &types.TaskOverride{
			Cpu: new("256"), Memory: new("8192"),
		}},
		&ecs.RunTaskInput{
			TaskDefinition: new("web:7"), Count: new(int32(11)), LaunchType: "EC2", PlatformVersion: new("1.4"), ClientToken: new("a b"),
			CapacityProviderStrategy: []types.CapacityProviderStrategyItem{{Weight: -1}, {CapacityProvider: new("a.b"), Base: 100001}},
			PlacementConstraints:     []types.PlacementConstraint{{Type: "distinctInstance", Expression: new("")}},
			PlacementStrategy:        []types.PlacementStrategy{{Type: "binpack", Field: new("disk")}},
		},
		badNetwork(), &network{}, override,
	} {
		var want, got []string
		for e := range field.All(rules.Check(value).Err()) {
			want = append(want, e.Error())
		}
		if err := v.Struct(value); err != nil {
			for _, fe := range err.(validator.ValidationErrors) {
				e, _ := structtag.Explain(fe)
				plain := *e
				_, rest, _ := strings.Cut(strings.ToLower(string(e.Path)), ".")
				plain.Path = field.Path(rest)
				got = append(got, plain.Error())
			}
		}
		for i := range want {
			path, rest, ok := strings.Cut(want[i], ": ")
			if ok && !strings.Contains(path, " ") {
				want[i] = strings.ToLower(path) + ": " + rest
			} else {
				want[i] = "taskoverride: " + want[i]
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%T (-want +got):\n%s", value, diff)
		}
	}
}

func TestExplainRelated(t *testing.T) {
	type Config struct{ Task types.TaskOverride }
	err := newValidator(t).Struct(Config{types.TaskOverride{ContainerOverrides: []types.ContainerOverride{
		{Name: new("a"), Memory: new(int32(10)), MemoryReservation: new(int32(20))},
	}}})
	fe := err.(validator.ValidationErrors)[0]
	for range 2 { // explaining changes nothing
		e, ok := structtag.Explain(fe)
		if !ok || e.Path != "Config.Task.ContainerOverrides[0].MemoryReservation" || e.Rule != "memory-reservation" ||
			!slices.Equal(e.Related, []field.Path{"Config.Task.ContainerOverrides[0].Memory"}) {
			t.Errorf("%+v, %t", e, ok)
		}
	}
}

func TestExplainTags(t *testing.T) {
	type text string
	type Config struct {
		Instance  text     `validate:"ecs_container_instance"`
		Subnets   []string `validate:"dive,ec2_subnet"`
		Empty     string   `validate:"ecs_group"`
		Missing   *string  `validate:"iam_role_arn"`
		Role      string   `validate:"iam_role_arn"`
		User      string   `validate:"iam_role_arn"`
		Quoted    string   `validate:"iam_role_arn"`
		Number    int      `validate:"ecs_cluster"`
		List      []string `validate:"ecs_cluster"`
		Interface any      `validate:"ecs_cluster"`
		Value     *text    `validate:"omitempty,ecs_tag_value"`
		CPU       string   `validate:"fargate_cpu"`
		Memory    string   `validate:"fargate_memory=CPU"`
		Other     string   `validate:"fargate_memory=CPU"`
		Foreign   string   `validate:"email"`
	}
	v := newValidator(t)
	translator, _ := ut.New(en.New()).GetTranslator("en")
	if err := structtag.Translate(v, translator); err != nil {
		t.Fatal(err)
	}
	err := v.Struct(Config{
		Instance: "i-0123456789abcdef0", Role: "web", User: "arn:aws:iam::123456789012:user/u", Quoted: "'" + roleARN + "'", Subnets: []string{"subnet-01234567", "vpc-1"}, Value: new(text("*" + marker)),
		CPU: ".25 vCPU", Memory: "4096", Other: "3", Foreign: "x",
	})
	var got []string
	for _, fe := range err.(validator.ValidationErrors) {
		e, ok := structtag.Explain(fe)
		if !ok {
			got = append(got, "not explained: "+fe.Namespace())
			continue
		}
		got = append(got, e.Error())
		if s := fe.Translate(translator); s != e.Error() {
			t.Errorf("%s is translated as %s", e, s)
		}
		if e.Hint == "" || strings.Contains(e.Error(), marker) {
			t.Errorf("%s has no hint, or shows a secret", e)
		}
	}
	want := []string{
		`Config.Instance: "i-0123456789abcdef0" is the id of an EC2 or SSM instance, not of a container instance; find the container instance with ListContainerInstances and the filter "ec2InstanceId == i-0123456789abcdef0" (instance-ec2-id)`,
		`Config.Subnets[1]: "vpc-1" is not a subnet id; write an id such as subnet-0123456789abcdef0 (subnet-id)`,
		"Config.Empty: is empty; set it, or write omitempty before ecs_group",
		"Config.Missing: is required; set it, or write omitempty before iam_role_arn",
		`Config.Role: "web" is not the ARN of an IAM role; write arn:aws:iam::123456789012:role/my-role (role-arn)`,
		`Config.User: "arn:aws:iam::123456789012:user/u" is not the ARN of an IAM role; write arn:aws:iam::123456789012:role/my-role (role-arn)`,
		`Config.Quoted: "'arn:aws:iam::123456789012:role/web'" is in quotes; remove the quotes; with --output text the AWS CLI prints none (stray-chars)`,
		"Config.Number: has the type int, but the tag ecs_cluster is for strings; make the field a string",
		"Config.List: has the type []string, but the tag ecs_cluster is for strings; make the field a string",
		"Config.Interface: is required; set it, or write omitempty before ecs_cluster",
		"Config.Value: contains characters that are not allowed in tags; use letters, digits, spaces and _ . : / = + - @ (tag-chars)",
		`Config.Memory: "4096" does not go with the cpu in CPU; Fargate has 4096 MiB with these CPU units: 512, 1024, 2048 (fargate-size)`,
		`Config.Other: "3" does not go with the cpu in CPU; Fargate has no size with 3 MiB; fargate.Sizes lists them all (fargate-size)`,
		"not explained: Config.Foreign",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNil(t *testing.T) {
	if structtag.Translate(nil, nil) == nil {
		t.Error("Translate takes nil")
	}
	if e, ok := structtag.Explain(nil); e != nil || ok {
		t.Error("Explain explains nil")
	}
}
