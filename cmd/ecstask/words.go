package main

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/internal/suggest"
)

// The AWS CLI reads its command lines with Python's argparse. Here the words of
// start-task are read by the same rules, and written anew in a form that the
// parser of the other commands reads in one way only: names in full, the value
// of an option in the word of its name, the words of a list behind an equals
// sign, and one of --enable-x and --no-enable-x.

// word is an element of a list that stands behind an equals sign: so the parser
// does not take it for an option.
type word string

// UnmarshalText implements [encoding.TextUnmarshaler].
func (w *word) UnmarshalText(text []byte) error {
	*w = word(strings.TrimPrefix(string(text), "="))
	return nil
}

func texts(words []word) []string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = string(w)
	}
	return list
}

// arity says how many words an option takes.
type arity int

const (
	noWord arity = iota
	oneWord
	manyWords
)

// grammar is what words mean as options.
type grammar struct {
	arity  map[string]arity
	global []string // the AWS CLI's options of all commands; it looks for these first
	own    []string // and its options of this command
}

// opposites are the pairs of flags of which the last one counts.
var opposites = map[string]string{
	"--enable-ecs-managed-tags":    "--no-enable-ecs-managed-tags",
	"--no-enable-ecs-managed-tags": "--enable-ecs-managed-tags",
	"--enable-execute-command":     "--disable-execute-command",
	"--disable-execute-command":    "--enable-execute-command",
}

// absentGlobals are options of the AWS CLI that have no meaning here. They
// take part in abbreviations all the same.
var absentGlobals = []string{
	"--debug", "--no-verify-ssl", "--version", "--no-sign-request", "--ca-bundle", "--cli-read-timeout",
	"--cli-connect-timeout", "--v2-debug", "--cli-auto-prompt", "--cli-error-format",
}

// commandLine returns args for the parser.
func commandLine(args []string) ([]string, error) {
	if len(args) == 0 || args[0] != "start-task" {
		return splitEmpty(args), nil
	}
	if len(args) == 2 && args[1] == "help" {
		return []string{"start-task", "--help"}, nil
	}
	g := startTaskGrammar()
	words, err := g.rewrite(args[1:])
	return append([]string{"start-task"}, words...), err
}

// splitEmpty writes --option= as --option and an empty word: the parser takes
// the first for an option without a value.
func splitEmpty(args []string) []string {
	var split []string
	for _, a := range args {
		if name, empty := strings.CutSuffix(a, "="); empty && strings.HasPrefix(a, "--") && !strings.Contains(name, "=") {
			split = append(split, name, "")
			continue
		}
		split = append(split, a)
	}
	return split
}

// startTaskGrammar derives the grammar from the struct that the parser fills.
func startTaskGrammar() grammar {
	g := grammar{
		arity:  map[string]arity{"--help": noWord, "-h": noWord},
		global: slices.Concat(namesOf[globalOptions](), absentGlobals),
		own:    namesOf[requestOptions](),
	}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[startTask]()) {
		name, rest, _ := strings.Cut(f.Tag.Get("arg"), ",")
		switch {
		case name == "":
		case f.Type.Kind() == reflect.Bool:
			g.arity[name] = noWord
		case f.Type.Kind() == reflect.Slice && rest != "separate":
			g.arity[name] = manyWords
		default:
			g.arity[name] = oneWord
		}
	}
	return g
}

