package rules_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/rules"
)

const docsIntro = `# Rules for StartTask and RunTask

<!-- Generated from rules.All() by: go test ./rules -run TestDocs -update -->

These are all the rules that package [rules](../rules) applies to requests of
StartTask and RunTask: those for the request alone, those for the request and the
state that it meets, and those for task definitions. There are %d, %d of them errors.

**Severity.** An *error* is documented by AWS, or a refusal that somebody
observed, and what is at hand decides it: a request with an error is not
built and not sent. A *warning* is inferred or contested, or depends on what
is not at hand, such as the task definition, the cluster or the
account, or ECS was seen to take what the documents exclude: it may take the
request. An ordinary, correct request breaks no rule but those marked
*optional*. The options Off, AsWarning and AsError
change the severity of a rule by its id. Rules marked *optional* are applied
only when AsWarning or AsError names them; fargate-size also with FargateTask,
and for requests of RunTask that say Fargate.

*Error or warning* depends on the launch, which is what the tasks of a request are
placed on: a launch type, capacity providers, or what the cluster decides. The
rule says which is what.

**Evidence.** *Documented* means that AWS says so, in a text or in a
machine-readable model. *Observed* means that somebody reported what the real
service did, or the SDK, for this call or one that shares its checks. *Inferred*
means that neither is known, and the rule follows from something else. A rule
can rest on more than one. Each entry links to a source. No rule was tried
against AWS by this project.

**Limits.** They stand with their units. Lengths of texts are in characters,
which are Unicode code points, unless a rule says bytes. A pattern is a regular
expression for the whole text.

**Field.** A path in the request by the API's member names, with [] for any
element of a list. A rule that looks at several fields stands under the first
of them.

**For** and **needs.** The operations that a rule holds for, and what has to be
known to check it. A part of a request, such as an override, can be for either
operation: if it is checked by itself, only rules for both are applied.
`

// docsParts are the parts of docs/rules.md by what the rules look at, each with the
// section that a rule stands in, if it is of the part.
var docsParts = []struct {
	intro   string
	section func(rules.Rule) (string, bool)
}{
	{"\n## The request alone\n", func(r rules.Rule) (string, bool) {
		return topMember(r.Field), r.Needs == rules.NeedRequest && r.Operations != rules.RegisterTaskDefinition
	}},
	{docsState, func(r rules.Rule) (string, bool) { return "at " + topMember(r.Field), r.Needs != rules.NeedRequest }},
	{docsDefinitions, func(r rules.Rule) (string, bool) {
		return "of " + topMember(r.Field), r.Operations == rules.RegisterTaskDefinition
	}},
}

const docsState = `
## The request and its state

These look at what the option Against gives: the task definition, the cluster, its
capacity providers and its container instances. A rule speaks only if what it needs
is at hand and is what the request names. What a task definition decides is an error
if the request names its revision, and otherwise a warning; what the cluster and
its instances decide may have changed since, so it is a warning at most.
`

const docsDefinitions = `
## Task definitions

These are for requests of RegisterTaskDefinition: what requests that start tasks
depend on, and no more.
`

// TestDocs holds docs/rules.md to the table of rules.
func TestDocs(t *testing.T) {
	var b strings.Builder
	total, errors := 0, 0
	for r := range rules.All() {
		total++
		if r.Severity == field.SeverityError {
			errors++
		}
	}
	fmt.Fprintf(&b, docsIntro, total, errors)
	for _, part := range docsParts {
		b.WriteString(part.intro)
		section := ""
		for r := range rules.All() {
			name, ok := part.section(r)
			if !ok {
				continue
			}
			if name != section {
				section = name
				fmt.Fprintf(&b, "\n### %s\n\n", section)
				b.WriteString("| rule | field | what it asks | limit | severity | for | needs | evidence |\n")
				b.WriteString("|---|---|---|---|---|---|---|---|\n")
			}
			id := code(r.ID)
			if r.Optional {
				id += " (optional)"
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | [%s](%s) |\n",
				id, code(r.Field), plain.Replace(r.What), limit(r.Limit), severity(r),
				list(r.Operations), list(r.Needs), list(r.Evidence), r.Source)
		}
	}
	golden(t, "../docs/rules.md", b.String())
}

func severity(r rules.Rule) string {
	if by := rules.Severities(r.ID); slices.Contains(by, field.SeverityError) && slices.Contains(by, field.SeverityWarning) {
		return "error or warning"
	}
	return r.Severity.String()
}

// list returns a set with commas.
func list(set fmt.Stringer) string { return strings.ReplaceAll(set.String(), "+", ", ") }

// topMember returns the member of the request that path begins with.
func topMember(path string) string {
	return path[:len(path)-len(strings.TrimLeft(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))]
}

// plain escapes what Markdown would take for markup in a cell.
var plain = strings.NewReplacer("|", `\|`, "*", `\*`, "_", `\_`, "<", `\<`, "`", "\\`")

// code returns s as code in a cell, where only the bar needs an escape.
func code(s string) string { return "`" + strings.ReplaceAll(s, "|", `\|`) + "`" }

// limit returns a limit: a pattern as code, and words as they are.
func limit(s string) string {
	if strings.ContainsAny(s, "^<") {
		return code(s)
	}
	return plain.Replace(s)
}

// TestContributing holds the row that CONTRIBUTING.md shows to the code.
func TestContributing(t *testing.T) {
	flat := func(name string) string {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(strings.Fields(string(text)), " ")
	}
	_, row, _ := strings.Cut(flat("../CONTRIBUTING.md"), "```go ")
	row, _, ok := strings.Cut(row, " ```")
	if !ok || !strings.Contains(flat("request.go"), row) {
		t.Errorf("request.go does not have %s", row)
	}
}
