package fleet

import (
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/ptr"
)

// TaskJSON is what the JSON form of a result has of a task: nothing that may be a
// secret.
type TaskJSON struct {
	TaskArn              string `json:"taskArn"`
	ContainerInstanceArn string `json:"containerInstanceArn"`
}

// NewTaskJSON returns the JSON form of a task.
func NewTaskJSON(t types.Task) TaskJSON {
	return TaskJSON{ptr.Value(t.TaskArn), ptr.Value(t.ContainerInstanceArn)}
}

// Converted returns f of each element, in a list that is never nil, so that JSON has
// [] for an empty one.
func Converted[T, U any](list []T, f func(T) U) []U {
	all := make([]U, len(list))
	for i, v := range list {
		all[i] = f(v)
	}
	return all
}
