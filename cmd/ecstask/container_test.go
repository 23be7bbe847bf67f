package main

import (
	"bytes"
	"context"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/internal/arn"
)

// useServer sets the environment with which commands reach an ECS of a test, and
// nothing else.
func useServer(t *testing.T) {
	t.Helper()
	for name, value := range map[string]string{
		"AWS_REGION": ecstest.Region, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "example",
		"AWS_CONFIG_FILE": t.TempDir() + "/none", "AWS_SHARED_CREDENTIALS_FILE": t.TempDir() + "/none",
	} {
		t.Setenv(name, value)
	}
}

// pairServer returns an ECS with an instance, where each task of pair has a job and a
// log, which exit with the given codes.
func pairServer(t *testing.T, job, log int32) (srv *ecstest.Server, instance string) {
	t.Helper()
	srv = ecstest.NewServer()
	t.Cleanup(srv.Close)
	instance = srv.AddInstance("default")
	srv.AddTaskDefinition("pair", func(td *types.TaskDefinition) {
		td.ContainerDefinitions = []types.ContainerDefinition{{Name: aws.String("job")}, {Name: aws.String("log")}}
	})
	srv.OnStart(func(*types.Task) ecstest.End {
		return ecstest.End{ExitCodes: map[string]int32{"job": job, "log": log}}
	})
	srv.InjectFunc(func(r ecstest.Request) *ecstest.Fault {
		if r.Operation == "DescribeTasks" {
			srv.Advance(10) // the first look sees the end
		}
		return nil
	})
	return srv, instance
}

// TestContainer follows a job that exits with 0 beside a log router that is
// killed when the job has ended.
func TestContainer(t *testing.T) {
	useServer(t)
	srv, instance := pairServer(t, 0, 137)
	for _, tt := range []struct {
		options []string
		status  int
		text    string
	}{
		{[]string{"--wait", "stopped"}, statusFailed, "container log exited with 137"},
		{[]string{"--wait", "stopped", "--container", "job"}, statusOK, ""},
		{[]string{"--container=job", "--wait=stopped"}, statusOK, ""},
		{[]string{"--wait", "stopped", "--container", "log"}, statusFailed, "container log exited with 137"},
		{[]string{"--wait", "stopped", "--container", "jbo"}, statusFailed, `"jbo" is not a container of the tasks, which have job, log; they are not waited for (container-unknown)` + "\n    did you mean job?\n"},
		{[]string{"--wait", "stopped", "--container", ""}, statusUsage, "--container takes the name of a container"},
		{[]string{"--container", "job"}, statusUsage, "--container names the container that counts for --wait"},

		{[]string{"--wait", "stopped", "--exit-code"}, 137, "container log exited with 137"},
		{[]string{"--wait", "stopped", "--exit-code", "--container", "log"}, 137, "container log exited with 137"},
		{[]string{"--wait", "stopped", "--exit-code", "--container", "job"}, statusOK, ""},
		{[]string{"--wait", "stopped", "--exit-code", "--container", "jbo"}, statusNotContainer, `"jbo" is not a container of the tasks, which have job, log; they are not waited for (container-unknown)` + "\n    did you mean job?\n"},
		{[]string{"--wait", "stopped", "--exit-code", "--query", "abs(tasks)"}, 137, "--query does not fit the response"},
	} {
		for op, words := range map[string][]string{"start-task": {"--container-instances", instance}, "run-task": nil} {
			args := slices.Concat([]string{op, "--submit", "--endpoint-url", srv.URL(), "--task-definition", "pair"}, words, tt.options)
			status, _, said := ecstask(t, args...)
			if status != tt.status || !strings.Contains(said, tt.text) || (said == "") != (tt.text == "") {
				t.Errorf("%s %v: exit status %d, %s", op, tt.options, status, said)
			}
		}
	}
}

