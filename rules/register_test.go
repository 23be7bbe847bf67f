package rules_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/ecstask/ecstask/fargate"
	"github.com/ecstask/ecstask/rules"
)

type registration = ecs.RegisterTaskDefinitionInput

// validDefinition returns a task definition for Fargate without a finding.
func validDefinition() *registration {
	return &registration{
		Family: new("web"), NetworkMode: types.NetworkModeAwsvpc, Cpu: new("512"), Memory: new("1 GB"),
		RequiresCompatibilities: []types.Compatibility{types.CompatibilityFargate},
		ExecutionRoleArn:        new(roleARN), TaskRoleArn: new("task-role"),
		ContainerDefinitions: []types.ContainerDefinition{
			{
				Name: new("app"), Image: new("nginx"), Cpu: 256, Memory: new(int32(512)), MemoryReservation: new(int32(256)),
				LogConfiguration: &types.LogConfiguration{LogDriver: types.LogDriverAwslogs}, Secrets: []types.Secret{{Name: new("PASSWORD"), ValueFrom: new("/db")}},
			},
			{Name: new("sidecar"), Image: new("envoy")},
		},
		Volumes: []types.Volume{{Name: new("data"), ConfiguredAtLaunch: new(true)}, {}},
	}
}

func registering(change func(in *registration, app *types.ContainerDefinition)) func(*registration) {
	return func(in *registration) { change(in, &in.ContainerDefinitions[0]) }
}

// forEC2 makes the task definition one for container instances, without a size.
func forEC2(in *registration) {
	in.RequiresCompatibilities, in.NetworkMode, in.Cpu, in.Memory = nil, "", nil, nil
	in.ContainerDefinitions[1].MemoryReservation = new(int32(64))
}

type registerRow = rowOf[registration]

