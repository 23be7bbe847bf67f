package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/cmd/ecstask/internal/awsargs"
	"github.com/spf13/pflag"
)

// TestUsage gives command lines that are wrong. No value of theirs is shown.
func TestUsage(t *testing.T) {
	const (
		secret   = "unknown option (not shown: it may contain a secret)"
		commands = "ecstask --help lists the commands"
	)
	for _, tt := range []struct{ line, message, hint string }{
		{"", "a command is missing", commands},
		{"strat-task", `unknown command "strat-task"; did you mean start-task?`, commands},
		{"chekc x --format text", `unknown command "chekc"; did you mean check?`, commands},
		{"run-instances", `unknown command "run-instances"`, commands},
		{"Hunter2", "unknown command (not shown: it may contain a secret)", commands},
		{"--bogus", "unknown option --bogus", commands},
		{"--verison", "unknown option --verison; did you mean --version?", commands},
		{"--strict check x", "options follow the name of the command: ecstask check [options]", "ecstask check --help shows its options"},
		{"--region us-east-1 start-task", "options follow the name of the command: ecstask start-task [options]", "ecstask start-task --help shows its options"},
		{"help chekc", `unknown command "chekc"; did you mean check?`, commands},
		{"help check rules", "help takes one command", commands},
		{"help --man check", "--man takes no command: the page has all of them", commands},
		{"check", "FILE is missing: check takes the names of files, or - for standard input", "ecstask check --help shows its options"},
		{"check --strcit x", "unknown option --strcit; did you mean --strict?", "ecstask check --help shows its options"},
		{"check --Hunter2 x", secret, "ecstask check --help shows its options"},
		{"check -hunter2", secret, "ecstask check --help shows its options"},
		{"check --=hunter2", secret, "ecstask check --help shows its options"},
		{"check ---hunter2", secret, "ecstask check --help shows its options"},
		{"check --strict=hunter2 x", "--strict takes no value", "ecstask check --help shows its options"},
		{"check --color=hunter2 x", "--color takes on, off or auto", "ecstask check --help shows its options"},
		{"check --format", "--format needs a value", "ecstask check --help shows its options"},
		{"check --operation hunter2 x", "--operation takes start-task or run-task", "ecstask check --help shows its options"},
		{"rules a b", "rules takes one ID, or none", "ecstask rules --help shows its options"},
		{"fargate 256", "fargate takes a CPU and a MEMORY, or neither", "ecstask fargate --help shows its options"},
		{"fargate -1 512", secret, "ecstask fargate --help shows its options"},
		{"plan", "plan takes the name of one FILE, or - for standard input", "ecstask plan --help shows its options"},
		{"plan a hunter2", "plan takes the name of one FILE, or - for standard input", "ecstask plan --help shows its options"},
		{"plan --output yaml a", "--output takes table, json or csv", "ecstask plan --help shows its options"},
		{"plan --fitting 0 a", "--fitting takes a number from 1 on", "ecstask plan --help shows its options"},
		{"plan --fitting hunter2 a", "--fitting takes a number from 1 on", "ecstask plan --help shows its options"},
		{"plan --fitting 1 --output csv a", "--fitting prints ids, --output the plan: give one of them", "ecstask plan --help shows its options"},
		{"plan --state s --local a", "--state gives what is there: leave out --local, --region, --profile and --endpoint-url", "ecstask plan --help shows its options"},
		{"plan --local --profile hunter2 a", "--local sends nothing to AWS: leave out --region, --profile and --endpoint-url", "ecstask plan --help shows its options"},
		{"plan --state - -", "standard input can be read once only: give - one time", "ecstask plan --help shows its options"},
		{"check --state= a", "--state takes the names of files, or - for standard input", "ecstask check --help shows its options"},
		{"check - -", "standard input can be read once only: give - one time", "ecstask check --help shows its options"},
		{"start-task --state", "--state takes the names of files, or - for standard input", "ecstask start-task --help shows its options"},
		{"start-task --state - a -", "standard input can be read once only: give - one time", "ecstask start-task --help shows its options"},
		{"start-task --state a --preflight", "--preflight reads what --state gives: give one of them", "ecstask start-task --help shows its options"},
		{"run-task --preflight --generate-cli-skeleton", "--generate-cli-skeleton prints a sample: leave out --preflight and --state", "ecstask run-task --help shows its options"},
		{"run-task --local", "--local goes with --submit or --preflight", "ecstask run-task --help shows its options"},
		{"run-task --batch", "--batch and --wait go with --submit", "ecstask run-task --help shows its options"},
		{"local hunter2", "local takes no arguments", "ecstask local --help shows its options"},
		{"version hunter2", "version takes no arguments", "ecstask version --help shows its options"},
		{"completion hunter2", "completion takes bash, zsh, fish or powershell", "ecstask completion --help shows its options"},
		{"completion", "completion takes bash, zsh, fish or powershell", "ecstask completion --help shows its options"},

		{"start-task --cluster a hunter2", "--cluster takes one value, but more words follow; quote a value that has spaces or braces", "ecstask start-task --help shows its options"},
		{"start-task hunter2", "the first word is not an option", "ecstask start-task --help shows its options"},
		{"start-task --submit=hunter2", "--submit takes no value", "ecstask start-task --help shows its options"},
		{"start-task --output hunter2", "--output takes json, yaml, text or table", "ecstask start-task --help shows its options"},
		{"start-task --submit --output table", "no answer is printed as a table here: give --output json, yaml or text", "ecstask start-task --help shows its options"},
		{"run-task --generate-cli-skeleton output --output table", "no answer is printed as a table here: give --output json, yaml or text", "ecstask run-task --help shows its options"},
		{"start-task --print=hunter2", "--print takes json, command, shorthand or go", "ecstask start-task --help shows its options"},
		{"start-task --cli-binary-format hunter2", "--cli-binary-format takes base64 or raw-in-base64-out", "ecstask start-task --help shows its options"},
		{"start-task --generate-cli-skeleton hunter2", "--generate-cli-skeleton takes input, yaml-input or output", "ecstask start-task --help shows its options"},
		{"start-task --submti", "unknown option --submti; did you mean --submit?", "ecstask start-task --help shows its options"},
	} {
		status, stdout, stderr := ecstask(t, strings.Fields(tt.line)...)
		if want := "error: " + tt.message + "\n    " + tt.hint + "\n"; status != statusUsage || stdout != "" || stderr != want {
			t.Errorf("ecstask %s: status %d, %s%s, want %s", tt.line, status, stdout, stderr, want)
		}
	}
}

