package request_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ebs"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/overrides"
	"github.com/ecstask/ecstask/rules"
)

// filled returns requests of both operations with every member set.
func filled(t *testing.T) (*ecs.StartTaskInput, *ecs.RunTaskInput) {
	start, run := new(ecs.StartTaskInput), new(ecs.RunTaskInput)
	sdktest.Fill(t, start)
	sdktest.Fill(t, run)
	return start, run
}

// TestDraftSharesNoMemory changes what a Draft was made from, and what it made:
// the Draft keeps every member.
func TestDraftSharesNoMemory(t *testing.T) {
	start, run := filled(t)
	wantStart, wantRun := filled(t)
	ofStart, ofRun := request.NewDraft(request.FromStartTask(start)), request.NewDraft(request.FromRunTask(run))
	for _, v := range []any{start, run, ofStart.StartTask(), ofRun.RunTask()} {
		sdktest.Scramble(v)
	}
	if diff := sdktest.Diff(wantStart, ofStart.StartTask()); diff != "" {
		t.Errorf("StartTask (-want +got):\n%s", diff)
	}
	if diff := sdktest.Diff(wantRun, ofRun.RunTask()); diff != "" {
		t.Errorf("RunTask (-want +got):\n%s", diff)
	}
}

func TestDraftOfNil(t *testing.T) {
	d := request.NewDraft(nil)
	if diff := sdktest.Diff(new(ecs.RunTaskInput), d.RunTask()); diff != "" {
		t.Errorf("RunTask (-want +got):\n%s", diff)
	}
	if got := d.Family(); got != "no task definition" {
		t.Error(got)
	}
}

// TestDraftBranches adds to two copies of a Draft whose lists were grown, and so
// have spare capacity that both could write to.
func TestDraftBranches(t *testing.T) {
	add := func(d request.Draft, id string) request.Draft {
		d.AddInstances(id)
		d.AddTags(types.Tag{Key: &id})
		d.AddVolumeConfigurations(types.TaskVolumeConfiguration{Name: &id})
		d.AddProviders(types.CapacityProviderStrategyItem{CapacityProvider: &id})
		d.AddConstraints(types.PlacementConstraint{Expression: &id})
		d.AddStrategies(types.PlacementStrategy{Field: &id})
		d.AddOptions(rules.Off(id))
		return d
	}
	var parent request.Draft
	for i := range 3 {
		parent = add(parent, strconv.Itoa(i))
	}
	found := func(d request.Draft) string { return rules.Check(d.RunTask(), d.Rules()...).String() }
	a := add(parent, "a")
	wantStart, wantRun, wantFound := a.StartTask(), a.RunTask(), found(a)
	b := add(parent, "b")
	if got := found(a); got != wantFound || got == found(b) {
		t.Errorf("the branches share their options: %s\nwant %s", got, wantFound)
	}
	if diff := sdktest.Diff(wantStart, a.StartTask()) + sdktest.Diff(wantRun, a.RunTask()); diff != "" {
		t.Errorf("a branch changed the other (-want +got):\n%s", diff)
	}
	if len(b.Tags) != 4 || len(parent.Tags) != 3 || *b.Tags[3].Key != "b" {
		t.Errorf("%d tags, %d of the parent", len(b.Tags), len(parent.Tags))
	}
	got := fmt.Sprintln(b.ContainerInstances, *b.VolumeConfigurations[3].Name, *b.CapacityProviderStrategy[3].CapacityProvider,
		*b.PlacementConstraints[3].Expression, *b.PlacementStrategy[3].Field)
	if want := "[0 1 2 b] b b b b\n"; got != want {
		t.Errorf("a branch has %s, want %s", got, want)
	}
}

func TestDraftHoldsStructuresOnce(t *testing.T) {
	start, _ := filled(t)
	if d := request.NewDraft(request.FromStartTask(start)); d.NetworkConfiguration != nil || d.Request.Overrides != nil {
		t.Error("the request of a Draft has what Network and Overrides have")
	}
}

func TestDraftVolumes(t *testing.T) {
	const role = "arn:aws:iam::123456789012:role/ecs"
	var d request.Draft
	d.AddVolumes(ebs.New("a", role), ebs.Volume{}, ebs.New("b", role))
	want := []types.TaskVolumeConfiguration{ebs.New("a", role).Unchecked(), ebs.New("b", role).Unchecked()}
	if diff := sdktest.Diff(want, d.VolumeConfigurations); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for i, v := range d.Volumes() {
		if diff := sdktest.Diff(want[i], v.Unchecked()); diff != "" {
			t.Errorf("read back (-want +got):\n%s", diff)
		}
	}
	if n := len(d.Volumes()); n != 2 {
		t.Errorf("%d volumes", n)
	}
}

func TestText(t *testing.T) {
	if got := request.Text("a"); *got != "a" || request.Text("") != nil {
		t.Error(got)
	}
}

func TestDraftRules(t *testing.T) {
	d := request.Draft{Overrides: overrides.New().WithFargateSize("1 vCPU", "1 GB")}
	check := func() int { return len(rules.Check(d.StartTask().Overrides, d.Rules()...)) }
	if n := check(); n != 1 {
		t.Errorf("%d findings with the options of the overrides", n)
	}
	if d.AddOptions(rules.Off("fargate-size")); check() != 0 {
		t.Error("the options of the overrides come last")
	}
}

func TestParseDraft(t *testing.T) {
	d, err := request.RunTask.ParseDraft([]byte(`{"taskDefinition":"web","count":"2","cluster":"c"}`))
	if err == nil || *d.Cluster != "c" || d.Family() != "web" {
		t.Fatalf("%v, %v", d.Family(), err)
	}
	found := rules.Check(d.RunTask(), d.Rules()...)
	if len(found) != 1 || found[0].Path != "count" {
		t.Errorf("the error does not come with the findings: %v", found)
	}
	if d, err := request.RunTask.ParseDraft([]byte(`{"taskDefinition":"web","count":2}`)); err != nil || len(d.Rules()) != 0 {
		t.Errorf("%v, %d options", err, len(d.Rules()))
	}
}
