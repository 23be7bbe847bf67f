package event

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/ecstask/ecstask/field"
)

// Attrs returns the fields of e that are not zero, but for the kind, in the order of
// [Event]. Their keys are the names of the fields, such as startedBy; that of Err is
// error. An exit code of 0 is among them.
func (e Event) Attrs() []slog.Attr {
	var all []slog.Attr
	for _, f := range []struct {
		key   string
		value any
	}{
		{"operation", e.Operation},
		{"cluster", e.Cluster},
		{"taskDefinition", e.TaskDefinition},
		{"call", e.Call},
		{"attempt", e.Attempt},
		{"tasks", e.Tasks},
		{"startedBy", e.StartedBy},
		{"clientToken", e.ClientToken},
		{"started", e.Started},
		{"failed", e.Failed},
		{"unknown", e.Unknown},
		{"notStarted", e.NotStarted},
		{"reasons", reasonsOf(e.Reasons)},
		{"requests", e.Requests},
		{"requestId", e.RequestID},
		{"pause", e.Pause},
		{"task", e.Task},
		{"containerInstance", e.ContainerInstance},
		{"verdict", e.Verdict},
		{"stopCode", e.StopCode},
		{"exitCode", e.ExitCode},
		{"duration", e.Duration},
		{"warnings", texts(e.Warnings)},
		{"error", message(e.Err)},
	} {
		if v := reflect.ValueOf(f.value); !v.IsZero() {
			all = append(all, slog.Any(f.key, reflect.Indirect(v).Interface()))
		}
	}
	return all
}

// reasons are those of failures, as they are logged: the texts are ECS's, so they are
// values rather than keys.
type reasons []reason

type reason struct {
	Reason string `json:"reason"`
	Count  int    `json:"count"`
}

// reasonsOf returns what is in m, by its names.
func reasonsOf(m map[string]int) (list reasons) {
	for _, name := range slices.Sorted(maps.Keys(m)) {
		list = append(list, reason{name, m[name]})
	}
	return list
}

// String returns the counts and the reasons, such as "1 AGENT, 2 RESOURCE:MEMORY".
func (l reasons) String() string {
	var b strings.Builder
	for i, r := range l {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%d %s", r.Count, r.Reason)
	}
	return b.String()
}

func texts(l field.Findings) (list []string) {
	for _, e := range l.Warnings() {
		list = append(list, e.Error())
	}
	return list
}

func message(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// String returns the kind and the attributes, such as "sent operation=RunTask tasks=2".
func (e Event) String() string {
	var b strings.Builder
	b.WriteString(string(e.Kind))
	for _, a := range e.Attrs() {
		b.WriteString(" " + a.String())
	}
	return b.String()
}

// LogValue implements [slog.LogValuer]: a group of the kind and the attributes.
func (e Event) LogValue() slog.Value {
	return slog.GroupValue(append([]slog.Attr{slog.String("kind", string(e.Kind))}, e.Attrs()...)...)
}

// MarshalJSON writes an object of the kind and the attributes. Times are in nanoseconds.
func (e Event) MarshalJSON() ([]byte, error) { return json.Marshal(members(e.LogValue())) }

// members returns the attributes of a group as they are written in JSON.
func members(group slog.Value) map[string]any {
	all := make(map[string]any)
	for _, a := range group.Group() {
		all[a.Key] = a.Value.Any()
	}
	return all
}

// levels are those of events in which all went well, and of the others.
var levels = map[Kind]struct{ well, badly slog.Level }{
	Checked:    {slog.LevelDebug, slog.LevelError},
	Sent:       {slog.LevelDebug, slog.LevelDebug},
	Answered:   {slog.LevelDebug, slog.LevelWarn},
	Refused:    {slog.LevelWarn, slog.LevelWarn},
	Unknown:    {slog.LevelWarn, slog.LevelWarn},
	Retrying:   {slog.LevelInfo, slog.LevelInfo},
	Reconciled: {slog.LevelInfo, slog.LevelWarn},
	Settled:    {slog.LevelInfo, slog.LevelError},
	Stopped:    {slog.LevelInfo, slog.LevelWarn},
}

// level returns the level to log e with.
func (e Event) level() slog.Level {
	if e.Err == nil && len(e.Warnings) > 0 {
		return slog.LevelWarn
	}
	if e.Err != nil || e.Failed+e.Unknown+e.NotStarted > 0 {
		return levels[e.Kind].badly
	}
	return levels[e.Kind].well
}

// Slog returns an observer that writes each event to l, or to the default logger if l
// is nil: the kind as the message, and the attributes. Its level is
//
//	Debug  checked, sent, answered
//	Info   retrying, reconciled, settled, stopped
//	Warn   refused, unknown; checked with warnings, answered with failures, reconciled with something missing, stopped without success
//	Error  checked and settled with an error
func Slog(l *slog.Logger) Observer {
	return func(ctx context.Context, e Event) {
		log := l
		if log == nil {
			log = slog.Default()
		}
		if level := e.level(); log.Enabled(ctx, level) {
			log.LogAttrs(ctx, level, string(e.Kind), e.Attrs()...)
		}
	}
}
