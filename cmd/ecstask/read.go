package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/ecstask/ecstask/internal/echo"
	"github.com/ecstask/ecstask/shorthand"
)

// maxValues is how many values a text may have, those of YAML aliases included.
const maxValues = 1 << 17

// maxName is how many bytes of the name of a file a message shows.
const maxName = 300

var (
	errTooLarge      = fmt.Errorf("it is larger than the limit of %d bytes", shorthand.MaxSize)
	errTooManyValues = fmt.Errorf("it has more values than the limit of %d", maxValues)
)

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

// checkText refuses what no value and no document can be, before anything is
// made of it.
func checkText(content []byte) error {
	values, quotes := 0, 0
	for _, c := range content {
		switch c {
		case ',', '[', '{', '\n', '&', '*', '!': // what a value of JSON or YAML begins with, or follows
			values++
		case '"', '\'':
			quotes++
		}
	}
	switch {
	case !utf8.Valid(content):
		return errors.New("it is not UTF-8 text: save it as such")
	case max(values, quotes/4) > maxValues: // a name and a value have four quotes
		return errTooManyValues
	}
	return nil
}

// universal makes all line ends newlines, as reading a text file in Python does.
var universal = strings.NewReplacer("\r\n", "\n", "\r", "\n")
