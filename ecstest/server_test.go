package ecstest_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
)

func TestJourney(t *testing.T) {
	srv := ecstest.NewServer()
	defer srv.Close()
	instance := srv.AddInstance("default")
	definition := srv.AddTaskDefinition("web")
	client := srv.Client()

	out, err := client.StartTask(t.Context(), &ecs.StartTaskInput{
		TaskDefinition: &definition, ContainerInstances: []string{instance, "0123456789abcdef0123456789abcdef"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Tasks) != 1 || len(out.Failures) != 1 {
		t.Fatalf("%d tasks, %d failures", len(out.Tasks), len(out.Failures))
	}
	var statuses []string
	for range 5 {
		out, err := client.DescribeTasks(t.Context(), &ecs.DescribeTasksInput{Tasks: []string{*out.Tasks[0].TaskArn}})
		if err != nil {
			t.Fatal(err)
		}
		statuses = append(statuses, *out.Tasks[0].LastStatus)
		if out.Tasks[0].StopCode == types.TaskStopCodeEssentialContainerExited {
			t.Log(*out.Tasks[0].Containers[0].LastStatus)
		}
	}
	t.Log(statuses)
	list, err := client.ListTasks(t.Context(), &ecs.ListTasksInput{DesiredStatus: types.DesiredStatusStopped})
	if err != nil || len(list.TaskArns) != 1 {
		t.Fatal(list, err)
	}
}
