// Package fleet paces many calls of a service.
package fleet

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"
)

// Sleep waits for d. If ctx ends first, it returns the reason.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return Ended(ctx)
	}
}

// Pauses yields the pauses between tries, which add up to d. The first is of d/63, but 5
// seconds at most, and each is twice as long as the one before, up to a minute.
func Pauses(d time.Duration) iter.Seq[time.Duration] {
	return func(yield func(time.Duration) bool) {
		for pause := min(max(d/63, 1), 5*time.Second); d > 0; pause = min(2*pause, time.Minute) {
			if d-pause < pause {
				pause = d // the rest is not worth a try of its own
			}
			if !yield(pause) {
				return
			}
			d -= pause
		}
	}
}

// Ended returns the error of ctx, joined with its cause if that is another error.
func Ended(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	if errors.Is(cause, err) {
		return cause
	}
	return fmt.Errorf("%w: %w", err, cause)
}
