// Package arn takes Amazon Resource Names apart.
package arn

import "strings"

// ID returns the id in the ARN of a task or container instance, or s itself if it
// is an id.
func ID(s string) string { return s[1+strings.LastIndexByte(s, '/'):] }
