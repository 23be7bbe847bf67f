package runtask

import (
	"context"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/rules"
)

// RunTaskAPIClient is the one method of *ecs.Client that sends a request. Accept it
// instead of the client, so that tests can use a fake.
type RunTaskAPIClient interface {
	RunTask(context.Context, *ecs.RunTaskInput, ...func(*ecs.Options)) (*ecs.RunTaskOutput, error)
}

var _ RunTaskAPIClient = (*ecs.Client)(nil)

// Build returns the request, which is the caller's to change. If it breaks
// rules it returns nil and all errors as [field.Errors]; warnings do not stop
// it.
//
// For more tasks than one call starts, give [RunAll] what [Builder.Unchecked] returns: it
// checks that itself.
//
// The SDK writes a client token into a request that lacks one when it sends it. If
// you send that request again, ECS starts nothing and returns the first tasks: build one
// for each call.
func (b Builder) Build() (*ecs.RunTaskInput, error) {
	in := b.Unchecked()
	if err := Validate(in, b.options()...); err != nil {
		return nil, err
	}
	return in, nil
}

// Unchecked returns the request as Build does, whatever rules it breaks. It is
// never nil.
func (b Builder) Unchecked() *ecs.RunTaskInput { return b.draft.RunTask() }

// Check returns all findings, errors and warnings.
func (b Builder) Check() field.Findings { return Check(b.Unchecked(), b.options()...) }

func (b Builder) options() []rules.Option {
	opts := b.draft.Rules()
	if b.count != 0 {
		opts = append(opts, rules.Unread(&field.Error{
			Path: "count", Kind: field.OutOfRange, Severity: field.SeverityError,
			Value: strconv.Itoa(b.count), Msg: "is out of range", Hint: "use 1 to 10",
		}))
	}
	return opts
}

// Validate returns the errors that the rules find in any request, as
// [field.Errors], or nil.
func Validate(in *ecs.RunTaskInput, opts ...rules.Option) error { return Check(in, opts...).Err() }

// Check returns all findings of the rules in any request, errors and warnings.
func Check(in *ecs.RunTaskInput, opts ...rules.Option) field.Findings {
	return rules.Check(in, opts...)
}
