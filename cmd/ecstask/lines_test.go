package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/awscli"
	"github.com/ecstask/ecstask/rules"
)

// The yardstick of start-task and run-task is the aws command. A file for each holds
// command lines, written beforehand, and what it makes of them, recorded:
//
//	go test ./cmd/ecstask -run 'TestOracleLines|TestOracleRunTaskLines' -update
//
// and what ecstask says against them, to be read beside what aws says:
//
//	go test ./cmd/ecstask -run TestLines -update
//
// Only version 2 has --cli-input-yaml, so its lines are recorded from there.
var update = flag.Bool("update", false, "record what testdata says of command lines anew")

// lineFiles are the files, by the operation.
var lineFiles = map[*operation]string{startTask: "testdata/lines.jsonl", runTask: "testdata/run_task_lines.jsonl"}

// line is the words after the name of a command, and what became of them. Either Body or
// Refused is set.
type line struct {
	Name    string            `json:"name"`
	Why     string            `json:"why,omitempty"`
	Differs string            `json:"differs,omitempty"` // why ecstask deliberately does otherwise
	Words   []string          `json:"words"`
	Files   map[string]string `json:"files,omitempty"` // by name, in the working directory
	Since   awscli.Since      `json:"since,omitempty"`

	Body    json.RawMessage `json:"body,omitempty"`    // of the request, as sent
	Refused string          `json:"refused,omitempty"` // the last line of the message
	By      awscli.Version  `json:"by,omitzero"`       // the release that said so

	Errors []string `json:"errors,omitempty"` // of ecstask: a path and a rule or a kind, or what is wrong with the words
}

func lines(t testing.TB, op *operation) (list []line) {
	t.Helper()
	text, err := os.ReadFile(lineFiles[op])
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	for {
		var l line
		err := d.Decode(&l)
		if errors.Is(err, io.EOF) {
			return list
		}
		if err != nil {
			t.Fatalf("%s, after %d lines: %v", lineFiles[op], len(list), err)
		}
		list = append(list, l)
	}
}

func TestLineNames(t *testing.T) {
	name := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	for op := range lineFiles {
		seen := map[string]bool{}
		for _, l := range lines(t, op) {
			if !name.MatchString(l.Name) || seen[l.Name] {
				t.Errorf("%s: %s: the name is not in kebab case, or not the first of its kind", op.CLI, l.Name)
			}
			seen[l.Name] = true
			if (len(l.Body) > 0) == (l.Refused != "") {
				t.Errorf("%s: %s: wants one result, recorded with -update", op.CLI, l.Name)
			}
		}
	}
}

// TestLines compares ecstask with what aws did. What aws refuses is refused, for
// the reason that is recorded; what it sends is printed, with all rules off;
// with the rules it is printed, or refused by those that are recorded.
func TestLines(t *testing.T) {
	for op := range lineFiles {
		t.Run(op.CLI, func(t *testing.T) { compareLines(t, op) })
	}
}

func compareLines(t *testing.T, op *operation) {
	var off []string
	for r := range rules.All() {
		off = append(off, "--rule", r.ID+"=off")
	}
	compared := 0
	all := lines(t, op)
	for i, l := range all {
		t.Run(l.Name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			l.writeFiles(t, ".")
			status, stdout, stderr := ecstask(t, append([]string{op.CLI}, l.Words...)...)
			agrees := status == statusInvalid || status == statusUsage
			if len(l.Body) > 0 {
				agrees = status == statusOK || status == statusInvalid
				status, body, said := ecstask(t, slices.Concat([]string{op.CLI}, off, l.Words)...)
				stdout, stderr = body, stderr+said
				agrees = agrees && status == statusOK && reflect.DeepEqual(sent(t, []byte(body)), sent(t, l.Body))
			}
			if agrees == (l.Differs != "") {
				t.Errorf("%q gives %d\n%s%s\naws: %s%s\nto differ: %q", l.Words, status, stdout, stderr, l.Body, l.Refused, l.Differs)
			}
			switch got := errorsOf(t, op, l.Words); {
			case *update:
				all[i].Errors = got
			case !slices.Equal(got, l.Errors):
				t.Errorf("%q gives the errors\n%q\nand not, as recorded,\n%q\naws: %s", l.Words, got, l.Errors, l.Refused)
			}
			compared++
		})
	}
	if *update {
		writeLines(t, op, all)
	}
	t.Logf("%d lines compared", compared)
}

