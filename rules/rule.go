package rules

import (
	"iter"

	"github.com/ecstask/ecstask/field"
)

// Rule is one row of the rule table.
type Rule struct {
	ID       string         // stable; the Rule of the findings
	Field    string         // the path that it checks, or checks first, with [] for any element
	What     string         // what it requires
	Limit    string         // the limit or the pattern, where there is one
	Kind     field.Kind     // the kind of its findings
	Severity field.Severity // the severity of its findings, or the highest where What says on what it depends; options change it
	Evidence Evidence       // what it rests on
	Source   string         // URL of the evidence
	Optional bool           // reported only when AsWarning or AsError names it, or FargateTask or Against means it

	Operations Operations // the calls it holds for
	Needs      Needs      // what Check must know to apply it

	limits   limits      // the numbers that What and Limit print
	launches *severities // where the severity depends on what the tasks are placed on
}

// All returns the rules in the order of the request's members.
func All() iter.Seq[Rule] {
	return func(yield func(Rule) bool) {
		for _, r := range theEngine().rules {
			if !yield(*r) {
				return
			}
		}
	}
}

// Lookup returns the rule with the given id.
func Lookup(id string) (Rule, bool) {
	r, ok := theEngine().byID[id]
	if !ok {
		return Rule{}, false
	}
	return *r, true
}

// What a rule says beside what others of its kind say.

// because returns the rule with other evidence than the API reference.
func (r Rule) because(e Evidence, source string) Rule {
	r.Evidence, r.Source = e, source
	return r
}

// within returns the rule with limits.
func (r Rule) within(least, most int64) Rule {
	r.limits = limits{min: least, max: most}
	return r
}

// onDemand returns the rule as one that is reported only when an option names it.
func (r Rule) onDemand() Rule {
	r.Optional = true
	return r
}

// by returns the rule as one for the given operations and launches.
func (r Rule) by(o Operations, launches *severities) Rule {
	r.Operations, r.launches = o, launches
	return r
}

// Sources of evidence.

func api(page string) string {
	return "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_" + page + ".html"
}

func guide(page string) string {
	return "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/" + page + ".html"
}

func ebs(page string) string {
	return "https://docs.aws.amazon.com/ebs/latest/userguide/" + page + ".html"
}

func thread(repository, number string) string {
	return "https://github.com/" + repository + "/issues/" + number
}

// blob returns a file of a repository at a commit or a tag.
func blob(repository, version, path string) string {
	return "https://github.com/" + repository + "/blob/" + version + "/" + path
}

// bench returns a rule of cdk-preflight, which has the answer of a real ECS.
func bench(rule string) string {
	return blob("badmintoncryer/cdk-preflight", "main", "rules/ecs/pf-ecs-"+rule+"/meta.yaml")
}
