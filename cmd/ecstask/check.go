package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ecstask/ecstask/field"
)

// checkFiles is the command check.
type checkFiles struct {
	Files []string `arg:"positional,required" placeholder:"FILE" help:"a request as JSON or YAML, - for standard input"`
	reportOptions
	Color *string `arg:"--color" placeholder:"on|off|auto" help:"colour findings; auto does on a terminal"`
}

func (c *checkFiles) run(_ context.Context, std streams) (int, error) {
	r, err := c.reporter(std.stdout, c.Color)
	if err != nil {
		return statusUsage, err
	}
	status, bad, errs, warnings := statusOK, 0, 0, 0
	var written error
	for _, name := range c.Files {
		found, readable := checkFile(name, std.stdin, r)
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
func checkFile(name string, stdin io.Reader, r *reporter) (all findings, readable bool) {
	p := place{source: name, isFile: name != "-"}
	text, err := documentIn(name, stdin)
	if err != nil {
		return problem(err, "", p), false
	}
	d := readDocument(text, p)
	readable = len(d.unread()) == 0
	all = r.grade(d.check(r.options()))
	slices.SortStableFunc(all, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.column, b.column))
	})
	return all, readable
}

// documentIn returns the text of a file, or of standard input, as --cli-input-json
// and --cli-input-yaml take it.
func documentIn(name string, stdin io.Reader) (string, error) {
	var content []byte
	var err error
	if name == "-" {
		content, err = readAll(stdin)
	} else {
		content, err = readFile(name)
	}
	if err == nil {
		err = checkText(content)
	}
	if cause, ok := errors.AsType[*fs.PathError](err); ok {
		err = cause.Err
	}
	if err != nil {
		return "", fmt.Errorf("cannot be read: %w", err)
	}
	return universal.Replace(string(content)), nil
}

// readDocument reads what the name of the file says, or else what the text
// looks like.
func readDocument(text string, p place) *document {
	read := readYAML
	if strings.HasPrefix(strings.TrimLeft(text, "\uFEFF \t\n"), "{") {
		read = readJSON
	}
	switch strings.ToLower(filepath.Ext(p.source)) {
	case ".json":
		read = readJSON
	case ".yaml", ".yml":
		read = readYAML
	}
	return read(text, p)
}
