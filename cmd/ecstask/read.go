package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/ecstask/ecstask/internal/echo"
	"github.com/ecstask/ecstask/shorthand"
)

// maxName is how many bytes of the name of a file a message shows.
const maxName = 300

var errTooLarge = fmt.Errorf("it is larger than the limit of %d bytes", shorthand.MaxSize)

// readFile returns the content of a file, or of a pipe or a device.
func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, shortened(err)
	}
	defer f.Close()
	content, err := readAll(f)
	return content, shortened(err)
}

// readAll returns all that r has, and reads no further than the limit.
func readAll(r io.Reader) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(r, shorthand.MaxSize+1))
	switch {
	case err != nil:
		return nil, err
	case len(content) > shorthand.MaxSize:
		return nil, errTooLarge
	}
	return content, nil
}

// shortened returns err with the name of the file as a message shows it.
func shortened(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return &fs.PathError{Op: e.Op, Path: echo.Short(e.Path, maxName), Err: e.Err}
	}
	return err
}

// universal makes all line ends newlines, as reading a text file in Python does.
var universal = strings.NewReplacer("\r\n", "\n", "\r", "\n")
