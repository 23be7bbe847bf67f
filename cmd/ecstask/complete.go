package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/ecstask/ecstask/fargate"
	"github.com/ecstask/ecstask/rules"
	"github.com/spf13/cobra"
)

// shells are those with a completion script, and what writes it.
var shells = map[string]func(*cobra.Command, io.Writer) error{
	"bash":       func(root *cobra.Command, w io.Writer) error { return root.GenBashCompletionV2(w, true) },
	"zsh":        func(root *cobra.Command, w io.Writer) error { return root.GenZshCompletion(w) },
	"fish":       func(root *cobra.Command, w io.Writer) error { return root.GenFishCompletion(w, true) },
	"powershell": func(root *cobra.Command, w io.Writer) error { return root.GenPowerShellCompletionWithDesc(w) },
}

var shellNames = []string{"bash", "zsh", "fish", "powershell"}

// script returns the completion script of a shell. Those of zsh and fish take every
// word with a hyphen before an equals sign for an option with its value, which
// group-empty=off is not: only a word that begins with the hyphen is.
func (a *app) script(shell string) ([]byte, error) {
	var b bytes.Buffer
	err := shells[shell](a.root, &b)
	return bytes.ReplaceAll(b.Bytes(), []byte("'-.*='"), []byte("'^-[^=]*='")), err
}

func (a *app) completionCommand() *cobra.Command {
	return a.command(&cobra.Command{
		Use:   "completion bash|zsh|fish|powershell",
		Short: "print the completion script of a shell",
		Long: `Print the script that lets a shell complete the commands, options and values of
ecstask: formats, rule ids, sizes of Fargate tasks, names of files.

The script for bash needs the package bash-completion.`,
		Example: `# bash, in this shell and in new ones
source <(ecstask completion bash)
echo 'source <(ecstask completion bash)' >> ~/.bashrc

# zsh, once, in a directory of its fpath
ecstask completion zsh > "${fpath[1]}/_ecstask"

# fish and PowerShell
ecstask completion fish > ~/.config/fish/completions/ecstask.fish
ecstask completion powershell | Out-String | Invoke-Expression`,
		Annotations: exits("the script is printed", "", "there is no such shell", "the script cannot be written"),
		ValidArgs:   shellNames,
	}, func(_ context.Context, std streams, args []string) (int, error) {
		if len(args) != 1 || shells[args[0]] == nil {
			return statusUsage, fmt.Errorf("completion takes %s", alternatives(shellNames))
		}
		script, err := a.script(args[0])
		if err != nil {
			return statusUsage, err
		}
		return std.write(script), nil
	})
}

// completeValue returns what offers the values of an option of the AWS CLI: those
// given, and the files that a value may name.
func completeValue(values ...string) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
		found, directive := completeFile(word)
		for _, v := range values {
			if strings.HasPrefix(v, word) {
				found = append(found, v)
			}
		}
		return found, directive
	}
}

// completeFile offers the files that begin with word, a file:// value.
func completeFile(word string) ([]cobra.Completion, cobra.ShellCompDirective) {
	const none = cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
	const scheme = "file://"
	name, ok := strings.CutPrefix(word, scheme)
	if !ok {
		if strings.HasPrefix(scheme, word) {
			return []cobra.Completion{scheme}, none
		}
		return nil, none
	}
	dir, prefix := filepath.Split(name)
	entries, _ := os.ReadDir(filepath.Clean(expand(dir)))
	directive := cobra.ShellCompDirectiveNoFileComp
	var found []cobra.Completion
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), prefix) || strings.HasPrefix(e.Name(), ".") && prefix == "" {
			continue
		}
		file := scheme + dir + e.Name()
		if e.IsDir() {
			file += string(filepath.Separator)
			directive = none
		}
		found = append(found, file)
	}
	return found, directive
}

// completeRule offers the rules.
func completeRule(_ *cobra.Command, args []string, _ string) (found []cobra.Completion, _ cobra.ShellCompDirective) {
	if len(args) == 0 {
		for r := range rules.All() {
			found = append(found, cobra.CompletionWithDesc(r.ID, r.What))
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp
}

// completeGrading offers the rules, and then the grades of one.
func completeGrading(_ *cobra.Command, _ []string, word string) (found []cobra.Completion, _ cobra.ShellCompDirective) {
	id, _, graded := strings.Cut(word, "=")
	if graded {
		for _, g := range gradeNames {
			found = append(found, id+"="+g)
		}
		return found, cobra.ShellCompDirectiveNoFileComp
	}
	for r := range rules.All() {
		found = append(found, cobra.CompletionWithDesc(r.ID+"=", r.What))
	}
	return found, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

// completeSize offers the CPU units of Fargate tasks, and then the memory that goes
// with them.
func (c *showFargate) completeSize(_ *cobra.Command, args []string, _ string) (found []cobra.Completion, _ cobra.ShellCompDirective) {
	for s := range fargate.Sizes(platforms[c.Platform]) {
		cpu, memory := strconv.Itoa(int(s.CPU)), strconv.Itoa(int(s.Memory))
		switch {
		case len(args) == 0 && !slices.Contains(found, cpu):
			found = append(found, cpu)
		case len(args) == 1:
			if asked, err := fargate.ParseSize(args[0], memory); err == nil && asked.CPU == s.CPU {
				found = append(found, memory)
			}
		}
	}
	return found, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
}
