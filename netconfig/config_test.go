package netconfig_test

import (
	"errors"
	"strconv"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/netconfig"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/shorthand"
	"github.com/google/go-cmp/cmp"
)

const (
	subnet1 = "subnet-0123456789abcdef0"
	subnet2 = "subnet-0123456789abcdef1"
	group1  = "sg-0123456789abcdef0"
	group2  = "sg-0123456789abcdef1"
)

func awsvpc(vpc types.AwsVpcConfiguration) *types.NetworkConfiguration {
	return &types.NetworkConfiguration{AwsvpcConfiguration: &vpc}
}

var found = sdktest.Found

func TestBuild(t *testing.T) {
	for _, tt := range []struct {
		name   string
		config netconfig.Config
		want   *types.NetworkConfiguration
	}{
		{
			"subnets only, the rest unset", netconfig.New(subnet1, subnet2),
			awsvpc(types.AwsVpcConfiguration{Subnets: []string{subnet1, subnet2}}),
		},
		{
			"lists add", netconfig.New(subnet1).WithSecurityGroups(group1).WithSubnets(subnet2).WithSecurityGroups(group2),
			awsvpc(types.AwsVpcConfiguration{Subnets: []string{subnet1, subnet2}, SecurityGroups: []string{group1, group2}}),
		},
		{
			"adding nothing leaves unset what is unset", netconfig.New(subnet1).WithSubnets().WithSecurityGroups(),
			awsvpc(types.AwsVpcConfiguration{Subnets: []string{subnet1}}),
		},
		{
			"the zero Config can be built upon", netconfig.Config{}.WithPublicIP(false).WithSubnets(subnet1),
			awsvpc(types.AwsVpcConfiguration{Subnets: []string{subnet1}, AssignPublicIp: types.AssignPublicIpDisabled}),
		},
		{
			"a public address", netconfig.New(subnet1).WithPublicIP(true),
			awsvpc(types.AwsVpcConfiguration{Subnets: []string{subnet1}, AssignPublicIp: types.AssignPublicIpEnabled}),
		},
		{
			"scalars set", netconfig.New(subnet1).WithPublicIP(true).WithPublicIP(false),
			awsvpc(types.AwsVpcConfiguration{Subnets: []string{subnet1}, AssignPublicIp: types.AssignPublicIpDisabled}),
		},
		{
			"an empty list stays empty",
			netconfig.From(awsvpc(types.AwsVpcConfiguration{Subnets: []string{subnet1}, SecurityGroups: []string{}})).WithSecurityGroups(),
			awsvpc(types.AwsVpcConfiguration{Subnets: []string{subnet1}, SecurityGroups: []string{}}),
		},
		{
			"no awsvpcConfiguration is only a warning", netconfig.From(&types.NetworkConfiguration{}),
			&types.NetworkConfiguration{},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.config.Build()
			if err != nil {
				t.Fatal(err)
			}
			if diff := sdktest.Diff(tt.want, got); diff != "" {
				t.Errorf("Build (-want +got):\n%s", diff)
			}
		})
	}
}

func TestBuildErrors(t *testing.T) {
	var many []string
	for i := range 17 {
		many = append(many, "subnet-0123456789abcde"+strconv.Itoa(10+i))
	}
	const path = "awsvpcConfiguration."
	for _, tt := range []struct {
		name   string
		config netconfig.Config
		want   []string
	}{
		{"the zero Config", netconfig.Config{}, []string{path + "subnets subnets-required"}},
		{"New without subnets", netconfig.New(), []string{path + "subnets subnets-required"}},
		{"from nil", netconfig.From(nil), []string{path + "subnets subnets-required"}},
		{"an empty list", netconfig.From(awsvpc(types.AwsVpcConfiguration{Subnets: []string{}})), []string{path + "subnets subnets-required"}},
		{"too many subnets", netconfig.New(many...), []string{path + "subnets subnets-count"}},
		{
			"everything at once", netconfig.New("vpc-1").WithSecurityGroups("default"),
			[]string{path + "securityGroups[0] security-group-id", path + "subnets[0] subnet-id"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sdktest.Builds(t, tt.config, tt.want)
		})
	}
}

func TestValidate(t *testing.T) {
	if err := netconfig.Validate(nil); !errors.Is(err, field.Required) {
		t.Errorf("Validate(nil) = %v", err)
	}
	wrong := awsvpc(types.AwsVpcConfiguration{Subnets: []string{"vpc-1"}})
	if err := netconfig.Validate(wrong); !errors.Is(err, field.Invalid) {
		t.Errorf("Validate = %v", err)
	}
	if err := netconfig.Validate(wrong, rules.Off("subnet-id")); err != nil {
		t.Errorf("Validate with the rule off = %v", err)
	}
	if got := netconfig.New(subnet1, subnet1).Check().Warnings(); len(got) != 1 {
		t.Errorf("warnings: %v", got)
	}
}

