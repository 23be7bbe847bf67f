package sdktest

import (
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
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

// Hasty makes a client wait next to nothing between attempts.
func Hasty(o *ecs.Options) {
	o.Retryer = retry.NewStandard(func(s *retry.StandardOptions) {
		s.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return time.Millisecond, nil })
	})
}

// Forward carries a request out on the endpoint, and returns the answer.
type Forward func() (status int, header http.Header, body []byte)

// Front is a server between a client and an endpoint, for HTTP/1 or, over TLS,
// HTTP/2. It passes all on but what Meddle takes care of.
type Front struct {
	*httptest.Server
	Meddle func(w http.ResponseWriter, r *http.Request, pass Forward) (done bool)
}

// NewFront returns a front of the endpoint at url. A cut, if there is one, breaks its
// first connection.
func NewFront(t testing.TB, url string, http2 bool, cut *Cutter) *Front {
	t.Helper()
	if cut == nil {
		cut = new(Cutter)
	}
	f := new(Front)
	f.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor == 2 != http2 {
			t.Errorf("the request came by %s", r.Proto)
		}
		sent, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		pass := func() (int, http.Header, []byte) {
			req, err := http.NewRequest(r.Method, url, strings.NewReader(string(sent)))
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
		if f.Meddle == nil || !f.Meddle(w, r, pass) {
			status, header, body := pass()
			Answer(w, status, header, body)
		}
	}))
	f.Config.ErrorLog = log.New(io.Discard, "", 0)
	cut.Listener = f.Listener
	f.Listener = cut
	if http2 {
		f.EnableHTTP2 = true
		f.StartTLS()
	} else {
		f.Start()
	}
	t.Cleanup(f.Close)
	return f
}

// Reset makes f reset the stream of the first request for operation: before it is
// carried out if at is -3, after that if it is -2, and after so many bytes of the
// answer from 0 on; then it sets length to those of the whole answer. With -1 it
// announces the end of the connection and answers.
func (f *Front) Reset(operation string, at int, length *int) {
	var struck atomic.Bool
	f.Meddle = func(w http.ResponseWriter, r *http.Request, pass Forward) bool {
		if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), "."+operation) || struck.Swap(true) {
			return false
		}
		switch at {
		case -3:
		case -2:
			pass()
		case -1:
			w.Header().Set("Connection", "close")
			return false
		default:
			status, header, body := pass()
			*length = len(body)
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
}

// Answer writes an HTTP answer.
func Answer(w http.ResponseWriter, status int, header http.Header, body []byte) {
	for name, values := range header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	w.Write(body)
}

// Via makes a client talk to f.
func (f *Front) Via(o *ecs.Options) {
	Hasty(o)
	o.BaseEndpoint, o.HTTPClient = &f.URL, f.Client()
}

// Cutter resets the first connection after some bytes.
type Cutter struct {
	net.Listener
	Reading, Writing int64 // bytes before the reset, plus one; 0 is no reset
	accepted         atomic.Bool
	hit              atomic.Bool
}

// Hit reports whether a connection was reset.
func (c *Cutter) Hit() bool { return c.hit.Load() }

// Accept implements [net.Listener].
func (c *Cutter) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err != nil || c.accepted.Swap(true) {
		return conn, err
	}
	cut := &cutConn{Conn: conn, hit: &c.hit}
	cut.reading.Store(c.Reading)
	cut.writing.Store(c.Writing)
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
