package starttask

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/ecstask/ecstask/internal/body"
)

// SafeRetry makes a client retry StartTask only where nothing can have been
// started: for a client, ecs.NewFromConfig(cfg, starttask.SafeRetry), or for one
// call. [Start] and [StartAll] use it in any case.
//
// StartTask has no client token, so a second attempt starts a second task if the
// first one reached ECS. The SDK by itself tries again after a lost connection
// and after an internal error of the service, which leave that open. With
// SafeRetry it tries again only when no connection was made, and when ECS
// refused the call as too frequent with an HTTP status below 500, also where that
// is wrapped in an InvalidParameterException, as the limits of Amazon EC2 are.
// How often and how soon is up to the client's own retryer. It also closes a gap
// in which the SDK can lose an answer that comes fast. Other operations are not
// changed.
func SafeRetry(o *ecs.Options) {
	if o.Retryer == nil {
		o.Retryer = retry.NewStandard()
	}
	if _, ok := o.Retryer.(safeRetryer); ok {
		return
	}
	o.Retryer = safeRetryer{o.Retryer}
	o.APIOptions = append(slices.Clip(o.APIOptions), watchAttempts)
}

// safeRetryer is a retryer that does not repeat what may have had an effect.
type safeRetryer struct{ aws.Retryer }

// IsErrorRetryable implements [aws.Retryer].
func (r safeRetryer) IsErrorRetryable(err error) bool {
	if a, ok := errors.AsType[*attemptError](err); ok {
		if a.mayHaveStarted() {
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
	sent bool // a connection was there to send the request over
}

func (e *attemptError) Unwrap() error { return e.error }

// mayHaveStarted reports whether the attempt may have started tasks.
func (e *attemptError) mayHaveStarted() bool { return e.sent && !refused(e.error) }

// watch sees how far an attempt gets. Its fields are set by several goroutines.
type watch struct {
	handed    atomic.Bool // the HTTP client has the request
	asked     atomic.Bool // it tells httptrace what it does, and asked for a connection
	connected atomic.Bool // it has one
}

// sent reports whether any byte of the request can have left. An HTTP client
// that does not use httptrace gets no benefit of the doubt.
func (w *watch) sent() bool {
	return w.handed.Load() && (w.connected.Load() || !w.asked.Load())
}

// call is one call of a client, of any number of attempts. It sees each of them,
// so that nothing on the way can hide what they came to.
type call struct {
	built          atomic.Bool // the SDK is at work, not a fake
	mayHaveStarted atomic.Bool
}

// options are those of the client for the call.
func (c *call) options(o *ecs.Options) {
	SafeRetry(o)
	o.APIOptions = append(slices.Clip(o.APIOptions), func(stack *middleware.Stack) error {
		err := stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("ecstask:call", func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
			out, metadata, err := next.HandleFinalize(ctx, in)
			if mayHaveStarted(err) {
				c.mayHaveStarted.Store(true)
			}
			return out, metadata, err
		}), "Retry", middleware.After)
		c.built.Store(err == nil)
		return err
	})
}

// left reports whether the call, which came to err, can have started tasks. A
// client that is not the SDK's is judged by err alone.
func (c *call) left(err error) bool {
	if c.built.Load() {
		return c.mayHaveStarted.Load()
	}
	return !refused(err)
}

// mayHaveStarted reports whether an attempt that came to err may have started
// tasks.
func mayHaveStarted(err error) bool {
	if a, ok := errors.AsType[*attemptError](err); ok {
		return a.mayHaveStarted()
	}
	return !refused(err)
}

type watchKey struct{}

const watchID = "ecstask:watchAttempts"

// watchAttempts makes the errors of attempts at StartTask attemptErrors.
func watchAttempts(stack *middleware.Stack) error {
	if _, ok := stack.Finalize.Get(watchID); ok || stack.ID() != "StartTask" {
		return nil
	}
	around := middleware.FinalizeMiddlewareFunc(watchID, func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
		w := new(watch)
		ctx = context.WithValue(ctx, watchKey{}, w)
		ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
			GetConn: func(string) { w.asked.Store(true) },
			GotConn: func(httptrace.GotConnInfo) { w.connected.Store(true) },
		})
		out, metadata, err := next.HandleFinalize(ctx, in)
		if err != nil {
			err = &attemptError{err, w.sent()}
		}
		return out, metadata, err
	})
	last := middleware.DeserializeMiddlewareFunc(watchID, func(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
		if w, ok := ctx.Value(watchKey{}).(*watch); ok {
			w.handed.Store(true)
		}
		return next.HandleDeserialize(ctx, in)
	})
	if err := body.Plain(stack); err != nil {
		return err
	}
	if err := stack.Finalize.Insert(around, "Retry", middleware.After); err != nil {
		return err
	}
	return stack.Deserialize.Add(last, middleware.After)
}

// refused reports whether err is an answer of ECS that says that it did not
// carry out the request. An answer that is no error document of ECS comes from
// something in between, which may have passed the request on.
func refused(err error) bool {
	api, ok := errors.AsType[smithy.APIError](err)
	if !ok {
		return false
	}
	code := api.ErrorCode()
	if code == unknownError || isOneOf(code, retry.DefaultRetryableErrorCodes) { // RequestTimeout
		return false
	}
	if response, ok := errors.AsType[*smithyhttp.ResponseError](err); ok {
		status := response.HTTPStatusCode()
		return 400 <= status && status < 500 && status != http.StatusRequestTimeout
	}
	return api.ErrorFault() == smithy.FaultClient || isOneOf(code, retry.DefaultThrottleErrorCodes)
}

// unknownError is the code that the SDK gives to an answer without one.
const unknownError = "UnknownError"

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
