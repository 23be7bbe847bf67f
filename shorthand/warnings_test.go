package shorthand_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/shorthand"
)

// TestWithWarnings reads enums that are empty, in every form of text.
func TestWithWarnings(t *testing.T) {
	strategy := func(args []string, opts ...shorthand.Option) error {
		_, err := shorthand.UnmarshalList[types.PlacementStrategy](args, opts...)
		return err
	}
	network := func(args []string, opts ...shorthand.Option) error {
		return shorthand.Unmarshal(args[0], new(types.NetworkConfiguration), opts...)
	}
	texts := func(args []string, opts ...shorthand.Option) error {
		_, err := shorthand.UnmarshalStrings(args, opts...)
		return err
	}
	for _, tt := range []struct {
		name string
		read func([]string, ...shorthand.Option) error
		args []string
		want string // the paths of the warnings
		errs string // and of the errors
	}{
		{"shorthand", network, []string{`awsvpcConfiguration={assignPublicIp=,subnets=[a]}`}, "awsvpcConfiguration.assignPublicIp ", ""},
		{"quotes", network, []string{`awsvpcConfiguration={assignPublicIp=""}`}, "awsvpcConfiguration.assignPublicIp ", ""},
		{"JSON", network, []string{`{"awsvpcConfiguration":{"assignPublicIp":""}}`}, "awsvpcConfiguration.assignPublicIp ", ""},
		{"no enum", network, []string{`awsvpcConfiguration={subnets=[""],assignPublicIp=ENABLED}`}, "", ""},
		{"with an error", network, []string{`awsvpcConfiguration={assignPublicIp="",subnet=a}`}, "awsvpcConfiguration.assignPublicIp ", "awsvpcConfiguration.subnet "},
		{"does not parse", network, []string{`awsvpcConfiguration={assignPublicIp=""`}, "", ""},
		{"arguments", strategy, []string{"type=spread", "type=,field=a", "type="}, "[1].type [2].type ", ""},
		{"arguments with errors", strategy, []string{"type=", "bogus=1", "type"}, "[0].type ", "[1] [2] "},
		{"a JSON list", strategy, []string{`[{"type":"spread"},{"type":""},{"type":5}]`}, "[1].type ", "[2].type "},
		{"texts", texts, []string{"", "a"}, "", ""},
	} {
		warnings := field.Findings{{Path: "before"}}
		err := tt.read(tt.args, shorthand.WithWarnings(&warnings))
		got, errs := "", ""
		for _, e := range warnings[1:] {
			got += string(e.Path) + " "
			if e.Severity != field.SeverityWarning {
				t.Errorf("%s: %v has severity %v", tt.name, e, e.Severity)
			}
		}
		for e := range field.All(err) {
			errs += string(e.Path) + " "
		}
		if got != tt.want || errs != tt.errs {
			t.Errorf("%s: warnings at %q, errors at %q: %v", tt.name, got, errs, err)
		}
		without := tt.read(tt.args)
		if (without == nil) != (err == nil) {
			t.Errorf("%s: %v without the option, %v with it", tt.name, without, err)
		}
	}
}
