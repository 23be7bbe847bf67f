package rules

import (
	"maps"
	"slices"

	"github.com/ecstask/ecstask/fargate"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/echo"
	"github.com/ecstask/ecstask/internal/suggest"
)

// Option changes which findings [Check] returns. Of several options that name
// one rule the last counts. [FargateTask], [Unread] and [Against] name none.
type Option func(*policy)

// off is the grade of a rule that is not reported.
const off field.Severity = -1

type policy struct {
	grades  map[string]field.Severity
	fargate *fargate.Platform
	unread  field.Findings
	state   *State
}

func newPolicy(opts []Option) policy {
	if len(opts) == 0 {
		return policy{}
	}
	p := &policy{grades: make(map[string]field.Severity)}
	for _, opt := range opts {
		if opt != nil {
			opt(p)
		}
	}
	return *p
}

// Off drops the findings of the rules with the given ids. An id that no rule
// has is reported as a warning.
func Off(ids ...string) Option { return grade(off, ids) }

// AsWarning makes the findings of the rules with the given ids warnings.
func AsWarning(ids ...string) Option { return grade(field.SeverityWarning, ids) }

// AsError makes the findings of the rules with the given ids errors.
func AsError(ids ...string) Option { return grade(field.SeverityError, ids) }

func grade(s field.Severity, ids []string) Option {
	return func(p *policy) {
		for _, id := range ids {
			p.grades[id] = s
		}
	}
}

// FargateTask says that the task definition requires Fargate compatibility on the
// platform p: a task-level cpu and memory that are not a size of p are then an
// error, unless an option before or after it names the rule fargate-size. Without
// FargateTask, sizes are checked for a RunTask request that is for Fargate by its
// launch type or all its capacity providers, and otherwise if such an option asks
// for it: container instances accept any size. Of several FargateTask the last
// counts.
func FargateTask(p fargate.Platform) Option {
	return func(o *policy) { o.fargate = &p }
}

// unknownRules returns a warning for every id that no rule has.
func (p *policy) unknownRules(e *engine) field.Findings {
	if len(p.grades) == 0 {
		return nil
	}
	var found field.Findings
	for _, id := range slices.Sorted(maps.Keys(p.grades)) {
		if _, ok := e.byID[id]; ok {
			continue
		}
		w := &field.Error{Kind: field.Unknown, Severity: field.SeverityWarning, Value: echo.Quote(id), Msg: "is not the id of a rule, but an option names it", Hint: "use an id from rules.All"}
		if near := suggest.Nearest(id, e.ids()); near != "" {
			w.Hint = "did you mean " + near + "?"
		}
		found = append(found, w)
	}
	return found
}
