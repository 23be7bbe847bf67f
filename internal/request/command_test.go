package request_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/internal/awscli"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/internal/sdktest"
	"pgregory.net/rapid"
)

// TestCommandReadsBack lets a shell read the line of any request, and reads the
// words back as a request.
func TestCommandReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start, run := new(ecs.StartTaskInput), new(ecs.RunTaskInput)
		sdktest.Draw(t, start)
		sdktest.Draw(t, run)
		for op, r := range map[*request.Operation]*request.Request{
			request.StartTask: request.FromStartTask(start), request.RunTask: request.FromRunTask(run),
		} {
			line, err := op.Command(r)
			if err != nil {
				t.Fatal(err)
			}
			if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == 0x7f }) {
				t.Fatalf("a control character in %q", line)
			}
			got, err := awscli.Read(op, line)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			if diff := sdktest.Diff(r, got); diff != "" {
				t.Fatalf("%s (-want +got):\n%s", line, diff)
			}
		}
	})
}
