package failure_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/schemas"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/rules"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// observed is a line of testdata/refusals.jsonl: what ECS said, and what it is
// about.
type observed struct {
	Code, Message, Name, Rule string
	Path                      field.Path
	Retry                     failure.Retry
}

func (o observed) error() error { return &smithy.GenericAPIError{Code: o.Code, Message: o.Message} }

func readObserved(t testing.TB) (list []observed) {
	t.Helper()
	f, err := os.Open("testdata/refusals.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		var o observed
		if err := json.Unmarshal(s.Bytes(), &o); err != nil {
			t.Fatalf("%s: %v", s.Text(), err)
		}
		list = append(list, o)
	}
	if len(list) < 100 {
		t.Fatalf("%d lines", len(list))
	}
	return list
}

// TestRefused lets a server refuse StartTask and RunTask with each message that
// ECS is known to use, and an unmodified client receive it.
func TestRefused(t *testing.T) {
	server := ecstest.NewServer()
	defer server.Close()
	client := server.Client(func(o *ecs.Options) { o.Retryer = aws.NopRetryer{} })
	start := func() error {
		_, err := client.StartTask(context.Background(), &ecs.StartTaskInput{TaskDefinition: aws.String("web"), ContainerInstances: []string{"x"}})
		return err
	}
	run := func() error {
		_, err := client.RunTask(context.Background(), &ecs.RunTaskInput{TaskDefinition: aws.String("web")})
		return err
	}
	for _, o := range readObserved(t) {
		for operation, call := range map[string]func() error{"StartTask": start, "RunTask": run} {
			status := http.StatusBadRequest
			if o.Code == "ServerException" {
				status = http.StatusInternalServerError
			}
			server.Inject(ecstest.Fault{Operation: operation, Status: status, Code: o.Code, Message: o.Message})
			err := call()
			r, ok := failure.Refused(fmt.Errorf("deploy: %w", err))
			if !ok {
				t.Errorf("%s: %v is no refusal", operation, err)
				continue
			}
			if r.Meaning == "" || r.Advice == "" || r.Doc == "" {
				t.Errorf("%s is not explained", r.Said())
			}
			got := observed{r.Code, r.Message, r.Name, r.Rule, r.Path, r.Retry}
			if diff := cmp.Diff(o, got); diff != "" {
				t.Errorf("%s %s (-want +got):\n%s", operation, o.Message, diff)
			}
			if !errors.Is(r, err) {
				t.Errorf("%s: the error of the call is lost", o.Message)
			}
		}
	}
}

// TestRefusalsNameWhatExists checks what a Refusal refers to elsewhere.
func TestRefusalsNameWhatExists(t *testing.T) {
	for _, o := range readObserved(t) {
		if _, ok := rules.Lookup(o.Rule); !ok && o.Rule != "" {
			t.Errorf("%s: there is no rule %s", o.Message, o.Rule)
		}
		if o.Path == "" || o.Path == "tasks" { // of DescribeTasks
			continue
		}
		inStart, inRun := memberAt(schemas.StartTaskRequest, o.Path), memberAt(schemas.RunTaskRequest, o.Path)
		if !inStart && !inRun {
			t.Errorf("%s: there is no member %s", o.Message, o.Path)
		}
	}
}

func memberAt(s *smithy.Schema, p field.Path) bool {
	for name := range strings.SplitSeq(string(p), ".") {
		m := s.Member(name)
		if m == nil {
			return false
		}
		s = m
	}
	return true
}

// TestNearMisses changes each message that its code does not explain as well.
func TestNearMisses(t *testing.T) {
	anyBeginning := map[string]bool{ // these are quoted inside other messages
		"constraint.type 'distinctInstance' is not supported.":                                                    true,
		"Create TaskDefinition: constraint.type 'distinctInstance' is not supported.":                             true,
		"At least one of 'memory' or 'memoryReservation' must be specified.":                                      true,
		"Invalid setting for container 'app'. At least one of 'memory' or 'memoryReservation' must be specified.": true,
	}
	tried := 0
	for _, o := range readObserved(t) {
		if o.Code != "InvalidParameterException" && o.Code != "ClientException" {
			continue
		}
		variants := []string{strings.ToUpper(o.Message), o.Message[:len(o.Message)/3], ""}
		if !anyBeginning[o.Message] {
			variants = append(variants, "Whatever: "+o.Message, o.Message[1:])
		}
		for _, message := range variants {
			tried++
			r, ok := failure.Refused(&smithy.GenericAPIError{Code: o.Code, Message: message})
			if !ok || r.Code != o.Code || r.Message != message {
				t.Fatalf("%q: %v, %t", message, r, ok)
			}
			if r.Explanation != (failure.Explanation{}) || r.Path != "" || r.Rule != "" || r.Name != "" {
				t.Errorf("%q is explained: %v", message, r)
			}
		}
	}
	if tried < 300 {
		t.Errorf("%d variants", tried)
	}
}

