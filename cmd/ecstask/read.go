package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/ecstask/ecstask/internal/echo"
)

// maxName is how many bytes of the name of a file a message shows.
const maxName = 300

// readFile returns the content of a file, or of a pipe or a device, that has at most
// limit bytes.
func readFile(name string, limit int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, shortened(err)
	}
	defer f.Close()
	content, err := readAll(f, limit)
	return content, shortened(err)
}

// readAll returns all that r has, and reads no further than the limit.
func readAll(r io.Reader, limit int64) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(r, limit+1))
	switch {
	case err != nil:
		return nil, err
	case int64(len(content)) > limit:
		return nil, fmt.Errorf("it is larger than the limit of %d bytes", limit)
	}
	return content, nil
}

// documentIn returns the content of a file, or of standard input, that has at most
// limit bytes.
func documentIn(name string, stdin io.Reader, limit int64) (content []byte, err error) {
	if name == "-" {
		content, err = readAll(stdin, limit)
	} else {
		content, err = readFile(name, limit)
	}
	if cause, ok := errors.AsType[*fs.PathError](err); ok {
		err = cause.Err
	}
	if err != nil {
		return nil, fmt.Errorf("cannot be read: %w", err)
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
