package fleet

import (
	"sync/atomic"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/wire"
)

// Overrides lets tasks share overrides, which each task of an answer has for itself.
type Overrides struct {
	known atomic.Pointer[encodedOverrides]
}

// encodedOverrides are overrides with their JSON.
type encodedOverrides struct {
	value *types.TaskOverride
	text  []byte
}

// Share lets tasks have the overrides of an earlier one where they are equal.
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
