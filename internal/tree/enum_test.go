package tree_test

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/internal/tree"
)

// TestEmptyEnums decodes enums that are empty. The SDK leaves out those that are
// members, and sends those that are elements.
func TestEmptyEnums(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		dst        smithy.Deserializable
		want       []string
	}{
		{"a member", `{"type":"","field":""}`, new(types.PlacementStrategy), []string{"warning type invalid"}},
		{"another", `{"type":"spread","field":""}`, new(types.PlacementStrategy), nil},
		{"null", `{"type":null}`, new(types.PlacementStrategy), []string{"error type invalid"}},
		{"given twice, and the last counts", `{"type":"","type":"spread"}`, new(types.PlacementStrategy), nil},
		{"a member far below", `{"managedEBSVolume":{"tagSpecifications":[{"resourceType":"volume"},{"resourceType":"","propagateTags":""}]}}`, new(types.TaskVolumeConfiguration), []string{
			"warning managedEBSVolume.tagSpecifications[1].resourceType invalid", "warning managedEBSVolume.tagSpecifications[1].propagateTags invalid",
		}},
		{"an element", `{"requiresCompatibilities":["","EC2"],"networkMode":""}`, new(types.TaskDefinition), []string{"warning networkMode invalid"}},
		{"before a misfit", `{"type":"","field":5}`, new(types.PlacementStrategy), []string{"warning type invalid", "error field invalid"}},
	} {
		v := tree.New()
		if err := tree.ParseJSON(v, tt.text); err != nil {
			t.Fatal(err)
		}
		found := tree.Decode(v, tt.dst)
		v.Free()
		if len(found) != len(tt.want) {
			t.Errorf("%s: %v", tt.name, found)
			continue
		}
		for i, want := range tt.want {
			if got := fmt.Sprintf("%v %s %s", found[i].Severity, found[i].Path, found[i].Kind); got != want {
				t.Errorf("%s: %s, want %s", tt.name, got, want)
			}
		}
	}
}

// TestEmptyEnumIsSet holds that the value that was there is not kept.
func TestEmptyEnumIsSet(t *testing.T) {
	v := tree.New()
	defer v.Free()
	if err := tree.ParseJSON(v, `{"type":""}`); err != nil {
		t.Fatal(err)
	}
	s := types.PlacementStrategy{Type: types.PlacementStrategyTypeSpread}
	if found := tree.Decode(v, &s); len(found.Warnings()) != 1 || s.Type != "" {
		t.Errorf("%v, %v", s.Type, found)
	}
}
