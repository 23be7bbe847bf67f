package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/ecstask/ecstask/cmd/ecstask/internal/report"
	"github.com/ecstask/ecstask/lifecycle"
)

// progress is a line that shows how far things have come, where a person looks
// at a terminal. Elsewhere it is nothing.
type progress struct {
	w       io.Writer // nil without a terminal
	visible bool
}

func newProgress(w io.Writer, format string) *progress {
	if !report.IsTerminal(w) || format != "text" {
		return new(progress)
	}
	return &progress{w: w}
}

const clearLine = "\r\x1b[K"

func (p *progress) show(text string) {
	if p.w != nil {
		fmt.Fprint(p.w, clearLine+text)
		p.visible = true
	}
}

// end takes the line away.
func (p *progress) end() {
	if p.visible {
		fmt.Fprint(p.w, clearLine)
		p.visible = false
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
