package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/pflag"
)

// TestManual reads the manual page back, as man does: it has all that the help of
// each command has.
func TestManual(t *testing.T) {
	status, page, stderr := ecstask(t, "help", "--man")
	if status != statusOK || stderr != "" || !strings.HasPrefix(page, ".TH ECSTASK 1 ") {
		t.Fatalf("status %d, %s%s", status, stderr, page)
	}
	var shown strings.Builder
	for line := range strings.Lines(page) {
		switch macro, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " "); macro {
		case ".TH", ".SH", ".PP", ".TP", ".br", ".nf", ".fi", ".RS", ".RE":
		case ".SS":
			shown.WriteString(rest + "\n")
		default:
			if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
				t.Errorf("%s is not a macro", line)
			}
			shown.WriteString(line)
		}
	}
	text := strings.NewReplacer(`\fB`, "", `\fI`, "", `\fR`, "", `\-`, "-", `\(aq`, "'", `\(ga`, "`", `\(ha`, "^", `\(ti`, "~", `\&`, "", `\e`, `\`).Replace(shown.String())
	filled := strings.Join(strings.Fields(text), " ")
	for cmd, groups := range newApp(streams{}).groups {
		want := append(strings.Split(cmd.Long, "\n\n"), cmd.UseLine())
		for _, meaning := range cmd.Annotations {
			want = append(want, meaning)
		}
		for _, g := range groups {
			want = append(want, g.title+":")
			g.VisitAll(func(f *pflag.Flag) {
				name, value := synopsis(f)
				want = append(want, strings.Join([]string{name, value, f.Usage}, " "))
			})
		}
		for _, w := range want {
			if w = strings.Join(strings.Fields(w), " "); !strings.Contains(filled, w) {
				t.Errorf("%s: %q is missing", cmd.CommandPath(), w)
			}
		}
		if !strings.Contains(text, cmd.Example+"\n") {
			t.Errorf("%s: an example is missing:\n%s", cmd.CommandPath(), cmd.Example)
		}
	}

	t.Run("mandoc", func(t *testing.T) {
		mandoc, err := exec.LookPath("mandoc")
		if err != nil {
			t.Skip(err)
		}
		file := filepath.Join(t.TempDir(), "ecstask.1")
		if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
		out, _ := exec.CommandContext(t.Context(), mandoc, "-T", "lint", file).Output()
		for line := range strings.Lines(string(out)) {
			if !strings.Contains(line, `missing date, using ""`) {
				t.Error(line)
			}
		}
	})
}

// TestRoff holds that what is special to man comes out as it is.
func TestRoff(t *testing.T) {
	for text, want := range map[string]string{
		".SH no macro":  `\&.SH no macro`,
		"a\n.b\n.c":     "a\n\\&.b\n\\&.c",
		"'quoted' x\\n": `\(aqquoted\(aq x\en`,
		"-a `b` ~c ^d":  `\-a \(gab\(ga \(tic \(had`,
		"a.b ...":       "a.b ...",
	} {
		var p page
		if p.verbatim(text); p.String() != want+"\n" {
			t.Errorf("%q became %q, want %q", text, p.String(), want)
		}
	}
}
