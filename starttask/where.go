package starttask

import (
	"context"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go/middleware"
	"github.com/ecstask/ecstask/internal/call"
	"github.com/ecstask/ecstask/internal/clone"
)

// where notes in which cluster and with which startedBy the SDK sends a request, of
// which a wrapper of the client may have made another.
type where struct {
	mu                 sync.Mutex
	cluster, startedBy *string
	noted              bool
}

// note makes a client note it. Pass it to the call.
func (w *where) note(o *ecs.Options) {
	call.OnInitialize(operation, "ecstask:where", func(ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler) (middleware.InitializeOutput, middleware.Metadata, error) {
		if sent, ok := in.Parameters.(*ecs.StartTaskInput); ok && sent != nil {
			w.mu.Lock()
			w.cluster, w.startedBy, w.noted = clone.Pointer(sent.Cluster), clone.Pointer(sent.StartedBy), true
			w.mu.Unlock()
		}
		return next.HandleInitialize(ctx, in)
	})(o)
}

// sent sets the cluster and startedBy of in to those that were sent or, of a client
// that passes on no options, to those that it has set in request.
func (w *where) sent(in, request *ecs.StartTaskInput) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.noted {
		in.Cluster, in.StartedBy = w.cluster, w.startedBy
	} else {
		in.Cluster, in.StartedBy = request.Cluster, request.StartedBy
	}
}
