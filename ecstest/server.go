package ecstest

import (
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

const (
	// Region is the region of every server.
	Region = "us-east-1"
	// Account is the account that every server and all in it belong to.
	Account = "123456789012"
)

// Server is an ECS endpoint for one region and one account. Its methods are safe for
// concurrent use, also while it answers requests. [NewServer] makes one.
type Server struct {
	http      *httptest.Server
	closing   chan struct{} // closed when the server closes
	closeOnce sync.Once

	faults faults
	log    requestLog

	// starting is held while tasks are started, from the look for a place to
	// the entry into state, and locked before state.
	starting sync.Mutex
	state    state
}

// NewServer starts an endpoint on a loopback address. It has one cluster,
// "default", which is empty.
func NewServer() *Server {
	s := &Server{closing: make(chan struct{})}
	s.log.keep(keptRequests)
	s.state.clusters = map[string]*cluster{}
	s.state.definitions = map[string][]*types.TaskDefinition{}
	s.state.zones = map[string]string{}
	s.state.instances = map[string]*instance{}
	s.state.tasks = map[string]*task{}
	s.state.providers, s.state.capacity = fargateProviders(), map[string]int{}
	s.state.random = rand.New(rand.NewPCG(1, 2))
	s.state.cluster("default")
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	return s
}

// Close ends all delays and shuts the endpoint down. Its tasks and requests can still
// be read.
func (s *Server) Close() {
	s.closeOnce.Do(func() { close(s.closing) })
	s.http.Close()
}

// URL returns the endpoint as a base URL without a path, for --endpoint-url of
// the aws command or BaseEndpoint of a client.
func (s *Server) URL() string { return s.http.URL }
