package report

import (
	"cmp"
	"io"
	"os"
)

// palette has what to write before and after the parts of a finding.
type palette struct{ failure, warning, place, end string }

var colors = palette{failure: "\x1b[1;31m", warning: "\x1b[1;33m", place: "\x1b[1m", end: "\x1b[0m"}

// paletteFor returns the palette for w, where when is on, off, or as w is.
func paletteFor(w io.Writer, when string) palette {
	auto := os.Getenv("NO_COLOR") == "" && cmp.Or(os.Getenv("TERM"), "dumb") != "dumb" && IsTerminal(w)
	if when == "on" || when != "off" && auto {
		return colors
	}
	return palette{}
}

// IsTerminal reports whether a person looks at what is written to w.
func IsTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
