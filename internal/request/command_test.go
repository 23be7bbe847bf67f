package request_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/awscli"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/internal/sdktest"
	"pgregory.net/rapid"
)

func TestCommand(t *testing.T) {
	startedBy := func(text string) *request.Request {
		return &request.Request{RunTaskInput: ecs.RunTaskInput{StartedBy: &text}}
	}
	instances := func(list ...string) *request.Request { return &request.Request{ContainerInstances: list} }
	tags := func(values ...string) *request.Request {
		r := new(request.Request)
		for _, v := range values {
			r.Tags = append(r.Tags, types.Tag{Key: new("k"), Value: &v})
		}
		return r
	}
	for _, tt := range []struct {
		name string
		r    *request.Request
		want string
	}{
		{"a text with spaces", startedBy("a ~"), `--started-by 'a ~'`},
		{"a text like an option", startedBy("--x"), `--started-by=--x`},
		{"a text that the AWS CLI drops", startedBy("--"), `--cli-input-json '{"startedBy":"--"}'`},
		{"a text that the AWS CLI loads", startedBy("file://x"), `--cli-input-json '{"startedBy":"file://x"}'`},
		{"a control character", startedBy("\x1f"), `--cli-input-json '{"startedBy":"\u001f"}'`},
		{"the last control character", startedBy("\x7f"), `--cli-input-json '{"startedBy":"\u007f"}'`},
		{"not UTF-8", startedBy("\xff"), `--cli-input-json '{"startedBy":"` + "\ufffd" + `"}'`},
		{"plain texts", instances("a", "b"), `--container-instances a b`},
		{"texts that are not plain", instances("a", "b c"), `--container-instances '["a","b c"]'`},
		{"a text in a list like an option", instances("a", "-x"), `--container-instances '["a","-x"]'`},
		{"a text in a list that the AWS CLI loads", instances("https://x"), `--container-instances '["https://x"]'`},
		{"no texts", instances([]string{}...), `--container-instances`},
		{"structures", tags("a", "b c"), `--tags key=k,value=a 'key=k,value="b c"'`},
		{"a structure that shorthand cannot express", &request.Request{RunTaskInput: ecs.RunTaskInput{Tags: []types.Tag{{Key: new("k")}, {}}}}, `--tags '{"key":"k"}' '{}'`},
		{"a structure that is not UTF-8", tags("\xff"), `--cli-input-json '{"tags":[{"key":"k","value":"` + "\ufffd" + `"}]}'`},
	} {
		op := request.RunTask
		if tt.r.ContainerInstances != nil {
			op = request.StartTask
		}
		line, err := op.Command(tt.r)
		if want := "aws ecs " + op.CLI + " " + tt.want; err != nil || line != want {
			t.Errorf("%s: %v\n got %s\nwant %s", tt.name, err, line, want)
		}
	}
}

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
