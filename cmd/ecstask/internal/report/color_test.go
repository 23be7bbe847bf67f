package report

import (
	"bytes"
	"io"
	"os"
	"testing"
)

// TestColor looks at what auto means: never a colour where no terminal is.
func TestColor(t *testing.T) {
	t.Setenv("TERM", "xterm")
	file, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	tty, err := os.Open("/dev/null") // a character device, as a terminal is
	if err != nil {
		t.Skip(err)
	}
	defer tty.Close()
	for _, tt := range []struct {
		name    string
		w       io.Writer
		noColor string
		want    palette
	}{
		{"a buffer", new(bytes.Buffer), "", palette{}},
		{"a file", file, "", palette{}},
		{"a device", tty, "", colors},
		{"a device with NO_COLOR", tty, "1", palette{}},
	} {
		t.Setenv("NO_COLOR", tt.noColor)
		if got := paletteFor(tt.w, "auto"); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
