package starttask_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"
	"text/tabwriter"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/starttask"
)

// tally counts what the tests of faults did, and what went wrong.
type tally struct {
	faults, calls, tasks int
	duplicates           int // tasks more than were requested
	losses               int // tasks that the result does not have, or that do not exist
	unstarted            int // instances said to run nothing that run a task
	accounting           int // results that do not have each instance once
	excused              int // duplicates that the documentation owns up to
}

func (s *tally) String() string {
	return fmt.Sprintf("%d faults in %d starts: %d tasks started, %d duplicates, %d losses, %d unstarted but started, %d accounting errors",
		s.faults, s.calls, s.tasks, s.duplicates, s.losses, s.unstarted, s.accounting)
}

// check compares what r says with what the endpoint did since it had before
// tasks. With reconciliation nothing may be left open.
func (s *tally) check(t *testing.T, name string, srv *ecstest.Server, before int, instances []string, r *starttask.Result, err error, reconciled bool) {
	t.Helper()
	twice := s.duplicates
	for _, problem := range s.compare(srv, before, instances, r, err) {
		t.Errorf("%s: %s", name, problem)
	}
	if n := s.duplicates - twice; n > 0 {
		t.Errorf("%s: %d tasks too many", name, n)
	}
	if reconciled && (err != nil || len(r.Tasks) != len(instances)) {
		s.losses += len(instances) - len(r.Tasks)
		t.Errorf("%s: %d of %d tasks, %v", name, len(r.Tasks), len(instances), err)
	}
}

// excuse is check for a client that may start tasks twice, as documented. What the
// result says must be true all the same.
func (s *tally) excuse(t *testing.T, name string, srv *ecstest.Server, instances []string, r *starttask.Result, err error) {
	t.Helper()
	for _, problem := range s.compare(srv, 0, instances, r, err) {
		t.Errorf("%s: %s", name, problem)
	}
	s.excused, s.duplicates = s.excused+s.duplicates, 0
}

// compare counts, and returns what is wrong but for duplicates.
func (s *tally) compare(srv *ecstest.Server, before int, instances []string, r *starttask.Result, err error) (problems []string) {
	s.calls++
	count := func(list []string) map[string]int {
		m := make(map[string]int)
		for _, s := range list {
			m[s]++
		}
		return m
	}
	started := srv.Tasks()[before:]
	exist := make(map[string]bool)
	for _, task := range started {
		exist[*task.TaskArn] = true
	}
	really, asked := count(where(started)), count(instances)
	said, unknown, unstarted := count(running(r, instances)), count(r.Unknown), count(r.NotStarted)
	s.tasks += len(started)
	for id, n := range really {
		s.duplicates += max(n-asked[id], 0)
		switch hidden := min(n, asked[id]) - said[id] - unknown[id]; {
		case hidden <= 0:
		case unstarted[id] > 0:
			s.unstarted++
			problems = append(problems, id+" is said to run nothing")
		default:
			s.losses++
			problems = append(problems, "a task on "+id+" is not reported")
		}
	}
	for _, task := range r.Tasks {
		if !exist[aws.ToString(task.TaskArn)] {
			s.losses++
			problems = append(problems, "a task that does not exist is reported")
		}
	}
	if problem := account(r, err, instances); problem != "" {
		s.accounting++
		problems = append(problems, problem)
	}
	return problems
}

// account returns what is wrong with a result: each of instances is to be in one
// of its lists, nothing else, and the error to fit.
func account(r *starttask.Result, err error, instances []string) string {
	named := slices.Concat(running(r, instances), r.Unknown, r.NotStarted)
	for _, f := range r.Failures {
		named = append(named, f.Instance)
	}
	slices.Sort(named)
	if want := slices.Sorted(slices.Values(instances)); !slices.Equal(named, want) {
		return fmt.Sprintf("the result has %q, want %q", named, want)
	}
	if done := len(r.Tasks) == len(instances) && len(r.Extra) == 0; done != (err == nil) {
		return fmt.Sprintf("%d of %d tasks, %d more, error %v", len(r.Tasks), len(instances), len(r.Extra), err)
	}
	if unknown := len(r.Unknown) > 0; unknown != errors.Is(err, starttask.ErrUnknown) {
		return fmt.Sprintf("unknown %q, error %v", r.Unknown, err)
	}
	return ""
}

// running returns the instances on which the tasks of r run. A task that does not
// tell is on the only one there is.
func running(r *starttask.Result, instances []string) []string {
	names := where(r.Tasks)
	for i, name := range names {
		if name == "" && len(slices.Compact(slices.Clone(instances))) == 1 {
			names[i] = instances[0]
		}
	}
	return names
}

// TestFaultTable runs all faults and prints what came of them.
func TestFaultTable(t *testing.T) {
	rows := []struct {
		name string
		run  func(*testing.T, *tally)
		tally
	}{
		{name: "HTTP/1: errors, and answers cut at every byte", run: faultsOfService},
		{name: "HTTP/1: TCP cut at every byte", run: func(t *testing.T, s *tally) { faultsOfTCP(t, s, false) }},
		{name: "HTTP/2: streams reset", run: faultsOfStreams},
		{name: "HTTP/2: TCP cut, over TLS", run: func(t *testing.T, s *tally) { faultsOfTCP(t, s, true) }},
		{name: "abandoned calls", run: abandonedCalls},
		{name: "gateways", run: faultsOfGateways},
		{name: "repeating middleware and wrappers", run: repeatingWrappers},
		{name: "repeating HTTP clients", run: repeatingHTTPClients},
		{name: "wrappers that drop options", run: droppingWrappers},
		{name: "odd answers", run: oddAnswers},
	}
	t.Run("rows", func(t *testing.T) {
		for i := range rows {
			row := &rows[i]
			t.Run(row.name, func(t *testing.T) {
				t.Parallel()
				row.run(t, &row.tally)
			})
		}
	})
	var text bytes.Buffer
	table := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "\tfaults\tstarts\ttasks\tduplicates\tlosses\tunstarted but started\taccounting errors\tdocumented duplicates\t")
	for _, s := range rows {
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t\n", s.name, s.faults, s.calls, s.tasks, s.duplicates, s.losses, s.unstarted, s.accounting, s.excused)
	}
	table.Flush()
	t.Log("\n" + text.String())
}
