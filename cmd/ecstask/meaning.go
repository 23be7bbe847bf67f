package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"unicode"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/cmd/ecstask/internal/awsargs"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/echo"
	"github.com/ecstask/ecstask/shorthand"
	"github.com/spf13/cobra"
)

// explainMessages is the command explain.
type explainMessages struct{ Format string }

func (a *app) explainCommand() *cobra.Command {
	c := &explainMessages{Format: "text"}
	options := newGroup("Options", awsargs.Extra)
	options.choice(&c.Format, "format", "how to print the explanations (default text)", "text", "json")
	return a.command(&cobra.Command{
		Use:   "explain [MESSAGE...]",
		Short: "explain what ECS said",
		Long: `Explain why ECS refused a call, did not place a task, or stopped one. MESSAGE is
what ECS said, by itself or in a log line; quote each one to give several. Without
MESSAGE, explain reads the same from standard input, or the JSON that aws ecs
describe-tasks, run-task or start-task printed, and explains each task that stopped
and each failure.`,
		Example: `ecstask explain "Network Configuration must be provided when networkMode 'awsvpc' is specified."
ecstask explain RESOURCE:MEMORY
ecstask explain --format json < tasks.json`,
		Annotations: exits("everything is explained, or there is nothing to explain", "some message is new to this version; it is printed as it is",
			"standard input or the command line cannot be read", "the explanations cannot be written"),
	}, c.run, options)
}

func (c *explainMessages) run(_ context.Context, std streams, args []string) (int, error) {
	var list []said
	if len(args) > 0 {
		list = explainTexts(args)
	} else {
		text, err := readAll(std.stdin, shorthand.MaxSize)
		if err != nil {
			return statusUsage, fmt.Errorf("standard input cannot be read: %w", err)
		}
		if list, err = explainInput(strings.TrimSpace(string(text))); err != nil {
			return statusUsage, err
		}
	}
	status := statusOK
	for _, s := range list {
		if s.Meaning == "" {
			status = statusInvalid
		}
	}
	return max(status, std.write(c.print(list))), nil
}

// said is something that ECS said, with what it means.
type said struct {
	About   string     `json:"about"`   // the ARN of a task or of a container instance; empty if it is not known
	Message string     `json:"message"` // in ECS's words
	Path    field.Path `json:"path"`    // of the member of the request that ECS objects to
	Rule    string     `json:"rule"`    // that finds it in a request
	failure.Explanation
}

// explainInput explains a JSON document, or another text.
func explainInput(text string) ([]said, error) {
	switch {
	case text == "":
		return nil, errors.New("standard input is empty; give a message, or what aws ecs describe-tasks printed")
	case strings.HasPrefix(text, "{"):
		return explainAnswer(text)
	}
	return explainTexts([]string{text}), nil
}

// explainTexts explains the messages in arguments of the command line, which may
// also be the words of one message.
func explainTexts(args []string) (list []said) {
	text := strings.Join(args, " ")
	if reasons := strings.FieldsFunc(text, between); len(reasons) > 1 && all(reasons, isReason) {
		args = reasons
	} else if !all(args, isMessage) {
		args = []string{text}
	}
	for _, arg := range args {
		list = append(list, explainText(arg))
	}
	return list
}

// between reports whether c stands between the reasons of a list.
func between(c rune) bool { return unicode.IsSpace(c) || c == ',' || c == ';' }

// isReason reports whether word is why ECS did not place a task.
func isReason(word string) bool { return failure.Explain(types.Failure{Reason: &word}).Meaning != "" }

// isMessage reports whether arg is a message and not a word of one.
func isMessage(arg string) bool {
	return strings.ContainsFunc(arg, unicode.IsSpace) || explainText(arg).Meaning != ""
}

func all(list []string, is func(string) bool) bool {
	return !slices.ContainsFunc(list, func(s string) bool { return !is(s) })
}

// explainText explains a text in which ECS's words stand. Consoles and logs wrap
// lines.
func explainText(text string) said {
	text = strings.Join(strings.Fields(text), " ")
	s := said{Message: text}
	if p := failure.Explain(types.Failure{Reason: &text}); p.Meaning != "" {
		s.Explanation = p.Explanation
	} else if reason, e, ok := stoppedIn(text); ok {
		s.Message, s.Explanation = reason, e
	} else if r, ok := failure.Quoted(text); ok {
		s.Message, s.Path, s.Rule, s.Explanation = r.Said(), r.Path, r.Rule, r.Explanation
		s.Message = strings.TrimPrefix(s.Message, ": ")
	}
	return s
}

