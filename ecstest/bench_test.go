package ecstest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
)

// BenchmarkStartTask starts tasks with long overrides, ten a request, by several
// clients at once.
func BenchmarkStartTask(b *testing.B) {
	srv, _ := newServer(b)
	srv.KeepRequests(0)
	srv.AddTaskDefinition("web", func(d *types.TaskDefinition) { d.ContainerDefinitions[0].Cpu = 0 })
	var instances []string
	for range 10 {
		instances = append(instances, srv.AddInstance("default", ecstest.Remaining(0, 1<<30)))
	}
	app := types.ContainerOverride{Name: new("app")}
	for n := range 100 {
		app.Environment = append(app.Environment, types.KeyValuePair{Name: new(fmt.Sprint("VARIABLE_", n)), Value: new(strings.Repeat("a", 40))})
	}
	in := &ecs.StartTaskInput{
		TaskDefinition: new("web"), ContainerInstances: instances,
		Overrides: &types.TaskOverride{ContainerOverrides: []types.ContainerOverride{app}},
	}
	client := srv.Client(once)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if out, err := client.StartTask(b.Context(), in); err != nil || len(out.Tasks) != 10 {
				b.Error(err)
			}
		}
	})
}
