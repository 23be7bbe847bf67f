package call_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	"github.com/ecstask/ecstask/internal/call"
)

// newClient returns a client of an endpoint, which waits next to nothing between
// attempts.
func newClient(url string) *ecs.Client {
	return ecs.New(ecs.Options{
		Region: "us-east-1", BaseEndpoint: &url,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "a", SecretAccessKey: "b"}, nil
		}),
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) {
			o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return time.Millisecond, nil })
		}),
	})
}

// answer is what an endpoint answers: a status, and an error of ECS unless code is
// empty. A status of 0 cuts the connection.
type answer struct {
	status int
	code   string
	header bool // the answer has a request id
}

func (a answer) write(w http.ResponseWriter) {
	if a.status == 0 {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			conn.Close()
		}
		return
	}
	if a.header {
		w.Header().Set("X-Amzn-RequestId", "1")
	}
	w.WriteHeader(a.status)
	if a.code == "" {
		fmt.Fprint(w, `{}`)
		return
	}
	fmt.Fprintf(w, `{"__type":%q,"message":"no"}`, a.code)
}

// TestAttempts lets an endpoint answer each attempt with the next of some answers,
// the last of which stays.
func TestAttempts(t *testing.T) {
	refused := answer{400, "ClientException", true}
	throttled := answer{400, "ThrottlingException", true}
	for _, tt := range []struct {
		name     string
		answers  []answer
		requests int32
		sent     bool
		fine     bool
	}{
		{"answered", []answer{{200, "", true}}, 1, true, true},
		{"refused", []answer{refused}, 1, false, false},
		{"throttled, then answered", []answer{throttled, throttled, {200, "", true}}, 3, true, true},
		{"throttled throughout", []answer{throttled}, 3, false, false},
		{"cut", []answer{{}, {200, "", true}}, 1, true, false},
		{"throttled, then cut", []answer{throttled, {}, {200, "", true}}, 2, true, false},
		{"an internal error", []answer{{500, "ServerException", true}, {200, "", true}}, 1, true, false},
		{"an internal error with 400", []answer{{400, "ServerException", true}}, 1, true, false},
		{"throttled with 500", []answer{{503, "ThrottlingException", true}, {200, "", true}}, 1, true, false},
		{"a time-out", []answer{{408, "RequestTimeout", true}, {200, "", true}}, 1, true, false},
		{"a gateway", []answer{{400, "ClientException", false}}, 1, true, false},
		{"a gateway without a code", []answer{{403, "", true}}, 1, true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var requests atomic.Int32
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				io.Copy(io.Discard, r.Body)
				n := requests.Add(1)
				tt.answers[min(int(n), len(tt.answers))-1].write(w)
			}))
			defer srv.Close()
			c := call.New("StartTask")
			out, err := newClient(srv.URL).StartTask(t.Context(), start, c.Options)
			var metadata middleware.Metadata
			if out != nil {
				metadata = out.ResultMetadata
			}
			end := c.End(metadata, err, false)
			if (err == nil) != tt.fine || requests.Load() != tt.requests || end.Sent != tt.sent || !end.Sure {
				t.Errorf("%v after %d requests: %+v", err, requests.Load(), end)
			}
		})
	}
}