func TestWrapping(t *testing.T) {
	typed := &types.ClientException{Message: aws.String("TaskDefinition not found.")}
	response := &awshttp.ResponseError{ResponseError: &smithyhttp.ResponseError{
		Response: &smithyhttp.Response{Response: &http.Response{StatusCode: 400}}, Err: typed,
	}}
	operation := &smithy.OperationError{ServiceID: ecs.ServiceID, OperationName: "StartTask", Err: response}
	credentials := &smithy.OperationError{ServiceID: "STS", OperationName: "AssumeRole", Err: &smithy.GenericAPIError{Code: "AccessDenied"}}
	for name, err := range map[string]error{
		"typed":                  typed,
		"response":               response,
		"operation":              operation,
		"wrapped":                fmt.Errorf("deploy: %w", operation),
		"joined":                 errors.Join(io.EOF, nil, operation),
		"joined, first of two":   errors.Join(operation, &types.ServerException{}),
		"after that of another":  errors.Join(credentials, operation),
		"of an overridden code":  &types.ServerException{ErrorCodeOverride: aws.String("ClientException"), Message: typed.Message},
		"behind a typed nil":     errors.Join((*types.ClientException)(nil), (*smithy.OperationError)(nil), (*failure.Refusal)(nil), typed),
		"without an HTTP answer": &smithy.OperationError{Err: typed},
	} {
		r, ok := failure.Refused(err)
		if !ok || r.Code != "ClientException" || r.Path != "taskDefinition" || r.Retry != failure.RetryNever || r.Err != err {
			t.Errorf("%s: %v, %t", name, r, ok)
		}
	}

	moved, _ := failure.Refused(typed)
	moved.Path = "elsewhere"
	for _, err := range []error{fmt.Errorf("again: %w", moved), errors.Join(io.EOF, moved, typed)} {
		if r, ok := failure.Refused(err); !ok || r != moved {
			t.Errorf("a refusal that is known is explained again: %v", r)
		}
	}
}

func TestNotRefused(t *testing.T) {
	for name, err := range map[string]error{
		"nil":                 nil,
		"lost connection":     &smithy.OperationError{ServiceID: ecs.ServiceID, Err: &smithyhttp.RequestSendError{Err: io.EOF}},
		"no code":             &smithy.GenericAPIError{Message: "TaskDefinition not found."},
		"gateway":             &smithy.GenericAPIError{Code: "UnknownError", Message: "Bad Gateway"},
		"not sent":            &smithy.InvalidParamsError{Context: "StartTaskInput"},
		"credentials":         &smithy.OperationError{ServiceID: ecs.ServiceID, Err: fmt.Errorf("get identity: %w", &smithy.OperationError{ServiceID: "STS", Err: &smithy.GenericAPIError{Code: "ExpiredToken"}})},
		"typed nil":           (*types.ServerException)(nil),
		"typed nil refusal":   (*failure.Refusal)(nil),
		"cancelled":           context.Canceled,
		"nothing joined":      errors.Join(io.EOF, fmt.Errorf("x")),
		"a message by itself": errors.New("ClientException: TaskDefinition not found."),
	} {
		if r, ok := failure.Refused(err); ok || r != nil {
			t.Errorf("%s: %v, %t", name, r, ok)
		}
	}
}

