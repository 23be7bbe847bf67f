package sdkfix_test

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/smithy-go/middleware"
	"github.com/ecstask/ecstask/internal/sdkfix"
)

// capture is an HTTP client that looks at the body of the request instead of sending
// it.
type capture struct {
	writerTo bool
	text     string
}

func (c *capture) Do(r *http.Request) (*http.Response, error) {
	_, c.writerTo = r.Body.(io.WriterTo)
	text, err := io.ReadAll(r.Body)
	c.text = string(text)
	return nil, cmp.Or(err, io.ErrUnexpectedEOF)
}

// send sends a request by a client with these options.
func send(t *testing.T, options ...func(*middleware.Stack) error) (c capture) {
	t.Helper()
	client := ecs.New(ecs.Options{
		Region: "us-east-1", HTTPClient: &c, APIOptions: options, Retryer: aws.NopRetryer{},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "a", SecretAccessKey: "b"}, nil
		}),
	})
	_, err := client.StartTask(t.Context(), &ecs.StartTaskInput{TaskDefinition: aws.String("web"), ContainerInstances: []string{"a"}})
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Fatal(err)
	}
	return c
}

// TestPlainBody takes the method away that loses answers, and no byte. That it is
// there without PlainBody shows that the work-around is still needed.
func TestPlainBody(t *testing.T) {
	if !send(t).writerTo {
		t.Error("the SDK hands out no io.WriterTo any more: PlainBody can go")
	}
	for _, options := range [][]func(*middleware.Stack) error{{sdkfix.PlainBody}, {sdkfix.PlainBody, sdkfix.PlainBody}} {
		c := send(t, options...)
		if want := `{"containerInstances":["a"],"taskDefinition":"web"}`; c.writerTo || c.text != want {
			t.Errorf("%d times: a WriterTo: %t, the body is %s", len(options), c.writerTo, c.text)
		}
	}
}
