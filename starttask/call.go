package starttask

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/internal/sdkfix"
)

// call follows all attempts of one call of a client, and lets none begin after
// one that may have started tasks.
//
// It does not matter what stands between it and the caller: middleware, wrappers
// of the client and other retryers may hide errors, repeat calls, or return while
// an attempt is under way.
type call struct {
	mu       sync.Mutex
	reached  bool  // the SDK has put the middleware of the call to work
	over     bool  // the client has returned, so no attempt may begin
	open     bool  // an attempt is under way, or has ended and may have started tasks
	answered bool  // an attempt was answered, and may have started tasks
	repeated bool  // the HTTP client has sent an attempt more than once
	cause    error // the error of the attempt that may have started tasks
}

// options makes a client of the SDK follow the call.
func (c *call) options(o *ecs.Options) {
	retrySafely(o)
	o.APIOptions = append(slices.Clip(o.APIOptions), c.install)
}

// install adds the middleware to the operation's stack: one around each attempt of
// the SDK, and one as close to the HTTP client as possible.
func (c *call) install(stack *middleware.Stack) error {
	if stack.ID() != "StartTask" {
		return nil
	}
	id := fmt.Sprintf("ecstask:call %p", c) // several may follow one call of the SDK
	around := func(m middleware.FinalizeMiddleware) error {
		if _, ok := stack.Finalize.Get("Retry"); !ok { // somebody has removed it
			return stack.Finalize.Add(m, middleware.Before)
		}
		return stack.Finalize.Insert(m, "Retry", middleware.After)
	}
	err := errors.Join(
		sdkfix.PlainBody(stack),
		around(middleware.FinalizeMiddlewareFunc(id, c.attempt)),
		stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc(id, c.transmit), middleware.After),
	)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.reached = c.reached || err == nil
	return err
}

// attempt makes the error of an attempt an [*attemptError].
func (c *call) attempt(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
	out, metadata, err := next.HandleFinalize(ctx, in)
	c.mu.Lock()
	defer c.mu.Unlock()
	if err == nil {
		c.answered, c.open = c.answered || c.open, false
		return out, metadata, nil
	}
	if c.open && c.cause == nil {
		c.cause = err
	}
	return out, metadata, &attemptError{err, c.open}
}

// transmit hands the request to the HTTP client, unless it must not be sent.
func (c *call) transmit(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
	if err := c.begin(); err != nil {
		return middleware.DeserializeOutput{}, middleware.Metadata{}, err
	}
	var t trace
	out, metadata, err := next.HandleDeserialize(httptrace.WithClientTrace(ctx, t.hooks()), in)
	once := t.connections.Load() <= 1
	harmless := once && refuses(out.RawResponse)
	if err != nil {
		harmless = !t.sent()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open = !harmless
	c.repeated = c.repeated || !once
	return out, metadata, err
}

// begin records that an attempt begins, or returns why it must not.
func (c *call) begin() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.over:
		return &notSentError{"the call is over", c.cause}
	case c.open:
		return &notSentError{"an earlier attempt may have started tasks", c.cause}
	}
	c.open = true
	return nil
}

// ending is what is known of a call when the client has returned.
type ending struct {
	sent bool // tasks may have been started
	sure bool // an answer is that to the only request that was sent
}

// end ends the call, of which the client has returned out and err.
func (c *call) end(out *ecs.StartTaskOutput, err error) ending {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.over = true
	if c.reached {
		return ending{sent: c.open || c.answered, sure: !c.repeated}
	}
	// The client is not the SDK's, or has dropped the options. Then the SDK may
	// have tried several times, and the last error says nothing of the others.
	// A client that calls Start itself knows better.
	_, fromSDK := errors.AsType[*smithy.OperationError](err)
	known, _ := resultIn(err)
	return ending{sent: known == nil && (fromSDK || !refused(err)), sure: sure(ptr.Value(out).ResultMetadata)}
}

