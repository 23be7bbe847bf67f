// Command ecstask checks Amazon ECS StartTask and RunTask requests before they are
// sent, and sends them.
//
//	ecstask start-task --task-definition web:7 --container-instances 0123456789abcdef0123456789abcdef
//	ecstask run-task --task-definition web:7 --count 2 --placement-strategy type=random
//
// start-task and run-task take the options of the AWS CLI's commands of these names,
// read their values as the AWS CLI does, check the request they make against all rules
// at once, and print it. They send the request only with --submit, say what became
// of it, and with --wait what became of the tasks. With --local they send it to a
// sample cluster inside the command, which local lists.
//
// --wait stopped prints the tasks as they ended. With --exit-code the exit status is
// then the exit code of the container that --container names, or the first exit code
// of an essential container that is not 0.
//
// If the connection is lost before run-task knows whether it has started tasks, it
// says so and sends the request again with the same client token, for a minute; with
// AWS_MAX_ATTEMPTS=1 it does not. If it still does not know, or if it is interrupted,
// it shows the token. Run the same command again with --client-token and that token,
// and ECS starts only what is missing.
//
// --print command prints the line of the AWS CLI that sends the request, with
// --region, --profile and --endpoint-url. What --print go prints builds the
// request only, so these have no place in it.
//
// --query and --output say what to print of a response, and how: --query
// 'tasks[0].taskArn' --output text prints the ARN of the task. A query that does
// not fit the response is reported, and the whole response is printed.
//
// check does the same with requests saved as JSON or YAML, and takes what
// --cli-input-json or --cli-input-yaml takes, as package document reads it. A YAML
// file may have several, each in a document of its own. A request that has
// containerInstances is for StartTask, and any other for RunTask, unless --operation
// says what they are for. rules and fargate show what is checked.
//
// --preflight reads the task definition, the cluster and its container instances with
// calls that change nothing, and checks the request against them. A call that fails is
// a warning that names it, and what the call reads is not checked. If all of them fail,
// that is an error, and nothing is printed or sent. --state takes the same from files,
// which package preflight describes: what the describe commands of the AWS CLI
// printed, or a task definition to be registered. With check it stands before each of
// the files, and they may have the state of many requests.
//
// plan shows for each container instance of the cluster whether a task of a saved
// request fits, or what stands in the way: as a table on a terminal, and elsewhere as
// JSON. With --fitting it prints container instances for start-task. It reads what
// start-task and run-task print as well, so a request can be given by options:
//
//	ecstask run-task --task-definition web:7 --count 3 | ecstask plan -
//
// completion prints the script that lets bash, zsh, fish or PowerShell complete
// commands, options and their values. help and --help show the options, examples and
// exit statuses of a command, and help --man prints a manual page of them all.
//
// A file, a pipe or standard input may have 2097152 bytes, and 32768 values, as
// commas, brackets, lines and quotes show them, and one of --state 67108864 bytes and
// 4194304 values. No more is read.
//
// The exit status is 0 when all is fine, with warnings or without; 1 when a
// request is invalid; 2 when a command line, or any part of a value or a file,
// cannot be read, although the rest is checked and may be invalid, too; and 3
// when ECS refused the request or reported failures, when --preflight could read
// nothing, or when something else went wrong on the way. It is 130 when that was an
// interruption (SIGINT, as by Ctrl-C), and 143 a termination (SIGTERM).
//
// With --exit-code it is a container's exit code from 1 to 255 if all tasks were
// started and have stopped. As with docker run, 125 then stands in place of 1, 2 and 3,
// so that 1 to 124 are always those of a container.
//
// Requests and responses go to standard output, findings to standard error, and
// those of check to standard output. With --format json or sarif these are one
// document, and nothing else goes there: also when the command line is wrong, if
// it can be told which format it asks for. As text, at most 100 findings of a
// file are shown, errors first, and the rest is counted.
//
// # Differences from the AWS CLI
//
// start-task and run-task accept and refuse what the AWS CLI's commands do, and the
// bodies of the requests are the same, except that
//
//   - a request must satisfy the rules;
//   - the exit status is 3 if the response has failures, where that of the AWS CLI is 0;
//   - the options of all commands of the AWS CLI are --region, --profile,
//     --endpoint-url, --color, --output, --query, and, without a meaning here,
//     --no-cli-pager, --no-paginate, --no-cli-auto-prompt and --cli-binary-format;
//     they follow the name of the command;
//   - --container is an option of its own, not an abbreviation of
//     start-task's --container-instances;
//   - --output is json, yaml, text, or, where no response is printed, table; it is
//     json if it is left out, whatever AWS_DEFAULT_OUTPUT and the configuration say;
//     times are texts in the local time zone, such as 2026-01-01T00:00:00+00:00, as
//     version 2 prints them where version 1 prints numbers; members are in
//     alphabetical order, and the order of what tasks[0].* or values() gives is not
//     fixed;
//   - the members of a --cli-input-json document must be right also where options
//     replace them, and none may be given twice;
//   - with --cli-input-json in any spelling no other option is required;
//   - --cli-input-yaml has no merge keys, and no tags but !!str, !!int, !!float,
//     !!bool, !!null, !!map and !!seq; its scalars are those of the AWS CLI, which
//     are YAML 1.2's with underscores in numbers, 0b11 and -0x1F besides;
//   - a member that is false, a weight or a base that is 0, and an empty enum are not
//     sent, because the SDK does not send them; of such an enum there is a warning;
//   - run-task prints a request without the client token that the AWS CLI makes up, and
//     makes up one of its own when it sends it;
//   - values are read as package shorthand documents it.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"syscall"

	"github.com/ecstask/ecstask/cmd/ecstask/internal/report"
	"github.com/ecstask/ecstask/field"
	"github.com/spf13/cobra"
)

