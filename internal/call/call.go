// Package call tracks the calls of one operation of Amazon ECS. It knows whether an
// attempt may have started tasks, and then allows no further attempt, unless both
// have the client token by which ECS recognizes a repeated request.
package call

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http/httptrace"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/internal/sdkfix"
)

// Call tracks all attempts of one client call. After an attempt that may have
// started tasks it allows no other, unless both have the client token of the call.
//
// It does not matter what stands between it and the caller: middleware, wrappers
// of the client and other retryers may hide errors, repeat calls, or return while
// an attempt is under way.
type Call struct {
	operation string
	token     []byte    // what requests with the client token have in their body; nil without one
	expires   time.Time // the client token

	mu        sync.Mutex
	reached   bool   // the SDK has put the middleware of the call to work
	over      bool   // the client has returned, so no attempt may begin
	underway  int    // attempts that have not ended
	lost      bool   // an attempt has ended that may have started tasks
	answered  bool   // an attempt was answered, and may have started tasks
	repeated  bool   // the HTTP client has sent an attempt more than once
	tokenless bool   // an attempt went without the client token
	cause     error  // the error of the attempt that may have started tasks
	sent      int    // attempts that were let through
	id        string // what ECS calls the last one; empty if it was not answered
}

// New returns a Call of an operation, such as StartTask.
func New(operation string) *Call { return &Call{operation: operation} }

// NewIdempotent returns a Call whose request has a client token, until the token
// expires. An attempt with the token may follow others with it, whatever they did.
// token is the member as the body has it, such as "clientToken":"a". lost says that
// an earlier call with the token may have started tasks.
func NewIdempotent(operation string, token []byte, expires time.Time, lost bool) *Call {
	return &Call{operation: operation, token: token, expires: expires, lost: lost}
}

// open reports whether an attempt may have started tasks of which nobody has told.
func (c *Call) open() bool { return c.underway > 0 || c.lost }

// idempotent reports whether ECS knows all attempts by the client token.
func (c *Call) idempotent() bool { return c.token != nil && !c.tokenless }

// Options makes a client of the SDK track the call. Pass it to that one call.
func (c *Call) Options(o *ecs.Options) {
	retrySafely(o)
	o.APIOptions = append(slices.Clip(o.APIOptions), c.install)
}

// install adds the middleware to the operation's stack: one around each attempt of
// the SDK, and one as close to the HTTP client as possible.
func (c *Call) install(stack *middleware.Stack) error {
	if stack.ID() != c.operation {
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

// attempt makes the error of an attempt an *attemptError.
func (c *Call) attempt(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
	out, metadata, err := next.HandleFinalize(ctx, in)
	c.mu.Lock()
	defer c.mu.Unlock()
	if err == nil {
		c.answered, c.lost = c.answered || c.open(), false
		return out, metadata, nil
	}
	if c.open() && c.cause == nil {
		c.cause = err
	}
	return out, metadata, &attemptError{err, c.open(), c.idempotent()}
}

// transmit hands the request to the HTTP client, unless it must not be sent.
func (c *Call) transmit(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (middleware.DeserializeOutput, middleware.Metadata, error) {
	if err := c.begin(in.Request); err != nil {
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
	c.underway--
	c.lost = c.lost || !harmless
	c.repeated = c.repeated || !once
	c.id = requestID(out.RawResponse)
	return out, metadata, err
}

// hasToken reports whether a request has the client token in its body, which it
// leaves as it was.
func (c *Call) hasToken(request any) bool {
	req, ok := request.(*smithyhttp.Request)
	if !ok || !req.IsStreamSeekable() {
		return false
	}
	body, err := io.ReadAll(req.GetStream())
	return errors.Join(err, req.RewindStream()) == nil && bytes.Contains(body, c.token)
}

// begin records that an attempt begins, or returns why it must not.
func (c *Call) begin(request any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.over:
		return &notSentError{"the call is over", c.cause}
	case c.underway > 0: // which may read the same body
		return &notSentError{"an earlier attempt may have started tasks", c.cause}
	}
	c.tokenless = c.tokenless || c.token != nil && !c.hasToken(request)
	switch {
	case (c.lost || c.answered) && !c.idempotent():
		return &notSentError{"an earlier attempt may have started tasks", c.cause}
	case (c.lost || c.answered) && !time.Now().Before(c.expires):
		return &notSentError{"an earlier attempt may have started tasks, and ECS may not know its client token any more", c.cause}
	}
	c.underway++
	c.sent++
	return nil
}

// Ending is what is known about a call after the client has returned.
type Ending struct {
	Sent       bool   // tasks may have been started
	Sure       bool   // an answer is that to the only request that was sent, or to all with its client token
	Answered   bool   // there is a response, or the error has what one said
	Idempotent bool   // whatever was sent has the client token: it may be sent again
	Tokenless  bool   // something was sent without the client token
	Requests   int    // how often the request was sent; 0 if the client has dropped the options
	RequestID  string // what ECS calls the last one; empty if that was not answered
}

// End ends the call after the client has returned an answer with metadata, or err.
// known says that err has what a response said, which alone determines the outcome.
func (c *Call) End(metadata middleware.Metadata, err error, known bool) Ending {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.over = true
	answered := known || err == nil
	if c.reached {
		return Ending{Sent: c.open() || c.answered, Sure: !c.repeated || c.idempotent(), Answered: answered, Idempotent: c.idempotent(), Tokenless: c.tokenless, Requests: c.sent, RequestID: c.id}
	}
	// The client is not the SDK's, or has dropped the options. Then the SDK may
	// have tried several times, and the last error says nothing of the others.
	_, fromSDK := errors.AsType[*smithy.OperationError](err)
	return Ending{Sent: c.lost || !known && (fromSDK || !Refused(err)), Sure: Sure(metadata), Answered: answered}
}

// Failed returns err, or what is wrong with out and err, which a client returned.
func Failed[T any](out *T, err error) error {
	switch {
	case err == nil && out == nil:
		return errors.New("the client returned neither a response nor an error")
	case err != nil && ptr.IsNil(err):
		return errors.New("the client returned a nil pointer as an error")
	}
	return err
}

// Sure reports whether only the last attempt can have started tasks.
func Sure(metadata middleware.Metadata) bool {
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