var registerCases = []casesOf[registration]{
	{"register-family-required", []registerRow{
		{"given", func(*registration) {}, ""},
		{"missing", func(in *registration) { in.Family = nil }, "error register-family-required family"},
	}},
	{"register-family", []registerRow{
		{"255 characters", func(in *registration) { in.Family = new(strings.Repeat("f", 255)) }, ""},
		{"256 characters", func(in *registration) { in.Family = new(strings.Repeat("f", 256)) }, "error register-family family"},
		{"with a revision", func(in *registration) { in.Family = new("web:7") }, "error register-family family"},
		{"empty, for which there is another rule", func(in *registration) { in.Family = new("") }, "error register-family-required family"},
	}},
	{"register-containers-required", []registerRow{
		{"one", func(in *registration) { in.ContainerDefinitions = in.ContainerDefinitions[:1] }, ""},
		{"none", func(in *registration) { in.ContainerDefinitions = nil }, "error register-containers-required containerDefinitions"},
	}},
	{"register-container-name-duplicate", []registerRow{
		{"another case", func(in *registration) { in.ContainerDefinitions[1].Name = new("App") }, ""},
		{"the same", func(in *registration) { in.ContainerDefinitions[1].Name = new("app") }, "error register-container-name-duplicate containerDefinitions[1].name"},
	}},
	{"register-container-name-required", []registerRow{
		{"given", func(*registration) {}, ""},
		{"missing", registering(func(_ *registration, c *types.ContainerDefinition) { c.Name = nil }), "error register-container-name-required containerDefinitions[0].name"},
	}},
	{"register-container-name", []registerRow{
		{"a hyphen", registering(func(_ *registration, c *types.ContainerDefinition) { c.Name = new("my-app_2") }), ""},
		{"a dot", registering(func(_ *registration, c *types.ContainerDefinition) { c.Name = new("my.app") }), "error register-container-name containerDefinitions[0].name"},
	}},
	{"register-memory-required", []registerRow{
		{"of the task", func(*registration) {}, ""},
		{"of the containers", forEC2, ""},
		{"none", func(in *registration) { forEC2(in); in.ContainerDefinitions[1].MemoryReservation = nil }, "error register-memory-required containerDefinitions[1].memory"},
	}},
	{"register-container-memory-task", []registerRow{
		{"as much", registering(func(_ *registration, c *types.ContainerDefinition) { c.Memory = new(int32(1024)) }), ""},
		{"more", registering(func(_ *registration, c *types.ContainerDefinition) { c.Memory = new(int32(1025)) }), "error register-container-memory-task containerDefinitions[0].memory"},
		{"more, and a cpu that cannot be read", registering(func(in *registration, c *types.ContainerDefinition) { in.Cpu, c.Memory = new("half"), new(int32(1025)) }),
			"error register-container-memory-task containerDefinitions[0].memory; error register-cpu cpu"},
	}},
	{"register-containers-cpu-sum", []registerRow{
		{"as much", func(in *registration) { in.ContainerDefinitions[1].Cpu = 256 }, ""},
		{"more", func(in *registration) { in.ContainerDefinitions[1].Cpu = 257 }, "error register-containers-cpu-sum containerDefinitions"},
		{"more, on EC2, whose sizes are any", func(in *registration) {
			forEC2(in)
			in.Cpu, in.Memory, in.ContainerDefinitions[1].Cpu = new("300"), new("700"), 300
		}, "error register-containers-cpu-sum containerDefinitions"},
		{"more, and a memory that cannot be read", func(in *registration) { in.Memory, in.ContainerDefinitions[1].Cpu = new("1G"), 257 }, "error register-containers-cpu-sum containerDefinitions; error register-memory memory"},
	}},
	{"register-containers-memory-sum", []registerRow{
		{"as much", func(in *registration) { in.ContainerDefinitions[1].Memory = new(int32(768)) }, ""},
		{"more", func(in *registration) { in.ContainerDefinitions[1].Memory = new(int32(769)) }, "warning register-containers-memory-sum containerDefinitions"},
		{"one that is alone more, for which there is another rule", func(in *registration) { in.ContainerDefinitions[1].Memory = new(int32(1025)) }, "error register-container-memory-task containerDefinitions[1].memory"},
		{"one that is alone more, before a small one", func(in *registration) {
			in.ContainerDefinitions[0].Memory, in.ContainerDefinitions[1].Memory = new(int32(1025)), new(int32(900))
		}, "error register-container-memory-task containerDefinitions[0].memory"},
		{"one that is alone as much, and another", func(in *registration) { in.ContainerDefinitions[1].Memory = new(int32(1024)) }, "warning register-containers-memory-sum containerDefinitions"},
		{"a task whose memory cannot be read, for which there is another rule", registering(func(in *registration, c *types.ContainerDefinition) { in.Memory, c.Memory = new("1G"), nil }), "error register-memory memory"},
	}},
	{"register-cpu", []registerRow{
		{"vCPU", func(in *registration) { in.Cpu = new(".5 vCPU") }, ""},
		{"half", func(in *registration) { in.Cpu = new("half") }, "error register-cpu cpu"},
	}},
	{"register-memory", []registerRow{
		{"MiB", func(in *registration) { in.Memory = new("1024") }, ""},
		{"1G", func(in *registration) { in.Memory = new("1G") }, "error register-memory memory"},
	}},
	{"register-fargate-size-required", []registerRow{
		{"EC2", forEC2, ""},
		{"no cpu", func(in *registration) { in.Cpu = nil }, "error register-fargate-size-required cpu"},
		{"no memory", func(in *registration) { in.Memory = nil; in.ContainerDefinitions[1].Memory = new(int32(64)) }, "error register-fargate-size-required memory"},
	}},
	{"register-fargate-size", []registerRow{
		{"another size", func(in *registration) { in.Memory = new("4096") }, ""},
		{"any size on EC2", func(in *registration) { forEC2(in); in.Cpu, in.Memory = new("300"), new("700") }, ""},
		{"none", func(in *registration) { in.Memory = new("5120") }, "error register-fargate-size memory"},
		{"vCPU and GB, less than the containers have", func(in *registration) { in.Cpu, in.Memory = new("1"), new("2") }, "error register-fargate-size memory"},
		{"none, less than the containers reserve", func(in *registration) { in.Memory, in.ContainerDefinitions[1].Memory = new("512"), new(int32(300)) }, "error register-fargate-size memory"},
		{"none of Windows", func(in *registration) {
			in.RuntimePlatform = &types.RuntimePlatform{OperatingSystemFamily: types.OSFamilyWindowsServer2025Core}
		}, "error register-fargate-size memory"},
		{"none, with the most cpu that is known", func(in *registration) { in.Cpu = new("32768") }, "error register-fargate-size memory"},
		{"more cpu, which may be new", func(in *registration) { in.Cpu = new("65536") }, ""},
	}},
	{"register-network-mode", []registerRow{
		{"EC2", forEC2, ""},
		{"bridge", func(in *registration) { in.NetworkMode = types.NetworkModeBridge }, "error register-network-mode networkMode"},
		{"left out", func(in *registration) { in.NetworkMode = "" }, "error register-network-mode networkMode"},
	}},
	{"register-role", []registerRow{
		{"none", func(in *registration) { in.TaskRoleArn = nil }, ""},
		{"a user", func(in *registration) { in.TaskRoleArn = new("arn:aws:iam::123456789012:user/u") }, "error register-role taskRoleArn"},
		{"a user as execution role", func(in *registration) { in.ExecutionRoleArn = new("arn:aws:iam::123456789012:user/u") }, "error register-role executionRoleArn"},
	}},
	{"register-execution-role-awslogs", []registerRow{
		{"another driver", registering(func(in *registration, c *types.ContainerDefinition) {
			in.ExecutionRoleArn, c.LogConfiguration.LogDriver, c.Secrets = nil, types.LogDriverSplunk, nil
		}), ""},
		{"none", registering(func(in *registration, c *types.ContainerDefinition) { in.ExecutionRoleArn, c.Secrets = nil, nil }), "error register-execution-role-awslogs executionRoleArn"},
		{"none, for secrets as well", registering(func(in *registration, c *types.ContainerDefinition) {
			in.ExecutionRoleArn, c.Secrets = nil, []types.Secret{{Name: new("PASSWORD")}}
		}), "error register-execution-role-awslogs executionRoleArn"},
	}},
	{"register-execution-role-secrets", []registerRow{
		{"no secrets", registering(func(in *registration, c *types.ContainerDefinition) {
			forEC2(in)
			in.ExecutionRoleArn, c.Secrets = nil, nil
		}), ""},
		{"none", registering(func(in *registration, _ *types.ContainerDefinition) { forEC2(in); in.ExecutionRoleArn = nil }), "warning register-execution-role-secrets executionRoleArn"},
		{"none, for two containers", registering(func(in *registration, c *types.ContainerDefinition) {
			forEC2(in)
			in.ExecutionRoleArn, in.ContainerDefinitions[1].Secrets = nil, c.Secrets
		}), "warning register-execution-role-secrets executionRoleArn"},
	}},
	{"register-volume-name", []registerRow{
		{"not configured at launch", func(in *registration) { in.Volumes = []types.Volume{{}} }, ""},
		{"missing", func(in *registration) { in.Volumes[0].Name = nil }, "error register-volume-name volumes[0].name"},
	}},
	{"register-volumes-count", []registerRow{
		{"1", func(*registration) {}, ""},
		{"2", func(in *registration) { in.Volumes[1] = in.Volumes[0] }, "warning register-volumes-count volumes"},
	}},
	{"register-memory-reservation", []registerRow{
		{"as much", registering(func(_ *registration, c *types.ContainerDefinition) { c.MemoryReservation = new(int32(512)) }), ""},
		{"more", registering(func(_ *registration, c *types.ContainerDefinition) { c.MemoryReservation = new(int32(513)) }), "error register-memory-reservation containerDefinitions[0].memoryReservation"},
		{"none, with less memory than nothing", registering(func(_ *registration, c *types.ContainerDefinition) {
			c.Memory, c.MemoryReservation = new(int32(-1)), nil
		}), ""},
	}},
}

