package document

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/internal/source"
	"github.com/ecstask/ecstask/internal/tree"
	"github.com/ecstask/ecstask/rules"
)

// MaxSize is how many bytes a text may have.
const MaxSize = tree.MaxSize

// Format is the format of a text.
type Format string

// The formats.
const (
	JSON Format = "json"
	YAML Format = "yaml"
)

// Operation is an operation of Amazon ECS that starts tasks.
type Operation string

// The operations.
const (
	StartTask Operation = "StartTask"
	RunTask   Operation = "RunTask"
)

var operations = map[Operation]*request.Operation{StartTask: request.StartTask, RunTask: request.RunTask}

// Document is what was read from one text.
type Document struct {
	Name     string // of the text, as Read got it
	Format   Format // in which it was read
	Requests []*Request
}

// Option changes how a text is read.
type Option func(*options)

type options struct {
	format    Format
	guessed   bool // the format, by the text alone
	operation Operation
}

// WithFormat sets the format of the text, whatever its name.
func WithFormat(f Format) Option { return func(o *options) { o.format = f } }

// WithOperation says which operation all requests in the text are for. Without it, a
// request that has containerInstances is for StartTask, which requires them, and any
// other request is for RunTask.
func WithOperation(op Operation) Option { return func(o *options) { o.operation = op } }

// Read reads the requests in text. The ending of name selects the format: .json, or
// .yaml and .yml. Any other text is JSON if it begins with {, and YAML if not. Read
// does not apply the rules: [Document.Check] does.
//
// The error is [field.Errors]: all that could not be read, each with its position.
// A JSON text that does not parse wraps a [*shorthand.SyntaxError], whose Snippet
// shows the line with a caret. An option with a format or an operation that does
// not exist is a [*field.Error]. In all cases the Document has what could be read,
// and at least one request.
func Read(name string, text []byte, opts ...Option) (*Document, error) {
	o := newOptions(opts)
	d := &Document{Name: name, Format: cmp.Or(o.format, formatOf(name))}
	if o.guessed = d.Format == ""; o.guessed {
		d.Format = YAML
		if source.IsJSON(string(text[:min(len(text), MaxSize)]), "{") {
			d.Format = JSON
		}
	}
	d.Requests = d.read(string(text[:min(len(text), MaxSize+1)]), len(text), o)
	var errs field.Findings
	for _, r := range d.Requests {
		errs = append(errs, r.read...)
	}
	return d, errs.Err()
}

// Failed returns the Document of a text that could not be obtained, such as a file
// that cannot be opened: Check reports err, without a position unless it has one,
// and what the rules find in members that are replaced.
func Failed(name string, err error, opts ...Option) *Document {
	o := newOptions(opts)
	return &Document{Name: name, Format: o.format, Requests: []*Request{unread(operations[o.operation], field.Collect(err)...)}}
}

func newOptions(opts []Option) (o options) {
	for _, opt := range opts {
		if opt != nil {
			opt(&o)
		}
	}
	return o
}

// formatOf returns the format that the ending of a name says, or "".
func formatOf(name string) Format {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".json":
		return JSON
	case ".yaml", ".yml":
		return YAML
	}
	return ""
}

// read reads a text of size bytes, of which no more than what is allowed is there.
func (d *Document) read(text string, size int, o options) []*Request {
	op := operations[o.operation]
	if op == nil && o.operation != "" {
		return []*Request{unread(nil, unknown("operation", o.operation, StartTask, RunTask))}
	}
	if err := source.Check(text, size, d.Format == YAML, reading); err != nil {
		return []*Request{unread(op, err)}
	}
	switch d.Format {
	case JSON:
		return []*Request{readJSON(text, op, o.guessed)}
	case YAML:
		return readYAML(text, op)
	}
	return []*Request{unread(op, unknown("format", d.Format, JSON, YAML))}
}

func unknown[T ~string](what string, got T, known ...T) *field.Error {
	return &field.Error{
		Kind: field.Unknown, Severity: field.SeverityError, Pos: source.Start, Msg: fmt.Sprintf("an option has the %s %.40q, which does not exist", what, string(got)),
		Hint: fmt.Sprintf("use %s or %s", known[0], known[1]),
	}
}

// recognized returns op or, if that is nil, the operation of the members of a tree,
// which is nil if there are none.
func recognized(op *request.Operation, t *tree.Tree) *request.Operation {
	if op != nil {
		return op
	}
	var members []string
	if t != nil {
		for i := range t.Children(0) {
			members = append(members, t.Node(i).Key)
		}
	}
	return request.Recognize(members)
}

// String names the text and counts its requests. It does not show them: they may
// hold secrets.
func (d *Document) String() string {
	if d == nil {
		return "no document"
	}
	if len(d.Requests) == 1 {
		return fmt.Sprintf("%s: 1 request", d.Name)
	}
	return fmt.Sprintf("%s: %d requests", d.Name, len(d.Requests))
}

// Check returns what is wrong with the requests, errors and warnings: what could
// not be read, and what the rules find in the rest, as [rules.Unread] joins them.
// Each finding has its position, and they are in the order of the text.
func (d *Document) Check(opts ...rules.Option) field.Findings {
	var found field.Findings
	for _, r := range d.Requests {
		found = append(found, r.Check(opts...)...)
	}
	return found
}
