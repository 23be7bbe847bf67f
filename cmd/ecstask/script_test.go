package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ecstask/ecstask/ecstest"
	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"ecstask": main})
}

// TestScripts runs testdata/*.txtar. Each script has an ECS of its own, at
// $ECS/ANSWER, a sample cluster at $NOINSTANCES whose container instances nobody may
// describe, and two commands: requests N counts what reached it, arrived
// waits for the first.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			fake := newFakeECS()
			env.Defer(fake.close)
			env.Values["ecs"] = fake
			none := env.WorkDir + "/none"
			sample, _ := sampleCluster()
			env.Defer(sample.Close)
			sample.InjectFunc(func(r ecstest.Request) *ecstest.Fault {
				if r.Operation != "DescribeContainerInstances" {
					return nil
				}
				return &ecstest.Fault{Status: http.StatusBadRequest, Code: "AccessDeniedException", Message: "User: arn:aws:iam::123456789012:user/me is not authorized to perform: ecs:" + r.Operation}
			})
			for name, value := range map[string]string{
				"ECS": fake.URL, "NOINSTANCES": sample.URL(), "I": "0123456789abcdef0123456789abcdef", "HOME": env.WorkDir, "NO_COLOR": "",
				"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "example",
				"AWS_CONFIG_FILE": none, "AWS_SHARED_CREDENTIALS_FILE": none, "AWS_EC2_METADATA_DISABLED": "true",
			} {
				env.Setenv(name, value)
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"requests": func(ts *testscript.TestScript, _ bool, args []string) {
				if got := strconv.Itoa(int(ts.Value("ecs").(*fakeECS).count.Load())); got != args[0] {
					ts.Fatalf("%s requests reached ECS", got)
				}
			},
			"arrived": func(ts *testscript.TestScript, _ bool, _ []string) {
				select {
				case <-ts.Value("ecs").(*fakeECS).arrived:
				case <-time.After(10 * time.Second):
					ts.Fatalf("no request reached ECS")
				}
			},
		},
	})
}

// fakeECS answers StartTask as the path of the request says.
type fakeECS struct {
	*httptest.Server
	count   atomic.Int32
	arrived chan struct{} // one value for each request
	stop    chan struct{}
}

func newFakeECS() *fakeECS {
	f := &fakeECS{arrived: make(chan struct{}, 100), stop: make(chan struct{})}
	f.Server = httptest.NewServer(f)
	return f
}

func (f *fakeECS) close() {
	close(f.stop)
	f.Close()
}

// manyTasks returns tasks that nobody asked for.
func manyTasks() string {
	tasks := make([]string, 50_000)
	for i := range tasks {
		tasks[i] = strings.Replace(startedTask, "default/1", fmt.Sprintf("default/%d", i), 1)
	}
	return strings.ReplaceAll(strings.Join(tasks, ","), `"lastStatus"`, `"containerInstanceArn":"other","lastStatus"`)
}

const startedTask = `{"taskArn":"arn:aws:ecs:us-east-1:123456789012:task/default/1","lastStatus":"PENDING","createdAt":1700000000.5}`

func (f *fakeECS) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	f.count.Add(1)
	f.arrived <- struct{}{}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	refuse := func(status int, code, message string) {
		w.Header().Set("X-Amzn-RequestId", "11111111-2222-3333-4444-555555555555")
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"__type":%q,"message":%q}`, code, message)
	}
	const failure = `{"arn":"arn:aws:ecs:us-east-1:123456789012:container-instance/0123456789abcdef0123456789abcdef","reason":%q}`
	switch answer := strings.Trim(req.URL.Path, "/"); answer {
	case "ok":
		fmt.Fprintf(w, `{"tasks":[%s],"failures":[]}`, startedTask)
	case "echo":
		fmt.Fprintf(w, `{"tasks":[{"taskArn":"t","containerInstanceArn":"0123456789abcdef0123456789abcdef","startedBy":%q,"group":%q}]}`, body, req.Header.Get("Authorization"))
	case "large":
		fmt.Fprintf(w, `{"failures":[`+failure+`],"tasks":[%s]}`, "AGENT", manyTasks())
	case "refused":
		refuse(http.StatusBadRequest, "ClusterNotFoundException", "Cluster not found.")
	case "throttled":
		refuse(http.StatusBadRequest, "ThrottlingException", "Rate exceeded")
	case "broken":
		refuse(http.StatusInternalServerError, "ServerException", "Service Unavailable. Please try again later.")
	case "gateway":
		w.WriteHeader(http.StatusBadGateway)
	case "forbidden":
		w.WriteHeader(http.StatusForbidden)
	case "nothing":
		io.WriteString(w, "{}")
	case "cut":
		w.Header().Set("Content-Length", "100000")
		fmt.Fprintf(w, `{"tasks":[%s`, startedTask)
	case "hang":
		w.WriteHeader(http.StatusOK)
		w.(http.Flusher).Flush()
		select {
		case <-f.stop:
		case <-req.Context().Done():
		}
	default:
		fmt.Fprintf(w, `{"tasks":[],"failures":[`+failure+`]}`, answer)
	}
}
