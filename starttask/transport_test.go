package starttask_test

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/starttask"
)

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
				cut := &sdktest.Cutter{Writing: at + 1}
				if reading {
					cut = &sdktest.Cutter{Reading: at + 1}
				}
				f := sdktest.NewFront(t, srv.URL(), http2, cut)
				client := srv.Client(f.Via)
				var opts []starttask.Option
				if reconcile {
					opts = append(opts, starttask.WithReconcile(client), starttask.WithConsistencyWindow(0))
				}
				r, err := starttask.Start(t.Context(), client, build(t, instances...), opts...)
				hit = cut.Hit()
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
			f := sdktest.NewFront(t, srv.URL(), true, nil)
			client := srv.Client(f.Via)
			f.Reset("StartTask", at, &length)
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
				f := sdktest.NewFront(t, srv.URL(), false, nil)
				f.Meddle = func(w http.ResponseWriter, r *http.Request, pass sdktest.Forward) bool {
					pass()
					sdktest.Answer(w, status, header, []byte(body))
					return true
				}
				s.faults++
				r, err := starttask.Start(t.Context(), srv.Client(f.Via), build(t, instances...))
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
	f := sdktest.NewFront(t, srv.URL(), false, nil)
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
		f.Meddle = func(w http.ResponseWriter, r *http.Request, pass sdktest.Forward) bool {
			sdktest.Answer(w, http.StatusBadRequest, tt.header, []byte(tt.body))
			return true
		}
		r, err := starttask.Start(t.Context(), srv.Client(f.Via), build(t, instances...))
		if unsure := len(r.Unknown) == 1; unsure != tt.unsure || err == nil {
			t.Errorf("%s: %+v, %v", tt.name, r, err)
		}
	}
}

// TestReconcileNamelessTasks lets the answer keep the instances of the tasks to
// itself.
func TestReconcileNamelessTasks(t *testing.T) {
	srv, instances := newServer(t, 2)
	f := sdktest.NewFront(t, srv.URL(), false, nil)
	f.Meddle = func(w http.ResponseWriter, r *http.Request, pass sdktest.Forward) bool {
		if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".StartTask") {
			return false
		}
		status, header, body := pass()
		sdktest.Answer(w, status, header, bytes.ReplaceAll(body, []byte("containerInstanceArn"), []byte("forgotten")))
		return true
	}
	client := srv.Client(f.Via)
	r, err := starttask.Start(t.Context(), client, build(t, instances...))
	if len(r.Unknown) != 2 || len(r.Extra) != 2 || !strings.Contains(err.Error(), "2 more reported") {
		t.Errorf("%+v, %v", r, err)
	}
	before := len(srv.Tasks())
	r, err = starttask.Start(t.Context(), client, build(t, instances...), starttask.WithReconcile(client), starttask.WithConsistencyWindow(0))
	var s tally
	s.check(t, "reconciled", srv, before, instances, r, err, true)
}
