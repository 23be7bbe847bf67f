package runtask

import "github.com/aws/aws-sdk-go-v2/service/ecs/types"

// The methods below say on which container instances ECS places the tasks. Fargate
// has none, and takes neither constraints nor strategies.

// WithMemberOf adds the placement constraint memberOf: only container instances that
// match expression get a task. It is in the cluster query language, such as
//
//	attribute:ecs.instance-type =~ t3.*
//
// and has up to 2,000 characters. There may be up to 10 constraints, with those of
// the task definition; all must hold.
func (b Builder) WithMemberOf(expression string) Builder {
	return b.WithPlacementConstraints(types.PlacementConstraint{Type: types.PlacementConstraintTypeMemberOf, Expression: &expression})
}

// WithDistinctInstance adds the placement constraint distinctInstance: no two tasks of
// a task group get the same container instance.
func (b Builder) WithDistinctInstance() Builder {
	return b.WithPlacementConstraints(types.PlacementConstraint{Type: types.PlacementConstraintTypeDistinctInstance})
}

// WithPlacementConstraints adds placement constraints. It copies them.
func (b Builder) WithPlacementConstraints(constraints ...types.PlacementConstraint) Builder {
	b.draft.AddConstraints(constraints...)
	return b
}

// WithSpread adds the placement strategy spread: ECS spreads the tasks of a task group
// evenly over the values of field. That is instanceId, or an attribute, such as
// attribute:ecs.availability-zone. There may be up to 5 strategies; ECS applies them
// in their order, as far as it can.
func (b Builder) WithSpread(field string) Builder {
	return b.WithPlacementStrategy(types.PlacementStrategy{Type: types.PlacementStrategyTypeSpread, Field: &field})
}

// WithBinpack adds the placement strategy binpack: ECS chooses the container
// instance that has the least of field left, cpu or memory, but enough.
func (b Builder) WithBinpack(field string) Builder {
	return b.WithPlacementStrategy(types.PlacementStrategy{Type: types.PlacementStrategyTypeBinpack, Field: &field})
}

// WithRandom adds the placement strategy random.
func (b Builder) WithRandom() Builder {
	return b.WithPlacementStrategy(types.PlacementStrategy{Type: types.PlacementStrategyTypeRandom})
}

// WithPlacementStrategy adds placement strategies. It copies them.
func (b Builder) WithPlacementStrategy(strategies ...types.PlacementStrategy) Builder {
	b.draft.AddStrategies(strategies...)
	return b
}
