// Package ecstask has no code; its packages build and check requests for Amazon
// ECS StartTask and RunTask before they are sent, send them, and say what became
// of the tasks.
//
//   - [github.com/ecstask/ecstask/starttask] builds a StartTask request and
//     checks any, however it was made.
//   - [github.com/ecstask/ecstask/runtask] builds a RunTask request and checks any.
//   - [github.com/ecstask/ecstask/failure] explains what ECS refused or did not
//     place, and why a task stopped.
//   - [github.com/ecstask/ecstask/lifecycle] follows tasks to their end, and judges
//     how they ended.
//   - [github.com/ecstask/ecstask/event] tells logs and traces what is sent, and what
//     becomes of it.
//   - [github.com/ecstask/ecstask/preflight] reads task definitions, clusters and
//     container instances for the rules, and plans where a task fits.
//   - [github.com/ecstask/ecstask/document] reads saved requests, JSON or YAML, and
//     says where in the text each finding stands.
//   - [github.com/ecstask/ecstask/overrides] builds the overrides of a task and
//     its containers.
//   - [github.com/ecstask/ecstask/netconfig] builds a network configuration.
//   - [github.com/ecstask/ecstask/ebs] builds the configuration of a volume.
//   - [github.com/ecstask/ecstask/rules] has the table of rules, and what changes
//     their severity.
//   - [github.com/ecstask/ecstask/structtag] gives the rules to validator/v10, for
//     structs of your own.
//   - [github.com/ecstask/ecstask/shorthand] reads and writes the AWS CLI's
//     shorthand syntax, for any type of a schema-enabled SDK package.
//   - [github.com/ecstask/ecstask/fargate] knows the sizes of Fargate tasks.
//   - [github.com/ecstask/ecstask/ecstest] is an Amazon ECS inside a test, for an
//     unmodified client or the aws command.
//   - [github.com/ecstask/ecstask/field] says where a request is wrong and what
//     is wrong there.
//
// The results are the SDK's own types: hand them to any client of
// aws-sdk-go-v2. The examples below show the whole way.
package ecstask
