package starttask_test

import (
	"bytes"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/starttask"
)

// forward carries a request out on the endpoint, and returns the answer.
type forward func() (status int, header http.Header, body []byte)

// front is a server between a client and an endpoint, for HTTP/1 or, over TLS,
// HTTP/2. It passes all on but what meddle takes care of.
type front struct {
	*httptest.Server
	cut    *cutter
	meddle func(w http.ResponseWriter, r *http.Request, pass forward) (done bool)
}

func newFront(t *testing.T, srv *ecstest.Server, http2 bool) *front {
	t.Helper()
	return newCuttingFront(t, srv, http2, &cutter{})
}

func newCuttingFront(t *testing.T, srv *ecstest.Server, http2 bool, cut *cutter) *front {
	t.Helper()
	f := &front{cut: cut}
	f.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor == 2 != http2 {
			t.Errorf("the request came by %s", r.Proto)
		}
		sent, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		pass := func() (int, http.Header, []byte) {
			req, err := http.NewRequest(r.Method, srv.URL(), strings.NewReader(string(sent)))
			if err != nil {
				panic(err)
			}
			req.Header = r.Header.Clone()
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				panic(http.ErrAbortHandler)
			}
			defer resp.Body.Close()
			body, err := io.ReadAll(resp.Body)
			if err != nil {
				panic(http.ErrAbortHandler)
			}
			return resp.StatusCode, resp.Header, body
		}
		if f.meddle == nil || !f.meddle(w, r, pass) {
			status, header, body := pass()
			answer(w, status, header, body)
		}
	}))
	f.Config.ErrorLog = log.New(io.Discard, "", 0)
	f.cut.Listener = f.Listener
	f.Listener = f.cut
	if http2 {
		f.EnableHTTP2 = true
		f.StartTLS()
	} else {
		f.Start()
	}
	t.Cleanup(f.Close)
	return f
}

func answer(w http.ResponseWriter, status int, header http.Header, body []byte) {
	for name, values := range header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	w.Write(body)
}

// via makes a client talk to f.
func (f *front) via(o *ecs.Options) {
	hasty(o)
	o.BaseEndpoint, o.HTTPClient = &f.URL, f.Client()
}

// cutter resets the first connection after some bytes.
type cutter struct {
	net.Listener
	reading, writing int64 // bytes before the reset, plus one; 0 is no reset
	accepted         atomic.Bool
	hit              atomic.Bool
}

func (c *cutter) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err != nil || c.accepted.Swap(true) {
		return conn, err
	}
	cut := &cutConn{Conn: conn, hit: &c.hit}
	cut.reading.Store(c.reading)
	cut.writing.Store(c.writing)
	return cut, nil
}

type cutConn struct {
	net.Conn
	reading, writing atomic.Int64
	hit              *atomic.Bool
}

// Read resets the connection at the first byte that is too many, so that a request
// that is read to its end is answered as well.
func (c *cutConn) Read(p []byte) (int, error) {
	most := c.reading.Load() - 1
	if most > 0 {
		p = p[:min(int64(len(p)), most)]
	}
	n, err := c.Conn.Read(p)
	switch {
	case most > 0:
		c.reading.Add(int64(-n))
	case most == 0 && n > 0:
		return 0, c.reset()
	}
	return n, err
}

func (c *cutConn) Write(p []byte) (int, error) {
	most := c.writing.Load() - 1
	switch {
	case most < 0:
		return c.Conn.Write(p)
	case int64(len(p)) < most:
		c.writing.Add(int64(-len(p)))
		return c.Conn.Write(p)
	}
	n, err := c.Conn.Write(p[:most])
	return n, errors.Join(err, c.reset())
}

func (c *cutConn) reset() error {
	c.hit.Store(true)
	c.Conn.(*net.TCPConn).SetLinger(0)
	c.Conn.Close()
	return net.ErrClosed
}

