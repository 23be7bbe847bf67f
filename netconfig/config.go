// Package netconfig builds and reads types.NetworkConfiguration, the network
// configuration of tasks that have a network interface of their own.
//
//	nc, err := netconfig.New("subnet-0123456789abcdef0").
//		WithSecurityGroups("sg-0123456789abcdef0").
//		Build()
//
// A [Config] is an immutable value: With methods return a changed copy, and
// copies never share memory that anybody could change. It has a text form, the
// AWS CLI's shorthand, which makes it a flag and a member of configuration
// files.
//
// The paths of findings are relative to the network configuration, such as
// awsvpcConfiguration.subnets[0].
package netconfig

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/clone"
	"github.com/ecstask/ecstask/internal/textform"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/shorthand"
)

// Config is a network configuration. The zero Config is none: a request that gets
// it has no network configuration, and building it fails because it has no subnet.
// A Config may be used by several goroutines. [Config.Unchecked] returns what it
// holds.
type Config struct {
	nc *types.NetworkConfiguration // never changed once it is here
}

// New returns a Config with the given subnets. ECS accepts 1 to 16.
func New(subnets ...string) Config { return Config{}.WithSubnets(subnets...) }

// From returns a Config with all that nc holds. It copies nc. From nil it
// returns the zero Config.
func From(nc *types.NetworkConfiguration) Config { return Config{duplicate(nc)} }

// Parse reads the value of the AWS CLI's option --network-configuration, in
// shorthand or JSON:
//
//	awsvpcConfiguration={subnets=[a,b],securityGroups=[c],assignPublicIp=DISABLED}
//
// The errors are those of [shorthand.Unmarshal]. With [field.Errors] comes a
// Config of what fits, which lacks the rest; check it with
// [rules.Check] and [rules.Unread] to find all mistakes at once. Parse does not
// apply the rules: Build and Check do.
func Parse(arg string, opts ...shorthand.Option) (Config, error) {
	nc := new(types.NetworkConfiguration)
	read, err := textform.Parse(arg, nc, opts)
	if !read {
		return Config{}, err
	}
	return Config{nc}, err
}

// WithSubnets adds subnets, by their ids. There may be 1 to 16, all in one VPC.
func (c Config) WithSubnets(ids ...string) Config {
	c, vpc := c.edit()
	vpc.Subnets = append(slices.Clip(vpc.Subnets), ids...)
	return c
}

// WithSecurityGroups adds security groups, by their ids. There may be up to 5, in
// the VPC of the subnets; without any, ECS uses the default group of that VPC.
func (c Config) WithSecurityGroups(ids ...string) Config {
	c, vpc := c.edit()
	vpc.SecurityGroups = append(slices.Clip(vpc.SecurityGroups), ids...)
	return c
}

// WithPublicIP sets whether the task gets a public address: ENABLED or
// DISABLED. Without it the member is left out. Tasks on container instances,
// the ones that StartTask starts, get no public address whatever it says.
func (c Config) WithPublicIP(assign bool) Config {
	c, vpc := c.edit()
	vpc.AssignPublicIp = types.AssignPublicIpDisabled
	if assign {
		vpc.AssignPublicIp = types.AssignPublicIpEnabled
	}
	return c
}

// edit returns a copy of c, and the part of it that may be changed: the struct,
// not what its slices hold.
func (c Config) edit() (Config, *types.AwsVpcConfiguration) {
	var nc types.NetworkConfiguration
	if c.nc != nil {
		nc = *c.nc
	}
	var vpc types.AwsVpcConfiguration
	if nc.AwsvpcConfiguration != nil {
		vpc = *nc.AwsvpcConfiguration
	}
	nc.AwsvpcConfiguration = &vpc
	return Config{&nc}, &vpc
}

// IsZero reports whether c is the zero Config, so that encoding/json can leave
// it out by the option omitzero.
func (c Config) IsZero() bool { return c.nc == nil }

// Build returns the network configuration, which is the caller's to change. If
// it breaks rules it returns nil and all errors as [field.Errors]; warnings do
// not stop it.
func (c Config) Build() (*types.NetworkConfiguration, error) {
	if err := c.Check().Err(); err != nil {
		return nil, err
	}
	return c.Unchecked(), nil
}

// Unchecked returns the network configuration as Build does, whatever rules it
// breaks. It is nil for the zero Config.
func (c Config) Unchecked() *types.NetworkConfiguration { return duplicate(c.nc) }

// Check returns all findings, errors and warnings.
func (c Config) Check() field.Findings {
	if c.nc == nil {
		c = New()
	}
	return rules.Check(c.nc)
}

// Validate returns the errors that the rules find in any network configuration,
// as [field.Errors], or nil.
func Validate(nc *types.NetworkConfiguration, opts ...rules.Option) error {
	return rules.Check(nc, opts...).Err()
}

func duplicate(nc *types.NetworkConfiguration) *types.NetworkConfiguration {
	nc = clone.Pointer(nc)
	if nc == nil || nc.AwsvpcConfiguration == nil {
		return nc
	}
	vpc := *nc.AwsvpcConfiguration
	ids := make(clone.Block[string], 0, len(vpc.Subnets)+len(vpc.SecurityGroups))
	vpc.Subnets, vpc.SecurityGroups = ids.Slice(vpc.Subnets), ids.Slice(vpc.SecurityGroups)
	nc.AwsvpcConfiguration = &vpc
	return nc
}
