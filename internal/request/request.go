// Package request holds what StartTask and RunTask have in common: a request of
// either as one value, read from JSON and written as JSON and as a line for the
// AWS CLI. An [Operation] says which of the two a request is for.
package request

import (
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/schemas"
	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/internal/suggest"
	"github.com/ecstask/ecstask/internal/wire"
)

// Request has the members of both operations: RunTask's, which include those
// that both have, and StartTask's own. It shares memory with the input it was
// made from, and with those made from it.
//
// The promoted method Serialize writes a RunTask request: use [Operation.JSON].
type Request struct {
	ecs.RunTaskInput
	ContainerInstances []string
}

// Operation is an operation that takes a Request.
type Operation struct {
	Name   string                             // in the API
	CLI    string                             // as a command of the AWS CLI
	Schema *smithy.Schema                     // of its input, under the name of the operation
	Input  func(*Request) smithy.Serializable // the SDK's input that the request is
}

// The operations.
var (
	StartTask = &Operation{
		Name: "StartTask", CLI: "start-task", Schema: inputOf(schemas.StartTask, schemas.StartTaskRequest),
		Input: func(r *Request) smithy.Serializable { return r.StartTask() },
	}
	RunTask = &Operation{
		Name: "RunTask", CLI: "run-task", Schema: inputOf(schemas.RunTask, schemas.RunTaskRequest),
		Input: func(r *Request) smithy.Serializable { return &r.RunTaskInput },
	}
)

// inputOf returns the schema of an operation's input under the name of the operation,
// for messages: the name of the input itself is in no document for users.
func inputOf(op, input *smithy.Schema) *smithy.Schema {
	s := smithy.NewSchema(op.ID(), input.Type(), len(input.Members()))
	for name, member := range input.Members() {
		s.AddMember(name, member)
	}
	return s
}

// other returns the operation that op is not.
func (op *Operation) other() *Operation {
	if op == StartTask {
		return RunTask
	}
	return StartTask
}

// Recognize returns the operation of a request with the given members: StartTask if
// one of them is containerInstances, or nearly has that name, and RunTask if not.
// StartTask requires that member, and RunTask does not have it.
func Recognize(members []string) *Operation {
	for _, name := range members {
		if suggest.Nearest(name, []string{"containerInstances"}) != "" {
			return StartTask
		}
	}
	return RunTask
}

// FromStartTask returns the request that in is, or nil if in is nil.
func FromStartTask(in *ecs.StartTaskInput) *Request {
	if in == nil {
		return nil
	}
	return &Request{
		ContainerInstances: in.ContainerInstances,
		RunTaskInput: ecs.RunTaskInput{
			Cluster:              in.Cluster,
			EnableECSManagedTags: in.EnableECSManagedTags,
			EnableExecuteCommand: in.EnableExecuteCommand,
			Group:                in.Group,
			NetworkConfiguration: in.NetworkConfiguration,
			Overrides:            in.Overrides,
			PropagateTags:        in.PropagateTags,
			ReferenceId:          in.ReferenceId,
			StartedBy:            in.StartedBy,
			Tags:                 in.Tags,
			TaskDefinition:       in.TaskDefinition,
			VolumeConfigurations: in.VolumeConfigurations,
		},
	}
}

// FromRunTask returns the request that in is, or nil if in is nil.
func FromRunTask(in *ecs.RunTaskInput) *Request {
	if in == nil {
		return nil
	}
	return &Request{RunTaskInput: *in}
}

// StartTask returns r as the input of StartTask, without RunTask's own members.
func (r *Request) StartTask() *ecs.StartTaskInput {
	return &ecs.StartTaskInput{
		Cluster:              r.Cluster,
		ContainerInstances:   r.ContainerInstances,
		EnableECSManagedTags: r.EnableECSManagedTags,
		EnableExecuteCommand: r.EnableExecuteCommand,
		Group:                r.Group,
		NetworkConfiguration: r.NetworkConfiguration,
		Overrides:            r.Overrides,
		PropagateTags:        r.PropagateTags,
		ReferenceId:          r.ReferenceId,
		StartedBy:            r.StartedBy,
		Tags:                 r.Tags,
		TaskDefinition:       r.TaskDefinition,
		VolumeConfigurations: r.VolumeConfigurations,
	}
}

// RunTask returns r as the input of RunTask, without StartTask's own member.
func (r *Request) RunTask() *ecs.RunTaskInput {
	in := r.RunTaskInput
	return &in
}

var errNil = errors.New("a nil request, or a request with a nil union member, has no JSON")

// JSON returns r as the SDK writes it into the body of a call, byte for byte. A
// nil request is an error.
func (op *Operation) JSON(r *Request) ([]byte, error) {
	if r != nil {
		if text := wire.Encode(op.Input(r)); text != nil {
			return text, nil
		}
	}
	return nil, errNil
}
