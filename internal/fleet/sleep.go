// Package fleet paces many calls of a service.
package fleet

import (
	"context"
	"errors"
	"fmt"
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

// Ended returns the error of ctx, joined with its cause if that is another error.
func Ended(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	if errors.Is(cause, err) {
		return cause
	}
	return fmt.Errorf("%w: %w", err, cause)
}
