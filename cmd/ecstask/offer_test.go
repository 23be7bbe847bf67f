package main

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/cmd/ecstask/internal/awsargs"
	"github.com/ecstask/ecstask/internal/awscli"
)

// otherFormats are the values of --output that ecstask deliberately does not take.
var otherFormats = []string{"table", "yaml-stream"}

// TestOracleOptions fails if the installed aws command has an option that start-task
// or run-task does not read as it does, of the command or of all commands. Those that
// it does not have are of other releases.
func TestOracleOptions(t *testing.T) {
	if os.Getenv("ECSTASK_ORACLE") != "1" {
		t.Skip("ECSTASK_ORACLE=1 compares the options with those of the installed aws command")
	}
	aws, err := awscli.Find()
	if err != nil {
		t.Fatal(err)
	}
	defer aws.Close()
	all, agreed := 0, 0
	for _, op := range operations {
		offer, err := aws.Offer(t.Context(), op.CLI)
		if err != nil {
			t.Fatal(err)
		}
		ours := optionsOf(t, op)
		offered := make(map[string]bool)
		for scope, options := range map[awsargs.Scope][]awscli.Option{awsargs.Command: offer.Options, awsargs.Global: offer.Global} {
			for _, o := range options {
				all++
				offered[o.Name] = true
				if problem := ours.compare(o, scope); problem != "" {
					t.Errorf("%s %s: %s", op.CLI, o.Name, problem)
				} else {
					agreed++
				}
			}
		}
		for _, o := range ours.Options {
			if o.Scope != awsargs.Extra && !offered[o.Name] {
				t.Logf("aws %v does not have %s %s", aws.Version(), op.CLI, o.Name)
			}
		}
	}
	awscli.Report(t, aws, all, agreed, 0)
}

// TestOptionsDiffer makes up options of an aws command, and expects that the
// comparison tells what is wrong.
func TestOptionsDiffer(t *testing.T) {
	ours := optionsOf(t, runTask)
	for _, tt := range []struct {
		option awscli.Option
		scope  awsargs.Scope
		want   string
	}{
		{awscli.Option{Name: "--task-definition", Words: "1", Required: true}, awsargs.Command, ""},
		{awscli.Option{Name: "--task-definition", Words: "1"}, awsargs.Command, "required: true, and for aws false"},
		{awscli.Option{Name: "--cluster", Words: "1", Required: true}, awsargs.Command, "required: false, and for aws true"},
		{awscli.Option{Name: "--cluster", Words: "*"}, awsargs.Command, "is read as {--cluster 1 1}, and by aws as {--cluster 2 1}"},
		{awscli.Option{Name: "--cluster", Words: "1"}, awsargs.Global, "is read as {--cluster 1 1}, and by aws as {--cluster 1 2}"},
		{awscli.Option{Name: "--cluster", Words: "+"}, awsargs.Command, "takes + words"},
		{awscli.Option{Name: "--capacity", Words: "1"}, awsargs.Command, "is an option of aws only"}, // not an abbreviation
		{awscli.Option{Name: "--debug", Words: "0"}, awsargs.Global, ""},
		{awscli.Option{Name: "--debug", Words: "0"}, awsargs.Command, "is an option of aws only"},
		{awscli.Option{Name: "--submit", Words: "0"}, awsargs.Command, "is read as {--submit 0 0}, and by aws as {--submit 0 1}"},
		{awscli.Option{Name: "--output", Words: "1", Choices: []string{"json", "table", "xml"}}, awsargs.Global, "does not take xml"},
		{awscli.Option{Name: "--color", Words: "1", Choices: []string{"table"}}, awsargs.Global, "does not take table"},
		{awscli.Option{Name: "--region", Words: "1", Choices: []string{"us-east-1"}}, awsargs.Global, "does not take us-east-1"},
	} {
		if got := ours.compare(tt.option, tt.scope); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.option, got, tt.want)
		}
	}
}

// ownOptions are the options of a command of this program.
type ownOptions struct {
	awsargs.Grammar
	choices map[string][]string // those of aws that are known
	missing string              // what the command says if none is given
}

func optionsOf(t *testing.T, op *operation) ownOptions {
	a := newApp(streams{})
	cmd := a.find(op.CLI)
	o := ownOptions{Grammar: grammar(a.groups[cmd], a.aws[cmd]), choices: map[string][]string{"--output": otherFormats, "--generate-cli-skeleton": samples}}
	for _, option := range o.Options {
		if f := cmd.Flags().Lookup(strings.TrimPrefix(option.Name, "--")); f != nil {
			if v, ok := f.Value.(choice); ok {
				o.choices[option.Name] = slices.Concat(o.choices[option.Name], v.values)
			}
		}
	}
	_, _, o.missing = ecstask(t, op.CLI)
	return o
}

var arities = map[string]awsargs.Arity{"0": awsargs.None, "1": awsargs.One, "?": awsargs.Many, "*": awsargs.Many}

// compare returns what is wrong if aws has the option, or "".
func (o ownOptions) compare(theirs awscli.Option, scope awsargs.Scope) string {
	arity, ok := arities[theirs.Words]
	if !ok {
		return "takes " + theirs.Words + " words"
	}
	want := awsargs.Option{Name: theirs.Name, Arity: arity, Scope: scope}
	at := slices.IndexFunc(o.Options, func(own awsargs.Option) bool { return own.Name == theirs.Name })
	if at < 0 {
		if _, err := o.Rewrite([]string{theirs.Name}); scope == awsargs.Global && strings.HasPrefix(err.Error(), theirs.Name+" is an option of the AWS CLI") {
			return ""
		}
		return "is an option of aws only"
	}
	if own := o.Options[at]; own != want {
		return fmt.Sprintf("is read as %v, and by aws as %v", own, want)
	}
	if required := strings.Contains(o.missing, "with "+theirs.Name+"\n"); required != theirs.Required {
		return fmt.Sprintf("required: %t, and for aws %t", required, theirs.Required)
	}
	for _, value := range theirs.Choices {
		if !slices.Contains(o.choices[theirs.Name], value) {
			return "does not take " + value
		}
	}
	return ""
}
