package main

import (
	"cmp"
	"errors"
	"io"
	"os"
)

// palette has what to write before and after the parts of a finding.
type palette struct{ failure, warning, place, end string }

var colors = palette{failure: "\x1b[1;31m", warning: "\x1b[1;33m", place: "\x1b[1m", end: "\x1b[0m"}

func paletteFor(w io.Writer, when *string) (palette, error) {
	name := "auto"
	if when != nil {
		name = *when
	}
	switch name {
	case "off":
		return palette{}, nil
	case "on":
		return colors, nil
	case "auto":
		if os.Getenv("NO_COLOR") == "" && cmp.Or(os.Getenv("TERM"), "dumb") != "dumb" && isTerminal(w) {
			return colors, nil
		}
		return palette{}, nil
	}
	return palette{}, errors.New("--color takes on, off or auto")
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
