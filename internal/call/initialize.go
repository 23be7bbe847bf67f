package call

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go/middleware"
)

// OnInitialize makes an operation of a client pass through f, before all that the SDK
// does. It takes the place of one with the same id.
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
