// Package ebs builds and reads types.TaskVolumeConfiguration, the configuration of a
// volume of Amazon EBS that ECS creates for a task and manages.
//
//	v, err := ebs.New("data", "arn:aws:iam::123456789012:role/ecsInfrastructureRole").
//		WithSize(20).
//		WithType(ebs.GP3).
//		Build()
//
// The task definition says where the volume is mounted: it has a volume of the same
// name with configuredAtLaunch. Packages starttask and runtask add a Volume to a
// request.
//
// A [Volume] is an immutable value: With methods return a changed copy, and copies
// never share memory that anybody could change. It has a text form, the AWS CLI's
// shorthand, which makes it a flag and a member of configuration files.
//
// Members that you do not set are left out of the request.
//
// The paths of findings are relative to the volume, such as
// managedEBSVolume.sizeInGiB.
//
// # Secrets
//
// The values of tags may be secrets. They stay out of errors, and out of what fmt
// and [log/slog] write of a [Volume], alone or inside of another value. Only
// [Volume.MarshalText], [JSON], Build and Unchecked write them.
//
// Beware that encoding/json calls MarshalText for every Volume that it meets, and so
// does slog's JSONHandler for a value of yours with a Volume in it, such as a
// configuration. Give such a type a LogValue method, or log the Volume by itself.
package ebs

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/clone"
	"github.com/ecstask/ecstask/internal/hidden"
	"github.com/ecstask/ecstask/internal/textform"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/shorthand"
)

// Volume is the configuration of a volume. The zero Volume is none: a request that
// gets it has no more volumes than before, and building it fails because it has no
// name. A Volume may be used by several goroutines.
//
// A method that sets a text unsets it when the text is empty, so the value of a flag
// that was not given can be passed on as it is. [Volume.Unchecked] returns what a
// Volume holds.
type Volume struct {
	in hidden.Value[types.TaskVolumeConfiguration] // never changed once it is here
}

// New returns a Volume with the members that are required: its name in the task
// definition, and the ARN of the infrastructure role by which ECS manages it. It
// also needs a size or a snapshot.
func New(name, roleARN string) Volume { return Volume{}.WithName(name).WithRole(roleARN) }

// From returns a Volume with all that in holds. It copies in.
func From(in types.TaskVolumeConfiguration) Volume {
	clone.Volume(&in)
	return Volume{hidden.Of(&in)}
}

// Parse reads one value of the AWS CLI's option --volume-configurations, in shorthand
// or JSON:
//
//	name=data,managedEBSVolume={roleArn=arn:aws:iam::123456789012:role/ecs,sizeInGiB=20}
//
// The errors are those of [shorthand.Unmarshal]. With [field.Errors] comes a Volume of
// what fits, which lacks the rest; check it with [rules.Check] and [rules.Unread] to
// find all mistakes at once. Parse does not apply the rules: Build and Check do.
func Parse(arg string, opts ...shorthand.Option) (Volume, error) {
	in := new(types.TaskVolumeConfiguration)
	read, err := textform.Parse(arg, in, opts)
	if !read {
		return Volume{}, err
	}
	return Volume{hidden.Of(in)}, err
}

// IsZero reports whether v is the zero Volume, so that encoding/json can leave it out
// by the option omitzero.
func (v Volume) IsZero() bool { return v == Volume{} }

// Build returns the configuration of the volume, which is the caller's to change. If it
// breaks rules it returns an empty one and all errors as [field.Errors]; warnings do
// not stop it.
func (v Volume) Build() (types.TaskVolumeConfiguration, error) {
	if err := v.Check().Err(); err != nil {
		return types.TaskVolumeConfiguration{}, err
	}
	return v.Unchecked(), nil
}

// Unchecked returns the configuration of the volume as Build does, whatever rules it
// breaks. It is empty for the zero Volume.
func (v Volume) Unchecked() types.TaskVolumeConfiguration {
	in := *v.in.View()
	clone.Volume(&in)
	return in
}

// Check returns all findings, errors and warnings.
func (v Volume) Check() field.Findings { return rules.Check(v.in.View()) }

// Validate returns the errors that the rules find in any configuration of a volume, as
// [field.Errors], or nil.
func Validate(in types.TaskVolumeConfiguration, opts ...rules.Option) error {
	return rules.Check(&in, opts...).Err()
}