// TestHelp holds that all ways to ask for help give the same, and that it has all
// there is to know of a command.
func TestHelp(t *testing.T) {
	a := newApp(streams{})
	if len(a.groups) != 1+len(a.root.Commands()) {
		t.Errorf("%d commands, of which %d have options", 1+len(a.root.Commands()), len(a.groups))
	}
	for cmd, groups := range a.groups {
		words := strings.Fields(cmd.CommandPath())[1:]
		status, help, stderr := ecstask(t, append(words, "--help")...)
		if status != statusOK || stderr != "" || len(cmd.Example) == 0 || cmd.HasParent() && cmd.Short == "" {
			t.Errorf("%s: status %d, %s", cmd.CommandPath(), status, stderr)
		}
		asked := [][]string{append(words, "-h"), append([]string{"help"}, words...)}
		if a.aws[cmd] != nil {
			asked = append(asked, append(words, "help"))
		}
		for _, other := range asked {
			if _, again, _ := ecstask(t, other...); again != help {
				t.Errorf("%v shows %s", other, again)
			}
		}
		for _, part := range []string{"\nUsage:\n  ecstask", "\nExamples:\n  ", "\nExit status:\n  0  ", "\n  2  "} {
			if !strings.Contains(help, part) {
				t.Errorf("%s: %q is missing in\n%s", cmd.CommandPath(), part, help)
			}
		}
		for _, g := range groups {
			g.VisitAll(func(f *pflag.Flag) {
				if !strings.Contains(help, "--"+f.Name+" ") || f.Usage == "" {
					t.Errorf("%s: --%s is missing in\n%s", cmd.CommandPath(), f.Name, help)
				}
			})
		}
		for line := range strings.Lines(help) {
			if len(line) > helpWidth+1 && !strings.Contains(line, "ecstask ") && !strings.Contains(line, "--query") && !strings.Contains(line, "  --network-configuration '") {
				t.Errorf("%s: a line is too long: %s", cmd.CommandPath(), line)
			}
		}
	}
}

// containerInstance is the container instance of the requests, as ECS describes it.
const containerInstance = `{
	"containerInstanceArn": "arn:aws:ecs:us-east-1:123456789012:container-instance/default/` + instance + `",
	"status": "ACTIVE", "agentConnected": true,
	"registeredResources": [{"name": "CPU", "type": "INTEGER", "integerValue": 2048}, {"name": "MEMORY", "type": "INTEGER", "integerValue": 3884}],
	"remainingResources": [{"name": "CPU", "type": "INTEGER", "integerValue": 2048}, {"name": "MEMORY", "type": "INTEGER", "integerValue": 3884}]
}`

