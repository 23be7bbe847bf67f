package request

import (
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
)

// A member of a request: its name in the API, its option of the AWS CLI, how it is
// read, and how it is written as that option. The schema of an operation says
// whether it has the member.
type member struct {
	name, option string
	read         func(d smithy.ShapeDeserializer, s *smithy.Schema, r *Request) error
	write        func(a *args, option string, r *Request)
}

// members are those of both operations, in the order of the options in a line.
var members = []member{
	text("cluster", "--cluster", func(r *Request) **string { return &r.Cluster }),
	text("taskDefinition", "--task-definition", func(r *Request) **string { return &r.TaskDefinition }),
	structure("overrides", "--overrides", func(r *Request) **types.TaskOverride { return &r.Overrides }),
	texts("containerInstances", "--container-instances", func(r *Request) *[]string { return &r.ContainerInstances }),
	number("count", "--count", func(r *Request) **int32 { return &r.Count }),
	text("startedBy", "--started-by", func(r *Request) **string { return &r.StartedBy }),
	text("group", "--group", func(r *Request) **string { return &r.Group }),
	enum("launchType", "--launch-type", func(r *Request) *types.LaunchType { return &r.LaunchType }),
	list("capacityProviderStrategy", "--capacity-provider-strategy", func(r *Request) *[]types.CapacityProviderStrategyItem { return &r.CapacityProviderStrategy }),
	text("platformVersion", "--platform-version", func(r *Request) **string { return &r.PlatformVersion }),
	list("placementConstraints", "--placement-constraints", func(r *Request) *[]types.PlacementConstraint { return &r.PlacementConstraints }),
	list("placementStrategy", "--placement-strategy", func(r *Request) *[]types.PlacementStrategy { return &r.PlacementStrategy }),
	structure("networkConfiguration", "--network-configuration", func(r *Request) **types.NetworkConfiguration { return &r.NetworkConfiguration }),
	flag("enableECSManagedTags", "--enable-ecs-managed-tags", func(r *Request) *bool { return &r.EnableECSManagedTags }),
	flag("enableExecuteCommand", "--enable-execute-command", func(r *Request) *bool { return &r.EnableExecuteCommand }),
	enum("propagateTags", "--propagate-tags", func(r *Request) *types.PropagateTags { return &r.PropagateTags }),
	text("referenceId", "--reference-id", func(r *Request) **string { return &r.ReferenceId }),
	list("tags", "--tags", func(r *Request) *[]types.Tag { return &r.Tags }),
	list("volumeConfigurations", "--volume-configurations", func(r *Request) *[]types.TaskVolumeConfiguration { return &r.VolumeConfigurations }),
	text("clientToken", "--client-token", func(r *Request) **string { return &r.ClientToken }),
}

var byName = func() map[string]member {
	named := make(map[string]member, len(members))
	for _, m := range members {
		named[m.name] = m
	}
	return named
}()

// Option returns the option of the AWS CLI that gives a member, such as --count,
// or "" if there is no such member.
func Option(member string) string { return byName[member].option }

// sdk is a pointer to a type of the SDK that is both read and written.
type sdk[T any] interface {
	*T
	smithy.Deserializable
	smithy.Serializable
}

func text(name, option string, of func(*Request) **string) member {
	return member{
		name, option,
		func(d smithy.ShapeDeserializer, s *smithy.Schema, r *Request) error {
			v := new(string)
			*of(r) = v
			return d.ReadString(s, v)
		},
		func(a *args, option string, r *Request) { a.text(option, *of(r)) },
	}
}

func enum[E ~string](name, option string, of func(*Request) *E) member {
	return member{
		name, option,
		func(d smithy.ShapeDeserializer, s *smithy.Schema, r *Request) error {
			var v string
			err := d.ReadString(s, &v)
			*of(r) = E(v)
			return err
		},
		func(a *args, option string, r *Request) {
			if v := string(*of(r)); v != "" {
				a.text(option, &v)
			}
		},
	}
}

func number(name, option string, of func(*Request) **int32) member {
	return member{
		name, option,
		func(d smithy.ShapeDeserializer, s *smithy.Schema, r *Request) error {
			v := new(int32)
			*of(r) = v
			return d.ReadInt32(s, v)
		},
		func(a *args, option string, r *Request) {
			if v := *of(r); v != nil {
				a.add(option, strconv.Itoa(int(*v)))
			}
		},
	}
}

func flag(name, option string, of func(*Request) *bool) member {
	return member{
		name, option,
		func(d smithy.ShapeDeserializer, s *smithy.Schema, r *Request) error { return d.ReadBool(s, of(r)) },
		func(a *args, option string, r *Request) {
			if *of(r) {
				a.add(option)
			}
		},
	}
}

func texts(name, option string, of func(*Request) *[]string) member {
	return member{
		name, option,
		func(d smithy.ShapeDeserializer, s *smithy.Schema, r *Request) error {
			v := of(r)
			*v = []string{}
			return smithy.ReadList(d, s, func() error {
				var element string
				err := d.ReadString(s.ListMember(), &element)
				*v = append(*v, element)
				return err
			})
		},
		func(a *args, option string, r *Request) { a.texts(option, *of(r)) },
	}
}

func structure[T any, P sdk[T]](name, option string, of func(*Request) *P) member {
	return member{
		name, option,
		func(d smithy.ShapeDeserializer, _ *smithy.Schema, r *Request) error {
			v := P(new(T))
			*of(r) = v
			return v.Deserialize(d)
		},
		func(a *args, option string, r *Request) {
			if v := *of(r); v != nil {
				a.values(option, v)
			}
		},
	}
}

func list[T any, P sdk[T]](name, option string, of func(*Request) *[]T) member {
	return member{
		name, option,
		func(d smithy.ShapeDeserializer, s *smithy.Schema, r *Request) error {
			v := of(r)
			*v = []T{}
			return smithy.ReadList(d, s, func() error {
				var element T
				err := P(&element).Deserialize(d)
				*v = append(*v, element)
				return err
			})
		},
		func(a *args, option string, r *Request) {
			elements := *of(r)
			if elements == nil {
				return
			}
			values := make([]smithy.Serializable, len(elements))
			for i := range elements {
				values[i] = P(&elements[i])
			}
			a.values(option, values...)
		},
	}
}
