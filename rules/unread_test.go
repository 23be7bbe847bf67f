package rules_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/rules"
)

// unread is an error of reading at p.
func unread(kind field.Kind, p field.Path, related ...field.Path) error {
	return field.Errors{{Path: p, Kind: kind, Severity: field.SeverityError, Related: related}}
}

// TestUnreadRunTask is TestUnread for what depends on the launch, which may be what
// was not read.
func TestUnreadRunTask(t *testing.T) {
	const publicIP = "warning assign-public-ip-fargate " + vpc + "assignPublicIp"
	for _, tt := range []struct {
		name   string
		change runChange
		err    error
		want   string
	}{
		{"nothing", runBoth(launch(""), public), nil, publicIP},
		{"the launch type", runBoth(launch(""), public), unread(field.Invalid, "launchType"), "error  launchType"},
		{"the strategy", runBoth(launch(""), public), unread(field.Invalid, "capacityProviderStrategy"), "error  capacityProviderStrategy"},
		{"the count", runBoth(launch(""), public), unread(field.Invalid, "count"), "error  count; " + publicIP},
		{"the weight of a capacity provider", items(item("a", 0, 0), item("b", 0, 0)), unread(field.Invalid, "capacityProviderStrategy[1].weight"), "error  capacityProviderStrategy[1].weight"},
		{"the base of a capacity provider", items(item("a", 1, 0), item("b", 0, 0)), unread(field.Invalid, "capacityProviderStrategy[1].base"), "error  capacityProviderStrategy[1].base"},
		{"the network", runBoth(launch("FARGATE"), func(in *runInput) { in.NetworkConfiguration = nil }), unread(field.Invalid, "networkConfiguration"), "error  networkConfiguration"},
		{"a member of the network", runBoth(launch("FARGATE"), func(in *runInput) { in.NetworkConfiguration = &types.NetworkConfiguration{} }),
			unread(field.Unknown, "networkConfiguration.subnets", "networkConfiguration.awsvpcConfiguration.subnets"), "error  networkConfiguration.subnets"},
	} {
		in := validRun()
		tt.change(in)
		if got := describe(rules.Check(in, rules.Unread(tt.err))); got != tt.want {
			t.Errorf("%s:\ngot  %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

// TestUnread takes away the findings that a value would not have if all of it
// had been read.
func TestUnread(t *testing.T) {
	network := func(in *input) { in.NetworkConfiguration = &types.NetworkConfiguration{} }
	for _, tt := range []struct {
		name   string
		change change
		err    error
		want   string
	}{
		{"nothing", func(in *input) { in.TaskDefinition = nil }, nil, "error task-definition-required taskDefinition"},
		{"the member", func(in *input) { in.TaskDefinition = nil }, unread(field.Invalid, "taskDefinition"), "error  taskDefinition"},
		{"a member like it", func(in *input) { in.TaskDefinition = nil }, unread(field.Unknown, "taskDef", "taskDefinition"), "error  taskDef"},
		{"another member", func(in *input) { in.TaskDefinition = nil }, unread(field.Invalid, "task"), "error  task; error task-definition-required taskDefinition"},
		{"a member like one that is wrong", task("web:latest"), unread(field.Unknown, "taskDef", "taskDefinition"), "error  taskDef; error task-definition-revision taskDefinition"},
		{"a value that does not exist", func(in *input) { in.PropagateTags = "x" }, unread(field.Unknown, "propagateTags"), "error  propagateTags; error propagate-tags propagateTags"},
		{"a member given twice", task("web:latest"), unread(field.Duplicate, "taskDefinition"), "error  taskDefinition; error task-definition-revision taskDefinition"},
		{"all", func(in *input) { *in = input{} }, unread(field.Invalid, ""), "error"},
		{"a text", func(in *input) { *in = input{} }, errors.New("no JSON"), "error"},
		{"what holds it", tags(tag{}), unread(field.Invalid, "tags"), "error  tags"},
		{"what holds it, missing", network, unread(field.Unknown, "networkConfiguration.subnets", "networkConfiguration.awsvpcConfiguration.subnets"), "error  networkConfiguration.subnets"},
		{"what it is compared with", both(cluster("other"), instances(longARN)), unread(field.Invalid, "cluster"), "error  cluster"},
		{"what it is not compared with", both(cluster("other"), instances(longARN)), unread(field.Invalid, "group"), "error instance-cluster containerInstances[0]; error  group"},
		{"an element behind one that begins alike", tags(many(12, func(i int) tag {
			if i == 10 {
				return tag{}
			}
			return longTag(i)
		})...), unread(field.Invalid, "tags[1]"), "error  tags[1]; error tag-key-required tags[10].key"},
	} {
		in := valid()
		tt.change(in)
		opt := rules.Unread(tt.err)
		found := rules.Check(in, opt)
		if got := describe(found); got != tt.want {
			t.Errorf("%s:\ngot  %s\nwant %s", tt.name, got, tt.want)
		}
		if again := rules.Check(in, rules.Unread(nil), opt, nil); !slices.EqualFunc(found, again, func(a, b *field.Error) bool { return a.Error() == b.Error() }) {
			t.Errorf("%s: a second check finds\n%s", tt.name, describe(again))
		}
	}
	in := valid()
	in.TaskDefinition = nil
	two := rules.Check(in, rules.Unread(unread(field.Invalid, "taskDefinition")), rules.Unread(unread(field.Invalid, "group")))
	if got := describe(two); got != "error  group; error  taskDefinition" {
		t.Errorf("of two options: %s", got)
	}
}

// TestUnreadState holds that a part of an ordinary request that was not read draws no
// finding of the state: the rest is checked, but not against what the part may have
// said.
func TestUnreadState(t *testing.T) {
	checked := 0
	for _, o := range ordinaryScenes {
		s := ordinary()
		o.change(s)
		in := reflect.ValueOf(s.request()).Elem()
		if s.instances == nil {
			in.FieldByName("ClientToken").Set(reflect.ValueOf(new("9f1c")))
		}
		lose(in, "", func(p field.Path) {
			checked++
			found := rules.Check(in.Addr().Interface(), rules.Against(s.state), rules.Unread(unread(field.Invalid, p)))
			if got := describe(found); got != "error  "+string(p) {
				t.Errorf("%s, without %s:\n%v", o.name, p, found)
			}
		})
	}
	if checked < 500 {
		t.Errorf("only %d parts", checked)
	}
}

// lose unsets each part of v, one at a time, and calls visit with its path.
func lose(v reflect.Value, p field.Path, visit func(field.Path)) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.Elem().Kind() == reflect.Struct && !v.IsNil() {
			lose(v.Elem(), p, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			lose(v.Index(i), p.Index(i), visit)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			f, name := v.Field(i), v.Type().Field(i).Name
			if !v.Type().Field(i).IsExported() || f.IsZero() {
				continue
			}
			below := p.Child(strings.ToLower(name[:1]) + name[1:])
			lose(f, below, visit)
			old := reflect.New(f.Type()).Elem()
			old.Set(f)
			f.SetZero()
			visit(below)
			f.Set(old)
		}
	}
}
