package starttask

import (
	"cmp"
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go/middleware"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/rules"
)

// WithValidation makes a client check every StartTask input before it is sent:
//
//	client := ecs.NewFromConfig(cfg, starttask.WithValidation())
//
// If an input breaks rules nothing is sent, and the error of the call wraps all
// of them, as [field.Errors]. Other operations are not changed. It may be given
// to one call as well, and then takes the place of the client's.
func WithValidation(opts ...rules.Option) func(*ecs.Options) {
	return onInitialize("ecstask:WithValidation", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (out middleware.InitializeOutput, metadata middleware.Metadata, err error) {
		if request, ok := in.Parameters.(*ecs.StartTaskInput); ok {
			if err := Validate(request, opts...); err != nil {
				return out, metadata, err
			}
		}
		return next.HandleInitialize(ctx, in)
	})
}

// FailuresAsErrors makes a client return a [*StartError], wrapped as the SDK
// wraps its errors, where StartTask answers with failures. The tasks that did
// start are in its Result, and only there: the call returns no output then.
func FailuresAsErrors(o *ecs.Options) {
	onInitialize("ecstask:FailuresAsErrors", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
		out, metadata, err := next.HandleInitialize(ctx, in)
		request, _ := in.Parameters.(*ecs.StartTaskInput)
		if answer, ok := out.Result.(*ecs.StartTaskOutput); ok && err == nil && len(answer.Failures) > 0 {
			r, odd := answered(cmp.Or(request, new(ecs.StartTaskInput)), answer, sure(metadata))
			locate(r.Failures, ptr.Value(request).ContainerInstances)
			if err = r.err(odd); err == nil && odd != nil {
				err = &StartError{Result: r, Err: odd}
			}
		}
		return out, metadata, err
	})(o)
}

// onInitialize makes StartTask pass through f, before all that the SDK does.
func onInitialize(id string, f func(context.Context, middleware.InitializeInput, middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error)) func(*ecs.Options) {
	return func(o *ecs.Options) {
		o.APIOptions = append(slices.Clip(o.APIOptions), func(stack *middleware.Stack) error {
			if stack.ID() != "StartTask" {
				return nil
			}
			m := middleware.InitializeMiddlewareFunc(id, f)
			if _, ok := stack.Initialize.Get(id); ok {
				_, err := stack.Initialize.Swap(id, m)
				return err
			}
			return stack.Initialize.Add(m, middleware.Before)
		})
	}
}
