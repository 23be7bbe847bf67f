// Package sdkfix works around mistakes of the SDK.
package sdkfix

import (
	"context"
	"io"

	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

const id = "ecstask:body"

// PlainBody works around aws-sdk-go-v2#1825, where the SDK drops a fast response. It
// is one of the APIOptions of a client.
//
// The SDK lets go of a request as soon as it sees the head of the response, while
// net/http may still look whether more of the body follows. The [io.WriterTo] of
// a body that was let go of returns [io.EOF], which must not; net/http takes it
// for a failed write and closes the connection, maybe before the response was read
// (https://github.com/aws/aws-sdk-go-v2/issues/1825). Its [io.Reader] does as it
// should, and is all that PlainBody leaves.
func PlainBody(stack *middleware.Stack) error {
	if _, ok := stack.Build.Get(id); ok {
		return nil
	}
	return stack.Build.Add(middleware.BuildMiddlewareFunc(id, func(
		ctx context.Context, in middleware.BuildInput, next middleware.BuildHandler,
	) (middleware.BuildOutput, middleware.Metadata, error) {
		if req, ok := in.Request.(*smithyhttp.Request); ok {
			if body, ok := req.GetStream().(io.ReadSeeker); ok {
				plain, err := req.SetStream(struct{ io.ReadSeeker }{body})
				if err != nil {
					return middleware.BuildOutput{}, middleware.Metadata{}, err
				}
				in.Request = plain
			}
		}
		return next.HandleBuild(ctx, in)
	}), middleware.After)
}
