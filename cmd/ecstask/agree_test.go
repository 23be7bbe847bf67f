package main

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/ecstask/ecstask/document"
)

// utf16LEText returns text in UTF-16 with a byte order mark, as some editors save it.
func utf16LEText(text string) string {
	b := []byte("\xFF\xFE")
	for _, unit := range utf16.Encode([]rune(text)) {
		b = append(b, byte(unit), byte(unit>>8))
	}
	return string(b)
}

// savedDocuments are requests as people save them, and what they end up with.
var savedDocuments = func() []string {
	const (
		valid   = `{"taskDefinition": "web:7", "containerInstances": ["` + instance + `"]}`
		yaml    = "taskDefinition: web:7\ncontainerInstances: [" + instance + "]\n"
		mark    = "\uFEFF"
		invalid = `{"taskDefinition": "web:0",` + "\n" + ` "containerInstances": ["i-1"], "tags": [{}]}`
	)
	with := func(member string) string { return strings.TrimSuffix(valid, "}") + ", " + member + "}" }
	return []string{
		valid, yaml, mark + valid, mark + yaml, mark + invalid, mark, mark + mark + valid, mark + "\n" + yaml, invalid, utf16LEText(valid), utf16LEText(yaml),
		"", " ", "\n", "---\n", "...\n", "null", "{}", "[]", `""`, "0", "# nothing\n", "#", "\x00", "\xff", "\xef\xbb", valid + "\x00",
		strings.TrimSuffix(valid, "}") + ",}", strings.TrimSuffix(valid, "]}") + ",]}", valid + ",", valid + valid, valid + " x", valid + "\n", "\n\n" + valid,
		with(`"taskDefinition": "web:7"`), with(`"cluster": null`), with(`"tags": null`), with(`"unknown": 1`), with(`"launchType": "EC2"`),
		with(`"overrides": {"containerOverrides": [{"name": "a", "cpu": NaN}]}`), with(`"overrides": {"containerOverrides": [{"name": "a", "cpu": Infinity}]}`),
		with(`"overrides": {"containerOverrides": [{"name": "a", "cpu": 1e2}]}`), with(`"overrides": {"containerOverrides": [{"name": "a", "cpu": 99999999999999999999}]}`),
		with(`"overrides": {"containerOverrides": [{"name": "a", "cpu": 256.0}]}`), with(`"enableExecuteCommand": "yes"`), with(`"enableExecuteCommand": yes`),
		with(`"group": "a` + "\n" + `b"`), with(`"group": "a` + "\t" + `b"`), with(`"group": "\ud83d\ude00"`), with(`"group": "\ud83d"`), with(`"group": "\u0000"`),
		with(`"group": 'a'`), with("// no comment\n" + `"group": "a"`), with("/* */" + `"group": "a"`), with("# a comment\n" + `"group": "a"`), "# a comment\n" + valid,
		strings.ReplaceAll(yaml, "\n", "\r\n"), strings.ReplaceAll(yaml, "\n", "\r"), strings.ReplaceAll(invalid, "\n", "\r\n"), strings.ReplaceAll(invalid, "\n", "\r"),
		strings.ReplaceAll(yaml, "\n", "\u0085"), strings.ReplaceAll(yaml, "\n", "\u2028"),
		yaml + "---\n" + yaml, yaml + "---\n", yaml + "...\n", "---\n" + yaml, "%YAML 1.2\n---\n" + yaml, yaml + "--- x: [", yaml + "...\nx: [", mark + "---\n" + yaml,
		yaml + "cluster: &c default\ngroup: *c\n", yaml + "group: *unknown\n", yaml + "<<: {group: a}\n", yaml + "group: !!str 7\n", yaml + "group: !x 7\n", yaml + "group: 2020-01-01\n",
		yaml + "\tgroup: a\n", yaml + "group: a\n group: b\n", yaml + "group: [a\n", yaml + "group: |\n  a\n  b\n", yaml + "taskDefinition: web:8\n",
		strings.Repeat("[", 255), strings.Repeat("[", 257) + strings.Repeat("]", 257), with(`"tags": ` + strings.Repeat("[", 256) + strings.Repeat("]", 256)),
		strings.Repeat(`{"a":`, 300) + "1" + strings.Repeat("}", 300), strings.Repeat("- ", 300), strings.Repeat(" ", 100_000) + valid,
	}
}()

// forOperation returns a saved document as one for the operation.
func forOperation(op, content string) string {
	if op == "start-task" {
		return content
	}
	content = strings.ReplaceAll(content, `"containerInstances": ["`+instance+`"]`, `"count": 3`)
	return strings.ReplaceAll(content, "containerInstances: ["+instance+"]", "count: 3")
}

// TestReadersAgree gives each document to check, and to the option of a command that reads such files. What is valid for one is for the other, but for a file of
// several requests, which only check takes.
func TestReadersAgree(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, op := range operationNames() {
		taken := 0
		for _, content := range savedDocuments {
			taken += agree(t, op, forOperation(op, content))
		}
		if taken < 20 {
			t.Errorf("%s: only %d documents are valid", op, taken)
		}
	}
}

// FuzzReadersAgree holds that no document is valid for one reader alone.
func FuzzReadersAgree(f *testing.F) {
	for _, content := range savedDocuments {
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content string) {
		t.Chdir(t.TempDir())
		for _, op := range operationNames() {
			agree(t, op, content)
		}
	})
}

// agree returns how many of the readers take content as a valid request, of JSON
// and of YAML.
func agree(t *testing.T, op, content string) (taken int) {
	t.Helper()
	for name, option := range map[string]string{"r.json": "--cli-input-json", "r.yaml": "--cli-input-yaml"} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		checked, findings, _ := ecstask(t, "check", "--operation", op, "--format", "json", name)
		started, _, refusal := ecstask(t, op, "--format", "json", option, "file://"+name)
		if checked == statusOK {
			taken++
		}
		if doc, _ := document.Read(name, []byte(content)); len(doc.Requests) > 1 {
			if started != statusUsage || !strings.Contains(refusal, "has a second YAML document") {
				t.Errorf("%.300q in %s: %s takes several requests, and ends with %d\n%s", content, name, option, started, refusal)
			}
			continue
		}
		if checked != started || !slices.Equal(places(t, findings), places(t, refusal)) {
			t.Errorf("%.300q in %s:\ncheck ends with %d\n%s%s ends with %d\n%s", content, name, checked, findings, option, started, refusal)
		}
	}
	return taken
}

// places returns the findings in JSON, sorted, without what depends on how the
// document was named.
func places(t *testing.T, text string) (list []string) {
	t.Helper()
	var found []map[string]any
	if err := json.Unmarshal([]byte(text), &found); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	for _, f := range found {
		message := f["message"].(string)
		if i := strings.Index(message, "cannot be read: "); i >= 0 {
			f["message"], f["file"] = message[i:], ""
		}
		delete(f, "hint")
		one, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, string(one))
	}
	slices.Sort(list)
	return list
}
