package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/rules"
)

// TestCompletion asks what the scripts of all shells ask.
func TestCompletion(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"request.json", "dir/inner.json", ".hidden"} {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var ids []string
	for r := range rules.All() {
		ids = append(ids, r.ID)
	}
	const (
		none    = ":4" // no files
		noSpace = ":6" // none, and no space after it
		files   = ":0"
		inOrder = ":36"
	)
	for _, tt := range []struct {
		line, want, directive string
	}{
		{"|", "start-task run-task check plan explain rules fargate local completion version help", none},
		{"st|", "start-task", none},
		{"help |", "start-task run-task check plan explain rules fargate local completion version help", none},
		{"help check |", "", none},
		{"rules |", strings.Join(ids, " "), none},
		{"rules x |", "", none},
		{"completion |", "bash zsh fish powershell", none},
		{"check |", "", files},
		{"check --state |", "", files},
		{"check --state a --sta|", "--state", none},
		{"plan |", "", files},
		{"plan --state |", "", files},
		{"plan --output |", "table json csv", none},
		{"start-task --state |", "", files},
		{"start-task --state a |", "", files},
		{"run-task --state a --pre|", "--preflight", none},
		{"check --format |", "text json github sarif", none},
		{"check --format=|", "text json github sarif", none},
		{"check --operation |", "start-task run-task", none},
		{"check --rule group-empty=|", "group-empty=off group-empty=warning group-empty=error", none},
		{"check --rule a=off --ru|", "--rule", none},
		{"fargate |", "256 512 1024 2048 4096 8192 16384 32768", inOrder},
		{"fargate --platform historical-2018 |", "256 512 1024 2048 4096", inOrder},
		{"fargate .25vCPU |", "512 1024 2048", inOrder},
		{"fargate 256 512 |", "", inOrder},
		{"fargate lots |", "", inOrder},
		{"fargate --platform |", "linux windows historical-2018", none},

		{"start-task --print |", "json command shorthand go", none},
		{"start-task --print=|", "json command shorthand go", none},
		{"start-task --wait |", "stopped running", none},
		{"start-task --color |", "on off auto", none},
		{"start-task --output |", "json yaml text table", none},
		{"start-task --cli-binary-format |", "base64 raw-in-base64-out", none},
		{"start-task --propagate-tags |", "TASK_DEFINITION", none},
		{"start-task --generate-cli-skeleton |", "input yaml-input output", none},
		{"start-task --rule |", strings.Join(ids, "= ") + "=", noSpace},
		{"start-task --wa|", "--wait", none},
		{"start-task --region |", "", none},
		{"start-task |", "", none},

		{"start-task --cli-input-json |", "file://", noSpace},
		{"start-task --cli-input-json x|", "", noSpace},
		{"start-task --cli-input-json file://|", "file://dir/ file://request.json", noSpace},
		{"start-task --cli-input-json file://r|", "file://request.json", none},
		{"start-task --cli-input-json file://dir/|", "file://dir/inner.json", none},
		{"start-task --cli-input-json file://.h|", "file://.hidden", none},
		{"start-task --cli-input-json file://none/|", "", none},

		{"run-task --launch-type |", "FARGATE EC2 EXTERNAL", none},
		{"run-task --propagate-tags |", "TASK_DEFINITION", none},
		{"run-task --platform-version |", "file:// LATEST 1.4.0 1.3.0 1.0.0", noSpace},
		{"run-task --platform-version 1|", "1.4.0 1.3.0 1.0.0", noSpace},
		{"run-task --placement-strategy type=b|", "type=binpack,field=cpu type=binpack,field=memory", noSpace},
		{"run-task --placement-strategy type=random type=s|", "type=spread,field=attribute:ecs.availability-zone type=spread,field=instanceId", noSpace},
		{"run-task --placement-constraints t|", "type=distinctInstance type=memberOf,expression=", noSpace},
		{"run-task --capacity c|", "capacityProvider=FARGATE capacityProvider=FARGATE_SPOT", noSpace},
		{"run-task --count |", "file://", noSpace},
		{"run-task --wait |", "stopped running", none},

		// The words before are read as the AWS CLI does.
		{"start-task --tags a b |", "file://", noSpace},
		{"start-task --tags a b --wai|", "--wait", none},
		{"start-task --over |", "file://", noSpace},
		{"start-task --clu c --tag a --prin|", "--print", none},
		{"start-task --cluster c --clus|", "", none},
		{"start-task --bogus --print |", "json command shorthand go", none},
	} {
		words := append([]string{"__completeNoDesc"}, strings.Split(strings.TrimSuffix(tt.line, "|"), " ")...)
		status, stdout, _ := ecstask(t, words...)
		lines := strings.Fields(stdout)
		if status != statusOK || len(lines) == 0 {
			t.Errorf("%s: status %d, %s", tt.line, status, stdout)
			continue
		}
		got, directive := strings.Join(lines[:len(lines)-1], " "), lines[len(lines)-1]
		if got != tt.want || directive != tt.directive {
			t.Errorf("%s: %s %s, want %s %s", tt.line, got, directive, tt.want, tt.directive)
		}
	}
}

