package event

import (
	"context"
	"encoding/json"
	"log/slog"
	"maps"
	"slices"
	"strings"
)

// Attrs returns the fields of e that are not zero, but for the kind, in the order of
// [Event]. Their keys are the names of the fields, such as startedBy; that of Err is
// error.
func (e Event) Attrs() []slog.Attr {
	all := []slog.Attr{
		slog.String("operation", e.Operation),
		slog.String("cluster", e.Cluster),
		slog.String("taskDefinition", e.TaskDefinition),
		slog.Int("call", e.Call),
		slog.Int("attempt", e.Attempt),
		slog.Int("tasks", e.Tasks),
		slog.String("startedBy", e.StartedBy),
		slog.String("clientToken", e.ClientToken),
		slog.Int("started", e.Started),
		slog.Int("failed", e.Failed),
		slog.Int("unknown", e.Unknown),
		slog.Int("notStarted", e.NotStarted),
		{Key: "reasons", Value: counts(e.Reasons)},
		slog.Int("requests", e.Requests),
		slog.String("requestId", e.RequestID),
		slog.Duration("pause", e.Pause),
		slog.String("task", e.Task),
		slog.String("verdict", e.Verdict),
		slog.String("error", message(e.Err)),
	}
	return slices.DeleteFunc(all, func(a slog.Attr) bool { return isZero(a.Value) })
}

func isZero(v slog.Value) bool {
	switch v.Kind() {
	case slog.KindString:
		return v.String() == ""
	case slog.KindInt64:
		return v.Int64() == 0
	case slog.KindDuration:
		return v.Duration() == 0
	}
	return len(v.Group()) == 0
}

// counts returns a group with the numbers in m, by their names.
func counts(m map[string]int) slog.Value {
	var attrs []slog.Attr
	for _, name := range slices.Sorted(maps.Keys(m)) {
		attrs = append(attrs, slog.Int(name, m[name]))
	}
	return slog.GroupValue(attrs...)
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

// MarshalJSON writes an object of the kind and the attributes. The pause is in
// nanoseconds.
func (e Event) MarshalJSON() ([]byte, error) { return json.Marshal(members(e.LogValue())) }

// members returns the attributes of a group as they are written in JSON.
func members(group slog.Value) map[string]any {
	all := make(map[string]any)
	for _, a := range group.Group() {
		if all[a.Key] = a.Value.Any(); a.Value.Kind() == slog.KindGroup {
			all[a.Key] = members(a.Value)
		}
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
//	Warn   refused, unknown; answered with failures, reconciled with something missing, stopped without success
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
