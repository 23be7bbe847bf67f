package runtask_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/runtask"
)

// fresh returns srv, or another endpoint if that is nil or has many tasks.
func fresh(t *testing.T, srv *ecstest.Server) *ecstest.Server {
	if srv == nil || len(srv.Tasks()) > 50 {
		return newServer(t)
	}
	return srv
}

// errorsOfECS are the ways in which a call fails as a whole.
var errorsOfECS = []ecstest.Fault{
	{Cut: true, Unread: true},
	{Cut: true},
	{Cut: true, After: true},
	{Status: 500, Code: "ServerException"},
	{Status: 500, Code: "ServerException", After: true},
	{Status: 503},
	{Status: 503, After: true},
	{Status: 503, Code: "SlowDown", After: true},
	{Status: 400, Code: "ThrottlingException"},
	{Status: 400, Code: "InvalidParameterException", Message: "Error retrieving subnet information for [subnet-0]: Request limit exceeded. (ErrorCode: RequestLimitExceeded)"},
	{Status: 400, Code: "ServerException", After: true},
	{Status: 400, Code: "RequestTimeout", After: true},
	{Status: 408, Code: "ClientException", After: true},
}

// faultsOfService breaks one call in every way there is, and cuts its answer at
// every byte.
func faultsOfService(t *testing.T, s *tally) {
	faults := slices.Clone(errorsOfECS)
	length, step := answerLength(t), 1
	if testing.Short() {
		step = 11
	}
	for at := 1; at < length; at += step {
		faults = append(faults, ecstest.Fault{Cut: true, After: true, CutAt: at})
	}
	for chunk := range slices.Chunk(faults, 20) {
		srv := newServer(t)
		client := srv.Client(hasty)
		for _, fault := range chunk {
			fault.Operation = "RunTask"
			srv.Inject(fault)
			s.faults++
			before := len(srv.Tasks())
			r, err := runtask.Run(t.Context(), client, asking(1), quickly)
			s.check(t, fmt.Sprintf("%+v", fault), srv, before, 1, r, err, true)
		}
		srv.Close()
	}
}

// answerLength returns how many bytes the answer for a task has at most.
func answerLength(t *testing.T) int {
	for at := 256; ; at += 256 {
		srv := newServer(t)
		srv.Inject(ecstest.Fault{Operation: "RunTask", Cut: true, After: true, CutAt: at})
		_, err := runtask.Run(t.Context(), srv.Client(hasty), asking(1), runtask.WithRetryUnknown(0))
		requests := len(srv.Requests())
		srv.Close()
		if err == nil && requests == 1 {
			return at
		}
	}
}

// lastingFaults breaks every call, and then repeats the run with its token.
func lastingFaults(t *testing.T, s *tally) {
	for _, fault := range errorsOfECS {
		if fault.Unread { // not by InjectFunc
			continue
		}
		srv := newServer(t)
		srv.InjectFunc(func(ecstest.Request) *ecstest.Fault { s.faults++; return &fault })
		r, err := runtask.Run(t.Context(), srv.Client(hasty), asking(2), quickly)
		srv.InjectFunc(nil)
		name := fmt.Sprintf("%+v", fault)
		s.check(t, name, srv, 0, 2, r, err, false)
		s.repeat(t, name, srv, 0, 2, r)
		srv.Close()
	}
}

// faultsOfTCP resets the first connection at each byte of the request, and at bytes
// of the answer.
func faultsOfTCP(t *testing.T, s *tally, http2 bool) {
	var srv *ecstest.Server
	for _, reading := range []bool{true, false} {
		step := int64(1)
		switch {
		case testing.Short():
			step = 97
		case http2:
			step = 19
		case !reading: // faultsOfService cuts answers at every byte
			step = 7
		}
		for at, hit := int64(0), true; hit; at += step {
			srv = fresh(t, srv)
			cut := &sdktest.Cutter{Writing: at + 1}
			if reading {
				cut = &sdktest.Cutter{Reading: at + 1}
			}
			f := sdktest.NewFront(t, srv.URL(), http2, cut)
			before := len(srv.Tasks())
			r, err := runtask.Run(t.Context(), srv.Client(f.Via), asking(1), quickly)
			hit = cut.Hit()
			f.Close()
			s.faults++
			s.check(t, "cut at "+strconv.FormatInt(at, 10), srv, before, 1, r, err, true)
		}
	}
}

