package preflight

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/source"
	"github.com/ecstask/ecstask/internal/tree"
	"github.com/ecstask/ecstask/rules"
)

// Limits of a text that [Load] reads. They are enough for some thousand container
// instances.
const (
	MaxSize   = 64 << 20 // bytes
	MaxValues = 1 << 22  // values, those of YAML aliases included
)

var reading = source.Options{MaxSize: MaxSize, MaxValues: MaxValues, Dates: true, Shown: memberNames}

// memberNames are the names of all members of state.
var memberNames = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for _, f := range forms {
		names[f.member] = true
	}
	for _, v := range []smithy.Deserializable{new(types.TaskDefinition), new(types.Cluster), new(types.ContainerInstance), new(types.CapacityProvider)} {
		for name := range tree.Names(tree.SchemaOf(v)) {
			names[name] = true
		}
	}
	return names
})

// Load reads state from texts, each in JSON or YAML, in any order. A text is what
// one of these commands of the AWS CLI printed, in version 1 or 2:
//
//	aws ecs describe-task-definition
//	aws ecs describe-clusters
//	aws ecs list-container-instances
//	aws ecs describe-container-instances
//	aws ecs describe-capacity-providers
//
// It may also be one element of such a response, such as the task definition alone,
// or a list of responses and elements. A task definition may be an input of
// RegisterTaskDefinition; [GapsRunTask] says what cannot be checked then. Members that the
// SDK does not know are ignored. YAML may have several documents.
//
// There can be any number of task definitions and clusters: from the second on they
// are in Others, and [rules.State.For] finds those of a request. What is there twice
// counts as the later text has it.
//
// AllInstances is set if there are as many active and draining instances as the
// cluster says are registered or, if it does not say so, all that were listed.
// ReadAt is not known. An agent is connected unless its container instance says that
// it is not.
//
// The error joins a [*TextError] for each text with mistakes: its Unwrap returns a
// []error, even of one. The state has what could be read.
func Load(texts ...[]byte) (rules.State, error) {
	var l loader
	var errs []error
	for i, text := range texts {
		if found := l.load(text); len(found) > 0 {
			errs = append(errs, &TextError{Index: i, Of: len(texts), Errors: field.Errors(found)})
		}
	}
	return l.state(), errors.Join(errs...)
}

// TextError has the mistakes of a text given to [Load].
type TextError struct {
	Index  int          // of the text
	Of     int          // how many texts there were
	Name   string       // of the text, such as that of its file, if you set it: Error then shows it
	Errors field.Errors // each with its Pos
}

