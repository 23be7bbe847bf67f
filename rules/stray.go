package rules

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/arn"
	"github.com/ecstask/ecstask/internal/ptr"
)

// What scripts leave in a value: quotes, the ends of lines, whole lists, and the
// words for a value that is not there. The other rules say nothing of a value
// with strayChars: it would be the same mistake.
var (
	strayChars = Rule{
		ID: "stray-chars", Field: "cluster",
		What:  "No id of an instance, a subnet or a security group has white space, a comma, a semicolon or a quote in it, and no name or ARN has white space or quotes around it. Amazon EventBridge Pipes, which hands its network configuration to RunTask, documents letters and digits only.",
		Limit: "letters, digits and hyphens in ids", Kind: field.Invalid, Severity: errorSeverity,
		Evidence: Documented | Inferred, Source: "https://docs.aws.amazon.com/eventbridge/latest/pipes-reference/API_AwsVpcConfiguration.html",
	}
	placeholderName = Rule{
		ID: "placeholder-name", Field: "cluster",
		What: "No name is None, null or undefined: scripts write these for a missing value. ECS was seen to look for a role called null. Where the state says whether there is such a thing, other rules speak of it.",
		Kind: field.Invalid, Severity: warningSeverity, Evidence: Observed | Inferred, Source: thread("boto/boto3", "1878"),
	}
)

// unset is the hint for a value that is empty.
const unset = "is a variable unset?"

// sound makes a form that leaves out what strayChars reports.
func sound(f form) form { return except(strayEnds, f) }

// soundID is sound for ids, where strayChars looks inside, too.
func soundID(f form) form { return except(strayInList, f) }

// except makes a form that leaves out what another one refuses.
func except(other, f form) form {
	return func(s string) (msg, hint string) {
		if msg, hint = f(s); msg == "" {
			return "", ""
		}
		if msg, _ := other(s); msg != "" {
			return "", ""
		}
		return msg, hint
	}
}

// strayEnds refuses white space and quotes around a text.
func strayEnds(s string) (msg, hint string) {
	if consistsOf(s, plain) {
		return "", ""
	}
	first, _ := utf8.DecodeRuneInString(s)
	last, _ := utf8.DecodeLastRuneInString(s)
	switch {
	case strings.TrimFunc(s, isSpace) == "":
		return "is only white space", "give it a value; " + unset
	case last == '\r' || strings.HasSuffix(s, "\r\n"):
		return "has a carriage return at the end", `remove it, with tr -d '\r' for example; it comes from a file with Windows line ends`
	case isSpace(last):
		return "has white space at the end: " + charName(last), "remove it"
	case isSpace(first):
		return "has white space at the beginning: " + charName(first), "remove it"
	case len(s) > 1 && first == last && strings.ContainsRune("\"'`", first):
		return "is in quotes", "remove the quotes; with --output text the AWS CLI prints none"
	}
	return "", ""
}

// strayInside makes a form that refuses what strayEnds does, and any stray
// character between the ends. The hints say how to give several ids.
func strayInside(afterSpace, afterComma string) form {
	return func(s string) (msg, hint string) {
		if consistsOf(s, plain) {
			return "", ""
		}
		if msg, hint = strayEnds(s); msg != "" {
			return msg, hint
		}
		i := strings.IndexFunc(s, isStray)
		if i < 0 {
			return "", ""
		}
		switch c, _ := utf8.DecodeRuneInString(s[i:]); {
		case isSpace(c):
			return "contains white space: " + charName(c), afterSpace
		case c == ',' || c == ';':
			return "contains " + charName(c) + ", which no id contains", afterComma
		default:
			return "contains " + charName(c) + ", which no id contains", "remove it"
		}
	}
}

var (
	strayInList = strayInside("separate ids by commas, or give each as a separate element; the text output of the AWS CLI has tabs between them",
		"give each id as a separate element")
	strayInInstances = strayInside("give each instance as a separate argument; is a whole list in quotes?",
		"separate the instances by spaces, so that each is one argument")
)

// isStray reports whether r comes from a list, a quotation or the end of a line.
func isStray(r rune) bool { return isSpace(r) || strings.ContainsRune(",;\"'`", r) }

// isSpace reports whether r is white space, or one of the signs without width
// that text from documents and web pages has.
func isSpace(r rune) bool { return unicode.IsSpace(r) || r == '\u200B' || r == '\uFEFF' }

func charName(r rune) string {
	switch r {
	case ' ':
		return "a space"
	case '\t':
		return "a tab"
	case '\n':
		return "a line break"
	case '\r':
		return "a carriage return"
	case ',':
		return "a comma"
	case ';':
		return "a semicolon"
	case '"', '\'', '`':
		return "a quote"
	case '\uFEFF':
		return "a byte order mark"
	}
	return "an invisible character"
}

// placeholder returns the hint for a name that is a word for a value that is not
// there: who writes it.
func placeholder(name string) (hint string) {
	switch name {
	case "None":
		return "check the query: the AWS CLI prints None as text when it finds nothing"
	case "null":
		return "check the query: the AWS CLI in JSON, and jq, print null when it finds nothing"
	case "undefined":
		return "check the script: JavaScript writes undefined for a missing value"
	}
	return ""
}

// isPlaceholderARN is isPlaceholder where a name that is no ARN is refused anyway.
func isPlaceholderARN(s string) (msg, hint string) {
	if !arn.Is(s) {
		return "", ""
	}
	return isPlaceholder(s)
}

// isPlaceholder refuses a name, a family with or without a revision, or an ARN
// of such a name, that is a word for no value.
func isPlaceholder(s string) (msg, hint string) {
	name, _, _ := strings.Cut(arn.ID(s), ":")
	if hint = placeholder(name); hint == "" {
		return "", ""
	}
	return "looks like a missing value", hint
}

// placeholderHint returns the hint for a name that there is not: who writes it, if it is
// a word for no value, or else the given one.
func placeholderHint(name, hint string) string {
	_, who := isPlaceholder(name)
	return cmp.Or(who, hint)
}

// unless makes a check that is left out where the state tells more.
func unless[T any](tells func(*known) bool, check func(*run, *T)) func(*run, *T) {
	return func(r *run, v *T) {
		if r.known == nil || !tells(r.known) {
			check(r, v)
		}
	}
}

func tellsCluster(k *known) bool { return k.have&NeedCluster != 0 || k.isStray("cluster") }

func tellsDefinition(k *known) bool {
	return k.TaskDefinition != nil || k.isStray("taskDefinition") || k.isMissing(ptr.Value(k.request.TaskDefinition))
}

func tellsContainers(k *known) bool { return k.TaskDefinition != nil }

func tellsProviders(k *known) bool { return k.Cluster != nil }