// stoppedIn explains the reason of a stopped task that a text ends with. It reads
// the first 16 KiB.
func stoppedIn(text string) (reason string, e failure.Explanation, ok bool) {
	const most = 16 << 10
	reason, more := text[:min(len(text), most)], true
	for ; more; _, reason, more = strings.Cut(reason, " ") {
		if e, ok = failure.Stopped(types.Task{StoppedReason: &reason}); ok {
			return reason, e, true
		}
	}
	return "", e, false
}

// explainAnswer explains the stopped tasks and the failures in a response, which may
// be a task alone.
func explainAnswer(text string) ([]said, error) {
	var answer ecs.DescribeTasksOutput
	if err := readable(shorthand.Unmarshal(text, &answer)); err != nil {
		return nil, err
	}
	if answer.Tasks == nil && answer.Failures == nil {
		var task types.Task
		if err := readable(shorthand.Unmarshal(text, &task)); err != nil {
			return nil, err
		}
		if task.TaskArn == nil {
			return nil, errors.New("standard input has neither tasks nor failures: give what aws ecs describe-tasks, run-task or start-task printed")
		}
		answer.Tasks = []types.Task{task}
	}
	var list []said
	for _, t := range answer.Tasks {
		if s, ok := explainTask(t); ok {
			list = append(list, s)
		}
	}
	for _, f := range answer.Failures {
		p := failure.Explain(f)
		s := said{About: aws.ToString(f.Arn), Message: p.Reason(), Explanation: p.Explanation}
		if strings.Contains(s.About, ":task/") { // of DescribeTasks
			s.Explanation = unknownTask
		}
		list = append(list, s)
	}
	return list, nil
}

var unknownTask = failure.Explanation{
	Meaning: "ECS does not know the task: it forgets a stopped one after an hour or so", Retry: failure.RetryNever,
	Advice: "check the cluster and the Region; for an older task, see its logs and events",
	Doc:    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-errors.html",
}

// explainTask explains why a task stopped. A task that goes on needs no explanation.
func explainTask(t types.Task) (said, bool) {
	e, known := failure.Stopped(t)
	if !known && aws.ToString(t.LastStatus) != "STOPPED" {
		return said{}, false
	}
	parts := []string{aws.ToString(t.StoppedReason)}
	for _, c := range t.Containers {
		part := ""
		switch {
		case c.ExitCode != nil:
			part = fmt.Sprintf("%s exited with %d", echo.Short(aws.ToString(c.Name), maxName), *c.ExitCode)
		case c.Reason != nil:
			part = echo.Short(aws.ToString(c.Name), maxName)
		}
		if reason := aws.ToString(c.Reason); reason != "" {
			part += ": " + reason
		}
		parts = append(parts, part)
	}
	if parts[0] == "" {
		parts[0] = string(t.StopCode)
	}
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	return said{About: aws.ToString(t.TaskArn), Message: strings.Join(parts, "; "), Explanation: e}, true
}

// readable returns err without the findings of members that are new or do not fit:
// what is explained stands elsewhere.
func readable(err error) error {
	for e := range field.All(err) {
		if e.Path != "" {
			return nil
		}
	}
	return err
}

// print writes the explanations.
func (c *explainMessages) print(list []said) []byte {
	if c.Format == "json" {
		if list == nil {
			list = []said{}
		}
		return jsonOutput(list)
	}
	var b bytes.Buffer
	if len(list) == 0 {
		b.WriteString("no task has stopped, and there are no failures\n")
	}
	for i, s := range list {
		if i > 0 {
			b.WriteByte('\n')
		}
		if s.About != "" {
			fmt.Fprintln(&b, echo.Line(s.About))
		}
		fmt.Fprintf(&b, "%s\n\n", cmp.Or(echo.Line(s.Message), "(ECS gives no reason)"))
		w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		for _, row := range [][2]string{
			{"meaning", cmp.Or(s.Meaning, "not known: the message is new to this version")}, {"advice", s.Advice}, {"retry", retries[s.Retry]},
			{"member", string(s.Path)}, {"rule", s.Rule}, {"source", s.Doc},
		} {
			if row[1] != "" {
				fmt.Fprintf(w, "%s\t%s\n", row[0], row[1])
			}
		}
		_ = w.Flush()
	}
	return b.Bytes()
}

// retries say whether to try again, where that is known.
var retries = map[failure.Retry]string{
	failure.RetryNever: "no, not before something is changed",
	failure.RetryLater: "later, when there is room or a change has taken effect",
	failure.RetrySoon:  "yes, it passes by itself",
}
