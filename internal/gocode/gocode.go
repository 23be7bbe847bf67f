// Package gocode writes Go programs that build a request.
package gocode

import (
	"bytes"
	"fmt"
	"go/format"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/aws/smithy-go"
	"github.com/ecstask/ecstask/internal/ptr"
	"github.com/ecstask/ecstask/internal/request"
	"github.com/ecstask/ecstask/internal/wire"
	"github.com/ecstask/ecstask/netconfig"
	"github.com/ecstask/ecstask/overrides"
)

// Change is what a program does to a rule: Option is the name of the function of
// package rules.
type Change struct{ Option, ID string }

// operations have what differs between their programs.
var operations = map[*request.Operation]struct {
	pkg   string // which has New, From and JSON
	input func(*request.Request) any
	calls func(*program, *request.Request) // for the members that the operation alone has
}{
	request.StartTask: {"starttask", func(r *request.Request) any { return r.StartTask() }, func(*program, *request.Request) {}},
	request.RunTask:   {"runtask", func(r *request.Request) any { return r.RunTask() }, (*program).launch},
}

// Program returns the Go code of a program that builds r, a request for op, with
// rules changed, and prints its JSON. Where the builders cannot say a part exactly,
// it is a literal of the SDK's types.
func Program(op *request.Operation, r *request.Request, changes []Change) ([]byte, error) {
	o := operations[op]
	p := program{imports: map[string]bool{"fmt": true, "log": true, module + o.pkg: true}}
	if !sayable(r) {
		p.chain = o.pkg + ".From(" + p.literal(o.input(r)) + ")"
	} else {
		p.chain = o.pkg + ".New(" + strings.Join(append(quoted(*r.TaskDefinition), quoted(r.ContainerInstances...)...), ", ") + ")"
		o.calls(&p, r)
		p.members(r)
	}
	for _, c := range changes {
		p.call("WithRules", p.pkg("rules")+"."+c.Option+"("+strconv.Quote(c.ID)+")")
	}
	var b bytes.Buffer
	fmt.Fprintln(&b, "package main\n\nimport (")
	for _, path := range p.sortedImports() {
		fmt.Fprintln(&b, path)
	}
	fmt.Fprintf(&b, ")\n\nfunc main() {\nin, err := %s.\nBuild()\nif err != nil {\nlog.Fatal(err)\n}\n", p.chain)
	fmt.Fprintf(&b, "text, err := %s.JSON(in)\nif err != nil {\nlog.Fatal(err)\n}\nfmt.Println(string(text))\n}\n", o.pkg)
	return format.Source(b.Bytes())
}

const module = "github.com/ecstask/ecstask/"

// program is a Go program in the making.
type program struct {
	imports map[string]bool
	chain   string // the builder and its calls
}

// pkg imports the package of this module with the given name.
func (p *program) pkg(name string) string {
	p.imports[module+name] = true
	return name
}

// sortedImports returns the lines of the import declaration: the standard
// library, a blank line, and the others.
func (p *program) sortedImports() []string {
	std, others := []string{}, []string{""}
	for _, path := range slices.Sorted(maps.Keys(p.imports)) {
		if strings.Contains(path, ".") {
			others = append(others, strconv.Quote(path))
		} else {
			std = append(std, strconv.Quote(path))
		}
	}
	return append(std, others...)
}

func (p *program) call(method string, args ...string) {
	p.chain += ".\n" + method + "(" + strings.Join(args, ", ") + ")"
}

// text adds a call with a text that may be nil.
func (p *program) text(method string, value *string) {
	if value != nil {
		p.call(method, strconv.Quote(*value))
	}
}

// members adds the calls for the members that all operations have.
func (p *program) members(in *request.Request) {
	p.text("WithCluster", in.Cluster)
	p.text("WithGroup", in.Group)
	p.text("WithStartedBy", in.StartedBy)
	p.text("WithReferenceID", in.ReferenceId)
	if in.EnableECSManagedTags {
		p.call("WithManagedTags", "true")
	}
	if in.EnableExecuteCommand {
		p.call("WithExecuteCommand", "true")
	}
	if in.PropagateTags != "" {
		p.call("WithPropagateTags", strconv.Quote(string(in.PropagateTags)))
	}
	p.tags(in.Tags)
	p.network(in.NetworkConfiguration)
	p.overrides(in.Overrides)
	p.volumes(in.VolumeConfigurations)
}

func (p *program) tags(tags []types.Tag) {
	plain := len(tags) > 0 && !slices.ContainsFunc(tags, func(t types.Tag) bool { return t.Key == nil || t.Value == nil })
	switch {
	case tags == nil:
	case plain:
		for _, t := range tags {
			p.call("WithTag", quoted(*t.Key, *t.Value)...)
		}
	default:
		p.call("WithTags", p.literals(tags)...)
	}
}

