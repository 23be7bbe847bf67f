package report

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/field"
)

// TestSARIF looks at what the schema of SARIF 2.1.0 asks for beyond types.
func TestSARIF(t *testing.T) {
	var b bytes.Buffer
	f := sarifFormat(&b, Options{Version: "v1"})
	err := f.write(Findings{
		{Error: &field.Error{Path: "cluster", Rule: "cluster-name", Severity: field.SeverityError, Msg: "m", Hint: "h"}, Place: Place{"a dir/r.json", true, 3, 4}},
		{Error: &field.Error{Path: "group", Rule: "group-empty", Severity: field.SeverityWarning, Msg: "m"}, Place: Place{"/abs/r.json", true, 0, 0}},
		{Error: &field.Error{Kind: field.Syntax, Severity: field.SeverityError, Msg: "m"}, Place: Place{"-", false, 1, 1}},
	})
	if err == nil {
		err = f.write(Findings{{Error: &field.Error{Path: "cluster", Rule: "cluster-name", Severity: field.SeverityError, Msg: "m"}}})
	}
	if err := cmp.Or(err, f.end()); err != nil {
		t.Fatal(err)
	}
	var log struct {
		Version string
		Runs    []struct {
			Tool    sarifTool
			Results []sarifResult
		}
	}
	if err := json.Unmarshal(b.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if log.Version != "2.1.0" || run.Tool.Driver.Name == "" || len(run.Tool.Driver.Rules) != 3 {
		t.Errorf("got %+v", log)
	}
	var uris []string
	for _, r := range run.Results {
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID || r.Message.Text == "" || r.Level != "error" && r.Level != "warning" {
			t.Errorf("result %+v", r)
		}
		for _, l := range r.Locations {
			if l.Physical != nil {
				uris = append(uris, l.Physical.Artifact.URI)
				if g := l.Physical.Region; g != nil && (g.StartLine < 1 || g.StartColumn < 1) {
					t.Errorf("region %+v", g)
				}
			}
		}
	}
	if !slices.Equal(uris, []string{"a%20dir/r.json", "file:///abs/r.json"}) {
		t.Errorf("files %q", uris)
	}
	for _, r := range run.Tool.Driver.Rules {
		if !strings.HasPrefix(r.HelpURI, "https://") {
			t.Errorf("rule %+v", r)
		}
	}
}
