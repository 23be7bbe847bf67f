package fleet_test

import (
	"encoding/json"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/fleet"
)

func TestTaskJSON(t *testing.T) {
	secret := "hunter2"
	tasks := []types.Task{
		{TaskArn: new("arn:task"), ContainerInstanceArn: new("arn:instance"), StartedBy: &secret, Tags: []types.Tag{{Key: new("k"), Value: &secret}}},
		{},
	}
	for want, list := range map[string][]types.Task{
		`[{"taskArn":"arn:task","containerInstanceArn":"arn:instance"},{"taskArn":"","containerInstanceArn":""}]`: tasks,
		`[]`: nil,
	} {
		if got, err := json.Marshal(fleet.Converted(list, fleet.NewTaskJSON)); err != nil || string(got) != want {
			t.Errorf("%s, %v, want %s", got, err, want)
		}
	}
}
