package fargate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Validate returns nil if s is a size of p, and otherwise a *[SizeError] that
// names the sizes it could be instead.
func Validate(s Size, p Platform) error {
	for size := range Sizes(p) {
		if size == s {
			return nil
		}
	}
	return &SizeError{Size: s, Platform: p}
}

// SizeError reports a pair of CPU and memory that a platform does not have.
type SizeError struct {
	Size     Size     // the pair
	Platform Platform // whose table it is not in
}

// tableDate is the month of the documentation that Linux and Windows follow.
const tableDate = "2026-09"

// Error returns one line: the pair, the reason and the hint.
func (e *SizeError) Error() string {
	return fmt.Sprintf("%v %s; %s", e.Size, e.Reason(), e.Hint())
}

// Reason returns what is wrong with the pair, to follow it: that the platform's
// table does not have it.
func (e *SizeError) Reason() string {
	table := e.Platform.String()
	if e.Platform == Linux || e.Platform == Windows {
		table += ", as of " + tableDate
	}
	return "is not a Fargate size (" + table + ")"
}

// Hint returns what would be a size: the values of memory that go with the CPU,
// or the values of CPU if the platform does not have it, and the sizes
// [Nearest] finds.
func (e *SizeError) Hint() string {
	var cpus, memories []int32
	for s := range Sizes(e.Platform) {
		cpus = append(cpus, s.CPU)
		if s.CPU == e.Size.CPU {
			memories = append(memories, s.Memory)
		}
	}
	cpus = slices.Compact(cpus)

	var hint string
	switch {
	case len(cpus) == 0:
		hint = "use Linux or Windows"
	case len(memories) == 0:
		hint = "use " + describe(cpus, "CPU units")
	default:
		hint = fmt.Sprintf("with %d CPU units, use %s", e.Size.CPU, describe(memories, "MiB"))
	}
	for _, near := range Nearest(e.Size, e.Platform) {
		side := "smaller"
		if near.covers(e.Size) {
			side = "larger"
		}
		hint += fmt.Sprintf("; the nearest %s size is %v", side, near)
	}
	return hint
}

// describe returns values, two or more in ascending order, as a range if they are
// evenly spaced and more than three, and as a list otherwise.
func describe(values []int32, unit string) string {
	last := len(values) - 1
	if last >= 3 {
		step := values[1] - values[0]
		if slices.Equal(values, steps(values[0], values[last], step)) {
			return fmt.Sprintf("%d to %d %s in steps of %d", values[0], values[last], unit, step)
		}
	}
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = strconv.Itoa(int(v))
	}
	return fmt.Sprintf("%s or %s %s", strings.Join(words[:last], ", "), words[last], unit)
}
