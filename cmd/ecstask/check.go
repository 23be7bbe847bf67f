package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

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
		case found.invalid():
			status = max(status, statusInvalid)
			bad++
		}
		errs += found.count(field.SeverityError)
		warnings += found.count(field.SeverityWarning)
		if written = r.write(found); written != nil {
			break
		}
	}
	if written = cmp.Or(written, r.format.end()); written != nil {
		fmt.Fprintln(std.stderr, "ecstask: cannot write the findings:", written)
		return statusFailed, nil
	}
	fmt.Fprintf(std.stderr, "%s: %d valid, %d not; %s, %s\n",
		plural(len(c.Files), "file"), len(c.Files)-bad, bad, plural(errs, "error"), plural(warnings, "warning"))
	return status, nil
}

func plural(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// checkFile returns the findings in a file, in the order of its text, and
// whether it could be read as a request.
func checkFile(name string, stdin io.Reader, r *reporter, opts []document.Option) (all findings, readable bool) {
	p := place{source: name, isFile: name != "-"}
	text, err := documentIn(name, stdin)
	if err != nil {
		return problem(err, "", p), false
	}
	doc, err := document.Read(name, text, opts...)
	return r.grade(p.findings(doc.Check(r.options()...))), err == nil
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
