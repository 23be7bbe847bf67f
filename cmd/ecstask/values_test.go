package main

import (
	"encoding/binary"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
)

// TestDocumentEncodings gives a document as bytes. The AWS CLI takes all of
// these, and refuses what is broken.
func TestDocumentEncodings(t *testing.T) {
	const doc = `{"taskDefinition": "web:7", "containerInstances": ["` + instance + `"], "group": "é` + "\U0001F600" + `"}`
	wide := func(order binary.AppendByteOrder, width int, text string) string {
		var b []byte
		for _, r := range text {
			if width == 4 {
				b = order.AppendUint32(b, uint32(r))
				continue
			}
			for _, unit := range utf16.AppendRune(nil, r) {
				b = order.AppendUint16(b, unit)
			}
		}
		return string(b)
	}
	big, little := binary.BigEndian, binary.LittleEndian
	t.Chdir(t.TempDir())
	_, want, _ := ecstask(t, "start-task", "--cli-input-json", doc)
	for _, tt := range []struct {
		name, content, problem string
	}{
		{"utf-8", doc, ""},
		{"utf-8 with mark", "\uFEFF" + doc, ""},
		{"utf-16 big", wide(big, 2, doc), ""},
		{"utf-16 big with mark", wide(big, 2, "\uFEFF"+doc), ""},
		{"utf-16 little", wide(little, 2, doc), ""},
		{"utf-16 little with mark", wide(little, 2, "\uFEFF"+doc), ""},
		{"utf-32 big", wide(big, 4, doc), ""},
		{"utf-32 big with mark", wide(big, 4, "\uFEFF"+doc), ""},
		{"utf-32 little", wide(little, 4, doc), ""},
		{"utf-32 little with mark", wide(little, 4, "\uFEFF"+doc), ""},
		{"other bytes", "{\"group\": \"\xff\"}", "it is not UTF-8 text"},
		{"half a unit", wide(little, 2, doc) + "x", "it ends within a character"},
		{"half a pair", wide(little, 2, doc) + "\x00\xd8", "it is not Unicode text"},
		{"no character", wide(big, 4, doc) + "\x00\x11\x00\x00", "it is not Unicode text"},
	} {
		if err := os.WriteFile("doc", []byte(tt.content), 0o600); err != nil {
			t.Fatal(err)
		}
		status, got, stderr := ecstask(t, "start-task", "--cli-input-json", "fileb://doc")
		if tt.problem == "" && (status != statusOK || got != want) {
			t.Errorf("%s: status %d, %s%s", tt.name, status, got, stderr)
		}
		if tt.problem != "" && (status != statusUsage || !strings.Contains(stderr, "fileb://doc cannot be read: "+tt.problem)) {
			t.Errorf("%s: status %d, %s", tt.name, status, stderr)
		}
	}
}

// TestUnreadableFiles names the file, and says one thing about it however it
// is named.
func TestUnreadableFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("bad", []byte("web\xff"), 0o600); err != nil {
		t.Fatal(err)
	}
	const notText = " cannot be read: it is not UTF-8 text; save it as UTF-8"
	for _, tt := range []struct{ option, value, want string }{
		{"--cluster", "file://bad", "error: cluster: file://bad" + notText},
		{"--cluster", "fileb://bad", "error: cluster: fileb://bad is binary, but text is needed\n    use file://"},
		{"--cluster", "file://none", "error: cluster: file://none cannot be read: open none: "},
		{"--cluster", "file://fileb://bad", "error: cluster: file://fileb://bad cannot be read: open fileb://bad: "},
		{"--cluster", "web\xff", "error: cluster: is not UTF-8 text"},
		{"--overrides", "file://bad", "error: overrides: file://bad" + notText},
		{"--overrides", "fileb://bad", "error: overrides: fileb://bad is binary, but text is needed\n    use file://"},
		{"--overrides", "file://none", "error: overrides: file://none cannot be read: open none: "},
		{"--overrides", "cpu@=fileb://bad", "error: overrides: fileb://bad" + notText},
		{"--tags", "file://bad", "error: tags[0]: file://bad" + notText},
		{"--container-instances", "file://bad", "error: containerInstances[0]: file://bad" + notText},
		{"--cli-input-json", "file://bad", "bad:1:4: error: is not UTF-8 text\n    save it as UTF-8\n"},
		{"--cli-input-json", "fileb://bad", "--cli-input-json: error: fileb://bad" + notText},
		{"--cli-input-json", "file://none", "--cli-input-json: error: file://none cannot be read: open none: "},
		{"--cli-input-yaml", "file://bad", "bad:1:4: error: is not UTF-8 text\n    save it as UTF-8\n"},
		{"--cli-input-yaml", "fileb://bad", "--cli-input-yaml: error: fileb://bad" + notText},
	} {
		status, _, stderr := ecstask(t, "start-task", "--task-definition", "web:7", "--container-instances", instance, tt.option, tt.value)
		if status != statusUsage || !strings.HasPrefix(stderr, tt.want) || strings.Contains(tt.want, notText) && strings.TrimSuffix(stderr, "    check the file\n") != tt.want+"\n" {
			t.Errorf("%s %q: status %d, %s", tt.option, tt.value, status, stderr)
		}
	}
}

// TestExpand compares with os.path.expanduser and expandvars of Python.
func TestExpand(t *testing.T) {
	me, err := user.Current()
	if err != nil {
		t.Skip(err)
	}
	t.Setenv("HOME", "/home/dir/")
	t.Setenv("NAME", "value")
	t.Setenv("TILDE", "~")
	os.Unsetenv("ECSTASK_UNSET")
	home := strings.TrimRight(filepath.ToSlash(me.HomeDir), "/")
	for name, want := range map[string]string{
		"~": "/home/dir", "~/a": "/home/dir/a", "~//a/../b": "/home/dir//a/../b", "a~": "a~", "/~": "/~",
		"~" + me.Username: home, "~" + me.Username + "/a": home + "/a", "~no-such-user/a": "~no-such-user/a", "~no-such-user": "~no-such-user",
		"$NAME/${NAME}x": "value/valuex", "$NAMEx": "$NAMEx", "$ECSTASK_UNSET/a": "$ECSTASK_UNSET/a", "${NAME": "${NAME", "a$": "a$", "$TILDE/a": "~/a",
	} {
		if got := expand(name); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}