// sure reports whether no attempt but the last can have started tasks.
func sure(metadata middleware.Metadata) bool {
	attempts, _ := retry.GetAttemptResults(metadata)
	return !slices.ContainsFunc(attempts.Results, func(r retry.AttemptResult) bool {
		return r.Err != nil && mayHaveStarted(r.Err)
	})
}

// notSentError is the error of an attempt that was not let through.
type notSentError struct {
	reason string
	cause  error // of the attempt before
}

func (e *notSentError) Error() string {
	if e.cause == nil {
		return "not sent: " + e.reason
	}
	return "not sent again: " + e.reason + ": " + e.cause.Error()
}

func (e *notSentError) Unwrap() error { return e.cause }

// RetryableError tells the retryers of the SDK to give up.
func (e *notSentError) RetryableError() bool { return false }

// trace sees what the HTTP client does with a request.
type trace struct {
	asked       atomic.Bool // it reports to httptrace, and asked for a connection
	connections atomic.Int32
}

func (t *trace) hooks() *httptrace.ClientTrace {
	return &httptrace.ClientTrace{
		GetConn: func(string) { t.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { t.connections.Add(1) },
	}
}

// sent reports whether any byte of the request can have left. If the HTTP client
// reports nothing, assume the request was sent.
func (t *trace) sent() bool { return t.connections.Load() > 0 || !t.asked.Load() }

// longestRefusal is how many bytes of an error document are read to judge it.
const longestRefusal = 1 << 20

// refuses reports whether an answer, of which it leaves the body as it was, is one
// by which ECS says that it did not carry out the request. Gateways and proxies
// refuse as well, maybe after they passed the request on. What ECS answers has a
// request id, and the error's type in a member or header that only AWS uses. The
// SDK would also take the type from a member "code", which anybody uses.
//
// Source: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html, and as
// observed https://github.com/awslabs/backstage-plugins-for-aws/issues/140.
func refuses(raw any) bool {
	answer, ok := raw.(*smithyhttp.Response)
	if !ok || answer.Response == nil || !refusalStatus(answer.StatusCode) || !hasRequestID(answer.Header) {
		return false
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, longestRefusal))
	answer.Body = &replayed{io.MultiReader(bytes.NewReader(text), answer.Body), answer.Body}
	var document struct {
		Type string `json:"__type"`
	}
	if err != nil || json.Unmarshal(text, &document) != nil {
		return false
	}
	code := answer.Header.Get("X-Amzn-ErrorType")
	if code == "" {
		code = document.Type
	}
	code, _, _ = strings.Cut(code, ":")
	code = code[1+strings.LastIndexByte(code, '#'):]
	return code != "" && !leavesOpen(code)
}

// replayed is a body of which a part has been read before.
type replayed struct {
	io.Reader
	io.Closer
}

// refused reports whether err is an answer of ECS that says that it did not carry
// out the request.
func refused(err error) bool {
	api, ok := errors.AsType[smithy.APIError](err)
	if !ok || leavesOpen(api.ErrorCode()) {
		return false
	}
	if answer, ok := errors.AsType[*smithyhttp.ResponseError](err); ok {
		return answer.Response != nil && answer.Response.Response != nil && refusalStatus(answer.HTTPStatusCode()) && hasRequestID(answer.Response.Header)
	}
	return api.ErrorFault() == smithy.FaultClient || isOneOf(api.ErrorCode(), retry.DefaultThrottleErrorCodes)
}

func refusalStatus(status int) bool {
	return 400 <= status && status < 500 && status != http.StatusRequestTimeout
}

func hasRequestID(h http.Header) bool {
	return h.Get("X-Amzn-RequestId") != "" || h.Get("X-Amz-RequestId") != ""
}

// leavesOpen reports whether an error of this code says nothing of whether the
// request was carried out: an answer without a code, an internal error, a time-out.
func leavesOpen(code string) bool {
	switch code {
	case "UnknownError", "ServerException", "InternalFailure", "ServiceUnavailable":
		return true
	}
	return isOneOf(code, retry.DefaultRetryableErrorCodes) // RequestTimeout
}
