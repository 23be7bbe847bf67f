package rules_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/schemas"
	"github.com/aws/smithy-go"

	"github.com/ecstask/ecstask/fargate"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/rules"
)

// A casesOf holds the rows of one rule for requests of one operation.
type casesOf[T any] struct {
	rule string
	rows []rowOf[T]
}

// A rowOf is a change of the valid request and all the findings wanted then, as
// describe writes them. It is a failing case of its rule if they have the rule,
// and a passing case otherwise.
type rowOf[T any] struct {
	name   string
	change func(*T)
	want   string
}

func (r rowOf[T]) fails(rule string) bool {
	return slices.Contains(strings.FieldsFunc(r.want, func(r rune) bool { return r == ' ' || r == ';' }), rule)
}

// Those for StartTask, which hold for what RunTask shares with it.
type (
	ruleCases = casesOf[input]
	row       = rowOf[input]
)

var (
	cases    = slices.Concat(requestCases, overridesCases, containerCases, networkCases, tagCases, volumeCases)
	runCases = slices.Concat(taskCases, platformCases, strategyCases, placementCases, launchCases)
)

func TestValidRequestHasNoFindings(t *testing.T) {
	if found := rules.Check(valid()); found != nil {
		t.Errorf("got\n%v", found)
	}
	if found := rules.Check(validRun()); found != nil {
		t.Errorf("got\n%v", found)
	}
}

func TestCases(t *testing.T) {
	testCases(t, cases, valid)
	testCases(t, runCases, validRun)
	testCases(t, registerCases, validDefinition)
}

func testCases[T any](t *testing.T, cases []casesOf[T], valid func() *T) {
	for _, c := range cases {
		rule, ok := rules.Lookup(c.rule)
		if !ok {
			t.Errorf("there is no rule %s", c.rule)
			continue
		}
		var opts []rules.Option
		if rule.Optional {
			opts = append(opts, rules.AsWarning(c.rule))
		}
		if c.rule == "fargate-cpu-newer" || c.rule == "fargate-memory-newer" {
			opts = append(opts, rules.FargateTask(fargate.Linux))
		}
		for _, row := range c.rows {
			t.Run(c.rule+"/"+row.name, func(t *testing.T) {
				in := valid()
				row.change(in)
				found := rules.Check(in, opts...)
				if got := describe(found); got != row.want {
					t.Errorf("\ngot  %s\nwant %s\n\n%v", got, row.want, found)
				}
				for _, e := range found {
					r, _ := rules.Lookup(e.Rule)
					if e.Kind != r.Kind || e.Doc != r.Source || e.Severity != r.Severity && !slices.Contains(rules.Severities(e.Rule), e.Severity) {
						t.Errorf("%v is %s %s by %s, its rule says %s %s by %s", e, e.Severity, e.Kind, e.Doc, r.Severity, r.Kind, r.Source)
					}
					if e.Msg == "" || e.Hint == "" {
						t.Errorf("%v says nothing, or not what to do", e)
					}
				}
			})
		}
	}
}

// TestEveryRuleHasCases walks the table: each rule passes somewhere and fails
// somewhere, and no two rows have one name.
func TestEveryRuleHasCases(t *testing.T) {
	passing, failing := make(map[string]bool), make(map[string]bool)
	countCases(t, cases, passing, failing)
	countCases(t, runCases, passing, failing)
	countCases(t, stateCases, passing, failing)
	countCases(t, registerCases, passing, failing)
	for r := range rules.All() {
		if !passing[r.ID] {
			t.Errorf("%s has no passing case", r.ID)
		}
		if !failing[r.ID] {
			t.Errorf("%s has no failing case", r.ID)
		}
	}
}

func countCases[T any](t *testing.T, cases []casesOf[T], passing, failing map[string]bool) {
	for i, c := range cases {
		if slices.ContainsFunc(cases[:i], func(other casesOf[T]) bool { return other.rule == c.rule }) {
			t.Errorf("%s has two entries", c.rule)
		}
		names := make(map[string]bool)
		for _, row := range c.rows {
			if names[row.name] {
				t.Errorf("%s has two rows %q", c.rule, row.name)
			}
			names[row.name] = true
			if row.fails(c.rule) {
				failing[c.rule] = true
			} else {
				passing[c.rule] = true
			}
		}
	}
}

