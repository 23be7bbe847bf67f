package starttask

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
)

// SafeRetry makes a client retry StartTask only where nothing can have been
// started: for a client, ecs.NewFromConfig(cfg, starttask.SafeRetry), or for one
// call. [Start] and [StartAll] use it in any case.
//
// StartTask has no client token, so a second attempt starts a second task if the
// first one reached ECS. The SDK by itself retries after a lost connection and
// after an internal error of the service, where nobody knows whether it did. With
// SafeRetry it retries only if no connection was made, or if ECS refused the call
// because of throttling with an HTTP status below 500. That includes the
// InvalidParameterException by which ECS reports that Amazon EC2 throttled it. The
// client's own retryer decides how often and how soon. An attempt after one that
// may have started tasks is not sent even if middleware or another retryer makes
// it. SafeRetry also works around
// https://github.com/aws/aws-sdk-go-v2/issues/1825, where the SDK drops a fast
// answer. Other operations are not changed.
func SafeRetry(o *ecs.Options) {
	if retrySafely(o) {
		o.APIOptions = append(slices.Clip(o.APIOptions), func(stack *middleware.Stack) error {
			return new(call).install(stack)
		})
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
		if a.mayHaveStarted {
			return false
		}
		if throttled(err) {
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

// attemptError is the error of one attempt at StartTask.
type attemptError struct {
	error
	mayHaveStarted bool // the attempt may have started tasks
}

func (e *attemptError) Unwrap() error { return e.error }

// mayHaveStarted reports whether an attempt that came to err may have started
// tasks.
func mayHaveStarted(err error) bool {
	if a, ok := errors.AsType[*attemptError](err); ok {
		return a.mayHaveStarted
	}
	return !refused(err)
}

// throttled reports whether err is an answer of ECS to a client that calls too
// often.
func throttled(err error) bool {
	api, ok := errors.AsType[smithy.APIError](err)
	if !ok {
		return false
	}
	code, msg := api.ErrorCode(), api.ErrorMessage()
	return isOneOf(code, retry.DefaultThrottleErrorCodes) || code == "InvalidParameterException" && wrapsThrottling(msg)
}

// wrapsThrottling knows the message of an InvalidParameterException that ECS
// makes of a refusal by Amazon EC2, which is asked for subnets and security
// groups. Observed with RunTask:
// https://github.com/dask/dask-cloudprovider/issues/56,
// https://github.com/reproio/wrapbox/issues/32.
func wrapsThrottling(msg string) bool {
	return strings.Contains(msg, "(ErrorCode: RequestLimitExceeded)") || strings.Contains(msg, "(ErrorCode: Throttling")
}

func isOneOf(code string, codes map[string]struct{}) bool {
	_, ok := codes[code]
	return ok
}
