package ecstest

import (
	"net/http"
	"slices"
	"sync"
)

// keptRequests is how many requests a new server keeps.
const keptRequests = 1000

// Request is a request that the server received.
type Request struct {
	Operation string // such as "StartTask"; "" if the request names none
	Header    http.Header
	Body      []byte // nil if a fault left it unread
}

// Requests returns the requests that the server received, in order, those that it
// refused or that failed by a fault included. The server keeps the last 1000 of them,
// or as many as [Server.KeepRequests] sets.
func (s *Server) Requests() []Request { return s.log.all() }

// KeepRequests sets how many requests the server keeps from now on, with their
// bodies. With n = 0 it keeps none, which saves memory when there are many.
func (s *Server) KeepRequests(n int) { s.log.keep(n) }

// requestLog is a ring of the last requests.
type requestLog struct {
	mu   sync.Mutex
	list []Request
	next int // where the next request goes once list is full
	max  int
}

func (l *requestLog) keep(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	n = max(n, 0)
	list := l.inOrder()
	l.list, l.next, l.max = slices.Clone(list[max(len(list)-n, 0):]), 0, n
}

func (l *requestLog) add(r Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case len(l.list) < l.max:
		l.list = append(l.list, r)
	case l.max > 0:
		l.list[l.next] = r
		l.next = (l.next + 1) % l.max
	}
}

func (l *requestLog) all() []Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.inOrder()
}

// inOrder returns a copy of the list, the oldest request first.
func (l *requestLog) inOrder() []Request {
	return slices.Concat(l.list[l.next:], l.list[:l.next])
}
