package arn_test

import (
	"testing"

	"github.com/ecstask/ecstask/internal/arn"
)

func TestID(t *testing.T) {
	for s, want := range map[string]string{
		"arn:aws:ecs:us-east-1:123456789012:container-instance/prod/0123": "0123",
		"arn:aws:ecs:us-east-1:123456789012:container-instance/0123":      "0123",
		"0123": "0123",
		"":     "",
		"a/":   "",
	} {
		if got := arn.ID(s); got != want {
			t.Errorf("ID(%q) = %q", s, got)
		}
	}
}
