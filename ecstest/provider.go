package ecstest

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
)

// The capacity providers of Fargate, which every account has.
const (
	onDemand = "FARGATE"
	spot     = "FARGATE_SPOT"
)

func fargateProviders() map[string]types.CapacityProvider {
	providers := map[string]types.CapacityProvider{}
	for _, name := range [...]string{onDemand, spot} {
		providers[name] = types.CapacityProvider{
			Name: &name, CapacityProviderArn: new(arn("capacity-provider", name)),
			Status: types.CapacityProviderStatusActive, Type: types.CapacityProviderType(name),
		}
	}
	return providers
}

// AddCapacityProvider adds a capacity provider, or edits the one of that name, and
// returns its ARN. Without an edit it is an Auto Scaling group without managed
// scaling. Its instances are those whose CapacityProviderName is name. FARGATE and
// FARGATE_SPOT always exist. A cluster can use the providers that its
// CapacityProviders name; see [Server.AddCluster] and PutClusterCapacityProviders.
//
// If managed scaling is ENABLED, a task for which no instance has room waits in the
// status PROVISIONING. The server tries again each time the task is described; after
// 10 tries the task stops with a reason.
func (s *Server) AddCapacityProvider(name string, edit ...func(*types.CapacityProvider)) string {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	value, ok := s.state.providers[name]
	if !ok {
		value = types.CapacityProvider{
			Status: types.CapacityProviderStatusActive, Type: types.CapacityProviderTypeEc2Autoscaling,
			AutoScalingGroupProvider: &types.AutoScalingGroupProvider{
				AutoScalingGroupArn: new("arn:aws:autoscaling:" + Region + ":" + Account + ":autoScalingGroup:" + uuid("group/"+name, 0) + ":autoScalingGroupName/" + name),
				ManagedScaling:      &types.ManagedScaling{Status: types.ManagedScalingStatusDisabled},
			},
		}
	}
	value = edited(value, edit)
	value.Name, value.CapacityProviderArn = &name, new(arn("capacity-provider", name))
	s.state.providers[name] = value
	return *value.CapacityProviderArn
}

// LimitFargate limits a capacity provider to n more tasks: FARGATE, which serves the
// launch type as well, or FARGATE_SPOT. Further tasks fail because the capacity is
// unavailable. Tasks that stop do not free any. With n < 0, the default, there is no
// limit.
func (s *Server) LimitFargate(capacityProvider string, n int) {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	delete(s.state.capacity, capacityProvider)
	if n >= 0 {
		s.state.capacity[capacityProvider] = n
	}
}

// takeCapacity reports whether one more task can start on Fargate, and counts it.
func (st *state) takeCapacity(provider string) bool {
	left, limited := st.capacity[provider]
	if limited && left > 0 {
		st.capacity[provider]--
	}
	return !limited || left > 0
}

// scales reports whether tasks of the provider wait for an instance.
func (st *state) scales(provider string) bool {
	group := st.providers[provider].AutoScalingGroupProvider
	return group != nil && group.ManagedScaling != nil && group.ManagedScaling.Status == types.ManagedScalingStatusEnabled
}

func isFargate(provider string) bool { return provider == onDemand || provider == spot }

// checkProviders refuses a capacity provider strategy that a cluster with these
// capacity providers cannot have.
func (st *state) checkProviders(strategy []types.CapacityProviderStrategyItem, associated []string) error {
	fargates, bases, weight := 0, 0, int32(0)
	for _, item := range strategy {
		name := text(item.CapacityProvider)
		provider, known := st.providers[name]
		switch {
		case !known:
			return invalid(unknownProvider)
		case !slices.Contains(associated, name):
			return invalid("The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster. Associate the capacity provider with the cluster or specify a valid capacity provider and try again.")
		case provider.Type == types.CapacityProviderTypeManagedInstances:
			return unsupported("have managed instances")
		}
		if isFargate(name) {
			fargates++
		}
		if item.Base > 0 {
			bases++
		}
		weight += max(item.Weight, 0)
	}
	switch {
	case fargates > 0 && fargates < len(strategy):
		return invalid("A capacity provider strategy cannot contain a mix of capacity providers using Auto Scaling groups and Fargate providers. Specify one or the other and try again.")
	case bases > 1:
		return invalid("There are multiple capacity providers in the specified capacity provider strategy with a base value greater than zero. Only one capacity provider can have a base value greater than zero. Specify a valid capacity provider strategy and try again.")
	case len(strategy) > 1 && weight == 0:
		return invalid("There are no capacity providers in the capacity provider strategy with a weight value greater than zero. Specify a weight value greater than zero for at least one capacity provider and try again.")
	}
	return nil
}

const unknownProvider = "The specified capacity provider was not found. Specify a valid capacity provider and try again."

// distribute returns a capacity provider for each of count tasks: first the one
// with a base, then by weight.
func distribute(strategy []types.CapacityProviderStrategyItem, count int) []string {
	var names []string
	for _, item := range strategy {
		for range min(int(item.Base), count) {
			names = append(names, text(item.CapacityProvider))
		}
	}
	given := make([]int64, len(strategy))
	for len(names) < count {
		best := 0
		for n, item := range strategy {
			// (given+1)/weight is the smallest, without dividing.
			if w, b := int64(item.Weight), int64(strategy[best].Weight); w > 0 && (b <= 0 || (given[n]+1)*b < (given[best]+1)*w) {
				best = n
			}
		}
		given[best]++
		names = append(names, text(strategy[best].CapacityProvider))
	}
	return names
}

func (s *Server) putClusterCapacityProviders(in *ecs.PutClusterCapacityProvidersInput) (*ecs.PutClusterCapacityProvidersOutput, error) {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	c, err := s.state.activeCluster(in.Cluster)
	if err != nil {
		return nil, err
	}
	for _, name := range in.CapacityProviders {
		if _, ok := s.state.providers[name]; !ok {
			return nil, invalid(unknownProvider)
		}
	}
	if err := s.state.checkProviders(in.DefaultCapacityProviderStrategy, in.CapacityProviders); err != nil {
		return nil, err
	}
	c.value.CapacityProviders, c.value.DefaultCapacityProviderStrategy = in.CapacityProviders, in.DefaultCapacityProviderStrategy
	value := c.snapshot()
	return &ecs.PutClusterCapacityProvidersOutput{Cluster: &value}, nil
}
