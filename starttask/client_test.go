package starttask_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/internal/sdktest"
	"github.com/ecstask/ecstask/starttask"
)

// TestBody compares JSON with what an unmodified client sends.
func TestBody(t *testing.T) {
	var body []byte
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var err error
		if body, err = io.ReadAll(r.Body); err != nil {
			t.Error(err)
		}
		io.WriteString(w, "{}")
	}))
	defer server.Close()
	var client starttask.StartTaskAPIClient = ecs.New(ecs.Options{
		Region:       "us-east-1",
		BaseEndpoint: &server.URL,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "id", SecretAccessKey: "secret"}, nil
		}),
	})
	full := new(ecs.StartTaskInput)
	sdktest.Fill(t, full)
	for name, in := range map[string]*ecs.StartTaskInput{
		"typical":      typical().Unchecked(),
		"every member": full,
		"odd texts":    starttask.New("<&>\"\\\n\x00\xff\u2028", "").WithTag("é", "").Unchecked(),
		"empty lists":  {TaskDefinition: new(""), ContainerInstances: []string{}, Tags: []types.Tag{}, Overrides: &types.TaskOverride{}},
	} {
		if _, err := client.StartTask(t.Context(), in); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got, err := starttask.JSON(in); string(got) != string(body) || err != nil {
			t.Errorf("%s: %v\n got %s\nwant %s", name, err, got, body)
		}
	}
}

func TestJSONOfNothing(t *testing.T) {
	nilUnion := &ecs.StartTaskInput{Overrides: &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{{
		ResourceRequirements: []types.ResourceRequirement{{SharingStrategy: (*types.SharingStrategyMemberNvidiaMps)(nil)}},
	}}}}
	for name, in := range map[string]*ecs.StartTaskInput{"nil": nil, "a nil union": nilUnion} {
		if text, err := starttask.JSON(in); text != nil || err == nil {
			t.Errorf("%s: JSON = %s, %v", name, text, err)
		}
		if line, err := starttask.Command(in); line != "" || err == nil {
			t.Errorf("%s: Command = %s, %v", name, line, err)
		}
		if starttask.Validate(in) == nil {
			t.Errorf("%s is valid", name)
		}
		if got := sent(starttask.From(in)); got == "" {
			t.Errorf("%s: no JSON", name)
		}
	}
}
