package failure_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/failure"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestQuoted quotes each message that ECS is known to refuse calls with as programs
// print it.
func TestQuoted(t *testing.T) {
	forms := map[string]string{
		"AWS CLI, boto3":   "An error occurred (%s) when calling the RunTask operation: %s",
		"after retries":    "An error occurred (%s) when calling the StartTask operation (reached max retries: 4): %s",
		"SDK for Go":       "operation error ECS: RunTask, https response error StatusCode: 400, RequestID: 5f2b, %s: %s",
		"SDK for Go, else": "operation error ECS: RunTask, https response error StatusCode: 400, RequestID: 5f2b, api error %s: %s",
		"SDK for Java":     "software.amazon.awssdk.services.ecs.model.%s: %s (Service: Ecs, Status Code: 400, Request ID: 5f2b)",
		"later Java":       "com.amazonaws.services.ecs.model.%s: %s (Service: Ecs, Status Code: 400, Request ID: 5f2b) (SDK Attempt Count: 1)",
		"JavaScript":       "%s: %s",
		"in a log":         "2026-11-20T10:00:00Z ERROR cannot run: %s: %s\n",
	}
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			for _, o := range readObserved(t) {
				want, _ := failure.Refused(o.error())
				text := fmt.Sprintf(form, o.Code, o.Message)
				got, ok := failure.Quoted(text)
				if !ok {
					t.Errorf("%s: nothing found", text)
					continue
				}
				if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(failure.Refusal{}, "Err", "Code", "Message")); diff != "" {
					t.Errorf("%s:\n%s", text, diff)
				}
			}
		})
	}
	t.Run("message alone", func(t *testing.T) {
		for _, o := range readObserved(t) {
			want, _ := failure.Refused(o.error())
			got, ok := failure.Quoted(o.Message)
			if o.Message == "" || !ok {
				if o.Message != "" && want.Name != "" {
					t.Errorf("%s: nothing found", o.Message)
				}
				continue
			}
			if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(failure.Refusal{}, "Err", "Code", "Message")); diff != "" {
				t.Errorf("%s:\n%s", o.Message, diff)
			}
		}
	})
	for _, text := range []string{"", "hello", "exit status 1", "connection refused", "Error: nothing"} {
		if r, ok := failure.Quoted(text); ok {
			t.Errorf("%q is %v", text, r)
		}
	}
	const begin, code = 16 << 10, "NewThingException: "
	for _, tt := range []struct {
		text string
		ok   bool
	}{
		{strings.Repeat(" ", begin-len(code)) + code, true},
		{strings.Repeat(" ", begin-len(code)+1) + code, false},
		{strings.Repeat("Word: ", 19) + code, true},
		{strings.Repeat("Word: ", 20) + code, false},
	} {
		if r, ok := failure.Quoted(tt.text); ok != tt.ok || ok && r.Code+": " != code {
			t.Errorf("%d bytes, %d words: %v, %t", len(tt.text), strings.Count(tt.text, ":"), r, ok)
		}
	}
	if r, ok := failure.Quoted("NewThingException: the thing is new"); !ok || r.Code != "NewThingException" || r.Meaning != "" {
		t.Errorf("an unknown refusal is %+v", r)
	}
}
