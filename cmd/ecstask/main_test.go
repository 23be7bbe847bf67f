package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/ecstask/ecstask/cmd/ecstask/internal/report"
)

const instance = "0123456789abcdef0123456789abcdef"

// ecstask runs the command with args and an empty standard input.
func ecstask(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	status = run(t.Context(), args, strings.NewReader(""), &out, &err)
	return status, out.String(), err.String()
}

func TestStatus(t *testing.T) {
	fake := newFakeECS()
	t.Cleanup(fake.close)
	valid := "--task-definition web:7 --container-instances " + instance
	for name, value := range map[string]string{
		"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "example",
		"AWS_CONFIG_FILE": "testdata/none", "AWS_SHARED_CREDENTIALS_FILE": "testdata/none",
	} {
		t.Setenv(name, value)
	}
	for args, want := range map[string]int{
		"start-task " + valid:                                                                    statusOK,
		"start-task --cluster= " + valid:                                                         statusOK,
		"start-task --help":                                                                      statusOK,
		"start-task":                                                                             statusInvalid,
		"start-task --strict --cluster= " + valid:                                                statusInvalid,
		"start-task --overrides x " + valid:                                                      statusUsage,
		"start-task --bogus " + valid:                                                            statusUsage,
		"start-task --print xml " + valid:                                                        statusUsage,
		"start-task --cli-input-json {":                                                          statusUsage,
		"start-task --submit --endpoint-url " + fake.URL + "/ok " + valid:                        statusOK,
		"start-task --submit --endpoint-url " + fake.URL + "/AGENT " + valid:                     statusFailed,
		"start-task --submit --endpoint-url " + fake.URL + "/refused " + valid:                   statusFailed,
		"start-task --submit --endpoint-url " + fake.URL + "/ok --task-definition web:7":         statusInvalid,
		"start-task --preflight --endpoint-url " + fake.URL + "/forbidden " + valid:              statusFailed,
		"run-task --preflight --endpoint-url " + fake.URL + "/forbidden --task-definition web:7": statusFailed,
		"run-task --preflight --local --cluster a,b --task-definition web:x":                     statusInvalid,
		"start-task --generate-cli-skeleton":                                                     statusOK,
		"start-task --generate-cli-skeleton output":                                              statusInvalid,
		"run-task --task-definition web:7":                                                       statusOK,
		"run-task --task-definition web:7 --count 11":                                            statusInvalid,
		"run-task --task-definition web:7 --count x":                                             statusUsage,
		"run-task --submit --endpoint-url " + fake.URL + "/ok --task-definition web:7":           statusOK,
		"run-task --submit --endpoint-url " + fake.URL + "/AGENT --task-definition web:7":        statusFailed,
		"run-task --submit --endpoint-url " + fake.URL + "/refused --task-definition web:7":      statusFailed,
		"run-task --generate-cli-skeleton":                                                       statusOK,
		"check testdata/missing.json":                                                            statusUsage,
		"check":                                                                                  statusUsage,
		"rules":                                                                                  statusOK,
		"rules bogus":                                                                            statusUsage,
		"fargate 256 512":                                                                        statusOK,
		"fargate 256 513":                                                                        statusInvalid,
		"fargate 256 x":                                                                          statusUsage,
		"version":                                                                                statusOK,
		"":                                                                                       statusUsage,
		"bogus":                                                                                  statusUsage,
	} {
		if got, stdout, stderr := ecstask(t, strings.Fields(args)...); got != want {
			t.Errorf("ecstask %s: status %d, want %d\n%s%s", args, got, want, stdout, stderr)
		}
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestOutputThatCannotBeWritten(t *testing.T) {
	fake := newFakeECS()
	t.Cleanup(fake.close)
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "example")
	for _, args := range [][]string{
		{"version"},
		{"check", "testdata/warning.yaml"},
		{"check", "--format", "json", "testdata/warning.yaml"},
		{"start-task", "--task-definition", "web:7", "--container-instances", instance},
		{"start-task", "--task-definition", "web:7", "--container-instances", instance, "--submit", "--region", "eu-west-1", "--endpoint-url", fake.URL + "/AGENT"},
	} {
		var stderr bytes.Buffer
		if got := run(t.Context(), args, nil, brokenWriter{}, &stderr); got != statusFailed {
			t.Errorf("%q: status %d", args, got)
		}
		if !strings.Contains(stderr.String(), "no space left") {
			t.Errorf("%q: stderr is %s", args, &stderr)
		}
		if slices.Contains(args, "--submit") && !strings.Contains(stderr.String(), "ECS reports AGENT") {
			t.Errorf("%q: the failure is hidden: %s", args, &stderr)
		}
	}
}

func TestInterruptedBeforeSending(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	fake := newFakeECS()
	t.Cleanup(fake.close)
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "example")
	var stderr bytes.Buffer
	args := []string{"start-task", "--task-definition", "web:7", "--container-instances", instance, "--submit", "--region", "eu-west-1", "--endpoint-url", fake.URL + "/ok"}
	if got := run(ctx, args, nil, io.Discard, &stderr); got != statusFailed || fake.count.Load() != 0 {
		t.Errorf("status %d after %d requests: %s", got, fake.count.Load(), &stderr)
	}
}

func TestFormatsAreNamedInHelp(t *testing.T) {
	_, help, _ := ecstask(t, "start-task", "--help")
	for _, names := range [][]string{report.Formats(), slices.Collect(maps.Keys(printers)), slices.Collect(maps.Keys(skeletons))} {
		for _, name := range names {
			if !strings.Contains(help, name) {
				t.Errorf("the help does not name %s", name)
			}
		}
	}
}

// TestSignals ends commands that call ECS by signals, and reads the statuses of a
// shell.
func TestSignals(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no signals")
	}
	useServer(t)
	for _, args := range []string{
		"run-task --submit --task-definition web:7",
		"run-task --submit --wait stopped --exit-code --task-definition web:7",
		"start-task --preflight --task-definition web:7 --container-instances " + instance,
		"plan -",
	} {
		for s, want := range map[syscall.Signal]int{syscall.SIGINT: 130, syscall.SIGTERM: 143} {
			fake := newFakeECS()
			cmd := exec.CommandContext(t.Context(), "ecstask", append(strings.Fields(args), "--endpoint-url", fake.URL+"/hang")...)
			cmd.Stdin = strings.NewReader("taskDefinition: web:7")
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			<-fake.arrived
			if err := cmd.Process.Signal(s); err != nil {
				t.Fatal(err)
			}
			if _ = cmd.Wait(); cmd.ProcessState.ExitCode() != want {
				t.Errorf("%s: %v ends it with %v, want %d", args, s, cmd.ProcessState, want)
			}
			fake.close()
		}
	}
}