// TestHelpExamples runs the examples of the help.
func TestHelpExamples(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip(err)
	}
	request := `{"taskDefinition": "web:7", "containerInstances": ["` + instance + `"]}`
	dir := t.TempDir()
	for name, text := range map[string]string{
		"request.json": request, "request.yaml": request, "requests/a.json": request, "tasks.json": `{"tasks": []}`,
		"definition.json": `{"family": "web", "containerDefinitions": [{"name": "app", "image": "app", "memory": 256}]}`,
		"instances.json":  `{"containerInstances": [` + containerInstance + `]}`,
	} {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for cmd := range newApp(streams{}).groups {
		if cmd.Name() == "completion" {
			continue // these change files of shells
		}
		sh := exec.CommandContext(t.Context(), "sh", "-e", "-c", cmd.Example)
		sh.Dir = dir
		if out, err := sh.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", cmd.CommandPath(), err, out)
		}
	}
}

// TestVersion prints the same in two ways.
func TestVersion(t *testing.T) {
	_, want, _ := ecstask(t, "version")
	if status, got, _ := ecstask(t, "--version"); status != statusOK || got != want || !strings.HasPrefix(got, "ecstask ") {
		t.Errorf("status %d, %s, want %s", status, got, want)
	}
}

func TestHelpThatCannotBeWritten(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"help"}, {"help", "--man"}, {"start-task", "--help"}, {"completion", "bash"}, {"--version"}} {
		var stderr bytes.Buffer
		if got := run(t.Context(), args, nil, brokenWriter{}, &stderr); got != statusFailed {
			t.Errorf("%q: status %d, %s", args, got, &stderr)
		}
	}
}

// TestOppositesLastCounts gives both of a pair: the last one counts.
func TestOppositesLastCounts(t *testing.T) {
	for options, want := range map[string]bool{
		"":                          false,
		"--enable-ecs-managed-tags": true,
		"--enable-ecs-managed-tags --no-enable-ecs-managed-tags": false,
		"--no-en --enable-ec": true,
		"--enable-ecs-managed-tags --cluster c --no-enable-ecs-ma": false,
	} {
		args := append([]string{"start-task", "--task-definition", "web:7", "--container-instances", instance}, strings.Fields(options)...)
		if status, stdout, stderr := ecstask(t, args...); status != statusOK || strings.Contains(stdout, `"enableECSManagedTags": true`) != want {
			t.Errorf("%s: status %d, %s%s", options, status, stdout, stderr)
		}
	}
}

// FuzzWords holds that the library takes whatever is rewritten for it, but for
// values that are not among the choices, and reads the values of the options out
// of it.
func FuzzWords(f *testing.F) {
	for op := range lineFiles {
		for i, l := range lines(f, op) {
			if i%20 == 0 { // more would take all the time that the target has
				f.Add(op.CLI, strings.Join(l.Words, "\x00"))
			}
		}
	}
	f.Fuzz(func(t *testing.T, name, joined string) {
		given := strings.Split(joined, "\x00")
		a := newApp(streams{})
		if cmd := a.find(name); cmd == nil || a.aws[cmd] == nil {
			return
		}
		cmd, words, err := a.rewrite(append([]string{name}, given...))
		if err != nil {
			return
		}
		if err := cmd.ParseFlags(words[1:]); err != nil && !strings.Contains(err.Error(), ": takes ") {
			t.Fatalf("%q became %q: %v", given, words, err)
		}
		if n := cmd.Flags().NArg(); n > 0 {
			t.Errorf("%q became %q, with %d words that belong to nothing", given, words, n)
		}
		cmd.Flags().Visit(func(f *pflag.Flag) {
			var values []string
			switch v := f.Value.(type) {
			case text:
				values = []string{**v.to}
			case list:
				values = *v.to
			case files:
				values = *v.to
			}
			for _, v := range values {
				if !strings.Contains(joined, v) {
					t.Errorf("%q became %q", given, v)
				}
			}
		})
	})
}

// TestCommandsOfTheAWSCLI holds which words are read by its rules.
func TestCommandsOfTheAWSCLI(t *testing.T) {
	a := newApp(streams{})
	for _, cmd := range a.root.Commands() {
		has := false
		for _, g := range a.groups[cmd] {
			has = has || g.scope == awsargs.Command
		}
		if has != (a.aws[cmd] != nil) {
			t.Errorf("%s has options of the AWS CLI: %t", cmd.Name(), has)
		}
	}
}
