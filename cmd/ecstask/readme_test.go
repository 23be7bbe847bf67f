package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/internal/shell"
	"github.com/google/go-cmp/cmp"
)

var consoleBlock = regexp.MustCompile("(?s)```console\n(.*?)```\n")

// TestREADME runs the commands in the README's console blocks, in
// testdata/readme. Their output must be what stands there, as far as it does.
func TestREADME(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip(err)
	}
	readme, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := consoleBlock.FindAllStringSubmatch(string(readme), -1)
	for _, block := range blocks {
		script := ""
		for line := range strings.Lines(block[1]) {
			if command, ok := strings.CutPrefix(line, "$ "); ok {
				script += "status=$?; printf '%s\\n' " + shell.Quote(strings.TrimSuffix(line, "\n")) + "; (exit $status)\n" + strings.Replace(command, "go run ./cmd/ecstask", "ecstask", 1)
			}
		}
		sh := exec.CommandContext(t.Context(), "sh", "-c", script)
		sh.Dir = filepath.Join("testdata", "readme")
		out, err := sh.CombinedOutput()
		if _, failed := err.(*exec.ExitError); err != nil && !failed {
			t.Fatal(err)
		}
		want, shortened := strings.CutSuffix(block[1], "...\n")
		if shortened {
			out = out[:min(len(out), len(want))]
		}
		if diff := cmp.Diff(want, string(out)); diff != "" {
			t.Errorf("the README shows something else (-README +output):\n%s", diff)
		}
	}
	if len(blocks) < 2 {
		t.Errorf("%d console blocks", len(blocks))
	}
}
