package ecstest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/placement"
	"github.com/ecstask/ecstask/internal/query"
)

const maxStrategies = 5 // placement strategies of a request

// checkPlacement refuses placement constraints and strategies, and reads them.
func checkPlacement(o *order) error {
	constraints, strategies := o.in.PlacementConstraints, o.in.PlacementStrategy
	switch {
	case len(constraints) > 0 && o.onFargate():
		return invalid("Placement constraints are not supported with FARGATE launch type.")
	case len(strategies) > 0 && o.onFargate():
		return invalid("Placement strategies are not supported with FARGATE launch type.")
	case len(strategies) > maxStrategies:
		return invalid("Maximum number of strategies is %d.", maxStrategies)
	}
	for _, c := range constraints {
		if err := oneOf("placement constraint type", c.Type); err != nil {
			return err
		}
		if c.Type == types.PlacementConstraintTypeDistinctInstance && c.Expression != nil {
			return invalid("distinctInstance expression should not be specified.")
		}
	}
	for _, s := range strategies {
		if err := checkPlacementStrategy(s); err != nil {
			return err
		}
	}
	read, err := placement.ConstraintsOf(o.def, constraints, o.group())
	if err != nil {
		return unsupported("understand %v", err)
	}
	for _, e := range read.Expressions {
		if err := understood(e); err != nil {
			return err
		}
	}
	o.constraints = read
	return nil
}

func checkPlacementStrategy(s types.PlacementStrategy) error {
	if err := oneOf("placement strategy type", s.Type); err != nil {
		return err
	}
	field := text(s.Field)
	switch s.Type {
	case types.PlacementStrategyTypeRandom:
		if s.Field != nil {
			return invalid("random field should not be specified.")
		}
	case types.PlacementStrategyTypeBinpack:
		if !strings.EqualFold(field, "cpu") && !strings.EqualFold(field, "memory") {
			return invalid("binpack field '%s' is invalid.", field)
		}
	}
	return nil
}

// understood refuses an expression of which the server cannot tell what it matches.
func understood(e *query.Expression) error {
	if c := e.Foreign(); c != nil {
		return unsupported("match the regular expression %q as Java does", c.Values[0])
	}
	return nil
}

// facts returns what expressions are matched against.
func (i *instance) facts() query.Instance {
	value := i.snapshot()
	q := query.Instance{ContainerInstance: &value, Known: true}
	for group := range i.groups {
		q.Groups = append(q.Groups, group)
	}
	return q
}

// candidates returns the instances that RunTask considers for a capacity provider,
// or for the launch type if that is "".
func (o *order) candidates(provider string) (list []*instance) {
	external := types.Attribute{Name: new(attributeExternal)}
	for _, i := range o.cluster.instances {
		if text(i.value.Status) == "ACTIVE" && i.has(external) == (o.in.LaunchType == types.LaunchTypeExternal) &&
			(provider == "" || provider == text(i.value.CapacityProviderName)) {
			list = append(list, i)
		}
	}
	return list
}

// choose returns the instance for the next task, or why each candidate is none. The
// last instance that was chosen comes last.
func (o *order) choose(candidates []*instance, last *instance) (*instance, []types.Failure) {
	turn := slices.Index(candidates, last) + 1
	var fit []*instance
	failures := []types.Failure{}
	for _, i := range slices.Concat(candidates[turn:], candidates[:turn]) {
		reason := cmp.Or(o.obstacle(i), o.constraint(i))
		switch {
		case reason != "":
			failures = append(failures, instanceKind.failure(*i.value.ContainerInstanceArn, o.cluster.name, reason))
		case len(o.in.PlacementStrategy) == 0:
			return i, nil
		default:
			fit = append(fit, i)
		}
	}
	if len(fit) == 0 {
		return nil, failures
	}
	for _, s := range o.in.PlacementStrategy {
		fit = o.prefer(s, fit)
	}
	return fit[0], nil
}

// constraint returns why the placement constraints forbid the instance, or "".
func (o *order) constraint(i *instance) string {
	if len(o.constraints.Expressions) == 0 && o.constraints.Group == "" {
		return ""
	}
	obstacles := o.constraints.Obstacles(i.facts())
	if len(obstacles) == 0 {
		return ""
	}
	return obstacles[0].Reason
}

// prefer returns the instances that the strategy likes best.
func (o *order) prefer(s types.PlacementStrategy, fit []*instance) []*instance {
	field := text(s.Field)
	switch {
	case s.Type == types.PlacementStrategyTypeRandom:
		n := o.state.random.IntN(len(fit))
		return fit[n : n+1]
	case s.Type == types.PlacementStrategyTypeBinpack:
		return least(fit, func(i *instance) int {
			if n := resource(i.value.RemainingResources, strings.ToUpper(field)); n >= 0 {
				return int(i.value.RemainingResources[n].IntegerValue)
			}
			return 0
		})
	case field == "instanceId", field == "host":
		return least(fit, func(i *instance) int { return i.groups[o.group()] })
	}
	name := strings.TrimPrefix(field, "attribute:")
	tasks := map[string]int{} // of the group, by value of the attribute
	for _, i := range o.cluster.instances {
		tasks[i.attribute(name)] += i.groups[o.group()]
	}
	return least(fit, func(i *instance) int { return tasks[i.attribute(name)] })
}

// least returns the elements with the smallest score.
func least[E any](list []E, score func(E) int) []E {
	smallest := score(slices.MinFunc(list, func(a, b E) int { return cmp.Compare(score(a), score(b)) }))
	return slices.DeleteFunc(slices.Clone(list), func(e E) bool { return score(e) > smallest })
}
