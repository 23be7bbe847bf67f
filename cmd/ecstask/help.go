package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/ecstask/ecstask/cmd/ecstask/internal/awsargs"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// exits returns the annotations of a command that say what its exit statuses mean,
// in the order of statuses. It does not have those without a text.
func exits(meanings ...string) map[string]string {
	texts := make(map[string]string)
	for i, meaning := range meanings {
		if meaning != "" {
			texts[strconv.Itoa(statuses[i])] = meaning
		}
	}
	return texts
}

// What ends commands that call ECS.
const (
	interrupted = "the command was interrupted, as by Ctrl-C"
	terminated  = "the command was terminated"
)

// exitStatuses yields the exit statuses of a command that have a meaning, with that.
func exitStatuses(cmd *cobra.Command) iter.Seq2[string, string] {
	return func(yield func(status, meaning string) bool) {
		for _, n := range statuses {
			status := strconv.Itoa(n)
			if meaning, ok := cmd.Annotations[status]; ok && !yield(status, meaning) {
				return
			}
		}
	}
}

// The help is as wide as a terminal, and options have this much of it.
const (
	helpWidth   = 80
	optionWidth = 32
)

// help returns what there is to know of a command.
func (a *app) help(cmd *cobra.Command) []byte {
	var b bytes.Buffer
	for paragraph := range strings.SplitSeq(cmd.Long, "\n\n") {
		fmt.Fprintf(&b, "%s\n\n", strings.Join(wrap(paragraph, helpWidth), "\n"))
	}
	fmt.Fprintf(&b, "Usage:\n  %s\n", cmd.UseLine())
	if cmd == a.root {
		fmt.Fprint(&b, "\nCommands:\n")
		for _, c := range a.root.Commands() {
			if !c.Hidden {
				fmt.Fprintf(&b, "  %-12s%s\n", c.Name(), c.Short)
			}
		}
	}
	fmt.Fprint(&b, "\nExamples:\n")
	for line := range strings.Lines(cmd.Example) {
		fmt.Fprint(&b, strings.TrimRight("  "+line, " \n")+"\n")
	}
	for _, g := range a.groups[cmd] {
		fmt.Fprintf(&b, "\n%s:\n", g.title)
		g.VisitAll(func(f *pflag.Flag) { b.WriteString(describe(f)) })
	}
	fmt.Fprint(&b, "\nExit status:\n")
	for status, meaning := range exitStatuses(cmd) {
		fmt.Fprintf(&b, "  %-5s%s\n", status, strings.Join(wrap(meaning, helpWidth-7), "\n       "))
	}
	return b.Bytes()
}

// synopsis returns how an option is written, and what stands for its value.
func synopsis(f *pflag.Flag) (name, value string) {
	name = "--" + f.Name
	if f.Shorthand != "" {
		name = "-" + f.Shorthand + ", " + name
	}
	if f.NoOptDefVal == "" {
		value = f.Value.Type()
	}
	return name, value
}

// describe returns the lines of an option.
func describe(f *pflag.Flag) string {
	name, value := synopsis(f)
	name = strings.TrimSuffix(name+" "+value, " ")
	indent := "\n" + strings.Repeat(" ", optionWidth)
	usage := strings.Join(wrap(f.Usage, helpWidth-optionWidth), indent)
	if len(name) > optionWidth-4 {
		return "  " + name + indent + usage + "\n"
	}
	return fmt.Sprintf("  %-*s%s\n", optionWidth-2, name, usage)
}

// wrap returns the lines of a text that has at most width bytes a line, if its words
// let it.
func wrap(text string, width int) (lines []string) {
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines = append(lines, line)
			line = ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	return append(lines, line)
}

func (a *app) helpCommand() *cobra.Command {
	man := false
	options := newGroup("Options", awsargs.Extra)
	options.BoolVar(&man, "man", false, "print a manual page of all commands instead")
	return a.command(&cobra.Command{
		Use:   "help [COMMAND]",
		Short: "explain a command",
		Long: `Show what ecstask COMMAND --help shows or, without a command, list the commands.
With --man, print all of it as the manual page ecstask(1).`,
		Example:     "ecstask help start-task\necstask help\necstask help --man > ecstask.1",
		Annotations: exits("the help is printed", "", "there is no such command", "the help cannot be written"),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) (names []cobra.Completion, _ cobra.ShellCompDirective) {
			for _, c := range a.root.Commands() {
				if len(args) == 0 && !c.Hidden {
					names = append(names, cobra.CompletionWithDesc(c.Name(), c.Short))
				}
			}
			return names, cobra.ShellCompDirectiveNoFileComp
		},
	}, func(_ context.Context, std streams, args []string) (int, error) {
		switch {
		case man && len(args) > 0:
			return statusUsage, errors.New("--man takes no command: the page has all of them")
		case man:
			return std.write(a.manual()), nil
		case len(args) > 1:
			return statusUsage, errors.New("help takes one command")
		}
		cmd := a.root
		if len(args) == 1 {
			if cmd = a.find(args[0]); cmd == nil {
				return statusUsage, a.unknownCommand(args[0])
			}
		}
		return std.write(a.help(cmd)), nil
	}, options)
}
