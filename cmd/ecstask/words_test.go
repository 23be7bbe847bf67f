package main

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/alexflint/go-arg"
)

func TestRewrite(t *testing.T) {
	for _, tt := range []struct{ name, words, want string }{
		{"attached", "--cluster a", "--cluster=a"},
		{"empty", "--cluster=", "--cluster "},
		{"in full", "--clu=a=b", "--cluster=a=b"},
		{"lists", "--tags a=b --tags -5", "--tags =a=b --tags =-5"},
		{"the last of a pair", "--enable-ecs-managed-tags --no-en --cluster c --enable-ec", "--cluster=c --enable-ecs-managed-tags"},
		{"several of one rule", "--rule a=off --rule=b=off", "--rule=a=off --rule=b=off"},
	} {
		got, err := startTaskGrammar().rewrite(strings.Split(tt.words, " "))
		if err != nil || strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %q, %v, want %q", tt.name, got, err, tt.want)
		}
	}
}

// FuzzRewrite holds that the parser takes whatever rewrite returns, and reads
// the values of the options out of it.
func FuzzRewrite(f *testing.F) {
	for _, l := range lines(f) {
		f.Add(strings.Join(l.Words, "\x00"))
	}
	f.Fuzz(func(t *testing.T, joined string) {
		given := strings.Split(joined, "\x00")
		words, err := startTaskGrammar().rewrite(given)
		if err != nil || slices.Contains(words, "--help") || slices.Contains(words, "-h") {
			return
		}
		cmds := commands{StartTask: newStartTask()}
		parser, err := arg.NewParser(arg.Config{IgnoreEnv: true, IgnoreDefault: true}, &cmds)
		if err != nil {
			t.Fatal(err)
		}
		if err := parser.Parse(append([]string{"start-task"}, words...)); err != nil && !errors.Is(err, arg.ErrHelp) {
			t.Fatalf("%q became %q: %v", given, words, err)
		}
		for _, values := range [][]word{cmds.StartTask.Tags, cmds.StartTask.ContainerInstances} {
			for _, v := range values {
				if v != absent && !strings.Contains(joined, string(v)) {
					t.Errorf("%q became %q", given, v)
				}
			}
		}
		if c := cmds.StartTask.Cluster; c != nil && !strings.Contains(joined, *c) {
			t.Errorf("%q became %q", given, *c)
		}
	})
}
