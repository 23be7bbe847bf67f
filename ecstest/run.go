package ecstest

import (
	"bytes"
	"crypto/sha256"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/fargate"
	"github.com/ecstask/ecstask/internal/placement"
	"github.com/ecstask/ecstask/internal/wire"
)

const (
	maxCount = 10
	maxToken = 64 // characters of a client token
)

// answered is what was answered to a request with a client token.
type answered struct {
	request [sha256.Size]byte
	out     *ecs.RunTaskOutput
}

func (s *Server) runTask(in *ecs.RunTaskInput) (*ecs.RunTaskOutput, error) {
	s.starting.Lock()
	defer s.starting.Unlock()
	token, request := text(in.ClientToken), sha256.Sum256(wire.Encode(in))
	s.state.mu.Lock()
	c, err := s.state.activeCluster(in.Cluster)
	if err != nil {
		s.state.mu.Unlock()
		return nil, err
	}
	before, repeated := c.answered[token]
	s.state.mu.Unlock()
	switch {
	case repeated && !bytes.Equal(before.request[:], request[:]):
		return nil, conflict(before.out.Tasks)
	case repeated:
		return before.out, nil
	}

	tasks, failures, err := s.runOn(in)
	if err != nil {
		return nil, err
	}
	out := &ecs.RunTaskOutput{Tasks: s.begin(tasks), Failures: failures}
	if token != "" && len(tasks) > 0 {
		s.state.mu.Lock()
		defer s.state.mu.Unlock()
		c.answered[token] = answered{request, out}
	}
	return out, nil
}

func conflict(tasks []types.Task) error {
	r := &refusal{
		status: http.StatusBadRequest, code: "ConflictException",
		message: "The provided clientToken is already in use with a different RunTask request.",
	}
	for _, t := range tasks {
		r.resources = append(r.resources, *t.TaskArn)
	}
	return r
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
	if in.LaunchType == "" {
		withDefault := *in
		withDefault.LaunchType = types.LaunchTypeEc2
		o.in = &withDefault
	}
	count := 1
	if in.Count != nil {
		count = int(*in.Count)
	}
	if o.onFargate() {
		var tasks []*task
		for range count {
			tasks = append(tasks, newTask(o, nil, len(s.state.started)+len(tasks)))
		}
		return tasks, []types.Failure{}, nil
	}
	return o.spread(count, len(s.state.started))
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
	strategy := len(o.in.CapacityProviderStrategy) > 0
	switch {
	case strategy && o.in.LaunchType != "":
		return invalid("Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.")
	case strategy:
		return unsupported("place tasks by a capacity provider strategy")
	case o.in.LaunchType == "" && len(o.cluster.value.DefaultCapacityProviderStrategy) > 0:
		return unsupported("place tasks by the cluster's default capacity provider strategy: give a launchType")
	}
	return nil
}

func checkLaunchType(o *order) error {
	launch := o.in.LaunchType
	switch {
	case oneOf("launch type", given(launch)...) != nil:
		return oneOf("launch type", launch)
	case launch == types.LaunchTypeManagedInstances:
		return unsupported("have managed instances")
	case launch != "" && !slices.Contains(o.def.Compatibilities, types.Compatibility(launch)):
		return invalid("Task definition does not support launch_type %s.", launch)
	}
	return nil
}

func checkPlacement(o *order) error {
	constraints := len(o.in.PlacementConstraints) > 0
	strategy := len(o.in.PlacementStrategy) > 0
	switch {
	case constraints && o.onFargate():
		return invalid("Placement constraints are not supported with FARGATE launch type.")
	case strategy && o.onFargate():
		return invalid("Placement strategies are not supported with FARGATE launch type.")
	case constraints, len(o.def.PlacementConstraints) > 0:
		return unsupported("follow placement constraints")
	case strategy:
		return unsupported("follow placement strategies")
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

func checkToken(o *order) error {
	if len(text(o.in.ClientToken)) > maxToken {
		return invalid("idempotency token longer than %d.", maxToken)
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

// spread makes tasks on the instances in turn, in the order they were added. If
// one task has no place, every instance is reported with its reason, and no more
// are tried.
func (o *order) spread(count, started int) ([]*task, []types.Failure, error) {
	external := types.Attribute{Name: new(attributeExternal)}
	var candidates []*instance
	for _, i := range o.cluster.instances {
		if text(i.value.Status) == "ACTIVE" && i.has(external) == (o.in.LaunchType == types.LaunchTypeExternal) {
			candidates = append(candidates, i)
		}
	}
	if len(candidates) == 0 {
		return nil, nil, invalid("No Container Instances were found in your cluster.")
	}
	var tasks []*task
	turn := 0
	for len(tasks) < count {
		failures := []types.Failure{}
		for range candidates {
			i := candidates[turn]
			turn = (turn + 1) % len(candidates)
			reason := o.obstacle(i)
			if reason == "" {
				tasks = append(tasks, newTask(o, i, started+len(tasks)))
				failures = nil
				break
			}
			failures = append(failures, instanceKind.failure(*i.value.ContainerInstanceArn, o.cluster.name, reason))
		}
		if failures != nil {
			return tasks, failures, nil
		}
	}
	return tasks, []types.Failure{}, nil
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
	if zone, ok := o.zones[subnet]; ok {
		v.AvailabilityZone = &zone
	}
	return subnet
}
