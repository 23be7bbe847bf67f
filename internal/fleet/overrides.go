package fleet

import (
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/wire"
)

// Overrides lets tasks with equal overrides share them: in an answer each task has
// its own copy.
type Overrides struct {
	known atomic.Pointer[encodedOverrides]
}

// encodedOverrides are overrides with their JSON.
type encodedOverrides struct {
	value *types.TaskOverride
	text  []byte
}

// Share replaces the overrides of tasks by equal overrides of earlier tasks.
func (o *Overrides) Share(tasks []types.Task) {
	for i, t := range tasks {
		if t.Overrides == nil {
			continue
		}
		if known := o.known.Load(); known != nil && wire.Is(t.Overrides, known.text) {
			tasks[i].Overrides = known.value
			continue
		}
		o.known.Store(&encodedOverrides{t.Overrides, wire.Encode(t.Overrides)})
	}
}
