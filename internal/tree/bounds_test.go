package tree_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/internal/tree"
)

func TestCheckSize(t *testing.T) {
	if err := tree.CheckSize(tree.MaxSize); err != nil {
		t.Error(err)
	}
	err := tree.CheckSize(tree.MaxSize + 1)
	if e, ok := errors.AsType[*field.Error](err); !ok || e.Kind != field.TooLong || e.Severity != field.SeverityError ||
		e.Msg != "is 2097153 bytes long, but at most 2097152 are allowed" {
		t.Errorf("%#v", err)
	}
}

func TestCheckText(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       error
	}{
		{"nothing", "", nil},
		{"text", `{"a": [1, 'é']}`, nil},
		{"not UTF-8", "a\xff", tree.ErrUTF8},
		{"half a character", "é"[:1], tree.ErrUTF8},
		{"as many commas as are read", strings.Repeat(",", tree.MaxValues), nil},
		{"one comma more", strings.Repeat(",", tree.MaxValues+1), tree.ErrValues},
		{"lists", strings.Repeat("[", tree.MaxValues+1), tree.ErrValues},
		{"objects", strings.Repeat("{", tree.MaxValues+1), tree.ErrValues},
		{"lines", strings.Repeat("-\n", tree.MaxValues+1), tree.ErrValues},
		{"anchors, aliases and tags", strings.Repeat("&*!", tree.MaxValues/3+1), tree.ErrValues},
		{"names and values in quotes", strings.Repeat(`"":''`, tree.MaxValues+1), tree.ErrValues},
		{"as many quotes as are read", strings.Repeat(`"`, 4*tree.MaxValues+3), nil},
		{"one quote more", strings.Repeat(`"`, 4*tree.MaxValues+4), tree.ErrValues},
		{"long text", strings.Repeat("a ", tree.MaxValues+1), nil},
	} {
		if err := tree.CheckText(tt.text); err != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	if got := tree.ErrValues.Error(); got != "it has more values than the limit of 32768" {
		t.Error(got)
	}
}
