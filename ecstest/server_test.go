package ecstest_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
)

const absent = "0123456789abcdef0123456789abcdef" // the id of nothing

// once lets a client send each request once, to see each fault.
func once(o *ecs.Options) { o.Retryer = aws.NopRetryer{} }

// newServer returns a server that closes at the end of the test, with a client
// that does not retry.
func newServer(t testing.TB) (*ecstest.Server, *ecs.Client) {
	t.Helper()
	srv := ecstest.NewServer()
	t.Cleanup(srv.Close)
	return srv, srv.Client(once)
}

// must returns a function that fails the test unless a call worked.
func must[T any](t testing.TB) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// start starts one task, which must have a place.
func start(t testing.TB, c *ecs.Client, definition, instance string, edit ...func(*ecs.StartTaskInput)) types.Task {
	t.Helper()
	in := &ecs.StartTaskInput{TaskDefinition: &definition, ContainerInstances: []string{instance}}
	for _, f := range edit {
		f(in)
	}
	out := must[*ecs.StartTaskOutput](t)(c.StartTask(t.Context(), in))
	if len(out.Tasks) != 1 || len(out.Failures) != 0 {
		t.Fatalf("%d tasks were started, failures are %s", len(out.Tasks), reasons(out.Failures))
	}
	return out.Tasks[0]
}

func describe(t testing.TB, c *ecs.Client, tasks ...string) []types.Task {
	t.Helper()
	out := must[*ecs.DescribeTasksOutput](t)(c.DescribeTasks(t.Context(), &ecs.DescribeTasksInput{Tasks: tasks}))
	if len(out.Failures) > 0 {
		t.Fatalf("failures are %s", reasons(out.Failures))
	}
	return out.Tasks
}

func reasons(failures []types.Failure) string {
	list := []string{}
	for _, f := range failures {
		list = append(list, aws.ToString(f.Reason))
	}
	return strings.Join(list, " ")
}

func last(arn string) string { return arn[1+strings.LastIndexByte(arn, '/'):] }

func TestAnswersOverPlainHTTP(t *testing.T) {
	srv, _ := newServer(t)
	const prefix = "AmazonEC2ContainerServiceV20141113."
	for _, tt := range []struct {
		name, method, path, target, body, code string
	}{
		{"works", "POST", "/", prefix + "ListTasks", "{}", ""},
		{"another method", "GET", "/", prefix + "ListTasks", "", "UnknownOperationException"},
		{"another path", "POST", "/ecs", prefix + "ListTasks", "{}", "UnknownOperationException"},
		{"no operation", "POST", "/", "", "{}", "UnknownOperationException"},
		{"another service", "POST", "/", "DynamoDB_20120810.ListTables", "{}", "UnknownOperationException"},
		{"an operation that ecstest does not do", "POST", "/", prefix + "CreateService", "{}", "UnsupportedFeatureException"},
		{"no such operation", "POST", "/", prefix, "{}", "UnsupportedFeatureException"},
		{"no body", "POST", "/", prefix + "ListTasks", "", "SerializationException"},
		{"no JSON", "POST", "/", prefix + "ListTasks", "cluster=default", "SerializationException"},
		{"no object", "POST", "/", prefix + "ListTasks", "[]", "SerializationException"},
		{"a wrong type", "POST", "/", prefix + "ListTasks", `{"cluster":1}`, "SerializationException"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			req := must[*http.Request](t)(http.NewRequestWithContext(t.Context(), tt.method, srv.URL()+tt.path, strings.NewReader(tt.body)))
			req.Header.Set("X-Amz-Target", tt.target)
			resp := must[*http.Response](t)(http.DefaultClient.Do(req))
			defer resp.Body.Close()
			body := string(must[[]byte](t)(io.ReadAll(resp.Body)))
			status, wanted := http.StatusOK, `{"taskArns":[]}`
			if tt.code != "" {
				status, wanted = http.StatusBadRequest, `{"__type":"`+tt.code+`","message":"`
			}
			if resp.StatusCode != status || !strings.HasPrefix(body, wanted) || resp.Header.Get("Content-Type") != "application/x-amz-json-1.1" {
				t.Errorf("%s %s, %s", resp.Status, resp.Header.Get("Content-Type"), body)
			}
		})
	}
	if n := len(srv.Requests()); n != 11 {
		t.Errorf("%d requests were kept", n)
	}
}

func TestUnsupportedOperation(t *testing.T) {
	_, client := newServer(t)
	_, err := client.CreateCluster(t.Context(), &ecs.CreateClusterInput{})
	if api, ok := errors.AsType[*types.UnsupportedFeatureException](err); !ok || api.ErrorMessage() != `ecstest does not do "CreateCluster"` {
		t.Error(err)
	}
}

