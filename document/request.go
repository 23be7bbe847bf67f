package document

import (
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/hidden"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/internal/source"
	"github.com/ecstask/ecstask/rules"
)

// Request is one request in a [Document].
type Request struct {
	op       *request.Operation
	start    hidden.Value[ecs.StartTaskInput] // what it is, by its operation
	run      hidden.Value[ecs.RunTaskInput]
	text     hidden.Value[source.Source]
	read     field.Findings // what came up in reading
	replaced map[string]field.Findings
}

// newRequest returns the request of the values in a text. If op is nil their members
// tell the operation, here and below.
func newRequest(op *request.Operation, s *source.Source) *Request {
	op = recognized(op, s.Values)
	in, found := op.Decode(s.Values)
	found = slices.DeleteFunc(found, func(e *field.Error) bool { return s.Refused[e.Path] })
	return holding(op, in, s, append(slices.Clip(s.Mistakes), found...)...)
}

// NewRequest returns an empty request, which stands in no text: [Request.Replace] takes
// what is then read into its members. An operation that does not exist is RunTask.
func NewRequest(op Operation) *Request { return unread(operations[op]) }

// unread returns a request of which nothing could be read.
func unread(op *request.Operation, problems ...*field.Error) *Request {
	return holding(op, new(request.Request), nil, problems...)
}

func holding(op *request.Operation, in *request.Request, s *source.Source, problems ...*field.Error) *Request {
	op = recognized(op, nil)
	r := &Request{op: op, text: hidden.Of(s), read: problems}
	if op == request.StartTask {
		r.start = hidden.Of(in.StartTask())
	} else {
		r.run = hidden.Of(in.RunTask())
	}
	r.locate(r.read)
	return r
}

// Operation returns the operation that the request is for.
func (r *Request) Operation() Operation { return Operation(r.op.Name) }

// String names the operation. It does not show the request: it may hold secrets.
func (r *Request) String() string {
	if r == nil {
		return "no request"
	}
	return "a request for " + r.op.Name
}

// StartTask returns the request, without what could not be read. It is nil if the
// request is for RunTask. Check sees what you change in it: see [Request.Replace].
func (r *Request) StartTask() *ecs.StartTaskInput { return r.start.Get() }

// RunTask returns the request, without what could not be read. It is nil if the
// request is for StartTask. Check sees what you change in it: see
// [Request.Replace].
func (r *Request) RunTask() *ecs.RunTaskInput { return r.run.Get() }

// Unread returns the findings of reading the request: errors, and warnings about
// what the SDK does not send. Those of the text have their positions, and are followed
// by those that [Request.Replace] was given.
func (r *Request) Unread() field.Findings {
	found := slices.Clone(r.read)
	for _, member := range slices.Sorted(maps.Keys(r.replaced)) {
		found = append(found, r.replaced[member]...)
	}
	return found
}

// Replace tells Check that a member of the request, by its name in the API, now has
// a value from outside the text, such as one of a command line. The findings are
// those of reading that value, with paths from the request down. Check then checks
// the new value, without positions. Findings about the text of the member remain.
func (r *Request) Replace(member string, found field.Findings) {
	if r.replaced == nil {
		r.replaced = make(map[string]field.Findings)
	}
	r.replaced[member] = append(field.Collect(found.Err()), found.Warnings()...)
}

// Pos returns the position of the value at p in the text or, if there is none, of
// the nearest value that holds p. For a member that was replaced it returns the
// zero Pos.
func (r *Request) Pos(p field.Path) field.Pos {
	e := &field.Error{Path: p}
	r.locate(field.Findings{e})
	return e.Pos
}

// Check returns what is wrong with the request, as [Document.Check] does.
func (r *Request) Check(opts ...rules.Option) field.Findings {
	var found, misfits, warnings field.Findings
	lost := false // the request as a whole could not be read
	for _, e := range r.read {
		replaced := r.isReplaced(e.Path)
		switch {
		case e.Severity == field.SeverityError:
			found = append(found, e)
			if lost = lost || e.Path == ""; e.Path != "" && !replaced {
				misfits = append(misfits, e)
			}
		case !replaced:
			warnings = append(warnings, e)
		}
	}
	for _, read := range r.replaced {
		errs := field.Collect(read.Err())
		found, misfits, warnings = append(found, errs...), append(misfits, errs...), append(warnings, read.Warnings()...)
	}
	known := make(map[*field.Error]bool)
	for _, e := range misfits {
		known[e] = true
	}
	for _, e := range r.broken(append(slices.Clip(opts), rules.Unread(misfits.Err()))) {
		if !known[e] && (!lost || r.isOnlyOfReplaced(e)) {
			found = append(found, e)
		}
	}
	paths := make(map[field.Path]bool)
	for _, e := range found {
		paths[e.Path] = true
	}
	for _, e := range warnings {
		if !paths[e.Path] {
			found = append(found, e)
		}
	}
	found.Sort()
	for i, e := range found {
		if !e.Pos.IsValid() { // it may be the caller's, who passed it in an option
			c := *e
			found[i] = &c
		}
	}
	r.locate(found)
	slices.SortStableFunc(found, func(a, b *field.Error) int { return a.Pos.Offset - b.Pos.Offset })
	return found
}

// broken returns the rules that the request breaks.
func (r *Request) broken(opts []rules.Option) field.Findings {
	if in := r.RunTask(); in != nil {
		return rules.Check(in, opts...)
	}
	return rules.Check(r.StartTask(), opts...)
}

// isOnlyOfReplaced reports whether e depends on members that are replaced, and on
// no others.
func (r *Request) isOnlyOfReplaced(e *field.Error) bool {
	return r.isReplaced(e.Path) && !slices.ContainsFunc(e.Related, func(p field.Path) bool { return !r.isReplaced(p) })
}

// isReplaced reports whether p leads through a member that is replaced.
func (r *Request) isReplaced(p field.Path) bool {
	name := string(p)
	if i := strings.IndexAny(name, ".["); i >= 0 {
		name = name[:i]
	}
	_, ok := r.replaced[name]
	return ok
}

// locate adds its position to each finding that has none.
func (r *Request) locate(found field.Findings) {
	found = slices.DeleteFunc(slices.Clone(found), func(e *field.Error) bool { return e.Pos.IsValid() || r.isReplaced(e.Path) })
	if s := r.text.Get(); s != nil {
		s.Locate(found)
	}
}
