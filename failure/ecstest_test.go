package failure_test

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
	"github.com/ecstask/ecstask/failure"
	"github.com/ecstask/ecstask/field"
)

// TestEcstestIsExplained reads every message with which ecstest refuses StartTask
// and RunTask from its source: a new one needs an explanation here.
func TestEcstestIsExplained(t *testing.T) {
	otherOperations := []string{"list.go", "describe.go", "stop.go"}
	files, err := filepath.Glob("../ecstest/*.go")
	if err != nil {
		t.Fatal(err)
	}
	src := source{constants: make(map[string]string)}
	for _, name := range files {
		if base := filepath.Base(name); strings.HasSuffix(base, "_test.go") || slices.Contains(otherOperations, base) {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		src.files = append(src.files, file)
	}
	refusals := src.refusals()
	if len(refusals) < 40 {
		t.Fatalf("found only %d refusals", len(refusals))
	}
	for _, o := range refusals {
		if !slices.ContainsFunc([]string{"app", "instanceId", "instanceIds", "launch type"}, func(word string) bool {
			filled := o
			filled.Message = strings.NewReplacer("%s", word, "%d", "10", "%q", `"x"`, "%v", "x").Replace(o.Message)
			r, ok := failure.Refused(filled.error())
			return ok && r.Meaning != "" && r.Advice != ""
		}) {
			t.Errorf("not explained: %s: %s", o.Code, o.Message)
		}
	}
}

// source is a part of the source of a package.
type source struct {
	files     []*ast.File
	constants map[string]string
}

// refusals returns the code and the format of each refusal: a call of one of the
// four functions that make them, or a literal with both.
func (s *source) refusals() (list []observed) {
	s.inspect(func(n ast.Node) {
		if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Names) == len(spec.Values) {
			for i, name := range spec.Names {
				if value := s.text(spec.Values[i]); value != "" {
					s.constants[name.Name] = value
				}
			}
		}
	})
	s.inspect(func(n ast.Node) {
		switch n := n.(type) {
		case *ast.CallExpr:
			name, _ := n.Fun.(*ast.Ident)
			if name == nil || len(n.Args) == 0 {
				return
			}
			first := s.text(n.Args[0])
			switch name.Name {
			case "invalid":
				list = append(list, observed{Code: "InvalidParameterException", Message: first})
			case "clientError":
				list = append(list, observed{Code: "ClientException", Message: first})
			case "unsupported":
				list = append(list, observed{Code: "UnsupportedFeatureException", Message: first})
			case "refuse":
				if first != "" && s.text(n.Args[1]) != "" { // one is not inside the other three
					list = append(list, observed{Code: first, Message: s.text(n.Args[1])})
				}
			}
		case *ast.CompositeLit:
			var o observed
			for _, e := range n.Elts {
				if kv, ok := e.(*ast.KeyValueExpr); ok {
					switch name, _ := kv.Key.(*ast.Ident); {
					case name != nil && strings.EqualFold(name.Name, "code"):
						o.Code = s.text(kv.Value)
					case name != nil && strings.EqualFold(name.Name, "message"):
						o.Message = s.text(kv.Value)
					}
				}
			}
			if o.Code != "" {
				list = append(list, o)
			}
		}
	})
	return list
}

func (s *source) inspect(f func(ast.Node)) {
	for _, file := range s.files {
		ast.Inspect(file, func(n ast.Node) bool { f(n); return true })
	}
}

// text returns the value of a string literal, or of a constant that is one.
func (s *source) text(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if value, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
			return value
		}
	case *ast.Ident:
		return s.constants[e.Name]
	}
	return ""
}

