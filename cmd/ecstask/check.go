package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"github.com/ecstask/ecstask/cmd/ecstask/internal/report"
	"github.com/ecstask/ecstask/document"
	"github.com/ecstask/ecstask/field"
)

// checkFiles is the command check.
type checkFiles struct {
	Files     []string `arg:"positional,required" placeholder:"FILE" help:"a request as JSON or YAML, - for standard input"`
	Operation *string  `arg:"--operation" placeholder:"start-task|run-task" help:"what the requests are for; without it, their members say so"`
	reportOptions
	Color *string `arg:"--color" placeholder:"on|off|auto" help:"colour findings; auto does on a terminal"`
}

// operations are the values of --operation.
var operations = map[string]document.Operation{"start-task": document.StartTask, "run-task": document.RunTask}

func (c *checkFiles) run(_ context.Context, std streams) (int, error) {
	r, err := c.reporter(std.stdout, c.Color)
	if err != nil {
		return statusUsage, err
	}
	var opts []document.Option
	if c.Operation != nil {
		op, ok := operations[*c.Operation]
		if !ok {
			return statusUsage, errors.New("--operation takes start-task or run-task")
		}
		opts = append(opts, document.WithOperation(op))
	}
	status, bad, errs, warnings := statusOK, 0, 0, 0
	var written error
	for _, name := range c.Files {
		found, readable := checkFile(name, std.stdin, r, opts)
		switch {
		case !readable:
			status = statusUsage
			bad++
		case found.Invalid():
			status = max(status, statusInvalid)
			bad++
		}
		errs += found.Count(field.SeverityError)
		warnings += found.Count(field.SeverityWarning)
		if written = r.Write(found); written != nil {
			break
		}
	}
	if written = cmp.Or(written, r.End()); written != nil {
		fmt.Fprintln(std.stderr, "ecstask: cannot write the findings:", written)
		return statusFailed, nil
	}
	fmt.Fprintf(std.stderr, "%s: %d valid, %d not; %s, %s\n",
		report.Plural(len(c.Files), "file"), len(c.Files)-bad, bad, report.Plural(errs, "error"), report.Plural(warnings, "warning"))
	return status, nil
}

// checkFile returns the findings in a file, in the order of its text, and
// whether it could be read as a request.
func checkFile(name string, stdin io.Reader, r *reporter, opts []document.Option) (all report.Findings, readable bool) {
	p := report.Place{Source: name, IsFile: name != "-"}
	text, err := documentIn(name, stdin)
	if err != nil {
		return p.Problem(err), false
	}
	doc, err := document.Read(name, text, opts...)
	return r.grade(p.Findings(doc.Check(r.options()...))), err == nil
}

// documentIn returns the content of a file, or of standard input.
func documentIn(name string, stdin io.Reader) (content []byte, err error) {
	if name == "-" {
		content, err = readAll(stdin)
	} else {
		content, err = readFile(name)
	}
	if cause, ok := errors.AsType[*fs.PathError](err); ok {
		err = cause.Err
	}
	if err != nil {
		return nil, fmt.Errorf("cannot be read: %w", err)
	}
	return content, nil
}
