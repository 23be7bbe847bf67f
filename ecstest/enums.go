package ecstest

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// enum is an enum of the SDK.
type enum[E any] interface {
	~string
	Values() []E
}

// oneOf refuses values that are not of the enum, in the words of the one such
// message that is known: that of DescribeClusters for include
// (https://github.com/hashicorp/terraform-provider-aws/issues/23342).
func oneOf[E enum[E]](name string, values ...E) error {
	for _, v := range values {
		if known := v.Values(); !slices.Contains(known, v) {
			return notOneOf(name, known...)
		}
	}
	return nil
}

func notOneOf[E ~string](name string, known ...E) error {
	list := make([]string, len(known))
	for i, k := range known {
		list[i] = string(k)
	}
	return invalid("%s should be one of [%s]", name, strings.Join(list, ","))
}

// given returns v as a list, which is empty if v is: a member that is not given.
func given[E ~string](v E) []E {
	if v == "" {
		return nil
	}
	return []E{v}
}

// checkValues refuses the values of enums that ECS does not have.
func checkValues(o *order) error {
	if err := knownPropagation(o.in.PropagateTags); err != nil {
		return err
	}
	if nc := o.in.NetworkConfiguration; nc != nil && nc.AwsvpcConfiguration != nil {
		if err := oneOf("assignPublicIp", given(nc.AwsvpcConfiguration.AssignPublicIp)...); err != nil {
			return err
		}
	}
	if o.in.Overrides != nil {
		for _, c := range o.in.Overrides.ContainerOverrides {
			for _, r := range c.ResourceRequirements {
				if err := oneOf("resource type", r.Type); err != nil {
					return err
				}
			}
			for _, f := range c.EnvironmentFiles {
				if err := oneOf("environment file type", f.Type); err != nil {
					return err
				}
			}
		}
	}
	for _, v := range o.in.VolumeConfigurations {
		if err := volumeValues(v.ManagedEBSVolume); err != nil {
			return err
		}
	}
	return nil
}

func volumeValues(ebs *types.TaskManagedEBSVolumeConfiguration) error {
	if ebs == nil {
		return nil
	}
	if err := oneOf("filesystemType", given(ebs.FilesystemType)...); err != nil {
		return err
	}
	for _, s := range ebs.TagSpecifications {
		if err := oneOf("resourceType", s.ResourceType); err != nil {
			return err
		}
		if err := knownPropagation(s.PropagateTags); err != nil {
			return err
		}
	}
	return nil
}

// knownPropagation has a message of its own, which was reported of RunTask.
func knownPropagation(from types.PropagateTags) error {
	if oneOf("", given(from)...) != nil {
		return invalid(badPropagation)
	}
	return nil
}

const badPropagation = "Invalid value for propagateTags"