// TestEcstestRefuses sends requests that ecstest refuses, and finds the mistake in
// each where it is.
func TestEcstestRefuses(t *testing.T) {
	server := ecstest.NewServer()
	defer server.Close()
	instance := server.AddInstance("default")
	server.AddTaskDefinition("web")
	server.AddTaskDefinition("vpc", func(d *types.TaskDefinition) { d.NetworkMode = types.NetworkModeAwsvpc })
	client := server.Client(func(o *ecs.Options) { o.Retryer = aws.NopRetryer{} })
	network := func(edit func(*types.AwsVpcConfiguration)) *types.NetworkConfiguration {
		vpc := &types.AwsVpcConfiguration{Subnets: []string{"subnet-0123456789abcdef0"}}
		edit(vpc)
		return &types.NetworkConfiguration{AwsvpcConfiguration: vpc}
	}
	asIs := func(*types.AwsVpcConfiguration) {}
	named := func(names ...string) *types.TaskOverride {
		o := new(types.TaskOverride)
		for _, name := range names {
			o.ContainerOverrides = append(o.ContainerOverrides, types.ContainerOverride{Name: &name})
		}
		return o
	}
	for _, tt := range []struct {
		name string
		edit func(*ecs.RunTaskInput)
		want field.Path
	}{
		{"no network", func(in *ecs.RunTaskInput) { in.TaskDefinition = aws.String("vpc") }, "networkConfiguration"},
		{"a network", func(in *ecs.RunTaskInput) { in.NetworkConfiguration = network(asIs) }, "networkConfiguration"},
		{"no subnets", func(in *ecs.RunTaskInput) {
			in.TaskDefinition = aws.String("vpc")
			in.NetworkConfiguration = network(func(vpc *types.AwsVpcConfiguration) { vpc.Subnets = []string{} })
		}, "networkConfiguration.awsvpcConfiguration.subnets"},
		{"a public address", func(in *ecs.RunTaskInput) {
			in.TaskDefinition = aws.String("vpc")
			in.NetworkConfiguration = network(func(vpc *types.AwsVpcConfiguration) { vpc.AssignPublicIp = types.AssignPublicIpEnabled })
		}, "networkConfiguration.awsvpcConfiguration.assignPublicIp"},
		{"a container that is not there", func(in *ecs.RunTaskInput) { in.Overrides = named("app", "django") }, "overrides.containerOverrides[1]"},
		{"a container without a name", func(in *ecs.RunTaskInput) {
			in.Overrides = &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{{Command: []string{"x"}}}}
		}, "overrides.containerOverrides"},
		{"long overrides", func(in *ecs.RunTaskInput) {
			in.Overrides = named("app")
			in.Overrides.ContainerOverrides[0].Command = []string{strings.Repeat("x", 9000)}
		}, "overrides"},
		{"no such task definition", func(in *ecs.RunTaskInput) { in.TaskDefinition = aws.String("web:9") }, "taskDefinition"},
		{"latest", func(in *ecs.RunTaskInput) { in.TaskDefinition = aws.String("web:latest") }, "taskDefinition"},
		{"no such cluster", func(in *ecs.RunTaskInput) { in.Cluster = aws.String("nowhere") }, "cluster"},
		{"a group of services", func(in *ecs.RunTaskInput) { in.Group = aws.String("service:web") }, "group"},
		{"a long startedBy", func(in *ecs.RunTaskInput) { in.StartedBy = aws.String(strings.Repeat("x", 200)) }, "startedBy"},
		{"a tag", func(in *ecs.RunTaskInput) { in.Tags = []types.Tag{{Key: aws.String("a[b]"), Value: aws.String("")}} }, "tags"},
		{"a role", func(in *ecs.RunTaskInput) { in.EnableExecuteCommand = true }, "enableExecuteCommand"},
		{"a volume", func(in *ecs.RunTaskInput) {
			in.VolumeConfigurations = []types.TaskVolumeConfiguration{{Name: aws.String("data")}}
		}, "volumeConfigurations"},
		{"a size", func(in *ecs.RunTaskInput) { in.Overrides = &types.TaskOverride{Cpu: aws.String("much")} }, "overrides.cpu"},
	} {
		in := &ecs.RunTaskInput{TaskDefinition: aws.String("web")}
		tt.edit(in)
		_, runErr := client.RunTask(context.Background(), in)
		start := &ecs.StartTaskInput{
			Cluster: in.Cluster, TaskDefinition: in.TaskDefinition, ContainerInstances: []string{instance}, Overrides: in.Overrides,
			NetworkConfiguration: in.NetworkConfiguration, Group: in.Group, StartedBy: in.StartedBy, Tags: in.Tags,
			EnableExecuteCommand: in.EnableExecuteCommand, VolumeConfigurations: in.VolumeConfigurations,
		}
		_, startErr := client.StartTask(context.Background(), start)
		for operation, err := range map[string]error{"RunTask": runErr, "StartTask": startErr} {
			r, ok := failure.Refused(err)
			if !ok {
				t.Errorf("%s of %s: %v", operation, tt.name, err)
				continue
			}
			if r = r.In(in); r.Path != tt.want || r.Meaning == "" {
				t.Errorf("%s of %s: %v, want it at %s", operation, tt.name, r, tt.want)
			}
		}
	}

	for n, fault := range []ecstest.Fault{ecstest.Throttle("StartTask"), ecstest.ThrottleEC2("StartTask"), ecstest.ServerError("StartTask", false)} {
		server.Inject(fault)
		_, err := client.StartTask(context.Background(), &ecs.StartTaskInput{TaskDefinition: aws.String("web"), ContainerInstances: []string{instance}})
		r, ok := failure.Refused(err)
		if want := []failure.Retry{failure.RetrySoon, failure.RetrySoon, failure.RetryUnknown}[n]; !ok || r.Meaning == "" || r.Retry != want {
			t.Errorf("%s: %v, retry %v, want %v", fault.Message, r, fmt.Sprint(r.Retry), want)
		}
	}
}
