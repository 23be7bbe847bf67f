package gocode

import (
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/request"
)

// launch adds the calls for the members that RunTask alone has.
func (p *program) launch(in *request.Request) {
	if in.Count != nil {
		p.call("WithCount", strconv.Itoa(int(*in.Count)))
	}
	p.capacity(in.LaunchType, in.CapacityProviderStrategy)
	p.text("WithPlatformVersion", in.PlatformVersion)
	for _, c := range in.PlacementConstraints {
		p.constraint(c)
	}
	for _, s := range in.PlacementStrategy {
		p.strategy(s)
	}
	p.text("WithClientToken", in.ClientToken)
}

func (p *program) capacity(launchType types.LaunchType, providers []types.CapacityProviderStrategyItem) {
	spot := func(i types.CapacityProviderStrategyItem) bool {
		return i.CapacityProvider != nil && *i.CapacityProvider == "FARGATE_SPOT" && i.Weight == 1 && i.Base == 0
	}
	switch {
	case launchType == types.LaunchTypeFargate && providers == nil:
		p.call("WithFargate")
		return
	case launchType == "" && len(providers) == 1 && spot(providers[0]):
		p.call("WithFargateSpot")
		return
	case launchType != "":
		p.call("WithLaunchType", strconv.Quote(string(launchType)))
	}
	for _, i := range providers {
		if i.CapacityProvider == nil {
			p.call("WithCapacityProviderStrategy", p.literal(i))
			continue
		}
		p.call("WithCapacityProvider", strconv.Quote(*i.CapacityProvider), strconv.Itoa(int(i.Weight)), strconv.Itoa(int(i.Base)))
	}
}

func (p *program) constraint(c types.PlacementConstraint) {
	switch {
	case c.Type == types.PlacementConstraintTypeMemberOf && c.Expression != nil:
		p.text("WithMemberOf", c.Expression)
	case c.Type == types.PlacementConstraintTypeDistinctInstance && c.Expression == nil:
		p.call("WithDistinctInstance")
	default:
		p.call("WithPlacementConstraints", p.literal(c))
	}
}

func (p *program) strategy(s types.PlacementStrategy) {
	switch {
	case s.Type == types.PlacementStrategyTypeSpread && s.Field != nil:
		p.text("WithSpread", s.Field)
	case s.Type == types.PlacementStrategyTypeBinpack && s.Field != nil:
		p.text("WithBinpack", s.Field)
	case s.Type == types.PlacementStrategyTypeRandom && s.Field == nil:
		p.call("WithRandom")
	default:
		p.call("WithPlacementStrategy", p.literal(s))
	}
}
