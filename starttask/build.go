package starttask

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/rules"
)

// StartTaskAPIClient is the one method of *ecs.Client that sends a request. Accept
// it instead of the client, so that tests can use a fake.
type StartTaskAPIClient interface {
	StartTask(context.Context, *ecs.StartTaskInput, ...func(*ecs.Options)) (*ecs.StartTaskOutput, error)
}

var _ StartTaskAPIClient = (*ecs.Client)(nil)

// Build returns the request, which is the caller's to change. If it breaks
// rules it returns nil and all errors as [field.Errors]; warnings do not stop
// it.
//
// For more tasks than one call starts, give [StartAll] what [Builder.Unchecked] returns: it
// checks that itself.
func (b Builder) Build() (*ecs.StartTaskInput, error) {
	in := b.Unchecked()
	if err := Validate(in, b.draft.Rules()...); err != nil {
		return nil, err
	}
	return in, nil
}

// Unchecked returns the request as Build does, whatever rules it breaks. It is
// never nil.
func (b Builder) Unchecked() *ecs.StartTaskInput { return b.draft.StartTask() }

// Check returns all findings, errors and warnings.
func (b Builder) Check() field.Findings { return Check(b.Unchecked(), b.draft.Rules()...) }

// Validate returns the errors that the rules find in any request, as
// [field.Errors], or nil.
func Validate(in *ecs.StartTaskInput, opts ...rules.Option) error { return Check(in, opts...).Err() }

// Check returns all findings of the rules in any request, errors and warnings.
func Check(in *ecs.StartTaskInput, opts ...rules.Option) field.Findings {
	return rules.Check(in, opts...)
}