// TestIdempotentAttempts is the same with a client token.
func TestIdempotentAttempts(t *testing.T) {
	refused := answer{400, "ClientException", true}
	throttled := answer{400, "ThrottlingException", true}
	internal := answer{500, "ServerException", true}
	fine := answer{200, "", true}
	for _, tt := range []struct {
		name      string
		answers   []answer
		requests  int32
		sent      bool
		fine      bool
		tokenless bool // the request has another token
		expired   bool
		lost      bool // before
	}{
		{"answered", []answer{fine}, 1, true, true, false, false, false},
		{"refused", []answer{refused}, 1, false, false, false, false, false},
		{"an internal error", []answer{internal, fine}, 2, true, true, false, false, false},
		{"cut", []answer{{}, {}, fine}, 3, true, true, false, false, false},
		{"throttled with 500", []answer{{503, "ThrottlingException", true}, fine}, 2, true, true, false, false, false},
		{"cut, then throttled", []answer{{}, throttled}, 3, true, false, false, false, false},
		{"cut each time", []answer{{}}, 3, true, false, false, false, false},
		{"cut, then refused", []answer{{}, refused}, 2, true, false, false, false, false},
		{"an internal error without the token", []answer{internal, fine}, 1, true, false, true, false, false},
		{"throttled without the token", []answer{throttled, fine}, 2, true, true, true, false, false},
		{"an internal error when the token has expired", []answer{internal, fine}, 1, true, false, false, true, false},
		{"throttled when the token has expired", []answer{throttled, fine}, 2, true, true, false, true, false},
		{"refused after a lost call", []answer{refused}, 1, true, false, false, false, true},
		{"after a lost call without the token", []answer{fine}, 0, true, false, true, false, true},
		{"after a lost call when the token has expired", []answer{fine}, 0, true, false, false, true, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var requests atomic.Int32
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if body, err := io.ReadAll(r.Body); err != nil || len(body) != int(r.ContentLength) || len(body) == 0 {
					t.Errorf("the body is %q: %v", body, err)
				}
				n := requests.Add(1)
				tt.answers[min(int(n), len(tt.answers))-1].write(w)
			}))
			defer srv.Close()
			expires := time.Now().Add(time.Hour)
			if tt.expired {
				expires = time.Now()
			}
			token := []byte(`"clientToken":"a"`)
			if tt.tokenless {
				token = []byte(`"clientToken":"b"`)
			}
			c := call.NewIdempotent("RunTask", token, expires, tt.lost)
			out, err := newClient(srv.URL).RunTask(t.Context(), &ecs.RunTaskInput{TaskDefinition: aws.String("web"), ClientToken: aws.String("a")}, c.Options)
			var metadata middleware.Metadata
			if out != nil {
				metadata = out.ResultMetadata
			}
			want := call.Ending{Sent: tt.sent, Sure: true, Answered: tt.fine, Idempotent: !tt.tokenless, Tokenless: tt.tokenless, Requests: int(tt.requests)}
			if tt.requests > 0 && tt.answers[len(tt.answers)-1] != (answer{}) {
				want.RequestID = "1"
			}
			if end := c.End(metadata, err, false); (err == nil) != tt.fine || requests.Load() != tt.requests || end != want {
				t.Errorf("%v after %d requests: %+v, want %+v", err, requests.Load(), end, want)
			}
		})
	}
}

// TestNoAttemptAfterAnAnswer lets middleware make an error of an answer, which the SDK
// then retries.
func TestNoAttemptAfterAnAnswer(t *testing.T) {
	var requests atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		requests.Add(1)
		answer{200, "", true}.write(w)
	}))
	defer srv.Close()
	c := call.New("StartTask")
	_, err := newClient(srv.URL).StartTask(t.Context(), start, c.Options, func(o *ecs.Options) {
		o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
			return stack.Finalize.Insert(middleware.FinalizeMiddlewareFunc("spoil", func(ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler) (middleware.FinalizeOutput, middleware.Metadata, error) {
				out, md, err := next.HandleFinalize(ctx, in)
				if err == nil {
					err = &smithy.GenericAPIError{Code: "ThrottlingException"}
				}
				return out, md, err
			}), "Retry", middleware.After)
		})
	})
	if end := c.End(middleware.Metadata{}, err, false); err == nil || requests.Load() != 1 || !end.Sent {
		t.Errorf("%d requests, %+v, %v", requests.Load(), end, err)
	}
}

var start = &ecs.StartTaskInput{TaskDefinition: aws.String("web"), ContainerInstances: []string{"a"}}

func TestNoConnection(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	c := call.New("StartTask")
	_, err = newClient("http://"+l.Addr().String()).StartTask(t.Context(), start, c.Options)
	if end := c.End(middleware.Metadata{}, err, false); err == nil || end.Sent {
		t.Errorf("%v: %+v", err, end)
	}
}

// TestAbandoned returns from a call whose attempt is under way.
func TestAbandoned(t *testing.T) {
	arrived, leave := make(chan bool), make(chan bool)
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		arrived <- true
		<-leave
	}))
	defer srv.Close()
	c := call.New("StartTask")
	done := make(chan error)
	go func() {
		_, err := newClient(srv.URL).StartTask(context.WithoutCancel(t.Context()), start, c.Options)
		done <- err
	}()
	<-arrived
	if end := c.End(middleware.Metadata{}, context.DeadlineExceeded, false); !end.Sent {
		t.Errorf("%+v", end)
	}
	close(leave)
	<-done
	if _, err := newClient(srv.URL).StartTask(t.Context(), start, c.Options); err == nil {
		t.Error("an attempt began after the end of the call")
	}
}

