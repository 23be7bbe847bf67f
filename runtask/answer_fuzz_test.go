package runtask_test

import (
	"net/http"
	"testing"

	"bytes"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/runtask"
)

// FuzzAnswer lets ECS answer anything: the numbers of the result add up, each task is
// there once, and no error means that the tasks asked for were started and no other.
func FuzzAnswer(f *testing.F) {
	for _, body := range []string{
		``, `{}`, `null`, `{"tasks":null}`, `{"tasks":[null,null]}`, `{"tasks":[{}],"failures":[{}]}`, `{"tasks":[{"taskArn":"1"}]}`,
		`{"failures":[{"arn":"i","reason":"AGENT","detail":"d"},null],"tasks":[{"taskArn":"1"}]}`,
		`{"tasks":[{"taskArn":"1"},{"taskArn":"1"},{"taskArn":"2"},{"taskArn":"3"},{"taskArn":"4"}]}`,
		`{"tasks":[{"taskArn":"1"},{"taskArn":"2"},{"taskArn":"3"}],"failures":[{"arn":"a"}]}`,
		`{"__type":"ThrottlingException","message":"Rate exceeded"}`, `{"code":"ThrottlingException"}`, `{"tasks":[`, `{"tasks":[{"containers":[{"exitCode":1.5}]}]}`,
		`{"__type":"ConflictException","resourceIds":["arn:aws:ecs:us-east-1:123456789012:task/x/1"]}`,
	} {
		for _, status := range []uint16{200, 400, 503} {
			f.Add(status, true, []byte(body))
			f.Add(status, false, []byte(body))
		}
	}
	srv := ecstest.NewServer()
	f.Cleanup(srv.Close)
	f.Fuzz(func(t *testing.T, status uint16, id bool, body []byte) {
		header := http.Header{}
		if id {
			header.Set("X-Amzn-RequestId", "1")
		}
		client := srv.Client(func(o *ecs.Options) {
			o.Retryer = aws.NopRetryer{}
			o.HTTPClient = doer(func(*http.Request) (*http.Response, error) { // 100 to 599 as they are
				return &http.Response{StatusCode: 100 + (int(status)+400)%500, Body: io.NopCloser(bytes.NewReader(body)), Header: header}, nil
			})
		})
		for _, count := range []int32{1, 3} {
			r, err := runtask.Run(t.Context(), client, asking(count), quickly, runtask.WithRetryUnplaced(1))
			if r == nil {
				t.Fatal("no result")
			}
			if problem := account(r, err, int(count)); problem != "" {
				t.Errorf("%d: %s", count, problem)
			}
			if !id && r.NotStarted > 0 {
				t.Errorf("%s is taken for the word of ECS", body)
			}
		}
	})
}
