package failure

import (
	"bufio"
	"encoding/json"
	"net/url"
	"os"
	"strings"
	"testing"
)

// TestTables keeps the tables in order: each row says something, links to a page,
// and is the first that matches some line of testdata.
func TestTables(t *testing.T) {
	hits := make(map[string]bool)
	for message := range lines(t, "testdata/refusals.jsonl", "message") {
		for _, row := range refusals {
			if _, ok := match(row.message, message); ok {
				hits[row.message] = true
				break
			}
		}
	}
	for _, row := range refusals {
		if !hits[row.message] {
			t.Errorf("no line of testdata reaches %q", row.message)
		}
		checkExplanation(t, row.message, Explanation{row.meaning, row.advice, row.retry, row.doc})
	}
	for code, c := range codes {
		checkExplanation(t, code, Explanation{c.meaning, c.advice, c.retry, c.doc})
	}

	hits = make(map[string]bool)
	for _, member := range [...]string{"stoppedReason", "containerReason"} {
		for reason := range lines(t, "testdata/stops.jsonl", member) {
			for _, row := range append(stopReasons, stopSummaries...) {
				if _, ok := match(row.message, reason); ok {
					hits[row.message] = true
					break
				}
			}
		}
	}
	for _, row := range append(stopReasons, stopSummaries...) {
		if !hits[row.message] {
			t.Errorf("no line of testdata reaches %q", row.message)
		}
		checkExplanation(t, row.message, row.Explanation)
	}
	for code, e := range stopCodes {
		checkExplanation(t, string(code), e)
	}
	for _, row := range exitCodes {
		checkExplanation(t, "exit code", row.Explanation)
	}
	checkExplanation(t, "exit code 0", succeeded)
	checkExplanation(t, "other exit code", failed)
}

func checkExplanation(t *testing.T, row string, e Explanation) {
	t.Helper()
	for _, text := range [...]string{e.Meaning, e.Advice} {
		if text == "" || strings.HasSuffix(text, ".") || strings.ContainsAny(text, "\n\r") || strings.Contains(text, "  ") {
			t.Errorf("%s: %q cannot be part of a line", row, text)
		}
	}
	if !e.Retry.valid() {
		t.Errorf("%s: %v", row, e.Retry)
	}
	u, err := url.Parse(e.Doc)
	if err != nil || u.Scheme != "https" || u.Host == "github.com" && strings.Count(u.Path, "/") < 4 {
		t.Errorf("%s: %q is not the link of a page", row, e.Doc)
	}
}

// lines returns the values of a member in a file of JSON lines.
func lines(t *testing.T, name, member string) map[string]bool {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	values := make(map[string]bool)
	for s := bufio.NewScanner(f); s.Scan(); {
		row := make(map[string]any)
		if err := json.Unmarshal(s.Bytes(), &row); err != nil {
			t.Fatalf("%s: %v", s.Text(), err)
		}
		if value, ok := row[member].(string); ok {
			values[value] = true
		}
	}
	if len(values) < 2 {
		t.Fatalf("%s has nothing in %s", name, member)
	}
	return values
}

func TestMatch(t *testing.T) {
	for _, tt := range []struct {
		pattern, text, name string
		ok                  bool
	}{
		{"a", "a", "", true},
		{"a.", "a", "", true},
		{"a", "a. \n", "", true},
		{"a", "ab", "", false},
		{"a", "", "", false},
		{"", "", "", true},
		{"a…", "a", "", true},
		{"a…", "abc", "", true},
		{"…c", "abc", "", true},
		{"…c", "abcd", "", false},
		{"a…c…e", "abcde", "", true},
		{"a…c…e", "abde", "", false},
		{"a'<name>'b", "a'x'b", "x", true},
		{"a'<name>'b", "a''b", "", true},
		{"a'<name>'…", "a'x' and 'y'", "x", true},
		{"…'<name>' end", "one 'x' end", "x", true},
		{"named <name> is", "named a is is", "a is", true}, // the last piece ends the text
		{"named <name> is", "named x was", "", false},
		{"…", "", "", true},
	} {
		name, ok := match(tt.pattern, tt.text)
		if ok != tt.ok || ok && name != tt.name {
			t.Errorf("match(%q, %q) = %q, %t", tt.pattern, tt.text, name, ok)
		}
	}
}