// faultsOfStreams breaks single requests of HTTP/2.
func faultsOfStreams(t *testing.T, s *tally) {
	step := 7
	if testing.Short() {
		step = 97
	}
	var srv *ecstest.Server
	length := 1
	for at := -3; at < length; at++ {
		srv = fresh(t, srv)
		if at > 0 {
			at += step - 1
		}
		f := sdktest.NewFront(t, srv.URL(), true, nil)
		f.Reset("RunTask", at, &length)
		s.faults++
		before := len(srv.Tasks())
		r, err := runtask.Run(t.Context(), srv.Client(f.Via), asking(2), quickly)
		f.Close()
		s.check(t, "reset at "+strconv.Itoa(at), srv, before, 2, r, err, true)
	}
}

// manyFaults lets several faults in a row hit one run.
func manyFaults(t *testing.T, s *tally) {
	random := rand.New(rand.NewPCG(1, 2))
	var srv *ecstest.Server
	for range 200 {
		srv = fresh(t, srv)
		for range random.IntN(7) {
			srv.Inject(randomFault(random))
			s.faults++
		}
		before := len(srv.Tasks())
		r, err := runtask.Run(t.Context(), srv.Client(hasty), asking(3), quickly)
		// A run that is only refused as too frequent is over after three times.
		s.check(t, "", srv, before, 3, r, err, r.NotStarted == 0)
	}
}

// randomFault is one of RunTask.
func randomFault(random *rand.Rand) ecstest.Fault {
	f := ecstest.Fault{Operation: "RunTask"}
	switch random.IntN(6) {
	case 0:
		f.Status, f.Code = 400, "ThrottlingException"
	case 1:
		f.Status, f.Code, f.After = 500, "ServerException", random.IntN(2) == 0
	case 2:
		f.Cut, f.Unread = true, random.IntN(2) == 0
	default:
		f.Cut, f.After, f.CutAt = true, true, random.IntN(6000)
	}
	return f
}

// faultsOfGateways lets something between the client and ECS answer in its place,
// after the request was carried out.
func faultsOfGateways(t *testing.T, s *tally) {
	var srv *ecstest.Server
	for _, header := range []http.Header{{}, {"X-Amzn-Requestid": {"1"}}, {"X-Amzn-Errortype": {"InvalidParameterException"}}} {
		for _, body := range []string{
			`{"code":"InvalidParameterException","message":"bad request"}`, `{"Code":"ThrottlingException"}`, `{"message":"Forbidden"}`,
			`{"__type":""}`, `[]`, ``, `<html></html>`, `{"__type":"InvalidParameterException"} {`,
		} {
			for _, status := range []int{400, 403, 404, 408, 413, 429, 500, 502, 503, 504} {
				srv = fresh(t, srv)
				f := sdktest.NewFront(t, srv.URL(), false, nil)
				var struck atomic.Bool
				f.Meddle = func(w http.ResponseWriter, r *http.Request, pass sdktest.Forward) bool {
					if struck.Swap(true) {
						return false
					}
					pass()
					sdktest.Answer(w, status, header, []byte(body))
					return true
				}
				s.faults++
				before := len(srv.Tasks())
				r, err := runtask.Run(t.Context(), srv.Client(f.Via), asking(1), quickly)
				// What is refused in the words of ECS is not sent again; it stays unknown.
				name := body + strconv.Itoa(status)
				s.check(t, name, srv, before, 1, r, err, false)
				f.Close()
				s.repeat(t, name, srv, before, 1, r)
				if status >= 500 && !strings.Contains(body, "Type") && err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		}
	}
}
