package failure

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/echo"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/internal/wire"
)

// Explanation says what something that ECS reports stands for. The zero
// Explanation is that of a report which is new to this package.
type Explanation struct {
	Meaning string `json:"meaning"` // for people, in a sentence
	Advice  string `json:"advice"`  // what to do
	Retry   Retry  `json:"retry"`   // whether to try again
	Doc     string `json:"doc"`     // URL of the page, or of a report of the same
}

// Refusal is a call that ECS refused. It is an error.
type Refusal struct {
	Code    string     `json:"code"`    // such as InvalidParameterException
	Message string     `json:"message"` // ECS's own words; they can quote the request
	Path    field.Path `json:"path"`    // of the member that ECS objects to; empty if it is not known, or no member
	Name    string     `json:"name"`    // what Message names: a container, a subnet, a role; empty if nothing
	Rule    string     `json:"rule"`    // id of the rule of package rules that finds this in a request; empty if none does
	// Tasks are the ARNs of the tasks that were started with the client token, if the
	// refusal is a ConflictException.
	Tasks []string `json:"tasks,omitempty"`
	Explanation
	Err error `json:"-"` // the error of the call
}

// Refused explains err, the error of a call of StartTask or RunTask, if ECS
// refused the call: if the SDK found an error code of ECS in the response. The code
// and the message of a refusal that is new to this package stand in the Refusal as
// they are, without an Explanation.
//
// The result is nil and false for any other error: a lost connection, a response
// that does not come from ECS, a request that the SDK did not send, missing
// credentials. Of several refusals joined in err the first counts.
//
// A refusal with a server's code, such as ServerException, may have had an effect
// all the same. Its Retry is [RetryUnknown].
func Refused(err error) (*Refusal, bool) {
	known, api := ofECS(err, "")
	switch {
	case known != nil:
		return known, true
	case api == nil:
		return nil, false
	}
	message := api.ErrorMessage()
	if message == noCode {
		message = "" // there was none
	}
	r := &Refusal{Code: api.ErrorCode(), Message: message, Err: err}
	if conflict, ok := api.(*types.ConflictException); ok {
		r.Tasks = slices.Clone(conflict.ResourceIds)
	}
	return r.lookUp(), true
}

// lookUp finds what is known of r by its message, else by its code, and returns r.
func (r *Refusal) lookUp() *Refusal {
	for _, known := range refusals {
		if name, ok := match(known.message, r.Message); ok {
			r.Name = name
			r.explain(known.cause)
			return r
		}
	}
	if known, ok := codes[r.Code]; ok {
		r.explain(known)
	}
	return r
}

// cause is what a table knows of a refusal.
type cause struct {
	path            field.Path
	rule            string
	retry           Retry
	meaning, advice string
	doc             string
}

func (r *Refusal) explain(c cause) {
	r.Path, r.Rule = c.path, c.rule
	r.Explanation = Explanation{Meaning: c.meaning, Advice: c.advice, Retry: c.retry, Doc: c.doc}
}

// noCode is the SDK's word for a code or a message that a response does not have.
const noCode = "UnknownError"

// serviceECS is what the SDK calls the service in its errors.
const serviceECS = "ECS"

// ofECS returns the first refusal, or error of ECS, in the tree of err. service is
// whose operation led to err, if that is known: what the SDK does to get
// credentials can be refused as well.
func ofECS(err error, service string) (*Refusal, smithy.APIError) {
	if ptr.IsNil(err) { // errors.As would call the methods of a typed nil
		return nil, nil
	}
	switch e := err.(type) {
	case *Refusal:
		return e, nil
	case *smithy.OperationError:
		service = e.ServiceID
	case smithy.APIError:
		if code := e.ErrorCode(); (service == "" || service == serviceECS) && code != "" && code != noCode {
			return nil, e
		}
	}
	switch u := err.(type) {
	case interface{ Unwrap() error }:
		return ofECS(u.Unwrap(), service)
	case interface{ Unwrap() []error }:
		for _, inner := range u.Unwrap() {
			if r, api := ofECS(inner, service); r != nil || api != nil {
				return r, api
			}
		}
	}
	return nil, nil
}

// In returns a copy of r whose Path leads to what Message names, if request has
// it: to overrides.containerOverrides[2] for the name of its container, and to
// overrides.taskRoleArn for a role that is given there. request is the
// *ecs.StartTaskInput or *ecs.RunTaskInput that ECS refused.
func (r *Refusal) In(request smithy.Serializable) *Refusal {
	if r == nil {
		return nil
	}
	found := *r
	if r.Name == "" {
		return &found
	}
	wire.Strings(request, func(at []byte, s string) {
		if s != r.Name || found.Path != r.Path {
			return
		}
		path := string(at)
		for _, place := range names[r.Path] {
			if isAt(path, place) {
				found.Path = field.Path(strings.TrimSuffix(path, ".name"))
			}
		}
	})
	return &found
}

// isAt reports whether path is place, in which [] stands for any element.
func isAt(path, place string) bool {
	list, member, ok := strings.Cut(place, "[]")
	if !ok {
		return path == place
	}
	index, under := strings.CutPrefix(path, list+"[")
	index, ends := strings.CutSuffix(index, "]"+member)
	return under && ends && !strings.ContainsAny(index, "[]")
}

// Text returns what err says and, if ECS refused the call, behind it what that means
// and what to do. Of a nil err it is empty.
func Text(err error) string {
	if ptr.IsNil(err) {
		return ""
	}
	text := err.Error()
	r, ok := Refused(err)
	if !ok || r.Meaning == "" {
		return text
	}
	if _, said := err.(*Refusal); said {
		return text
	}
	behind := "; "
	if strings.Contains(text, "\n") {
		behind = "\n"
	}
	return strings.TrimSuffix(text, ".") + behind + r.Meaning + "; " + r.Advice + r.tasks()
}

// tasks names the tasks of a conflict, of many the first.
func (r *Refusal) tasks() string {
	const most = 10
	switch n := len(r.Tasks); {
	case n == 0:
		return ""
	case n > most:
		return fmt.Sprintf("; the tasks with the token are %s and %d more", strings.Join(r.Tasks[:most], ", "), n-most)
	}
	return "; the tasks with the token: " + strings.Join(r.Tasks, ", ")
}

// Error returns, in one line, "path: code: message; meaning; advice (rule)",
// without the parts that are empty. Of a nil r it returns "<nil>".
func (r *Refusal) Error() string {
	if r == nil {
		return "<nil>"
	}
	var b strings.Builder
	if r.Path != "" {
		b.WriteString(string(r.Path) + ": ")
	}
	said := r.Said()
	if r.Meaning+r.Advice != "" {
		said = strings.TrimSuffix(said, ".")
	}
	b.WriteString(said)
	for _, part := range [...]string{r.Meaning, r.Advice} {
		if part != "" {
			b.WriteString("; " + part)
		}
	}
	b.WriteString(r.tasks())
	if r.Rule != "" {
		b.WriteString(" (" + r.Rule + ")")
	}
	return b.String()
}

// Said returns the code and the message of ECS in one line, with a space in place
// of each character that cannot be printed.
func (r *Refusal) Said() string {
	said := r.Code
	if r.Message != "" && r.Message != r.Code {
		said += ": " + r.Message
	}
	return echo.Line(said)
}

// Unwrap returns the error of the call.
func (r *Refusal) Unwrap() error {
	if r == nil {
		return nil
	}
	return r.Err
}