// namesOf returns the names of the options in T.
func namesOf[T any]() (names []string) {
	for _, f := range reflect.VisibleFields(reflect.TypeFor[T]()) {
		if name, _, _ := strings.Cut(f.Tag.Get("arg"), ","); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// rewrite returns words as the parser understands them. Of the words that belong
// to no option it drops one that is empty, as the AWS CLI does: it often comes
// from a variable in quotes.
func (g grammar) rewrite(words []string) ([]string, error) {
	var options [][]string
	dropped := false
	for len(words) > 0 {
		name, value, attached, err := g.option(words[0])
		switch {
		case err != nil:
			return nil, err
		case name == "" && words[0] == "" && !dropped:
			dropped = true
			words = words[1:]
			continue
		case name == "":
			return nil, g.stray(options)
		}
		words = words[1:]
		n, err := g.following(name, words, attached)
		if err != nil {
			return nil, err
		}
		values := words[:n]
		words = words[n:]
		if attached {
			values = []string{value}
		}
		if other, ok := opposites[name]; ok {
			options = slices.DeleteFunc(options, func(o []string) bool { return o[0] == other })
		}
		if g.arity[name] == oneWord {
			options = append(options, oneValue(name, values[0]))
			continue
		}
		option := []string{name}
		for _, v := range values {
			option = append(option, "="+v)
		}
		options = append(options, option)
	}
	return slices.Concat(options...), nil
}

// oneValue returns an option with a value. The parser takes an empty one only
// as a word of its own.
func oneValue(name, value string) []string {
	if value == "" {
		return []string{name, ""}
	}
	return []string{name + "=" + value}
}

// following returns how many of the words after name are its values.
func (g grammar) following(name string, words []string, attached bool) (int, error) {
	n := 0
	for ; n < len(words) && !attached; n++ {
		if other, _, _, err := g.option(words[n]); err != nil || other != "" {
			break
		}
	}
	switch arity := g.arity[name]; {
	case attached && arity == noWord:
		return 0, fmt.Errorf("%s takes no value", name)
	case attached || arity == noWord:
		return 0, nil
	case arity == oneWord && n == 0:
		return 0, fmt.Errorf("%s needs a value; one that begins with a hyphen is written %s=-x", name, name)
	case arity == oneWord:
		return 1, nil
	}
	return n, nil
}

// stray is the error of a word that belongs to no option. It does not show the
// word, which may be a part of a secret.
func (g grammar) stray(before [][]string) error {
	if len(before) == 0 {
		return errors.New("the first word is not an option")
	}
	last, _, _ := strings.Cut(before[len(before)-1][0], "=")
	switch g.arity[last] {
	case noWord:
		return fmt.Errorf("%s takes no value", last)
	case manyWords:
		return fmt.Errorf("%s= takes one value; write several after a space", last)
	}
	return fmt.Errorf("%s takes one value, but more words follow; quote a value with spaces", last)
}

var negativeNumber = regexp.MustCompile(`^-\d+$|^-\d*\.\d+$`)

// option returns the option that word names, in full, and the value attached to
// it. The name of a word that is no option is empty.
func (g grammar) option(word string) (name, value string, attached bool, err error) {
	if !strings.HasPrefix(word, "-") || word == "-" {
		return "", "", false, nil
	}
	name, value, attached = strings.Cut(word, "=")
	if _, ok := g.arity[name]; ok {
		return name, value, attached, nil
	}
	full, err := g.complete(name)
	switch {
	case full != "" || err != nil:
		return full, value, attached, err
	case negativeNumber.MatchString(word) || strings.Contains(word, " "):
		return "", "", false, nil
	}
	hint := ""
	if where := memberElsewhere(name); where != "" {
		hint = "; " + where
	} else if near := suggest.Nearest(name, slices.Concat(g.own, g.global)); near != "" {
		hint = "; did you mean " + near + "?"
	}
	return "", "", false, fmt.Errorf("unknown option %s%s", shown(name), hint)
}

// memberElsewhere returns what is said of the member that an option would give, if
// it is a member of something else.
func memberElsewhere(option string) string {
	words := strings.Split(strings.TrimPrefix(option, "--"), "-")
	for i, w := range words[1:] {
		if w != "" {
			words[i+1] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	member := strings.Join(words, "")
	if request.StartTask.Schema.Member(member) != nil {
		return ""
	}
	hint, _ := request.StartTask.Elsewhere(member)
	return hint
}

// complete returns the one option that begins with prefix.
func (g grammar) complete(prefix string) (string, error) {
	if !strings.HasPrefix(prefix, "--") || prefix == "--" {
		return "", nil
	}
	for _, names := range [][]string{g.global, g.own} {
		var found []string
		for _, name := range names {
			if strings.HasPrefix(name, prefix) {
				found = append(found, name)
			}
		}
		switch {
		case len(found) > 1:
			return "", fmt.Errorf("%s could be %s", prefix, strings.Join(found, " or "))
		case len(found) == 1 && slices.Contains(absentGlobals, found[0]):
			return "", fmt.Errorf("%s is an option of the AWS CLI that ecstask does not have", found[0])
		case len(found) == 1:
			return found[0], nil
		}
	}
	return "", nil
}

// shown returns name for an error, unless it looks like more than a name.
func shown(name string) string {
	if !strings.HasPrefix(name, "--") || strings.Trim(name, "-abcdefghijklmnopqrstuvwxyz0123456789") != "" || len(name) > 40 {
		return "(not shown: it may hold a secret)"
	}
	return name
}
