package clone_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/clone"
	"github.com/ecstask/ecstask/internal/sdktest"
	"pgregory.net/rapid"
)

func TestTags(t *testing.T) {
	for _, list := range [][]types.Tag{nil, {}, {{}, {Key: new("a")}, {Value: new("")}}} {
		if diff := sdktest.Diff(list, clone.Tags(list)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	var tags, want struct{ Tags []types.Tag }
	sdktest.Fill(t, &tags)
	sdktest.Fill(t, &want)
	sdktest.Scramble(clone.Tags(tags.Tags))
	if diff := sdktest.Diff(want.Tags, tags.Tags); diff != "" {
		t.Errorf("the copy shares memory (-want +got):\n%s", diff)
	}
}

func TestVolume(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var v types.TaskVolumeConfiguration
		sdktest.Draw(t, &v)
		cloned := v
		clone.Volume(&cloned)
		if diff := sdktest.Diff(v, cloned); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
	var v, want types.TaskVolumeConfiguration
	sdktest.Fill(t, &v)
	sdktest.Fill(t, &want)
	cloned := v
	clone.Volume(&cloned)
	sdktest.Scramble(&cloned)
	if diff := sdktest.Diff(want, v); diff != "" {
		t.Errorf("the copy shares memory (-want +got):\n%s", diff)
	}
}
