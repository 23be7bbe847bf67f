package main

import (
	"os"
	"strings"
	"testing"
)

// TestUnreadableFiles names the file, and says one thing about it however it
// is named.
func TestUnreadableFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("bad", []byte("web\xff"), 0o600); err != nil {
		t.Fatal(err)
	}
	const notText = " cannot be read: it is not UTF-8 text: save it as such"
	for _, tt := range []struct{ option, value, want string }{
		{"--cluster", "file://bad", "error: cluster: file://bad" + notText},
		{"--cluster", "fileb://bad", "error: cluster: fileb://bad is bytes, where text is needed\n    use file://"},
		{"--cluster", "file://none", "error: cluster: file://none cannot be read: open none: "},
		{"--cluster", "file://fileb://bad", "error: cluster: file://fileb://bad cannot be read: open fileb://bad: "},
		{"--cluster", "web\xff", "error: cluster: is not UTF-8 text"},
		{"--overrides", "file://bad", "error: overrides: file://bad" + notText},
		{"--overrides", "fileb://bad", "error: overrides: fileb://bad is bytes, where text is needed\n    use file://"},
		{"--overrides", "file://none", "error: overrides: file://none cannot be read: open none: "},
		{"--overrides", "cpu@=fileb://bad", "error: overrides: fileb://bad" + notText},
		{"--tags", "file://bad", "error: tags[0]: file://bad" + notText},
		{"--container-instances", "file://bad", "error: containerInstances: file://bad" + notText},
		{"--cli-input-json", "file://bad", "--cli-input-json: error: file://bad" + notText},
		{"--cli-input-json", "fileb://bad", "--cli-input-json: error: fileb://bad" + notText},
		{"--cli-input-json", "file://none", "--cli-input-json: error: file://none cannot be read: open none: "},
		{"--cli-input-yaml", "file://bad", "--cli-input-yaml: error: file://bad" + notText},
	} {
		status, _, stderr := ecstask(t, "start-task", tt.option, tt.value)
		if status != statusUsage || !strings.HasPrefix(stderr, tt.want) || strings.Contains(tt.want, notText) && stderr != tt.want+"\n" {
			t.Errorf("%s %q: status %d, %s", tt.option, tt.value, status, stderr)
		}
	}
}
