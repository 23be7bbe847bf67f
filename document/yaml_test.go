package document_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/document"
	"github.com/ecstask/ecstask/internal/sdktest"
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
		"cluster: |9hunter2\n a", "cluster: >hunter2\n a", "- hunter2\ncluster: a", "cluster: hunter2\n\tgroup: a", "tags: [{key: k, value: hunter2}]]",
		"cluster: !!int hunter2", "cluster: !!bool hunter2", "cluster: !!float hunter2", "cluster: !!binary hunter2", "hunter2", "[hunter2]",
		"tags: [{key: k, value: x,hunter2}]", "tags: [{key: k, value: {hunter2}}]", "{hunter2}",
	} {
		doc, _ := document.Read("r.yaml", []byte(text))
		found := doc.Check()
		if len(found) == 0 {
			t.Errorf("%q has no finding", text)
		}
		for _, e := range found {
			if shown := fmt.Sprintf("%v %#v", e, e); strings.Contains(shown, "hunter2") || strings.Contains(shown, "hun'ter2") || e.Pos.Line < 1 || e.Pos.Line > 2 {
				t.Errorf("%q at %v: %s", text, e.Pos, shown)
			}
		}
	}
}

// TestDamagedYAMLShowsNoSecret breaks YAML at every place around the secrets in
// it. A text that stands where YAML has a key with a value is shown: it is the
// path.
func TestDamagedYAMLShowsNoSecret(t *testing.T) {
	isKey := regexp.MustCompile(sdktest.Secret + `[^\n,}\]]*:|(?m)^[ -]*\? .*` + sdktest.Secret)
	for _, text := range []string{
		"tags:\n- key: k\n  value: S\n- key: l\n  value: |\n    S\n",
		"tags: [{key: k, value: S}, {key: l, value: 'S'}]\n",
		"overrides: {containerOverrides: [{command: [S, \"S\"], environment: [{name: A, value: S,S}]}]}\n",
		"overrides:\n  containerOverrides:\n  - command:\n    - S\n    - 'S S'\n    environment: &a\n    - {name: A, value: &b S}\n  - environment: *a\n",
	} {
		whole := strings.ReplaceAll(text, "S", sdktest.Secret)
		refused := 0
		for text := range sdktest.Damaged(whole) {
			doc, err := document.Read("r.yaml", []byte(text))
			if err == nil || isKey.MatchString(text) {
				continue
			}
			refused++
			for _, e := range doc.Check() {
				if shown := fmt.Sprintf("%v %#v", e, e); sdktest.ShowsSecret(shown) {
					t.Errorf("%q\n%s", text, shown)
				}
			}
		}
		if refused < len(whole) {
			t.Errorf("only %d texts were refused", refused)
		}
	}
}
