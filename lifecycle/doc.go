// Package lifecycle follows tasks to their end, however they were started, and
// says what became of them.
//
//	outcomes, err := lifecycle.Wait(ctx, client, result.Tasks)
//	for _, o := range outcomes {
//		fmt.Println(o.Verdict, o.Err())
//	}
//
// A task that never started has not succeeded, nor has one that was stopped from
// outside, and a missing exit code is not 0.
//
// An [Outcome] holds the task as the SDK returns it, with its commands, environment
// values and tags. They stay out of what fmt, log/slog and encoding/json write of it.
package lifecycle