// faultsOfTCP resets the connection at bytes of the request and of the answer. By
// HTTP/2 it is not reconciled: there the request may still be carried out when
// the connection is lost, so it would depend on the time to look.
func faultsOfTCP(t *testing.T, s *tally, http2 bool) {
	for _, reconcile := range []bool{false, true} {
		step := int64(1)
		switch {
		case http2 && reconcile:
			continue
		case testing.Short():
			step = 97
		case http2, reconcile:
			step = 11
		}
		for _, reading := range []bool{true, false} {
			for at, hit := int64(0), true; hit; at += step {
				srv, instances := newServer(t, 2)
				cut := &cutter{writing: at + 1}
				if reading {
					cut = &cutter{reading: at + 1}
				}
				f := newCuttingFront(t, srv, http2, cut)
				client := srv.Client(f.via)
				var opts []starttask.Option
				if reconcile {
					opts = append(opts, starttask.WithReconcile(client), starttask.WithConsistencyWindow(0))
				}
				r, err := starttask.Start(t.Context(), client, build(t, instances...), opts...)
				hit = f.cut.hit.Load()
				f.Close()
				s.faults++
				s.check(t, "cut at "+strconv.FormatInt(at, 10), srv, 0, instances, r, err, reconcile)
				srv.Close()
			}
		}
	}
}

// faultsOfStreams breaks single requests of HTTP/2.
func faultsOfStreams(t *testing.T, s *tally) {
	step := 7
	if testing.Short() {
		step = 97
	}
	for _, reconcile := range []bool{false, true} {
		length := 1
		for at := -3; at < length; at++ {
			if at > 0 {
				at += step - 1
			}
			srv, instances := newServer(t, 2)
			f := newFront(t, srv, true)
			client := srv.Client(f.via)
			var struck atomic.Bool
			f.meddle = func(w http.ResponseWriter, r *http.Request, pass forward) bool {
				if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".StartTask") || struck.Swap(true) {
					return false
				}
				switch at {
				case -3: // before it is carried out
				case -2: // after it
					pass()
				case -1: // the connection is to end, but after this answer
					w.Header().Set("Connection", "close")
					return false
				default:
					status, header, body := pass()
					length = len(body)
					header.Set("Content-Length", strconv.Itoa(len(body)))
					for name, values := range header {
						w.Header()[name] = values
					}
					w.WriteHeader(status)
					w.Write(body[:min(at, len(body))])
					w.(http.Flusher).Flush()
				}
				panic(http.ErrAbortHandler)
			}
			var opts []starttask.Option
			if reconcile {
				opts = append(opts, starttask.WithReconcile(client), starttask.WithConsistencyWindow(0))
			}
			s.faults++
			r, err := starttask.Start(t.Context(), client, build(t, instances...), opts...)
			f.Close()
			s.check(t, "reset at "+strconv.Itoa(at), srv, 0, instances, r, err, reconcile)
			srv.Close()
		}
	}
}

// faultsOfGateways lets something between the client and ECS answer in its place,
// after the request was carried out.
func faultsOfGateways(t *testing.T, s *tally) {
	const id, kind = "X-Amzn-Requestid", "X-Amzn-Errortype"
	for _, header := range []http.Header{
		{}, {id: {"1"}}, {kind: {"InvalidParameterException"}}, {"X-Amz-Cf-Id": {"1"}, "Server": {"CloudFront"}},
	} {
		for _, body := range []string{
			`{"code":"InvalidParameterException","message":"bad request"}`, `{"Code":"ThrottlingException"}`, `{"code":"AccessDenied","error":"policy"}`,
			`{"message":"Forbidden"}`, `{"error":{"code":"ThrottlingException"}}`, `{"__type":"InvalidParameterException"}`, `{"__type":""}`, `{"__type":1}`, `[]`, `null`, ``, `<html></html>`,
			`{"__type":"InvalidParameterException"} {`, `"__type"`, `{"code":"UnknownError","__type":"UnknownError"}`,
		} {
			if header.Get(id) != "" && body == `{"__type":"InvalidParameterException"}` {
				continue // nobody can tell it from ECS
			}
			for _, status := range []int{400, 401, 403, 404, 407, 408, 413, 429, 431, 499, 500, 502, 503, 504} {
				srv, instances := newServer(t, 1)
				f := newFront(t, srv, false)
				f.meddle = func(w http.ResponseWriter, r *http.Request, pass forward) bool {
					pass()
					answer(w, status, header, []byte(body))
					return true
				}
				s.faults++
				r, err := starttask.Start(t.Context(), srv.Client(f.via), build(t, instances...))
				s.check(t, body+strconv.Itoa(status), srv, 0, instances, r, err, false)
				f.Close()
				srv.Close()
			}
		}
	}
}

