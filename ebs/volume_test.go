package ebs_test

import (
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ebs"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/rules"
	"github.com/ecstask/ecstask/shorthand"
	"github.com/google/go-cmp/cmp"
)

const role = "arn:aws:iam::123456789012:role/ecsInfrastructureRole"

var found = sdktest.Found

// sent returns what v sends.
func sent(v ebs.Volume) string { return string(ebs.JSON(v.Unchecked())) }

func TestVolume(t *testing.T) {
	var zero ebs.Volume
	instance := types.EBSTagSpecification{ResourceType: "instance"}
	other := ebs.From(types.TaskVolumeConfiguration{ManagedEBSVolume: &types.TaskManagedEBSVolumeConfiguration{
		TagSpecifications: []types.EBSTagSpecification{instance},
	}})
	for _, tt := range []struct {
		name   string
		volume ebs.Volume
		want   string // of the managed volume
	}{
		{"a role", zero.WithRole("r").WithRole("s"), `{"roleArn":"s"}`},
		{"a size", zero.WithSize(1).WithSize(0), `{"sizeInGiB":0}`},
		{"a type", zero.WithType(ebs.GP3), `{"volumeType":"gp3"}`},
		{"numbers", zero.WithIOPS(1).WithThroughput(2).WithInitializationRate(3), `{"iops":1,"throughput":2,"volumeInitializationRate":3}`},
		{"a snapshot", zero.WithSnapshot("snap-1"), `{"snapshotId":"snap-1"}`},
		{"encrypted", zero.WithEncrypted(true).WithKMSKey("k"), `{"encrypted":true,"kmsKeyId":"k"}`},
		{"false is sent", zero.WithEncrypted(false).WithDeleteOnTermination(false), `{"encrypted":false,"terminationPolicy":{"deleteOnTermination":false}}`},
		{"deleted", zero.WithDeleteOnTermination(false).WithDeleteOnTermination(true), `{"terminationPolicy":{"deleteOnTermination":true}}`},
		{"a file system", zero.WithFilesystem(types.TaskFilesystemTypeExt4), `{"filesystemType":"ext4"}`},
		{"tags add", zero.WithTag("a", "1").WithTags(types.Tag{Key: new("b")}).WithTag("c", ""), `{"tagSpecifications":[{"resourceType":"volume","tags":[{"key":"a","value":"1"},{"key":"b"},{"key":"c","value":""}]}]}`},
		{"propagated tags", zero.WithPropagateTags(types.PropagateTagsTaskDefinition).WithTag("a", "1"), `{"tagSpecifications":[{"propagateTags":"TASK_DEFINITION","resourceType":"volume","tags":[{"key":"a","value":"1"}]}]}`},
		{"tags no longer propagated", zero.WithTag("a", "1").WithPropagateTags(types.PropagateTagsNone).WithPropagateTags(""), `{"tagSpecifications":[{"resourceType":"volume","tags":[{"key":"a","value":"1"}]}]}`},
		{"nothing propagated any more", zero.WithType("t").WithPropagateTags(types.PropagateTagsNone).WithPropagateTags(""), `{"volumeType":"t"}`},
		{"nothing propagated beside other tags", other.WithPropagateTags(types.PropagateTagsNone).WithPropagateTags(""), `{"tagSpecifications":[{"resourceType":"instance"}]}`},
		{"tags of something else", other.WithTag("a", "1"), `{"tagSpecifications":[{"resourceType":"instance"},{"resourceType":"volume","tags":[{"key":"a","value":"1"}]}]}`},
		{"texts that are set again", zero.WithRole("r").WithType("t").WithSnapshot("s").WithKMSKey("k").WithFilesystem("f").WithType("").WithSnapshot("").WithKMSKey("").WithFilesystem(""), `{"roleArn":"r"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, want := sent(tt.volume), `{"managedEBSVolume":`+tt.want+`}`; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
	if got := sent(ebs.New("data", "r")); got != `{"managedEBSVolume":{"roleArn":"r"},"name":"data"}` {
		t.Errorf("New gives %s", got)
	}
	if got := sent(ebs.New("data", "").WithName("").WithName("other")); got != `{"name":"other"}` {
		t.Errorf("New without a role gives %s", got)
	}
}

// TestNothingAdded calls each method with nothing: what is unset stays unset.
func TestNothingAdded(t *testing.T) {
	nothing := func(v ebs.Volume) ebs.Volume {
		return v.WithType("").WithSnapshot("").WithKMSKey("").WithFilesystem("").WithTags().WithPropagateTags("")
	}
	if v := nothing(ebs.New("", "")); !v.IsZero() {
		t.Errorf("the zero Volume became %s", sent(v))
	}
	for _, in := range []types.TaskVolumeConfiguration{
		{},
		{ManagedEBSVolume: &types.TaskManagedEBSVolumeConfiguration{}},
		{ManagedEBSVolume: &types.TaskManagedEBSVolumeConfiguration{TagSpecifications: []types.EBSTagSpecification{}}},
		{ManagedEBSVolume: &types.TaskManagedEBSVolumeConfiguration{TagSpecifications: []types.EBSTagSpecification{{ResourceType: types.EBSResourceTypeVolume}}}},
		{ManagedEBSVolume: &types.TaskManagedEBSVolumeConfiguration{TagSpecifications: []types.EBSTagSpecification{{ResourceType: types.EBSResourceTypeVolume, Tags: []types.Tag{}}}}},
	} {
		if diff := sdktest.Diff(in, nothing(ebs.From(in)).Unchecked()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

func TestBuildErrors(t *testing.T) {
	fine := ebs.New("data", role).WithSize(10)
	const managed = "managedEBSVolume."
	for _, tt := range []struct {
		name   string
		volume ebs.Volume
		want   []string
	}{
		{"fine", fine, nil},
		{"a snapshot", ebs.New("data", role).WithSnapshot("snap-0123456789abcdef0"), nil},
		{"the zero Volume", ebs.Volume{}, []string{"name volume-name-required"}},
		{"a warning does not stop it", fine.WithType(ebs.GP2).WithIOPS(300), nil},
		{"nothing given to New", ebs.New("", ""), []string{"name volume-name-required"}},
		{
			"everything at once", ebs.New("", "ecsInfrastructureRole").WithType("gp4").WithTag("AmazonECSManaged", "x"),
			[]string{
				managed + "roleArn volume-role", managed + "sizeInGiB volume-size-or-snapshot",
				managed + "tagSpecifications[0].tags[0].key volume-tag-reserved", managed + "volumeType volume-type", "name volume-name-required",
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.volume.Build()
			if (got.Name == nil) != (err != nil) {
				t.Fatalf("Build returned %v, %v", got, err)
			}
			for way, err := range map[string]error{"Build": err, "Check": tt.volume.Check().Err(), "Validate": ebs.Validate(tt.volume.Unchecked())} {
				if diff := cmp.Diff(tt.want, found(err)); diff != "" {
					t.Errorf("errors of %s (-want +got):\n%s", way, diff)
				}
			}
		})
	}
	if err := ebs.Validate(ebs.New("data", role).Unchecked(), rules.Off("volume-size-or-snapshot")); err != nil {
		t.Errorf("with the rule off: %v", err)
	}
	if got := fine.WithType(ebs.GP2).WithIOPS(300).Check().Warnings(); len(got) != 1 {
		t.Errorf("warnings: %v", got)
	}
}

// TestTypes holds the constants to the rule.
func TestTypes(t *testing.T) {
	rule, ok := rules.Lookup("volume-type")
	got := strings.Join([]string{ebs.GP2, ebs.GP3, ebs.IO1, ebs.IO2, ebs.ST1, ebs.SC1, ebs.Standard}, ", ")
	if !ok || got != rule.Limit {
		t.Errorf("there are constants for %s, but the rule takes %s", got, rule.Limit)
	}
}

func TestFromKeepsEverything(t *testing.T) {
	type managed = types.TaskManagedEBSVolumeConfiguration
	full := types.TaskVolumeConfiguration{}
	sdktest.Fill(t, &full)
	for name, in := range map[string]types.TaskVolumeConfiguration{
		"empty":             {},
		"empty texts":       {Name: new(""), ManagedEBSVolume: &managed{VolumeType: new("")}},
		"an empty volume":   {ManagedEBSVolume: &managed{}},
		"an empty list":     {ManagedEBSVolume: &managed{TagSpecifications: []types.EBSTagSpecification{}}},
		"an empty element":  {ManagedEBSVolume: &managed{TagSpecifications: []types.EBSTagSpecification{{Tags: []types.Tag{}}}}},
		"no policy in it":   {ManagedEBSVolume: &managed{TerminationPolicy: &types.TaskManagedEBSVolumeTerminationPolicy{}}},
		"every member":      full,
		"half of every tag": {ManagedEBSVolume: &managed{TagSpecifications: []types.EBSTagSpecification{{Tags: []types.Tag{{Key: new("a")}, {Value: new("")}}}}}},
	} {
		v := ebs.From(in)
		if diff := sdktest.Diff(in, v.Unchecked()); diff != "" || v.IsZero() {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestSharesNoMemory(t *testing.T) {
	var full, want types.TaskVolumeConfiguration
	sdktest.Fill(t, &full)
	sdktest.Fill(t, &want)
	v := ebs.From(full)
	tagged := ebs.New("data", role).WithSize(1).WithTags(full.ManagedEBSVolume.TagSpecifications[0].Tags...)
	before := sent(tagged)

	sdktest.Scramble(&full)
	unchecked := v.Unchecked()
	sdktest.Scramble(&unchecked)
	if diff := sdktest.Diff(want, v.Unchecked()); diff != "" {
		t.Errorf("somebody else's change arrived (-want +got):\n%s", diff)
	}
	built, err := tagged.Build()
	if err != nil {
		t.Fatal(err)
	}
	if sdktest.Scramble(&built); sent(tagged) != before {
		t.Errorf("somebody else's change arrived:\n got %s\nwant %s", sent(tagged), before)
	}
}

// TestBranches changes two children of one parent at a time, under the race detector.
// The parent's lists were grown, so they have spare capacity that both children could
// write to.
func TestBranches(t *testing.T) {
	parent := ebs.New("data", role)
	for i := range 3 {
		parent = parent.WithTag(strconv.Itoa(i), "")
	}
	branch := func(id string) ebs.Volume {
		return parent.WithTag(id, id).WithTags(types.Tag{Key: &id}).WithPropagateTags(types.PropagateTags(id)).
			WithName(id).WithRole(id).WithType(id).WithSnapshot(id).WithKMSKey(id).WithFilesystem(types.TaskFilesystemType(id)).
			WithSize(1).WithIOPS(2).WithThroughput(3).WithInitializationRate(4).WithEncrypted(true).WithDeleteOnTermination(true)
	}
	wantA, wantB, before := sent(branch("-a-")), sent(branch("-b-")), sent(parent)
	if strings.ReplaceAll(wantA, "-a-", "-b-") != wantB {
		t.Fatalf("the branches differ by more than their names:\n%s\n%s", wantA, wantB)
	}
	for range 100 {
		var a, b ebs.Volume
		var wg sync.WaitGroup
		scrambled := func(v ebs.Volume) ebs.Volume {
			in := v.Unchecked()
			sdktest.Scramble(&in)
			return v
		}
		wg.Go(func() { a = scrambled(branch("-a-")) })
		wg.Go(func() { b = scrambled(branch("-b-")) })
		wg.Wait()
		if diff := cmp.Diff([]string{wantA, wantB, before}, []string{sent(a), sent(b), sent(parent)}); diff != "" {
			t.Fatalf("branches (-want +got):\n%s", diff)
		}
	}
	a, b := parent.WithTag("-a-", ""), parent.WithTag("-b-", "")
	if !strings.Contains(sent(a), "-a-") || strings.ReplaceAll(sent(a), "-a-", "-b-") != sent(b) || sent(parent) != before {
		t.Errorf("the branches share their tags:\n%s\n%s\n%s", sent(a), sent(b), sent(parent))
	}
}

func TestParseErrors(t *testing.T) {
	for _, tt := range []struct {
		name, arg string
		want      []string // nil for a syntax error
		read      string
	}{
		{"nothing", "", nil, ""},
		{"no value", "name", nil, ""},
		{"an unclosed brace", "managedEBSVolume={sizeInGiB=1", nil, ""},
		{"a list", `[{"name":"data"}]`, []string{" "}, "{}"},
		{"all of them", `{"name":1,"managedEBSVolume":{"size":1,"iops":"many","volumeType":"gp3"}}`, []string{"name ", "managedEBSVolume.size ", "managedEBSVolume.iops "}, "managedEBSVolume={volumeType=gp3}"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v, err := ebs.Parse(tt.arg)
			read, _ := v.MarshalText()
			if err == nil || string(read) != tt.read {
				t.Fatalf("Parse returned %q, %v", read, err)
			}
			if syntax, ok := errors.AsType[*shorthand.SyntaxError](err); ok != (tt.want == nil) {
				t.Fatalf("syntax error: %v", syntax)
			}
			if diff := cmp.Diff(tt.want, found(err)); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
		})
	}
	if _, err := ebs.Parse("managedEBSVolume={iops=1,iops=2}", shorthand.Strict()); !errors.Is(err, field.Duplicate) {
		t.Errorf("Strict: %v", err)
	}
}
