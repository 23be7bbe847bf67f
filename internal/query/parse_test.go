package query_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/internal/query"
)

// TestParse has expressions and their plainest spelling. The first ones are the
// examples of AWS.
func TestParse(t *testing.T) {
	deep := strings.Repeat("(", 99) + "task:group exists" + strings.Repeat(")", 99)
	for text, want := range map[string]string{
		"agentConnected == true":                                      "",
		"agentVersion >= 1.14.5":                                      "",
		"registeredAt >= 2018-06-18":                                  "",
		"runningTasksCount > 5":                                       "",
		"attribute:ecs.instance-type =~ g2.*":                         "",
		"attribute:ecs.instance-type == t2.small":                     "",
		"attribute:ecs.availability-zone == us-east-1a":               "",
		"attribute:ecs.availability-zone in [us-east-1a, us-east-1b]": "",
		"attribute:ecs.instance-type =~ g2.* and attribute:ecs.availability-zone != us-east-1d": "attribute:ecs.instance-type =~ g2.* && attribute:ecs.availability-zone != us-east-1d",
		"task:group == service:production":                                     "",
		"not(task:group == database)":                                          "not task:group == database",
		"registeredAt <= 2018-06-18T22:28:28+00:00":                            "",
		"ec2InstanceId in ['i-abcd1234', 'i-wxyx7890']":                        "ec2InstanceId in [i-abcd1234, i-wxyx7890]",
		"attribute:stack==prod":                                                "attribute:stack == prod",
		"attribute:stack not_equals prod":                                      "attribute:stack != prod",
		"attribute:stack not_in[a,b]":                                          "attribute:stack !in [a, b]",
		"attribute:in exists && attribute:x !exists":                           "",
		"attribute:x not_exists":                                               "attribute:x !exists",
		"runningTasksCount greater_than_equal 1":                               "runningTasksCount >= 1",
		"runningTasksCount less_than 1 or runningTasksCount less_than_equal 2": "runningTasksCount < 1 || runningTasksCount <= 2",
		"attribute:a == b || attribute:c == d && attribute:e == f":             "attribute:a == b || (attribute:c == d && attribute:e == f)",
		"(attribute:a == b || attribute:c == d) && attribute:e == f":           "",
		"((attribute:a == b) || (attribute:c == d || (attribute:e == f)))":     "attribute:a == b || attribute:c == d || attribute:e == f",
		"!(attribute:a == b and attribute:c == d)":                             "not (attribute:a == b && attribute:c == d)",
		"!!attribute:a exists":                                                 "not not attribute:a exists",
		"attribute:os == 'Amazon Linux'":                                       "",
		`attribute:os == "Joe's"`:                                              "",
		`attribute:os == "a b"`:                                                "attribute:os == 'a b'",
		"attribute:os == ''":                                                   "",
		"(attribute:t =~ t3.(micro|small))":                                    "attribute:t =~ t3.(micro|small)",
		"attribute:t =~ [gp][45].{1,3} or attribute:t !~ a||b":                 "attribute:t =~ [gp][45].{1,3} || attribute:t !~ a||b",
		"(attribute:t =~ [)(]\\) )":                                            "attribute:t =~ [)(]\\)",
		`attribute:t =~ 'a\'`:                                                  "",
		"attribute:t =~ '(a b'":                                                "",
		"attribute:t matches (?=a)":                                            "attribute:t =~ (?=a)",
		"attribute:a/b\\c_d.e-f == x@y:z\\/.-_":                                "",
		"attribute:a > 5 and task:group < z":                                   "attribute:a > 5 && task:group < z",
		" \t\r\nattribute:a\nexists\n":                                         "attribute:a exists",
		"attribute:a==b&&attribute:c==d||attribute:e==f":                       "(attribute:a == b && attribute:c == d) || attribute:e == f",
		"(attribute:a exists && attribute:b exists) && attribute:c exists":     "attribute:a exists && attribute:b exists && attribute:c exists",
		"attribute:azAZ09 exists":                                              "",
		"attribute:" + strings.Repeat("a", 128) + " exists":                    "",
		"attribute:t =~ a]b":                                                   "",
		"attribute:t =~ ''":                                                    "",
		`attribute:t =~ "'a"`:                                                  "",
		`attribute:t =~ '"a'`:                                                  "",
		strings.Repeat("(attribute:a exists) || ", 150) + "task:group exists":  strings.Repeat("attribute:a exists || ", 150) + "task:group exists",
		strings.Repeat(" ", 1<<16-17) + "task:group exists":                    "task:group exists",
		deep: "task:group exists",
	} {
		if want == "" {
			want = text
		}
		e, err := query.Parse(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := e.String(); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

// TestErrors has expressions with a ^ where the mistake begins.
func TestErrors(t *testing.T) {
	const (
		more      = `"&&", "||" or the end`
		operator  = "an operator such as == or in"
		operators = "the operators are ==, !=, >, >=, <, <=, in, !in, =~, !~, exists and !exists"
		subject   = "a field such as attribute:name, ec2InstanceId or task:group"
		quote     = "put a value with spaces or brackets in single quotes"
		name      = "the name of an attribute"
		letters   = `a name has 1 to 128 characters: letters, digits and - _ / \ .`
	)
	long := strings.Repeat("a", 129)
	for _, tt := range []struct{ text, want, hint string }{
		{"^", subject, ""},
		{"  ^", subject, ""},
		{"attribute:stack ^= prod", operator, `write "=="`},
		{"attribute:stack ^<> prod", operator, `write "!="`},
		{"attribute:stack ^like prod", operator, operators},
		{"attribute:stack ^", operator, operators},
		{"attribute:stack ^inside [a]", operator, operators},
		{"attribute:stack ^!existsnot", operator, operators},
		{"attribute:stack^@ == a", operator, operators},
		{"attribute:stack^` == a", operator, operators},
		{"attribute:stack^{ == a", operator, operators},
		{"attribute:stack ^IN [a]", operator, `write "in", in lower case`},
		{"(attribute:stack^) == prod", operator, "put the parentheses around the whole condition"},
		{"attribute:stack == ^=prod", "a value", ""},
		{"attribute:stack == ^", "a value", ""},
		{"attribute:stack == ^[a]", "a value", ""},
		{"attribute:stack =~ ^)", "a value", ""},
		{"attribute:stack =~ ^(a or attribute:b exists", "a complete regular expression", "close its brackets, or put it in single quotes"},
		{"attribute:stack =~ ^[a", "a complete regular expression", "close its brackets, or put it in single quotes"},
		{"attribute:stack =~ ^a\\", "a complete regular expression", "close its brackets, or put it in single quotes"},
		{"attribute:stack == Amazon ^Linux", more, quote},
		{"attribute:stack == a^, b", more, quote},
		{"attribute:stack == a ^AND attribute:b exists", more, `write "and", in lower case`},
		{"attribute:stack == a ^& attribute:b exists", more, `write "&&"`},
		{"attribute:stack == a ^| attribute:b exists", more, `write "||"`},
		{"attribute:stack == a^)", more, "remove the parenthesis, or open one before it"},
		{"attribute:stack == 'a^", "a closing quote", "the quote at column 20 is not closed"},
		{"attribute:stack in ^a", `"["`, "write the list in brackets: in [a, b]"},
		{"attribute:stack in [^", "a value", ""},
		{"attribute:stack in [^]", "a value", ""},
		{"attribute:stack in [a ^b]", `"," or "]"`, quote},
		{"attribute:stack in [a^", `"," or "]"`, "close the list with ]"},
		{"attribute:^ == a", name, letters},
		{"attribute:^a:b == a", name, letters},
		{"attribute:^" + long + " == a", name, letters},
		{"^attribute.stack == a", subject, "write attribute:stack"},
		{"^attribute. == a", subject, ""},
		{"^ecs.instance-type == a", subject, "write attribute:ecs.instance-type"},
		{"^ec2instanceid == a", subject, "did you mean ec2InstanceId?"},
		{"^agentVersoin == 1", subject, "did you mean agentVersion?"},
		{"^and attribute:a exists", subject, `write a condition on both sides of "and"`},
		{"attribute:a exists or ^", subject, ""},
		{"^memberOf:a == b", subject, ""},
		{"not ^", subject, ""},
		{"not ^'a'", subject, ""},
		{"(attribute:a exists^", `")"`, "close the parenthesis that opens at column 1"},
		{"  (attribute:a exists^", `")"`, "close the parenthesis that opens at column 3"},
		{"(attribute:a exists ^attribute:b exists)", more, quote},
		{"agentConnected ^> true", "an operator for agentConnected", "it takes ==, !=, in, !in, =~ and !~"},
		{"agentVersion ^=~ 1.*", "an operator for agentVersion", "it takes ==, !=, >, >=, < and <="},
		{"agentConnected == ^yes", "true or false", ""},
		{"agentConnected in [true, ^no]", "true or false", ""},
		{"agentVersion > ^v1.2", "a version such as 1.14.5", ""},
		{"runningTasksCount > ^1.5", "a whole number", ""},
		{"registeredAt > ^today", "a time such as 2018-06-18T22:28:28+00:00, or a date", ""},
		{strings.Repeat("(", 100) + "^attribute:a exists" + strings.Repeat(")", 100), "at most 100 nested parentheses and negations", ""},
		{strings.Repeat("( ", 100) + "^attribute:a exists", "at most 100 nested parentheses and negations", ""},
		{strings.Repeat(" ", 1<<16) + "^ ", "the end of the expression within 65536 bytes", ""},
	} {
		before, after, _ := strings.Cut(tt.text, "^")
		_, err := query.Parse(before + after)
		e, ok := errors.AsType[*query.Error](err)
		if !ok {
			t.Errorf("%.60s: got %v", tt.text, err)
			continue
		}
		if e.Offset != len(before) || e.Want != tt.want || e.Hint != tt.hint {
			t.Errorf("%.60s: got byte %d, want %q, hint %q", tt.text, e.Offset, e.Want, e.Hint)
		}
	}
}

func TestErrorText(t *testing.T) {
	for text, want := range map[string]string{
		"attribute:a = b": `expected an operator such as == or in, found "=" at column 13; write "=="`,
		"attribute:a ==":  "expected a value at the end",
		"attribute:a == 'größe' && (attribute:b = y":     `expected an operator such as == or in, found "=" at column 40; write "=="`,
		"attribute:a == 'größe' && (attribute:b == y":    `expected ")" at the end; close the parenthesis that opens at column 27`,
		"attribute:a == b " + strings.Repeat("x", 40):    `expected "&&", "||" or the end, found "` + strings.Repeat("x", 40) + `" at column 18; put a value with spaces or brackets in single quotes`,
		"attribute:a == b " + strings.Repeat("y", 41):    `expected "&&", "||" or the end, found "` + strings.Repeat("y", 40) + `" at column 18; put a value with spaces or brackets in single quotes`,
		"attribute:a == b x" + strings.Repeat("é", 30):   `expected "&&", "||" or the end, found "x` + strings.Repeat("é", 19) + `" at column 18; put a value with spaces or brackets in single quotes`,
		"attribute:a == b " + strings.Repeat("\x80", 41): `expected "&&", "||" or the end, found "\x80" at column 18; put a value with spaces or brackets in single quotes`,
		strings.Repeat(" ", 1<<16) + " ":                 `expected the end of the expression within 65536 bytes, found " " at column 65537`,
		"attribute:a == b " + strings.Repeat("é", 30):    `expected "&&", "||" or the end, found "` + strings.Repeat("é", 20) + `" at column 18; put a value with spaces or brackets in single quotes`,
	} {
		if _, err := query.Parse(text); err == nil || err.Error() != want {
			t.Errorf("%s: got %v", text, err)
		}
	}
}

func TestErrorSnippet(t *testing.T) {
	for text, want := range map[string]string{
		"attribute:a = b":              "attribute:a = b\n            ^",
		"attribute:größe = x":          "attribute:gr**e = x\n            ^",
		"attribute:a\tand\x1b[0m":      "attribute:a and*[0m\n            ^",
		"attribute:a ==":               "attribute:a ==\n              ^",
		"attribute:a == b &&\nb == ''": "b == ''\n^",
	} {
		_, err := query.Parse(text)
		e, ok := errors.AsType[*query.Error](err)
		if !ok || e.Snippet() != want {
			t.Errorf("%s: got %v\n%s\nwant\n%s", text, err, e.Snippet(), want)
		}
	}
}

// FuzzParse prints what was parsed and parses it again.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"attribute:a == b || !(attribute:c in ['d e', f] && task:group exists)", "attribute:t =~ [gp][45].(a|b)\\)", "not not agentVersion >= 1.2",
		"registeredAt < 2018-06-18 or runningTasksCount != 0", `ec2InstanceId == "it's"`, "attribute:a =~ a\\", "((((", "attribute:x =~ '(?=a'", "a = b", "attribute:", "\x00\xff",
		"attribute:a == b " + strings.Repeat("\x80", 50),
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := query.Parse(text)
		if err != nil {
			mistake, ok := errors.AsType[*query.Error](err)
			if !ok || mistake.Offset < 0 || mistake.Offset > len(text) || mistake.Want == "" || !strings.HasPrefix(text[mistake.Offset:], mistake.Found) || !strings.HasSuffix(mistake.Snippet(), "^") {
				t.Errorf("%q: %#v", text, err)
			}
			return
		}
		printed := e.String()
		if len(printed) > 1<<16 {
			t.Skip("too long to read again")
		}
		again, err := query.Parse(printed)
		if err != nil {
			t.Fatalf("%q prints %q: %v", text, printed, err)
		}
		if second := again.String(); second != printed {
			t.Errorf("%q prints %q, then %q", text, printed, second)
		}
		if a, b := e.Match(instance()), again.Match(instance()); a != b || e.Match(query.Instance{}) != again.Match(query.Instance{}) {
			t.Errorf("%q: %d, and %d as %q", text, a, b, printed)
		}
	})
}

func TestMixed(t *testing.T) {
	for text, want := range map[string]bool{
		"attribute:a exists": false,
		"attribute:a exists or attribute:b exists or attribute:c exists":                          false,
		"attribute:a exists and attribute:b exists":                                               false,
		"(attribute:a exists and attribute:b exists) or attribute:c exists":                       false,
		"attribute:c exists and (attribute:a exists or attribute:b exists)":                       false,
		"attribute:a exists and attribute:b exists or attribute:c exists":                         true,
		"attribute:a exists or attribute:b exists and attribute:c exists":                         true,
		"not (attribute:a exists or attribute:b exists and attribute:c exists)":                   true,
		"(attribute:a exists or attribute:b exists && attribute:c exists) and attribute:d exists": true,
	} {
		e, err := query.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if e.Mixed() != want {
			t.Errorf("%s: %t", text, !want)
		}
	}
}
