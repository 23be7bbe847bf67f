package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCheckFiles checks files by what they are named and what is in them.
func TestCheckFiles(t *testing.T) {
	const (
		json    = `{"taskDefinition": "web:7", "containerInstances": ["` + instance + `"]}`
		yaml    = "taskDefinition: web:7\ncontainerInstances: [" + instance + "]\n"
		flow    = "{taskDefinition: web:7, containerInstances: [" + instance + "]} # YAML that begins as JSON does\n"
		invalid = `{"cluster": "prod"}`
		mark    = "\uFEFF"
	)
	t.Chdir(t.TempDir())
	if err := os.Mkdir("dir.json", 0o700); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"json": json, "yaml": yaml, "blanks": " \r\n\t" + json, "mark": mark + json, "mark.json": mark + json, "mark.yaml": mark + yaml,
		"flow.yaml": flow, "flow.yml": flow, "flow.YML": flow, "flow.Yaml": flow, "flow": flow,
		"yaml.json": yaml, "yaml.JSON": yaml, "invalid": invalid, "bytes": "taskDefinition: web\xff\n",
	} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range []struct {
		files  string
		status int
		want   string // how the findings begin
	}{
		{"json", statusOK, ""},
		{"yaml", statusOK, ""},
		{"blanks", statusOK, ""},
		{"mark", statusUsage, "mark:1:1: error: expected a JSON object"},
		{"mark.json", statusUsage, "mark.json:1:1: error: expected a JSON object, which begins with \"{\", found \"\\ufeff\"\n"},
		{"mark.yaml", statusOK, ""},
		{"flow.yaml flow.yml flow.YML flow.Yaml", statusOK, ""},
		{"flow", statusUsage, `flow:1:2: error: expected a name in double quotes`},
		{"yaml.json", statusUsage, `yaml.json:1:1: error: expected a JSON object`},
		{"yaml.JSON", statusUsage, `yaml.JSON:1:1: error: expected a JSON object`},
		{"invalid", statusInvalid, "invalid:1:1: error: taskDefinition: is required"},
		{"mark.yaml invalid", statusInvalid, "invalid:1:1: error: taskDefinition: is required"},
		{"bytes", statusUsage, "bytes:1:20: error: is not UTF-8 text\n    save it as UTF-8\n"},
		{"dir.json", statusUsage, "dir.json: error: cannot be read: "},
		{"missing", statusUsage, "missing: error: cannot be read: "},
		{"missing invalid", statusUsage, "missing: error: "},
		{"invalid missing", statusUsage, "invalid:1:1: error: "},
		{"invalid json", statusInvalid, "invalid:1:1: error: "},
	} {
		status, stdout, stderr := ecstask(t, append([]string{"check"}, strings.Fields(tt.files)...)...)
		if status != tt.status || !strings.HasPrefix(stdout, tt.want) || tt.want == "" && stdout != "" {
			t.Errorf("%s: status %d\n%s%s", tt.files, status, stdout, stderr)
		}
	}
}

// TestStatusOfMixtures holds that one thing that could not be read counts for
// more than any broken rule.
func TestStatusOfMixtures(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, content := range map[string]string{
		"broken": `{"taskDefinition":"web:latest"`, "misfit": `{"taskDefinition":"web:latest","counts":1}`, "invalid": `{"taskDefinition":"web:latest"}`,
		"valid": `{"taskDefinition":"web:7","containerInstances":["` + instance + `"]}`,
	} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const start = "start-task --cli-input-json file://"
	for line, want := range map[string]int{
		"check broken": statusUsage, "check misfit": statusUsage, "check invalid": statusInvalid, "check valid": statusOK,
		"check valid invalid misfit": statusUsage, "check misfit invalid": statusUsage, "check valid invalid": statusInvalid,
		start + "broken": statusUsage, start + "misfit": statusUsage, start + "invalid": statusInvalid, start + "valid": statusOK,
		start + "invalid --overrides cpu": statusUsage, start + "valid --overrides cpu": statusUsage, start + "valid --group service:a": statusInvalid,
		start + "misfit --task-definition web:7": statusUsage, start + "valid --submit --local --tags a": statusUsage,
	} {
		if status, stdout, stderr := ecstask(t, strings.Fields(line)...); status != want {
			t.Errorf("%s: status %d, want %d\n%s%s", line, status, want, stdout, stderr)
		}
	}
}

// TestStandardInputIsNoFile looks for a file in the findings about standard
// input, and about a file.
func TestStandardInputIsNoFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "a,b:c%.json")
	const doc = `{"cluster": "prod"}`
	if err := os.WriteFile(name, []byte(doc), 0o600); err != nil {
		t.Skip(err) // not every system has such names
	}
	escaped := strings.NewReplacer(",b:c%", "%2Cb%3Ac%25").Replace(name)
	for _, tt := range []struct{ format, file, want string }{
		{"json", "-", `"file": ""`},
		{"json", name, `"file": "` + name + `"`},
		{"github", "-", "::error title=task-definition-required::taskDefinition: "},
		{"github", name, "::error file=" + escaped + ",line=1,col=1,title=task-definition-required::taskDefinition: "},
		{"sarif", name, `"uri": "file://`},
	} {
		var stdout, stderr bytes.Buffer
		run(t.Context(), []string{"check", "--format", tt.format, tt.file}, strings.NewReader(doc), &stdout, &stderr)
		if !strings.Contains(stdout.String(), tt.want) {
			t.Errorf("%s of %s: %s\nwant %s", tt.format, tt.file, &stdout, tt.want)
		}
	}
	var stdout bytes.Buffer
	run(t.Context(), []string{"check", "--format", "sarif", "-"}, strings.NewReader(doc), &stdout, &stdout)
	if strings.Contains(stdout.String(), "artifactLocation") {
		t.Errorf("SARIF names a file: %s", &stdout)
	}
}
