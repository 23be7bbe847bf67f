package event_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ecstask/ecstask/event"
	"github.com/ecstask/ecstask/field"
)

// full has every field.
var full = event.Event{
	Kind: event.Answered, Operation: "RunTask", Cluster: "prod", TaskDefinition: "web:7", Call: 1, Attempt: 2, Tasks: 10,
	StartedBy: "deploy/7", ClientToken: "token", Started: 4, Failed: 3, Unknown: 2, NotStarted: 5,
	Reasons: map[string]int{"RESOURCE:MEMORY": 2, "AGENT": 1}, Requests: 6, RequestID: "id", Pause: time.Second,
	Task: "arn", ContainerInstance: "instance", Verdict: "failed", StopCode: "UserInitiated", ExitCode: new(0), Duration: time.Minute,
	Warnings: field.Findings{{Path: "a", Severity: field.SeverityWarning, Msg: "is odd", Rule: "r"}, {Path: "b", Severity: field.SeverityWarning, Msg: "is too"}}, Err: errors.New("broken"),
}

// TestAttrs holds that each field is written once, in each form.
func TestAttrs(t *testing.T) {
	if v := reflect.ValueOf(full); v.NumField() != len(full.Attrs())+1 {
		t.Errorf("%d attributes of %d fields", len(full.Attrs()), v.NumField())
	} else {
		for i := range v.NumField() {
			if v.Field(i).IsZero() {
				t.Errorf("%s is not set", v.Type().Field(i).Name)
			}
		}
	}
	const text = "answered operation=RunTask cluster=prod taskDefinition=web:7 call=1 attempt=2 tasks=10 startedBy=deploy/7 clientToken=token" +
		" started=4 failed=3 unknown=2 notStarted=5 reasons=1 AGENT, 2 RESOURCE:MEMORY requests=6 requestId=id pause=1s" +
		" task=arn containerInstance=instance verdict=failed stopCode=UserInitiated exitCode=0 duration=1m0s warnings=[a: is odd (r) b: is too] error=broken"
	if got := full.String(); got != text {
		t.Errorf("%s", got)
	}
	const object = `{"attempt":2,"call":1,"clientToken":"token","cluster":"prod","containerInstance":"instance","duration":60000000000,"error":"broken","exitCode":0,` +
		`"failed":3,"kind":"answered","notStarted":5,"operation":"RunTask","pause":1000000000,` +
		`"reasons":[{"reason":"AGENT","count":1},{"reason":"RESOURCE:MEMORY","count":2}],"requestId":"id","requests":6,"started":4,"startedBy":"deploy/7",` +
		`"stopCode":"UserInitiated","task":"arn","taskDefinition":"web:7","tasks":10,"unknown":2,"verdict":"failed","warnings":["a: is odd (r)","b: is too"]}`
	if got, err := json.Marshal(full); string(got) != object || err != nil {
		t.Errorf("%s, %v", got, err)
	}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("m", "event", full)
	var line struct{ Event any }
	var want any
	if err := errors.Join(json.Unmarshal(log.Bytes(), &line), json.Unmarshal([]byte(object), &want)); err != nil || !reflect.DeepEqual(line.Event, want) {
		t.Errorf("%s, %v", &log, err)
	}
	if got := (event.Event{Kind: event.Sent}).String(); got != "sent" {
		t.Errorf("%s", got)
	}
}

func TestSlogLevels(t *testing.T) {
	broken, warnings := errors.New("broken"), field.Findings{{Msg: "is odd"}}
	for _, tt := range []struct {
		event event.Event
		want  slog.Level
	}{
		{event.Event{Kind: event.Checked}, slog.LevelDebug},
		{event.Event{Kind: event.Checked, Warnings: warnings}, slog.LevelWarn},
		{event.Event{Kind: event.Checked, Err: broken}, slog.LevelError},
		{event.Event{Kind: event.Checked, Warnings: warnings, Err: broken}, slog.LevelError},
		{event.Event{Kind: event.Sent}, slog.LevelDebug},
		{event.Event{Kind: event.Answered, Started: 1}, slog.LevelDebug},
		{event.Event{Kind: event.Answered, Started: 1, Failed: 1}, slog.LevelWarn},
		{event.Event{Kind: event.Refused, NotStarted: 1, Err: broken}, slog.LevelWarn},
		{event.Event{Kind: event.Unknown, Unknown: 1}, slog.LevelWarn},
		{event.Event{Kind: event.Retrying, Pause: 1}, slog.LevelInfo},
		{event.Event{Kind: event.Reconciled, Started: 1}, slog.LevelInfo},
		{event.Event{Kind: event.Reconciled, NotStarted: 1}, slog.LevelWarn},
		{event.Event{Kind: event.Reconciled, Unknown: 1}, slog.LevelWarn},
		{event.Event{Kind: event.Settled, Started: 1}, slog.LevelInfo},
		{event.Event{Kind: event.Settled, Err: broken}, slog.LevelError},
		{event.Event{Kind: event.Stopped, Verdict: "succeeded"}, slog.LevelInfo},
		{event.Event{Kind: event.Stopped, Verdict: "failed", Err: broken}, slog.LevelWarn},
	} {
		for level := slog.LevelDebug; level <= slog.LevelError; level += 4 {
			var log bytes.Buffer
			event.Slog(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: level})))(t.Context(), tt.event)
			lines, is := strings.Count(log.String(), "\n"), strings.Contains(log.String(), "level="+tt.want.String()+" msg="+string(tt.event.Kind))
			if (lines == 1) != (level <= tt.want) || is != (lines == 1) {
				t.Errorf("%v from %v on: %s", tt.event, level, &log)
			}
		}
	}
}

// TestReasonsAreValues has reasons that are sentences: keys of a log are few.
func TestReasonsAreValues(t *testing.T) {
	const sentence = "Capacity is unavailable at this time. Please try again later or in a different availability zone"
	e := event.Event{Kind: event.Answered, Failed: 3, Reasons: map[string]int{sentence: 1, "AGENT": 2}}
	var log bytes.Buffer
	event.Slog(slog.New(slog.NewTextHandler(&log, nil)))(t.Context(), e)
	if want := ` msg=answered failed=3 reasons="2 AGENT, 1 ` + sentence + `"`; !strings.HasSuffix(log.String(), want+"\n") {
		t.Errorf("%s", &log)
	}
}

// TestSlogDefault lets the default logger change after the observer was made.
func TestSlogDefault(t *testing.T) {
	observer := event.Slog(nil)
	var log bytes.Buffer
	before := slog.Default()
	defer slog.SetDefault(before)
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, nil)))
	observer(context.Background(), event.Event{Kind: event.Settled, Started: 2})
	if !strings.Contains(log.String(), "level=INFO msg=settled started=2\n") {
		t.Errorf("%s", &log)
	}
}
