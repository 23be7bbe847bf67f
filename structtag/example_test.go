package structtag_test

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/go-playground/locales/en"
	ut "github.com/go-playground/universal-translator"
	"github.com/go-playground/validator/v10"

	"github.com/ecstask/ecstask/structtag"
)

// The configuration of a service that starts tasks is checked when it is read,
// by the validator that checks the rest of it.
func ExampleRegister() {
	type Config struct {
		Region  string   `validate:"required"`
		Cluster string   `validate:"omitempty,ecs_cluster"`
		Task    string   `validate:"ecs_task_definition"`
		Subnets []string `validate:"min=1,dive,ec2_subnet"`
		Role    *string  `validate:"omitempty,iam_role_arn"`
		CPU     string   `validate:"omitempty,fargate_cpu"`
		Memory  string   `validate:"omitempty,fargate_memory=CPU"`
	}
	v := validator.New(validator.WithRequiredStructEnabled())
	if err := structtag.Register(v); err != nil {
		panic(err)
	}
	fmt.Println(v.Struct(Config{
		Region:  "eu-west-1",
		Task:    "web:latest",
		Subnets: []string{"subnet-0123456789abcdef0", "sg-0123456789abcdef0"},
		Role:    new("arn:aws:iam::123456789012:role/web"),
		CPU:     "1 vCPU",
		Memory:  "1 GB",
	}))
	// Output:
	// Key: 'Config.Task' Error:Field validation for 'Task' failed on the 'ecs_task_definition' tag
	// Key: 'Config.Subnets[1]' Error:Field validation for 'Subnets[1]' failed on the 'ec2_subnet' tag
	// Key: 'Config.Memory' Error:Field validation for 'Memory' failed on the 'fargate_memory' tag
}

// SDK types in a struct are checked by all the rules. Explain says what is wrong.
func ExampleExplain() {
	type Config struct {
		Cluster string `validate:"ecs_cluster"`
		Network *types.NetworkConfiguration
	}
	v := validator.New(validator.WithRequiredStructEnabled())
	if err := structtag.Register(v); err != nil {
		panic(err)
	}
	err := v.Struct(Config{
		Cluster: "my.cluster",
		Network: &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{Subnets: []string{"vpc-01234567"}}},
	})
	for _, fe := range err.(validator.ValidationErrors) {
		e, _ := structtag.Explain(fe)
		fmt.Println(e)
	}
	// Output:
	// Config.Cluster: "my.cluster" is not a cluster name; use 1 to 255 letters, digits, hyphens and underscores, such as my-app_2, or the ARN of the cluster (cluster-name)
	// Config.Network.AwsvpcConfiguration.Subnets[0]: "vpc-01234567" is not a subnet id; write an id such as subnet-0123456789abcdef0 (subnet-id)
}

// Translate gives the validator's own errors the messages of the rules.
func ExampleTranslate() {
	translator, _ := ut.New(en.New()).GetTranslator("en")
	v := validator.New(validator.WithRequiredStructEnabled())
	if err := structtag.Register(v); err != nil {
		panic(err)
	}
	if err := structtag.Translate(v, translator); err != nil {
		panic(err)
	}
	err := v.Struct(struct {
		Memory int `validate:"fargate_memory"`
	}{1024})
	fmt.Println(err.(validator.ValidationErrors)[0].Translate(translator))
	// Output:
	// Memory: has the type int, but the tag fargate_memory is for strings; make the field a string
}