func TestRuleTable(t *testing.T) {
	kebab := regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)+$`)
	kinds := []field.Kind{
		field.Required, field.Invalid, field.Unsupported, field.OutOfRange,
		field.TooMany, field.TooLong, field.Duplicate, field.Conflict, field.Unknown,
	}
	seen := make(map[string]bool)
	last := field.Path("")
	for r := range rules.All() {
		if !kebab.MatchString(r.ID) {
			t.Errorf("%q is no id of a rule", r.ID)
		}
		if seen[r.ID] {
			t.Errorf("two rules are called %s", r.ID)
		}
		seen[r.ID] = true
		if found, ok := rules.Lookup(r.ID); !ok || found != r {
			t.Errorf("Lookup(%q) = %v, %t", r.ID, found, ok)
		}
		if !strings.HasSuffix(r.What, ".") {
			t.Errorf("%s says %q, which is no sentence", r.ID, r.What)
		}
		if !slices.Contains(kinds, r.Kind) {
			t.Errorf("%s has the kind %q", r.ID, r.Kind)
		}
		if r.Severity != field.SeverityError && r.Severity != field.SeverityWarning {
			t.Errorf("%s has the severity %v", r.ID, r.Severity)
		}
		if r.Evidence == 0 || r.Evidence.String() == "" {
			t.Errorf("%s has no evidence", r.ID)
		}
		if r.Severity == field.SeverityError && r.Evidence == rules.Inferred {
			t.Errorf("%s is an error that nobody documented or observed", r.ID)
		}
		if by := rules.Severities(r.ID); by != nil && (!slices.Contains(by, r.Severity) || r.Severity == field.SeverityWarning && slices.Contains(by, field.SeverityError)) {
			t.Errorf("%s is a %s, but by launch %v", r.ID, r.Severity, by)
		}
		for _, s := range rules.Severities(r.ID) {
			if s != 0 && s != field.SeverityError && s != field.SeverityWarning {
				t.Errorf("%s has the severity %v for a launch", r.ID, s)
			}
		}
		if r.Operations == 0 || r.Needs&rules.NeedRequest == 0 {
			t.Errorf("%s holds for %q and needs %q", r.ID, r.Operations, r.Needs)
		}
		if strings.Contains(r.What+r.Limit, "{m") {
			t.Errorf("%s has a number that is not printed: %s %s", r.ID, r.What, r.Limit)
		}
		if !strings.HasPrefix(r.Source, "https://") {
			t.Errorf("%s has the source %q", r.ID, r.Source)
		}
		if aws := strings.HasPrefix(r.Source, "https://docs.aws.amazon.com/"); aws && r.Evidence&(rules.Documented|rules.Observed) == rules.Observed {
			t.Errorf("%s was observed, but links %s instead of a report", r.ID, r.Source)
		}
		if !exactSource.MatchString(r.Source) {
			t.Errorf("%s links %s, which is not one page, file or thread", r.ID, r.Source)
		}
		for o, request := range map[rules.Operations]*smithy.Schema{rules.StartTask: schemas.StartTaskRequest, rules.RunTask: schemas.RunTaskRequest, rules.RegisterTaskDefinition: schemas.RegisterTaskDefinitionRequest} {
			if r.Operations&o != 0 && !inSchema(request, field.Path(r.Field)) {
				t.Errorf("%s looks at %q, which a request of %v does not have", r.ID, r.Field, o)
			}
		}
		if field.Path(r.Field).Compare(last) < 0 {
			t.Errorf("%s at %s comes after %s: All is not in the order of the request", r.ID, r.Field, last)
		}
		last = field.Path(r.Field)
	}
	if _, ok := rules.Lookup("no-such-rule"); ok {
		t.Error("Lookup found a rule that does not exist")
	}
}

// exactSource matches the address of a page, of a thread, and of a file at a
// version: never a site or a repository as a whole.
var exactSource = regexp.MustCompile(`^https://(github\.com/[\w.-]+/[\w.-]+/(issues/\d+|blob/\S+/[\w.-]+\.\w+)|(docs\.aws\.amazon\.com|pubs\.opengroup\.org)/\S+\.html)$`)

func TestExactSource(t *testing.T) {
	for _, s := range []string{
		"https://github.com/aws/smithy-go", "https://github.com/aws/smithy-go/", "https://github.com/aws/smithy-go/issues",
		"https://github.com/a/b/tree/main/rules", "https://github.com/a/b/blob/main", "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/",
	} {
		if exactSource.MatchString(s) {
			t.Errorf("%s passes", s)
		}
	}
}

// inSchema reports whether the SDK's schema s of a request has path, with []
// for the elements of a list.
func inSchema(s *smithy.Schema, path field.Path) bool {
	for member := range strings.SplitSeq(string(path), ".") {
		name, list := strings.CutSuffix(member, "[]")
		if s = s.Member(name); s == nil {
			return false
		}
		if list {
			if s.Type() != smithy.ShapeTypeList {
				return false
			}
			s = s.ListMember()
		}
	}
	return true
}

// TestPatterns holds the rules for characters to the patterns that their rows
// print, one character at a time.
func TestPatterns(t *testing.T) {
	for _, tt := range []struct {
		rule  string
		check func(s string) field.Findings
	}{
		{"tag-chars", func(s string) field.Findings { return rules.Check(&tag{Key: &s}) }},
		{"tag-chars", func(s string) field.Findings { return rules.Check(&tag{Key: new("k"), Value: &s}) }},
		{"container-name", func(s string) field.Findings { return rules.Check(&container{Name: &s}) }},
		{"cluster-name", func(s string) field.Findings { return rules.Check(&input{Cluster: &s}) }},
		{"task-definition-family", func(s string) field.Findings { return rules.Check(&input{TaskDefinition: &s}) }},
		{"started-by-chars", func(s string) field.Findings { return rules.Check(&input{StartedBy: &s}) }},
		{"client-token-chars", func(s string) field.Findings { return rules.Check(&runInput{ClientToken: &s}) }},
		{"capacity-provider-name", func(s string) field.Findings { return rules.Check(&provider{CapacityProvider: &s}) }},
		{"platform-version", func(s string) field.Findings { return rules.Check(&runInput{PlatformVersion: &s}) }},
	} {
		r, _ := rules.Lookup(tt.rule)
		pattern := regexp.MustCompile(r.Limit)
		for c := rune(0); c < 0x250; c++ {
			s := "a" + string(c) + "1"
			if tt.rule == "task-definition-family" && c == ':' {
				continue // the revision follows
			}
			refused := slices.ContainsFunc(tt.check(s), func(e *field.Error) bool { return e.Rule == tt.rule })
			if refused == pattern.MatchString(s) {
				t.Errorf("%s: %q matches %s: %t, refused: %t", tt.rule, s, r.Limit, pattern.MatchString(s), refused)
			}
		}
	}
}
