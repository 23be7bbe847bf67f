// Package explain says what the playground shows of a text: what is wrong with it,
// the line that sends it by the AWS CLI, and the Go program that builds it.
package explain

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/document"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/gocode"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/preflight"
	"github.com/ecstask/ecstask/rules"
)

// Input is what a person has entered.
type Input struct {
	Text      string `json:"text"`      // a request, a task definition, or the value of an option
	Option    string `json:"option"`    // the option, if Text is the value of one
	Operation string `json:"operation"` // without it, StartTask if the request has containerInstances, or else RunTask
	State     string `json:"state"`     // what Describe calls answered, as package preflight loads it
}

// Result is what there is to show. Without a Text it is empty.
type Result struct {
	Read     string    `json:"read"` // what Text was read as
	Findings []Finding `json:"findings"`
	Command  string    `json:"command"` // empty if there are errors
	Program  string    `json:"program"` // empty if there are errors, or not exactly one request
}

// JSON reads an [Input] and writes what Explain returns for it.
func JSON(input string) string {
	var in Input
	if err := json.Unmarshal([]byte(input), &in); err != nil {
		in = Input{}
	}
	text, _ := json.Marshal(Explain(in)) // of texts and numbers, which have JSON
	return string(text)
}

// Explain returns what there is to show of a text.
func Explain(in Input) Result {
	if strings.TrimSpace(in.Text) == "" {
		return Result{Findings: []Finding{}}
	}
	e := explanation{Input: in, op: document.Operation(in.Operation)}
	isState := in.Option == "" && isTaskDefinition(in.Text)
	e.load(isState)
	switch {
	case in.Option != "":
		e.option()
	case isState:
		e.taskDefinition()
	default:
		e.document()
	}
	return Result{e.read, append([]Finding{}, e.found...), e.command, e.program}
}

// explanation is a Result in the making.
type explanation struct {
	Input
	op    document.Operation
	state rules.State

	read, command, program string
	found                  []Finding
	invalid                bool
}

// isTaskDefinition reports whether a text is one, or has one, as
// DescribeTaskDefinition answers, rather than a request.
func isTaskDefinition(text string) bool {
	if !strings.Contains(text, "containerDefinitions") {
		return false
	}
	state, _ := preflight.Load([]byte(text))
	return state.TaskDefinition != nil
}

// load reads the state, of which the text can be a part.
func (e *explanation) load(isState bool) {
	var texts []string
	var boxes []box
	if isState {
		texts, boxes = append(texts, e.Text), append(boxes, textBox)
	}
	if strings.TrimSpace(e.State) != "" {
		texts, boxes = append(texts, e.State), append(boxes, stateBox)
	}
	bytes := make([][]byte, len(texts))
	for i, text := range texts {
		bytes[i] = []byte(text)
	}
	state, err := preflight.Load(bytes...)
	e.state = state
	for _, mistakes := range textErrors(err) {
		e.add(boxes[mistakes.Index], texts[mistakes.Index], field.Findings(mistakes.Errors))
	}
}

// document explains a text with requests.
func (e *explanation) document() {
	doc, _ := document.Read("", []byte(e.Text), document.WithOperation(e.op))
	e.read = fmt.Sprintf("%d requests", len(doc.Requests))
	if len(doc.Requests) == 1 {
		e.read = "a " + string(doc.Requests[0].Operation()) + " request"
	}
	e.read += " in " + strings.ToUpper(string(doc.Format))
	e.add(textBox, e.Text, doc.Check(rules.Against(e.state)))
	e.write(doc.Requests)
}

// taskDefinition explains a task definition by the smallest request for it.
func (e *explanation) taskDefinition() {
	e.op = cmp.Or(e.op, document.RunTask)
	r := newRequest(e.op, &request.Request{RunTaskInput: ecs.RunTaskInput{TaskDefinition: e.family()}}, "taskDefinition", nil)
	e.read = "a task definition, for which this is the smallest " + string(r.Operation()) + " request"
	e.add(nowhere, "", r.Check(rules.Against(e.state)))
	e.write([]*document.Request{r})
}

// family returns how a request names the task definition of the state, or nil.
func (e *explanation) family() *string {
	d := e.state.TaskDefinition
	if d == nil {
		return nil
	}
	name := ptr.Value(d.Family)
	if d.Revision > 0 {
		name = fmt.Sprintf("%s:%d", name, d.Revision)
	}
	return &name
}

// newRequest returns a request of values of which one member was entered, with what
// came up when it was read.
func newRequest(op document.Operation, values *request.Request, member string, found field.Findings) *document.Request {
	r := document.NewRequest(op)
	if in := r.RunTask(); in != nil {
		*in = *values.RunTask()
	} else {
		*r.StartTask() = *values.StartTask()
	}
	r.Replace(member, found)
	return r
}

// write writes the command and the program of requests that have no errors.
func (e *explanation) write(list []*document.Request) {
	if e.invalid {
		return
	}
	lines := make([]string, len(list))
	for i, r := range list {
		op, values := valuesOf(r)
		lines[i], _ = op.Command(values)
	}
	e.command = strings.Join(lines, "\n")
	if len(list) == 1 {
		op, values := valuesOf(list[0])
		program, _ := gocode.Program(op, values, nil)
		e.program = string(program)
	}
}

// valuesOf returns the operation and the values of a request.
func valuesOf(r *document.Request) (*request.Operation, *request.Request) {
	if in := r.RunTask(); in != nil {
		return request.RunTask, request.FromRunTask(in)
	}
	return request.StartTask, request.FromStartTask(r.StartTask())
}
