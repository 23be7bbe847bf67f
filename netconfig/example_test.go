package netconfig_test

import (
	"flag"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/netconfig"
	"github.com/ecstask/ecstask/rules"
)

func ExampleNew() {
	nc, err := netconfig.New("subnet-0123456789abcdef0", "subnet-0123456789abcdef1").
		WithSecurityGroups("sg-0123456789abcdef0").
		WithPublicIP(false).
		Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(nc.AwsvpcConfiguration.Subnets, nc.AwsvpcConfiguration.AssignPublicIp)
	// Output: [subnet-0123456789abcdef0 subnet-0123456789abcdef1] DISABLED
}

func ExampleConfig_Build() {
	_, err := netconfig.New("vpc-0123456789abcdef0").WithSecurityGroups("default").Build()
	fmt.Println(err)

	_, err = netconfig.Config{}.Build()
	fmt.Println(err)
	// Output:
	// awsvpcConfiguration.securityGroups[0]: "default" is not a security group id; write an id such as sg-0123456789abcdef0 (security-group-id)
	// awsvpcConfiguration.subnets[0]: "vpc-0123456789abcdef0" is not a subnet id; write an id such as subnet-0123456789abcdef0 (subnet-id)
	// awsvpcConfiguration.subnets: is required; give the id of a subnet (subnets-required)
}

// Two configurations can share a part.
func ExampleConfig_WithSubnets() {
	base := netconfig.New("subnet-0123456789abcdef0").WithSecurityGroups("sg-0123456789abcdef0")
	wide := base.WithSubnets("subnet-0123456789abcdef1")
	fmt.Println(base)
	fmt.Println(wide)
	// Output:
	// awsvpcConfiguration={securityGroups=[sg-0123456789abcdef0],subnets=[subnet-0123456789abcdef0]}
	// awsvpcConfiguration={securityGroups=[sg-0123456789abcdef0],subnets=[subnet-0123456789abcdef0,subnet-0123456789abcdef1]}
}

func ExampleFrom() {
	nc := &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{
		Subnets: []string{"subnet-0123456789abcdef0"},
	}}
	fmt.Println(netconfig.From(nc).WithPublicIP(false))
	// Output: awsvpcConfiguration={assignPublicIp=DISABLED,subnets=[subnet-0123456789abcdef0]}
}

func ExampleParse() {
	c, err := netconfig.Parse("awsvpcConfiguration={subnets=[subnet-0123456789abcdef0],assignPublicIp=DISABLED}")
	fmt.Println(c, err)

	c, err = netconfig.Parse(`{"awsvpcConfiguration": {"subnets": ["subnet-0123456789abcdef0"]}}`)
	fmt.Println(c, err)

	_, err = netconfig.Parse("awsvpcConfiguration={subnets=subnet-1,subnet-2}")
	fmt.Println(err)

	_, err = netconfig.Parse("awsvpcConfiguration={subnet=[subnet-0123456789abcdef0]}")
	fmt.Println(err)
	// Output:
	// awsvpcConfiguration={assignPublicIp=DISABLED,subnets=[subnet-0123456789abcdef0]} <nil>
	// awsvpcConfiguration={subnets=[subnet-0123456789abcdef0]} <nil>
	// expected "=", found "}" at column 47; write key=value, and a list as [a,b]
	// awsvpcConfiguration.subnet: is not a member of AwsVpcConfiguration; did you mean subnets?
}

func ExampleConfig_UnmarshalText() {
	var network netconfig.Config
	flags := flag.NewFlagSet("deploy", flag.ContinueOnError)
	flags.TextVar(&network, "network", netconfig.Config{}, "the network `configuration`")

	err := flags.Parse([]string{"-network", "awsvpcConfiguration={subnets=[subnet-0123456789abcdef0]}"})
	fmt.Println(network, err)
	// Output: awsvpcConfiguration={subnets=[subnet-0123456789abcdef0]} <nil>
}

func ExampleValidate() {
	nc := &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{
		Subnets:        []string{"subnet-a"},
		AssignPublicIp: "enabled",
	}}
	fmt.Println(netconfig.Validate(nc))
	fmt.Println(netconfig.Validate(nc, rules.Off("assign-public-ip")))
	// Output:
	// awsvpcConfiguration.assignPublicIp: "enabled" is not one of the allowed values; write ENABLED; upper and lower case matter (assign-public-ip)
	// <nil>
}
