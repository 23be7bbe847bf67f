package main

import (
	"cmp"
	"fmt"
	"os"
	"os/user"
	"strings"
	"unicode/utf8"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/echo"
	"github.com/ecstask/ecstask/internal/tree"
	"github.com/ecstask/ecstask/shorthand"
)

// readText returns the content of the file that a value names, which must be
// text: no request has bytes.
func readText(name string) ([]byte, error) {
	content, err := readFile(expand(name), shorthand.MaxSize)
	if err == nil {
		err = tree.CheckText(string(content))
	}
	return content, err
}

// expand replaces ~, ~user and the variables in the name of a file, as the AWS
// CLI does. Users that are unknown and variables that are not set stay.
func expand(name string) string {
	if rest, ok := strings.CutPrefix(name, "~"); ok {
		user, _, _ := strings.Cut(rest, "/")
		if home, err := homeOf(user); err == nil {
			name = cmp.Or(strings.TrimRight(home, "/")+rest[len(user):], "/")
		}
	}
	var b strings.Builder
	for {
		before, after, found := strings.Cut(name, "$")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		variable, rest := variableName(after)
		value, ok := os.LookupEnv(variable)
		if !ok {
			value = "$" + after[:len(after)-len(rest)]
		}
		b.WriteString(value)
		name = rest
	}
}

// homeOf returns the home directory of a user, whose name is empty for oneself.
func homeOf(name string) (string, error) {
	if name == "" {
		return os.UserHomeDir()
	}
	u, err := user.Lookup(name)
	if err != nil {
		return "", err
	}
	return u.HomeDir, nil
}

// variableName returns the NAME or {NAME} that s begins with, and what follows.
func variableName(s string) (name, rest string) {
	if inner, ok := strings.CutPrefix(s, "{"); ok {
		if name, rest, ok := strings.Cut(inner, "}"); ok {
			return name, rest
		}
		return "", s
	}
	rest = strings.TrimLeft(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")
	return s[:len(s)-len(rest)], rest
}

// content returns the value of an option that is no structure: itself, or the
// text of the file that it names, with that name. Only a document may be bytes.
func content(value string, document bool) (text, name string, err error) {
	name, isBytes := strings.CutPrefix(value, "fileb://")
	isText := false
	if !isBytes {
		name, isText = strings.CutPrefix(value, "file://")
	}
	switch {
	case isBytes && !document:
		return "", "", unreadable(echo.Short(value, maxName)+" is binary, but text is needed", "use file://")
	case !isText && !isBytes && !document && !utf8.ValidString(value):
		return "", "", unreadable("is not UTF-8 text", "")
	case !isText && !isBytes:
		return value, "", nil
	}
	name = expand(name)
	read, err := readFile(name, shorthand.MaxSize)
	switch {
	case err != nil:
	case isBytes:
		text, err = decode(read)
	case document:
		return string(read), name, nil
	default:
		text, err = universal.Replace(string(read)), tree.CheckText(string(read))
	}
	if err != nil {
		return "", "", unreadable(fmt.Sprintf("%s cannot be read: %v", echo.Short(value, maxName), err), "")
	}
	return text, name, nil
}

func unreadable(msg, hint string) error {
	return &field.Error{Kind: field.Invalid, Severity: field.SeverityError, Msg: msg, Hint: hint}
}
