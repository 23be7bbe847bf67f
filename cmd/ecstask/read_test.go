package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/internal/tree"
	"github.com/ecstask/ecstask/shorthand"
)

// endless is a text without an end that counts what was read of it.
type endless struct {
	text string
	n    int
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, strings.Repeat(e.text, 1+len(p)/len(e.text)))
	e.n += n
	return n, nil
}

const tooLarge = "cannot be read: it is larger than the limit of 2097152 bytes\n"

func TestStandardInputIsBounded(t *testing.T) {
	for _, text := range []string{"\x00", "{", "[", "# a comment\n", " ", "é"} {
		stdin := &endless{text: text}
		var stdout, stderr bytes.Buffer
		status := run(t.Context(), []string{"check", "-"}, stdin, &stdout, &stderr)
		if want := "-: error: " + tooLarge; status != statusUsage || stdout.String() != want || stdin.n > shorthand.MaxSize+1 {
			t.Errorf("%q: status %d after %d bytes: %s", text, status, stdin.n, &stdout)
		}
	}
}

// TestFilesAreBounded names, wherever a file can be named, one that has more
// than a machine has memory.
func TestFilesAreBounded(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"huge", "huge.json", "huge.yaml"} {
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(name, 1<<40); err != nil {
			t.Skip(err) // not every file system has files with holes
		}
	}
	for _, tt := range []struct{ args, want string }{
		{"check huge", "huge: error: " + tooLarge},
		{"check huge.json", "huge.json: error: " + tooLarge},
		{"check huge.yaml", "huge.yaml: error: " + tooLarge},
		{"start-task --cli-input-json file://huge", "--cli-input-json: error: file://huge " + tooLarge},
		{"start-task --cli-input-json fileb://huge", "--cli-input-json: error: fileb://huge " + tooLarge},
		{"start-task --cli-input-yaml file://huge", "--cli-input-yaml: error: file://huge " + tooLarge},
		{"start-task --cluster file://huge", "error: cluster: file://huge " + tooLarge},
		{"start-task --task-definition file://huge", "error: taskDefinition: file://huge " + tooLarge},
		{"start-task --overrides file://huge", "error: overrides: file://huge " + tooLarge},
		{"start-task --overrides cpu@=file://huge", "error: overrides: file://huge " + tooLarge},
		{"start-task --overrides cpu@=fileb://huge", "error: overrides: fileb://huge " + tooLarge},
		{"start-task --network-configuration file://huge", "error: networkConfiguration: file://huge " + tooLarge},
		{"start-task --container-instances file://huge", "error: containerInstances[0]: file://huge " + tooLarge},
		{"start-task --tags file://huge", "error: tags[0]: file://huge " + tooLarge},
		{"start-task --tags key=a,value@=file://huge", "error: tags[0]: file://huge " + tooLarge},
		{"start-task --volume-configurations file://huge", "error: volumeConfigurations[0]: file://huge " + tooLarge},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		status, stdout, stderr := ecstask(t, strings.Fields(tt.args)...)
		runtime.ReadMemStats(&after)
		if status != statusUsage || !strings.Contains("\n"+stdout+stderr, "\n"+tt.want) {
			t.Errorf("%s: status %d, %s%s", tt.args, status, stdout, stderr)
		}
		if taken := after.TotalAlloc - before.TotalAlloc; taken > 64<<20 {
			t.Errorf("%s: takes %d MiB", tt.args, taken>>20)
		}
	}
}

// TestAsMuchAsIsRead reads files at the limit, and one byte beyond.
func TestAsMuchAsIsRead(t *testing.T) {
	t.Chdir(t.TempDir())
	const doc = `{"taskDefinition": "web:7", "containerInstances": ["` + instance + `"]}`
	for _, n := range []int{shorthand.MaxSize, shorthand.MaxSize + 1} {
		if err := os.WriteFile("r.json", []byte(strings.Repeat(" ", n-len(doc))+doc), 0o600); err != nil {
			t.Fatal(err)
		}
		want := statusOK
		if n > shorthand.MaxSize {
			want = statusUsage
		}
		for _, args := range []string{"check r.json", "start-task --cli-input-json file://r.json", "start-task --cli-input-yaml file://r.json"} {
			if status, stdout, stderr := ecstask(t, strings.Fields(args)...); status != want {
				t.Errorf("%d bytes, %s: status %d, %.300s%s", n, args, status, stdout, stderr)
			}
		}
	}
}

