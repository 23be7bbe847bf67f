package starttask

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"

	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/internal/fleet"
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
		Tasks      []fleet.TaskJSON `json:"tasks"`
		Failures   []failureJSON    `json:"failures"`
		Unknown    []string         `json:"unknown"`
		NotStarted []string         `json:"notStarted"`
		Extra      []fleet.TaskJSON `json:"extra"`
		StartedBy  []string         `json:"startedBy"`
	}{
		fleet.Converted(r.Tasks, fleet.NewTaskJSON), fleet.Converted(r.Failures, newFailureJSON),
		same(r.Unknown), same(r.NotStarted), fleet.Converted(r.Extra, fleet.NewTaskJSON), same(r.StartedBy),
	})
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

func same(list []string) []string { return fleet.Converted(list, func(s string) string { return s }) }

// Format implements [fmt.Formatter]: every verb formats what Error returns.
func (e StartError) Format(s fmt.State, verb rune) { hidden.Format(s, verb, e, e.Error()) }

// LogValue implements [slog.LogValuer], as Error does.
func (e StartError) LogValue() slog.Value { return slog.StringValue(e.Error()) }

// MarshalJSON writes an object with the members message, which is what Error
// returns, and result.
func (e StartError) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Message string  `json:"message"`
		Result  *Result `json:"result"`
	}{e.Error(), e.Result})
}
