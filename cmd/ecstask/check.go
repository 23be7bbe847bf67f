package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"syscall"

	"github.com/ecstask/ecstask/cmd/ecstask/internal/awsargs"
	"github.com/ecstask/ecstask/cmd/ecstask/internal/report"
	"github.com/ecstask/ecstask/document"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/echo"
	"github.com/spf13/cobra"
)

// checkFiles is the command check.
type checkFiles struct {
	reportOptions
	Operation string
	State     []string
}

func (a *app) checkCommand() *cobra.Command {
	c := &checkFiles{reportOptions: newReportOptions()}
	options := newGroup("Options", awsargs.Extra)
	options.choice(&c.Operation, "operation", "the operation of the requests (default: start-task for those with containerInstances, run-task for others)", operationNames()...)
	options.files(&c.State, "state", "FILE", stateUsage+"; can be given several times")
	c.add(options)
	c.addColor(options)
	cmd := a.command(&cobra.Command{
		Use:   "check FILE...",
		Short: "check requests saved as JSON or YAML",
		Long: `Check requests saved as JSON or YAML, as --cli-input-json and --cli-input-yaml take
them, and report each mistake with its file, line and column. The file - is
standard input. A YAML file may have several documents, each with a request.

With --state the requests are also checked against their task definitions, their
clusters and the container instances of these, as saved files have them: each
request against its own.`,
		Example: `ecstask check request.yaml
ecstask check --state definition.json --state instances.json request.json
ecstask check --format sarif requests/*.json > ecstask.sarif
ecstask start-task --generate-cli-skeleton | ecstask check -`,
		Annotations: exits("all requests are valid, with warnings or without", "a request is invalid",
			"the command line, a file, or a part of one, such as a misspelled member, cannot be read; the rest is checked all the same", "the findings cannot be written"),
	}, c.run, options)
	cmd.CompletionOptions.SetDefaultShellCompDirective(cobra.ShellCompDirectiveDefault)
	return cmd
}

func (c *checkFiles) run(_ context.Context, std streams, files []string) (int, error) {
	if len(files) == 0 {
		return statusUsage, errors.New("FILE is missing: check takes the names of files, or - for standard input")
	}
	if err := checkFileNames(c.State, files...); err != nil {
		return statusUsage, err
	}
	r, err := c.reporter(std.stdout)
	if err != nil {
		return statusUsage, err
	}
	var k knowledge
	if c.State != nil {
		k = loadState(c.State, std)
	}
	opts := documentOptions(c.Operation)
	status, bad, errs, warnings := k.status, 0, k.problems.Count(field.SeverityError), 0
	written := r.Write(k.problems)
	for _, name := range files {
		found, readable := checkFile(name, std, r, &k, opts)
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
		if written = cmp.Or(written, r.Write(found)); written != nil {
			break
		}
	}
	if written = cmp.Or(written, r.End()); written != nil {
		fmt.Fprintln(std.stderr, "ecstask: cannot write the findings:", written)
		return statusFailed, nil
	}
	fmt.Fprintf(std.stderr, "%s: %d valid, %d not; %s, %s\n",
		report.Plural(len(files), "file"), len(files)-bad, bad, report.Plural(errs, "error"), report.Plural(warnings, "warning"))
	return status, nil
}

// checkFile returns the findings in a file, in the order of its text, and
// whether it could be read as a request.
func checkFile(name string, std streams, r *reporter, k *knowledge, opts []document.Option) (all report.Findings, readable bool) {
	p := report.Place{Source: name, IsFile: name != "-"}
	text, err := documentIn(name, std.stdin, document.MaxSize)
	if err != nil {
		all = p.Problem(err)
		if errors.Is(err, syscall.EISDIR) {
			all[0].Hint = "give the files in it, such as " + echo.Line(filepath.Join(name, "*.json"))
		}
		return all, false
	}
	doc, err := document.Read(name, text, opts...)
	for _, req := range doc.Requests {
		if r.Prose {
			k.note(std, operationOf(req), valuesOf(req))
		}
	}
	return r.grade(p.Findings(doc.Check(append(r.options(), k.options...)...))), err == nil
}
