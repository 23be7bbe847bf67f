package lifecycle

import (
	"encoding/json"
	"fmt"
	"log/slog"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/hidden"
	"github.com/ecstask/ecstask/internal/ptr"
)

// The methods below keep environment values, commands and tag values out of what
// fmt, log/slog and encoding/json write. The task of an Outcome is a value of the
// SDK, which would show them all.

// Format implements [fmt.Formatter]: every verb formats what String returns.
func (o Outcome) Format(s fmt.State, verb rune) { hidden.Format(s, verb, o, o.String()) }

// LogValue implements [slog.LogValuer], as String does.
func (o Outcome) LogValue() slog.Value { return slog.StringValue(o.String()) }

// MarshalJSON writes an object with the members taskArn, containerInstanceArn,
// startedBy, verdict, stopCode, reason, container, containers, essentialFailed,
// unfinished and seconds, which is the duration. Of the task it writes only the first
// three; json.Marshal(o.Task) writes everything, secrets included.
func (o Outcome) MarshalJSON() ([]byte, error) {
	containers := make([]containerJSON, len(o.Containers))
	for i, c := range o.Containers {
		containers[i] = containerJSON(c)
	}
	return json.Marshal(struct {
		TaskArn              string             `json:"taskArn"`
		ContainerInstanceArn string             `json:"containerInstanceArn"`
		StartedBy            string             `json:"startedBy"`
		Verdict              Verdict            `json:"verdict"`
		StopCode             types.TaskStopCode `json:"stopCode"`
		Reason               string             `json:"reason"`
		Container            string             `json:"container"`
		Containers           []containerJSON    `json:"containers"`
		EssentialFailed      bool               `json:"essentialFailed"`
		Unfinished           bool               `json:"unfinished"`
		Seconds              float64            `json:"seconds"`
	}{
		ptr.Value(o.Task.TaskArn), ptr.Value(o.Task.ContainerInstanceArn), ptr.Value(o.Task.StartedBy), o.Verdict, o.StopCode, o.Reason, o.Container,
		containers,
		o.EssentialFailed, o.Unfinished, o.Duration.Seconds(),
	})
}

type containerJSON struct {
	Name      string `json:"name"`
	ExitCode  *int32 `json:"exitCode"`
	Reason    string `json:"reason"`
	Essential bool   `json:"essential"`
}
