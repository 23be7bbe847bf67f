package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// repository is the top of the repository.
var repository = filepath.Join("..", "..")

// readYAML reads what to has room for of a YAML text.
func readYAML(t *testing.T, text []byte, to any) {
	t.Helper()
	if err := yaml.Unmarshal(text, to); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
}

func repositoryFile(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(repository, name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// actionFile is what action.yml says.
type actionFile struct {
	Inputs map[string]struct {
		Description, Default string
		Required             bool
	}
	Runs struct {
		Steps []struct {
			Uses, Shell, Run string
			Env              map[string]string
		}
	}
}

// goBuild stands in for the go command, since the step would link the command for
// each case: it gives the one under test the name that the step wants.
const goBuild = `#!/bin/sh
[ "$1 $2 $3 $4 $6" = "build -C $GITHUB_ACTION_PATH -o ./cmd/ecstask" ] && ln -s "$(command -v ecstask)" "$5"
`

// TestAction runs the step of action.yml, with its inputs as GitHub fills them in.
func TestAction(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip(err)
	}
	var file actionFile
	readYAML(t, repositoryFile(t, "action.yml"), &file)
	for name, input := range file.Inputs {
		if input.Description == "" {
			t.Errorf("%s has no description", name)
		}
	}
	steps := file.Runs.Steps
	step := steps[len(steps)-1]
	top, err := filepath.Abs(repository)
	if err != nil {
		t.Fatal(err)
	}
	programs := t.TempDir()
	if err := os.WriteFile(filepath.Join(programs, "go"), []byte(goBuild), 0o700); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	const valid = "taskDefinition: web:7\ncontainerInstances: [" + instance + "]\n"
	for name, text := range map[string]string{
		"good/request.yaml": valid, "good/deep/er.yaml": valid,
		"bad/request.yaml":  valid + "group: service:web\n",
		"warn/request.yaml": valid + "cluster: ''\n",
	} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	input := regexp.MustCompile(`\$\{\{ inputs\.([a-z]+) \}\}`)
	used := make(map[string]bool)
	for _, tt := range []struct {
		inputs map[string]string
		status int
		want   string
	}{
		{map[string]string{"files": "good/**/*.yaml"}, statusOK, ""},
		{map[string]string{"files": "good/*.yaml bad/request.yaml"}, statusInvalid, "::error file=bad/request.yaml,line=3"},
		{map[string]string{"files": "bad/request.yaml", "rules": "group-service=off cluster-empty=off"}, statusOK, ""},
		{map[string]string{"files": "warn/*"}, statusOK, "::warning file=warn/request.yaml"},
		{map[string]string{"files": "warn/*", "strict": "true"}, statusInvalid, "::error file=warn/request.yaml"},
		{map[string]string{"files": "good/request.yaml", "operation": "run-task"}, statusUsage, "::error file=good/request.yaml"},
		{map[string]string{"files": "none/*.yaml"}, statusUsage, "::error::no file matches none/*.yaml"},
	} {
		cmd := exec.CommandContext(t.Context(), bash, "-c", step.Run)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GITHUB_ACTION_PATH="+top, "TMPDIR="+t.TempDir(), "PATH="+programs+":"+os.Getenv("PATH"))
		for name, value := range step.Env {
			value = input.ReplaceAllStringFunc(value, func(s string) string {
				name := input.FindStringSubmatch(s)[1]
				used[name] = true
				if given, ok := tt.inputs[name]; ok {
					return given
				}
				return file.Inputs[name].Default
			})
			cmd.Env = append(cmd.Env, name+"="+value)
		}
		out, err := cmd.Output()
		if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok || cmd.ProcessState.ExitCode() != tt.status {
			t.Errorf("%v: %v, want status %d\n%s", tt.inputs, exit, tt.status, out)
		}
		if got := string(out); !strings.Contains(got, tt.want) || tt.want == "" && got != "" {
			t.Errorf("%v: %q, want %q", tt.inputs, got, tt.want)
		}
	}
	if len(used) != len(file.Inputs) {
		t.Errorf("of %d inputs, %v are used", len(file.Inputs), used)
	}
}

// TestPublished holds that what other programs read of this repository names what
// is there.
func TestPublished(t *testing.T) {
	var hooks []struct{ ID, Entry, Files string }
	readYAML(t, repositoryFile(t, ".pre-commit-hooks.yaml"), &hooks)
	a := newApp(streams{})
	ids := make([]string, len(hooks))
	for i, hook := range hooks {
		ids[i] = hook.ID
		words := strings.Fields(hook.Entry)
		if len(words) != 2 || words[0] != "ecstask" || a.find(words[1]) == nil {
			t.Errorf("hook %s: there is no command %s", hook.ID, hook.Entry)
		}
		if _, err := regexp.Compile(hook.Files); err != nil {
			t.Errorf("hook %s: %v", hook.ID, err)
		}
	}

	var workflow struct {
		Jobs map[string]struct{ Steps []struct{ Run string } }
	}
	readYAML(t, repositoryFile(t, ".github/workflows/ci.yml"), &workflow)
	ran := ""
	for _, job := range workflow.Jobs {
		for _, step := range job.Steps {
			ran += step.Run
		}
	}
	program, _, _ := strings.Cut(ran, " ")
	if info, err := os.Stat(filepath.Join(repository, program)); program != ".ci/run" || err != nil || info.Mode()&0o100 == 0 {
		t.Errorf("the workflow runs %s: %v", ran, err)
	}

	// The README's examples have hooks and inputs that there are.
	var file actionFile
	readYAML(t, repositoryFile(t, "action.yml"), &file)
	examples := 0
	for _, block := range regexp.MustCompile("(?s)```yaml\n(.*?)```\n").FindAllSubmatch(repositoryFile(t, "README.md"), -1) {
		var example struct {
			Repos []struct {
				Repo  string
				Hooks []struct{ ID string }
			}
			Jobs map[string]struct {
				Steps []struct {
					Uses string
					With map[string]string
				}
			}
		}
		readYAML(t, block[1], &example)
		for _, repo := range example.Repos {
			for _, hook := range repo.Hooks {
				examples++
				if !slices.Contains(ids, hook.ID) {
					t.Errorf("the README has the hook %s", hook.ID)
				}
			}
		}
		for _, job := range example.Jobs {
			for _, step := range job.Steps {
				if !strings.HasPrefix(step.Uses, "ecstask/ecstask@") {
					continue
				}
				examples++
				for name, input := range file.Inputs {
					if _, given := step.With[name]; input.Required && !given {
						t.Errorf("the README leaves out the input %s", name)
					}
				}
				for name := range step.With {
					if _, ok := file.Inputs[name]; !ok {
						t.Errorf("the README has the input %s", name)
					}
				}
			}
		}
	}
	if examples != 2 {
		t.Errorf("the README has %d examples of the hook and the action", examples)
	}
}

// TestReleaseFiles runs what .goreleaser.yaml does before it builds, with this very
// command, and holds that all files which go into an archive are there then.
func TestReleaseFiles(t *testing.T) {
	var release struct {
		Before   struct{ Hooks []string }
		Builds   []struct{ Main string }
		Archives []struct {
			Files []struct{ Src string }
		}
	}
	readYAML(t, repositoryFile(t, ".goreleaser.yaml"), &release)
	made := make(map[string]bool)
	script := regexp.MustCompile(`^sh -c "extras/ecstask (.*) > (\S+)"$`)
	for _, hook := range release.Before.Hooks {
		m := script.FindStringSubmatch(hook)
		if m == nil {
			continue
		}
		status, text, stderr := ecstask(t, strings.Fields(m[1])...)
		if status != statusOK || text == "" {
			t.Errorf("%s: status %d, %s", hook, status, stderr)
		}
		made[m[2]] = true
	}
	if len(made) != 1+len(shells) {
		t.Errorf("the release has %v", made)
	}
	for _, build := range release.Builds {
		if _, err := os.Stat(filepath.Join(repository, build.Main, "main.go")); err != nil {
			t.Error(err)
		}
	}
	for _, archive := range release.Archives {
		for _, f := range archive.Files {
			found, _ := filepath.Glob(filepath.Join(repository, f.Src))
			for name := range made {
				if ok, _ := filepath.Match(f.Src, name); ok {
					found = append(found, name)
					delete(made, name)
				}
			}
			if len(found) == 0 {
				t.Errorf("%s is not there", f.Src)
			}
		}
	}
	if len(made) > 0 {
		t.Errorf("%v are in no archive", made)
	}
}
