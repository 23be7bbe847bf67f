package main

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

// TestYAMLShowsNoText breaks YAML in many ways around a secret. The reader's
// own messages name tags and anchors.
func TestYAMLShowsNoText(t *testing.T) {
	for _, text := range []string{
		"cluster: !hunter2", "cluster: !hunter2 x", "cluster: !!hunter2 x", "cluster: !<hunter2> x", "cluster: !hunter2!x y", "cluster: !hunter2^ x",
		"tags: !hunter2 [a]", "tags: !hunter2 {a: b}", "!hunter2 cluster: a", "!hunter2\ncluster: a", "!!hunter2 {cluster: a}",
		"cluster: *hunter2", "cluster: *hun'ter2", "*hunter2 : a", "cluster: &hunter2", "cluster: &hunter2 [*hunter2]",
		"cluster: @hunter2", "cluster: `hunter2", "cluster: %hunter2", "%hunter2", "%TAG !hunter2 !x\n--- a",
		"cluster: \"hunter2", "cluster: 'hunter2", "cluster: \"hunter2\\q\"", "cluster: [hunter2", "cluster: {hunter2", "cluster: hunter2: x",
		"cluster: |9hunter2\n a", "cluster: >hunter2\n a", "- hunter2\ncluster: a", "cluster: hunter2\n\tgroup: a", "cluster: hunter2]",
		"cluster: !!int hunter2", "cluster: !!bool hunter2", "cluster: !!float hunter2", "cluster: !!binary hunter2", "hunter2", "[hunter2]",
	} {
		status, _, stderr := ecstask(t, "start-task", "--cli-input-yaml", text)
		var stdout bytes.Buffer
		checked := run(t.Context(), []string{"check", "-"}, strings.NewReader(text), &stdout, io.Discard)
		if status == statusOK || checked == statusOK || !strings.Contains(stderr, "--cli-input-yaml:1:") && !strings.Contains(stderr, "--cli-input-yaml:2:") {
			t.Errorf("%q: status %d and %d, %s", text, status, checked, stderr)
		}
		for _, part := range []string{"hunter2", "hun'ter2"} {
			if strings.Contains(stderr+stdout.String(), part) {
				t.Errorf("%q is shown: %s%s", text, stderr, &stdout)
			}
		}
	}
}
