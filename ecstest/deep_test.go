package ecstest

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/sdktest"
	"pgregory.net/rapid"
)

// TestDeep changes all that a value holds, which must not change the copy.
func TestDeep(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var in ecs.RunTaskInput
		sdktest.Draw(t, &in)
		again, copied := deepCopy(in), deepCopy(&in)
		if diff := sdktest.Diff(&in, copied); diff != "" {
			t.Fatalf("the copy differs (-want +got):\n%s", diff)
		}
		sdktest.Scramble(&in)
		if diff := sdktest.Diff(&again, copied); diff != "" {
			t.Fatalf("a copy changed:\n%s", diff)
		}
	})
}

func TestDeepOfOthers(t *testing.T) {
	now := time.Date(2026, time.January, 2, 3, 4, 5, 6, time.UTC)
	task := types.Task{CreatedAt: &now}
	if got := deepCopy(task); got.CreatedAt == task.CreatedAt || !got.CreatedAt.Equal(now) {
		t.Errorf("the time is %v", got.CreatedAt)
	}
	labels := map[string][]string{"a": {"b"}, "c": nil}
	copied := deepCopy(labels)
	labels["a"][0] = "changed"
	if len(copied) != 2 || copied["a"][0] != "b" || copied["c"] != nil {
		t.Errorf("the map is %v", copied)
	}
	if got := deepCopy(error(nil)); got != nil {
		t.Errorf("nil is %v", got)
	}
	union := types.SharingStrategy((*types.SharingStrategyMemberNvidiaMps)(nil))
	if got := deepCopy(union); got != union {
		t.Errorf("a typed nil is %v", got)
	}
}