// bashCompletion stands in for the package bash-completion, where it is not
// installed.
const bashCompletion = `
_init_completion() { read -ra words <<<"$COMP_LINE"; cword=$((${#words[@]} - 1)); cur="${words[cword]}"; prev="${words[cword-1]}"; }
__ltrim_colon_completions() { :; }
[ -r /usr/share/bash-completion/bash_completion ] && . /usr/share/bash-completion/bash_completion
`

// TestCompletionScripts has the script of each shell that is installed complete
// words, in that shell.
func TestCompletionScripts(t *testing.T) {
	dir := t.TempDir()
	for _, tt := range []struct {
		shell, program string
		ask            string // prints the completions of "start-task --print s" and of "check --rule group-empty=o"
	}{
		{"bash", "bash", bashCompletion + `
compopt() { :; }
. ./script
ask() { COMP_LINE="$1"; COMP_POINT=${#1}; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); __start_ecstask; echo "${COMPREPLY[@]}"; }
ask "ecstask start-task --print s" ecstask start-task --print s
ask "ecstask check --rule group-empty=o" ecstask check --rule group-empty = o
`},
		{"zsh", "zsh", `
compdef() { :; }
_describe() { print -rl -- ${(M)completions:#$lastParam*}; } # as zsh does
. ./script
ask() { words=("$@"); CURRENT=$#; _ecstask; }
ask ecstask start-task --print s
ask ecstask check --rule group-empty=o
`},
		{"fish", "fish", `
source ./script
complete -C "ecstask start-task --print s"
complete -C "ecstask check --rule group-empty=o"
`},
		{"powershell", "pwsh", `
. { Get-Content -Raw ./script | Invoke-Expression }
foreach ($line in "ecstask start-task --print s", "ecstask check --rule group-empty=o") {
  (TabExpansion2 $line $line.Length).CompletionMatches | ForEach-Object { $_.CompletionText.Trim() }
}
`},
	} {
		t.Run(tt.shell, func(t *testing.T) {
			status, script, stderr := ecstask(t, "completion", tt.shell)
			if status != statusOK || stderr != "" || !strings.Contains(script, "__complete") {
				t.Fatalf("status %d, %s%s", status, script, stderr)
			}
			program, err := exec.LookPath(tt.program)
			if err != nil {
				t.Skip(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "script"), []byte(script), 0o600); err != nil {
				t.Fatal(err)
			}
			shell := exec.CommandContext(t.Context(), program, "-c", tt.ask)
			if tt.shell == "powershell" {
				shell.Args[1] = "-Command"
			}
			shell.Dir = dir
			shell.Env = append(os.Environ(), "HOME="+dir)
			var problems bytes.Buffer
			shell.Stderr = &problems
			out, err := shell.Output()
			words := strings.Fields(string(out))
			slices.Sort(words)
			// bash wants what follows the equals sign.
			if got := strings.Join(words, " "); err != nil || got != "group-empty=off shorthand" && (got != "off shorthand" || tt.shell != "bash") {
				t.Errorf("%v, completed as %q\n%s", err, got, &problems)
			}
		})
	}
}
