package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/field"
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
		"start-task " + valid:                                                            statusOK,
		"start-task --cluster= " + valid:                                                 statusOK,
		"start-task --help":                                                              statusOK,
		"start-task":                                                                     statusInvalid,
		"start-task --strict --cluster= " + valid:                                        statusInvalid,
		"start-task --overrides x " + valid:                                              statusUsage,
		"start-task --bogus " + valid:                                                    statusUsage,
		"start-task --print xml " + valid:                                                statusUsage,
		"start-task --cli-input-json {":                                                  statusUsage,
		"start-task --submit --endpoint-url " + fake.URL + "/ok " + valid:                statusOK,
		"start-task --submit --endpoint-url " + fake.URL + "/AGENT " + valid:             statusFailed,
		"start-task --submit --endpoint-url " + fake.URL + "/refused " + valid:           statusFailed,
		"start-task --submit --endpoint-url " + fake.URL + "/ok --task-definition web:7": statusInvalid,
		"start-task --generate-cli-skeleton":                                             statusOK,
		"start-task --generate-cli-skeleton output":                                      statusInvalid,
		"check testdata/missing.json":                                                    statusUsage,
		"check":                                                                          statusUsage,
		"rules":                                                                          statusOK,
		"rules bogus":                                                                    statusUsage,
		"fargate 256 512":                                                                statusOK,
		"fargate 256 513":                                                                statusInvalid,
		"fargate 256 x":                                                                  statusUsage,
		"version":                                                                        statusOK,
		"":                                                                               statusUsage,
		"bogus":                                                                          statusUsage,
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

// TestColor looks at what auto means: never a colour where no terminal is.
func TestColor(t *testing.T) {
	t.Setenv("TERM", "xterm")
	file, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	tty, err := os.Open("/dev/null") // a character device, as a terminal is
	if err != nil {
		t.Skip(err)
	}
	defer tty.Close()
	for _, tt := range []struct {
		name    string
		w       io.Writer
		noColor string
		want    palette
	}{
		{"a buffer", new(bytes.Buffer), "", palette{}},
		{"a file", file, "", palette{}},
		{"a device", tty, "", colors},
		{"a device with NO_COLOR", tty, "1", palette{}},
	} {
		t.Setenv("NO_COLOR", tt.noColor)
		if got, err := paletteFor(tt.w, nil); err != nil || got != tt.want {
			t.Errorf("%s: %v, %v", tt.name, got, err)
		}
	}
}

// TestSARIF looks at what the schema of SARIF 2.1.0 asks for beyond types.
func TestSARIF(t *testing.T) {
	var b bytes.Buffer
	f := sarifFormat(&b, palette{})
	err := f.write(findings{
		{Error: &field.Error{Path: "cluster", Rule: "cluster-name", Severity: field.SeverityError, Msg: "m", Hint: "h"}, place: place{"a dir/r.json", true, 3, 4}},
		{Error: &field.Error{Path: "group", Rule: "group-empty", Severity: field.SeverityWarning, Msg: "m"}, place: place{"/abs/r.json", true, 0, 0}},
		{Error: &field.Error{Kind: field.Syntax, Severity: field.SeverityError, Msg: "m"}, place: place{"-", false, 1, 1}},
	})
	if err == nil {
		err = f.write(findings{{Error: &field.Error{Path: "cluster", Rule: "cluster-name", Severity: field.SeverityError, Msg: "m"}}})
	}
	if err := cmp.Or(err, f.end()); err != nil {
		t.Fatal(err)
	}
	var log struct {
		Version string
		Runs    []struct {
			Tool    sarifTool
			Results []sarifResult
		}
	}
	if err := json.Unmarshal(b.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if log.Version != "2.1.0" || run.Tool.Driver.Name == "" || len(run.Tool.Driver.Rules) != 3 {
		t.Errorf("got %+v", log)
	}
	var uris []string
	for _, r := range run.Results {
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID || r.Message.Text == "" || r.Level != "error" && r.Level != "warning" {
			t.Errorf("result %+v", r)
		}
		for _, l := range r.Locations {
			if l.Physical != nil {
				uris = append(uris, l.Physical.Artifact.URI)
				if g := l.Physical.Region; g != nil && (g.StartLine < 1 || g.StartColumn < 1) {
					t.Errorf("region %+v", g)
				}
			}
		}
	}
	if !slices.Equal(uris, []string{"a%20dir/r.json", "file:///abs/r.json"}) {
		t.Errorf("files %q", uris)
	}
	for _, r := range run.Tool.Driver.Rules {
		if !strings.HasPrefix(r.HelpURI, "https://") {
			t.Errorf("rule %+v", r)
		}
	}
}

func TestFormatsAreNamedInHelp(t *testing.T) {
	_, help, _ := ecstask(t, "start-task", "--help")
	for _, names := range [][]string{slices.Collect(maps.Keys(formats)), slices.Collect(maps.Keys(printers)), slices.Collect(maps.Keys(skeletons))} {
		for _, name := range names {
			if !strings.Contains(help, name) {
				t.Errorf("the help does not name %s", name)
			}
		}
	}
}
