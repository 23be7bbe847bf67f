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
// status; an error is one of the command line, or an exitCode.
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
	for _, op := range operations {
		a.root.AddCommand(a.taskCommand(op))
	}
	a.root.AddCommand(a.checkCommand(), a.planCommand(), a.explainCommand(), a.rulesCommand(), a.fargateCommand(),
		a.localCommand(), a.completionCommand(), a.versionCommand(), help)
	return a
}

func (a *app) rootCommand() *cobra.Command {
	version := false
	options := newGroup("Options", awsargs.Extra)
	options.BoolVar(&version, "version", false, "print the version")
	return a.command(&cobra.Command{
		Use: "ecstask COMMAND",
		Long: `Check requests of Amazon ECS that start tasks, StartTask and RunTask, before they
are sent, and send them. All mistakes are found at once, and explained.`,
		Example: `ecstask start-task --task-definition web:7 --container-instances 0123456789abcdef0123456789abcdef
ecstask check request.yaml
ecstask start-task --help`,
		Annotations: exits(
			"all is fine, with warnings or without",
			"a request is invalid",
			"the command line, or any part of a value or a file, cannot be read",
			"ECS refused the request or reported failures, or something else went wrong", "", interrupted, terminated),
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
	if len(args) == 0 {
		return a.root, []string{}, nil // not nil, for which the library takes os.Args
	}
	first, rest := args[0], args[1:]
	switch cmd := a.find(first); {
	case first == cobra.ShellCompRequestCmd || first == cobra.ShellCompNoDescRequestCmd:
		return a.root, append([]string{first}, a.completing(rest)...), nil
	case strings.HasPrefix(first, "-"):
		for _, word := range rest {
			if cmd := a.find(word); cmd != nil {
				return cmd, nil, fmt.Errorf("options follow the name of the command: %s [options]", cmd.CommandPath())
			}
		}
		return a.root, args, nil
	case cmd == nil:
		return a.root, nil, a.unknownCommand(first)
	case a.aws[cmd] == nil:
		return cmd, args, nil
	case len(rest) == 1 && rest[0] == "help": // as the AWS CLI has it
		return cmd, []string{first, "--help"}, nil
	default:
		words, err := grammar(a.groups[cmd], a.aws[cmd]).Rewrite(rest)
		return cmd, append([]string{first}, words...), err
	}
}

// completing returns the words of a command line whose last word is to be completed,
// as the library reads them.
func (a *app) completing(args []string) []string {
	last := len(args) - 1
	if last < 1 {
		return args
	}
	cmd := a.find(args[0])
	if a.aws[cmd] == nil {
		return args
	}
	before, option := grammar(a.groups[cmd], a.aws[cmd]).Completing(args[1:last], args[last])
	words := append([]string{args[0]}, before...)
	if option != "" {
		words = append(words, option)
	}
	return append(words, args[last])
}

// find returns the command with the given name, or nil.
func (a *app) find(name string) *cobra.Command {
	for _, cmd := range a.root.Commands() {
		if cmd.Name() == name {
			return cmd
		}
	}
	return nil
}

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)

// unknownCommand is the error of a command that does not exist. It shows only what
// looks like the name of one.
func (a *app) unknownCommand(name string) error {
	if !nameForm.MatchString(name) {
		return errors.New("unknown command (not shown: it may contain a secret)")
	}
	var names []string
	for _, cmd := range a.root.Commands() {
		names = append(names, cmd.Name())
	}
	if near := suggest.Nearest(name, names); near != "" {
		return fmt.Errorf("unknown command %q; did you mean %s?", name, near)
	}
	return fmt.Errorf("unknown command %q", name)
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