// TestRefusalsOfECS looks at what is taken for the word of ECS.
func TestRefusalsOfECS(t *testing.T) {
	srv, instances := newServer(t, 1)
	f := newFront(t, srv, false)
	for _, tt := range []struct {
		name   string
		header http.Header
		body   string
		unsure bool
	}{
		{"as ECS answers", http.Header{"X-Amzn-Requestid": {"1"}}, `{"__type":"ClientException","message":"m"}`, false},
		{"with a namespace", http.Header{"X-Amzn-Requestid": {"1"}}, `{"__type":"com.amazonaws.ecs#ClientException"}`, false},
		{"by a header", http.Header{"X-Amzn-Requestid": {"1"}, "X-Amzn-Errortype": {"ClientException:http://internal.amazon.com/"}}, `{}`, false},
		{"with the other name of the id", http.Header{"X-Amz-Requestid": {"1"}}, `{"__type":"ClientException"}`, false},
		{"a time-out with a namespace", http.Header{"X-Amzn-Requestid": {"1"}}, `{"__type":"com.amazonaws.ecs#RequestTimeout"}`, true},
		{"long", http.Header{"X-Amzn-Requestid": {"1"}}, `{"__type":"ClientException","message":"` + strings.Repeat("m", 1<<21) + `"}`, true},
		{"code", http.Header{"X-Amzn-Requestid": {"1"}}, `{"code":"ClientException"}`, true},
		{"no id", nil, `{"__type":"ClientException"}`, true},
	} {
		f.meddle = func(w http.ResponseWriter, r *http.Request, pass forward) bool {
			answer(w, http.StatusBadRequest, tt.header, []byte(tt.body))
			return true
		}
		r, err := starttask.Start(t.Context(), srv.Client(f.via), build(t, instances...))
		if unsure := len(r.Unknown) == 1; unsure != tt.unsure || err == nil {
			t.Errorf("%s: %+v, %v", tt.name, r, err)
		}
	}
}

// TestReconcileNamelessTasks lets the answer keep the instances of the tasks to
// itself.
func TestReconcileNamelessTasks(t *testing.T) {
	srv, instances := newServer(t, 2)
	f := newFront(t, srv, false)
	f.meddle = func(w http.ResponseWriter, r *http.Request, pass forward) bool {
		if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".StartTask") {
			return false
		}
		status, header, body := pass()
		answer(w, status, header, bytes.ReplaceAll(body, []byte("containerInstanceArn"), []byte("forgotten")))
		return true
	}
	client := srv.Client(f.via)
	r, err := starttask.Start(t.Context(), client, build(t, instances...))
	if len(r.Unknown) != 2 || len(r.Extra) != 2 || !strings.Contains(err.Error(), "2 more reported") {
		t.Errorf("%+v, %v", r, err)
	}
	before := len(srv.Tasks())
	r, err = starttask.Start(t.Context(), client, build(t, instances...), starttask.WithReconcile(client), starttask.WithConsistencyWindow(0))
	var s tally
	s.check(t, "reconciled", srv, before, instances, r, err, true)
}
