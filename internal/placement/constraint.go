package placement

import (
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/internal/query"
)

// The reasons that RunTask gives for placement constraints.
const (
	MemberOf         = "MemberOf placement constraint unsatisfied."
	DistinctInstance = "DistinctInstance placement constraint unsatisfied."
)

// Constraints are the placement constraints of a request and its task definition.
type Constraints struct {
	Expressions []*query.Expression
	Group       string // no other task of this group may be on the instance; "" if one may
}

// ConstraintsOf reads the constraints of a request for tasks of a group, and those
// of the definition, which may be nil. A memberOf without an expression matches
// every instance. An error names the constraint.
func ConstraintsOf(def *types.TaskDefinition, list []types.PlacementConstraint, group string) (*Constraints, error) {
	c := &Constraints{}
	for n, p := range list {
		if p.Type == types.PlacementConstraintTypeDistinctInstance {
			c.Group = group
		} else if err := c.add(p.Expression); err != nil {
			return nil, fmt.Errorf("placementConstraints[%d].expression: %w", n, err)
		}
	}
	if def == nil {
		return c, nil
	}
	for n, p := range def.PlacementConstraints {
		if err := c.add(p.Expression); err != nil {
			return nil, fmt.Errorf("taskDefinition.placementConstraints[%d].expression: %w", n, err)
		}
	}
	return c, nil
}

func (c *Constraints) add(expression *string) error {
	if ptr.Value(expression) == "" {
		return nil
	}
	e, err := query.Parse(*expression)
	if err != nil {
		return err
	}
	c.Expressions = append(c.Expressions, e)
	return nil
}

// Obstacles returns the constraints that the instance does not satisfy. What is not
// known about the instance or an expression counts as satisfied.
func (c *Constraints) Obstacles(i query.Instance) (list []Obstacle) {
	for _, e := range c.Expressions {
		if e.Match(i) == query.No {
			list = append(list, Obstacle{Reason: MemberOf, Wanted: []string{e.String()}})
		}
	}
	if c.Group != "" && slices.Contains(i.Groups, c.Group) {
		list = append(list, Obstacle{Reason: DistinctInstance, Found: c.Group})
	}
	return list
}

// Unsatisfied returns the constraints that the instance does not satisfy, as far as
// is known without the groups of the tasks that run there.
func (c *Constraints) Unsatisfied(i *types.ContainerInstance) []Obstacle {
	return c.Obstacles(query.Instance{ContainerInstance: i})
}