func TestIn(t *testing.T) {
	const role = "arn:aws:iam::123456789012:role/app"
	container := func(name string, env ...string) types.ContainerOverride {
		c := types.ContainerOverride{Name: &name}
		for _, value := range env {
			c.Environment = append(c.Environment, types.KeyValuePair{Name: &value, Value: &value})
		}
		return c
	}
	overrides := &types.TaskOverride{ExecutionRoleArn: aws.String(role), ContainerOverrides: []types.ContainerOverride{
		container("app", "django", role), {}, container("Django"), container("django"), container("django"),
	}}
	net := &types.NetworkConfiguration{AwsvpcConfiguration: &types.AwsVpcConfiguration{
		Subnets: []string{"subnet-1", "subnet-2"}, SecurityGroups: []string{"subnet-2", "sg-1"},
	}}
	volumes := []types.TaskVolumeConfiguration{{Name: aws.String("logs")}, {
		Name: aws.String("data"), ManagedEBSVolume: &types.TaskManagedEBSVolumeConfiguration{RoleArn: aws.String(role)},
	}}
	start := &ecs.StartTaskInput{Overrides: overrides, NetworkConfiguration: net, VolumeConfigurations: volumes, Group: aws.String("django")}
	run := &ecs.RunTaskInput{Overrides: overrides, NetworkConfiguration: net, VolumeConfigurations: volumes, Group: aws.String("django")}
	for _, tt := range []struct {
		message string
		want    field.Path
	}{
		{"Override for container named django is not a container in the TaskDefinition.", "overrides.containerOverrides[3]"},
		{"Override for container named nobody is not a container in the TaskDefinition.", "overrides.containerOverrides"},
		{"'memory' setting for container 'app' is greater than for task.", "overrides.containerOverrides[0]"},
		{"Error retrieving subnet information for [subnet-2]: The subnet ID 'subnet-2' does not exist (ErrorCode: InvalidSubnetID.NotFound)", "networkConfiguration.awsvpcConfiguration.subnets[1]"},
		{"Security group sg-1 does not appear to belong to the same VPC as the input subnets.", "networkConfiguration.awsvpcConfiguration.securityGroups[1]"},
		{"The volume name 'data' in your request does not have a matching volume in your Task Definition that is configurable at launch.", "volumeConfigurations[1]"},
		{"ECS was unable to assume the configured ECS Infrastructure Role '" + role + "'. Please verify it.", "volumeConfigurations[1].managedEBSVolume.roleArn"},
		{"ECS was unable to assume the role '" + role + "' that was provided for this task. Please verify it.", "overrides.executionRoleArn"},
		{"ECS was unable to assume the role '" + role + "2' that was provided for this task. Please verify it.", "taskDefinition"},
		{"Cluster not found.", "cluster"},
		{"something new", ""},
	} {
		r, _ := failure.Refused(&smithy.GenericAPIError{Code: "ClientException", Message: tt.message})
		before := *r
		for _, in := range []smithy.Serializable{start, run} {
			found := r.In(in)
			if found.Path != tt.want {
				t.Errorf("%s: %s, want %s", tt.message, found.Path, tt.want)
			}
			if again := found.In(in); again.Path != tt.want {
				t.Errorf("%s: looked for again, %s", tt.message, again.Path)
			}
		}
		for _, in := range []smithy.Serializable{nil, (*ecs.StartTaskInput)(nil), new(ecs.RunTaskInput)} {
			if found := r.In(in); found.Path != before.Path {
				t.Errorf("%s: %s in no request", tt.message, found.Path)
			}
		}
		if !cmp.Equal(*r, before, cmpopts.EquateErrors()) {
			t.Errorf("%s: In has changed the refusal", tt.message)
		}
	}
	if r := (*failure.Refusal)(nil).In(start); r != nil {
		t.Errorf("nil in a request is %v", r)
	}
}

func TestRefusalError(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{
			observed{Code: "InvalidParameterException", Message: "Network Configuration must be provided when networkMode 'awsvpc' is specified."}.error(),
			"networkConfiguration: InvalidParameterException: Network Configuration must be provided when networkMode 'awsvpc' is specified; " +
				"the network mode of the task definition is awsvpc; give networkConfiguration with at least one subnet",
		},
		{
			observed{Code: "InvalidParameterException", Message: "startedBy longer than 36."}.error(),
			"startedBy: InvalidParameterException: startedBy longer than 36; startedBy is too long; write at most 36 characters for StartTask, and 128 for RunTask (started-by-length)",
		},
		{observed{Code: "NewException", Message: "NewException"}.error(), "NewException"},
		{observed{Code: "NewException", Message: "Two lines\r\nand \x1b[31mred.\n"}.error(), "NewException: Two lines  and  [31mred. "},
		{observed{Code: "InternalFailure"}.error(), "InternalFailure; an error inside ECS: whether tasks were started is not known; " +
			"send a RunTask request again with the same clientToken; after StartTask, look for the tasks with ListTasks first"},
	} {
		r, ok := failure.Refused(tt.err)
		if !ok || r.Error() != tt.want {
			t.Errorf("%v is\n%s\nwant\n%s", tt.err, r, tt.want)
		}
	}
	if got := (*failure.Refusal)(nil).Error(); got != "<nil>" {
		t.Errorf("nil is %s", got)
	}
	r, _ := failure.Refused(observed{Code: "ClientException", Message: "TaskDefinition not found."}.error())
	text, err := json.Marshal(r)
	var back failure.Refusal
	if err != nil || json.Unmarshal(text, &back) != nil {
		t.Fatal(string(text), err)
	}
	if back.Err = r.Err; !cmp.Equal(back, *r, cmpopts.EquateErrors()) {
		t.Errorf("%s is read back as %+v", text, back)
	}
}

