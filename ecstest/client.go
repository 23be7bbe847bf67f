package ecstest

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go/middleware"
	"github.com/ecstask/ecstask/internal/sdkfix"
)

// Client returns the SDK's own client with the configuration of [Server.Config].
// Its retries and their pauses are the SDK's defaults. The functions run last, and
// may change all of that.
func (s *Server) Client(optFns ...func(*ecs.Options)) *ecs.Client {
	return ecs.NewFromConfig(s.Config(), optFns...)
}

// Config returns a configuration for clients of the SDK. It has the endpoint, the
// region, made-up credentials, and a work-around for
// https://github.com/aws/aws-sdk-go-v2/issues/1825, where the SDK drops a fast
// response. A client without it works, but about once in some hundred responses of more
// than 4 KB it reports a closed connection instead.
func (s *Server) Config() aws.Config {
	return aws.Config{
		Region:       Region,
		BaseEndpoint: new(s.URL()),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "AKIDEXAMPLE", SecretAccessKey: "example", Source: "ecstest"}, nil
		}),
		APIOptions: []func(*middleware.Stack) error{sdkfix.PlainBody},
	}
}
