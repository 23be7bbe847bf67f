package explain

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/document"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/shorthand"
)

// An option takes a structure, or a list of them, and gives a member of a request.
type option struct {
	name, member string
	read         func(text string, r *request.Request) (field.Findings, []piece) // findings relative to the member
}

// A piece of a text was read by itself.
type piece struct {
	path   field.Path // of its value, from the member down
	line   int        // where it begins, from 0
	offset int
	places shorthand.Places
}

var options = []option{
	structure("--overrides", "overrides", func(r *request.Request) **types.TaskOverride { return &r.Overrides }),
	structure("--network-configuration", "networkConfiguration", func(r *request.Request) **types.NetworkConfiguration { return &r.NetworkConfiguration }),
	list("--tags", "tags", func(r *request.Request) *[]types.Tag { return &r.Tags }),
	list("--volume-configurations", "volumeConfigurations", func(r *request.Request) *[]types.TaskVolumeConfiguration { return &r.VolumeConfigurations }),
	list("--capacity-provider-strategy", "capacityProviderStrategy", func(r *request.Request) *[]types.CapacityProviderStrategyItem { return &r.CapacityProviderStrategy }),
	list("--placement-constraints", "placementConstraints", func(r *request.Request) *[]types.PlacementConstraint { return &r.PlacementConstraints }),
	list("--placement-strategy", "placementStrategy", func(r *request.Request) *[]types.PlacementStrategy { return &r.PlacementStrategy }),
}

// Options returns the names of the options whose values Explain reads.
func Options() []string {
	names := make([]string, len(options))
	for i, o := range options {
		names[i] = o.name
	}
	return names
}

// sdk is a pointer to a type of the SDK that can be read.
type sdk[T any] interface {
	*T
	smithy.Deserializable
}

func structure[T any, P sdk[T]](name, member string, of func(*request.Request) *P) option {
	return option{name, member, func(text string, r *request.Request) (field.Findings, []piece) {
		var v T
		var p piece
		var warnings field.Findings
		err := shorthand.Unmarshal(text, P(&v), shorthand.WithPlaces(&p.places), shorthand.WithWarnings(&warnings))
		*of(r) = &v
		return append(field.Collect(err), warnings...), []piece{p}
	}}
}

func list[T any, P sdk[T]](name, member string, of func(*request.Request) *[]T) option {
	return option{name, member, func(text string, r *request.Request) (field.Findings, []piece) {
		args, pieces := elements(text)
		var places shorthand.Places
		var warnings field.Findings
		values, err := shorthand.UnmarshalList[T, P](args, shorthand.WithPlaces(&places), shorthand.WithWarnings(&warnings))
		*of(r) = values
		for i := range pieces {
			_ = shorthand.Unmarshal(args[i], P(new(T)), shorthand.WithPlaces(&pieces[i].places)) // the errors are in err
		}
		return append(field.Collect(err), warnings...), append(pieces, piece{places: places})
	}}
}

// elements returns the arguments that a text is for an option that takes a list:
// all of it if it is JSON, and else each of its lines. The pieces are elements.
func elements(text string) (args []string, pieces []piece) {
	begin := strings.TrimSpace(text)
	if strings.HasPrefix(begin, "[") {
		return []string{text}, nil
	}
	if strings.HasPrefix(begin, "{") {
		return []string{text}, []piece{{path: field.Path("").Index(0)}}
	}
	line, offset := 0, 0
	for arg := range strings.Lines(text) {
		if bare := strings.TrimRight(arg, "\r\n"); strings.TrimSpace(bare) != "" {
			pieces = append(pieces, piece{path: field.Path("").Index(len(args)), line: line, offset: offset})
			args = append(args, bare)
		}
		line++
		offset += len(arg)
	}
	return args, pieces
}

// option explains the value of an option.
func (e *explanation) option() {
	i := slices.IndexFunc(options, func(o option) bool { return o.name == e.Option })
	if i < 0 {
		e.refuse("", "there is no such option here", "choose one of "+strings.Join(Options(), ", "))
		return
	}
	o := options[i]
	member := field.Path(o.member)
	values := &request.Request{RunTaskInput: ecs.RunTaskInput{TaskDefinition: e.family()}}
	unread, pieces := o.read(e.Text, values)
	ops := operationsOf(e.op, o.member)
	names := make([]string, len(ops))
	var found field.Findings
	for i, op := range ops {
		names[i] = op.Name
		if op.Schema.Member(o.member) == nil {
			hint, _ := op.Elsewhere(o.member)
			e.refuse(member, "is not an option of "+op.CLI, hint)
		}
		r := newRequest(document.Operation(op.Name), values, o.member, unread.Under(member))
		these := slices.DeleteFunc(r.Check(rules.Against(e.state)), func(f *field.Error) bool { return !isAbout(member, f) })
		if i == 0 {
			found = these
			continue
		}
		found = slices.DeleteFunc(found, func(f *field.Error) bool { return !slices.ContainsFunc(these, isLike(f)) })
	}
	e.read = "the value of " + o.name + " for " + strings.Join(names, " and ")
	for _, f := range found {
		locate(f, member, pieces)
	}
	slices.SortStableFunc(found, func(a, b *field.Error) int { return a.Pos.Offset - b.Pos.Offset })
	e.add(textBox, e.Text, found)
	if !e.invalid {
		values.TaskDefinition = nil
		line, _ := ops[0].Command(values)
		e.command = strings.TrimPrefix(line, "aws ecs "+ops[0].CLI+" ")
	}
}

// refuse adds an error that is not about a place in a text.
func (e *explanation) refuse(p field.Path, msg, hint string) {
	e.add(nowhere, "", field.Findings{{Path: p, Kind: field.Unknown, Severity: field.SeverityError, Msg: msg, Hint: hint}})
}

// operationsOf returns the operation that a person has chosen, or else those that
// have the member.
func operationsOf(chosen document.Operation, member string) (ops []*request.Operation) {
	for _, op := range [...]*request.Operation{request.StartTask, request.RunTask} {
		if chosen == document.Operation(op.Name) || chosen == "" && op.Schema.Member(member) != nil {
			ops = append(ops, op)
		}
	}
	if ops == nil { // chosen is neither
		return operationsOf("", member)
	}
	return ops
}

// isAbout reports whether f is about a member, and about nothing else in the request
// but the task definition: the rest of the request is not there.
func isAbout(member field.Path, f *field.Error) bool {
	return member.Contains(f.Path) && !slices.ContainsFunc(f.Related, func(p field.Path) bool { return p != "taskDefinition" && !member.Contains(p) })
}

// isLike returns a function that reports whether a finding says what f does.
func isLike(f *field.Error) func(*field.Error) bool {
	return func(g *field.Error) bool { return f.Path == g.Path && f.Rule == g.Rule && f.Text() == g.Text() }
}

// locate sets the position of a finding in the first piece that has its value.
func locate(f *field.Error, member field.Path, pieces []piece) {
	for i := range pieces {
		p := &pieces[i]
		at := member
		if p.path != "" {
			at = member.Join(p.path)
		}
		if !at.Contains(f.Path) {
			continue
		}
		rest := *f
		rest.Path = field.Path(strings.TrimPrefix(strings.TrimPrefix(string(f.Path), string(at)), "."))
		p.places.Locate(field.Findings{&rest})
		if f.Pos = rest.Pos; f.Pos.IsValid() {
			f.Pos.Line += p.line
			f.Pos.Offset += p.offset
			return
		}
	}
}