// errorsOf returns the errors that ecstask finds in a command line: the path and
// the rule of each, or its kind; the place and the kind in a text that does not
// parse; and the message where there is no place.
func errorsOf(t *testing.T, op *operation, words []string) (list []string) {
	t.Helper()
	_, _, stderr := ecstask(t, append([]string{op.CLI, "--format", "json"}, words...)...)
	var found []struct {
		Path                string
		Kind, Rule, Message string
		Severity            field.Severity
		Line, Column        int
	}
	if err := json.Unmarshal([]byte(stderr), &found); err != nil {
		t.Fatalf("%v in %s", err, stderr)
	}
	for _, f := range found {
		what := cmp.Or(f.Rule, f.Kind)
		switch {
		case f.Severity != field.SeverityError:
			continue
		case f.Path != "":
			what = f.Path + " " + what
		case f.Line > 0:
			what = fmt.Sprintf("%d:%d %s", f.Line, f.Column, what)
		default:
			what = f.Message
		}
		list = append(list, what)
	}
	return list
}

// sent returns the JSON of a request. A flag that is false and a weight or a base
// that is 0 are left out: the SDK does not send them, and it says the same.
func sent(t *testing.T, body []byte) map[string]any {
	t.Helper()
	v := membersOf(t, body)
	for _, member := range []string{"enableECSManagedTags", "enableExecuteCommand"} {
		if v[member] == false {
			delete(v, member)
		}
	}
	items, _ := v["capacityProviderStrategy"].([]any)
	for _, item := range items {
		for _, member := range []string{"weight", "base"} {
			if item, ok := item.(map[string]any); ok && item[member] == json.Number("0") {
				delete(item, member)
			}
		}
	}
	return v
}

func membersOf(t *testing.T, body []byte) (members map[string]any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&members); err != nil {
		t.Errorf("%v in %s", err, body)
	}
	return members
}

// TestOracleLines compares the recorded results with those of the installed aws
// command.
func TestOracleLines(t *testing.T) { oracleLines(t, startTask) }

// TestOracleRunTaskLines does so for run-task.
func TestOracleRunTaskLines(t *testing.T) { oracleLines(t, runTask) }

func oracleLines(t *testing.T, op *operation) {
	if !*update && os.Getenv("ECSTASK_ORACLE") != "1" {
		t.Skip("ECSTASK_ORACLE=1 compares the recorded results with those of the installed aws command")
	}
	aws, err := awscli.Find()
	if err != nil {
		t.Fatal(err)
	}
	defer aws.Close()
	all := lines(t, op)
	var agreed, skipped int
	t.Run("line", func(t *testing.T) {
		for i := range all {
			l := &all[i]
			t.Run(l.Name, func(t *testing.T) {
				if !l.Since.Holds(aws.Version()) {
					skipped++
					t.Skipf("aws %v differs: the line holds since %v", aws.Version(), l.Since)
				}
				got := l.ask(t, aws, op)
				switch {
				case *update:
					*l = got
				case (got.Refused != "") != (l.Refused != "") || got.Refused == "" && !reflect.DeepEqual(sent(t, got.Body), sent(t, l.Body)):
					t.Errorf("%q gives\n%s%s\nand not, as recorded,\n%s%s", l.Words, got.Body, got.Refused, l.Body, l.Refused)
				default:
					agreed++
				}
			})
		}
	})
	if *update {
		writeLines(t, op, all)
		return
	}
	awscli.Report(t, aws, len(all), agreed, skipped)
}

// ask returns l with the result that aws gives.
func (l line) ask(t *testing.T, aws *awscli.CLI, op *operation) line {
	t.Helper()
	dir := t.TempDir()
	l.writeFiles(t, dir)
	res, err := aws.In(dir).Capture(t.Context(), append([]string{"ecs", op.CLI}, l.Words...)...)
	if err != nil {
		t.Fatal(err)
	}
	l.Body, l.Refused, l.By = nil, "", aws.Version()
	switch {
	case res.Request == nil:
		// Some releases end a message with the name of a Python method.
		message, _, _ := strings.Cut(strings.TrimSpace(res.Stderr), "\n{self.")
		l.Refused = strings.TrimSpace(message[1+strings.LastIndexByte(message, '\n'):])
		if l.Refused == "" {
			t.Fatalf("aws refused without a word, status %d", res.Status)
		}
	case res.Status != 0:
		t.Fatalf("aws sent a request and ended with status %d: %s", res.Status, res.Stderr)
	default:
		l.Body = l.withoutToken(t, res.Request.Body)
	}
	return l
}

// token is the form of a client token that aws makes up.
var token = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// withoutToken returns the body of a request without a client token that aws made
// up, which is another one each time.
func (l line) withoutToken(t *testing.T, body []byte) []byte {
	t.Helper()
	v := membersOf(t, body)
	made, _ := v["clientToken"].(string)
	given := func(text string) bool { return strings.Contains(text, made) }
	if !token.MatchString(made) || slices.ContainsFunc(l.Words, given) {
		return body
	}
	delete(v, "clientToken")
	body, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func (l line) writeFiles(t *testing.T, dir string) {
	t.Helper()
	for name, content := range l.Files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func writeLines(t *testing.T, op *operation, all []line) {
	t.Helper()
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	for _, l := range all {
		if err := e.Encode(l); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(lineFiles[op], text.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
}
