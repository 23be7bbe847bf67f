package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs/schemas"
	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/cmd/ecstask/internal/awsargs"
	"github.com/ecstask/ecstask/internal/request"
)

// TestSkeletonHasEveryMember fails when the SDK gains a member.
func TestSkeletonHasEveryMember(t *testing.T) {
	for _, op := range operations {
		var doc any
		if err := json.Unmarshal(op.skeletonJSON(), &doc); err != nil {
			t.Fatal(err)
		}
		without := make(map[string]bool)
		comments := strings.ReplaceAll(string(op.sample.yaml), "\n# ", " ")
		comments = strings.ReplaceAll(comments, "\n    # ", " ")
		for _, l := range op.sample.leftOut {
			without[l.member] = true
			name := l.member[1+strings.LastIndexByte(l.member, '.'):]
			if !strings.Contains(comments, name+" is left out: "+l.why) && !strings.Contains(comments, name+": "+l.why) {
				t.Errorf("the comments do not say that %s is left out: %s", name, l.why)
			}
		}
		compareMembers(t, "", op.Schema, doc, without)
	}
}

// TestSampleOutputHasEveryMember compares with the SDK, which has all of the
// reference's Output section. The answers of both operations have the same members.
func TestSampleOutputHasEveryMember(t *testing.T) {
	var doc any
	if err := json.Unmarshal(sampleOutput(), &doc); err != nil {
		t.Fatal(err)
	}
	compareMembers(t, "", schemas.StartTaskResponse, doc, nil)
	compareMembers(t, "", schemas.RunTaskResponse, doc, nil)

	text := string(sampleOutput())
	for _, name := range strings.Fields(`tasks taskArn clusterArn taskDefinitionArn containerInstanceArn overrides
		containerOverrides name command environment value cpu memory memoryReservation taskRoleArn executionRoleArn
		lastStatus desiredStatus containers containerArn exitCode reason networkBindings bindIP containerPort hostPort
		protocol networkInterfaces attachmentId privateIpv4Address ipv6Address healthStatus startedBy version
		stoppedReason connectivity connectivityAt pullStartedAt pullStoppedAt executionStoppedAt createdAt startedAt
		stoppingAt stoppedAt group launchType platformVersion attachments id type status details failures arn`) {
		if !strings.Contains(text, `"`+name+`":`) {
			t.Errorf("%s of the reference is missing", name)
		}
	}
}

func compareMembers(t *testing.T, path string, s *smithy.Schema, v any, without map[string]bool) {
	t.Helper()
	switch s.Type() {
	case smithy.ShapeTypeList:
		list, ok := v.([]any)
		if !ok || len(list) == 0 {
			t.Errorf("%s has no element", path)
			return
		}
		compareMembers(t, path+"[]", s.ListMember(), list[0], without)
	case smithy.ShapeTypeStructure, smithy.ShapeTypeUnion:
		object, ok := v.(map[string]any)
		if !ok {
			t.Errorf("%s is no object", path)
			return
		}
		for name, member := range s.Members() {
			child := strings.TrimPrefix(path+"."+name, ".")
			value, ok := object[name]
			switch {
			case ok && without[child]:
				t.Errorf("%s is there, but should be left out", child)
			case ok:
				compareMembers(t, child, member, value, without)
			case !without[child] && s.Type() == smithy.ShapeTypeStructure:
				t.Errorf("%s is missing", child)
			}
		}
	}
}

func TestSkeletonsAgree(t *testing.T) {
	for _, op := range operations {
		status, request, stderr := ecstask(t, op.CLI, "--strict", "--cli-input-json", string(op.skeletonJSON()))
		if status != statusOK || stderr != "" {
			t.Fatalf("%s: status %d: %s", op.CLI, status, stderr)
		}
		_, again, _ := ecstask(t, op.CLI, "--strict", "--cli-input-yaml", string(op.sample.yaml))
		if request != again {
			t.Errorf("%s: JSON gives\n%s\nYAML\n%s", op.CLI, request, again)
		}
	}
}

// TestEveryMemberHasAnOption fails when the SDK gains a member.
func TestEveryMemberHasAnOption(t *testing.T) {
	for _, op := range operations {
		g := newGroup("", awsargs.Command)
		if got, want := len(op.addMembers(g)), len(op.Schema.Members()); got != want {
			t.Errorf("%s: %d options for %d members", op.CLI, got, want)
		}
		for name := range op.Schema.Members() {
			if option := strings.TrimPrefix(request.Option(name), "--"); g.Lookup(option) == nil {
				t.Errorf("%s has no option for %s", op.CLI, name)
			}
		}
	}
}

// TestSampleTimes looks for the form of times in answers: texts.
func TestSampleTimes(t *testing.T) {
	useZone(t, time.UTC)
	n := 0
	for line := range strings.Lines(string(sampleOutput())) {
		name, value, _ := strings.Cut(strings.Trim(line, " ,\n"), ": ")
		if strings.HasSuffix(name, `At"`) {
			n++
			if value != `"1970-01-01T00:00:00+00:00"` {
				t.Errorf("%s is %s", name, value)
			}
		}
	}
	if n < 9 {
		t.Errorf("%d times", n)
	}
}
