package runtask

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go/middleware"
	"github.com/ecstask/ecstask/internal/call"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/rules"
)

// operation is the name of the call.
const operation = "RunTask"

// WithValidation makes a client check every RunTask input before it is sent:
//
//	client := ecs.NewFromConfig(cfg, runtask.WithValidation())
//
// If an input breaks rules nothing is sent, and the error of the call wraps all
// of them, as [field.Errors]. Other operations are not changed. It may be given
// to one call as well, and then takes the place of the client's.
func WithValidation(opts ...rules.Option) func(*ecs.Options) {
	return call.OnInitialize(operation, "ecstask:WithValidation", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (out middleware.InitializeOutput, metadata middleware.Metadata, err error) {
		if request, ok := in.Parameters.(*ecs.RunTaskInput); ok {
			if err := rules.Check(request, opts...).Err(); err != nil {
				return out, metadata, err
			}
		}
		return next.HandleInitialize(ctx, in)
	})
}

// FailuresAsErrors makes a client return a [*RunError], wrapped as the SDK wraps
// its errors, if the response of RunTask has failures and fewer tasks than requested.
// The tasks that did start are in its Result, and only there: the call returns no
// output then.
func FailuresAsErrors(o *ecs.Options) {
	call.OnInitialize(operation, "ecstask:FailuresAsErrors", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
		out, metadata, err := next.HandleInitialize(ctx, in)
		request, _ := in.Parameters.(*ecs.RunTaskInput)
		answer, _ := out.Result.(*ecs.RunTaskOutput)
		if err != nil || request == nil || answer == nil || len(answer.Failures) == 0 {
			return out, metadata, err
		}
		count := countOf(request)
		said := saidBy(answer, count, hasSubnets(request))
		token := ptr.Value(request.ClientToken) // the SDK's, if none was given
		if token != "" {
			said.ClientTokens = []string{token}
		}
		_, err = (&outcome{Result: *account(count, said, token != "" || call.Sure(metadata))}).end()
		return out, metadata, err
	})(o)
}

// countOf returns how many tasks a request asks for.
func countOf(in *ecs.RunTaskInput) int {
	if in == nil || in.Count == nil {
		return 1
	}
	return int(*in.Count)
}
