package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// readFile reads the file behind file:// and fileb://.
func readFile(name string) ([]byte, error) { return os.ReadFile(expand(name)) }

// expand replaces ~ and the variables in the name of a file, as the AWS CLI
// does. Those that are not set stay.
func expand(name string) string {
	if rest, ok := strings.CutPrefix(name, "~"); ok && (rest == "" || rest[0] == '/') {
		if home, err := os.UserHomeDir(); err == nil {
			name = filepath.Join(home, rest)
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
// text of the file that it names, with that name.
func content(value string, bytes bool) (text, name string, err error) {
	name, ok := strings.CutPrefix(value, "file://")
	if !ok && strings.HasPrefix(value, "fileb://") {
		if !bytes {
			return "", "", errors.New("is bytes, where text is needed; use file://")
		}
		name, ok = value[len("fileb://"):], true
	}
	if !ok {
		name = ""
	} else {
		name = expand(name)
		read, err := os.ReadFile(name)
		if err != nil {
			return "", "", fmt.Errorf("the file cannot be read: %w", err)
		}
		value = universal.Replace(string(read))
	}
	if !utf8.ValidString(value) {
		return "", "", errors.New("is not UTF-8 text")
	}
	return value, name, nil
}