// TestTooManyValues gives texts that are small and would become large.
func TestTooManyValues(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, content := range map[string]string{
		"list.json":  `{"containerInstances":[1` + strings.Repeat(",1", tree.MaxValues) + "]}",
		"lines.yaml": "containerInstances:\n" + strings.Repeat("-\n", tree.MaxValues),
		"deep.json":  strings.Repeat("[", tree.MaxValues+1),
		"tags.yaml":  strings.Repeat("! ", tree.MaxValues+1),
		"texts.yaml": strings.Repeat("'' ", 2*tree.MaxValues+2),
		"map.yaml":   strings.Repeat("{", tree.MaxValues+1),
	} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		want := name + ":1:1: error: has more values than the limit of 32768\n    split the text\n"
		if status, stdout, _ := ecstask(t, "check", name); status != statusUsage || stdout != want {
			t.Errorf("%s: status %d, %.300s", name, status, stdout)
		}
		for _, option := range []string{"--cli-input-yaml", "--overrides", "--tags"} {
			if status, _, stderr := ecstask(t, "start-task", option, "file://"+name); status != statusUsage || !strings.Contains(stderr, "has more values than") {
				t.Errorf("%s of %s: status %d, %.300s", option, name, status, stderr)
			}
		}
	}
}

// TestLongNames shows no more of the name of a file than a message has room for.
func TestLongNames(t *testing.T) {
	long := strings.Repeat("x", 100_000)
	for _, args := range [][]string{
		{"--cluster", "file://" + long}, {"--cluster", "fileb://" + long}, {"--overrides", "file://" + long}, {"--overrides", "fileb://" + long},
		{"--overrides", "cpu@=file://" + long}, {"--cli-input-json", "file://" + long}, {"--cli-input-yaml", "file://" + long},
	} {
		status, _, stderr := ecstask(t, append([]string{"start-task"}, args...)...)
		if status != statusUsage || len(stderr) > 1000 || !strings.Contains(stderr, "xxx...") {
			t.Errorf("%s %.20s: status %d, %d bytes: %.1000s", args[0], args[1], status, len(stderr), stderr)
		}
	}
}

// TestManyFindings checks a document that is wrong in many places. People see
// the first, programs all.
func TestManyFindings(t *testing.T) {
	const (
		n        = 12_500 // each is wrong, and repeats the first
		maxShown = 100
	)
	t.Chdir(t.TempDir())
	text := `{"taskDefinition":"web:7","containerInstances":["x"` + strings.Repeat(`,"x"`, n-1) + "]}"
	valid := `"` + instance + `"`
	late := `{"containerInstances":[` + valid + strings.Repeat(","+valid, 200) + "],\n" + `"taskDefinition":"web:0"}`
	for name, content := range map[string]string{"r.json": text, "late.json": late} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var errs, warnings int
	_, stdout, stderr := ecstask(t, "check", "r.json")
	if _, err := fmt.Sscanf(stderr, "1 file: 0 valid, 1 not; %d errors, %d warnings", &errs, &warnings); err != nil || errs <= n || warnings < n-1 {
		t.Fatalf("%v in %s", err, stderr)
	}
	rest := fmt.Sprintf("r.json: and %d errors, %d warnings more; --format json has them all\n", errs-maxShown, warnings)
	if shown := strings.Count(stdout, "r.json:1:"); shown != maxShown || !strings.HasSuffix(stdout, rest) {
		t.Errorf("check shows %d findings, and ends with %s", shown, stdout[len(stdout)-200:])
	}
	if _, _, stderr := ecstask(t, "start-task", "--cli-input-json", "file://r.json"); strings.Count(stderr, "r.json:1:") != maxShown || !strings.HasSuffix(stderr, rest) {
		t.Errorf("start-task ends with %s", stderr[len(stderr)-200:])
	}
	for format, each := range map[string]string{"json": `"severity":`, "sarif": `"ruleIndex":`, "github": "::file="} {
		_, stdout, _ := ecstask(t, "check", "--format", format, "r.json")
		if got := strings.Count(strings.ReplaceAll(strings.ReplaceAll(stdout, "::error file=", "::file="), "::warning file=", "::file="), each); got != errs+warnings {
			t.Errorf("%s has %d of %d findings", format, got, errs+warnings)
		}
	}
	_, stdout, _ = ecstask(t, "check", "late.json", "r.json")
	if !strings.Contains(stdout, "late.json:2:18: error: taskDefinition: ") || strings.Count(stdout, "late.json:1:") != maxShown-1 || !strings.HasSuffix(stdout, rest) {
		t.Errorf("an error behind many warnings: %.300s", stdout)
	}
}
