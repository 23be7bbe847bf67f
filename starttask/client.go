package starttask

import (
	"cmp"
	"context"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go/middleware"
	"github.com/ecstask/ecstask/internal/call"
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
	return call.OnInitialize(operation, "ecstask:WithValidation", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (out middleware.InitializeOutput, metadata middleware.Metadata, err error) {
		if request, ok := in.Parameters.(*ecs.StartTaskInput); ok {
			if err := Validate(request, opts...); err != nil {
				return out, metadata, err
			}
		}
		return next.HandleInitialize(ctx, in)
	})
}

// SafeRetry makes a client retry StartTask only if the failed attempt cannot have
// started a task: for a client, ecs.NewFromConfig(cfg, starttask.SafeRetry), or for
// one call. [Start] and [StartAll] use it in any case.
//
// StartTask has no client token, so a second attempt starts a second task if the
// first one reached ECS. The SDK by itself retries after a lost connection and
// after an internal error of the service, although the first attempt may have
// reached ECS. With SafeRetry it retries only if no connection was made, or if ECS
// refused the call because of throttling with an HTTP status below 500. That
// includes the InvalidParameterException with which ECS reports that Amazon EC2
// throttled it. The client's own retryer decides how often and how soon. An attempt
// after one that may have started tasks is not sent even if middleware or another
// retryer makes it. SafeRetry also works around
// https://github.com/aws/aws-sdk-go-v2/issues/1825, where the SDK drops a fast
// response. Other operations are not changed.
func SafeRetry(o *ecs.Options) { call.SafeRetry(operation)(o) }

// operation is the name of the call.
const operation = "StartTask"

// FailuresAsErrors makes a client return a [*StartError], wrapped as the SDK wraps
// its errors, if the response of StartTask has failures. The tasks that did start are
// in its Result, and only there: the call returns no output then.
func FailuresAsErrors(o *ecs.Options) {
	call.OnInitialize(operation, "ecstask:FailuresAsErrors", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
		out, metadata, err := next.HandleInitialize(ctx, in)
		request, _ := in.Parameters.(*ecs.StartTaskInput)
		if answer, ok := out.Result.(*ecs.StartTaskOutput); ok && err == nil && len(answer.Failures) > 0 {
			request = cmp.Or(request, new(ecs.StartTaskInput))
			r, odd := account(request.ContainerInstances, saidBy(request, answer), call.Sure(metadata))
			locate(r.Failures, request.ContainerInstances)
			if err = r.err(odd); err == nil && odd != nil {
				err = &StartError{Result: r, Err: odd}
			}
		}
		return out, metadata, err
	})(o)
}
