package main

import (
	"errors"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/cmd/ecstask/internal/report"
	"github.com/ecstask/ecstask/document"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/suggest"
	"github.com/ecstask/ecstask/internal/tree"
	"github.com/ecstask/ecstask/netconfig"
	"github.com/ecstask/ecstask/overrides"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/shorthand"
)

// reading is a request that was read from a document and from options.
type reading struct {
	*document.Request
	report.Place                // of the document
	options      field.Findings // what came up in reading the options
}

// request makes the request of the document and the options. An option replaces
// the whole member of the document.
func (c *requestOptions) request() *reading {
	doc, p := c.document()
	r := &reading{Request: doc.Requests[0], Place: p}
	in := r.StartTask()
	c.texts(r, in)
	c.flags(r, in)
	c.structures(r, in)
	return r
}

// unread returns what could not be read of the document and of the options.
func (r *reading) unread() report.Findings {
	return r.Problem(slices.Concat(r.Unread(), r.options).Err())
}

// check returns what is wrong with the request.
func (r *reading) check(opts []rules.Option) report.Findings { return r.Findings(r.Check(opts...)) }

// set notes that an option gives the member, and what came up in reading its
// value.
func (r *reading) set(member string, err error, warnings field.Findings) {
	found := append(field.Collect(err), warnings...).Under(field.Path(member))
	r.Replace(member, found)
	r.options = append(r.options, found...)
}

// document reads --cli-input-json or --cli-input-yaml. Without them it is an
// empty one that stands nowhere.
func (c *requestOptions) document() (*document.Document, report.Place) {
	option, value, format := "--cli-input-json", c.InputJSON, document.JSON
	switch {
	case c.InputJSON != nil && c.InputYAML != nil:
		return document.Failed("", errors.New("--cli-input-json and --cli-input-yaml cannot both be given")), report.Place{}
	case c.InputYAML != nil:
		option, value, format = "--cli-input-yaml", c.InputYAML, document.YAML
	case c.InputJSON == nil:
		return document.Failed("", nil), report.Place{}
	}
	p := report.Place{Source: option}
	text, name, err := content(*value, true)
	if err != nil {
		return document.Failed(option, err), p
	}
	if name != "" {
		p = report.Place{Source: name, IsFile: true}
	}
	doc, err := document.Read(p.Source, []byte(text), document.WithFormat(format), document.WithOperation(document.StartTask))
	if len(doc.Requests) > 1 {
		return document.Failed(p.Source, second(doc.Requests[1])), p
	}
	if hint := suggest.File(text); hint != "" && name == "" {
		for e := range field.All(err) {
			if e.Kind == field.Syntax {
				e.Hint = hint
			}
		}
	}
	return doc, p
}

// second is the error of a document with a second request.
func second(r *document.Request) *field.Error {
	e := &field.Error{
		Kind: field.TooMany, Severity: field.SeverityError, Pos: r.Pos(""),
		Msg: "has a second YAML document", Hint: "save each request in a file of its own; only ecstask check takes several",
	}
	if found := r.Unread(); !e.Pos.IsValid() && len(found) > 0 {
		e.Pos = found[0].Pos
	}
	return e
}

func (c *requestOptions) texts(m *reading, in *ecs.StartTaskInput) {
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
			var warnings field.Findings
			if o.to == &propagate && text == "" && err == nil {
				warnings = field.Findings{tree.EmptyEnum("")}
			}
			m.set(o.member, err, warnings)
			*o.to = &text
		}
	}
	if propagate != nil {
		in.PropagateTags = types.PropagateTags(*propagate)
	}
}

func (c *requestOptions) flags(m *reading, in *ecs.StartTaskInput) {
	if c.ManagedTags != nil {
		m.set("enableECSManagedTags", nil, nil)
		in.EnableECSManagedTags = *c.ManagedTags
	}
	if c.ExecuteCommand != nil {
		m.set("enableExecuteCommand", nil, nil)
		in.EnableExecuteCommand = *c.ExecuteCommand
	}
}

func (c *requestOptions) structures(m *reading, in *ecs.StartTaskInput) {
	read := func() (*field.Findings, []shorthand.Option) {
		warnings := new(field.Findings)
		return warnings, []shorthand.Option{shorthand.WithFiles(readText), shorthand.WithWarnings(warnings)}
	}
	if c.Overrides != nil {
		warnings, opts := read()
		task, err := overrides.Parse(*c.Overrides, opts...)
		m.set("overrides", err, *warnings)
		in.Overrides = task.Unchecked()
	}
	if c.ContainerInstances != nil {
		warnings, opts := read()
		list, err := shorthand.UnmarshalStrings(c.ContainerInstances, opts...)
		m.set("containerInstances", err, *warnings)
		in.ContainerInstances = list
	}
	if c.NetworkConfiguration != nil {
		warnings, opts := read()
		network, err := netconfig.Parse(*c.NetworkConfiguration, opts...)
		m.set("networkConfiguration", err, *warnings)
		in.NetworkConfiguration = network.Unchecked()
	}
	if c.Tags != nil {
		warnings, opts := read()
		list, err := shorthand.UnmarshalList[types.Tag](c.Tags, opts...)
		m.set("tags", err, *warnings)
		in.Tags = list
	}
	if c.VolumeConfigurations != nil {
		warnings, opts := read()
		list, err := shorthand.UnmarshalList[types.TaskVolumeConfiguration](c.VolumeConfigurations, opts...)
		m.set("volumeConfigurations", err, *warnings)
		in.VolumeConfigurations = list
	}
}

// requiredOptions give the members that a request must have.
var requiredOptions = map[field.Path]string{"taskDefinition": "--task-definition", "containerInstances": "--container-instances"}

// nameOptions adds to the findings of members that are missing how to give
// them.
func nameOptions(list report.Findings) report.Findings {
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
