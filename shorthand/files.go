package shorthand

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/echo"
	"github.com/ecstask/ecstask/internal/tree"
)

const (
	textFile  = "file://"
	bytesFile = "fileb://"
)

// fileReader reads the files that a text names. A nil one refuses.
type fileReader func(name string) ([]byte, error)

// value returns what stands behind text: the content of the file it names, or
// text itself.
func (read fileReader) value(text string) (tree.Kind, string, error) {
	if name, ok := strings.CutPrefix(text, bytesFile); ok {
		content, err := read.content(bytesFile, name)
		return tree.Bytes, string(content), err
	}
	if name, ok := strings.CutPrefix(text, textFile); ok {
		content, err := read.text(name)
		return tree.String, content, err
	}
	return tree.String, text, nil
}

// text returns the content of a text file, its lines ended by "\n" alone.
func (read fileReader) text(name string) (string, error) {
	content, err := read.content(textFile, name)
	if err != nil {
		return "", err
	}
	if !utf8.Valid(content) {
		return "", fileError(textFile, name, "is not UTF-8 text", "read bytes with fileb://", nil)
	}
	return newlines.Replace(string(content)), nil
}

var newlines = strings.NewReplacer("\r\n", "\n", "\r", "\n")

func (read fileReader) content(scheme, name string) ([]byte, error) {
	if read == nil {
		return nil, fileError(scheme, name, "names a file, but reading files is not enabled", "use the option WithFiles", nil)
	}
	content, err := read(name)
	if err != nil {
		return nil, fileError(scheme, name, "cannot be read: "+echo.Short(err.Error(), maxShown), "check the file", err)
	}
	if len(content) > tree.MaxSize {
		return nil, fileError(scheme, name, fmt.Sprintf("has more than %d bytes", tree.MaxSize), "use a smaller file", nil)
	}
	return content, nil
}

// maxShown is how many bytes of a file's name an error shows.
const maxShown = 300

func fileError(scheme, name, msg, hint string, err error) error {
	return &field.Error{
		Kind: field.Invalid, Severity: field.SeverityError, Err: err,
		Msg: echo.Short(scheme+name, maxShown) + " " + msg, Hint: hint,
	}
}