// The exit statuses.
const (
	statusOK           = 0
	statusInvalid      = 1
	statusUsage        = 2
	statusFailed       = 3
	statusNotContainer = 125 // with --exit-code in place of the three above, as docker run has it
	statusSignal       = 128 // and the number of the signal, as shells have it
)

// statuses are those that the help of a command explains, in its order.
var statuses = [...]int{statusOK, statusInvalid, statusUsage, statusFailed, statusNotContainer, statusSignal + int(syscall.SIGINT), statusSignal + int(syscall.SIGTERM)}

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// streams are what a command reads from and writes to.
type streams struct {
	stdin          io.Reader
	stdout, stderr io.Writer
}

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := newApp(streams{stdin, stdout, stderr})
	cmd, err := a.run(ctx, args)
	if code, ok := errors.AsType[exitCode](err); ok {
		return int(code)
	}
	if err != nil {
		reportUsage(args, a.std, cmd, err)
		a.status = statusUsage
	}
	signal := int(endedBy.Load())
	switch {
	case signal != 0 && a.status == statusFailed:
		return statusSignal + signal
	case a.status != statusOK && slices.Contains(args, "--exit-code") && cmd.Annotations[strconv.Itoa(statusNotContainer)] != "":
		return statusNotContainer
	}
	return a.status
}

// exitCode is the exit code of a container, not 0, with which --exit-code ends the
// command.
type exitCode int

func (c exitCode) Error() string { return fmt.Sprintf("a container exited with %d", int(c)) }

// reportUsage reports what is wrong with the command line of cmd: to people on
// standard error, and to programs where they look for findings.
func reportUsage(args []string, std streams, cmd *cobra.Command, err error) {
	name, w := formatIn(args), std.stderr
	if name != "text" && cmd.Name() == "check" {
		w = std.stdout
	}
	hint := cmd.CommandPath() + " --help shows its options"
	if !cmd.HasParent() || cmd.Name() == "help" {
		hint = "ecstask --help lists the commands"
	}
	e := &field.Error{Kind: field.Invalid, Severity: field.SeverityError, Msg: err.Error(), Err: err, Hint: hint}
	r := report.New(w, report.Options{Format: name, Color: "off", Version: version()})
	_ = r.Write(report.Findings{{Error: e}})
	_ = r.End()
}

// write prints text. What cannot be printed is a failure.
func (s streams) write(text []byte) int {
	if _, err := s.stdout.Write(text); err != nil {
		fmt.Fprintln(s.stderr, "ecstask: cannot write the output:", err)
		return statusFailed
	}
	return statusOK
}
