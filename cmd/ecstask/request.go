package main

import (
	"errors"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/schemas"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/suggest"
	"github.com/ecstask/ecstask/netconfig"
	"github.com/ecstask/ecstask/overrides"
	"github.com/ecstask/ecstask/shorthand"
)

// request makes the request of the document and the options. An option replaces
// the whole member of the document.
func (c *requestOptions) request() *document {
	doc := c.document()
	m := merge{moved: make(map[string]bool)}
	c.texts(&m, doc.in)
	c.flags(&m, doc.in)
	c.structures(&m, doc.in)
	doc.moved, doc.options = m.moved, m.problems
	doc.empty = slices.DeleteFunc(doc.empty, func(e *field.Error) bool { return m.moved[member(e.Path)] })
	doc.empty = append(doc.empty, m.empty...)
	return doc
}

// document reads --cli-input-json or --cli-input-yaml. Without them it is an
// empty one that stands nowhere.
func (c *requestOptions) document() *document {
	option, value, read := "--cli-input-json", c.InputJSON, readJSON
	switch {
	case c.InputJSON != nil && c.InputYAML != nil:
		return unread(place{}, problem(errors.New("--cli-input-json and --cli-input-yaml cannot both be given"), "", place{}))
	case c.InputYAML != nil:
		option, value, read = "--cli-input-yaml", c.InputYAML, readYAML
	case c.InputJSON == nil:
		return unread(place{}, nil)
	}
	p := place{source: option}
	text, name, err := content(*value, true)
	if err != nil {
		return unread(p, problem(err, "", p))
	}
	if name != "" {
		p = place{source: name, isFile: true}
	}
	doc := read(text, p)
	if hint := suggest.File(text); hint != "" && name == "" && len(doc.problems) > 0 && doc.problems[0].Kind == field.Syntax {
		doc.problems[0].Hint = hint
	}
	return doc
}

// merge notes what options do to a request.
type merge struct {
	moved    map[string]bool
	problems findings
	empty    field.Findings // enums
}

// set notes that an option gives the member, and what is wrong with its value.
func (m *merge) set(member string, err error) {
	m.moved[member] = true
	m.problems = append(m.problems, problem(err, field.Path(member), place{})...)
}

// note adds the empty enums of the value at p.
func (m *merge) note(p field.Path, empty field.Findings) {
	m.empty = append(m.empty, empty.Under(p)...)
}

func (c *requestOptions) texts(m *merge, in *ecs.StartTaskInput) {
	var propagate *string
	for _, o := range []struct {
		member string
		value  *string
		to     **string
	}{
		{"cluster", c.Cluster, &in.Cluster},
		{"taskDefinition", c.TaskDefinition, &in.TaskDefinition},
		{"startedBy", c.StartedBy, &in.StartedBy},
		{"group", c.Group, &in.Group},
		{"referenceId", c.ReferenceID, &in.ReferenceId},
		{"propagateTags", c.PropagateTags, &propagate},
	} {
		if o.value != nil {
			text, _, err := content(*o.value, false)
			m.set(o.member, err)
			*o.to = &text
		}
	}
	if propagate != nil {
		in.PropagateTags = types.PropagateTags(*propagate)
		if *propagate == "" {
			m.empty = append(m.empty, emptyEnum("propagateTags", schemas.StartTaskRequest_propagateTags))
		}
	}
}

func (c *requestOptions) flags(m *merge, in *ecs.StartTaskInput) {
	if c.ManagedTags || c.NoManagedTags {
		m.set("enableECSManagedTags", nil)
		in.EnableECSManagedTags = c.ManagedTags
	}
	if c.ExecuteCommand || c.NoExecuteCommand {
		m.set("enableExecuteCommand", nil)
		in.EnableExecuteCommand = c.ExecuteCommand
	}
}

func (c *requestOptions) structures(m *merge, in *ecs.StartTaskInput) {
	files := shorthand.WithFiles(readOnce())
	if c.Overrides != nil {
		task, err := overrides.Parse(*c.Overrides, files)
		m.set("overrides", err)
		m.note("overrides", emptyEnums(*c.Overrides, schemas.TaskOverride, files))
		in.Overrides = task.Unchecked()
	}
	if given(c.ContainerInstances) {
		list, err := shorthand.UnmarshalStrings(texts(c.ContainerInstances), files)
		m.set("containerInstances", err)
		in.ContainerInstances = list
	}
	if c.NetworkConfiguration != nil {
		network, err := netconfig.Parse(*c.NetworkConfiguration, files)
		m.set("networkConfiguration", err)
		m.note("networkConfiguration", emptyEnums(*c.NetworkConfiguration, schemas.NetworkConfiguration, files))
		in.NetworkConfiguration = network.Unchecked()
	}
	if given(c.Tags) {
		list, err := shorthand.UnmarshalList[types.Tag](texts(c.Tags), files)
		m.set("tags", err)
		in.Tags = list
	}
	if given(c.VolumeConfigurations) {
		list, err := shorthand.UnmarshalList[types.TaskVolumeConfiguration](texts(c.VolumeConfigurations), files)
		m.set("volumeConfigurations", err)
		read, _ := shorthand.UnmarshalList[volumeEnums](texts(c.VolumeConfigurations), files)
		for i, v := range read {
			m.note(field.Path("volumeConfigurations").Index(i), v.empty)
		}
		in.VolumeConfigurations = list
	}
}

// requiredOptions give the members that a request must have.
var requiredOptions = map[field.Path]string{"taskDefinition": "--task-definition", "containerInstances": "--container-instances"}

// nameOptions adds to the findings of members that are missing how to give
// them.
func nameOptions(list findings) findings {
	named := slices.Clone(list)
	for i, f := range named {
		if option, ok := requiredOptions[f.Path]; ok && f.Kind == field.Required {
			e := *f.Error
			e.Hint += ", with " + option
			named[i].Error = &e
		}
	}
	return named
}
