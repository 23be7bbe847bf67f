package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/field"
)

// TestEmptyEnums gives empty enums, which the AWS CLI sends, in every kind of
// text.
func TestEmptyEnums(t *testing.T) {
	const (
		network = `awsvpcConfiguration={subnets=[subnet-0123456789abcdef0],assignPublicIp=""}`
		doc     = `{"propagateTags": "", "networkConfiguration": {"awsvpcConfiguration": {"subnets": ["subnet-0123456789abcdef0"], "assignPublicIp": ""}}}`
		public  = "networkConfiguration.awsvpcConfiguration.assignPublicIp"
	)
	file := filepath.Join(t.TempDir(), "request.yaml")
	if err := os.WriteFile(file, []byte("taskDefinition: web:7\ncontainerInstances: ["+instance+"]\npropagateTags: ''\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	start := []string{"start-task", "--task-definition", "web:7", "--container-instances", instance}
	for _, tt := range []struct {
		name string
		args []string
		want string // the findings that no rule has
	}{
		{"none", append(start, "--propagate-tags", "TASK_DEFINITION"), ""},
		{"option", append(start, "--propagate-tags", ""), "propagateTags 0:0"},
		{"shorthand", append(start, "--network-configuration", network), public + " 0:0"},
		{"JSON", append(start, "--network-configuration", `{"awsvpcConfiguration": {"subnets": ["subnet-0123456789abcdef0"], "assignPublicIp": ""}}`), public + " 0:0"},
		{"a list", append(start, "--volume-configurations", `name=v,managedEBSVolume={roleArn=arn:aws:iam::123456789012:role/r,sizeInGiB=1,filesystemType=,}`), "volumeConfigurations[0].managedEBSVolume.filesystemType 0:0"},
		{"document", append(start, "--cli-input-json", doc), "propagateTags 1:19; " + public + " 1:131"},
		{"document whose members are replaced", append(start, "--cli-input-json", doc, "--propagate-tags", "TASK_DEFINITION", "--network-configuration", network), public + " 0:0"},
		{"YAML", append(start, "--cli-input-yaml", "propagateTags: ''"), "propagateTags 1:16"},
		{"file", []string{"check", file}, "propagateTags 3:16"},
		{"one of which a rule tells", append(start, "--overrides", `containerOverrides=[{name=a,resourceRequirements=[{type="",value=1}]}]`), ""},
	} {
		status, stdout, stderr := ecstask(t, append(tt.args, "--format", "json")...)
		if tt.args[0] == "check" {
			stderr = stdout
		}
		var list []struct {
			Path         field.Path
			Rule         string
			Severity     field.Severity
			Line, Column int
		}
		if err := json.Unmarshal([]byte(stderr), &list); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range list {
			if f.Rule == "" {
				got = append(got, fmt.Sprintf("%s %d:%d", f.Path, f.Line, f.Column))
			}
			if want := field.SeverityWarning; f.Rule == "" && f.Severity != want {
				t.Errorf("%s: %s is of severity %s", tt.name, f.Path, f.Severity)
			}
		}
		if strings.Join(got, "; ") != tt.want {
			t.Errorf("%s: status %d, %q, want %q\n%s", tt.name, status, got, tt.want, stderr)
		}
		strict, _, _ := ecstask(t, slices.Concat(tt.args, []string{"--strict"})...)
		if strict == statusOK && tt.want != "" {
			t.Errorf("%s: --strict makes no error of it", tt.name)
		}
	}
}

// TestPipesAreReadOnce gives a file that can be read only once, as shells do
// for <(command).
func TestPipesAreReadOnce(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	name := fmt.Sprintf("/dev/fd/%d", r.Fd())
	if _, err := os.Stat(name); err != nil {
		t.Skip(err)
	}
	fmt.Fprint(w, `awsvpcConfiguration={subnets=[subnet-0123456789abcdef0],assignPublicIp=""}`)
	w.Close()
	status, stdout, stderr := ecstask(t, "start-task", "--task-definition", "web:7", "--container-instances", instance, "--network-configuration", "file://"+name)
	if status != statusOK || !strings.Contains(stdout, "subnet-0123456789abcdef0") || !strings.Contains(stderr, "assignPublicIp: is empty") {
		t.Errorf("status %d\n%s%s", status, stdout, stderr)
	}
}
