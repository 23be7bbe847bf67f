package main

import (
	"bytes"
	"strings"
	"testing"
)

// ecstask runs the command with args and an empty standard input.
func ecstask(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	status = run(t.Context(), args, strings.NewReader(""), &out, &err)
	return status, out.String(), err.String()
}
