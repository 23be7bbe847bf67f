// Package overrides builds and reads types.TaskOverride, what one start of a
// task changes in its task definition.
//
//	o, err := overrides.New(
//		overrides.ForContainer("app").
//			WithCommand("migrate", "--all").
//			WithEnv("STAGE", "blue"),
//	).Build()
//
// A [Task] and a [Container] are immutable values: With methods return a
// changed copy, and copies never share memory that anybody could change. A
// method that sets replaces what was there; one that adds keeps it.
// [Task.WithTask] and [Task.WithContainer] merge: they put defaults under what
// somebody else gives.
//
// Members that you do not set are left out of the request. An empty value is sent:
// WithCommand without arguments sends an empty list, WithEnv("A", "") sends an
// empty value.
//
// The paths of findings are relative to the overrides, such as
// containerOverrides[0].name.
//
// # Secrets
//
// Commands and environment values may be secrets. They stay out of errors, and out
// of what fmt and [log/slog] write of a [Task] or a [Container], alone or inside of
// another value. Only [Task.MarshalText], [JSON], Build and Unchecked write them.
//
// Beware that encoding/json calls MarshalText for every Task that it meets, and
// so does slog's JSONHandler for a value of yours with a Task in it, such as a
// configuration. Give such a type a LogValue method, or log the Task by itself.
package overrides
