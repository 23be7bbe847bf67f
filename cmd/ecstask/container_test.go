package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"
	"github.com/ecstask/ecstask/ecstest"
)

// TestContainer follows a job that exits with 0 beside a log router that is
// killed when the job has ended.
func TestContainer(t *testing.T) {
	for name, value := range map[string]string{
		"AWS_REGION": ecstest.Region, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "example",
		"AWS_CONFIG_FILE": t.TempDir() + "/none", "AWS_SHARED_CREDENTIALS_FILE": t.TempDir() + "/none",
	} {
		t.Setenv(name, value)
	}
	srv := ecstest.NewServer()
	t.Cleanup(srv.Close)
	instance := srv.AddInstance("default")
	srv.AddTaskDefinition("pair", func(td *types.TaskDefinition) {
		td.ContainerDefinitions = []types.ContainerDefinition{{Name: aws.String("job")}, {Name: aws.String("log")}}
	})
	srv.OnStart(func(*types.Task) ecstest.End {
		return ecstest.End{ExitCodes: map[string]int32{"job": 0, "log": 137}}
	})
	srv.InjectFunc(func(r ecstest.Request) *ecstest.Fault {
		if r.Operation == "DescribeTasks" {
			srv.Advance(10) // the first look sees the end
		}
		return nil
	})
	for _, tt := range []struct {
		options []string
		status  int
		text    string
	}{
		{[]string{"--wait", "stopped"}, statusFailed, "container log exited with 137"},
		{[]string{"--wait", "stopped", "--container", "job"}, statusOK, ""},
		{[]string{"--container=job", "--wait=stopped"}, statusOK, ""},
		{[]string{"--wait", "stopped", "--container", "log"}, statusFailed, "container log exited with 137"},
		{[]string{"--wait", "stopped", "--container", "jbo"}, statusFailed, "the task does not have the container jbo"},
		{[]string{"--wait", "stopped", "--container", ""}, statusUsage, "--container takes the name of a container"},
		{[]string{"--container", "job"}, statusUsage, "--container names the container that counts for --wait"},
	} {
		args := append([]string{"start-task", "--submit", "--endpoint-url", srv.URL(), "--task-definition", "pair", "--container-instances", instance}, tt.options...)
		var stdout, stderr bytes.Buffer
		status := run(t.Context(), args, strings.NewReader(""), &stdout, &stderr)
		if said := stderr.String(); status != tt.status || !strings.Contains(said, tt.text) || (said == "") != (tt.text == "") {
			t.Errorf("%v: exit status %d, %s", tt.options, status, said)
		}
	}
}
