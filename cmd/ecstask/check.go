package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

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
	var all findings
	status, bad := statusOK, 0
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
		all = append(all, found...)
	}
	if err := r.write(all); err != nil {
		fmt.Fprintln(std.stderr, "ecstask: cannot write the findings:", err)
		status = statusFailed
	}
	fmt.Fprintf(std.stderr, "%s: %d valid, %d not; %s, %s\n",
		plural(len(c.Files), "file"), len(c.Files)-bad, bad,
		plural(all.count(field.SeverityError), "error"), plural(all.count(field.SeverityWarning), "warning"))
	return status, nil
}

func plural(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

// checkFile returns the findings in a file, in the order of its text, and
// whether it could be read as requests.
func checkFile(name string, stdin io.Reader, r *reporter) (all findings, readable bool) {
	p := place{source: name, isFile: name != "-"}
	text, err := readText(name, stdin)
	if err != nil {
		return problem(err, "", p), false
	}
	docs, all := readDocuments(text, p)
	readable = len(all) == 0
	for _, d := range docs {
		all = append(all, r.grade(d.check(r.options()))...)
		readable = readable && len(d.unread()) == 0
	}
	slices.SortStableFunc(all, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.column, b.column))
	})
	return all, readable
}

func readText(name string, stdin io.Reader) (string, error) {
	var text []byte
	var err error
	if name == "-" {
		text, err = io.ReadAll(stdin)
	} else {
		text, err = os.ReadFile(name)
	}
	if cause, ok := errors.AsType[*fs.PathError](err); ok {
		err = cause.Err
	}
	switch {
	case err != nil:
		return "", fmt.Errorf("cannot be read: %w", err)
	case !utf8.Valid(text):
		return "", errors.New("is not UTF-8 text")
	}
	return strings.TrimPrefix(string(text), "\uFEFF"), nil
}

// readDocuments reads what the name of the file says, or else what the text
// looks like. It returns the problems of the text besides those of each document.
func readDocuments(text string, p place) ([]*document, findings) {
	isYAML := !strings.HasPrefix(strings.TrimLeft(text, " \t\r\n"), "{")
	switch strings.ToLower(filepath.Ext(p.source)) {
	case ".json":
		isYAML = false
	case ".yaml", ".yml":
		isYAML = true
	}
	if isYAML {
		docs, problems := readYAML(text, p)
		if len(docs) == 0 && len(problems) == 0 {
			problems = problem(errors.New("is empty"), "", p)
		}
		return docs, problems
	}
	return []*document{readJSON(text, p)}, nil
}