// TestExitCode ends with the exit code of tasks that all started and ended, and with
// 125 where something else went wrong.
func TestExitCode(t *testing.T) {
	useServer(t)
	for _, tt := range []struct {
		name     string
		job, log int32
		options  []string
		status   int
	}{
		{"all well", 0, 0, nil, statusOK},
		{"one code", 42, 0, nil, 42},
		{"the first code", 42, 7, nil, 42},
		{"of two tasks", 42, 0, []string{"--count", "2"}, 42},
		{"no status of a program", 256, 0, nil, statusNotContainer},
		{"a status of Windows", -1073741510, 0, nil, statusNotContainer},
		{"one that means something else here", 2, 0, nil, 2},
		{"without the option", 42, 0, []string{"--exit-code=no"}, statusNotContainer},
		{"some tasks not placed", 42, 0, []string{"--count", "2", "--placement-constraints", "type=distinctInstance"}, statusNotContainer},
		{"the service refuses", 42, 0, []string{"--cluster", "other"}, statusNotContainer},
		{"an invalid request", 42, 0, []string{"--group", "service:a"}, statusNotContainer},
		{"an option that does not exist", 42, 0, []string{"--bogus"}, statusNotContainer},
		{"a value that cannot be read", 42, 0, []string{"--tags", "a"}, statusNotContainer},
	} {
		srv, _ := pairServer(t, tt.job, tt.log)
		args := append([]string{"run-task", "--submit", "--endpoint-url", srv.URL(), "--task-definition", "pair", "--wait", "stopped", "--exit-code"}, tt.options...)
		if status, stdout, stderr := ecstask(t, args...); status != tt.status || stdout != "" && !strings.Contains(stdout, `"lastStatus": "STOPPED"`) || status != statusNotContainer && stdout == "" {
			t.Errorf("%s: exit status %d, want %d\n%s%s", tt.name, status, tt.status, stdout, stderr)
		}
	}
}

// TestExitCodeElsewhere gives --exit-code to commands that do not have it.
func TestExitCodeElsewhere(t *testing.T) {
	for _, args := range [][]string{{"check", "--exit-code", "x"}, {"--exit-code"}, {"plan", "--exit-code", "x"}} {
		if status, _, stderr := ecstask(t, args...); status != statusUsage || stderr == "" {
			t.Errorf("%q: exit status %d\n%s", args, status, stderr)
		}
	}
}

// TestDefinitions reads a task definition that may not be read, which says nothing, and
// one that ECS would give at another time, which Wait asks for again.
func TestDefinitions(t *testing.T) {
	srv, _ := pairServer(t, 0, 0)
	client := definitions{srv.Client(func(o *ecs.Options) { o.RetryMaxAttempts = 1 })}
	const operation = "DescribeTaskDefinition"
	for _, tt := range []struct {
		name  string
		fault ecstest.Fault
		said  bool
	}{
		{"not allowed", ecstest.Fault{Operation: operation, Status: 400, Code: "AccessDeniedException"}, false},
		{"throttled", ecstest.Throttle(operation), true},
		{"an internal error", ecstest.ServerError(operation, false), true},
		{"no connection", ecstest.Fault{Operation: operation, Cut: true}, true},
	} {
		srv.Inject(tt.fault)
		out, err := client.DescribeTaskDefinition(t.Context(), &ecs.DescribeTaskDefinitionInput{TaskDefinition: aws.String("pair")})
		if (err != nil) != tt.said || (out == nil) != tt.said {
			t.Errorf("%s: %v, %v", tt.name, out, err)
		}
	}
}

