package rules

import (
	"fmt"
	"strconv"
	"strings"
)

// limits are the numbers of a rule. What and Limit print them where they have
// {min} and {max}; the check reads them from the run.
type limits struct {
	min, max int64
	runTask  int64 // the max for RunTask, where it is another
}

// most returns the max for operations that may be one or several: the larger.
func (l limits) most(o Operations) int64 {
	if l.runTask != 0 && o&RunTask != 0 {
		return l.runTask
	}
	return l.max
}

func (l limits) print(text string) string {
	most := strconv.FormatInt(l.max, 10)
	if l.runTask != 0 {
		most = fmt.Sprintf("%d (StartTask) or %d (RunTask)", l.max, l.runTask)
	}
	return strings.NewReplacer("{min}", strconv.FormatInt(l.min, 10), "{max}", most).Replace(text)
}

// min and max return the limits of the running rule.

func (r *run) min() int64 { return r.rule().limits.min }
func (r *run) max() int64 { return r.rule().limits.most(r.operations) }

// outside reports whether n is not from the min to the max of the running rule.
func (r *run) outside(n int32) bool { return int64(n) < r.min() || int64(n) > r.max() }
