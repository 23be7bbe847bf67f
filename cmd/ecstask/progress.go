package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/ecstask/ecstask/cmd/ecstask/internal/report"
	"github.com/ecstask/ecstask/event"
	"github.com/ecstask/ecstask/lifecycle"
)

// progress tells people what happens: by a line that shows how far things have come,
// on a terminal, and by notes. To programs it tells nothing. It may be used by several
// goroutines.
type progress struct {
	mu       sync.Mutex
	w        io.Writer // nil if nobody is told
	terminal bool
	visible  bool // the line
}

func newProgress(w io.Writer, format string) *progress {
	if format != "text" {
		return new(progress)
	}
	return &progress{w: w, terminal: report.IsTerminal(w)}
}

const clearLine = "\r\x1b[K"

func (p *progress) show(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.terminal {
		fmt.Fprint(p.w, clearLine+text)
		p.visible = true
	}
}

// note writes a line that stays.
func (p *progress) note(text string) {
	p.end()
	if p.w != nil {
		fmt.Fprintln(p.w, "note:", text)
	}
}

// end takes the line away.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.visible {
		fmt.Fprint(p.w, clearLine)
		p.visible = false
	}
}

// repeats returns an observer that notes, once, that a request whose response was lost
// will be sent again.
func (p *progress) repeats() event.Observer {
	lost, noted := make(map[int]bool), false // by the number of the call
	return func(_ context.Context, e event.Event) {
		switch {
		case e.Kind == event.Unknown:
			lost[e.Call] = true
		case e.Kind == event.Retrying && lost[e.Call] && !noted:
			noted = true
			p.note("it is not known whether the tasks were started; sending the request again with the same client token, for a minute at most")
		}
	}
}

// follow returns a function that counts n tasks by their verdicts.
func (p *progress) follow(n int) func(lifecycle.Outcome) {
	verdicts := make(map[string]lifecycle.Verdict, n)
	return func(o lifecycle.Outcome) {
		if o.Task.TaskArn != nil {
			verdicts[*o.Task.TaskArn] = o.Verdict
		}
		counts := make(map[lifecycle.Verdict]int)
		for _, v := range verdicts {
			counts[v]++
		}
		var parts []string
		for _, v := range slices.Sorted(maps.Keys(counts)) {
			parts = append(parts, fmt.Sprintf("%d %s", counts[v], v))
		}
		p.show(fmt.Sprintf("%s: %s", report.Plural(n, "task"), strings.Join(parts, ", ")))
	}
}
