package rules_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecstask/ecstask/rules"
)

// TestValue holds what a finding shows of the value, by its rule.
func TestValue(t *testing.T) {
	for _, tt := range []struct {
		rule   string
		change change
		want   string
	}{
		{"cluster-name", cluster("a.b"), `"a.b"`},
		{"cluster-name", cluster(strings.Repeat("é", 200)), `"` + strings.Repeat("é", 60) + `"...`},
		{"cluster-empty", cluster(""), ""},
		{"stray-chars", cluster("web\r"), `"web\r"`},
		{"task-definition-revision", task("web:latest"), `"web:latest"`},
		{"instance-ec2-id", instances("i-0123456789abcdef0"), `"i-0123456789abcdef0"`},
		{"instance-duplicate", instances(instanceA, shortARN), `"` + instanceA + `"`},
		{"instances-count", instances(many(11, hexID)...), ""},
		{"started-by-length", startedBy(strings.Repeat("s", 37)), `"` + strings.Repeat("s", 37) + `"`},
		{"propagate-tags", func(in *input) { in.PropagateTags = "service" }, `"service"`},
		{"propagate-tags-service", func(in *input) { in.PropagateTags = "SERVICE" }, `"SERVICE"`},
		{"container-cpu", cpu(-1), "-1"},
		{"task-memory", taskSize("256", "1G"), `"1G"`},
		{"task-memory", taskSize("256", "٥١٢"), `"\u0665\u0661\u0662"`},
		{"tag-key-aws", tags(tag{Key: new("aws:x"), Value: new(marker)}), `"aws:x"`},
		{"tag-key-duplicate", tags(tag{Key: new("x")}, tag{Key: new("x")}), `"x"`},
		{"tag-value-length", tags(tag{Key: new("x"), Value: new(strings.Repeat(marker, 99))}), ""},
		{"tag-value-aws", tags(tag{Key: new("x"), Value: new("aws:" + marker)}), ""},
		{"tag-chars", tags(tag{Key: new("x"), Value: new("*" + marker)}), ""},
		{"env-name", environment(env("PASSWORD=" + marker)), ""},
		{"env-name-duplicate", environment(env("A"), env("A")), `"A"`},
		{"env-name-duplicate", environment(env("PASSWORD="+marker), env("PASSWORD="+marker)), ""},
		{"env-name-duplicate", environment(env("="+marker), env("="+marker)), ""},
		{"text-utf8", environment(variable{Name: new("A"), Value: new(marker + "\xff")}), ""},
		{"text-nul", app(func(c *container) { c.Command = []string{marker + "\x00"} }), ""},
		{"volume-size-minimum", bare("io1", func(v *volume) { v.SizeInGiB = new(int32(3)) }), "3"},
		{"volume-filesystem", ebs(func(v *volume) { v.FilesystemType = types.TaskFilesystemType("zfs") }), `"zfs"`},
	} {
		in := valid()
		tt.change(in)
		n := 0
		for _, e := range rules.Check(in) {
			if e.Rule == tt.rule {
				n++
				if e.Value != tt.want {
					t.Errorf("%s shows %s, want %s", e.Rule, e.Value, tt.want)
				}
			}
			checkSecret(t, e.Rule, e.Error())
		}
		if n == 0 {
			t.Errorf("%s finds nothing", tt.rule)
		}
	}
}
