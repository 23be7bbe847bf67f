package request

import (
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ebs"
	"github.com/ecstask/ecstask/internal/clone"
	"github.com/ecstask/ecstask/netconfig"
	"github.com/ecstask/ecstask/overrides"
	"github.com/ecstask/ecstask/rules"
)

// Draft is a request in the making: what the builders of both operations hold. A
// copy of a Draft may be changed by its members and methods without a change of
// the other, because what a Draft points to is never changed.
type Draft struct {
	Request   // without the next two
	Network   netconfig.Config
	Overrides overrides.Task
	Options   []rules.Option
}

// NewDraft returns a Draft of all that r holds. It copies r. From nil it returns
// the zero Draft.
func NewDraft(r *Request) Draft {
	if r == nil {
		return Draft{}
	}
	d := Draft{
		Request:   *r,
		Network:   netconfig.From(r.NetworkConfiguration),
		Overrides: overrides.From(r.RunTaskInput.Overrides),
	}
	d.NetworkConfiguration, d.RunTaskInput.Overrides = nil, nil
	d.detach()
	return d
}

// ParseDraft reads a request as Parse does. With an error comes a Draft of what
// fits, whose options have the error.
func (op *Operation) ParseDraft(json []byte) (Draft, error) {
	r, err := op.Parse(json)
	d := NewDraft(r)
	if err != nil {
		d.AddOptions(rules.Unread(err))
	}
	return d, err
}

// StartTask returns the request as an input of StartTask, which shares no memory
// with d.
func (d *Draft) StartTask() *ecs.StartTaskInput {
	r := d.complete()
	return r.StartTask()
}

// RunTask returns the request as an input of RunTask, which shares no memory with
// d.
func (d *Draft) RunTask() *ecs.RunTaskInput {
	r := d.complete()
	return r.RunTask()
}

func (d *Draft) complete() Request {
	r := d.Request
	r.detach()
	r.NetworkConfiguration = d.Network.Unchecked()
	r.Overrides = d.Overrides.Unchecked()
	return r
}

// Rules returns the options to check the request with: those of the overrides, and
// then those of d.
func (d *Draft) Rules() []rules.Option { return slices.Concat(d.Overrides.Rules(), d.Options) }

// AddOptions adds options for the rules.
func (d *Draft) AddOptions(opts ...rules.Option) {
	d.Options = append(slices.Clip(d.Options), opts...)
}

// AddInstances adds container instances.
func (d *Draft) AddInstances(idsOrARNs ...string) {
	d.ContainerInstances = append(slices.Clip(d.ContainerInstances), idsOrARNs...)
}

// AddTags adds copies of tags.
func (d *Draft) AddTags(tags ...types.Tag) {
	d.Tags = append(slices.Clip(d.Tags), clone.Tags(tags)...)
}

// AddVolumes adds the configurations of volumes that are not zero.
func (d *Draft) AddVolumes(volumes ...ebs.Volume) {
	list := slices.Clip(d.VolumeConfigurations)
	for _, v := range volumes {
		if !v.IsZero() {
			list = append(list, v.Unchecked())
		}
	}
	d.VolumeConfigurations = list
}

// Volumes returns the configurations of volumes.
func (d *Draft) Volumes() []ebs.Volume {
	volumes := make([]ebs.Volume, len(d.VolumeConfigurations))
	for i, v := range d.VolumeConfigurations {
		volumes[i] = ebs.From(v)
	}
	return volumes
}

// AddVolumeConfigurations adds copies of configurations of volumes.
func (d *Draft) AddVolumeConfigurations(volumes ...types.TaskVolumeConfiguration) {
	d.VolumeConfigurations = append(slices.Clip(d.VolumeConfigurations), clone.Slice(volumes, clone.Volume)...)
}

// AddProviders adds copies of items of a capacity provider strategy.
func (d *Draft) AddProviders(items ...types.CapacityProviderStrategyItem) {
	d.CapacityProviderStrategy = append(slices.Clip(d.CapacityProviderStrategy), copyProviders(items)...)
}

// AddConstraints adds copies of placement constraints.
func (d *Draft) AddConstraints(constraints ...types.PlacementConstraint) {
	d.PlacementConstraints = append(slices.Clip(d.PlacementConstraints), copyConstraints(constraints)...)
}

// AddStrategies adds copies of placement strategies.
func (d *Draft) AddStrategies(strategies ...types.PlacementStrategy) {
	d.PlacementStrategy = append(slices.Clip(d.PlacementStrategy), copyStrategies(strategies)...)
}

// Family returns the task definition as it was given, or says that there is none.
func (d *Draft) Family() string {
	if d.TaskDefinition == nil {
		return "no task definition"
	}
	return *d.TaskDefinition
}

// Text returns a pointer to a text, or nil for an empty one.
func Text(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
