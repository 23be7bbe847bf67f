package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/ecstask/ecstask/cmd/ecstask/internal/awsargs"
	"github.com/ecstask/ecstask/internal/suggest"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// app is the command line: what it can be, and what became of it.
type app struct {
	std    streams
	status int
	root   *cobra.Command
	groups map[*cobra.Command][]*group
	aws    map[*cobra.Command]func(option string) string // the commands whose words are read as the AWS CLI does
}

// action is what a command does with its positional arguments. It returns the exit
// status; an error is one of the command line.
type action func(ctx context.Context, std streams, args []string) (int, error)

func newApp(std streams) *app {
	a := &app{std: std, groups: make(map[*cobra.Command][]*group), aws: make(map[*cobra.Command]func(string) string)}
	cobra.EnableCommandSorting = false // the help has them in this order
	a.root = a.rootCommand()
	a.root.SetOut(std.stdout)
	a.root.SetErr(std.stderr)
	a.root.SilenceErrors, a.root.SilenceUsage = true, true
	a.root.SetFlagErrorFunc(flagError)
	a.root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { a.status = std.write(a.help(cmd)) })
	a.root.CompletionOptions.DisableDefaultCmd = true
	a.root.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveNoFileComp)
	help := a.helpCommand()
	a.root.SetHelpCommand(help)
	a.root.AddCommand(a.startTaskCommand(), a.checkCommand(), a.rulesCommand(), a.fargateCommand(),
		a.localCommand(), a.completionCommand(), a.versionCommand(), help)
	return a
}

func (a *app) rootCommand() *cobra.Command {
	version := false
	options := newGroup("Options", awsargs.Extra)
	options.BoolVar(&version, "version", false, "print the version")
	return a.command(&cobra.Command{
		Use: "ecstask COMMAND",
		Long: `Check Amazon ECS StartTask requests before they are sent, and send them. All
mistakes are found at once, and explained.`,
		Example: `ecstask start-task --task-definition web:7 --container-instances 0123456789abcdef0123456789abcdef
ecstask check request.yaml
ecstask start-task --help`,
		Annotations: exits(
			"all is fine, with warnings or without",
			"a request is invalid",
			"the command line, a value or a file cannot be read",
			"ECS refused the request or reported failures, or something else went wrong"),
	}, func(_ context.Context, std streams, _ []string) (int, error) {
		if version {
			return std.writeVersion(), nil
		}
		return statusUsage, errors.New("a command is missing")
	}, options)
}

// command completes cmd with its options, and with what it does. --help is in the
// last of the groups.
func (a *app) command(cmd *cobra.Command, do action, groups ...*group) *cobra.Command {
	last := len(groups) - 1
	if last < 0 {
		groups, last = []*group{newGroup("Options", awsargs.Extra)}, 0
	}
	groups[last].BoolP("help", "h", false, "show this help")
	for _, g := range groups {
		cmd.Flags().AddFlagSet(g.FlagSet)
		for name, values := range g.values {
			if values != nil {
				_ = cmd.RegisterFlagCompletionFunc(name, values)
			}
		}
	}
	a.groups[cmd] = groups
	cmd.DisableFlagsInUseLine = true
	cmd.RunE = func(cmd *cobra.Command, args []string) (err error) {
		a.status, err = do(cmd.Context(), a.std, args)
		return err
	}
	return cmd
}

// run runs the command that args are the words of. With an error it returns the
// command it is about, which is the root if there is no such command.
func (a *app) run(ctx context.Context, args []string) (*cobra.Command, error) {
	cmd, words, err := a.rewrite(args)
	if err != nil {
		return cmd, err
	}
	a.root.SetArgs(words)
	return a.root.ExecuteContextC(ctx)
}

// rewrite returns the command of args, and these as the library of commands reads
// them.
func (a *app) rewrite(args []string) (*cobra.Command, []string, error) {
	completing := len(args) > 2 && strings.HasPrefix(args[0], cobra.ShellCompRequestCmd)
	if completing {
		cmd, _, err := a.root.Find(args[1:2])
		elsewhere, ok := a.aws[cmd]
		if err != nil || !ok {
			return a.root, args, nil
		}
		last := len(args) - 1
		before, option := grammar(a.groups[cmd], elsewhere).Completing(args[2:last], args[last])
		words := append([]string{args[0], args[1]}, before...)
		if option != "" {
			words = append(words, option)
		}
		return cmd, append(words, args[last]), nil
	}
	if len(args) == 0 || strings.HasPrefix(args[0], cobra.ShellCompRequestCmd) {
		return a.root, append([]string{}, args...), nil
	}
	cmd, _, err := a.root.Find(args)
	switch {
	case err != nil:
		return a.root, nil, a.unknownCommand(args)
	case cmd != a.root && args[0] != cmd.Name():
		return cmd, nil, fmt.Errorf("options follow the name of the command: %s [options]", cmd.CommandPath())
	}
	elsewhere, ok := a.aws[cmd]
	switch {
	case !ok:
		return cmd, args, nil
	case len(args) == 2 && args[1] == "help": // as the AWS CLI has it
		return cmd, []string{args[0], "--help"}, nil
	}
	words, err := grammar(a.groups[cmd], elsewhere).Rewrite(args[1:])
	return cmd, append(args[:1:1], words...), err
}

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)

// unknownCommand is the error of a command that does not exist, the first of args
// that is not an option. It shows only what looks like the name of one.
func (a *app) unknownCommand(args []string) error {
	for _, name := range args {
		if strings.HasPrefix(name, "-") {
			continue
		}
		if !nameForm.MatchString(name) {
			break
		}
		var names []string
		for _, c := range a.root.Commands() {
			names = append(names, c.Name())
		}
		if near := suggest.Nearest(name, names); near != "" {
			return fmt.Errorf("unknown command %q; did you mean %s?", name, near)
		}
		return fmt.Errorf("unknown command %q", name)
	}
	return errors.New("unknown command (not shown: it may contain a secret)")
}

// flagError says what is wrong with an option, without its value.
func flagError(cmd *cobra.Command, err error) error {
	if e, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return fmt.Errorf("--%s needs a value", e.GetFlag().Name)
	}
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		if _, ok := e.GetFlag().Value.(choice); ok {
			return fmt.Errorf("--%s %w", e.GetFlag().Name, e.Unwrap())
		}
		return fmt.Errorf("--%s takes no value", e.GetFlag().Name)
	}
	e, ok := errors.AsType[*pflag.NotExistError](err)
	if !ok || e.GetSpecifiedShortnames() != "" {
		return awsargs.Unknown("", "")
	}
	name, hint := "--"+e.GetSpecifiedName(), ""
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	if near := suggest.Nearest(name, names); near != "" {
		hint = "did you mean " + near + "?"
	}
	return awsargs.Unknown(name, hint)
}
