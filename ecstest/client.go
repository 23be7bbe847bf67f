package ecstest

import (
	"context"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// Client returns the SDK's own client with the configuration of [Server.Config].
// Its retries and their pauses are the SDK's defaults. The functions run last, and
// may change all of that.
func (s *Server) Client(optFns ...func(*ecs.Options)) *ecs.Client {
	return ecs.NewFromConfig(s.Config(), optFns...)
}

// Config returns a configuration for clients of the SDK. It has the endpoint, the
// region, a made-up identity, and a remedy.
//
// The remedy is for a mistake of the SDK that needs an answer faster than any
// network, but not than loopback (aws/aws-sdk-go-v2#1825). A client without it
// works, but once in some hundred times it reports a closed connection in place of
// an answer of more than 4 KB: the SDK lets go of its request as soon as it sees
// the head of the answer, and if the transport has not noticed the request's end
// by then, it takes that for an error and closes the connection.
func (s *Server) Config() aws.Config {
	return aws.Config{
		Region:       Region,
		BaseEndpoint: new(s.URL()),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "example", Source: "ecstest"}, nil
		}),
		APIOptions: []func(*middleware.Stack) error{readPlainly},
	}
}

// readPlainly hides that the body of a request is an [io.WriterTo]. The SDK wraps
// one in a body that, after it was let go of, returns [io.EOF] from WriteTo, which
// must not.
func readPlainly(stack *middleware.Stack) error {
	return stack.Build.Add(middleware.BuildMiddlewareFunc("ecstest", func(
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
