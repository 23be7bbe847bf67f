package field_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/ecstask/ecstask/field"
)

func TestCollect(t *testing.T) {
	a, b := &field.Error{Path: "a", Kind: field.Invalid}, &field.Error{Path: "b", Kind: field.Unknown}
	other, syntax := errors.New("other"), fmt.Errorf("no JSON: %w", field.Syntax)
	for name, tt := range map[string]struct {
		err  error
		want string
	}{
		"nil":              {nil, ""},
		"a nil finding":    {(*field.Error)(nil), ""},
		"nil findings":     {field.Errors{nil, nil}, ""},
		"a finding":        {a, "a invalid"},
		"findings":         {field.Errors{a, nil, b}, "a invalid, b unknown"},
		"wrapped findings": {fmt.Errorf("reading: %w", field.Errors{b, a}), "b unknown, a invalid"},
		"another error":    {other, " invalid: other"},
		"a wrapped one":    {fmt.Errorf("reading: %w", a), "a invalid"},
		"a text":           {syntax, " syntax: no JSON: syntax"},
		"a mixture":        {errors.Join(a, syntax, errors.Join(field.Errors{b}, other)), "a invalid,  syntax: no JSON: syntax, b unknown,  invalid: other"},
	} {
		got := ""
		for i, e := range field.Collect(tt.err) {
			if i > 0 {
				got += ", "
			}
			got += string(e.Path) + " " + string(e.Kind)
			if e.Path == "" {
				got += ": " + e.Msg
				if e.Severity != field.SeverityError || !errors.Is(tt.err, e.Err) {
					t.Errorf("%s: %#v", name, e)
				}
			}
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
