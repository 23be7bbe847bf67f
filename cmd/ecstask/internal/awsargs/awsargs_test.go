package awsargs_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/cmd/ecstask/internal/awsargs"
)

var grammar = awsargs.Grammar{
	Options: []awsargs.Option{
		{"--help", awsargs.None, awsargs.Extra},
		{"-h", awsargs.None, awsargs.Extra},
		{"--submit", awsargs.None, awsargs.Extra},
		{"--container", awsargs.One, awsargs.Extra},
		{"--rule", awsargs.One, awsargs.Extra},
		{"--cluster", awsargs.One, awsargs.Command},
		{"--container-instances", awsargs.Many, awsargs.Command},
		{"--tags", awsargs.Many, awsargs.Command},
		{"--enable-execute-command", awsargs.None, awsargs.Command},
		{"--enable-ecs-managed-tags", awsargs.None, awsargs.Command},
		{"--no-cli-pager", awsargs.None, awsargs.Global},
		{"--region", awsargs.One, awsargs.Global},
		{"--color", awsargs.One, awsargs.Global},
	},
	Elsewhere: func(name string) string {
		if name == "--count" {
			return "count is a member of RunTask"
		}
		return ""
	},
}

// show writes words so that a test can hold them to a text: ␀ for NUL.
func show(words []string) string {
	return strings.ReplaceAll(strings.Join(words, " "), "\x00", "␀")
}

func TestRewrite(t *testing.T) {
	for _, tt := range []struct{ name, words, want string }{
		{"attached", "--cluster a", "--cluster=a"},
		{"empty", "--cluster=", "--cluster="},
		{"in full", "--clu=a=b", "--cluster=a=b"},
		{"lists", "--tags a=b c --tags -5", "--tags=␀a=b␀c --tags=␀-5"},
		{"a list in one word", "--tags=a b", "error: --tags= takes one value; write several after a space"},
		{"empty lists", "--tags --container-instances", "--tags= --container-instances="},
		{"an empty word in a list", "--tags  --cluster c", "--tags=␀ --cluster=c"},
		{"several of one option", "--rule a=off --rule=b=off", "--rule=a=off --rule=b=off"},
		{"one empty word of nobody", " --cluster c", "--cluster=c"},
		{"two empty words of nobody", "  --cluster c", "error: the first word is not an option"},
		{"a global option first", "--co on", "--color=on"},
		{"an extra option is not abbreviated", "--sub", "error: unknown option --sub; did you mean --submit?"},
		{"in full before abbreviations", "--container c", "--container=c"},
		{"ambiguous", "--enable-e", "error: --enable-e could be --enable-execute-command or --enable-ecs-managed-tags"},
		{"absent", "--debug", "error: --debug is an option of the AWS CLI that ecstask does not have"},
		{"a value for a flag", "--submit=x", "error: --submit takes no value"},
		{"a word after a flag", "--submit x", "error: --submit takes no value"},
		{"a word too many", "--cluster a hunter2", "error: --cluster takes one value, but more words follow; quote a value that has spaces or braces"},
		{"no value", "--cluster --submit", "error: --cluster needs a value; one that begins with a hyphen is written --cluster=-x"},
		{"a negative number", "--cluster -1.5", "--cluster=-1.5"},
		{"elsewhere", "--count 2", "error: unknown option --count; count is a member of RunTask"},
		{"a secret", "--cluster a -hunter2", "error: unknown option (not shown: it may contain a secret)"},
		{"a secret in an option", "--Hunter2", "error: unknown option (not shown: it may contain a secret)"},
	} {
		words, err := grammar.Rewrite(strings.Split(tt.words, " "))
		got := show(words)
		if err != nil {
			got = "error: " + err.Error()
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestCompleting(t *testing.T) {
	for _, tt := range []struct{ name, words, word, before, option string }{
		{"nothing", "", "", "", ""},
		{"a value", "--submit --cluster", "", "--submit", "--cluster"},
		{"after a value", "--cluster a", "", "--cluster=a", ""},
		{"after a value in the same word", "--cluster=a", "", "--cluster=a", ""},
		{"the first of many", "--tags", "", "", "--tags"},
		{"the third of many", "--cluster c --tags a b", "x", "--cluster=c", "--tags"},
		{"abbreviated", "--tag a", "", "", "--tags"},
		{"another option", "--tags a", "--", "--tags=␀a", ""},
		{"after a flag", "--submit", "", "--submit", ""},
		{"after an unknown option", "--cluster c --bogus", "", "", ""},
		{"behind an unknown option", "--bogus --tags", "", "", "--tags"},
	} {
		words := strings.Fields(tt.words)
		if before, option := grammar.Completing(words, tt.word); show(before) != tt.before || option != tt.option {
			t.Errorf("%s: %q, %q", tt.name, show(before), option)
		}
	}
}

// FuzzRewrite holds that each word of the result is an option in full, that
// rewriting it again changes nothing but lists, and that all values come from the
// words.
func FuzzRewrite(f *testing.F) {
	for _, seed := range []string{"--cluster a", "--tags a b --tags", "--clu= -5 --submit", " --co on", "--x", "-", "--", "--tags=a=b"} {
		f.Add(strings.ReplaceAll(seed, " ", "\x00"))
	}
	f.Fuzz(func(t *testing.T, joined string) {
		given := strings.Split(joined, "\x00")
		rewritten, err := grammar.Rewrite(given)
		if err != nil {
			return
		}
		for _, word := range rewritten {
			name, value, attached := strings.Cut(word, "=")
			i := slices.IndexFunc(grammar.Options, func(o awsargs.Option) bool { return o.Name == name })
			if i < 0 || attached != (grammar.Options[i].Arity != awsargs.None) {
				t.Fatalf("%q became %q", given, rewritten)
			}
			for _, v := range awsargs.Split(value) {
				if !strings.Contains(joined, v) {
					t.Errorf("%q became %q", given, rewritten)
				}
			}
		}
		grammar.Completing(given, "")
	})
}