// TestRegisterFargateTask holds that the option FargateTask requires Fargate of a
// task definition that does not say so.
func TestRegisterFargateTask(t *testing.T) {
	in := validDefinition()
	forEC2(in)
	in.Cpu, in.Memory = new("512"), new("5120")
	const want = "error register-fargate-size memory; error register-network-mode networkMode"
	if got := describe(rules.Check(in, rules.FargateTask(fargate.Linux))); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := describe(rules.Check(validDefinition(), rules.FargateTask(fargate.Windows))); got != "error register-fargate-size memory" {
		t.Errorf("of Windows: got %s", got)
	}
}

// TestDefinitionByItself checks what DescribeTaskDefinition returns, and a container
// of it.
func TestDefinitionByItself(t *testing.T) {
	in := rules.AsDefinition(validDefinition())
	in.Family, in.ContainerDefinitions[0].Name = nil, nil
	if got := describe(rules.Check(in)); got != "error register-container-name-required containerDefinitions[0].name; error register-family-required family" {
		t.Errorf("a task definition: got %s", got)
	}
	if got := describe(rules.Check(&in.ContainerDefinitions[0])); got != "error register-container-name-required name" {
		t.Errorf("a container: got %s", got)
	}
}

// TestAsDefinition holds that all members of a registration come along in the task
// definition: one that the SDK gains would be missing.
func TestAsDefinition(t *testing.T) {
	for f := range reflect.TypeFor[registration]().Fields() {
		if !f.IsExported() || f.Name == "Tags" {
			continue
		}
		in := &registration{}
		switch v := reflect.ValueOf(in).Elem().FieldByIndex(f.Index); v.Kind() {
		case reflect.Pointer:
			v.Set(reflect.New(v.Type().Elem()))
		case reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		case reflect.String:
			v.SetString("x")
		}
		want := reflect.ValueOf(in).Elem().FieldByIndex(f.Index).Interface()
		if got := reflect.ValueOf(rules.AsDefinition(in)).Elem().FieldByName(f.Name); !got.IsValid() || !reflect.DeepEqual(got.Interface(), want) {
			t.Errorf("%s is lost", f.Name)
		}
	}
}
