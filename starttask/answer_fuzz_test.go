package starttask_test

import (
	"bytes"
	"io"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/starttask"
)

// canned is an HTTP client that gives one answer to everything.
type canned struct {
	status int
	header http.Header
	body   []byte
}

func (c canned) Do(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: c.status, Body: io.NopCloser(bytes.NewReader(c.body)), Header: c.header}, nil
}

// FuzzAnswer lets ECS answer anything: every instance of the request is in one
// list of the result, nothing else is, and no error means that every task was
// started and no other.
func FuzzAnswer(f *testing.F) {
	const a, b = "00000000000000000000000000000000", "11111111111111111111111111111111"
	for _, body := range []string{
		``, `{}`, `null`, `{"tasks":null}`, `{"tasks":[null,null]}`, `{"tasks":[{}],"failures":[{}]}`, `{"tasks":[{"containerInstanceArn":"x/` + a + `"}]}`,
		`{"failures":[{"arn":"` + b + `","reason":"AGENT","detail":"d"}],"tasks":[{"containerInstanceArn":"` + a + `"}]}`,
		`{"tasks":[{"taskArn":"1","containerInstanceArn":"` + a + `"},{"taskArn":"1","containerInstanceArn":"` + a + `"},{"taskArn":"2","containerInstanceArn":"c"},{"taskArn":"3"}]}`,
		`{"tasks":[{"taskArn":"1","containerInstanceArn":"` + a + `"},{"taskArn":"2","containerInstanceArn":"` + b + `"}],"failures":[{"arn":"` + a + `"},{"arn":"` + b + `"},{"arn":"c"},{}]}`,
		`{"__type":"ThrottlingException","message":"Rate exceeded"}`, `{"code":"ThrottlingException"}`, `{"tasks":[`, `{"tasks":[{"containers":[{"exitCode":1.5}]}]}`,
	} {
		for _, status := range []uint16{200, 400, 503} {
			f.Add(status, true, []byte(body))
			f.Add(status, false, []byte(body))
		}
	}
	srv := ecstest.NewServer()
	f.Cleanup(srv.Close)
	f.Fuzz(func(t *testing.T, status uint16, id bool, body []byte) {
		answer := canned{100 + (int(status)+400)%500, http.Header{}, body} // 100 to 599 as they are
		if id {
			answer.header.Set("X-Amzn-RequestId", "1")
		}
		client := srv.Client(func(o *ecs.Options) { o.HTTPClient, o.Retryer = answer, aws.NopRetryer{} })
		for _, instances := range [][]string{{a, b, a}, {a}} {
			r, err := starttask.Start(t.Context(), client, build(t, instances...))
			if r == nil {
				t.Fatal("no result")
			}
			if problem := account(r, err, instances); problem != "" {
				t.Errorf("%v: %s", instances, problem)
			}
			if !id && len(r.NotStarted) > 0 {
				t.Errorf("%v is taken for the word of ECS", answer)
			}
		}
	})
}
