package starttask

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/internal/hidden"
	"github.com/ecstask/ecstask/internal/ptr"
)

// The methods below keep environment values, commands and tag values out of what
// fmt, log/slog and encoding/json write. The tasks of a Result are values
// of the SDK, which would show them all.

// String returns how many tasks were started, may be running, and were not started.
func (r Result) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "started %d of %d tasks", len(r.Tasks), len(r.Tasks)+len(r.Failures)+len(r.Unknown)+len(r.NotStarted))
	for _, part := range []struct {
		n    int
		what string
	}{
		{len(r.Failures), "failed"}, {len(r.Unknown), "may be running"},
		{len(r.NotStarted), "not started"}, {len(r.Extra), "more reported"},
	} {
		if part.n > 0 {
			fmt.Fprintf(&b, ", %d %s", part.n, part.what)
		}
	}
	return b.String()
}

// plural returns "1 what" or "n whats".
func plural(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// Format implements [fmt.Formatter]: every verb formats what String returns.
func (r Result) Format(s fmt.State, verb rune) { hidden.Format(s, verb, r, r.String()) }

// LogValue implements [slog.LogValuer]: the lengths of the lists, and StartedBy.
func (r *Result) LogValue() slog.Value {
	if r == nil {
		return slog.Value{}
	}
	return slog.GroupValue(
		slog.Int("started", len(r.Tasks)),
		slog.Int("failed", len(r.Failures)),
		slog.Int("unknown", len(r.Unknown)),
		slog.Int("notStarted", len(r.NotStarted)),
		slog.Int("extra", len(r.Extra)),
		slog.Any("startedBy", r.StartedBy),
	)
}

// MarshalJSON writes an object with the members tasks, failures, unknown,
// notStarted, extra and startedBy. Of a task it writes the ARN and that of its container
// instance; json.Marshal(r.Tasks) writes everything, secrets included.
func (r Result) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Tasks      []taskJSON    `json:"tasks"`
		Failures   []failureJSON `json:"failures"`
		Unknown    []string      `json:"unknown"`
		NotStarted []string      `json:"notStarted"`
		Extra      []taskJSON    `json:"extra"`
		StartedBy  []string      `json:"startedBy"`
	}{
		converted(r.Tasks, newTaskJSON), converted(r.Failures, newFailureJSON),
		same(r.Unknown), same(r.NotStarted), converted(r.Extra, newTaskJSON), same(r.StartedBy),
	})
}

type taskJSON struct {
	TaskArn              string `json:"taskArn"`
	ContainerInstanceArn string `json:"containerInstanceArn"`
}

func newTaskJSON(t types.Task) taskJSON {
	return taskJSON{ptr.Value(t.TaskArn), ptr.Value(t.ContainerInstanceArn)}
}

type failureJSON struct {
	ContainerInstance string        `json:"containerInstance"`
	Arn               string        `json:"arn"`
	Reason            string        `json:"reason"`
	Detail            string        `json:"detail"`
	Retry             failure.Retry `json:"retry"`
}

func newFailureJSON(p *failure.Placement) failureJSON {
	v := ptr.Value(p)
	return failureJSON{v.Instance, ptr.Value(v.Reported.Arn), v.Reason(), v.Detail(), v.Retry}
}

// converted returns f of each element, in a list that is never nil.
func converted[T, U any](list []T, f func(T) U) []U {
	all := make([]U, len(list))
	for i, v := range list {
		all[i] = f(v)
	}
	return all
}

func same(list []string) []string { return converted(list, func(s string) string { return s }) }

// LogValue implements [slog.LogValuer], as Error does.
func (e *StartError) LogValue() slog.Value {
	if e == nil {
		return slog.Value{}
	}
	return slog.StringValue(e.Error())
}

// MarshalJSON writes an object with the members message, which is what Error
// returns, and result.
func (e StartError) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Message string  `json:"message"`
		Result  *Result `json:"result"`
	}{e.Error(), e.Result})
}
