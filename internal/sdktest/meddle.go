package sdktest

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"github.com/aws/smithy-go/middleware"
)

// Abandoning is a middleware that lets work do what follows after one of the steps,
// and gives up on it.
func Abandoning(where string, work func(func()), give func() error) func(*middleware.Stack) error {
	return func(stack *middleware.Stack) error {
		switch where {
		case "Initialize":
			return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("abandon", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (out middleware.InitializeOutput, md middleware.Metadata, err error) {
				work(func() { next.HandleInitialize(ctx, in) })
				return out, md, give()
			}), middleware.Before)
		case "Serialize":
			return stack.Serialize.Add(middleware.SerializeMiddlewareFunc("abandon", func(ctx context.Context, in middleware.SerializeInput, next middleware.SerializeHandler) (out middleware.SerializeOutput, md middleware.Metadata, err error) {
				work(func() { next.HandleSerialize(ctx, in) })
				return out, md, give()
			}), middleware.Before)
		case "Build":
			return stack.Build.Add(middleware.BuildMiddlewareFunc("abandon", func(ctx context.Context, in middleware.BuildInput, next middleware.BuildHandler) (out middleware.BuildOutput, md middleware.Metadata, err error) {
				work(func() { next.HandleBuild(ctx, in) })
				return out, md, give()
			}), middleware.Before)
		case "Finalize", "after Retry":
			mw := middleware.FinalizeMiddlewareFunc("abandon", func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (out middleware.FinalizeOutput, md middleware.Metadata, err error) {
				work(func() { next.HandleFinalize(ctx, in) })
				return out, md, give()
			})
			if where == "Finalize" {
				return stack.Finalize.Add(mw, middleware.Before)
			}
			return stack.Finalize.Insert(mw, "Retry", middleware.After)
		case "Deserialize":
			return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("abandon", func(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (out middleware.DeserializeOutput, md middleware.Metadata, err error) {
				work(func() { next.HandleDeserialize(ctx, in) })
				return out, md, give()
			}), middleware.Before)
		}
		return nil
	}
}

// Repeating is a middleware that makes what follows after one of the steps again if
// that fails.
func Repeating(where string) func(*middleware.Stack) error {
	return func(stack *middleware.Stack) error {
		switch where {
		case "Initialize":
			return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("repeat", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
				if out, md, err := next.HandleInitialize(ctx, in); err == nil {
					return out, md, err
				}
				return next.HandleInitialize(ctx, in)
			}), middleware.Before)
		case "after Retry":
			return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("repeat", func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
				if out, md, err := next.HandleFinalize(ctx, in); err == nil {
					return out, md, err
				}
				return next.HandleFinalize(ctx, rewound(in))
			}), "Retry", middleware.After)
		case "Deserialize":
			return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("repeat", func(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
				if out, md, err := next.HandleDeserialize(ctx, in); err == nil {
					return out, md, err
				}
				if r, ok := in.Request.(interface{ RewindStream() error }); ok {
					r.RewindStream()
				}
				return next.HandleDeserialize(ctx, in)
			}), middleware.Before)
		}
		return nil
	}
}

func rewound(in middleware.FinalizeInput) middleware.FinalizeInput {
	if r, ok := in.Request.(interface{ RewindStream() error }); ok {
		r.RewindStream()
	}
	return in
}

// Repeater is a RoundTripper, or an HTTP client, that sends a request again whose
// answer is lost.
type Repeater struct{ Base *http.Transport }

// RoundTrip implements [http.RoundTripper].
func (r Repeater) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	for try := 0; ; try++ {
		again := req.Clone(req.Context())
		again.Body = io.NopCloser(bytes.NewReader(body))
		resp, err := r.Base.RoundTrip(again)
		if err == nil || try == 2 {
			return resp, err
		}
	}
}

// Do implements the HTTP client of the SDK.
func (r Repeater) Do(req *http.Request) (*http.Response, error) { return r.RoundTrip(req) }
