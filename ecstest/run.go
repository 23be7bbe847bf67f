package ecstest

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/fargate"
	"github.com/ecstask/ecstask/internal/placement"
)

const maxCount = 10

func (s *Server) runTask(in *ecs.RunTaskInput) (*ecs.RunTaskOutput, error) {
	s.starting.Lock()
	defer s.starting.Unlock()
	token, request := text(in.ClientToken), fingerprint(in)
	s.state.mu.Lock()
	c, err := s.state.activeCluster(in.Cluster)
	if err != nil {
		s.state.mu.Unlock()
		return nil, err
	}
	if before, repeated := c.answered[token]; repeated {
		defer s.state.mu.Unlock()
		return before.again(request)
	}
	s.state.mu.Unlock()

	tasks, failures, err := s.runOn(in)
	if err != nil {
		return nil, err
	}
	out := &ecs.RunTaskOutput{Tasks: s.begin(tasks), Failures: failures}
	if token != "" && len(tasks) > 0 {
		s.state.mu.Lock()
		defer s.state.mu.Unlock()
		c.answered[token] = answered{request, tasks, failures}
	}
	return out, nil
}

// runOn makes as many tasks as are asked for and have a place.
func (s *Server) runOn(in *ecs.RunTaskInput) ([]*task, []types.Failure, error) {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	o, err := s.state.order(in, maxStarterOfRun)
	if err != nil {
		return nil, nil, err
	}
	for _, check := range runChecks {
		if err := check(o); err != nil {
			return nil, nil, err
		}
	}
	count := int(*placement.Either(in.Count, new(int32(1))))
	providers := make([]string, count) // of launch types
	if len(o.strategy) > 0 {
		providers = distribute(o.strategy, count)
	}
	if o.onFargate() {
		tasks, failures := o.runOnFargate(providers)
		return tasks, failures, nil
	}
	return o.runOnInstances(providers)
}

// runChecks refuse what only RunTask has, in this order.
var runChecks = [...]func(*order) error{
	checkStrategy,
	checkLaunchType,
	checkPlacement,
	checkPlatform,
	checkCount,
	checkToken,
	checkPropagation,
	checkFargateSize,
	checkFargateGPUs,
}

func checkStrategy(o *order) error {
	if len(o.in.CapacityProviderStrategy) > 0 && o.in.LaunchType != "" {
		return invalid("Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.")
	}
	return o.state.checkProviders(o.strategy, o.cluster.value.CapacityProviders)
}

func checkLaunchType(o *order) error {
	launch := o.in.LaunchType
	needed := launch
	switch {
	case len(o.strategy) > 0 && o.onFargate():
		needed = types.LaunchTypeFargate
	case len(o.strategy) > 0:
		needed = types.LaunchTypeEc2
	}
	switch {
	case oneOf("launch type", given(launch)...) != nil:
		return oneOf("launch type", launch)
	case launch == types.LaunchTypeManagedInstances:
		return unsupported("have managed instances")
	case !slices.Contains(o.def.Compatibilities, types.Compatibility(needed)):
		return invalid("Task definition does not support launch_type %s.", needed)
	}
	return nil
}

var platformVersion = regexp.MustCompile(`^([0-9]+\.[0-9]+\.[0-9]+|(?i:LATEST)|)$`)

func checkPlatform(o *order) error {
	switch {
	case o.in.PlatformVersion != nil && !o.onFargate():
		return invalid("The platform version must be null when specifying an EC2 launch type.")
	case !platformVersion.MatchString(text(o.in.PlatformVersion)):
		return refuse("PlatformUnknownException", "The specified platform does not exist.")
	}
	return nil
}

func checkCount(o *order) error {
	if n := o.in.Count; n != nil && (*n < 1 || *n > maxCount) {
		return invalid("count must be between 1 and %d.", maxCount)
	}
	return nil
}

func checkPropagation(o *order) error {
	if o.in.PropagateTags == types.PropagateTagsService {
		return invalid(badPropagation)
	}
	return nil
}

func checkFargateSize(o *order) error {
	size := fargate.Size{CPU: int32(o.needs.CPU), Memory: int32(o.needs.Memory)}
	if o.onFargate() && fargate.Validate(size, fargate.Linux) != nil {
		return clientError("No Fargate configuration exists for given values: %d CPU, %d memory.", size.CPU, size.Memory)
	}
	return nil
}

func checkFargateGPUs(o *order) error {
	if o.onFargate() && slices.ContainsFunc(o.needs.GPUs, func(count int) bool { return count != 0 }) {
		return clientError("Tasks using the Fargate launch type do not support GPU resource requirements.")
	}
	return nil
}

// unavailable is the reason of a task for which Fargate has no capacity left.
const unavailable = "Capacity is unavailable at this time. Please try again later or in a different availability zone"

// runOnFargate makes a task for each provider that has capacity.
func (o *order) runOnFargate(providers []string) (tasks []*task, failures []types.Failure) {
	failures = []types.Failure{}
	for _, provider := range providers {
		if !o.state.takeCapacity(cmp.Or(provider, onDemand)) {
			failures = append(failures, types.Failure{Reason: new(unavailable)})
			continue
		}
		tasks = append(tasks, newTask(o, nil, provider, len(o.state.started)+len(tasks)))
	}
	return tasks, failures
}

// runOnInstances makes a task on an instance of each provider. If one has no place,
// every instance of the provider is reported with its reason, and no more of that
// provider are tried, unless the provider scales.
func (o *order) runOnInstances(providers []string) (tasks []*task, failures []types.Failure, err error) {
	candidates := map[string][]*instance{}
	for _, provider := range providers {
		candidates[provider] = o.candidates(provider)
		if len(candidates[provider]) == 0 && !o.state.scales(provider) {
			if provider == "" {
				return nil, nil, invalid("No Container Instances were found in your cluster.")
			}
			return nil, nil, invalid("No Container Instances were found in your capacity provider.")
		}
	}
	failures = []types.Failure{}
	last, full := map[string]*instance{}, map[string]bool{}
	for _, provider := range providers {
		if full[provider] {
			continue
		}
		i, reasons := o.choose(candidates[provider], last[provider])
		if i == nil && !o.state.scales(provider) {
			failures, full[provider] = append(failures, reasons...), true
			continue
		}
		last[provider] = i
		tasks = append(tasks, newTask(o, i, provider, len(o.state.started)+len(tasks)))
	}
	return tasks, failures, nil
}

// latestPlatform is the platform version that LATEST stands for.
const latestPlatform = "1.4.0"

// placeOnFargate sets what tells a task on Fargate from one on an instance, and
// returns the subnet it is in.
func (o *order) placeOnFargate(t *task) string {
	v := &t.value
	v.PlatformFamily, v.PlatformVersion = new("Linux"), o.in.PlatformVersion
	if version := text(o.in.PlatformVersion); version == "" || strings.EqualFold(version, "LATEST") {
		v.PlatformVersion = new(latestPlatform)
	}
	v.EphemeralStorage = placement.Either(o.overrides.EphemeralStorage, o.def.EphemeralStorage, &types.EphemeralStorage{SizeInGiB: 20})
	subnet := ""
	if subnets := o.subnets(); len(subnets) > 0 {
		subnet = subnets[0]
	}
	if zone, ok := o.state.zones[subnet]; ok {
		v.AvailabilityZone = &zone
	}
	return subnet
}
