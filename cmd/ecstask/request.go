package main

import (
	"errors"
	"slices"

	"github.com/ecstask/ecstask/cmd/ecstask/internal/report"
	"github.com/ecstask/ecstask/document"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/internal/suggest"
	"github.com/ecstask/ecstask/rules"
)

// reading is a request that was read from a document and from options.
type reading struct {
	*document.Request
	report.Place // of the document
	op           *operation
	values       *request.Request // of both
}

// read makes the request of the document and the options. An option replaces the
// whole member of the document.
func (c *taskCommand) read() *reading {
	whole, p := c.whole(c.op)
	r := &reading{Request: whole, Place: p, op: c.op, values: valuesOf(whole)}
	for _, read := range c.readers {
		read(r)
	}
	if in := r.StartTask(); in != nil {
		*in = *r.values.StartTask()
	} else {
		*r.RunTask() = *r.values.RunTask()
	}
	return r
}

// valuesOf returns the values of a request, of whichever operation it is.
func valuesOf(r *document.Request) *request.Request {
	if in := r.RunTask(); in != nil {
		return request.FromRunTask(in)
	}
	return request.FromStartTask(r.StartTask())
}

// unread returns what could not be read of the document and of the options.
func (r *reading) unread() report.Findings { return r.Problem(r.Unread().Err()) }

// check returns what is wrong with the request.
func (r *reading) check(opts []rules.Option) report.Findings { return r.Findings(r.Check(opts...)) }

// set notes that an option gives the member, and what came up in reading its
// value.
func (r *reading) set(member string, err error, warnings field.Findings) {
	r.Replace(member, append(field.Collect(err), warnings...).Under(field.Path(member)))
}

// whole reads the request of --cli-input-json or --cli-input-yaml. Without them it is
// an empty one that stands nowhere.
func (o *inputOptions) whole(op *operation) (*document.Request, report.Place) {
	option, value, format := "--cli-input-json", o.JSON, document.JSON
	operation := document.WithOperation(op.document)
	failed := func(err error) *document.Request { return document.Failed("", err, operation).Requests[0] }
	switch {
	case o.JSON != nil && o.YAML != nil:
		return failed(errors.New("--cli-input-json and --cli-input-yaml cannot both be given")), report.Place{}
	case o.YAML != nil:
		option, value, format = "--cli-input-yaml", o.YAML, document.YAML
	case o.JSON == nil:
		return document.NewRequest(op.document), report.Place{}
	}
	p := report.Place{Source: option}
	text, name, err := content(*value, true)
	if err != nil {
		return failed(err), p
	}
	if name != "" {
		p = report.Place{Source: name, IsFile: true}
	}
	doc, err := document.Read(p.Source, []byte(text), document.WithFormat(format), operation)
	if len(doc.Requests) > 1 {
		return failed(second(doc.Requests[1])), p
	}
	if hint := suggest.File(text); hint != "" && name == "" {
		for e := range field.All(err) {
			if e.Kind == field.Syntax {
				e.Hint = hint
			}
		}
	}
	return doc.Requests[0], p
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

// required are the members that a request must have.
var required = []field.Path{"taskDefinition", "containerInstances"}

// nameOptions adds to the findings of members that are missing how to give
// them.
func nameOptions(list report.Findings) report.Findings {
	named := slices.Clone(list)
	for i, f := range named {
		if slices.Contains(required, f.Path) && f.Kind == field.Required {
			e := *f.Error
			e.Hint += ", with " + request.Option(string(f.Path))
			named[i].Error = &e
		}
	}
	return named
}
