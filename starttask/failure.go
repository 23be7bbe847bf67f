package starttask

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/arn"
	"github.com/ecstask/ecstask/internal/ptr"
)

// newFailure explains what ECS reported in response to in.
func newFailure(in *ecs.StartTaskInput, reported types.Failure) *failure.Placement {
	p := failure.Explain(reported)
	p.Instance = ptr.Value(reported.Arn)
	if ptr.Value(in.NetworkConfiguration).AwsvpcConfiguration != nil {
		p = p.WithSubnets()
	}
	return p
}

// locate gives each failure its path in the whole list of instances. Of an instance
// that is named several times, each failure gets another place.
func locate(failures []*failure.Placement, instances []string) {
	if len(failures) == 0 {
		return
	}
	places := make(map[string][]int)
	for i, s := range instances {
		places[arn.ID(s)] = append(places[arn.ID(s)], i)
	}
	for _, f := range slices.Backward(failures) {
		id := arn.ID(f.Instance)
		if at := places[id]; len(at) > 0 {
			f.Path = field.Path("containerInstances").Index(at[len(at)-1])
			if len(at) > 1 {
				places[id] = at[:len(at)-1]
			}
		}
	}
}