func (p *program) network(in *types.NetworkConfiguration) {
	if in == nil {
		return
	}
	if a := in.AwsvpcConfiguration; a != nil {
		c := netconfig.New(a.Subnets...)
		code := p.pkg("netconfig") + ".New(" + strings.Join(quoted(a.Subnets...), ", ") + ")"
		if a.SecurityGroups != nil {
			c = c.WithSecurityGroups(a.SecurityGroups...)
			code += ".\nWithSecurityGroups(" + strings.Join(quoted(a.SecurityGroups...), ", ") + ")"
		}
		if a.AssignPublicIp != "" {
			public := a.AssignPublicIp == types.AssignPublicIpEnabled
			c = c.WithPublicIP(public)
			code += fmt.Sprintf(".\nWithPublicIP(%t)", public)
		}
		if same(c.Unchecked(), in) {
			p.call("WithNetwork", code)
			return
		}
		delete(p.imports, module+"netconfig")
	}
	p.call("WithNetworkConfiguration", p.literal(in))
}

func (p *program) overrides(in *types.TaskOverride) {
	if in == nil {
		return
	}
	t, code := p.task(in)
	if same(t.Unchecked(), in) {
		p.pkg("overrides")
		p.call("WithOverrides", code)
		return
	}
	p.call("WithTaskOverride", p.literal(in))
}

// task returns the builder of in and the code that makes it.
func (p *program) task(in *types.TaskOverride) (overrides.Task, string) {
	t := overrides.New()
	code := "overrides.New("
	for i := range in.ContainerOverrides {
		c, containerCode := container(&in.ContainerOverrides[i])
		t = t.WithContainers(c)
		code += "\n" + containerCode + ","
	}
	if len(in.ContainerOverrides) > 0 {
		code += "\n"
	}
	code += ")"
	for _, m := range []struct {
		method string
		value  *string
		with   func(overrides.Task, string) overrides.Task
	}{
		{"WithCPU", in.Cpu, overrides.Task.WithCPU},
		{"WithMemory", in.Memory, overrides.Task.WithMemory},
		{"WithTaskRole", in.TaskRoleArn, overrides.Task.WithTaskRole},
		{"WithExecutionRole", in.ExecutionRoleArn, overrides.Task.WithExecutionRole},
	} {
		if m.value != nil {
			t = m.with(t, *m.value)
			code += ".\n" + m.method + "(" + strconv.Quote(*m.value) + ")"
		}
	}
	if in.EphemeralStorage != nil {
		t = t.WithEphemeralStorage(in.EphemeralStorage.SizeInGiB)
		code += fmt.Sprintf(".\nWithEphemeralStorage(%d)", in.EphemeralStorage.SizeInGiB)
	}
	return t, code
}

// container returns the builder of in and the code that makes it.
func container(in *types.ContainerOverride) (overrides.Container, string) {
	c := overrides.ForContainer(ptr.Value(in.Name))
	code := "overrides.ForContainer(" + strconv.Quote(ptr.Value(in.Name)) + ")"
	add := func(method string, args ...string) { code += ".\n" + method + "(" + strings.Join(args, ", ") + ")" }
	if in.Command != nil {
		c = c.WithCommand(in.Command...)
		add("WithCommand", quoted(in.Command...)...)
	}
	for _, e := range in.Environment {
		c = c.WithEnv(ptr.Value(e.Name), ptr.Value(e.Value))
		add("WithEnv", quoted(ptr.Value(e.Name), ptr.Value(e.Value))...)
	}
	for _, f := range in.EnvironmentFiles {
		c = c.WithEnvFile(ptr.Value(f.Value))
		add("WithEnvFile", quoted(ptr.Value(f.Value))...)
	}
	for _, m := range []struct {
		method string
		value  *int32
		with   func(overrides.Container, int32) overrides.Container
	}{
		{"WithCPU", in.Cpu, overrides.Container.WithCPU},
		{"WithMemory", in.Memory, overrides.Container.WithMemory},
		{"WithMemoryReservation", in.MemoryReservation, overrides.Container.WithMemoryReservation},
	} {
		if m.value != nil {
			c = m.with(c, *m.value)
			add(m.method, strconv.Itoa(int(*m.value)))
		}
	}
	if r := in.ResourceRequirements; len(r) == 1 && r[0].Type == types.ResourceTypeGpu {
		if n, err := strconv.Atoi(ptr.Value(r[0].Value)); err == nil {
			c = c.WithGPUs(n)
			add("WithGPUs", strconv.Itoa(n))
		}
	}
	return c, code
}

// sayable reports whether the methods of a builder can say r. A text that is there
// and empty cannot be said, nor can such a list: the methods leave both out.
func sayable(r *request.Request) bool {
	for _, text := range []*string{r.TaskDefinition, r.Cluster, r.Group, r.StartedBy, r.ReferenceId, r.PlatformVersion, r.ClientToken} {
		if text != nil && *text == "" {
			return false
		}
	}
	return r.TaskDefinition != nil && !empty(r.ContainerInstances) && !empty(r.Tags) && !empty(r.VolumeConfigurations) &&
		!empty(r.CapacityProviderStrategy) && !empty(r.PlacementConstraints) && !empty(r.PlacementStrategy)
}

// empty reports whether list is there, without elements.
func empty[T any](list []T) bool { return list != nil && len(list) == 0 }

// same reports whether a and b are the same on the wire.
func same(a, b smithy.Serializable) bool { return bytes.Equal(wire.Encode(a), wire.Encode(b)) }

func quoted(texts ...string) []string {
	list := make([]string, len(texts))
	for i, s := range texts {
		list[i] = strconv.Quote(s)
	}
	return list
}
