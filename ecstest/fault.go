package ecstest

import (
	"net/http"
	"sync"
	"time"
)

// Fault is a failure of one request. Fields that are not set change nothing: a
// Fault with only a Delay is a slow response.
type Fault struct {
	// Operation is the operation that fails, such as "StartTask"; "" is any.
	Operation string

	// Delay passes before the operation is carried out or, with After, between
	// that and the response. It ends when the client goes away or the server
	// closes. Then there is no response, and without After nothing is carried out.
	Delay time.Duration

	// After lets the operation be carried out before the fault strikes. Without
	// it, a fault with Status or Cut keeps it from being carried out.
	After bool

	// Status responds with this HTTP status, 200 to 599, and an error document of
	// Code and Message. Without a Code it is ServerException from 500 on, and
	// ClientException below.
	Status        int
	Code, Message string

	// Cut resets the connection instead of responding.
	Cut bool
	// CutAt is how many bytes of the HTTP response, from its status line on, are
	// sent before the cut: of the error document's with Status, or else of the
	// operation's with After. Without either there is nothing to send. A response that
	// is not longer is not cut.
	CutAt int
	// Unread, with Cut and without After, cuts before the body of the request is
	// read. It does not work with faults from InjectFunc, which gets the body.
	Unread bool
}

// Throttle returns the refusal of an operation that ECS throttles.
func Throttle(operation string) Fault {
	return Fault{Operation: operation, Status: http.StatusBadRequest, Code: "ThrottlingException", Message: "Rate exceeded"}
}

// ThrottleEC2 returns the refusal of an operation for which ECS asked EC2 about
// security groups and was throttled there. Its code is that of an invalid
// parameter.
func ThrottleEC2(operation string) Fault {
	return Fault{
		Operation: operation, Status: http.StatusBadRequest, Code: "InvalidParameterException",
		Message: "Error retrieving security group information for [sg-0123456789abcdef0]: Request limit exceeded. (ErrorCode: RequestLimitExceeded)",
	}
}

// ServerError returns an error of the service itself, which occurs before the
// operation is carried out or, with after, once it has been.
func ServerError(operation string, after bool) Fault {
	return Fault{
		Operation: operation, After: after, Status: http.StatusInternalServerError,
		Code: "ServerException", Message: "Service Unavailable. Please try again later.",
	}
}

// Inject queues faults. Each is used once: a request gets the first in the queue that
// is for its operation.
func (s *Server) Inject(faults ...Fault) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.queue = append(s.faults.queue, faults...)
}

// InjectFunc makes f choose the fault of each request for which the queue of
// [Server.Inject] has none. If f returns nil, the request succeeds. The Operation of
// the fault is ignored. Calls of f do not overlap, and must not call InjectFunc. With
// a nil f, the default, there are no further faults.
func (s *Server) InjectFunc(f func(Request) *Fault) {
	s.faults.asking.Lock()
	defer s.faults.asking.Unlock()
	s.faults.ask = f
}

type faults struct {
	mu    sync.Mutex
	queue []Fault

	asking sync.Mutex
	ask    func(Request) *Fault
}

// take removes the first fault for the operation from the queue.
func (q *faults) take(operation string) (Fault, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i, f := range q.queue {
		if f.Operation == "" || f.Operation == operation {
			q.queue = append(q.queue[:i:i], q.queue[i+1:]...)
			return f, true
		}
	}
	return Fault{}, false
}

func (q *faults) of(r Request) Fault {
	q.asking.Lock()
	defer q.asking.Unlock()
	if q.ask != nil {
		if f := q.ask(r); f != nil {
			return *f
		}
	}
	return Fault{}
}

// prevents reports whether f keeps the operation from being carried out.
func (f Fault) prevents() bool { return !f.After && (f.Cut || f.Status != 0) }

// refusal returns what the error document says.
func (f Fault) refusal() *refusal {
	r := &refusal{status: f.Status, code: f.Code, message: f.Message}
	if r.status < http.StatusOK || r.status > 599 {
		r.status = http.StatusInternalServerError
	}
	if r.code == "" {
		r.code = "ClientException"
		if r.status >= http.StatusInternalServerError {
			r.code = "ServerException"
		}
	}
	return r
}