// TestOtherOperations are sent and retried as without the options.
func TestOtherOperations(t *testing.T) {
	var requests atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		requests.Add(1)
		answer{500, "ServerException", true}.write(w)
	}))
	defer srv.Close()
	c := call.New("StartTask")
	if _, err := newClient(srv.URL).ListTasks(t.Context(), &ecs.ListTasksInput{}, c.Options); err == nil || requests.Load() != 3 {
		t.Errorf("%v after %d requests", err, requests.Load())
	}
}

// TestWithoutTheSDK judges by the error alone what the options have not reached.
func TestWithoutTheSDK(t *testing.T) {
	for _, tt := range []struct {
		name  string
		err   error
		known bool
		sent  bool
	}{
		{"an answer", nil, false, true},
		{"a refusal", &types.ClientException{}, false, false},
		{"throttling", &smithy.GenericAPIError{Code: "ThrottlingException"}, false, false},
		{"an internal error", &types.ServerException{}, false, true},
		{"a lost connection", io.ErrUnexpectedEOF, false, true},
		{"an error of the SDK", &smithy.OperationError{Err: &types.ClientException{}}, false, true},
		{"an error that tells", errors.New("told"), true, false},
	} {
		if end := call.New("StartTask").End(middleware.Metadata{}, tt.err, tt.known); end.Sent != tt.sent || end.Answered != (tt.known || tt.err == nil) {
			t.Errorf("%s: %+v", tt.name, end)
		}
	}
}

// TestFailed looks at what clients return that do not keep to the rules.
func TestFailed(t *testing.T) {
	out, broken := new(ecs.StartTaskOutput), errors.New("broken")
	for _, tt := range []struct {
		out  *ecs.StartTaskOutput
		err  error
		want string
	}{
		{out, nil, "<nil>"},
		{nil, broken, "broken"},
		{out, broken, "broken"},
		{nil, nil, "the client returned neither a response nor an error"},
		{nil, (*types.ServerException)(nil), "the client returned a nil pointer as an error"},
		{out, (*smithy.OperationError)(nil), "the client returned a nil pointer as an error"},
	} {
		if got := fmt.Sprint(call.Failed(tt.out, tt.err)); got != tt.want {
			t.Errorf("%s, want %s", got, tt.want)
		}
	}
}

func TestThrottled(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want bool
	}{
		{nil, false},
		{io.EOF, false},
		{&smithy.GenericAPIError{Code: "ThrottlingException"}, true},
		{fmt.Errorf("wrapped: %w", &smithy.GenericAPIError{Code: "RequestLimitExceeded"}), true},
		{&types.InvalidParameterException{Message: aws.String("Error retrieving subnet information for [subnet-1]: Rate exceeded (ErrorCode: Throttling)")}, true},
		{&types.InvalidParameterException{Message: aws.String("Error retrieving security group information for [sg-1]: Request limit exceeded. (ErrorCode: RequestLimitExceeded)")}, true},
		{&types.InvalidParameterException{Message: aws.String("Invalid revision number. Number: latest")}, false},
		{&types.ClientException{Message: aws.String("(ErrorCode: Throttling)")}, false},
	} {
		if got := call.Throttled(tt.err); got != tt.want {
			t.Errorf("%v: %t", tt.err, got)
		}
		if final := call.Final(tt.err); final != (call.Refused(tt.err) && !tt.want) {
			t.Errorf("%v: final: %t", tt.err, final)
		}
		if got := call.MayPass(tt.err); got != tt.want {
			t.Errorf("%v: may pass: %t", tt.err, got)
		}
		if tt.err == nil {
			continue
		}
		if got := call.MayPass(&smithy.OperationError{Err: tt.err}); got != (tt.want || !call.Refused(tt.err)) {
			t.Errorf("%v, of the SDK: may pass: %t", tt.err, got)
		}
	}
}
