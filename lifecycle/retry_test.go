package lifecycle_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/ecstask/ecstask/lifecycle"
)

// status is an answer with an HTTP status, but no error of ECS.
func status(code int) error {
	return &smithyhttp.ResponseError{Response: &smithyhttp.Response{Response: &http.Response{StatusCode: code}}, Err: errors.New("odd")}
}

// ofSDK returns err as a client of the SDK does.
func ofSDK(err error) error {
	return &smithy.OperationError{ServiceID: "ECS", OperationName: "DescribeTasks", Err: err}
}

// mayPass are errors that may not come again, and forGood those that will.
var (
	throttled = &smithy.GenericAPIError{Code: "ThrottlingException", Message: "Rate exceeded"}
	refused   = &types.AccessDeniedException{Message: new("no")}

	mayPass = []error{throttled, ofSDK(throttled), ofSDK(&types.ServerException{}), ofSDK(status(503)), ofSDK(io.ErrUnexpectedEOF)}
	forGood = []error{
		refused, ofSDK(refused), &types.ClusterNotFoundException{}, &types.InvalidParameterException{},
		errors.New("of a fake"), (*types.ServerException)(nil), (*smithy.OperationError)(nil), nil,
	}
)

// TestWaitGoesOnOverErrors has errors between answers, for less than a minute at a time.
func TestWaitGoesOnOverErrors(t *testing.T) {
	for _, err := range mayPass {
		synctest.Test(t, func(t *testing.T) {
			begin := time.Now()
			client := describing(func(in *ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) {
				switch d := time.Since(begin); {
				case d > 2*time.Hour:
					return &ecs.DescribeTasksOutput{Tasks: []types.Task{ended(types.Task{TaskArn: &in.Tasks[0]})}}, nil
				case d%(10*time.Minute) < 45*time.Second:
					return nil, err
				}
				return &ecs.DescribeTasksOutput{Tasks: []types.Task{{TaskArn: &in.Tasks[0], LastStatus: new("RUNNING")}}}, nil
			})
			outcomes, waitErr := lifecycle.Wait(t.Context(), client, tasksNamed(1))
			if waitErr != nil || outcomes[0].Verdict != lifecycle.Succeeded {
				t.Errorf("%T: %v, %v", err, outcomes, waitErr)
			}
		})
	}
}

// TestWaitGivesUp has nothing but errors. What ECS refuses is asked for once.
func TestWaitGivesUp(t *testing.T) {
	for _, tt := range []struct {
		errs  []error
		calls string // when they were made
	}{
		{mayPass, "[0s 1s 3s 7s 14s 30s 1m0s]"},
		{forGood, "[0s]"},
	} {
		for _, err := range tt.errs {
			synctest.Test(t, func(t *testing.T) {
				begin := time.Now()
				var calls []time.Duration
				client := describing(func(*ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) {
					calls = append(calls, time.Since(begin).Round(time.Second))
					return nil, err
				})
				outcomes, waitErr := lifecycle.Wait(t.Context(), client, tasksNamed(2))
				if fmt.Sprint(calls) != tt.calls || !outcomes[0].Unfinished || !outcomes[1].Unfinished {
					t.Errorf("%T: calls at %v, %v", err, calls, outcomes)
				}
				text := waitErr.Error()
				if !strings.HasPrefix(text, "waiting ended with 2 of 2 tasks unfinished: ") || !strings.HasSuffix(text, "; to go on, call Wait again with the unfinished tasks") {
					t.Errorf("%T: %s", err, text)
				}
			})
		}
	}
}

// TestRefusedAfterErrors ends it before the time is over, and so does the context.
func TestRefusedAfterErrors(t *testing.T) {
	for _, tt := range []struct {
		name string
		then error
		is   error
		text string
	}{
		{"refused", refused, refused, "AccessDeniedException: no; to go on, call Wait again with the unfinished tasks"},
		{"the context ends", throttled, context.DeadlineExceeded, "context deadline exceeded: api error ThrottlingException: Rate exceeded"},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			begin := time.Now()
			client := describing(func(*ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) {
				if time.Since(begin) < 5*time.Second {
					return nil, throttled
				}
				return nil, tt.then
			})
			_, err := lifecycle.Wait(ctx, client, tasksNamed(1))
			if !errors.Is(err, tt.is) || !strings.HasSuffix(err.Error(), ": "+tt.text) || time.Since(begin) > 10*time.Second {
				t.Errorf("%s: %v after %v", tt.name, err, time.Since(begin))
			}
		})
	}
}

// TestDefinitionsOverErrors has errors before the task definition, which says that the
// container with an exit code other than 0 is not essential.
func TestDefinitionsOverErrors(t *testing.T) {
	for _, err := range mayPass {
		synctest.Test(t, func(t *testing.T) {
			client := describing(func(in *ecs.DescribeTasksInput) (*ecs.DescribeTasksOutput, error) {
				task := ended(types.Task{TaskArn: &in.Tasks[0], TaskDefinitionArn: new("a:1")})
				task.Containers = containers("app", 0, "side", 1)
				return &ecs.DescribeTasksOutput{Tasks: []types.Task{task}}, nil
			})
			d := &definitions{answer: &types.TaskDefinition{ContainerDefinitions: []types.ContainerDefinition{{Name: new("app")}, {Name: new("side"), Essential: new(false)}}}}
			outcomes, waitErr := lifecycle.Wait(t.Context(), client, tasksNamed(1), lifecycle.WithTaskDefinitions(afterErrors{d, err}))
			if waitErr != nil || outcomes[0].Verdict != lifecycle.Succeeded || len(d.asked) != 4 {
				t.Errorf("%T: %v, %v after %d calls", err, outcomes, waitErr, len(d.asked))
			}
		})
	}
}

// afterErrors fails three times.
type afterErrors struct {
	*definitions
	err error
}

func (a afterErrors) DescribeTaskDefinition(ctx context.Context, in *ecs.DescribeTaskDefinitionInput, opts ...func(*ecs.Options)) (*ecs.DescribeTaskDefinitionOutput, error) {
	out, err := a.definitions.DescribeTaskDefinition(ctx, in, opts...)
	if len(a.asked) <= 3 {
		return nil, a.err
	}
	return out, err
}