// Error returns the mistakes, one a line: the name of the text or, if there were
// several, its number, the line and the column, and what is wrong.
func (e *TextError) Error() string {
	name := e.Name
	if name == "" && e.Of > 1 {
		name = fmt.Sprintf("text %d", e.Index+1)
	}
	lines := make([]string, len(e.Errors))
	for i, mistake := range e.Errors {
		lines[i] = strings.TrimPrefix(name+":", ":") + mistake.Pos.String() + ": " + mistake.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the mistakes.
func (e *TextError) Unwrap() error { return e.Errors }

// load reads a text and returns what is wrong with it.
func (l *loader) load(text []byte) field.Findings {
	s := string(text[:min(len(text), MaxSize+1)])
	isJSON := source.IsJSON(s, "{[")
	if mistake := source.Check(s, len(text), !isJSON, reading); mistake != nil {
		return field.Findings{mistake}
	}
	if !isJSON {
		return l.loadYAML(s)
	}
	s = strings.TrimPrefix(s, "\uFEFF")
	src, err := source.JSON(s)
	if err != nil {
		e := &field.Error{Kind: field.Syntax, Msg: "expected " + err.Expected + ", found " + err.Actual, Hint: err.Hint}
		if err.Expected == "the end of the text" {
			e.Hint = "save each response by itself, or all of them in a list"
		}
		return field.Findings{source.At(e, source.Pos(s, err.Offset))}
	}
	return l.read(src)
}

func (l *loader) loadYAML(text string) (found field.Findings) {
	documents, mistake := source.YAML(text, reading)
	blank := true
	for _, src := range documents {
		if !src.Blank {
			blank = false
			found = append(found, l.read(src)...)
		}
	}
	switch {
	case mistake != nil:
		return append(found, mistake)
	case blank:
		return field.Findings{source.At(&field.Error{Kind: field.Required, Msg: "is empty", Hint: hintForms}, source.Start)}
	}
	return found
}

// hintForms says what a text can be.
const hintForms = "save what aws ecs describe-task-definition, describe-clusters, describe-container-instances or describe-capacity-providers prints"

// read reads what stands in a tree.
func (l *loader) read(src *source.Source) field.Findings {
	t := src.Values
	defer t.Free()
	t.Tolerant, t.KeepDups = true, false
	if src.Refused[""] {
		src.Locate(src.Mistakes)
		return src.Mistakes
	}
	found := l.decode(t)
	found = slices.DeleteFunc(found, func(e *field.Error) bool { return src.Refused[e.Path] })
	found = append(found, src.Mistakes...)
	src.Locate(found)
	slices.SortStableFunc(found, func(a, b *field.Error) int { return cmp.Compare(a.Pos.Offset, b.Pos.Offset) })
	return found
}

// decode reads what the root of t is: an object, or a list of them.
func (l *loader) decode(t *tree.Tree) field.Findings {
	l.tags = nil
	complete(t)
	switch t.Node(0).Kind {
	case tree.Object:
		of := formsOf(t, 0)
		if len(of) == 0 {
			return field.Findings{unrecognized("")}
		}
		var found field.Findings
		for _, f := range of {
			found = append(found, tree.Decode(t, deserializable(func(d smithy.ShapeDeserializer) error { return f.read(l, d) }))...)
		}
		return found
	case tree.List:
		return l.decodeList(t)
	}
	return field.Findings{unrecognized("")}
}

// complete says what a container instance and a cluster in t leave out, and what would
// otherwise be read as false or 0: that the agent is connected, and that the instances
// are not counted.
func complete(t *tree.Tree) {
	for i := range int32(len(t.Nodes())) {
		instance, connected, cluster, counted := false, false, false, false
		for c := range t.Children(i) {
			switch n := t.Node(c); n.Key {
			case "containerInstanceArn":
				instance = true
			case "agentConnected":
				connected = n.Kind != tree.Null
			case "clusterArn", "clusterName":
				cluster = true
			case "registeredContainerInstancesCount":
				counted = n.Kind != tree.Null
			}
		}
		if instance && !connected {
			t.Add(i, tree.Node{Key: "agentConnected", Kind: tree.Bool, Text: "true"})
		}
		if cluster && !counted {
			t.Add(i, tree.Node{Key: "registeredContainerInstancesCount", Kind: tree.Number, Text: strconv.Itoa(uncounted)})
		}
	}
}

func (l *loader) decodeList(t *tree.Tree) field.Findings {
	var of []*form // of each element; nil for what is not read
	var found field.Findings
	for i := range t.Children(0) {
		var f *form
		list := formsOf(t, i)
		if last := len(list) - 1; last == 0 || last > 0 && !list[last].whole {
			f = list[last]
		} else if len(found) == 0 { // others are alike
			found = append(found, unrecognized(field.Path("").Index(len(of))))
		}
		of = append(of, f)
	}
	at := -1
	return append(found, tree.DecodeList(t, func(d smithy.ShapeDeserializer) error {
		if at++; of[at] == nil {
			return nil
		}
		return of[at].read(l, d)
	})...)
}

func unrecognized(p field.Path) *field.Error {
	return &field.Error{Path: p, Kind: field.Invalid, Severity: field.SeverityError, Msg: "is neither the output of a Describe call nor an element of one", Hint: hintForms}
}

// deserializable is a function that reads itself.
type deserializable func(d smithy.ShapeDeserializer) error

// Deserialize implements [smithy.Deserializable].
func (f deserializable) Deserialize(d smithy.ShapeDeserializer) error { return f(d) }
