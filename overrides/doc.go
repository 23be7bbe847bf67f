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
//
// What no method was called for is left out of the request. An empty value is
// something else, and is sent: WithCommand without arguments sends an empty
// list, WithEnv("A", "") sends an empty value.
//
// The paths of findings are relative to the overrides, such as
// containerOverrides[0].name.
//
// # Secrets
//
// Commands and environment values may be secrets. They stay out of errors, of
// what fmt and [log/slog] write of a Container wherever it stands, and of what
// log/slog writes of a Task. The text form of a Task has them, for it says
// everything: beware of [Task.String], of fmt, and of logging a value that has a
// Task in it, unless in an unexported field.
package overrides
