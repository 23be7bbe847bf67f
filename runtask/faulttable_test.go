package runtask_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"text/tabwriter"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/runtask"
)

// tally counts what the tests of faults did, and what went wrong.
type tally struct {
	faults, runs, wanted, tasks int
	unknown                     int // tasks whose outcome stayed open until the run was repeated
	duplicates                  int // tasks more than were requested
	losses                      int // tasks that the result does not have, or that do not exist
	unstarted                   int // tasks said not to have been started that were
	accounting                  int // results that do not add up
	excused                     int // duplicates that the documentation owns up to
}

func (s *tally) String() string {
	return fmt.Sprintf("%d faults in %d runs of %d tasks: %d started, %d unknown, %d duplicates, %d losses, %d unstarted but started, %d accounting errors",
		s.faults, s.runs, s.wanted, s.tasks, s.unknown, s.duplicates, s.losses, s.unstarted, s.accounting)
}

// check compares what r says with what the endpoint did since it had before
// tasks. If the run is to settle by itself, nothing may be left open.
func (s *tally) check(t *testing.T, name string, srv *ecstest.Server, before, count int, r *runtask.Result, err error, settles bool) {
	t.Helper()
	for _, problem := range s.compare(srv, before, count, r, err) {
		t.Errorf("%s: %s", name, problem)
	}
	if n := len(srv.Tasks()) - before - count; n > 0 {
		s.duplicates += n
		t.Errorf("%s: %d tasks too many", name, n)
	}
	if settles && (err != nil || len(r.Tasks) != count) {
		s.losses += count - len(r.Tasks)
		t.Errorf("%s: %d of %d tasks, %v", name, len(r.Tasks), count, err)
	}
}

// excuse is check for a client that may start tasks twice, as documented. What the
// result says must be true all the same.
func (s *tally) excuse(t *testing.T, name string, srv *ecstest.Server, count int, r *runtask.Result, err error) {
	t.Helper()
	for _, problem := range s.compare(srv, 0, count, r, err) {
		t.Errorf("%s: %s", name, problem)
	}
	s.excused += max(0, len(srv.Tasks())-count)
}

// compare counts, and returns what is wrong but for duplicates.
func (s *tally) compare(srv *ecstest.Server, before, count int, r *runtask.Result, err error) (problems []string) {
	s.runs++
	s.wanted += count
	started := srv.Tasks()[before:]
	s.tasks += len(started)
	s.unknown += r.Unknown
	exist := make(map[string]bool)
	for _, task := range started {
		exist[*task.TaskArn] = true
	}
	known := 0
	for _, task := range r.Tasks {
		if !exist[aws.ToString(task.TaskArn)] {
			s.losses++
			problems = append(problems, "a task that does not exist is reported")
			continue
		}
		known++
	}
	switch hidden := min(len(started), count) - known - r.Unknown - len(r.Extra); {
	case hidden <= 0:
	case r.NotStarted+r.Unplaced > 0:
		s.unstarted++
		problems = append(problems, fmt.Sprintf("%d tasks are said not to run", hidden))
	default:
		s.losses++
		problems = append(problems, fmt.Sprintf("%d tasks are not reported", hidden))
	}
	if problem := account(r, err, count); problem != "" {
		s.accounting++
		problems = append(problems, problem)
	}
	return problems
}

// account returns what is wrong with a result: its numbers are to add up, each task
// to be there once, and the error to fit.
func account(r *runtask.Result, err error, count int) string {
	if n := len(r.Tasks) + r.Unplaced + r.Unknown + r.NotStarted; n != count || min(r.Unplaced, r.Unknown, r.NotStarted) < 0 {
		return fmt.Sprintf("%d tasks, %d unplaced, %d unknown, %d not started, which is not %d", len(r.Tasks), r.Unplaced, r.Unknown, r.NotStarted, count)
	}
	seen := make(map[string]bool)
	for _, arn := range append(arns(r.Tasks), arns(r.Extra)...) {
		if arn == "" || seen[arn] {
			return fmt.Sprintf("the task %q is there twice", arn)
		}
		seen[arn] = true
	}
	if done := len(r.Tasks) == count && len(r.Extra) == 0; done != (err == nil) {
		return fmt.Sprintf("%d of %d tasks, %d more, error %v", len(r.Tasks), count, len(r.Extra), err)
	}
	if unknown := r.Unknown > 0; unknown != errors.Is(err, runtask.ErrUnknown) {
		return fmt.Sprintf("%d unknown, error %v", r.Unknown, err)
	}
	if r.Unplaced > 0 && len(r.Failures) == 0 {
		return fmt.Sprintf("%d tasks are not placed without a reason", r.Unplaced)
	}
	return ""
}

// repeat sends the request of a run with an unknown outcome again, as its error says:
// with its token. Then the endpoint must have started what was asked for, and no more.
func (s *tally) repeat(t *testing.T, name string, srv *ecstest.Server, before, count int, r *runtask.Result) {
	t.Helper()
	if r.Unknown == 0 {
		return
	}
	in := asking(int32(count))
	in.ClientToken = &r.ClientTokens[0]
	again, err := runtask.Run(t.Context(), srv.Client(hasty), in, quickly)
	if got := len(srv.Tasks()) - before; err != nil || got != count || len(again.Tasks) != count {
		s.losses += max(0, count-got)
		s.duplicates += max(0, got-count)
		t.Errorf("%s: %d of %d tasks after a repeated run, %v", name, got, count, err)
	}
}

// TestFaultTable runs all faults and prints what came of them.
func TestFaultTable(t *testing.T) {
	rows := []struct {
		name string
		run  func(*testing.T, *tally)
		tally
	}{
		{name: "HTTP/1: errors, and answers cut at every byte", run: faultsOfService},
		{name: "HTTP/1: the same faults, again and again", run: lastingFaults},
		{name: "HTTP/1: TCP cut, at every byte of the request", run: func(t *testing.T, s *tally) { faultsOfTCP(t, s, false) }},
		{name: "HTTP/2: TCP cut, over TLS", run: func(t *testing.T, s *tally) { faultsOfTCP(t, s, true) }},
		{name: "HTTP/2: streams reset", run: faultsOfStreams},
		{name: "several faults in a row", run: manyFaults},
		{name: "gateways", run: faultsOfGateways},
		{name: "abandoned calls", run: abandonedCalls},
		{name: "repeating middleware and wrappers", run: repeatingWrappers},
		{name: "repeating HTTP clients", run: repeatingHTTPClients},
		{name: "wrappers that drop options", run: droppingWrappers},
		{name: "middleware that changes the token", run: changedTokens},
		{name: "odd answers", run: oddAnswers},
		{name: "fleets", run: faultsOfFleets},
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
	fmt.Fprintln(table, "\tfaults\truns\twanted\tstarted\tunknown\tduplicates\tlosses\tunstarted but started\taccounting errors\tdocumented duplicates\t")
	for _, s := range rows {
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t\n", s.name, s.faults, s.runs, s.wanted, s.tasks, s.unknown, s.duplicates, s.losses, s.unstarted, s.accounting, s.excused)
	}
	table.Flush()
	t.Log("\n" + text.String())
}
