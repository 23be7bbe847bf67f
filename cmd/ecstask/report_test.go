package main

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/rules"
)

// TestFindingsAreOneDocument runs lines of every outcome: a program that asks
// for findings gets them in its format, and nothing else in the same place.
func TestFindingsAreOneDocument(t *testing.T) {
	valid := []string{"start-task", "--task-definition", "web:7", "--container-instances", instance}
	decode := func(text string) (n int, err error) {
		d := json.NewDecoder(strings.NewReader(text))
		var v json.RawMessage
		for ; err == nil; n++ {
			err = d.Decode(&v)
		}
		return n - 1, err
	}
	for _, tt := range []struct {
		name   string
		args   []string
		status int
		say    string // one of the findings
	}{
		{"a valid request", valid, statusOK, ""},
		{"a warning", append(valid, "--cluster", ""), statusOK, "cluster-empty"},
		{"an invalid request", []string{"start-task"}, statusInvalid, "instances-required"},
		{"a sample request", []string{"start-task", "--generate-cli-skeleton"}, statusOK, ""},
		{"a sample answer", append(valid, "--generate-cli-skeleton", "output"), statusOK, ""},
		{"a value that does not parse", append(valid, "--overrides", "x"), statusUsage, "overrides"},
		{"no such option", append(valid, "--bogus"), statusUsage, "--bogus"},
		{"no value", append(valid, "--cluster"), statusUsage, "--cluster needs a value"},
		{"no such way to print", append(valid, "--print", "xml"), statusUsage, "--print takes"},
		{"no such rule", append(valid, "--rule", "x=off"), statusUsage, "there is no rule"},
		{"no such command", []string{"run-tsak"}, statusUsage, "run-tsak"},
		{"no file to check", []string{"check"}, statusUsage, "FILE is missing"},
		{"a file to check", []string{"check", "testdata/warning.yaml"}, statusOK, "cluster-empty"},
		{"a missing file to check", []string{"check", "missing"}, statusUsage, "cannot be read"},
	} {
		for _, format := range [][]string{{"--format", "json"}, {"--format=sarif"}} {
			status, stdout, stderr := ecstask(t, append(tt.args, format...)...)
			if tt.args[0] == "check" {
				stderr = stdout
			}
			if n, err := decode(stderr); n != 1 || err != io.EOF || status != tt.status || !strings.Contains(stderr, tt.say) {
				t.Errorf("%s, %v: %d documents, %v, status %d\n%s", tt.name, format, n, err, status, stderr)
			}
		}
		_, _, stderr := ecstask(t, append(tt.args, "--format", "github")...)
		for line := range strings.Lines(stderr) {
			if tt.args[0] != "check" && !strings.HasPrefix(line, "::") {
				t.Errorf("%s: %s", tt.name, line)
			}
		}
	}
	var stderr bytes.Buffer
	status := run(t.Context(), append(valid, "--format", "json"), nil, brokenWriter{}, &stderr)
	if n, err := decode(stderr.String()); n != 1 || err != io.EOF || status != statusFailed || !strings.Contains(stderr.String(), "no space left") {
		t.Errorf("an output that cannot be written: %d documents, %v, status %d\n%s", n, err, status, &stderr)
	}
}

func TestFormatIn(t *testing.T) {
	for args, want := range map[string]string{
		"":                                 "text",
		"check --format":                   "text",
		"check --format json x":            "json",
		"check --format=github":            "github",
		"check --format json --format x":   "text",
		"check --format=x --format sarif":  "sarif",
		"start-task --bogus --format=json": "json",
	} {
		if got := formatIn(strings.Fields(args)); got != want {
			t.Errorf("%q: %s, want %s", args, got, want)
		}
	}
}

// TestFindingsThatCannotBeWritten leaves a status where no message can be.
func TestFindingsThatCannotBeWritten(t *testing.T) {
	args := []string{"start-task", "--task-definition", "web:7", "--container-instances", instance, "--cluster", ""}
	if got := run(t.Context(), args, nil, io.Discard, brokenWriter{}); got != statusFailed {
		t.Errorf("status %d", got)
	}
}

// TestRulesAreListedWithTheirGrades compares the list with what the rules do.
func TestRulesAreListedWithTheirGrades(t *testing.T) {
	_, list, _ := ecstask(t, "rules")
	off := 0
	for r := range rules.All() {
		want := r.Severity.String()
		if r.Optional {
			want = "off"
			off++
		}
		_, row, found := strings.Cut("\n"+list, "\n"+r.ID+" ")
		if grade := strings.Fields(row); !found || grade[0] != want {
			t.Errorf("%s is not listed as %s", r.ID, want)
		}
		if _, text, _ := ecstask(t, "rules", r.ID); !strings.Contains(text, "severity  "+want) {
			t.Errorf("%s is not explained as %s:\n%s", r.ID, want, text)
		}
	}
	if off == 0 {
		t.Error("no rule is off")
	}
}
