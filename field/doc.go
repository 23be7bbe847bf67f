// Package field says where in a request something is wrong, and what.
//
// A finding is an [*Error]: a [Path] from the request down, the [Kind] of
// mistake, a [Severity], the id of the rule that found it, a message for
// people and a hint. A check returns all its [Findings]; those that stop a
// request are [Errors], which is an error.
//
// Programs should match on Path, Kind and Rule. The wording of Msg and Hint is
// for people and may change in any release.
//
// An Error does not hold the wrong value where that may be a secret:
// environment values, commands and tag values stay out of Value, Msg and Hint,
// so errors can be logged as they are.
package field
