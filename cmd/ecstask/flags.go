package main

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/ecstask/ecstask/cmd/ecstask/internal/awsargs"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// group is some options of a command, which its help shows under one title.
type group struct {
	title string
	scope awsargs.Scope
	*pflag.FlagSet
	values map[string]cobra.CompletionFunc // by the names of the options
}

func newGroup(title string, scope awsargs.Scope) *group {
	g := &group{title, scope, pflag.NewFlagSet("", pflag.ContinueOnError), make(map[string]cobra.CompletionFunc)}
	g.SortFlags = false
	return g
}

// text adds an option with a value, whose completion may be nil. to stays nil
// without the option.
func (g *group) text(to **string, name, placeholder, usage string, values cobra.CompletionFunc) {
	g.Var(text{to, placeholder}, name, usage)
	g.values[name] = values
}

// list adds an option that takes many words. to stays nil without the option.
func (g *group) list(to *[]string, name, placeholder, usage string, values cobra.CompletionFunc) {
	g.Var(list{to, placeholder}, name, usage)
	g.values[name] = values
}

// each adds an option that may be given several times, with a value each time.
func (g *group) each(to *[]string, name, placeholder, usage string, values cobra.CompletionFunc) {
	g.Var(each{to, placeholder}, name, usage)
	g.values[name] = values
}

// files adds an option that takes the names of files, and may be given several times.
// to stays nil without the option.
func (g *group) files(to *[]string, name, placeholder, usage string) {
	g.Var(files{to, placeholder}, name, usage)
	g.values[name] = cobra.FixedCompletions(nil, cobra.ShellCompDirectiveDefault)
}

// choice adds an option whose value is one of values.
func (g *group) choice(to *string, name, usage string, values ...string) {
	g.Var(choice{to, values}, name, usage)
	g.values[name] = cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)
}

// pair adds two options without a value that are opposites: the last one counts.
func (g *group) pair(to **bool, yes, usage, no, opposite string) {
	g.VarPF(toggle{to, true}, yes, "", usage).NoOptDefVal = "true"
	g.VarPF(toggle{to, false}, no, "", opposite).NoOptDefVal = "true"
}

// The values of options. Type is what stands for the value in the help.

type text struct {
	to          **string
	placeholder string
}

func (v text) Set(s string) error { *v.to = &s; return nil }
func (v text) String() string     { return "" }
func (v text) Type() string       { return v.placeholder }

type list struct {
	to          *[]string
	placeholder string
}

func (v list) Set(s string) error { *v.to = awsargs.Split(s); return nil }
func (v list) String() string     { return "" }
func (v list) Type() string       { return v.placeholder }

type each struct {
	to          *[]string
	placeholder string
}

func (v each) Set(s string) error { *v.to = append(*v.to, s); return nil }
func (v each) String() string     { return "" }
func (v each) Type() string       { return v.placeholder }
func (v each) GetSlice() []string { return *v.to } // so completion offers it again

type files struct {
	to          *[]string
	placeholder string
}

func (v files) Set(s string) error {
	*v.to = append(*v.to, awsargs.Split(s)...)
	if *v.to == nil {
		*v.to = []string{}
	}
	return nil
}

func (v files) String() string     { return "" }
func (v files) Type() string       { return v.placeholder }
func (v files) GetSlice() []string { return *v.to } // so completion offers it again

type choice struct {
	to     *string
	values []string
}

func (v choice) Set(s string) error {
	if !slices.Contains(v.values, s) {
		return errors.New("takes " + alternatives(v.values))
	}
	*v.to = s
	return nil
}

func (v choice) String() string { return "" }
func (v choice) Type() string   { return strings.Join(v.values, "|") }

// alternatives returns the values as a sentence has them: a, b or c.
func alternatives(values []string) string {
	last := len(values) - 1
	return strings.Join(values[:last], ", ") + " or " + values[last]
}

type toggle struct {
	to    **bool
	value bool
}

func (v toggle) Set(s string) error {
	on, err := strconv.ParseBool(s)
	on = on == v.value
	*v.to = &on
	return err
}

func (v toggle) String() string { return "" }
func (v toggle) Type() string   { return "bool" }

// grammar returns what the words of a command mean that has the options of groups.
func grammar(groups []*group, elsewhere func(string) string) awsargs.Grammar {
	g := awsargs.Grammar{Elsewhere: elsewhere}
	for _, group := range groups {
		group.VisitAll(func(f *pflag.Flag) {
			o := awsargs.Option{Name: "--" + f.Name, Arity: awsargs.One, Scope: group.scope}
			if f.NoOptDefVal != "" {
				o.Arity = awsargs.None
			} else {
				switch f.Value.(type) {
				case list, files:
					o.Arity = awsargs.Many
				}
			}
			g.Options = append(g.Options, o)
			if f.Shorthand != "" {
				o.Name = "-" + f.Shorthand
				g.Options = append(g.Options, o)
			}
		})
	}
	return g
}
