package call

import (
	"context"
	"errors"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go/middleware"
)

// SafeRetry makes a client retry an operation only if the failed attempt cannot
// have started a task.
func SafeRetry(operation string) func(*ecs.Options) {
	return func(o *ecs.Options) {
		if retrySafely(o) {
			o.APIOptions = append(slices.Clip(o.APIOptions), func(stack *middleware.Stack) error {
				return New(operation).install(stack)
			})
		}
	}
}

// retrySafely changes the retryer, and reports whether it did: once is enough.
func retrySafely(o *ecs.Options) bool {
	if o.Retryer == nil {
		o.Retryer = retry.NewStandard()
	}
	if _, ok := o.Retryer.(safeRetryer); ok {
		return false
	}
	o.Retryer = safeRetryer{o.Retryer}
	return true
}

// safeRetryer is a retryer that does not repeat what may have had an effect.
type safeRetryer struct{ aws.Retryer }

// IsErrorRetryable implements [aws.Retryer].
func (r safeRetryer) IsErrorRetryable(err error) bool {
	if a, ok := errors.AsType[*attemptError](err); ok {
		if a.mayHaveStarted && !a.idempotent {
			return false
		}
		if Throttled(err) {
			return true
		}
	}
	return r.Retryer.IsErrorRetryable(err)
}

// GetAttemptToken implements [aws.RetryerV2].
func (r safeRetryer) GetAttemptToken(ctx context.Context) (func(error) error, error) {
	if v2, ok := r.Retryer.(aws.RetryerV2); ok {
		return v2.GetAttemptToken(ctx)
	}
	return r.GetInitialToken(), nil
}

// attemptError is the error of one attempt.
type attemptError struct {
	error
	mayHaveStarted bool // the attempt may have started tasks
	idempotent     bool // it may be made again all the same
}

func (e *attemptError) Unwrap() error { return e.error }

// mayHaveStarted reports whether an attempt that came to err may have started
// tasks.
func mayHaveStarted(err error) bool {
	if a, ok := errors.AsType[*attemptError](err); ok {
		return a.mayHaveStarted
	}
	return !Refused(err)
}
