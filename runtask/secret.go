package runtask

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

// String returns how many tasks were started, not placed, may be running, and were
// not started.
func (r Result) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "started %d of %d tasks", len(r.Tasks), len(r.Tasks)+r.Unplaced+r.Unknown+r.NotStarted)
	for _, part := range []struct {
		n    int
		what string
	}{
		{r.Unplaced, "not placed"}, {r.Unknown, "may be running"},
		{r.NotStarted, "not started"}, {len(r.Extra), "more reported"},
	} {
		if part.n > 0 {
			fmt.Fprintf(&b, ", %d %s", part.n, part.what)
		}
	}
	return b.String()
}

// Format implements [fmt.Formatter]: every verb formats what String returns.
func (r Result) Format(s fmt.State, verb rune) { hidden.Format(s, verb, r, r.String()) }

// LogValue implements [slog.LogValuer]: the numbers, ClientTokens and Unsettled.
func (r *Result) LogValue() slog.Value {
	if r == nil {
		return slog.Value{}
	}
	return slog.GroupValue(
		slog.Int("started", len(r.Tasks)),
		slog.Int("unplaced", r.Unplaced),
		slog.Int("unknown", r.Unknown),
		slog.Int("notStarted", r.NotStarted),
		slog.Int("extra", len(r.Extra)),
		slog.Any("clientTokens", r.ClientTokens),
		slog.Any("unsettled", r.Unsettled),
	)
}

// MarshalJSON writes an object with the members tasks, failures, unplaced, unknown,
// notStarted, extra, clientTokens and unsettled. Of a task it writes the ARN and that of its
// container instance; json.Marshal(r.Tasks) writes everything, secrets included.
func (r Result) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Tasks        []fleet.TaskJSON `json:"tasks"`
		Failures     []failureJSON    `json:"failures"`
		Unplaced     int              `json:"unplaced"`
		Unknown      int              `json:"unknown"`
		NotStarted   int              `json:"notStarted"`
		Extra        []fleet.TaskJSON `json:"extra"`
		ClientTokens []string         `json:"clientTokens"`
		Unsettled    []Unsettled      `json:"unsettled"`
	}{
		fleet.Converted(r.Tasks, fleet.NewTaskJSON), fleet.Converted(r.Failures, newFailureJSON),
		r.Unplaced, r.Unknown, r.NotStarted,
		fleet.Converted(r.Extra, fleet.NewTaskJSON), same(r.ClientTokens), same(r.Unsettled),
	})
}

func same[T any](list []T) []T { return fleet.Converted(list, func(v T) T { return v }) }

type failureJSON struct {
	Arn    string        `json:"arn"`
	Reason string        `json:"reason"`
	Detail string        `json:"detail"`
	Retry  failure.Retry `json:"retry"`
}

func newFailureJSON(p *failure.Placement) failureJSON {
	v := ptr.Value(p)
	return failureJSON{ptr.Value(v.Reported.Arn), v.Reason(), v.Detail(), v.Retry}
}

// Format implements [fmt.Formatter]: every verb formats what Error returns.
func (e RunError) Format(s fmt.State, verb rune) { hidden.Format(s, verb, e, e.Error()) }

// LogValue implements [slog.LogValuer], as Error does.
func (e RunError) LogValue() slog.Value { return slog.StringValue(e.Error()) }

// MarshalJSON writes an object with the members message, which is what Error
// returns, and result.
func (e RunError) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Message string  `json:"message"`
		Result  *Result `json:"result"`
	}{e.Error(), e.Result})
}
