// Package fleet paces many calls of a service.
package fleet

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Sleep waits for d. It returns why ctx ended if that is first.
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

// Ended returns the error of ctx, and the cause if it is another one.
func Ended(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	if errors.Is(cause, err) {
		return cause
	}
	return fmt.Errorf("%w: %w", err, cause)
}