// TestInterruptedRun interrupts a run while ECS starts its tasks, and repeats it with
// the client token that is shown, which starts nothing twice.
func TestInterruptedRun(t *testing.T) {
	useServer(t)
	for _, batch := range []bool{false, true} {
		srv, _ := pairServer(t, 0, 0)
		ctx, interrupt := context.WithCancel(t.Context())
		srv.Inject(ecstest.Fault{Operation: "RunTask", After: true, Delay: time.Hour}) // until the client goes away
		srv.OnStart(func(*types.Task) ecstest.End {
			interrupt()
			return ecstest.End{}
		})
		args := []string{"run-task", "--submit", "--endpoint-url", srv.URL(), "--task-definition", "pair", "--count", "2"}
		if batch {
			args = append(args, "--batch")
		}
		var stdout, stderr bytes.Buffer
		status := run(ctx, args, nil, &stdout, &stderr)
		shown := regexp.MustCompile(`--client-token (\S+):`).FindStringSubmatch(stderr.String())
		if status != statusFailed || stdout.Len() > 0 || shown == nil || !strings.Contains(stderr.String(), "whether 2 tasks were started is not known") ||
			strings.Count(stderr.String(), "interrupted before the response was complete") != 1 {
			t.Fatalf("exit status %d\n%s%s", status, &stdout, &stderr)
		}
		status, again, problems := ecstask(t, append(args, "--client-token", shown[1])...)
		if n := len(srv.Tasks()); status != statusOK || n != 2 || strings.Count(again, `"createdAt"`) != 2 {
			t.Errorf("exit status %d, %d tasks\n%s%s", status, n, again, problems)
		}
	}
}

// TestInterruptedWait interrupts the waiting for tasks, and reads which go on.
func TestInterruptedWait(t *testing.T) {
	useServer(t)
	srv, _ := pairServer(t, 0, 0)
	ctx, interrupt := context.WithCancel(t.Context())
	srv.InjectFunc(func(r ecstest.Request) *ecstest.Fault {
		if r.Operation == "DescribeTasks" {
			interrupt()
		}
		return nil
	})
	var stdout, stderr bytes.Buffer
	status := run(ctx, []string{"run-task", "--submit", "--endpoint-url", srv.URL(), "--task-definition", "pair", "--count", "2", "--wait", "stopped"}, nil, &stdout, &stderr)
	ids := make([]string, 2)
	for i, task := range srv.Tasks() {
		ids[i] = arn.ID(*task.TaskArn)
	}
	slices.Sort(ids)
	said := regexp.MustCompile(`^error: interrupted while waiting for the tasks\n    these go on running: (\S+), (\S+); follow them with aws ecs describe-tasks\n$`).FindStringSubmatch(stderr.String())
	if status != statusFailed || said == nil || !slices.Equal(slices.Sorted(slices.Values(said[1:])), ids) || strings.Count(stdout.String(), `"createdAt"`) != 2 {
		t.Errorf("exit status %d, want %s\n%s%s", status, ids, &stdout, &stderr)
	}
}

// interruptingWriter interrupts a run that writes a note.
type interruptingWriter struct {
	bytes.Buffer
	interrupt context.CancelFunc
}

func (w *interruptingWriter) Write(text []byte) (int, error) {
	if bytes.Contains(text, []byte("note: ")) {
		w.interrupt()
	}
	return w.Buffer.Write(text)
}

// TestLostRequest loses every response, and interrupts the waiting before the request
// is sent again.
func TestLostRequest(t *testing.T) {
	useServer(t)
	for _, batch := range []string{"--batch", "--rule=count-maximum=error"} {
		fake := newFakeECS()
		ctx, interrupt := context.WithCancel(t.Context())
		stderr := &interruptingWriter{interrupt: interrupt}
		run(ctx, []string{"run-task", "--submit", batch, "--endpoint-url", fake.URL + "/cut", "--task-definition", "web:7"}, nil, io.Discard, stderr)
		const note = "note: it is not known whether the tasks were started; sending the request again with the same client token, for a minute at most\n"
		if text := stderr.String(); !strings.HasPrefix(text, note) || strings.Count(text, "note: ") != 1 {
			t.Errorf("%s: %s", batch, text)
		}
		fake.close()
	}
}
