package call

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go/middleware"
)

// OnInitialize makes a client call f for an operation before the SDK does anything
// else. It replaces a middleware with the same id.
func OnInitialize(operation, id string, f func(context.Context, middleware.InitializeInput, middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error)) func(*ecs.Options) {
	return func(o *ecs.Options) {
		o.APIOptions = append(slices.Clip(o.APIOptions), func(stack *middleware.Stack) error {
			if stack.ID() != operation {
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
