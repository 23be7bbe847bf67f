// Package awsargs reads the words of a command line as the AWS CLI does, by the
// rules of Python's argparse: options may be abbreviated, one option may take many
// words, and the last of several counts.
//
// It writes them anew, in a form that any parser of options reads in one way only:
// names in full, the value of an option in the word of its name, and all values of
// an option that takes many in one word, which [Split] takes apart.
package awsargs

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ecstask/ecstask/internal/suggest"
)

// Arity says how many words an option takes.
type Arity int

// The arities.
const (
	None Arity = iota
	One
	Many
)

// Scope says whose option it is, and by that how it can be abbreviated.
type Scope int

// The scopes.
const (
	Extra   Scope = iota // this program's own: written in full
	Command              // of the command of the AWS CLI
	Global               // of all commands of the AWS CLI, which looks for these first
)

// Option is an option of a command line.
type Option struct {
	Name string // with its hyphens
	Arity
	Scope
}

// Grammar says what words mean as options.
type Grammar struct {
	Options []Option

	// Elsewhere returns what to say of an option that does not exist, or "".
	Elsewhere func(name string) string
}

// absent are the options of all commands of the AWS CLI that have no meaning here.
// They take part in abbreviations all the same.
var absent = []string{
	"--debug", "--no-verify-ssl", "--version", "--no-sign-request", "--ca-bundle", "--cli-read-timeout",
	"--cli-connect-timeout", "--v2-debug", "--cli-auto-prompt", "--cli-error-format",
}

// Split returns the words of an option that takes many from the one word that
// Rewrite makes of them. Each stands after a NUL, which no argument of a program
// can have.
func Split(joined string) []string {
	if joined == "" {
		return []string{}
	}
	return strings.Split(strings.TrimPrefix(joined, "\x00"), "\x00")
}

func join(words []string) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString("\x00" + w)
	}
	return b.String()
}

// Rewrite returns words in the form that the package describes. An error never
// shows a value. Of the words that belong to no option Rewrite drops one that is
// empty, as the AWS CLI does: it often comes from a variable in quotes.
func (g Grammar) Rewrite(words []string) (rewritten []string, err error) {
	dropped := false
	last := ""
	for len(words) > 0 {
		o, value, attached, err := g.option(words[0])
		switch {
		case err != nil:
			return nil, err
		case o == nil && words[0] == "" && !dropped:
			dropped = true
			words = words[1:]
			continue
		case o == nil:
			return nil, g.stray(last)
		}
		words = words[1:]
		n, err := g.following(o, words, attached)
		if err != nil {
			return nil, err
		}
		values := words[:n]
		words = words[n:]
		if attached {
			values = []string{value}
		}
		last = o.Name
		rewritten = append(rewritten, o.word(values))
	}
	return rewritten, nil
}

// word returns the option with its values.
func (o *Option) word(values []string) string {
	switch o.Arity {
	case One:
		return o.Name + "=" + values[0]
	case Many:
		return o.Name + "=" + join(values)
	}
	return o.Name
}

// following returns how many of the words after o are its values.
func (g Grammar) following(o *Option, words []string, attached bool) (int, error) {
	n := 0
	for ; n < len(words) && !attached; n++ {
		if other, _, _, err := g.option(words[n]); err != nil || other != nil {
			break
		}
	}
	switch {
	case attached && o.Arity == None:
		return 0, fmt.Errorf("%s takes no value", o.Name)
	case attached || o.Arity == None:
		return 0, nil
	case o.Arity == One && n == 0:
		return 0, fmt.Errorf("%s needs a value; one that begins with a hyphen is written %s=-x", o.Name, o.Name)
	case o.Arity == One:
		return 1, nil
	}
	return n, nil
}

// stray is the error of a word that belongs to no option, after the option with the
// name last. It does not show the word, which may be a part of a secret.
func (g Grammar) stray(last string) error {
	o := g.find(last)
	switch {
	case o == nil:
		return errors.New("the first word is not an option")
	case o.Arity == None:
		return fmt.Errorf("%s takes no value", last)
	case o.Arity == Many:
		return fmt.Errorf("%s= takes one value; write several after a space", last)
	}
	return fmt.Errorf("%s takes one value, but more words follow; quote a value that has spaces or braces", last)
}

var negativeNumber = regexp.MustCompile(`^-\d+$|^-\d*\.\d+$`)

// option returns the option that word names, and the value attached to it. It is
// nil if word is not an option.
func (g Grammar) option(word string) (o *Option, value string, attached bool, err error) {
	if !strings.HasPrefix(word, "-") || word == "-" {
		return nil, "", false, nil
	}
	name, value, attached := strings.Cut(word, "=")
	if o = g.find(name); o == nil {
		o, err = g.complete(name)
	}
	switch {
	case o != nil || err != nil:
		return o, value, attached, err
	case negativeNumber.MatchString(word) || strings.Contains(word, " "):
		return nil, "", false, nil
	}
	hint := ""
	if g.Elsewhere != nil {
		hint = g.Elsewhere(name)
	}
	if near := suggest.Nearest(name, g.names()); hint == "" && near != "" {
		hint = "did you mean " + near + "?"
	}
	return nil, "", false, Unknown(name, hint)
}

func (g Grammar) names() (names []string) {
	for _, o := range g.Options {
		names = append(names, o.Name)
	}
	return names
}

func (g Grammar) find(name string) *Option {
	for i := range g.Options {
		if g.Options[i].Name == name {
			return &g.Options[i]
		}
	}
	return nil
}

// complete returns the one option that begins with prefix.
func (g Grammar) complete(prefix string) (*Option, error) {
	if !strings.HasPrefix(prefix, "--") || prefix == "--" {
		return nil, nil
	}
	for _, scope := range [...]Scope{Global, Command} {
		var names []string
		for _, o := range g.Options {
			if o.Scope == scope {
				names = append(names, o.Name)
			}
		}
		if scope == Global {
			names = append(names, absent...)
		}
		found := slices.DeleteFunc(names, func(name string) bool { return !strings.HasPrefix(name, prefix) })
		switch {
		case len(found) > 1:
			return nil, fmt.Errorf("%s could be %s", prefix, strings.Join(found, " or "))
		case len(found) == 1 && slices.Contains(absent, found[0]):
			return nil, fmt.Errorf("%s is an option of the AWS CLI that ecstask does not have", found[0])
		case len(found) == 1:
			return g.find(found[0]), nil
		}
	}
	return nil, nil
}

// Unknown is the error of an option that does not exist. It shows the name unless
// that looks like more than a name.
func Unknown(name, hint string) error {
	if !strings.HasPrefix(name, "--") || strings.Trim(name, "-abcdefghijklmnopqrstuvwxyz0123456789") != "" || len(name) > 40 {
		name = "(not shown: it may contain a secret)"
	}
	if hint != "" {
		hint = "; " + hint
	}
	return fmt.Errorf("unknown option %s%s", name, hint)
}

// Completing returns what stands before the word that is to be completed: the
// option that takes it as a value, or "", and the words before that, rewritten as
// far as they can be read.
func (g Grammar) Completing(words []string, word string) (before []string, option string) {
	at := len(words)
	for i := len(words) - 1; i >= 0 && !strings.HasPrefix(word, "-"); i-- {
		o, _, attached, err := g.option(words[i])
		if o == nil && err == nil {
			continue
		}
		if err == nil && !attached && (o.Arity == Many || o.Arity == One && i == len(words)-1) {
			at, option = i, o.Name
		}
		break
	}
	before, _ = g.Rewrite(words[:at])
	return before, option
}