func TestRequests(t *testing.T) {
	srv, client := newServer(t)
	list := func(cluster string) {
		client.ListTasks(t.Context(), &ecs.ListTasksInput{Cluster: &cluster})
	}
	kept := func() (bodies []string) {
		for _, r := range srv.Requests() {
			if r.Operation != "ListTasks" || !strings.Contains(r.Header.Get("Authorization"), "AKIDEXAMPLE") {
				t.Errorf("%s %v", r.Operation, r.Header)
			}
			bodies = append(bodies, string(r.Body))
		}
		return bodies
	}
	srv.Inject(ecstest.Throttle(""))
	list("a")
	list("b")
	list("c")
	wantBodies := func(clusters string) {
		t.Helper()
		var want []string
		for _, c := range clusters {
			want = append(want, fmt.Sprintf(`{"cluster":"%c"}`, c))
		}
		if got := kept(); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	wantBodies("abc")
	srv.KeepRequests(2)
	wantBodies("bc")
	list("d")
	wantBodies("cd")
	srv.KeepRequests(4)
	list("e")
	list("f")
	list("g")
	wantBodies("defg")
	srv.KeepRequests(0)
	list("h")
	wantBodies("")
	srv.KeepRequests(-1)
	list("i")
	wantBodies("")
}

func TestClose(t *testing.T) {
	srv := ecstest.NewServer()
	srv.AddInstance("default")
	client := srv.Client(once)
	srv.Close()
	srv.Close()
	if _, err := client.ListTasks(t.Context(), &ecs.ListTasksInput{}); err == nil {
		t.Error("a closed server answers")
	}
	if len(srv.Tasks()) != 0 || len(srv.Requests()) != 0 {
		t.Error("there are tasks or requests")
	}
}

// TestConcurrent lets several clients do everything at once, which the race
// detector watches, and counts.
func TestConcurrent(t *testing.T) {
	srv, _ := newServer(t)
	const workers, rounds = 8, 10
	srv.AddTaskDefinition("web")
	var instances []string
	for range workers {
		instances = append(instances, srv.AddInstance("default"))
	}
	starts := 0
	srv.OnStart(func(*types.Task) ecstest.End { starts++; return ecstest.End{} })
	faults := 0
	srv.InjectFunc(func(ecstest.Request) *ecstest.Fault { faults++; return nil })
	t.Run("workers", func(t *testing.T) {
		for w := range workers {
			t.Run(strconv.Itoa(w), func(t *testing.T) {
				t.Parallel()
				client := srv.Client(once)
				for n := range rounds {
					task := start(t, client, "web", instances[(w+n)%workers])
					describe(t, client, *task.TaskArn)
					must[*ecs.StopTaskOutput](t)(client.StopTask(t.Context(), &ecs.StopTaskInput{Task: task.TaskArn}))
					must[*ecs.ListTasksOutput](t)(client.ListTasks(t.Context(), &ecs.ListTasksInput{}))
					must[*ecs.DescribeContainerInstancesOutput](t)(client.DescribeContainerInstances(t.Context(), &ecs.DescribeContainerInstancesInput{ContainerInstances: instances}))
					srv.EditInstance(instances[w], func(i *types.ContainerInstance) { i.AgentConnected = true })
					srv.AddInstance("default")
					srv.AddCluster("default", func(c *types.Cluster) { c.Tags = nil })
					srv.AddTaskDefinition("web")
					srv.Advance(1)
					srv.Tasks()
					srv.Requests()
				}
			})
		}
	})
	if n := len(srv.Tasks()); n != workers*rounds || starts != n {
		t.Errorf("%d tasks are there, %d were asked for", n, starts)
	}
	if n := len(srv.Requests()); n != 5*workers*rounds || faults != n {
		t.Errorf("%d requests were kept, %d were asked for", n, faults)
	}
	srv.Advance(10)
	for _, i := range must[*ecs.DescribeContainerInstancesOutput](t)(srv.Client().DescribeContainerInstances(t.Context(), &ecs.DescribeContainerInstancesInput{ContainerInstances: instances})).ContainerInstances {
		if free := integer(i, "CPU"); free != 2048 || i.RunningTasksCount != 0 || i.PendingTasksCount != 0 {
			t.Errorf("%d CPU units are free, %d tasks run, %d are pending", free, i.RunningTasksCount, i.PendingTasksCount)
		}
	}
}

func integer(i types.ContainerInstance, name string) int32 {
	for _, r := range i.RemainingResources {
		if *r.Name == name {
			return r.IntegerValue
		}
	}
	return -1
}

func set(i types.ContainerInstance, name string) []string {
	for _, r := range i.RemainingResources {
		if *r.Name == name {
			return r.StringSetValue
		}
	}
	return nil
}