func TestFromKeepsEverything(t *testing.T) {
	full := new(types.NetworkConfiguration)
	sdktest.Fill(t, full)
	for name, nc := range map[string]*types.NetworkConfiguration{
		"nil":                    nil,
		"no awsvpcConfiguration": {},
		"empty":                  awsvpc(types.AwsVpcConfiguration{}),
		"empty lists":            awsvpc(types.AwsVpcConfiguration{Subnets: []string{}, SecurityGroups: []string{}}),
		"every member":           full,
	} {
		t.Run(name, func(t *testing.T) {
			if diff := sdktest.Diff(nc, netconfig.From(nc).Unchecked()); diff != "" {
				t.Errorf("Unchecked (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSharesNoMemory(t *testing.T) {
	full, want := new(types.NetworkConfiguration), new(types.NetworkConfiguration)
	sdktest.Fill(t, full)
	sdktest.Fill(t, want)

	c := netconfig.From(full)
	sdktest.Scramble(full)
	sdktest.Scramble(c.Unchecked())
	if diff := sdktest.Diff(want, c.Unchecked()); diff != "" {
		t.Errorf("somebody else's change arrived (-want +got):\n%s", diff)
	}

	ids := []string{subnet1}
	c = netconfig.New(ids...)
	built, err := c.Build()
	if err != nil {
		t.Fatal(err)
	}
	ids[0], built.AwsvpcConfiguration.Subnets[0] = "changed", "changed"
	if got := c.String(); got != "awsvpcConfiguration={subnets=["+subnet1+"]}" {
		t.Errorf("the Config became %s", got)
	}
}

// TestBranches changes two children of one parent at a time, under the race
// detector. The parent's lists were grown, so they have spare capacity that both
// children could write to.
func TestBranches(t *testing.T) {
	parent := netconfig.New("subnet-1", "subnet-2").WithSubnets("subnet-3").WithSecurityGroups("sg-1", "sg-2").WithSecurityGroups("sg-3")
	before := parent.String()
	branch := func(id string) netconfig.Config {
		return parent.WithSubnets("subnet-" + id).WithSecurityGroups("sg-" + id).WithPublicIP(id == "a")
	}
	for range 100 {
		var a, b netconfig.Config
		var wg sync.WaitGroup
		wg.Go(func() { a = branch("a"); sdktest.Scramble(a.Unchecked()) })
		wg.Go(func() { b = branch("b"); sdktest.Scramble(b.Unchecked()) })
		wg.Wait()
		got := []string{a.String(), b.String(), parent.String()}
		want := []string{
			"awsvpcConfiguration={assignPublicIp=ENABLED,securityGroups=[sg-1,sg-2,sg-3,sg-a],subnets=[subnet-1,subnet-2,subnet-3,subnet-a]}",
			"awsvpcConfiguration={assignPublicIp=DISABLED,securityGroups=[sg-1,sg-2,sg-3,sg-b],subnets=[subnet-1,subnet-2,subnet-3,subnet-b]}",
			before,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("branches (-want +got):\n%s", diff)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, tt := range []struct {
		name, arg string
		want      []string // nil for a syntax error
		read      string
	}{
		{"nothing", "", nil, ""},
		{"no value", "awsvpcConfiguration", nil, ""},
		{"an unclosed brace", "awsvpcConfiguration={subnets=[a]", nil, ""},
		{"a list", "[]", []string{" "}, "{}"},
		{"an unknown member", "awsvpcConfiguration={subnet=[a],securityGroups=b}", []string{"awsvpcConfiguration.subnet "}, "awsvpcConfiguration={securityGroups=[b]}"},
		{"two wrong types", `{"awsvpcConfiguration":{"subnets":[1,"a"],"assignPublicIp":true}}`, []string{"awsvpcConfiguration.subnets[0] ", "awsvpcConfiguration.assignPublicIp "}, `awsvpcConfiguration={subnets=["",a]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, err := netconfig.Parse(tt.arg)
			if err == nil || c.String() != tt.read {
				t.Fatalf("Parse returned %q, %v", c, err)
			}
			if syntax, ok := errors.AsType[*shorthand.SyntaxError](err); ok != (tt.want == nil) {
				t.Fatalf("syntax error: %v", syntax)
			}
			if diff := cmp.Diff(tt.want, found(err)); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
		})
	}
}
