package rules

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// State is what Amazon ECS said of the things that a request names, as its
// Describe calls answer. A part that is nil or empty is not known, and rules that
// need it say nothing. Package preflight reads it.
//
// State can be stale: ECS is eventually consistent, and what was read may have
// changed before the request is sent.
type State struct {
	TaskDefinition    *types.TaskDefinition // of DescribeTaskDefinition
	TaskTags          []types.Tag           // of DescribeTaskDefinition with the tags included
	Cluster           *types.Cluster
	CapacityProviders []types.CapacityProvider
	Instances         []types.ContainerInstance
	AllInstances      bool            // Instances are all active ones of the cluster, not only those that a request names
	Failures          []types.Failure // what the Describe calls did not find
	ReadAt            time.Time       // when the oldest part was read; zero is not known
}

// Against makes the rules that need to know more than the request look at s, and
// those that otherwise can only warn decide by it. Of several options Against the
// last counts.
func Against(s State) Option {
	return func(p *policy) { p.state = &s }
}
