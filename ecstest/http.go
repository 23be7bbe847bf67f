package ecstest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	target      = "AmazonEC2ContainerServiceV20141113."
	contentType = "application/x-amz-json-1.1"
)

// answer is an HTTP answer before it is sent.
type answer struct {
	status int
	body   []byte
}

// serve answers one request.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	named, _ := strings.CutPrefix(r.Header.Get("X-Amz-Target"), target)
	req := Request{Operation: named, Header: r.Header}
	fault, queued := s.faults.take(named)
	unread := fault.Unread && fault.Cut && !fault.After
	if !unread {
		body, err := readBody(r)
		if err != nil {
			panic(http.ErrAbortHandler) // the client is gone
		}
		req.Body = body
	}
	s.log.add(req)
	if !queued {
		fault = s.faults.of(req)
	}

	var a answer
	if fault.After {
		a = s.answer(r, req)
	}
	if !s.wait(r.Context(), fault.Delay) {
		panic(http.ErrAbortHandler)
	}
	switch {
	case fault.Status != 0:
		refusal := fault.refusal()
		a = answer{refusal.status, refusal.document()}
	case !fault.After && !fault.prevents():
		a = s.answer(r, req)
	}
	if fault.Cut && cut(w, a, fault.CutAt) {
		return
	}
	for name, values := range a.header() {
		w.Header()[name] = values
	}
	w.WriteHeader(a.status)
	w.Write(a.body)
}

// readBody returns the body, which is empty but not nil when there is none.
func readBody(r *http.Request) ([]byte, error) {
	const trusted = 1 << 20
	buf := bytes.NewBuffer(make([]byte, 0, bytes.MinRead+max(0, min(r.ContentLength, trusted))))
	_, err := buf.ReadFrom(r.Body)
	return buf.Bytes(), err
}

// wait returns true after d, or false as soon as the client goes away or the
// server closes.
func (s *Server) wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
	case <-s.closing:
	}
	return false
}

// answer carries out the operation.
func (s *Server) answer(r *http.Request, req Request) answer {
	body, err := s.carryOut(r, req)
	if err != nil {
		var ref *refusal
		if !errors.As(err, &ref) {
			ref = &refusal{status: http.StatusInternalServerError, code: "ServerException", message: err.Error()}
		}
		return answer{ref.status, ref.document()}
	}
	return answer{http.StatusOK, body}
}

func (s *Server) carryOut(r *http.Request, req Request) ([]byte, error) {
	if r.Method != http.MethodPost || r.URL.Path != "/" || !strings.HasPrefix(r.Header.Get("X-Amz-Target"), target) {
		return nil, refuse("UnknownOperationException", "a request is POST / with the header X-Amz-Target: %sStartTask, or another operation", target)
	}
	do, ok := operations[req.Operation]
	if !ok {
		return nil, unsupported("do %q", req.Operation)
	}
	return do(s, req.Body)
}

func (a answer) header() http.Header {
	return http.Header{
		"Content-Type":     {contentType},
		"Content-Length":   {strconv.Itoa(len(a.body))},
		"X-Amzn-Requestid": {"00000000-0000-4000-8000-000000000000"},
	}
}

// cut sends the first n bytes of a and resets the connection. If a is not longer
// it does nothing, and returns false.
func cut(w http.ResponseWriter, a answer, n int) bool {
	var raw bytes.Buffer
	if a.status != 0 {
		resp := http.Response{
			StatusCode: a.status, ProtoMajor: 1, ProtoMinor: 1, Header: a.header(),
			Body: io.NopCloser(bytes.NewReader(a.body)), ContentLength: int64(len(a.body)),
		}
		if err := resp.Write(&raw); err != nil {
			panic(http.ErrAbortHandler)
		}
		if n >= raw.Len() {
			return false
		}
	}
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	conn.Write(raw.Bytes()[:min(max(n, 0), raw.Len())])
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	conn.Close()
	return true
}
