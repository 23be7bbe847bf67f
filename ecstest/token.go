package ecstest

import (
	"crypto/sha256"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/wire"
)

const maxToken = 64 // characters of a client token

// answered is what was answered to a request with a client token.
type answered struct {
	request  [sha256.Size]byte
	tasks    []*task
	failures []types.Failure
}

func fingerprint(in *ecs.RunTaskInput) [sha256.Size]byte { return sha256.Sum256(wire.Encode(in)) }

// again answers a request that was answered before: with the same tasks as they
// are now, and with the same failures. Of a stopped task little is left.
func (a answered) again(request [sha256.Size]byte) (*ecs.RunTaskOutput, error) {
	if a.request != request {
		return nil, a.conflict()
	}
	out := &ecs.RunTaskOutput{Tasks: []types.Task{}, Failures: a.failures}
	for _, t := range a.tasks {
		value := t.value
		if t.status == stopped {
			value = types.Task{TaskArn: value.TaskArn, LastStatus: value.LastStatus, DesiredStatus: value.DesiredStatus}
		}
		out.Tasks = append(out.Tasks, value)
	}
	return out, nil
}

func (a answered) conflict() error {
	r := &refusal{
		status: http.StatusBadRequest, code: "ConflictException",
		message: "The provided clientToken is already in use with a different RunTask request.",
	}
	for _, t := range a.tasks {
		r.resources = append(r.resources, *t.value.TaskArn)
	}
	return r
}

func checkToken(o *order) error {
	if len(text(o.in.ClientToken)) > maxToken {
		return invalid("idempotency token longer than %d.", maxToken)
	}
	return nil
}