// TestConflict repeats a client token with another request, and expects to learn which
// tasks have it.
func TestConflict(t *testing.T) {
	srv := ecstest.NewServer()
	defer srv.Close()
	srv.AddTaskDefinition("web")
	srv.AddInstance("default")
	client := srv.Client()
	run := func(group string) (*ecs.RunTaskOutput, error) {
		return client.RunTask(t.Context(), &ecs.RunTaskInput{
			TaskDefinition: aws.String("web"), LaunchType: types.LaunchTypeEc2, ClientToken: aws.String("once"), Group: &group,
		})
	}
	out, err := run("a")
	if err != nil || len(out.Tasks) != 1 {
		t.Fatal(out, err)
	}
	_, err = run("b")
	r, ok := failure.Refused(err)
	if !ok || len(r.Tasks) != 1 || r.Tasks[0] != *out.Tasks[0].TaskArn {
		t.Fatalf("%+v", r)
	}
	for _, text := range []string{r.Error(), failure.Text(err)} {
		if !strings.Contains(text, "; the tasks with the token: "+r.Tasks[0]) || strings.Count(text, r.Advice) != 1 {
			t.Error(text)
		}
	}
	r.Tasks = slices.Repeat(r.Tasks, 12)
	if text := r.Error(); strings.Count(text, ":task/") != 10 || !strings.Contains(text, " and 2 more") {
		t.Error(text)
	}
}

func TestText(t *testing.T) {
	missing := observed{Code: "ClientException", Message: "TaskDefinition not found."}.error()
	r, _ := failure.Refused(missing)
	for _, tt := range []struct {
		err  error
		want string
	}{
		{nil, ""},
		{(*failure.Refusal)(nil), ""},
		{errors.New("lost"), "lost"},
		{missing, "api error ClientException: TaskDefinition not found; " + r.Meaning + "; " + r.Advice},
		{r, r.Error()},
		{errors.Join(missing, context.Canceled), missing.Error() + "\ncontext canceled\n" + r.Meaning + "; " + r.Advice},
		{observed{Code: "NewException", Message: "New."}.error(), "api error NewException: New."},
	} {
		if got := failure.Text(tt.err); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
}

// FuzzRefused lets ECS say anything.
func FuzzRefused(f *testing.F) {
	for _, o := range readObserved(f) {
		f.Add(o.Code, o.Message)
	}
	f.Add("", "")
	f.Add("UnknownError", "x")
	f.Fuzz(func(t *testing.T, code, message string) {
		err := &smithy.OperationError{ServiceID: ecs.ServiceID, Err: &smithy.GenericAPIError{Code: code, Message: message}}
		r, ok := failure.Refused(err)
		if ok != (code != "" && code != "UnknownError") || ok != (r != nil) {
			t.Fatalf("%v, %t", r, ok)
		}
		if !ok {
			return
		}
		if r.Code != code || r.Message != message || r.Err != err {
			t.Errorf("%+v", r)
		}
		explained := r.Meaning != ""
		if explained != (r.Advice != "") || explained != (r.Doc != "") || !explained && (r.Path != "" || r.Rule != "" || r.Name != "" || r.Retry != failure.RetryUnknown) {
			t.Errorf("explained by half: %+v", r)
		}
		if !strings.Contains(message, r.Name) {
			t.Errorf("%q is not in the message", r.Name)
		}
		if line := r.Error(); strings.ContainsAny(line, "\n\r\x1b") {
			t.Errorf("not a line: %q", line)
		}
		in := &ecs.RunTaskInput{Overrides: &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{{}, {Name: &r.Name}}}}
		if found := r.In(in); r.Path == "overrides.containerOverrides" && r.Name != "" && found.Path != "overrides.containerOverrides[1]" {
			t.Errorf("%q is found at %s", r.Name, found.Path)
		}
	})
}
