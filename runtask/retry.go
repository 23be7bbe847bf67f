package runtask

import (
	"context"
	"errors"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/internal/fleet"
)

// retrying makes rounds, each for the tasks that are missing, as long as another try
// is worth it.
func (s *runner) retrying(ctx context.Context, in *ecs.RunTaskInput, count int, round func(context.Context, int) *outcome) *outcome {
	o := round(ctx, count)
	for pause := range fleet.Pauses(s.retryUnplaced) {
		if !o.passes() || s.observers.Crash() != nil {
			break
		}
		s.retried(ctx, in, o.Unplaced+o.NotStarted, pause)
		if err := fleet.Sleep(ctx, pause); err != nil {
			o.err = errors.Join(o.err, err)
			break
		}
		o.replace(round(ctx, o.Unplaced+o.NotStarted))
	}
	o.distinct()
	return o
}

// passes reports whether what stood in the way of tasks passes by itself.
func (o *outcome) passes() bool {
	passes := func(retry failure.Retry) bool { return retry == failure.RetryLater || retry == failure.RetrySoon }
	if o.over {
		return false
	}
	if o.NotStarted > 0 {
		refusal, ok := failure.Refused(o.refusal)
		return ok && passes(refusal.Retry)
	}
	return o.Unplaced > 0 && slices.ContainsFunc(o.Failures, func(f *failure.Placement) bool { return f != nil && passes(f.Retry) })
}

// replace puts next in the place of the tasks that were tried again. What ECS has
// once said it did not place stays that if it is refused later on.
func (o *outcome) replace(next *outcome) {
	missing := next.Unplaced + next.NotStarted
	unplaced := min(missing, max(next.Unplaced, o.Unplaced))
	if len(next.Failures) == 0 && unplaced > 0 {
		next.Failures = o.Failures
	}
	if o.Unknown == 0 {
		o.err = nil // it was about what was tried again
	}
	o.Unplaced, o.NotStarted, o.Failures, o.refusal, o.over = 0, 0, nil, nil, next.over
	next.Unplaced, next.NotStarted = unplaced, missing-unplaced
	o.add(next)
}
