package rules

import (
	"cmp"
	"fmt"
	"sync"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/echo"
	"github.com/ecstask/ecstask/internal/placement"
	"github.com/ecstask/ecstask/internal/wire"
)

// A run is one call of Check.
type run struct {
	policy
	operations Operations     // that the value can be for
	launch     launch         // what the tasks are placed on
	launchRead bool           // the state says so, not the request
	instances  []string       // container instances that the request names
	request    runTask        // a request of StartTask, as one of RunTask
	have       Needs          // what is at hand
	known      *known         // the request with its state; nil without any
	extent     wire.Extent    // of the whole value on the wire
	at         []step         // the way to the value that is checked
	steps      [4]step        // room for at, whose longest way has as many
	rules      []*Rule        // of the table whose checks run
	row        int            // of the check that runs
	severity   field.Severity // of its findings; 0 is that of the rule
	secret     bool           // what it checks may be a secret
	found      field.Findings
	visited    placement.Container // room for the container that is visited
}

var runs = sync.Pool{New: func() any { return new(run) }}

// release forgets all that r points to, and keeps r for another call.
func (r *run) release() {
	*r = run{}
	runs.Put(r)
}

// A step leads to a member, or to an element of a list.
type step struct {
	member string
	index  int // -1 without a list
}

// rule returns the rule whose check runs. A run has no pointer to it, because one
// for each check would be work for the garbage collector.
func (r *run) rule() *Rule { return r.rules[r.row] }

// graded returns the severity that rule has in this run.
func (r *run) graded(rule *Rule, grade func(*run) field.Severity) field.Severity {
	if rule.launches != nil && rule.launches[r.launch] == 0 {
		return off
	}
	if s, ok := r.grades[rule.ID]; ok {
		return s
	}
	switch {
	case grade != nil:
		return grade(r)
	case rule.Optional:
		return off
	case rule.launches != nil:
		return r.byState(rule.launches[r.launch])
	}
	return rule.Severity
}

// byState returns a severity that depends on what the tasks are placed on. If only
// the state says what that is, it is a warning at most.
func (r *run) byState(s field.Severity) field.Severity {
	if r.launchRead {
		return warningSeverity
	}
	return s
}

// doubt makes the findings that follow warnings at most, unless an option grades
// the rule.
func (r *run) doubt() {
	if _, ok := r.grades[r.rule().ID]; !ok {
		r.severity = warningSeverity
	}
}

// unlessPinned doubts what the task definition says, unless the request names its
// revision.
func (r *run) unlessPinned() {
	if !r.known.pinned {
		r.doubt()
	}
}

// reportValue is report for a finding about value, a string or a number, which it
// shows unless that may be a secret or is empty.
func (r *run) reportValue(rel string, value any, msg, hint string, related ...field.Path) {
	r.report(rel, msg, hint, related...)
	if value == "" || r.secret {
		return
	}
	text, ok := value.(string)
	if ok {
		text = echo.Quote(text)
	} else {
		text = fmt.Sprint(value)
	}
	r.found[len(r.found)-1].Value = text
}

// report adds a finding of the running rule at rel, a path relative to the
// value that is checked. So are the related paths.
func (r *run) report(rel, msg, hint string, related ...field.Path) {
	var base field.Path
	for _, s := range r.at {
		if base = base.Child(s.member); s.index >= 0 {
			base = base.Index(s.index)
		}
	}
	rule := r.rule()
	err := &field.Error{
		Path: base.Join(field.Path(rel)), Kind: rule.Kind, Severity: cmp.Or(r.severity, rule.Severity),
		Rule: rule.ID, Msg: msg, Hint: hint, Doc: rule.Source,
	}
	for _, p := range related {
		err.Related = append(err.Related, base.Join(p))
	}
	r.found = append(r.found, err)
}
