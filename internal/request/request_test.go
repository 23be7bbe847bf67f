package request_test

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/internal/wire"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var operations = []*request.Operation{request.StartTask, request.RunTask}

// TestHasEveryMember fails when the SDK gains a member of either input: one that
// does not come through both directions, cannot be read, or is not in a line.
func TestHasEveryMember(t *testing.T) {
	start, run := new(ecs.StartTaskInput), new(ecs.RunTaskInput)
	sdktest.Fill(t, start)
	sdktest.Fill(t, run)
	if diff := sdktest.Diff(start, request.FromStartTask(start).StartTask()); diff != "" {
		t.Errorf("StartTask (-want +got):\n%s", diff)
	}
	if diff := sdktest.Diff(run, request.FromRunTask(run).RunTask()); diff != "" {
		t.Errorf("RunTask (-want +got):\n%s", diff)
	}
	for op, in := range map[*request.Operation]any{request.StartTask: start, request.RunTask: run} {
		var fields []string
		for f := range reflect.TypeOf(in).Elem().Fields() {
			if f.IsExported() {
				fields = append(fields, strings.ToLower(f.Name[:1])+f.Name[1:])
			}
		}
		slices.Sort(fields)
		if diff := cmp.Diff(slices.Sorted(maps.Keys(op.Schema.Members())), fields); diff != "" {
			t.Errorf("%s: the schema has other members than the type (-schema +type):\n%s", op.Name, diff)
		}
		json := wire.Encode(in.(smithy.Serializable))
		r, err := op.Parse(json)
		if err != nil {
			t.Fatalf("%s: %v", op.Name, err)
		}
		if again, err := op.JSON(r); err != nil || string(again) != string(json) {
			t.Errorf("%s: %v\n got %s\nwant %s", op.Name, err, again, json)
		}
		line, err := op.Command(r)
		if err != nil {
			t.Fatalf("%s: %v", op.Name, err)
		}
		for _, name := range fields {
			option := " --" + strings.ReplaceAll(kebab(name), "e-c-s-", "ecs-") + " "
			if strings.Count(line, option) != 1 {
				t.Errorf("%s: the line does not have%s: %s", op.Name, option, line)
			}
		}
	}
}

// kebab returns the option of the AWS CLI, without hyphens before it, that gives
// a member.
func kebab(member string) string {
	var b strings.Builder
	for _, r := range member {
		if 'A' <= r && r <= 'Z' {
			b.WriteByte('-')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

func TestOption(t *testing.T) {
	for member, want := range map[string]string{"containerInstances": "--container-instances", "count": "--count", "cout": ""} {
		if got := request.Option(member); got != want {
			t.Errorf("%s: %q", member, got)
		}
	}
}

func TestRecognize(t *testing.T) {
	for members, want := range map[string]*request.Operation{
		"": request.RunTask, "cluster taskDefinition networkConfiguration": request.RunTask, "unknown": request.RunTask,
		"taskDefinition containerInstances": request.StartTask, "containerinstances": request.StartTask, "containerInstance": request.StartTask,
		"taskDefinition count": request.RunTask, "launchType": request.RunTask, "clientToken": request.RunTask,
		"count containerInstances": request.StartTask,
	} {
		if got := request.Recognize(strings.Fields(members)); got != want {
			t.Errorf("%q: %v, want %v", members, got.Name, want.Name)
		}
	}
}

// TestAnyRequest holds that the JSON of any request is the SDK's and reads back,
// and that its line has no control character.
func TestAnyRequest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		start, run := new(ecs.StartTaskInput), new(ecs.RunTaskInput)
		sdktest.Draw(t, start)
		sdktest.Draw(t, run)
		for _, tt := range []struct {
			op *request.Operation
			r  *request.Request
			in smithy.Serializable
		}{{request.StartTask, request.FromStartTask(start), start}, {request.RunTask, request.FromRunTask(run), run}} {
			json, err := tt.op.JSON(tt.r)
			if want := wire.Encode(tt.in); err != nil || string(json) != string(want) {
				t.Fatalf("%v\n got %s\nwant %s", err, json, want)
			}
			again, err := tt.op.Parse(json)
			if err != nil {
				t.Fatalf("%s: %v", json, err)
			}
			if diff := sdktest.Diff(tt.r, again); diff != "" {
				t.Fatalf("%s (-want +got):\n%s", json, diff)
			}
			line, err := tt.op.Command(tt.r)
			if err != nil || strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r == 0x7f }) {
				t.Fatalf("%v in %q", err, line)
			}
		}
	})
}

func TestNil(t *testing.T) {
	if request.FromStartTask(nil) != nil || request.FromRunTask(nil) != nil {
		t.Error("nil is a request")
	}
	var none *types.SharingStrategyMemberNvidiaMps
	union := &request.Request{RunTaskInput: ecs.RunTaskInput{Overrides: &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{
		{ResourceRequirements: []types.ResourceRequirement{{SharingStrategy: none}}},
	}}}}
	for _, op := range operations {
		for _, r := range []*request.Request{nil, union} {
			if text, err := op.JSON(r); err == nil {
				t.Errorf("%s: %s", op.Name, text)
			}
			if line, err := op.Command(r); err == nil {
				t.Errorf("%s: %s", op.Name, line)
			}
		}
	}
}
