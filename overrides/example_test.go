package overrides_test

import (
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/field"
	"github.com/ecstask/ecstask/overrides"
)

func ExampleNew() {
	o, err := overrides.New(
		overrides.ForContainer("app").WithCommand("migrate", "--all").WithEnv("STAGE", "blue"),
		overrides.ForContainer("log-router").WithMemory(128),
	).WithTaskRole("arn:aws:iam::123456789012:role/migrate").Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(o.ContainerOverrides), *o.TaskRoleArn)
	// Output: 2 arn:aws:iam::123456789012:role/migrate
}

func ExampleTask_Build() {
	_, err := overrides.New(
		overrides.ForContainer("my app").WithMemory(256).WithMemoryReservation(512),
		overrides.Container{}.WithEnv("", "x"),
	).Build()
	fmt.Println(err)
	fmt.Println(errors.Is(err, field.Required))
	// Output:
	// containerOverrides[0].memoryReservation: 512 is more than the memory of 256 MiB; reserve at most the memory (memory-reservation)
	// containerOverrides[0].name: "my app" cannot be the name of a container; use 1 to 255 letters, digits, hyphens and underscores, such as my-app_2 (container-name)
	// containerOverrides[1].environment[0].name: is required; give the name of the variable (env-name-required)
	// containerOverrides[1].name: is required; give the name of the container in the task definition (container-name-required)
	// true
}

func ExampleTask_WithFargateSize() {
	text, err := overrides.New().WithFargateSize(".25 vCPU", "0.5GB").MarshalText()
	fmt.Println(string(text), err)

	_, err = overrides.New().WithFargateSize("1 vCPU", "1 GB").Build()
	for e := range field.All(err) {
		fmt.Println(e)
	}
	// Output:
	// cpu=256,memory=512 <nil>
	// memory: "1024" together with 1024 CPU units is not a Fargate size (Linux, as of 2026-09); with 1024 CPU units, use 2048 to 8192 MiB in steps of 1024; the nearest smaller size is 512 CPU units, 1024 MiB; the nearest larger size is 1024 CPU units, 2048 MiB (fargate-size)
}

func ExampleFrom() {
	o := &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{{Name: new("app")}}}
	text, err := overrides.From(o).WithCPU("512").MarshalText()
	fmt.Println(string(text), err)
	// Output: containerOverrides=[{name=app}],cpu=512 <nil>
}

func ExampleParse() {
	t, err := overrides.Parse("containerOverrides=[{name=app,command=[migrate,--all],cpu=256}]")
	fmt.Println(t, err)
	fmt.Println(*t.Unchecked().ContainerOverrides[0].Cpu)

	_, err = overrides.Parse(`{"containerOverrides": [{"name": "app", "cpu": "256", "enviroment": []}]}`)
	for e := range field.All(err) {
		fmt.Println(e)
	}
	// Output:
	// overrides of containers ["app"] <nil>
	// 256
	// containerOverrides[0].cpu: "256" must be an integer, not a string; write 256 without quotes
	// containerOverrides[0].enviroment: is not a member of ContainerOverride; did you mean environment?
}

func ExampleForContainer() {
	app := overrides.ForContainer("app").WithEnv("STAGE", "blue")
	for _, c := range []overrides.Container{
		app,
		app.WithCommand("serve"),
		app.WithCommand(), // an empty command is not an absent one
	} {
		text, err := overrides.New(c).MarshalText()
		fmt.Println(string(text), err)
	}
	// Output:
	// containerOverrides=[{environment=[{name=STAGE,value=blue}],name=app}] <nil>
	// containerOverrides=[{command=[serve],environment=[{name=STAGE,value=blue}],name=app}] <nil>
	// containerOverrides=[{command=[],environment=[{name=STAGE,value=blue}],name=app}] <nil>
}

func ExampleFromContainer() {
	in := types.ContainerOverride{Name: new("app"), Cpu: new(int32(256))}
	text, err := overrides.New(overrides.FromContainer(in).WithMemory(512)).MarshalText()
	fmt.Println(string(text), err)
	// Output: containerOverrides=[{cpu=256,memory=512,name=app}] <nil>
}

func ExampleContainer_WithEnvMap() {
	app := overrides.ForContainer("app").WithEnvMap(map[string]string{"STAGE": "blue", "DEBUG": ""})
	text, err := overrides.New(app).MarshalText()
	fmt.Println(string(text), err)
	// Output: containerOverrides=[{environment=[{name=DEBUG,value=""},{name=STAGE,value=blue}],name=app}] <nil>
}

func ExampleContainer_WithResources() {
	app := overrides.ForContainer("app").WithResources(types.ResourceRequirement{
		Type: types.ResourceTypeGpu,
		SharingStrategy: &types.SharingStrategyMemberNvidiaMps{
			Value: types.NvidiaMpsAllocation{Memory: new(int32(4096)), MaxComputePercent: new(int32(50))},
		},
	})
	text, err := overrides.New(app).MarshalText()
	fmt.Println(string(text), err)
	// Output: containerOverrides=[{name=app,resourceRequirements=[{sharingStrategy={nvidiaMps={maxComputePercent=50,memory=4096}},type=GPU}]}] <nil>
}

func ExampleEncodedLen() {
	o, err := overrides.New(overrides.ForContainer("app").WithEnv("GREETING", "grüezi")).Build()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(overrides.EncodedLen(o))

	text, err := overrides.JSON(o)
	fmt.Println(string(text), err)
	// Output:
	// 92 93
	// {"containerOverrides":[{"environment":[{"name":"GREETING","value":"grüezi"}],"name":"app"}]} <nil>
}

func ExampleValidate() {
	err := overrides.Validate(&types.TaskOverride{Cpu: new("1 core")})
	for e := range field.All(err) {
		fmt.Println(e)
	}
	// Output:
	// cpu: "1 core" is not a number of CPU units or vCPU; write "1024" or "1 vCPU" (task-cpu)
}

// A log gets the names of the containers, not what may be secret.
func ExampleTask_LogValue() {
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		},
	}))
	logger.Info("starting", "overrides", overrides.New(overrides.ForContainer("app").WithEnv("PASSWORD", "hunter2")))
	// Output: level=INFO msg=starting overrides.containers=[app] overrides.chars=93
}
