package starttask_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/starttask"
)

// canned is an HTTP client that gives one answer to everything.
type canned struct {
	status int
	body   []byte
}

func (c canned) Do(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: c.status, Body: io.NopCloser(bytes.NewReader(c.body)), Header: http.Header{}}, nil
}

// FuzzAnswer lets ECS answer anything: every instance is accounted for, and no
// error means that every task was started.
func FuzzAnswer(f *testing.F) {
	const a, b = "00000000000000000000000000000000", "11111111111111111111111111111111"
	for _, body := range []string{
		``, `{}`, `null`, `{"tasks":null}`, `{"tasks":[{}],"failures":[{}]}`, `{"tasks":[{"containerInstanceArn":"x/` + a + `"}]}`,
		`{"failures":[{"arn":"` + b + `","reason":"AGENT","detail":"d"}],"tasks":[{"containerInstanceArn":"` + a + `"}]}`,
		`{"__type":"ThrottlingException","message":"Rate exceeded"}`, `{"tasks":[`, `{"tasks":[{"containers":[{"exitCode":1.5}]}]}`,
	} {
		f.Add(uint16(200), []byte(body))
		f.Add(uint16(400), []byte(body))
		f.Add(uint16(503), []byte(body))
	}
	srv := ecstest.NewServer()
	f.Cleanup(srv.Close)
	f.Fuzz(func(t *testing.T, status uint16, body []byte) {
		client := srv.Client(func(o *ecs.Options) {
			o.HTTPClient, o.Retryer = canned{100 + int(status)%500, body}, aws.NopRetryer{}
		})
		r, err := starttask.Start(t.Context(), client, build(t, a, b, a))
		if r == nil {
			t.Fatal("no result")
		}
		open := len(r.Failures) + len(r.Unknown) + len(r.Unstarted)
		if len(r.Tasks)+open < 3 {
			t.Errorf("an instance is lost: %+v", r)
		}
		if (err == nil) != (open == 0) || errors.Is(err, starttask.ErrUnknown) != (len(r.Unknown) > 0) {
			t.Errorf("error %v of %+v", err, r)
		}
		for _, id := range slices.Concat(r.Unknown, r.Unstarted) {
			if id != a && id != b {
				t.Errorf("%q was not asked for", id)
			}
		}
	})
}
